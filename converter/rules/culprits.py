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
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from converter.rules.constraints import Constraint
from converter.rules.correcting import Chain, Change, Corrections, repaired
from converter.rules.lookup import CellId

MOST_STEPS = 80
_MOST_STARTS = 12
_MOST_WEAK_STARTS = 150
_MOST_TIES = 4
_MOST_SLIPS = 2


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


def diagnose(
    constraints: Iterable[Constraint],
    value: Callable[[CellId], int],
    missing: Collection[tuple[str, str]] = (),
) -> Diagnosis:
    """Return the root causes of what does not hold in ``constraints``.

    ``constraints`` are all comparisons, those that hold included (they are what confirms a cell);
    ``value`` gives a cell's figure in millionths. ``missing`` are rows (table, key) that are certainly
    missing, such as the upper row of a row that is there: one equality is enough to give them a figure.
    """
    every = list(constraints)
    search = Corrections(every, value)
    search.missing.update(missing)
    changes: list[Change] = []
    for number in range(MOST_STEPS):
        chain = _best_chain(search)
        if chain is None:
            break
        for change in chain:
            change.chain = number
            search.apply(change.cell, change.delta)
            if change.cell.position < 0:
                search.missing.add((change.cell.table, change.cell.key))
        changes.extend(chain)
    causes = _causes(search, changes, set(missing))
    explained = {c.number for cause in causes for c in cause.constraints}
    rest = [c for c in every if c.number not in explained and c.violation(c.residual) > 0]
    single, rest = _only_unconfirmed(search, rest)
    return Diagnosis([*causes, *single], rest)


def _best_chain(search: Corrections) -> list[Change] | None:
    """Return the changes that together mend most and break nothing, or None when nothing is gained.

    A single cell that breaks nothing is taken at once. Else a wrong figure was carried on consistently
    (into the total of its row, into upper rows): what the first change breaks is mended by further ones.
    """
    ranked = _ranked(search, 2)
    for best in ranked[:1]:
        if best[2] == 0 and best[0] > 0:
            return [_single(search, ranked)]
    chains = [repaired(search, cell, delta) for _, _, _, cell, delta in ranked[:_MOST_STARTS]]
    accepted = [chain for chain in chains if chain is not None and chain.support > len(chain.changes)]
    if accepted:
        return max(accepted, key=lambda c: (-len(c.unclean), c.gain, -len(c.changes))).changes
    return _only_chain(search)


def _ranked(search: Corrections, least: int) -> list[tuple[int, int, int, CellId, int]]:
    """Return the changes that mend ``least`` equalities or more, the most gainful first."""
    ranked: list[tuple[int, int, int, CellId, int]] = []
    for cell, deltas in search.votes.items():
        enough = 1 if search.lacking(cell) else least
        for delta, votes in deltas.items():
            if len(votes) < enough or not search.plausible(cell, delta):
                continue
            gain, mended, broken = search.gain(cell, delta)
            if len(mended) >= enough:
                ranked.append((gain, len(mended), -len(broken), cell, delta))
    ranked.sort(key=lambda r: (-r[0], -r[1], -r[2], r[3].position < 0, r[3], r[4]))
    return ranked


def _only_chain(search: Corrections) -> list[Change] | None:
    """Return the one chain that explains as many equalities as it changes cells, if there is just one:
    an amount put in the wrong column of a row and of the rows above it looks so."""
    starts = _ranked(search, 1)
    if len(starts) > _MOST_WEAK_STARTS:
        return None
    found: dict[frozenset[CellId], Chain] = {}
    for _, _, _, cell, delta in starts:
        chain = repaired(search, cell, delta)
        if chain is None or chain.support < len(chain.changes):
            continue
        if len(chain.changes) > 2 or _moved(chain.changes):
            found[frozenset(change.cell for change in chain.changes)] = chain
    if not found:
        return None
    most = max((-len(chain.unclean), chain.gain) for chain in found.values())
    best = [chain for chain in found.values() if (-len(chain.unclean), chain.gain) == most]
    return best[0].changes if len(best) == 1 else None


def _moved(changes: list[Change]) -> bool:
    """Whether two changes put an amount into another column of its row."""
    rows = {(change.cell.table, change.cell.position) for change in changes}
    return len(changes) == 2 and len(rows) == 1 and sum(change.delta for change in changes) == 0


def _single(search: Corrections, ranked: list[tuple[int, int, int, CellId, int]]) -> Change:
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


def _causes(search: Corrections, changes: list[Change], missing: set[tuple[str, str]]) -> list[Cause]:
    """Group the changes by row into causes, each with the comparisons that it explains. A row of ``missing``
    is known to be missing without them.

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
    # Where every equality but these holds exactly, nothing was rounded: residues are slips like any other.
    broken = {n for n, c in enumerate(search.constraints) if c.hard and c.residual}
    exact = len(groups) <= _MOST_SLIPS and broken <= set().union(*explained.values())
    for group in groups.values():
        proof = set().union(*(explained[change.chain] for change in group))
        serious = exact or any(search.originally[number] == 2 for number in proof)
        least = 1 if (group[0].cell.table, group[0].cell.key) in missing else 2 if serious else 3
        if len([n for n in proof if search.constraints[n].hard]) < least:
            # Two rounding residues may meet in one cell by chance; three do not.
            continue
        numbers = sorted(number for number, change in owner.items() if change in group)
        causes.append(Cause(group, [search.constraints[number] for number in numbers]))
    return causes


def _only_unconfirmed(search: Corrections, rest: list[Constraint]) -> tuple[list[Cause], list[Constraint]]:
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


def _unconfirmed(search: Corrections, constraint: Constraint, broken: set[int]) -> Change | None:
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
