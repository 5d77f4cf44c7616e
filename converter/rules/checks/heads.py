"""The heads of the tables (表头): unit, unit of money; and whether all tables are there."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from converter.disclosure.model import Table
from converter.disclosure.table_loading import load_tables
from converter.findings import Finding, Place, Severity
from converter.rules.context import Context
from converter.rules.registry import Rule
from converter.rules.syntax import plain_label

_MANY = 3  # numbered tables that show how a document numbers them
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")


@dataclass(frozen=True, slots=True)
class Heads:
    """Patterns of the lines with the unit and the unit of money (their group 1 is the value), searched for
    without white space and with wide punctuation, since both may stand on one line and a table that was read
    knows its unit without the words before it; ``money`` is the unit of money of the form."""

    unit_pattern: str
    money_pattern: str
    money: str = "万元"


@dataclass(frozen=True, slots=True)
class Present:
    """``optional`` are tables that need not be there. Where at least ``most`` of a form's tables stand in a
    document, one that is not there was left out: that is no mere information."""

    optional: tuple[str, ...] = ()
    most: int = 5


def faults_of(parameters: Heads | Present) -> Iterator[str]:
    """Yield what is wrong with parameters."""
    if isinstance(parameters, Heads):
        for name in ("unit_pattern", "money_pattern"):
            try:
                if re.compile(getattr(parameters, name)).groups < 1:
                    yield f"parameters.{name}：应有一对括号，括出要比较的内容"
            except re.error as fault:
                yield f"parameters.{name}：不是正确的正则表达式（{fault}）"


def check_heads(context: Context, rule: Rule, parameters: Heads) -> Iterator[Finding]:
    """Yield tables whose unit or unit of money differs from the others'."""
    units = _values(context, parameters.unit_pattern, "unit_line")
    if units:
        usual = Counter(plain_label(value) for _, value in units.values()).most_common(1)[0][0]
        printed = next(value for _, value in units.values() if plain_label(value) == usual)
        wanted = context.disclosure.unit or printed
        if plain_label(wanted) != usual:
            tables = [name for name, (_, value) in units.items() if plain_label(value) == usual]
            yield context.finding(
                rule,
                f"{'、'.join(tables)} 的编制部门是“{printed}”，本文件的单位是“{wanted}”。请核对并写成一致。",
                *(_place(context, units[name][0]) for name in tables),
                expected=wanted,
                actual=printed,
            )
        for name, (table, value) in units.items():
            if plain_label(value) not in (usual, plain_label(wanted)):
                yield context.finding(
                    rule,
                    f"{name} 的编制部门是“{value}”，其他表是“{printed}”。请写成一致。",
                    _place(context, table),
                    expected=printed,
                    actual=value,
                )
        yield from _lacking(context, rule, set(units), "编制部门")
    yield from _money(context, rule, parameters)
    yield from _years(context, rule)
    yield from _numbers(context, rule)
    yield from _titles(context, rule)


def _money(context: Context, rule: Rule, parameters: Heads) -> Iterator[Finding]:
    """Yield tables in another unit of money than the form's; where all are, it is said once and mildly."""
    moneys = _values(context, parameters.money_pattern, "money_line")
    wrong = {
        name: pair for name, pair in moneys.items() if plain_label(pair[1]) not in ("", parameters.money)
    }
    if wrong and len(wrong) == len(moneys) and len({plain_label(value) for _, value in wrong.values()}) == 1:
        table, value = next(iter(wrong.values()))
        yield context.finding(
            rule,
            f"各表的金额单位都是“{value}”，公开表以“{parameters.money}”为单位。核对时已经折算。",
            _place(context, table),
            severity=Severity.INFO,
            expected=parameters.money,
            actual=value,
        )
        wrong = {}
    for name, (table, value) in wrong.items():
        yield context.finding(
            rule,
            f"{name} 的金额单位是“{value}”，公开表应为“{parameters.money}”。请核对金额后改正。",
            _place(context, table),
            expected=parameters.money,
            actual=value,
        )
    if moneys:
        yield from _lacking(context, rule, set(moneys), "金额单位")


