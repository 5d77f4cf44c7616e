"""Exports of budget systems whose column titles are known word for word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .. import wording
from ..grid import Grid, Value
from ..ledger import (
    BASIC,
    PROJECT,
    Line,
    Unit,
    economic_name,
    function_name,
    government_code,
    government_name,
    listed,
)
from ..style import Style
from .long import by_function

SPREAD_COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("公共预算拨款", ("general", "general_upper")),
    ("专项资金项目", ()),
    ("政府性基金拨款", ("fund", "fund_upper")),
    ("事业收入", ("business",)),
    ("实户资金余额", ()),
    ("事业单位经营收入", ("operating",)),
    ("附属单位上缴收入", ("affiliate",)),
    ("其他自有资金", ("other",)),
    ("上年结转", ("carry_general", "carry_fund", "carry_special", "carry_unit")),
)


def project_expenditure(units: Sequence[Unit], style: Style) -> Grid:
    """Return an export with fund, origin and amount in each row and the amount again by source of funds."""
    grid = Grid("支出预算")
    header = listed(
        """
        预算单位 项目类别 支出项目类别 专项资金目录 项目编码 项目名称 支出功能分类
        政府预算经济分类 部门预算经济分类 是否政府采购 是否新增资产配置 是否有政府购买服务
        资金性质 资金来源 预算金额
        """
    )
    grid.line(0, 0, [*header, *(name for name, _ in SPREAD_COLUMNS)])
    row = 0
    for unit in units:
        for line in by_function(unit.lines):
            row += 1
            fund, origin = style.words.fund_and_origin(line.source)
            government = government_code(line.economic, unit.nature)
            cells: list[Value] = [
                f"{unit.code}-{unit.name}",
                style.words.project_class(line),
                "经常性项目" if line.kind == BASIC else "一次性项目",
                None,
                line.project_code or f"{unit.code}R{line.economic}",
                wording.basic_project_name(line),
                f"{line.function}-{function_name(line.function)}",
                f"{government}-{government_name(government)}" if government else None,
                f"{line.economic}-{economic_name(line.economic)}",
                "是" if line.procurement else "否",
                "否",
                "否",
                fund,
                origin,
                style.amount(line.fen),
            ]
            cells += [style.amount(line.fen) if line.source in own else None for _, own in SPREAD_COLUMNS]
            grid.line(row, 0, cells)
    return grid


def indicator_export(units: Sequence[Unit], style: Style) -> Grid:
    """Return an export of budget indicators (指标) in code-name form, no title block, no unit of money."""
    grid = Grid("Sheet1")
    origins = {"local": "01-当期拨款（支出）", "upper": "02-上级转移支付", "carry": "03-上年结转"}
    columns: list[tuple[str, Callable[[Unit, Line], Value]]] = [
        ("预算年度", lambda unit, line: unit.year),
        ("预算单位", lambda unit, line: f"{unit.code}-{unit.name}"),
        ("业务处室", lambda unit, line: "09-预算科"),
        ("项目类别", lambda unit, line: style.words.project_class(line)),
        ("项目名称", lambda unit, line: wording.basic_project_name(line)),
        ("资金性质", lambda unit, line: style.words.fund_and_origin(line.source)[0]),
        ("支出功能分类", lambda unit, line: f"{line.function}-{function_name(line.function)}"),
        (
            "政府经济分类",
            lambda unit, line: "-".join(
                (code := government_code(line.economic, unit.nature), government_name(code))
            ),
        ),
        ("部门经济分类", lambda unit, line: f"{line.economic}-{economic_name(line.economic)}"),
        ("是否政府采购", lambda unit, line: "1-是" if line.procurement else "2-否"),
        ("指标类型", lambda unit, line: "11-预拨指标"),
        ("支付方式", lambda unit, line: "1-国库集中支付"),
        ("指标来源", lambda unit, line: _origin(style, line, origins)),
        ("金额", lambda unit, line: style.amount(line.fen)),
    ]
    grid.line(0, 0, [header for header, _ in columns])
    row = 0
    for unit in units:
        for line in by_function(unit.lines):
            row += 1
            grid.line(row, 0, [cell(unit, line) for _, cell in columns])
    return grid


def _origin(style: Style, line: Line, origins: dict[str, str]) -> str:
    if line.source in wording.UNIT_MONEY_WORDS:
        return wording.UNIT_MONEY_WORDS[line.source]
    if line.source.startswith("carry"):
        return origins["carry"]
    return origins["upper" if line.source.endswith("_upper") else "local"]


def with_parts(unit: Unit, style: Style) -> Grid:
    """Return projects one a row, each followed by a row 其中：… that repeats a part of its amount."""
    grid = Grid("项目支出")
    grid.put(0, 0, f"{unit.name}{unit.year}年项目支出预算表")
    grid.put(1, 5, "单位：元")
    grid.line(2, 0, ["序号", "项目名称", "功能科目", "部门经济分类科目", "资金来源", "预算数"])
    row = 3
    lines = sorted(unit.of_kind(PROJECT), key=lambda x: (x.project, x.function, x.economic))
    for number, line in enumerate(lines, start=1):
        cells: list[Value] = [
            number,
            line.project,
            f"{line.function} {function_name(line.function)}",
            f"{line.economic} {economic_name(line.economic)}",
            style.words.source(line.source),
            style.amount(line.fen),
        ]
        grid.line(row, 0, cells)
        row += 1
        if line.fen > 10**7:
            grid.line(row, 0, [None, "其中：政府采购", None, None, None, style.amount(line.fen // 4)])
            row += 1
    grid.line(row, 0, ["合计", None, None, None, None, style.amount(_total(unit.of_kind(PROJECT)))])
    return grid


def _total(lines: Sequence[Line]) -> int:
    return sum(line.fen for line in lines)


def project_table(unit: Unit, style: Style, name: str = "部门项目支出预算05-1") -> Grid:
    """Return a province's project table: header in line 3, project third, amount ninth."""
    grid = Grid(name)
    grid.merge(0, 0, 0, 8, f"{unit.year}年部门项目支出预算表（05-1）")
    grid.put(1, 0, f"单位名称：{unit.name}")
    grid.put(1, 8, "单位：元")
    header = [
        "项目分类",
        "项目代码",
        "项目名称",
        "项目单位",
        "功能科目编码",
        "功能科目名称",
        "经济科目编码",
        "经济科目名称",
        "合计",
    ]
    grid.line(2, 0, [*header, "资金来源"])
    projects = [line for line in unit.lines if line.kind != BASIC]
    row = 2
    for line in sorted(projects, key=lambda x: (x.project, x.function, x.economic)):
        row += 1
        grid.line(
            row,
            0,
            [
                "专项业务类",
                line.project_code,
                line.project,
                unit.name,
                line.function,
                function_name(line.function),
                line.economic,
                economic_name(line.economic),
                style.with_(money="元").amount(line.fen),
                style.words.source(line.source),
            ],
        )
    grid.put(row + 1, 0, "合  计")
    grid.put(row + 1, 8, style.with_(money="元").amount(sum(line.fen for line in projects)))
    return grid
