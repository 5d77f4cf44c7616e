"""The workbook of disclosure tables: what stands where, live sums, and nothing that is not meant to be there."""

from __future__ import annotations

import dataclasses
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest

from converter.disclosure.model import Cell, Disclosure
from converter.findings import Place, error, warning
from converter.packs.loading import load_pack
from converter.writing.workbook import sheet_name, workbook_bytes, write_workbook

from .made_up import LONG_UNIT, MadeUp, crowded, empty, office
from .reading_back import column_widths, needs_office, opened, parts, recalculated

PACK = load_pack("xinjiang", 2023)


def figures_of(disclosure: Disclosure) -> dict[str, list[Decimal]]:
    """Return the figures that a disclosure prints, sorted, by table."""
    return {
        table_id: sorted(cell.value for _, _, cell in table.figures() if cell.value)
        for table_id, table in disclosure.tables.items()
    }


def printed(book: object) -> dict[str, list[Decimal]]:
    """Return the figures that a workbook shows, sorted, by the first word of the sheet's name."""
    found: dict[str, list[Decimal]] = {}
    for sheet in book.worksheets:  # type: ignore[attr-defined]
        numbers = [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, int | float)]
        shown = [Decimal(f"{number:.2f}") for number in numbers]
        found[sheet.title.split()[0]] = sorted(number for number in shown if number)
    return found


@pytest.mark.parametrize("unit", [office(), crowded(), empty()], ids=["office", "crowded", "empty"])
@pytest.mark.parametrize("values", [False, True], ids=["formulas", "values"])
def test_every_figure_is_stored(unit: MadeUp, values: bool) -> None:
    disclosure = unit.disclosure()
    assert printed(opened(workbook_bytes(disclosure, PACK, values=values), values=True)) == figures_of(
        disclosure
    )


@needs_office
@pytest.mark.parametrize("unit", [office(), crowded()], ids=["office", "crowded"])
def test_a_recalculation_shows_the_same_figures(unit: MadeUp, tmp_path: Path) -> None:
    disclosure = unit.disclosure()
    assert printed(recalculated(workbook_bytes(disclosure, PACK), tmp_path)) == figures_of(disclosure)


@needs_office
def test_a_changed_figure_moves_its_totals_even_where_they_were_blank(tmp_path: Path) -> None:
    book = opened(workbook_bytes(office().disclosure(), PACK))
    book.worksheets[0]["B11"] = 100  # 其中：政府性基金收入
    book.worksheets[1]["I8"] = 7  # 2010301, 政府性基金预算
    stream = io.BytesIO()
    book.save(stream)
    income, sources, *_ = recalculated(stream.getvalue(), tmp_path).worksheets
    assert [income[cell].value for cell in ("B10", "B6", "B36")] == [100, 234.47, 234.47]
    assert [sources[cell].value for cell in ("F8", "E8", "I7", "I6", "I20", "E20")] == pytest.approx(
        [85.89, 85.89, 7, 7, 7, 141.47]
    )


def test_sheets_are_named_after_the_tables() -> None:
    names = opened(workbook_bytes(office().disclosure(), PACK)).sheetnames
    assert names[0] == "表1 部门收支总体情况表"
    assert names[9] == "表10 财政拨款“三公”经费支出情况表"
    assert len(names) == 10
    assert (
        opened(workbook_bytes(office().disclosure(wording="单位"), PACK)).sheetnames[0]
        == "表1 单位收支总体情况表"
    )


def test_the_header_is_merged_as_in_the_form() -> None:
    sheet = opened(workbook_bytes(office().disclosure(), PACK)).worksheets[1]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A4:C4", "D4:D5", "E4:E5", "F4:L4", "M4:M5", "N4:N5", "O4:O5", "P4:P5", "A2:P2"} <= merged
    assert [sheet.cell(5, column).value for column in (1, 2, 3, 6)] == [
        "类",
        "款",
        "项",
        "财政拨款(补助)小计",
    ]
    assert (sheet["A1"].value, sheet["A2"].value) == ("表2", "部门收入总体情况表")
    assert (sheet["A3"].value, sheet["P3"].value) == ("编制部门：某某市人民政府办公室", "单位：万元")


