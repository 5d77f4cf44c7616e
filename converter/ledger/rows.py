"""What every row of a block says: its dimensions, blanks filled from above, totals marked.

Columns are read as a whole; ``rows_filled`` then goes through the rows that do not fill every column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from converter.ledger.codes import Axis, CodeReader, NameFinder, level_code
from converter.ledger.columns_read import BlockCells, blank_text
from converter.ledger.names_of_several import settle_names_of_several
from converter.ledger.row_table import AXES, RowTable
from converter.ledger.rows_noted import (
    learn_names,
    note_refused,
    note_wrong_names,
    take_finer_names,
    tell_siblings,
)
from converter.ledger.settings import Setting
from converter.ledger.totals_marked import TotalFinder
from converter.ledger.trouble import Trouble
from converter.ledger.units import UnitBook
from converter.ledger.words_in_rows import RowWords, Said, is_project_kind, joined_kind
from converter.reading.model import CellValue
from converter.recognition.mapping import BlockMapping, Meaning, Role, RowKind

M = Meaning
T = TypeVar("T")


@dataclass(slots=True)
class RowReader:
    """Reads the rows of blocks; one for all files, so that what was read once is remembered."""

    setting: Setting
    finder: NameFinder
    units: UnitBook
    words: RowWords = field(init=False)
    totals: TotalFinder = field(init=False)

    def __post_init__(self) -> None:
        self.words = RowWords(self.setting)
        self.totals = TotalFinder(self.setting.words)

    def read(self, cells: BlockCells, block: BlockMapping, role: Role) -> RowTable:
        """Return the rows of a block of that role."""
        return BlockReading(self, cells, block, role).table()


class BlockReading:
    """One block being read: its cells by axis, and the table that they give."""

    def __init__(self, reader: RowReader, cells: BlockCells, block: BlockMapping, role: Role) -> None:
        self.reader = reader
        self.block = block
        self.role = role
        self.cells = cells
        self.count = len(self.cells)
        self.names: dict[str, str] = {}
        self.axes = {axis: min(columns) for axis, columns in self.columns().items() if columns}
        self.coded = {axis: CodeReader(axis, self.names, self._named(axis)) for axis in _CODED}
        # Cells that may hold a code or a name of an axis, the likeliest first.
        self.spoken = {axis: self._spoken(axis) for axis in (*_CODED, "item")}
        self.troubles: list[tuple[list[int], Trouble]] = []

    def columns(self) -> dict[str, list[int]]:
        return {
            axis: [c.column for c in self.block.columns if c.meaning in meanings]
            for axis, meanings in AXES.items()
        }

    def _named(self, axis: Axis) -> Callable[[str], str | None]:
        """Return how a name alone is read: by the list, where no other axis could claim it."""
        finder = self.reader.finder
        other: Axis = "economic" if axis == "function" else "function"
        shared = other not in self.axes

        def certain(text: str) -> str | None:
            if shared and finder.candidates(other, text):
                return None
            return finder.certain(axis, text)

        return certain

    def _spoken(self, axis: str) -> list[tuple[int, list[CellValue]]]:
        found = []
        for meaning in AXES[axis]:
            column = self.cells.column(meaning)
            if column is not None:
                pairs = meaning is M.FUNCTION_ECONOMIC
                found.append((column, self.cells.half(column, axis) if pairs else self.cells.filled(column)))
        return found

    def table(self) -> RowTable:
        """Read everything."""
        from converter.ledger.rows_filled import fill_rows
        from converter.ledger.rows_of_items import read_items
        from converter.ledger.rows_outline import read_outline

        project, project_code = self._projects()
        table = RowTable(
            first=self.cells.first,
            axes=self.axes,
            function=self._codes("function", (M.FUNCTION_CLASS, M.FUNCTION_GROUP, M.FUNCTION_ITEM)),
            economic=self._codes("economic", (M.ECONOMIC_CLASS, M.ECONOMIC_GROUP)),
            kind=self._kinds(),
            source=self._sources(),
            project=project,
            project_code=project_code,
            unit=self._units(),
            year=self._years(),
            procurement=self._flags(),
            names=self.names,
        )
        take_finer_names(self, table)
        self._kinds_of_projects(table)
        self._mark_unused(table)
        note_refused(self, table)
        for rows, trouble in self.troubles:
            for index in rows:
                table.troubles.setdefault(index, []).append(trouble)
        self._join_outer(table)
        if read_outline(self, table):
            pass
        elif "item" in self.axes and not {"function", "economic"} & set(self.axes):
            read_items(self, table)
        else:
            fill_rows(self, table)
        learn_names(self, table)
        note_wrong_names(self, table)
        tell_siblings(self, table)
        settle_names_of_several(self, table)
        self._fill_outer(table)
        return table

    def _codes(self, axis: Axis, levels: Sequence[Meaning]) -> list[str]:
        """Return the codes of an axis where a cell holds one, also a name that only one code has."""
        read = self.coded[axis]
        code, joined, name = (self.cells.of(meaning) for meaning in AXES[axis][:3])
        parts = [self.cells.of(meaning) for meaning in levels]
        apart = any(part is not None for part in parts)
        pairs = self.cells.column(M.FUNCTION_ECONOMIC)
        values = code or joined or (None if apart or pairs is not None else name)
        if values is None and pairs is not None:
            values = self.cells.half(pairs, axis)
        found = [""] * self.count if values is None else [read[value] for value in values]
        if apart:
            found = [built or own for built, own in zip(self._levels(axis, parts), found, strict=True)]
        return found

    def _levels(self, axis: Axis, columns: list[list[CellValue] | None]) -> list[str]:
        """Return codes from 类, 款 and 项 columns; a blank outer column goes on from the row above."""

        def named(text: str, above: str) -> str:
            return self.reader.finder.below(axis, text, above)

        blank: list[CellValue] = [None] * self.count
        cache: dict[tuple[CellValue, ...], str] = {}
        found: list[str] = []
        above = ""
        for parts in zip(*[blank if column is None else column for column in columns], strict=True):
            code = cache.get(parts)
            if code is None:
                begins = not blank_text(parts[0])
                code = _join_levels(parts, "" if begins else above, named)
                if begins:
                    cache[parts] = code
            found.append(code)
            above = code or above
        return found

    def _projects(self) -> tuple[list[str], list[str]]:
        columns = self._of_axis("project")
        if columns is None:
            return [""] * self.count, [""] * self.count
        found, codes = self.reader.words.projects(*columns)
        if "" in found and any(codes):
            # A name may stand only in the first row of its code.
            named = {code: name for name, code in zip(reversed(found), reversed(codes), strict=True) if name}
            named[""] = ""
            found = [name or named.get(code, "") for name, code in zip(found, codes, strict=True)]
        return found, codes

    def _of_axis(self, axis: str) -> list[list[CellValue]] | None:
        """Return the columns of an axis, blank ones for what is absent; None when all are."""
        columns = [self.cells.of(meaning) for meaning in AXES[axis]]
        if all(column is None for column in columns):
            return None
        blank: list[CellValue] = [None] * self.count
        return [blank if column is None else column for column in columns]

    def _kinds(self) -> list[str]:
        columns = self._of_axis("kind")
        if columns is None:
            return [""] * self.count
        return self._ids("kind", _each(self.reader.words.kind, columns))

    def _kinds_of_projects(self, table: RowTable) -> None:
        """Let a word for basic spending in the column of projects (人员经费, 公用经费) say the kind: it names
        no project."""
        read = self.reader.setting.words.kind_of
        said = {project: read(project) for project in set(table.project) if project}
        basic = {project: kind for project, kind in said.items() if kind and not is_project_kind(kind)}
        if not basic or self.only_projects():
            return
        for index, project in enumerate(table.project):
            kind = basic.get(project)
            if kind and not is_project_kind(table.kind[index] or "basic") and table.economic[index]:
                table.kind[index] = table.kind[index] or kind
                table.project[index] = table.project_code[index] = ""

    def _sources(self) -> list[str]:
        columns = self._of_axis("source")
        if columns is None:
            return [""] * self.count
        return self._ids("source", _each(self.reader.words.source, columns))

    def _ids(self, axis: str, said: list[Said]) -> list[str]:
        """Return what was understood, and note the rows whose cells could not be read."""
        distinct = set(said)
        for one in sorted(one for one in distinct if one.fault):
            rows = [index for index, other in enumerate(said) if other == one]
            column = self._column_saying(axis, rows[0], one.text)
            self.troubles.append((rows, Trouble(axis, column, one.text, one.fault)))
        ids = {one: one.id for one in distinct}
        return [ids[one] for one in said]

    def _column_saying(self, axis: str, index: int, text: str) -> int:
        """Return the column of an axis whose cell holds the words that were not understood."""
        row = self.cells.rows[index]
        for column in self.columns().get(axis, ()):
            if text and column < len(row) and str(row[column] or "").strip() == text:
                return column
        return self.axes[axis]

    def _units(self) -> list[int]:
        columns = self._of_axis("unit")
        if columns is None:
            return [0] * self.count
        return _each(self.reader.units.number_of_cells, columns)

    def _years(self) -> list[int]:
        values = self.cells.of(M.YEAR)
        if values is None:
            return [0] * self.count
        known = {value: year_of(value) for value in set(values)}
        return [known[value] for value in values]

    def _flags(self) -> list[bool | None]:
        values = self.cells.of(M.PROCUREMENT_FLAG)
        if values is None:
            return [None] * self.count
        return _each(self.reader.words.procurement, [values])

    def _mark_unused(self, table: RowTable) -> None:
        first = self.cells.first
        for row in (*self.block.header_rows, *self.block.repeated_header_rows):
            if 0 <= row - first < self.count:
                table.unused.add(row - first)
                table.page_starts.append(row - first + 1)
        for row, kind in self.block.rows.items():
            if not 0 <= row - first < self.count:
                continue
            if kind in (RowKind.DETAIL, RowKind.SUBTOTAL):
                table.forced[row - first] = kind
            else:
                table.unused.add(row - first)
        table.page_starts.sort()

    def _join_outer(self, table: RowTable) -> None:
        """Join what rows say of kind and source with what title and section say; the row wins."""
        kind, source = self.block.dims.get("kind", ""), self.block.dims.get("source", "")
        if kind:
            joined = {own: joined_kind(kind, own) for own in set(table.kind) if own}
            self._replace(table, "kind", joined)
        if source:
            merge = self.reader.setting.words.merge_sources
            merged = {own: merge(own, source) for own in set(table.source) if own}
            self._replace(table, "source", {k: (v or k, v is None) for k, v in merged.items()})

    def _replace(self, table: RowTable, axis: str, joined: dict[str, tuple[str, bool]]) -> None:
        values: list[str] = getattr(table, axis)
        contradicting = {own for own, (_, wrong) in joined.items() if wrong}
        if contradicting:
            for index, own in enumerate(values):
                if own in contradicting:
                    trouble = Trouble(axis, self.axes[axis], own, "outer")
                    table.troubles.setdefault(index, []).append(trouble)
        values[:] = [joined[own][0] if own else own for own in values]

    def _fill_outer(self, table: RowTable) -> None:
        """Fill what the block itself says where rows say nothing."""
        for axis in ("function", "economic", "project", "project_code", "kind", "source"):
            outer = self.block.dims.get(axis, "")
            values: list[str] = getattr(table, axis)
            if outer:
                values[:] = [own or outer for own in values]

    def only_projects(self) -> bool:
        """Return whether the block holds nothing but project spending."""
        return is_project_kind(self.block.dims.get("kind", ""))


_CODED: tuple[Axis, Axis] = ("function", "economic")


def _each(read: Callable[..., T], columns: Sequence[Sequence[CellValue]]) -> list[T]:
    """Return what ``read`` makes of every row of ``columns``; it is asked once for equal rows."""
    known = {row: read(*row) for row in dict.fromkeys(zip(*columns, strict=True))}
    return [known[row] for row in zip(*columns, strict=True)]


def _join_levels(parts: tuple[CellValue, ...], above: str, named: Callable[[str, str], str]) -> str:
    """Return the code of one row of 类, 款, 项 cells below the code ``above``; "" when they are no code.

    ``named`` gives the code of a cell that holds a name alone, below the code of the cells before it.
    """
    code, said = "", False
    for depth, part in enumerate(parts):
        if blank_text(part):
            if not said:
                code = above[: 3 + 2 * depth]
            continue
        longer = level_code(part, code) or (named(part, code) if isinstance(part, str) else "")
        if not longer:
            return ""
        code, said = longer, True
    return code if said and len(code) >= 3 else ""


def year_of(value: CellValue) -> int:
    """Return the year that a cell says, 0 when it is none."""
    digits = "".join(c for c in str(value) if c.isdigit())[:4] if value is not None else ""
    return int(digits) if len(digits) == 4 and "1990" < digits < "2100" else 0
