"""What is told names its place: the very cell, both files of a conflict, the file that lacks a year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook

from .program import Run, call, convert

HEAD = [
    "预算单位",
    "功能分类",
    "部门经济分类",
    "项目名称",
    "项目类别",
    "资金性质",
    "资金来源",
    "预算金额（元）",
]
UNIT = "沙湾县第二小学"
SALARY = [UNIT, "2050202-小学教育", "30101-基本工资", "", "人员类", "一般公共预算", "本级", 1200000]
OFFICE = [UNIT, "2050202-小学教育", "30201-办公费", "", "公用经费类", "一般公共预算", "本级", 80000]
REPAIR = [
    UNIT,
    "2050202-小学教育",
    "30213-维修（护）费",
    "校舍维修",
    "特定目标类",
    "一般公共预算",
    "本级",
    300000,
]


def book(
    path: Path, *rows: list[object], title: str = "2023年预算支出明细表", head: list[str] = HEAD
) -> Path:
    """Write a long table, one line a row, below a title."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "支出明细"
    lines: list[list[Any]] = [[title], list(head), *(list(row) for row in rows)]
    for row in lines:
        sheet.append(row)
    made.save(path)
    return path


def told(run: Run, rule: str) -> list[dict[str, object]]:
    """Return the findings of one rule."""
    return [finding for finding in run.findings() if finding["rule"] == rule]


def test_unknown_origin_is_told_at_the_cell_that_says_it(tmp_path: Path) -> None:
    run = convert([book(tmp_path / "a.xlsx", SALARY, [*OFFICE[:6], "外星拨款", 80000])], tmp_path)
    assert run.status == 1
    (finding,) = told(run, "L10")
    assert finding["places"][0]["cell"] == "G4", finding  # type: ignore[index]


def test_conflict_of_sheets_of_one_name_names_both_files(tmp_path: Path) -> None:
    first = book(tmp_path / "甲.xlsx", SALARY, OFFICE)
    second = book(tmp_path / "乙.xlsx", SALARY, [*OFFICE[:7], 90000])
    run = convert([first, second], tmp_path)
    assert run.status == 1
    (finding,) = told(run, "L30")
    assert "甲.xlsx" in str(finding["message"])
    assert "乙.xlsx" in str(finding["message"])


def test_negative_project_is_allowed_with_a_warning(tmp_path: Path) -> None:
    run = convert([book(tmp_path / "a.xlsx", SALARY, OFFICE, [*REPAIR[:7], -5000])], tmp_path)
    assert run.status == 0, run.told()
    assert told(run, "L05")


def test_unknown_economic_code_of_a_project_is_a_warning_with_the_nearest(tmp_path: Path) -> None:
    row = [*REPAIR[:2], "30298-其他", *REPAIR[3:]]
    run = convert([book(tmp_path / "a.xlsx", SALARY, OFFICE, row)], tmp_path)
    assert run.status == 0, run.told()
    (finding,) = told(run, "L15")
    assert finding["severity"] == "warning"
    assert "30299" in str(finding["message"])


def test_year_that_cannot_be_known_names_the_file(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", SALARY, OFFICE, title="预算支出明细表")
    run = convert([path], tmp_path)
    assert run.status == 2
    (finding,) = told(run, "M92")
    assert finding["places"][0]["file"] == str(path)  # type: ignore[index]


def test_origin_without_a_fund_is_told_in_words(tmp_path: Path) -> None:
    of_several = [UNIT, "2320399", "30701", "利息", "特定目标类", "", "上级转移支付", 80000]
    run = convert([book(tmp_path / "a.xlsx", SALARY, of_several)], tmp_path)
    assert run.status == 1
    (finding,) = told(run, "L58")
    assert [one["rule"] for one in finding["consequences"]] == ["O20"]  # type: ignore[attr-defined]
    assert not told(run, "G07")
    assert not [finding for finding in run.findings() if "any." in str(finding["message"])]


def test_origin_without_a_fund_takes_the_budget_that_alone_uses_its_function(tmp_path: Path) -> None:
    fund = [UNIT, "2120804", "31005", "操场", "特定目标类", "", "上级转移支付", 40000]
    general = [*OFFICE[:5], "", "上级转移支付", 80000]
    run = convert([book(tmp_path / "a.xlsx", SALARY, general, fund)], tmp_path)
    assert run.status == 0, run.told()
    (finding,) = [f for f in told(run, "L50") if "功能科目" in str(f["message"])]
    assert "12.00 万元" in str(finding["message"])


def test_columns_to_choose_from_are_named_by_letter(tmp_path: Path) -> None:
    head = [*HEAD[:7], "金额（元）", "金额（元）"]
    run = convert([book(tmp_path / "a.xlsx", [*SALARY, 5000], [*OFFICE, 700], head=head)], tmp_path)
    assert run.status == 2
    (finding,) = told(run, "M04")
    assert [place["cell"] for place in finding["places"]] == ["H2", "I2"]  # type: ignore[attr-defined]


def test_usage_and_refusals_are_chinese_and_name_the_file(tmp_path: Path) -> None:
    assert "Show" not in call(["--help"], tmp_path).stdout
    wrong = call(["convert", "a.xlsx", "--out", "x", "--nosuch"], tmp_path)
    assert wrong.status == 3
    assert "没有选项" in wrong.stderr
    assert "没有.xlsx" in call(["inspect", str(tmp_path / "没有.xlsx")], tmp_path).stdout
    path = book(tmp_path / "a.xlsx", SALARY)
    foreign = call(["convert", str(path), "--out", str(tmp_path / "o"), "--mapping", str(path)], tmp_path)
    assert foreign.status == 2
    assert "codec" not in foreign.stdout + foreign.stderr


def test_remember_keeps_what_was_recognised_with_the_money_that_was_given(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [*SALARY[:7], 120], head=[*HEAD[:7], "预算金额"])
    assert convert([path], tmp_path).status == 2
    given = convert([path], tmp_path, "--money", "万元", "--remember")
    assert given.status == 0, given.told()
    again = convert([path], tmp_path)
    assert again.status == 0, again.told()
    assert told(again, "M80")


def test_what_two_tables_miss_for_different_reasons_is_told_apart(tmp_path: Path) -> None:
    head = [*HEAD[:2], "项目名称", "项目类别", "一般公共预算（元）", "财政拨款结转（元）"]
    row = [*SALARY[:2], "校舍维修", "特定目标类", 300000, 60000]
    run = convert([book(tmp_path / "a.xlsx", row, head=head)], tmp_path)
    roots = [one for finding in run.findings() for one in (finding, *finding["consequences"])]  # type: ignore[misc]
    missed = [str(finding["message"]) for finding in roots if finding["rule"] == "O20"]  # type: ignore[index]
    assert any("表1" in text and "资金来源" in text for text in missed), run.told()
    assert not any("表1" in text and "经济分类" in text for text in missed), run.told()
