"""Equalities as sums of cells: what is needed to find out which cell is wrong.

Every comparison of an expression that is linear in the cells becomes a ``Constraint``: Σ coefficient ×
cell ⋛ 0. They are built only when something does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from converter.findings import Severity
from converter.rules.evaluating import Instance, Session
from converter.rules.grids import MISSING, parent_key, row_test
from converter.rules.lookup import CellId, missing_key, select_columns
from converter.rules.registry import Expression, Rule
from converter.rules.syntax import Call, Cell, Node, Number, Pick, Product, Sum


class NotLinearError(Exception):
    """The expression multiplies cells, takes absolute values or the like."""


@dataclass(slots=True)
class Side:
    """One side of a comparison: cells with coefficients and a constant (millionths). A side that is no
    ``sum`` of them only names the cells that it was computed from."""

    cells: dict[CellId, int] = field(default_factory=dict)
    constant: int = 0
    sum: bool = True

    def add(self, cell: CellId, coefficient: int) -> None:
        """Add ``coefficient`` × ``cell``."""
        self.cells[cell] = self.cells.get(cell, 0) + coefficient


@dataclass(slots=True, eq=False)
class Constraint:
    """One comparison at one row and column. ``residual`` is left − right in millionths, ``allowed`` the
    difference that counts as a rounding residue here (0 in own output), ``linear`` whether
    ``coefficients`` say everything about it."""

    rule: Rule
    expression: Expression
    operator: str
    row: str
    column: str
    left: Side
    right: Side
    left_value: int
    right_value: int
    linear: bool
    allowed: int = 0
    coefficients: dict[CellId, int] = field(default_factory=dict)
    number: int = 0

    @property
    def residual(self) -> int:
        """Left minus right in millionths of 万元."""
        return self.left_value - self.right_value

    @property
    def hard(self) -> bool:
        """Whether the comparison can prove a cell wrong: an equality that must hold without exception."""
        return self.linear and self.operator == "=" and self.expression.severity is Severity.ERROR

    def violation(self, residual: int) -> int:
        """Return how far a residual is from holding (0: it holds)."""
        if self.operator == "=":
            return abs(residual)
        if self.operator == "≠" or (self.strict and not residual):
            return 0 if residual else 1
        return max(0, -residual if self.operator in ("≥", ">") else residual)

    @property
    def strict(self) -> bool:
        """Whether equal sides do not hold: no rounding residue makes up for it."""
        return self.operator in (">", "<", "≠")


class ConstraintMaker:
    """Turns instances of expressions into constraints."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def make(self, rule: Rule, expression: Expression, instance: Instance) -> Constraint | None:
        """Return the constraint of one comparison; None when its values are not amounts."""
        if instance.left is None or instance.right is None:
            return None
        left, right = Side(), Side()
        linear = True
        for node, side in ((instance.compare.left, left), (instance.compare.right, right)):
            try:
                self._gather(node, instance, side, 1)
            except NotLinearError:
                linear = side.sum = False
        left_value, right_value = round(instance.left), round(instance.right)
        if left_value == right_value and instance.left != instance.right:
            # A quotient differs by less than a millionth: keep the sign of the difference.
            left_value += 1 if instance.left > instance.right else -1
        result = Constraint(
            rule,
            expression,
            instance.compare.operator,
            instance.rows.texts[instance.at],
            instance.column,
            left,
            right,
            left_value,
            right_value,
            linear,
        )
        coefficients = dict(left.cells)
        for cell, coefficient in right.cells.items():
            coefficients[cell] = coefficients.get(cell, 0) - coefficient
        result.coefficients = {cell: c for cell, c in coefficients.items() if c}
        return result

    def _gather(self, node: Node, instance: Instance, side: Side, sign: int) -> None:
        if isinstance(node, Number):
            side.constant += sign * node.value
        elif isinstance(node, Cell):
            name = self.session.column(node, instance.column)[0]
            side.add(self._cell(node, instance, name), sign)
        elif isinstance(node, Sum):
            for term_sign, term in node.terms:
                self._gather(term, instance, side, sign * term_sign)
        elif isinstance(node, Call) and node.name == "sum":
            for argument in node.arguments:
                if isinstance(argument, Cell):
                    for cell in self._summed(argument, instance):
                        side.add(cell, sign)
                else:
                    self._gather(argument, instance, side, sign)
        else:
            self._others(node, instance, side)
            raise NotLinearError

    def _others(self, node: Node, instance: Instance, side: Side) -> None:
        """Gather the cells of a part that is not linear, so that the finding can name them."""
        if isinstance(node, Product):
            parts: tuple[Node, ...] = (node.left, node.right)
        else:
            parts = node.arguments if isinstance(node, Call) else ()
        for part in parts:
            if isinstance(part, Cell) and part.column is None:
                continue
            try:
                self._gather(part, instance, side, 1)
            except NotLinearError:
                continue

    def _cell(self, cell: Cell, instance: Instance, column: str) -> CellId:
        grid = self.session.grids[cell.table]
        found = self.session.positions(cell, instance.rows)
        at = found if isinstance(found, int) else found[instance.at]
        if at >= 0:
            return CellId(cell.table, at, grid.keys[at], column)
        assert cell.row is not None
        return CellId(cell.table, MISSING, missing_key(cell.row, instance.rows.texts[instance.at]), column)

    def _summed(self, cell: Cell, instance: Instance) -> Iterator[CellId]:
        """Yield the cells of a sum, and those that would be in it if their row were there."""
        grid = self.session.grids[cell.table]
        text = instance.rows.texts[instance.at]
        if cell.column is None:
            names = list(grid.labels)
        elif cell.column.iterates:
            names = select_columns(grid, cell.column, 0)
        else:
            names = self.session.column(cell, instance.column)
        taken = self.session.sets(cell, instance.rows)
        chosen = taken.sets[instance.at] if taken.each else taken.sets[0]
        for name in names:
            for at in chosen:
                yield CellId(cell.table, at, grid.keys[at], name)
        for key in self._absent(cell, text):
            for name in names:
                yield CellId(cell.table, MISSING, key, name)

    def _absent(self, cell: Cell, text: str) -> Iterator[str]:
        """Yield the keys of rows that other tables have and that this sum would take."""
        selector = cell.row
        if selector is None:
            return
        grid = self.session.grids[cell.table]
        known = self.session.missing.get(cell.table, {})
        if selector.pick is Pick.PATTERN and not selector.iterates:
            yield selector.text.replace("本行", text)
            return
        if selector.pick is Pick.CHILDREN:
            parent = selector.text or text
            top = grid.index.get(parent, MISSING)
            level = grid.rows[top].level + 1 if top >= 0 else 0
            for key, key_level in known.items():
                if key_level == level and (level == 1 or parent_key(key, grid.levels, level) == parent):
                    yield key
        elif selector.iterates and selector.pick is not Pick.ALL:
            test = row_test(selector)
            for key, key_level in known.items():
                if key not in selector.without and test(key, key_level):
                    yield key
            for key in self.session.open_rows.get(cell.table, ()):
                if test(key, 0):
                    yield key


def display_key(key: str) -> str:
    """Return a row key as it is shown: open project rows by their code."""
    return key.rstrip("*").rstrip("|")


def addends(constraint: Constraint, session: Session) -> int:
    """Return the number of addends for the rounding residue: the figures that are not zero, less one."""
    figures = 0
    for cell in constraint.coefficients:
        if cell.position >= 0 and session.grids[cell.table].values[cell.column][cell.position]:
            figures += 1
    return max(1, figures - 1)
