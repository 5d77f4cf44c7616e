"""Last year's figures (上年预算数) by table cell, from whatever tells them.

A change is always the change of one published figure, so last year is asked for cell by cell. Four kinds
of sources answer, the first that knows wins: what a person typed, last year's tables (ours or anybody's),
last year's working spreadsheet (compiled), and the facts of a sheet 上年预算数, whose dimensions may be
coarse. What no source can tell for certain stays unknown (None), never zero. Figures are 万元.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from converter.disclosure.model import Disclosure, Row
from converter.disclosure.specification import RowKind, Tables
from converter.findings import Finding, info, warning
from converter.ledger.model import BudgetLine
from converter.money import steps_half_up, wan_from_steps
from converter.narrative.answers.model import label_key
from converter.narrative.figure_cells import Condition, Conditions, cell_conditions, part_cells
from converter.narrative.model import FigureRef, PerformanceTable

_CODE = re.compile(r"\D{0,4}?(\d{3,7})(?=\D|$)")


@dataclass(slots=True, eq=False)
class _Facts:
    """Facts of last year that tell all money once. ``coverage`` confines them: dimension → prefixes of what
    the sheets speak of (a sheet of 一般公共预算 says nothing of 政府性基金); {} when of everything."""

    lines: list[BudgetLine]
    coverage: dict[str, tuple[str, ...]]

    def amount(self, conditions: Conditions) -> int | None:
        """Return the 分 that meet the conditions; None when the facts cannot tell."""
        for dimension, prefixes in self.coverage.items():
            needed = Condition(dimension, prefixes)
            if not any(
                condition.dimension == dimension and all(needed.holds(p) for p in condition.prefixes)
                for condition in conditions
            ):
                return None
        total = 0
        for line in self.lines:
            verdict = _meets(line, conditions)
            if verdict is None:
                return None
            if verdict:
                total += line.amount
        return total


def _meets(line: BudgetLine, conditions: Conditions) -> bool | None:
    known = True
    for condition in conditions:
        verdict = condition.holds(getattr(line, condition.dimension))
        if verdict is False:
            return False
        if verdict is None:
            known = False
    return True if known else None


@dataclass(slots=True, eq=False)
class LastYear:
    """What is known of last year, in 万元.

    ``typed`` are figures by cell that a person typed, ``stated`` those that a sheet names outright (三公经费
    by item), ``remembered`` those that were known when the supplement was written, ``named`` figures by name (机关运行经费). ``texts`` are last year's words by slot id, ``reasons`` by
    figure, ``purposes`` by key of the item's name, ``performance`` the 绩效目标表 by key of the project's name. ``documents`` are last year's tables; facts are added by ``add_lines``.
    """

    tables: Tables
    year: int
    typed: dict[FigureRef, Decimal] = field(default_factory=dict)
    stated: dict[FigureRef, Decimal] = field(default_factory=dict)
    remembered: dict[FigureRef, Decimal] = field(default_factory=dict)
    named: dict[str, Decimal] = field(default_factory=dict)
    documents: list[Disclosure] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    reasons: dict[FigureRef, str] = field(default_factory=dict)
    purposes: dict[str, str] = field(default_factory=dict)
    performance: dict[str, PerformanceTable] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _facts: list[_Facts] = field(default_factory=list)
    _conditions: dict[FigureRef, list[Conditions] | None] = field(default_factory=dict)
    _kept: dict[FigureRef, Decimal | None] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether anything at all is known of last year."""
        return bool(
            self.typed or self.stated or self.remembered or self.named or self.documents or self._facts
        )

    def value(self, ref: FigureRef) -> Decimal | None:
        """Return last year's figure of a cell in 万元; None when it is not known."""
        if ref in self.typed:
            return self.typed[ref]
        if not self.known:
            return None
        if ref not in self._kept:
            self._kept[ref] = self._find(ref)
        return self._kept[ref]

    def type(self, figures: Mapping[FigureRef, Decimal]) -> None:
        """Enter figures that a person typed; they win over everything else."""
        self.typed.update(figures)

    def rows(self, table: str, level: int) -> dict[str, str]:
        """Return code → name of the rows that ``table`` had last year at a length of code, as far as known."""
        found: dict[str, str] = {}
        for document in self.documents:
            held = document.tables.get(table)
            for row in held.rows if held else ():
                code = _code_of(row)
                if len(code) == level:
                    found.setdefault(code, _name_of(row, code))
        for facts in self._facts:
            for line in facts.lines:
                for code in (line.function, line.economic):
                    if len(code) >= level:
                        found.setdefault(code[:level], "")
        for ref, value in {**self.remembered, **self.typed}.items():
            code = _digits(ref.row)
            if ref.table == table and len(code) == level and value:
                found.setdefault(code, "")
        return found

    def projects(self, table: str) -> dict[str, str]:
        """Return row key → project name of the projects that ``table`` had last year, as far as known."""
        found: dict[str, str] = {}
        for document in self.documents:
            held = document.tables.get(table)
            found.update({row.key: row.project for row in held.rows if row.project} if held else {})
        for facts in self._facts:
            for line in facts.lines:
                if line.project and len(line.function) == 7:
                    found.setdefault(f"{line.function}|{line.project}", line.project)
        return found

    # ── sources

    def add_performance(self, tables: Iterable[PerformanceTable]) -> None:
        """Add last year's 绩效目标表; the first one of a project stays."""
        for table in tables:
            if table.project and table.indicators:
                self.performance.setdefault(label_key(table.project), table)

    def add_document(self, document: Disclosure) -> None:
        """Add last year's tables, read or compiled; tables of another year are refused with a finding."""
        if document.year is not None and document.year != self.year:
            name = document.files[0].replace("\\", "/").rsplit("/", 1)[-1] if document.files else "上年文件"
            self.findings.append(
                warning(
                    "T22",
                    f"“{name}”是 {document.year} 年的，不是上年（{self.year} 年）的，没有采用。"
                    f"请用 --last-year 给出 {self.year} 年的文件。",
                )
            )
            return
        self.documents.append(document)
        self._kept.clear()

    def add_lines(
        self,
        lines: Sequence[BudgetLine],
        current: Iterable[str] = (),
        coverage: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Add the facts of sheets of last year, which tell all money once; ``current`` are this year's
        sources of funds.

        Where nothing tells the source and this year has one kind of budget only, last year's money is
        taken for the same, and a finding says so. ``coverage`` says what the sheets are confined to.
        """
        if not lines:
            return
        held = list(lines)
        confined = dict(coverage or {})
        now = common_path(set(current))
        budget = confined.get("source", ("",))[0]
        if budget and (now == budget or now.startswith(budget + ".")):
            # All of this year's money is of the one budget that the sheets speak of: nothing else is missing.
            del confined["source"]
        if any(not line.source for line in held):
            source = common_path(set(current))
            # A source at the root says nothing; one budget (一般公共预算 …) does.
            if source.count(".") >= 2:
                held = [line if line.source else replace(line, source=source) for line in held]
                self.findings.append(
                    info(
                        "T21",
                        "上年预算数没有写明资金来源；因本年全部资金属于同一种预算，上年也按同一种预算计算增减。",
                    )
                )
        self._facts.append(_Facts(held, confined))
        self._kept.clear()

    # ── finding a figure

    def _find(self, ref: FigureRef) -> Decimal | None:
        if not self.known:
            return None
        for document in self.documents:
            value = self._in_document(document, ref)
            if value is not None:
                return value
        if ref in self.stated:
            return self.stated[ref]
        if ref not in self._conditions:
            self._conditions[ref] = cell_conditions(self.tables, ref)
        alternatives = self._conditions[ref]
        if alternatives is None:
            return None
        for facts in self._facts:
            parts = [facts.amount(conditions) for conditions in alternatives]
            if None not in parts:
                return wan_from_steps(steps_half_up(sum(part for part in parts if part is not None)))
        if ref in self.remembered:
            return self.remembered[ref]
        return self._sum_of_parts(ref)

    def _sum_of_parts(self, ref: FigureRef) -> Decimal | None:
        """Return the sum of the rows or columns that a figure adds up, when all of them are known."""
        for parts in part_cells(self.tables, ref):
            values = [self.value(part) for part in parts]
            if parts and None not in values:
                return sum((value for value in values if value is not None), Decimal(0))
        return None

    def _in_document(self, document: Disclosure, ref: FigureRef) -> Decimal | None:
        table = document.tables.get(ref.table)
        if table is None:
            return None
        absent = False
        for index, columns in enumerate(table.columns):
            if ref.column not in columns or ref.section not in (None, index):
                continue
            row = table.row(ref.row, index if len(table.columns) > 1 else None)
            if row is not None:
                cell = row.cells.get(ref.column)
                return None if cell is not None and cell.unknown else row.value(ref.column)
            absent = absent or (bool(table.rows) and self._may_be_absent(ref))
        return Decimal(0) if absent else None

    def _may_be_absent(self, ref: FigureRef) -> bool:
        """Whether a row is printed only where it has money (rows of codes and of projects)."""
        table = self.tables.table(ref.table)
        for section in table.sections if table else ():
            if section.fixed(ref.row) is not None or (section.total and section.total.name == ref.row):
                return False
        return any(row.kind is not RowKind.FIXED for s in (table.sections if table else ()) for row in s.rows)


def common_path(paths: set[str]) -> str:
    """Return the longest dotted path above all of ``paths``."""
    if not paths or "" in paths:
        return ""
    split = [path.split(".") for path in sorted(paths)]
    shared = []
    for pieces in zip(*split, strict=False):
        if len(set(pieces)) > 1:
            break
        shared.append(pieces[0])
    return ".".join(shared)


def _code_of(row: Row) -> str:
    return _digits(row.key)


def _digits(key: str) -> str:
    """Return the code in the key of a row (支出201, 2010301|某项目), "" when it has none."""
    found = _CODE.match(key)
    return found[1] if found else ""


def _name_of(row: Row, code: str) -> str:
    return row.label.strip().removeprefix(code).strip()
