"""The empty working spreadsheet: what is filled into it is understood, tables and text alike."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from converter.packs.loading import load_pack
from converter.pipeline import Options, convert_files
from converter.recognition.vocabulary import Vocabulary
from converter.results import Verdict
from converter.writing.working_template import WorkingForm, working_template_bytes, write_working_template

from .units import disclosure_of, ledger

YEAR = 2023
NAME = "丁县司法局"
SPENDING = [
    # function, economic, kind, project, source, 元
    ("2040601", "30101", "基本支出", "", "一般公共预算资金", "1234567.80"),
    ("2040601", "30201", "基本支出", "", "一般公共预算资金", "98000"),
    ("2080505", "30108", "基本支出", "", "一般公共预算资金", "160000.55"),
    ("2040605", "30227", "项目支出", "普法宣传经费", "一般公共预算资金", "80000"),
    ("2040607", "30299", "项目支出", "法律援助补助", "上级一般公共预算转移支付", "50000"),
    ("2296002", "31003", "项目支出", "公益设施购置", "政府性基金预算资金", "60000"),
]
IDS = {
    "一般公共预算资金": "current.fiscal.general.local",
    "上级一般公共预算转移支付": "current.fiscal.general.upper",
    "政府性基金预算资金": "current.fiscal.fund.local",
}


def find(sheet: Worksheet, text: str) -> tuple[int, int]:
    """Return row and column of the cell with a text."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == text:
                return cell.row, cell.column
    raise AssertionError(f"{text} is not on {sheet.title}")


def beside(sheet: Worksheet, label: str, value: object) -> None:
    """Write a value into the cell right of a label."""
    row, column = find(sheet, label)
    sheet.cell(row, column + 1).value = value


def filled(path: Path) -> None:
    """Fill the empty spreadsheet in for a small unit."""
    book = openpyxl.load_workbook(path)
    unit = book["单位基本情况"]
    for label, value in {
        "单位名称": NAME, "单位编码": "012001", "单位性质": "行政单位", "下属预算单位数": 0, "批复日期": "2023-01-12",
        "编制数": 20, "实有人数": 25, "落款日期": "2023-01-20", "其他需说明的事项": "无其他需要说明的事项。",
    }.items():  # fmt: skip
        beside(unit, label, value)
    for label, count, change in (("在职", 18, 1), ("退休", 7, 0), ("离休", 0, 0)):
        row, column = find(unit, label)
        unit.cell(row, column + 1).value = count
        unit.cell(row, column + 2).value = change
    book["主要职能"].cell(4, 1).value = "负责法治宣传。"
    book["主要职能"].cell(5, 1).value = "负责法律援助。"
    book["内设机构"].cell(4, 1).value = "办公室"
    book["内设机构"].cell(5, 1).value = "普法科"
    for source, yuan in (
        ("一般公共预算资金", 1572568.35),
        ("上级一般公共预算转移支付", 50000),
        ("政府性基金预算资金", 60000),
    ):
        beside(book["收入预算表"], source, yuan)
    sheet = book["支出预算明细"]
    for row, (function, economic, kind, project, source, yuan) in enumerate(SPENDING, start=5):
        for column, value in ((1, function), (3, economic), (5, kind), (6, project), (7, source)):
            sheet.cell(row, column).value = value or None
        sheet.cell(row, 8).value = float(yuan)
    last = book["上年预算数"]
    beside(last, "一般公共预算资金", 140)
    for label, value in (
        ("公务接待费", 0),
        ("机关运行经费", 10),
        ("因公出国（境）费", 0),
        ("公务用车购置费", 0),
        ("公务用车运行费", 0),
    ):
        beside(last, label, value)
    top = find(last, "功能科目编码")[0]
    for row, (code, basic, project) in enumerate(
        (("2040601", 120, None), ("2080505", 15, None), ("2040605", None, 5)), start=top + 1
    ):
        last.cell(row, 1).value, last.cell(row, 3).value, last.cell(row, 4).value = code, basic, project
    _texts(book)
    book.save(path)


