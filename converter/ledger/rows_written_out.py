"""Whether a column repeats its value in every row, so that a blank cell means something else than “as above”."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from converter.ledger.row_table import RowTable


class WrittenOut:
    """Tells it of the dimensions of a table; an answer once given stays, whatever is filled in later."""

    def __init__(self, table: RowTable) -> None:
        self._table = table
        self._known: dict[str, bool] = {}

    def __call__(self, axis: str) -> bool:
        """Return whether a column repeats its value in every row, so that a blank cell was forgotten.

        It is if more neighbouring lines repeat the value than leave it blank.
        """
        known = self._known.get(axis)
        if known is None:
            table = self._table
            values: list[object] = list(getattr(table, axis, ()))
            lines = table.economic if "economic" in table.axes else values
            repeated = blank = 0
            if "economic" not in table.axes:  # codes of both lists in one column: its blanks are the others'
                blank = sum(not value for at, value in enumerate(values) if at not in table.unused)
            for index in range(1, len(values)):
                if (
                    index in table.unused
                    or index - 1 in table.unused
                    or not (lines[index] and lines[index - 1])
                ):
                    continue
                if not values[index]:
                    blank += 1
                elif values[index] == values[index - 1] and index not in table.own:
                    repeated += 1
            known = self._known[axis] = repeated > blank
        return known
