"""The report: the verdict, what to mend first, and proof that nothing is lost."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from converter.disclosure.model import Adjustment
from converter.findings import error
from converter.packs.loading import load_pack
from converter.reading.model import CellRef
from converter.results import Document, Verdict
from converter.writing.report import report_bytes, write_report
from converter.writing.report_sources import cells_text

from .made_up_documents import FILE, document
from .reading_back import opened, parts

PACK = load_pack("xinjiang", 2023)


def rows(sheet: Worksheet, first: int = 4) -> list[list[Any]]:
    """Return the values of a sheet's list, from its first row below the header."""
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]


def report(outcome: Document | None = None) -> Workbook:
    """Return the written report."""
    return opened(report_bytes(outcome or document(), PACK))


def everything(book: Workbook) -> str:
    """Return all texts of a workbook."""
    return "\n".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )


def test_the_sheets_stand_in_the_order_of_reading() -> None:
    names = ["结论", "校验发现", "尾差调整", "读取核对", "未采用的单元格", "数据来源"]
    assert report().sheetnames == names
    assert opened(report_bytes(document(), PACK, sources=False)).sheetnames == names[:-1]


def test_the_conclusion_says_verdict_and_what_to_do() -> None:
    bad = everything(report())
    assert "有 2 处错误、有 2 处提醒" in bad
    assert "请勿公开" in bad
    good = report(document(found=[]))
    assert good.worksheets[0]["A2"].value == "可以公开"
    assert good.worksheets[0]["A2"].fill.fgColor.rgb == "FF548235"
    assert "没有发现问题。" in everything(good)
    given = opened(report_bytes(document(), PACK, verdict="有一处待定"))
    assert given.worksheets[0]["A2"].value == "有一处待定"


def test_findings_stand_in_the_order_of_mending() -> None:
    sheet = report().worksheets[1]
    found = [(row[0], row[1], row[2]) for row in rows(sheet)]
    assert found == [
        ("1", "错误", "L10"),
        ("↳", "错误", "G20"),
        ("↳", "错误", "G21"),
        ("↳", "错误", "G22"),
        ("2", "错误", "G07"),
        ("3", "提醒", "R07"),
        ("4", "提醒", "G30"),
        ("5", "说明", "L80"),
    ]
    assert [sheet.row_dimensions[row].outlineLevel for row in range(4, 9)] == [0, 1, 1, 1, 0]
    assert sheet["B4"].fill.fgColor.rgb == "FFF8CBAD"
    assert sheet["B9"].fill.fgColor.rgb == "FFFFE699"


def test_a_finding_shows_place_amounts_and_basis() -> None:
    first, consequence, *_ = rows(report().worksheets[1])
    assert first[3] == "底稿.xlsx 工作表“支出明细” H20 单元格\n底稿.xlsx 工作表“支出明细” H12 单元格"
    assert first[5:8] == [1135.47, 1135.97, 0.5]
    assert consequence[8] == "相关规则：G20、G21"
    words = rows(report().worksheets[1])[4]
    assert words[4:7] == ["=收入总计与支出总计不相等", "支出总计", "—"]


def test_lists_can_be_filtered_and_repeat_their_header() -> None:
    for sheet in report().worksheets[1:]:
        assert sheet.freeze_panes == "A4"
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.auto_filter.ref.startswith("A3:")
        assert sheet.page_setup.orientation == "landscape"


def test_adjusted_figures_are_listed() -> None:
    outcome = document()
    assert outcome.disclosure is not None
    outcome.disclosure.adjustments = [
        Adjustment("表3", "2010301", "基本支出", Decimal("12.345678"), Decimal("12.35"), Decimal("12.34"))
    ]
    assert rows(report(outcome).worksheets[2]) == [
        ["表3", "2010301 行政运行", "基本支出", 12.345678, 12.35, 12.34, -0.01]
    ]
    outcome.disclosure.adjustments = []
    assert "没有调整" in everything(report(outcome))


def test_every_sheet_is_accounted_for() -> None:
    sheet = report().worksheets[3]
    first, second = rows(sheet)
    assert first[:2] == ["底稿.xlsx", "支出明细"]
    assert first[2] == pytest.approx(first[3] + first[4] + first[5])
    assert (first[6], second[6]) == ("相符", "不符")
    assert second[2:6] == [1.0, 0.0, 0.99, 0.0]


def test_cells_that_were_left_out_are_named_with_their_reason() -> None:
    assert rows(report().worksheets[4]) == [
        ["底稿.xlsx", "支出明细", "J4", "123.45", "“一上申报数”列不作为预算数"],
        ["底稿.xlsx", "支出明细", "J5", "=1+1", "备注列里的数"],
    ]


def test_published_figures_name_their_cells() -> None:
    found = rows(report().worksheets[5])
    assert ["表5", "2010308", "信访事务", "项目支出", 10, 10, "支出明细!H14"] in found
    total = next(row for row in found if row[0] == "表1" and row[2] == "收 入 总 计")
    assert total[6] == "支出明细!H2:H14"


def test_cells_are_named_briefly() -> None:
    def cells(*places: tuple[str, str, int, int]) -> set[CellRef]:
        return {CellRef(*place) for place in places}

    assert (
        cells_text(cells(("甲", "一", 4, 7), ("甲", "一", 5, 7), ("甲", "一", 9, 7)), False)
        == "一!H5:H6、H10"
    )
    assert cells_text(cells(("d/甲.xlsx", "一", 4, 7), ("乙.xlsx", "二", 0, 0)), True) == (
        "[甲.xlsx]一!H5；[乙.xlsx]二!A1"
    )
    many = cells_text({CellRef("甲", "一", row * 2, 0) for row in range(40)}, False)
    assert many.endswith("A23 等共 40 个单元格")


def test_no_folder_of_the_user_is_told() -> None:
    for name, part in parts(report_bytes(document(), PACK)).items():
        assert "张三" not in part, name
    assert FILE.endswith("底稿.xlsx")


def test_an_unreadable_input_gets_a_report_too() -> None:
    outcome = Document(
        inputs=["坏.xlsx"], verdict=Verdict.UNREADABLE, findings=[error("R03", "文件打不开。")]
    )
    book = report(outcome)
    assert book.sheetnames == ["结论", "校验发现"]
    assert "未能读懂" in everything(book)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert report_bytes(document(), PACK) == report_bytes(document(), PACK)


def test_the_file_is_written_whole(tmp_path: Path) -> None:
    assert write_report(document(), PACK, tmp_path / "报告.xlsx") is None
    assert [file.name for file in tmp_path.iterdir()] == ["报告.xlsx"]
