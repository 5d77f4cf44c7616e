"""Puts comparisons that look like one cause together."""

from __future__ import annotations

from collections import Counter, defaultdict

from converter.findings import Severity
from converter.rules.constraints import Constraint
from converter.rules.lookup import CellId

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def grouped(constraints: list[Constraint]) -> list[list[Constraint]]:
    """Return the broken constraints in groups that look like one cause, the leading one first.

    Together are: the same expression of one row in several columns whose differences belong together;
    the same expression up a chain of codes (项, 款, 类, 合计) with the same difference; and those that
    need the same change of the same cell.
    """
    parent = list(range(len(constraints)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    def join(a: int, b: int) -> None:
        parent[root(a)] = root(b)

    by_row: dict[tuple[int, str], list[int]] = defaultdict(list)
    by_column: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    by_change: dict[tuple[CellId, int], list[int]] = defaultdict(list)
    for at, constraint in enumerate(constraints):
        by_row[(id(constraint.expression), constraint.row)].append(at)
        by_column[(id(constraint.expression), constraint.column, constraint.residual)].append(at)
        for cell, coefficient in constraint.coefficients.items():
            if constraint.linear and constraint.residual % coefficient == 0:
                by_change[(cell, -constraint.residual // coefficient)].append(at)
    for members in by_row.values():
        if (
            len(members) > 1
            and _alike(constraints, members)
            and _belong([constraints[at].residual for at in members])
        ):
            for other in members[1:]:
                join(members[0], other)
    for members in by_column.values():
        for at in members:
            for other in members:
                if (
                    at != other
                    and _alike(constraints, [at, other])
                    and _above(constraints[at].row, constraints[other].row)
                ):
                    join(at, other)
    for members in by_change.values():
        for other in members[1:]:
            if _alike(constraints, [members[0], other]):
                join(members[0], other)
    groups: dict[int, list[Constraint]] = defaultdict(list)
    for at, constraint in enumerate(constraints):
        groups[root(at)].append(constraint)
    return [_led(group) for group in groups.values()]


def _belong(residuals: list[int]) -> bool:
    """Whether differences in columns of a row are one: all the same, or one is the sum of the others."""
    counts = Counter(residuals)
    if len(counts) == 1:
        return True
    total = sum(residuals)
    return any(total == 2 * residual for residual in residuals)


def _alike(constraints: list[Constraint], members: list[int]) -> bool:
    """Whether all are rounding residues or none is: a residue does not follow from an error."""
    return (
        len(
            {constraints[at].violation(constraints[at].residual) <= constraints[at].allowed for at in members}
        )
        == 1
    )


def _above(upper: str, lower: str) -> bool:
    """Whether a row is above another in the tree of codes (合计 is above all codes)."""
    if upper == lower or not lower[:3].isdigit():
        return False
    return lower.startswith(upper) if upper[:3].isdigit() else upper == "合计"


def _led(group: list[Constraint]) -> list[Constraint]:
    """Return the group with the most telling constraint first: an error, of the deepest row."""
    return sorted(
        group,
        key=lambda c: (
            _RANK[c.expression.severity],
            c.violation(c.residual) <= c.allowed,
            -len(c.row) if c.row[:3].isdigit() else 0,
            c.rule.order,
            c.number,
        ),
    )
