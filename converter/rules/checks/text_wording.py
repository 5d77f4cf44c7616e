"""Wording of the text (文字规范): verbs, missing words, patterns, repeats, fragments, years."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

from converter.findings import Finding, Place, Severity
from converter.narrative.model import Measure, Paragraph
from converter.rules.checks.dates import arabic_years
from converter.rules.checks.text_view import TextView, printed, stated_items
from converter.rules.context import Context
from converter.rules.registry import Rule

GOALS = "绩效目标表"  # the part that places in performance tables name


@dataclass(frozen=True, slots=True)
class Verbs:
    """Verbs of amounts and of rates."""

    amount_verbs: tuple[str, ...] = ("增加", "减少")
    rate_verbs: tuple[str, ...] = ("增长", "下降")


def check_verbs(context: Context, rule: Rule, parameters: Verbs) -> Iterator[Finding]:
    """Yield 增长 before amounts, 增加 before rates, and zero changes that should read 与上年持平."""
    for view, item in stated_items(context):
        for measure in (Measure.CHANGE, Measure.RATE):
            statement = item.statements.get(measure)
            if statement is None or not statement.direction:
                continue
            wrong = parameters.rate_verbs if measure is Measure.CHANGE else parameters.amount_verbs
            if not statement.value:
                if measure is Measure.CHANGE:
                    yield context.finding(
                        rule,
                        f"“{printed(statement)}”：没有增减时请写“与上年持平”。",
                        view.place(statement),
                        severity=Severity.INFO,
                        expected="与上年持平",
                        actual=printed(statement),
                    )
            elif statement.direction in wrong:
                up = (statement.value or 0) > 0
                right_words = parameters.amount_verbs if measure is Measure.CHANGE else parameters.rate_verbs
                right = right_words[0 if up else 1]
                kind = "金额" if measure is Measure.CHANGE else "百分比"
                yield context.finding(
                    rule,
                    f"“{printed(statement)}”：{kind}前用“{right}”。",
                    view.place(statement),
                    expected=f"{right}{statement.raw.strip()}{statement.unit}",
                    actual=printed(statement),
                )


def check_missing_words(context: Context, rule: Rule, _parameters: Verbs) -> Iterator[Finding]:
    """Yield changes without a verb and counts without a measure word."""
    for view, item in stated_items(context):
        change = item.statements.get(Measure.CHANGE)
        if change is not None and not change.direction:
            yield context.finding(
                rule,
                f"“{change.raw}{change.unit}”前面缺少“增加”或“减少”。",
                view.place(change),
                expected=f"增加{change.raw}{change.unit} 或 减少{change.raw}{change.unit}",
                actual=f"{change.raw}{change.unit}",
            )
        count = item.statements.get(Measure.COUNT)
        if count is not None and not count.unit:
            yield context.finding(
                rule,
                f"“{count.label[-10:]}{count.raw}”后面缺少量词（如“人”）。",
                view.place(count),
                severity=Severity.INFO,
                actual=f"{count.label[-10:]}{count.raw}",
            )


@dataclass(frozen=True, slots=True)
class PatternData:
    """One pattern: a regular expression, what is wrong, what to write ({0} is the match, {1} a group).

    ``open`` marks what is still to be filled in (待填): each place counts, and the verdict is not 可以公开.
    """

    regex: str
    message: str
    instead: str = ""
    severity: Severity | None = None
    once: bool = False
    open: bool = False
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns that must not occur; ``{unit}`` stands for the unit's name, ``{year}`` for the year."""

    patterns: tuple[PatternData, ...] = ()
    performance: bool = False


def faults_of(parameters: object) -> list[str]:
    """Return the faulty regular expressions of the parameters."""
    faults = []
    for entry in getattr(parameters, "patterns", ()):
        try:
            re.compile(entry.regex.replace("{unit}", "甲").replace("{year}", "2023"))
        except re.error as fault:
            faults.append(f"正则表达式“{entry.regex}”有误：{fault}")
    return faults


