"""Rows of an outline: labels of several levels in one column, as a compact pivot table prints them.

Every row holds the money of all rows below its level; the rows of the deepest level are the facts. What a
label is (kind, source, function, economic code, project) tells its level: a label goes on at the level at
which its like stood before, what is new stands below the row above it. A text that no list knows is a
project. The rows above the facts are totals and are checked as such.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from converter.ledger.codes import Axis
from converter.ledger.hierarchy import contains_path
from converter.ledger.totals_marked import TotalMark
from converter.ledger.trouble import Trouble
from converter.recognition.mapping import Meaning
from converter.recognition.words import bare_forms, normal

if TYPE_CHECKING:
    from converter.ledger.row_table import RowTable
    from converter.ledger.rows import BlockReading

_PATHS = ("kind", "source")
_AXES = ("function", "economic", "kind", "source", "project")


class _Label(NamedTuple):
    """What a label says: its dimension, value and level among labels of its kind (length of a code)."""

    axis: str
    value: str
    level: str


@dataclass(slots=True)
class _Outline:
    reading: BlockReading
    table: RowTable
    column: int
    levels: list[str] = field(default_factory=list)
    stack: list[_Label] = field(default_factory=list)
    depths: dict[int, int] = field(default_factory=dict)
    coded: set[str] = field(default_factory=set)  # the axes whose labels carry codes: names alone are others'

    def run(self) -> None:
        scope = self.reading.reader.totals.scope
        values = self.reading.cells.filled(self.column)
        said = self.reading.coded["function"].all_of
        self.coded = {said(value).axis for value in set(values) if value is not None}
        for index, value in enumerate(values):
            if index in self.table.unused:
                continue
            text = "" if value is None else str(value).strip()
            if not text:
                self.table.own[index] = frozenset()
                continue
            total = scope(value)
            if total:
                self.table.totals[index] = TotalMark(total, self.column)
                self.table.own[index] = frozenset()
                self.stack.clear()
                continue
            self._place(index, self._label(index, text))
        self._mark_totals()

    def _label(self, index: int, text: str) -> _Label:
        """Return what a label says; a blank value of a pivot table goes on at the next level."""
        words = self.reading.reader.setting.words
        if normal(text).strip("()") in self.reading.reader.setting.rules.blank_words:
            level = self.levels[len(self.stack)] if len(self.stack) < len(self.levels) else "project"
            return _Label(level.rstrip("0123456789."), "", level)
        said = self.reading.coded["function"].all_of(text)
        if said.code:
            return _Label(said.axis, said.code, f"{said.axis}{len(said.code)}")
        kind = words.kind_of_project_class(text) or words.kind_of(text)
        if kind:
            return _Label("kind", kind, "kind")
        source = words.source_of(text)
        if source:
            return _Label("source", source, "source")
        return self._named(index, text)

    def _named(self, index: int, text: str) -> _Label:
        """Return the code of a name, economic below a function; a text without any is a project."""
        finder = self.reading.reader.finder
        known = {label.axis: label.value for label in self.stack}
        order: tuple[Axis, ...] = (
            ("economic", "function") if known.get("function") else ("function", "economic")
        )
        order = tuple(axis for axis in order if axis not in self.coded)
        for axis in order:
            code = finder.certain(axis, text, known.get(axis, ""))
            if code and code != known.get(axis):  # a value does not stand below itself
                return _Label(axis, code, f"{axis}{len(code)}")
        for axis in order:
            found = () if known.get(axis) else finder.candidates(axis, text)
            if found:
                trouble = Trouble(axis, self.column, text, "unclear", found)
                self.table.troubles.setdefault(index, []).append(trouble)
                return _Label(axis, "", f"{axis}{len(found[0])}")
        return _Label("project", bare_forms(normal(text))[-1] if text != normal(text) else text, "project")

    def _place(self, index: int, label: _Label) -> None:
        """Put a label on its level and give its row what all levels above it say."""
        above = self.stack[-1] if self.stack else None
        inside = (
            above is not None
            and above.axis == label.axis
            and label.axis in _PATHS
            and above.value != label.value
            and contains_path(above.value, label.value)
        )
        if inside and above is not None:  # 人员经费 directly below 基本支出
            label = label._replace(level=f"{above.level}.")
        if label.level not in self.levels:
            self.levels.insert(len(self.stack), label.level)
        depth = self.levels.index(label.level)
        self.stack = [one for one in self.stack if self.levels.index(one.level) < depth]
        self.stack.append(label)
        self.depths[index] = depth
        for one in self.stack:
            if one.value:
                getattr(self.table, one.axis)[index] = one.value

    def _mark_totals(self) -> None:
        """Mark the rows that stand above others of a deeper level, with what they say."""
        rows = sorted([*self.depths, *self.table.totals])
        for index, following in pairwise(rows):
            if self.depths.get(following, 0) > self.depths.get(index, len(self.levels)):
                self.table.totals[index] = TotalMark("group", self.column)
                own = frozenset(axis for axis in _AXES if getattr(self.table, axis)[index])
                self.table.own[index] = own
                self.table.troubles.pop(index, None)
        for axis in _AXES:
            if any(getattr(self.table, axis)):
                self.table.axes.setdefault(axis, self.column)


def read_outline(reading: BlockReading, table: RowTable) -> bool:
    """Fill the dimensions of an outline's rows in place; return whether the block is one."""
    column = reading.cells.column(Meaning.OUTLINE)
    if column is None:
        return False
    _Outline(reading, table, column).run()
    return True
