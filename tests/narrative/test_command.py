"""The text on the command line: what is written, what is open, what ends how."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from converter.cli import main
from converter.disclosure.finished.reading import read_finished
from converter.packs.loading import load_pack

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
UNIT = "昌吉市人民政府办公室"
WORKBOOK = SAMPLES / f"{UNIT}2023年预算工作底稿.xlsx"
LONG_TABLE = SAMPLES / "支出预算明细-长表.xlsx"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "home"))


def run(*arguments: object) -> tuple[int, str]:
    """Run the command and return its exit status and what it printed."""
    stdout = io.StringIO()
    code: object = 0
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(io.StringIO()):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            code = leaving.code
    return (code if isinstance(code, int) else 0), stdout.getvalue()


def converted(*arguments: object) -> tuple[int, dict[str, Any]]:
    """Convert with ``--json`` and return status and the only document."""
    status, printed = run("convert", *arguments, "--json")
    (document,) = json.loads(printed)["documents"]
    return status, document


def test_one_command_gives_workbook_and_whole_document(tmp_path: Path) -> None:
    status, document = converted(WORKBOOK, "--out", tmp_path)
    assert (status, document["verdict"]) == (0, "pass")
    path = tmp_path / f"{UNIT}2023年部门预算公开.docx"
    assert document["outputs"]["document"] == str(path) and path.exists()
    read = read_finished(path, load_pack("xinjiang", 2023)).disclosure
    assert read is not None and len(read.tables) == 10 and len(read.text.performance) == 2
    text = "\n".join(paragraph.text for paragraph in read.text.paragraphs)
    assert "【待填" not in text
    # What the published reference gets wrong is right here.
    for right in (
        f"{UNIT}无下属预算单位，下设7个科室，分别是：文书科、",
        "在职61人，与上年持平；退休15人，与上年持平；离休2人，与上年持平。",
        "一般公共预算1125.97万元，占99.12%，比上年预算增加24.32万元，增长2.21%，主要原因是人员经费增加。",
        "基本支出1100.97万元，占96.92%，比上年预算增加29.32万元，增长2.74%，",
        "卫生健康支出63.79万元，主要用于缴纳医疗保险；",
        "行政运行（01项）640.17万元，占56.35%，比上年预算减少208.98万元，下降24.61%，",
        "公务员医疗补助（03项）6.04万元，占0.53%，比上年预算减少10.39万元，下降63.24%，",
        "公务用车购置费与上年持平；公务用车运行费减少5.00万元，下降8.06%，",
        f"2023年，{UNIT}本级的机关运行经费财政拨款预算119.29万元，比上年预算减少6.56万元，下降5.21%，主要原因是压缩",
        "2023年部门预算未安排购置车辆经费",
    ):
        assert right in text, right
    again = tmp_path / "again"
    converted(WORKBOOK, "--out", again)
    assert (again / path.name).read_bytes() == path.read_bytes()


def test_tables_only(tmp_path: Path) -> None:
    status, document = converted(LONG_TABLE, "--out", tmp_path, "--tables-only")
    assert (status, document["verdict"]) == (0, "pass")
    assert set(document["outputs"]) == {"workbook", "report"}


def test_open_slots_are_warnings_and_final_refuses_them(tmp_path: Path) -> None:
    status, document = converted(LONG_TABLE, "--out", tmp_path / "a")
    assert (status, document["verdict"]) == (0, "open")
    opened = [finding for finding in document["findings"] if finding["kind"] == "open"]
    assert len(opened) > 40 and {finding["severity"] for finding in opened} == {"warning"}
    status, document = converted(LONG_TABLE, "--out", tmp_path / "b", "--final")
    assert (status, document["verdict"]) == (1, "errors")
    assert [path.suffix for path in (tmp_path / "b").iterdir()] == [".xlsx"]  # the report
    assert set(document["outputs"]) == {"report"}
    status, document = converted(WORKBOOK, "--out", tmp_path / "c", "--final")
    assert (status, document["verdict"]) == (0, "pass")


def test_last_years_published_tables_answer_the_comparisons(tmp_path: Path) -> None:
    converted(WORKBOOK, "--out", tmp_path / "before", "--year", "2023")
    workbook = tmp_path / "before" / f"{UNIT}2023年部门预算公开表.xlsx"
    # The same budget a year on: nothing changed.
    book = openpyxl.load_workbook(LONG_TABLE)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("2023年解决", "2022年解决").replace("2023年", "2024年")
    later = tmp_path / "2024.xlsx"
    book.save(later)
    status, document = converted(
        later, "--out", tmp_path / "after", "--year", "2024", "--last-year", workbook
    )
    assert status == 0
    slots = {place["row"] for f in document["findings"] if f["kind"] == "open" for place in f["places"]}
    assert not any(slot.startswith(("上年.", "原因.")) for slot in slots)
    text = read_finished(Path(document["outputs"]["document"]), load_pack("xinjiang", 2024)).disclosure.text  # type: ignore[union-attr]
    assert any("占99.12%，与上年持平。" in paragraph.text for paragraph in text.paragraphs)


def test_supplement_is_written_filled_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    status, printed = run("supplement", LONG_TABLE, "--out", path, "--json")
    made = json.loads(printed)
    assert (status, made["supplement"], made["units"]) == (0, str(path), [UNIT])
    book = openpyxl.load_workbook(path)
    sheet = book["人员情况"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        sheet.cell(row, heads["填写"]).value = 0 if "增减" in str(sheet.cell(row, 1).value) else 7
    book.save(path)
    _, before = converted(LONG_TABLE, "--out", tmp_path / "a")
    _, after = converted(LONG_TABLE, "--out", tmp_path / "b", "--supplement", path)
    count = [sum(f["kind"] == "open" for f in document["findings"]) for document in (before, after)]
    assert count[0] - count[1] >= 8
    # Made again over itself, it keeps what was typed.
    status, printed = run("supplement", LONG_TABLE, "--out", path)
    assert status == 0 and "保留" in printed
    sheet = openpyxl.load_workbook(path)["人员情况"]
    assert sheet.cell(4, heads["填写"]).value == 7


def test_supplement_of_a_file_that_cannot_be_understood(tmp_path: Path) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_text("不是表格", encoding="utf-8")
    status, _ = run("supplement", bad, "--out", tmp_path / "补充资料.xlsx")
    assert status == 2 and not (tmp_path / "补充资料.xlsx").exists()


def test_supplement_that_is_none_is_told_and_costs_nothing(tmp_path: Path) -> None:
    status, document = converted(WORKBOOK, "--out", tmp_path, "--supplement", LONG_TABLE)
    assert status == 0 and any(f["rule"] == "T40" for f in document["findings"])


def test_broken_text_template_is_named_and_the_tables_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "templates" / "xinjiang" / "2023" / "text"
    folder.mkdir(parents=True)
    (folder / "50_terms.txt").write_text('# 第四部分\n{填("没有这一项")}\n', encoding="utf-8")
    status, document = converted(WORKBOOK, "--out", tmp_path / "out")
    assert status == 1 and set(document["outputs"]) == {"workbook", "report"}
    (fault,) = [finding for finding in document["findings"] if finding["rule"] == "T01"]
    assert "50_terms.txt 第2行" in fault["message"] and "没有这一项" in fault["message"]


def test_empty_template_command(tmp_path: Path) -> None:
    path = tmp_path / "空白底稿.xlsx"
    status, printed = run("template", "--out", path, "--year", "2024")
    assert status == 0 and "空白底稿" in printed and path.exists()


def test_a_draft_that_is_checked_while_open_is_not_called_fit_to_publish(tmp_path: Path) -> None:
    converted(LONG_TABLE, "--out", tmp_path)
    path = tmp_path / f"{UNIT}2023年部门预算公开.docx"
    status, printed = run("check", path, "--json")
    (document,) = json.loads(printed)["documents"]
    assert (status, document["verdict"]) == (0, "open")
    read = read_finished(path, load_pack("xinjiang", 2023)).disclosure
    assert read is not None
    slots = sum(paragraph.text.count("【待填") for paragraph in read.text.paragraphs)
    opened = [finding for finding in document["findings"] if finding["kind"] == "open"]
    assert len(opened) == slots > 0
    assert {finding["severity"] for finding in document["findings"]} <= {"warning", "info"}
