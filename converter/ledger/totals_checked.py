"""Total cells of a block held against the cells that they add up; what disagrees is told with both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.findings import Finding
from converter.ledger.amounts import Amounts
from converter.ledger.cells_refused import Refused
from converter.ledger.columns import ColumnPlan, ColumnView
from converter.ledger.hierarchy import Key
from converter.ledger.reporting import Notes, cells_text, wan
from converter.ledger.row_roles import RowRoles
from converter.ledger.row_table import RowTable
from converter.ledger.settings import Setting
from converter.reading.model import CellRef

if TYPE_CHECKING:
    from converter.ledger.block_source import BlockSource

_MISMATCH = "与明细不符"
_TOTAL_AXES = ("function", "economic", "kind", "source", "project")


@dataclass(slots=True)
class Pending:
    """A grand total that its own block does not explain; it may be that of the whole sheet."""

    check: TotalsCheck
    index: int
    number: int
    fen: int
    expected: int
    rows: list[int]

    def settle(self, of_sheet: int, cells: Sequence[CellRef]) -> None:
        """Decide once the whole sheet is read: ``of_sheet`` is what all its tables hold in that column."""
        column = self.check.plan.columns[self.number].column
        if self.fen == of_sheet:
            self.check.agree(self.index, self.number, self.fen)
        elif abs(self.fen - of_sheet) < abs(self.fen - self.expected):
            self.check.mismatch_of_sheet(self.index, column, self.fen, of_sheet, cells)
        else:
            self.check.mismatch(self.index, column, self.fen, self.expected, self.rows)


class TotalsCheck:
    """Checks the totals of one block. ``agreed`` are (unit, dimensions, 分, cell) of those that agree;
    ``pending`` grand totals wait for the other blocks of the sheet (``several_blocks``)."""

    several_blocks = False

    def __init__(
        self,
        setting: Setting,
        notes: Notes,
        source: BlockSource,
        table: RowTable,
        plan: ColumnPlan,
        refused: Refused,
    ) -> None:
        self.setting = setting
        self.notes = notes
        self.source = source
        self.table = table
        self.plan = plan
        self.refused = refused
        self.agreed: list[tuple[int, Key, int, CellRef]] = []
        self.pending: list[Pending] = []

    def _ref(self, index: int, column: int) -> CellRef:
        return CellRef(self.source.sheet.file, self.source.sheet.name, self.table.first + index, column)

    def rows(self, roles: RowRoles, columns: Sequence[Amounts]) -> None:
        """Check all total rows; their cells go to subtotals or are left out."""
        wrong: list[tuple[int, int, int, int, list[int]]] = []
        for index in sorted(roles.totals):
            sums = roles.sums.get(index, {})
            for number, amounts in enumerate(columns):
                fen = amounts.fen[index]
                if fen is None:
                    continue
                expected = sums.get(number)
                if expected is None or not expected.rows:
                    if fen:
                        self._leave_out(index, amounts.column, fen, "合计行没有明细可以核对")
                    continue
                if abs(fen - expected.fen) * 2 <= expected.slack:
                    self.agree(index, number, fen)
                    continue
                held = [r for r in expected.rows if amounts.fen[r] or (r, amounts.column) in self._bad]
                mark = self.table.totals.get(index)
                if mark is not None and mark.scope == "grand" and self.several_blocks:
                    self.pending.append(Pending(self, index, number, fen, expected.fen, held))
                    continue
                wrong.append((index, amounts.column, fen, expected.fen, held))
        self._tell_nested(wrong)

    def _tell_nested(self, wrong: list[tuple[int, int, int, int, list[int]]]) -> None:
        """Tell totals that disagree, those over others by the same amount under the innermost one."""
        roots: list[tuple[int, set[int], Finding]] = []
        for index, column, fen, expected, rows in sorted(wrong, key=lambda one: (len(one[4]), one[0])):
            held = set(rows)
            root = next((f for off, own, f in roots if off == fen - expected and own <= held), None)
            finding = self.mismatch(index, column, fen, expected, rows, root)
            if finding is not None:
                roots.append((fen - expected, held, finding))

    @property
    def _bad(self) -> dict[tuple[int, int], Finding]:
        return self.refused.findings

    def _leave_out(self, index: int, column: int, fen: int, reason: str) -> None:
        row = self.table.first + index
        self.source.accountant.leave_out(row, column, fen, self.source.sheet.value(row, column), reason)

    def _note_agreed(self, index: int, number: int, fen: int) -> None:
        table, column = self.table, self.plan.columns[number]
        own = table.own.get(index)
        row = {
            axis: getattr(table, axis)[index]
            for axis in _TOTAL_AXES
            if own is None or axis in own or index not in table.totals
        }
        key = Key(**{axis: getattr(column.key, axis) or row.get(axis, "") for axis in _TOTAL_AXES})
        self.agreed.append((table.unit[index], key, fen, self._ref(index, column.column)))

    def agree(self, index: int, number: int, fen: int) -> None:
        """Book a total cell that agrees."""
        self.source.accountant.subtotal(fen)
        self._note_agreed(index, number, fen)

    def mismatch(
        self,
        index: int,
        column: int,
        fen: int,
        expected: int,
        rows: Sequence[int],
        root: Finding | None = None,
    ) -> Finding | None:
        """Tell a total cell that disagrees with its rows (under its root cause), and leave it out."""
        self._leave_out(index, column, fen, _MISMATCH)
        total = self._ref(index, column)
        details = [self._ref(row, column) for row in rows]
        bad = next((self._bad[row, column] for row in rows if (row, column) in self._bad), None)
        owners = {self.table.unit[row] or self.source.unit for row in rows} - {0}
        units = tuple(owners) if len(owners) == 1 else ()
        return self._tell("L20", total, fen, expected, details, bad or root, units, "明细")

    def mismatch_of_sheet(
        self, index: int, column: int, fen: int, expected: int, cells: Sequence[CellRef]
    ) -> None:
        """Tell a total of the whole sheet that disagrees with its tables, and leave it out."""
        self._leave_out(index, column, fen, _MISMATCH)
        self._tell("L20", self._ref(index, column), fen, expected, cells, None, (), "各部分")

    def column(
        self,
        index: int,
        column: int,
        values: Sequence[int | None],
        below: int,
        view: ColumnView,
        *,
        booked: bool,
    ) -> None:
        """Tell a total column of a fact row that disagrees with the columns that it adds up."""
        fen = values[column] or 0
        at = self.plan.columns[column].column
        if not booked:
            self._leave_out(index, at, fen, "与所含各栏之和不符")
        members = [i for i in view.members[column] if values[i] is not None and i in view.leaves]
        details = [self._ref(index, self.plan.columns[i].column) for i in members]
        bad = next(
            (
                self._bad[index, self.plan.columns[i].column]
                for i in view.members[column]
                if (index, self.plan.columns[i].column) in self._bad
            ),
            None,
        )
        unit = self.table.unit[index] or self.source.unit
        units = (unit,) if unit else ()
        self._tell("L21", self._ref(index, at), fen, below, details, bad, units, "各栏")

    def _tell(
        self,
        rule: str,
        total: CellRef,
        fen: int,
        expected: int,
        details: Sequence[CellRef],
        cause: Finding | None,
        units: tuple[int, ...],
        what: str,
    ) -> Finding | None:
        cells = cells_text(details)
        message = (
            f"{total.cell} 单元格为 {wan(fen)} 万元，所含{what}（{cells}）合计 {wan(expected)} 万元，"
            f"相差 {wan(fen - expected)} 万元。台账按{what}计算；请核对两边，改正有误的一边。"
        )
        return self.notes.add(
            rule,
            self.source.weight,
            message,
            [total, *details],
            units=units,
            expected=expected,
            actual=fen,
            under=cause,
        )
