"""Coarse and fine: how the values of a dimension contain each other.

Codes are prefixes of digits (``201`` contains ``2010301``), kinds and sources dotted paths, projects names;
"" contains everything. An origin whose fund is not known ("any.upper") contains the sources from above
of every fund of 财政拨款. ``31013|30913`` is an economic code that is either of several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

DIMENSIONS = ("function", "economic", "kind", "source", "project")

# The kinds of spending: what each one is made of.
KIND_CHILDREN = {"": ("basic", "project"), "basic": ("basic.personnel", "basic.public")}
LEAF_KINDS = ("basic.personnel", "basic.public", "project")
EITHER = "|"
_FISCAL = "current.fiscal"


class Key(NamedTuple):
    """The dimensions of a fact, in the order of ``DIMENSIONS``."""

    function: str = ""
    economic: str = ""
    kind: str = ""
    source: str = ""
    project: str = ""


def contains_code(coarse: str, fine: str) -> bool:
    """Return whether a code stands at or above another (of either of several: above all of them)."""
    if EITHER not in coarse and EITHER not in fine:
        return fine.startswith(coarse)
    above = tuple(coarse.split(EITHER))
    return all(code.startswith(above) for code in fine.split(EITHER))


def contains_path(coarse: str, fine: str) -> bool:
    """Return whether a dotted path stands at or above another."""
    return not coarse or coarse == fine or fine.startswith(coarse + ".")


def meet_codes(one: str, other: str) -> str | None:
    """Return the finer of two codes of which one contains the other; None when they differ.

    Of a code that is either of several the first that fits is taken.
    """
    if EITHER in one or EITHER in other:
        for left in one.split(EITHER):
            for right in other.split(EITHER):
                met = meet_codes(left, right)
                if met is not None:
                    return met
        return None
    if one.startswith(other):
        return one
    return other if other.startswith(one) else None


def meet_paths(one: str, other: str) -> str | None:
    """Return the finer of two dotted paths of which one contains the other; None when they differ."""
    if contains_path(other, one):
        return one
    return other if contains_path(one, other) else None


def meet_names(one: str, other: str) -> str | None:
    """Return the name that two say together ("" says nothing); None when they differ."""
    if not other or one == other:
        return one
    return other if not one else None


class SourceTree:
    """The tree of sources: what contains what, and the leaves below a node. Answers are remembered.

    ``merge`` (of the vocabulary) joins half a source, an origin without fund, with a fund.
    """

    def __init__(self, ids: Iterable[str], merge: Callable[[str, str], str | None]) -> None:
        self.ids = list(ids)
        self._merge = merge
        self._met: dict[tuple[str, str], str | None] = {}
        self._leaves: dict[str, tuple[str, ...]] = {}

    def meet(self, one: str, other: str) -> str | None:
        """Return the source that two say together ("" says nothing); None when they differ."""
        pair = (one, other)
        if pair not in self._met:
            met = meet_paths(one, other)
            if met is None and (one.startswith("any.") or other.startswith("any.")):
                met = self._merge(one, other)
                # Beside columns of 单位资金 and 结转, 本级 and 上级 speak of this year's appropriations.
                if met is not None and not met.startswith(("any.", _FISCAL)):
                    met = None
            self._met[pair] = met
        return self._met[pair]

    def contains(self, coarse: str, fine: str) -> bool:
        """Return whether a source stands at or above another."""
        return self.meet(coarse, fine) == fine

    def leaves(self, source: str) -> tuple[str, ...]:
        """Return the finest sources below ``source``, or itself where nothing finer is known."""
        if source not in self._leaves:
            below = [i for i in self.ids if self.contains(source, i) and not self.finer(i)]
            self._leaves[source] = tuple(below) or (source,)
        return self._leaves[source]

    def finer(self, source: str) -> bool:
        """Return whether a finer source than ``source`` is known."""
        return any(i.startswith(source + ".") for i in self.ids)


def leaf_kinds(kind: str) -> tuple[str, ...]:
    """Return the finest kinds below ``kind``."""
    return tuple(leaf for leaf in LEAF_KINDS if contains_path(kind, leaf)) or (kind,)


def meet_keys(one: Key, other: Key, sources: SourceTree) -> Key | None:
    """Return the dimensions that two facts say together; None when they contradict in any."""
    function = meet_codes(one.function, other.function)
    if function is None:
        return None
    kind = meet_paths(one.kind, other.kind)
    if kind is None:
        return None
    project = meet_names(one.project, other.project)
    if project is None:
        return None
    economic = meet_codes(one.economic, other.economic)
    source = sources.meet(one.source, other.source)
    if economic is None or source is None:
        return None
    return Key(function, economic, kind, source, project)


def contains_key(coarse: Key, fine: Key, sources: SourceTree) -> bool:
    """Return whether ``coarse`` stands at or above ``fine`` in every dimension."""
    return (
        contains_code(coarse.function, fine.function)
        and contains_code(coarse.economic, fine.economic)
        and contains_path(coarse.kind, fine.kind)
        and (not coarse.project or coarse.project == fine.project)
        and sources.contains(coarse.source, fine.source)
    )
