"""A spreadsheet before it has a file format: sheets of cells, merged areas, hidden sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and its cached value; None: the file was never calculated."""

    text: str
    value: Decimal | int | str | None


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An error cell such as ``#REF!``."""

    text: str


Value = str | int | Decimal | Formula | ErrorValue | None
Path = tuple[str, ...]


def letter(column: int) -> str:
    """Return the letters of a zero-based column."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def a1(row: int, column: int) -> str:
    """Return the A1 name of a zero-based cell."""
    return f"{letter(column)}{row + 1}"


@dataclass(slots=True)
class Grid:
    """One sheet. Rows and columns are zero-based; ``merges`` are inclusive areas."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], Value] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def put(self, row: int, column: int, value: Value) -> None:
        """Write a cell; None and empty text leave it blank."""
        if value is not None and value != "":
            self.cells[row, column] = value

    def line(self, row: int, column: int, values: Sequence[Value]) -> None:
        """Write ``values`` from ``column`` on."""
        for offset, value in enumerate(values):
            self.put(row, column + offset, value)

    def merge(self, top: int, left: int, bottom: int, right: int, value: Value = None) -> None:
        """Merge an area and write its first cell."""
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))
        self.put(top, left, value)

    @property
    def rows(self) -> int:
        """Return how many rows are in use."""
        return max((row for row, _ in self.cells), default=-1) + 1

    @property
    def columns(self) -> int:
        """Return how many columns are in use."""
        return max((column for _, column in self.cells), default=-1) + 1

    def header(self, top: int, left: int, paths: Sequence[Path], merged: bool = True) -> int:
        """Write a header of several rows from the path of each column; return its number of rows.

        Equal neighbours on a level share a cell, short paths reach down; without ``merged`` the shared
        cell is written once and the cells that it covers are left blank.
        """
        depth = max(len(path) for path in paths)
        for level in range(depth):
            start = 0
            while start < len(paths):
                path = paths[start]
                end = start
                if level < len(path):
                    own = path[: level + 1]
                    while (
                        end + 1 < len(paths) and level < len(path) - 1 and paths[end + 1][: level + 1] == own
                    ):
                        end += 1
                    bottom = top + (depth - 1 if level == len(path) - 1 else level)
                    if merged:
                        self.merge(top + level, left + start, bottom, left + end, path[level])
                    else:
                        self.put(top + level, left + start, path[level])
                start = end + 1
        return depth


Book = list[Grid]
