"""Columns in each other's place (两列填反): exchanged, almost all that did not hold holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import combinations

from converter.disclosure.model import Cell, Disclosure, Row

LEAST = 6  # comparisons that must not hold before columns are tried
_MOST_COLUMNS = 4  # of a table; wider ones have too many pairs to try
_REST = 4  # of so many comparisons that did not hold one may still not hold afterwards


def columns_put_right(
    disclosure: Disclosure, name: str, before: int, broken: Callable[[Disclosure], int]
) -> tuple[Disclosure, tuple[str, str] | None, int]:
    """Return a disclosure with two columns of a table exchanged that stand in each other's place, the columns,
    and how many comparisons hold that did not. ``before`` is how many comparisons that name the table do not
    hold, ``broken`` counts them in another disclosure; without such columns the disclosure comes back as it is."""
    for columns in disclosure.tables[name].columns:
        for left, right in combinations(columns, 2) if len(columns) <= _MOST_COLUMNS else ():
            tried = _exchanged(disclosure, name, left, right)
            after = broken(tried)
            if after * _REST <= before:
                return tried, (left, right), before - after
    return disclosure, None, 0


def _exchanged(disclosure: Disclosure, name: str, left: str, right: str) -> Disclosure:
    table = disclosure.tables[name]
    rows = [dataclasses.replace(row, cells=_cells(row, left, right)) for row in table.rows]
    return dataclasses.replace(
        disclosure, tables={**disclosure.tables, name: dataclasses.replace(table, rows=rows)}
    )


def _cells(row: Row, left: str, right: str) -> dict[str, Cell]:
    other = {left: right, right: left}
    return {other.get(column, column): cell for column, cell in row.cells.items()}
