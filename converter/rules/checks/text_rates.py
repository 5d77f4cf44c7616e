"""Shares, changes and rates of the text (占比、增减额、增减率), recomputed from the published figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from converter.findings import Finding, Severity
from converter.money import percent
from converter.narrative.model import Measure, Statement
from converter.rules.checks.text_view import Item, TextView, amount
from converter.rules.context import Context
from converter.rules.registry import Rule

_SMALL = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Shares:
    """``sums`` are the sections whose shares make up the whole."""

    sums: tuple[str, ...] = ("general.structure",)


def check_shares(context: Context, rule: Rule, _parameters: Shares) -> Iterator[Finding]:
    """Yield shares that are not amount ÷ total of the section, two decimals half up."""
    view = TextView.of(context)
    if view is None:
        return
    for item in view.items:
        statement = item.statements.get(Measure.SHARE)
        if statement is None or statement.value is None:
            continue
        published = view.figure(item.figure)
        stated = item.value(Measure.AMOUNT)
        bases = [b for b in (published, stated) if b is not None]
        options = [s for s in (view.share(base, item.scope) for base in bases) if s is not None]
        if not options or any(view.same_percent(statement, option) for option in options):
            continue
        right = options[0]
        difference = statement.value - right
        yield context.finding(
            rule,
            f"“{_name(item)}”占比写的是 {statement.raw}%，按 {amount(bases[0])} ÷ {amount(view.total(item.scope) or Decimal(0))} "
            f"应为 {right:.2f}%{_cut(statement, right)}。请改为 {right:.2f}%。",
            view.place(statement),
            severity=Severity.WARNING if abs(difference) <= _SMALL else None,
            kind="residue" if abs(difference) <= _SMALL else "",
            expected=f"{right:.2f}%",
            actual=f"{statement.raw}%",
        )


def check_share_sums(context: Context, rule: Rule, parameters: Shares) -> Iterator[Finding]:
    """Yield sections whose shares do not make up 100.00."""
    view = TextView.of(context)
    if view is None:
        return
    for scope in parameters.sums:
        shares = [i.statements[Measure.SHARE] for i in view.of_scope(scope) if Measure.SHARE in i.statements]
        amounts = [i for i in view.of_scope(scope) if Measure.AMOUNT in i.statements]
        total = sum((s.value or Decimal(0) for s in shares), Decimal(0))
        if len(shares) < 2 or len(shares) != len(amounts) or total == 100:
            continue
        near = abs(total - 100) <= _SMALL * len(shares)
        because = "各数分别四舍五入时属正常。" if near else "请核对各条占比。"
        yield context.finding(
            rule,
            f"本节各条占比合计为 {total:.2f}%，不是 100%，{because}",
            view.place(shares[0]),
            severity=Severity.INFO if near else Severity.WARNING,
            expected="100%",
            actual=f"{total:.2f}%",
        )


def _name(item: Item) -> str:
    label = item.first.label.strip(" 　，,：:")
    return label if len(label) <= 24 else "…" + label[-22:]


def _cut(statement: Statement, right: Decimal) -> str:
    """Say so when the printed percentage was cut off instead of rounded, or has fewer decimals."""
    assert statement.value is not None
    digits = statement.raw.partition(".")[2]
    if (
        len(digits) < 2
        and right.quantize(Decimal(1).scaleb(-len(digits)), rounding=ROUND_DOWN) == statement.value
    ):
        return "（少写了小数）"
    return ""


@dataclass(frozen=True, slots=True)
class Rates:
    """Nothing to choose."""


def check_rates(context: Context, rule: Rule, _parameters: Rates) -> Iterator[Finding]:
    """Yield rates that are not change ÷ last year's amount, saying how they came about where that is clear."""
    view = TextView.of(context)
    if view is None:
        return
    for item in view.items:
        rate = item.statements.get(Measure.RATE)
        change = item.statements.get(Measure.CHANGE)
        yield from _against_previous(view, rule, item)
        if rate is None or rate.value is None or change is None or change.value is None:
            continue
        if change.unit not in ("万元", "元"):
            continue
        options = _rates(view, item, change.value)
        if not options or any(view.same_percent(rate, right) for right in options):
            yield from _signs(view, rule, item, change, rate)
            continue
        yield _wrong_rate(view, rule, item, change, rate, options[0])


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
        f"“{_name(item)}”写的是{change.direction}{change.raw}{change.unit}，上年{amount(previous.value) if previous.value else '未安排'}，"
        f"应为{verb}{abs(options[0]):.2f}万元。",
        view.place(change),
        expected=f"{verb}{abs(options[0]):.2f}万元",
        actual=f"{change.direction}{change.raw}{change.unit}",
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
    if change.value and rate.value and (change.value > 0) != (rate.value > 0):
        yield view.context.finding(
            rule,
            f"“{_name(item)}”金额写{change.direction}、比率写{rate.direction}，方向相反。请核对后统一。",
            view.place(change),
            expected="金额与比率方向一致",
            actual=f"{change.direction}{change.raw}{change.unit}，{rate.direction}{rate.raw}%",
        )


