"""What reading gives: source files made of sheets of raw values, as they stand in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from converter.findings import Finding, Place

# What a cell may hold. Numbers are exact: reading turns every float into Decimal(repr(x)) or int.
CellValue = str | int | Decimal | bool | date | None


def column_letters(column: int) -> str:
    """Return the letters of a zero-based column: 0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def a1(row: int, column: int) -> str:
    """Return the A1 name of a zero-based row and column."""
    return f"{column_letters(column)}{row + 1}"


class CellRef(NamedTuple):
    """A cell of an input file: file as given, sheet name, zero-based row and column."""

    file: str
    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """The A1 name."""
        return a1(self.row, self.column)

    def place(self, excerpt: str | None = None) -> Place:
        """Return this cell as the place of a finding."""
        return Place(file=self.file, sheet=self.sheet, cell=self.cell, excerpt=excerpt)

    def __str__(self) -> str:
        """Return ``file!sheet!A1`` for people."""
        return f"{self.sheet}!{self.cell}"


class MergedArea(NamedTuple):
    """A merged area, zero-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet: raw values by row from A1 on (rows may be ragged), and what a value alone hides.

    ``errors`` maps (row, column) to an error text such as ``#REF!``; ``uncached`` holds formulas that
    carry no stored value (their value is None here, never zero); ``hidden_rows`` and ``hidden_columns``
    are zero-based.
    """

    file: str
    name: str
    rows: list[list[CellValue]]
    hidden: bool = False
    merged: tuple[MergedArea, ...] = ()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncached: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def value(self, row: int, column: int) -> CellValue:
        """Return the raw value at a zero-based place; None outside of the sheet."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def ref(self, row: int, column: int) -> CellRef:
        """Return the reference of a cell of this sheet."""
        return CellRef(self.file, self.name, row, column)

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)


@dataclass(slots=True)
class SourceFile:
    """One input file as read. ``readable`` is False when nothing could be read; the findings say why."""

    path: str
    format: str
    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    readable: bool = True
