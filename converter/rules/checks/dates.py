"""Dates in the text (日期): days that exist, spans that run forward, a day of signature near the budget's year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from converter.findings import Finding, Severity
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_WRITTEN_YEAR = re.compile("[二][〇○零][〇○零一二三四五六七八九]{2}(?=年)")
_DATE = re.compile(
    r"(?<!\d)(20\d\d)\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})(?:\s*日|(?!\d|[-./]\d))"
)
_SPAN = re.compile(r"\s*(?:[-—－–～~]+|至|到)\s*")
_TITLE = re.compile(r"《[^》]*》")
_ONLY = re.compile(r"[\s\d年月日./-]+")
_DOCUMENT = re.compile(r"[〔\[［](20\d\d)[〕\]］]\s*\d+\s*号")
_LAST = 3  # paragraphs at the end among which the day of signature stands


@dataclass(frozen=True, slots=True)
class Dates:
    """A document of one year may be signed from month ``earliest`` of the year before."""

    earliest: int = 11


def arabic_years(text: str) -> str:
    """Return a text with years written in Chinese numerals (二〇二三年) in digits, of the same length."""
    return _WRITTEN_YEAR.sub(lambda found: found[0].translate(_DIGITS), text)


def check_dates(context: Context, rule: Rule, parameters: Dates) -> Iterator[Finding]:
    """Yield days that no calendar has, spans that end before they begin, and strange days of signature."""
    view = TextView.of(context)
    if view is None:
        return
    body = list(view.body())
    last = {index for index, _ in [entry for entry in body if entry[1].style == "body"][-_LAST:]}
    for index, paragraph in body:
        text = _TITLE.sub(lambda found: "\u3000" * len(found[0]), arabic_years(paragraph.text))
        before: tuple[date, int] | None = None
        for found in _DOCUMENT.finditer(paragraph.text):
            if context.disclosure.year and int(found[1]) > context.disclosure.year:
                yield context.finding(
                    rule,
                    f"文号“{found[0]}”的年份晚于本文件的 {context.disclosure.year} 年。请核对文号。",
                    view.paragraph_place(
                        index, paragraph.text[max(0, found.start() - 14) : found.end() + 10]
                    ),
                    expected=f"不晚于 {context.disclosure.year}年",
                    actual=f"{found[1]}年",
                )
        for found in _DATE.finditer(text):
            day = _day(found)
            if day is None:
                yield context.finding(
                    rule,
                    f"“{found[0]}”：没有这一天。请更正日期。",
                    view.paragraph_place(
                        index, paragraph.text[max(0, found.start() - 14) : found.end() + 14]
                    ),
                    severity=Severity.ERROR,
                    actual=found[0],
                )
                before = None
                continue
            if before is not None and _SPAN.fullmatch(text, before[1], found.start()) and day < before[0]:
                yield context.finding(
                    rule,
                    f"起止日期颠倒了：从 {_shown(before[0])} 到 {_shown(day)}。请更正。",
                    view.paragraph_place(index, paragraph.text),
                    expected=f"{_shown(day)}-{_shown(before[0])}",
                    actual=f"{_shown(before[0])}-{_shown(day)}",
                )
            before = day, found.end()
            alone = _ONLY.fullmatch(text) is not None and (index in last or not paragraph.part)
            if alone and context.disclosure.year and not _near(day, context.disclosure.year, parameters):
                yield context.finding(
                    rule,
                    f"封面或落款的日期是 {_shown(day)}，本文件是 {context.disclosure.year} 年的预算。请核对年份。",
                    view.paragraph_place(index, paragraph.text),
                    expected=f"{context.disclosure.year}年",
                    actual=f"{day.year}年",
                )


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _near(day: date, year: int, parameters: Dates) -> bool:
    return day.year == year or (day.year == year - 1 and day.month >= parameters.earliest)


def _shown(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
