"""One disclosure table as a sheet: every cell with its place, value and style, before anything is written."""

from __future__ import annotations

from decimal import Decimal
from operator import itemgetter

from converter.disclosure.model import Row, Table
from converter.disclosure.specification import Role, RowKind
from converter.writing.adding_up import SectionRows, arrange
from converter.writing.formulas import down, formula
from converter.writing.layout import (
    HEAD_LINES,
    INDENT,
    PADDING,
    SectionLayout,
    TableLayout,
    fit_widths,
    header_heights,
    text_height,
)
from converter.writing.measuring import clean, lines_of, width_of
from converter.writing.styles import page_setup
from converter.writing.xlsx.plan import Area, Content, SheetCell, SheetPlan, new_cell

_ZERO = Decimal(0)


def table_sheet(
    table: Table, layout: TableLayout, name: str, words: dict[str, str], *, values: bool = False
) -> SheetPlan:
    """Return ``table`` as a sheet; ``values`` writes sums as plain figures.

    ``words`` fills the pattern of the table's number line (id, title, unit, year, wording, money).
    """
    return _Builder(table, layout, words, values).sheet(name)


class _Builder:
    """Builds one sheet: widths first, as they decide where texts wrap, then the rows from the top."""

    def __init__(self, table: Table, layout: TableLayout, words: dict[str, str], values: bool) -> None:
        self.table = table
        self.layout = layout
        self.words = words
        self.values = values
        self.sections = [
            arrange(section, [row for row in table.rows if row.section == i])
            for i, section in enumerate(layout.sections)
        ]
        self.lines = max((len(section.body) for section in self.sections), default=0)
        if not self.lines:
            self.lines = layout.spec.blank_rows
        self.rows: list[list[SheetCell]] = []
        self.heights: list[float] = []
        self.merges: list[Area] = []

    def sheet(self, name: str) -> SheetPlan:
        layout = self.layout
        self.figures = [
            _figures(section, rows) for section, rows in zip(layout.sections, self.sections, strict=True)
        ]
        self.widths = fit_widths(layout, *self._needed_widths())
        self._head()
        self._header()
        self._body()
        self._total()
        last = len(self.rows) - 1
        self._note()
        room_across, room_down = layout.usable
        scale = min(1.0, room_across / sum(self.widths))
        overflow = sum(self.heights) * scale / room_down
        body = layout.first_body_row
        single = len(layout.sections) == 1 and layout.spec.landscape
        return SheetPlan(
            name=name,
            widths=[width * layout.unit for width in self.widths],
            rows=self.rows,
            heights=self.heights,
            merges=self.merges,
            # Rows that overflow the page by a little are printed a little smaller instead.
            page=page_setup(layout.page, layout.look, layout.spec.landscape, 0.98 < overflow < 1.2),
            # Codes and names stay in view where one has to scroll sideways.
            frozen=(body, layout.sections[0].places[0] if single else 0),
            title_rows=(HEAD_LINES, body - 1),
            text_numbers=Area(body, 0, last, layout.width - 1),
            hide_zeros=True,
        )

    # ── widths

    def _needed_widths(self) -> tuple[list[float], list[float]]:
        """Return what every column needs for its widest figure, or its longest name on one line, and how
        wide its names usually are."""
        needed = [0.0] * self.layout.width
        usual = [0.0] * self.layout.width
        for section, rows, figures in zip(self.layout.sections, self.sections, self.figures, strict=True):
            for place, values in zip(section.places, figures, strict=True):
                shown = [value for value in values if value]
                if shown:
                    decimals = self.layout.spec.decimals
                    longest = max(len(f"{value:,.{decimals}f}") for value in (max(shown), min(shown)))
                    needed[place] = longest + PADDING
            for offset, column in enumerate(section.spec.columns):
                if column.role is Role.NAME:
                    widths = [
                        width_of(clean(row.label)) + INDENT * _indent(section, rows, i)
                        for i, row in enumerate(rows.body)
                    ]
                elif column.role is Role.PROJECT:
                    widths = [float(width_of(clean(row.project))) for row in rows.body]
                else:
                    continue
                if widths:
                    needed[section.first + offset] = max(widths) + PADDING
                    usual[section.first + offset] = sum(widths) / len(widths)
        return needed, usual

    # ── the rows from the top

    def _head(self) -> None:
        """Add the number of the table, its title, and the line with unit and money."""
        layout, table, look = self.layout, self.table, self.layout.look
        last = layout.width - 1
        number = clean(layout.spec.number_line.format_map(self.words))
        height = look.number.height or text_height(1, look.number.size)
        self._add([SheetCell(0, "number", number)], height)

        title = clean(table.title)
        room = sum(self.widths) * look.body.size / look.title.size - PADDING
        height = max(look.title.height, text_height(lines_of(title, room), look.title.size))
        self._merge(len(self.rows), 0, len(self.rows), last)
        self._add(self._across("title", title), height)

        unit, money = clean(table.unit_line), clean(table.money_line)
        scale = look.body.size / look.line.size
        # The money's line may run over to the left, the unit's to the right, as far as cells are free.
        free = sum(self.widths) * scale - width_of(money) - 2 * PADDING
        height = look.line.height or text_height(1, look.line.size)
        style = "line"
        if width_of(unit) > free and last > 1:
            room = sum(self.widths[:last]) * scale - PADDING
            style = "line_shrunk"
            if width_of(unit) > room * 1.3:
                style = "line_wrapped"
                height = max(height, text_height(lines_of(unit, room), look.line.size))
            self._merge(len(self.rows), 0, len(self.rows), last - 1)
        self._add([SheetCell(0, style, unit), SheetCell(last, "money", money)], height)

    def _header(self) -> None:
        """Add the merged header over several levels."""
        layout = self.layout
        grid: list[list[Content]] = [[None] * layout.width for _ in range(layout.spec.header_rows)]
        for cell in layout.header:
            grid[cell.row][cell.column] = cell.text
            if cell.rows > 1 or cell.columns > 1:
                top = HEAD_LINES + cell.row
                self._merge(top, cell.column, top + cell.rows - 1, cell.column + cell.columns - 1)
        for texts, height in zip(grid, header_heights(layout, self.widths), strict=True):
            self._add([SheetCell(i, "head", text) for i, text in enumerate(texts)], height)

    def _body(self) -> None:
        """Add one row a line; side-by-side sections share lines."""
        look = self.layout.look.body
        height = look.height or text_height(1, look.size)
        first_line = len(self.rows) + 1
        for line in range(self.lines):
            cells: list[SheetCell] = []
            tallest = 1
            for section, rows, figures in zip(self.layout.sections, self.sections, self.figures, strict=True):
                if line >= len(rows.body):
                    cells += self._blank(section)
                    continue
                row = rows.body[line]
                tallest = max(tallest, self._labels(cells, section, row, _indent(section, rows, line)))
                self._figures(cells, section, figures, line, rows.parts.get(line, []), first_line, "amount")
            cells.sort(key=itemgetter(0))
            self._add(cells, height if tallest == 1 else max(height, text_height(tallest, look.size)))

    def _labels(self, cells: list[SheetCell], section: SectionLayout, row: Row, indent: int) -> int:
        """Add a row's codes and names; return on how many lines the longest one wraps."""
        tallest = 1
        codes = iter(row.codes)
        for offset, column in enumerate(section.spec.columns):
            place = section.first + offset
            if column.role is Role.CODE:
                cells.append(SheetCell(place, "code", clean(next(codes, "")) or None))
                continue
            if column.role is Role.AMOUNT:
                continue
            steps = indent if column.role is Role.NAME else 0
            text = clean(row.label if column.role is Role.NAME else row.project)
            cells.append(SheetCell(place, f"name{steps}", text or None))
            room = self.widths[place] - PADDING - INDENT * steps
            if width_of(text) > room:
                tallest = max(tallest, lines_of(text, room))
        return tallest

    def _figures(
        self,
        cells: list[SheetCell],
        section: SectionLayout,
        figures: list[list[Decimal | None]],
        line: int,
        parts: list[int],
        first_line: int,
        style: str,
    ) -> None:
        """Add the figures of one row: sums as formulas wherever these give the published figure.

        Elsewhere (a document that somebody else made, figures rounded one by one) the figure is written.
        """
        decimals = self.layout.spec.decimals
        letters = self.layout.letters
        live = not self.values and len(figures[0]) > 1  # an empty table stays blank
        style = f"{style}{decimals}"
        below = down(first_line, parts) if live and parts else ""
        number = str(first_line + line)
        for i, column in enumerate(section.places):
            values = figures[i]
            value = values[line] or _ZERO
            if below:
                sum_ = formula(below, letters[column], (values[part] for part in parts), decimals)
                if sum_.value == value:
                    cells.append(new_cell((column, style if value else f"{style}_zero", sum_)))
                    continue
            if live and i in section.sums:
                operands, beside = section.sums[i]
                sum_ = formula(beside, number, (figures[operand][line] for operand in operands), decimals)
                if sum_.value == value:
                    cells.append(new_cell((column, style if value else f"{style}_zero", sum_)))
                    continue
            cells.append(new_cell((column, style, value or None)))

    def _total(self) -> None:
        """Add the last line, on which the totals of all sections stand."""
        if not any(section.spec.total for section in self.layout.sections):
            return
        look = self.layout.look.total
        top = len(self.rows)
        cells: list[SheetCell] = []
        first_line = top + 1 - self.lines
        for section, rows, figures in zip(self.layout.sections, self.sections, self.figures, strict=True):
            total = section.spec.total
            if total is None:
                cells += self._blank(section)
                continue
            for i, column in enumerate(section.labels):
                place = section.first + section.spec.columns.index(column)
                cells.append(SheetCell(place, "total", clean(total.label) if i == 0 else None))
            if total.merge and len(section.labels) > 1:
                self._merge(top, section.first, top, section.first + len(section.labels) - 1)
            if rows.body:
                # Where this section is shorter than its neighbour its total still stands on the last line.
                gap = [None] * (self.lines - len(rows.body))
                figures = [[*values[:-1], *gap, values[-1]] for values in figures]  # noqa: PLW2901
            self._figures(
                cells, section, figures, len(figures[0]) - 1, rows.total_parts, first_line, "total_amount"
            )
        cells.sort(key=itemgetter(0))
        self._add(cells, look.height or text_height(1, look.size))

    def _note(self) -> None:
        """Add the note (备注) below the table, if there is one."""
        note = clean(self.table.note)
        if not note:
            return
        look = self.layout.look
        room = sum(self.widths) * look.body.size / look.note.size - PADDING
        height = max(look.note.height, text_height(lines_of(note, room), look.note.size))
        self._merge(len(self.rows), 0, len(self.rows), self.layout.width - 1)
        self._add(self._across("note", note), height)

    # ── building blocks

    def _blank(self, section: SectionLayout) -> list[SheetCell]:
        """Return the empty cells of a line on which a section has no row."""
        styles = {Role.AMOUNT: f"amount{self.layout.spec.decimals}", Role.CODE: "code"}
        return [
            SheetCell(section.first + offset, styles.get(column.role, "name0"), None)
            for offset, column in enumerate(section.spec.columns)
        ]

    def _across(self, style: str, text: str) -> list[SheetCell]:
        return [SheetCell(i, style, text if i == 0 else None) for i in range(self.layout.width)]

    def _add(self, cells: list[SheetCell], height: float) -> None:
        self.rows.append(cells)
        self.heights.append(height)

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merges.append(Area(top, left, bottom, right))


def _figures(section: SectionLayout, rows: SectionRows) -> list[list[Decimal | None]]:
    """Return the figures of a section by column, each list by row with the total's figure at its end."""
    everything = [*rows.body, rows.total]
    figures: list[list[Decimal | None]] = []
    for name in section.amounts:
        column: list[Decimal | None] = []
        for row in everything:
            cell = row.cells.get(name) if row is not None else None
            column.append(cell.value if cell is not None else None)
        figures.append(column)
    return figures


def _indent(section: SectionLayout, rows: SectionRows, index: int) -> int:
    """Return by how many steps the name of a body row is indented."""
    number = rows.specs[index]
    if number < 0:
        return 0
    spec = section.spec.rows[number]
    if spec.kind is RowKind.FIXED:
        return spec.indent
    level = max(rows.body[index].level - 1, 0)
    return spec.indents[min(level, len(spec.indents) - 1)] if spec.indents else 0
