"""A sheet seen as rows of cells, without an object a cell: filled cells, numbers, merged heads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from converter.reading.model import CellValue, MergedArea, Sheet
from converter.reading.numbers import NotAnAmount, parse_amount

_NUMBER_START = frozenset("0123456789-.,+(（￥¥$△▲－０１２３４５６７８９")
_HAS_DIGIT = re.compile(r"\d")

Cells = list[tuple[int, CellValue]]


def is_blank(value: CellValue) -> bool:
    """Return whether a cell holds nothing that can be seen."""
    return value is None or (isinstance(value, str) and not value.strip())


def is_number(value: CellValue) -> bool:
    """Return whether a cell holds a number, also one typed as text; a lone dash is none here."""
    kind = type(value)
    if kind is int or kind is Decimal:
        return True
    if not isinstance(value, str) or not value:
        return False
    if value.isascii() and value.replace(".", "", 1).isdigit():
        return True
    text = value.strip()
    if not text or text[0] not in _NUMBER_START or not _HAS_DIGIT.search(text):
        return False
    amount = parse_amount(text, "元")
    return amount is not None and not isinstance(amount, NotAnAmount)


def amount_of(value: CellValue) -> Decimal | None:
    """Return the number that a cell holds, in the cell's own unit; None when it holds none."""
    amount = parse_amount(value)
    return None if isinstance(amount, NotAnAmount) else amount


class Grid:
    """Rows of a sheet with cached views of the few rows that are looked at closely."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = sheet.rows
        self.height = len(sheet.rows)
        self._cells: dict[int, Cells] = {}
        self._areas: dict[int, list[MergedArea]] | None = None

    def cells(self, row: int) -> Cells:
        """Return the filled cells of a row as (column, value), from left to right."""
        found = self._cells.get(row)
        if found is None:
            found = [(c, v) for c, v in enumerate(self.rows[row]) if not is_blank(v)]
            if len(self._cells) < 4000:
                self._cells[row] = found
        return found

    def value(self, row: int, column: int) -> CellValue:
        """Return one value; None outside."""
        return self.sheet.value(row, column)

    def text(self, row: int, column: int) -> str:
        """Return a cell as text; "" for a blank one."""
        value = self.sheet.value(row, column)
        return "" if value is None else str(value).strip()

    def merged_in(self, first: int, last: int) -> list[MergedArea]:
        """Return the merged areas that begin in rows ``first`` to ``last``."""
        if self._areas is None:
            self._areas = {}
            for area in self.sheet.merged:
                self._areas.setdefault(area.top, []).append(area)
        if last - first > len(self._areas):
            return [a for top, areas in self._areas.items() if first <= top <= last for a in areas]
        return [area for row in range(first, last + 1) for area in self._areas.get(row, ())]

    def has_number(self, row: int, columns: Iterable[int]) -> bool:
        """Return whether one of the columns holds a number in that row."""
        values = self.rows[row]
        width = len(values)
        return any(c < width and is_number(values[c]) for c in columns)
