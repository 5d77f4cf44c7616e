"""Whether tables of sums determine the published figures, or leave open which money goes with which.

Two lists that share no dimension can be paired in many ways. That is harmless where no published figure
depends on it (function and economic code of basic spending), and must be told where one does (function
and source of funds). What a figure depends on is read off the pack's tables.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from converter.ledger.hierarchy import EITHER, Key
from converter.packs.loading import Pack

# At most so many neighbouring pairs are tried; tables of one unit stay far below.
_TRIED_AT_MOST = 4000

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

    def indifferent(self, met: Sequence[Sequence[Key | None]]) -> bool:
        """Return whether the published figures are the same however amounts are shared out.

        ``met[i][j]`` are the dimensions that money of group i in cell j gets, None where they exclude each
        other. It is enough to look at all exchanges between neighbours.
        """
        tried = 0
        for row, below in itertools.pairwise(met):
            open_columns = [j for j in range(len(row)) if row[j] is not None and below[j] is not None]
            for one, other in itertools.pairwise(open_columns):
                tried += 1
                if tried > _TRIED_AT_MOST:
                    return True
                corners = (row[one], below[other], row[other], below[one])
                if None in corners:
                    continue
                a, b, c, d = (self.cells(corner) for corner in corners if corner is not None)
                if sorted(map(repr, a + b)) != sorted(map(repr, c + d)):
                    return False
        return True
