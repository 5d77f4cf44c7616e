"""Names of projects that stand as heads above the rows of economic codes that they consist of.

A table without a column of projects may name each project in the column of codes, with its sum or without
any amount. Only in project spending is such a text taken for a project: elsewhere it may be anything.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from converter.ledger.row_table import RowTable
from converter.ledger.trouble import Trouble
from converter.ledger.words_in_rows import is_project_kind
from converter.recognition.words import bare_forms

if TYPE_CHECKING:
    from converter.ledger.rows import BlockReading

_CODED = ("function", "economic")


def head_text(table: RowTable, index: int) -> str:
    """Return what a row of project spending says in a column of codes if it is no code; "" otherwise."""
    if "project" in table.axes or not is_project_kind(table.kind[index] or "-") or index in table.totals:
        return ""
    for trouble in table.troubles.get(index, ()):
        if trouble.dimension in _CODED and trouble.fault == "unknown":
            return trouble.text
    return ""


def name_projects(table: RowTable, facts: Sequence[int], totals: set[int]) -> None:
    """Give the facts below each head its text as project, down to the next head, total or section.

    Heads are among ``totals`` (they add up what they stand above) or hold no amount at all.
    """
    if "project" in table.axes:
        return
    own = set(facts)
    heads = [i for i in sorted(table.troubles) if i not in own and head_text(table, i)]
    if not heads:
        return
    kinds = table.kind
    others = [i for i in totals if i not in heads and i not in table.totals]
    ends = sorted({*heads, *table.totals, *others, len(table)})
    for head in heads:
        name = bare_forms(head_text(table, head))[-1]
        start, end = bisect_left(facts, head), ends[bisect_left(ends, head + 1)]
        for index in facts[start : bisect_left(facts, end)]:
            if kinds[index] == kinds[head]:
                table.project[index] = table.project[index] or name


def names_project(reading: BlockReading, table: RowTable, index: int, above: str) -> bool:
    """Return whether a bare name that is that of the function above names a project instead (残疾人康复 below
    2081104残疾人康复): in project spending, where functions are written with their codes. The row then has
    the trouble of a head."""
    if not above or table.function[index] != above or "project" in table.axes or index in table.totals:
        return False
    if not is_project_kind(table.kind[index] or "-"):
        return False
    said = reading.coded["function"].all_of
    for column, values in reading.spoken["function"]:
        text = said(values[index])
        if text.text and not text.code and _functions_coded(reading):
            trouble = Trouble("function", column, text.text, "unknown")
            table.troubles.setdefault(index, []).append(trouble)
            return True
    return False


def function_of_head(reading: BlockReading, table: RowTable, index: int, above: str) -> str:
    """Return the function above for the head of a project; only where functions are told by their codes, so
    that a text without one is none."""
    return above if above and head_text(table, index) and _functions_coded(reading) else ""


def _functions_coded(reading: BlockReading) -> bool:
    said = reading.coded["function"].all_of
    return any(said(value).code for _, values in reading.spoken["function"] for value in values if value)
