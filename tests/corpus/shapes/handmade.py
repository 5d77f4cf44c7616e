"""Sheets as accountants type them and systems print them: small habits that a form does not foresee."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from ..grid import Book, Grid, Value
from ..ledger import BASIC, PERSONNEL, PROJECT, Line, Unit, economic_name, function_name
from ..wording import ONE_COLUMN_SOURCES

Cell = Callable[[Line], Value]
SOURCES = ONE_COLUMN_SOURCES[0]


def page(name: str, rows: Iterable[Sequence[Value]], *merges: tuple[int, int, int, int]) -> Grid:
    """Return a sheet of rows from A1 on."""
    grid = Grid(name)
    for number, row in enumerate(rows):
        grid.line(number, 0, row)
    grid.merges.extend(merges)
    return grid


def yuan(line: Line) -> Value:
    """Return an amount in 元."""
    return Decimal(line.fen) / 100


def total(lines: Iterable[Line]) -> Value:
    """Return the sum of lines in 元."""
    return Decimal(sum(line.fen for line in lines)) / 100


def function(line: Line) -> Value:
    """Return 2010301-行政运行."""
    return f"{line.function}-{function_name(line.function)}"


def economic(line: Line) -> Value:
    """Return 30101-基本工资."""
    return f"{line.economic}-{economic_name(line.economic)}"


def kind(line: Line) -> Value:
    """Return 基本支出 or 项目支出."""
    return "基本支出" if line.kind == BASIC else "项目支出"


def project(line: Line) -> Value:
    """Return the project's name."""
    return line.project


def source(line: Line) -> Value:
    """Return the source of funds in plain words."""
    return SOURCES[line.source]


def level(line: Line) -> Value:
    """Return 本级 or 上级转移支付 without the budget that it belongs to."""
    return "上级转移支付" if line.source.endswith("_upper") else "本级"


USUAL: dict[str, Cell] = {
    "功能科目": function,
    "经济科目": economic,
    "支出类型": kind,
    "项目名称": project,
    "资金来源": source,
    "金额": yuan,
}


def heads(
    unit: Unit, title: str = "{year}年部门预算支出明细表", money: str = "单位：元"
) -> list[list[Value]]:
    """Return the rows above a header."""
    return [[title.format(year=unit.year, unit=unit.name)], [f"编制单位：{unit.name}", None, money]]


def listed(columns: dict[str, Cell], lines: Iterable[Line]) -> list[list[Value]]:
    """Return header and body of a long table."""
    return [list(columns), *([cell(line) for cell in columns.values()] for line in lines)]


def long_sheet(unit: Unit, columns: dict[str, Cell] = USUAL, name: str = "支出明细") -> Book:
    """Return a long table of a unit."""
    return [page(name, [*heads(unit), *listed(columns, unit.lines)])]


def dotted(unit: Unit) -> Book:
    """Return codes with dots between their levels: 201.03.01 and 301.01."""
    columns = {
        "功能分类": lambda x: f"{x.function[:3]}.{x.function[3:5]}.{x.function[5:]}",
        "经济分类": lambda x: f"{x.economic[:3]}.{x.economic[3:]}",
        **{name: cell for name, cell in USUAL.items() if not name.endswith("科目")},
    }
    return long_sheet(unit, columns)


def paths(unit: Unit) -> Book:
    """Return codes written as a path of names."""

    def along(code: str, cuts: tuple[int, ...], named: Callable[[str], str]) -> str:
        return "/".join(named(code[:cut]) for cut in cuts)

    columns = {
        **USUAL,
        "功能科目": lambda x: along(x.function, (3, 5, 7), function_name),
        "经济科目": lambda x: along(x.economic, (3, 5), economic_name),
    }
    return long_sheet(unit, columns)


def levels_only(unit: Unit) -> Book:
    """Return a list whose source only says 本级 or 上级, under a head for money."""
    columns = {"资金" if name == "资金来源" else name: cell for name, cell in USUAL.items()}
    return long_sheet(unit, {**columns, "资金": level})


