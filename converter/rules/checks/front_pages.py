"""The first pages (封面、目录): a cover and contents, whose entries are the headings and titles that follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from converter.disclosure.finished.vocabulary import normal
from converter.disclosure.table_loading import load_tables
from converter.findings import Finding, Place, Severity
from converter.narrative.model import Paragraph
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule

_PAGE = re.compile(r"[\s.…·．]*\s*(\d{0,3})\s*$")
_NUMERALS = "一二三四五六七八九十"
_NUMBER = re.compile(f"^([{_NUMERALS}]{{1,3}})、")
_YEAR = re.compile(r"20\d\d")
_PARTS = 3  # parts with a heading that make a document whole, to be expected to have a cover
_HEADINGS = ("part", "heading1", "heading2")


@dataclass(frozen=True, slots=True)
class Front:
    """``contents`` are the words above the contents (as compared: without white space); an entry that is at
    least ``similar`` (0–100) like a heading is that heading written differently. Below ``least`` entries
    nothing is compared, nor where fewer than ``most`` of a hundred entries are headings of the document."""

    contents: tuple[str, ...] = ()
    similar: int = 70
    least: int = 4
    most: int = 60


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the contents: what it says, its page (0: none), where it stands among the paragraphs."""

    text: str
    page: int
    at: int


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading or title that the contents may name, with its page where pages are known."""

    text: str
    level: int
    place: Place


def check_front(context: Context, rule: Rule, parameters: Front) -> Iterator[Finding]:
    """Yield a missing cover or contents, entries that no heading has, headings that the contents leave out
    and page numbers out of order."""
    view = TextView.of(context)
    if view is None or context.own:
        return
    entries = list(_entries(view))
    headings = _headings(view)
    if sum(heading.level == 0 for heading in headings) >= _PARTS and not context.disclosure.files[1:]:
        yield from _missing(view, rule, parameters, entries)
    wrapped = any(file.lower().endswith(".txt") for file in context.disclosure.files)
    if len(entries) >= parameters.least and not wrapped:  # in plain text headings are broken at the margin
        yield from _compared(view, rule, parameters, entries, headings)
        yield from _pages(view, rule, entries, headings)


def _entries(view: TextView) -> Iterator[_Entry]:
    """Yield the entries of the contents; one that is broken at the margin of a PDF is put together."""
    at = [index for index, paragraph in enumerate(view.paragraphs) if paragraph.style == "contents"]
    begun = ""
    for index in range(at[0], at[-1] + 1) if at else ():
        paragraph = view.paragraphs[index]
        if paragraph.style == "contents":
            yield _entry(index, begun + paragraph.text)
            begun = ""
        else:
            begun += paragraph.text.strip()


def _entry(index: int, text: str) -> _Entry:
    found = _PAGE.search(text)
    page = found[1] if found is not None else ""
    return _Entry(text[: found.start()].strip() if found else text.strip(), int(page or 0), index)


def _at(view: TextView, entry: _Entry) -> Place:
    return (view.paragraphs[entry.at].place or Place()).within("目录", entry.text)


def _headings(view: TextView) -> list[_Heading]:
    found = [
        _Heading(p.text.strip(), _HEADINGS.index(p.style), p.place or Place())
        for p in view.paragraphs
        if p.style in _HEADINGS and p.part
    ]
    found += [
        _Heading(table.title, 1, table.place or Place())
        for table in view.context.tables.values()
        if table.title
    ]
    return found


def _missing(view: TextView, rule: Rule, parameters: Front, entries: list[_Entry]) -> Iterator[Finding]:
    """Yield that a whole document has no contents, or nothing before them that names unit or year."""
    front = [p for p in view.paragraphs if not p.part and p.style not in ("contents", "running head")]
    named = [p for p in front if normal(p.text) not in parameters.contents and p.text.strip()]
    first = next((p.place for p in view.paragraphs if p.place is not None), Place())
    file = Place(file=first.file, excerpt=view.paragraphs[0].text[:40])
    if not entries and len(named) == len(front):
        message = "没有找到目录。请在封面之后列出各部分、各表和各节的目录。"
        yield view.context.finding(rule, message, file, severity=Severity.INFO, expected="目录")
    if not named:
        message = "没有找到封面。请在最前面印上单位名称、年度和“部门预算公开”。"
        yield view.context.finding(rule, message, file, severity=Severity.INFO, expected="封面")


def _key(text: str) -> str:
    """Return what a heading says, as headings are compared: numbers written in any manner."""
    return re.sub(r"[(),.、:;\-—·]", "", normal(text))


def _compared(
    view: TextView, rule: Rule, parameters: Front, entries: list[_Entry], headings: list[_Heading]
) -> Iterator[Finding]:
    from rapidfuzz import fuzz

    known = {_key(heading.text) for heading in headings}
    # A table that is not there, or was not read, is told elsewhere.
    known |= {
        _key(spec.title.replace("{wording}", wording))
        for spec in load_tables(view.context.pack).tables
        if spec.id not in view.context.tables
        for wording in ("部门", "单位")
    }
    named = {_key(entry.text) for entry in entries}
    # An entry may name the number of a table (表1 部门收支总体情况表), or leave a unit or a year out.
    strange = [e for e in entries if _key(e.text) and not any(_key(e.text).endswith(k) for k in known if k)]
    if 100 * (len(entries) - len(strange)) < parameters.most * len(entries):
        return  # contents of another kind: headings told in short, or of another document's manner
    free = [h for h in headings if not any(n.endswith(_key(h.text)) for n in named)]
    for entry in strange:
        key = _key(entry.text)
        scored = [(fuzz.ratio(key, _key(heading.text)), n) for n, heading in enumerate(free)]
        score, best = max(scored, default=(0, 0))
        shown = _at(view, entry)
        if score >= parameters.similar:
            heading = free.pop(best)
            if _YEAR.sub("", key) == _YEAR.sub("", _key(heading.text)) and str(view.context.year) in key:
                continue  # the year of the heading is wrong: the rule on years says so
            if _unnumbered(entry.text) == _unnumbered(heading.text) and _follows(entry, entries):
                continue  # the number of the heading is wrong: the rule on numbers says so
            yield view.context.finding(
                rule,
                f"目录写的是“{entry.text}”，正文的标题是“{heading.text}”。请核对哪一处写错，改成一致。",
                shown,
                heading.place,
                expected=heading.text,
                actual=entry.text,
            )
        else:
            yield view.context.finding(
                rule,
                f"目录里的“{entry.text}”在正文里没有找到这个标题。请核对正文是否漏了，或重新生成目录。",
                shown,
                expected="与正文的标题一致",
                actual=entry.text,
            )
    yield from _left_out(view, rule, free, entries, headings)


def _unnumbered(text: str) -> str:
    return _key(_NUMBER.sub("", text.strip()))


def _follows(entry: _Entry, entries: list[_Entry]) -> bool:
    """Whether the number of an entry is the one behind that of the numbered entry before it."""
    numbers = [(e.at, found[1]) for e in entries if (found := _NUMBER.match(e.text)) is not None]
    at = next((n for n, (place, _) in enumerate(numbers) if place == entry.at), 0)
    own, before = numbers[at][1], numbers[at - 1][1] if at else ""
    return _NUMERALS.find(own) == _NUMERALS.find(before) + 1 if len(own) == len(before) == 1 else len(own) > 1


def _left_out(
    view: TextView, rule: Rule, free: list[_Heading], entries: list[_Entry], headings: list[_Heading]
) -> Iterator[Finding]:
    """Yield headings that the contents leave out while they have most others of the same level."""
    for level in (0, 1):
        missing = [heading for heading in free if heading.level == level]
        having = sum(heading.level == level for heading in headings) - len(missing)
        if missing and having > 2 * len(missing):
            names = "、".join(f"“{heading.text}”" for heading in missing)
            yield view.context.finding(
                rule,
                f"目录里没有{names}，同一级的其他标题都有。请补上，或重新生成目录。",
                _at(view, entries[0]),
                *(heading.place for heading in missing),
                expected=names,
                actual="目录里没有",
            )


def _pages(view: TextView, rule: Rule, entries: list[_Entry], headings: list[_Heading]) -> Iterator[Finding]:
    """Yield page numbers that go back, and in documents with pages those that are not the heading's."""
    told: set[int] = set()
    for before, entry in pairwise(e for e in entries if e.page):
        if entry.page < before.page:
            told.add(entry.at)
            yield view.context.finding(
                rule,
                f"目录的页码不对：“{before.text}”在第 {before.page} 页，排在它后面的“{entry.text}”却在第 "
                f"{entry.page} 页。请核对，或重新生成目录。",
                _at(view, entry),
                expected=f"不小于 {before.page}",
                actual=str(entry.page),
            )
    pages = {_key(h.text): h.place.page for h in headings if h.place.page}
    apart = {e.at: (e, page - e.page) for e in entries if e.page and (page := pages.get(_key(e.text)))}
    usual, count = Counter(d for _, d in apart.values()).most_common(1)[0] if apart else (0, 0)
    if count * 4 < len(apart) * 3:
        return  # a cover or blank pages may be counted or not; without one usual distance nothing is sure
    for at, (entry, distance) in apart.items():
        if distance != usual and at not in told:
            right = entry.page + distance - usual
            yield view.context.finding(
                rule,
                f"目录说“{entry.text}”在第 {entry.page} 页，按其他各条推算应为第 {right} 页。请核对，或重新生成目录。",
                _at(view, entry),
                severity=Severity.INFO,
                expected=str(right),
                actual=str(entry.page),
            )


def front_lines(view: TextView, contents: tuple[str, ...]) -> Iterator[tuple[int, Paragraph]]:
    """Yield the paragraphs of the cover with their index: what stands before the contents and the parts."""
    for index, paragraph in enumerate(view.paragraphs):
        if (
            paragraph.part
            or paragraph.style in ("contents", "running head")
            or normal(paragraph.text) in contents
        ):
            return
        if paragraph.text.strip():
            yield index, paragraph
