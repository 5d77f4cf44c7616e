"""A department's tables against those of its units (部门汇总): every figure is the sum of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from converter.disclosure.model import Disclosure
from converter.findings import Finding, Severity
from converter.rules.arithmetic import shown, wan
from converter.rules.context import Context
from converter.rules.grids import Grid, micro
from converter.rules.registry import Rule
from converter.rules.syntax import plain_label

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class RollUp:
    """``tables`` are those that add up; empty: all."""

    tables: tuple[str, ...] = ()


def check_roll_up(context: Context, rule: Rule, parameters: RollUp) -> Iterator[Finding]:
    """Yield the figures that are not the sum of the units' figures; nothing when no units are given."""
    if not context.parts:
        return
    for name in parameters.tables or tuple(context.tables):
        table = context.tables.get(name)
        units = [(part, Grid(part.tables[name])) for part in context.parts if name in part.tables]
        if table is not None and len(units) == len(context.parts):
            yield from _table(context, rule, context.session.grids[name], units)


def _table(
    context: Context, rule: Rule, whole: Grid, units: list[tuple[Disclosure, Grid]]
) -> Iterator[Finding]:
    keys = list(dict.fromkeys([*whole.keys, *(key for _, grid in units for key in grid.keys)]))
    policy = context.rules.tolerance
    for key in keys:
        at = whole.index.get(key, -1)
        parts: list[tuple[str, list[tuple[Disclosure, int]], int]] = []
        for column in whole.values:
            # A key may occur twice (two projects of one name): all its rows count.
            mine = sum(whole.values[column][p] for p, k in enumerate(whole.keys) if k == key)
            theirs = [(part, _value(grid, key, column)) for part, grid in units]
            if mine != sum(value for _, value in theirs):
                parts.append((column, theirs, mine))
        if not parts:
            continue
        column, theirs, mine = parts[0]
        total = sum(value for _, value in theirs)
        addends = sum(1 for _, value in theirs if value)
        allowed = 0 if context.own else max(micro(policy.least), micro(policy.each) * addends)
        residue = all(abs(m - sum(v for _, v in t)) <= allowed for _, t, m in parts)
        named = "、".join(f"{part.unit} {shown(value)}" for part, value in theirs[:_MOST_NAMED] if value)
        more = f"等 {len(theirs)} 个单位" if len(theirs) > _MOST_NAMED else ""
        others = f"这一行另有 {len(parts) - 1} 列也不符。" if len(parts) > 1 else ""
        row = whole.rows[at] if at >= 0 else None
        table = whole.table
        label = f"{row.key} {row.label}" if row is not None and row.key.isdigit() else key
        lacking = f"部门的{table.id}没有这一行。" if row is None else ""
        yield context.finding(
            rule,
            f"{table.id}“{label}”行“{whole.labels[column]}”列 {shown(mine)} 万元，应等于各单位之和 "
            f"{shown(total)} 万元（{named or '各单位都是空白'}{more}），相差 {shown(abs(mine - total))} 万元。"
            f"{lacking}{others}{rule.data.advice}",
            *(context.place(table, row, whole.labels[c]) for c, _, _ in parts),
            severity=Severity.WARNING if residue and rule.data.severity is Severity.ERROR else None,
            expected=wan(total),
            actual=wan(mine),
            difference=wan(mine - total),
            kind="residue" if residue else "",
        )


def _value(grid: Grid, key: str, column: str) -> int:
    name = plain_label(column)
    figures = grid.values.get(name)
    return sum(figures[p] for p, k in enumerate(grid.keys) if k == key) if figures else 0
