"""Shares amounts of one side among amounts of the other side along given links, exactly and in order.

This is a transport problem in whole 分: every supply is split over the demands that it may belong to. Some
supplies and demands must be used up whole as far as that is possible at all, the others may be left over.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Sequence

Flow = dict[tuple[int, int], int]


def transport(
    supplies: Sequence[int],
    demands: Sequence[int],
    links: Sequence[Sequence[int]],
    must_give: Sequence[bool],
    must_take: Sequence[bool],
) -> Flow:
    """Return how much of supply i goes to demand j, all amounts positive.

    ``links[i]`` are the demands that supply i may go to, in order of preference. Equal amounts are paired
    first, then everything is filled in order; last, what must be used and is not yet, is made room for.
    """
    problem = _Transport(supplies, demands, links)
    problem.pair_equal()
    problem.fill(must_give)
    for index, must in enumerate(must_give):
        while must and problem.left[index] > 0 and problem.push(index, must_give):
            pass
    for index, must in enumerate(must_take):
        while must and problem.open[index] > 0 and problem.pull(index, must_take):
            pass
    return {pair: amount for pair, amount in problem.flow.items() if amount}


class _Transport:
    def __init__(
        self, supplies: Sequence[int], demands: Sequence[int], links: Sequence[Sequence[int]]
    ) -> None:
        self.left = list(supplies)
        self.open = list(demands)
        self.links = links
        self.givers: list[list[int]] = [[] for _ in demands]
        for giver, takers in enumerate(links):
            for taker in takers:
                self.givers[taker].append(giver)
        self.flow: Flow = {}

    def _move(self, giver: int, taker: int, amount: int) -> None:
        self.flow[giver, taker] = self.flow.get((giver, taker), 0) + amount

    def pair_equal(self) -> None:
        """Pair supplies with demands of the same amount."""
        for giver, takers in enumerate(self.links):
            for taker in takers:
                if self.left[giver] and self.left[giver] == self.open[taker]:
                    self._move(giver, taker, self.left[giver])
                    self.left[giver] = self.open[taker] = 0

    def fill(self, must_give: Sequence[bool]) -> None:
        """Fill demands in order, first from what must be used up."""
        order = sorted(range(len(self.left)), key=lambda giver: not must_give[giver])
        for giver in order:
            for taker in self.links[giver]:
                amount = min(self.left[giver], self.open[taker])
                if amount > 0:
                    self._move(giver, taker, amount)
                    self.left[giver] -= amount
                    self.open[taker] -= amount

    def push(self, start: int, must_give: Sequence[bool]) -> bool:
        """Make room for what is left of supply ``start``; return whether anything could be moved.

        Either some demand is still open at the end of a chain of exchanges, or the chain ends at a
        supply that may be left over.
        """
        came: dict[tuple[str, int], int] = {("give", start): -1}
        queue = deque([("give", start)])
        weak: tuple[int, int] | None = None
        while queue:
            side, node = queue.popleft()
            if side == "give":
                for taker in self.links[node]:
                    if ("take", taker) in came:
                        continue
                    came["take", taker] = node
                    if self.open[taker] > 0:
                        self._shift_pushed(start, taker, came, None)
                        return True
                    queue.append(("take", taker))
            else:
                for giver in self.givers[node]:
                    if self.flow.get((giver, node), 0) <= 0 or ("give", giver) in came:
                        continue
                    came["give", giver] = node
                    if not must_give[giver] and weak is None:
                        weak = (giver, node)
                    queue.append(("give", giver))
        if weak is None:
            return False
        self._shift_pushed(start, weak[1], came, weak[0])
        return True

    def _shift_pushed(
        self, start: int, end: int, came: dict[tuple[str, int], int], replaced: int | None
    ) -> None:
        path: list[tuple[int, int]] = []
        taker = end
        while True:
            giver = came["take", taker]
            path.append((giver, taker))
            if giver == start:
                break
            taker = came["give", giver]
        path.reverse()
        amount = self.left[start]
        for (_, taker), (giver, _) in itertools.pairwise(path):
            amount = min(amount, self.flow[giver, taker])
        if replaced is None:
            amount = min(amount, self.open[end])
            self.open[end] -= amount
        else:
            amount = min(amount, self.flow[replaced, end])
            self._move(replaced, end, -amount)
            self.left[replaced] += amount
        self.left[start] -= amount
        for place, (giver, taker) in enumerate(path):
            self._move(giver, taker, amount)
            if place + 1 < len(path):
                self._move(path[place + 1][0], taker, -amount)

    def pull(self, start: int, must_take: Sequence[bool]) -> bool:
        """Find amounts for what is still open of demand ``start``; return whether any could be moved."""
        came: dict[tuple[str, int], int] = {("take", start): -1}
        queue = deque([("take", start)])
        weak: tuple[int, int] | None = None
        while queue:
            side, node = queue.popleft()
            if side == "take":
                for giver in self.givers[node]:
                    if ("give", giver) in came:
                        continue
                    came["give", giver] = node
                    if self.left[giver] > 0:
                        self._shift_pulled(start, giver, came, None)
                        return True
                    queue.append(("give", giver))
            else:
                for taker in self.links[node]:
                    if self.flow.get((node, taker), 0) <= 0 or ("take", taker) in came:
                        continue
                    came["take", taker] = node
                    if not must_take[taker] and weak is None:
                        weak = (node, taker)
                    queue.append(("take", taker))
        if weak is None:
            return False
        self._shift_pulled(start, weak[0], came, weak[1])
        return True

    def _shift_pulled(
        self, start: int, end: int, came: dict[tuple[str, int], int], robbed: int | None
    ) -> None:
        path: list[tuple[int, int]] = []
        giver = end
        while True:
            taker = came["give", giver]
            path.append((giver, taker))
            if taker == start:
                break
            giver = came["take", taker]
        path.reverse()
        amount = self.open[start]
        for (giver, _), (_, taker) in itertools.pairwise(path):
            amount = min(amount, self.flow[giver, taker])
        if robbed is None:
            amount = min(amount, self.left[end])
            self.left[end] -= amount
        else:
            amount = min(amount, self.flow[end, robbed])
            self._move(end, robbed, -amount)
            self.open[robbed] += amount
        self.open[start] -= amount
        for place, (giver, taker) in enumerate(path):
            self._move(giver, taker, amount)
            if place + 1 < len(path):
                self._move(giver, path[place + 1][1], -amount)
