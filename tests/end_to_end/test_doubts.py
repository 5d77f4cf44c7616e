"""Where a sheet can be read in two ways the program says so, and how to answer; nothing goes wrong in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from .program import Run, call, convert

UNIT = "编制单位：沙湾县第二小学"
HEAD = ["功能科目", "经济科目", "支出类型", "项目名称", "资金来源", "金额"]
SALARY = ["2050202-小学教育", "30101-基本工资", "基本支出", None, "一般公共预算", 1200000]
OFFICE = ["2050202-小学教育", "30201-办公费", "基本支出", None, "一般公共预算", 80000]
REPAIR = ["2050202-小学教育", "30213-维修（护）费", "项目支出", "校舍维修", "一般公共预算", 300000]


def book(path: Path, *sheets: tuple[str, list[list[Any]]], hidden: tuple[int, ...] = ()) -> Path:
    """Write sheets of rows; ``hidden`` are the rows of the first sheet (from 1) that are hidden."""
    made = Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for row in hidden:
        made.worksheets[0].row_dimensions[row].hidden = True
    made.save(path)
    return path


def table(*rows: list[Any], title: str = "2026年支出预算表", money: str = "单位：元") -> list[list[Any]]:
    """Return the rows of a long table."""
    return [[title], [UNIT, None, None, money], *rows]


def told(run: Run, rule: str) -> list[dict[str, Any]]:
    """Return the findings of one rule."""
    return [finding for finding in run.findings() if finding["rule"] == rule]


def test_figures_that_cannot_be_wan_are_asked_and_answered(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("表", table(HEAD, SALARY, OFFICE, REPAIR, money="单位：万元")))
    run = convert([path], tmp_path)
    assert run.status == 2
    assert "--money 元" in told(run, "M10")[0]["message"]
    assert convert([path], tmp_path, "--money", "元").status == 0


def test_a_title_of_the_year_before_without_counterpart_is_asked(tmp_path: Path) -> None:
    plain = [[cell for at, cell in enumerate(row) if at != 2] for row in (HEAD, SALARY, REPAIR)]
    basic = table(plain[0], plain[1], title="2026年基本支出明细表")
    stale = table(plain[0], plain[2], title="2025年项目支出明细表")
    run = convert([book(tmp_path / "a.xlsx", ("基本", basic), ("项目", stale))], tmp_path)
    assert run.status == 2 and told(run, "M11")
    before = table(plain[0], plain[1], title="2025年基本支出明细表")
    run = convert([book(tmp_path / "b.xlsx", ("今年", basic), ("去年", before))], tmp_path)
    assert run.status == 0 and not told(run, "M11")


def test_hidden_rows_count_and_are_told(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("表", table(HEAD, SALARY, OFFICE, REPAIR)), hidden=(5,))
    (finding,) = told(convert([path], tmp_path), "L06")
    assert finding["severity"] == "warning"
    assert [place["cell"] for place in finding["places"]] == ["F5"]


def test_a_sheet_that_repeats_another_is_told(tmp_path: Path) -> None:
    rows = table(HEAD, SALARY, OFFICE, REPAIR)
    run = convert([book(tmp_path / "a.xlsx", ("办公室", rows), ("教务处", rows))], tmp_path)
    assert run.status == 0
    assert "relation" in told(run, "L37")[0]["message"]


def test_projects_named_for_salaries_too_tell_no_kind(tmp_path: Path) -> None:
    head, salary, repair = ([row[0], row[1], *row[3:]] for row in (HEAD, SALARY, REPAIR))
    salary[2] = "教职工待遇"
    run = convert([book(tmp_path / "a.xlsx", ("表", table(head, salary, repair)))], tmp_path)
    assert run.status == 1
    assert told(run, "L54") and not told(run, "G28")


def test_a_class_that_is_basic_or_project_is_asked(tmp_path: Path) -> None:
    head = [*HEAD[:2], "项目类别", *HEAD[3:]]
    rows = [[*SALARY[:2], "人员类", *SALARY[3:]], [*OFFICE[:2], "运转类", "日常", *OFFICE[4:]]]
    run = convert([book(tmp_path / "a.xlsx", ("表", table(head, *rows)))], tmp_path)
    assert run.status == 1
    assert "运转类" in told(run, "L16")[0]["message"]


def test_a_sheet_without_any_source_is_answered_in_the_plan(tmp_path: Path) -> None:
    rows = [[*row[:4], row[5]] for row in (HEAD, SALARY, OFFICE, REPAIR)]
    path = book(tmp_path / "a.xlsx", ("表", table(*rows)))
    run = convert([path], tmp_path)
    assert run.status == 1
    (finding,) = told(run, "L58")
    assert "dims" in finding["message"] and not told(run, "G07")
    plan = tmp_path / "plan.json"
    assert call(["inspect", str(path), "--save", str(plan)], tmp_path).status == 0
    saved = json.loads(plan.read_text(encoding="utf-8"))
    saved["files"][0]["sheets"][0]["blocks"][0]["dims"]["source"] = "一般公共预算"
    plan.write_text(json.dumps(saved, ensure_ascii=False), encoding="utf-8")
    assert convert([path], tmp_path, "--mapping", str(plan)).status == 0


def test_a_table_on_its_side_is_told(tmp_path: Path) -> None:
    lines = [SALARY, OFFICE, REPAIR]
    rows = [[head, *[line[at] for line in lines]] for at, head in enumerate(HEAD)]
    run = convert([book(tmp_path / "a.xlsx", ("横表", table(*rows)))], tmp_path)
    (finding,) = run.findings("error")
    assert run.status == 2 and finding["rule"] == "M01" and "转置" in finding["message"]


def test_quarters_without_a_year_are_asked(tmp_path: Path) -> None:
    rows = [
        ["功能科目", "经济科目", "一季度", "二季度"],
        ["2050202-小学教育", "30101-基本工资", 300000, 300000],
    ]
    run = convert([book(tmp_path / "a.xlsx", ("表", table(*rows)))], tmp_path)
    assert run.status == 2 and told(run, "M04")
