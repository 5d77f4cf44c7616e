"""Amounts of the text against the tables (文表一致): each equal to its cell, with what follows from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.findings import Finding, Severity
from converter.money import percent
from converter.narrative.model import FigureRef, Measure
from converter.rules.checks.text_view import Item, TextView, amount, printed
from converter.rules.context import Context
from converter.rules.registry import Rule

_MANY = 5  # wrong amounts of one paragraph that may be one slip


@dataclass(frozen=True, slots=True)
class Amounts:
    """Nothing to choose: every statement names its cell."""


def check_amounts(context: Context, rule: Rule, _parameters: Amounts) -> Iterator[Finding]:
    """Yield amounts that differ from their table cell, and 未安排 where the table has a figure."""
    view = TextView.of(context)
    if view is None:
        return
    wrong: list[tuple[Item, Finding]] = []
    for item in view.items:
        if item.figure is None:
            continue
        published = view.figure(item.figure)
        if published is None:
            continue
        wrong += [(item, finding) for finding in _amount(view, rule, item, item.figure, published)]
        nothing = item.statements.get(Measure.NONE)
        if nothing is not None and published:
            yield context.finding(
                rule,
                f"文中说“{nothing.sentence}”，而{_cell(item.figure)}是 {amount(published)}。请按表改写。",
                view.place(nothing),
                view.figure_place(item.figure),
                expected=published,
                actual="未安排",
            )
    yield from _gathered(view, rule, wrong)


def _gathered(view: TextView, rule: Rule, wrong: list[tuple[Item, Finding]]) -> Iterator[Finding]:
    """Yield the findings; those of a paragraph most of whose amounts are wrong as one: it was not renewed."""
    stated = Counter(
        item.first.paragraph for item in view.items if item.figure is not None and item.value(Measure.AMOUNT)
    )
    by_paragraph: dict[int, list[tuple[Item, Finding]]] = defaultdict(list)
    for item, finding in wrong:
        by_paragraph[item.first.paragraph].append((item, finding))
    for paragraph, found in by_paragraph.items():
        if len(found) < _MANY or 2 * len(found) <= stated[paragraph]:
            yield from _with_swaps(found)
            continue
        lead = found[0][1]
        tables = "、".join(dict.fromkeys(item.figure.table for item, _ in found if item.figure is not None))
        yield view.context.finding(
            rule,
            f"这一段有 {len(found)} 个数与{tables}不一致（如“{found[0][0].first.label.strip(' 　，,：:')}”写的是 "
            f"{_shown(lead.actual)}，表里是 {_shown(lead.expected)}），像是整段没有更新。请对照表逐个改，各数列在本条之下。",
            *lead.places,
            expected=lead.expected,
            actual=lead.actual,
            difference=lead.difference,
            consequences=[finding for _, finding in found],
        )


def _with_swaps(wrong: list[tuple[Item, Finding]]) -> Iterator[Finding]:
    """Yield the findings, two whose figures stand in each other's place as one."""
    taken: set[int] = set()
    for number, (item, finding) in enumerate(wrong):
        if number in taken:
            continue
        for other in range(number + 1, len(wrong)):
            partner, second = wrong[other]
            exchanged = (finding.actual, finding.expected) == (second.expected, second.actual)
            if other in taken or not exchanged or not _beside(item, partner):
                continue
            taken.add(other)
            names = [i.first.label.strip(" 　，,：:") or "金额" for i in (item, partner)]
            assert item.figure is not None
            finding.message = (
                f"文中“{names[0]}”写的是 {_shown(finding.actual)}万元、“{names[1]}”写的是 {_shown(second.actual)}万元，"
                f"{item.figure.table}正好相反，是 {_shown(finding.expected)} 和 {_shown(second.expected)}：两个数互换了。"
                "表中的数无误时请把文中的两个数对调。"
            )
            finding.places = (*finding.places, *second.places)
            finding.consequences += second.consequences
            break
        yield finding


def _beside(one: Item, other: Item) -> bool:
    """Whether two items speak of two figures of one column, or of one row, of a table."""
    left, right = one.figure, other.figure
    return (
        left is not None
        and right is not None
        and one.scope == other.scope
        and left.table == right.table
        and (left.column == right.column) != (left.row == right.row)
    )


def _shown(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def _amount(
    view: TextView, rule: Rule, item: Item, figure: FigureRef, published: Decimal
) -> Iterator[Finding]:
    stated = item.statements.get(Measure.AMOUNT)
    if stated is None or stated.value is None or stated.value == published:
        return
    note = "（数字的位置颠倒了）" if sorted(f"{stated.value:.2f}") == sorted(f"{published:.2f}") else ""
    missing = "" if view.row(figure) else f"{figure.table}里没有这一行，"
    finding = view.context.finding(
        rule,
        f"文中“{stated.label or '金额'}”写的是 {stated.raw}{stated.unit}，{missing}{_cell(figure)}是 "
        f"{amount(published)}{note}。表中的数无误时请把文中的数改为 {published:.2f}。",
        view.place(stated),
        view.figure_place(figure),
        expected=published,
        actual=stated.value,
        difference=stated.value - published,
    )
    finding.consequences += _following(view, rule, item, stated.value, published)
    yield finding


def _following(
    view: TextView, rule: Rule, item: Item, wrong: Decimal, published: Decimal
) -> Iterator[Finding]:
    """Yield the share, and the change and rate, that were computed from the wrong amount."""
    share = item.statements.get(Measure.SHARE)
    if share is not None and share.value is not None:
        right, fitting = view.share(published, item.scope), view.share(wrong, item.scope)
        if right is not None and share.value != right and share.value == fitting:
            yield view.context.finding(
                _checking("shares", view, rule),
                f"占比随之有误：写的是 {share.raw}%，应为 {right}%。",
                view.place(share),
                expected=f"{right}%",
                actual=f"{share.raw}%",
            )
    change, rate = item.statements.get(Measure.CHANGE), item.statements.get(Measure.RATE)
    if change is None or rate is None or change.value is None or rate.value is None:
        return
    before = wrong - change.value
    if before <= 0 or percent(abs(change.value), before) != abs(rate.value):
        return
    moved = published - before
    right = percent(abs(moved), before)
    if right is None or percent(abs(change.value), published - change.value) == abs(rate.value):
        return
    verbs = ("增加", "增长") if moved > 0 else ("减少", "下降")
    expected = f"{verbs[0]}{abs(moved):.2f}万元，{verbs[1]}{right:.2f}%" if moved else "与上年持平"
    yield view.context.finding(
        _checking("rates", view, rule),
        f"增减额和增减率随之有误：是按 {amount(wrong)} 算的（上年 {amount(before)}），上年数无误时应为{expected}。",
        view.place(change),
        severity=Severity.WARNING,
        expected=expected,
        actual=f"{printed(change)}，{printed(rate)}",
    )


def _checking(check: str, view: TextView, otherwise: Rule) -> Rule:
    """Return the rule in force that makes a check."""
    return next((r for r in view.context.rules.enabled if r.data.check == check), otherwise)


def _cell(figure: FigureRef) -> str:
    return f"{figure.table}“{figure.row}”行“{figure.column}”列"
