"""Finished tables are read back whatever their layout."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from converter.disclosure.finished.reading import merge_disclosures, read_finished
from converter.packs.loading import Pack

TABLES = [f"表{number}" for number in range(1, 11)]


def test_the_word_document_gives_all_ten_tables(pack: Pack, reference_docx: Path) -> None:
    disclosure = read_finished(reference_docx, pack).disclosure
    assert disclosure is not None
    assert list(disclosure.tables) == TABLES
    assert disclosure.unit == "昌吉市人民政府办公室"
    assert disclosure.year == 2023
    assert disclosure.wording == "部门"
    assert disclosure.tables["表2"].value("2010301", "一般公共预算") == Decimal("640.17")
    assert disclosure.tables["表1"].value("支出208", "预算数") == Decimal("96.66")
    assert disclosure.tables["表6"].value("30231", "公用经费") == Decimal("57")
    assert disclosure.tables["表10"].value("公务用车运行费", "合计") == Decimal("57")
    assert disclosure.tables["表8"].empty
    assert "未安排政府性基金预算支出" in disclosure.tables["表8"].note


def test_word_and_excel_forms_give_the_same_figures(
    pack: Pack, reference_docx: Path, reference_xlsx: Path
) -> None:
    word = read_finished(reference_docx, pack).disclosure
    sheet = read_finished(reference_xlsx, pack).disclosure
    assert word is not None and sheet is not None
    for table_id in TABLES:
        left = {(r.key, c): cell.value for r, c, cell in word.tables[table_id].figures()}
        right = {(r.key, c): cell.value for r, c, cell in sheet.tables[table_id].figures()}
        assert left == right, table_id


def test_every_figure_knows_its_place(pack: Pack, reference_xlsx: Path) -> None:
    disclosure = read_finished(reference_xlsx, pack).disclosure
    assert disclosure is not None
    source = openpyxl.load_workbook(reference_xlsx)
    for table in disclosure.tables.values():
        for row, column, cell in table.figures():
            place = cell.place
            assert place is not None and place.sheet and place.cell
            assert (place.table, place.row, place.column) == (table.id, row.key, column)
            printed = source[place.sheet][place.cell].value
            assert (None if printed is None else Decimal(str(printed))) == cell.value


def _workbook(path: Path, rows: list[list[object]], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path


HEAD = [
    ["表3"],
    ["单位支出总体情况表"],
    ["编制单位：甲县第一中学", None, None, None, None, None, "单位：元"],
]


@pytest.mark.parametrize("joined", [False, True])
def test_hand_broken_cells_other_money_and_joined_codes(pack: Pack, tmp_path: Path, joined: bool) -> None:
    if joined:
        header = [["功能分类科目编码", "功能分类科目名称", "合计", "基本支出", "项目支出"]]
        body = [
            ["205", "教育支出", "1,000,000", "800,000.00", "200000"],
            ["20502", "普通教育", "1,000,000", "800,000.00", "200000"],
            ["20502\n03", "初中教育", "1,000\n,000", "800,000.00", "200000"],
            ["合 计", None, "1,000,000", "800,000.00", "200000"],
        ]
    else:
        header = [
            ["项目", None, None, None, "支出预算", None, None],
            ["功能分类科目编码", None, None, "功能分类\n科目名称", "合 计", "基本支出", "项目支出"],
            ["类", "款", "项", None, None, None, None],
        ]
        body = [
            ["20\n5", None, None, "教育支出", "1,000,000", "800,000.00", "200000"],
            ["20\n5", "02", None, "普通教育", "1,000,000", "800,000.00", "200000"],
            ["205", "2", "3", "初中教育", "1,000,000\n.00", "800,000.00", "200000"],
            ["合 计", None, None, None, "1,000,000", "800,000.00", "200000"],
        ]
    disclosure = read_finished(_workbook(tmp_path / "表.xlsx", [*HEAD, *header, *body]), pack).disclosure
    assert disclosure is not None
    table = disclosure.tables["表3"]
    assert [row.key for row in table.rows] == ["205", "20502", "2050203", "合计"]
    assert table.value("2050203", "合计") == Decimal(100)
    assert table.value("合计", "项目支出") == Decimal(20)
    assert disclosure.unit == "甲县第一中学"
    assert disclosure.wording == "单位"


def test_tables_stacked_on_one_sheet_in_another_order(pack: Pack, tmp_path: Path) -> None:
    rows = [
        ["表9 国有资本经营预算支出情况表"],
        ["编制部门：甲局", None, None, None, None, None, "单位：万元"],
        ["功能分类科目编码", None, None, "功能分类科目名称", "合计", "基本支出", "项目支出"],
        ["类", "款", "项"],
        ["合计"],
        ["备注：2024年甲局预算未安排国有资本经营预算支出。"],
        [],
        ["表5"],
        ["一般公共预算支出情况表"],
        ["编制部门：甲局", None, None, None, None, None, "单位：万元"],
        ["功能分类科目编码", None, None, "功能分类科目名称", "合计", "基本支出", "项目支出"],
        ["类", "款", "项"],
        ["213", None, None, "农林水支出", 12.5, 12.5, None],
        ["合计", None, None, None, 12.5, 12.5, None],
    ]
    disclosure = read_finished(_workbook(tmp_path / "2024年.xlsx", rows), pack).disclosure
    assert disclosure is not None
    assert set(disclosure.tables) == {"表5", "表9"}
    assert disclosure.tables["表5"].value("213", "基本支出") == Decimal("12.5")
    assert "未安排" in disclosure.tables["表9"].note
    assert disclosure.year == 2024


def test_workbook_and_text_of_one_unit_are_one_document(
    pack: Pack, reference_docx: Path, reference_xlsx: Path, reference_txt: Path
) -> None:
    sheet = read_finished(reference_xlsx, pack).disclosure
    text = read_finished(reference_txt, pack).disclosure
    assert sheet is not None and text is not None
    merged = merge_disclosures([sheet, text])
    assert len(merged) == 1
    assert merged[0].text is not None
    assert list(merged[0].tables) == TABLES
    word = read_finished(reference_docx, pack).disclosure
    assert word is not None
    assert len(merge_disclosures([word, sheet])) == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.docx", b"", "空"),
        ("坏.pdf", b"%PDF-1.4 nothing", "PDF"),
        ("空.txt", b"  \n", "空的"),
        ("没有.docx", None, "找不到"),
    ],
)
def test_broken_files_say_what_to_do(
    pack: Pack, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    finished = read_finished(path, pack)
    assert finished.disclosure is None
    assert words in finished.findings[0].message
