"""The figures stated in a text as a table that rule expressions can use (``文[机关运行经费, 金额]``).

A row is what one item of the text says of one subject; the same subject stated in several places has
several rows, and each is compared. The key of a row is the subject (``机关运行经费``, ``三公.合计``,
``采购.货物``, ``人员.在职``); where the subject is an id that means something only within its section,
the section's scope comes first (``income.total``, ``expenditure.basic``, ``general.usage.F2010301``).
"""

from __future__ import annotations

import re

from converter.disclosure.model import Cell, Row, Table
from converter.findings import Place
from converter.narrative.model import DisclosureText, Measure, Statement
from converter.rules.checks.text_view import part_name

COLUMNS = {
    Measure.AMOUNT: "金额",
    Measure.SHARE: "占比",
    Measure.CHANGE: "增减额",
    Measure.RATE: "增减率",
    Measure.PREVIOUS: "上年",
    Measure.COUNT: "数量",
}
_NUMBERING = re.compile(r"^\s*(?:\d{1,3}[.．、]|[（(]\d{1,3}[）)])\s*")
# What stands behind a number of a column; all others are amounts in 万元.
UNITS = {"占比": "%", "增减率": "%", "数量": ""}


def fact_key(statement: Statement) -> str:
    """Return the key under which rules find a statement."""
    subject = statement.subject
    return f"{statement.scope}.{subject}" if statement.scope and subject[:1].isascii() else subject


def _named(statement: Statement) -> str:
    """Return what the text calls the subject of a statement, else what rules call it."""
    label = _NUMBERING.sub("", statement.label).strip(" 　，,：:；;、")
    if len(label) < 2:
        sentence = statement.sentence.strip() or (statement.place and statement.place.excerpt) or ""
        return sentence if 1 < len(sentence) <= 30 else fact_key(statement)
    return label if len(label) <= 30 else f"…{label[-26:]}"


def _place(text: DisclosureText, statement: Statement) -> Place:
    if statement.paragraph >= len(text.paragraphs):
        return statement.place or Place(excerpt=statement.sentence[:160] or None)
    paragraph = text.paragraphs[statement.paragraph]
    return (paragraph.place or Place()).within(part_name(paragraph), statement.sentence[:160] or None)


def facts_table(text: DisclosureText, name: str) -> Table:
    """Return the statements of ``text`` as a table of facts called ``name``; what has no number is left
    out. Amounts are in 万元, shares and rates in percent, counts as they are."""
    table = Table(name, name, [list(COLUMNS.values())])
    rows: dict[tuple[int, str], Row] = {}
    for number, statement in enumerate(text.statements):
        column = COLUMNS.get(statement.measure)
        if column is None or statement.value is None:
            continue
        key = fact_key(statement)
        # Statements without a group stand alone.
        item = (statement.group if statement.group >= 0 else -1 - number, key)
        row = rows.get(item)
        if row is None or column in row.cells:
            row = rows[item] = Row(key, _named(statement), place=_place(text, statement))
            table.rows.append(row)
        row.cells[column] = Cell(statement.value, place=_place(text, statement), raw=statement.raw)
    return table
