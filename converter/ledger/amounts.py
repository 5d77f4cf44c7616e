"""Amount columns: from cell values to exact 分, and what stands there that is no amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from converter.reading.model import CellValue, Sheet
from converter.reading.numbers import NotAnAmount, parse_amount
from converter.recognition.mapping import MONEY_UNITS


@dataclass(slots=True)
class Amounts:
    """One amount column: 分 by body row (None: blank or refused); ``refused`` row → the printed value,
    ``residues`` rows that were finer than 分 (leftovers of formulas) and were rounded half up."""

    column: int
    fen: list[int | None]
    refused: dict[int, str] = field(default_factory=dict)
    residues: set[int] = field(default_factory=set)


def read_amounts(values: Sequence[CellValue], column: int, money: str) -> Amounts:
    """Return a column of cells as amounts; ``money`` is a unit of money (元, 万元 …)."""
    fen_per_unit = MONEY_UNITS[money]
    result = Amounts(column, [])
    append = result.fen.append
    for index, value in enumerate(values):
        if value is None:
            append(None)
            continue
        if type(value) is int:
            append(value * fen_per_unit)
            continue
        if type(value) is Decimal:
            number = value
        else:
            parsed = parse_amount(value, money)
            if parsed is None or isinstance(parsed, NotAnAmount):
                if parsed is not None:
                    result.refused[index] = str(value)
                append(None)
                continue
            number = parsed
        exact = number * fen_per_unit
        whole = int(exact)
        if whole != exact:
            whole = int(exact.to_integral_value(rounding=ROUND_HALF_UP))
            result.residues.add(index)
        append(whole)
    return result


def precision_of(columns: Sequence[Amounts], money: str) -> int:
    """Return how fine amounts were typed, in 分: 100 where no 元 has decimals, 10 000 for 万元 with two."""
    step = MONEY_UNITS[money] if money == "元" else MONEY_UNITS[money] // 100
    while step > 1 and any(fen % step for column in columns for fen in column.fen if fen):
        step //= 10
    return step


def error_cells(sheet: Sheet, first: int, last: int, column: int) -> dict[int, str]:
    """Return body rows of a column whose cell is an error value, with its text."""
    return {
        row - first: text for (row, at), text in sheet.errors.items() if at == column and first <= row <= last
    }


def uncached_cells(sheet: Sheet, first: int, last: int, column: int) -> list[int]:
    """Return body rows of a column whose cell is a formula without a stored value."""
    return sorted(row - first for row, at in sheet.uncached if at == column and first <= row <= last)
