"""The small budget as people type it: parts and totals in odd places, heads over lines, sheets that repeat others."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from converter.findings import Severity
from converter.pipeline import Options, convert_files

from .small_budget import (
    HEAD,
    LINES,
    LOCAL,
    PLACES,
    SOURCES,
    TITLE,
    UNIT,
    UPPER,
    Rows,
    Sheets,
    basic,
    ledger_of,
    projects,
    total,
    wanted,
)  # fmt: skip
from .test_doubts import book

COLUMNS = ["功能科目", "经济科目", "资金性质", "类别", "项目名称", "金额"]


def line(x: tuple[Any, ...]) -> list[Any]:
    """Return a line as a row of a long table."""
    return [x[0] + x[1], x[2] + x[3], x[5], x[4], x[6], x[7]]


def long_table() -> Rows:
    return [*HEAD, COLUMNS, *map(line, LINES), ["合计", None, None, None, None, total(*LINES)]]


def instructions_in_headers() -> Sheets:
    head = ["*功能科目（填写到项级）", "*经济科目", "资金性质（下拉选择）", "类别", "项目名称（基本支出不填）",
            "金额（元，保留两位小数）"]  # fmt: skip
    return [("明细", [[TITLE], head, *map(line, LINES)])]


def codes_as_numbers_in_the_header() -> Sheets:
    codes = sorted({x[2] for x in LINES})
    rows = [
        [x[0] + x[1], x[4], x[6], x[5], *[x[7] if x[2] == code else None for code in codes], x[7]]
        for x in LINES
    ]
    head = ["功能科目", "类别", "项目", "资金来源", *map(int, codes), "合计"]
    return [("明细", [*HEAD, head, *rows])]


def sources_below_each_line() -> Sheets:
    rows: Rows = [*HEAD, ["功能科目", "经济科目", "类别", "项目名称", "资金来源", "金额"]]
    for x in LINES:
        rows += [[x[0], x[2], x[4], x[6], "合计", x[7]], [None, None, None, None, x[5], x[7]]]
    return [("明细", rows)]


def sums_by_kind_below_the_total() -> Sheets:
    sums = [[f"其中：{kind}", *[None] * 4, total(*[x for x in LINES if x[4] == kind])] for kind in PLACES]
    note = ["2.项目支出含上级资金360万元"]
    whole = [None, "其中：一般公共预算", None, None, None, total(*LINES)]
    return [("明细", [*long_table(), *sums, note, whole])]


def sums_by_source_below() -> Sheets:
    sums = [[source, *[None] * 4, total(*[x for x in LINES if x[5] == source])] for source in SOURCES]
    return [("明细", [*long_table(), [], ["按资金来源汇总："], *sums])]


def a_sheet_that_repeats_some_projects() -> Sheets:
    head: Rows = [["2026年重点项目明细表（元）"], ["项目名称", "功能科目", "资金来源", "经济科目", "金额"]]
    rows = [[x[6], x[0], x[5], x[2], x[7]] for x in projects() if x[6] == "防洪堤建设"]
    return [("明细", long_table()), ("重点项目", [*head, *rows])]


def a_column_headed_as_projects() -> Sheets:
    """预算项目 over functions, economic codes and projects in one column."""
    rows: Rows = [*HEAD, ["预算项目", "金额", "资金来源"]]
    for number, kind in enumerate(PLACES):
        own = [x for x in LINES if x[4] == kind]
        rows.append([f"{'一二三'[number]}、{kind}", total(*own)])
        for function, name in dict.fromkeys((x[0], x[6]) for x in own):
            of_it = [x for x in own if (x[0], x[6]) == (function, name)]
            rows.append([function + of_it[0][1], total(*of_it)])
            rows += [[name, total(*of_it)]] if name else []
            rows += [[x[2] + x[3], x[7], x[5]] for x in of_it]
    return [("预算", [*rows, ["合计", total(*LINES)]])]


def projects_numbered_among_codes() -> Sheets:
    rows: Rows = [*HEAD, ["序号", "科目及项目", "资金来源", "类别", "金额"]]
    for number, function in enumerate(dict.fromkeys(x[0] for x in LINES), 1):
        own = [x for x in LINES if x[0] == function]
        rows.append([number, function + own[0][1], None, None, total(*own)])
        for name in dict.fromkeys(x[6] for x in own):
            of_it = [x for x in own if x[6] == name]
            rows += [[f"{number}.1", name, None, "项目支出", total(*of_it)]] if name else []
            rows += [[f"{number}.2", x[2] + x[3], x[5], x[4], x[7]] for x in of_it]
    return [("明细", [*rows, [None, "合计", None, None, total(*LINES)]])]


def funds_over_both_sides() -> Sheets:
    """一般公共预算 and 其他资金 over the columns of two tables side by side; the rows say more."""
    names = ["功能科目", "经济科目", "资金性质", "类别", "项目名称", "金额"]
    own, rest = [line(x) for x in LINES[:4]], [line(x) for x in LINES[4:]]
    rows = [[*row, None, *(rest[n] if n < len(rest) else [])] for n, row in enumerate(own)]
    heads: Rows = [["一般公共预算", *[None] * 6, "其他资金"], [*names, None, *names]]
    return [("明细", [*HEAD, *heads, *rows])]


SHAPES = (
    projects_numbered_among_codes, instructions_in_headers, codes_as_numbers_in_the_header, sources_below_each_line, sums_by_kind_below_the_total,
    sums_by_source_below, a_sheet_that_repeats_some_projects, a_column_headed_as_projects,
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_shape_gives_the_same_ledger(shape: Callable[[], Sheets], tmp_path: Path) -> None:
    assert ledger_of(tmp_path / "底稿.xlsx", shape()) == wanted()


def test_cells_merged_over_two_columns(tmp_path: Path) -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in long_table():
        sheet.append(
            [cell for value in row for cell in (float(value) if isinstance(value, Decimal) else value, None)]
        )
    for row in range(3, sheet.max_row + 1):
        for column in range(1, 13, 2):
            sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=column + 1)
    made.save(tmp_path / "底稿.xlsx")
    (document,) = convert_files([tmp_path / "底稿.xlsx"], Options(tables_only=True))
    assert document.ledger is not None
    assert sum(x.amount for x in document.ledger.lines) == total(*LINES) * 100


def test_carried_over_money_as_a_part_of_its_fund(tmp_path: Path) -> None:
    """其中：上年结转 below 一般公共预算 is a part of that column, though its source is another."""
    head: Rows = [
        ["功能科目", "经济科目", "类别", "合计", "一般公共预算", None, None, "单位资金"],
        [None, None, None, None, "小计", "其中：上级转移支付", "其中：上年结转", None],
    ]
    rows: Rows = [
        ["2130301", "30101", "基本支出", 300, 300, None, None, None],
        ["2130301", "30201", "基本支出", 100, 90, 40, 20, 10],
    ]
    path = book(tmp_path / "a.xlsx", ("表", [*HEAD, *head, *rows]))
    (document,) = convert_files([path], Options(tables_only=True))
    assert document.ledger is not None
    found = {(x.economic, x.source): x.amount for x in document.ledger.lines}
    general = "current.fiscal.general"
    assert found == {
        ("30101", f"{general}.local"): 30000, ("30201", f"{general}.local"): 3000, ("30201", f"{general}.upper"): 4000,
        ("30201", "carry.fiscal.general"): 2000, ("30201", "current.unit.other"): 1000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("2026年支出明细表（一般公共预算结转）", "carry.fiscal.general"),
        ("2026年支出明细表（其他收入）", "current.unit.other"),
        ("2026年一般公共预算结转支出表", "carry.fiscal.general"),
        ("2026年一般公共预算支出表（含上年结转）", "current.fiscal.general.local"),
    ],
)
def test_the_source_that_a_title_says(title: str, source: str, tmp_path: Path) -> None:
    rows = [["2130301", "30201", 100], ["2130301", "30202", 50]]
    sheet = [[UNIT + title], ["单位：元"], ["功能科目", "经济科目", "金额"], *rows]
    (document,) = convert_files([book(tmp_path / "a.xlsx", ("表", sheet))], Options(tables_only=True))
    assert document.ledger is not None and {x.source for x in document.ledger.lines} == {source}


def test_a_project_called_like_its_function(tmp_path: Path) -> None:
    """残疾人康复 below 2081104残疾人康复 names a project: functions are written with their codes here."""
    rows: Rows = [
        ["序号", "科目及项目", "资金来源", "类别", "金额"],
        [1, "2081101行政运行", None, None, 500], ["1.1", "30101基本工资", LOCAL, "人员经费", 500],
        [2, "2081104残疾人康复", None, None, 300], ["2.1", "残疾人康复", None, "项目支出", 300],
        ["2.2", "30226劳务费", LOCAL, "项目支出", 200], ["2.3", "30218专用材料费", LOCAL, "项目支出", 100],
    ]  # fmt: skip
    (document,) = convert_files(
        [book(tmp_path / "a.xlsx", ("表", [*HEAD, *rows]))], Options(tables_only=True)
    )
    assert document.ledger is not None
    found = {(x.function, x.economic, x.project, x.amount) for x in document.ledger.lines}
    assert found == {
        ("2081101", "30101", "", 50000), ("2081104", "30226", "残疾人康复", 20000),
        ("2081104", "30218", "残疾人康复", 10000),
    }  # fmt: skip


def test_many_projects_across_the_columns(tmp_path: Path) -> None:
    """Names of projects may be most of the header's texts."""
    names = ["防洪堤", "水闸", "渠系", "泵站", "水文站", "灌区"]
    rows = [["2130305", "31005", 2100, *[100 * n for n in range(1, 7)]]]
    head = ["功能科目", "经济科目", "合计", *names]
    sheet = [[f"{UNIT}2026年一般公共预算项目支出表"], ["单位：元"], head, *rows]
    (document,) = convert_files([book(tmp_path / "a.xlsx", ("项目", sheet))], Options(tables_only=True))
    assert document.ledger is not None
    assert {x.project: x.amount for x in document.ledger.lines} == {
        n: 10000 * (i + 1) for i, n in enumerate(names)
    }


