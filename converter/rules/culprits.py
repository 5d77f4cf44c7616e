"""Finds the cells whose correction mends what does not hold: one root cause, one finding (根源).

Equalities that do not hold are constraints Σ c·x = 0 with a residual. A change of one cell x by d mends
those whose residual is −c·d. The cell whose one change mends most and breaks nothing is taken first; then
the next, until nothing is gained. Where every change breaks something, the wrong figure was carried on
(into a row's total, into upper rows) and a chain of changes is looked for. What remains is told equality
by equality.

It is careful, because a wrong accusation costs trust: a cell is named only when at least two equalities
need the same change of it (or when it is the only cell of a broken equality that no other equality
confirms) and when nothing that held is broken in the end; other cells that explain the same as well are
named with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from converter.rules.constraints import Constraint
from converter.rules.lookup import CellId

MOST_STEPS = 80
_MOST_STARTS = 12
_MOST_WEAK_STARTS = 150
_MOST_TIES = 4
_LONGEST_CHAIN = 12


@dataclass(slots=True, eq=False)
class Change:
    """A cell with the change that it needs (millionths), and the other cells that would do as well."""

    cell: CellId
    delta: int
    chain: int = 0
    alternatives: list[tuple[CellId, int]] = field(default_factory=list)


@dataclass(slots=True)
class Cause:
    """A root cause: changes in one row of one table, and the equalities that follow from it. ``single``:
    the only cell of one broken equality that nothing else confirms."""

    changes: list[Change]
    constraints: list[Constraint]
    single: bool = False

    @property
    def alternatives(self) -> list[tuple[CellId, int]]:
        """Other cells that explain the same equally well."""
        return [other for change in self.changes for other in change.alternatives]


@dataclass(slots=True)
class Diagnosis:
    """Root causes, and the broken constraints that no cause explains."""

    causes: list[Cause]
    rest: list[Constraint]


class _Search:
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
        self.corrected: dict[CellId, int] = {}
        self.votes: dict[tuple[CellId, int], set[int]] = defaultdict(set)
        for number in range(len(constraints)):
            self._vote(number, add=True)

    def penalty(self, number: int, residual: int) -> int:
        """Return how bad a residual is: 0 holds, 1 a rounding residue, 2 an error; soft ones count 0."""
        constraint = self.constraints[number]
        if not constraint.hard:
            return 0
        violation = constraint.violation(residual)
        return 0 if violation == 0 else 1 if violation <= constraint.allowed else 2

    def _vote(self, number: int, *, add: bool) -> None:
        constraint = self.constraints[number]
        residual = self.residual[number]
        if not constraint.hard or not residual:
            return
        for cell, coefficient in constraint.coefficients.items():
            if residual % coefficient:
                continue
            key = (cell, -residual // coefficient)
            if add:
                self.votes[key].add(number)
            else:
                votes = self.votes.get(key)
                if votes is not None:
                    votes.discard(number)
                    if not votes:
                        del self.votes[key]

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
            self._vote(number, add=False)
            self.residual[number] += self.constraints[number].coefficients[cell] * delta
            self._vote(number, add=True)


def diagnose(constraints: Iterable[Constraint], value: Callable[[CellId], int]) -> Diagnosis:
    """Return the root causes of what does not hold in ``constraints``.

    ``constraints`` are all comparisons, those that hold included (they are what confirms a cell);
    ``value`` gives a cell's figure in millionths.
    """
    every = list(constraints)
    search = _Search(every, value)
    changes: list[Change] = []
    for number in range(MOST_STEPS):
        chain = _best_chain(search)
        if chain is None:
            break
        for change in chain:
            change.chain = number
            search.apply(change.cell, change.delta)
        changes.extend(chain)
    causes = _causes(search, changes)
    explained = {c.number for cause in causes for c in cause.constraints}
    rest = [c for c in every if c.number not in explained and c.violation(c.residual) > 0]
    single, rest = _only_unconfirmed(search, rest)
    return Diagnosis([*causes, *single], rest)


def _best_chain(search: _Search) -> list[Change] | None:
    """Return the changes that together mend most and break nothing, or None when nothing is gained.

    A single cell that breaks nothing is taken at once. Else a wrong figure was carried on consistently
    (into the total of its row, into upper rows): what the first change breaks is mended by further ones.
    """
    ranked = _ranked(search, 2)
    for best in ranked[:1]:
        if best[2] == 0 and best[0] > 0:
            return [_single(search, ranked)]
    accepted: list[tuple[int, list[Change]]] = []
    for _, _, _, cell, delta in ranked[:_MOST_STARTS]:
        total, support, chain = _repaired(search, cell, delta)
        if chain is not None and support > len(chain):
            accepted.append((total, chain))
    if accepted:
        return max(accepted, key=lambda pair: (pair[0], -len(pair[1])))[1]
    return _only_chain(search)


def _ranked(search: _Search, least: int) -> list[tuple[int, int, int, CellId, int]]:
    """Return the changes that mend ``least`` equalities or more, the most gainful first."""
    ranked: list[tuple[int, int, int, CellId, int]] = []
    for (cell, delta), votes in search.votes.items():
        if len(votes) < least or not search.plausible(cell, delta):
            continue
        gain, mended, broken = search.gain(cell, delta)
        if len(mended) >= least:
            ranked.append((gain, len(mended), -len(broken), cell, delta))
    ranked.sort(key=lambda r: (-r[0], -r[1], -r[2], r[3].position < 0, r[3], r[4]))
    return ranked


def _only_chain(search: _Search) -> list[Change] | None:
    """Return the one chain that explains as many equalities as it changes cells, if there is just one:
    an amount put in the wrong column of a row and of the rows above it looks so."""
    starts = _ranked(search, 1)
    if len(starts) > _MOST_WEAK_STARTS:
        return None
    found: dict[frozenset[CellId], tuple[int, list[Change]]] = {}
    for _, _, _, cell, delta in starts:
        total, support, chain = _repaired(search, cell, delta)
        if chain is not None and len(chain) > 2 and support >= len(chain):
            found[frozenset(change.cell for change in chain)] = (total, chain)
    if not found:
        return None
    most = max(total for total, _ in found.values())
    best = [chain for total, chain in found.values() if total == most]
    return best[0] if len(best) == 1 else None


def _single(search: _Search, ranked: list[tuple[int, int, int, CellId, int]]) -> Change:
    """Return the best change, with the other cells that mend the very same equalities as well."""
    gain, count, _, cell, delta = ranked[0]
    _, mended, _ = search.gain(cell, delta)
    alternatives = [
        (other, other_delta)
        for other_gain, other_count, other_broken, other, other_delta in ranked[1:]
        if (other_gain, other_count, other_broken) == (gain, count, 0)
        and other != cell
        and search.gain(other, other_delta)[1] == mended
    ]
    return Change(cell, delta, alternatives=alternatives[:_MOST_TIES])


def _repaired(search: _Search, cell: CellId, delta: int) -> tuple[int, int, list[Change] | None]:
    """Return what a change gains together with those that mend what it breaks, how many equalities they
    explain, and all of them; None when something stays broken or nothing is gained."""
    chain: list[Change] = []
    total = 0
    supported: set[int] = set()
    open_: set[int] = set()
    step: tuple[CellId, int] | None = (cell, delta)
    while step is not None and len(chain) < _LONGEST_CHAIN:
        gain, mended, broken = search.gain(*step)
        total += gain
        supported |= {n for n in mended if search.originally[n]}
        open_ = (open_ - set(mended)) | {n for n in broken if not search.originally[n]}
        supported -= {n for n in broken if search.originally[n]}
        search.apply(*step)
        chain.append(Change(*step))
        step = _next_repair(search, open_) if open_ else None
    for change in reversed(chain):
        search.revert(change.cell)
    if open_ or total <= 0:
        return total, 0, None
    return total, len(supported), chain


def _next_repair(search: _Search, open_: set[int]) -> tuple[CellId, int] | None:
    """Return the change that gains most among those that mend something in ``open_``."""
    best: tuple[int, int] | None = None
    chosen: tuple[CellId, int] | None = None
    for number in sorted(open_):
        residual = search.residual[number]
        for cell, coefficient in search.constraints[number].coefficients.items():
            if residual % coefficient or not search.plausible(cell, -residual // coefficient):
                continue
            delta = -residual // coefficient
            gain, mended, _ = search.gain(cell, delta)
            rank = (gain, len(mended))
            if best is None or rank > best:
                best, chosen = rank, (cell, delta)
    return chosen


def _causes(search: _Search, changes: list[Change]) -> list[Cause]:
    """Group the changes by row into causes, each with the comparisons that it explains.

    A comparison that several changes touch goes to the greatest of them.
    """
    changed = {change.cell for change in changes}
    explained: dict[int, set[int]] = defaultdict(set)
    owner: dict[int, Change] = {}
    for change in sorted(changes, key=lambda change: -abs(change.delta)):
        change.alternatives = [a for a in change.alternatives if a[0] not in changed]
        for number in search.by_cell[change.cell]:
            if search.improved(number):
                explained[change.chain].add(number)
                owner.setdefault(number, change)
    groups: dict[tuple[str, int, str], list[Change]] = defaultdict(list)
    for change in changes:
        groups[(change.cell.table, change.cell.position, change.cell.key)].append(change)
    causes: list[Cause] = []
    for group in groups.values():
        proof = set().union(*(explained[change.chain] for change in group))
        serious = any(search.originally[number] == 2 for number in proof)
        if len([n for n in proof if search.constraints[n].hard]) < (2 if serious else 3):
            # Two rounding residues may meet in one cell by chance; three do not.
            continue
        numbers = sorted(number for number, change in owner.items() if change in group)
        causes.append(Cause(group, [search.constraints[number] for number in numbers]))
    return causes


def _only_unconfirmed(search: _Search, rest: list[Constraint]) -> tuple[list[Cause], list[Constraint]]:
    """Name the one cell of a broken equality that no other equality confirms, all others being confirmed
    by two at least."""
    causes: list[Cause] = []
    left: list[Constraint] = []
    broken = {c.number for c in rest}
    for constraint in rest:
        change = None
        if constraint.hard and constraint.violation(constraint.residual) > constraint.allowed:
            change = _unconfirmed(search, constraint, broken)
        if change is None:
            left.append(constraint)
        else:
            causes.append(Cause([change], [constraint], single=True))
    return causes, left


def _unconfirmed(search: _Search, constraint: Constraint, broken: set[int]) -> Change | None:
    candidate: Change | None = None
    for cell, coefficient in constraint.coefficients.items():
        held = 0
        for number in search.by_cell[cell]:
            other = search.constraints[number]
            if number == constraint.number or not other.hard:
                continue
            if number in broken:
                return None  # something else is wrong with this cell: nothing can be proved
            held += 1
        if held >= 2:
            continue
        if held == 1 or candidate is not None or cell.position < 0:
            return None
        if constraint.residual % coefficient:
            return None
        delta = -constraint.residual // coefficient
        if search.value(cell) + delta < 0:
            return None
        candidate = Change(cell, delta)
    return candidate
