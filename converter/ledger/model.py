"""The ledger (台账): facts with exact amounts, the dimensions they have, and the cells they come from.

A *fact* is one amount of an input cell with whatever dimensions its row, column, sheet and title give.
A *budget line* is a fact as the tables need it: after the sheets of a unit were joined. Codes, kinds and
sources are hierarchical: a shorter code or path is coarser, "" means "not known".

- function: functional classification code (功能分类科目), "201" / "20103" / "2010301"
- economic: department economic classification code (部门预算支出经济分类科目), "301" / "30101"
- kind: "basic" / "basic.personnel" / "basic.public" / "project" (基本支出、人员经费、公用经费、项目支出)
- source: dotted id of the pack's tree of sources of funds (资金来源), e.g. "fiscal.general.local"
- project: name of the project (项目名称), only in project expenditure
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from converter.findings import Finding
from converter.reading.model import CellRef

BASIC = "basic"
PERSONNEL = "basic.personnel"
PUBLIC = "basic.public"
PROJECT = "project"


class UnitKey(NamedTuple):
    """A budget unit (预算单位): its code in the bureau's list ("" if unknown) and its name."""

    code: str
    name: str


@dataclass(slots=True)
class BudgetLine:
    """One line of the ledger; ``amount`` in 分, exact.

    ``refs`` are the cells that the line comes from, by *view* (a sheet, or one way of splitting its
    rows): an ordinary detail line has one view with one cell; a line made by joining summaries has a
    cell in each of them. ``stated_project`` is the project name that the input gives to basic spending
    (工资津补贴等), where it is no project.
    """

    function: str
    economic: str
    kind: str
    source: str
    project: str
    amount: int
    refs: dict[str, tuple[CellRef, ...]]
    project_code: str = ""
    procurement: bool | None = None
    stated_project: str = ""


@dataclass(slots=True)
class SheetAccount:
    """The identity of one sheet (in 分): input = ledger + subtotals + left out; nothing is lost."""

    file: str
    sheet: str
    input: int = 0
    ledger: int = 0
    subtotals: int = 0
    left_out: int = 0
    left_out_cells: list[LeftOut] = field(default_factory=list)

    @property
    def balanced(self) -> bool:
        """Whether the identity holds."""
        return self.input == self.ledger + self.subtotals + self.left_out


class LeftOut(NamedTuple):
    """A cell that is not in the ledger, its value as printed, and why (Chinese)."""

    ref: CellRef
    value: str
    reason: str


@dataclass(slots=True)
class UnitLedger:
    """All that is known of one unit and year.

    ``lines`` is what the tables are compiled from. ``names`` maps a code to the input's own name of it
    ("F2010301", "E30101": prefix F functional, E economic). ``has_detail`` is False when the lines were
    joined from summaries. ``last_year`` holds last year's lines if a sheet gave them (dimensions may be
    coarse). ``profile`` holds further facts of the unit by key ("nature", "approval_date", …).
    """

    unit: UnitKey
    year: int | None
    lines: list[BudgetLine] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    has_detail: bool = True
    last_year: list[BudgetLine] = field(default_factory=list)
    profile: dict[str, str] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    accounts: list[SheetAccount] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class LedgerResult:
    """What the files gave: one ledger a unit and year, the account of every sheet, and the findings that
    belong to no unit (a sheet whose unit is not known)."""

    ledgers: list[UnitLedger] = field(default_factory=list)
    accounts: list[SheetAccount] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
