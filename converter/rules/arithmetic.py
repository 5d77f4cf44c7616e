"""Exact arithmetic of rule expressions on whole millionths, one value or a value for each row.

None is an undefined value (a division by zero); what it touches is undefined, and holds nothing against
anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from converter.rules.syntax import MICRO

Value = int | Fraction | None
Vector = list[Value]


def holds(operator: str, left: Value, right: Value) -> bool:
    """Return whether a comparison of two values holds; an undefined value holds nothing against it."""
    if left is None or right is None:
        return True
    if operator == "=":
        return left == right
    if operator == "≥":
        return left >= right
    if operator == "≤":
        return left <= right
    if operator == ">":
        return left > right
    if operator == "<":
        return left < right
    return left != right


def pairs(left: Value | Vector, right: Value | Vector) -> Iterator[tuple[Value, Value]]:
    """Yield the values of two vectors row by row; a single value stands for every row."""
    count = len(left) if isinstance(left, list) else len(right)  # type: ignore[arg-type]
    lefts = left if isinstance(left, list) else [left] * count
    rights = right if isinstance(right, list) else [right] * count
    return zip(lefts, rights, strict=True)


def add(left: Value | Vector, right: Value | Vector, sign: int) -> Value | Vector:
    """Return left + sign × right, row by row where one is a vector; undefined where a part is."""
    if isinstance(left, int) and left == 0 and sign == 1:
        return right
    try:
        if isinstance(left, list):
            if isinstance(right, list):
                if sign == 1:
                    return [a + b for a, b in zip(left, right, strict=True)]  # type: ignore[operator]
                return [a - b for a, b in zip(left, right, strict=True)]  # type: ignore[operator]
            return left if right == 0 else [a + sign * right for a in left]  # type: ignore[operator]
        if isinstance(right, list):
            return [left + sign * b for b in right]  # type: ignore[operator]
        return left + sign * right  # type: ignore[operator]
    except TypeError:  # something is undefined
        return each(lambda a, b: None if a is None or b is None else a + sign * b, left, right)


def each(
    function: Callable[[Value, Value], Value], left: Value | Vector, right: Value | Vector
) -> Value | Vector:
    """Return ``function`` of the values, row by row where one is a vector."""
    if isinstance(left, list) or isinstance(right, list):
        return [function(a, b) for a, b in pairs(left, right)]
    return function(left, right)


def _whole(value: Fraction) -> Value:
    return value.numerator if value.denominator == 1 else value


def times(left: Value, right: Value) -> Value:
    """Return the product of two values in millionths."""
    return None if left is None or right is None else _whole(Fraction(left) * Fraction(right) / MICRO)


def divide(left: Value, right: Value) -> Value:
    """Return the quotient of two values in millionths, None when the divisor is zero."""
    return None if left is None or not right else _whole(Fraction(left) * MICRO / Fraction(right))


def _half_up(value: Fraction) -> int:
    whole = (abs(value) * 2 + 1) // 2
    return int(whole if value >= 0 else -whole)


def percent(part: Value, whole: Value) -> Value:
    """Return ``part`` ÷ ``whole`` in percent with two decimals, half up; None when whole is zero."""
    if part is None or not whole:
        return None
    return _half_up(Fraction(part) / Fraction(whole) * 10_000) * (MICRO // 100)


def rounded(value: Value, digits: Value) -> Value:
    """Return a value rounded half up to a number of decimals."""
    if value is None or digits is None:
        return None
    scale = Fraction(10) ** int(Fraction(digits) / MICRO)
    return _whole(Fraction(_half_up(Fraction(value) / MICRO * scale)) / scale * MICRO)


def wan(value: int) -> Decimal:
    """Return millionths as 万元 with at least two decimals, of any size."""
    whole, rest = divmod(abs(value), MICRO)
    digits = f"{rest:06d}"
    return Decimal(f"{'-' if value < 0 else ''}{whole}.{digits[:2]}{digits[2:].rstrip('0')}")


def shown(value: int) -> str:
    """Return millionths as printed in a message."""
    return f"{wan(value):f}"
