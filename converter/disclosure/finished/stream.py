"""A finished document as a stream of rows: a paragraph is a row of one cell, a table row one of several.

All formats are brought into this form first, so that tables and text are found in one way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from converter.findings import Finding, Place

UNREAD = -2  # in place of a table's number: a line of a table whose columns could not be told
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class StreamCell:
    """One cell: text as printed, grid column, how many columns and rows it covers, and its place."""

    text: str
    column: int
    place: Place
    columns: int = 1
    rows: int = 1

    @property
    def plain(self) -> str:
        """The text without any white space (words and codes are often broken by hand inside cells)."""
        return _SPACE.sub("", self.text)


@dataclass(slots=True)
class StreamRow:
    """One row. ``grid`` numbers the table it belongs to, -1 for a paragraph, ``UNREAD``; ``level`` is the outline
    level of a heading paragraph (0: not a heading); ``indent`` where a PDF's line begins, in points; ``page``
    the page where pages are known, else 0."""

    cells: list[StreamCell]
    grid: int = -1
    level: int = 0
    indent: int | None = None
    page: int = 0

    @property
    def text(self) -> str:
        """The texts of all cells, separated by a blank."""
        return " ".join(cell.text for cell in self.cells if cell.text.strip())

    @property
    def plain(self) -> str:
        """The texts of all cells without white space."""
        return "".join(cell.plain for cell in self.cells)

    @property
    def filled(self) -> list[StreamCell]:
        """The cells that hold text."""
        return [cell for cell in self.cells if cell.text.strip()]

    @property
    def place(self) -> Place:
        """The place of the first cell with text, or of the first cell."""
        filled = self.filled
        if filled:
            return filled[0].place
        return self.cells[0].place if self.cells else Place()

    def cell_at(self, column: int) -> StreamCell | None:
        """Return the cell that covers a grid column."""
        for cell in self.cells:
            if cell.column <= column < cell.column + cell.columns:
                return cell
        return None


@dataclass(slots=True)
class Stream:
    """A finished document: its rows in order, and what was found while reading."""

    file: str
    format: str
    rows: list[StreamRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    readable: bool = True

    def grids(self) -> Iterator[tuple[int, list[StreamRow]]]:
        """Yield the tables of the document in order with their rows."""
        current: list[StreamRow] = []
        for row in self.rows:
            if current and (row.grid != current[0].grid):
                yield current[0].grid, current
                current = []
            if row.grid >= 0:
                current.append(row)
        if current:
            yield current[0].grid, current
