"""On which page things will stand, so that the contents can be written with its page numbers.

Lines have a fixed distance, characters a fixed width, rows a known height, so that counting is exact but
for rare line ends. Word and WPS count again when the contents field is updated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from converter.writing.document.look import ParagraphLook
from converter.writing.measuring import width_of

_WORD = re.compile(r"[!-~]+|.", re.DOTALL)
# May not begin a line: what stands before it goes to the next line too.
_NO_START = frozenset("，。、；：？！,.;:!?）》〉」』】〕”’)]}%％…—")
_NO_END = frozenset("（《〈「『【〔“‘([{")
_TOLERANCE = 0.01


@lru_cache(maxsize=4000)
def lines_of(text: str, width: float, character: float, indent: float = 0, gap: float = 0) -> int:
    """Return on how many lines a paragraph is set; all lengths in pt, ``indent`` that of the first line.

    ``gap`` is what is kept free between a Chinese character and a Latin letter or digit.
    """
    half = character / 2
    if width_of(text) * (half + gap) + indent <= width:
        return 1
    lines, used = 1, indent
    last = ""
    whole = 0.0  # the width of what may not be parted before the next word
    for word in _WORD.findall(text):
        size = width_of(word) * half
        space = gap if last and _apart(last[-1], word[0]) else 0.0
        joined = bool(last) and (word[0] in _NO_START or last in _NO_END)
        whole = whole + space + size if joined else size
        if used + space + size <= width + _TOLERANCE:
            used += space + size
            last = word
            continue
        lines += 1
        used = whole if whole <= width else size
        while used > width + _TOLERANCE:  # a word longer than a line
            used -= width
            lines += 1
        last = word
    return lines


def _apart(left: str, right: str) -> bool:
    """Whether a Chinese character and a Latin letter or digit stand side by side."""
    return (left > "\u2e7f" and left.isalpha() and right.isascii() and right.isalnum()) or (
        right > "\u2e7f" and right.isalpha() and left.isascii() and left.isalnum()
    )


@dataclass(slots=True, eq=False)
class Flow:
    """Fills pages of ``height`` pt from the top; ``page`` is the number of the current one.

    ``gap`` is the space between Chinese and Latin characters, of the font size.
    """

    height: float
    page: int = 1
    used: float = 0.0
    gap: float = 0.0

    def new_page(self) -> None:
        """Begin a new page unless the current one is empty."""
        if self.used:
            self.page += 1
            self.used = 0.0

    def paragraph(self, style: ParagraphLook, text: str, width: float, following: float = 0.0) -> int:
        """Set a paragraph and return the page of its first line; ``following`` must fit below it."""
        if style.new_page:
            self.new_page()
        lines = self._lines(style, text, width)
        line = style.line_height
        needed = style.before + (lines * line + following if style.keep else line)
        if self.used and self.used + needed > self.height + _TOLERANCE:
            self.page += 1
            self.used = 0.0
        first = self.page
        self.used += style.before
        for _ in range(lines):
            if self.used + line > self.height + _TOLERANCE:
                self.page += 1
                self.used = 0.0
            self.used += line
        self.used += style.after
        return first

    def height_of(self, style: ParagraphLook, text: str, width: float) -> float:
        """Return how high a paragraph is."""
        return style.before + self._lines(style, text, width) * style.line_height + style.after

    def _lines(self, style: ParagraphLook, text: str, width: float) -> int:
        inner = width - (style.left + style.right) * style.character
        return lines_of(text, inner, style.character, style.indent * style.character, self.gap * style.size)

    def block(self, height: float) -> int:
        """Set something that is not broken, and return its page."""
        if self.used and self.used + height > self.height + _TOLERANCE:
            self.page += 1
            self.used = 0.0
        self.used += height
        return self.page

    def rows(self, heights: Sequence[float], repeated: float = 0.0) -> None:
        """Set the rows of a table; every further page begins with ``repeated`` pt of header."""
        for height in heights:
            if self.used and self.used + height > self.height + _TOLERANCE:
                self.page += 1
                self.used = repeated
            self.used += height
