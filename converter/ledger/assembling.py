"""Puts the tables of one unit and year together: which are parts of its budget, which repeat others.

Detail comes first and keeps its amounts. Tables whose dimensions exclude each other are parts and are
added; tables that overlap say the same money twice and are joined (see ``joining``). Summaries are joined
in the order that shares most with what is known; where that leaves contradictions, other orders and
exchanges are tried, for several sums may only fit together.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from converter.ledger.determinacy import Published
from converter.ledger.exchanging import exchanged
from converter.ledger.facts import FactSet, Scope
from converter.ledger.hierarchy import Key, SourceTree, meet_keys
from converter.ledger.join_model import State, append
from converter.ledger.joining import join, match
from converter.ledger.matching import Matching
from converter.ledger.model import BudgetLine
from converter.ledger.siblings import tell_siblings
from converter.ledger.staffing_told import Staffing, take_staffing
from converter.recognition.mapping import Role

# Tables of these roles never hold detail of their own.
_SUMMARIES = frozenset((Role.INCOME, Role.OVERVIEW, Role.THREE_PUBLIC))
_ORDERS_AT_MOST = 60
_ALL_ORDERS_OF = 4


@dataclass(slots=True)
class Overlap:
    """Two tables of which only a part says the same: parts or repetition cannot be told apart.

    ``agreeing``: what both say is equal, so that it was counted once.
    """

    table: FactSet
    others: list[FactSet]
    agreeing: bool


@dataclass(slots=True)
class Assembly:
    """The lines of a unit, what disagrees or is unclear, and whether there is detail."""

    state: State
    has_detail: bool
    overlaps: list[Overlap] = field(default_factory=list)
    repeats: list[FactSet] = field(
        default_factory=list
    )  # detail that only repeats other detail, cell by cell
    views: list[FactSet] = field(default_factory=list)


def _untold(_economic: str) -> str | None:
    return None


def assemble(
    sets: Sequence[FactSet],
    tree: SourceTree,
    published: Published | None,
    leaf: Callable[[str], str] = str,
    staffing: Staffing = _untold,
) -> Assembly:
    """Return the lines that the tables of one unit and year give together.

    ``leaf`` gives the default child of a coarse source (or the source itself), ``staffing`` the kind of
    basic spending that an economic code belongs to (None or "": unknown).
    """
    for facts in sets:
        facts.face = facts.total
    tell_siblings(sets, leaf)
    return _Assembling(tree, published, staffing).run([facts for facts in sets if facts.lines])


def _named_by(line: BudgetLine) -> tuple[str, ...]:
    """Return what a line of a table that lists a part is called by."""
    return (line.project,) if line.project else (line.function, line.economic)


class _Assembling:
    def __init__(self, tree: SourceTree, published: Published | None, staffing: Staffing) -> None:
        self.tree = tree
        self.staffing = staffing
        self.published = published
        self.overlaps: list[Overlap] = []
        self.repeats: list[FactSet] = []

    def run(self, sets: list[FactSet]) -> Assembly:
        views = [facts for facts in sets if facts.relation == "view"]
        parts = [facts for facts in sets if facts.relation == "part"]
        partial = [f for f in sets if f.partial and f.detail and f not in views and f not in parts]
        rest = [f for f in sets if f not in views and f not in parts and f not in partial]
        detail = sorted(
            (facts for facts in rest if facts.detail and facts.role not in _SUMMARIES),
            key=lambda facts: (-len(facts.dimensions()), facts.precision),
        )
        summaries = [facts for facts in rest if facts not in detail]
        state = State()
        for facts in detail:
            self._add_detail(state, facts)
        partial_views = [facts for facts in partial if not self._add_apart(state, facts)]
        for facts in parts:
            append(state, facts, facts.hard, own=True)
        if summaries:
            state = self._add_summaries(state, summaries)
        for facts in views:
            join(state, facts, facts.soft, self.tree, compare_only=True)
        for facts in partial_views:
            self._compare_part(state, facts)
        views += partial_views
        has_detail = bool(detail or any(part.detail for part in parts))
        return Assembly(state, has_detail, self.overlaps, self.repeats, views)

    # --- tables that list a part only ----------------------------------------------------------------

    def _add_apart(self, state: State, facts: FactSet) -> bool:
        """Add a table that lists a part of the spending where no other has it; return whether it was added."""
        if state.tables and _shared(match(state, facts, self.tree)).cells:
            return False
        self._add_detail(state, facts)
        return True

    def _compare_part(self, state: State, facts: FactSet) -> None:
        """Compare such a table with the lines of its own projects (codes, where it names none)."""
        own = {_named_by(line) for line in facts.lines}
        part = state.copied()
        part.lines = [line for line in part.lines if _named_by(line) in own]
        join(part, facts, facts.soft, self.tree, compare_only=True)
        state.mismatches += part.mismatches[len(state.mismatches) :]

    # --- detail --------------------------------------------------------------------------------------

    def _add_detail(self, state: State, facts: FactSet) -> None:
        if not state.tables:
            append(state, facts, facts.hard, own=True)
            return
        take_staffing(state, facts, self.tree, self.staffing)
        matching = match(state, facts, self.tree)
        shared = _shared(matching)
        if not shared.cells:
            append(state, facts, facts.hard, own=True)
        elif shared.mostly or facts.name.split("·")[0] in {t.name.split("·")[0] for t in state.tables}:
            if shared.agreeing and len(shared.cells) == len(matching.cells) == len(matching.groups):
                self.repeats.append(facts)
            join(state, facts, facts.hard, self.tree, self.published, matching=matching)
        else:
            self._partly(state, facts, matching, shared)

    def _partly(self, state: State, facts: FactSet, matching: Matching, shared: _Shared) -> None:
        """Add a table of which only a small part overlaps with the lines."""
        self.overlaps.append(Overlap(facts, list(state.tables), shared.agreeing))
        if not shared.agreeing:
            append(state, facts, facts.hard, own=True)
            return
        for number, cell in enumerate(matching.cells):
            cell.must = number in shared.cells
        for group in matching.groups:
            group.must = group.held >= 0 or bool(group.links)
        join(state, facts, facts.hard, self.tree, matching=matching)

    # --- summaries -----------------------------------------------------------------------------------

    def _add_summaries(self, state: State, summaries: list[FactSet]) -> State:
        best = self._join_in_order(state, summaries, None)
        if not any(_cost(best)) or state.tables or len(summaries) < 2:
            return best
        for order in _orders(len(summaries)):
            tried = self._join_in_order(state, summaries, order)
            if _cost(tried) < _cost(best):
                best = tried
            if not any(_cost(best)):
                break
        return best

    def _join_in_order(self, start: State, summaries: list[FactSet], order: tuple[int, ...] | None) -> State:
        """Return the state after joining all summaries, in ``order`` or by what they share with it."""
        detailed = bool(start.tables)
        state = start if order is None and detailed else start.copied()
        waiting = list(summaries) if order is None else [summaries[i] for i in order]
        while waiting:
            facts = self._next(state, waiting) if order is None else waiting[0]
            waiting.remove(facts)
            scope = facts.soft
            if not state.tables:
                append(state, facts, scope, own=False)
                continue
            take_staffing(state, facts, self.tree, self.staffing)
            matching = match(state, facts, self.tree)
            if self._another_part(matching) and facts.role not in _SUMMARIES:
                append(state, facts, scope, own=False)
                continue
            self._join_summary(state, facts, scope, matching, detailed=detailed)
        return state

    def _another_part(self, matching: Matching) -> bool:
        """Return whether a summary speaks of other money: of other codes, or of another kind or source.

        Where only the lines' own kind or source differs, but the scope is the same, the lines may have been
        shared out wrongly: then it is no other part.
        """
        if _shared(matching).cells:
            return False
        if not any(cell.must for cell in matching.cells):
            return True
        lines = {group.key._replace(kind="", source="") for group in matching.groups}
        cells = {cell.key._replace(kind="", source="") for cell in matching.cells if cell.must}
        return not any(meet_keys(line, cell, self.tree) for line in lines for cell in cells)

    def _join_summary(
        self, state: State, facts: FactSet, scope: Scope, matching: Matching, *, detailed: bool
    ) -> None:
        before = None if detailed else state.copied()
        told = len(state.mismatches)
        if (facts.role in _SUMMARIES and "function" not in facts.dimensions()) or facts.role is Role.OVERVIEW:
            # Such a list cannot give lines of its own: all that it says must be found.
            for cell in matching.cells:
                cell.must = True
        join(state, facts, scope, self.tree, self.published, matching=matching)
        if before is None or all(m.residue for m in state.mismatches[told:]):
            return
        mended = exchanged(before, facts, scope, self.tree, self.published)
        if mended is not None and len(mended.mismatches) < len(state.mismatches):
            for name in State.__slots__:
                setattr(state, name, getattr(mended, name))

    def _next(self, state: State, waiting: list[FactSet]) -> FactSet:
        """Return the table that shares most dimensions with the lines; of those the richest, then first."""
        known = {name for name in Key._fields if any(getattr(line, name) for line in state.lines)}

        def rank(facts: FactSet) -> tuple[bool, int, bool, int, int, int]:
            own = facts.dimensions()
            own_and_fixed = own | ({"kind"} if all(kind for kind, _ in facts.soft.regions) else set())
            if all(source for _, source in facts.soft.regions):
                own_and_fixed.add("source")
            limited = 1 if facts.soft.economic else 0
            shared = own_and_fixed & known
            functions = "function" in shared
            return (functions, len(shared), "source" in shared, -limited, len(own), -waiting.index(facts))

        return max(waiting, key=rank)


def _orders(count: int) -> Iterator[tuple[int, ...]]:
    """Yield orders to try: all of few tables, else some drawn with a fixed seed."""
    if count <= _ALL_ORDERS_OF:
        yield from permutations(range(count))
        return
    drawn = random.Random(0)
    order = list(range(count))
    for _ in range(_ORDERS_AT_MOST):
        drawn.shuffle(order)
        yield tuple(order)


def _cost(state: State) -> tuple[int, int, int]:
    return (
        sum(not mismatch.residue for mismatch in state.mismatches),
        sum(not unclear.paired for unclear in state.unclear),
        len(state.unclear),
    )


@dataclass(slots=True)
class _Shared:
    """What a table and the lines have in common: cells that meet lines, whether that is most of either
    side, and whether the sums of what meets are equal."""

    cells: set[int]
    mostly: bool
    agreeing: bool


def _shared(matching: Matching) -> _Shared:
    cells: set[int] = set()
    sums: dict[int, int] = {}
    linked = False
    met_groups = 0
    for group in matching.groups:
        if group.held >= 0:
            cells.add(group.held)
            sums[group.held] = sums.get(group.held, 0) + group.fen
            met_groups += 1
        elif group.links:
            cells.update(group.links)
            linked = True
            met_groups += 1
    mostly = 2 * len(cells) >= len(matching.cells) or 2 * met_groups >= len(matching.groups)
    agreeing = not linked and all(matching.cells[n].fen == fen for n, fen in sums.items())
    return _Shared(cells, mostly, agreeing)
