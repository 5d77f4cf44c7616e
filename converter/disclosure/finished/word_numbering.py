"""Automatic numbering (自动编号) of Word paragraphs: the number that a reader sees and the text does not hold."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from converter.disclosure.finished.word_elements import W

_PLACE = re.compile(r"%(\d)")
_DIGITS = "零一二三四五六七八九"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
    "japaneseDigitalTenThousand",
}


@dataclass(slots=True)
class _Level:
    """How one level of a list is numbered."""

    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Numbering:
    """The lists of a document; ``prefix`` counts, so ask once for every paragraph in order."""

    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)  # abstract list → its levels
    abstract: dict[str, str] = field(default_factory=dict)  # number of a list → abstract list
    starts: dict[tuple[str, int], int] = field(default_factory=dict)  # list and level → its own start
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)  # paragraph style → list and level
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, numbering: Any, styles: Any) -> Numbering:
        """Return the numbering of the parts word/numbering.xml and word/styles.xml (either may be None)."""
        found = cls()
        if numbering is not None:
            for entry in numbering.iterfind(f"{W}abstractNum"):
                found.lists[entry.get(f"{W}abstractNumId") or ""] = {
                    _integer(level.get(f"{W}ilvl")): _level(level) for level in entry.iterfind(f"{W}lvl")
                }
            for entry in numbering.iterfind(f"{W}num"):
                number = entry.get(f"{W}numId") or ""
                found.abstract[number] = _value(entry, "abstractNumId")
                for override in entry.iterfind(f"{W}lvlOverride"):
                    start = _value(override, "startOverride")
                    if start:
                        found.starts[number, _integer(override.get(f"{W}ilvl"))] = _integer(start)
        if styles is not None and found.lists:
            found._read_styles(styles)
        return found

    def _read_styles(self, styles: Any) -> None:
        parents: dict[str, str] = {}
        own: dict[str, tuple[str, int]] = {}
        for style in styles.iterfind(f"{W}style"):
            name = style.get(f"{W}styleId") or ""
            parents[name] = _value(style, "basedOn")
            numbered = style.find(f"{W}pPr/{W}numPr")
            if numbered is not None:
                own[name] = (_value(numbered, "numId"), _integer(_value(numbered, "ilvl")))
        for name in parents:
            at, steps = name, 0
            while at and at not in own and steps < len(parents):
                at, steps = parents.get(at, ""), steps + 1
            if at in own:
                self.styles[name] = own[at]

    def prefix(self, paragraph: Any) -> str:
        """Return the number printed before a paragraph, "" where there is none."""
        if not self.lists:
            return ""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return ""
        numbered = properties.find(f"{W}numPr")
        if numbered is not None:
            number, level = _value(numbered, "numId"), _integer(_value(numbered, "ilvl"))
        else:
            number, level = self.styles.get(_value(properties, "pStyle"), ("", 0))
        levels = self.lists.get(self.abstract.get(number, ""), {})
        if level not in levels:
            return ""
        self._count(number, level, levels)
        return self._printed(number, level, levels)

    def _count(self, number: str, level: int, levels: dict[int, _Level]) -> None:
        counts = self._counts[self.abstract[number]]
        own = self.starts.get((number, level))
        if own is not None and (number, level) not in self._begun:
            counts[level] = own
        else:
            counts[level] = counts.get(level, levels[level].start - 1) + 1
        self._begun.add((number, level))
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]

    def _printed(self, number: str, level: int, levels: dict[int, _Level]) -> str:
        spec = levels[level]
        if spec.format in ("bullet", "none"):
            return ""
        counts = self._counts[self.abstract[number]]

        def one(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            other = levels.get(at, spec)
            return _written(counts.get(at, other.start), other.format)

        return _PLACE.sub(one, spec.text)


def _level(element: Any) -> _Level:
    return _Level(
        _integer(_value(element, "start"), 1),
        _value(element, "numFmt") or "decimal",
        _value(element, "lvlText"),
    )


def _value(parent: Any, name: str) -> str:
    element = parent.find(f"{W}{name}")
    return (element.get(f"{W}val") or "") if element is not None else ""


def _integer(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isdigit() else otherwise


def _written(number: int, style: str) -> str:
    if style in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        front = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
        return front + (_DIGITS[ones] if ones or not tens else "")
    if style in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr((ord("a") if style == "lowerLetter" else ord("A")) + number - 1)
    if style.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)
