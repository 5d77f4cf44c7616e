"""What stands above codes and paths, and how several totals of the same dimensions share the rows below."""

from __future__ import annotations

from bisect import bisect_left


def code_parents(code: str) -> list[str]:
    """Return the codes above a code, "" first."""
    return [code[:length] for length in (0, 3, 5, 7) if length < len(code)]


def path_parents(path: str) -> list[str]:
    """Return the paths above a dotted path, "" first."""
    parts = path.split(".")
    return ["", *(".".join(parts[:n]) for n in range(1, len(parts)))] if path else []


def segments(own: list[int], finer: list[int]) -> list[tuple[int, list[int]]]:
    """Share out finer rows among several total rows of the same dimensions, by their places.

    Totals above their rows take what follows up to the next one, totals below what stands before.
    """
    if len(own) == 1:
        return [(own[0], finer)]
    above = finer[0] > own[0]
    shared = []
    for place, index in enumerate(own):
        if above:
            end = own[place + 1] if place + 1 < len(own) else finer[-1] + 1
            part = finer[bisect_left(finer, index) : bisect_left(finer, end)]
        else:
            start = own[place - 1] if place else -1
            part = finer[bisect_left(finer, start) : bisect_left(finer, index)]
        if part:
            shared.append((index, part))
    return shared
