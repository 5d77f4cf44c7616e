"""Rows outside of tables → paragraphs with their part and section; hard-wrapped lines are joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from converter.disclosure.finished.stream import UNREAD, StreamRow
from converter.disclosure.finished.vocabulary import Words, normal
from converter.disclosure.finished.word_parts import FOOT, HEAD
from converter.narrative.model import Paragraph, Run

_NUMERALS = "零一二三四五六七八九"
_ENDS = "。；！？：”）"
_CONTENTS_LINE = re.compile(r"[.…·]{4,}\s*\d*\s*$|[.…]{2,}\s*\d{1,3}\s*$|\t\s*\d+\s*$")


def paragraphs_of(rows: Sequence[StreamRow], words: Words, wrapped: bool) -> list[Paragraph]:
    """Return the paragraphs of a text; ``wrapped`` joins lines that a PDF or plain text broke at the margin."""
    lines = [row for row in rows if row.text.strip()]
    if wrapped:
        groups = _joined(lines, words)
    else:
        groups = [[row] for row in lines]
    paragraphs: list[Paragraph] = []
    part = 0
    section: list[str] = []
    for group in groups:
        text = _join_texts([row.text.strip() for row in group])
        beside = group[0].place.part if group[0].grid == -1 else None
        if beside in (HEAD, FOOT):
            paragraphs.append(Paragraph([Run(text)], "running head", place=group[0].place))
            continue
        if beside:
            # A footnote speaks of what its sentence speaks of, but is no line of the section.
            paragraphs.append(Paragraph([Run(text)], "footnote", part, tuple(section), group[0].place))
            continue
        level = group[0].level
        found = words.part.match(normal(text))
        if found and len(normal(text)) < 40 and not _CONTENTS_LINE.search(text):
            part, section = _NUMERALS.index(found.group(1)), []
            style = "part"
        else:
            depth = heading_depth(text, words)
            style = "body"
            if depth and (len(normal(text)) <= 60 and not text.rstrip().endswith("。")) and depth < 3:
                section = [*section[: depth - 1], text.strip()]
                style = f"heading{depth}"
            elif level:
                style = f"heading{min(level, 3)}"
        if _CONTENTS_LINE.search(text):
            style = "contents"
        elif group[0].grid == UNREAD or (group[0].grid >= 0 and len(group[0].filled) > 1):
            # A row of a table that is none of ours: what it says is no sentence.
            style = "table lines" if group[0].grid == UNREAD else "table cells"
        paragraphs.append(Paragraph([Run(text)], style, part, tuple(section), group[0].place))
    return paragraphs


def heading_depth(text: str, words: Words) -> int:
    """Return 1 for 一、, 2 for （一）, 3 for 1., 0 for no numbering."""
    plain = normal(text)
    for depth, pattern in enumerate(words.headings, start=1):
        if pattern.match(plain) or pattern.match(text.strip()):
            return depth
    return 0


def _joined(lines: list[StreamRow], words: Words) -> list[list[StreamRow]]:
    """Group lines that one paragraph was broken into."""
    groups: list[list[StreamRow]] = []
    usual = _usual_width(lines)
    margin = _margin(lines)
    for row in lines:
        text = row.text.strip()
        starts = (
            not groups
            or heading_depth(text, words) > 0
            or words.part.match(normal(text)) is not None
            or words.paragraph_label.match(text) is not None
            or words.is_page_number(text)
            or words.is_performance_title(text)
            or words.is_page_number(groups[-1][-1].text)
            or row.grid != -1
            or groups[-1][-1].grid != -1
        )
        if not starts:
            last = groups[-1][-1].text.strip()
            heading = heading_depth(groups[-1][0].text, words) in (1, 2)
            full = _width(last) >= usual * 0.86
            ended = last[-1] in _ENDS
            starts = not full if heading else ended and not full
            if not full and not ended and not heading:
                starts = _short(last, usual)
            if heading and words.heading_ends(last, text):
                starts = True
            elif (
                margin is not None
                and row.indent is not None
                and _begins_as_body(groups[-1][0], margin, heading)
            ):
                # The first line of a paragraph is indented by two characters; the layout decides.
                starts = row.indent > margin + 8
            elif ended and full and last[-1] in "。：":
                starts = not text.startswith(words.data.sentence_continuations)
        if starts:
            groups.append([row])
        else:
            groups[-1].append(row)
    return groups


def _begins_as_body(first: StreamRow, margin: int, heading: bool) -> bool:
    """Whether a paragraph begins where those of the running text do; headings may be centred."""
    return not heading or (first.indent is not None and 16 < first.indent - margin < 60)


def _margin(lines: list[StreamRow]) -> int | None:
    """Return the left margin of a PDF's text, None where first lines are not indented."""
    counts = Counter(row.indent for row in lines if row.indent is not None and row.grid < 0)
    common = [indent for indent, number in counts.most_common(12) if number > 2]
    if len(common) < 2:
        return None
    margin = min(common)
    return margin if any(16 < indent - margin < 60 for indent in common) else None


def _short(line: str, usual: float) -> bool:
    """A line that ends well before the margin without punctuation is a line of its own (a heading)."""
    return _width(line) < usual * 0.6


def _usual_width(lines: list[StreamRow]) -> float:
    widths = sorted(_width(row.text.strip()) for row in lines if row.grid < 0)
    return widths[int(len(widths) * 0.85)] if widths else 0


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _join_texts(texts: list[str]) -> str:
    """Join wrapped lines: a blank only between two Latin words."""
    joined = texts[0]
    for text in texts[1:]:
        latin = joined[-1:].isascii() and joined[-1:].isalpha() and text[:1].isascii() and text[:1].isalpha()
        joined += (" " if latin else "") + text
    return joined
