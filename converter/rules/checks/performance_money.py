"""项目支出绩效目标表 against the tables: amounts of projects, projects that lack one, what indicators cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.disclosure.finished.vocabulary import normal
from converter.findings import Finding, Place, Severity
from converter.narrative.model import Indicator, Measure, PerformanceTable
from converter.rules.checks.performance import performance_tables, place_of
from converter.rules.checks.text_view import TextView, amount
from converter.rules.context import Context
from converter.rules.registry import Rule

_AMOUNT = re.compile(r"([\d,]+(?:\.\d+)?)\s*万元")


@dataclass(frozen=True, slots=True)
class Amounts:
    """The table of projects and its column of amounts."""

    tables: tuple[str, ...] = ("表7", "表8", "表9")
    column: str = "合计"


def check_amounts(context: Context, rule: Rule, parameters: Amounts) -> Iterator[Finding]:
    """Yield heads whose amounts do not add up, differ from the project's row, or are left blank."""
    for _, table, place in performance_tables(context):
        if table.total is not None and table.fiscal is not None:
            other = table.other or Decimal(0)
            published = _published(context, parameters, table.project)
            fiscal_alone = published is not None and table.fiscal != published == table.total - other
            if table.total != table.fiscal + other and not fiscal_alone:
                yield context.finding(
                    rule,
                    f"项目“{table.project}”年度预算总额 {amount(table.total)}，财政拨款加其他资金是 "
                    f"{amount(table.fiscal + other)}，两者应相等。",
                    place,
                    expected=table.fiscal + other,
                    actual=table.total,
                    difference=table.total - table.fiscal - other,
                )
        published = _published(context, parameters, table.project)
        if published is not None and table.fiscal is not None and published != table.fiscal:
            yield context.finding(
                rule,
                f"项目“{table.project}”绩效目标表写财政拨款 {amount(table.fiscal)}，{parameters.tables[0]}是 "
                f"{amount(published)}。请核对。",
                place,
                expected=published,
                actual=table.fiscal,
                difference=table.fiscal - published,
            )
        blanks = [
            n
            for n, k in (("年度预算总额", "total"), ("财政拨款", "fiscal"), ("其他资金", "other"))
            if getattr(table, k) is None
        ]
        if blanks:
            yield context.finding(
                rule,
                f"项目“{table.project}”的“{'、'.join(blanks)}”没有填数，没有时请填 0.00。",
                place,
                severity=Severity.WARNING,
                expected="0.00",
                actual="空",
            )
        if any("万元" in table.raw.get(k, "") for k in ("total", "fiscal", "other")):
            yield context.finding(
                rule,
                f"项目“{table.project}”的金额里写了“万元”，表头已注明单位，只写数，保留两位小数。",
                place,
                severity=Severity.INFO,
                expected=f"{table.total:.2f}" if table.total is not None else None,
                actual=table.raw.get("total", ""),
            )


def _published(context: Context, parameters: Amounts, project: str) -> Decimal | None:
    plain = normal(project)
    found = [
        context.figure(context.tables[name], row, parameters.column)
        for name in parameters.tables
        if name in context.tables
        for row in context.tables[name].rows
        if row.project and normal(row.project) == plain
    ]
    return sum(found, Decimal(0)) if found else None


@dataclass(frozen=True, slots=True)
class Projects:
    """``tables`` list projects by name; ``listed`` is the one that lists all of its budget's. Names that are
    ``similar`` (0–100) are the same project written differently."""

    listed: str = "表7"
    tables: tuple[str, ...] = ("表7", "表8", "表9")
    column: str = "合计"
    similar: int = 75


