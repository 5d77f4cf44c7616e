"""The expression language: what it means, and that faults are refused with their position."""

from __future__ import annotations

from decimal import Decimal

import pytest

from converter.disclosure.model import Cell, Row, Table
from converter.rules.evaluating import Session
from converter.rules.grids import Grid
from converter.rules.parsing import parse_condition, parse_statement
from converter.rules.syntax import ExpressionError


def table(name: str, columns: list[str], rows: dict[str, list[str]]) -> Table:
    """Return a table of coded rows (levels by the length of the code) from texts, "" for a blank."""
    levels = {3: 1, 5: 2, 7: 3}
    made = Table(name, name, [columns])
    for key, values in rows.items():
        code = key.partition("|")[0]
        row = Row(key, key, level=levels.get(len(code), 0) if code.isdigit() else 0)
        for column, value in zip(columns, values, strict=True):
            row.cells[column] = Cell(Decimal(value) if value else None)
        made.rows.append(row)
    return made


SPENDING = table(
    "表3",
    ["合计", "基本支出", "项目支出"],
    {
        "201": ["30", "20", "10"],
        "20103": ["30", "20", "10"],
        "2010301": ["20", "20", ""],
        "2010399": ["10", "", "10"],
        "208": ["5.5", "5.5", ""],
        "20805": ["5.5", "5.5", ""],
        "2080505": ["5.5", "5.5", ""],
        "合计": ["35.5", "25.5", "10"],
    },
)
PROJECTS = table(
    "表7",
    ["合计", "商品和服务支出"],
    {"2010399|甲": ["4", "4"], "2010399|乙": ["6", "6"], "合计": ["10", "10"]},
)
ECONOMIC = table(
    "表6",
    ["合计", "人员经费"],
    {
        "301": ["25", "25"],
        "30101": ["20", "20"],
        "30108": ["5", "5"],
        "302": ["0.5", ""],
        "合计": ["25.5", "25"],
    },
)
SIDES = Table(
    "表1",
    "表1",
    [["预算数"], ["预算数"]],
    [
        Row("一、本年收入", "一、本年收入", cells={"预算数": Cell(Decimal("35.5"))}),
        Row("1.一般公共预算拨款", "", cells={"预算数": Cell(Decimal("35.5"))}),
        Row("支出201", "201 一般公共服务支出", section=1, cells={"预算数": Cell(Decimal(30))}),
        Row("支出208", "208 社会保障和就业支出", section=1, cells={"预算数": Cell(Decimal("5.5"))}),
        Row("支出总计", "支出总计", section=1, cells={"预算数": Cell(Decimal("35.5"))}),
    ],
)


def session(*tables: Table) -> Session:
    """Return a session over the tables (those of this module when none is given)."""
    chosen = tables or (SPENDING, PROJECTS, ECONOMIC, SIDES)
    return Session({t.id: Grid(t) for t in chosen}, {"有项目": parse_condition("非 empty(表7)")})


def broken(text: str, *tables: Table) -> list[str]:
    """Return the rows (and columns, where they are gone through) at which an expression does not hold."""
    found = session(*tables).instances(parse_statement(text), broken_only=True)
    return [i.rows.texts[i.at] + (f"/{i.column}" if i.column else "") for i in found]


def judged(text: str, *tables: Table) -> int:
    """Return how many comparisons an expression makes."""
    return len(list(session(*tables).instances(parse_statement(text), broken_only=False)))


@pytest.mark.parametrize(
    "text",
    [
        "表3[合计, 基本支出] = 25.5",
        "表3［合计，基本支出］＝ 表6［合计，合计］",
        "表3[*, 合计] = 表3[*, 基本支出] + 表3[*, 项目支出]",
        "表3[合计, *] = sum(表3[类, 本列])",
        "表3[类, *] = sum(表3[下级, 本列])",
        "表3[款, *] = 求和(表3[下级, 本列])",
        "表3[201, 合计] = sum(表3[下级(201), 合计])",
        "表3[合计, 合计] = sum(表3[项, 合计])",
        "表6[301, 合计] = sum(表6[30101..30199, 合计])",
        "表6[301, 合计] + 0 = 表6[30101, 合计] + 表6[30108, 合计]",
        "表3[合计, 项目支出] = sum(表7[*|*, 合计])",
        "对 表3[项], 表7[*|*]: 表3[本行, 项目支出] = sum(表7[本行|*, 合计])",
        "表7[*, 合计] = sum(表7[本行, * 除 合计])",
        "对 表1[支出###], 表3[类]: 表1[支出本行, 预算数] = 表3[本行, 合计]",
        "表1[支出总计, 预算数] = sum(表1[支出###, 预算数])",
        "表1[支出总计, 预算数] = sum(表1[支出201..支出208, 预算数])",
        "表1[一、本年收入, 预算数] = 表1[1.一般公共预算拨款, 预算数] = 35.5",
        '表1["一、本年收入", 预算数] ≥ 35.5',
        "表3[类 除 201, 合计] = 5.5",
        "count(表3[类]) = 2",
        "个数(表3[*, 项目支出]) = 4",
        "abs(表3[合计, 项目支出] - 表3[合计, 合计]) = 25.5",
        "max(表3[201, 合计], 表3[208, 合计]) = 30",
        "最小(表3[201, 合计], 表3[208, 合计]) = 5.5",
        "percent(表3[208, 合计], 表3[合计, 合计]) = 15.49",
        "round(表3[208, 合计] ÷ 3, 2) = 1.83",
        "表3[208, 合计] × 2 = 11",
        "表3[999, 合计] = 0",
        "表3[合计, 合计] > 表3[合计, 基本支出]",
        "表3[合计, 合计] ≠ 0",
        "表3[合计, 合计] = 0 当 empty(表7)",
        "表3[合计, 合计] = 0 当 非 有项目",
        "表3[合计, 项目支出] = 10 当 有项目 且 表3[合计, 合计] > 1",
        "表3[*, 合计] = 表3[*, 基本支出] 当 表3[*, 项目支出] = 0",
        "表3[合计, 合计] = 1 当 (表3[201, 合计] + 1) × 2 = 0 或 (empty(表7) 且 exists(表3))",
    ],
)
def test_what_holds(text: str) -> None:
    assert judged(text) > 0 or "当" in text
    assert broken(text) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("表3[合计, 合计] = 1", [""]),
        ("表3[*, 合计] = 表3[*, 基本支出]", ["201", "20103", "2010399", "合计"]),
        ("表3[类, 合计] = 表6[类, 合计]", ["201", "208", "301", "302"]),
        ("表3[类, *] = 0", ["201/合计", "208/合计", "201/基本支出", "208/基本支出", "201/项目支出"]),
        ("表3[项, 项目支出] ≤ 9", ["2010399"]),
        ("表3[项, 合计] ≥ 10", ["2080505"]),
        ("表6[301*, 人员经费] = 25", ["01", "08"]),  # 本行 is what the wildcard matched
        ("表3[类, 合计] = 30 = 表3[类, 基本支出]", ["208", "201", "208"]),
    ],
)
def test_what_does_not_hold(text: str, where: list[str]) -> None:
    assert broken(text) == where


