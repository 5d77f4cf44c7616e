"""Columns that repeat another one in a larger unit of money (金额（元） | 金额（万元）), perhaps rounded."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from converter.recognition.amount_draft import Amount
from converter.recognition.grid import Grid, amount_of
from converter.recognition.mapping import MONEY_UNITS

_ROUNDED = Decimal("0.005")  # what a column of 万元 with two decimals may differ


def finest_money(group: Sequence[Amount], rows: Sequence[int], grid: Grid) -> Amount | None:
    """Return the column in the smallest unit of money where the others repeat it in larger ones in all
    ``rows``; None when that is not so."""
    units = [_money_of(amount) for amount in group]
    if None in units or len(set(units)) < len(units):
        return None
    factors = [Decimal(MONEY_UNITS[unit]) for unit in units if unit is not None]
    smallest = min(factors)
    finest = group[factors.index(smallest)]
    seen = False
    for row in rows:
        exact = _value(grid, row, finest) * smallest
        seen = seen or bool(exact)
        for amount, factor in zip(group, factors, strict=True):
            if abs(_value(grid, row, amount) * factor - exact) > factor * _ROUNDED:
                return None
    return finest if seen else None


def _value(grid: Grid, row: int, amount: Amount) -> Decimal:
    return amount_of(grid.value(row, amount.draft.column)) or Decimal(0)


def _money_of(amount: Amount) -> str | None:
    """Return the unit of money that a column's header states; None when it states none."""
    return next((word.money for word in reversed(amount.draft.words) if word.money), None)
