"""From a sheet and its mapping to sets of facts, this year's and last year's, and the sheet's account."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field

from converter.findings import Severity
from converter.ledger.accounting import Accountant
from converter.ledger.amounts import read_amounts
from converter.ledger.block_source import BlockSource
from converter.ledger.codes import NameFinder
from converter.ledger.columns import column_key
from converter.ledger.columns_read import BlockCells
from converter.ledger.extracting import Extraction, Extractor
from converter.ledger.facts import FactSet, Scope, key_of
from converter.ledger.hierarchy import contains_key
from converter.ledger.model import SheetAccount
from converter.ledger.reporting import Notes
from converter.ledger.row_table import AXES, RowTable
from converter.ledger.rows import RowReader
from converter.ledger.rows_of_items import tracks_of
from converter.ledger.settings import Setting
from converter.ledger.totals_checked import Pending
from converter.ledger.units import UnitBook
from converter.reading.model import CellRef, Sheet
from converter.recognition.mapping import BlockMapping, ColumnMapping, Meaning, Role, SheetMapping

LEDGER_ROLES = frozenset((Role.BUDGET, Role.INCOME, Role.OVERVIEW, Role.THREE_PUBLIC, Role.LAST_YEAR))
_NO_AMOUNTS = frozenset((Role.COVER, Role.INSTRUCTIONS, Role.EMPTY_FORM, Role.DUTIES, Role.REASONS))
_REASONS = {
    Meaning.AMOUNT_OTHER: "申报、审核或增减数，不是本年批复数",
    Meaning.AMOUNT_LAST_YEAR: "上年数，只用来与本年比较",
    Meaning.AMOUNT_MEMO: "“其中”栏，已含在同一行的金额里",
    Meaning.UNKNOWN: "没有认出这一栏是什么",
}
_SKIPPED = "按识别方案不计入"
_OTHER_ROLE = "本表不是支出预算，不计入台账"
_UNKNOWN_ROLE = "没有认出这张工作表"


@dataclass(slots=True)
class SheetFacts:
    """What a sheet gave: sets of this year and of last year, its account and its names of codes."""

    account: SheetAccount
    current: list[FactSet] = field(default_factory=list)
    last_year: list[FactSet] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


class SheetReader:
    """Reads sheets; one for all files of a run."""

    def __init__(self, setting: Setting, notes: Notes, units: UnitBook, *, several_files: bool) -> None:
        self.setting = setting
        self.notes = notes
        self.units = units
        self.finder = NameFinder(setting)
        self.rows = RowReader(setting, self.finder, units)
        self.extractor = Extractor(setting, notes, units)
        self.several_files = several_files
        self._used: dict[str, int] = {}

    def own_name(self, name: str) -> str:
        """Return ``name``, numbered if a sheet of another file already has it."""
        number = self._used[name] = self._used.get(name, 0) + 1
        return name if number == 1 else f"{name}（{number}）"

    @staticmethod
    def needs_names(mapping: SheetMapping) -> bool:
        """Return whether a sheet has codes that may be told by their names alone."""
        for block in mapping.blocks:
            for axis in ("function", "economic"):
                code, joined, name, *levels = AXES[axis]
                if block.of(joined) or (block.of(name) and not block.of(code, *levels)):
                    return True
        return False

    def learn_names(self, sheet: Sheet, mapping: SheetMapping) -> None:
        """Take in code → name of a sheet that has both, for sheets that have only names."""
        for block in mapping.blocks:
            for code, name in (
                (Meaning.FUNCTION_CODE, Meaning.FUNCTION_NAME),
                (Meaning.ECONOMIC_CODE, Meaning.ECONOMIC_NAME),
            ):
                if not (block.of(code) and block.of(name)):
                    continue
                axis = "function" if code is Meaning.FUNCTION_CODE else "economic"
                self._learn(axis, BlockCells(sheet, block), code, name)
            for joined in (Meaning.FUNCTION, Meaning.ECONOMIC):
                if block.of(joined):
                    self._learn(joined.value, BlockCells(sheet, block), joined, None)

    def _learn(self, axis: str, cells: BlockCells, code: Meaning, name: Meaning | None) -> None:
        from converter.ledger.codes import read_cell

        codes = cells.of(code) or []
        names = (cells.of(name) if name else None) or [None] * len(codes)
        found: dict[str, str] = {}
        for cell, text in dict.fromkeys(zip(codes, names, strict=True)):
            said = read_cell(cell)
            own = str(text).strip() if text is not None else said.text
            if said.axis == axis and own:
                found[axis[0].upper() + said.code] = own
        self.finder.learn(found)

    def read(self, sheet: Sheet, mapping: SheetMapping) -> SheetFacts:
        """Return the facts of a sheet."""
        accountant = Accountant(sheet)
        result = SheetFacts(accountant.account)
        if mapping.relation == "skip":
            self._leave_out(sheet, mapping, accountant, _SKIPPED)
        elif mapping.role in LEDGER_ROLES:
            _OneSheet(self, sheet, mapping, accountant, result).run()
        elif mapping.role is Role.UNKNOWN:
            self._leave_out(sheet, mapping, accountant, _UNKNOWN_ROLE)
        elif mapping.role not in _NO_AMOUNTS:
            self._leave_out(sheet, mapping, accountant, _OTHER_ROLE)
        return result

    def _leave_out(self, sheet: Sheet, mapping: SheetMapping, accountant: Accountant, reason: str) -> None:
        """Enter the amounts of a sheet that is not used as left out."""
        for block in mapping.blocks:
            for column in block.columns:
                if column.meaning in (Meaning.AMOUNT, *_REASONS):
                    leave_out_column(sheet, mapping, block, column, accountant, reason)


def leave_out_column(
    sheet: Sheet,
    mapping: SheetMapping,
    block: BlockMapping,
    column: ColumnMapping,
    accountant: Accountant,
    reason: str,
) -> None:
    """Enter a column's amounts as left out; header rows are passed over."""
    cells = BlockCells(sheet, block)
    values = cells.values(column.column)
    amounts = read_amounts(values, column.column, mapping.money_of(block, column) or "元")
    for row in (*block.header_rows, *block.repeated_header_rows):
        if cells.first <= row <= cells.last:
            amounts.fen[row - cells.first] = None
    accountant.leave_out_column(cells.first, column.column, values, amounts.fen, reason)


