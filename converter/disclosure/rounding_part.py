"""A part of a controlled rounding problem, as the searches take it: atoms, margins and their bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

# Atoms that no figure publishes alone may go this many steps beyond their floor or ceiling.
FREEDOM = 1


class Bound(NamedTuple):
    """A margin: the atoms that it sums, the bounds of the sum in steps, and its importance."""

    members: Sequence[int]
    low: int
    high: int
    importance: int


@dataclass(slots=True)
class Part:
    """Atoms with their fractions (分 beyond the floor, with bounds in steps) and the margins over them.

    An atom may stand for several that no margin tells apart; ``labels`` lists them.
    """

    step: int
    fractions: list[int] = field(default_factory=list)
    labels: list[list[int]] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    margins: list[Bound] = field(default_factory=list)

    def add_atom(self, fraction: int, label: list[int]) -> int:
        """Add an atom and return its number."""
        self.fractions.append(fraction)
        self.labels.append(label)
        self.low.append(fraction // self.step - FREEDOM)
        self.high.append(-(-fraction // self.step) + FREEDOM)
        return len(self.fractions) - 1

    def add_margin(self, bound: Bound) -> None:
        """Add a margin; one over a single atom bounds that atom."""
        if len(bound.members) == 1:
            self.low[bound.members[0]], self.high[bound.members[0]] = bound.low, bound.high
        else:
            self.margins.append(bound)

    def off(self, steps: Sequence[int]) -> dict[int, int]:
        """Return by number the sums of the margins that are out of their bounds."""
        sums = {
            number: sum([steps[atom] for atom in bound.members]) for number, bound in enumerate(self.margins)
        }
        return {
            number: total
            for number, total in sums.items()
            if not self.margins[number].low <= total <= self.margins[number].high
        }

    def damage(self, steps: Sequence[int]) -> int:
        """Return the importance of the margins that are off, times the steps that they are off."""
        damage = 0
        for number, total in self.off(steps).items():
            _, low, high, importance = self.margins[number]
            damage += importance * max(low - total, total - high)
        return damage

    def relaxed(self, sums: dict[int, int]) -> Part:
        """Return this part with the bounds of some margins widened to the given sums."""
        margins = list(self.margins)
        for number, total in sums.items():
            members, low, high, importance = margins[number]
            margins[number] = Bound(members, min(low, total), max(high, total), importance)
        return Part(self.step, self.fractions, self.labels, self.low, self.high, margins)
