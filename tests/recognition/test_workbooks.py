"""Workbooks of several sheets: what each is for, last year, departments, forms, lists and libraries."""

from converter.recognition.mapping import Meaning, Role

from .made_up import book, meanings, read, rules, sheet

DETAIL = """
{unit}2023年预算
单位：元
功能科目|经济科目|支出类型|金额
{function}|30101 基本工资|人员经费|{first}
{function}|30201 办公费|项目支出|{second}
合计|||{total}
"""


def detail(unit: str, function: str, first: int, second: int, name: str) -> object:
    return sheet(
        DETAIL.format(unit=unit, function=function, first=first, second=second, total=first + second), name
    )


def test_a_departments_workbook() -> None:
    found = book(
        sheet("填写说明\n1.请按模板填写，不得增删列。\n示例|金额\n办公费|100", "填报说明", hidden=True),
        sheet(
            """
石岭县教育局2023年部门预算汇总表
单位：元
功能科目|基本支出|项目支出|合计
2050204 高中教育|100|20|120
2050201 学前教育|50|5|55
合计|150|25|175
""",
            "汇总",
        ),
        detail("石岭县第一中学", "2050204 高中教育", 100, 20, "一中"),  # type: ignore[arg-type]
        detail("石岭县机关幼儿园", "2050201 学前教育", 50, 5, "幼儿园"),  # type: ignore[arg-type]
        sheet("20  年预算\n单位：元\n功能科目|经济科目|支出类型|金额\n|||\n合计|||", "空表"),
    )
    roles = [s.role for s in found.sheets]
    assert roles == [Role.INSTRUCTIONS, Role.BUDGET, Role.BUDGET, Role.BUDGET, Role.EMPTY_FORM]
    assert [s.covers_units for s in found.sheets] == [False, True, False, False, False]
    assert [s.unit_name for s in found.sheets[2:4]] == ["石岭县第一中学", "石岭县机关幼儿园"]
    assert all(s.questions == [] for s in found.sheets)
    assert found.sheets[0].blocks == []


def test_a_sum_of_all_units_is_told_by_its_total_too() -> None:
    found = book(
        sheet("石岭县教育局2023年预算\n单位：元\n功能科目|合计\n2050204|120\n2050201|55\n合计|175", "部门"),
        detail("石岭县第一中学", "2050204 高中教育", 100, 20, "一中"),  # type: ignore[arg-type]
        detail("石岭县机关幼儿园", "2050201 学前教育", 50, 5, "幼儿园"),  # type: ignore[arg-type]
    )
    assert [s.covers_units for s in found.sheets] == [True, False, False]


def test_kind_and_fund_of_a_sheet_from_its_name_or_title() -> None:
    body = "单位：元\n功能科目|经济科目|金额\n2010801|30101|100"
    by_name = read(f"石岭县审计局2023年预算\n{body}", "人员经费支出明细").blocks[0]
    assert by_name.dims == {"kind": "basic.personnel"}
    by_title = read(f"石岭县审计局2023年上级政府性基金转移支付项目支出表\n{body}").blocks[0]
    assert by_title.dims == {"kind": "project", "source": "current.fiscal.fund.upper"}
    assert "第1行" in by_title.dims_evidence["source"]


def test_a_title_that_its_columns_contradict_is_put_aside() -> None:
    found = read(
        """
石岭县审计局2023年一般公共预算支出表
单位：元
功能科目|合计|财政拨款|单位资金
2010801|120|100|20
"""
    )
    assert found.blocks[0].dims == {}
    assert any("以表中为准" in text for text in found.evidence)


def test_headings_hold_for_the_tables_below_them_by_level() -> None:
    head = "功能科目|经济科目|金额"
    found = read(
        f"""
石岭县审计局2023年预算明细表
单位：元
一、一般公共预算||
（一）基本支出||
{head}
2010801 行政运行|30101 基本工资|100
（二）项目支出||
{head}
2010804 审计业务|30201 办公费|50
二、政府性基金预算||
{head}
2120801 征地和拆迁补偿支出|30905 基础设施建设|50
"""
    )
    assert [block.dims for block in found.blocks] == [
        {"kind": "basic", "source": "current.fiscal.general"},
        {"kind": "project", "source": "current.fiscal.general"},
        {"source": "current.fiscal.fund"},
    ]


