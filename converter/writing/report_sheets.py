"""The sheets of the report (校验报告), one function each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from converter.disclosure.model import Adjustment, Disclosure, Eliminated
from converter.findings import Finding, Severity
from converter.ledger.model import SheetAccount
from converter.money import yuan_from_fen
from converter.writing.report_styles import MOST_ROWS, Col, ListSheet, amount_style
from converter.writing.xlsx.plan import SheetPlan

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}

# What is wrong in the input spoils everything after it, so it is mended first.
_STAGES = {"R": 0, "M": 1, "L": 2, "O": 3}
_MOST_PLACES = 4


def in_order_of_mending(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order in which to mend them: errors first, causes before what they cause."""
    ranks = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    return sorted(
        findings,
        key=lambda finding: (
            ranks[finding.severity],
            finding.kind == "residue",
            finding.kind == "open",
            _STAGES.get(finding.rule[:1], 9),
            -len(finding.consequences),
        ),
    )


def findings_sheet(findings: Sequence[Finding], *, audited: bool = False) -> SheetPlan:
    """Return 校验发现: what was found, consequences outlined below their cause. A report on an ``audited``
    file does not name it again and again."""
    files = {
        place.file for finding in findings for _, one in _with_consequences(finding) for place in one.places
    }
    alone = audited and len(files - {None}) <= 1
    sheet = ListSheet(
        "校验发现",
        "校验发现",
        "从上往下改：先改“错误”，再看“提醒”。缩进的行是由上面一条引起的，上面改好后会一起消失。金额单位：万元。"
        if findings
        else "没有发现问题。",
        [
            Col("序号", 6, "mark"),
            Col("级别", 7, "mark"),
            Col("规则", 7, "mark"),
            Col("位置", 30),
            Col("问题与处理办法", 56),
            Col("应为", 14, "wan_exact"),
            Col("实为", 14, "wan_exact"),
            Col("差额", 12, "wan_exact"),
            Col("依据", 22),
        ],
    )
    left = 0
    for number, finding in enumerate(in_order_of_mending(findings), start=1):
        for level, one in _with_consequences(finding):
            if len(sheet.plan.rows) >= MOST_ROWS:
                left += 1
                continue
            sheet.add(
                [
                    str(number) if not level else "↳",
                    SEVERITIES[one.severity] if one.kind != "open" else "待填",
                    one.rule,
                    _places(one, alone=alone),
                    f"{one.message}\n【已确认】{one.acknowledged}" if one.acknowledged else one.message,
                    one.expected,
                    one.actual,
                    one.difference,
                    _basis(one),
                ],
                {
                    1: f"mark_{one.severity.value}",
                    4: f"text{min(level, 4)}" if level else "text",
                    5: amount_style(one.expected, "wan_exact"),
                    6: amount_style(one.actual, "wan_exact"),
                },
                level=min(level, 7),
            )
    return sheet.finish(left)


def _with_consequences(finding: Finding, level: int = 0) -> Iterator[tuple[int, Finding]]:
    yield level, finding
    for consequence in finding.consequences:
        yield from _with_consequences(consequence, level + 1)


def _places(finding: Finding, *, alone: bool) -> str:
    places = [replace(place, file=None) if alone else place for place in finding.places[:_MOST_PLACES]]
    # A sheet that is called like its table says nothing more.
    places = [replace(p, sheet=None) if p.table and p.table == p.sheet else p for p in places]
    shown = [str(place) for place in places]
    more = len(finding.places) - _MOST_PLACES
    return "\n".join(
        [*(text for text in shown if text), *([f"等共 {more + _MOST_PLACES} 处"] if more > 0 else [])]
    )


def _basis(finding: Finding) -> str:
    related = f"相关规则：{'、'.join(finding.related)}" if finding.related else ""
    return "\n".join(text for text in (finding.basis, related) if text)


