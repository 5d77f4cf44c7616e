"""The sections of the text (各节): all there, and none a heading without a word below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from converter.disclosure.finished.vocabulary import Words
from converter.findings import Finding, Place, Severity
from converter.narrative.understanding.sections import sections_of
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class Sections:
    """``wanted``: sections (by id) with the heading to propose; ``least``: how many of them a text must
    have to be taken for the explanation of a budget at all. ``foreign``: a section with the words that its
    text has and those of another section, which stand there only when a text came under the wrong heading."""

    wanted: tuple[tuple[str, str], ...] = ()
    least: int = 9
    foreign: tuple[tuple[str, str, str], ...] = ()


def check_sections(context: Context, rule: Rule, parameters: Sections) -> Iterator[Finding]:
    """Yield headings with nothing below, and sections of the form that the text lacks."""
    view = TextView.of(context)
    if view is None:
        return
    sections = sections_of(view.text, view.words, context.disclosure.unit)
    present = {section.id for section in sections if section is not None}
    if sum(name in present for name, _ in parameters.wanted) < parameters.least:
        return
    yield from _empty(view, rule)
    yield from _empty_labels(view, rule)
    yield from _foreign(view, rule, parameters)
    lacking = [heading for name, heading in parameters.wanted if name not in present]
    if lacking:
        file = context.disclosure.files[0] if context.disclosure.files else None
        yield context.finding(
            rule,
            f"没有找到“{'”、“'.join(lacking)}”。没有数的也应写明未安排；标题写法不同的请核对。",
            Place(file=file, part="第三部分", excerpt="、".join(lacking)),
            severity=Severity.INFO,
            expected="、".join(lacking),
            actual="没有这一节",
        )


def _empty(view: TextView, rule: Rule) -> Iterator[Finding]:
    """Yield headings that another one of the same or a higher level follows at once."""
    sections = sections_of(view.text, view.words, view.context.disclosure.unit)
    for index, (paragraph, behind) in enumerate(pairwise(view.paragraphs)):
        depth, below = _depth(paragraph.style), _depth(behind.style)
        if depth < 2 or not 0 < below <= depth or sections[index] is None or paragraph.part != 3:
            continue
        yield view.context.finding(
            rule,
            f"“{paragraph.text.strip()}”下面没有内容。请补写；没有数的写明未安排。",
            view.paragraph_place(index, paragraph.text),
            expected="本节的说明",
            actual="空",
        )


def _foreign(view: TextView, rule: Rule, parameters: Sections) -> Iterator[Finding]:
    """Yield sections whose text speaks of what another section is about, and of nothing of its own."""
    sections = sections_of(view.text, view.words, view.context.disclosure.unit)
    for name, own, other in parameters.foreign:
        body = [
            (index, paragraph)
            for index, paragraph in view.body()
            if (section := sections[index]) is not None
            and section.id == name
            and not paragraph.style.startswith("heading")
        ]
        at = next((index for index, paragraph in body if other in paragraph.text), None)
        if at is not None and not any(own in paragraph.text for _, paragraph in body):
            text = view.paragraphs[at].text
            yield view.context.finding(
                rule,
                f"这一节应说“{own}”，写的却是“{other}”。请核对文字是否放错了标题。",
                view.paragraph_place(at, text),
                expected=own,
                actual=other,
            )


def _empty_labels(view: TextView, rule: Rule) -> Iterator[Finding]:
    """Yield labels of an item (资金分配情况：) behind which nothing stands, neither there nor in the next line."""
    words = Words.of(view.context.pack)
    for index, (paragraph, behind) in enumerate(pairwise(view.paragraphs)):
        text = paragraph.text.strip()
        found = words.paragraph_label.match(text)
        if found is None or found.end() < len(text):
            continue
        if words.paragraph_label.match(behind.text.strip()) or _depth(behind.style):
            yield view.context.finding(
                rule,
                f"“{text}”后面没有内容。请补写。",
                view.paragraph_place(index, text),
                expected="填写内容",
                actual="空",
            )


def _depth(style: str) -> int:
    """Return 1 for a part, 2 and more for headings, 0 for anything else."""
    if style.startswith("heading"):
        return 1 + int(style.removeprefix("heading") or 1)
    return 1 if style == "part" else 0
