"""Statements about last year against last year's document (上年公开的数): changes, rates, 与上年持平, 未安排."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.findings import Finding, Severity
from converter.money import percent
from converter.narrative.model import Measure
from converter.rules.checks.text_view import Item, TextView, amount
from converter.rules.context import Context
from converter.rules.registry import Rule

_SMALL = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class LastYear:
    """Nothing to choose: every statement names its figure."""


def check_last_year(context: Context, rule: Rule, _parameters: LastYear) -> Iterator[Finding]:
    """Yield changes, rates and amounts of last year that are not what last year's document makes them."""
    view = TextView.of(context)
    if view is None or context.last_year is None:
        return
    for item in view.items:
        before = view.last_year(item)
        if before is None:
            continue
        yield from _previous(view, rule, item, before)
        yield from _nothing(view, rule, item, before)
        published = view.figure(item.figure)
        now = published if published is not None else view.current(item)
        if now is not None:
            yield from _change(view, rule, item, now, before)


def said(moved: Decimal, before: Decimal) -> str:
    """Return how a change is to be written."""
    if not moved:
        return "与上年持平"
    verbs = ("增加", "增长") if moved > 0 else ("减少", "下降")
    rate = percent(abs(moved), before) if before > 0 else None
    return f"{verbs[0]}{abs(moved):.2f}万元" + (f"，{verbs[1]}{rate:.2f}%" if rate is not None else "")


def _previous(view: TextView, rule: Rule, item: Item, before: Decimal) -> Iterator[Finding]:
    stated = item.statements.get(Measure.PREVIOUS)
    if stated is None or stated.value is None or stated.value == before:
        return
    yield view.context.finding(
        rule,
        f"文中说“{stated.label}”上年是 {amount(stated.value)}，上年公开的预算数是 {amount(before)}。请改正。",
        view.place(stated),
        expected=before,
        actual=stated.value,
        difference=stated.value - before,
    )


def _nothing(view: TextView, rule: Rule, item: Item, before: Decimal) -> Iterator[Finding]:
    stated = item.statements.get(Measure.NONE)
    if stated is None or not before or view.figure(item.figure) or Measure.CHANGE in item.statements:
        return
    yield view.context.finding(
        rule,
        f"“{stated.label.strip()}”今年未安排，上年公开的预算数是 {amount(before)}。应写明比上年{said(-before, before)}及原因。",
        view.place(stated),
        severity=Severity.INFO,
        expected=said(-before, before),
        actual="未安排",
    )


def _change(view: TextView, rule: Rule, item: Item, now: Decimal, before: Decimal) -> Iterator[Finding]:
    right = now - before
    same = item.statements.get(Measure.UNCHANGED)
    change = item.statements.get(Measure.CHANGE)
    rate = item.statements.get(Measure.RATE)
    if same is not None and right and change is None:
        yield _wrong(view, rule, item, same.sentence, "与上年持平", right, before, now)
        return
    if change is not None and change.value is not None and change.unit in ("万元", "元"):
        stated = view.current(item)
        if change.value not in (right, (stated if stated is not None else now) - before):
            difference = change.value - right
            printed = f"{change.direction}{change.raw}{change.unit}"
            if rate is not None:
                printed += f"，{rate.direction}{rate.raw.strip()}%"
            yield _wrong(view, rule, item, change.sentence, printed, right, before, now, difference)
            return
    if rate is None or rate.value is None or before <= 0 or change is not None:
        return
    wanted = percent(right, before)
    if wanted is not None and rate.value != wanted:
        printed = f"{rate.direction}{rate.raw.strip()}%"
        difference = rate.value - wanted
        yield _wrong(view, rule, item, rate.sentence, printed, right, before, now, difference)


def _wrong(
    view: TextView,
    rule: Rule,
    item: Item,
    sentence: str,
    printed: str,
    right: Decimal,
    before: Decimal,
    now: Decimal,
    difference: Decimal | None = None,
) -> Finding:
    small = difference is not None and abs(difference) <= _SMALL
    expected = said(right, before)
    return view.context.finding(
        rule,
        f"“{item.first.label.strip()}”写的是{printed}；上年公开的预算数是 {amount(before)}，今年 {amount(now)}，应为{expected}。",
        view.place(item.first, sentence),
        severity=Severity.WARNING if small else None,
        kind="residue" if small else "",
        expected=expected,
        actual=printed,
        difference=difference,
    )
