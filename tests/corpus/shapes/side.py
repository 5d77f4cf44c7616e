"""The sheets beside the detail: cover, profile, income, overview, three-public, last year and the like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..grid import Grid, Value
from ..ledger import FUND_OF, SOURCES, Line, Unit, function_name
from ..style import Style
from ..truth import INCOME_ROWS, THREE_PUBLIC_ROWS
from .table import title_block


def cover(unit: Unit) -> Grid:
    """Return a cover page."""
    grid = Grid("封面")
    grid.put(4, 1, f"{unit.year}年部门预算")
    grid.line(6, 1, ["编制单位：", unit.name])
    grid.line(7, 1, ["单位编码：", unit.code])
    grid.line(8, 1, ["编制日期：", f"{unit.year}年1月15日"])
    return grid


def profile(unit: Unit, name: str = "单位基本情况") -> Grid:
    """Return the sheet of basic facts (no money)."""
    grid = Grid(name)
    grid.merge(0, 0, 0, 3, "单位基本情况表")
    grid.line(2, 0, ["单位名称", unit.name, "单位编码", unit.code])
    grid.line(3, 0, ["预算年度", unit.year, "单位性质", unit.nature])
    grid.line(4, 0, ["编制数", 42, "实有人数", 51])
    grid.line(6, 0, ["人员类别", "人数", "比上年增减"])
    for row, (label, number) in enumerate((("在职", 40), ("退休", 11), ("离休", 0)), start=7):
        grid.line(row, 0, [label, number, 0])
    return grid


def contacts(unit: Unit) -> Grid:
    """Return an unrelated sheet."""
    grid = Grid("通讯录")
    grid.put(0, 0, f"{unit.name}通讯录")
    grid.line(1, 0, ["科室", "姓名", "职务", "办公电话"])
    grid.line(2, 0, ["办公室", "李明", "主任", "0991-5550101"])
    grid.line(3, 0, ["财务科", "王芳", "科长", "0991-5550102"])
    return grid


def instructions(hidden: bool = True) -> Grid:
    """Return the filling instructions of a template, hidden as they usually are."""
    grid = Grid("填表说明", hidden=hidden)
    grid.put(0, 0, "填表说明")
    for row, text in enumerate(
        (
            "1.本表金额单位为元，保留两位小数。",
            "2.支出功能分类科目填列至项级，部门预算支出经济分类科目填列至款级。",
            "3.项目支出须填写项目名称，如：城区绿化养护 120000。",
            "4.如有疑问请联系预算科。",
        ),
        start=2,
    ):
        grid.put(row, 0, text)
    return grid


def income_list(unit: Unit, style: Style, name: str = "收入预算表") -> Grid:
    """Return income by source, one a row (收入项目, 资金来源, 预算数)."""
    grid = Grid(name)
    row = title_block(grid, style, unit, "{year}年收入预算表", 3)
    grid.line(row, style.left, ["收入项目", "资金来源", style.amount_header("预算数")])
    for source in unit.sources():
        row += 1
        group = "上年结转结余" if source.startswith("carry") else "本年收入"
        grid.line(row, style.left, [group, style.words.source(source), style.amount(_of(unit, (source,)))])
    grid.line(row + 1, style.left, ["合计", None, style.amount(unit.total())])
    return grid


INCOME_ORDER = (
    "一、本年收入",
    "1.一般公共预算拨款",
    "其中：一般财力",
    "上级一般公共预算安排转移支付",
    "2.基金预算拨款",
    "其中：政府性基金收入",
    "上级政府性基金安排转移支付",
    "3.国有资本经营预算拨款",
    "其中：国有资本经营收入",
    "上级国有资本经营预算安排转移支付",
    "4.财政专户核拨",
    "5.单位资金",
    "其中：事业收入",
    "上级补助收入",
    "附属单位上缴收入",
    "事业单位经营收入",
    "其他收入",
    "二、上年结转结余",
    "1.财政拨款结转",
    "其中：一般公共预算拨款",
    "基金预算拨款",
    "国有资本经营预算拨款",
    "2.非财政拨款结转结余",
    "其中：财政专户核拨",
    "单位资金",
)


def overview(unit: Unit, style: Style, name: str = "收支总表", title: str = "{year}年部门收支总表") -> Grid:
    """Return income items beside spending by functional class, as the published 表1 has them."""
    grid = Grid(name)
    row = title_block(grid, style, unit, title, 4)
    paths = [("收入", "项目"), ("收入", "预算数"), ("支出", "功能分类"), ("支出", "预算数")]
    shown = [(top, style.amount_header(low) if low == "预算数" else low) for top, low in paths]
    row += grid.header(row, style.left, shown)
    classes = sorted({line.function[:3] for line in unit.lines})
    spending: list[tuple[str, int]] = [
        (f"{code} {function_name(code)}", sum(x.fen for x in unit.lines if x.function.startswith(code)))
        for code in classes
    ]
    for index in range(max(len(INCOME_ORDER), len(spending))):
        cells: list[Value] = [None, None, None, None]
        if index < len(INCOME_ORDER):
            label = INCOME_ORDER[index]
            cells[:2] = [label, style.amount(_of(unit, INCOME_ROWS[label]))]
        if index < len(spending):
            cells[2:] = [spending[index][0], style.amount(spending[index][1])]
        grid.line(row, style.left, cells)
        row += 1
    total = style.amount(unit.total())
    grid.line(row, style.left, ["收入总计", total, "支出总计", total])
    return grid


def three_public(unit: Unit, style: Style, shape: str = "rows", name: str = "三公经费") -> Grid:
    """Return the three-public table: ``rows`` (items down, funds across) or ``across`` (one row)."""
    grid = Grid(name)
    title = "{year}年财政拨款“三公”经费预算表"
    funds = (("general", "一般公共预算"), ("fund", "政府性基金"), ("capital", "国有资本经营预算"))
    if shape == "rows":
        row = title_block(grid, style, unit, title, 5)
        paths = [
            ("三公支出内容",),
            (style.amount_header("合计"),),
            *(("资金来源", fund) for _, fund in funds),
        ]
        row += grid.header(row, style.left, paths)
        labels = (
            ("合计", ""),
            ("因公出国（境）费", "因公出国（境）费"),
            ("公务接待费", "公务接待费"),
            ("公务用车购置及运行费（小计）", "公务用车购置及运行费（小计）"),
            ("其中：公务用车购置费", "公务用车购置费"),
            ("公务用车运行费", "公务用车运行费"),
        )
        for label, key in labels:
            amounts = [_three_public(unit, key, FUND_OF[fund]) for fund, _ in funds]
            cells = [style.amount(amount) for amount in (sum(amounts), *amounts)]
            grid.line(row, style.left, [label, *cells])
            row += 1
        return grid
    row = title_block(grid, style, unit, title, 6)
    paths = [
        ("合计",),
        ("因公出国(境)费",),
        ("公务接待费",),
        ("公务用车购置及运行费", "小计"),
        ("公务用车购置及运行费", "购置费"),
        ("公务用车购置及运行费", "运行费"),
    ]
    row += grid.header(row, style.left, paths)
    keys = (
        "",
        "因公出国（境）费",
        "公务接待费",
        "公务用车购置及运行费（小计）",
        "公务用车购置费",
        "公务用车运行费",
    )
    sources = tuple(source for own in FUND_OF.values() for source in own)
    zero_shown = style.with_(zero="zero")
    grid.line(row, style.left, [zero_shown.amount(_three_public(unit, key, sources)) for key in keys])
    return grid


def last_year(unit: Unit, style: Style, name: str = "上年预算数") -> Grid:
    """Return last year's figures by function and kind (made up: nine tenths of this year's)."""
    grid = Grid(name)
    row = title_block(grid, style, unit, f"上年（{unit.year - 1}年）预算数", 5)
    grid.line(row, style.left, ["功能科目", "功能科目名称", "基本支出", "项目支出", "合计"])
    for code in sorted({line.function for line in unit.lines}):
        row += 1
        parts = [
            sum(x.fen for x in unit.lines if x.function == code and x.kind == kind) * 9 // 10 // 10**4 * 10**4
            for kind in ("basic", "project")
        ]
        cells = [style.amount(part) for part in (*parts, sum(parts))]
        grid.line(row, style.left, [code, function_name(code), *cells])
    return grid


def procurement(unit: Unit, style: Style, name: str = "政府采购预算") -> Grid:
    """Return the procurement plan by kind of goods."""
    grid = Grid(name)
    row = title_block(grid, style, unit, "{year}年政府采购预算表", 4)
    grid.line(row, style.left, ["采购类别", "预算金额", "其中：面向中小企业预留", "其中：面向小微企业预留"])
    goods = sum(line.fen for line in unit.lines if line.procurement)
    for label, amount in (("货物", goods), ("工程", 0), ("服务", 0), ("合计", goods)):
        row += 1
        grid.line(row, style.left, [label, *[style.amount(amount, keep_zero=True)] * 3])
    return grid


def assets(unit: Unit, style: Style, name: str = "国有资产占用情况") -> Grid:
    """Return the assets in use (amounts that have nothing to do with the budget)."""
    grid = Grid(name)
    grid.put(0, 0, f"国有资产占用使用情况表（截至{unit.year - 1}年底）")
    grid.put(1, 3, "金额单位：万元")
    grid.line(2, 0, ["资产类别", "计量单位", "数量", "价值"])
    grid.line(3, 0, ["房屋", "平方米", 1860, 412])
    grid.line(4, 0, ["车辆", "辆", 3, 68])
    grid.line(5, 0, ["其中：一般公务用车", "辆", 3, 68])
    grid.line(6, 0, ["办公家具", None, None, 25])
    grid.line(7, 0, ["其他资产", None, None, 118])
    return grid


def performance(unit: Unit, project: str, number: int = 1) -> Grid:
    """Return one project's performance targets."""
    grid = Grid(f"绩效目标{number}")
    fen = sum(line.fen for line in unit.lines if line.project == project)
    wan = Style(money="万元").amount(fen)
    grid.put(0, 0, "项目支出绩效目标表")
    grid.put(1, 0, f"（{unit.year}年）")
    grid.line(2, 0, ["预算单位", unit.name])
    grid.line(3, 0, ["项目名称", project, None, None, "项目负责人", "赵强"])
    grid.line(4, 0, ["项目资金（万元）", "年度预算总额", wan, "其中：财政拨款", wan, "其他资金", 0])
    grid.line(5, 0, ["项目总体目标", "按计划完成年度任务，服务对象满意度达到90%以上。"])
    head = "一级指标 二级指标 三级指标 指标值 指标值设置依据 上年完成值 指标分值权重 指标赋分规则 佐证资料"
    grid.line(6, 0, head.split())
    rows = (
        ("产出指标", "数量指标", "完成任务数", "≥12项", "计划标准", None, 20, "按照完成比例赋分", "工作资料"),
        ("产出指标", "时效指标", "按期完成率", "=100%", "计划标准", None, 20, "按照完成比例赋分", "工作资料"),
        (
            "成本指标",
            "经济成本指标",
            "资金总额",
            "≤50万元",
            "预算支出标准",
            None,
            20,
            "按照完成比例赋分",
            "原始凭证",
        ),
        ("满意度指标", "满意度指标", "满意度", "≥90%", "其他标准", None, 10, "满意度赋分", "工作资料"),
    )
    for offset, cells in enumerate(rows, start=7):
        grid.line(offset, 0, cells)
    return grid


