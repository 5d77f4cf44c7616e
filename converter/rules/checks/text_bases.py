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
    """Last year's amount of something as a section implies it: amount less change. ``items`` are what it was
    computed from."""

    label: str
    value: Decimal
    statement: Statement
    now: Decimal
    items: list[Item]


@dataclass(slots=True)
class Mended:
    """A stated change that is wrong: with ``right`` (signed) the rate printed beside it fits, and all
    sections imply the same amount of last year, which ``told`` says."""

    right: Decimal
    told: str
    bases: list[_Base]


def check_bases(context: Context, rule: Rule, parameters: Bases) -> Iterator[Finding]:
    """Yield groups of sections that imply different amounts of last year for the same thing.

    Each entry of ``totals`` is a list of ``section:subject+subject`` whose sums must agree, e.g.
    ``income:*`` (all items of the section) and ``expenditure:basic+project``. Groups that differ because of
    one change that is certainly wrong are told with that change.
    """
    view = TextView.of(context)
    # A text of our own is computed from last year's figures: what differs are other funds of last year.
    if view is None or context.own:
        return
    mended = mended_changes(view, parameters)
    for bases in _differing(view, parameters):
        if any(_mends(bases, change, one.right) for change, one in mended.items()):
            continue
        suspects = [view.place(item.statements[Measure.CHANGE]) for item, _ in _possible(view, bases)]
        values = [base.value for base in bases]
        parts = max(len(base.items) for base in bases)
        small = max(values) - min(values) <= max(CENT, CENT * parts / 2)
        yield context.finding(
            rule,
            f"各处推算出的上年数不一致：{_told(bases)}。{_odd_one(bases)}请用上年公开的数统一核对增减额和增减率。",
            *dict.fromkeys([view.place(base.statement) for base in bases] + suspects),
            expected=f"{bases[0].value:.2f}",
            actual=f"{bases[1].value:.2f}",
            difference=bases[1].value - bases[0].value,
            severity=Severity.WARNING if small else None,
            kind="residue" if small else "",
        )


def _differing(view: TextView, parameters: Bases) -> Iterator[list[_Base]]:
    """Yield the bases of each group that do not agree."""
    for group in parameters.totals:
        bases = [base for entry in group if (base := _base_of(view, entry)) is not None]
        # Two sections speak of the same money only where this year's amounts agree (all money, and the part
        # of it that is 一般公共预算, do not).
        bases = [base for base in bases if base.now == bases[0].now]
        if len({base.value.quantize(CENT) for base in bases}) > 1:
            yield bases


def _told(bases: list[_Base]) -> str:
    labels = [base.label for base in bases]
    if len(set(labels)) < len(labels):
        # Bases of one section: the total that it states and the parts that it lists.
        labels = [f"{b.label}{'按合计' if len(b.items) == 1 else '按各项相加'}" for b in bases]
    return "；".join(f"{label}推算上年为 {amount(b.value)}" for label, b in zip(labels, bases, strict=True))


def _odd_one(bases: list[_Base]) -> str:
    """Say which section is the only one that differs, where the others agree."""
    for base in bases:
        others = {other.value for other in bases if other is not base}
        if len(bases) > 2 and len(others) == 1:
            return f"{base.label}与其他各处不同，先看这一节。"
    return ""


def mended_changes(view: TextView, parameters: Bases) -> dict[int, Mended]:
    """Return the changes that are certainly wrong, by the id of their statement: one alone, set right, fits
    the rate beside it and makes the sections agree."""
    found: dict[int, Mended] = {}
    for bases in _differing(view, parameters):
        candidates = {
            id(item.statements[Measure.CHANGE]): Mended(right, _told(bases), bases)
            for item, right in _possible(view, bases)
            if not _fits(view, item, item.value(Measure.CHANGE) or Decimal(0))
        }
        if len(candidates) == 1:
            for key, one in candidates.items():
                known = found.setdefault(key, one)
                if known.right != one.right:
                    del found[key]
    return found


def _possible(view: TextView, bases: list[_Base]) -> Iterator[tuple[Item, Decimal]]:
    """Yield the items whose change, set right, would make two sections agree and still fit the rate printed
    beside it, with that change."""
    for base in bases:
        for other in bases:
            for item in base.items if other is not base else ():
                change = item.value(Measure.CHANGE)
                right = change + base.value - other.value if change is not None else Decimal(0)
                if right and right != change and _fits(view, item, right):
                    yield item, right


def _fits(view: TextView, item: Item, moved: Decimal) -> bool:
    """Whether a change fits the rate that is printed beside it."""
    now, rate = _base_amount(view, item), item.statements.get(Measure.RATE)
    share = percent(abs(moved), now - moved) if now is not None and now > moved else None
    return rate is not None and share is not None and view.same_percent(rate, share)


def _mends(bases: list[_Base], change: int, right: Decimal) -> bool:
    """Whether bases agree once a change is set right."""
    values = set()
    for base in bases:
        value = base.value
        for item in base.items:
            stated = item.statements.get(Measure.CHANGE)
            if stated is not None and stated.value is not None and id(stated) == change:
                value += stated.value - right
        values.add(value.quantize(CENT))
    return len(values) == 1


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
    if wanted is None and section.complete and whole is not None and current_total != whole:
        return None  # a sentence is missing or stands twice: told by the rules on that
    where = "第" + section.id if not chosen else _heading(view, chosen[0])
    return _Base(where, total, chosen[0].first, whole if whole is not None else current_total, chosen)


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
