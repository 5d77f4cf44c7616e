"""Last year's amounts that changes imply (推算的上年数): every section must imply the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.findings import Finding, Severity
from converter.money import CENT, percent
from converter.narrative.model import Measure, Statement
from converter.rules.checks.text_view import Item, TextView, amount
from converter.rules.context import Context
from converter.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class Bases:
    """Sections that speak of the same total; sections whose items are its parts."""

    totals: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class _Base:
    """Last year's amount of something as a section implies it: amount less change."""

    label: str
    value: Decimal
    statement: Statement
    now: Decimal
    parts: int


def check_bases(context: Context, rule: Rule, parameters: Bases) -> Iterator[Finding]:
    """Yield groups of sections that imply different amounts of last year for the same thing.

    Each entry of ``totals`` is a list of ``section:subject+subject`` whose sums must agree, e.g.
    ``income:*`` (all items of the section) and ``expenditure:basic+project``.
    """
    view = TextView.of(context)
    if view is None:
        return
    for group in parameters.totals:
        bases = [base for entry in group if (base := _base_of(view, entry)) is not None]
        # Two sections speak of the same money only where this year's amounts agree (all money, and the part
        # of it that is 一般公共预算, do not).
        bases = [base for base in bases if base.now == bases[0].now]
        if len(bases) < 2 or len({base.value.quantize(CENT) for base in bases}) == 1:
            continue
        difference = bases[1].value - bases[0].value
        parts = max(base.parts for base in bases)
        small = max(base.value for base in bases) - min(base.value for base in bases) <= max(
            CENT, CENT * parts / 2
        )
        told = "；".join(f"{base.label}推算上年为 {amount(base.value)}" for base in bases)
        yield context.finding(
            rule,
            f"各处推算出的上年数不一致：{told}。请用上年公开的数统一核对增减额和增减率。",
            *[view.place(base.statement) for base in bases],
            expected=f"{bases[0].value:.2f}",
            actual=f"{bases[1].value:.2f}",
            difference=difference,
            severity=Severity.WARNING if small else None,
            kind="residue" if small else "",
        )


def _base_of(view: TextView, entry: str) -> _Base | None:
    scope, _, names = entry.partition(":")
    section = view.section(scope)
    if section is None:
        return None
    items = [i for i in view.of_scope(scope) if i.subject != section.total or names == section.total]
    wanted = names.split("+") if names != "*" else None
    chosen = [i for i in items if wanted is None or i.subject in wanted]
    chosen = [i for i in chosen if Measure.AMOUNT in i.statements or _moves(i)]
    # Where amounts and changes are told in different sentences, the change has the last word.
    moving = {i.subject for i in chosen if _moves(i)}
    chosen = [i for i in chosen if i.subject not in moving or _moves(i)]
    if not chosen or (wanted is not None and {i.subject for i in chosen} != set(wanted)):
        return None
    total = current_total = Decimal(0)
    for item in chosen:
        now, moved = _base_amount(view, item), item.value(Measure.CHANGE)
        if now is None or any(s.unit == "亿元" for s in item.statements.values()):
            return None
        if moved is None:
            if Measure.UNCHANGED in item.statements:
                moved = Decimal(0)
            elif "上年未安排" in item.first.sentence:
                moved = now
            else:
                return None
        total += now - moved
        published = view.figure(item.figure)
        current_total += published if published is not None else now
    whole = view.total(scope) if wanted is None or len(wanted) > 1 else None
    where = "第" + section.id if not chosen else _heading(view, chosen[0])
    return _Base(where, total, chosen[0].first, whole if whole is not None else current_total, len(chosen))


def _moves(item: Item) -> bool:
    return Measure.CHANGE in item.statements or Measure.UNCHANGED in item.statements


def _base_amount(view: TextView, item: Item) -> Decimal | None:
    """Return the amount that a change was computed from: the published one, unless the rate printed beside
    the change tells that it was the (wrong) stated one."""
    published, stated = view.figure(item.figure), item.value(Measure.AMOUNT)
    if published is None:
        return view.current(item)
    moved, rate = item.value(Measure.CHANGE), item.value(Measure.RATE)
    if stated is None or stated == published or moved is None or rate is None:
        return published
    fits = [
        bool(now - moved) and percent(abs(moved), now - moved) == abs(rate) for now in (published, stated)
    ]
    return stated if fits == [False, True] else published


def _heading(view: TextView, item: Item) -> str:
    section = view.paragraphs[item.first.paragraph].section
    return f"“{section[-1]}”" if section else "文中"
