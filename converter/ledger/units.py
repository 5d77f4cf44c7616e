"""Budget units as they are written in columns, titles and covers, and which spellings are one unit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from converter.ledger.model import UnitKey
from converter.reading.model import CellValue
from converter.reading.numbers import split_code_name
from converter.reading.texts import clean_text, half_width
from converter.recognition.words import normal as plain_text

UNKNOWN_UNIT = 0

# 105-001, 105.001.002, A01001, 105-001-财政局: codes of units as systems print them, beside plain digits.
_LEVELS = r"[0-9]{3}(?:[-._—–][0-9]{2,6}){1,4}"
_UNIT_CODE = re.compile(rf"({_LEVELS}|[A-Z]{{1,2}}[0-9]{{4,12}})(?:[-_:\s]*([^\W\d_A-Za-z].*))?", re.DOTALL)


@dataclass(slots=True)
class UnitBook:
    """All spellings of units met so far, by number; 0 is the unknown unit.

    ``settle`` finds out which of them are the same unit; ``of`` then gives the number that stands for all.
    """

    normal: Callable[[str], str]
    keys: list[UnitKey] = field(default_factory=lambda: [UnitKey("", "")])
    _numbers: dict[UnitKey, int] = field(default_factory=lambda: {UnitKey("", ""): UNKNOWN_UNIT})
    _cells: dict[tuple[CellValue, CellValue, CellValue], int] = field(default_factory=dict)
    _same: list[int] = field(default_factory=list)
    _settled: dict[int, UnitKey] = field(default_factory=dict)

    def number(self, code: str, name: str) -> int:
        """Return the number of a unit as written (one met only after ``settle`` stands for itself)."""
        key = UnitKey(code, name)
        number = self._numbers.setdefault(key, len(self.keys))
        if number == len(self.keys):
            self.keys.append(key)
            if self._same:
                self._same.append(number)
        return number

    def number_of_cells(self, joined: CellValue, code: CellValue, name: CellValue) -> int:
        """Return the number of the unit that three cells say (joined, code, name); 0 when all are blank."""
        cells = (joined, code, name)
        number = self._cells.get(cells)
        if number is None:
            number = self._cells[cells] = self._read(joined, code, name)
        return number

    def _read(self, joined: CellValue, code: CellValue, name: CellValue) -> int:
        own_code, own_name = split_unit(joined)
        if code is not None:
            said_code, said_name = split_unit(code)
            own_code, own_name = said_code or own_code, own_name or said_name
        if name is not None:
            said_code, said_name = split_unit(name)
            own_code, own_name = own_code or said_code, said_name or own_name
        return self.number(own_code, own_name)

    def settle(self) -> list[tuple[UnitKey, UnitKey]]:
        """Join the spellings of one unit; return pairs that share a name and have unlike codes.

        The same code (zeros in front aside) is the same unit. The same name is, unless both have codes
        of which neither begins with the other.
        """
        self._same = list(range(len(self.keys)))
        self._settled.clear()
        by_code: dict[str, int] = {}
        by_name: dict[str, list[int]] = {}
        for number, key in enumerate(self.keys[1:], start=1):
            if key.code:
                bare = key.code.lstrip("0") or key.code
                self._join(by_code.setdefault(bare, number), number)
            if key.name:
                by_name.setdefault(self.normal(key.name), []).append(number)
        doubtful = []
        for numbers in by_name.values():
            coded = [n for n in numbers if self.keys[n].code]
            roots = list(dict.fromkeys(self._root(n) for n in coded))
            for other in roots[1:]:
                if _one_code(self.keys[roots[0]].code, self.keys[other].code):
                    self._join(roots[0], other)
                else:
                    doubtful.append((self.keys[roots[0]], self.keys[other]))
            if coded and len({self._root(n) for n in coded}) > 1:
                continue
            for other in numbers[1:]:
                self._join(numbers[0], other)
        return doubtful

    def _root(self, number: int) -> int:
        while self._same[number] != number:
            number = self._same[number]
        return number

    def _join(self, one: int, other: int) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._same[second] = first

    def of(self, number: int) -> int:
        """Return the number that stands for a unit (after ``settle``)."""
        return self._root(number)

    def key(self, number: int) -> UnitKey:
        """Return code and name of a unit: the longest of its codes and names (after ``settle``)."""
        if not self._settled:
            own: dict[int, list[UnitKey]] = {}
            for one, key in enumerate(self.keys):
                own.setdefault(self._root(one), []).append(key)
            for root, keys in own.items():
                code = max((key.code for key in keys), key=len)
                name = max((key.name for key in keys), key=len)
                self._settled[root] = UnitKey(code, name or code)
        root = self._root(number)
        return self._settled.get(root, self.keys[number])


def split_unit(value: CellValue) -> tuple[str, str]:
    """Return (code, name) of a cell that names a unit; ``第101中学`` and ``301医院`` are names.

    Separators within a code (``105-001``) go: the digits alone say which department the unit is of.
    """
    if value is None:
        return "", ""
    if isinstance(value, str) and (own := _UNIT_CODE.fullmatch(half_width(clean_text(value)).strip())):
        return re.sub(r"[-._—–]", "", own[1]), "".join((own[2] or "").split())
    code, name = split_code_name(value)
    if code and name and isinstance(value, str):
        text = plain_text(value)
        glued = text.startswith(code) and text[len(code) :].startswith(name)
        if glued and len(code) < 6:
            return "", text
    return code, "".join(name.split()) if not name.isascii() else name


def _one_code(one: str, other: str) -> bool:
    short, long = sorted((one.lstrip("0"), other.lstrip("0")), key=len)
    return bool(short) and long.startswith(short)
