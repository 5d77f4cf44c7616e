"""Exact money: integers of 分 inside, ``Decimal`` 万元 outside; never a binary float.

Units: 1 元 = 100 分; 1 万元 = 1 000 000 分; a published figure is a whole number of
0.01 万元 (= 100 元 = 10 000 分), called a *step* here.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
FEN_PER_STEP = 10_000

CENT = Decimal("0.01")


def fen_from(amount: Decimal, fen_per_unit: int) -> int:
    """Return ``amount`` (in 元 or 万元, told by ``fen_per_unit``) in whole 分, half away from zero."""
    return int((amount * fen_per_unit).to_integral_value(rounding=ROUND_HALF_UP))


def wan_from_fen(fen: int) -> Decimal:
    """Return exact 分 as an exact ``Decimal`` of 万元 (up to six decimals)."""
    return Decimal(fen).scaleb(-6)


def yuan_from_fen(fen: int) -> Decimal:
    """Return exact 分 as a ``Decimal`` of 元 with two decimals."""
    return Decimal(fen).scaleb(-2)


def wan_from_steps(steps: int) -> Decimal:
    """Return a published figure of ``steps`` × 0.01 万元 as ``Decimal`` with two decimals."""
    return Decimal(steps).scaleb(-2)


def steps_half_up(fen: int) -> int:
    """Round exact 分 to steps of 0.01 万元, half away from zero (四舍五入)."""
    quotient, rest = divmod(abs(fen), FEN_PER_STEP)
    if rest * 2 >= FEN_PER_STEP:
        quotient += 1
    return quotient if fen >= 0 else -quotient


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return ``part`` ÷ ``whole`` as a percentage with two decimals, half up; None when whole is 0."""
    if not whole:
        return None
    return (part * 100 / whole).quantize(CENT, rounding=ROUND_HALF_UP)