def test_a_wrong_sum_of_a_project_is_one_error(tmp_path: Path) -> None:
    """The head of a project whose sum is wrong is still its head; the two sums are told, nothing else."""
    rows: Rows = [["项目/经济科目", "功能科目", "资金来源", "金额"], ["一、项目支出", None, None, 900]]
    for name, wrong in (("堤防", 0), ("水闸", 7), ("渠系", 0)):
        rows += [[name, None, None, 300 + wrong], ["30226劳务费", "2130305水利工程建设", LOCAL, 300]]
    (document,) = convert_files(
        [book(tmp_path / "a.xlsx", ("表", [*HEAD, *rows]))], Options(tables_only=True)
    )
    assert document.ledger is not None
    assert {(x.project, x.amount) for x in document.ledger.lines} == {
        (n, 30000) for n in ("堤防", "水闸", "渠系")
    }
    (finding,) = [f for f in document.findings if f.severity is Severity.ERROR]
    assert finding.rule == "L20" and finding.places[0].cell == "D7"


def test_a_wrong_sum_beside_projects_across_is_one_error(tmp_path: Path) -> None:
    head = ["功能科目", "经济科目", "合计", "堤防", "渠系", "泵站"]
    rows = [[f"213030{n}", "31005", 300 + (n == 5), 100, 100, 100] for n in (4, 5, 6, 7)]
    sheet = [[f"{UNIT}2026年一般公共预算项目支出表"], ["单位：元"], head, *rows]
    (document,) = convert_files([book(tmp_path / "a.xlsx", ("项目", sheet))], Options(tables_only=True))
    assert document.ledger is not None and len(document.ledger.lines) == 12
    assert [f.rule for f in document.findings if f.severity is Severity.ERROR] == ["L21"]


