"""Lists whose rows are mixed items under one label column: 收入项目, 支出功能分类的类, 三公经费的项目.

Income items are sources of funds; below an item of 上年结转 the words 一般公共预算, 单位资金 … mean what
is carried over of them; 本级 and 上级转移支付 below a budget are parts of it. Spending items are functional classes, else kinds of spending, else economic codes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from converter.ledger.hierarchy import EITHER, contains_path
from converter.ledger.totals_marked import TotalMark
from converter.ledger.trouble import Trouble
from converter.reading.model import CellValue
from converter.recognition.grid import amount_of
from converter.recognition.mapping import Meaning, Role
from converter.recognition.words import normal

if TYPE_CHECKING:
    from converter.ledger.row_table import RowTable
    from converter.ledger.rows import BlockReading

# 一、 二、 … begin a new part of a list; 其中： and 1. （1） go on below the item above.
_PART = re.compile(r"^[一二三四五六七八九十]{1,3}[、.]")
_BELOW = re.compile(r"^(?:其中|其)[::]|^(?:\(?\d{1,2}\)?[、.)]|\([一二三四五六七八九十]{1,3}\))")


def read_items(reading: BlockReading, table: RowTable) -> None:
    """Fill the dimensions of a list of items in place, with own dimensions, total marks and troubles."""
    _Items(reading, table).run()


class _Items:
    def __init__(self, reading: BlockReading, table: RowTable) -> None:
        self.reading = reading
        self.table = table
        self.words = reading.reader.setting.words
        self.finder = reading.reader.finder
        self.scope = reading.reader.totals.scope
        column, values = reading.spoken["item"][0]
        self.column = column
        self.values = values
        self.carried = ""
        self.fund = ""  # the budget below which 其中：本级, 上级转移支付 stand
        self.part = ""
        self.among = tuple(reading.reader.setting.rules.among_words)

    def run(self) -> None:
        beside = [
            (column.column, self.reading.cells.values(column.column))
            for column in self.reading.block.columns
            if column.meaning
            in (Meaning.FUND, Meaning.ORIGIN, Meaning.SEQUENCE, Meaning.PROJECT_NAME, Meaning.UNIT_NAME)
        ]
        for index in range(len(self.table)):
            if index not in self.table.unused:
                self._row(index, beside)
        if self.reading.role in (Role.INCOME, Role.LAST_YEAR):
            self._drop_parts()

    def _drop_parts(self) -> None:
        """Drop 其中 items that are but a part of the item above them (一般公共预算 100, 其中：上级转移支付 30).

        Items below that make up the whole are left: they tell it apart.
        """
        table = self.table
        whole = -1
        parts: list[int] = []
        for index in range(len(table) + 1):
            text = normal(str(self.values[index] or "")) if index < len(table) else ""
            inside = whole >= 0 and index < len(table) and self._inside(whole, index)
            if inside and (parts or text.startswith(self.among)):
                parts.append(index)
                continue
            if parts and self._less_than(whole, parts):
                for part in parts:
                    table.source[part] = ""  # the item above is not the rest beside it
                    table.unused.add(part)
                    table.dropped[part] = "“其中”项，已含在上面一项的金额里"
            parts = []
            if index < len(table):
                whole = index if table.source[index] and index not in table.unused else -1

    def _inside(self, whole: int, index: int) -> bool:
        """Return whether an item's source is a part of that of an item above it."""
        outer, own = self.table.source[whole], self.table.source[index]
        return bool(own) and own != outer and contains_path(outer, own)

    def _less_than(self, whole: int, parts: list[int]) -> bool:
        """Return whether items are less than the whole in every column of amounts that they fill."""
        seen = False
        for column in self.reading.block.columns:
            if column.meaning is not Meaning.AMOUNT:
                continue
            values = self.reading.cells.values(column.column)
            total, added = amount_of(values[whole]), [amount_of(values[part]) for part in parts]
            filled = [amount for amount in added if amount is not None]
            if filled and (total is None or sum(filled) >= total):
                return False
            seen = seen or bool(filled)
        return seen

    def _row(self, index: int, beside: list[tuple[int, list[CellValue]]]) -> None:
        table = self.table
        value = self.values[index]
        own: set[str] = set()
        for axis in ("source", "kind", "project"):
            if getattr(table, axis)[index]:
                own.add(axis)
        if table.unit[index]:
            own.add("unit")
        text = "" if value is None else str(value).strip()
        total = self.scope(value)
        spoken = self._speak(index, text, own) if text else False
        if not spoken:
            column = self.column
            for at, values in beside:
                if not total:
                    total, column = self.scope(values[index]), at
            if total:
                table.totals[index] = TotalMark(total, column)
                table.troubles.pop(index, None)
                self.carried = ""
            elif text and self.reading.role is Role.THREE_PUBLIC:
                table.unused.add(index)
                table.dropped[index] = "不是“三公”经费的项目"
            elif text and not own - {"unit"}:
                self._trouble(index, text)
                own.add("item")
        table.own[index] = frozenset(own)

    def _speak(self, index: int, text: str, own: set[str]) -> bool:
        """Read one item; return whether it says a dimension."""
        if self.reading.role is Role.THREE_PUBLIC:
            codes = self.words.three_public_of(text)
            if codes:
                self.table.economic[index] = EITHER.join(sorted(codes))
                own.add("economic")
            return bool(codes)
        if self.reading.role in (Role.INCOME, Role.LAST_YEAR) and self._income(index, text, own):
            return True
        if self.reading.role is Role.INCOME:
            return False
        return self._spending(index, text, own)

    def _income(self, index: int, text: str, own: set[str]) -> bool:
        table = self.table
        source = self.words.source_of(text)
        begins = bool(_PART.match(normal(text)))
        if begins or self.scope(text):
            self.carried = self.fund = ""
        if source is None:
            return False
        if source.startswith("any."):
            source = (self.words.merge_sources(self.fund, source) if self.fund else None) or source
        elif contains_path("current.fiscal", source):
            self.fund = source.removesuffix(".local").removesuffix(".upper")
        else:
            self.fund = ""
        if contains_path("carry", source):
            self.carried = source
        elif self.carried:
            below = self.words.merge_sources(self.carried, source)
            if below and contains_path("carry", below) and self._below(index, text):
                source = below
            else:
                self.carried = ""
        beside = table.source[index]
        if beside:
            source = self.words.merge_sources(beside, source) or beside
        table.source[index] = source
        own.add("source")
        return True

    def _below(self, index: int, text: str) -> bool:
        """Return whether an item goes on below the carried-over item above it."""
        if _BELOW.match(normal(text)):
            self.part = self.carried
            return True
        raw = str(self.values[index])
        indented = len(raw) - len(raw.lstrip()) > 0
        return indented or self.part == self.carried

    def _spending(self, index: int, text: str, own: set[str]) -> bool:
        table = self.table
        said = self.reading.coded["function"].all_of(self.values[index])
        if said.code:
            axis = said.axis
            getattr(table, axis)[index] = said.code
            own.add(axis)
            return True
        function = self.finder.certain("function", text)
        if function:
            table.function[index] = function
            own.add("function")
            return True
        kind = self.words.kind_of(text)
        if kind:
            table.kind[index] = kind
            own.add("kind")
            return True
        economic = self.finder.certain("economic", text)
        if economic:
            table.economic[index] = economic
            own.add("economic")
            return True
        source = None if self.scope(text) else self.words.source_of(text)
        if source:
            table.source[index] = table.source[index] or source
            own.add("source")
        return bool(source)

    def _trouble(self, index: int, text: str) -> None:
        found = self.finder.candidates("function", text)
        fault = "unclear" if found else "unknown"
        self.table.troubles.setdefault(index, []).append(Trouble("item", self.column, text, fault, found))


def tracks_of(table: RowTable) -> list[set[int]]:
    """Return sets of rows to be read apart: the same money by functional class and again by kind.

    The first holds what has functions (else sources, economic codes, kinds) and everything that is none
    of these, totals included; each further one the rows of one other dimension.
    """
    rows: dict[str, set[int]] = {}
    for index, own in table.own.items():
        if index in table.totals:
            continue
        for axis in ("function", "source", "economic", "kind"):
            if axis in own:
                rows.setdefault(axis, set()).add(index)
                break
    present = [axis for axis in ("function", "source", "economic", "kind") if axis in rows]
    if len(present) < 2:
        return [set(range(len(table)))]
    others = set().union(*(rows[axis] for axis in present[1:]))
    return [set(range(len(table))) - others, *(rows[axis] for axis in present[1:])]
