"""What a reading library hands over → exact values: no binary float goes further than here.

A whole float becomes int, any other ``Decimal(repr(x))``; a moment its day; an empty text None. Columns
are converted, not cells: nearly all are of one type, and then the loop runs outside of Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import Any

from converter.cycles import no_search
from converter.reading.model import CellValue

# Small enough to stay in the processor's cache between being handed over and being converted.
_CHUNK = 256
_whole = float.is_integer


class Texts(dict[str, str | None]):
    """Texts of one file: the same text is held once, which saves most of the memory; "" is None."""

    def __missing__(self, text: str) -> str | None:
        kept = self[text] = text or None
        return kept


def exact(value: Any) -> CellValue:
    """Return one value of a reading library as an exact one."""
    kind = type(value)
    if kind is float:
        if _whole(value):
            return int(value)
        # Damaged binary files hold such numbers; as text they are refused wherever an amount belongs.
        return Decimal(repr(value)) if isfinite(value) else str(value)
    if kind is str:
        return value or None
    if value is None or kind is bool or kind is int or kind is date or kind is Decimal:
        return value  # type: ignore[no-any-return]
    if isinstance(value, timedelta):
        hours, rest = divmod(round(value.total_seconds()), 3600)
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return value.date() if isinstance(value, datetime) else str(value)


def exact_rows(rows: Iterable[list[Any]], texts: Texts, left: int = 0) -> list[list[CellValue]]:
    """Return the rows with exact values, with ``left`` blank columns put in front of each.

    All rows of a chunk must be of the same length, as reading libraries give them.
    """
    result: list[list[CellValue]] = []
    ahead = iter(rows)
    blank: list[Iterable[CellValue]] = [[None] * _CHUNK] * left
    with no_search():
        while chunk := list(islice(ahead, _CHUNK)):
            columns = blank + [_exact_column(column, texts) for column in zip(*chunk, strict=True)]
            if columns:
                result.extend(map(list, zip(*columns, strict=False)))
            else:
                result.extend([] for _ in chunk)
    return result


def _exact_column(column: tuple[Any, ...], texts: Texts) -> Iterable[CellValue]:
    kinds = set(map(type, column))
    if kinds == {str}:
        return map(texts.__getitem__, column)
    if kinds == {float} and all(map(_whole, column)):
        return map(int, column)
    if kinds <= {float, str}:
        return [
            texts[v]
            if type(v) is str
            else int(v)
            if _whole(v)
            else Decimal(repr(v))
            if isfinite(v)
            else str(v)
            for v in column
        ]
    return map(exact, column)
