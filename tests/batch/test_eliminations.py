"""Money passed between the units of a department: eliminated on both sides where the officer says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from corpus.ledger import Line, Unit, parse_lines
from corpus.saving import save
from corpus.shapes.long import long_grid
from corpus.style import Style
from corpus.truth import tables_of
from end_to_end.judging import far_off
from end_to_end.reading_back import read_tables
from python_calamine import CalamineWorkbook

from converter.batch.model import BatchOptions
from converter.batch.running import run_batch
from converter.batch.summary import BatchResult
from converter.pipeline import Options

from .county import LONG
from .sums import summed, without_zeros

OFFICE = Unit(
    "301001", "石岭县农业局（本级）", 2023,
    parse_lines("""
        2130101 30101 general 1000000
        2130101 30201 general 200000
        2130104 30226 affiliate 80000
        2130199 39999 general 300000 | 对附属单位补助支出 | 6501
    """),
)  # fmt: skip
STATION = Unit(
    "301002", "石岭县农技推广站", 2023,
    parse_lines("""
        2130104 30101 general 500000
        2130106 30226 superior 200000 | 技术推广 | 6502
        2130104 39999 business 80000 | 上缴上级支出 | 6503
        2130104 30201 business 40000
    """),
    "事业单位",
)  # fmt: skip
SEEDS = Unit(
    "301003", "石岭县种子站", 2023,
    parse_lines("""
        2130104 30101 general 300000
        2130106 30218 superior 100000 | 良种繁育 | 6504
    """),
    "事业单位",
)  # fmt: skip
WATER = Unit(
    "302001", "石岭县水利局", 2023,
    parse_lines("""
        2130301 30101 general 400000
        2130301 30201 superior 60000
    """),
)  # fmt: skip
POND = Unit("302002", "石岭县水库管理所", 2023, parse_lines("2130301 30101 general 200000"), "事业单位")
UNITS = (OFFICE, STATION, SEEDS, WATER, POND)
NAMES = {"301": "石岭县农业局", "302": "石岭县水利局"}


def run(
    folder: Path, units: Sequence[Unit] = UNITS, eliminate: str | None = None, **more: object
) -> BatchResult:
    here = folder / "底稿"
    here.mkdir(exist_ok=True)
    for unit in units:
        save([long_grid([unit], Style(), LONG)], here, unit.name)
    options = Options(out=folder / "结果", tables_only=True)
    return run_batch([here], BatchOptions(options, jobs=1, rollup=True, eliminate=eliminate, **more))  # type: ignore[arg-type]


def department(result: BatchResult, prefix: str = "301") -> Path:
    one = next(d for d in result.departments if d.document.unit == NAMES[prefix])
    return Path(one.document.outputs["workbook"])


def rules(result: BatchResult) -> list[str]:
    return [f.rule for d in result.departments for f in d.whole().findings]


def combined(units: Sequence[Unit], change: Callable[[Unit, Line], Line | None]) -> Unit:
    """Return one unit with the lines of several, each changed or left out."""
    lines = [new for unit in units for line in unit.lines if (new := change(unit, line)) is not None]
    return replace(units[0], lines=tuple(lines))


def consolidated(_unit: Unit, line: Line) -> Line | None:
    """What a person does by hand: the transfer is struck out, its use is paid by what the payer had."""
    if line.project in ("对附属单位补助支出", "上缴上级支出"):
        return None
    return replace(
        line, source={"superior": "general", "affiliate": "business"}.get(line.source, line.source)
    )


def rows_of(result: BatchResult, sheet: str) -> list[dict[str, object]]:
    rows = CalamineWorkbook.from_path(result.outputs["批量结果.xlsx"]).get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, rows[2]), row, strict=True)) for row in rows[3:]]


def filled(result: BatchResult, target: Path, fill: Callable[[dict[str, object]], dict[str, object]]) -> str:
    """Fill in the list as an officer does, and save it under another name."""
    book = openpyxl.load_workbook(result.outputs["批量结果.xlsx"])
    sheet = book["待抵销"]
    heads = [cell.value for cell in sheet[3]]
    for row in sheet.iter_rows(min_row=4):
        held = {str(head): cell.value for head, cell in zip(heads, row, strict=True)}
        for head, value in fill(held).items():
            row[heads.index(head)].value = value
    book.save(target)
    return str(target)


def test_nothing_is_dropped_without_a_choice(tmp_path: Path) -> None:
    result = run(tmp_path)
    parts = [Path(u.document.outputs["workbook"]) for u in result.units if u.code.startswith("301")]
    assert summed([department(result)]) == summed(parts)
    assert "L72" in rules(result) and "L74" not in rules(result)
    offered = rows_of(result, "待抵销")
    told = {(row["收款单位"], row["付款单位"]): row["金额"] for row in offered if row["付款单位"]}
    assert told == {
        (STATION.name, OFFICE.name): 20.0,
        (SEEDS.name, OFFICE.name): 10.0,
        (OFFICE.name, STATION.name): 8.0,
    }
    alone = next(row for row in offered if row["收款单位"] == WATER.name)
    assert alone["付款单位"] == "" and "没有找到对应的支出" in str(alone["情况"])


def test_everything_sure_is_eliminated_on_both_sides(tmp_path: Path) -> None:
    result = run(tmp_path, eliminate="全部")
    mine = [unit for unit in UNITS if unit.code.startswith("301")]
    wanted = tables_of(combined(mine, consolidated))
    figures = read_tables(department(result))
    assert not far_off(figures, wanted)
    assert "G44" not in rules(result)
    for unit, one in zip(UNITS, result.units, strict=True):
        assert not far_off(read_tables(Path(one.document.outputs["workbook"])), tables_of(unit)), unit.name
    whole = {
        table: {row: {c: v.scaleb(-4) for c, v in cells.items()} for row, cells in rows.items()}
        for table, rows in wanted.items()
    }
    assert without_zeros(figures)["表1"] == without_zeros(whole)["表1"]
    # What nobody in the department paid stays, and is told.
    assert summed([department(result, "302")]) == summed(
        Path(u.document.outputs["workbook"]) for u in result.units if u.code.startswith("302")
    )
    assert "L72" in rules(result) and "L74" in rules(result)


def test_before_less_eliminated_is_after_in_summary_and_report(tmp_path: Path) -> None:
    result = run(tmp_path, eliminate="全部")
    parts = summed(Path(u.document.outputs["workbook"]) for u in result.units if u.code.startswith("301"))
    after = read_tables(department(result))
    report = next(d.document.outputs["report"] for d in result.departments if d.document.unit == NAMES["301"])
    held = CalamineWorkbook.from_path(report).get_sheet_by_name("抵销").to_python()[3:]
    listed = rows_of(result, "已抵销")
    assert [row[3:] for row in held] == [list(row.values())[4:] for row in listed]
    totals = [row for row in listed if row["表"] == "表1" and row["行"] == "收 入 总 计"]
    assert [(row["各单位之和"], row["抵销"], row["汇总数"]) for row in totals] == [(280.0, 38.0, 242.0)]
    changed = 0
    for table, rows in parts.items():
        for row, cells in rows.items():
            for column, amount in cells.items():
                changed += after.get(table, {}).get(row, {}).get(column, Decimal(0)) != amount
    assert changed == sum(1 for row in listed if row["各单位之和"])
    for row in listed:
        assert round(float(row["各单位之和"] or 0) - float(row["抵销"] or 0), 2) == float(row["汇总数"] or 0)  # type: ignore[arg-type]


def test_the_county_is_the_sum_of_its_departments(tmp_path: Path) -> None:
    result = run(tmp_path, eliminate="全部")
    rows = CalamineWorkbook.from_path(result.outputs["全部部门汇总.xlsx"])
    whole = {row[0]: row[1] for row in rows.get_sheet_by_name("收支总表").to_python()[3:]}
    departments = summed([department(result), department(result, "302")])["表1"]
    assert Decimal(repr(whole["收 入 总 计"])) == departments["收入总计"]["预算数"]
    across = rows.get_sheet_by_name("按资金来源").to_python()
    total = across[2].index("收 入 总 计")
    by_name = {row[0]: row[total] for row in across[3:]}
    assert by_name[NAMES["301"]] == 242.0
    assert by_name["合计"] == sum(by_name[name] for name in NAMES.values())


def test_the_officer_decides_line_by_line(tmp_path: Path) -> None:
    first = run(tmp_path)

    def fill(row: dict[str, object]) -> dict[str, object]:
        if row["收款单位"] == SEEDS.name:
            return {"是否抵销": "是", "抵销金额": 4}
        return {"是否抵销": "否"} if row["收款单位"] == STATION.name else {}

    result = run(tmp_path, eliminate=filled(first, tmp_path / "名单.xlsx", fill))
    assert not result.findings
    figures = read_tables(department(result))["表1"]
    assert figures["上级补助收入"]["预算数"] == Decimal("26.00")
    assert figures["收入总计"]["预算数"] == figures["支出总计"]["预算数"] == Decimal("276.00")
    again = {(r["收款单位"], r["是否抵销"]): r["金额"] for r in rows_of(result, "待抵销")}
    assert again[SEEDS.name, "是"] == 4.0 and again[SEEDS.name, ""] == 6.0
    assert again[STATION.name, ""] == 20.0
    # The list that a run writes is the list that the next one takes.
    third = run(tmp_path, eliminate=result.outputs["批量结果.xlsx"])
    assert read_tables(department(third))["表1"] == figures
    assert {(r["收款单位"], r["是否抵销"]): r["金额"] for r in rows_of(third, "待抵销")} == again


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "没有写付款单位"),
        ({"付款单位": POND.name}, "不知道是付款单位的哪一笔支出"),
        ({"付款单位": POND.name, "付款科目": "2130301", "抵销金额": 30}, "不够抵销"),
        ({"付款单位": OFFICE.name}, "不在收款单位的部门里"),
        ({"付款单位": WATER.name, "付款科目": "2130301"}, "同一个单位"),
        ({"是否抵销": "也许"}, "看不出是否抵销"),
    ],
)
def test_what_cannot_be_eliminated_is_told_and_stays(
    typed: dict[str, object], told: str, tmp_path: Path
) -> None:
    def fill(row: dict[str, object]) -> dict[str, object]:
        return {"是否抵销": "是", **typed} if row["收款单位"] == WATER.name else {}

    result = run(tmp_path, eliminate=filled(run(tmp_path), tmp_path / "名单.xlsx", fill))
    assert [f.rule for f in result.findings] == ["O89"]
    assert told in result.findings[0].message
    parts = [Path(u.document.outputs["workbook"]) for u in result.units if u.code.startswith("302")]
    assert summed([department(result, "302")]) == summed(parts)
    kept = [row for row in rows_of(result, "待抵销") if row["收款单位"] == WATER.name and row["是否抵销"]]
    assert len(kept) == 1 and told in str(kept[0]["情况"])


def test_the_officer_names_the_payer_that_no_word_tells(tmp_path: Path) -> None:
    def fill(row: dict[str, object]) -> dict[str, object]:
        told = {"是否抵销": "是", "付款单位": POND.name, "付款科目": "2130301 水利行政运行"}
        return told if row["收款单位"] == WATER.name else {}

    result = run(tmp_path, eliminate=filled(run(tmp_path), tmp_path / "名单.xlsx", fill))
    assert not result.findings
    figures = read_tables(department(result, "302"))
    assert figures["表1"]["收入总计"]["预算数"] == Decimal("60.00")
    assert "上级补助收入" not in figures["表1"] or not figures["表1"]["上级补助收入"].get("预算数")
    # The office's use of the money is now paid by the station's 一般公共预算, whose own salaries shrank by it.
    assert figures["表6"]["30101"]["合计"] == Decimal("54.00")


def test_amounts_in_cents_tie_and_leave_nothing_behind(tmp_path: Path) -> None:
    odd = []
    for unit in UNITS[:3]:
        lines = []
        for line in unit.lines:
            more = {"superior": 3_333, "affiliate": 4_949}.get(line.source, 0)
            more = {"对附属单位补助支出": 6_666, "上缴上级支出": 4_949}.get(line.project, more)
            lines.append(replace(line, fen=line.fen + more))
        odd.append(replace(unit, lines=tuple(lines)))
    result = run(tmp_path, odd, eliminate="全部")
    assert not {"G44", "L72"} & set(rules(result))
    figures = read_tables(department(result))
    assert "2130199" not in figures["表3"]
    assert not figures["表1"].get("上级补助收入", {}).get("预算数")
    assert figures["表1"]["收入总计"] == figures["表1"]["支出总计"]


def test_columns_of_the_national_form_tell_the_payer(tmp_path: Path) -> None:
    """对附属单位补助支出 beside 基本支出 and 项目支出 is known as what another unit receives."""
    here = tmp_path / "底稿"
    here.mkdir()
    for unit in (STATION, SEEDS):
        save([long_grid([unit], Style(), LONG)], here, unit.name)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "支出总表"
    for row in (
        ["2023年部门支出总表"],
        ["单位：301001 石岭县农业局（本级）", None, None, None, None, None, None, "单位：万元"],
        [
            "科目编码",
            "科目名称",
            "资金来源",
            "合计",
            "基本支出",
            "项目支出",
            "上缴上级支出",
            "对附属单位补助支出",
        ],
        ["2130101", "行政运行", "一般公共预算", 130, 100, None, None, 30],
        [None, "合计", None, 130, 100, None, None, 30],
    ):
        sheet.append(row)
    book.save(here / "本级.xlsx")
    options = Options(out=tmp_path / "结果", tables_only=True)
    result = run_batch([here], BatchOptions(options, jobs=1, rollup=True, eliminate="全部"))
    figures = read_tables(department(result))["表1"]
    assert figures["收入总计"]["预算数"] == Decimal("222.00")
    assert not figures.get("上级补助收入", {}).get("预算数")
