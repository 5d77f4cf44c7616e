"""The red first sheet 未通过校验 of a workbook that must not be published yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from converter.disclosure.specification import Page
from converter.findings import Finding
from converter.writing.measuring import clean_lines, lines_of
from converter.writing.styles import pixels, set_page

SHEET_NAME = "未通过校验"

_RED = "#C00000"
_MOST = 30
_SIZE = 10.5
_WIDTHS = (6.0, 8.0, 30.0, 48.0)  # half characters: 序号, 规则, 位置, 问题
_HEADS = ("序号", "规则", "位置", "问题")


def add_failed_sheet(book: Any, errors: Sequence[Finding], page: Page) -> None:
    """Add the sheet: what it means, the first errors with their places, and what to do."""
    font = {
        "font_name": "宋体",
        "font_size": _SIZE,
        "valign": "vcenter",
        "text_wrap": True,
        "num_format": "@",
    }
    title = book.add_format(
        {
            **font,
            "font_name": "黑体",
            "font_size": 22,
            "font_color": "#FFFFFF",
            "bg_color": _RED,
            "align": "center",
        }
    )
    plain = book.add_format({**font, "font_name": "黑体", "font_size": 12, "font_color": _RED})
    head = book.add_format(
        {**font, "font_name": "黑体", "border": 1, "align": "center", "bg_color": "#F8D7DA"}
    )
    body = book.add_format({**font, "border": 1})
    centred = book.add_format({**font, "border": 1, "align": "center"})

    sheet = book.add_worksheet(SHEET_NAME)
    sheet.set_tab_color(_RED)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column_pixels(column, column, pixels(width * _SIZE / 2))
    last = len(_WIDTHS) - 1
    sheet.set_row(0, 48)
    sheet.merge_range(0, 0, 0, last, "未通过校验，请勿公开", title)
    sheet.set_row(1, 40)
    sheet.merge_range(
        1,
        0,
        1,
        last,
        f"共发现 {len(errors)} 处错误。请按下表改正底稿后重新转换；通过校验后，本页会自动消失。",
        plain,
    )
    for column, text in enumerate(_HEADS):
        sheet.write_string(2, column, text, head)
    sheet.set_row(2, 22)
    row = 3
    for number, finding in enumerate(errors[:_MOST], start=1):
        places = clean_lines("\n".join(str(place) for place in finding.places[:3]))
        message = clean_lines(finding.message)
        sheet.write_string(row, 0, str(number), centred)
        sheet.write_string(row, 1, finding.rule, centred)
        sheet.write_string(row, 2, places, body)
        sheet.write_string(row, 3, message, body)
        lines = max(lines_of(places, _WIDTHS[2] - 2), lines_of(message, _WIDTHS[3] - 2))
        sheet.set_row(row, max(22.0, lines * _SIZE * 1.35 + 6))
        row += 1
    more = (
        f"其余 {len(errors) - _MOST} 处错误和全部提醒见校验报告。"
        if len(errors) > _MOST
        else "全部发现见校验报告。"
    )
    sheet.set_row(row, 24)
    sheet.merge_range(row, 0, row, last, more, plain)
    set_page(sheet, page, "", landscape=False)
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 0)
    sheet.activate()
