"""The live formulas of sums: patterns made once for a row or a column, filled in for every cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from converter.writing.xlsx.plan import Formula

# Excel takes at most 255 arguments; a longer list is not a formula that anybody could read anyway.
MOST_RANGES = 200
# Stands in patterns for the column or the line that a formula is made for.
MARK = "\0"

_ZERO = Decimal(0)


def down(first_line: int, parts: Sequence[int]) -> str:
    """Return the cells of the rows ``parts`` in any one column, as a pattern for ``formula``: its mark
    stands for the column's letter. "" when there are none, or too many.

    ``first_line`` is the line on the sheet (from 1) of row 0.
    """
    ranges: list[list[int]] = []
    for part in parts:
        line = first_line + part
        if ranges and ranges[-1][1] == line - 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    if len(ranges) > MOST_RANGES:
        return ""
    return ",".join(f"{MARK}{a}:{MARK}{b}" if b > a else f"{MARK}{a}" for a, b in ranges)


def across(ranges: Sequence[tuple[str, str]]) -> str:
    """Return ``ranges`` of columns in any one row as a pattern for ``formula``: its mark stands for the line."""
    return ",".join(f"{a}{MARK}:{b}{MARK}" if a != b else f"{a}{MARK}" for a, b in ranges)


def formula(pattern: str, place: str, values: Iterable[Decimal | None], decimals: int) -> Formula:
    """Return the formula that adds up the cells of ``pattern`` at ``place``, whose figures are ``values``."""
    total = _ZERO
    negative = False
    for value in values:
        if value:
            total += value
            negative = negative or value < 0
    cells = pattern.replace(MARK, place)
    # Where amounts cancel out, binary floats may leave a trace that would be printed as 0.00.
    return Formula(f"ROUND(SUM({cells}),{decimals})" if negative else f"SUM({cells})", total)