def _years(context: Context, rule: Rule) -> Iterator[Finding]:
    """Yield tables whose title names another year than the document's."""
    year = context.disclosure.year
    for table in context.tables.values():
        named = {int(text) for text in _YEAR.findall(table.title)}
        if year is not None and named and year not in named:
            yield context.finding(
                rule,
                f"{table.id} 的标题写的是 {min(named)} 年（“{table.title}”），本文件是 {year} 年。请改为本年度。",
                dataclasses.replace(context.place(table), excerpt=table.title),
                expected=f"{year}年",
                actual=f"{min(named)}年",
            )


def _numbers(context: Context, rule: Rule) -> Iterator[Finding]:
    """Yield tables whose number is another one's, where most have the number of their place in the form."""
    specs = load_tables(context.pack).tables
    order = {spec.id: number for number, spec in enumerate(specs, start=1)}
    numbered = [table for table in context.tables.values() if table.number is not None and table.id in order]
    wrong = [table for table in numbered if table.number != order[table.id]]
    if len(numbered) < _MANY or 2 * len(wrong) >= len(numbered):
        return  # a document that numbers its tables in its own way
    for table in wrong:
        yield context.finding(
            rule,
            f"{table.id}（{table.title}）的表号印作“表{table.number}”。请改为“表{order[table.id]}”。",
            dataclasses.replace(context.place(table), excerpt=table.title),
            expected=f"表{order[table.id]}",
            actual=f"表{table.number}",
        )


def _titles(context: Context, rule: Rule) -> Iterator[Finding]:
    """Yield tables that stand below the title of another table: their header says which they are."""
    titles = {
        plain_label(spec.title.replace("{wording}", wording)): spec.id
        for spec in load_tables(context.pack).tables
        for wording in ("部门", "单位")
    }
    specs = {spec.id: spec for spec in load_tables(context.pack).tables}
    for table in context.tables.values():
        printed = next((t for t in sorted(titles, key=len) if plain_label(table.title).endswith(t)), "")
        if printed and titles[printed] != table.id:
            right = specs[table.id].title.replace("{wording}", context.disclosure.wording)
            yield context.finding(
                rule,
                f"{table.id} 的表题印作“{table.title}”，从表头看是“{right}”。请核对后改正表题。",
                dataclasses.replace(context.place(table), excerpt=table.title),
                expected=right,
                actual=table.title,
            )


def _values(context: Context, line_pattern: str, attribute: str) -> dict[str, tuple[Table, str]]:
    matcher = re.compile(line_pattern)
    values: dict[str, tuple[Table, str]] = {}
    for name, table in context.tables.items():
        match = matcher.search(plain_label(getattr(table, attribute)))
        if match and match[1]:
            values[name] = (table, match[1])
    return values


def _lacking(context: Context, rule: Rule, having: set[str], what: str) -> Iterator[Finding]:
    """Yield the tables without a line that most tables have; a form where few have it is of that kind."""
    lacking = [table for name, table in context.tables.items() if name not in having]
    if lacking and len(having) > 2 * len(lacking):
        names = "、".join(table.id for table in lacking)
        yield context.finding(
            rule,
            f"{names} 没有写明{what}，其他表都有。请补上。",
            *(_place(context, table) for table in lacking),
        )


def _place(context: Context, table: Table) -> Place:
    return dataclasses.replace(context.place(table), excerpt=table.unit_line or None)


def check_present(context: Context, rule: Rule, parameters: Present) -> Iterator[Finding]:
    """Yield one finding that names the tables of the form that are not there."""
    wanted = [spec.id for spec in load_tables(context.pack).tables if spec.id not in parameters.optional]
    missing = [name for name in wanted if name not in context.tables]
    if not missing:
        return
    none, left_out = len(missing) == len(wanted), len(wanted) - len(missing) >= parameters.most
    if none:
        message = f"没有找到公开表（应有 {wanted[0]}至{wanted[-1]}）。只检查了文字部分；表在另一个文件里的请一起检查。"
    else:
        message = (
            f"没有找到{'、'.join(missing)}，有关的核对没有做。没有数据的表也应列出空表并说明；"
            "表在另一个文件里的请一起检查。"
        )
    file = context.disclosure.files[0] if context.disclosure.files else None
    finding = context.finding(
        rule,
        message,
        *(Place(file=file, table=name) for name in missing),
        severity=Severity.INFO if none or not left_out else None,
        expected="、".join(wanted),
        actual="、".join(name for name in wanted if name not in missing) or None,
    )
    finding.kind = "no tables" if none else "missing"
    yield finding
