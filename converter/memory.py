"""How often Python looks for unreachable cycles of objects."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Look for cycles after every 50,000 new objects, not every 700.

    A run makes many objects that live to its end (pack, rules, tables) and next to no cycles: looking through
    them again and again takes a tenth of a short run and finds nothing.
    """
    gc.set_threshold(50_000, 20, 20)
