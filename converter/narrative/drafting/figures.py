"""Figures of a disclosure for a template: single ones, columns, items, projects; with last year's beside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from converter.disclosure.model import Disclosure, Row, Table
from converter.disclosure.specification import RowKind, Section, Tables, TableSpec
from converter.narrative.drafting.facts import FigureFact, ProjectFact
from converter.narrative.drafting.reasons import Mover, Reasons
from converter.narrative.drafting.settings import Breakdown
from converter.narrative.last_year import LastYear
from converter.narrative.model import FigureRef
from converter.narrative.template.expressions import TemplateError

_CODE = re.compile(r"\D{0,4}?(\d{3,7})(?=\D|$)")
LEVELS = {"类": 0, "款": 1, "项": 2}
_ZERO = Decimal(0)


def code_of(key: str) -> str:
    """Return the code in the key of a row, "" when there is none."""
    found = _CODE.match(key)
    return found[1] if found else ""


@dataclass(slots=True, eq=False)
class Figures:
    """Reads figures for templates; every one carries its cell, its last year's value and its whole."""

    disclosure: Disclosure
    tables: Tables
    last: LastYear
    reasons: Reasons | None = None
    _names: dict[str, dict[str, str]] = field(default_factory=dict)

    def table(self, table_id: str) -> tuple[Table, TableSpec]:
        """Return a table with its specification; raise TemplateError when there is none of that name."""
        table, spec = self.disclosure.tables.get(table_id), self.tables.table(table_id)
        if table is None or spec is None:
            known = "、".join(t.id for t in self.tables.tables)
            raise TemplateError(f"没有名为“{table_id}”的表，现有：{known}")
        return table, spec

    def one(self, table_id: str, row: str, column: str, scope: str = "") -> FigureFact:
        """Return the figure of one cell; a row that is not printed is zero."""
        table, spec = self.table(table_id)
        section = self._section(spec, column, row)
        code = code_of(row)
        is_total = section.total is not None and row == section.total.name
        name = column if is_total else self.name(table_id, code) or row
        return self._fact(table, spec, row, column, name, scope, code)

    def columns(self, table_id: str, row: str, scope: str = "") -> list[FigureFact]:
        """Return the figures of one row in all columns that are no sums, shares of the row's total."""
        table, spec = self.table(table_id)
        section = spec.sections[0]
        summed = {name for column in section.amounts for name in column.sum}
        root = next((c for c in section.amounts if c.sum and c.id not in summed), None)
        whole = table.value(row, root.name) if root is not None else None
        found = []
        for column in section.amounts:
            if not column.sum:
                fact = self._fact(table, spec, row, column.name, column.name, scope, "")
                fact.whole = whole
                found.append(fact)
        return found

    def items(self, table_id: str, level: str, column: str, scope: str = "") -> list[FigureFact]:
        """Return the figures of all codes of a level (类 款 项) that have an amount in ``column``."""
        table, spec = self.table(table_id)
        length = self._length(spec, level)
        found = []
        for row in table.rows:
            code = code_of(row.key)
            if len(code) == length and not row.project and row.value(column):
                found.append(self._item(table, spec, row.key, code, column, scope))
        return found

    def ended(self, table_id: str, level: str, column: str, scope: str = "") -> list[FigureFact]:
        """Return the codes that had an amount in ``column`` last year and have none now."""
        table, spec = self.table(table_id)
        length = self._length(spec, level)
        printed = {code_of(row.key) for row in table.rows if row.value(column)}
        pattern = self._key_pattern(spec)
        found = []
        for code in sorted(self.last.rows(table_id, length)):
            if code in printed or len(code) != length:
                continue
            fact = self._item(table, spec, pattern.format(code=code, project=""), code, column, scope)
            if fact.last:
                found.append(fact)
        return found

    def projects(self, table_id: str) -> list[ProjectFact]:
        """Return the projects of a table in printed order, each with its rows."""
        table, spec = self.table(table_id)
        column = self._total_column(spec)
        by_name: dict[str, list[FigureFact]] = {}
        for row in table.rows:
            if row.project:
                fact = self._fact(table, spec, row.key, column, row.label, "", code_of(row.key))
                by_name.setdefault(row.project, []).append(fact)
        return [
            ProjectFact(name, facts, sum((f.value for f in facts), _ZERO), decimals=spec.decimals)
            for name, facts in by_name.items()
        ]

    def name(self, table_id: str, code: str) -> str:
        """Return the name of a code as the tables print it, "" when no table has it."""
        if not code:
            return ""
        for wanted in (table_id, *self.disclosure.tables):
            names = self._names_of(wanted)
            if code in names:
                return names[code]
        return ""

    def movers(self, figure: FigureFact, breakdowns: tuple[Breakdown, ...]) -> list[Mover]:
        """Return the parts that a figure is made of, this year and last; [] unless they explain its change."""
        ref = figure.ref
        if ref is None or figure.last is None:
            return []
        for breakdown in breakdowns:
            if not breakdown.fits(ref, figure.code):
                continue
            parts = self._parts(figure, breakdown)
            if parts and sum((part.change for part in parts), _ZERO) == figure.change:
                return parts
        return []

    # ── inside

    def _parts(self, figure: FigureFact, breakdown: Breakdown) -> list[Mover] | None:
        table = self.disclosure.tables.get(breakdown.table)
        spec = self.tables.table(breakdown.table)
        if table is None or spec is None or figure.ref is None:
            return None
        column = breakdown.column or figure.ref.column
        refs: dict[FigureRef, str] = {}
        for cell_column in breakdown.columns:
            refs[FigureRef(figure.ref.table, figure.ref.row, cell_column)] = cell_column
        under = figure.code if breakdown.within else ""
        if breakdown.level:
            length = self._length(spec, breakdown.level)
            known = {code_of(r.key): "" for r in table.rows} | self.last.rows(breakdown.table, length)
            pattern = self._key_pattern(spec)
            for code in known:
                if len(code) == length and code.startswith(under):
                    key = pattern.format(code=code, project="")
                    refs[FigureRef(breakdown.table, key, column)] = (
                        self.name(breakdown.table, code) or known[code]
                    )
        else:
            named = {row.key: row.project for row in table.rows if row.project}
            for key, project in {**self.last.projects(breakdown.table), **named}.items():
                if key.startswith(under):
                    refs[FigureRef(breakdown.table, key, column)] = project
        movers = []
        for ref, name in refs.items():
            last = self.last.value(ref)
            if last is None:
                return None
            held = self.disclosure.tables[ref.table]
            value = held.value(ref.row, ref.column)
            movers.append(
                Mover(name or ref.row, value, last, ref.table == figure.ref.table and name == ref.column)
            )
        return movers

    def _item(
        self, table: Table, spec: TableSpec, key: str, code: str, column: str, scope: str
    ) -> FigureFact:
        path = tuple(
            self.name(table.id, code[:length]) or self.last_name(table.id, code[:length])
            for length in (3, 5, 7)
            if length <= len(code)
        )
        fact = self._fact(table, spec, key, column, path[-1] if path else key, scope, code)
        fact.path = path
        return fact

    def last_name(self, table_id: str, code: str) -> str:
        """Return the name of a code that only last year had, else its name in the classification."""
        found = self.last.rows(table_id, len(code)).get(code, "")
        if found:
            return found
        from converter.packs.classification import load_classification

        lists = load_classification()
        codes = lists.economic if code[:1] in "35" else lists.functional
        entry = codes.get(code, self.last.year) or codes.any_year(code)
        return entry.name if entry is not None else code

    def _fact(
        self, table: Table, spec: TableSpec, row: str, column: str, name: str, scope: str, code: str
    ) -> FigureFact:
        section = self._section(spec, column, row)
        index = spec.sections.index(section) if len(spec.sections) > 1 else None
        ref = FigureRef(table.id, row, column)
        whole = None
        if section.total is not None:
            whole = table.value(section.total.name, column, index)
        return FigureFact(
            name=name,
            value=table.value(row, column, index),
            ref=ref,
            last=self.last.value(ref),
            whole=whole,
            code=code,
            scope=scope,
            decimals=spec.decimals,
            reasons=self.reasons,
        )

    def _section(self, spec: TableSpec, column: str, row: str) -> Section:
        """Return the section that has the column; of several the one that has the row."""
        fitting = [s for s in spec.sections if any(c.name == column for c in s.amounts)]
        if not fitting:
            known = "、".join(dict.fromkeys(c.name for s in spec.sections for c in s.amounts))
            raise TemplateError(f"{spec.id} 没有“{column}”这一列，现有：{known}")
        for section in fitting:
            has_codes = any(r.kind is not RowKind.FIXED for r in section.rows)
            if section.fixed(row) or (section.total and section.total.name == row):
                return section
            if has_codes and code_of(row):
                return section
        known = "、".join(
            [r.name for s in fitting for r in s.rows if r.kind is RowKind.FIXED]
            + [s.total.name for s in fitting if s.total]
        )
        raise TemplateError(f"{spec.id} 没有“{row}”这一行，现有：{known}")

    def _length(self, spec: TableSpec, level: str) -> int:
        if level not in LEVELS:
            raise TemplateError(f"没有“{level}”这一级，应为类、款或项")
        for section in spec.sections:
            for row in section.rows:
                if row.kind is not RowKind.FIXED:
                    depth = LEVELS[level]
                    return row.levels[depth] if depth < len(row.levels) else (3, 5, 7)[depth]
        raise TemplateError(f"{spec.id} 不是按科目列的表")

    def _key_pattern(self, spec: TableSpec) -> str:
        for section in spec.sections:
            for row in section.rows:
                if row.kind is not RowKind.FIXED:
                    return row.key or "{code}"
        return "{code}"

    def _total_column(self, spec: TableSpec) -> str:
        amounts = spec.sections[0].amounts
        return next((column.name for column in amounts if column.sum), amounts[0].name)

    def _names_of(self, table_id: str) -> dict[str, str]:
        if table_id not in self._names:
            table = self.disclosure.tables.get(table_id)
            self._names[table_id] = {
                code: _plain_name(row, code)
                for row in (table.rows if table else ())
                if (code := code_of(row.key)) and not row.project
            }
        return self._names[table_id]


def _plain_name(row: Row, code: str) -> str:
    return row.label.strip().removeprefix(code).strip()