def check_patterns(context: Context, rule: Rule, parameters: Patterns) -> Iterator[Finding]:
    """Yield every match of the patterns in the running text (and in the performance tables if asked)."""
    view = TextView.of(context)
    if view is None:
        return
    unit = re.escape(context.disclosure.unit or "\0")
    # What is still open in a text of our own has been told already, slot by slot.
    opened = {i for i, p in view.body() if context.own and any(run.open for run in p.runs)}
    places: list[tuple[str, Place | int, int]] = [
        (p.text, i, p.part) for i, p in view.body() if i not in opened
    ]
    if parameters.performance:
        for table in view.text.performance:
            for indicator in table.indicators:
                if indicator.place is not None:
                    line = f"{indicator.third} {indicator.target}".strip()
                    spot = dataclasses.replace(indicator.place, part=GOALS, row=indicator.third)
                    places.append((line, spot, 3))
            if table.place is not None:
                places.append(
                    (table.goal, dataclasses.replace(table.place, part=GOALS, row=table.project), 3)
                )
    for entry in parameters.patterns:
        pattern = re.compile(entry.regex.replace("{unit}", unit).replace("{year}", str(context.year)))
        for text, place, part in places:
            if entry.parts and part not in entry.parts:
                continue
            first = pattern.search(text)
            if first is None:
                continue
            spot = view.paragraph_place(place, "") if isinstance(place, int) else place
            for match in pattern.finditer(text) if entry.open else (first,):
                yield _pattern_finding(context, rule, entry, match, text, spot)
            if entry.once:
                break


def _settled(paragraph: Paragraph, own: bool) -> str:
    """Return a paragraph's text; in our own draft open slots, which are reported as such, left out."""
    if not own:
        return paragraph.text
    return "".join("" if run.open else run.text for run in paragraph.runs)


def _pattern_finding(
    context: Context, rule: Rule, entry: PatternData, found: re.Match[str], text: str, place: Place
) -> Finding:
    groups = [found.group(0), *(g or "" for g in found.groups())]
    shown = text[max(0, found.start() - 20) : found.end() + 20]
    finding = context.finding(
        rule,
        entry.message.format(*groups),
        dataclasses.replace(place, excerpt=shown),
        severity=entry.severity,
        expected=entry.instead.format(*groups) or None,
        actual=found.group(0),
    )
    if entry.open:
        finding.kind = "open"
    return finding


@dataclass(frozen=True, slots=True)
class Repeats:
    """Words that may stand twice in a row."""

    allowed: tuple[str, ...] = ()


_REPEAT = re.compile(r"([\u4e00-\u9fff]{2,12})[:：，,]?\s*\1")


def check_repeats(context: Context, rule: Rule, parameters: Repeats) -> Iterator[Finding]:
    """Yield words printed twice in a row, whole (主要原因是：主要原因是) or in part (主要原因是要原因是)."""
    view = TextView.of(context)
    if view is None:
        return
    names = [context.disclosure.unit or "", *(row.project for t in context.tables.values() for row in t.rows)]
    for index, paragraph in view.body():
        for found in _REPEAT.finditer(paragraph.text):
            word = found.group(1)
            if any(word in allowed or allowed in found.group(0) for allowed in parameters.allowed):
                continue
            apart = len(found.group(0)) > 2 * len(word)
            ends_name = any(name.endswith(word) for name in names) and not apart
            behind = paragraph.text[found.end() : found.end() + 1]
            if apart and behind in "，,；。" and ("，" in found[0] or "," in found[0]):
                apart = False  # 万元，万元，: the second stands alone, no sentence begins with it
            if len(word) == 2 and (apart or ends_name):
                continue  # 市人民政府政府采购, 资金：资金分配: two words that meet, not one twice
            shown = paragraph.text[max(0, found.start() - 12) : found.end() + 20]
            yield context.finding(
                rule,
                f"“{found.group(0)}”重复了，请删去一个“{word}”。",
                view.paragraph_place(index, shown),
                expected=word,
                actual=found.group(0),
            )