def reasons(unit: Unit) -> Grid:
    """Return the reasons for changes, keyed by label or code (no amounts)."""
    grid = Grid("增减原因")
    grid.put(0, 0, "增减变动原因")
    grid.line(2, 0, ["项目", "主要原因", "主要用于"])
    grid.line(3, 0, ["基本支出", "人员工资增加"])
    for offset, code in enumerate(sorted({line.function for line in unit.lines})[:4], start=4):
        grid.line(offset, 0, [code, "按规定标准调整", f"{function_name(code)}方面支出"])
    return grid


def project_info(unit: Unit, name: str = "项目情况") -> Grid:
    """Return the text about each project (no amounts)."""
    grid = Grid(name)
    grid.put(0, 0, "项目情况表")
    grid.line(2, 0, ["项目名称", "设立的政策依据", "项目承担单位", "资金分配情况", "资金执行时间"])
    for offset, project in enumerate(dict.fromkeys(x.project for x in unit.lines if x.project), start=3):
        period = f"{unit.year}年1月1日-{unit.year}年12月31日"
        grid.line(
            offset, 0, [project, "《关于加强专项资金管理的通知》", unit.name, "全部用于项目实施", period]
        )
    return grid


def empty_form(name: str = "空表", header: Sequence[str] = ()) -> Grid:
    """Return an empty form: title and header, nothing filled in."""
    grid = Grid(name)
    columns = header or ("功能科目", "经济科目", "支出类型", "项目名称", "资金来源", "金额")
    grid.put(0, 0, "部门预算支出明细表")
    grid.put(1, 0, "编制单位：")
    grid.put(1, len(columns) - 1, "单位：元")
    grid.line(2, 0, columns)
    grid.put(12, 0, "合计")
    return grid


def _of(unit: Unit, sources: Iterable[str]) -> int:
    wanted = set(sources)
    assert wanted <= set(SOURCES)
    return sum(line.fen for line in unit.lines if line.source in wanted)


def _three_public(unit: Unit, key: str, sources: Iterable[str]) -> int:
    def counts(line: Line) -> bool:
        rows = THREE_PUBLIC_ROWS.get(line.economic, ())
        return bool(rows) if not key else key in rows

    own = set(sources)
    return sum(line.fen for line in unit.lines if line.source in own and counts(line))
