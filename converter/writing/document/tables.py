"""The disclosure tables as Word tables: the plan of the workbook's sheets, set for the page of the document."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from converter.disclosure.model import Table
from converter.disclosure.specification import Tables
from converter.writing.document.markup import escaped, paragraph, text_run, twips
from converter.writing.document.styles import CELL_LINE, StyleBook
from converter.writing.layout import HEAD_LINES, TableLayout
from converter.writing.xlsx.plan import Formula, SheetCell, SheetPlan

# Rows are set this much closer at most to save a page.
_CLOSEST = 0.74
# What a page keeps free at its end for the line that holds the section's own settings.
RESERVE = 6.0


@dataclass(slots=True, eq=False)
class PlacedTable:
    """A table ready for the document: markup of its heading and of the table, and its heights in pt.

    ``head_height`` is that of the lines above, ``repeated`` that of the header rows that every page has,
    ``rows`` the heights of the rows, ``note`` the markup of the note below ("" for none).
    """

    heading: str
    body: str
    note: str
    head_height: float
    repeated: float
    rows: list[float]
    note_height: float


def place_table(
    table: Table,
    plan: SheetPlan,
    layout: TableLayout,
    tables: Tables,
    styles: StyleBook,
    *,
    above: float,
    bookmark: str,
    new_page: bool,
) -> PlacedTable:
    """Return a disclosure table for the document; ``plan`` is its sheet in the workbook.

    ``above`` is the height in pt that other lines take on its first page. ``bookmark`` marks its title.
    """
    room_across, room_down = layout.usable[0] * layout.unit, layout.usable[1]
    scale = min(1.0, room_across / sum(plan.widths))
    widths = [twips(width * scale) for width in plan.widths]
    body = layout.first_body_row
    noted = bool(table.note)
    rows = plan.rows[HEAD_LINES : len(plan.rows) - (1 if noted else 0)]
    heights = [height * scale for height in plan.heights[HEAD_LINES : HEAD_LINES + len(rows)]]
    heading, head_height = _heading(plan, layout, styles, bookmark, new_page)
    note_height = plan.heights[-1] if noted else 0.0
    free = room_down - above - head_height - note_height - RESERVE
    heights = _fitted(heights, body - HEAD_LINES, free, layout.look.body.size * scale * CELL_LINE)
    setter = _Setter(plan, layout, tables, styles, scale, widths)
    return PlacedTable(
        heading=heading,
        body=setter.table(rows, heights),
        note=_note(table, layout, styles) if noted else "",
        head_height=head_height,
        repeated=sum(heights[: body - HEAD_LINES]),
        rows=heights,
        note_height=note_height,
    )


def _fitted(heights: list[float], header: int, free: float, least: float) -> list[float]:
    """Set rows a little closer where that saves a page."""
    total = sum(heights)
    fixed = sum(heights[:header])
    if not free < total or total - fixed <= 0:
        return heights
    factor = (free - fixed) / (total - fixed)
    if factor < _CLOSEST:
        return heights
    closer = [max(height * factor, least) for height in heights[header:]]
    return heights[:header] + closer if fixed + sum(closer) <= free else heights


def _heading(
    plan: SheetPlan,
    layout: TableLayout,
    styles: StyleBook,
    bookmark: str,
    new_page: bool,
) -> tuple[str, float]:
    """Return the lines above a table (number, title, unit and money) and their height."""
    look = layout.look
    number, title = str(plan.rows[0][0].content or ""), str(plan.rows[1][0].content or "")
    unit = str(plan.rows[2][0].content or "")
    money = str(plan.rows[2][-1].content or "")
    wide = layout.usable[0] * layout.unit
    start = "<w:pageBreakBefore/>" if new_page else ""
    lines = [
        paragraph(
            styles.cell(look.number.font, look.number.size),
            text_run(number),
            f"<w:keepNext/>{start}{_line(plan.heights[0])}",
        ),
        paragraph(
            styles.cell(look.title.font, look.title.size, bold=look.title.bold, align="center"),
            f"{bookmark}{text_run(title)}{_bookmark_end(bookmark)}",
            f'<w:keepNext/>{_line(plan.heights[1])}<w:outlineLvl w:val="1"/>',
        ),
        paragraph(
            styles.cell(look.line.font, look.line.size),
            text_run(f"{unit}\t{money}"),
            f'<w:keepNext/><w:tabs><w:tab w:val="right" w:pos="{twips(wide)}"/></w:tabs>{_line(plan.heights[2])}',
        ),
    ]
    return "".join(lines), sum(plan.heights[:HEAD_LINES])


def _line(height: float) -> str:
    return f'<w:spacing w:line="{twips(height)}" w:lineRule="exact"/>'


def _bookmark_end(bookmark: str) -> str:
    number = bookmark.partition('w:id="')[2].partition('"')[0]
    return f'<w:bookmarkEnd w:id="{number}"/>' if number else ""


def _note(table: Table, layout: TableLayout, styles: StyleBook) -> str:
    look = layout.look.note
    height = look.height or look.size * CELL_LINE
    return paragraph(styles.cell(look.font, look.size), text_run(table.note), _line(height))


class _Setter:
    """Sets the rows of one table."""

    def __init__(
        self,
        plan: SheetPlan,
        layout: TableLayout,
        tables: Tables,
        styles: StyleBook,
        scale: float,
        widths: list[int],
    ) -> None:
        self.layout = layout
        self.widths = widths
        self.scale = scale
        self.styles = styles
        self.separator = "," if "," in tables.page.amount_format else ""
        self.paragraphs: dict[str, str] = {}
        # The upper left cell of every merged area with its size; all other cells of areas.
        self.merged: dict[tuple[int, int], tuple[int, int]] = {}
        self.below: dict[tuple[int, int], int] = {}
        self.beside: set[tuple[int, int]] = set()
        for area in plan.merges:
            self.merged[area.top, area.left] = (area.bottom - area.top + 1, area.right - area.left + 1)
            for row in range(area.top, area.bottom + 1):
                if row > area.top:
                    self.below[row, area.left] = area.right - area.left + 1
                self.beside.update((row, column) for column in range(area.left + 1, area.right + 1))

    def table(self, rows: list[list[SheetCell]], heights: list[float]) -> str:
        """Return the markup of the table; the header's rows are repeated on every page."""
        header = self.layout.spec.header_rows
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        parts = [
            f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(self.widths)}" w:type="dxa"/>'
            f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        ]
        for index, (row, height) in enumerate(zip(rows, heights, strict=True)):
            head = "<w:tblHeader/>" if index < header else ""
            parts.append(
                f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/>{head}</w:trPr>'
            )
            for cell in row:
                parts.append(self._cell(cell, HEAD_LINES + index))
            parts.append("</w:tr>")
        parts.append("</w:tbl>")
        return "".join(parts)

    def _cell(self, cell: SheetCell, row: int) -> str:
        column = cell.column
        if (row, column) in self.beside:
            return ""
        width, extra, content = self.widths[column], "", cell.content
        if isinstance(content, Formula):
            content = content.value or None  # a sum of nothing stays blank
        size = self.merged.get((row, column))
        if size is not None:
            down, across = size
            width = sum(self.widths[column : column + across])
            extra = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
            extra += '<w:vMerge w:val="restart"/>' if down > 1 else ""
        elif (row, column) in self.below:
            across = self.below[row, column]
            width = sum(self.widths[column : column + across])
            extra = (f'<w:gridSpan w:val="{across}"/>' if across > 1 else "") + "<w:vMerge/>"
            content = None
        front = self.paragraphs.get(cell.style)
        if front is None:
            front = self.paragraphs[cell.style] = (
                f'<w:p><w:pPr><w:pStyle w:val="{self._style(cell.style)}"/></w:pPr>'
            )
        if content is None:
            text = ""
        else:
            shown = self._amount(content) if isinstance(content, Decimal) else escaped(str(content))
            text = f'<w:r><w:t xml:space="preserve">{shown}</w:t></w:r>'
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}<w:vAlign w:val="center"/></w:tcPr>'
            f"{front}{text}</w:p></w:tc>"
        )

    def _amount(self, value: Decimal) -> str:
        return f"{value:{self.separator}.{self.layout.spec.decimals}f}"

    def _style(self, name: str) -> str:
        look = self.layout.look
        font, align, left = look.body, "left", 0.0
        if name == "head":
            font, align = look.head, "center"
        elif name == "code":
            align = "center"
        elif name == "total":
            font, align = look.total, "center"
        elif name.startswith("total_amount"):
            font, align = look.total, "right"
        elif name.startswith("amount"):
            align = "right"
        elif name.startswith("name"):
            steps = int(name.removeprefix("name") or 0)
            left = steps * look.body.size * self.scale
        size = font.size * self.scale
        return self.styles.cell(font.font, size, bold=font.bold, align=align, left=left)
