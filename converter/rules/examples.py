"""Examples of rules (规则示例): small disclosures written as text, that satisfy a rule and that break it.

They are data of the pack (``examples.toml``), shown by ``gongkai rules ID`` and executed by the tests. A
table is written as a line ``表3 | column | column …`` and a line ``row | figure | figure …`` each; an
example breaks its rule after the changes of ``change`` are made:

- ``表3[201, 合计] = 5`` sets a figure (nothing after = makes it blank);
- ``表3[201].名称 = …`` sets the name of a row, ``表3[201].删除`` removes the row, ``表3[201].重复`` prints it twice;
- ``表7.备注 = …`` ``表7.编制部门 = …`` ``表7.单位 = …`` set a line of a table, ``表7.删除`` removes it.
- ``文：old → new`` replaces words of the text, the running text of the document: a line is a paragraph,
  a line with bars ( | ) a row of a performance table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from converter.disclosure.model import Cell, Disclosure, Row, Table
from converter.disclosure.specification import Role, TableSpec
from converter.disclosure.table_loading import load_tables
from converter.findings import Finding, Place
from converter.packs.classification import load_classification
from converter.packs.loading import Pack, PackError
from converter.rules.checking import check_disclosure
from converter.rules.registry import load_rules, with_only
from converter.rules.syntax import plain_label

_CHANGE = re.compile(r"^(?P<table>[^\[.]+)(?:\[(?P<row>[^\],]+)(?:,(?P<column>[^\]]+))?\])?(?P<rest>.*)$")
_TEXT = "文："
_BARS = re.compile(r"\s\|(?=\s|$)")
_LINES = {"备注": "note", "编制部门": "unit_line", "单位": "money_line"}


@dataclass(eq=False)
class Example:
    """One example of the rule ``id``. ``tables`` satisfy the rule, after ``change`` they break it."""

    id: str
    change: tuple[str, ...]
    tables: str = ""
    text: str = ""
    unit: str = "某局"
    year: int = 2023
    last_year: str = ""
    parts: tuple[str, ...] = ()


@dataclass(eq=False)
class Examples:
    """``examples.toml``."""

    examples: tuple[Example, ...] = field(default=())


@dataclass(eq=False)
class Outcome:
    """What an example shows: the findings of its rule before and after the change."""

    example: Example
    passing: list[Finding]
    failing: list[Finding]


def load_examples(pack: Pack) -> dict[str, list[Example]]:
    """Return the examples of the pack by rule."""
    found: dict[str, list[Example]] = {}
    for example in pack.section("examples", Examples).examples:
        found.setdefault(example.id.partition("/")[0], []).append(example)
    return found


def run_example(pack: Pack, example: Example) -> Outcome:
    """Return what the example's rule alone finds in it, as it is and after the change, as in a foreign
    document; raise PackError when the example cannot be read."""
    pack = replace(pack, year=example.year)
    rules = with_only(load_rules(pack), example.id.partition("/")[0])
    results: list[list[Finding]] = []
    for changes in ((), example.change):
        disclosure = build(pack, example, changes)
        last_year = None
        if example.last_year:
            last_year = build(pack, replace(example, tables=example.last_year, year=example.year - 1), ())
        parts = [
            build(pack, replace(example, tables=tables, unit=f"单位{number}"), ())
            for number, tables in enumerate(example.parts, start=1)
        ]
        results.append(
            check_disclosure(disclosure, pack, own=False, last_year=last_year, parts=parts, rules=rules)
        )
    return Outcome(example, *results)


def build(pack: Pack, example: Example, changes: tuple[str, ...]) -> Disclosure:
    """Return the example's disclosure with ``changes`` made."""
    specs = {spec.id: spec for spec in load_tables(pack).tables}
    disclosure = Disclosure(example.unit, "", example.year, "部门", {}, origin="read")
    table: Table | None = None
    columns: list[str] = []
    for line in filter(None, (line.strip() for line in example.tables.splitlines())):
        parts = [part.strip() for part in _BARS.split(line)]
        if parts[0] in specs:
            table = _table(specs[parts[0]], example)
            columns = parts[1:]
            disclosure.tables[table.id] = table
        elif table is None:
            raise PackError([f"examples.toml {example.id}：第一行应为表号，现为“{line}”"])
        elif parts[0].startswith("备注"):
            table.note = line
        else:
            row = _row(specs[table.id], parts[0], example.year)
            table.rows.append(row)
            for column, text in zip(columns, parts[1:], strict=False):
                row.cells[column] = Cell(_amount(text, example), raw=text)
    text = example.text
    for change in changes:
        if change.startswith(_TEXT):
            old, _, new = change.removeprefix(_TEXT).partition("→")
            if old.strip() not in text:
                raise PackError([f"examples.toml {example.id}：文中没有“{old.strip()}”"])
            text = text.replace(old.strip(), new.strip(), 1)
        else:
            _change(disclosure, specs, change, example)
    if text:
        _add_text(disclosure, pack, text)
    return disclosure


