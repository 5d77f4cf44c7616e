"""Amounts of the text against the tables (文表一致): each equal to its cell, none missing, sums right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.disclosure.finished.vocabulary import normal
from converter.findings import Finding, Place, Severity
from converter.money import percent
from converter.narrative.model import FigureRef, Measure
from converter.narrative.understanding.numbers import without_open_slots
from converter.narrative.understanding.sections import SectionSpec, figure_ref
from converter.rules.checks.text_view import Item, TextView, alike, amount, printed
from converter.rules.context import Context
from converter.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class Amounts:
    """Nothing to choose: every statement names its cell."""


def check_amounts(context: Context, rule: Rule, _parameters: Amounts) -> Iterator[Finding]:
    """Yield amounts that differ from their table cell, and 未安排 where the table has a figure."""
    view = TextView.of(context)
    if view is None:
        return
    for item in view.items:
        if item.figure is None:
            continue
        published = view.figure(item.figure)
        if published is None:
            continue
        yield from _amount(view, rule, item, item.figure, published)
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


@dataclass(frozen=True, slots=True)
class Complete:
    """Sections whose items must cover every figure of a table; which measures an item must have when
    its neighbours have them. In the sections ``named`` (and for the totals of ``totals``) a figure is only
    missed when the section's text does not even hold it: a sentence not understood is no missing one.
    ``optional`` subjects (subtotals) need no sentence."""

    subjects: tuple[str, ...] = ("income",)
    named: tuple[str, ...] = ("expenditure", "fiscal", "general.scale", "basic", "three_public")
    totals: tuple[str, ...] = ("overview", "income", "fund", "capital")
    optional: tuple[str, ...] = ()
    codes: tuple[str, ...] = ("general.structure", "general.usage", "fund", "capital")
    shares: tuple[str, ...] = ("income", "expenditure", "general.structure", "general.usage")
    changes: tuple[str, ...] = ("income", "expenditure", "general.scale", "general.usage")


def check_complete(context: Context, rule: Rule, parameters: Complete) -> Iterator[Finding]:
    """Yield figures without a sentence, and items that lack the share or the change others have."""
    view = TextView.of(context)
    if view is None:
        return
    for scope in parameters.subjects:
        yield from _subjects(view, rule, scope)
    for scope in (*parameters.named, *parameters.totals):
        yield from _unnamed(view, rule, scope, parameters)
    for scope in parameters.codes:
        section = view.section(scope)
        told = {item.subject for item in view.of_scope(scope)}
        prefix = "F" if section and section.codes and section.codes.by == "function" else "E"
        if section and section.codes and any(subject.startswith(prefix) for subject in told):
            yield from _codes(
                view, rule, section.codes.rows, section.codes.figure, section.codes.level, prefix, told, scope
            )
    yield from _lists(view, rule)
    yield from _projects(view, rule)
    yield from _measures(view, rule, parameters.shares, Measure.SHARE, "占比")
    yield from _measures(view, rule, parameters.changes, Measure.CHANGE, "比上年增减的金额")


def _subjects(view: TextView, rule: Rule, scope: str) -> Iterator[Finding]:
    section = view.section(scope)
    items = view.of_scope(scope)
    if section is None or not items:
        return
    told = {item.subject for item in items}
    coarse = [s.id for s in section.subjects if s.id in told]
    for subject in section.subjects:
        if subject.id == section.total or subject.id in told:
            continue
        if any(subject.id.startswith(known + ".") or known.startswith(subject.id + ".") for known in coarse):
            continue
        ref = figure_ref(subject.figure)
        published = view.figure(ref)
        if ref is not None and published:
            yield _missing(view, rule, items[0], subject.names[0], ref, published)


def _unnamed(view: TextView, rule: Rule, scope: str, parameters: Complete) -> Iterator[Finding]:
    """Yield the figures of a section that its text does not hold: its subjects, and the codes of a list that
    names others."""
    section, text = view.section(scope), view.section_text(scope)
    if section is None or not text:
        return
    totals_only = scope in parameters.totals
    items = view.of_scope(scope)
    near = view.section_place(scope)
    told = {item.subject for item in items}
    stated = {i.subject for i in items if Measure.AMOUNT in i.statements or Measure.NONE in i.statements}
    for subject in section.subjects:
        ref = figure_ref(subject.figure)
        published = view.figure(ref)
        if ref is None or not published or subject.id in stated or f"{published:.2f}" in text:
            continue
        if subject.id in parameters.optional or (totals_only and subject.id != section.total):
            continue
        # Words of two signs (支出) stand in every sentence.
        names = [plain for name in subject.names if len(plain := normal(name)) > 2]
        if subject.id in told or not any(name in text for name in names):
            yield _missing(view, rule, near, subject.names[0], ref, published)
    for entry in section.lists:
        pattern = figure_ref(entry.figure)
        if entry.kind != "figures" or section.codes is None or pattern is None or totals_only:
            continue
        listed = {i.subject for i in items if i.figure is not None and i.figure.column == pattern.column}
        table = view.context.tables.get(section.codes.rows)
        for row in table.rows if table is not None and listed else ():
            code = row.key.removeprefix("支出")
            ref = figure_ref(entry.figure, code=code)
            value = row.value(ref.column) if row.level == 1 and ref is not None else None
            if not value or ref is None or "F" + code in listed:
                continue
            if normal(row.label) not in text or f"{value:.2f}" not in text:
                yield _missing(view, rule, near, f"{row.label}（{code}）", ref, value)


def _missing(
    view: TextView, rule: Rule, near: Item | Place, name: str, ref: FigureRef, published: Decimal
) -> Finding:
    return view.context.finding(
        rule,
        f"{ref.table}有“{name}”{amount(published)}，这一节的文字没有写到。请补写一条。",
        near if isinstance(near, Place) else view.place(near.first),
        view.figure_place(ref),
        expected=published,
        actual="没有写到",
    )


def _codes(
    view: TextView,
    rule: Rule,
    table_id: str,
    pattern: str,
    level: int,
    prefix: str,
    told: set[str],
    scope: str,
) -> Iterator[Finding]:
    table = view.context.tables.get(table_id)
    near = next((item for item in view.items if item.scope == scope), None)
    if table is None or near is None:
        return
    for row in table.rows:
        code = row.key.removeprefix("支出")
        ref = figure_ref(pattern, code=code)
        if len(code) != level or not code.isdigit() or ref is None or prefix + code in told:
            continue
        value = row.value(ref.column)
        if value:
            yield _missing(view, rule, near, f"{row.label}（{code}）", ref, value)


def _lists(view: TextView, rule: Rule) -> Iterator[Finding]:
    """Lists of economic items: every row with an amount in that column must be in it."""
    for section in view.words.sections:
        for entry in section.lists:
            column = (figure_ref(entry.figure) or FigureRef("", "", "")).column
            if entry.kind != "codes" or not entry.complete:
                continue
            prefix = "E" if entry.by == "economic" else "F"
            told = {
                i.subject
                for i in view.of_scope(section.id)
                if i.figure is not None and i.figure.column == column
            }
            if any(subject.startswith(prefix) for subject in told):
                yield from _codes(view, rule, entry.rows, entry.figure, entry.level, prefix, told, section.id)


def _projects(view: TextView, rule: Rule) -> Iterator[Finding]:
    for section in view.words.sections:
        spec = section.projects
        items = view.of_scope(section.id) if spec else []
        table = view.context.tables.get(spec.rows) if spec else None
        if spec is None or table is None or not items:
            continue
        told = {item.figure.row for item in items if item.figure}
        names = {item.subject.removeprefix("项目:") for item in items}
        projects = {row.project for row in table.rows if row.project}
        for row in table.rows:
            ref = figure_ref(spec.figure, key=row.key)
            if any(alike(row.project, name) for name in names - projects):
                continue  # told under a name that the rule on project names mends
            if row.project and row.key not in told and row.project not in names and ref is not None:
                value = row.value(ref.column)
                if value:
                    yield _missing(view, rule, items[0], row.project, ref, value)


def _measures(
    view: TextView, rule: Rule, scopes: tuple[str, ...], measure: Measure, name: str
) -> Iterator[Finding]:
    """Items that lack a measure that their neighbours in the section state; one finding a section."""
    for scope in scopes:
        section = view.section(scope)
        total = section.total if section else ""
        items = [i for i in view.of_scope(scope) if Measure.AMOUNT in i.statements and i.subject != total]
        unchanged = {i.subject for i in view.of_scope(scope) if Measure.UNCHANGED in i.statements}
        having = [i for i in items if measure in i.statements]
        lacking = [
            i
            for i in items
            if measure not in i.statements
            and i.value(Measure.AMOUNT)
            and not _still_open(i)
            and not (measure is Measure.CHANGE and (i.subject in unchanged or _new(i)))
        ]
        if not having or not lacking:
            continue
        labels = "、".join(f"“{_short(i.statements[Measure.AMOUNT].label)}”" for i in lacking)
        yield view.context.finding(
            rule,
            f"这一节别的各条都写了{name}，{labels} 没有写。请补上。",
            *[view.place(i.statements[Measure.AMOUNT]) for i in lacking],
            severity=Severity.WARNING,
            expected=f"写出{name}",
        )


def _still_open(item: Item) -> bool:
    """Whether something in the sentence is still to be filled in; that is told on its own."""
    sentence = item.first.sentence
    return without_open_slots(sentence) != sentence


def _new(item: Item) -> bool:
    """Whether the sentence says that there was nothing last year."""
    sentence = item.first.sentence
    return "上年未安排" in sentence or "上年没有" in sentence


def _short(label: str) -> str:
    return label if len(label) <= 24 else "…" + label[-22:]


@dataclass(frozen=True, slots=True)
class Sums:
    """Sections whose items must add up to the section's total; lists must add up to theirs."""

    sections: tuple[str, ...] = (
        "income",
        "expenditure",
        "general.scale",
        "general.structure",
        "general.usage",
    )
    exclude: tuple[str, ...] = ("current.fiscal",)


