"""Completeness of the text (文字写全): every figure of the tables has its sentence, every item its measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.disclosure.finished.vocabulary import normal
from converter.findings import Finding, Place, Severity
from converter.narrative.model import FigureRef, Measure
from converter.narrative.understanding.numbers import without_open_slots
from converter.narrative.understanding.sections import figure_ref
from converter.rules.checks.text_view import Item, TextView, alike, amount, short
from converter.rules.context import Context
from converter.rules.registry import Rule


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
    reasons: tuple[str, ...] = ("income", "expenditure", "general.scale", "general.usage", "three_public")


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
    for scope in parameters.reasons:
        yield from _reasons(view, rule, scope)


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
        code = view.context.recoded.get((table_id, row.key), row.key).removeprefix("支出")
        ref = figure_ref(pattern, code=code)
        if len(code) != level or not code.isdigit() or ref is None or prefix + code in told:
            continue
        value = view.context.figure(table, row, ref.column)
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
        names = {i.subject.removeprefix("项目:") for i in items if i.subject.startswith("项目:")}
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
        labels = "、".join(f"“{short(i.statements[Measure.AMOUNT].label)}”" for i in lacking)
        yield view.context.finding(
            rule,
            f"这一节别的各条都写了{name}，{labels} 没有写。请补上。",
            *[view.place(i.statements[Measure.AMOUNT]) for i in lacking],
            severity=Severity.WARNING,
            expected=f"写出{name}",
        )


def _reasons(view: TextView, rule: Rule, scope: str) -> Iterator[Finding]:
    """Yield once the items of a section that changed and give no reason, where most others give one."""
    section = view.section(scope)
    total = section.total if section else ""
    moved = [i for i in view.of_scope(scope) if i.value(Measure.CHANGE) and i.subject != total]
    lacking = [i for i in moved if not any(s.reason for s in i.statements.values()) and not _still_open(i)]
    if lacking and len(moved) - len(lacking) > len(lacking):
        labels = "、".join(f"“{short(i.first.label).strip(' 　，,、：:')}”" for i in lacking)
        yield view.context.finding(
            rule,
            f"这一节别的各条都写了增减的原因，{labels}没有写。请补上“主要原因是…”。",
            *[view.place(i.first) for i in lacking],
            expected="写出原因",
        )


def _still_open(item: Item) -> bool:
    """Whether something in the sentence is still to be filled in; that is told on its own."""
    sentence = item.first.sentence
    return without_open_slots(sentence) != sentence


def _new(item: Item) -> bool:
    """Whether the sentence says that there was nothing last year."""
    sentence = item.first.sentence
    return "上年未安排" in sentence or "上年没有" in sentence
