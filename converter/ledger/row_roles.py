"""What rows of a block are: facts, totals with what they should hold, rows without a home."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class RowKey(NamedTuple):
    """The dimensions of a row, its unit first."""

    unit: int
    function: str
    economic: str
    kind: str
    source: str
    project: str


class Sum(NamedTuple):
    """What a total cell should hold: 分 of its rows, how many of them were rounded to 分, the rows."""

    fen: int
    slack: int
    rows: tuple[int, ...]


@dataclass(slots=True)
class RowRoles:
    """The outcome: ``facts`` and ``totals`` are row indexes; ``sums`` total row → column → what it should
    hold; ``homeless`` are rows with amounts that say nothing and add up nothing."""

    facts: list[int] = field(default_factory=list)
    totals: set[int] = field(default_factory=set)
    sums: dict[int, dict[int, Sum]] = field(default_factory=dict)
    homeless: list[int] = field(default_factory=list)
