"""Shares of the text (占比), recomputed from the published figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from converter.findings import Finding, Severity
from converter.narrative.model import Measure, Statement
from converter.rules.checks.text_view import Item, TextView, amount, printed, short_name, stated_items
from converter.rules.context import Context
from converter.rules.registry import Rule

_SMALL = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Shares:
    """``sums`` are the sections whose shares make up the whole."""

    sums: tuple[str, ...] = ("general.structure",)


def check_shares(context: Context, rule: Rule, _parameters: Shares) -> Iterator[Finding]:
    """Yield shares that are not amount ÷ total of the section, two decimals half up."""
    for view, item in stated_items(context):
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
            f"“{short_name(item)}”占比写的是 {statement.raw}%，按 {amount(bases[0])} ÷ {amount(view.total(item.scope) or Decimal(0))} "
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
        items = {
            (i.subject, i.value(Measure.SHARE)): i for i in view.of_scope(scope)
        }  # one told twice is one
        shares = [i.statements[Measure.SHARE] for i in items.values() if Measure.SHARE in i.statements]
        amounts = [i for i in items.values() if Measure.AMOUNT in i.statements]
        total = sum((s.value or Decimal(0) for s in shares), Decimal(0))
        if len(shares) < 2 or len(shares) != len(amounts) or total == 100:
            continue
        if {"shares"} <= {r.data.check for r in context.rules.enabled} and any(
            (right := _right_share(view, item)) is not None
            and not view.same_percent(item.statements[Measure.SHARE], right)
            for item in items.values()
            if Measure.SHARE in item.statements
        ):
            continue  # the share that is wrong is told on its own
        step = max(_SMALL.scaleb(2 - _decimals(share)) for share in shares)
        near = abs(total - 100) <= step * len(shares)
        because = "各数分别四舍五入时属正常。" if near else "请核对各条占比。"
        yield context.finding(
            rule,
            f"本节各条占比合计为 {total:.2f}%，不是 100%，{because}",
            view.place(shares[0]),
            severity=Severity.INFO if near else Severity.WARNING,
            expected="100%",
            actual=f"{total:.2f}%",
        )


def _decimals(share: Statement) -> int:
    return min(2, len(share.raw.strip().partition(".")[2]))


def _right_share(view: TextView, item: Item) -> Decimal | None:
    now = view.current(item)
    return view.share(now, item.scope) if now is not None else None


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


def check_share_as_rate(context: Context, rule: Rule, _parameters: Shares) -> Iterator[Finding]:
    """Yield rates that are the item's share of the total, printed as growth."""
    for view, item in stated_items(context):
        rate = item.statements.get(Measure.RATE)
        if rate is None or not rate.value or Measure.CHANGE in item.statements:
            continue
        amounts = [a for a in (item.value(Measure.AMOUNT), view.figure(item.figure)) if a]
        shares = [s for s in (view.share(a, item.scope) for a in amounts) if s is not None]
        if any(abs(rate.value) == share for share in shares):
            right = shares[-1]
            yield context.finding(
                rule,
                f"“{short_name(item)}”写的“{printed(rate)}”恰好是它占总额的比例，像是把占比当成了增长率。"
                f"请写“占{right:.2f}%”，比上年的变化另算。",
                view.place(rate),
                expected=f"占{right:.2f}%",
                actual=printed(rate),
            )
