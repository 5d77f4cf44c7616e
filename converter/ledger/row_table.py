"""The rows of a block as they were read: their dimensions, totals, troubles and what is not used of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from converter.ledger.totals_marked import TotalMark
from converter.ledger.trouble import Trouble
from converter.recognition.mapping import Meaning, RowKind

M = Meaning
AXES: dict[str, tuple[Meaning, ...]] = {
    "unit": (M.UNIT, M.UNIT_CODE, M.UNIT_NAME),
    "function": (M.FUNCTION_CODE, M.FUNCTION, M.FUNCTION_NAME, M.FUNCTION_CLASS, M.FUNCTION_GROUP,
                 M.FUNCTION_ITEM, M.FUNCTION_ECONOMIC),
    "economic": (M.ECONOMIC_CODE, M.ECONOMIC, M.ECONOMIC_NAME, M.ECONOMIC_CLASS, M.ECONOMIC_GROUP,
                 M.FUNCTION_ECONOMIC),
    "project": (M.PROJECT, M.PROJECT_CODE, M.PROJECT_NAME),
    "kind": (M.KIND, M.STAFFING, M.PROJECT_CLASS),
    "source": (M.FUND, M.ORIGIN),
    "item": (M.ITEM,),
}  # fmt: skip


@dataclass(slots=True)
class RowTable:
    """The rows of a block by index (0 is ``first``). Lists are parallel; "" and 0 mean not known.

    ``axes`` is the leftmost column of each dimension. ``own`` tells for rows that are not full which
    dimensions they fill themselves. ``troubles`` matter only where the row turns out to be a fact.
    ``unused`` are headers, notes and the like, ``dropped`` those among them that hold amounts, with the
    reason; ``names`` the file's own names of codes ("F…", "E…"). ``offered`` is what the head of a group
    would take over from above (by dimension), should it prove to be no total.
    """

    first: int
    axes: dict[str, int]
    function: list[str]
    economic: list[str]
    kind: list[str]
    source: list[str]
    project: list[str]
    project_code: list[str]
    unit: list[int]
    year: list[int]
    procurement: list[bool | None]
    totals: dict[int, TotalMark] = field(default_factory=dict)
    own: dict[int, frozenset[str]] = field(default_factory=dict)
    troubles: dict[int, list[Trouble]] = field(default_factory=dict)
    unused: set[int] = field(default_factory=set)
    dropped: dict[int, str] = field(default_factory=dict)
    forced: dict[int, RowKind] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    page_starts: list[int] = field(default_factory=list)
    offered: dict[int, dict[str, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.function)

    def take_offers(self, rows: Iterable[int]) -> None:
        """Let those of ``rows`` that are facts after all take over what the rows above say."""
        for index in self.offered.keys() & set(rows):
            for axis, value in self.offered[index].items():
                values: list[str] = getattr(self, axis)
                values[index] = values[index] or value
