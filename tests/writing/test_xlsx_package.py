"""A planned workbook becomes a file that holds only data, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import load_workbook
from xlsxwriter.worksheet import Worksheet

from converter.packs.loading import load_pack
from converter.writing.xlsx import planned_sheet
from converter.writing.xlsx.package import book_bytes
from converter.writing.xlsx.plan import (
    Area,
    BookPlan,
    Content,
    Formula,
    PageSetup,
    SheetCell,
    SheetPlan,
    Style,
)

from .reading_back import opened, parts

PACK = load_pack("xinjiang", 2023)


def everything() -> BookPlan:
    """A plan that uses all that a plan can say."""
    styles = {
        "plain": Style("宋体", 10.5),
        "loud": Style(
            "黑体", 14, bold=True, color="FFFFFF", fill="C00000", border=True, border_color="999999"
        ),
        "text": Style(
            "宋体", 10, border=True, align="left", top=True, wrap=True, indent=2, number_format="@"
        ),
        "money": Style("宋体", 10, align="right", number_format="#,##0.00;-#,##0.00;"),
        "small": Style("宋体", 10, shrink=True, number_format="0.000000"),
    }
    sheet = SheetPlan(
        "甲 '乙' & <丙>",
        [30.0, 60.0, 60.0, 12.5],
        page=PageSetup("A3", True, 10, 11, 12, 13, '&C&"宋体,Regular"&14— &P —', False, True),
        frozen=(2, 1),
        title_rows=(0, 1),
        filter=Area(1, 0, 3, 2),
        levels={3: 1, 4: 2},
        tab_color="00B050",
        hide_zeros=True,
    )
    sheet.add(30, *(SheetCell(i, "loud", None if i else '  <标题> & "引号" _x0041_ ') for i in range(4)))
    sheet.merges.append(Area(0, 0, 0, 3))
    sheet.add(18, SheetCell(0, "text", "=1+1"), SheetCell(1, "text", "@甲\n乙"), SheetCell(2, "plain", "+-"))
    sheet.add(
        18, SheetCell(0, "money", Decimal("12345678901.23")), SheetCell(1, "small", Decimal("0.000001"))
    )
    sheet.add(500, SheetCell(0, "money", Formula("SUM(A3:A3)", Decimal("12345678901.23"))))
    sheet.add(18, SheetCell(1, "plain", 7), SheetCell(3, "money", Decimal("-1E+2")))
    rest = SheetPlan("末", [20.0], frozen=(0, 1), page=PageSetup(one_page=True, footer="&C第 &P 页"))
    rest.add(15, SheetCell(0, "plain", "甲"))
    return BookPlan("标题 & <书>", 2024, styles, [sheet, rest, SheetPlan("空", [])])


def test_other_readers_read_it_too() -> None:
    sheet = load_workbook(io.BytesIO(book_bytes(everything()))).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0][0] == '  <标题> & "引号" _x0041_ '
    assert rows[1][:3] == ["=1+1", "@甲\n乙", "+-"]
    assert rows[3][0] == 12345678901.23


def test_the_quick_sheet_writes_what_xlsxwriter_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planned sheet leaves out checks, never a byte: XlsxWriter's own way gives the same file."""

    class Ordinary(Worksheet):
        def put(self, plan: SheetPlan, formats: dict[str, Any]) -> None:
            for row, cells in enumerate(planned_sheet.with_merged_cells(plan)):
                height = min(plan.heights[row], 409)
                self.set_row(row, height, None, {"level": plan.levels.get(row, 0)})
                for column, style, content in cells:
                    self.put_cell(row, column, formats[style], content)
            for area in plan.merges:
                self.merge.append([*area])

        def put_cell(self, row: int, column: int, form: Any, content: Content) -> None:
            if content is None:
                self.write_blank(row, column, None, form)
            elif isinstance(content, str):
                self.write_string(row, column, planned_sheet.clean(content), form)
            elif isinstance(content, Formula):
                self.write_formula(row, column, f"={content.text}", form, content.value)
            else:
                self.write_number(row, column, content, form)

    book = everything()
    long = SheetPlan("长", [20.0] * 30, levels={40: 1})
    for row in range(70):  # blocks of rows that use different columns, and rows without any
        long.add(15 + row % 3, *(SheetCell(i, "text", f"{row}-{i}") for i in range(row % 5, row % 29)))
    book.sheets.append(long)
    quick = parts(book_bytes(book))
    monkeypatch.setattr(planned_sheet, "PlannedSheet", Ordinary)
    assert parts(book_bytes(book)) == quick


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    plan = SheetPlan("甲", [20.0])
    plan.add(15, SheetCell(0, "plain", "一\x00\x0b\ud800\uffff二"))
    book = BookPlan("书\x00", 2024, {"plain": Style("宋体", 10)}, [plan])
    assert opened(book_bytes(book)).worksheets[0]["A1"].value == "一二"


def test_nothing_in_the_file_comes_from_the_clock_or_the_machine() -> None:

    content = book_bytes(everything())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
    core = parts(content)["docProps/core.xml"]
    assert "<dc:creator></dc:creator>" in core and "2024-01-01" in core
    assert book_bytes(everything()) == content
