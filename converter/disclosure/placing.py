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


class Placement(NamedTuple):
    """Where lines of the same dimensions stand. ``cells`` are numbers of the plan's cells;
    ``coarse`` the sections that cannot tell because an economic code is not fine enough."""

    cells: tuple[int, ...] = ()
    projects: tuple[ProjectCells, ...] = ()
    misses: tuple[Miss, ...] = ()
    coarse: tuple[int, ...] = ()


@dataclass(slots=True)
class PlannedSection:
    """A section with what follows from its specification: the sums that each column and row enters, and
    how many characters of the dimensions matter to it (``reach``; all of a path of source or kind).

    Few lines differ in what matters to one section, so placements are remembered by that.
    """

    table: TableSpec
    section: Section
    columns: list[Column]
    column_sums: dict[int, tuple[int, ...]]
    row_sums: dict[int, tuple[int, ...]]
    reach: tuple[int, int, int, int]
    placements: dict[Dimensions, Placement] = field(default_factory=dict)

    def seen(self, line: Dimensions) -> Dimensions:
        """Return what matters of a line's dimensions to this section."""
        source, kind, function, economic = self.reach
        return Dimensions(
            line[0] if source else "", line[1] if kind else "", line[2][:function], line[3][:economic]
        )

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
        from converter.disclosure.table_loading import load_tables

        return pack.derived("plan of tables", lambda: cls(load_tables(pack)))

    def place(self, line: Dimensions) -> Placement:
        """Return where lines of these dimensions stand in all tables."""
        placement = self._placements.get(line)
        if placement is None:
            parts = [self._in_section(index, line) for index in range(len(self.sections))]
            placement = self._placements[line] = Placement(
                tuple([cell for part in parts for cell in part.cells]),
                tuple([cells for part in parts for cells in part.projects]),
                tuple([miss for part in parts for miss in part.misses]),
                tuple([section for part in parts for section in part.coarse]),
            )
        return placement

    def number(self, cell: CellId) -> int:
        """Return the number of a cell in this plan."""
        number = self._numbers.setdefault(cell, len(self.cells))
        if number == len(self.cells):
            self.cells.append(cell)
        return number

    def _in_section(self, index: int, line: Dimensions) -> Placement:
        planned = self.sections[index]
        seen = planned.seen(line)
        placement = planned.placements.get(seen)
        if placement is None:
            placement = planned.placements[seen] = self._place(index, planned, seen)
        return placement

    def _place(self, index: int, planned: PlannedSection, line: Dimensions) -> Placement:
        selects = [select for select in (planned.table.select, planned.section.select) if select is not None]
        if not all(select.matches(*line) for select in selects):
            perhaps = all(_perhaps(select, line) for select in selects)
            return Placement(coarse=(index,)) if perhaps else Placement()
        columns = planned.hit_columns(line)
        rows, project_rows = planned.hit_rows(line)
        misses: list[Miss] = []
        if not planned.section.partial:
            misses += [] if columns else [Miss(index, "columns")]
            misses += [] if rows or project_rows else [Miss(index, "rows")]
        return Placement(
            tuple([self.number(CellId(index, row, column)) for row in rows for column in columns]),
            tuple([ProjectCells(index, spec, code, columns) for spec, code in project_rows if columns]),
            tuple(misses),
        )


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
    row_sums = _sums_above(section.rows)
    if section.total:
        by_id = {row.id: index for index, row in enumerate(section.rows)}
        summed = {by_id[name] for name in section.total.sum} or set(by_id.values())
        for index, above in row_sums.items():
            if summed & {index, *above}:
                row_sums[index] = (*above, TOTAL)
    return PlannedSection(
        table, section, columns, _sums_above(columns), row_sums, _reach(table, section, columns)
    )


def _reach(table: TableSpec, section: Section, columns: Sequence[Column]) -> tuple[int, int, int, int]:
    """Return how many characters of source, kind, functional and economic code the section looks at."""
    reach = dict.fromkeys(Dimensions._fields, 0)
    selects = [table.select, section.select, *(column.select for column in columns)]
    for select in (*selects, *(row.select for row in section.rows)):
        for name in reach if select else ():
            reach[name] = max([reach[name], *(len(prefix) for prefix in getattr(select, name))])
    for row in section.rows:
        if row.kind is not RowKind.FIXED:
            reach[row.by] = max(reach[row.by], *row.levels)
    return reach["source"], reach["kind"], reach["function"], reach["economic"]


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
