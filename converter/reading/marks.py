"""What a sheet holds besides its values, gathered by scanning the file itself."""

from __future__ import annotations

from converter.reading.formulas import literal_value
from converter.reading.model import CellValue, MergedArea, Sheet


class Marks:
    """Marks of one sheet, zero-based: error texts, formulas without a value, what is hidden or merged.

    ``literals`` are the values of formulas without a stored value that need no computing (``=100%``).
    """

    __slots__ = ("errors", "hidden_columns", "hidden_rows", "literals", "merged", "uncached")

    def __init__(self) -> None:
        """Begin with no marks."""
        self.errors: dict[tuple[int, int], str] = {}
        self.uncached: set[tuple[int, int]] = set()
        self.literals: dict[tuple[int, int], CellValue] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[MergedArea] = []


def note_uncached(marks: Marks, place: tuple[int, int], formula: str) -> None:
    """Note a formula without a stored value; one that is a mere literal has its value all the same."""
    value = literal_value(formula)
    if value is None:
        marks.uncached.add(place)
    else:
        marks.literals[place] = value


def marked_sheet(
    path: str, name: str, rows: list[list[CellValue]], marks: Marks, hidden: bool = False
) -> Sheet:
    """Return the sheet of ``rows`` with its marks; cells in error or without a value become None."""
    for row, column in (*marks.errors, *marks.uncached, *marks.literals):
        # A reader leaves out rows and columns at the end in which it sees no value.
        while len(rows) <= row:
            rows.append([])
        line = rows[row]
        if len(line) <= column:
            line.extend([None] * (column + 1 - len(line)))
        line[column] = marks.literals.get((row, column))
    return Sheet(
        path,
        name,
        rows,
        hidden,
        tuple(sorted({area for area in marks.merged if area.top < area.bottom or area.left < area.right})),
        marks.errors,
        frozenset(marks.uncached),
        frozenset(marks.hidden_rows),
        frozenset(marks.hidden_columns),
    )


class SheetScan:
    """The marks of a sheet, and how its formulas stand.

    ``formulas`` tells whether there are any; ``zero`` is True as long as each result is 0 (or none).
    """

    __slots__ = ("formulas", "marks", "zero")

    def __init__(self) -> None:
        """Begin with a sheet without formulas."""
        self.marks = Marks()
        self.formulas = False
        self.zero = True
