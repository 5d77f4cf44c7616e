"""The exact search behind controlled rounding, for the rare units that the quick repair leaves off.

The unrounded amounts themselves keep every margin, so they are a point of a polyhedron whose whole-numbered
points are the roundings. From there the search walks to a corner, where nearly all atoms are whole (the
margins form trees, and crossing trees seldom make broken corners). An atom that is still broken is bounded
to its floor or to its ceiling, the corner is repaired, and so on with return to the other choice: either a
rounding is found, or there is none, or the budget is spent.

The tableau is kept sparse and exact: every *basic* variable is written as a sum of the others. A variable
is an atom or a margin (the sum of its atoms). Values and bounds are in 分, so that nearly all of them are
ints, and the rest Fractions. Bounds alone change in branching, so going back costs nothing.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from converter.disclosure.rounding_part import Part

Number = int | Fraction
# Pivots by the cheapest choice may cycle; after this many in one repair the lowest number is taken (Bland).
_PATIENCE = 200


@dataclass(slots=True)
class Budget:
    """The work that may still be done, in entries of the tableau changed (about 300 a millisecond)."""

    left: int

    def slice(self, work: int) -> Budget:
        """Take at most ``work`` out of this budget."""
        taken = min(work, self.left)
        self.left -= taken
        return Budget(taken)


class _SpentError(Exception):
    """The budget is spent."""


def branch(part: Part, budget: Budget, attempt: int = 0) -> tuple[list[int] | None, bool]:
    """Return the steps of a rounding that keeps all margins, or None and whether it is sure that none exists.

    "Sure" is meant for atoms within the bounds of ``part``. The work is taken from ``budget``. Another
    ``attempt`` walks in another order to another corner, which may lie nearer to a rounding.
    """
    tableau = _Tableau(part, budget)
    try:
        tableau.walk_to_corner(attempt)
        if not tableau.branch():
            return None, True
    except _SpentError:
        return None, False
    return [int(value // part.step) for value in tableau.value[: len(part.fractions)]], False


def branch_giving_way(part: Part, budget: Budget) -> list[int] | None:
    """Return steps for which few and unimportant margins are off, None if the budget does not suffice.

    Like ``branch``, but where a corner cannot be repaired one of the margins that prevent it is let off.
    """
    tableau = _Tableau(part, budget, giving_way=True)
    try:
        tableau.walk_to_corner(0)
        if not tableau.branch():
            return None
    except _SpentError:
        return None
    return [int(value // part.step) for value in tableau.value[: len(part.fractions)]]


def _plain(value: Number) -> Number:
    """Return a whole Fraction as int, which is much faster from then on."""
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return value


def _quotient(dividend: Number, divisor: Number) -> Number:
    if divisor == 1:
        return dividend
    if divisor == -1:
        return -dividend
    return _plain(Fraction(dividend) / divisor)


class _Tableau:
    """Atoms 0 … n-1 and margins n … as variables; at first the margins are basic."""

    def __init__(self, part: Part, budget: Budget, *, giving_way: bool = False) -> None:
        self.budget = budget
        self.giving_way = giving_way
        self.importance = [bound.importance for bound in part.margins]
        self.atoms = len(part.fractions)
        self.step = part.step
        self.low = [low * part.step for low in [*part.low, *(bound.low for bound in part.margins)]]
        self.high = [high * part.step for high in [*part.high, *(bound.high for bound in part.margins)]]
        # A free variable that can never move again needs no column.
        self.fixed = [low == high for low, high in zip(self.low, self.high, strict=True)]
        if giving_way:
            self.fixed[self.atoms :] = [False] * len(part.margins)
        self.value: list[Number] = [
            self.low[atom] if self.fixed[atom] else fraction for atom, fraction in enumerate(part.fractions)
        ]
        self.rows: dict[int, dict[int, Number]] = {}
        self.columns: list[set[int]] = [set() for _ in self.low]
        for number, bound in enumerate(part.margins, self.atoms):
            self.value.append(sum([self.value[atom] for atom in bound.members]))
            self.rows[number] = {atom: 1 for atom in bound.members if not self.fixed[atom]}
            for atom in self.rows[number]:
                self.columns[atom].add(number)

    def walk_to_corner(self, attempt: int) -> None:
        """Move every broken free variable to a whole value, or as far as a basic one lets it and swap them."""
        order = list(range(self.atoms))
        if attempt:
            random.Random(attempt).shuffle(order)
        order.sort(key=lambda atom: len(self.columns[atom]))
        for variable in order:
            beyond = self.value[variable] % self.step
            if variable in self.rows or not beyond:
                continue
            up, up_blockers = self._room(variable, 1, self.step - beyond)
            down, down_blockers = self._room(variable, -1, beyond)
            if (bool(up_blockers), -up) <= (bool(down_blockers), -down):
                move, blockers = up, up_blockers
            else:
                move, blockers = -down, down_blockers
            if move:
                self._shift(variable, move)
            if self.value[variable] % self.step:
                rows = self.rows
                leaving = min(blockers, key=lambda row: (abs(rows[row][variable]) != 1, len(rows[row]), row))
                self._pivot(leaving, variable)

    def _room(self, variable: int, sign: int, room: Number) -> tuple[Number, list[int]]:
        """Return how far a free variable can move, at most ``room``, and the basic variables that stop it.

        A basic variable that is outside its bounds does not stop a move further out; it is repaired later.
        """
        blockers: list[int] = []
        for row in sorted(self.columns[variable]):
            rate = self.rows[row][variable] * sign
            gap = self._gap(row, up=rate > 0)
            if gap < 0:
                continue
            way = _quotient(gap, rate if rate > 0 else -rate)
            if way < room:
                room, blockers = way, [row]
            elif way == room:
                blockers.append(row)
        return room, blockers

    def _gap(self, variable: int, *, up: bool) -> Number:
        """Return how far a variable is from its upper or lower bound, negative when beyond."""
        if up:
            return self.high[variable] - self.value[variable]
        return self.value[variable] - self.low[variable]

    def _shift(self, variable: int, move: Number) -> None:
        """Move a free variable and all basic ones that depend on it."""
        value = self.value
        value[variable] = _plain(value[variable] + move)
        for row in self.columns[variable]:
            value[row] = _plain(value[row] + self.rows[row][variable] * move)

    def _pivot(self, leaving: int, entering: int) -> None:
        """Swap a basic and a free variable."""
        rows, columns = self.rows, self.columns
        old = rows.pop(leaving)
        rate = old.pop(entering)
        for other in old:
            columns[other].discard(leaving)
        new = {other: _quotient(-factor, rate) for other, factor in old.items()}
        if not self.fixed[leaving]:
            new[leaving] = _quotient(1, rate)
        column = columns[entering]
        column.discard(leaving)
        columns[entering] = set()
        self.budget.left -= len(new) * (len(column) + 1)
        items = list(new.items())
        for number in column:
            row = rows[number]
            factor = row.pop(entering)
            for other, share in items:
                entry = row.get(other, 0) + factor * share
                if entry:
                    row[other] = entry if isinstance(entry, int) else _plain(entry)
                    columns[other].add(number)
                else:
                    del row[other]
                    columns[other].discard(number)
        rows[entering] = new
        for other in new:
            columns[other].add(entering)
        if self.budget.left < 0:
            raise _SpentError

    def _repair(self) -> bool:
        """Bring all basic variables into their bounds; False if that is impossible."""
        value, low, high = self.value, self.low, self.high
        turn = 0
        while True:
            outside = [row for row in self.rows if not low[row] <= value[row] <= high[row]]
            if not outside:
                return True
            turn += 1
            if turn > _PATIENCE:
                leaving = min(outside)
            else:
                leaving = min(outside, key=lambda number: (len(self.rows[number]), number))
            target = low[leaving] if value[leaving] < low[leaving] else high[leaving]
            gap = target - value[leaving]
            fitting = [
                other
                for other, rate in self.rows[leaving].items()
                if (value[other] < high[other] if (rate > 0) == (gap > 0) else value[other] > low[other])
            ]
            if not fitting:
                if self.giving_way and self._give_way(leaving):
                    continue
                return False
            if turn > _PATIENCE:
                entering = min(fitting)
            else:
                entering = min(fitting, key=lambda other: self._expense(leaving, other))
            self._shift(entering, _quotient(gap, self.rows[leaving][entering]))
            self._pivot(leaving, entering)

    def _give_way(self, stuck: int) -> bool:
        """Widen the bounds of the least important margin that keeps a variable from its bounds."""
        margins = [number for number in [stuck, *self.rows[stuck]] if number >= self.atoms]
        if not margins:
            return False
        number = min(margins, key=lambda number: (self.importance[number - self.atoms], number))
        upwards = self.value[stuck] > self.high[stuck]
        if number != stuck:
            # The stuck variable must go back, so this one has to go further in the direction that does it.
            upwards = (self.rows[stuck][number] < 0) == upwards
        if upwards:
            self.high[number] += self.step
        else:
            self.low[number] -= self.step
        return True

    def _expense(self, leaving: int, entering: int) -> tuple[bool, int, int]:
        """Rank a swap: those that break nothing and change few rows first."""
        return abs(self.rows[leaving][entering]) != 1, len(self.columns[entering]), entering

    def _most_broken(self) -> int | None:
        """Return the atom nearest to a half, None if all are whole."""
        nearest: int | None = None
        least: Number = self.step
        for atom, value in enumerate(self.value[: self.atoms]):
            distance = 2 * (value % self.step) - self.step
            distance = distance if distance > 0 else -distance
            if distance < least:
                nearest, least = atom, distance
        return nearest

    def branch(self) -> bool:
        """Bound broken atoms one after the other, with return; False when every way was tried in vain."""
        low, high = self.low, self.high
        # Each choice: the atom, its bounds before, and the floor as long as the other way is left.
        trail: list[tuple[int, int, int, int | None]] = []
        if not self._repair():
            return False
        while (atom := self._most_broken()) is not None:
            floor = int(self.value[atom] // self.step) * self.step
            trail.append((atom, low[atom], high[atom], floor))
            if 2 * (self.value[atom] - floor) >= self.step:
                low[atom] = floor + self.step
            else:
                high[atom] = floor
            while not self._repair():
                while trail and trail[-1][3] is None:
                    atom, low[atom], high[atom], _ = trail.pop()
                if not trail:
                    return False
                atom, before, above, floor_left = trail.pop()
                assert floor_left is not None
                went_up = low[atom] > before
                low[atom], high[atom] = (before, floor_left) if went_up else (floor_left + self.step, above)
                trail.append((atom, before, above, None))
                self._pull_inside(atom)
        return True

    def _pull_inside(self, atom: int) -> None:
        """Move an atom that is free into its new bounds."""
        if atom not in self.rows:
            inside = min(max(self.value[atom], self.low[atom]), self.high[atom])
            if inside != self.value[atom]:
                self._shift(atom, inside - self.value[atom])
