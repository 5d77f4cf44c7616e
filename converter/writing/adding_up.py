"""Which figures of a table are sums of others, and the live formulas that say so.

A formula is written only where it gives exactly the figure that is published; elsewhere (a document that
somebody else made, figures rounded one by one) the figure itself is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from converter.disclosure.model import Row
from converter.disclosure.specification import RowKind
from converter.writing.layout import SectionLayout

# Excel takes at most 255 arguments; a longer list is not a formula that anybody could read anyway.
MOST_RANGES = 200

_ZERO = Decimal(0)


class Formula(NamedTuple):
    """A live formula without its equals sign, and the value that it must show."""

    text: str
    value: Decimal


class SectionRows(NamedTuple):
    """The rows of one section as printed: body rows from the top, the total row on the last line.

    ``parts`` maps the index of a body row to the indexes of the rows that it adds up; ``total_parts``
    those of the total row. ``specs`` holds each body row's specification (index in the section), or -1.
    """

    body: list[Row]
    total: Row | None
    parts: dict[int, list[int]]
    total_parts: list[int]
    specs: list[int]


def arrange(layout: SectionLayout, rows: list[Row]) -> SectionRows:
    """Sort out the rows of one section: which is the total, and which rows add up to which."""
    total_spec = layout.spec.total
    total = None
    body = rows
    if total_spec is not None and rows and rows[-1].key == total_spec.name:
        total, body = rows[-1], rows[:-1]
    specs = _specs(layout, body)
    parts = _tree(layout, body, specs)
    index_by_spec: dict[str, list[int]] = {}
    for i, spec in enumerate(specs):
        if spec >= 0:
            index_by_spec.setdefault(layout.spec.rows[spec].id, []).append(i)
    for i, spec in enumerate(specs):
        if spec >= 0 and layout.spec.rows[spec].sum:
            parts[i] = _roots(index_by_spec, layout.spec.rows[spec].sum, parts)
    if total_spec is not None and total_spec.sum:
        total_parts = _roots(index_by_spec, total_spec.sum, parts)
    else:
        covered = {child for children in parts.values() for child in children}
        total_parts = [i for i in range(len(body)) if i not in covered]
    return SectionRows(body, total, parts, total_parts, specs)


def _specs(layout: SectionLayout, body: list[Row]) -> list[int]:
    """Return the index of the specification of every body row: fixed rows by key, others in between."""
    rows = layout.spec.rows
    fixed = {row.name: i for i, row in enumerate(rows) if row.kind is RowKind.FIXED}
    floating = [i for i, row in enumerate(rows) if row.kind is not RowKind.FIXED]
    found = []
    last = -1
    for row in body:
        if row.key in fixed:
            last = fixed[row.key]
            found.append(last)
        else:
            found.append(next((i for i in floating if i > last), floating[-1] if floating else -1))
    return found


def _tree(layout: SectionLayout, body: list[Row], specs: list[int]) -> dict[int, list[int]]:
    """Return for every row of a tree of codes (类 款 项) the rows one level below it."""
    parts: dict[int, list[int]] = {}
    path: list[tuple[str, int, int]] = []
    for i, row in enumerate(body):
        if specs[i] < 0 or layout.spec.rows[specs[i]].kind is not RowKind.TREE:
            path = []
            continue
        code = "".join(row.codes) or row.key
        while path and not (path[-1][2] < row.level and code.startswith(path[-1][0])):
            path.pop()
        if path:
            parts.setdefault(path[-1][1], []).append(i)
        path.append((code, i, row.level))
    return parts


def _roots(
    index_by_spec: dict[str, list[int]], names: Sequence[str], parts: dict[int, list[int]]
) -> list[int]:
    """Return the rows of the named specifications without those that others of them add up."""
    rows = [i for name in names for i in index_by_spec.get(name, ())]
    below = {child for i in rows for child in parts.get(i, ())}
    return sorted(i for i in rows if i not in below)


def down(
    letter: str, first_line: int, parts: Sequence[int], values: Sequence[Decimal | None], decimals: int
) -> Formula | None:
    """Return the formula that adds up the cells of one column in the rows ``parts``, None if there is none.

    ``first_line`` is the line on the sheet (from 1) of row 0; ``values`` are the column's figures by row.
    """
    if not parts:
        return None
    ranges: list[list[int]] = []
    total = _ZERO
    negative = False
    for part in parts:
        value = values[part]
        if value:
            total += value
            negative = negative or value < 0
        line = first_line + part
        if ranges and ranges[-1][1] == line - 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    if len(ranges) > MOST_RANGES:
        return None
    shown = ",".join(f"{letter}{a}:{letter}{b}" if b > a else f"{letter}{a}" for a, b in ranges)
    return Formula(_sum(shown, negative, decimals), total)


def across(
    ranges: Sequence[tuple[str, str]], line: int, values: Sequence[Decimal | None], decimals: int
) -> Formula:
    """Return the formula that adds up cells of one row: ``ranges`` of column letters on ``line``."""
    total = _ZERO
    negative = False
    for value in values:
        if value:
            total += value
            negative = negative or value < 0
    shown = ",".join(f"{a}{line}:{b}{line}" if a != b else f"{a}{line}" for a, b in ranges)
    return Formula(_sum(shown, negative, decimals), total)


def _sum(shown: str, negative: bool, decimals: int) -> str:
    # Where amounts cancel out, binary floats may leave a trace that would be printed as 0.00.
    return f"ROUND(SUM({shown}),{decimals})" if negative else f"SUM({shown})"
