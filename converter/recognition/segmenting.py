"""Splits a sheet into tables: where headers stand, how far each body reaches, which lines stand above.

Only rows near headers are looked at closely. Within a body a row is passed over as soon as one of its
number columns holds a number, so that long sheets cost next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from converter.reading.model import CellValue
from converter.recognition.grid import Cells, Grid, is_number
from converter.recognition.headings import Heading, Headings
from converter.recognition.knowledge import Knowledge
from converter.recognition.lines import Line, Lines
from converter.recognition.mapping import RowKind
from converter.recognition.values import Values
from converter.recognition.words import normal

_LOOKED_AT_FOR_NUMBERS = 120
_ROWS_WITHOUT_HEADER = 3000
_SHORTEST_UNIT = 3
_NUMBER_START = frozenset("0123456789-.(（￥¥△▲")
# Labels whose value holds for the rows below.
_TELLING = frozenset(
    ("unit", "unit_code", "project", "project_code", "kind", "source", "function", "economic")
)
_PAGE_OF = re.compile(r"第?\d+页|共\d+页|\(续.*?\)|续表?\d*")


@dataclass(slots=True, eq=False, repr=False)
class Table:
    """One table as found: heading, body rows, the lines above it, rows that are none of its data."""

    heading: Heading
    first: int
    last: int
    above: list[Line] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    rows: dict[int, RowKind] = field(default_factory=dict)
    shared: bool = False
    number_columns: tuple[int, ...] = ()


class Segmenter:
    """Finds the tables of one sheet."""

    def __init__(self, grid: Grid, knowledge: Knowledge, values: Values) -> None:
        self._grid = grid
        self._lines = Lines(grid, knowledge, values)
        self._headings = Headings(grid, knowledge, self._lines)
        self._tables: list[Table] = []
        self.loose: list[Line] = []  # lines that belong to no table

    def split(self) -> list[Table]:
        """Return the tables from top to bottom; ``loose`` then holds the lines outside of them."""
        grid = self._grid
        above: list[int] = []
        row = 0
        seen_without = 0
        while row < grid.height and seen_without < _ROWS_WITHOUT_HEADER:
            if not grid.cells(row):
                row += 1
                continue
            heading = self._headings.at(row, above)
            if heading is None:
                above.append(row)
                row += 1
                seen_without += 1
                continue
            seen_without = 0
            above = [r for r in above if r < heading.rows[0]]
            above = self._read_table(heading, above)
            row = self._next
        self.loose.extend(self._lines.read(r) for r in above)
        self._drop_rivals()
        return self._tables

    def _drop_rivals(self) -> None:
        """Join a header without a body to the header directly below it: the same again, or its rival."""
        kept: list[Table] = []
        for table in self._tables:
            before = kept[-1] if kept else None
            if before is not None and before.last < before.first and not table.above and not before.shared:
                head, other = before.heading, table.heading
                if other.rows[0] == head.rows[-1] + 1 and set(other.paths) == set(head.paths):
                    if not self._headings.same(head, other):
                        other.rival_rows = (head.rows[-1], other.rows[0])
                    table.above = before.above
                    kept.pop()
            kept.append(table)
        self._tables = kept

    def _read_table(self, heading: Heading, above: list[int]) -> list[int]:
        """Read the body below a heading; return the rows that already belong above the next table."""
        first = heading.rows[-1] + 1
        table = Table(heading, first, first - 1, [self._lines.read(r) for r in above])
        table.number_columns = self._number_columns(heading, first)
        self._tables.append(table)
        row = first
        while row < self._grid.height:
            following = self._past_numeric(row, table.number_columns)
            if following > row:
                table.last = following - 1
                row = following
                continue
            cells = self._grid.cells(row)
            if not cells:
                row += 1
                continue
            if self._grid.has_number(row, heading.value_columns) and not self._parts(table, row, cells):
                table.last = row
                row += 1
                continue
            outcome = self._break(table, row, cells)
            if outcome is None:
                table.last = row
                row += 1
                continue
            pending, row, ends, table = outcome
            if ends:
                self._next = row
                return pending
        self._next = row
        return []

    def _break(self, table: Table, row: int, cells: Cells) -> tuple[list[int], int, bool, Table] | None:
        """Look closely at a row without numbers: None for a row of the body, else what follows.

        The result is (rows above the next table, next row, whether the table ends, table to go on with).
        """
        if self._repeats(table.heading, row):
            return [], self._take_repeated(table, row), False, table
        heading = self._headings.at(row, [], within=table.heading)
        if heading is not None:
            return [], row, True, table
        if not self._stands_apart(table, row, cells):
            return None
        pending, following = self._gather(table, row)
        lines = [self._lines.read(r) for r in pending]
        if any(line.kind == "list" for line in lines):
            return pending, following, True, table
        if following < self._grid.height and self._repeats(table.heading, following):
            if self._same_lines(table, pending):
                self._ignore(table, pending)
                return [], self._take_repeated(table, following), False, table
            return pending, following, True, table
        if following < self._grid.height and self._headings.at(following, pending, within=table.heading):
            return pending, following, True, table
        for heads in pending:
            if self._heads_unit(table, self._grid.cells(heads)):
                lines = [line for line in lines if line.row < heads] + [self._unit_line(heads)]
                following = heads if self._grid.has_number(heads, table.heading.value_columns) else following
        if following >= self._grid.height or not any(self._informs(line) for line in lines):
            self._ignore(table, pending)
            return [], following, False, table
        part = Table(table.heading, following, following - 1, lines, shared=True)
        part.number_columns = table.number_columns
        self._tables.append(part)
        if following in pending:
            part.rows[following] = RowKind.SUBTOTAL
            part.last = following
            following += 1
        return [], following, False, part

    def _unit_line(self, row: int) -> Line:
        """Return the line of a unit's name that stands in the body with its total."""
        return Line(row, texts=[str(self._grid.cells(row)[0][1]).strip()], kind="unit")

    def _parts(self, table: Table, row: int, cells: Cells) -> bool:
        """Return whether a row with a number among the amounts parts the rows all the same: 项目名称：… with
        its sum beside, a signature with a telephone number, a unit's name with its total."""
        if not _may_part(self._grid.rows[row]):
            return False
        first = cells[0][1]
        if not isinstance(first, str) or not ("：" in first or ":" in first):
            return self._heads_unit(table, cells)
        line = self._lines.read(row)
        if line.kind == "note" or self._lines.signs(line):
            return bool(line.labels)
        if line.kind == "label":
            others = [text for text in line.texts if not is_number(text)]
            told = all(text.endswith(("：", ":")) for text in others)  # not a code, not a source: no data
            return told and any(label.colon and label.key in _TELLING for label in line.labels[:1])
        return False

    def _heads_unit(self, table: Table, cells: Cells) -> bool:
        """Return whether a row holds nothing but a unit's name, in a column for something else, and numbers."""
        column, first = cells[0]
        return (
            isinstance(first, str)
            and column not in table.heading.entry_columns
            and column not in table.heading.value_columns
            and all(is_number(value) for _, value in cells[1:])
            and self._lines.names_unit(first)
        )

    def _gather(self, table: Table, row: int) -> tuple[list[int], int]:
        """Return the lines from ``row`` on that stand apart, and the row that follows them."""
        pending: list[int] = []
        while row < self._grid.height:
            cells = self._grid.cells(row)
            if not cells:
                row += 1
                continue
            if self._repeats(table.heading, row):
                break
            if pending and self._headings.at(row, pending, within=table.heading) is not None:
                break
            if pending and self._carries_on(row, cells):
                pending.append(row)
                row += 1
                continue
            if self._is_numeric(row, table.number_columns) and not self._parts(table, row, cells):
                break
            if not self._stands_apart(table, row, cells):
                break
            pending.append(row)
            row += 1
        return pending, row

    def _carries_on(self, row: int, cells: Cells) -> bool:
        """Return whether a row carries on a form above a table (项目资金 | 年度预算总额 | 10 | …)."""
        line = self._lines.read(row)
        first = cells[0][1]
        return (
            bool(line.labels)
            and len(line.texts) <= 1
            and isinstance(first, str)
            and (line.labels[0].colon or self._lines.is_label(first))
        )

    def _stands_apart(self, table: Table, row: int, cells: Cells) -> bool:
        """Return whether a row without numbers is a line (title, label, heading, note), not data."""
        line = self._lines.read(row)
        if line.kind == "money":
            return True
        if line.kind == "label":
            plain = len(line.labels) > 1 or any(label.colon or label.key in _TELLING for label in line.labels)
            return plain and (not line.texts or len(cells) <= 4)
        if line.kind in ("note", "page", "list") or self._lines.signs(line):
            return True
        if self._heads_unit(table, cells):
            return True
        if len(cells) > 1 or line.kind in ("text", ""):
            return False
        column = cells[0][0]
        wide = any(
            area.left <= column and (area.right - area.left + 1) * 2 > len(table.heading.paths)
            for area in self._grid.merged_in(row, row)
        )
        if line.kind == "title":
            return wide or self._title_of(table, line) or self._before_heading(table, row)
        if line.kind == "section":
            apart = self._speaks(line) and column not in table.heading.entry_columns
            return wide or apart or self._before_heading(table, row)
        # A unit's name on a row of its own parts the rows, unless it stands in a column of such entries.
        return wide or column not in table.heading.entry_columns

    def _before_heading(self, table: Table, row: int) -> bool:
        following = row + 1
        while following < self._grid.height and following <= row + 3:
            if self._grid.cells(following):
                if self._headings.at(following, [row], within=table.heading) is not None:
                    return True
                if not self._lines.read(following).money:
                    return False
            following += 1
        return False

    def _title_of(self, table: Table, line: Line) -> bool:
        titles = {_plain(text) for above in table.above for text in above.texts}
        return _plain(line.texts[0]) in titles

    def _speaks(self, line: Line) -> bool:
        return self._headings.speaks_of_money(line.texts[0])

    def _informs(self, line: Line) -> bool:
        """Return whether a line says something that holds for the rows below it."""
        if line.kind == "unit" or (line.kind in ("section", "title") and self._speaks(line)):
            return True
        return any(label.key in _TELLING for label in line.labels)

    def _same_lines(self, table: Table, pending: list[int]) -> bool:
        """Return whether lines above a repeated header only repeat what stood above the first one."""
        known = {_plain(str(v)) for line in table.above for _, v in self._grid.cells(line.row)}
        for row in pending:
            if self._lines.read(row).kind in ("note", "page"):
                continue
            if any(_plain(str(value)) not in known for _, value in self._grid.cells(row)):
                return False
        return True

    def _ignore(self, table: Table, rows: list[int]) -> None:
        for row in rows:
            table.rows[row] = RowKind.IGNORED
            self.loose.append(self._lines.read(row))

    def _repeats(self, heading: Heading, row: int) -> bool:
        cells = self._grid.cells(row)
        return [(c, normal(str(v))) for c, v in cells] == heading.first_line

    def _take_repeated(self, table: Table, row: int) -> int:
        """Note the rows of a repeated header; return the row below it."""
        wanted = [[(c, normal(str(v))) for c, v in self._grid.cells(r)] for r in table.heading.rows]
        offset = 0
        while offset < len(wanted) and row + offset < self._grid.height:
            here = [(c, normal(str(v))) for c, v in self._grid.cells(row + offset)]
            if here != wanted[offset]:
                break
            table.repeated.append(row + offset)
            table.rows[row + offset] = RowKind.HEADER
            offset += 1
        return row + max(offset, 1)

    def _number_columns(self, heading: Heading, first: int) -> tuple[int, ...]:
        """Return up to three value columns that most often hold numbers in the first rows of the body."""
        counts = dict.fromkeys(heading.value_columns, 0)
        last = min(self._grid.height, first + _LOOKED_AT_FOR_NUMBERS)
        for row in range(first, last):
            values = self._grid.rows[row]
            for column in counts:
                if column < len(values) and is_number(values[column]):
                    counts[column] += 1
        ranked = sorted((c for c in counts if counts[c]), key=lambda c: (-counts[c], c))
        return tuple(ranked[:3])

    def _past_numeric(self, row: int, columns: tuple[int, ...]) -> int:
        """Return the first row from ``row`` on that holds no number in the busiest value column."""
        if not columns:
            return row
        column, rows = columns[0], self._grid.rows
        for number in range(row, len(rows)):
            values = rows[number]
            if column >= len(values):
                return number
            value = values[column]
            kind = type(value)
            if _may_part(values):
                return number
            if kind is Decimal or kind is int:
                continue
            if kind is str and value and value[0] in _NUMBER_START and is_number(value):  # type: ignore[index]
                continue
            if not self._is_numeric(number, columns[1:]):
                return number
        return len(rows)

    def _is_numeric(self, row: int, columns: tuple[int, ...]) -> bool:
        values = self._grid.rows[row]
        width = len(values)
        for column in columns:
            if column >= width:
                continue
            value = values[column]
            kind = type(value)
            if kind is int or kind is Decimal:
                return True
            if kind is str and value and value[0] in _NUMBER_START and is_number(value):  # type: ignore[index]
                return True
        return False


def _may_part(values: Sequence[CellValue]) -> bool:
    """Return whether a row is to be looked at closely: a colon in its first text, or a text all by itself."""
    first = values[0] if values else None
    if first is None or first == "":
        first = values[1] if len(values) > 1 else None
        return type(first) is str and ("：" in first or ":" in first)
    if type(first) is not str:
        return False
    if "：" in first or ":" in first:
        return True
    if len(first) <= _SHORTEST_UNIT or (len(values) > 1 and values[1] is not None and values[1] != ""):
        return False
    return not any(type(value) is str and value for value in values[2:])


def _plain(text: str) -> str:
    return _PAGE_OF.sub("", normal(text))