def check_sums(context: Context, rule: Rule, parameters: Sums) -> Iterator[Finding]:
    """Yield sections whose listed amounts do not add up to the stated or published total."""
    view = TextView.of(context)
    if view is None:
        return
    for scope in parameters.sections:
        section = view.section(scope)
        items = [i for i in view.of_scope(scope) if i.subject not in parameters.exclude]
        parts = [
            i for i in items if section and i.subject != section.total and Measure.AMOUNT in i.statements
        ]
        if section is None or len(parts) < 2:
            continue
        stated = next(
            (i for i in items if i.subject == section.total and Measure.AMOUNT in i.statements), None
        )
        missing = _untold(view, section, {item.subject for item in items})
        yield from _sum(view, rule, parts, stated, view.total(scope), "本节各条金额", missing)
    for section in view.words.sections:
        for entry in section.lists:
            column = (figure_ref(entry.figure) or FigureRef("", "", "")).column
            if entry.kind != "codes" or not entry.total:
                continue
            parts = [
                i
                for i in view.of_scope(section.id)
                if i.figure is not None
                and i.figure.column == column
                and i.subject[:1] in "EF"
                and Measure.AMOUNT in i.statements
            ]
            if len(parts) > 1:
                whole = view.figure(figure_ref(entry.total))
                what = f"“{entry.starts[0]}”各项金额"
                yield from _sum(view, rule, parts, None, whole, what, Decimal(0))


