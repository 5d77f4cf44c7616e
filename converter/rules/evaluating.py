"""Computes rule expressions over the tables of a disclosure, whole columns at a time.

All rows of an expression are computed together as lists of whole numbers (millionths); only what does
not hold is looked at one by one. Nothing here raises for what a document contains.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from converter.rules.arithmetic import Value, Vector, add, divide, each, holds, pairs, percent, rounded, times
from converter.rules.grids import Grid
from converter.rules.lookup import Lookup, NotThereError, Rows, select_columns
from converter.rules.syntax import (
    MICRO,
    Call,
    Cell,
    Compare,
    Logic,
    Named,
    Node,
    Number,
    Product,
    Statement,
    Sum,
)


@dataclass(slots=True)
class Instance:
    """One comparison at one row and column: ``left`` and ``right`` in millionths."""

    statement: Statement
    compare: Compare
    rows: Rows
    at: int
    column: str
    left: Value
    right: Value


class Session(Lookup):
    """The tables of one check, and the values of expressions over them."""

    def value(self, node: Node, rows: Rows, column: str) -> Value | Vector:
        """Return a node's value: one for all rows, or a list with one for each."""
        if isinstance(node, Cell):
            name = self.column(node, column)[0]
            figures = self.grids[node.table].values[name]
            found = self.positions(node, rows)
            return figures[found] if isinstance(found, int) else [figures[at] for at in found]
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Sum):
            total: Value | Vector = 0
            for sign, term in node.terms:
                total = add(total, self.value(term, rows, column), sign)
            return total
        if isinstance(node, Call):
            return self._call(node, rows, column)
        if isinstance(node, Product):
            left, right = self.value(node.left, rows, column), self.value(node.right, rows, column)
            return each(times if node.operator == "×" else divide, left, right)
        raise NotThereError("条件不能作为数")

    def _call(self, node: Call, rows: Rows, column: str) -> Value | Vector:
        if node.name == "sum":
            total: Value | Vector = 0
            for argument in node.arguments:
                if isinstance(argument, Cell):
                    total = add(total, self._sum_cells(argument, rows, column), 1)
                else:
                    total = add(total, self.value(argument, rows, column), 1)
            return total
        if node.name == "count":
            total = 0
            for argument in node.arguments:
                assert isinstance(argument, Cell)
                total = add(total, self._count(argument, rows, column), 1)
            return total
        if node.name in ("empty", "exists"):
            held = self.truth(node, rows, column)
            return [MICRO * v for v in held] if isinstance(held, list) else MICRO * held
        values = [self.value(argument, rows, column) for argument in node.arguments]
        if node.name == "abs":
            return each(_absolute, values[0], 0)
        if node.name in ("min", "max"):
            result = values[0]
            for value in values[1:]:
                result = each(_least if node.name == "min" else _greatest, result, value)
            return result
        return each(percent if node.name == "percent" else rounded, values[0], values[1])

    def _sum_cells(self, cell: Cell, rows: Rows, column: str) -> Value | Vector:
        grid = self.grid(cell.table)
        chosen = self.sets(cell, rows)
        total: Value | Vector = 0
        for name in self._summed_columns(cell, grid, column):
            figures = grid.values[name]
            if grid.is_blank(name):
                continue
            try:
                parts: Vector = [sum([figures[at] for at in wanted]) for wanted in chosen.sets]
            except TypeError:  # a figure is not known
                parts = [_sum_known([figures[at] for at in wanted]) for wanted in chosen.sets]
            total = add(total, [*parts] if chosen.each else parts[0], 1)
        return total

    def _summed_columns(self, cell: Cell, grid: Grid, column: str) -> list[str]:
        if cell.column is None:
            return list(grid.labels)
        if cell.column.iterates:
            return select_columns(grid, cell.column, 0)
        return self.column(cell, column)

    def _count(self, cell: Cell, rows: Rows, column: str) -> Value | Vector:
        grid = self.grid(cell.table)
        chosen = self.sets(cell, rows)
        names = None if cell.column is None else self.column(cell, column)
        counts: Vector = []
        for wanted in chosen.sets:
            if names is None:
                counts.append(MICRO * len(wanted))
            else:
                counts.append(MICRO * sum(any(grid.values[name][at] for name in names) for at in wanted))
        return counts if chosen.each else counts[0]

    def truth(self, node: Node, rows: Rows, column: str) -> bool | list[bool]:
        """Return whether a condition holds: for all rows, or for each."""
        if isinstance(node, Compare):
            left, right = self.value(node.left, rows, column), self.value(node.right, rows, column)
            if not isinstance(left, list) and not isinstance(right, list):
                if left is None or right is None:
                    raise NotThereError("a figure that the document does not show")
                return holds(node.operator, left, right)
            return [
                a is not None and b is not None and holds(node.operator, a, b) for a, b in pairs(left, right)
            ]
        if isinstance(node, Logic):
            parts = [self.truth(part, rows, column) for part in node.parts]
            if node.operator == "not":
                held = parts[0]
                return [not v for v in held] if isinstance(held, list) else not held
            join = all if node.operator == "and" else any
            if not any(isinstance(part, list) for part in parts):
                return join(bool(part) for part in parts)
            count = len(rows.texts)
            lists = [part if isinstance(part, list) else [part] * count for part in parts]
            return [join(values) for values in zip(*lists, strict=True)]
        if isinstance(node, Named):
            if node.name not in self.conditions:
                raise NotThereError(node.name)
            return self.truth(self.conditions[node.name], rows, column)
        if isinstance(node, Call) and node.name in ("empty", "exists"):
            cell = node.arguments[0]
            assert isinstance(cell, Cell)
            if node.name == "exists" and cell.table not in self.grids:
                return False
            grid = self.grid(cell.table)
            if cell.row is None:
                return grid.empty if node.name == "empty" else True
            chosen = self.sets(cell, rows)
            if node.name == "exists":
                held = [bool(wanted) for wanted in chosen.sets]
            else:
                names = list(grid.labels) if cell.column is None else self.column(cell, column)
                held = [
                    not any(grid.values[name][at] for at in wanted for name in names)
                    for wanted in chosen.sets
                ]
            return held if chosen.each else held[0]
        raise NotThereError("不是条件")

    def instances(self, statement: Statement, *, broken_only: bool) -> Iterator[Instance]:
        """Yield the comparisons of ``statement`` at every row and column where its condition holds; only
        those that do not hold when ``broken_only``. Nothing when the document cannot show them."""
        try:
            rows = self.rows(statement)
            if not rows.texts:
                return
            columns = self.columns(statement, rows)
        except NotThereError:
            return
        for column in columns:
            try:
                mask = True if statement.when is None else self.truth(statement.when, rows, column)
                if mask is False:
                    continue
                pairs = [
                    (c, self.value(c.left, rows, column), self.value(c.right, rows, column))
                    for c in statement.compares
                ]
            except NotThereError:
                continue
            for compare, left, right in pairs:
                if broken_only and compare.operator == "=" and left == right and mask is True:
                    continue
                count = len(rows.texts)
                lefts = left if isinstance(left, list) else [left] * count
                rights = right if isinstance(right, list) else [right] * count
                for at in range(count):
                    a, b = lefts[at], rights[at]
                    if a is None or b is None or (isinstance(mask, list) and not mask[at]):
                        continue
                    if broken_only and holds(compare.operator, a, b):
                        continue
                    yield Instance(statement, compare, rows, at, column, a, b)


def _sum_known(values: list[int]) -> Value:
    """Return the sum, None when one of the figures is not known."""
    return None if any(value is None for value in values) else sum(values)


def _absolute(value: Value, _: Value) -> Value:
    return -value if value is not None and value < 0 else value


def _least(left: Value, right: Value) -> Value:
    return None if left is None or right is None else min(left, right)


def _greatest(left: Value, right: Value) -> Value:
    return None if left is None or right is None else max(left, right)
