"""Which runs of facts a total row may add up, by where it stands and what it calls itself.

合计 adds up the block, or everything since the last 合计, or its unit; 小计 adds up what stands since the
last total, or the run of rows of one function, kind, project, class or unit; 本页合计 its page. Totals may
stand above or below their rows. Runs are of structure only: a 合计 that leaves out its first row matches
nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain

from converter.ledger.row_table import RowTable

Range = tuple[int, int]

# A total adds up at most so many others.
_MOST_NESTED = 200


class Ranges:
    """Ranges over the facts of a block (positions in ``facts``, end exclusive)."""

    def __init__(self, table: RowTable, facts: Sequence[int], marked: Sequence[int]) -> None:
        self.table = table
        self.facts = facts
        self.marked = sorted(marked)
        self._sums: dict[int, tuple[list[int], list[int]]] = {}
        self._runs: dict[str, tuple[list[int], list[int]]] = {}
        self._scoped: dict[tuple[str, ...], list[int]] = {}

    def total(
        self, number: int, column: Sequence[int | None], rounded: set[int], start: int, end: int
    ) -> tuple[int, int]:
        """Return (分, how many were rounded to 分) of a column over a range."""
        if number not in self._sums:
            sums = list(accumulate([column[row] or 0 for row in self.facts], initial=0))
            slack = list(accumulate([row in rounded for row in self.facts], initial=0)) if rounded else []
            self._sums[number] = (sums, slack)
        sums, slack = self._sums[number]
        return sums[end] - sums[start], (slack[end] - slack[start] if slack else 0)

    def of(self, row: int, scope: str) -> Iterator[Range]:
        """Yield the ranges that a total row of that scope may add up, the likeliest first."""
        if scope == "grand":
            yield from _distinct(self._grand(row))
        elif scope == "page":
            yield from _distinct(chain(self._page(row), self._grand(row)))
        else:
            yield from _distinct(chain(self._group(row), self._grand(row)))

    def nested(self, row: int) -> Iterator[Range]:
        """Yield the ranges of a total over other totals (a department's over its units'), nearest first."""
        here = self._at(row)
        place = bisect_left(self.marked, row)
        above = (self._at(other) for other in self.marked[max(0, place - _MOST_NESTED) : place][::-1])
        below = (self._at(other) for other in self.marked[place + 1 : place + 1 + _MOST_NESTED])
        yield from _distinct(chain(((start, here) for start in above), ((here, end) for end in below)))

    def any_of(self, row: int) -> Iterator[Range]:
        """Yield the ranges that a row which says nothing may add up."""
        yield from _distinct(chain(self._group(row), self._page(row), self._grand(row)))

    def _at(self, row: int) -> int:
        return bisect_left(self.facts, row)

    def _neighbours(self, row: int, scopes: tuple[str, ...]) -> tuple[int, int]:
        """Return the positions behind the last and before the next other total of these scopes."""
        if scopes not in self._scoped:
            totals = self.table.totals
            self._scoped[scopes] = sorted(
                r for r in self.marked if (totals[r].scope if r in totals else "group") in scopes
            )
        rows = self._scoped[scopes]
        place = bisect_left(rows, row)
        behind = place + 1 if place < len(rows) and rows[place] == row else place
        return (
            self._at(rows[place - 1]) if place else 0,
            self._at(rows[behind]) if behind < len(rows) else len(self.facts),
        )

    def _grand(self, row: int) -> Iterator[Range]:
        here, size = self._at(row), len(self.facts)
        last, following = self._neighbours(row, ("grand",))
        yield from ((0, size), (0, here), (here, size), (last, here), (here, following))
        yield from self._runs_beside(row, ("unit",))

    def _page(self, row: int) -> Iterator[Range]:
        here = self._at(row)
        last, following = self._neighbours(row, ("page",))
        starts = [start for start in self.table.page_starts if start <= row]
        page = self._at(starts[-1]) if starts else 0
        yield from ((max(last, page), here), (last, here), (page, here), (here, following), (0, here))

    def _group(self, row: int) -> Iterator[Range]:
        here = self._at(row)
        last, following = self._neighbours(row, ("grand", "group", "page"))
        last_group, following_group = self._neighbours(row, ("grand", "group"))
        yield from ((last, here), (here, following), (last_group, here), (here, following_group))
        yield from self._runs_beside(row, tuple(_ATTRIBUTES))

    def _runs_beside(self, row: int, names: tuple[str, ...]) -> Iterator[Range]:
        """Yield the runs of equal rows that end just above the row or begin just below it."""
        here = self._at(row)
        for name in names:
            starts, ends = self._run(name)
            if here > 0:
                yield starts[here - 1], here
            if here < len(self.facts):
                yield here, ends[here]

    def _run(self, name: str) -> tuple[list[int], list[int]]:
        """Return for every fact where the run of rows with the same attribute starts and ends."""
        if name not in self._runs:
            attribute = _ATTRIBUTES[name]
            values = [attribute(self.table, row) for row in self.facts]
            starts: list[int] = []
            for place, value in enumerate(values):
                starts.append(starts[-1] if place and values[place - 1] == value else place)
            ends = [0] * len(values)
            for place in range(len(values) - 1, -1, -1):
                same = place + 1 < len(values) and values[place + 1] == values[place]
                ends[place] = ends[place + 1] if same else place + 1
            self._runs[name] = (starts, ends)
        return self._runs[name]


def _distinct(ranges: Iterable[Range]) -> Iterator[Range]:
    seen: set[Range] = set()
    for one in ranges:
        if one[0] < one[1] and one not in seen:
            seen.add(one)
            yield one


_ATTRIBUTES: dict[str, Callable[[RowTable, int], object]] = {
    "item": lambda t, i: (t.unit[i], t.function[i]),
    "group": lambda t, i: (t.unit[i], t.function[i][:5]),
    "class": lambda t, i: (t.unit[i], t.function[i][:3]),
    "project": lambda t, i: (t.unit[i], t.project[i]),
    "kind": lambda t, i: (t.unit[i], t.kind[i]),
    "kind_top": lambda t, i: (t.unit[i], t.kind[i].split(".", maxsplit=1)[0]),
    "economic": lambda t, i: (t.unit[i], t.function[i], t.economic[i][:3]),
    "economic_class": lambda t, i: (t.unit[i], t.economic[i][:3]),
    "source": lambda t, i: (t.unit[i], t.source[i]),
    "unit": lambda t, i: t.unit[i],
}