class _OneSheet:
    def __init__(
        self,
        reader: SheetReader,
        sheet: Sheet,
        mapping: SheetMapping,
        accountant: Accountant,
        result: SheetFacts,
    ) -> None:
        self.reader = reader
        self.sheet = sheet
        self.mapping = mapping
        self.accountant = accountant
        self.result = result
        self.setting = reader.setting
        self.pending: list[Pending] = []
        self.names: dict[object, str] = {}

    def run(self) -> None:
        for block in self.mapping.blocks:
            self._block(block)
        self.result.current = merged(self.result.current)
        self.result.last_year = merged(self.result.last_year)
        self._settle_pending()

    def _block(self, block: BlockMapping) -> None:
        role = block.role or self.mapping.role
        own_last_year = self.mapping.role is Role.LAST_YEAR or role is Role.LAST_YEAR
        counting = block.of(Meaning.AMOUNT)
        before = block.of(Meaning.AMOUNT_LAST_YEAR)
        if own_last_year and not counting:
            counting, before = before, []
        for column in block.columns:
            if column.meaning in _REASONS and column not in counting:
                leave_out_column(
                    self.sheet, self.mapping, block, column, self.accountant, _REASONS[column.meaning]
                )
        if role not in LEDGER_ROLES:
            for column in counting:
                leave_out_column(self.sheet, self.mapping, block, column, self.accountant, _OTHER_ROLE)
            return
        if not counting and not before:
            return
        cells = BlockCells(self.sheet, block, self.setting.words.ditto)
        table = self.reader.rows.read(cells, block, role)
        for code, name in table.names.items():
            self.result.names.setdefault(code, name)
        self._flag_procurement(block, table)
        source = self._source(block, cells, role, own_last_year)
        if counting:
            keep = self.result.last_year if own_last_year else self.result.current
            keep.extend(self._extract(source, table, counting))
        if before:
            earlier = copy(source)
            earlier.accountant = Accountant(self.sheet)
            earlier.weight, earlier.quiet = Severity.WARNING, True
            self.result.last_year.extend(self._extract(earlier, table, before))

    def _source(self, block: BlockMapping, cells: BlockCells, role: Role, last_year: bool) -> BlockSource:
        mapping, units = self.mapping, self.reader.units
        if block.unit_name or block.unit_code:
            unit = units.number(block.unit_code, block.unit_name)
        else:
            unit = units.number(mapping.unit_code, mapping.unit_name)
        return BlockSource(
            sheet=self.sheet,
            mapping=mapping,
            block=block,
            cells=cells,
            role=role,
            name=self._name(block, role),
            unit=unit,
            year=mapping.year or 0,
            accountant=self.accountant,
            weight=Severity.WARNING if last_year else Severity.ERROR,
            several_blocks=len(mapping.blocks) > 1,
        )

    def _name(self, block: BlockMapping, role: Role) -> str:
        """Return the name of the view that a block belongs to; tables of one shape share it."""
        meanings = {column.meaning for column in block.columns}
        axes = {axis for axis, own in AXES.items() if meanings & set(own)} | set(block.dims)
        shape = (
            role,
            frozenset(axes),
            tuple(column_key(column, self.setting) for column in block.of(Meaning.AMOUNT)),
        )
        name = self.names.get(shape)
        if name is None:
            base = self.sheet.name
            if self.reader.several_files:
                base = f"{self.sheet.file.replace(chr(92), '/').rsplit('/', 1)[-1]}/{base}"
            name = base if not self.names else f"{base}（第{len(self.names) + 1}种表）"
            name = self.names[shape] = self.reader.own_name(name)
        return name

    def _extract(
        self, source: BlockSource, table: RowTable, counting: Sequence[ColumnMapping]
    ) -> list[FactSet]:
        """Return the sets of a block; lists of mixed items are read in several tracks."""
        found: list[FactSet] = []
        tracks = tracks_of(table) if "item" in table.axes else [set(range(len(table)))]
        for number, rows in enumerate(tracks):
            part, own = table, source
            if len(tracks) > 1:
                part = copy(table)
                part.unused = table.unused | (set(range(len(table))) - rows)
                own = copy(source)
                own.name = source.name if not number else f"{source.name}·项目{number + 1}"
            extraction: Extraction = self.reader.extractor.extract(own, part, counting)
            self.pending += extraction.pending
            found += extraction.sets.values()
        if source.role is Role.THREE_PUBLIC:
            for facts in found:
                self._scope_three_public(facts, table)
        return found

    def _scope_three_public(self, facts: FactSet, table: RowTable) -> None:
        """A table of 三公经费 speaks of its economic codes only, and of fiscal money unless it says."""
        codes = {code for line in facts.lines for code in line.economic.split("|")}
        for code in table.economic:
            codes.update(code.split("|"))
        codes.discard("")
        default = self.setting.rules.three_public_source
        for line in facts.lines:
            line.source = line.source or default
        for scope in (facts.hard, facts.soft):
            scope.regions = {(kind, source or default) for kind, source in scope.regions}
            scope.economic = tuple(sorted(codes))

    def _flag_procurement(self, block: BlockMapping, table: RowTable) -> None:
        """Set the procurement flag of rows from a 其中：政府采购 column."""
        words = self.setting.rules.procurement_words
        for column in block.of(Meaning.AMOUNT_MEMO):
            named = any(word in column.header for word in words)
            if not (column.dims.get("procurement") or named):
                continue
            values = BlockCells(self.sheet, block).values(column.column)
            amounts = read_amounts(values, column.column, self.mapping.money_of(block, column) or "元")
            for index, fen in enumerate(amounts.fen):
                if table.procurement[index] is None:
                    table.procurement[index] = bool(fen)

    def _settle_pending(self) -> None:
        """Check grand totals that their own block does not explain against the whole sheet."""
        for pending in self.pending:
            key = pending.check.plan.columns[pending.number].key
            last_year = pending.check.source.weight is Severity.WARNING
            sets = self.result.last_year if last_year else self.result.current
            total, cells = 0, list[CellRef]()
            for facts in sets:
                if "·" in facts.name:
                    continue
                for line in facts.lines:
                    if contains_key(key, key_of(line), self.setting.tree):
                        total += line.amount
                        cells += next(iter(line.refs.values()))
            pending.settle(total, cells)


def merged(sets: Sequence[FactSet]) -> list[FactSet]:
    """Return sets with those of the same view, unit and year joined (one table in several blocks)."""
    found: dict[tuple[str, int, int, Role], FactSet] = {}
    for facts in sets:
        key = (facts.name, facts.unit, facts.year, facts.role)
        known = found.get(key)
        if known is None:
            found[key] = facts
            continue
        known.lines += facts.lines
        known.totals += facts.totals
        known.hard = _joined(known.hard, facts.hard)
        known.soft = _joined(known.soft, facts.soft)
        known.precision = min(known.precision, facts.precision)
    return list(found.values())


def _joined(one: Scope, other: Scope) -> Scope:
    return one.united(other)
