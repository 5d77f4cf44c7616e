"""Layout of the text (格式): numbering of items, decimals of amounts, page numbers that stayed behind."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from converter.findings import Finding, Severity
from converter.narrative.model import Measure
from converter.rules.checks.text_view import TextView, part_name
from converter.rules.context import Context
from converter.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class Numbering:
    """``style`` is the usual mark behind an item's number."""

    style: str = "."


_DIGITS = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_CHINESE = (
    *_DIGITS,
    *(f"十{digit}" for digit in _DIGITS[1:10]),
    "二十",
    *(f"二十{d}" for d in _DIGITS[1:10]),
)
_NUMERALS = {text: number for number, text in enumerate(_CHINESE)}
_HEADINGS = (
    re.compile(r"^\s*([一二三四五六七八九十]{1,3})、"),
    re.compile(r"^\s*（([一二三四五六七八九十]{1,3})）"),
)
_LEADING = ("情况为", "情况如下", "如下", "包括", "其中", "为")  # what leads to a list
_LEAST = 8
# An item may begin with a code of five or seven digits, not with the decimals of a number.
_NUMBERED = re.compile(r"^\s*(\d{1,3})([.．、)）])(?=\D|\d{5,7}(?!\d)|$)")


def check_numbering(context: Context, rule: Rule, parameters: Numbering) -> Iterator[Finding]:
    """Yield gaps and doubles in numbered items, marks that differ, and items run together."""
    view = TextView.of(context)
    if view is None:
        return
    for (part, _), paragraphs in view.by_section().items():
        if not part:
            continue
        numbered = [
            (index, p, found) for index, p in paragraphs if (found := _NUMBERED.match(p.text)) is not None
        ]
        expected = 1
        marks = [found.group(2) for _, _, found in numbered]
        usual = max(set(marks), key=marks.count) if marks else parameters.style
        for index, paragraph, found in numbered:
            number, mark = int(found.group(1)), found.group(2)
            if number not in (expected, 1):
                yield context.finding(
                    rule,
                    f"序号“{number}{mark}”不连续，前一个是 {expected - 1}。请改为 {expected}{usual}。",
                    view.paragraph_place(index, paragraph.text[:40]),
                    expected=f"{expected}{usual}",
                    actual=f"{number}{mark}",
                )
            if mark != usual:
                yield context.finding(
                    rule,
                    f"序号写作“{number}{mark}”，同一节别处写作“1{usual}”。请统一为“{number}{usual}”。",
                    view.paragraph_place(index, paragraph.text[:40]),
                    severity=Severity.INFO,
                    expected=f"{number}{usual}",
                    actual=f"{number}{mark}",
                )
            expected = number + 1
    yield from _run_together(view, rule)
    yield from _headings(view, rule)
    yield from _without_colon(view, rule)


def _headings(view: TextView, rule: Rule) -> Iterator[Finding]:
    """Yield headings whose number does not follow the one before: 一、 within a part, （一） below one 一、."""
    series: dict[tuple[int, str], list[tuple[int, int, re.Match[str]]]] = defaultdict(list)
    for index, paragraph in view.body():
        for depth, pattern in enumerate(_HEADINGS, start=1):
            found = pattern.match(paragraph.text)
            if found is not None and paragraph.part:
                above = paragraph.section[0] if depth > 1 and paragraph.section else ""
                series[paragraph.part, above].append((_NUMERALS.get(found[1], 0), index, found))
    for headings in series.values():
        last = headings[0][0]
        for at, (number, index, found) in enumerate(headings[1:], start=2):
            following = headings[at][0] if at < len(headings) else 0
            if number in (last + 1, 1):
                last = number
                continue
            wanted = found[0].replace(found[1], _CHINESE[last + 1])
            yield view.context.finding(
                rule,
                f"标题的序号“{found[0]}”不连续，前一个是“{found[0].replace(found[1], _CHINESE[last])}”。"
                f"请改为“{wanted}”，或补上漏掉的一节。",
                view.paragraph_place(index, view.paragraphs[index].text[:40]),
                expected=wanted,
                actual=found[0],
            )
            # Either this number alone is wrong, or one is left out and the others follow.
            last = last + 1 if following == last + 2 else number


