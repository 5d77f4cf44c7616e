"""How wide a text is when printed, and on how many lines it wraps.

The unit is half a Chinese character (半个汉字), the width of a digit in 宋体. Chinese official fonts are
monospaced, so that counting is exact enough; a little room is left for fonts that stand in for them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import ceil
from unicodedata import east_asian_width

# Nothing below space belongs into a cell; nor do halves of surrogate pairs, marks that turn the direction
# of writing, or invisible characters, by which a name could look like another one.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BREAK_OF_WORDS = re.compile(r"(?<=[!-~])[\t\n]+(?=[!-~])")
_BREAK = re.compile(r"[\t\n]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# Words in ASCII, runs of Chinese characters, and every other character by itself.
_WORD = re.compile(r"[!-~]+|[\u4e00-\u9fff]+|.", re.DOTALL)


@lru_cache(maxsize=20000)
def clean(text: str) -> str:
    """Return ``text`` as one line without control and invisible characters."""
    return _BREAK.sub("", _BREAK_OF_WORDS.sub(" ", _HIDDEN.sub("", text)))


@lru_cache(maxsize=20000)
def clean_lines(text: str) -> str:
    """Return ``text`` without control and invisible characters; line breaks stay."""
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\t", " ")


@lru_cache(maxsize=20000)
def width_of(text: str) -> int:
    """Return the width of one line of ``text`` in half characters."""
    if text.isascii():
        return len(text)
    if _HAN.fullmatch(text):
        return 2 * len(text)
    return sum([2 if east_asian_width(char) in "WFA" else 1 for char in text])


@lru_cache(maxsize=20000)
def lines_of(text: str, room: float) -> int:
    """Return on how many lines ``text`` wraps where ``room`` half characters fit on a line.

    Chinese may break anywhere, a word or number in ASCII only where it is longer than a line.
    """
    if "\n" in text:
        return sum(lines_of(line, room) for line in text.split("\n"))
    room = max(room, 2)
    if width_of(text) <= room:
        return 1
    lines = 1
    used = 0.0
    for word in _WORD.findall(text):
        width = width_of(word)
        if used + width <= room:
            used += width
        elif word.isascii():
            if width > room:
                lines += int((used + width) // room)
                used = (used + width) % room
            else:
                lines += 1
                used = width
        else:
            # A run of Chinese characters breaks between any two of them.
            each = width // len(word)
            left = len(word) - int((room - used) // each)
            more = ceil(left / int(room // each))
            lines += more
            used = (left - (more - 1) * int(room // each)) * each
    return lines
