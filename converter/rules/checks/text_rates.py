"""Changes and rates of the text (增减额、增减率), recomputed from the published figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.findings import Finding, Severity
from converter.money import CENT, percent
from converter.narrative.model import Measure, Statement
from converter.rules.checks.text_bases import Mended, mended_changes
from converter.rules.checks.text_view import Item, TextView, amount, printed, short_name, stated_items
from converter.rules.context import Context
from converter.rules.registry import Rule

_SMALL = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rates:
    """Nothing to choose."""


def check_rates(context: Context, rule: Rule, _parameters: Rates) -> Iterator[Finding]:
    """Yield rates that are not change ÷ last year's amount, saying how they came about where that is clear.

    Where the sections' implied amounts of last year show that the change is what is wrong, it is named.
    """
    view = TextView.of(context)
    if view is None:
        return
    bases = next((r for r in context.rules.enabled if r.data.check == "implied bases"), None)
    mended = mended_changes(view, bases.parameters) if bases is not None else {}
    for item in view.items:
        rate = item.statements.get(Measure.RATE)
        change = item.statements.get(Measure.CHANGE)
        yield from _against_previous(view, rule, item)
        if change is None or change.value is None or change.unit not in ("万元", "元"):
            continue
        yield from _more_than_all(view, rule, item, change)
        if rate is None or rate.value is None:
            continue
        if id(change) in mended and bases is not None:
            yield _wrong_change(view, rule, item, change, mended[id(change)], bases)
            continue
        options = _rates(view, item, change.value)
        if not options or any(view.same_percent(rate, right) for right in options):
            yield from _signs(view, rule, item, change, rate)
            continue
        yield _wrong_rate(view, rule, item, change, rate, options[0])


def _more_than_all(view: TextView, rule: Rule, item: Item, change: Statement) -> Iterator[Finding]:
    """Yield increases that are more than there is: last year's amount would be negative."""
    options = [now for now in (view.figure(item.figure), view.current(item)) if now is not None]
    if not change.value or not options or any(now < 0 or change.value <= now for now in options):
        return
    yield view.context.finding(
        rule,
        f"“{short_name(item)}”本年 {amount(options[0])}，写的却是{printed(change)}，上年数成了负数。请核对增加额。",
        view.place(change),
        severity=Severity.WARNING,
        expected=f"不大于 {options[0]:.2f}万元",
        actual=printed(change),
    )


def _wrong_change(
    view: TextView, rule: Rule, item: Item, change: Statement, mended: Mended, bases: Rule
) -> Finding:
    """Return the finding of a change that rate and other sections show to be wrong."""
    rate = item.statements[Measure.RATE]
    expected = f"{'增加' if mended.right > 0 else '减少'}{abs(mended.right):.2f}万元"
    finding = view.context.finding(
        rule,
        f"“{short_name(item)}”写的是{printed(change)}，多半应为{expected}：这样与{printed(rate)}相符，"
        "各节推算的上年数也一致。请核实后更正。",
        view.place(change),
        expected=expected,
        actual=printed(change),
        difference=(change.value or Decimal(0)) - mended.right,
    )
    finding.consequences.append(
        view.context.finding(
            bases,
            f"各处推算出的上年数不一致：{mended.told}。",
            *(view.place(base.statement) for base in mended.bases),
        )
    )
    return finding


def _against_previous(view: TextView, rule: Rule, item: Item) -> Iterator[Finding]:
    """A sentence that says what last year was (上年为…, 上年未安排): the change is what lies between."""
    previous, change = item.statements.get(Measure.PREVIOUS), item.statements.get(Measure.CHANGE)
    if previous is None or change is None or previous.value is None or change.value is None:
        return
    stated = item.value(Measure.AMOUNT)
    options = [now - previous.value for now in (view.figure(item.figure), stated) if now is not None]
    if not options or change.value in options:
        return
    verb = "增加" if options[0] > 0 else "减少"
    yield view.context.finding(
        rule,
        f"“{short_name(item)}”写的是{printed(change)}，上年{amount(previous.value) if previous.value else '未安排'}，"
        f"应为{verb}{abs(options[0]):.2f}万元。",
        view.place(change),
        expected=f"{verb}{abs(options[0]):.2f}万元",
        actual=f"{printed(change)}",
        difference=change.value - options[0],
    )


def _rates(view: TextView, item: Item, change: Decimal) -> list[Decimal]:
    """Return the right rate by the published figure and by the stated amount."""
    found = []
    for now in dict.fromkeys((view.figure(item.figure), view.current(item))):
        if now is not None and now - change:
            right = percent(change, now - change)
            if right is not None and now - change > 0:
                found.append(right)
    return found


