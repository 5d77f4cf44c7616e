"""A workbook before it is written: sheets of cells with styles. Places are zero-based, lengths in pt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import NamedTuple

MM = 72 / 25.4
PAPER_MM = {"A3": (297, 420), "A4": (210, 297)}


class Formula(NamedTuple):
    """A live formula without its equals sign, and the value that it must show."""

    text: str
    value: Decimal


Content = str | int | Decimal | Formula | None


class SheetCell(NamedTuple):
    """One cell: its column, the name of its style, and its text, number, formula or nothing.

    A text is always written as text: it never becomes a formula, a link or a number.
    """

    column: int
    style: str
    content: Content


# The same without the detour of a class's call: sheets have thousands of cells.
new_cell: Callable[[tuple[int, str, Content]], SheetCell] = partial(tuple.__new__, SheetCell)


class Area(NamedTuple):
    """An area, inclusive on both ends."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a cell. Colours are RRGGBB, "" for none; ``border`` draws thin lines all around."""

    font: str
    size: float
    bold: bool = False
    color: str = ""
    fill: str = ""
    border: bool = False
    border_color: str = ""
    align: str = ""
    top: bool = False
    wrap: bool = False
    shrink: bool = False
    indent: int = 0
    number_format: str = "General"


@dataclass(frozen=True, slots=True)
class PageSetup:
    """How a sheet is printed: one page wide; ``one_page`` one page high too. Margins in mm.

    ``footer`` is in the notation of spreadsheets (``&P`` the page number). A sheet too wide for one page begins
    new ones at ``column_breaks``, each with the first ``repeated_columns`` columns again.
    """

    paper: str = "A4"
    landscape: bool = False
    left: float = 20
    right: float = 20
    top: float = 20
    bottom: float = 20
    footer: str = ""
    centred: bool = True
    one_page: bool = False
    column_breaks: tuple[int, ...] = ()
    repeated_columns: int = 0


@dataclass(slots=True)
class SheetPlan:
    """One sheet. ``rows`` hold their cells from left to right; ``heights`` go with them.

    ``frozen`` counts the rows and columns that stay in view, ``title_rows`` are repeated on every page
    (first and last), ``filter`` is the area with filter buttons, ``levels`` the outline level of rows that
    hang under others, ``text_numbers`` the area in which numbers as text and formulas over parts of a
    column are meant (no green corners).
    """

    name: str
    widths: list[float]
    rows: list[list[SheetCell]] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    page: PageSetup = field(default_factory=PageSetup)
    frozen: tuple[int, int] = (0, 0)
    title_rows: tuple[int, int] | None = None
    filter: Area | None = None
    levels: dict[int, int] = field(default_factory=dict)
    text_numbers: Area | None = None
    hide_zeros: bool = False
    tab_color: str = ""

    def add(self, height: float, *cells: SheetCell) -> int:
        """Append a row and return its number."""
        self.rows.append(list(cells))
        self.heights.append(height)
        return len(self.rows) - 1


@dataclass(slots=True)
class BookPlan:
    """A workbook: its sheets, the styles by name, and its title and year as the only properties."""

    title: str
    year: int
    styles: dict[str, Style]
    sheets: list[SheetPlan] = field(default_factory=list)
