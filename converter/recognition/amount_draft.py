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