def _without_colon(view: TextView, rule: Rule) -> Iterator[Finding]:
    """Yield sentences that lead to numbered items and end without a colon."""
    body = [(index, p) for index, p in view.body() if p.part == 3]
    for (index, paragraph), (_, behind) in pairwise(body):
        text = paragraph.text.rstrip()
        leads = paragraph.style == "body" and behind.style in ("body", "heading3") and paragraph.section
        if leads and _NUMBERED.match(behind.text) and text.endswith(_LEADING) and len(text) > _LEAST:
            yield view.context.finding(
                rule,
                f"“{text[-14:]}”后面是分条的内容，应以冒号结尾。",
                view.paragraph_place(index, text[-40:]),
                severity=Severity.INFO,
                expected=f"{text[-6:]}：",
                actual=text[-6:],
            )


def _run_together(view: TextView, rule: Rule) -> Iterator[Finding]:
    """Several items of a section that lists one item a paragraph stand in one paragraph."""
    by_paragraph: dict[tuple[str, int], list[str]] = {}
    for item in view.items:
        section = view.section(item.scope)
        if section and section.complete and Measure.AMOUNT in item.statements:
            statement = item.statements[Measure.AMOUNT]
            by_paragraph.setdefault((item.scope, statement.paragraph), []).append(statement.label)
    for (_, index), labels in by_paragraph.items():
        if len(labels) > 1:
            names = "、".join(label[-14:].strip(" ，。") for label in labels)
            yield view.context.finding(
                rule,
                f"这一段写了 {len(labels)} 个科目（{names}），应各为一条，分别编号。",
                view.paragraph_place(index, view.paragraphs[index].text[:80]),
                expected=f"{len(labels)} 条",
                actual="1 条",
            )


@dataclass(frozen=True, slots=True)
class Decimals:
    """How many decimals amounts in 万元 have."""

    digits: int = 2


def check_decimals(context: Context, rule: Rule, parameters: Decimals) -> Iterator[Finding]:
    """Yield once for the tables and once for the text that amounts lack the usual decimals."""
    places = []
    samples: list[str] = []
    typed = context.disclosure.files and any(
        not file.lower().endswith((".xlsx", ".xls", ".xlsm", ".ods", ".xlsb"))
        for file in context.disclosure.files
    )
    for table in context.tables.values():
        for _, _, cell in table.figures():
            raw = re.sub(r"\s", "", cell.raw)
            if typed and cell.value and cell.place and _short_decimals(raw, parameters.digits):
                places.append(cell.place)
                samples.append(raw)
    if places:
        yield context.finding(
            rule,
            f"表中有 {len(places)} 个金额没有写满{_count(parameters.digits)}位小数，如 {'、'.join(dict.fromkeys(samples[:6]))}。"
            "请统一，例如 10.00。",
            *places[:6],
            expected="两位小数",
            actual="、".join(dict.fromkeys(samples[:6])),
        )
    view = TextView.of(context)
    if view is None:
        return
    short = [
        s
        for s in view.statements
        if s.unit == "万元" and s.value and _short_decimals(s.raw, parameters.digits)
    ]
    if short:
        shown = "、".join(dict.fromkeys(s.raw.strip() for s in short[:6]))
        yield context.finding(
            rule,
            f"文中有 {len(short)} 个金额没有写满{_count(parameters.digits)}位小数，如 {shown}。请统一，例如 10.00万元。",
            *[view.place(s) for s in short[:6]],
            expected="两位小数",
            actual=shown,
        )


def _short_decimals(raw: str, digits: int) -> bool:
    return len(raw.strip().partition(".")[2]) < digits


def _count(digits: int) -> str:
    return "零一两三四五六"[digits] if digits < 7 else str(digits)


def check_leftovers(context: Context, rule: Rule, _parameters: Decimals) -> Iterator[Finding]:
    """Yield page numbers that stayed behind below tables or in the text."""
    from converter.disclosure.finished.vocabulary import Words

    words = Words.of(context.pack)
    for table in context.tables.values():
        for text, place in table.leftovers:
            if words.is_page_number(text) and not "".join(text.split()).isdigit():
                yield context.finding(
                    rule,
                    f"{table.id}下面留有“{text}”，像是残留的页码。请删除，页码由页脚自动生成。",
                    dataclasses.replace(place, table=table.id, excerpt=text),
                    expected="删除",
                    actual=text,
                )
    view = TextView.of(context)
    if view is None or "pdf" in {file.lower().rpartition(".")[2] for file in context.disclosure.files}:
        return
    for index, paragraph in enumerate(view.paragraphs):
        text = paragraph.text.strip()
        if paragraph.style.startswith(("table", "performance")):
            continue
        if words.is_page_number(text) and not "".join(text.split()).isdigit():
            yield context.finding(
                rule,
                f"{part_name(paragraph) or '文中'}留有“{text}”，像是残留的页码。请删除，页码由页脚自动生成。",
                view.paragraph_place(index, text),
                expected="删除",
                actual=text,
            )