def test_a_project_library_in_blocks() -> None:
    found = read(
        """
石岭县审计局2023年项目库
单位：元
项目名称：经济责任审计|||项目编码：052001T01
功能科目：2010804 审计业务|||
经济科目|资金来源|金额|
30201 办公费|一般公共预算|100|

项目名称：政府投资审计|||项目编码：052001T02
功能科目：2010804 审计业务|||
经济科目|资金来源|金额|
30227 委托业务费|上级一般公共预算转移支付|300|
"""
    )
    first, second = found.blocks
    assert first.dims == {
        "project": "经济责任审计",
        "project_code": "052001T01",
        "function": "2010804",
        "kind": "project",
    }
    assert second.dims["project"] == "政府投资审计" and second.labels["项目名称"] == (7, 0)
    assert (first.last_row, second.first_row) == (5, 10)


def test_income_beside_spending() -> None:
    found = read(
        """
2023年收支预算总表
部门：石岭县审计局|||单位：万元
收入||支出|
项目|预算数|项目|预算数
一、财政拨款收入|100|一、一般公共服务支出|80
二、事业收入||二、社会保障和就业支出|20
收入总计|100|支出总计|100
"""
    )
    left, right = found.blocks
    assert found.role is Role.OVERVIEW
    assert (left.role, right.role) == (Role.INCOME, None)
    assert [c.column for c in left.columns] == [0, 1] and [c.column for c in right.columns] == [2, 3]


def test_income_above_spending_in_one_sheet() -> None:
    found = read(
        """
石岭县审计局2023年收支预算表
单位：元
一、收入
收入项目|预算数
一般公共预算拨款|1000
收入合计|1000
二、支出
功能科目编码|功能科目名称|预算数
2010801|行政运行|1000
"""
    )
    assert [block.role for block in found.blocks] == [Role.INCOME, Role.BUDGET]


def test_last_years_tables_in_one_sheet_and_by_year() -> None:
    this = sheet("石岭县审计局2023年支出预算表\n单位：万元\n功能科目|预算数\n2010801|100.5", "2023")
    other = sheet("石岭县审计局2022年支出预算表\n单位：万元\n功能科目|预算数\n2010801|90.5", "2022")
    found = book(this, other)
    assert [s.role for s in found.sheets] == [Role.BUDGET, Role.LAST_YEAR]
    stacked = read(
        """
上年（2022年）预算数
单位：万元|石岭县审计局||
功能科目|基本支出|项目支出|合计
2010801 行政运行|849.15|0|849.15
合计|849.15|0|849.15

收入来源|||预算数
一般公共预算|||849.15

三公经费|||预算数
公务接待费|||1.2
公务用车运行费|||62
"""
    )
    assert stacked.role is Role.LAST_YEAR and stacked.year == 2022
    assert [block.role for block in stacked.blocks] == [None, Role.INCOME, Role.THREE_PUBLIC]


def test_sheets_for_the_text() -> None:
    found = book(
        sheet(
            """
单位基本情况表

单位名称|石岭县审计局|单位编码|052001
预算年度|2023|单位性质|行政单位
编制数|68|实有人数|78

人员类别|人数|比上年增减
在职|61|0
退休|15|0

内设机构
文书科
综合科

主要职能
1|负责审计工作。
2|承办其他事项。
""",
            "单位基本情况",
        ),
        sheet("增减变动原因\n项目|主要原因|主要用于\n项目支出|新增专项|\n2010801|人员增加|", "增减原因"),
        sheet("项目情况表\n项目名称|设立的政策依据|项目承担单位\n审计|《审计法》|石岭县审计局", "项目情况"),
        sheet("政府采购预算表\n单位：万元\n采购类别|预算金额|其中：面向中小企业预留\n货物|65|60", "采购"),
        sheet("国有资产占用情况表\n单位：万元\n资产类别|计量单位|数量|价值\n车辆|辆|8|305", "资产"),
        sheet(
            """
项目支出绩效目标表
（2023年）
预算单位|石岭县审计局
项目名称|审计|||项目负责人|张三
项目资金（万元）|年度预算总额|10|其中：财政拨款|10|其他资金|0
项目总体目标|完成审计。
一级指标|二级指标|三级指标|指标值|分值权重
产出指标|数量指标|审计项目数|≥10个|20
""",
            "绩效",
        ),
        sheet("名词解释\n财政拨款：指由财政拨付的资金。", "名词"),
    )
    assert [s.role for s in found.sheets] == [
        Role.PROFILE,
        Role.REASONS,
        Role.PROJECT_INFO,
        Role.PROCUREMENT,
        Role.ASSETS,
        Role.PERFORMANCE,
        Role.OTHER,
    ]
    profile, performance = found.sheets[0], found.sheets[5]
    assert profile.labels["编制数"] == (4, 1) and profile.labels["单位性质"] == (3, 3)
    staff, offices, duties = profile.blocks
    assert meanings(staff)["人数"] is Meaning.COUNT
    assert (offices.first_row, offices.last_row) == (11, 12)
    assert [c.meaning for c in duties.columns] == [Meaning.SEQUENCE, Meaning.TEXT]
    assert performance.labels["年度预算总额"] == (4, 2) and performance.labels["项目总体目标"] == (5, 1)
    assert performance.blocks[0].dims == {"project": "审计"}
    assert all(s.questions == [] for s in found.sheets)


