"""Sums of the text (各条之和): what a section lists makes up the total that it states or that is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.findings import Finding
from converter.narrative.model import FigureRef, Measure
from converter.narrative.understanding.sections import ListSpec, SectionSpec, figure_ref
from converter.rules.checks.text_view import Item, TextView, amount, short
from converter.rules.context import Context
from converter.rules.registry import Rule

_MANY = 5  # wrong amounts of a paragraph that are told as one


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
                missing = _unlisted(view, entry, parts)
                yield from _sum(view, rule, parts, None, whole, what, missing)


def _unlisted(view: TextView, entry: ListSpec, parts: list[Item]) -> Decimal:
    """Return what the rows that a list leaves out add up to in its column."""
    table = view.context.tables.get(entry.rows)
    listed = {item.subject[1:] for item in parts}
    refs = [
        figure_ref(entry.figure, code=row.key)
        for row in (table.rows if table is not None else ())
        if row.key.isdigit() and len(row.key) == entry.level and row.key not in listed
    ]
    return sum((view.figure(ref) or Decimal(0) for ref in refs), Decimal(0))


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


def _doubled(parts: list[Item]) -> Item | None:
    """Return an item that stands twice in one paragraph with the same amount."""
    seen: set[tuple[str, int, Decimal | None]] = set()
    for part in parts:
        key = (part.subject, part.first.paragraph, part.value(Measure.AMOUNT))
        if key in seen:
            return part
        seen.add(key)
    return None


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
    right = {
        (p.subject, p.scope): p.value(Measure.AMOUNT) if (right := view.figure(p.figure)) is None else right
        for p in parts
    }
    mended = sum((value or Decimal(0) for value in right.values()), Decimal(0)) + missing
    causes = len(wrong) + bool(missing) + len(parts) - len(right)
    doubled = _doubled(parts)
    if doubled is not None and causes == 1:
        statement = doubled.statements[Measure.AMOUNT]
        name = short(statement.label).strip(" 　，,、：:")
        yield view.context.finding(
            rule,
            f"“{name}{statement.raw}{statement.unit}”在同一段里写了两次，请删去一处。",
            view.place(statement),
            expected="删去一处",
            actual=f"{name}{statement.raw}{statement.unit}",
        )
        return
    told = causes == 1 or len(wrong) >= _MANY
    if mended == expected and told and {"text amounts", "text complete", "fragments"} <= telling:
        return
    cause = ""
    if wrong:
        names = "、".join(f"“{short(p.statements[Measure.AMOUNT].label)}”" for p in wrong[:4])
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
