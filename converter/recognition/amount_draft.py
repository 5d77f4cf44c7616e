"""An amount column while it is being understood."""

from __future__ import annotations

from dataclasses import dataclass, field

from converter.recognition.column_draft import Draft
from converter.recognition.mapping import Meaning

# Which draft of the budget a figure belongs to; of several words the earliest here wins.
PHASES = ("change", "executed", "requested", "last", "approved", "this", "")
PHASE_NAMES = {
    "change": "增减变动",
    "executed": "执行或决算数",
    "requested": "申报、审核或控制数",
    "last": "上年数",
}


@dataclass(slots=True, eq=False, repr=False)
class Amount:
    """An amount column while it is being understood."""

    draft: Draft
    phase: str = ""
    year: int | None = None
    total: bool = False
    memo: bool = False
    procurement: bool = False
    economic: tuple[str, ...] = ()
    function: tuple[str, ...] = ()
    why: list[str] = field(default_factory=list)

    @property
    def dims(self) -> dict[str, str]:
        """The dims of the column."""
        return self.draft.dims

    @property
    def counts(self) -> bool:
        """Whether the column counts so far."""
        return self.draft.meaning is Meaning.AMOUNT


def total_behind(behind: list[Amount]) -> Amount | None:
    """Return the total that stands behind its 其中 columns (其中：本级 | 其中：上级 | 合计)."""
    first = behind[0] if behind else None
    return first if first is not None and first.counts and first.total and not first.memo else None


def tells_part(part: Amount, whole: Amount) -> bool:
    """Return whether a 其中 column tells the source or kind of a part of the whole (其中：上级转移支付),
    so that the whole is that part and a rest."""
    told = {name for name, value in part.dims.items() if whole.dims.get(name) != value}
    if "source" in told and "source" in whole.dims:
        mine, outer = (a.dims["source"].partition(".")[2] for a in (part, whole))
        if not (mine == outer or mine.startswith(outer + ".")):
            return False
    return bool(told) and told <= {"source", "kind"} and not part.procurement