def test_sums_are_live_formulas() -> None:
    book = opened(workbook_bytes(office().disclosure(), PACK))
    income, spending = book.worksheets[0], book.worksheets[2]
    assert [income.cell(row, 2).value for row in (6, 7, 36)] == [
        "=SUM(B7,B10,B13,B16:B17)",
        "=SUM(B8:B9)",
        "=SUM(B6,B23)",
    ]
    assert income["D36"].value == "=SUM(D6:D35)"
    assert isinstance(income["B8"].value, int | float)
    assert spending["E7"].value == "=SUM(E8)"  # 类 over 款
    assert spending["E8"].value == "=SUM(E9:E11)"  # 款 over 项
    assert spending["E9"].value == "=SUM(F9:G9)"  # 合计 = 基本 + 项目
    formulas = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert len(formulas) > 100
    assert all(re.fullmatch(r"=(ROUND\()?SUM\([A-Z0-9:,]+\)(,2\))?", formula) for formula in formulas)


def test_values_only_has_no_formula() -> None:
    book = opened(workbook_bytes(crowded().disclosure(), PACK, values=True))
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_a_sum_that_does_not_add_up_is_written_as_it_is() -> None:
    disclosure = office().disclosure()
    row = disclosure.tables["表3"].row("20103")
    assert row is not None
    row.cells["基本支出"] = Cell(Decimal("999.99"))
    sheet = opened(workbook_bytes(disclosure, PACK)).worksheets[2]
    assert sheet["F8"].value == 999.99
    assert sheet["F7"].value == 78.89
    assert sheet["G8"].value == "=SUM(G9:G11)"


def test_zero_is_printed_as_blank() -> None:
    sheet = opened(workbook_bytes(office().disclosure(), PACK), values=True).worksheets[0]
    assert sheet["B11"].value is None
    assert sheet["B10"].value == 0
    assert sheet["B10"].number_format == "#,##0.00;-#,##0.00;"
    assert sheet["B6"].number_format == "#,##0.00"
    assert sheet.sheet_view.showZeros is False


def test_empty_tables_keep_a_row_and_their_note() -> None:
    disclosure = empty().disclosure()
    sheet = opened(workbook_bytes(disclosure, PACK)).worksheets[7]
    body = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7)]
    assert body[0] == [None] * 7
    assert body[1] == ["合 计", *[None] * 6]
    assert body[2][0] == "备注：2024年某某市示范幼儿园预算未安排政府性基金预算支出。"
    assert all(cell.border.bottom.style == "thin" for cell in sheet[7])
    assert "A9:G9" in {str(area) for area in sheet.merged_cells.ranges}


def test_the_page_is_set_for_printing() -> None:
    book = opened(workbook_bytes(office().disclosure(), PACK))
    for number, sheet in enumerate(book, start=1):
        assert sheet.page_setup.orientation == ("landscape" if number in (2, 7) else "portrait")
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.oddFooter.center.text == "— &P —"
        assert sheet.print_title_rows.replace("$", "") in ("4:5", "4:6")
        assert sheet.freeze_panes is not None


def test_fixed_tables_fit_one_page() -> None:
    book = opened(workbook_bytes(office().disclosure(), PACK))
    for number in (0, 3):
        sheet = book.worksheets[number]
        heights = sum(sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1))
        assert heights <= (297 - 45) / 25.4 * 72 or sheet.page_setup.fitToHeight == 1


def test_names_are_indented_by_level_and_codes_are_text() -> None:
    sheet = opened(workbook_bytes(office().disclosure(), PACK)).worksheets[2]
    assert [sheet.cell(row, 4).alignment.indent for row in (7, 8, 9)] == [0, 1, 2]
    assert [sheet.cell(9, column).value for column in (1, 2, 3)] == ["201", "03", "01"]
    assert sheet["B9"].number_format == "@"
    assert sheet["E9"].alignment.horizontal == "right"


def test_text_never_becomes_a_formula_or_markup() -> None:
    unit = MadeUp('=HYPERLINK("http://x")<b>&\x07甲\u202e乙')
    unit.add("2010399", "30299", "project", 100000000, project="=1+1")
    unit.add("2010399", "30299", "project", 100000000, project="@SUM(A1)\n+2")
    unit.add("2010399", "30299", "project", 100000000, project="http://example.org")
    content = workbook_bytes(unit.disclosure(), PACK)
    book = opened(content)
    sheet = book.worksheets[6]
    assert [(sheet.cell(row, 5).value, sheet.cell(row, 5).data_type) for row in (6, 7, 8)] == [
        ("=1+1", "s"),
        ("@SUM(A1) +2", "s"),
        ("http://example.org", "s"),
    ]
    assert sheet["A3"].value == '编制部门：=HYPERLINK("http://x")<b>&甲乙'
    assert "hyperlink" not in parts(content)["xl/worksheets/sheet7.xml"]