def _untold(view: TextView, section: SectionSpec, told: set[str]) -> Decimal:
    """Return what the codes that a section does not tell add up to."""
    codes = section.codes
    table = view.context.tables.get(codes.rows) if codes is not None else None
    if codes is None or table is None:
        return Decimal(0)
    prefix = "F" if codes.by == "function" else "E"
    found = Decimal(0)
    for row in table.rows:
        ref = figure_ref(codes.figure, code=row.key)
        if row.key.isdigit() and len(row.key) == codes.level and prefix + row.key not in told:
            found += view.figure(ref) or Decimal(0)
    return found


def _sum(
    view: TextView,
    rule: Rule,
    parts: list[Item],
    stated: Item | None,
    whole: Decimal | None,
    what: str,
    missing: Decimal,
) -> Iterator[Finding]:
    total = sum((part.value(Measure.AMOUNT) or Decimal(0) for part in parts), Decimal(0))
    said = stated.value(Measure.AMOUNT) if stated else None
    expected = whole if whole is not None else said
    if expected is None or total in (expected, said):
        return
    wrong = [
        part
        for part in parts
        if (published := view.figure(part.figure)) is not None and published != part.value(Measure.AMOUNT)
    ]
    # The one sentence that is wrong, missing or there twice is told by the rules on that.
    telling = {r.data.check for r in view.context.rules.enabled}
    right = {(p.subject, p.scope): view.figure(p.figure) or p.value(Measure.AMOUNT) for p in parts}
    mended = sum((value or Decimal(0) for value in right.values()), Decimal(0)) + missing
    causes = len(wrong) + bool(missing) + len(parts) - len(right)
    if mended == expected and causes == 1 and {"text amounts", "text complete", "fragments"} <= telling:
        return
    cause = ""
    if wrong:
        names = "、".join(f"“{_short(p.statements[Measure.AMOUNT].label)}”" for p in wrong[:4])
        cause = f"先改正与表不一致的 {names}，再核对合计。"
    yield view.context.finding(
        rule,
        f"{what}合计 {amount(total)}，应为 {amount(expected)}，相差 {amount(abs(total - expected))}。"
        + (cause or "请核对是否漏写、多写或写错。"),
        view.place(parts[0].statements[Measure.AMOUNT]),
        expected=expected,
        actual=total,
        difference=total - expected,
    )