def _texts(book: openpyxl.Workbook) -> None:
    reasons = book["增减原因"]
    for label in (
        "收入-一般公共预算",
        "收入-上级一般公共预算安排的转移支付",
        "基本支出",
        "项目支出",
        "机关运行经费",
    ):
        beside(reasons, label, f"{label}的原因")
    more = [
        "收入-政府性基金预算",
        "2040601",
        "2080505",
        "2040605",
        "2040607",
        "2296002",
        "政府性基金-项目支出",
    ]
    more += ["一般公共预算-项目支出", "公共安全支出", "社会保障和就业支出", "其他支出"]
    first = next(row for row in range(4, 60) if reasons.cell(row, 1).value is None)
    for row, label in enumerate(more, start=first):
        reasons.cell(row, 1).value = label
        reasons.cell(row, 3 if label.endswith("支出") and "-" not in label else 2).value = f"{label}的说明"
    projects = book["项目情况"]
    for row, name in enumerate(("普法宣传经费", "法律援助补助"), start=4):
        for column, value in enumerate((name, "《某办法》", NAME, f"{name}用于某事", "2023年全年"), start=1):
            projects.cell(row, column).value = value
    procurement = book["政府采购预算"]
    for label, amount in (("货物", 6), ("工程", 0), ("服务", 2)):
        row, column = find(procurement, label)
        for offset in (1, 2, 3):
            procurement.cell(row, column + offset).value = amount
    assets = book["国有资产占用情况"]
    for row in range(5, 17):
        assets.cell(row, 3).value = 0
        assets.cell(row, 4).value = 0
    for number, name in enumerate(("普法宣传经费", "法律援助补助", "公益设施购置"), start=1):
        sheet = book[f"绩效目标{number}"]
        beside(sheet, "项目名称", name)
        beside(sheet, "项目负责人", "王某")
        beside(sheet, "项目总体目标", f"完成{name}。")
        sheet.cell(8, 3).value, sheet.cell(8, 4).value, sheet.cell(8, 7).value = "完成数量", "≥1件", 90


def test_filled_in_it_gives_exact_tables_and_a_whole_text(tmp_path: Path) -> None:
    path = tmp_path / "底稿.xlsx"
    assert write_working_template(load_pack("xinjiang", YEAR), path) is None
    filled(path)
    (document,) = convert_files([path], Options(out=tmp_path / "结果", year=YEAR))
    told = [f"{f.rule} {f.message}" for f in document.findings if f.severity == "error" or f.kind == "open"]
    assert document.verdict is Verdict.PASS, told
    assert document.unit == NAME and set(document.outputs) == {"workbook", "document", "report"}
    rows = [(f, e, IDS[s], y, p) if p else (f, e, IDS[s], y) for f, e, _, p, s, y in SPENDING]
    wanted = disclosure_of(ledger(NAME, rows))  # type: ignore[arg-type]
    assert document.disclosure is not None
    for table in wanted.tables.values():
        for row, column, cell in table.figures():
            assert document.disclosure.tables[table.id].value(row.key, column) == (cell.value or Decimal(0))
    text = "\n".join(paragraph.text for paragraph in document.disclosure.text.paragraphs)
    assert "比上年预算增加1.00万元，增长6.67%，主要原因是2080505的说明" in text
    assert "在职18人，比上年增加1人" in text


@pytest.mark.parametrize("year", [2023, 2026])
def test_same_bytes_every_time_and_the_year_in_it(year: int) -> None:
    pack = load_pack("xinjiang", year)
    assert working_template_bytes(pack) == working_template_bytes(pack)


def test_every_source_that_may_be_chosen_is_understood() -> None:
    pack = load_pack("xinjiang", YEAR)
    words = Vocabulary.of(pack)
    sources = pack.section("working", WorkingForm).sources
    ids = [words.source_of(text) for text in sources]
    assert None not in ids and len(set(ids)) == len(sources) == 17