def test_a_unit_of_its_own_sheet_and_of_a_sheet_of_all(tmp_path: Path) -> None:
    """A sheet of all units beside one a unit repeats them; the larger unit is no sum of the others."""
    other = "沙湾县残疾人联合会"
    rows = {
        UNIT: list(map(line, LINES)),
        other: [["2081101行政运行", "30101基本工资", LOCAL, "人员经费", None, 412300]],
    }
    head: Rows = [["2026年预算明细表（元）"], ["单位", *COLUMNS]]
    everything = [*head, *[[unit, *row] for unit, own in rows.items() for row in own]]
    apart = [(unit[3:], [[f"{unit}2026年预算明细表（元）"], COLUMNS, *own]) for unit, own in rows.items()]
    plain = [
        (name, [[float(v) if isinstance(v, Decimal) else v for v in row] for row in sheet])
        for name, sheet in (("全部", everything), *apart)
    ]
    documents = convert_files([book(tmp_path / "a.xlsx", *plain)], Options(tables_only=True))
    assert {d.unit for d in documents} == set(rows)
    assert not [f for d in documents for f in d.findings if f.rule in ("L30", "L31", "L35")]


def test_unit_heads_with_their_sums(tmp_path: Path) -> None:
    """A unit stands once, in its column, above its lines and with its sum."""
    rows: Rows = [["2026年预算明细表（元）"], ["预算单位", *COLUMNS]]
    for code, unit in (("312001", UNIT), ("312002", "沙湾县水利管理站")):
        rows += [[code + unit, *[None] * 5, total(*LINES)], *[[None, *line(x)] for x in LINES]]
    plain = [[float(v) if isinstance(v, Decimal) else v for v in row] for row in rows]
    documents = convert_files([book(tmp_path / "a.xlsx", ("明细", plain))], Options(tables_only=True))
    assert len(documents) == 2 and all(d.ledger is not None for d in documents)
    assert {sum(x.amount for x in d.ledger.lines) for d in documents if d.ledger} == {
        int(total(*LINES) * 100)
    }


