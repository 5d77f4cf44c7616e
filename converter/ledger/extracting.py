"""From one block of a sheet to facts: rows and columns are sorted out, totals checked, troubles told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from converter.ledger.amounts import Amounts, precision_of, read_amounts
from converter.ledger.block_source import BlockSource
from converter.ledger.cells_refused import refuse_cells, tell_hidden, tell_negative
from converter.ledger.columns import ColumnPlan, ColumnView, RowSplit, plan_columns, split_row
from converter.ledger.facts import FactSet, Region, Scope, TotalCell
from converter.ledger.hierarchy import Key, meet_paths
from converter.ledger.model import BudgetLine
from converter.ledger.project_heads import name_projects
from converter.ledger.reporting import Notes
from converter.ledger.row_table import RowTable
from converter.ledger.row_troubles import TroubleBook
from converter.ledger.settings import Setting
from converter.ledger.subtotals import classify_rows
from converter.ledger.totals_checked import Pending, TotalsCheck
from converter.ledger.units import UnitBook
from converter.ledger.words_in_rows import is_project_kind
from converter.reading.model import CellRef
from converter.recognition.mapping import BlockMapping, ColumnMapping, Meaning


@dataclass(slots=True)
class Extraction:
    """The facts of a block by view, unit and year, and how their money was split."""

    sets: dict[tuple[int, int, int], FactSet] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)


class _Told(NamedTuple):
    """Kind and source of a row and a column together, and whether the two contradict."""

    kind: str
    source: str
    kind_wrong: bool
    source_wrong: bool


class Extractor:
    """Turns read blocks into sets of facts."""

    def __init__(self, setting: Setting, notes: Notes, units: UnitBook) -> None:
        self.setting = setting
        self.notes = notes
        self.units = units

    def extract(self, source: BlockSource, table: RowTable, counting: Sequence[ColumnMapping]) -> Extraction:
        """Return the facts of ``counting`` columns of a block whose rows were read."""
        return _BlockFacts(self, source, table, list(counting)).run()


class _BlockFacts:
    def __init__(
        self, extractor: Extractor, source: BlockSource, table: RowTable, counting: list[ColumnMapping]
    ) -> None:
        self.setting = extractor.setting
        self.notes = extractor.notes
        self.source = source
        self.table = table
        self.accountant = source.accountant
        self.cells = source.cells
        self.plan: ColumnPlan = plan_columns(
            counting,
            self.setting,
            lambda column: source.mapping.money_of(source.block, column) or "元",
            lambda name: extractor.units.number("", name),
        )
        self.amounts: list[Amounts] = []
        self.result = Extraction(names=table.names)
        self.troubles = TroubleBook(self.setting, self.notes, source.sheet, table, source.weight)
        self.told: dict[tuple[str, str, int], _Told] = {}
        self.booked: set[int] = set()

    def run(self) -> Extraction:
        raw = [self.cells.values(column.column) for column in self.plan.columns]
        self.amounts = [
            read_amounts(values, column.column, column.money)
            for column, values in zip(self.plan.columns, raw, strict=True)
        ]
        refused = refuse_cells(self.setting, self.notes, self.source, self.table, self.amounts, raw)
        for row, column, value, reason in refused.left_out:
            self.accountant.leave_out(row + self.table.first, column, 0, value, reason)
        for index, reason in self.table.dropped.items():
            for amounts in self.amounts:
                self._leave_out(index, amounts, amounts.fen[index] or 0, reason)
        fen = [amounts.fen for amounts in self.amounts]
        slack = [amounts.residues for amounts in self.amounts]
        self.roles = classify_rows(self.table, fen, slack, refused.rows, self.setting.tree)
        name_projects(self.table, self.roles.facts, self.roles.totals)
        if self.table.offered:
            self.table.take_offers(self.roles.facts)
        check = TotalsCheck(self.setting, self.notes, self.source, self.table, self.plan, refused)
        check.several_blocks = self.source.several_blocks
        check.rows(self.roles, self.amounts)
        self.result.pending = check.pending
        self._homeless()
        facts = self._usable_rows()
        for column in self.plan.views[0].leaves if not self.source.quiet else ():
            tell_negative(self.notes, self.source, self.table, self.amounts[column], facts)
        if self.source.sheet.hidden_rows and not self.source.quiet:
            tell_hidden(self.notes, self.source, self.table, self.amounts, facts)
        for number, view in enumerate(self.plan.views):
            self._view(number, view, facts, check)
        self._finish(check)
        return self.result

    def _homeless(self) -> None:
        for index in self.roles.homeless:
            refs = []
            for amounts in self.amounts:
                value = amounts.fen[index]
                if value:
                    self._leave_out(index, amounts, value, "这一行没有科目、项目，也不是合计")
                    refs.append(self._ref(index, amounts.column))
            if refs and not self.source.quiet:
                self.notes.add(
                    "L22",
                    self.source.weight,
                    f"第 {self.table.first + index + 1} 行有金额，却没有科目、项目或单位，"
                    "也不等于上下任何几行之和，没有计入。请补上科目；如是合计行，请写明“合计”“小计”并核对金额。",
                    refs,
                    units=self._units_of(index),
                )

    def _units_of(self, index: int) -> tuple[int, ...]:
        unit = self.table.unit[index] or self.source.unit
        return (unit,) if unit else ()

    def _ref(self, index: int, column: int) -> CellRef:
        return CellRef(self.source.sheet.file, self.source.sheet.name, self.table.first + index, column)

    def _leave_out(self, index: int, amounts: Amounts, fen: int, reason: str) -> None:
        if not fen:
            return
        row = self.table.first + index
        value = self.source.sheet.value(row, amounts.column)
        self.accountant.leave_out(row, amounts.column, fen, value, reason)

    def _usable_rows(self) -> list[int]:
        """Return the fact rows whose dimensions could be read; the others are told and left out."""
        table = self.table
        needs_function = "function" in table.axes
        bad: dict[int, str] = {}
        for index in sorted(set(table.troubles) & set(self.roles.facts)):
            if self._says_nothing(index):
                bad[index] = "没有金额"
                continue
            reason = self.troubles.reason(index)
            if reason:
                bad[index] = reason
        if needs_function and "" in table.function:
            for index in self.roles.facts:
                if not table.function[index] and index not in bad and not self._says_nothing(index):
                    bad[index] = "缺功能科目"
                    self.troubles.missing(index, "function")
        if "unit" in table.axes and not self.source.unit and 0 in table.unit:
            for index in self.roles.facts:
                if not table.unit[index] and not any(column.unit for column in self.plan.columns):
                    bad.setdefault(index, "缺预算单位")
                    self.troubles.missing(index, "unit")
        for axis in ("economic", "kind"):
            self._tell_blanks(axis, bad)
        for index, reason in bad.items():
            for amounts in self.amounts:
                self._leave_out(index, amounts, amounts.fen[index] or 0, reason)
            self.troubles.money(index, self._money_of(index))
        return [index for index in self.roles.facts if index not in bad] if bad else self.roles.facts

    def _says_nothing(self, index: int) -> bool:
        """Return whether a row holds nothing but zeros and a label that is no code (校验 0, 差额 0)."""
        if any(amounts.fen[index] for amounts in self.amounts):
            return False
        return (
            not self.table.function[index]
            and not self.table.economic[index]
            and not self.table.project[index]
        )

    def _tell_blanks(self, axis: str, bad: dict[int, str]) -> None:
        """Tell fact rows that leave a column blank which others fill; they are counted all the same."""
        values: list[str] = getattr(self.table, axis)
        if axis not in self.table.axes or "" not in values or not any(values):
            return
        if any(getattr(self.plan.columns[leaf].key, axis) for leaf in self.plan.views[0].leaves):
            return
        for index in self.roles.facts:
            if not values[index] and index not in bad:
                self.troubles.missing(index, axis)

    def _money_of(self, index: int) -> int:
        """Return the money of a row in 分: its total column, or the sum of its leaves."""
        if self.plan.plain:
            return self.amounts[0].fen[index] or 0
        row = [amounts.fen[index] for amounts in self.amounts]
        split = split_row(self.plan.views[0], row, True, [0] * len(row))
        return sum(fen for _, fen in split.facts)

    def _view(self, number: int, view: ColumnView, facts: Sequence[int], check: TotalsCheck) -> None:
        """Add the facts of one view, and book its cells as far as no earlier view did."""
        if self.plan.plain:
            values = self.amounts[0].fen
            whole = [(index, fen) for index in facts if (fen := values[index])]
            self._add_lines(number, 0, whole)
            self.accountant.fact(sum([fen for _, fen in whole]))
            return
        columns = [amounts.fen for amounts in self.amounts]
        residues = [amounts.residues for amounts in self.amounts]
        told = self._told_by_row(view)
        booked = self.booked.copy()
        self.booked.update(view.leaves, view.totals)
        by_column: dict[int, list[tuple[int, int]]] = {}
        for index in facts:
            row = [column[index] for column in columns]
            split = split_row(view, row, told(index), [index in rounded for rounded in residues])
            for column_index, fen in split.facts:
                by_column.setdefault(column_index, []).append((index, fen))
            self._book_row(row, split, booked, number == 0)
            for column_index, below in split.disagreeing.items():
                done = column_index in booked or any(column_index == c for c, _ in split.facts)
                check.column(index, column_index, row, below, view, booked=done)
        for column_index in sorted(by_column):
            if number == 0 or column_index in view.leaves:
                self._add_lines(number, column_index, by_column[column_index])

    def _book_row(self, row: Sequence[int | None], split: RowSplit, booked: set[int], ledger: bool) -> None:
        """Enter the cells of a fact row in the account; those of a further view only repeat the money."""
        for column, fen in split.facts:
            if column in booked:
                continue
            rest = (row[column] or 0) - fen
            if ledger:
                self.accountant.fact(fen)
            else:
                rest += fen
            if rest:
                self.accountant.subtotal(rest)
        for column in split.agreeing:
            if column not in booked:
                self.accountant.subtotal(row[column] or 0)

    def _told_by_row(self, view: ColumnView) -> Callable[[int], bool]:
        """Return whether a row itself says what the columns of a view tell apart."""
        axes = {
            name
            for leaf in view.leaves
            for name, value in self.plan.columns[leaf].key._asdict().items()
            if value
        }
        lists = [getattr(self.table, name) for name in axes]

        def told(index: int) -> bool:
            return all(values[index] for values in lists)

        return told

    def _add_lines(self, view: int, column_index: int, pairs: Sequence[tuple[int, int]]) -> None:
        """Append the facts of one column to the sets of their units and years."""
        table, source = self.table, self.source
        column = self.plan.columns[column_index]
        key = column.key
        name = source.name if not view else f"{source.name}·{view + 1}"
        file, sheet, first, at = source.sheet.file, source.sheet.name, table.first, column.column
        plain = not any(key)
        column_unit, own_unit, own_year = column.unit, source.unit, source.year
        functions, economics, kinds = table.function, table.economic, table.kind
        sources, projects, codes = table.source, table.project, table.project_code
        flags, units, years = table.procurement, table.unit, table.year
        sets: dict[tuple[int, int], list[BudgetLine]] = {}
        basic = {kind for kind in {*kinds, key.kind} if kind and not is_project_kind(kind)}
        for index, fen in pairs:
            function, economic = functions[index], economics[index]
            kind, fund, project = kinds[index], sources[index], projects[index]
            if not plain:
                function = key.function if len(key.function) > len(function) else function
                economic = key.economic if len(key.economic) > len(economic) else economic
                project = key.project or project
                kind, fund = self._joined(index, kind, fund, column_index)
            stated = ""
            if project and kind in basic:
                project, stated = "", project
            line = BudgetLine(
                function,
                economic,
                kind,
                fund,
                project,
                fen,
                {name: (CellRef(file, sheet, first + index, at),)},
                codes[index],
                flags[index],
                stated,
            )
            unit_year = (column_unit or units[index] or own_unit, years[index] or own_year)
            lines = sets.get(unit_year)
            if lines is None:
                lines = sets[unit_year] = self._set(view, name, *unit_year).lines
            lines.append(line)

    def _joined(self, index: int, kind: str, fund: str, column: int) -> tuple[str, str]:
        """Return kind and source of row and column together; where they contradict the column wins."""
        known = self.told.get((kind, fund, column))
        if known is None:
            known = self.told[kind, fund, column] = self._join(kind, fund, column)
        if known.kind_wrong:
            self.troubles.against_column(index, "kind", kind, self.plan.columns[column])
        if known.source_wrong:
            self.troubles.against_column(index, "source", fund, self.plan.columns[column])
        return known.kind, known.source

    def _join(self, kind: str, fund: str, column: int) -> _Told:
        key = self.plan.columns[column].key
        met = meet_paths(kind, key.kind)
        merged: str | None = fund or key.source
        if fund and key.source:
            merged = self.setting.words.merge_sources(fund, key.source)
        return _Told(
            key.kind if met is None else met,
            key.source if merged is None else merged,
            met is None,
            merged is None,
        )

    def _set(self, view: int, name: str, unit: int, year: int) -> FactSet:
        found = self.result.sets.get((view, unit, year))
        if found is None:
            source = self.source
            found = self.result.sets[view, unit, year] = FactSet(
                name=name,
                file=source.sheet.file,
                sheet=source.sheet.name,
                role=source.role,
                unit=unit,
                year=year,
                account=self.accountant.account,
                relation=source.mapping.relation,
                covers_units=source.mapping.covers_units,
                partial=source.mapping.partial,
                tells_projects="project" in self.table.axes,
            )
        return found

    def _finish(self, check: TotalsCheck) -> None:
        """Add to every set its scope, its precision and the totals that agree with its rows."""
        dims = self.source.block.dims
        hard: Region = (dims.get("kind", ""), dims.get("source", ""))
        precision = min(
            precision_of([amounts], column.money)
            for amounts, column in zip(self.amounts, self.plan.columns, strict=True)
        )
        for (view, unit, _), facts in self.result.sets.items():
            facts.hard = Scope({hard})
            facts.soft = Scope(self._regions(self.plan.views[view], hard, facts.lines))
            facts.precision = precision
            if view == 0:
                facts.totals = [
                    TotalCell(key, fen, ref) for owner, key, fen, ref in check.agreed if owner in (0, unit)
                ]
        if not self.source.quiet:
            self.troubles.tell()

    def _regions(self, view: ColumnView, hard: Region, lines: Sequence[BudgetLine]) -> set[Region]:
        """Return the kinds and sources that a table speaks of: those of its facts and of its columns."""
        rows = {(line.kind, line.source) for line in lines}
        keys: set[Key] = {self.plan.columns[leaf].key for leaf in view.leaves}
        if any(key.kind or key.source for key in keys):
            of_rows = {(self.table.kind[i], self.table.source[i]) for i in self.roles.facts} or {hard}
            for kind, fund in of_rows:
                for key in keys:
                    met = meet_paths(kind, key.kind)
                    merged = self.setting.words.merge_sources(fund, key.source) if fund else key.source
                    if met is not None and (merged is not None):
                        rows.add((met, merged or ""))
        return rows or {hard}


def counting_columns(block: BlockMapping, meaning: Meaning = Meaning.AMOUNT) -> list[ColumnMapping]:
    """Return the amount columns of a block with ``meaning``."""
    return block.of(meaning)
