"""Empty tables and their notes (空表与备注)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

from converter.disclosure.model import Table
from converter.findings import Finding, Place
from converter.rules.context import Context
from converter.rules.registry import Rule

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")


@dataclass(frozen=True, slots=True)
class Notes:
    """The tables that need a note when they are empty, and the words by which a note says so."""

    tables: tuple[str, ...] = ()
    none_words: tuple[str, ...] = ("未安排",)


def check_notes(context: Context, rule: Rule, parameters: Notes) -> Iterator[Finding]:
    """Yield empty tables without a note, notes of emptiness under figures, and notes of another year."""
    for name in parameters.tables:
        table = context.tables.get(name)
        if table is None:
            continue
        says_none = any(word in table.note for word in parameters.none_words)
        where = _where(context, table)
        if table.empty and not says_none:
            said = f"，备注“{table.note}”没有说明这一点" if table.note else "，也没有备注"
            yield context.finding(
                rule,
                f"{name} 没有数{said}。没有数据的表应列出空表并在表下备注说明未安排，请补上备注。",
                where,
                expected="备注说明本年未安排",
                actual=table.note or "没有备注",
            )
        elif not table.empty and says_none:
            yield context.finding(
                rule,
                f"{name} 有数，备注却说没有安排：“{table.note}”。表中的数无误时请删去备注。",
                where,
                expected="没有备注",
                actual=table.note,
            )
        if table.note and context.disclosure.year:
            years = {int(year) for year in _YEAR.findall(table.note)}
            if years and context.disclosure.year not in years:
                yield context.finding(
                    rule,
                    f"{name} 的备注写的是 {min(years)} 年，本文件是 {context.disclosure.year} 年：“{table.note}”。"
                    "请改为本年度。",
                    where,
                    expected=f"{context.disclosure.year}年",
                    actual=f"{min(years)}年",
                )


def _where(context: Context, table: Table) -> Place:
    if table.note_place is not None:
        return dataclasses.replace(table.note_place, table=table.id, row="备注", excerpt=table.note or None)
    return dataclasses.replace(context.place(table), row="备注", excerpt=table.note or None)
