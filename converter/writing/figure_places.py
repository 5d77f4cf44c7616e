"""Where every figure of a table stands on its sheet: the way back from a cell to its row and column."""

from __future__ import annotations

from typing import NamedTuple

from converter.disclosure.model import Table
from converter.writing.adding_up import arrange
from converter.writing.layout import TableLayout


class Figure(NamedTuple):
    """A figure of a table by the keys of the model: row key, column label, index of its section."""

    row: str
    column: str
    section: int


def figure_places(table: Table, layout: TableLayout) -> dict[tuple[int, int], Figure]:
    """Return the figure at each zero-based (row, column) of the sheet that ``table_sheet`` makes."""
    sections = [
        arrange(section, [row for row in table.rows if row.section == number])
        for number, section in enumerate(layout.sections)
    ]
    lines = max((len(section.body) for section in sections), default=0) or layout.spec.blank_rows
    found: dict[tuple[int, int], Figure] = {}
    for number, (section, rows) in enumerate(zip(layout.sections, sections, strict=True)):
        placed = [(layout.first_body_row + line, row) for line, row in enumerate(rows.body)]
        if rows.total is not None:
            placed.append((layout.first_body_row + lines, rows.total))
        for line, row in placed:
            for name, place in zip(section.amounts, section.places, strict=True):
                found[line, place] = Figure(row.key, name, number)
    return found