def year_in_a_cell(unit: Unit) -> Book:
    """Return basic and project spending apart, the year in a cell of its own, no year in the titles."""
    columns = {name: cell for name, cell in USUAL.items() if name != "支出类型"}
    sheets = []
    for name, wanted in (("基本支出", BASIC), ("项目支出", PROJECT)):
        top: list[list[Value]] = [
            [f"{name}预算明细表"],
            [f"编制单位：{unit.name}", None, f"{unit.year}年", "单位：元"],
        ]
        sheets.append(page(name, [*top, *listed(columns, unit.of_kind(wanted))]))
    return sheets


def across(unit: Unit) -> Book:
    """Return salaries across the columns beside a number of persons, public spending with standards."""
    people = unit.of_kind(BASIC, PERSONNEL)
    codes = sorted({x.economic for x in people})
    title = "{year}年一般公共预算%s预算表"
    salary: list[list[Value]] = [
        *heads(unit, title % "人员经费"),
        ["功能科目", "人数", "合计", *map(economic_name, codes)],
    ]
    for code in sorted({x.function for x in people}):
        own = [x for x in people if x.function == code]
        row = [total(x for x in own if x.economic == e) or None for e in codes]
        salary.append([f"{code}-{function_name(code)}", 18, total(own), *row])
    columns: dict[str, Cell] = {
        "功能科目": function, "经济科目": economic, "人数": lambda _: 18,
        "标准（元/人·年）": lambda x: Decimal(x.fen // 18) / 100, "金额": yuan,
    }  # fmt: skip
    public = [x for x in unit.lines if x.kind == BASIC and x not in people]
    works = {
        name: cell
        for name, cell in USUAL.items()
        if name in ("项目名称", "功能科目", "经济科目", "资金来源", "金额")
    }
    return [
        page("人员经费", salary),
        page("公用经费", [*heads(unit, title % "公用经费"), *listed(columns, public)]),
        page("项目", [*heads(unit, "{year}年项目支出预算表"), *listed(works, unit.of_kind(PROJECT))]),
    ]


def side_by_side(unit: Unit) -> Book:
    """Return basic spending on the left, projects on the right, each with columns of its own."""
    left: dict[str, Cell] = {"功能科目": function, "经济科目": economic, "资金来源": source, "金额": yuan}
    right: dict[str, Cell] = {"项目名称": project, **left}
    grid = page("预算", heads(unit))
    grid.merge(2, 0, 2, 3, "基本支出")
    grid.merge(2, 5, 2, 9, "项目支出")
    for at, columns, wanted in ((0, left, BASIC), (5, right, PROJECT)):
        for row, values in enumerate(listed(columns, unit.of_kind(wanted))):
            grid.line(3 + row, at, values)
    bottom = grid.rows
    grid.line(bottom, 0, ["合计", None, None, total(unit.of_kind(BASIC))])
    grid.line(bottom, 5, ["合计", None, None, None, total(unit.of_kind(PROJECT))])
    return [grid]


def project_blocks(unit: Unit) -> Book:
    """Return 项目名称：… with its sum above a small table for each project, basic spending on a sheet."""
    columns: dict[str, Cell] = {"功能科目": function, "经济科目": economic, "资金来源": source, "金额": yuan}
    rows: list[list[Value]] = [[f"{unit.year}年项目支出预算"], [f"单位：{unit.name}", None, None, "单位：元"]]
    works = unit.of_kind(PROJECT)
    for name in dict.fromkeys(x.project for x in works):
        own = [x for x in works if x.project == name]
        rows += [
            ["项目名称：", name, "项目金额：", total(own)],
            *listed(columns, own),
            ["小计", None, None, total(own)],
            [],
        ]
    basic = [*heads(unit, "{year}年基本支出预算"), *listed(columns, unit.of_kind(BASIC))]
    return [page("基本", basic), page("项目", rows)]


def signed(unit: Unit) -> Book:
    """Return a list with system names below the header and signatures with a telephone number."""
    rows = listed(USUAL, unit.lines)
    rows.insert(1, ["EXP_FUNC", "EXP_ECO", "EXP_TYPE", "PRO_NAME", "FUND_TYPE", "AMT"])
    foot: list[list[Value]] = [
        ["合计", None, None, None, None, total(unit.lines)],
        ["校验", None, None, None, None, 0],
        ["单位负责人：王某", None, "填表人：赵某", None, "联系电话：", 13999999999],
    ]
    return [page("明细", [*heads(unit), *rows, *foot])]


def unit_rows(*units: Unit) -> Book:
    """Return several units in one table, each headed by a row with its name and total."""
    rows: list[list[Value]] = [[f"{units[0].year}年部门预算明细表（元）"], list(USUAL)]
    for unit in units:
        rows.append([f"{unit.code} {unit.name}", None, None, None, None, total(unit.lines)])
        rows += listed(USUAL, unit.lines)[1:]
    return [page("明细", rows)]


def income_below(unit: Unit) -> Book:
    """Return a list beside an income sheet whose 本级 and 上级 stand below their budget."""
    upper = [x for x in unit.lines if x.source == "general_upper"]
    own = [x for x in unit.lines if x.source == "general"]
    income: list[list[Value]] = [
        [f"{unit.year}年收入预算表"], [f"编制单位：{unit.name}", "单位：元"], ["收入项目", "预算数"],
        ["一、一般公共预算拨款", total([*own, *upper])], ["    其中：本级", total(own)],
        ["          上级转移支付", total(upper)], ["收入合计", total(unit.lines)],
    ]  # fmt: skip
    return [page("收入", income), *long_sheet(unit)]


def among(unit: Unit) -> Book:
    """Return general money in one column, 其中：上级转移支付 beside it."""
    columns: dict[str, Cell] = {
        **{name: cell for name, cell in USUAL.items() if name not in ("资金来源", "金额")},
        "金额": yuan,
        "其中：上级转移支付": lambda x: yuan(x) if x.source == "general_upper" else None,
    }
    return [page("明细", [*heads(unit, "{year}年一般公共预算支出明细表"), *listed(columns, unit.lines)])]


def ditto(unit: Unit) -> Book:
    """Return a list that writes 同上 for what stands above."""
    rows = listed(USUAL, unit.lines)
    plain = [list(row) for row in rows]
    for number in range(2, len(rows)):
        for column in (0, 2, 4):
            if plain[number][column] == plain[number - 1][column]:
                rows[number][column] = "同上" if column else "〃"
    return [page("明细", [*heads(unit), *rows])]


def signed_unit(unit: Unit) -> Book:
    """Return a list whose unit only stands in the signature below it."""
    top: list[list[Value]] = [[f"{unit.year}年部门预算支出明细表"], ["单位：元"]]
    foot: list[list[Value]] = [[f"填报单位：{unit.name}（盖章）", None, "填报时间：1月5日"]]
    return [page("明细", [*top, *listed(USUAL, unit.lines), *foot])]


def coded_words(unit: Unit) -> Book:
    """Return code and name of every word in columns of their own, levels of codes apart, drafts beside."""
    columns: dict[str, Cell] = {
        "类代码": lambda x: x.function[:3], "类名称": lambda x: function_name(x.function[:3]),
        "款代码": lambda x: x.function[:5], "款名称": lambda x: function_name(x.function[:5]),
        "项代码": lambda x: x.function, "项名称": lambda x: function_name(x.function),
        "经济类代码": lambda x: x.economic[:3], "经济类名称": lambda x: economic_name(x.economic[:3]),
        "经济款代码": lambda x: x.economic, "经济款名称": lambda x: economic_name(x.economic),
        "支出类型代码": lambda x: "1" if x.kind == BASIC else "2", "支出类型名称": kind,
        "项目名称": project, "资金性质代码": lambda x: "111", "资金性质名称": source,
        "申报数": lambda x: Decimal(x.fen + 10000) / 100, "批复数": yuan, "同比±%": lambda _: Decimal("0.05"),
    }  # fmt: skip
    return long_sheet(unit, columns)


def months(unit: Unit) -> Book:
    """Return amounts by quarter beside the year's."""

    def quarter(number: int) -> Cell:
        return lambda x: Decimal(x.fen // 4 if number < 4 else x.fen - x.fen // 4 * 3) / 100

    columns = {name: cell for name, cell in USUAL.items() if name != "金额"}
    names = ("一季度", "二季度", "三季度", "四季度")
    parts = {name: quarter(number) for number, name in enumerate(names, 1)}
    return long_sheet(unit, {**columns, "全年预算": yuan, **parts})


def four_kinds(unit: Unit) -> Book:
    """Return the classes of projects across the columns, two of them project spending."""

    def column(wanted: Callable[[Line], bool]) -> Cell:
        return lambda x: yuan(x) if wanted(x) else 0

    columns: dict[str, Cell] = {
        "功能科目": function, "经济科目": economic, "项目名称": project, "资金来源": source, "合计": yuan,
        "人员类": column(lambda x: x.staffing == PERSONNEL),
        "运转类-公用经费": column(lambda x: x.kind == BASIC and x.staffing != PERSONNEL),
        "其他运转类": column(lambda x: x.kind == PROJECT and x.economic[:3] == "302"),
        "特定目标类": column(lambda x: x.kind == PROJECT and x.economic[:3] != "302"),
    }  # fmt: skip
    return long_sheet(unit, columns)


def one_code_column(unit: Unit) -> Book:
    """Return economic codes below their functional code in one column, one sheet a kind of spending."""
    rows: list[list[Value]] = [
        *heads(unit, "{year}年一般公共预算基本支出明细表"),
        ["科目编码", "科目名称", "预算数"],
    ]
    basic = unit.of_kind(BASIC)
    for code in sorted({x.function[:n] for x in basic for n in (3, 5, 7)}):
        own = [x for x in basic if x.function.startswith(code)]
        rows.append([code, function_name(code), total(own)])
        if len(code) == 7:
            rows += [["  " + x.economic, "  " + economic_name(x.economic), yuan(x)] for x in own]
    columns = {name: cell for name, cell in USUAL.items() if name != "支出类型"}
    works = [*heads(unit, "{year}年项目支出明细表"), *listed(columns, unit.of_kind(PROJECT))]
    return [page("基本支出", rows), page("项目支出", works)]


def county(*units: Unit) -> Book:
    """Return a summary by unit that parts 人员 and 公用 beside detail that does not, and a sheet of checks."""
    summary: list[list[Value]] = [
        [f"{units[0].year}年全县部门预算汇总表（元）"], ["序号", "单位名称", "合计", "人员经费", "公用经费", "项目支出"],
    ]  # fmt: skip
    for number, unit in enumerate(units, 1):
        parts = [
            [x for x in unit.lines if x.staffing == PERSONNEL],
            [x for x in unit.lines if x.kind == BASIC and x.staffing != PERSONNEL],
            unit.of_kind(PROJECT),
        ]
        summary.append([number, unit.name, total(unit.lines), *map(total, parts)])
    rows: list[list[Value]] = [[f"{units[0].year}年部门预算明细表（元）"]]
    lines = [(unit, line) for unit in units for line in unit.lines]
    rows += [["单位名称", *USUAL], *([u.name, *(cell(x) for cell in USUAL.values())] for u, x in lines)]
    everything = total(line for _, line in lines)
    checks: list[list[Value]] = [
        ["校验表"],
        ["项目", "明细", "汇总", "差额"],
        ["支出合计", everything, everything, 0],
    ]
    return [page("汇总", summary), page("明细", rows), page("校验", checks)]


def coarse_codes(unit: Unit) -> Book:
    """Return codes that end at the 款 beside the names of the 项, and 人员经费 for a project's name."""
    columns: dict[str, Cell] = {
        "功能科目编码": lambda x: x.function[:5],
        "功能科目名称": lambda x: function_name(x.function),
        "经济科目": economic,
        "项目名称": lambda x: x.project or ("人员经费" if x.staffing == PERSONNEL else "公用经费"),
        "资金来源": source,
        "金额": yuan,
    }
    return long_sheet(unit, columns)
