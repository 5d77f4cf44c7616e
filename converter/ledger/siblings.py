"""Sheets named after a fund beside sheets of its transfers from above: what the shorter name means.

一般公共预算支出明细 beside 上级一般公共预算转移支付支出明细 holds the local part only, unless everything
in the second sheet is found in the first: then the first is the total and the second a part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from converter.ledger.facts import FactSet, key_of


def tell_siblings(sets: Sequence[FactSet], leaf: Callable[[str], str]) -> None:
    """Take the coarse source of whole tables for its default child where another table has a sibling."""
    fixed: dict[str, list[FactSet]] = {}
    for facts in sets:
        sources = {source for _, source in facts.hard.regions}
        if len(sources) == 1 and facts.lines:
            fixed.setdefault(sources.pop(), []).append(facts)
    for coarse, own in fixed.items():
        default = leaf(coarse) if coarse else coarse
        if default == coarse or default in fixed:
            continue
        siblings = [
            facts
            for source, others in fixed.items()
            if source != coarse and source.startswith(coarse + ".")
            for facts in others
        ]
        if not siblings:
            continue
        for facts in own:
            if not all(_inside(sibling, facts) for sibling in siblings):
                _rename(facts, coarse, default)


def _inside(part: FactSet, whole: FactSet) -> bool:
    """Return whether every line of the part stands in the whole too, with the same amount."""
    lines = Counter((key_of(line)._replace(source=""), line.amount) for line in whole.lines)
    needed = Counter((key_of(line)._replace(source=""), line.amount) for line in part.lines)
    return not needed - lines


def _rename(facts: FactSet, coarse: str, default: str) -> None:
    for line in facts.lines:
        if line.source == coarse:
            line.source = default
    for scope in (facts.hard, facts.soft):
        scope.regions = {(kind, default if source == coarse else source) for kind, source in scope.regions}
