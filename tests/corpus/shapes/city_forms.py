"""A city's disclosure forms, filled in: no upper-level money, five income columns, classes numbered 一、二、."""

from __future__ import annotations

from collections.abc import Sequence

from ..grid import Book, Grid, Path, Value
from ..ledger import BASIC, PERSONNEL, PROJECT, PUBLIC, Line, Unit, economic_name, function_name
from ..style import Style
from .pivot import ANY, Spread, of
from .workbooks import of_fund, project_summary

NUMERALS = "一二三四五六七八九十"
FUNDS = (("general", "一般公共预算"), ("fund", "政府性基金预算"), ("capital", "国有资本经营预算"))
YUAN = Style()


def city_forms(unit: Unit) -> Book:
    """Return the forms of ``unit``, with a project table in front of the three-public form."""
    return [
        _cover(unit),
        _budget(unit),
        _functions(unit, "单位收入总表", "预算单位收入预算总表", "收入预算", INCOME, unit.lines),
        _functions(unit, "单位支出总表", "预算单位支出预算总表", "支出预算", KINDS, unit.lines),
        _fiscal(unit),
        *(
            _functions(
                unit,
                f"单位{word}拨款表" + (" " if fund == "capital" else ""),
                f"预算单位{word}支出功能分类预算表",
                f"{word}支出",
                KINDS,
                of_fund(unit, fund),
            )
            for fund, word in FUNDS
        ),
        _economics(unit),
        project_summary(unit, YUAN, of_fund(unit, "general", PROJECT)),
        _three_public(unit),
    ]


INCOME: Spread = (
    (("合计",), ANY),
    (("财政拨款收入",), of("general", "fund", "capital")),
    (("事业收入",), of("business")),
    (("事业单位\n经营收入",), of("operating")),
    (("其他收入",), of("other")),
)
KINDS: Spread = (
    (("合计",), ANY),
    (("基本支出",), lambda line: line.kind == BASIC),
    (("项目支出",), lambda line: line.kind == PROJECT),
)


def _cover(unit: Unit) -> Grid:
    grid = Grid("封面")
    grid.merge(4, 0, 4, 8, f"{unit.year}年预算单位预算")
    grid.put(12, 2, f"预算单位：{unit.name}")
    return grid


def _head(grid: Grid, unit: Unit, title: str, width: int) -> int:
    grid.merge(1, 0, 1, width - 1, f"{unit.year}年{title}")
    grid.put(3, 0, f"编制单位：{unit.name}")
    grid.put(3, width - 1, "单位：元")
    return 5


def _budget(unit: Unit) -> Grid:
    grid = Grid("单位收支总表")
    row = _head(grid, unit, "预算单位财务收支预算总表", 7)
    paths: list[Path] = [
        ("本年收入", "项目"),
        ("本年收入", "预算数"),
        ("本年支出", "项目"),
        ("本年支出", "预算数", "合计"),
        ("本年支出", "预算数", "基本支出", "人员经费"),
        ("本年支出", "预算数", "基本支出", "公用经费"),
        ("本年支出", "预算数", "项目支出"),
    ]
    row += grid.header(row, 0, paths)
    income: list[tuple[str, Sequence[str]]] = [
        ("一、财政拨款收入", ("general", "fund", "capital")),
        ("1、一般公共预算", ("general",)),
        ("2、政府性基金预算", ("fund",)),
        ("3、国有资本经营预算", ("capital",)),
        ("二、事业收入", ("business",)),
        ("三、事业单位经营收入", ("operating",)),
        ("四、其他收入", ("other",)),
    ]
    classes = sorted({line.function[:3] for line in unit.lines})
    for index in range(max(len(income), len(classes))):
        cells: list[Value] = [None] * 7
        if index < len(income):
            label, sources = income[index]
            cells[:2] = [label, _sum(line for line in unit.lines if line.source in sources)]
        if index < len(classes):
            own = [line for line in unit.lines if line.function.startswith(classes[index])]
            cells[2] = f"{NUMERALS[index]}、{function_name(classes[index])}"
            cells[3:] = _split(own)
        grid.line(row + index, 0, cells)
    total = row + max(len(income), len(classes)) + 2
    grid.line(total, 0, ["收入总计", _sum(unit.lines), "支出总计", *_split(unit.lines)])
    return grid


def _split(lines: Sequence[Line]) -> list[Value]:
    return [
        _sum(lines),
        _sum(line for line in lines if line.staffing == PERSONNEL),
        _sum(line for line in lines if line.staffing == PUBLIC),
        _sum(line for line in lines if line.kind == PROJECT),
    ]


def _sum(lines) -> Value:  # type: ignore[no-untyped-def]
    return YUAN.amount(sum(line.fen for line in lines))