def _add_text(disclosure: Disclosure, pack: Pack, text: str) -> None:
    """Read the example's text as a finished document's and understand it."""
    from converter.disclosure.finished.paragraphs import paragraphs_of
    from converter.disclosure.finished.performance import PerformanceReader
    from converter.disclosure.finished.stream import StreamCell, StreamRow
    from converter.disclosure.finished.vocabulary import Words
    from converter.narrative.model import DisclosureText
    from converter.narrative.understanding.understanding import understand_text

    rows = []
    for number, line in enumerate(text.strip("\n").splitlines(), start=1):
        place = Place(paragraph=number)
        parts = [part.strip() for part in _BARS.split(line)] if " |" in line else [line]
        cells = [StreamCell(part, column, place) for column, part in enumerate(parts)]
        rows.append(StreamRow(cells, 0 if len(parts) > 1 else -1))
    words = Words.of(pack)
    performance, rest = PerformanceReader(words.data.performance).split(rows)
    disclosure.text = DisclosureText(paragraphs_of(rest, words, wrapped=False), performance=performance)
    understand_text(disclosure, pack)


def _table(spec: TableSpec, example: Example) -> Table:
    return Table(
        spec.id,
        spec.title.replace("{wording}", "部门"),
        [[column.name for column in section.amounts] for section in spec.sections],
        unit_line=f"编制部门：{example.unit}",
        money_line="单位：万元",
    )


def _row(spec: TableSpec, text: str, year: int) -> Row:
    """Return an empty row for ``key``, ``code|project`` or ``code name``."""
    key, _, printed = text.partition(" ")
    code = key.partition("|")[0]
    digits = code.removeprefix("支出")
    lists = load_classification()
    economic = any(row.by == "economic" for section in spec.sections for row in section.rows)
    known = (lists.economic if economic else lists.functional).get(digits, year)
    name = printed or (known.name if known else key)
    section = 0
    for number, candidate in enumerate(spec.sections):
        total = candidate.total.name if candidate.total is not None else ""
        if plain_label(key) in {plain_label(row.name) for row in candidate.rows} | {plain_label(total)}:
            section = number
            break
    else:
        section = len(spec.sections) - 1 if digits != code else 0
    if digits != code:
        return Row(key, f"{digits} {name}", section=section)
    coded = code.isdigit() and any(column.role is Role.CODE for column in spec.columns)
    level = {3: 1, 5: 2, 7: 3}.get(len(code), 0) if coded else 0
    project = key.partition("|")[2]
    return Row(key, name, codes=(code,) if level else (), level=level, section=section, project=project)


def _amount(text: str, example: Example) -> Decimal | None:
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        raise PackError([f"examples.toml {example.id}：“{text}”不是金额"]) from None


def _change(disclosure: Disclosure, specs: dict[str, TableSpec], change: str, example: Example) -> None:
    left, _, value = change.partition(" = ")
    value = value.strip().removesuffix("=").strip()
    match = _CHANGE.match(left.strip().removesuffix("=").strip())
    table = disclosure.tables.get(match["table"].strip()) if match else None
    if match is None or table is None:
        raise PackError([f"examples.toml {example.id}：看不懂改动“{change}”"])
    action = match["rest"].strip().removeprefix(".")
    if match["row"] is None:
        if action == "删除":
            del disclosure.tables[table.id]
        elif action in _LINES:
            setattr(table, _LINES[action], value)
        else:
            raise PackError([f"examples.toml {example.id}：看不懂改动“{change}”"])
        return
    key = match["row"].strip()
    row = table.row(key)
    if row is None:
        row = _row(specs[table.id], key, example.year)
        table.rows.append(row)
    if match["column"]:
        row.cells[match["column"].strip()] = Cell(_amount(value, example), raw=value)
    elif action == "删除":
        table.rows.remove(row)
    elif action == "重复":
        table.rows.insert(table.rows.index(row), replace(row, cells=dict(row.cells)))
    elif action == "名称":
        row.label = value
    else:
        raise PackError([f"examples.toml {example.id}：看不懂改动“{change}”"])
