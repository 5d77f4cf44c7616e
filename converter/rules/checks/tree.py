"""Levels of the code rows (科目层级): every row has its upper rows, and lower ones where codes have any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from converter.disclosure.model import Row, Table
from converter.findings import Finding, Severity
from converter.packs.classification import CodeList, load_classification
from converter.rules.context import Context
from converter.rules.registry import Rule

_NAMES = {1: "类", 2: "款", 3: "项"}


@dataclass(frozen=True, slots=True)
class Tree:
    """The tables with functional and with economic codes. ``own_lower`` is the severity of a missing lower
    level in our own output, where it means that the input is no finer."""

    functional: tuple[str, ...] = ()
    economic: tuple[str, ...] = ()
    own_lower: Severity = Severity.WARNING


def check_tree(context: Context, rule: Rule, parameters: Tree) -> Iterator[Finding]:
    """Yield rows whose upper row is missing, and rows without the lower ones that their code has."""
    lists = load_classification()
    for names, codes in ((parameters.functional, lists.functional), (parameters.economic, lists.economic)):
        for name in names:
            table = context.tables.get(name)
            if table is not None:
                yield from _table(context, rule, parameters, table, codes)


class _Extent(NamedTuple):
    """The lengths of a list's codes, and the codes that have lower ones."""

    lengths: frozenset[int]
    upper: frozenset[str]


@lru_cache(maxsize=8)
def _extent(codes: CodeList) -> _Extent:
    return _Extent(
        frozenset(len(code) for code in codes), frozenset(code[:-2] for code in codes if len(code) > 3)
    )


def _table(
    context: Context, rule: Rule, parameters: Tree, table: Table, codes: CodeList
) -> Iterator[Finding]:
    rows = [
        replace(row, key=context.recoded.get((table.id, row.key), row.key))
        for row in table.rows
        if row.level > 0 and row.key.isdigit() and len(row.key) in _extent(codes).lengths
    ]
    if not rows:
        return
    keys = {row.key for row in rows}
    upper_said: set[str] = set()
    for row in rows:
        upper = row.key[:-2]
        if len(row.key) > 3 and upper not in keys and upper not in upper_said:
            upper_said.add(upper)
            yield from _missing_upper(context, rule, table, row, upper)
    deepest = max(len(row.key) for row in rows)
    full, listed = max(_extent(codes).lengths), _extent(codes).upper
    level = {len(row.key): row.level for row in rows}.get(deepest, 0)
    if deepest < full:
        yield context.finding(
            rule,
            f"{table.id} 只列到{_NAMES.get(level, '')}，没有列到{_NAMES.get(level + 1, '')}。"
            f"按规定应公开到{_NAMES.get(level + 1, '')}，请补上下级各行。",
            context.place(table),
            severity=Severity.WARNING,
        )
    with_lower = {key[:-2] for key in keys if len(key) > 3}
    for row in rows:
        if len(row.key) < deepest and row.key not in with_lower and row.key in listed:
            yield from _missing_lower(context, rule, parameters, table, row)


def _missing_upper(context: Context, rule: Rule, table: Table, row: Row, upper: str) -> Iterator[Finding]:
    finding = context.finding(
        rule,
        f"{table.id} 有“{row.key} {row.label}”行，却没有它的上级“{upper}”行。请补上这一行。",
        replace(context.place(table), row=upper),
        context.place(table, row),
        expected=f"有“{upper}”行",
    )
    known = context.lacking.get((table.id, upper))
    if known is None:
        yield finding
    else:
        known.consequences.append(finding)


def _missing_lower(
    context: Context, rule: Rule, parameters: Tree, table: Table, row: Row
) -> Iterator[Finding]:
    lower = _NAMES.get(row.level + 1, "下级")
    finding = context.finding(
        rule,
        f"{table.id} 的“{row.key} {row.label}”行下面没有{lower}级科目，科目表上它还分{lower}。"
        f"请补上{lower}级各行，金额之和应等于这一行。",
        context.place(table, row),
        severity=parameters.own_lower if context.own else None,
    )
    known = next(
        (
            found
            for (name, key), found in context.lacking.items()
            if name == table.id and key.startswith(row.key)
        ),
        None,
    )
    if known is None:
        yield finding
    else:
        known.consequences.append(finding)
