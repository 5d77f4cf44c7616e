"""When the interpreter looks for cycles of objects that nothing holds any more.

Nearly all of our objects are let go when their last holder goes. At the usual thresholds the search walks
pack, ledgers and findings thousands of times in a batch, a fifth of its time, and finds next to nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects between two searches among the youngest, and how many of these until older ones are looked at too.
_THRESHOLDS = (20_000, 50, 100)


def search_rarely() -> None:
    """Search seldom in this process, and never among what it holds now; for processes that do the work."""
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)


@contextmanager
def no_search() -> Iterator[None]:
    """Do not search at all meanwhile: for making hundreds of thousands of objects of which none is in a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
