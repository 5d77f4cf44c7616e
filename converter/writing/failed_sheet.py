"""The red first sheet 未通过校验 of a workbook that must not be published yet."""

from __future__ import annotations

from collections.abc import Sequence

from converter.findings import Finding
from converter.writing.measuring import clean_lines, lines_of
from converter.writing.report_sheets import in_order_of_mending
from converter.writing.xlsx.plan import Area, PageSetup, SheetCell, SheetPlan, Style

SHEET_NAME = "未通过校验"

_RED = "C00000"
_MOST = 30
_SIZE = 10.5
_WIDTHS = (6.0, 8.0, 30.0, 48.0)  # half characters: 序号, 规则, 位置, 问题
_HEADS = ("序号", "规则", "位置", "问题")


def failed_styles() -> dict[str, Style]:
    """Return the styles that the sheet needs besides those of the tables."""
    return {
        "failed_title": Style("黑体", 22, color="FFFFFF", fill=_RED, align="center"),
        "failed_line": Style("黑体", 12, color=_RED, wrap=True),
        "failed_head": Style("黑体", _SIZE, fill="F8D7DA", border=True, align="center"),
        "failed_text": Style("宋体", _SIZE, border=True, wrap=True, number_format="@"),
        "failed_mark": Style("宋体", _SIZE, border=True, align="center", number_format="@"),
    }


def failed_sheet(errors: Sequence[Finding]) -> SheetPlan:
    """Return the sheet: what it means, the first errors with their places, and what to do."""
    last = len(_WIDTHS) - 1
    plan = SheetPlan(
        SHEET_NAME,
        [width * _SIZE / 2 for width in _WIDTHS],
        page=PageSetup(),
        frozen=(3, 0),
        title_rows=(2, 2),
        tab_color=_RED,
    )

    def banner(height: float, style: str, text: str) -> None:
        row = plan.add(height, *(SheetCell(i, style, None if i else text) for i in range(last + 1)))
        plan.merges.append(Area(row, 0, row, last))

    banner(48, "failed_title", "未通过校验，请勿公开")
    banner(
        40,
        "failed_line",
        f"共发现 {len(errors)} 处错误。请按下表改正底稿后重新转换；通过校验后，本页会自动消失。",
    )
    plan.add(22, *(SheetCell(i, "failed_head", text) for i, text in enumerate(_HEADS)))
    for number, finding in enumerate(in_order_of_mending(errors)[:_MOST], start=1):
        places = clean_lines("\n".join(str(place) for place in finding.places[:3]))
        message = clean_lines(finding.message)
        lines = max(lines_of(places, _WIDTHS[2] - 2), lines_of(message, _WIDTHS[3] - 2))
        plan.add(
            max(22.0, lines * _SIZE * 1.35 + 6),
            SheetCell(0, "failed_mark", number),
            SheetCell(1, "failed_mark", finding.rule),
            SheetCell(2, "failed_text", places),
            SheetCell(3, "failed_text", message),
        )
    more = len(errors) - _MOST
    banner(
        24, "failed_line", f"其余 {more} 处错误和全部提醒见校验报告。" if more > 0 else "全部发现见校验报告。"
    )
    return plan