def _wrong_rate(
    view: TextView, rule: Rule, item: Item, change: Statement, rate: Statement, right: Decimal
) -> Finding:
    assert change.value is not None and rate.value is not None
    now = view.current(item) or Decimal(0)
    printed = abs(rate.value)
    base = now - change.value
    small = abs(printed - abs(right)) <= _SMALL
    reversed_rate = percent(abs(change.value), now + change.value) if now + change.value else None
    by_this_year = percent(abs(change.value), now) if now else None
    expected = f"{abs(right):.2f}%"
    if small:
        why = f"，应为 {expected}（没有按四舍五入取两位小数）"
    elif reversed_rate == printed:
        other = "减少" if change.value > 0 else "增加"
        verb = "下降" if change.value > 0 else "增长"
        expected = f"{other}{abs(change.value):.2f}万元，{verb}{printed:.2f}%"
        why = (
            f"，与“{change.direction}”不符：上年若为 {amount(now + change.value)}，则是{expected}。"
            f"增减方向很可能写反了"
        )
    elif by_this_year == printed:
        why = f"，是拿增减额除以本年数得来的；应除以上年数 {amount(base)}，为 {expected}"
    else:
        why = f"，按 {abs(change.value):.2f} ÷（{now:.2f} − {change.value:.2f}）应为 {expected}"
    return view.context.finding(
        rule,
        f"“{_name(item)}”{rate.direction or '增减'}率写的是 {rate.raw.strip()}%{why}。",
        view.place(rate),
        severity=Severity.WARNING if small else None,
        kind="residue" if small else "",
        expected=expected,
        actual=f"{rate.raw.strip()}%",
    )


def check_zero_base(context: Context, rule: Rule, _parameters: Rates) -> Iterator[Finding]:
    """Yield rates of items that had nothing last year: a rate cannot be computed."""
    view = TextView.of(context)
    if view is None:
        return
    for item in view.items:
        change, rate = item.statements.get(Measure.CHANGE), item.statements.get(Measure.RATE)
        now = view.current(item)
        if change is None or rate is None or now is None or not change.value or now != change.value:
            continue
        yield context.finding(
            rule,
            f"“{_name(item)}”上年为 0，增长率无法计算（写的是 {rate.raw.strip()}%）。请写“上年未安排”，或按本地口径全文统一。",
            view.place(rate),
            expected="上年未安排",
            actual=f"{rate.raw.strip()}%",
        )


def check_share_as_rate(context: Context, rule: Rule, _parameters: Rates) -> Iterator[Finding]:
    """Yield rates that are the item's share of the total, printed as growth."""
    view = TextView.of(context)
    if view is None:
        return
    for item in view.items:
        rate = item.statements.get(Measure.RATE)
        if rate is None or not rate.value or Measure.CHANGE in item.statements:
            continue
        amounts = [a for a in (item.value(Measure.AMOUNT), view.figure(item.figure)) if a]
        shares = [s for s in (view.share(a, item.scope) for a in amounts) if s is not None]
        if any(abs(rate.value) == share for share in shares):
            right = shares[-1]
            yield context.finding(
                rule,
                f"“{_name(item)}”写的“{rate.direction}{rate.raw.strip()}%”恰好是它占总额的比例，像是把占比当成了增长率。"
                f"请写“占{right:.2f}%”，比上年的变化另算。",
                view.place(rate),
                expected=f"占{right:.2f}%",
                actual=f"{rate.direction}{rate.raw.strip()}%",
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
        changes = {item.value(Measure.CHANGE) for item in items}
        if len(subjects) < 2 or not doubtful or (len(changes) == 1 and None not in changes):
            continue  # a whole and its only part that moved have the same rate by right
        rate = doubtful[-1].statements[Measure.RATE]
        names = "、".join(f"“{_name(item)}”" for item in items)
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


@dataclass(frozen=True, slots=True)
class Reasons:
    """Words in reasons that tell a direction, and words that set two things against each other."""

    up: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    contrast: tuple[str, ...] = ("但", "虽", "尽管", "同时", "抵")


def check_directions(context: Context, rule: Rule, parameters: Reasons) -> Iterator[Finding]:
    """Yield reasons whose words go the other way than the figures."""
    view = TextView.of(context)
    if view is None:
        return
    for item in view.items:
        change = item.statements.get(Measure.CHANGE) or item.statements.get(Measure.RATE)
        if change is None or not change.value or not change.reason:
            continue
        up = [word for word in parameters.up if word in change.reason]
        down = [word for word in parameters.down if word in change.reason]
        if (up and down) or any(word in change.reason for word in parameters.contrast):
            continue
        against = down if change.value > 0 else up
        if against:
            yield context.finding(
                rule,
                f"“{_name(item)}”写的是{change.direction}，原因却说“{change.reason}”（{'、'.join(against)}）。"
                "请核对方向和原因。",
                view.place(change, f"{change.direction}{change.raw}，…{change.reason}"),
                actual=change.reason,
            )
    yield from _hidden_opposites(view, rule)


def _hidden_opposites(view: TextView, rule: Rule) -> Iterator[Finding]:
    """A part that is new and larger than the whole's increase: others must have fallen, the reason hides it."""
    for item in view.items:
        change = item.statements.get(Measure.CHANGE)
        if item.subject != "project" or change is None or not change.value or not change.reason:
            continue
        parts = [
            p
            for p in view.items
            if p.subject.startswith("F")
            and p.scope != item.scope
            and (moved := p.value(Measure.CHANGE)) is not None
            and moved > 0
            and moved == view.current(p)
            and change.value < moved
        ]
        if parts and not any(
            word in change.reason for word in ("减少", "压减", "压缩", "下降", "取消", "结束")
        ):
            moved = parts[0].value(Measure.CHANGE) or Decimal(0)
            yield view.context.finding(
                rule,
                f"“{_name(item)}”只增加 {amount(change.value)}，其中“{_name(parts[0])}”就新增 {amount(moved)}，"
                f"可见另有项目减少 {amount(moved - change.value)}。原因应把增、减两个方向都说明。",
                view.place(change),
                view.place(parts[0].first),
                expected="增减两个方向的原因",
                actual=change.reason,
            )
