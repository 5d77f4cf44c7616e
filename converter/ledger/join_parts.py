"""Small steps of joining: connected parts, common dimensions, portions, what is left of a kind."""

from __future__ import annotations

from collections.abc import Sequence

from converter.ledger.hierarchy import Key, contains_path, leaf_kinds
from converter.ledger.matching import Cell
from converter.ledger.model import BudgetLine


def portion(available: int, wanted: int) -> int:
    """Return how much of ``available`` goes to ``wanted``; a negative amount goes whole."""
    if (available >= 0) == (wanted >= 0):
        return min(available, wanted, key=abs)
    return available if available < 0 else wanted


def take_over(line: BudgetLine, cell: Cell) -> None:
    """Take over what a cell knows beside the dimensions, if all its facts say the same."""
    first = cell.facts[0]
    if not line.project_code and first.project_code and line.project:
        line.project_code = first.project_code
    if line.procurement is None and first.procurement is not None and len(cell.facts) == 1:
        line.procurement = first.procurement


def without_kinds(kind: str, inside: set[str]) -> str:
    """Return the kind of what is left of ``kind`` when the kinds ``inside`` are accounted for."""
    left = [leaf for leaf in leaf_kinds(kind) if leaf not in inside]
    if len(left) == 1:
        return left[0]
    if left and all(contains_path("basic", leaf) for leaf in left):
        return "basic"
    return kind


def common_key(keys: Sequence[Key]) -> Key:
    """Return what all dimensions have in common: shared beginnings of codes and paths, equal names."""
    found: list[str] = []
    for name, values in zip(Key._fields, zip(*keys, strict=True), strict=True):
        known = [value for value in dict.fromkeys(values) if value]
        if name in ("function", "economic"):
            found.append(_shared_code(known))
        elif name == "project":
            found.append(known[0] if len(known) == 1 else "")
        else:
            found.append(_shared_path(known))
    return Key(*found)


def _shared_code(codes: Sequence[str]) -> str:
    if not codes:
        return ""
    for length in (7, 5, 3):
        if len({code[:length] for code in codes}) == 1 and len(codes[0]) >= length:
            return codes[0][:length]
    return ""


def _shared_path(paths: Sequence[str]) -> str:
    if not paths:
        return ""
    parts = [path.split(".") for path in paths]
    shared: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return ".".join(shared)


def parts_of(
    members: Sequence[int], cells: Sequence[int], links: dict[int, list[int]]
) -> list[tuple[list[int], list[int]]]:
    """Return the connected parts, in order of their first member (cells without members last)."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}
    known = set(cells)

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for member in members:
        for cell in links[member]:
            if cell not in known:
                continue
            one, other = root(("m", member)), root(("c", cell))
            parent[other] = one
    found: dict[tuple[str, int], tuple[list[int], list[int]]] = {}
    for member in members:
        found.setdefault(root(("m", member)), ([], []))[0].append(member)
    for cell in cells:
        found.setdefault(root(("c", cell)), ([], []))[1].append(cell)
    return list(found.values())
