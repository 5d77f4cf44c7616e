"""Counts of projects (项目个数): as the text states them, as the tables list them, as performance tables show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.findings import Finding
from converter.narrative.model import Measure, Statement
from converter.narrative.understanding.sections import figure_ref
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class Projects:
    """The facts that count projects, the table that lists them one by one, and the cells of project money
    that it does not list (when those are not zero the number is not known)."""

    fiscal: str = "绩效.财政拨款项目"
    other: str = "绩效.非财政拨款项目"
    other_money: str = "绩效.非财政拨款金额"
    table: str = "表7"
    elsewhere: tuple[str, ...] = ()


def check_projects(context: Context, rule: Rule, parameters: Projects) -> Iterator[Finding]:
    """Yield a stated number of projects that is not the number of projects in the table, or of performance
    tables, and projects without money or money without projects."""
    view = TextView.of(context)
    facts = facts_of(view) if view is not None else {}
    if view is None or parameters.fiscal not in facts:
        return
    said, statement = facts[parameters.fiscal]
    table = context.tables.get(parameters.table)
    listed = {row.project for row in table.rows if row.project} if table is not None else set()
    unlisted = any(view.figure(figure_ref(cell)) for cell in parameters.elsewhere)
    lacking = [found for (name, _), found in context.lacking.items() if name == parameters.table]
    if table is not None and not unlisted and said != len(listed) and (listed or table.empty):
        number = _number(view, rule, statement, said, len(listed), f"{parameters.table}列出的项目")
        if said == len(listed) + len(lacking):
            lacking[0].consequences.append(number)  # the row that is missing is the project
        else:
            yield number
    others, _ = facts.get(parameters.other, (Decimal(0), statement))
    shown = len({t.project for t in view.text.performance})
    if shown and said + others != shown:
        yield _number(view, rule, statement, said + others, shown, "绩效目标表")
    money = facts.get(parameters.other_money)
    if money is not None:
        yield from _other_money(view, rule, others, money)
    if parameters.other in facts and money is not None and bool(others) != bool(money[0]):
        yield context.finding(
            rule,
            f"非财政拨款项目写的是 {_shown(others)} 个，金额是 {_shown(money[0])} 万元，一个有一个没有。请核对。",
            view.place(money[1]),
            actual=_shown(money[0]),
        )


def _other_money(
    view: TextView, rule: Rule, said: Decimal, money: tuple[Decimal, Statement]
) -> Iterator[Finding]:
    """The performance tables without fiscal money, where there are as many as are said: what they add up to
    is the amount of the projects that are not fiscal."""
    shown = [t for t in view.text.performance if not t.fiscal and t.total]
    total = sum((t.total or Decimal(0) for t in shown), Decimal(0))
    if said and len({t.project for t in shown}) == said and total != money[0]:
        yield view.context.finding(
            rule,
            f"非财政拨款项目涉及金额写的是 {_shown(money[0])} 万元，绩效目标表上 {_shown(said)} 个项目合计 "
            f"{_shown(total)} 万元。请核对。",
            view.place(money[1]),
            expected=total,
            actual=money[0],
            difference=money[0] - total,
        )


def _number(
    view: TextView, rule: Rule, statement: Statement, said: Decimal, counted: int, what: str
) -> Finding:
    return view.context.finding(
        rule,
        f"文中说有 {_shown(said)} 个项目，{what}是 {counted} 个。请核对。",
        view.place(statement),
        expected=str(counted),
        actual=_shown(said),
    )


def facts_of(view: TextView) -> dict[str, tuple[Decimal, Statement]]:
    """Return subject → (number, statement) of the amounts and counts of the text."""
    facts: dict[str, tuple[Decimal, Statement]] = {}
    for statement in view.statements:
        if (
            statement.measure in (Measure.AMOUNT, Measure.COUNT)
            and statement.subject
            and statement.value is not None
        ):
            facts.setdefault(statement.subject, (statement.value, statement))
    return facts


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}" if value == value.to_integral_value() else f"{value:.2f}"