def test_every_code_of_either_table_is_compared() -> None:
    other = table("表2", ["总计"], {"201": ["30"], "210": ["1"], "合计": ["31"]})
    assert broken("表2[类, 总计] = 表3[类, 合计]", other, SPENDING) == ["210", "208"]


def test_what_the_document_does_not_have_is_not_judged() -> None:
    assert judged("表9[合计, 合计] = 1") == 0
    assert judged("表3[合计, 没有的列] = 1") == 0
    assert judged("表3[合计, 合计] = 1 当 表9[合计, 合计] = 0") == 0
    assert judged("表3[合计, 合计] = 1 当 exists(表9)") == 0
    assert judged("percent(表3[合计, 合计], 表3[999, 合计]) = 1") == 0


def test_figures_of_the_text_are_values_each_statement_by_itself() -> None:
    facts = Table("文", "", [["金额", "占比"]])
    for amount, share in (("25.5", "71.83"), ("25.6", None)):
        cells = {"金额": Cell(Decimal(amount)), "占比": Cell(Decimal(share) if share else None)}
        facts.rows.append(Row("基本支出", "", cells=cells))
    grids = {"文": Grid(facts, facts=True), "表3": Grid(SPENDING)}
    both = Session(grids, {})

    def found(text: str, *, only_broken: bool) -> list[int]:
        instances = both.instances(parse_statement(text), broken_only=only_broken)
        return [int(i.left or 0) for i in instances]

    assert found("文[基本支出, 金额] = 表3[合计, 基本支出]", only_broken=True) == [25_600_000]
    assert len(found("文[基本支出, 金额] = 表3[合计, 基本支出]", only_broken=False)) == 2
    share = "文[基本支出, 占比] = percent(表3[合计, 基本支出], 表3[合计, 合计])"
    assert len(found(share, only_broken=False)) == 1  # the second statement gives no share
    assert found(share, only_broken=True) == []
    assert found("文[没有说到的事, 金额] = 1", only_broken=False) == []


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("表3[合计, 合计", 2, "没有对应"),
        ("表3[合计, 合计]", 10, "应为 = ≥ ≤ ≠"),
        ("表3[合计, 合计] = ", 13, "这里应为数"),
        ("表3[合计, 合计] = 1 2", 15, "多出了内容"),
        ("表3[合计, 合计] = $", 13, "不认识的符号"),
        ("表3[合计] = 1", 0, "应写明行和列"),
        ("表3[, 合计] = 1", 3, "缺少"),
        ("表3[合计, 合计, 合计] = 1", 3, "行, 列"),
        ("foo(表3[合计, 合计]) = 1", 0, "没有函数"),
        ("abs() = 1", 4, "这里应为数"),
        ("round(1) = 1", 0, "2个参数"),
        ("count(1) = 1", 0, "参数应为表"),
        ("表3[下级, 合计] = 1", 3, "只能写在"),
        ("表3[本行, 合计] = 1", 3, "没有所指"),
        ("表3[合计, 本列] = 1", 7, "没有所指"),
        ("对 表3[合计]: 表3[本行, 合计] = 1", 0, "列出若干行"),
        ("表3[合计, 合计] = 1 当 表3[合计, 合计]", 17, "条件应为"),
        ("__import__(1) = 1", 0, "没有函数"),
        ("表3[合计, 合计].real = 1", 10, "不认识的符号"),
    ],
)
def test_a_fault_is_refused_with_its_position(text: str, at: int, reason: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_statement(text)
    assert reason in caught.value.reason
    assert caught.value.at == at
