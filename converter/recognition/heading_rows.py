"""Rows of a header that hold no words: numbers of the columns, names of fields, codes heading the columns."""

from __future__ import annotations

import re

from converter.recognition.grid import Cells
from converter.recognition.headwords import HeadWords
from converter.recognition.words import normal

_COLUMN_NUMBER = re.compile(
    r"^[\[(]?(?:\d{1,2}|[A-Z甲乙丙丁戊己庚辛壬癸])[)\]]?(?:栏)?(?:=[\d+\-()A-Z….~、,/*÷栏]+)?$"
)
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_.][A-Za-z0-9]+)*|[A-Za-z]{3,}[A-Za-z0-9]*")
_COLUMN_NUMBER_LABELS = frozenset(("栏次", "栏目", "行次", "列次", "**", "栏", "列"))
CODE_TEXT = re.compile(r"^[2-5]\d\d(?:\d\d){0,2}$")


def numbers_columns(cells: Cells) -> bool:
    """Return whether a row only numbers the columns (1 | 2 | 3=1+2, or 栏次 | 1 | 2) or gives them the
    names of a system's fields (FUNC_CODE | PRO_NAME | AMT)."""
    texts = [normal(str(value)) for _, value in cells]
    if len(texts) >= 3 and all(_FIELD_NAME.fullmatch(text) for text in texts):
        return True
    if texts and texts[0] in _COLUMN_NUMBER_LABELS:
        texts = texts[1:]
    if len(texts) < 2 or not all(_COLUMN_NUMBER.match(text) for text in texts):
        return False
    numbers = [
        int(match.group())
        for text in texts
        if (match := re.match(r"[\[(]?(\d+)", text)) is not None and match.group().isdigit()
    ]
    return len(numbers) >= 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def codes_across(cells: Cells, heads: HeadWords) -> frozenset[int]:
    """Return the columns of a row whose cells are codes heading columns (功能科目 | 类别 | 30101 | 30102):
    different codes of one list beside nothing but words of headers."""
    codes = [(c, str(v).strip()) for c, v in cells if CODE_TEXT.match(normal(str(v)))]
    if len(codes) < 2 or len({text for _, text in codes}) < len(codes):
        return frozenset()
    if not all(heads.of(text).economic or heads.of(text).function for _, text in codes):
        return frozenset()
    others = [v for c, v in cells if isinstance(v, str) and not CODE_TEXT.match(normal(v))]
    words = [heads.of(v.strip()) for v in others]
    plain = any(w.structural for w in words) and len(words) >= 2 and all(w.known for w in words)
    return frozenset(c for c, _ in codes) if plain else frozenset()
