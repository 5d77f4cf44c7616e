"""Cells of amount columns that hold no usable amount: text, error values, formulas without a value,
amounts of absurd size. Each is told with its place and what to do; nothing is taken for zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from converter.findings import Finding, Severity
from converter.ledger.amounts import Amounts, error_cells, uncached_cells
from converter.ledger.reporting import Notes, wan
from converter.ledger.row_table import RowTable
from converter.ledger.settings import Setting
from converter.money import FEN_PER_YUAN
from converter.reading.model import CellRef, CellValue

if TYPE_CHECKING:
    from converter.ledger.block_source import BlockSource


@dataclass(slots=True)
class Refused:
    """Refused cells: ``rows`` that hold one, (row, sheet column) → the finding, and what is left out."""

    rows: set[int] = field(default_factory=set)
    findings: dict[tuple[int, int], Finding] = field(default_factory=dict)
    left_out: list[tuple[int, int, CellValue, str]] = field(default_factory=list)


def refuse_cells(
    setting: Setting,
    notes: Notes,
    source: BlockSource,
    table: RowTable,
    columns: Sequence[Amounts],
    raw: Sequence[Sequence[CellValue]],
) -> Refused:
    """Tell every refused cell of the counting columns; absurd amounts are taken out of ``columns``."""
    return _Refusing(setting, notes, source, table).run(columns, raw)


class _Refusing:
    def __init__(self, setting: Setting, notes: Notes, source: BlockSource, table: RowTable) -> None:
        self.setting = setting
        self.notes = notes
        self.source = source
        self.table = table
        self.result = Refused()

    def run(self, columns: Sequence[Amounts], raw: Sequence[Sequence[CellValue]]) -> Refused:
        first, last = self.table.first, self.table.first + len(self.table) - 1
        prose = self._prose_rows(columns)
        limit = self.setting.rules.absurd_yuan * FEN_PER_YUAN
        for amounts, values in zip(columns, raw, strict=True):
            errors = error_cells(self.source.sheet, first, last, amounts.column)
            for index in sorted(errors):
                self._refuse("L02", index, amounts.column, errors[index])
            for index in uncached_cells(self.source.sheet, first, last, amounts.column):
                if index not in errors:
                    self._refuse("L03", index, amounts.column, "公式没有计算结果")
            for index in sorted(amounts.refused):
                if index not in prose and index not in errors:
                    self._refuse("L01", index, amounts.column, amounts.refused[index])
            largest = max((abs(fen) for fen in amounts.fen if fen), default=0)
            if largest >= limit:
                for index, fen in enumerate(amounts.fen):
                    if fen is not None and abs(fen) >= limit:
                        amounts.fen[index] = None
                        self._refuse("L04", index, amounts.column, str(values[index]))
        return self.result

    def _prose_rows(self, columns: Sequence[Amounts]) -> set[int]:
        """Return rows that are no data at all: text in amount columns, and no amount or code beside it."""
        table = self.table
        found: set[int] = set(table.unused)
        for index in {row for amounts in columns for row in amounts.refused}:
            numbers = any(amounts.fen[index] is not None for amounts in columns)
            if not numbers and index not in table.totals and not self._says_something(index):
                found.add(index)
        return found

    def _says_something(self, index: int) -> bool:
        """Return whether a row says a code, a project or the like that could be read."""
        own = self.table.own.get(index)
        if own is None:
            return bool(self.table.axes)
        unclear = {trouble.dimension for trouble in self.table.troubles.get(index, ())}
        return bool(own - unclear - {"unit"})

    def _refuse(self, rule: str, index: int, column: int, value: str) -> None:
        if index in self.table.unused:
            return
        ref = CellRef(self.source.sheet.file, self.source.sheet.name, self.table.first + index, column)
        known = self.result.findings.get((index, column))
        if known is not None:
            return
        shown = value if len(value) <= 30 else value[:30] + "…"
        what, remedy, reason = _WORDS[rule]
        unit = self.table.unit[index] or self.source.unit
        told = self.notes.add(
            rule,
            self.source.weight,
            f"{ref.cell} 单元格{what.format(shown)}，没有计入。{remedy}",
            [ref],
            units=(unit,) if unit else (),
            excerpt=shown,
        )
        self.result.findings[index, column] = told or self.notes.notes[-1].finding
        self.result.rows.add(index)
        self.result.left_out.append((index, column, value, reason))


def tell_negative(
    notes: Notes, source: BlockSource, table: RowTable, amounts: Amounts, rows: Sequence[int]
) -> None:
    """Tell the negative facts of a column, once for each unit: they are allowed and counted as such."""
    by_unit: dict[int, list[int]] = {}
    for index in rows:
        fen = amounts.fen[index]
        if fen is not None and fen < 0:
            by_unit.setdefault(table.unit[index] or source.unit, []).append(index)
    sheet = source.sheet
    for unit, own in by_unit.items():
        refs = [CellRef(sheet.file, sheet.name, table.first + index, amounts.column) for index in own]
        total = sum(amounts.fen[index] or 0 for index in own)
        more = f"等 {len(own)} 个单元格" if len(own) > 1 else "单元格"
        notes.add(
            "L05",
            Severity.WARNING,
            f"{refs[0].cell} {more}是负数，合计 {wan(total)} 万元，已按负数计入。请确认是否属实。",
            refs,
            units=(unit,) if unit else (),
        )


def tell_hidden(
    notes: Notes, source: BlockSource, table: RowTable, amounts: Sequence[Amounts], rows: Sequence[int]
) -> None:
    """Tell facts that stand in hidden rows: they count, but whoever looks at the sheet does not see them."""
    hidden = source.sheet.hidden_rows
    by_unit: dict[int, list[tuple[int, Amounts]]] = {}
    for index in rows:
        if table.first + index in hidden:
            filled = next((column for column in amounts if column.fen[index]), None)
            if filled is not None:
                by_unit.setdefault(table.unit[index] or source.unit, []).append((index, filled))
    sheet = source.sheet
    for unit, own in by_unit.items():
        refs = [CellRef(sheet.file, sheet.name, table.first + index, column.column) for index, column in own]
        notes.add(
            "L06",
            Severity.WARNING,
            f"工作表“{sheet.name}”有 {len(own)} 行隐藏的（或被筛选掉的）明细，也已计入。"
            "请取消隐藏和筛选后核对；不该计入的，请删去这些行，或在识别方案的 rows 里写成 ignored。",
            refs,
            units=(unit,) if unit else (),
        )


_WORDS = {
    "L01": ("是“{}”，不是金额", "请改成数字，没有金额就留空。", "不是金额"),
    "L02": ("是错误值 {}", "请改正公式或填入数字后另存。", "错误值"),
    "L03": ("的公式没有保存计算结果", "请用 Excel 或 WPS 打开，重新计算并保存。", "公式没有计算结果"),
    "L04": (
        "的金额 {} 大得不可能",
        "请核对这个数；如果整张表的金额单位认错了，请用 --money 指明元或万元。",
        "金额大得不可能",
    ),
}
