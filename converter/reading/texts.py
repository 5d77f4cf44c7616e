"""Texts of cells: what shows nothing is taken out; everything that can be seen stays as it was written."""

from __future__ import annotations

import re

# Characters without a picture: they come with texts pasted from web pages and chat programs.
_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF, 0xAD], None
)
_SPACES = dict.fromkeys([9, 11, 12, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_BREAKS = dict.fromkeys([13, 0x2028, 0x2029], "\n")
_TABLE = {**_INVISIBLE, **_SPACES, **_BREAKS}

_DASHES = "－‐‑‒–—―−─━﹣﹘"
# One character for one, so that a place in the result is a place in the text.
_HALF_WIDTH = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        **dict.fromkeys("，﹐", ","),
        **dict.fromkeys("．﹒。", "."),
        **dict.fromkeys("（﹙", "("),
        **dict.fromkeys("）﹚", ")"),
        **dict.fromkeys("￥¥", "¥"),
        **dict.fromkeys("▲▵Δ∆", "△"),
        **dict.fromkeys("’‘＇", "'"),
        **dict.fromkeys(_DASHES, "-"),
        "＋": "+",
        "／": "/",
        "：": ":",
        "Ｅ": "E",
    }
)

# A line broken inside Chinese text stands for nothing; next to a Latin letter or digit it parts words.
_BREAK = re.compile(r" *\n[ \n]*")


def clean_text(text: str) -> str:
    """Return ``text`` on one line: every white space a plain one, nothing invisible, trimmed.

    A line break beside a Chinese character disappears, any other becomes a blank.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.translate(_TABLE).strip()
    return _BREAK.sub(_joint, text) if "\n" in text else text


def half_width(text: str) -> str:
    """Return ``text`` with full-width digits, signs and brackets as plain ones, of the same length."""
    return text.translate(_HALF_WIDTH)


def _joint(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    return " " if before.isascii() and after.isascii() else ""
