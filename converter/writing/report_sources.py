"""The sheet 数据来源 of the report: which cells of the input every published figure is made of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from converter.disclosure.model import Disclosure
from converter.ledger.model import BudgetLine
from converter.reading.model import CellRef, column_letters
from converter.writing.report_styles import MOST_ROWS, Col, ListSheet
from converter.writing.xlsx.plan import SheetPlan

# Totals are made of hundreds of cells; their parts stand on rows of their own.
_MOST_RANGES = 12


def sources_sheet(disclosure: Disclosure, lines: Sequence[BudgetLine]) -> SheetPlan:
    """Return the sheet; figures of the same cells share the text that names them."""
    sheet = ListSheet(
        "数据来源",
        "数据来源",
        "公开表上的每个数由底稿的哪些单元格相加而成。可用筛选按钮只看某张表或某一行。金额单位：万元。",
        [
            Col("表", 8, "mark"),
            Col("编码", 10, "mark"),
            Col("行", 40),
            Col("列", 36),
            Col("公布数", 14, "wan"),
            Col("精确金额", 16, "wan_exact"),
            Col("底稿单元格", 60),
        ],
    )
    several = len({ref.file for line in lines for refs in line.refs.values() for ref in refs}) > 1
    known: dict[tuple[int, ...], str] = {}
    left = 0
    for table_id, table in disclosure.tables.items():
        for row, column, cell in table.figures():
            if not cell.value and not cell.exact:
                continue
            if len(sheet.plan.rows) >= MOST_ROWS:
                left += 1
                continue
            if cell.lines not in known:
                refs = {ref for i in cell.lines for group in lines[i].refs.values() for ref in group}
                known[cell.lines] = cells_text(refs, several)
            label = f"{row.label} / {row.project}" if row.project else row.label
            sheet.add(
                [table_id, "".join(row.codes), label, column, cell.value, cell.exact, known[cell.lines]]
            )
    return sheet.finish(left)


def cells_text(refs: set[CellRef], with_file: bool) -> str:
    """Return cells as text, neighbours below each other as a range: ``支出明细!H5:H9、H12``."""
    by_column: dict[tuple[str, str, int], list[int]] = {}
    for ref in sorted(refs):
        by_column.setdefault((ref.file, ref.sheet, ref.column), []).append(ref.row)
    texts: list[str] = []
    shown = 0
    sheet_before = ("", "")
    for (file, sheet, column), rows in sorted(by_column.items()):
        letter = column_letters(column)
        for first, last in _runs(rows):
            if shown == _MOST_RANGES:
                return "".join(texts) + f" 等共 {len(refs)} 个单元格"
            name = f"{letter}{first + 1}" if first == last else f"{letter}{first + 1}:{letter}{last + 1}"
            if (file, sheet) == sheet_before:
                texts.append(f"、{name}")
            else:
                where = f"[{PurePath(file).name}]{sheet}" if with_file else sheet
                texts.append(("；" if texts else "") + f"{where}!{name}")
                sheet_before = (file, sheet)
            shown += 1
    return "".join(texts)


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Return ascending rows as runs of neighbours."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
