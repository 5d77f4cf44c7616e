"""Amount columns of a block: which are totals of others, and which split the same money in another way.

A column whose dimensions contain those of another is its total (合计 over 基本支出, 小计 over its sources).
Leaves that exclude each other are one *view* of the money; leaves that do not (by kind and by source,
side by side) are several views of the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from converter.ledger.hierarchy import EITHER, Key, contains_key, meet_keys
from converter.ledger.settings import Setting
from converter.recognition.mapping import ColumnMapping

_AMONG = re.compile(r"(?:^|/)\s*其中")


@dataclass(slots=True)
class AmountColumn:
    """One counting column: what it fixes, its unit where units stand across (0: none), its unit of money.

    ``members`` are the columns (by index) that it adds up.
    """

    index: int
    column: int
    header: str
    key: Key
    money: str
    unit: int = 0
    members: list[int] = field(default_factory=list)


@dataclass(slots=True)
class ColumnView:
    """One way of splitting the money of a block: leaves, and the totals over them from fine to coarse.

    ``open`` are totals whose members are but parts of them (其中：上级转移支付 | 其中：上年结转).
    """

    leaves: list[int]
    totals: list[int]
    members: dict[int, list[int]]
    open: frozenset[int] = frozenset()


@dataclass(slots=True)
class ColumnPlan:
    """The counting columns of a block and their views; the first view is the one for the ledger."""

    columns: list[AmountColumn]
    views: list[ColumnView]

    @property
    def plain(self) -> bool:
        """Whether there is just one column, so that rows need no splitting."""
        return len(self.columns) == 1


def column_key(column: ColumnMapping, setting: Setting) -> Key:
    """Return the dimensions that an amount column fixes; an item of 三公经费 is its economic codes."""
    dims = {name: value for name, value in column.dims.items() if name in Key._fields}
    item = column.dims.get("item")
    if item and not dims.get("economic"):
        dims["economic"] = EITHER.join(sorted(setting.words.three_public_of(item) or ()))
    return Key(**dims)


def plan_columns(
    mapped: Sequence[ColumnMapping],
    setting: Setting,
    money: Callable[[ColumnMapping], str],
    unit: Callable[[str], int],
) -> ColumnPlan:
    """Return how the counting columns of a block belong together.

    ``money`` gives the unit of money of a column, ``unit`` the number of a unit by its name.
    """
    columns = [
        AmountColumn(
            index,
            column.column,
            column.header,
            column_key(column, setting),
            money(column),
            unit(column.dims["unit"]) if column.dims.get("unit") else 0,
        )
        for index, column in enumerate(mapped)
    ]
    for one in columns:
        one.members = [
            other.index
            for other in columns
            if (other.key, other.unit) != (one.key, one.unit)
            and one.unit in (0, other.unit)
            and contains_key(one.key, other.key, setting.tree)
        ]
    _parts_carried_over(columns)
    _totals_of_alike(columns, setting)
    leaves = [column.index for column in columns if not column.members]
    groups: list[list[int]] = []
    for leaf in leaves:
        for group in groups:
            if all(_apart(columns[leaf], columns[other], setting) for other in group):
                group.append(leaf)
                break
        else:
            groups.append([leaf])
    return ColumnPlan(columns, [_view(columns, group) for group in groups])


def _parts_carried_over(columns: list[AmountColumn]) -> None:
    """Let 其中：上年结转 below a fund be a part of the column beside it, although its source is another."""
    for index, part in enumerate(columns):
        if not _AMONG.search(part.header):
            continue
        head = part.header.rpartition("/")[0]
        whole = next(
            (
                one
                for one in reversed(columns[:index])
                if not _AMONG.search(one.header) and one.header.rpartition("/")[0] == head
            ),
            None,
        )
        if whole is None or part.index in whole.members or not whole.key.source or not part.key.source:
            continue
        if part.key._replace(source="") == whole.key._replace(source=""):
            whole.members.append(part.index)


def _totals_of_alike(columns: list[AmountColumn], setting: Setting) -> None:
    """Let 小计 be the total of columns with the same dimensions (several kinds of one source)."""
    alike: dict[tuple[Key, int], list[AmountColumn]] = {}
    for column in columns:
        alike.setdefault((column.key, column.unit), []).append(column)
    for group in alike.values():
        totals = [c for c in group if setting.words.total_scope(c.header.split("/")[-1])]
        parts = [c for c in group if c not in totals]
        if len(totals) == 1 and len(parts) > 1:
            totals[0].members += [part.index for part in parts]


def _apart(one: AmountColumn, other: AmountColumn, setting: Setting) -> bool:
    """Return whether two columns hold different money: two plain amounts may be the same one twice."""
    if one.unit != other.unit and one.unit and other.unit:
        return True
    if one.key == other.key:
        return any(one.key)
    return meet_keys(one.key, other.key, setting.tree) is None


def _view(columns: list[AmountColumn], leaves: list[int]) -> ColumnView:
    own = set(leaves)
    members = {}
    for column in columns:
        below = [index for index in column.members if index in own]
        inner = [i for i in column.members if columns[i].members and own & set(columns[i].members)]
        if below:
            members[column.index] = below + inner
    totals = sorted(members, key=lambda index: (len(members[index]), index))
    among = {
        total for total, below in members.items() if all(_AMONG.search(columns[i].header) for i in below)
    }
    return ColumnView(leaves, totals, members, frozenset(among))


@dataclass(slots=True)
class RowSplit:
    """What one row's cells are: ``facts`` (column index, 分), totals that agree, and totals that do not
    (column index → 分 of its members)."""

    facts: list[tuple[int, int]] = field(default_factory=list)
    agreeing: list[int] = field(default_factory=list)
    disagreeing: dict[int, int] = field(default_factory=dict)


def split_row(view: ColumnView, values: Sequence[int | None], told: bool, slack: Sequence[int]) -> RowSplit:
    """Return which cells of a row are facts in ``view``; a total without any filled member is one itself.

    ``told`` is whether the row itself says what the columns tell apart: then zeros beside a filled total
    mean nothing. ``slack`` is by column 1 where the cell was rounded to 分 (half a 分 each is tolerated).
    A total with a single member (合计 beside 其中：财政拨款), or with members that are but parts of it,
    keeps what they do not explain.
    """
    chosen: dict[int, int] = {}
    for leaf in view.leaves:
        value = values[leaf]
        if value:
            chosen[leaf] = value
    result = RowSplit()
    for total in view.totals:
        value = values[total]
        if value is None:
            continue
        members = view.members[total]
        filled = [index for index in members if index in chosen]
        if not filled:
            if value:
                chosen[total] = value
                if not told and any(values[index] == 0 for index in members):
                    result.disagreeing[total] = 0
            continue
        below = sum(chosen[index] for index in filled)
        difference = value - below
        tolerance = slack[total] + sum(slack[index] for index in filled)
        if abs(difference) * 2 <= tolerance:
            result.agreeing.append(total)
        elif (len(members) == 1 or total in view.open) and difference > 0:
            chosen[total] = difference
        else:
            result.disagreeing[total] = below
    result.facts = list(chosen.items())
    return result
