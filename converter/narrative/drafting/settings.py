"""How the text of a pack is drafted, as data: the subject ``text.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from converter.narrative.model import FigureRef
from converter.packs.loading import Pack

_FIGURE = re.compile(r"^(?P<table>[^\[]+)\[(?P<row>[^,]+),\s*(?P<column>[^\]]+)\]$")


@dataclass(slots=True, eq=False)
class RequiredReason:
    """From which change on a reason must be given: 万元 and percent, both passed."""

    amount: Decimal = Decimal(0)
    rate: Decimal = Decimal(0)


@dataclass(slots=True, eq=False)
class Proposals:
    """Words of the reasons that are proposed from figures; {name} {amount} and, for people, {count}.

    ``most`` is how many parts a proposal names at most; parts smaller than ``least`` (a share of the largest
    part) are left out. Where the number of people moved the same way (slot ``staff``), that is said first of
    the ``staff_figures``.
    """

    increased: str = "{name}增加{amount}万元"
    decreased: str = "{name}减少{amount}万元"
    added: str = "新增{name}{amount}万元"
    ended: str = "不再安排{name}，减少{amount}万元"
    staff: str = ""
    staff_figures: tuple[str, ...] = ()
    staff_added: str = "在职人员增加{count}人"
    staff_left: str = "在职人员减少{count}人"
    separator: str = "，"
    most: int = 3
    least: Decimal = Decimal("0.1")


@dataclass(slots=True, eq=False)
class Breakdown:
    """What a figure is made of, for proposing reasons. ``figure`` is ``表[行, 列]``; 行 may be ``{code}`` and
    列 ``*``. The parts are the rows of ``table`` (codes of a ``level``, or its projects) in ``column`` (""
    the figure's own), ``within`` the figure's code only, and other ``columns`` of the figure's own row.
    """

    figure: str
    table: str
    level: str = ""
    column: str = ""
    columns: tuple[str, ...] = ()
    within: bool = False

    def fits(self, ref: FigureRef, code: str) -> bool:
        """Whether the breakdown is one of that cell."""
        found = _FIGURE.match(self.figure)
        if found is None or found["table"] != ref.table or found["column"] not in ("*", ref.column):
            return False
        return bool(code) if found["row"] == "{code}" else found["row"] == ref.row


@dataclass(slots=True, eq=False)
class SkeletonRow:
    """One row of an empty 绩效目标表: 一级指标 and 二级指标."""

    first: str
    second: str


@dataclass(slots=True, eq=False)
class TextSettings:
    """The pack's ``text.toml``.

    ``styles`` maps what a template writes in front of a line (``#``, ``@日期``) to the style of the paragraph.
    ``open_text`` and ``proposed_text`` are what an open slot prints. Lead words and trailing marks are
    taken off an answer where it is put into a sentence. ``agency_natures`` are the kinds of unit that have
    机关运行经费 (also when the kind is not known). ``approval_days`` is the time that the law gives.
    """

    styles: dict[str, str]
    open_text: str = "【待填：{label}】"
    proposed_text: str = "【待填：{label}，建议写“{proposal}”】"
    reason_leads: tuple[str, ...] = ()
    purpose_leads: tuple[str, ...] = ()
    trailing: str = "。；;，,、 "
    required_reason: RequiredReason = field(default_factory=RequiredReason)
    proposals: Proposals = field(default_factory=Proposals)
    agency_natures: tuple[str, ...] = ()
    approval_days: int = 20
    skeleton: tuple[SkeletonRow, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()


def load_text_settings(pack: Pack) -> TextSettings:
    """Return ``text.toml`` of a pack; raise PackError with all faults."""
    return pack.section("text", TextSettings)
