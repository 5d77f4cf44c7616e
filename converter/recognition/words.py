"""Finds known words in a text: the whole text must be covered, one character left over and it is unknown.

This is how the pack's word lists decide without any likeness: "部门支出经济分类科目编码" is covered by
部门+支出+经济分类+科目+编码, and a text with an unknown part is not covered at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_GONE = re.compile(r"[\s\u200b-\u200f\ufeff\u00ad“”\"‘’'「」『』*]+")
_DASHES = re.compile("--+")
_MONEY_SUFFIX = re.compile(
    r"[(\[](?:(?:金额)?(?:计量)?单位:?)?(?:人民币)?(?:亿|万|千|百)?元[)\]]"
    r"|(?<=.)[,:/、](?:单位:?)?(?:亿|万|千|百)?元$"
)
_BRACKETS = str.maketrans("【】〔〕〈〉－–—", "[]()<>---")
_NUMERALS = frozenset("一二三四五六七八九十")
_DIGITS = frozenset("0123456789")
_AMONG = re.compile(r"^(?:其中|其|内):")
_CODE = r"(?:\[[0-9A-Za-z.]+\]|\([0-9A-Za-z.]+\)|{})"
_CODE_HEAD = re.compile("^" + _CODE.format(r"[0-9A-Za-z]*\d[0-9A-Za-z.]*") + r"[-_#:、.|/]*(?=[^\W\d_]|[(])")
# Behind a word that is not ASCII, or behind a closing bracket.
_CODE_TAIL = re.compile(r"(?<=[^\x00-\x28\x2a-\x7f])[-_#:]*" + _CODE.format(r"(?<=.)\d{3,}") + "$")


@lru_cache(maxsize=50_000)
def normal(text: str) -> str:
    """Return ``text`` for comparison: half-width, no white space or quotes, no money unit in brackets."""
    if text.isalnum() and "元" not in text and unicodedata.is_normalized("NFKC", text):
        return text
    plain = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    plain = _DASHES.sub("-", _GONE.sub("", plain))
    return _MONEY_SUFFIX.sub("", plain) if "元" in plain else plain


def numbering(text: str) -> int:
    """Return how many characters number a line: 一、 （一） 1. 1、 (1); 0 when it is not numbered."""
    return numbering_level(text)[1]


def numbering_level(text: str) -> tuple[int, int]:
    """Return (level, characters): 1 for 一、, 2 for （一）, 3 for 1. and (1); (0, 0) when not numbered."""
    opened = text.startswith("(")
    start = end = 1 if opened else 0
    while end < len(text) and end - start < 3 and text[end] in _NUMERALS:
        end += 1
    level = 1
    if end == start:
        level = 3
        while end < len(text) and end - start < 2 and text[end] in _DIGITS:
            end += 1
    if end == start or end >= len(text):
        return 0, 0
    mark = text[end]
    if opened:
        return (max(level, 2), end + 1) if mark == ")" else (0, 0)
    decimal = mark == "." and level == 3 and text[end + 1 : end + 2] in _DIGITS and end + 1 < len(text)
    if mark in "、.,:" + (")" if level == 3 else "") and not decimal:
        return level, end + 1
    return 0, 0


@lru_cache(maxsize=50_000)
def bare_forms(text: str) -> tuple[str, ...]:
    """Return a normalised text and its forms without enumerator, 其中, code before or code behind."""
    forms = [text]
    if "##" in text:
        forms += [piece for piece in text.split("##") if piece and not piece.isascii()][:1]
    for step in (_AMONG, None, _AMONG, _CODE_HEAD, _CODE_TAIL):
        last = forms[-1]
        shorter = last[numbering(last) :] if step is None else step.sub("", last)
        if shorter and shorter != forms[-1]:
            forms.append(shorter)
    return tuple(forms)


class Lexicon:
    """Words with their features; ``cover`` reads a whole text as a row of them."""

    def __init__(self) -> None:
        self._features: dict[str, set[str]] = {}
        self._lengths: list[int] = []
        self._cache: dict[str, list[tuple[str, frozenset[str]]] | None] = {}

    def add(self, words: Iterable[str], feature: str) -> None:
        """Give every word of ``words`` the feature."""
        for word in words:
            self.add_normal(normal(word), feature)

    def add_normal(self, word: str, feature: str) -> None:
        """Give a word that is already normalised the feature."""
        if word:
            self._features.setdefault(word, set()).add(feature)
            self._lengths = []
            self._cache.clear()

    def features(self, word: str) -> frozenset[str]:
        """Return the features of one whole word."""
        return frozenset(self._features.get(word, ()))

    def __contains__(self, word: str) -> bool:
        return word in self._features

    def __iter__(self) -> Iterator[str]:
        return iter(self._features)

    def cover(self, text: str) -> list[tuple[str, frozenset[str]]] | None:
        """Return the fewest known words that make up all of ``text``; None when a part is unknown.

        Among equally few the one whose first word is longest is taken.
        """
        if text not in self._cache:
            self._cache[text] = self._cover(text)
        return self._cache[text]

    def _cover(self, text: str) -> list[tuple[str, frozenset[str]]] | None:
        if not self._lengths:
            self._lengths = sorted({len(word) for word in self._features}, reverse=True)
        size = len(text)
        if not size or size > 60:
            return None
        best: list[tuple[int, int] | None] = [None] * size + [(0, size)]
        for start in range(size - 1, -1, -1):
            for length in self._lengths:
                end = start + length
                if end > size:
                    continue
                rest = best[end]
                if rest is None or text[start:end] not in self._features:
                    continue
                here = best[start]
                if here is None or rest[0] + 1 < here[0]:
                    best[start] = (rest[0] + 1, end)
        if best[0] is None:
            return None
        pieces: list[tuple[str, frozenset[str]]] = []
        start = 0
        while start < size:
            step = best[start]
            assert step is not None
            word = text[start : step[1]]
            pieces.append((word, frozenset(self._features[word])))
            start = step[1]
        return pieces
