"""Columns of a block as lists of values: blanks unified, merged areas filled downwards."""

from __future__ import annotations

from collections.abc import Sequence

from converter.reading.codes import split_pair
from converter.reading.model import CellValue, Sheet
from converter.recognition.mapping import BlockMapping, Meaning


class BlockCells:
    """The body of a block by column; ``first`` is the sheet's row of index 0. ``refused`` are cells with an
    error value or a formula without a value, by (row index, column). ``ditto`` are words for “as above”."""

    def __init__(self, sheet: Sheet, block: BlockMapping, ditto: frozenset[str] = frozenset()) -> None:
        self.first = block.first_row
        self.rows = sheet.rows[block.first_row : block.last_row + 1]
        self.last = self.first + len(self.rows) - 1
        self.width = min(map(len, self.rows), default=0)
        self._block = block
        self._ditto = ditto
        self._values: dict[int, list[CellValue]] = {}
        self.refused = {
            (row - self.first, column): text
            for (row, column), text in (
                *sheet.errors.items(),
                *((place, "没有计算结果的公式") for place in sheet.uncached),
            )
            if self.first <= row <= self.last
        }
        self._halves: dict[tuple[int, str], list[CellValue]] = {}
        self._merged: dict[int, list[tuple[int, int]]] = {}
        for area in sheet.merged:
            if area.bottom > area.top and area.bottom >= self.first and area.top <= self.last:
                rows = (area.top - self.first, area.bottom - self.first)
                self._merged.setdefault(area.left, []).append(rows)

    def __len__(self) -> int:
        return len(self.rows)

    def values(self, column: int) -> list[CellValue]:
        """Return a column's values; blank text is None. The list is shared and must not be changed."""
        known = self._values.get(column)
        if known is not None:
            return known
        if column < self.width:
            found = [row[column] for row in self.rows]
        else:
            found = [row[column] if column < len(row) else None for row in self.rows]
        if "" in found:
            found = [None if value == "" else value for value in found]
        self._values[column] = found
        return found

    def filled(self, column: int) -> list[CellValue]:
        """Return a column's values with merged areas and “as above” filled downwards (shared, not to be
        changed)."""
        found = self.values(column)
        if self._ditto and not self._ditto.isdisjoint(found):
            found = list(found)
            for index in range(1, len(found)):
                if found[index] in self._ditto:
                    found[index] = found[index - 1]
        if column not in self._merged:
            return found
        found = list(found)
        for top, bottom in self._merged.get(column, ()):
            if top < 0 or top >= len(found):
                continue
            value = found[top]
            if value is None:
                continue
            for index in range(top + 1, min(bottom, len(found) - 1) + 1):
                if found[index] is None:
                    found[index] = value
        return found

    def half(self, column: int, axis: str) -> list[CellValue]:
        """Return what the cells of joined codes say of one axis (function or economic), code and name.

        A cell that joins nothing is a functional code or a word.
        """
        known = self._halves.get((column, axis))
        if known is None:
            values = self.filled(column)
            halves = {value: _half(value, axis) for value in set(values)}
            known = self._halves[column, axis] = [halves[value] for value in values]
        return known

    def column(self, *meanings: Meaning) -> int | None:
        """Return the first column with one of ``meanings``, in their order of preference."""
        for meaning in meanings:
            for column in self._block.columns:
                if column.meaning is meaning:
                    return column.column
        return None

    def of(self, *meanings: Meaning) -> list[CellValue] | None:
        """Return the filled values of the first column with one of ``meanings``; None without one."""
        column = self.column(*meanings)
        return None if column is None else self.filled(column)


def _half(value: CellValue, axis: str) -> CellValue:
    pair = split_pair(value)
    if pair is None:
        return value if axis == "function" else None
    code, name = pair[0] if axis == "function" else pair[1]
    return f"{code} {name}".strip()


def blank_text(value: CellValue) -> bool:
    """Return whether a cell shows nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def texts(values: Sequence[CellValue] | None, index: int) -> str:
    """Return a cell of a column as text, "" when the column is absent or the cell blank."""
    if values is None:
        return ""
    value = values[index]
    return "" if value is None else str(value).strip()
