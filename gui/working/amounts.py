"""Amounts and raw values as people read them in the window."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any


def wan(fen: int) -> str:
    """Return an amount of 分 as 万元 for people, exact: thousands separated, at least two decimals."""
    return exact(Decimal(fen).scaleb(-6))


def exact(amount: Decimal) -> str:
    whole, _, digits = f"{amount:,f}".partition(".")
    return f"{whole}.{digits.rstrip('0').ljust(2, '0')}"


def cell_text(value: Any, *, money: bool = False) -> str:
    """Return a raw value as a person sees it in the sheet; amounts have their thousands separated."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if money and isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value:,f}" if abs(value) >= 1000 else f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