def test_the_same_input_gives_the_same_bytes_without_a_clock() -> None:
    disclosure = office().disclosure()
    first, second = (workbook_bytes(disclosure, PACK, findings=[error("G01", "不等")]) for _ in range(2))
    assert first == second
    core = parts(first)["docProps/core.xml"]
    assert "2023-01-01T00:00:00Z" in core
    assert "<dc:creator></dc:creator>" in core


def test_errors_put_a_red_sheet_before_the_tables() -> None:
    findings = [
        warning("G30", "提醒不算"),
        error(
            "G07", "收入总计与支出总计相差 0.50 万元。", Place(table="表1", row="收入总计", column="预算数")
        ),
    ]
    book = opened(workbook_bytes(office().disclosure(), PACK, findings=findings))
    assert book.sheetnames[:2] == ["未通过校验", "表1 部门收支总体情况表"]
    sheet = book.worksheets[0]
    assert sheet.sheet_properties.tabColor.rgb == "FFC00000"
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert "收入总计与支出总计相差 0.50 万元。" in texts
    assert "表1 “收入总计”行 “预算数”列" in texts
    assert not [text for text in texts if "提醒不算" in str(text)]
    assert len(opened(workbook_bytes(office().disclosure(), PACK, findings=findings[:1])).sheetnames) == 10


def test_many_errors_are_capped_with_their_count() -> None:
    findings = [error("G01", f"第{number}处") for number in range(50)]
    sheet = opened(workbook_bytes(office().disclosure(), PACK, findings=findings)).worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("50 处错误" in text for text in texts)
    assert any("其余 20 处" in text for text in texts)


def test_long_names_wrap_into_rows_that_are_high_enough() -> None:
    content = workbook_bytes(crowded().disclosure(), PACK)
    sheet = opened(content).worksheets[6]
    row = next(cell.row for cell in sheet["E"] if cell.value and "保障性安居工程" in str(cell.value))
    characters = len(str(sheet.cell(row, 5).value))
    per_line = column_widths(content, 7)[5] / (10 * 96 / 72)
    assert sheet.row_dimensions[row].height >= characters / per_line * 10 * 1.2
    assert sheet.cell(row, 5).alignment.wrap_text


def test_a_long_unit_name_is_not_cut_off() -> None:
    book = opened(workbook_bytes(crowded().disclosure(), PACK))
    sheet = book.worksheets[2]
    assert sheet["A3"].value == f"编制部门：{LONG_UNIT}"
    assert "A3:F3" in {str(area) for area in sheet.merged_cells.ranges}
    assert sheet["A3"].alignment.shrink_to_fit or sheet["A3"].alignment.wrap_text


def test_columns_hold_their_widest_figure() -> None:
    disclosure = crowded().disclosure()
    content = workbook_bytes(disclosure, PACK)
    sheet = opened(content, values=True).worksheets[1]
    widths = column_widths(content, 2)
    for column in sheet.iter_cols(min_row=6, min_col=5):
        longest = max((len(f"{c.value:,.2f}") for c in column if isinstance(c.value, int | float)), default=0)
        assert widths[column[0].column] >= longest * 5 * 96 / 72


def test_a_table_unknown_to_the_pack_is_no_obstacle() -> None:
    disclosure = office().disclosure()
    disclosure.tables["附表"] = dataclasses.replace(disclosure.tables["表1"], id="附表")
    assert len(opened(workbook_bytes(disclosure, PACK)).sheetnames) == 10


def test_sheet_names_are_what_excel_accepts() -> None:
    taken: set[str] = set()
    assert sheet_name("表1 [收入]/支出:*?\\", taken) == "表1 收入支出"
    assert sheet_name("长" * 40, taken) == "长" * 31
    assert sheet_name("长" * 40, taken) == "长" * 29 + " 2"
    assert sheet_name("''", taken) == "表"


def test_the_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "新" / "表.xlsx"
    assert write_workbook(office().disclosure(), PACK, path) is None
    assert path.read_bytes() == workbook_bytes(office().disclosure(), PACK)
    (tmp_path / "占用").mkdir()
    fault = write_workbook(office().disclosure(), PACK, tmp_path / "占用")
    assert fault is not None
    assert fault.rule == "O05"
