"""Rows that say of themselves that they add up others (合计、小计、本页合计)."""

from __future__ import annotations

from typing import NamedTuple

from converter.ledger.settings import Words
from converter.reading.model import CellValue

_LONGEST = 60


class TotalMark(NamedTuple):
    """The scope that a total word tells (grand, group, page) and the column where it stands."""

    scope: str
    column: int


class TotalFinder:
    """Tells total words; what was asked once is remembered."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._scopes: dict[CellValue, str] = {}

    def scope(self, value: CellValue) -> str:
        """Return grand, group, page, or "" when a cell is no total word."""
        if not isinstance(value, str):
            return ""
        found = self._scopes.get(value)
        if found is None:
            found = (self._words.total_scope(value) or "") if len(value) <= _LONGEST else ""
            self._scopes[value] = found
        return found
