"""What a cell of the tables selects, by its key alone: for figures of a year that was never compiled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from converter.disclosure.specification import (
    Column,
    RowKind,
    RowSpec,
    Section,
    Select,
    Tables,
)
from converter.narrative.model import FigureRef


@dataclass(slots=True, eq=False)
class Condition:
    """One condition of a cell: a dimension ("source", "kind", "function", "economic", "project") must be
    at or below one of the prefixes."""

    dimension: str
    prefixes: tuple[str, ...]

    def holds(self, value: str) -> bool | None:
        """Tell whether a dimension's value meets the condition; None when it is too coarse to tell."""
        if self.dimension == "project":
            return None if not value else value in self.prefixes
        dotted = self.dimension in ("source", "kind")
        unknown = not value
        for prefix in self.prefixes:
            if value == prefix or value.startswith(prefix + "." if dotted else prefix):
                return True
            if value and prefix.startswith(value + "." if dotted else value):
                unknown = True
        return None if unknown else False


Conditions = tuple[Condition, ...]


def cell_conditions(tables: Tables, ref: FigureRef) -> list[Conditions] | None:
    """Return what a figure adds up: alternatives that exclude each other, each a list of conditions.

    None when the pack's tables have no such cell. Rows of codes need not exist.
    """
    table = tables.table(ref.table)
    if table is None:
        return None
    for index, section in enumerate(table.sections):
        if ref.section not in (None, index):
            continue
        columns = next(
            (list(_leaf_columns(section, c)) for c in section.amounts if c.name == ref.column), None
        )
        rows = _rows(section, ref.row)
        if columns is None or rows is None:
            continue
        shared = [*_of_select(table.select), *_of_select(section.select)]
        return [(*shared, *_of_select(column.select), *row) for column in columns for row in rows]
    return None


def _leaf_columns(section: Section, column: Column) -> Iterator[Column]:
    if not column.sum:
        yield column
        return
    for name in column.sum:
        part = next(c for c in section.columns if c.id == name)
        yield from _leaf_columns(section, part)


def _rows(section: Section, key: str) -> list[list[Condition]] | None:
    """Return the conditions of the rows that a key stands for, None when the section has no such row."""
    fixed = section.fixed(key)
    if fixed is not None:
        return [_of_select(row.select) for row in _leaf_rows(section, fixed)]
    if section.total is not None and section.total.name == key:
        return _total_rows(section)
    for spec in section.rows:
        if spec.kind is RowKind.FIXED:
            continue
        found = _code_row(spec, key)
        if found is not None:
            return [[*_of_select(spec.select), *found]]
    return None


def _total_rows(section: Section) -> list[list[Condition]]:
    assert section.total is not None
    if not section.total.sum:
        return [[]]
    parts: list[list[Condition]] = []
    for name in section.total.sum:
        row = next(r for r in section.rows if r.id == name)
        parts += [_of_select(leaf.select) for leaf in _leaf_rows(section, row)]
    return parts


def _leaf_rows(section: Section, row: RowSpec) -> Iterator[RowSpec]:
    if not row.sum:
        yield row
        return
    for name in row.sum:
        yield from _leaf_rows(section, next(r for r in section.rows if r.id == name))


def _code_row(spec: RowSpec, key: str) -> list[Condition] | None:
    """Return the conditions of a row of codes whose key pattern fits ``key``."""
    pattern = spec.key or "{code}"
    front, _, back = pattern.partition("{code}")
    if not key.startswith(front):
        return None
    rest = key[len(front) :]
    digits = len(rest) - len(rest.lstrip("0123456789"))
    code, after = rest[:digits], rest[digits:]
    if len(code) not in spec.levels:
        return None
    middle, marker, end = back.partition("{project}")
    if not marker:
        return [Condition(spec.by, (code,))] if after == back else None
    if not after.startswith(middle) or not after.endswith(end):
        return None
    project = after[len(middle) : len(after) - len(end)]
    return [Condition(spec.by, (code,)), Condition("project", (project,))]


def _of_select(select: Select | None) -> list[Condition]:
    if select is None:
        return []
    return [
        Condition(name, prefixes)
        for name in ("source", "kind", "function", "economic")
        if (prefixes := getattr(select, name))
    ]


def part_cells(tables: Tables, ref: FigureRef) -> list[list[FigureRef]]:
    """Return the cells that a figure is the sum of: by the rows that its row adds up, by columns."""
    table = tables.table(ref.table)
    ways: list[list[FigureRef]] = []
    for index, section in enumerate(table.sections if table is not None else ()):
        if ref.section not in (None, index):
            continue
        column = next((c for c in section.amounts if c.name == ref.column), None)
        if column is None:
            continue
        row = section.fixed(ref.row)
        total = section.total if section.total is not None and section.total.name == ref.row else None
        names = row.sum if row is not None else total.sum if total is not None else ()
        parts = [r.name for name in names for r in section.rows if r.id == name]
        if parts:
            ways.append([ref._replace(row=part) for part in parts])
        if column.sum:
            ways.append([ref._replace(column=c.name) for c in section.columns if c.id in column.sum])
    return ways