def check_projects(context: Context, rule: Rule, parameters: Projects) -> Iterator[Finding]:
    """Yield performance tables whose project is written otherwise than in the tables, and listed projects
    without a performance table where the document has such tables."""
    shown = list(performance_tables(context))
    listed = {
        normal(row.project): (context.tables[name], row)
        for name in parameters.tables
        if name in context.tables
        for row in context.tables[name].rows
        if row.project
    }
    if not shown or not listed:
        return
    yield from _printed_twice(context, rule, shown)
    told = {normal(table.project) for _, table, _ in shown}
    lacking = {key: found for key, found in listed.items() if key not in told}
    for _, table, place in shown:
        plain = normal(table.project)
        if plain in listed or not plain:
            continue
        from rapidfuzz import fuzz

        near = max(lacking, key=lambda key: fuzz.ratio(key, plain), default=None)
        if near is None or fuzz.ratio(near, plain) < parameters.similar:
            amounts = [table.fiscal, table.total]
            equal = [k for k, (_, row) in lacking.items() if row.value(parameters.column) in amounts]
            near = equal[0] if len(equal) == 1 else None
        if near is None:
            continue  # of other money, which no table lists by project
        source, row = lacking.pop(near)
        yield context.finding(
            rule,
            f"绩效目标表的项目名称“{table.project}”与{source.id}不一致，表里是“{row.project}”。请统一。",
            place,
            context.place(source, row),
            expected=row.project,
            actual=table.project,
        )
    left = [(source, row) for source, row in lacking.values() if source.id == parameters.listed]
    if left:
        names = "、".join(f"“{row.project}”" for _, row in left)
        yield context.finding(
            rule,
            f"{parameters.listed} 的项目 {names} 没有绩效目标表。请补上；不需要编制的请说明。",
            *(context.place(source, row) for source, row in left),
            expected=f"{len({row.project for _, row in left})} 张绩效目标表",
            actual="没有",
        )


def _printed_twice(
    context: Context, rule: Rule, shown: list[tuple[TextView, PerformanceTable, Place]]
) -> Iterator[Finding]:
    """Yield projects that have two performance tables with the same money."""
    seen: dict[tuple[str, Decimal | None], Place] = {}
    for _, table, place in shown:
        key = (normal(table.project), table.total)
        first = seen.setdefault(key, place)
        if first is not place and table.project:
            yield context.finding(
                rule,
                f"项目“{table.project}”有两张绩效目标表，预算总额相同。请删去重复的一张，或更正其中一张的项目名称。",
                place,
                first,
                expected="一张",
                actual="两张",
            )


@dataclass(frozen=True, slots=True)
class Costs:
    """``similar``: how alike (0–100) the wording of an allocation and of its cost indicator must be."""

    first: tuple[str, ...] = ("成本",)
    similar: int = 45


def check_costs(context: Context, rule: Rule, parameters: Costs) -> Iterator[Finding]:
    """Yield cost indicators that do not add up to the project, or differ from its 资金分配."""
    for view, table, place in performance_tables(context):
        costs = [
            (i, Decimal(found.group(1).replace(",", "")))
            for i in table.indicators
            if any(w in i.first for w in parameters.first) and (found := _AMOUNT.search(i.target))
        ]
        if not costs or table.total is None:
            continue
        total = sum((value for _, value in costs), Decimal(0))
        if total != table.total:
            yield context.finding(
                rule,
                f"项目“{table.project}”各成本指标合计 {amount(total)}，项目预算是 {amount(table.total)}。请核对。",
                place,
                expected=table.total,
                actual=total,
                difference=total - table.total,
            )
        yield from _against_allocation(view, rule, parameters, table, costs, place)


def _against_allocation(
    view: TextView,
    rule: Rule,
    parameters: Costs,
    table: PerformanceTable,
    costs: list[tuple[Indicator, Decimal]],
    place: Place,
) -> Iterator[Finding]:
    plain = normal(table.project)
    parts = [
        s
        for s in view.statements
        if s.subject.startswith("分配:") and s.measure is Measure.AMOUNT and normal(s.subject[3:]) == plain
    ]
    if len(parts) < 2 or len(costs) < 2:
        return
    if sum((p.value or Decimal(0) for p in parts), Decimal(0)) != sum((c for _, c in costs), Decimal(0)):
        return  # of different money, or told by the rules on sums: no part has its counterpart
    from rapidfuzz import fuzz

    for part in parts:
        text = view.paragraphs[part.paragraph].text
        before = re.split(r"[、，。；：:]|\d+(?:\.\d+)?\s*万元", text[: part.start])
        label = next((piece for piece in reversed(before) if piece.strip()), "")
        same = [i for i, value in costs if value == part.value]
        if not same:
            yield view.context.finding(
                rule,
                f"项目“{table.project}”资金分配里的“{label}{part.raw}万元”，绩效目标表没有金额相同的成本指标。请统一口径。",
                view.place(part),
                place,
                actual=f"{part.raw}万元",
            )
        elif max(fuzz.partial_ratio(normal(label), normal(i.third)) for i in same) < parameters.similar:
            yield view.context.finding(
                rule,
                f"项目“{table.project}”的 {part.raw}万元，资金分配说是“{label}”，绩效目标表说是“{same[0].third}”。请统一口径。",
                view.place(part),
                place_of(same[0]),
                expected=label,
                actual=same[0].third,
            )
