"""Trying corrections of cells: what each mends and breaks, and chains of corrections that belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from converter.rules.constraints import Constraint
from converter.rules.lookup import CellId

_LONGEST_CHAIN = 12
_MOST_RETRIES = 4


@dataclass(slots=True, eq=False)
class Change:
    """A cell with the change that it needs (millionths), and the other cells that would do as well."""

    cell: CellId
    delta: int
    chain: int = 0
    alternatives: list[tuple[CellId, int]] = field(default_factory=list)


class Corrections:
    """The state of the search: residuals as corrected so far, and the votes for changes."""

    def __init__(self, constraints: list[Constraint], value: Callable[[CellId], int]) -> None:
        self.constraints = constraints
        self.value = value
        self.residual = [c.residual for c in constraints]
        self.by_cell: dict[CellId, list[int]] = defaultdict(list)
        for number, constraint in enumerate(constraints):
            constraint.number = number
            for cell in constraint.coefficients:
                self.by_cell[cell].append(number)
        self.originally = [self.penalty(n, c.residual) for n, c in enumerate(constraints)]
        # Rows that are certainly missing, by table and key.
        self.missing: set[tuple[str, str]] = set()
        self.corrected: dict[CellId, int] = {}
        self.votes: dict[CellId, dict[int, set[int]]] = defaultdict(dict)
        for number in range(len(constraints)):
            self.vote(number, add=True)

    def penalty(self, number: int, residual: int) -> int:
        """Return how bad a residual is: 0 holds, 1 a rounding residue, 2 an error; soft ones count 0."""
        constraint = self.constraints[number]
        if not constraint.hard:
            return 0
        violation = constraint.violation(residual)
        return 0 if violation == 0 else 1 if violation <= constraint.allowed else 2

    def vote(self, number: int, *, add: bool) -> None:
        """Count a constraint for every change that would mend it, or take it out of the count."""
        constraint = self.constraints[number]
        residual = self.residual[number]
        if not constraint.hard or not residual:
            return
        for cell, coefficient in constraint.coefficients.items():
            if residual % coefficient:
                continue
            delta = -residual // coefficient
            votes = self.votes[cell]
            if add:
                votes.setdefault(delta, set()).add(number)
            elif delta in votes:
                votes[delta].discard(number)
                if not votes[delta]:
                    del votes[delta]

    def improved(self, number: int) -> bool:
        """Whether the corrections made so far bring a constraint nearer to holding."""
        constraint = self.constraints[number]
        return constraint.violation(self.residual[number]) < constraint.violation(constraint.residual)

    def gain(self, cell: CellId, delta: int) -> tuple[int, list[int], list[int]]:
        """Return what a change gains, with the constraints that it mends and breaks."""
        total = 0
        mended: list[int] = []
        broken: list[int] = []
        for number in self.by_cell[cell]:
            before = self.residual[number]
            after = before + self.constraints[number].coefficients[cell] * delta
            change = self.penalty(number, before) - self.penalty(number, after)
            total += change
            if change > 0:
                mended.append(number)
            elif change < 0:
                broken.append(number)
        return total, mended, broken

    def lacking(self, cell: CellId) -> bool:
        """Whether a cell is of a row that is known to be missing: by structure, or by its other cells."""
        return cell.position < 0 and (cell.table, cell.key) in self.missing

    def plausible(self, cell: CellId, delta: int) -> bool:
        """Whether the changed figure could be: no new negative, no more than a cell was changed once."""
        if cell in self.corrected:
            return False
        now = self.value(cell)
        return now + delta >= 0 or now < 0

    def apply(self, cell: CellId, delta: int) -> None:
        """Correct a cell and update residuals and votes."""
        self.corrected[cell] = delta
        self._shift(cell, delta)

    def revert(self, cell: CellId) -> None:
        """Take the correction of a cell back."""
        self._shift(cell, -self.corrected.pop(cell))

    def _shift(self, cell: CellId, delta: int) -> None:
        for number in self.by_cell[cell]:
            self.vote(number, add=False)
            self.residual[number] += self.constraints[number].coefficients[cell] * delta
            self.vote(number, add=True)


class Chain(NamedTuple):
    """Corrections that belong together: what they gain, how many equalities that did not hold they explain,
    and ``unclean``, the corrected cells (with their change) in which something still does not hold."""

    gain: int
    support: int
    changes: list[Change]
    unclean: list[tuple[CellId, int]]


def repaired(search: Corrections, cell: CellId, delta: int) -> Chain | None:
    """Return a change together with those that mend what it breaks; None when something stays broken or
    nothing is gained.

    A chain that leaves something wrong with one of its cells is tried again without that change, since a
    figure may have been mended by the wrong amount: the cleanest chain is returned.
    """
    best: Chain | None = None
    banned: set[tuple[CellId, int]] = set()
    for _ in range(_MOST_RETRIES):
        chain = _chain(search, cell, delta, banned)
        if chain is not None and (
            best is None or (-len(chain.unclean), chain.gain) > (-len(best.unclean), best.gain)
        ):
            best = chain
        if chain is None or not chain.unclean:
            break
        new = {pair for pair in chain.unclean if pair != (cell, delta)}
        if not new:
            break
        banned |= new
    return best


def _chain(search: Corrections, cell: CellId, delta: int, banned: set[tuple[CellId, int]]) -> Chain | None:
    changes: list[Change] = []
    total = 0
    supported: set[int] = set()
    open_: set[int] = set()
    step: tuple[CellId, int] | None = (cell, delta)
    while step is not None and len(changes) < _LONGEST_CHAIN:
        gain, mended, broken = search.gain(*step)
        total += gain
        supported |= {n for n in mended if search.originally[n]}
        open_ = (open_ - set(mended)) | {n for n in broken if not search.originally[n]}
        supported -= {n for n in broken if search.originally[n]}
        search.apply(*step)
        changes.append(Change(*step))
        step = _next_repair(search, open_, banned) if open_ else None
    unclean = [
        (change.cell, change.delta)
        for change in changes
        if any(search.constraints[n].hard and search.residual[n] for n in search.by_cell[change.cell])
    ]
    for change in reversed(changes):
        search.revert(change.cell)
    if open_ or total <= 0:
        return None
    return Chain(total, len(supported), changes, unclean)


def _next_repair(
    search: Corrections, open_: set[int], banned: set[tuple[CellId, int]]
) -> tuple[CellId, int] | None:
    """Return the change that gains most among those that mend something in ``open_``, or that other
    equalities ask for in a cell of them (a sum may be mended by several changes together)."""
    best: tuple[int, int] | None = None
    chosen: tuple[CellId, int] | None = None
    tried = set(banned)
    for number in sorted(open_):
        residual = search.residual[number]
        for cell, coefficient in search.constraints[number].coefficients.items():
            if cell in search.corrected:
                continue
            deltas = list(search.votes.get(cell, ()))
            if residual % coefficient == 0:
                deltas.append(-residual // coefficient)
            for delta in deltas:
                if (cell, delta) in tried or not search.plausible(cell, delta):
                    continue
                tried.add((cell, delta))
                gain, mended, _ = search.gain(cell, delta)
                rank = (gain, len(mended))
                if best is None or rank > best:
                    best, chosen = rank, (cell, delta)
    return chosen
