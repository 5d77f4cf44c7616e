"""Basic spending whose economic codes say 人员 or 公用 where a summary parts the two and agrees with them.

A summary (人员经费 | 公用经费) beside detail without such a column could be shared out over the lines in many
ways. The way that the economic codes tell is taken if, and only if, its sums are those of the summary.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from converter.ledger.facts import Coverage, FactSet
from converter.ledger.hierarchy import SourceTree, contains_path
from converter.ledger.join_model import State
from converter.ledger.model import BASIC, BudgetLine

Staffing = Callable[[str], str | None]
_NONE, _ALL = 0, 2


class _Part(NamedTuple):
    """Where sums must agree: as far as the summary tells functions and sources apart."""

    function: str
    source: str
    kind: str


def take_staffing(state: State, facts: FactSet, tree: SourceTree, staffing: Staffing) -> None:
    """Refine the lines of basic spending in place as their economic codes say, where ``facts`` agrees."""
    told = [fact for fact in facts.lines if fact.kind != BASIC and contains_path(BASIC, fact.kind)]
    if not told or any(fact.economic for fact in told):
        return
    covered = Coverage(facts.soft, tree)
    found: list[tuple[BudgetLine, str]] = []
    for line in state.lines:
        if not contains_path(BASIC, line.kind) or not line.kind:
            continue
        answer = covered.of(line.kind, line.source, line.economic)
        kind = line.kind if line.kind != BASIC else staffing(line.economic) or ""
        if answer == _NONE:
            continue
        if answer != _ALL or not kind:
            return
        found.append((line, kind))
    if not any(line.kind == BASIC for line, _ in found):
        return
    sums: dict[_Part, list[int]] = {}
    for fact in told:
        entry = sums.setdefault(_Part(fact.function, fact.source, fact.kind), [0, 0])
        entry[0] += fact.amount
        entry[1] += 1
    for line, kind in found:
        parts = [
            part
            for part in sums
            if part.kind == kind
            and line.function.startswith(part.function)
            and tree.meet(part.source, line.source) is not None
        ]
        if len(parts) != 1:
            return
        sums[parts[0]][0] -= line.amount
        sums[parts[0]][1] += 1
    if all(abs(left) * 2 <= facts.precision * count for left, count in sums.values()):
        for line, kind in found:
            line.kind = kind
