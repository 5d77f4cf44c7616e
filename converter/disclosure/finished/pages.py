"""What a page adds to a text (PDF, and text taken out of one): page numbers, running heads, spaced-out lines."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from converter.disclosure.finished.stream import Stream, StreamRow
from converter.disclosure.finished.vocabulary import Words, normal

_HAN = r"\u4e00-\u9fff\u3001\u3002\uff01-\uff5e\u300a\u300b\u201c\u201d"
_PAIR = re.compile(rf"[{_HAN}](?=\s?[{_HAN}])")
_PARTED = re.compile(rf"(?<=[{_HAN}])\s(?=[{_HAN}])")
_NEXT_TO = re.compile(rf"(?<=[{_HAN}]) | (?=[{_HAN}])")
_REPEATED = 3  # pages on which a first or last line must return to be a running head


def closed_up(text: str) -> str:
    """Return a line that was spread over its width (上 级 一 般 公 共 预 算) without the blanks between its signs.

    A line in which only some signs stand apart keeps its blanks: a slot that was left empty is one.
    """
    pairs = len(_PAIR.findall(text))
    if pairs < 4 or len(_PARTED.findall(text)) < pairs * 0.6:
        return text
    return _NEXT_TO.sub("", text)


def without_page_furniture(stream: Stream, words: Words) -> None:
    """Take page numbers, and the heads and feet that return on every page, out of the text of ``stream``."""
    pages: dict[int, list[StreamRow]] = defaultdict(list)
    for row in stream.rows:
        if row.page and row.text.strip():
            pages[row.page].append(row)
    edges = [(page, row) for page, rows in pages.items() for row in _edges(rows) if row.grid < 0]
    texts = {page: {normal(row.text) for at, row in edges if at == page} for page in pages}
    counts: Counter[str] = Counter(text for found in texts.values() for text in found)
    # One number alone is no numbering: it stayed behind from another document.
    numbered = {page for page, row in edges if words.is_page_number(row.text)}
    numbering = len(numbered) >= max(2, len(pages) // 3)
    gone = {
        id(row)
        for _, row in edges
        if (numbering and words.is_page_number(row.text))
        or (counts[normal(row.text)] >= max(_REPEATED, len(pages) / 2) and not _of_a_table(row.text, words))
    }
    stream.rows = [row for row in stream.rows if id(row) not in gone]


def _edges(rows: list[StreamRow]) -> Iterable[StreamRow]:
    """Yield the first and the last line of a page, once each."""
    return {id(row): row for row in (rows[0], rows[-1])}.values()


def _of_a_table(text: str, words: Words) -> bool:
    """Whether a line stands above or below tables: it may begin many pages and is no running head."""
    return bool(
        words.unit_in(text)
        or words.money_in(text)
        or words.table_number(text) is not None
        or words.is_performance_title(text)
        or words.is_continuation(text)
        or words.is_note(text)
    )
