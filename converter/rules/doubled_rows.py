"""Rows printed twice (重复的行): the same code, name and figures, without which the sums tie."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from converter.disclosure.model import Disclosure, Row, Table

Doubled = tuple[str, Row, Row]  # the table, the first of the two rows and the one that is too many


def without_doubled_rows(
    disclosure: Disclosure, broken: Callable[[Disclosure], int]
) -> tuple[Disclosure, list[Doubled], int]:
    """Return a disclosure without the rows that are printed twice, those rows, and how many comparisons hold
    that did not. ``broken`` counts the comparisons of a disclosure that do not hold; where their number does not
    fall without the rows, they stay: two lines may well be alike."""
    doubled = [found for table in disclosure.tables.values() for found in _doubled(table)]
    if not doubled:
        return disclosure, [], 0
    before = broken(disclosure)
    kept: list[Doubled] = []
    current = disclosure
    for found in doubled:
        tried = _without(current, found)
        after = broken(tried)
        if after < before:
            current = tried
            kept.append(found)
            before = after
    return current, kept, broken(disclosure) - before if kept else 0


def _doubled(table: Table) -> list[Doubled]:
    seen: dict[tuple[object, ...], Row] = {}
    found: list[Doubled] = []
    for row in table.rows:
        figures = tuple(sorted((name, cell.value) for name, cell in row.cells.items() if cell.value))
        if not figures or not (row.level or row.project):
            continue
        first = seen.setdefault((row.key, row.label, row.section, figures), row)
        if first is not row:
            found.append((table.id, first, row))
    return found


def _without(disclosure: Disclosure, doubled: Doubled) -> Disclosure:
    name, _, extra = doubled
    table = disclosure.tables[name]
    rows = [row for row in table.rows if row is not extra]
    return dataclasses.replace(
        disclosure, tables={**disclosure.tables, name: dataclasses.replace(table, rows=rows)}
    )
