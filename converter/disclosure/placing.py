"""Which cells of the tables a ledger line belongs to, by its dimensions and the specification alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from converter.disclosure.specification import Column, RowKind, RowSpec, Section, Select, Tables, TableSpec
from converter.packs.loading import Pack

TOTAL = -1
Axis = Literal["rows", "columns"]


class Dimensions(NamedTuple):
    """What places a line, but for its project."""

    source: str
    kind: str
    function: str
    economic: str


class RowId(NamedTuple):
    """A row of a section: the index of its row specification (``TOTAL``: the total row), and its code
    and project where the specification is a block of rows."""

    spec: int
    code: str = ""
    project: str = ""


class CellId(NamedTuple):
    """A cell: index of the section over all tables, row, index of the column among the amounts."""

    section: int
    row: RowId
    column: int


class Miss(NamedTuple):
    """A section that should hold a line but has no row or no column for it."""

    section: int
    axis: Axis


class ProjectCells(NamedTuple):
    """Cells of a row that a code and a project make: complete once the project is known."""

    section: int
    spec: int
    code: str
    columns: tuple[int, ...]


@dataclass(slots=True, eq=False)
class Placement:
    """Where lines of the same dimensions stand. ``cells`` are numbers of the plan's cells;
    ``coarse`` the sections that cannot tell because an economic code is not fine enough."""

    cells: tuple[int, ...]
    projects: tuple[ProjectCells, ...]
    misses: tuple[Miss, ...]
    coarse: tuple[int, ...]


@dataclass(slots=True)
class PlannedSection:
    """A section with what follows from its specification: sums that each column and row enters."""

    table: TableSpec
    section: Section
    columns: list[Column]
    column_sums: dict[int, tuple[int, ...]] = field(default_factory=dict)
    row_sums: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def hit_columns(self, line: Dimensions) -> tuple[int, ...]:
        """Return the columns that count a line, with the sums that contain them."""
        return _hits(self.columns, self.column_sums, line)

    def hit_rows(self, line: Dimensions) -> tuple[list[RowId], list[tuple[int, str]]]:
        """Return the rows that count a line, with sums and total, and (specification, code) of the
        project rows."""
        rows: dict[RowId, None] = {}
        projects: list[tuple[int, str]] = []
        for index, spec in enumerate(self.section.rows):
            if spec.sum or not (spec.select is None or spec.select.matches(*line)):
                continue
            if spec.kind is RowKind.FIXED:
                rows[RowId(index)] = None
            else:
                code = line.function if spec.by == "function" else line.economic
                if len(code) < spec.levels[0] and not (code and spec.kind is RowKind.PROJECT):
                    continue
                if spec.kind is RowKind.PROJECT:
                    projects.append((index, code[: spec.levels[0]]))
                else:
                    rows.update((RowId(index, code[:n]), None) for n in spec.levels if n <= len(code))
            rows.update((RowId(above), None) for above in self.row_sums[index])
        return list(rows), projects


class Plan:
    """The tables of a pack, ready to place lines; placements are remembered for the pack's life."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.sections = [_planned(table, section) for table in tables.tables for section in table.sections]
        self.cells: list[CellId] = []
        self._numbers: dict[CellId, int] = {}
        self._placements: dict[Dimensions, Placement] = {}

    @classmethod
    def of(cls, pack: Pack) -> Plan:
        """Return the plan of a pack; raise PackError if its tables are at fault."""
        from converter.disclosure.specification import load_tables

        return pack.derived("plan of tables", lambda: cls(load_tables(pack)))

    def place(self, line: Dimensions) -> Placement:
        """Return where lines of these dimensions stand in all tables."""
        placement = self._placements.get(line)
        if placement is None:
            placement = self._placements[line] = self._place(line)
        return placement

    def number(self, cell: CellId) -> int:
        """Return the number of a cell in this plan."""
        number = self._numbers.setdefault(cell, len(self.cells))
        if number == len(self.cells):
            self.cells.append(cell)
        return number

    def _place(self, line: Dimensions) -> Placement:
        cells: list[int] = []
        projects: list[ProjectCells] = []
        misses: list[Miss] = []
        coarse: list[int] = []
        for index, planned in enumerate(self.sections):
            selects = [s for s in (planned.table.select, planned.section.select) if s is not None]
            if not all(select.matches(*line) for select in selects):
                if all(_perhaps(select, line) for select in selects):
                    coarse.append(index)
                continue
            columns = planned.hit_columns(line)
            rows, project_rows = planned.hit_rows(line)
            if not columns and not planned.section.partial:
                misses.append(Miss(index, "columns"))
            if not rows and not project_rows and not planned.section.partial:
                misses.append(Miss(index, "rows"))
            cells += [self.number(CellId(index, row, column)) for row in rows for column in columns]
            if columns:
                projects += [ProjectCells(index, spec, code, columns) for spec, code in project_rows]
        return Placement(tuple(cells), tuple(projects), tuple(misses), tuple(coarse))


def _hits(
    specs: Sequence[Column | RowSpec], sums: dict[int, tuple[int, ...]], line: Dimensions
) -> tuple[int, ...]:
    hits: dict[int, None] = {}
    for index, spec in enumerate(specs):
        if not spec.sum and (spec.select is None or spec.select.matches(*line)):
            hits[index] = None
            hits.update((above, None) for above in sums[index])
    return tuple(hits)


def _perhaps(select: Select, line: Dimensions) -> bool:
    """Whether a line that does not match would, or may, if its economic code were known in full."""
    finer = line.economic == "" or any(prefix.startswith(line.economic) for prefix in select.economic)
    return bool(select.economic) and finer and select.matches(*line[:3], select.economic[0])


def _planned(table: TableSpec, section: Section) -> PlannedSection:
    columns = section.amounts
    planned = PlannedSection(table, section, columns)
    planned.column_sums = _sums_above(columns)
    planned.row_sums = _sums_above(section.rows)
    if section.total:
        by_id = {row.id: index for index, row in enumerate(section.rows)}
        summed = {by_id[name] for name in section.total.sum} or set(by_id.values())
        for index, above in planned.row_sums.items():
            if summed & {index, *above}:
                planned.row_sums[index] = (*above, TOTAL)
    return planned


def _sums_above(specs: Iterable[Column | RowSpec]) -> dict[int, tuple[int, ...]]:
    """Return for each column or row the indexes of the sums that contain it, directly or not."""
    listed = list(specs)
    by_id = {spec.id: index for index, spec in enumerate(listed)}
    above: dict[int, set[int]] = {index: set() for index in range(len(listed))}
    for index, spec in enumerate(listed):
        waiting = [by_id[name] for name in spec.sum]
        while waiting:
            part = waiting.pop()
            if index not in above[part]:
                above[part].add(index)
                waiting += [by_id[name] for name in listed[part].sum]
    return {index: tuple(sorted(sums)) for index, sums in above.items()}
