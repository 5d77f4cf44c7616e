"""Slips of the hand in a number."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal


def cent(rng: random.Random, text: str) -> str | None:
    """Return a number that is 0.01 more or less."""
    value = Decimal(text) + rng.choice([Decimal("0.01"), Decimal("-0.01")])
    return f"{value:.2f}" if value >= 0 else f"{Decimal(text) + Decimal('0.01'):.2f}"


def amount(rng: random.Random, text: str) -> str | None:
    """Return another number of the same size."""
    value = Decimal(text) * Decimal(rng.choice(["1.1", "0.9", "1.37"])) + Decimal(rng.randint(1, 9))
    return f"{value:.2f}"


def digits(rng: random.Random, text: str) -> str | None:
    """Return the number with two neighbouring digits swapped; None when there are no two different."""
    places = [
        (i, j)
        for i, j in (
            (i, i + 1 if text[i + 1] != "." else i + 2) for i in range(len(text) - 1) if text[i] != "."
        )
        if j < len(text)
        and text[i].isdigit()
        and text[j].isdigit()
        and text[i] != text[j]
        and not (i == 0 and text[j] == "0")
    ]
    if not places:
        return None
    i, j = rng.choice(places)
    signs = list(text)
    signs[i], signs[j] = signs[j], signs[i]
    return "".join(signs)


CHANGES: dict[str, Callable[[random.Random, str], str | None]] = {
    "±0.01": cent,
    "另一个数": amount,
    "两位颠倒": digits,
}