def _signs(view: TextView, rule: Rule, item: Item, change: Statement, rate: Statement) -> Iterator[Finding]:
    """Yield verbs that go different ways; the rate tells which of them is right."""
    if not change.value or not rate.value or (change.value > 0) == (rate.value > 0):
        return
    size = abs(change.value)
    rising = any(view.same_percent(rate, r) for r in _rates(view, item, size))
    falling = any(view.same_percent(rate, r) for r in _rates(view, item, -size))
    expected, told = "金额与比率方向一致", "请核对后统一。"
    if rising != falling:
        verbs = ("增加", "增长") if rising else ("减少", "下降")
        expected = f"{verbs[0]}{size:.2f}万元，{verbs[1]}{rate.raw.strip()}%"
        told = f"按比率复算应为{expected}，请改正写反的一处。"
    yield view.context.finding(
        rule,
        f"“{short_name(item)}”金额写{change.direction}、比率写{rate.direction}，方向相反。{told}",
        view.place(change),
        expected=expected,
        actual=f"{printed(change)}，{printed(rate)}",
    )


def _wrong_rate(
    view: TextView, rule: Rule, item: Item, change: Statement, rate: Statement, right: Decimal
) -> Finding:
    assert change.value is not None and rate.value is not None
    now = view.current(item) or Decimal(0)
    stated = abs(rate.value)
    base = now - change.value
    small = abs(stated - abs(right)) <= _SMALL
    reversed_rate = percent(abs(change.value), now + change.value) if now + change.value else None
    by_this_year = percent(abs(change.value), now) if now else None
    expected = f"{abs(right):.2f}%"
    if small:
        why = f"，应为 {expected}（没有按四舍五入取两位小数）"
    elif reversed_rate == stated:
        other = "减少" if change.value > 0 else "增加"
        verb = "下降" if change.value > 0 else "增长"
        expected = f"{other}{abs(change.value):.2f}万元，{verb}{stated:.2f}%"
        why = (
            f"，与“{change.direction}”不符：上年若为 {amount(now + change.value)}，则是{expected}。"
            f"增减方向很可能写反了"
        )
    elif by_this_year == stated:
        why = f"，是拿增减额除以本年数得来的；应除以上年数 {amount(base)}，为 {expected}"
    else:
        divided = f"{abs(change.value):.2f} ÷ {base:.2f}"
        why = f"，按{printed(change)}算，上年为 {base:.2f}，{divided} 应为 {expected}{_by_rate(now, rate)}"
    return view.context.finding(
        rule,
        f"“{short_name(item)}”{rate.direction or '增减'}率写的是 {rate.raw.strip()}%{why}。",
        view.place(rate),
        severity=Severity.WARNING if small else None,
        kind="residue" if small else "",
        expected=expected,
        actual=f"{rate.raw.strip()}%",
    )


def _by_rate(now: Decimal, rate: Statement) -> str:
    """Say what the change would be if the rate were right: one of the two is wrong, and it may be that."""
    assert rate.value is not None
    if not rate.value or rate.value <= -100 or not now:
        return ""
    moved = (now * rate.value / (100 + rate.value)).quantize(CENT)
    return f"；如果比率无误，{'增加' if moved > 0 else '减少'}额应约为 {abs(moved):.2f}万元"


def check_zero_base(context: Context, rule: Rule, _parameters: Rates) -> Iterator[Finding]:
    """Yield rates of items that had nothing last year: a rate cannot be computed."""
    for view, item in stated_items(context):
        change, rate = item.statements.get(Measure.CHANGE), item.statements.get(Measure.RATE)
        now = view.current(item)
        if change is None or rate is None or now is None or not change.value or now != change.value:
            continue
        yield context.finding(
            rule,
            f"“{short_name(item)}”上年为 0，增长率无法计算（写的是 {rate.raw.strip()}%）。请写“上年未安排”，或按本地口径全文统一。",
            view.place(rate),
            expected="上年未安排",
            actual=f"{rate.raw.strip()}%",
        )


def check_copied_rates(context: Context, rule: Rule, _parameters: Rates) -> Iterator[Finding]:
    """Yield the same rate printed for different items of a section when it cannot be right for all."""
    view = TextView.of(context)
    if view is None:
        return
    by_rate: dict[tuple[str, Decimal], list[Item]] = defaultdict(list)
    for item in view.items:
        rate = item.statements.get(Measure.RATE)
        if rate is not None and rate.value and abs(rate.value) != 100:
            by_rate[item.scope, abs(rate.value)].append(item)
    for items in by_rate.values():
        subjects = {item.subject for item in items}
        doubtful = [item for item in items if not _verified(view, item)]
        changes = {abs(value) if (value := item.value(Measure.CHANGE)) else value for item in items}
        if len(subjects) < 2 or not doubtful or (len(changes) == 1 and None not in changes):
            continue  # a whole and its only part that moved have the same rate by right
        rate = doubtful[-1].statements[Measure.RATE]
        names = "、".join(f"“{short_name(item)}”" for item in items)
        yield context.finding(
            rule,
            f"{names} 写着同一个 {rate.raw.strip()}%，像是复制来的。请分别核对。",
            *[view.place(item.statements[Measure.RATE]) for item in items],
            actual=f"{rate.raw.strip()}%",
        )


def _verified(view: TextView, item: Item) -> bool:
    rate, change = item.statements[Measure.RATE], item.statements.get(Measure.CHANGE)
    if change is None or change.value is None or rate.value is None:
        return False
    return any(view.same_percent(rate, right) for right in _rates(view, item, change.value))
