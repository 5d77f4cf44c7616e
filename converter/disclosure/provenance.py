"""Where a published figure comes from: the input cells that it is the sum of."""

from __future__ import annotations

from collections.abc import Iterable

from converter.disclosure.model import Disclosure
from converter.ledger.model import UnitLedger
from converter.reading.model import CellRef


def provenance(
    disclosure: Disclosure, ledger: UnitLedger, table: str, row: str, column: str
) -> list[CellRef]:
    """Return the input cells whose sum is the figure of ``table`` at ``row`` and ``column``.

    An input cell counts if every ledger line that it holds is part of the figure: a cell that is only
    partly in it (a summary of more than the figure) explains nothing. Lines that several views show (a
    summary beside the detail, summaries that were joined) are explained by one view, the one that
    explains the most lines and, among equals, has the most cells. [] when the figure is blank or no
    input cell lies wholly in it.
    """
    found = disclosure.tables.get(table)
    numbers: set[int] = set()
    for published in found.rows if found else ():
        cell = published.cells.get(column) if published.key == row else None
        if cell is not None:
            numbers.update(cell.lines)
            break
    return cells_of_lines(ledger, numbers)


def cells_of_lines(ledger: UnitLedger, numbers: Iterable[int]) -> list[CellRef]:
    """Return the input cells that hold exactly these ledger lines (see ``provenance``)."""
    inside = {number for number in numbers if number < len(ledger.lines)}
    views: dict[str, dict[CellRef, None]] = {}
    for number in sorted(inside):
        for view, refs in ledger.lines[number].refs.items():
            views.setdefault(view, {}).update(dict.fromkeys(refs))
    holders: dict[tuple[str, CellRef], set[int]] = {
        (view, ref): set() for view, refs in views.items() for ref in refs
    }
    for number, line in enumerate(ledger.lines):
        for view in views:
            for ref in line.refs.get(view, ()):
                if (view, ref) in holders:
                    holders[view, ref].add(number)
    exact = {place: held for place, held in holders.items() if held <= inside}

    def worth(view: str, left: set[int]) -> tuple[int, int]:
        """How many lines a view still explains, and with how many cells."""
        useful = [held for (of, _), held in exact.items() if of == view and held <= left]
        return (len(set().union(*useful)), len(useful))

    result: list[CellRef] = []
    left = set(inside)
    waiting = list(views)
    while left and waiting:
        best = max(waiting, key=lambda view: worth(view, left))
        waiting.remove(best)
        available = left.copy()
        for (view, ref), held in exact.items():
            if view == best and held <= available:
                result.append(ref)
                left -= held
    return result