def adjustments_sheet(adjustments: Sequence[Adjustment], disclosure: Disclosure) -> SheetPlan:
    """Return 尾差调整: every published figure that is not its own half-up rounding."""
    sheet = ListSheet(
        "尾差调整",
        "尾差调整",
        "底稿按元编制，公开表按万元保留两位小数。为使各表之间、表内合计与明细完全相等，下列数与各自四舍五入的结果"
        "相差 0.01 万元以内，属正常的尾差处理，不需要修改。金额单位：万元。"
        if adjustments
        else "没有调整：每一个公布的数都等于它自己四舍五入的结果。",
        [
            Col("表", 8, "mark"),
            Col("行", 44),
            Col("列", 36),
            Col("精确金额", 20, "wan_exact"),
            Col("四舍五入", 18, "wan"),
            Col("公布数", 18, "wan"),
            Col("调整", 12, "wan"),
        ],
    )
    labels = {
        (table_id, row.key): row_label(row.key, row.label)
        for table_id, table in disclosure.tables.items()
        for row in table.rows
    }
    for one in adjustments[:MOST_ROWS]:
        row = labels.get((one.table, one.row), one.row)
        change = one.published - one.rounded
        sheet.add([one.table, row, one.column, one.exact, one.rounded, one.published, change])
    return sheet.finish(max(len(adjustments) - MOST_ROWS, 0))


def row_label(key: str, label: str) -> str:
    """Return what a row is called in a list: its code and its name."""
    code = key.partition("|")[0]
    return f"{code} {label}" if code.isdigit() and not label.startswith(code) else label


ELIMINATION_NOTE = (
    "部门汇总 = 所属各单位公开数之和 − 部门内抵销。抵销的是收款单位的收入和付款单位的支出；收款单位用这笔钱安排的支出"
    "改列付款单位的资金来源，所以有的数增加（抵销数为负）。金额单位：万元。"
)
ELIMINATION_COLUMNS = [
    Col("表", 8, "mark"),
    Col("行", 44),
    Col("列", 34),
    Col("各单位之和", 18, "wan"),
    Col("抵销", 16, "wan"),
    Col("汇总数", 18, "wan"),
]


def eliminations_sheet(eliminations: Sequence[Eliminated]) -> SheetPlan:
    """Return 抵销: every figure of a department that money passed between its units was taken from."""
    sheet = ListSheet("抵销", "部门内往来的抵销", ELIMINATION_NOTE, ELIMINATION_COLUMNS)
    for one in eliminations[:MOST_ROWS]:
        label = row_label(one.row, one.label)
        sheet.add([one.table, label, one.column, one.before, one.amount, one.after])
    return sheet.finish(max(len(eliminations) - MOST_ROWS, 0))


def accounts_sheet(accounts: Sequence[SheetAccount]) -> SheetPlan:
    """Return 读取核对: for every sheet that was read, where its amounts went."""
    sheet = ListSheet(
        "读取核对",
        "读取核对",
        "每张工作表：输入合计 = 计入台账 + 小计（已逐一重算）+ 未采用。未采用的单元格逐个列在下一页。金额单位：元。",
        [
            Col("文件", 40),
            Col("工作表", 30),
            Col("输入合计", 20, "yuan"),
            Col("计入台账", 20, "yuan"),
            Col("小计", 20, "yuan"),
            Col("未采用", 20, "yuan"),
            Col("核对", 10, "mark"),
        ],
    )
    for one in accounts:
        sheet.add(
            [
                PurePath(one.file).name,
                one.sheet,
                yuan_from_fen(one.input),
                yuan_from_fen(one.ledger),
                yuan_from_fen(one.subtotals),
                yuan_from_fen(one.left_out),
                "相符" if one.balanced else "不符",
            ],
            {6: "mark" if one.balanced else "mark_error"},
        )
    return sheet.finish()


def left_out_sheet(accounts: Sequence[SheetAccount]) -> SheetPlan:
    """Return 未采用的单元格: every cell with an amount that is not in the tables, and why."""
    cells = [cell for account in accounts for cell in account.left_out_cells]
    sheet = ListSheet(
        "未采用的单元格",
        "未采用的单元格",
        "下列单元格里的数没有进入公开表，原因见最后一列。如有应当采用的，请用 inspect --save 导出识别方案修改后再转换。"
        if cells
        else "没有：底稿里的每一个金额都进入了台账，或是已核对的小计。",
        [
            Col("文件", 36),
            Col("工作表", 28),
            Col("单元格", 10, "mark"),
            Col("内容", 26, "value"),
            Col("原因", 60),
        ],
    )
    for cell in cells[:MOST_ROWS]:
        sheet.add([PurePath(cell.ref.file).name, cell.ref.sheet, cell.ref.cell, cell.value, cell.reason])
    return sheet.finish(max(len(cells) - MOST_ROWS, 0))
