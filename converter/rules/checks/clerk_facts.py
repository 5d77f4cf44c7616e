"""Facts that only the text gives (人员、采购、资产、绩效) against each other and the tables."""

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
class Facts:
    """Comparisons of facts: each ``left = right``, ``left <= right`` with sums by +; a term is a subject
    (人员.在职) or a table cell (表6[合计, 公用经费])."""

    comparisons: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()


def check_facts(context: Context, rule: Rule, parameters: Facts) -> Iterator[Finding]:
    """Yield comparisons that do not hold; a fact that the text does not give is not compared."""
    view = TextView.of(context)
    if view is None:
        return
    facts = facts_of(view)
    for comparison in parameters.comparisons:
        operator = "<=" if "<=" in comparison else "="
        left, _, right = comparison.partition(operator)
        sides = [_side(view, facts, side) for side in (left, right)]
        if sides[0] is None or sides[1] is None:
            continue
        (first, statement), (second, other) = sides[0], sides[1]
        if first == second or (operator == "<=" and first < second):
            continue
        place = statement or other
        words = "应等于" if operator == "=" else "不应大于"
        yield context.finding(
            rule,
            f"{left.strip()}是 {_shown(first)}，{words} {right.strip()} {_shown(second)}，相差 {_shown(abs(first - second))}。"
            "请核对后改正。",
            *([view.place(place)] if place is not None else []),
            expected=_shown(second),
            actual=_shown(first),
            difference=first - second,
        )
    for pair in parameters.together:
        values = [facts.get(name) for name in pair]
        if len(values) == 2 and values[0] is not None and values[1] is not None:
            one, two = values[0][0], values[1][0]
            if bool(one) != bool(two):
                yield context.finding(
                    rule,
                    f"{pair[0]}是 {_shown(one)}，{pair[1]}是 {_shown(two)}，一个有一个没有。请核对。",
                    view.place(values[0][1]),
                    actual=_shown(one),
                )


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
    if table is not None and not unlisted and said != len(listed) and (listed or table.empty):
        yield _number(view, rule, statement, said, len(listed), f"{parameters.table}列出的项目")
    others, _ = facts.get(parameters.other, (Decimal(0), statement))
    shown = len({t.project for t in view.text.performance})
    if shown and said + others != shown:
        yield _number(view, rule, statement, said + others, shown, "绩效目标表")
    money = facts.get(parameters.other_money)
    if parameters.other in facts and money is not None and bool(others) != bool(money[0]):
        yield context.finding(
            rule,
            f"非财政拨款项目写的是 {_shown(others)} 个，金额是 {_shown(money[0])} 万元，一个有一个没有。请核对。",
            view.place(money[1]),
            actual=_shown(money[0]),
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


def _side(
    view: TextView, facts: dict[str, tuple[Decimal, Statement]], side: str
) -> tuple[Decimal, Statement | None] | None:
    total = Decimal(0)
    first: Statement | None = None
    for term in side.split("+"):
        name = term.strip()
        ref = figure_ref(name)
        if ref is not None:
            value = view.figure(ref)
            if value is None:
                return None
            total += value
        elif name in facts:
            total += facts[name][0]
            first = first or facts[name][1]
        else:
            return None
    return total, first


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}" if value == value.to_integral_value() else f"{value:.2f}"
