"""Functional and economic codes from cells: code, name or both; a name alone only where it is certain."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Literal, NamedTuple

from converter.ledger.settings import Setting
from converter.packs.classification import CodeList, plain_name
from converter.reading.model import CellValue
from converter.reading.numbers import parse_code, split_code_name
from converter.recognition.words import bare_forms

# The form of the national lists (政府收支分类科目): 2.. functional, 3.. department economic. Longer local
# codes (目级、明细) are cut to the finest level that is published.
_FUNCTION = re.compile(r"2[0-9]{2}(?:[0-9]{2}(?:[0-9]{2}){0,3})?")
_ECONOMIC = re.compile(r"3[0-9]{2}(?:[0-9]{2}(?:[0-9]{2}){0,2})?")
# 类 and 款 parted by a dot; in a column of codes it is no amount.
_DOTTED = re.compile(r"([23][0-9]{2})\.([0-9]{1,2})")
_STEPS = re.compile(r"[/\\>→|—]+|(?<=\D)-(?=\D)")  # between the names of a path
_FUNCTION_LENGTH = 7
_ECONOMIC_LENGTH = 5

Axis = Literal["function", "economic"]


class Coded(NamedTuple):
    """What a cell says: its functional or economic code ("" if none) and the text beside it."""

    axis: str
    code: str
    text: str


BLANK = Coded("", "", "")


def classify_code(digits: str) -> tuple[str, str]:
    """Return (axis, code) of plain digits: function, economic or "" when they are neither."""
    if _FUNCTION.fullmatch(digits):
        return "function", digits[:_FUNCTION_LENGTH]
    if _ECONOMIC.fullmatch(digits):
        return "economic", digits[:_ECONOMIC_LENGTH]
    return "", ""


def read_cell(value: CellValue) -> Coded:
    """Return what a cell of a code or name column says."""
    if value is None or value == "":
        return BLANK
    dotted = _DOTTED.fullmatch(str(value).strip()) if isinstance(value, str | Decimal) else None
    if dotted:  # 301.01; the number 301.1 is 301.10 without its last zero
        return Coded(*classify_code(dotted[1] + dotted[2].ljust(2, "0")), "")
    code, text = split_code_name(value)
    text = " ".join(text.split())
    if not code:
        return Coded("", "", text)
    axis, own = classify_code(code)
    if not axis and code.isdigit() and len(code) == 1 and text:
        return Coded("", "", text)
    return Coded(axis, own, text if axis else text or code)


class CodeReader(dict[CellValue, str]):
    """Cell value → code of one axis, remembered; "" where the cell says no such code.

    ``names`` collects code → text as the file writes it; ``named`` gives the code that a name alone is
    certain to mean; ``said`` value → everything that the cell says.
    """

    def __init__(self, axis: Axis, names: dict[str, str], named: Callable[[str], str | None]) -> None:
        super().__init__()
        self.axis = axis
        self.names = names
        self.named = named
        self.said: dict[CellValue, Coded] = {}

    def __missing__(self, value: CellValue) -> str:
        said = self.said[value] = read_cell(value)
        code = said.code if said.axis == self.axis else ""
        if code and said.text:
            self.names.setdefault(self.axis[0].upper() + code, said.text)
        if not code and not said.code and said.text:
            code = self.named(said.text) or ""
        self[value] = code
        return code

    def all_of(self, value: CellValue) -> Coded:
        """Return everything that a cell says."""
        if value not in self.said:
            self[value]
        return self.said[value]


def level_code(value: CellValue, parent: str) -> str:
    """Return the code of a cell of a 类, 款 or 项 column below ``parent`` ("" at the top).

    ``3`` is ``03`` (leading zeros get lost), ``201-一般公共服务支出`` is split, a full code stays one.
    """
    digits = parse_code(value)
    if digits is None:
        digits = split_code_name(value)[0]
    if not digits or not digits.isdigit():
        return ""
    if not parent or (len(digits) > len(parent) and digits.startswith(parent)):
        return digits
    if len(digits) <= 2:
        return parent + digits.zfill(2)
    return "" if len(digits) == 3 and digits != parent else digits


class NameFinder:
    """Finds the code of a name by the lists, the file's own usage and what stands around it."""

    def __init__(self, setting: Setting) -> None:
        self._lists: dict[str, CodeList] = {
            "function": setting.lists.functional,
            "economic": setting.lists.economic,
        }
        self._year = setting.year
        self._words = setting.words
        self._own: dict[str, dict[str, set[str]]] = {"function": {}, "economic": {}}
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}

    def learn(self, names: dict[str, str]) -> None:
        """Take over code → name as a file writes them ("F…" functional, "E…" economic)."""
        for key, name in names.items():
            axis = "function" if key[0] == "F" else "economic"
            self._own[axis].setdefault(plain_name(name), set()).add(key[1:])

    def candidates(self, axis: Axis, text: str) -> tuple[str, ...]:
        """Return the codes that a name can mean this year, ascending."""
        if (axis, text) not in self._found:
            self._found[axis, text] = self._search(axis, text)
        return self._found[axis, text]

    def _search(self, axis: Axis, text: str) -> tuple[str, ...]:
        codes = self._lists[axis]
        for form in bare_forms(self._words.normal(text)):
            named = codes.by_name(form)
            valid = sorted({c.code for c in named if codes.get(c.code, self._year)})
            if valid or named:
                return tuple(valid or sorted({c.code for c in named}))
        return ()

    def certain(self, axis: Axis, text: str, context: str = "") -> str | None:
        """Return the one code that a name means below or beside ``context``; None when unknown or unclear.

        First the lists alone, then children of the code above (and of its parents), then what the file
        itself calls by that name.
        """
        found = self.candidates(axis, text)
        if len(found) == 1:
            return found[0]
        if not found and _STEPS.search(text):
            return self._along_path(axis, text)
        own = self._own[axis].get(plain_name(text), set())
        if not found:
            return next(iter(own)) if len(own) == 1 else None
        for cut in (len(context), 5, 3):
            above = context[:cut]
            if not above or cut > len(context):
                continue
            below = [c for c in found if c.startswith(above) and len(c) > len(above)]
            nearest = [c for c in below if len(c) == min(map(len, below))]
            if len(nearest) == 1:
                return nearest[0]
            if nearest:
                return None
        both = own & set(found) or own
        return next(iter(both)) if len(both) == 1 else None

    def below(self, axis: Axis, text: str, above: str) -> str:
        """Return the code that a name means on the level next below ``above`` ("": a 类); "" if unclear."""
        size = len(above) + 2 if above else 3
        found = [c for c in self.candidates(axis, text.strip()) if len(c) == size and c.startswith(above)]
        return found[0] if len(found) == 1 else ""

    def _along_path(self, axis: Axis, text: str) -> str | None:
        """Return the code of a path of names (一般公共服务支出/档案事务/行政运行): each step below the one before."""
        code = ""
        for step in _STEPS.split(text):
            found = [
                c for c in self.candidates(axis, step.strip()) if c.startswith(code) and len(c) > len(code)
            ]
            nearest = [c for c in found if len(c) == min(map(len, found))]
            if len(nearest) != 1:
                return None
            code = nearest[0]
        return code

    def contradicts(self, axis: Axis, code: str, text: str) -> tuple[str, ...]:
        """Return the other codes that a name belongs to when it is not that of its code, else ().

        Names of codes above are right too, and so is any name that no list knows.
        """
        found = self.candidates(axis, text)
        if not found or any(code.startswith(other) for other in found):
            return ()
        known = self._lists[axis].any_year(code)
        if known is None or plain_name(known.name) == plain_name(text):
            return ()
        return found

    def listed(self, axis: Axis, code: str) -> str:
        """Return the name that the list gives a code, "" if it is unknown."""
        known = self._lists[axis].any_year(code)
        return known.name if known else ""
