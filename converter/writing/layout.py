"""Where everything of a table stands on its sheet: what does not depend on the unit, worked out once a pack.

Widths are in half characters of the body font (see ``measuring``), heights in pt.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from converter.disclosure.specification import (
    Column,
    HeaderCell,
    Look,
    Page,
    Role,
    Section,
    Tables,
    TableSpec,
)
from converter.disclosure.table_loading import load_tables
from converter.packs.loading import Pack
from converter.reading.model import column_letters
from converter.writing.formulas import across
from converter.writing.measuring import lines_of, width_of
from converter.writing.xlsx.plan import MM, PAPER_MM

# What a cell keeps free on both sides of its text, and one step of indent, in half characters.
PADDING = 1.5
INDENT = 2.0
# A name is wrapped into a column of no less than this rather than printed ever smaller.
NARROWEST_NAME = 24
# Printing this much smaller looks better than wrapping names.
SLACK = 0.1
# Figures' columns grow to this width before names get more than they need.
ROOMY = 14.0
# The rows above the header: number of the table, title, unit and money.
HEAD_LINES = 3


@dataclass(frozen=True, slots=True)
class SectionLayout:
    """One section: its first column on the sheet, its figures' columns and how they add up.

    ``amounts`` are the names of the figures' columns and ``places`` their sheet columns. ``sums`` maps
    an index of ``amounts`` to the indexes that it adds up, and the pattern of their formula.
    """

    spec: Section
    first: int
    labels: tuple[Column, ...]
    amounts: tuple[str, ...]
    places: tuple[int, ...]
    sums: dict[int, tuple[tuple[int, ...], str]]


@dataclass(frozen=True, slots=True)
class TableLayout:
    """One table: its sections, its header and how wide its columns are at least."""

    spec: TableSpec
    look: Look
    page: Page
    sections: tuple[SectionLayout, ...]
    header: tuple[HeaderCell, ...]
    letters: tuple[str, ...]
    base_widths: tuple[float, ...]
    head_widths: tuple[float, ...]
    half_head_widths: tuple[float, ...]
    name_columns: tuple[int, ...]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.letters)

    @property
    def first_body_row(self) -> int:
        """The zero-based sheet row of the first row below the header."""
        return HEAD_LINES + self.spec.header_rows

    @property
    def unit(self) -> float:
        """The width of half a character of the body font in pt."""
        return self.look.body.size / 2

    @property
    def usable(self) -> tuple[float, float]:
        """The room between the margins: its width in half characters and its height in pt."""
        short, long = PAPER_MM.get(self.page.paper, PAPER_MM["A4"])
        across, down = (long, short) if self.spec.landscape else (short, long)
        width = (across - self.page.left - self.page.right) * MM
        return width / self.unit, (down - self.page.top - self.page.bottom) * MM


def layouts_of(pack: Pack) -> dict[str, TableLayout]:
    """Return the layout of every table of a pack by the table's id; worked out once a pack."""
    return pack.derived("table layouts", lambda: _layouts(load_tables(pack)))


def _layouts(tables: Tables) -> dict[str, TableLayout]:
    return {spec.id: _layout(spec, tables) for spec in tables.tables}


def _layout(spec: TableSpec, tables: Tables) -> TableLayout:
    columns = spec.columns
    scale = tables.look.head.size / tables.look.body.size
    labels = [0 if column.width else width_of(column.label) for column in columns]
    heads = [head * scale + PADDING if head else 0.0 for head in labels]
    sections = []
    first = 0
    for section in spec.sections:
        sections.append(_section(section, first))
        first += len(section.columns)
    names = tuple(i for i, column in enumerate(columns) if column.role in (Role.NAME, Role.PROJECT))
    return TableLayout(
        spec=spec,
        look=tables.look,
        page=tables.page,
        sections=tuple(sections),
        header=tuple(spec.header()),
        letters=tuple(column_letters(i) for i in range(len(columns))),
        base_widths=tuple(_base_width(column, tables.page) for column in columns),
        head_widths=tuple(heads),
        half_head_widths=tuple(ceil(head / 4) * 2 * scale + PADDING if head else 0.0 for head in labels),
        name_columns=names,
    )


