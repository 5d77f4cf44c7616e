"""One small budget in the many shapes that offices give it: each must give the same ledger, without errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from converter.pipeline import Options, convert_files

from .small_budget import (
    DIKE,
    HEAD,
    HOUSE,
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


def joined(text: Callable[[Any], str]) -> Sheets:
    rows = [[text(x), x[5], x[4], x[6], x[7]] for x in LINES]
    return [("明细", [*HEAD, ["科目编码", "资金性质", "类别", "项目名称", "金额"], *rows])]


def codes_by_dash() -> Sheets:
    return joined(lambda x: f"{x[0]}-{x[2]}")


def codes_by_slash_with_names() -> Sheets:
    return joined(lambda x: f"{x[0]}/{x[2]} {x[1]}/{x[3]}")


def each_code_with_its_name() -> Sheets:
    return joined(lambda x: f"{x[2]}{x[3]}—{x[0]}{x[1]}")


def codes_glued() -> Sheets:
    return joined(lambda x: x[0] + x[2])


def levels_by_name() -> Sheets:
    """类, 款 and 项 in columns of names alone, repeated names left blank."""
    names = {"213": "农林水支出", "221": "住房保障支出", "21303": "水利", "22102": "住房改革支出"}
    rows, before = [], ("", "", "")
    for x in LINES:
        levels = (names[x[0][:3]], names[x[0][:5]], x[1])
        shown = [name if levels[: n + 1] != before[: n + 1] else None for n, name in enumerate(levels)]
        before = levels
        rows.append([*shown, x[2] + x[3], x[5], x[4], x[6], x[7]])
    return [("明细", [*HEAD, ["类", "款", "项", "经济科目", "资金性质", "类别", "项目名称", "金额"], *rows])]


def compact_pivot() -> Sheets:
    rows: Rows = [[f"单位：{UNIT}"], ["年度：2026年", "单位：元"], ["行标签", "求和项:金额"]]
    for kind in PLACES:
        of_kind = [x for x in LINES if x[4] == kind]
        rows.append([kind, total(*of_kind)])
        for source in SOURCES:
            of_source = [x for x in of_kind if x[5] == source]
            if of_source:
                rows.append([source, total(*of_source)])
            for function in dict.fromkeys((x[0], x[1]) for x in of_source):
                own = [x for x in of_source if x[0] == function[0]]
                rows.append(["-".join(function), total(*own)])
                for x in own:
                    rows += [[f"{x[2]}-{x[3]}", x[7]], [x[6] or "(空白)", x[7]]]
    return [("透视", [*rows, ["总计", total(*LINES)]])]


def tabular_pivot_with_subtotals() -> Sheets:
    rows: Rows = [*HEAD, ["支出性质", "功能科目", "经济科目", "资金性质", "项目名称", "求和项:金额"]]
    for kind in PLACES:
        of_kind = [x for x in LINES if x[4] == kind]
        for number, x in enumerate(of_kind):
            rows.append([None if number else kind, f"{x[0]}-{x[1]}", f"{x[2]}-{x[3]}", x[5], x[6], x[7]])
        for function in dict.fromkeys(x[0] for x in of_kind):
            last = max(
                n for n, row in enumerate(rows) if str(row[1] if len(row) > 1 else "").startswith(function)
            )
            own = [x for x in of_kind if x[0] == function]
            rows.insert(last + 1, [None, f"{function}-{own[0][1]} 汇总", None, None, None, total(*own)])
        rows.append([f"{kind} 汇总", None, None, None, None, total(*of_kind)])
    return [("汇总", [*rows, ["总计", None, None, None, None, total(*LINES)]])]


def outline_pivot() -> Sheets:
    rows: Rows = [*HEAD, ["类别", "资金性质", "功能科目", "经济科目", "项目名称", "金额"]]
    for kind in PLACES:
        of_kind = [x for x in LINES if x[4] == kind]
        rows.append([kind, None, None, None, None, total(*of_kind)])
        for source in SOURCES:
            of_source = [x for x in of_kind if x[5] == source]
            if of_source:
                rows.append([None, source, None, None, None, total(*of_source)])
            for x in of_source:
                rows.append([None, None, x[0] + x[1], None, None, x[7]])
                rows.append([None, None, None, x[2] + x[3], None, x[7]])
                if x[6]:
                    rows.append([None, None, None, None, x[6], x[7]])
    return [("透视", [*rows, ["总计", None, None, None, None, total(*LINES)]])]


def projects_as_heads() -> Sheets:
    """人员经费, 公用经费 and each project as heads, with their sums, above the economic codes."""
    rows: Rows = [*HEAD, ["项目/经济科目", "功能科目", "资金来源", "金额"]]
    for number, kind in enumerate(PLACES):
        of_kind = [x for x in LINES if x[4] == kind]
        rows.append([f"{'一二三'[number]}、{kind}", None, None, total(*of_kind)])
        for name in dict.fromkeys(x[6] for x in of_kind):
            own = [x for x in of_kind if x[6] == name]
            if name:
                rows.append([f"1.{name}", None, None, total(*own)])
            rows += [[x[2] + x[3], x[0] + x[1], x[5], x[7]] for x in own]
    return [("明细", [*rows, ["合计", None, None, total(*LINES)]])]


def basic_sheet() -> tuple[str, Rows]:
    rows = [[x[0] + x[1], x[2] + x[3], x[7]] for x in basic()]
    title = f"{UNIT}2026年一般公共预算基本支出表"
    return "基本", [[title], ["单位：元"], ["功能科目", "经济科目", "金额"], *rows]


def projects_across() -> Sheets:
    """Projects in columns, what each is for in rows of the header."""
    own = projects()
    names = [f"{x[6]}（{x[3]}）" for x in own]
    rows: Rows = [
        [f"{UNIT}2026年项目支出预算表"],
        ["金额单位：元"],
        ["经济科目编码", "经济科目名称", "合计", *names],
        ["功能科目", None, None, *[x[0] + x[1] for x in own]],
        ["资金性质", None, None, *[x[5] for x in own]],
        *[[x[2], x[3], x[7], *[x[7] if y is x else None for y in own]] for x in own],
        ["合计", None, total(*own), *[x[7] for x in own]],
    ]
    return [basic_sheet(), ("项目", rows)]


def form_for_each_project() -> Sheets:
    sheets = [basic_sheet()]
    for number, x in enumerate(projects()):
        rows: Rows = [
            ["项目支出预算表"],
            [f"单位名称：{UNIT}"],
            ["项目名称", x[6]],
            ["功能科目", x[0] + x[1]],
            ["资金来源", x[5]],
            ["年度", "2026年"],
            ["项目总额（元）", x[7]],
            ["经济科目编码", "经济科目名称", "金额（元）", "测算依据"],
            [x[2], x[3], x[7], "按合同"],
            ["合计", None, x[7]],
        ]
        sheets.append((f"项目{number}", rows))
    return sheets


def codes_below_names_across() -> Sheets:
    """Economic items across the columns, codes below their names as text, functional codes as numbers."""
    own = basic()
    codes = sorted({(x[2], x[3]) for x in own})
    rows: Rows = [
        [f"{UNIT}2026年一般公共预算基本支出表"],
        ["单位：元"],
        ["功能科目", None, "合计", *[name for _, name in codes]],
        ["编码", "名称", None, *[code for code, _ in codes]],
    ]
    for function in dict.fromkeys(x[0] for x in own):
        of_it = [x for x in own if x[0] == function]
        sums = [total(*[x for x in of_it if x[2] == code]) or None for code, _ in codes]
        rows.append([int(function), of_it[0][1], total(*of_it), *sums])
    details = [[x[6], x[0] + x[1], x[2] + x[3], x[5], x[7]] for x in projects()]
    head: Rows = [
        [f"{UNIT}2026年项目支出表"],
        ["单位：元"],
        ["项目名称", "功能科目", "经济科目", "资金性质", "金额"],
    ]
    return [("基本", rows), ("项目", [*head, *details])]


def names_behind_parts() -> Sheets:
    """其中 columns before their total; functional names with the code glued behind; names of projects by 用途."""
    head = ["功能科目", "经济科目", "类别", "其中：本级", "其中：上级", "合计", "用途"]
    rows = [
        [
            x[1] + x[0],
            x[2] + x[3],
            x[4],
            x[7] if x[5] is LOCAL else None,
            x[7] if x[5] is UPPER else None,
            x[7],
            x[6],
        ]
        for x in LINES
    ]
    return [("明细", [[f"{UNIT}2026年一般公共预算支出表"], ["单位：元"], head, *rows])]


def units_of_money_in_header_rows() -> Sheets:
    head = ["功能科目", "经济科目", "资金性质", "类别", "项目名称（编码）", "金额", "金额"]
    rows = [
        [x[0], x[2], x[5], "1-基本支出/11-人员经费" if x[4] == "人员经费" else x[4],
         f"{x[6]}（6542P0001{n}）" if x[6] else None, x[7], round(float(x[7]) / 10000, 2)]
        for n, x in enumerate(LINES)
    ]  # fmt: skip
    return [("明细", [[TITLE], head, [None, None, None, None, None, "（元）", "（万元）"], *rows])]


def unit_of_money_in_a_note() -> Sheets:
    head = ["功能科目", "经济科目", "资金性质", "类别", "项目名称", "金额"]
    rows = [[x[0], x[2], x[5], x[4], x[6], x[7] / 1000] for x in LINES]
    return [("明细", [[TITLE], head, *rows, ["注：本表金额单位为千元"]])]


def unit_of_money_in_cells() -> Sheets:
    head = ["功能科目", "经济科目", "资金性质", "类别", "项目名称", "金额"]
    rows = [
        [x[0], x[2], x[5], x[4], x[6], f"{x[7] / 10000}万元" if n % 2 else f"￥{x[7]:,.2f}元"]
        for n, x in enumerate(LINES)
    ]
    return [("明细", [[TITLE], head, *rows])]


SHAPES = (
    codes_by_dash, codes_by_slash_with_names, each_code_with_its_name, codes_glued, levels_by_name,
    compact_pivot, tabular_pivot_with_subtotals, outline_pivot, projects_as_heads, form_for_each_project,
    codes_below_names_across, names_behind_parts, units_of_money_in_header_rows, unit_of_money_in_a_note,
    unit_of_money_in_cells,
)  # fmt: skip


def test_a_name_of_several_codes_is_settled_or_asked(tmp_path: Path) -> None:
    """办公设备购置 is 31002 in basic spending; in a project it may be 30902, unless another row of it tells."""
    head = ["功能科目", "经济科目", "资金性质", "类别", "项目名称", "金额"]
    fixed = [LOCAL, "公用经费", None]
    rows = [["2130301", "办公设备购置", *fixed, 9000], ["2130301", "办公费", *fixed, 1000]]
    told = [
        ["2130305", "31005", LOCAL, "项目支出", "甲", 5000],
        ["2130305", "办公设备购置", LOCAL, "项目支出", "甲", 700],
    ]
    path = book(tmp_path / "a.xlsx", ("明细", [*HEAD, head, *rows, *told]))
    (document,) = convert_files([path], Options(tables_only=True))
    assert document.ledger is not None
    assert {line.economic for line in document.ledger.lines} == {"31002", "30201", "31005"}
    asked = [["2130305", "办公设备购置", LOCAL, "项目支出", "乙", 700]]
    path = book(tmp_path / "b.xlsx", ("明细", [*HEAD, head, *rows, *asked]))
    (document,) = convert_files([path], Options(tables_only=True))
    (finding,) = [f for f in document.findings if f.rule == "L14"]
    assert "309" in finding.message and "310" in finding.message and "类" in finding.message


def test_a_class_column_tells_names_of_several_codes(tmp_path: Path) -> None:
    head = ["功能科目", "经济分类（类）", "经济分类（款）", "资金性质", "类别", "项目名称", "金额"]
    rows = [
        ["2130305", "资本性支出", "办公设备购置", LOCAL, "项目支出", "乙", 700],
        ["2130305", "资本性支出（基本建设）", "办公设备购置", LOCAL, "项目支出", "丙", 800],
    ]
    (document,) = convert_files(
        [book(tmp_path / "a.xlsx", ("明细", [*HEAD, head, *rows]))], Options(tables_only=True)
    )
    assert document.ledger is not None
    assert {(line.economic, line.amount) for line in document.ledger.lines} == {
        ("31002", 70000),
        ("30902", 80000),
    }


def test_part_of_an_income_item_is_not_added(tmp_path: Path) -> None:
    """其中：上级转移支付 below 一般公共预算 is held by it; the income table then agrees with the spending."""
    upper, whole = DIKE[-1], total(*LINES)
    income: Rows = [
        [f"{UNIT}2026年收支预算总表"], ["单位：元"], ["收入", "金额", "支出", "金额"],
        ["一般公共预算拨款", whole, "农林水支出", whole - HOUSE[-1]],
        ["其中：上级转移支付", upper, "住房保障支出", HOUSE[-1]], ["收入总计", whole, "支出总计", whole],
    ]  # fmt: skip
    assert ledger_of(tmp_path / "底稿.xlsx", [*codes_by_dash(), ("总表", income)]) == wanted()


@pytest.mark.parametrize("place", ["title", "sheet", "file", "label", "note", "income"])
def test_the_source_of_a_sheet_without_one(place: str, tmp_path: Path) -> None:
    """What says the source of all money somewhere in the file is used; without anything it is asked."""
    own = [x for x in LINES if x[5] is LOCAL]
    title = f"{UNIT}2026年一般公共预算支出表" if place == "title" else TITLE
    label = [["资金来源：一般公共预算"]] if place == "label" else []
    head = ["功能科目", "经济科目", "类别", "项目名称", "金额"]
    note = [["注：以上资金全部为一般公共预算拨款。"]] if place == "note" else []
    rows = [[x[0], x[2], x[4], x[6], x[7]] for x in own]
    sheets = [
        ("一般公共预算" if place == "sheet" else "明细", [[title], *label, ["单位：元"], head, *rows, *note])
    ]
    if place == "income":
        items = [["一般公共预算拨款", total(*own)], ["政府性基金预算拨款", 0], ["收入合计", total(*own)]]
        sheets.append(("收入", [[f"{UNIT}2026年收入预算表"], ["单位：元"], ["收入项目", "预算数"], *items]))
    name = "2026年一般公共预算支出.xlsx" if place == "file" else "底稿.xlsx"
    assert {line[3] for line in ledger_of(tmp_path / name, sheets)} == {SOURCES[LOCAL]}


def test_units_by_code_are_named_by_a_list(tmp_path: Path) -> None:
    listed: Rows = [
        ["单位编码", "单位名称", "单位性质"],
        ["312001", UNIT, "行政单位"],
        ["312002", "沙湾县水管站", "事业单位"],
    ]
    head = ["单位编码", "功能科目", "经济科目", "资金性质", "类别", "项目名称", "金额"]
    rows = [[code, x[0], x[2], x[5], x[4], x[6], float(x[7])] for code in ("312001", "312002") for x in LINES]
    path = book(
        tmp_path / "a.xlsx", ("单位表", listed), ("明细", [["2026年支出明细表"], ["单位：元"], head, *rows])
    )
    assert {d.unit for d in convert_files([path], Options(tables_only=True))} == {UNIT, "沙湾县水管站"}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_shape_gives_the_same_ledger(shape: Callable[[], Sheets], tmp_path: Path) -> None:
    assert ledger_of(tmp_path / "底稿.xlsx", shape()) == wanted()


def test_projects_across_the_columns(tmp_path: Path) -> None:
    found = ledger_of(tmp_path / "底稿.xlsx", projects_across())
    named = {f"{x[6]}（{x[3]}）": x[6] for x in projects()}
    assert sorted((*x[:4], named.get(x[4], x[4]), x[5]) for x in found) == wanted()
