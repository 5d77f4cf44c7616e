"""Whole-number views of disclosure tables, made once a check, on which rules are computed quickly.

A figure is held in millionths of 万元 (分). Every column list has one element more than there are rows:
index −1 is a row that is not there, whose figures are zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import copy
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from converter.disclosure.model import Table
from converter.rules.syntax import Pick, Selector, plain_label

_SCALE = Decimal(1_000_000)
_WHOLE = Decimal(1)
_WILDCARDS = re.compile(r"[*?#]+")

MISSING = -1


def micro(value: Decimal) -> int:
    """Return a figure in 万元 as whole millionths, half up."""
    try:
        return int((value * _SCALE).quantize(_WHOLE, rounding=ROUND_HALF_UP))
    except ArithmeticError:  # more digits than any amount has
        return int(value) * 1_000_000


class Grid:
    """One table. ``facts`` marks a table of statements of a text, where a key may occur several times
    and each occurrence is to be checked."""

    def __init__(self, table: Table, *, facts: bool = False, aliases: dict[str, str] | None = None) -> None:
        self.table = table
        self.facts = facts
        self.rows = table.rows
        self._index([plain_label(row.key) for row in table.rows])
        self.labels: dict[str, str] = {}
        self.sections: list[list[str]] = []
        for labels in table.columns:
            section = [self._known(label, aliases) for label in labels]
            self.sections.append(section)
        self._blank = [0] * (len(self.rows) + 1)
        self.values: dict[str, list[int]] = dict.fromkeys(self.labels, self._blank)
        for position, row in enumerate(self.rows):
            for label, cell in row.cells.items():
                if cell.value or cell.unknown:
                    name = self._known(label, aliases)
                    column = self.values.get(name, self._blank)
                    if column is self._blank:
                        column = self.values[name] = self._blank.copy()
                    # What is not known makes every comparison that it takes part in undefined.
                    column[position] = micro(cell.value) if cell.value else None  # type: ignore[assignment]

    def _index(self, keys: list[str]) -> None:
        self.keys = keys
        self.index: dict[str, int] = {}
        for position, key in enumerate(keys):
            self.index.setdefault(key, position)
        self.levels = {key: row.level for key, row in zip(keys, self.rows, strict=True) if row.level > 0}
        self._children: dict[str, list[int]] | None = None
        self._picked: dict[Selector, list[int]] = {}

    def renamed(self, position: int, key: str) -> Grid:
        """Return a view of the same table in which one row has another key; what is printed stays."""
        other = copy(self)
        other._index([*self.keys[:position], key, *self.keys[position + 1 :]])
        return other

    def row_values(self, position: int) -> set[int]:
        """Return the figures of a row that are not zero."""
        return {column[position] for column in self.values.values() if column[position]}

    def orphans(self) -> Iterator[tuple[str, int]]:
        """Yield the keys and levels of upper rows (款, 类) that rows of the table lack."""
        for key, level in self.levels.items():
            if level > 1 and key[:3].isdigit() and "|" not in key:
                upper = parent_key(key, self.levels, level)
                if upper not in self.index:
                    yield upper, level - 1

    def _known(self, label: str, aliases: dict[str, str] | None) -> str:
        name = plain_label(label)
        if aliases and name in aliases:
            name = aliases[name]
        self.labels.setdefault(name, label)
        return name

    @property
    def empty(self) -> bool:
        """Whether no figure is printed."""
        return not any(any(column) for column in self.values.values())

    def is_blank(self, column: str) -> bool:
        """Whether a column has no figure at all."""
        return self.values[column] is self._blank

    def columns_of(self, position: int) -> list[str]:
        """Return the names of the columns of the section that a row belongs to."""
        if 0 <= position < len(self.rows) and self.rows[position].section < len(self.sections):
            return self.sections[self.rows[position].section]
        return self.sections[0] if self.sections else []

    def children(self, key: str) -> list[int]:
        """Return the rows one level below the row of ``key`` (of 合计: the rows of level 1)."""
        if self._children is None:
            found: dict[str, list[int]] = {}
            for position, row in enumerate(self.rows):
                if row.level == 1:
                    found.setdefault("", []).append(position)
                elif row.level > 1:
                    key_here = self.keys[position]
                    parent = parent_key(key_here, self.levels, row.level)
                    found.setdefault(parent, []).append(position)
            self._children = found
        at = self.index.get(key, MISSING)
        if at >= 0 and self.rows[at].level == 0:
            return self._children.get("", [])
        return self._children.get(key, [])

    def pick(self, selector: Selector) -> list[int]:
        """Return the rows of a selector that does not depend on the current row."""
        picked = self._picked.get(selector)
        if picked is None:
            picked = self._picked[selector] = list(self._pick(selector))
        return picked

    def _pick(self, selector: Selector) -> Iterator[int]:
        if selector.pick is Pick.RANGE and not selector.text.isdigit():
            first, last = self.index.get(selector.text, MISSING), self.index.get(selector.last, MISSING)
            if first < 0 or last < 0:
                return
            candidates = range(min(first, last), max(first, last) + 1)
            section = self.rows[first].section
            yield from (
                at
                for at in candidates
                if self.rows[at].section == section and self.keys[at] not in selector.without
            )
            return
        if selector.pick is Pick.CHILDREN:
            for at in self.children(selector.text):
                if self.keys[at] not in selector.without:
                    yield at
            return
        matches = row_test(selector)
        for at, key in enumerate(self.keys):
            if key not in selector.without and matches(key, self.rows[at].level):
                yield at

    def current_text(self, selector: Selector, at: int) -> str:
        """Return what 本行 stands for: the text matched by the first wildcard, or the key."""
        return current_text(selector, self.keys[at])


def parent_key(key: str, levels: dict[str, int], level: int) -> str:
    """Return the key of the row one level above a code row: the longest key of that level that begins it,
    or, when that row is missing, what a code of that level would be (classes have three digits)."""
    for cut in range(len(key) - 1, 2, -1):
        if levels.get(key[:cut]) == level - 1:
            return key[:cut]
    return key[: 3 + 2 * (level - 2)]


def current_text(selector: Selector, key: str) -> str:
    """Return what 本行 stands for in a row with ``key`` that ``selector`` took."""
    if selector.pick is Pick.PATTERN:
        match = pattern(selector.text).fullmatch(key)
        if match and match.groups():
            return match[1]
    return key


def row_test(selector: Selector) -> Callable[[str, int], bool]:
    """Return a test on key and level that tells whether ``selector`` takes a row."""
    if selector.pick is Pick.ALL:
        return lambda key, level: True  # noqa: ARG005
    if selector.pick is Pick.LEVEL:
        wanted = selector.level
        return lambda key, level: level == wanted  # noqa: ARG005
    if selector.pick is Pick.RANGE:
        first, last = selector.text, selector.last
        return lambda key, level: len(key) == len(first) and first <= key <= last  # noqa: ARG005
    if selector.pick is Pick.PATTERN:
        matcher = pattern(selector.text)
        return lambda key, level: matcher.fullmatch(key) is not None  # noqa: ARG005
    exact = selector.text
    return lambda key, level: key == exact  # noqa: ARG005


@lru_cache(maxsize=1024)
def pattern(text: str) -> re.Pattern[str]:
    """Return the regular expression of a pattern: * any text, ? one sign, # one digit; the first run of
    wildcards is a group."""
    result: list[str] = []
    last = 0
    for number, match in enumerate(_WILDCARDS.finditer(text)):
        result.append(re.escape(text[last : match.start()]))
        body = "".join({"*": ".*", "?": ".", "#": r"\d"}[char] for char in match.group())
        result.append(f"({body})" if number == 0 else body)
        last = match.end()
    result.append(re.escape(text[last:]))
    return re.compile("".join(result), re.DOTALL)