def _section(section: Section, first: int) -> SectionLayout:
    amounts = section.amounts
    index = {column.id: i for i, column in enumerate(amounts)}
    places = tuple(first + i for i, c in enumerate(section.columns) if c.role is Role.AMOUNT)
    sums = {}
    for i, column in enumerate(amounts):
        if column.sum:
            operands = tuple(sorted(index[name] for name in column.sum))
            sums[i] = (operands, across(_ranges([places[operand] for operand in operands])))
    return SectionLayout(
        spec=section,
        first=first,
        labels=tuple(column for column in section.columns if column.role is not Role.AMOUNT),
        amounts=tuple(column.name for column in amounts),
        places=places,
        sums=sums,
    )


def _ranges(columns: list[int]) -> tuple[tuple[str, str], ...]:
    """Return ascending sheet columns as ranges of letters."""
    ranges: list[list[int]] = []
    for column in columns:
        if ranges and ranges[-1][1] == column - 1:
            ranges[-1][1] = column
        else:
            ranges.append([column, column])
    return tuple((column_letters(a), column_letters(b)) for a, b in ranges)


def _base_width(column: Column, page: Page) -> float:
    """Return how wide a column is before its texts and figures are known."""
    if column.width:
        return float(column.width)
    if column.role is Role.CODE:
        return 5.0
    if column.role is Role.AMOUNT:
        return float(page.narrowest)
    return width_of(column.label) + PADDING


def fit_widths(layout: TableLayout, needed: list[float], usual: list[float]) -> list[float]:
    """Return the columns' widths: what the texts need, spread over the page's width.

    ``needed`` holds what each column needs to show its figures, or its longest name on one line, ``usual``
    how wide its names are on the average. Names wrap when the page is too narrow for them; what is then
    still too wide is printed smaller.
    """
    room = layout.usable[0]
    names = layout.name_columns
    widths = [max(base, need) for base, need in zip(layout.base_widths, needed, strict=True)]
    for i in names:
        widths[i] = max(min(widths[i], layout.page.widest), layout.base_widths[i])
    excess = sum(widths) - room
    if excess > 0 and names:
        _narrow(widths, max(excess - room * SLACK, 0.0), needed, {i: usual[i] for i in names})
        return widths
    left = max(-excess, 0.0)
    # First names on one line, then headers in two equal lines or one, then roomy figures, then everything.
    for i in names:
        more = min(max(needed[i] - widths[i], 0.0), left)
        widths[i] += more
        left -= more
    for wishes in (layout.half_head_widths, layout.head_widths):
        for i, wish in enumerate(wishes):
            if 0 < wish - widths[i] <= left:
                left -= wish - widths[i]
                widths[i] = wish
    figures = [place for section in layout.sections for place in section.places]
    share = left / len(figures)
    for place in figures:
        more = min(max(ROOMY - widths[place], 0.0), share)
        widths[place] += more
        left -= more
    growing = [i for i, column in enumerate(layout.spec.columns) if column.role is not Role.CODE]
    total = sum(widths[i] for i in growing)
    for i in growing:
        widths[i] += left * widths[i] / total
    return widths


def _narrow(widths: list[float], excess: float, needed: list[float], usual: dict[int, float]) -> None:
    """Take ``excess`` off the columns of names; where one usually holds far longer names than another
    (projects beside codes), let it have the other's spare room."""
    spare = {i: max(widths[i] - NARROWEST_NAME, 0.0) for i in usual}
    total = sum(spare.values())
    for i in usual:
        widths[i] -= min(excess, total) * spare[i] / total if total else 0.0
    short, long = min(usual, key=usual.__getitem__), max(usual, key=usual.__getitem__)
    if usual[long] > 2.5 * usual[short]:
        enough = max(usual[short] + 3 * PADDING, NARROWEST_NAME / 2)
        shift = min(max(widths[short] - enough, 0.0), max(needed[long] - widths[long], 0.0))
        widths[short] -= shift
        widths[long] += shift


def header_heights(layout: TableLayout, widths: list[float]) -> list[float]:
    """Return the heights in pt of the header's rows at these column widths."""
    size = layout.look.head.size
    least = layout.look.head.height or size * 2
    heights = [least] * layout.spec.header_rows
    scale = layout.look.body.size / size
    for tall in (False, True):
        for cell in layout.header:
            if (cell.rows > 1) is not tall:
                continue
            room = sum(widths[cell.column : cell.column + cell.columns]) * scale - PADDING
            need = text_height(lines_of(cell.text, room), size)
            has = sum(heights[cell.row : cell.row + cell.rows])
            if need > has:
                heights[cell.row + cell.rows - 1] += need - has
    return heights


def text_height(lines: int, size: float) -> float:
    """Return the height in pt of a cell with so many lines of a font of ``size`` pt."""
    return lines * size * 1.4 + 4