@dataclass(frozen=True, slots=True)
class Fragments:
    """How long a piece must be to count."""

    least: int = 6


_ITEM_START = re.compile(r"^\s*\d{1,3}[.．、]")


def check_fragments(context: Context, rule: Rule, parameters: Fragments) -> Iterator[Finding]:
    """Yield paragraphs that only repeat the end of an earlier one, and equal lines within one item."""
    view = TextView.of(context)
    if view is None:
        return
    for (part, _), paragraphs in view.by_section().items():
        if part in (0, 2):
            continue  # a cover, contents, tables, or another form: lines may well repeat there
        earlier: list[str] = []
        seen: dict[str, int] = {}
        for index, paragraph in paragraphs:
            text = paragraph.text.strip()
            if _ITEM_START.match(text):
                seen = {text: 0} if earlier[-1:] == [text] else {}
            telling = len(text) >= 2 * parameters.least or "：" in text or "。" in text
            if telling and len(text) >= parameters.least and text in seen:
                yield _fragment(view, rule, index, text, "与前面的一行完全相同，请删去重复的一行")
            elif len(text) >= parameters.least and any(
                other.endswith(text) and other != text for other in earlier
            ):
                yield _fragment(view, rule, index, text, "是前面一句的残尾，请删去")
            elif tail := _orphan_tail(text, earlier, parameters.least):
                yield _fragment(view, rule, index, tail, "接着前面一句的残尾，请删去")
            seen.setdefault(text, index)
            earlier.append(text)


def _orphan_tail(text: str, earlier: list[str], least: int) -> str:
    """Return the end of a line that is the cut-off end of an earlier one: a 》 that was never opened."""
    closes = text.rfind("》")
    if closes < 0 or text.count("》") <= text.count("《"):
        return ""
    for length in range(closes + 1, least, -1):
        piece = text[closes + 1 - length : closes + 1]
        if "《" not in piece and any(piece in other for other in earlier):
            return piece
    return ""


def _fragment(view: TextView, rule: Rule, index: int, text: str, what: str) -> Finding:
    return view.context.finding(
        rule,
        f"“{text if len(text) < 40 else text[:38] + '…'}”{what}。",
        view.paragraph_place(index, text),
        expected="删去",
        actual=text,
    )


@dataclass(frozen=True, slots=True)
class Years:
    """``current`` are patterns (group 1: the year) that must name this year, ``previous`` last year."""

    current: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()


def check_years(context: Context, rule: Rule, parameters: Years) -> Iterator[Finding]:
    """Yield years that are not the document's where the sentence speaks of this (or last) year's budget."""
    view = TextView.of(context)
    if view is None or context.disclosure.year is None:
        return
    year = context.disclosure.year
    unit = re.escape(context.disclosure.unit or "\0")
    kinds = [(re.compile(p.replace("{unit}", unit)), year, "本年") for p in parameters.current]
    kinds += [(re.compile(p.replace("{unit}", unit)), year - 1, "上年") for p in parameters.previous]
    for index, paragraph in view.body():
        text = arabic_years(paragraph.text)
        text = re.sub(r"《[^》]*》|〔\d{4}〕", lambda m: "\u3000" * len(m.group(0)), text)
        told: set[str] = set()
        for pattern, wanted, name in kinds:
            for found in pattern.finditer(text):
                if int(found.group(1)) == wanted or found.group(1) in told:
                    continue  # the same wrong year twice in a paragraph is one slip
                told.add(found.group(1))
                yield context.finding(
                    rule,
                    f"“{found.group(0)}”的年份不对：本文件是 {year} 年，这里应写{name} {wanted} 年。",
                    view.paragraph_place(
                        index, paragraph.text[max(0, found.start() - 10) : found.end() + 24]
                    ),
                    expected=f"{wanted}年",
                    actual=f"{found.group(1)}年",
                )