def test_two_performance_tables_on_one_sheet() -> None:
    form = """
项目支出绩效目标表
项目名称|{0}|||项目负责人|张三
项目资金（万元）|年度预算总额|10|其中：财政拨款|10|其他资金|0
项目总体目标|完成。
一级指标|二级指标|三级指标|指标值|分值权重
产出指标|数量指标|项目数|≥10个|20
满意度指标|满意度指标|满意度|≥90%|10
"""
    found = read(form.format("甲项目").strip() + "\n\n" + form.format("乙项目").strip(), "绩效目标")
    assert [block.dims["project"] for block in found.blocks] == ["甲项目", "乙项目"]
    assert [block.labels["年度预算总额"] for block in found.blocks] == [(2, 2), (10, 2)]


def test_an_empty_form_keeps_its_columns_but_formulas_without_values_are_no_empty_form() -> None:
    text = "石岭县审计局2023年预算\n单位：元\n功能科目|经济科目|金额\n2010801|30101|\n合计||"
    empty = read(text)
    assert empty.role is Role.EMPTY_FORM and meanings(empty.blocks[0])["金额"] is Meaning.AMOUNT
    formulas = book(sheet(text, uncached=frozenset({(3, 2), (4, 2)}))).sheets[0]
    assert formulas.role is Role.BUDGET


def test_sheets_of_no_use_do_not_stop_the_others() -> None:
    found = book(
        sheet("非税征收计划表\n预算单位|收费项目|2021年征收计划\n石岭县审计局|罚没收入|100", "非税"),
        sheet("会议费\n单位编码|会议名称|会议费支出安排（万元）\n001|年会|3.5", "会议费"),
        sheet("科室|姓名|电话\n办公室|李明|0991-5550101", "通讯录"),
        sheet("", "Sheet3"),
        sheet("编码|名称\n101|甲\n102|乙", "辅助", hidden=True),
    )
    assert [s.role for s in found.sheets[:4]] == [Role.OTHER] * 4
    assert all("M01" not in rules(s) for s in found.sheets)


def test_a_draft_beside_the_final_sheet_is_not_used() -> None:
    text = "石岭县审计局2023年预算\n单位：元\n功能科目|经济科目|金额\n2010801|30101|{}\n"
    found = book(sheet(text.format(120), "一上"), sheet(text.format(100), "批复"))
    assert [s.relation for s in found.sheets] == ["skip", "auto"]
    assert any("另有工作表“批复”" in evidence for evidence in found.sheets[0].evidence)
    alone = book(sheet(text.format(120), "一上"))
    assert alone.sheets[0].relation == "auto"


def test_own_share_and_transfers_on_sheets_of_their_own() -> None:
    text = "石岭县审计局2023年{}支出明细表\n单位：元\n功能科目|经济科目|金额\n{}|30101|{}\n"
    own = sheet(text.format("一般公共预算", "2010801", 100), "表1")
    parted = book(own, sheet(text.format("上级一般公共预算转移支付", "2010804", 30), "表2"))
    assert [s.blocks[0].dims["source"].rpartition(".")[2] for s in parted.sheets] == ["local", "upper"]
    within = book(own, sheet(text.format("上级一般公共预算转移支付", "2010801", 30), "表2"))
    assert within.sheets[0].blocks[0].dims["source"] == "current.fiscal.general"


def test_one_list_in_two_halves_is_no_table_of_income_and_spending() -> None:
    found = read(
        """
石岭县审计局2023年基本支出
单位：万元
经济科目|预算数|经济科目|预算数
基本工资|10|办公费|5
津贴补贴|20|印刷费|6
"""
    )
    assert found.role is Role.BUDGET and len(found.blocks) == 2
    assert all(block.role is None for block in found.blocks)
