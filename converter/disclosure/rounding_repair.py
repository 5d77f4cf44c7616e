"""The quick search behind controlled rounding: a first allocation, repaired by exchanges.

A first allocation diffuses the error: atom by atom the floor or the ceiling is taken that leaves the
margins' deviations smallest. What is then out of bounds is repaired by chains of exchanges: a margin
that is off moves the atom by which the fewest other margins go off, those are next. Margins that stay off
gain weight and a moved atom rests for a while, so that the search leaves dead ends. It is deterministic:
its choices among equals come from a generator with a fixed seed.
"""

from __future__ import annotations

import random

from converter.disclosure.rounding_part import Part

_SEED = 20230101


def repair(part: Part, limit: int) -> list[int]:
    """Return the steps of each atom beyond its floor: a rounding, or the best one within ``limit`` moves."""
    state = _State(part)
    state.allocate()
    state.repair(limit)
    return state.best


class _State:
    """An allocation under repair, with what a step up or down of each margin would cost."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.members = [margin[0] for margin in part.margins]
        self.width = [high - low for _, low, high, _ in part.margins]
        self.importance = [margin[3] for margin in part.margins]
        self.of_atom: list[list[int]] = [[] for _ in part.fractions]
        for number, members in enumerate(self.members):
            for atom in members:
                self.of_atom[atom].append(number)
        self.steps = [0] * len(part.fractions)
        self.best = self.steps
        self.over = [0] * len(self.members)  # steps above the lower bound
        self.weight = [1] * len(self.members)
        self.cost_up = [0] * len(self.members)
        self.cost_down = [0] * len(self.members)
        self.off: dict[int, None] = {}

    def allocate(self) -> None:
        """Take for each atom in turn the floor or ceiling that keeps the squared deviations smallest."""
        part, step = self.part, self.part.step
        deviation = [0] * len(self.members)
        for atom, fraction in enumerate(part.fractions):
            numbers = self.of_atom[atom]
            pull = 2 * sum([deviation[number] for number in numbers])
            floor, ceiling = fraction // step, -(-fraction // step)
            low, high = part.low[atom], part.high[atom]
            choices = sorted({min(max(floor, low), high), min(max(ceiling, low), high)})
            errors = [choice * step - fraction for choice in choices]
            costs = [error * (pull + (len(numbers) + 1) * error) for error in errors]
            chosen = costs.index(min(costs))
            self.steps[atom] = choices[chosen]
            for number in numbers:
                deviation[number] += errors[chosen]
        for number, (members, low, _, _) in enumerate(part.margins):
            self.over[number] = sum([self.steps[atom] for atom in members]) - low
            self._price(number)
        self.best = list(self.steps)

    def _price(self, number: int) -> None:
        """Set what a step up or down of a margin costs, and whether it is off."""
        over, width, weight = self.over[number], self.width[number], self.weight[number]
        if over < 0:
            self.cost_up[number], self.cost_down[number] = -weight, weight
        elif over > width:
            self.cost_up[number], self.cost_down[number] = weight, -weight
        else:
            self.cost_up[number] = weight if over == width else 0
            self.cost_down[number] = weight if over == 0 else 0
            self.off.pop(number, None)
            return
        self.off[number] = None

    def repair(self, limit: int) -> None:
        """Move atoms until no margin is off, at most ``limit`` times; ``best`` holds the best allocation."""
        part, step = self.part, self.part.step
        steps, of_atom, over = self.steps, self.of_atom, self.over
        rng = random.Random(_SEED)
        rests_until = [0] * len(steps)
        lowest = self._damage()
        for turn in range(1, limit + 1):
            if not self.off:
                break
            numbers = list(self.off)
            number = numbers[rng.randrange(len(numbers))]
            sign = 1 if over[number] < 0 else -1
            costs = self.cost_up if sign > 0 else self.cost_down
            bound = part.high if sign > 0 else part.low
            chosen, least = -1, (0, 0.0)
            for atom in self.members[number]:
                if rests_until[atom] > turn or steps[atom] == bound[atom]:
                    continue
                cost = sum([costs[other] for other in of_atom[atom]])
                if chosen >= 0 and cost > least[0]:
                    continue
                rank = (cost, sign * (steps[atom] * step - part.fractions[atom]) + rng.random() * step / 3)
                if chosen < 0 or rank < least:
                    chosen, least = atom, rank
            if chosen < 0:
                continue
            if least[0] >= 0:
                for other in numbers:
                    self.weight[other] += 1
                    self._price(other)
            steps[chosen] += sign
            rests_until[chosen] = turn + 3 + rng.randrange(8)
            for other in of_atom[chosen]:
                over[other] += sign
                self._price(other)
            damage = self._damage()
            if damage < lowest:
                lowest, self.best = damage, list(steps)

    def _damage(self) -> int:
        """The importance of the margins that are off, by how many steps they are."""
        damage = 0
        for number in self.off:
            over = self.over[number]
            damage += self.importance[number] * (-over if over < 0 else over - self.width[number])
        return damage
