"""What a column's data looks like, from a sample of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from converter.reading.model import CellValue
from converter.reading.numbers import split_code_name
from converter.recognition.grid import Grid
from converter.recognition.segmenting import Table
from converter.recognition.values import Values

_FIRST = 80
_SPREAD = 100
_ENOUGH = 0.6
_FUNCTION = frozenset(("function", "function+name"))
_ECONOMIC = frozenset(("economic", "economic+name"))


def sample_rows(table: Table) -> list[int]:
    """Return the body rows to look at: the first ones and an even spread over the rest."""
    first, last = table.first, table.last
    rows = list(range(first, min(last + 1, first + _FIRST)))
    rest = last + 1 - (first + _FIRST)
    if rest > 0:
        step = max(1, rest // _SPREAD)
        rows.extend(range(first + _FIRST, last + 1, step))
        if rows[-1] != last:
            rows.append(last)
    return [row for row in rows if row not in table.rows]


@dataclass(slots=True, eq=False, repr=False)
class Profile:
    """A column's sampled values: how many are filled, how many carry each mark, the distinct texts.

    ``nested``: economic codes stand below the functional code that they part (not a second list of the same
    money): functional codes follow economic ones, or there is only one at the finest level.
    """

    column: int
    filled: int = 0
    marks: dict[str, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    codes: int = 0
    nested: bool = False

    def share(self, *marks: str) -> float:
        """Return the share of the filled cells (totals aside) with any of the marks (counted once each)."""
        base = self.filled - self.marks.get("total", 0)
        return sum(self.marks.get(mark, 0) for mark in marks) / base if base > 0 else 0.0

    def share_of(self, test: Callable[[str], bool]) -> float:
        """Return the share of the filled texts that pass a test, totals aside; 0 without texts."""
        base = self.filled - self.marks.get("total", 0)
        if base <= 0 or not self.texts:
            return 0.0
        return sum(count for text, count in self.texts.items() if test(text)) / base

    @property
    def empty(self) -> bool:
        """Whether no sampled cell is filled."""
        return self.filled == 0

    @property
    def numeric(self) -> bool:
        """Whether the filled cells are mostly numbers (codes may look like numbers, too)."""
        return self.share("number") >= _ENOUGH

    @property
    def listed(self) -> str:
        """The list (function, economic, government) whose codes or joined code-names most cells are."""
        best = max(("function", "economic", "government"), key=lambda name: self.share(name, f"{name}+name"))
        return best if self.share(best, f"{best}+name") >= _ENOUGH else ""

    @property
    def named(self) -> str:
        """The list whose names most cells are; "" when none or several are as likely."""
        shares = {name: self.share(f"{name} name") for name in ("function", "economic")}
        best = max(shares, key=lambda name: shares[name])
        other = min(shares, key=lambda name: shares[name])
        if shares[best] < _ENOUGH or (best != other and shares[other] == shares[best]):
            return ""
        return best


def profile_columns(grid: Grid, table: Table, values: Values) -> dict[int, Profile]:
    """Return the profile of every column that has a header or data."""
    rows = [grid.rows[row] for row in sample_rows(table)]
    profiles = {column: Profile(column) for column in table.heading.paths}
    for column, cells in enumerate(zip_longest(*rows)):
        for value, count in Counter(cells).items():
            if value is None or value == "":
                continue
            marks = values.marks(value)
            if not marks:
                continue
            profile = profiles.get(column)
            if profile is None:
                profile = profiles[column] = Profile(column)
            profile.filled += count
            for mark in marks:
                profile.marks[mark] = profile.marks.get(mark, 0) + count
            if isinstance(value, str) and "total" not in marks:
                profile.texts[value] = profile.texts.get(value, 0) + count
    for profile in profiles.values():
        if profile.share(*_FUNCTION) and profile.share(*_ECONOMIC):
            own = [row[profile.column] for row in rows if profile.column < len(row)]
            profile.nested = _nested([values.marks(value) for value in own], own)
    return profiles


def _nested(marks: Sequence[frozenset[str]], cells: Sequence[CellValue]) -> bool:
    functions: set[str] = set()
    below = False  # an economic code was seen
    for said, value in zip(marks, cells, strict=True):
        if said & _FUNCTION:
            if below:
                return True
            functions.add(split_code_name(value)[0])
        elif said & _ECONOMIC:
            below = True
    finest = max(map(len, functions), default=0)
    return sum(len(code) == finest for code in functions) == 1


def column_values(grid: Grid, table: Table, column: int) -> Iterator[CellValue]:
    """Give all values of a column in the table's body (for tests that must not rest on a sample)."""
    for row in range(table.first, table.last + 1):
        values = grid.rows[row]
        yield values[column] if column < len(values) else None