def _functions(unit: Unit, name: str, title: str, group: str, amounts: Spread, lines: Sequence[Line]) -> Grid:
    grid = Grid(name)
    width = 4 + len(amounts)
    row = _head(grid, unit, title, width)
    code = ("项目", "功能分类科目编码")
    paths: list[Path] = [(*code, "类"), (*code, "款"), (*code, "项"), ("项目", "功能分类科目名称")]
    paths += [(group, *path) for path, _ in amounts]
    row += grid.header(row, 0, paths)
    codes = sorted({line.function[:length] for line in lines for length in (3, 5, 7)})
    for one in codes:
        own = [line for line in lines if line.function.startswith(one)]
        parts: list[Value] = [int(one[:3]), one[3:5], one[5:7]]
        sums = [_sum(line for line in own if test(line)) for _, test in amounts]
        grid.line(row, 0, [*parts, function_name(one), *sums])
        row += 1
    grid.merge(row + 1, 0, row + 1, 3, "合计")
    grid.line(row + 1, 4, [_sum(line for line in lines if test(line)) for _, test in amounts])
    return grid


def _fiscal(unit: Unit) -> Grid:
    grid = Grid("单位财政拨款收支总表")
    row = _head(grid, unit, "预算单位财政拨款收支预算总表", 7)
    paths: list[Path] = [("财政拨款收入", "项目"), ("财政拨款收入", "预算数"), ("财政拨款支出", "项目")]
    paths += [("财政拨款支出", word) for word in ("合计", *(word for _, word in FUNDS))]
    row += grid.header(row, 0, paths)
    lines = [line for fund, _ in FUNDS for line in of_fund(unit, fund)]
    classes = sorted({line.function[:3] for line in lines})
    for index in range(max(3, len(classes))):
        cells: list[Value] = [None] * 7
        if index < 3:
            cells[0] = f"{NUMERALS[index]}、{FUNDS[index][1]}"
            cells[1] = _sum(of_fund(unit, FUNDS[index][0]))
        if index < len(classes):
            own = [line for line in lines if line.function.startswith(classes[index])]
            cells[2] = f"{NUMERALS[index]}、{function_name(classes[index])}"
            cells[3:] = [_sum(own), *(_sum(x for x in own if x.source == fund) for fund, _ in FUNDS)]
        grid.line(row + index, 0, cells)
    total = row + max(3, len(classes)) + 1
    by_fund = [_sum(line for line in lines if line.source == fund) for fund, _ in FUNDS]
    grid.line(total, 0, ["收入总计", _sum(lines), "支出总计", _sum(lines), *by_fund])
    return grid


def _economics(unit: Unit) -> Grid:
    grid = Grid("单位一般公共预算拨款基本支出明细表")
    row = _head(grid, unit, "预算单位一般公共预算基本支出部门预算经济分类预算表", 6)
    code = ("项目", "经济分类科目编码")
    group = "一般公共预算基本支出"
    paths: list[Path] = [(*code, "类"), (*code, "款"), ("项目", "部门经济分类科目名称")]
    paths += [(group, "合计"), (group, "人员经费"), (group, "公用经费")]
    row += grid.header(row, 0, paths)
    lines = of_fund(unit, "general", BASIC)
    for one in sorted({line.economic[:length] for line in lines for length in (3, 5)}):
        own = [line for line in lines if line.economic.startswith(one)]
        grid.line(row, 0, [int(one[:3]), one[3:], economic_name(one), *_split(own)[:3]])
        row += 1
    grid.merge(row + 1, 0, row + 1, 2, "合计")
    grid.line(row + 1, 3, _split(lines)[:3])
    return grid


def _three_public(unit: Unit) -> Grid:
    grid = Grid("单位“三公”经费和机关运行费预算表")
    grid.merge(1, 0, 1, 6, f"{unit.year}年单位“三公”经费和机关运行经费预算表")
    grid.put(2, 0, f"编制单位：{unit.name}")
    grid.put(2, 6, "单位:万元")
    top = "“三公”经费预算数"
    cars = "公务用车购置及运行费"
    paths: list[Path] = [(top, "合计"), (top, "因公出国(境)费"), (top, "公务接待费")]
    paths += [(top, cars, "小计"), (top, cars, "购置费"), (top, cars, "运行费"), ("机关运行经费预算数",)]
    row = 3 + grid.header(3, 0, paths)
    wan = Style(money="万元", zero="zero")
    fiscal = [line for fund, _ in FUNDS for line in of_fund(unit, fund)]

    def of_codes(*codes: str) -> Value:
        return wan.amount(sum(line.fen for line in fiscal if line.economic in codes))

    bought, run = ("31013", "30913"), ("30231",)
    cells = [
        of_codes("30212", "30217", *bought, *run),
        of_codes("30212"),
        of_codes("30217"),
        of_codes(*bought, *run),
        of_codes(*bought),
        of_codes(*run),
        wan.amount(0),
    ]
    grid.line(row, 0, cells)
    return grid
