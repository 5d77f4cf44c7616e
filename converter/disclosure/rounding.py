"""Controlled rounding (尾差分配): whole steps of 0.01 万元 for every atom so that all tables tie.

An *atom* is the smallest amount that the tables tell apart, a *margin* a published figure: the sum of some
atoms. Every published figure is later the sum of its atoms' steps, so every equality between figures
holds with 0.00 whatever the steps are; this module chooses them so that each figure also stays within
less than one step of its exact value. The tables cross each other in more than two ways, so such a
rounding need not exist; then the best one found is returned with the margins that are off.

The problem is first made small: only the fractions of a step matter, atoms without a fraction stand
still, margins over the same atoms are one, atoms that lie in exactly the same margins are one (their sum
is shared out at the end by largest remainders), and parts without a common margin are solved apart.
A quick repair (``rounding_repair``) then solves practically every unit. Amounts that are all half steps
and the like can defeat it: only then do atoms without a fraction move too, and an exact search
(``rounding_branching``) finds a rounding or that there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from converter.disclosure.rounding_part import Bound, Part
from converter.disclosure.rounding_polish import polish
from converter.disclosure.rounding_repair import repair
from converter.money import FEN_PER_STEP

# The margins that must be rounded half up outweigh any number of others when not all can be kept.
_EXACT_IMPORTANCE = 1_000_000
# The exact search seldom needs long: another start helps more than more work.
_ATTEMPTS = 3
_MOST_WORK = 150_000


@dataclass(slots=True)
class RoundingResult:
    """``steps`` per atom; ``unresolved`` the indexes of margins that are a step or more off their exact
    value (or, if they must be rounded half up, are not), empty in all but rare cases. ``impossible`` is
    True when it is proven that no rounding keeps all margins, not only that none was found."""

    steps: list[int]
    unresolved: list[int] = field(default_factory=list)
    impossible: bool = False


def round_controlled(
    values: Sequence[int],
    margins: Sequence[Sequence[int]],
    *,
    exact: Sequence[int] = (),
    step: int = FEN_PER_STEP,
    importance: Sequence[int] | None = None,
) -> RoundingResult:
    """Round ``values`` (分, of either sign) to whole steps so that every margin stays within a step.

    ``margins`` lists the atoms of each published figure. The sum of steps of a margin is the floor or the
    ceiling of its exact value (the value itself if that is whole); for those in ``exact`` it is the value
    rounded half up. An atom that is a margin by itself is thereby rounded to its floor or ceiling; one
    that is not may be a step further off if that is needed. Where not all margins can be kept, those of
    greater ``importance`` (1 each if not given) and those over more published figures are kept first.
    The same input always gives the same result.
    """
    steps = [value // step for value in values]
    fractions = [value % step for value in values]
    if not any(fractions):
        return RoundingResult(steps)
    figures = _merged(margins, set(exact), importance)
    result = RoundingResult(steps)
    for thorough in (False, True):
        problem = _Problem(values, steps, fractions, step, still=not thorough)
        for figure in figures:
            problem.add(figure)
        result = problem.solve(thorough)
        result.unresolved = sorted(
            index
            for figure in figures
            if not _kept(figure, values, result.steps, step)
            for index in figure.indexes
        )
        if not result.unresolved:
            break
    return result


@dataclass(slots=True)
class _Figure:
    """The margins over the same atoms: their indexes, whether rounded half up, their joint importance."""

    atoms: list[int]
    indexes: list[int]
    exact: bool = False
    importance: int = 0


def _merged(
    margins: Sequence[Sequence[int]], exact: set[int], importance: Sequence[int] | None
) -> list[_Figure]:
    """Merge margins over the same atoms; several tables publish the same figure."""
    figures: dict[tuple[int, ...], _Figure] = {}
    for index, margin in enumerate(margins):
        key = tuple(margin)
        figure = figures.get(key)
        if figure is None:
            figure = figures[key] = _Figure(sorted(set(key)), [])
        figure.indexes.append(index)
        figure.importance += 1 if importance is None else importance[index]
        if index in exact:
            figure.exact = True
    return list(figures.values())


def _kept(figure: _Figure, values: Sequence[int], steps: Sequence[int], step: int) -> bool:
    """Whether a figure is less than a step off its value, or, if it must be, rounded half up."""
    value = sum([values[atom] for atom in figure.atoms])
    published = sum([steps[atom] for atom in figure.atoms])
    if figure.exact:
        return published == _half_up(value, step)
    return abs(published * step - value) < step


def _half_up(value: int, step: int) -> int:
    """Round ``value`` to steps, half away from zero (四舍五入)."""
    quotient = (2 * abs(value) + step) // (2 * step)
    return quotient if value >= 0 else -quotient


class _Problem:
    """The reduced problem: margins over the atoms that may move (``still``: only those with a fraction)."""

    def __init__(
        self,
        values: Sequence[int],
        floors: Sequence[int],
        fractions: Sequence[int],
        step: int,
        *,
        still: bool,
    ) -> None:
        self.values = values
        self.floors = floors
        self.fractions = fractions
        self.step = step
        self.moves = [fraction > 0 or not still for fraction in fractions]
        self.margins: dict[tuple[int, ...], Bound] = {}

    def add(self, figure: _Figure) -> None:
        """Add a figure, merged with one over the same moving atoms."""
        moving = tuple([atom for atom in figure.atoms if self.moves[atom]])
        if not moving:
            return
        total = sum([self.fractions[atom] for atom in moving])
        low, high = total // self.step, -(-total // self.step)
        importance = figure.importance
        if figure.exact:
            value = sum([self.values[atom] for atom in figure.atoms])
            low = high = _half_up(value, self.step) - sum([self.floors[atom] for atom in figure.atoms])
            importance += _EXACT_IMPORTANCE
        known = self.margins.get(moving)
        if known is not None:
            importance += known.importance
            if not figure.exact:
                low, high = known.low, known.high
        self.margins[moving] = Bound(moving, low, high, importance)

    def solve(self, thorough: bool) -> RoundingResult:
        """Return the steps of all atoms by the quick repair, or else by everything that there is."""
        of_atom: dict[int, list[int]] = {atom: [] for atom, moves in enumerate(self.moves) if moves}
        for number, atoms in enumerate(self.margins):
            for atom in atoms:
                of_atom[atom].append(number)
        classes: dict[tuple[int, ...], list[int]] = {}
        for atom, numbers in of_atom.items():
            classes.setdefault(tuple(numbers), []).append(atom)
        result = RoundingResult(list(self.floors))
        for part in self._parts(list(classes), list(classes.values())):
            if thorough:
                extras, impossible = _solve_thoroughly(part)
                result.impossible |= impossible
            else:
                extras = repair(part, limit=300 + len(part.fractions))
            for label, extra in zip(part.labels, polish(part, extras), strict=True):
                self._share(result.steps, label, extra)
        return result

    def _parts(self, signatures: list[tuple[int, ...]], classes: list[list[int]]) -> list[Part]:
        """Split the classes of atoms into parts that share no margin, each a problem of its own."""
        root = list(range(len(self.margins)))

        def find(number: int) -> int:
            while root[number] != number:
                root[number] = root[root[number]]
                number = root[number]
            return number

        everything = len(self.moves) - self.moves.count(False)
        whole = next((number for number, atoms in enumerate(self.margins) if len(atoms) == everything), None)
        if whole is not None:
            root = [whole] * len(self.margins)
        else:
            for signature in signatures:
                for number in signature[1:]:
                    root[find(number)] = find(signature[0])
        parts: dict[int, Part] = {}
        seats: dict[int, list[int]] = {}
        for position, (signature, atoms) in enumerate(zip(signatures, classes, strict=True)):
            part = parts.setdefault(find(signature[0]) if signature else -1 - position, Part(self.step))
            seat = part.add_atom(sum([self.fractions[atom] for atom in atoms]), atoms)
            for number in signature:
                seats.setdefault(number, []).append(seat)
        bounds = list(self.margins.values())
        for number, members in seats.items():
            parts[find(number)].add_margin(bounds[number]._replace(members=members))
        return list(parts.values())

    def _share(self, steps: list[int], atoms: list[int], extra: int) -> None:
        """Share the steps of a class among its atoms: by largest remainders, ties to the larger amount."""
        if len(atoms) == 1:
            steps[atoms[0]] += extra
            return
        each, rest = divmod(extra, len(atoms))
        ranked = sorted(atoms, key=lambda atom: (-self.fractions[atom], -abs(self.values[atom]), atom))
        for rank, atom in enumerate(ranked):
            steps[atom] += each + (rank < rest)


def _solve_thoroughly(part: Part) -> tuple[list[int], bool]:
    """Return the steps of a part by exact search, and whether it is proven that some margin must be off.

    If no rounding is found, the margins that the best allocation leaves off are let off, and taken back one
    by one, the most important first, as far as the exact search can still keep all the others.
    """
    # Hardly any unit needs it: the command starts faster without.
    from converter.disclosure.rounding_branching import Budget, branch, branch_giving_way

    work = min(10_000 + len(part.fractions) ** 2, _MOST_WORK)
    impossible = False
    for attempt in range(_ATTEMPTS):
        found, impossible = branch(part, Budget(work), attempt)
        if found is not None:
            return found, False
        if impossible:
            break
    best = repair(part, limit=1_000 + 2 * len(part.fractions))
    other_best = branch_giving_way(part, Budget(2 * work))
    if other_best is not None and part.damage(other_best) < part.damage(best):
        best = other_best
    rest = Budget(work)
    while True:
        off = part.off(best)
        for number in sorted(off, key=lambda number: (-part.margins[number].importance, number)):
            others = {other: total for other, total in off.items() if other != number}
            found = None
            if others and rest.left > 0:
                share = rest.slice(work // 2)
                found, _ = branch(part.relaxed(others), share)
                rest.left += max(share.left, 0)
            if found is not None and part.damage(found) < part.damage(best):
                best = found
                break
        else:
            return best, impossible
