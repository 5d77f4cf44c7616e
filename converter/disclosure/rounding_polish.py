"""The last touch of controlled rounding: fewer figures that differ from their own half-up rounding.

Every figure is within a step already; but a clerk who rounds it by hand (四舍五入) wonders at one that was
rounded the other way, and each of them is listed in the report. So atoms are moved, alone or one up and
another down, as long as that brings more published figures to their half-up rounding than it takes away
and no figure leaves its bounds.
"""

from __future__ import annotations

from converter.disclosure.rounding_part import Part

_ROUNDS = 4


def polish(part: Part, steps: list[int]) -> list[int]:
    """Return ``steps`` with exchanges made that let more margins have their half-up rounding.

    Margins within their bounds stay there; those that are off do not get worse.
    """
    polisher = _Polisher(part, steps)
    for _ in range(_ROUNDS):
        if not polisher.exchange():
            break
    return polisher.steps


class _Polisher:
    """Sets of margins are bit masks: whether an exchange keeps all bounds is then told at once."""

    def __init__(self, part: Part, steps: list[int]) -> None:
        self.part = part
        self.steps = list(steps)
        self.masks = [0] * len(steps)
        # What a step up of each atom brings; the figures' roundings are a straight sum of it.
        self.gains = [0] * len(steps)
        self.over: list[int] = []
        for number, (members, low, high, importance) in enumerate(part.margins):
            bit = 1 << number
            for atom in members:
                self.masks[atom] |= bit
            self.over.append(sum([self.steps[atom] for atom in members]) - low)
            if low != high:
                fraction = sum([part.fractions[atom] for atom in members]) - low * part.step
                gain = importance if 2 * fraction >= part.step else -importance
                for atom in members:
                    self.gains[atom] += gain
        self.of_atom: list[list[int]] = [[] for _ in steps]
        for number, bound in enumerate(part.margins):
            for atom in bound.members:
                self.of_atom[atom].append(number)
        self.full = self.empty = 0  # margins that cannot take a step up, down
        for number in range(len(part.margins)):
            self._mark(number)

    def _mark(self, number: int) -> None:
        bound, bit = self.part.margins[number], 1 << number
        self.full = self.full | bit if self.over[number] >= bound.high - bound.low else self.full & ~bit
        self.empty = self.empty | bit if self.over[number] <= 0 else self.empty & ~bit

    def _move(self, atom: int, sign: int) -> None:
        self.steps[atom] += sign
        for number in self.of_atom[atom]:
            self.over[number] += sign
            self._mark(number)

    def exchange(self) -> bool:
        """Try every atom once, those with most to gain first; return whether anything was moved."""
        moved = False
        for atom in sorted(range(len(self.steps)), key=lambda atom: (-abs(self.gains[atom]), atom)):
            sign = 1 if self.gains[atom] > 0 else -1
            if self.gains[atom] and self._can(atom, sign):
                partner = self._partner(atom, sign)
                if partner is not None:
                    moved = True
                    self._move(atom, sign)
                    if partner >= 0:
                        self._move(partner, -sign)
        return moved

    def _can(self, atom: int, sign: int) -> bool:
        """Whether the atom's own bounds allow a step."""
        if sign > 0:
            return self.steps[atom] < self.part.high[atom]
        return self.steps[atom] > self.part.low[atom]

    def _partner(self, atom: int, sign: int) -> int | None:
        """Return the atom to move the other way with most to gain, -1 if none is needed, None if none fits."""
        stuck, stuck_back = (self.full, self.empty) if sign > 0 else (self.empty, self.full)
        mask = self.masks[atom]
        blocked = mask & stuck
        if not blocked:
            return -1
        least = min(
            (number for number in self.of_atom[atom] if blocked >> number & 1),
            key=lambda number: len(self.part.margins[number].members),
        )
        best, best_gain = None, 0
        for other in self.part.margins[least].members:
            gain = (self.gains[atom] - self.gains[other]) * sign
            if gain <= best_gain or blocked & ~self.masks[other]:
                continue
            if self.masks[other] & stuck_back & ~mask or not self._can(other, -sign):
                continue
            best, best_gain = other, gain
        return best
