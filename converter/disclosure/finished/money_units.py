"""Tables whose head says 元 while their figures are in 万元: told by the size of the figures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from converter.disclosure.finished.vocabulary import Words
from converter.disclosure.model import Table
from converter.money import FEN_PER_WAN, FEN_PER_YUAN

_FACTOR = Decimal(FEN_PER_WAN) / FEN_PER_YUAN
_LEAST = 3  # tables in 万元 that show what is usual in a document


def correct_money(tables: Mapping[str, Table], words: Words) -> None:
    """Take the figures of tables whose head says 元 for 万元 where, taken so, they are no larger than the
    largest figure of the tables in 万元: in 元 they would be less than a ten-thousandth of it. The wrong head
    itself is left for the rule on heads to tell."""
    in_yuan = [t for t in tables.values() if words.money_in(t.money_line) == "元"]
    others = [t for t in tables.values() if words.money_in(t.money_line) == "万元"]
    usual = max((_largest(table) for table in others), default=Decimal(0))
    if len(others) < _LEAST or not usual:
        return
    for table in in_yuan:
        if not 0 < _largest(table) * _FACTOR <= usual:
            continue
        for _, _, cell in table.figures():
            if cell.value is not None:
                cell.value *= _FACTOR


def _largest(table: Table) -> Decimal:
    return max((cell.value for _, _, cell in table.figures() if cell.value is not None), default=Decimal(0))
