"""Compiles a unit's disclosure tables from its ledger, as the pack's specification says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from converter.disclosure.complaints import Vanished, complaints_of
from converter.disclosure.figures import Figure, Figures, figures_of, half_up
from converter.disclosure.model import Adjustment, Cell, Disclosure, Row, Table
from converter.disclosure.naming_codes import CodeNames
from converter.disclosure.placing import TOTAL, Plan, PlannedSection, RowId
from converter.disclosure.specification import Role, RowKind, RowSpec, TableSpec
from converter.findings import Place
from converter.ledger.model import UnitLedger
from converter.money import FEN_PER_STEP, wan_from_fen, wan_from_steps
from converter.packs.loading import Pack

_DIGITS = "零一二三四五六七八九"

# The figures of one section by row and by index of the column.
_Cells = dict[RowId, dict[int, Figure]]


def compile_disclosure(ledger: UnitLedger, pack: Pack, wording: str = "部门") -> Disclosure:
    """Return the tables of ``ledger`` in the form of ``pack``; ``wording`` is 部门 or 单位.

    Every figure holds its exact amount and its ledger lines; ``adjustments`` lists the figures that differ
    from their own half-up rounding, ``findings`` what could not be printed as the form asks. Raises
    PackError if the pack's tables are at fault, never for what the ledger holds.
    """
    plan = Plan.of(pack)
    year = ledger.year if ledger.year is not None else pack.year
    words = {"year": str(year), "unit": ledger.unit.name, "wording": wording}
    figures = figures_of(ledger.lines, plan)
    disclosure = Disclosure(
        unit=ledger.unit.name,
        unit_code=ledger.unit.code,
        year=ledger.year,
        wording=wording,
        tables={spec.id: empty_table(spec, words) for spec in plan.tables.tables},
        files=list(ledger.inputs),
    )
    cells: dict[int, _Cells] = {}
    for cell, figure in figures.cells.items():
        cells.setdefault(cell.section, {}).setdefault(cell.row, {})[cell.column] = figure
    compiler = _Compiler(disclosure, figures, CodeNames(ledger.names, year))
    for index, planned in enumerate(plan.sections):
        compiler.add_section(index, planned, cells.get(index, {}))
    for spec in plan.tables.tables:
        table = disclosure.tables[spec.id]
        if spec.note and table.empty:
            table.note = filled(spec.note, spec, words)
    disclosure.findings = complaints_of(ledger.lines, figures, compiler.vanished, compiler.off, plan, pack)
    return disclosure


def empty_table(spec: TableSpec, words: Mapping[str, str]) -> Table:
    """Return a table with its head and without rows; ``words`` fill the blanks of its texts."""
    return Table(
        id=spec.id,
        title=filled(spec.title, spec, words),
        columns=[],
        unit_line=filled(spec.unit_line, spec, words),
        money_line=filled(spec.money_line, spec, words),
    )


def filled(text: str, spec: TableSpec, words: Mapping[str, str]) -> str:
    """Fill the blanks of a text of the head or of a note."""
    known = {**words, "id": spec.id, "money": spec.money}
    if "{title}" in text:
        known["title"] = spec.title.format_map(known)
    return text.format_map(known)


class _Compiler:
    """Adds the rows of every section to a disclosure, and gathers what differs or is not printed."""

    def __init__(self, disclosure: Disclosure, figures: Figures, names: CodeNames) -> None:
        self.disclosure = disclosure
        self.figures = figures
        self.names = names
        self.vanished: list[Vanished] = []
        self.off: list[Place] = []

    def add_section(self, index: int, planned: PlannedSection, cells: _Cells) -> None:
        """Add the rows of one section, the index of the section over all tables, to its table."""
        table = self.disclosure.tables[planned.table.id]
        number = len(table.columns)
        columns = [column.name for column in planned.columns]
        table.columns.append(columns)
        for row_id, row in self._rows(index, planned, cells):
            row.section = number
            held = cells.get(row_id, {})
            for column in sorted(held):
                self._add_figure(table, row, columns[column], held[column], planned.table.fen_per_step)
            table.rows.append(row)

    def _add_figure(self, table: Table, row: Row, column: str, figure: Figure, step: int) -> None:
        value = _wan(figure.steps, step) if figure.steps else None
        exact = wan_from_fen(figure.exact)
        row.cells[column] = Cell(value=value, exact=exact, lines=figure.lines)
        rounded = half_up(figure.exact, step)
        if rounded != figure.steps:
            adjustment = Adjustment(
                table.id, row.key, column, exact, _wan(rounded, step), _wan(figure.steps, step)
            )
            self.disclosure.adjustments.append(adjustment)
        if figure.off:
            self.off.append(Place(table=table.id, row=row.key, column=column))

    def _rows(self, index: int, planned: PlannedSection, cells: _Cells) -> Iterator[tuple[RowId, Row]]:
        """Yield the rows of a section in printed order, without their figures."""
        of_block: dict[int, list[RowId]] = {}
        for row_id in cells:
            of_block.setdefault(row_id.spec, []).append(row_id)
        for position, spec in enumerate(planned.section.rows):
            if spec.kind is RowKind.FIXED:
                yield RowId(position), Row(spec.name, spec.label)
                continue
            found = of_block.get(position, [])
            if spec.kind is RowKind.TREE:
                order = sorted({*found, *(RowId(position, code) for code in spec.always)})
            else:
                first = self.figures.row_order
                order = sorted(found, key=lambda row_id: (row_id.code, first[index, row_id]))
            printed = self._printed(planned, spec, order, cells)
            for number, row_id in enumerate(printed, start=1):
                yield row_id, self._code_row(planned, spec, row_id, number)
        total = planned.section.total
        if total is not None:
            yield RowId(TOTAL), Row(total.name, total.label)

    def _printed(
        self, planned: PlannedSection, spec: RowSpec, order: list[RowId], cells: _Cells
    ) -> list[RowId]:
        """Return the rows that show a figure, stand above one that does, or are always printed.

        A row whose amounts all round to nothing is not printed; it is noted, for nothing may be lost.
        """
        kept: list[RowId] = []
        for row_id in reversed(order):
            figures = cells.get(row_id, {}).values()
            leads = spec.kind is RowKind.TREE and bool(kept) and kept[-1].code.startswith(row_id.code)
            if leads or row_id.code in spec.always or any(figure.steps for figure in figures):
                kept.append(row_id)
            elif any(figure.exact for figure in figures):
                most = max((figure.exact for figure in figures), key=abs)
                label = self.names.name(spec.by, row_id.code)
                self.vanished.append(Vanished(planned.table.id, row_id.code, label, row_id.project, most))
        return kept[::-1]

    def _code_row(self, planned: PlannedSection, spec: RowSpec, row_id: RowId, number: int) -> Row:
        code = row_id.code
        name = self.names.name(spec.by, code)
        key = (spec.key or "{code}").format_map({"code": code, "project": row_id.project})
        label = spec.label.format_map({"code": code, "name": name, "number": in_chinese(number)})
        level = spec.levels.index(len(code)) + 1 if spec.kind is RowKind.TREE else (len(code) - 1) // 2
        codes = tuple(
            code[column.code[0] : column.code[1]]
            for column in planned.section.columns
            if column.role is Role.CODE
        )
        return Row(key, label, codes, level, project=row_id.project)


def _wan(steps: int, fen_per_step: int) -> Decimal:
    """Return published steps as 万元."""
    return wan_from_steps(steps) if fen_per_step == FEN_PER_STEP else wan_from_fen(steps * fen_per_step)


def in_chinese(number: int) -> str:
    """Return a number below 1000 as it numbers a list (一、十二、二十、一百零五), a larger one in digits."""
    if number > 999:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    front = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        front += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        front += _DIGITS[0]
    return front + (_DIGITS[ones] if ones else "")