def test_short_and_full_name_of_a_unit_are_one(tmp_path: Path) -> None:
    head = ["功能科目", "经济科目", "资金性质", "项目名称", "金额"]
    sheets: Sheets = [
        ("基本", [["东河镇2026年基本支出预算表（元）"], head, *[[x[0], x[2], x[5], None, float(x[7])] for x in basic()]]),
        ("项目", [["沙湾县东河镇人民政府2026年项目支出预算表（元）"], head,
                [projects()[0][0], projects()[0][2], UPPER, "防洪", 10000]]),
    ]  # fmt: skip
    (document,) = convert_files([book(tmp_path / "a.xlsx", *sheets)], Options(tables_only=True))
    assert document.unit == "沙湾县东河镇人民政府"


def test_a_hidden_sheet_of_an_earlier_year_is_not_used(tmp_path: Path) -> None:
    made = Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for name, year in (("明细", 2026), ("旧", 2024)):
        sheet = made.create_sheet(name)
        for row in [[f"{UNIT}{year}年支出预算明细表（元）"], COLUMNS, *map(line, LINES)]:
            sheet.append([float(v) if isinstance(v, Decimal) else v for v in row])
    made["旧"].sheet_state = "hidden"
    made.save(tmp_path / "a.xlsx")
    (document,) = convert_files([tmp_path / "a.xlsx"], Options(tables_only=True))
    assert document.year == 2026 and "M13" in {f.rule for f in document.findings}
