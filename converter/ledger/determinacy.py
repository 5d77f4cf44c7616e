"""Whether tables of sums determine the published figures, or leave open which money goes with which.

Two lists that share no dimension can be paired in many ways. That is harmless where no published figure
depends on it (function and economic code of basic spending), and must be told where one does (function
and source of funds). What a figure depends on is read off the pack's tables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from converter.ledger.hierarchy import EITHER, Key
from converter.packs.loading import Pack

# At most so many exchanges are tried; tables of one unit stay far below.
_TRIED_AT_MOST = 20_000

Shown = tuple[tuple[object, ...], ...]


class Published:
    """Which cells of the published tables a line of given dimensions stands in; answers are remembered."""

    def __init__(self, pack: Pack) -> None:
        from converter.disclosure.placing import Dimensions, Plan

        self._plan = Plan.of(pack)
        self._dimensions = Dimensions
        self._shown: dict[Key, Shown] = {}

    def cells(self, key: Key) -> Shown:
        """Return the cells of all tables that count money of these dimensions."""
        shown = self._shown.get(key)
        if shown is None:
            economic = key.economic.split(EITHER)[0]
            placed = self._plan.place(self._dimensions(key.source, key.kind, key.function, economic))
            projects = [
                (part.section, part.spec, part.code, key.project, column)
                for part in placed.projects
                for column in part.columns
            ]
            shown = self._shown[key] = (*((number,) for number in placed.cells), *projects)
        return shown

    def indifferent(self, placed: Sequence[tuple[int, int]], met: Callable[[int, int], Key | None]) -> bool:
        """Return whether the published figures are the same however amounts are shared out.

        ``placed`` are the pairs (group, cell) that share money, ``met`` gives the dimensions that money of a
        group gets in a cell, None where they exclude each other. Ways of sharing differ by exchanges;
        those between two pairs are tried.
        """
        tried = 0
        for (one, first), (two, second) in combinations(placed, 2):
            if one == two or first == second:
                continue
            crossed = (met(one, second), met(two, first))
            straight = (met(one, first), met(two, second))
            if None in crossed or None in straight:
                continue
            tried += 1
            if tried > _TRIED_AT_MOST:
                return True
            before = [cell for key in straight if key is not None for cell in self.cells(key)]
            after = [cell for key in crossed if key is not None for cell in self.cells(key)]
            if sorted(map(repr, before)) != sorted(map(repr, after)):
                return False
        return True
