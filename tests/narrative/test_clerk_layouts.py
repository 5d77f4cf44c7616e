"""What the clerk knows, in layouts as county clerks draw them: forms, sections on one sheet, sentences."""

from __future__ import annotations

from decimal import Decimal

from converter.narrative.answers.collecting import collect_answers
from converter.narrative.answers.model import Answers, label_key
from converter.narrative.drafting.drafting import draft_text
from converter.reading.model import CellValue, MergedArea
from converter.recognition.recognising import recognise

from .test_answers import UNIT, file_of, found, values
from .units import disclosure_of, office, pack

STAFF = {
    "人员.编制": "30",
    "人员.实有": "39",
    "人员.在职": "28",
    "人员.退休": "10",
    "人员.离休": "1",
}
ASSETS = {
    "资产.房屋": "1200.5",
    "资产.房屋.价值": "345.60",
    "资产.车辆": "4",
    "资产.车辆.价值": "88.00",
    "资产.办公家具.价值": "25.20",
}


def subset(answers: Answers, wanted: dict[str, str]) -> dict[str, str]:
    """Return the answers to the slots of ``wanted``, numbers without needless zeros."""
    held = values(answers)
    return {slot: held.get(slot, "").replace("1200.50", "1200.5") for slot in wanted}


def test_one_sheet_with_sections_of_their_own_columns_and_units() -> None:
    rows: list[list[CellValue]] = [
        ["丙县教育局单位情况说明"],
        ["一、单位主要职能"],
        ["（一）贯彻教育方针；\n（二）管理学校；\n（三）承办交办事项。"],
        ["二、机构设置"],
        ["丙县教育局无下属预算单位，下设3个科室，分别是：办公室、人事股、计财股。"],
        ["三、人员情况"],
        ["编制数", 30, "实有人数", 39],
        ["其中：在职人员", 28, "比上年增减", -2],
        ["退休人员", 10, "比上年增减", 1],
        ["离休人员", 1, "比上年增减", 0],
        ["四、国有资产占用情况（截至2022年12月31日）"],
        ["项目", "数量", "单位", "金额（元）"],
        ["房屋", Decimal("1200.5"), "平方米", 3456000],
        ["车辆", 4, "辆", 880000],
        ["　其中：一般公务用车", 3, "辆", 600000],
        ["　　　　执法执勤用车", 1, "辆", 280000],
        ["办公家具", None, None, 252000],
        ["五、政府采购预算（万元）"],
        ["货物", 15],
        ["工程", 0],
        ["服务", 5],
        ["合计", 20],
        ["六、其他事项"],
        ["无"],
    ]
    answers = found(file_of(单位情况说明=rows))
    assert subset(answers, STAFF | ASSETS) == STAFF | ASSETS
    held = values(answers)
    assert (held["人员.在职.增减"], held["人员.退休.增减"], held["人员.离休.增减"]) == ("-2", "1", "0")
    assert (held["采购.货物"], held["采购.合计"], held["资产.执法执勤用车"]) == ("15.00", "20.00", "1")
    assert [a.text.rstrip("；。") for a in answers.lists["主要职能"]] == [
        "贯彻教育方针",
        "管理学校",
        "承办交办事项",
    ]
    assert [a.text for a in answers.lists["内设机构"]] == ["办公室", "人事股", "计财股"]
    assert held["单位.下属个数"] == "0"


def test_a_form_of_labels_values_and_units_whose_title_sounds_like_a_budget() -> None:
    rows: list[list[CellValue]] = [["2023年部门预算公开信息采集表"], ["填报单位：丙县教育局"]]
    rows.append(["序号", "采集内容", "填报内容", "计量单位"])
    for number, (label, text, unit) in enumerate(
        [
            ("主要职责", "1.贯彻教育方针。2.管理学校。", None),
            ("内设机构名称", "办公室、人事股", None),
            ("人员编制数", "30", "人"),
            ("实有人员数", "39", "人"),
            ("其中：在职", "28", "人"),
            ("在职人员较上年增减", "-2", "人"),
            ("离休", "1", "人"),
            ("退休", "10", "人"),
            ("房屋建筑面积", "1,200.50", "平方米"),
            ("房屋价值", "3456000", "元"),
            ("车辆总数", "4", "辆"),
            ("车辆总价值", "88", "万元"),
            ("办公家具价值（元）", "252000", None),
            ("政府采购预算总额", "20", "万元"),
            ("预留中小企业份额", "200000", "元"),
            ("其他需要说明的事项", "无", None),
        ],
        start=1,
    ):
        rows.append([number, label, text, unit])
    source = file_of(公开信息采集表=rows)
    assert not [q.message for sheet in recognise(source, pack()).sheets for q in sheet.questions]
    answers = found(source)
    assert subset(answers, STAFF | ASSETS) == STAFF | ASSETS
    held = values(answers)
    assert held["人员.在职.增减"] == "-2"
    assert (held["采购.合计"], held["采购.中小"]) == ("20.00", "20.00")
    assert [a.text for a in answers.lists["主要职能"]] == ["贯彻教育方针。", "管理学校。"]
    assert [a.text for a in answers.lists["内设机构"]] == ["办公室", "人事股"]


def test_columns_under_headings_of_several_rows() -> None:
    source = file_of(
        人员情况表=[
            ["人员基本情况表"],
            ["单位名称", "编制数", None, None, "实有人数", None, None, None, None, None],
            [None, "合计", "行政编制", "事业编制", "合计", "在职人员", None, None, "离休人员", "退休人员"],
            [None, None, None, None, None, "小计", "行政", "事业", None, None],
            ["丙县教育局", 30, 20, 10, 39, 28, 20, 8, 1, 10],
        ],
        固定资产=[
            ["固定资产占用情况表"],
            [None, None, None, None, None, "金额单位：元"],
            ["单位", "房屋", None, "车辆", None, "办公家具"],
            [None, "面积（平方米）", "价值", "数量（辆）", "价值", "价值"],
            ["丙县教育局", Decimal("1200.5"), 3456000, 4, 880000, 252000],
        ],
    )
    source.sheets[0].merged = (MergedArea(1, 1, 1, 3), MergedArea(1, 4, 1, 9), MergedArea(2, 5, 2, 7))
    source.sheets[1].merged = (MergedArea(2, 1, 2, 2), MergedArea(2, 3, 2, 4))
    answers = found(source)
    assert subset(answers, STAFF | ASSETS) == STAFF | ASSETS


def test_a_list_of_purchases_is_added_up_by_kind_and_by_flag() -> None:
    answers = found(
        file_of(
            政府采购明细=[
                ["2023年政府采购预算明细表"],
                [None, None, None, None, None, "单位：元"],
                [
                    "序号",
                    "采购项目名称",
                    "采购类别",
                    "数量",
                    "采购金额",
                    "是否面向中小企业",
                    "是否面向小微企业",
                ],
                [1, "复印纸", "货物", 100, 50000, "是", "是"],
                [2, "台式计算机", "货物", 10, 100000, "是", "否"],
                [3, "网络维护", "服务", 1, 50000, "否", "否"],
                ["合计", None, None, None, 200000, None, None],
            ]
        )
    )
    assert values(answers) == {
        "采购.货物": "15.00",
        "采购.服务": "5.00",
        "采购.合计": "20.00",
        "采购.中小": "15.00",
        "采购.小微": "5.00",
    }
    # What the known parts leave nothing for is nothing.
    draft = draft_text(disclosure_of(office()), pack(), ledger=office(), answers=answers)
    assert any("政府采购工程预算0.00万元" in p.text for p in draft.text.paragraphs)


def test_sentences_are_understood_like_those_of_a_finished_text() -> None:
    answers = found(
        file_of(
            职能机构=[
                ["丙县教育局职能、机构及人员"],
                ["主要职能："],
                ["1、贯彻教育方针；"],
                ["2、管理学校。"],
                ["机构设置：内设办公室、人事股、计财股3个科室，无下属单位。"],
                [
                    "人员情况：编制30名，实有人数39人，其中：在职28人，减少2人；退休10人，增加1人；离休1人，与上年持平。"
                ],
                [
                    "国有资产占用情况：房屋1200.5平方米，价值345.6万元；车辆4辆，价值88万元；办公家具价值25.2万元。"
                ],
                [
                    "政府采购情况：政府采购预算20万元，其中：政府采购货物预算15万元，政府采购服务预算5万元。面向中小企业预留20万元，其中面向小微企业12万元。"
                ],
            ]
        )
    )
    assert subset(answers, STAFF | ASSETS) == STAFF | ASSETS
    held = values(answers)
    assert (held["人员.在职.增减"], held["人员.退休.增减"], held["人员.离休.增减"]) == ("-2", "1", "0")
    assert (held["采购.合计"], held["采购.货物"], held["采购.小微"]) == ("20.00", "15.00", "12.00")
    assert [a.text for a in answers.lists["内设机构"]] == ["办公室", "人事股", "计财股"]
    assert len(answers.lists["主要职能"]) == 2


def test_projects_side_by_side() -> None:
    answers = found(
        file_of(
            项目基本情况=[
                ["项目支出基本情况表"],
                ["项目名称", "校舍维修", "营养餐"],
                ["立项依据", "《校舍安全条例》", "《营养改善计划》"],
                ["资金分配", "维修教学楼10万元", "食材采购5万元"],
                ["项目负责人", "张某", "李某"],
            ]
        )
    )
    second = answers.project("营养餐")
    assert second is not None
    assert {k: a.text for k, a in second.fields.items()} == {
        "政策依据": "《营养改善计划》",
        "资金分配": "食材采购5万元",
        "负责人": "李某",
    }


def test_indicators_of_all_projects_in_one_list_and_rates_as_numbers() -> None:
    answers = found(
        file_of(
            绩效目标汇总=[
                ["2023年项目支出绩效目标汇总表"],
                [
                    "序号",
                    "项目名称",
                    "一级指标",
                    "二级指标",
                    "三级指标",
                    "指标值",
                    "上年完成值",
                    "指标分值权重",
                ],
                [1, "校舍维修", "产出指标", "数量指标", "维修校舍", "≥3栋", None, 20],
                [None, None, None, "质量指标", "验收合格率", 1, Decimal("0.98"), 20],
                [2, "营养餐", "产出指标", "数量指标", "受益学生", "≥500人", None, 20],
            ]
        )
    )
    first, second = answers.performance_of("校舍维修"), answers.performance_of("营养餐")
    assert first is not None and second is not None
    rows = [(i.first, i.second, i.third, i.target, i.last_year, i.weight) for i in first.indicators]
    assert rows == [
        ("产出指标", "数量指标", "维修校舍", "≥3栋", "", "20"),
        ("产出指标", "质量指标", "验收合格率", "100%", "98%", "20"),
    ]
    assert len(second.indicators) == 1


def test_reasons_below_a_comparison_of_two_years() -> None:
    answers = found(
        file_of(
            增减变动说明=[
                ["2023年预算增减变动说明表"],
                ["单位：万元"],
                ["支出功能科目", "2022年预算数", "2023年预算数", "增减额", "变动说明"],
                ["2050201-学前教育", 100, 120, 20, "新增班级"],
                ["2050202-小学教育", 10, 12, 2, "学生增加"],
                [],
                ["基本支出增减说明", "工资标准调整"],
                ["一般公共预算拨款增减说明", "人员经费增加"],
            ]
        )
    )
    assert answers.reasons[label_key("2050201-学前教育")].text == "新增班级"
    assert answers.reasons[label_key("基本支出")].text == "工资标准调整"
    assert answers.reasons[label_key("一般公共预算拨款")].text == "人员经费增加"


def test_a_table_of_several_units_gives_each_its_own_row() -> None:
    source = file_of(
        人员情况=[
            ["人员情况统计表"],
            ["序号", "单位名称", "编制数", "在职人员", "退休人员"],
            [1, "丙县第一中学", 200, 190, 80],
            [2, "丙县教育局", 30, 28, 10],
            [None, "合计", 230, 218, 90],
        ]
    )
    assert UNIT.name == "丙县教育局"
    wanted = {"人员.编制": "30", "人员.在职": "28", "人员.退休": "10"}
    # 合计 is the county's, not the unit's 实有人数.
    assert values(found(source)) == wanted


def test_other_units_of_measure_are_not_taken_for_square_metres() -> None:
    answers = found(
        file_of(
            国有资产=[
                ["国有资产情况"],
                ["房屋建筑面积", "12亩"],
                ["车辆总数", "4辆"],
                ["办公家具价值", "5万元"],
            ]
        )
    )
    assert subset(answers, {"资产.车辆": "4", "资产.办公家具.价值": "5.00"}) == {
        "资产.车辆": "4",
        "资产.办公家具.价值": "5.00",
    }
    draft = draft_text(disclosure_of(office()), pack(), ledger=office(), answers=answers)
    assert ["12亩" in f.message for f in draft.findings if f.rule == "T11"] == [True]


def test_own_words_of_a_county_are_understood() -> None:
    answers = found(
        file_of(
            基础信息=[
                ["2023年部门预算编制基础信息"],
                ["部门名称", "丙县教育局"],
                ["工作职责", "一是贯彻教育方针政策；二是统筹学校管理；三是完成交办任务。"],
                ["科室情况", "办公室；人事股；计财股"],
                ["所属单位", "无"],
                ["核定编制（名）", "30"],
                ["年末在职人员", "28"],
                ["其中：行政人员", "18"],
                ["离休人员", "1"],
                ["退休人员", "10"],
                ["办公用房面积：1200.5平方米"],
                ["办公用房账面价值（万元）", "345.6"],
                ["公务用车保有量", "4辆"],
                ["公务用车账面原值", "88万元"],
                ["办公家具账面价值", "25.2万元"],
                ["2023年政府采购预算合计", "20万元"],
                ["其中货物", "15万元"],
                ["其中服务", "5万元"],
            ]
        )
    )
    staff = {slot: text for slot, text in STAFF.items() if slot != "人员.实有"}
    assert subset(answers, staff | ASSETS) == staff | ASSETS
    held = values(answers)
    assert (held["采购.合计"], held["采购.货物"], held["采购.服务"]) == ("20.00", "15.00", "5.00")
    assert [a.text for a in answers.lists["内设机构"]] == ["办公室", "人事股", "计财股"]
    assert answers.lists["下属单位"] == []
    assert [a.text.rstrip("；。") for a in answers.lists["主要职能"]] == [
        "贯彻教育方针政策",
        "统筹学校管理",
        "完成交办任务",
    ]


def test_a_statement_of_assets_with_lines_above_their_parts_and_numbers_of_lines() -> None:
    answers = found(
        file_of(
            资产情况表=[
                ["行政事业单位国有资产占有使用情况表"],
                ["编制单位：丙县教育局", None, None, None, "单位：万元"],
                ["项目", "行次", "计量单位", "数量", "账面原值", "账面净值"],
                ["一、土地、房屋及构筑物", 1, None, None, Decimal("400.5"), Decimal("300.5")],
                ["其中：房屋", 2, "平方米", Decimal("1200.5"), Decimal("345.6"), Decimal("245.6")],
                ["二、通用设备", 3, None, None, 200, 150],
                ["其中：车辆", 4, "辆", 4, 88, 48],
                ["      单价50万元以上（不含车辆）", 5, "台", 1, 60, 50],
                ["其中：单价100万元以上", 7, "台", 0, 0, 0],
                ["四、家具、用具、装具", 8, None, None, Decimal("25.2"), Decimal("5.2")],
            ]
        )
    )
    wanted = {**ASSETS, "资产.大型设备50": "1", "资产.大型设备100": "0"}
    assert subset(answers, wanted) == wanted


def test_staff_by_kind_with_last_year_beside_this_year() -> None:
    answers = found(
        file_of(
            机构人员情况=[
                ["机构人员情况表"],
                [None, None, None, "单位：人"],
                ["人员类别", "编制数", "上年实有人数", "本年实有人数", "增减"],
                ["行政人员", 20, 19, 18, -1],
                ["事业人员", 10, 11, 10, -1],
                ["在职小计", 30, 30, 28, -2],
                ["离休人员", None, 1, 1, 0],
                ["退休人员", None, 9, 10, 1],
                ["合计", 30, 40, 39, -1],
            ]
        )
    )
    wanted = {
        "人员.编制": "30",
        "人员.在职": "28",
        "人员.退休": "10",
        "人员.离休": "1",
        "人员.在职.增减": "-2",
        "人员.退休.增减": "1",
    }
    assert subset(answers, wanted) == wanted


def test_amounts_as_text_and_headings_with_words_between() -> None:
    answers = found(
        file_of(
            采购=[
                ["表八  政府采购预算表"],
                ["部门：丙县教育局", None, None, "单位：元"],
                ["采购类别", "采购预算金额", "其中：预留给中小企业", "其中：预留给小微企业"],
                ["一、货物类", "150,000.00", "150,000.00", "70,000.00"],
                ["二、工程类", "0.00", "0.00", "0.00"],
                ["三、服务类", "50,000.00", "50,000.00", "50,000.00"],
                ["合  计", "200,000.00", "200,000.00", "120,000.00"],
            ]
        )
    )
    assert values(answers) == {
        "采购.货物": "15.00",
        "采购.工程": "0.00",
        "采购.服务": "5.00",
        "采购.合计": "20.00",
        "采购.中小": "20.00",
        "采购.小微": "12.00",
    }


def test_projects_under_headings_of_their_names() -> None:
    source = file_of(
        项目支出说明=[
            ["项目支出情况说明"],
            ["（一）校舍维修"],
            ["1.立项依据：《校舍安全条例》"],
            ["2.资金安排：教学楼10万元，宿舍5万元"],
            ["3.实施单位：丙县校舍办"],
            ["（二）营养餐"],
            ["1.立项依据：《营养改善计划》"],
        ]
    )
    files = [(source, recognise(source, pack()))]
    answers, _ = collect_answers(files, UNIT, pack(), ["校舍维修", "营养餐"])
    first, second = answers.project("校舍维修"), answers.project("营养餐")
    assert first is not None and second is not None
    assert {name: a.text for name, a in first.fields.items()} == {
        "政策依据": "《校舍安全条例》",
        "资金分配": "教学楼10万元，宿舍5万元",
        "承担单位": "丙县校舍办",
    }
    assert second.fields["政策依据"].text == "《营养改善计划》"


def test_reasons_and_purposes_in_whole_phrases() -> None:
    answers = found(
        file_of(
            情况说明素材=[
                ["预算情况说明素材"],
                ["教育支出主要用于", "学校运转"],
                ["住房保障支出主要用于：缴纳住房公积金"],
                ["学前教育增加的主要原因", "新增班级"],
                ["公务用车运行费增加的原因：车辆老化"],
                ["基本支出较上年增加的主要原因是：工资调标"],
            ]
        )
    )
    assert answers.purposes[label_key("教育支出")].text == "学校运转"
    assert answers.purposes[label_key("住房保障支出")].text == "缴纳住房公积金"
    for item, reason in (("学前教育", "新增班级"), ("公务用车运行费", "车辆老化"), ("基本支出", "工资调标")):
        assert answers.reasons[label_key(item)].text == reason


def test_a_roster_of_persons_is_no_count_of_them() -> None:
    answers = found(
        file_of(
            人员花名册=[
                ["丙县教育局人员花名册"],
                ["序号", "姓名", "人员类别", "工资"],
                [1, "张三", "在职", 5000],
                [2, "李四", "在职", 6000],
                [3, "王五", "离休", 7000],
                [4, "赵六", "退休", 3000],
            ]
        )
    )
    assert not values(answers)


def test_what_a_project_buys_is_not_what_the_unit_has() -> None:
    answers = found(
        file_of(
            项目情况=[
                ["项目情况表"],
                ["项目名称", "立项依据", "资金分配"],
                ["校舍维修", "《校舍安全条例》", "政府采购货物预算10万元，房屋1200平方米，车辆2辆。"],
            ],
            职能=[
                ["丙县教育局主要职能"],
                ["1.管理学校，每年维修房屋3000平方米，组织政府采购服务预算8万元以内的项目。"],
            ],
        )
    )
    assert not values(answers)


def test_the_goal_may_stand_below_its_label() -> None:
    source = file_of(
        绩效目标表1=[
            ["项目支出绩效目标申报表"],
            ["（2023年度）"],
            ["项目名称", None, "校舍维修"],
            ["主管部门及代码", None, "丙县教育局", "实施单位", "丙县教育局"],
            ["项目资金（万元）", None, "年度资金总额：", 30],
            [None, None, "其中：财政拨款", 30],
            ["总体目标", None, "年度目标"],
            [None, None, "完成三所学校的维修"],
            ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "分值权重"],
            [None, "产出指标", "数量指标", "维修学校", "≥3所", 20],
            [None, None, "质量指标", "验收合格率", "≥98%", 20],
        ]
    )
    table = found(source).performance_of("校舍维修")
    assert table is not None and table.goal == "完成三所学校的维修"
    assert [(i.first, i.second, i.third) for i in table.indicators] == [
        ("产出指标", "数量指标", "维修学校"),
        ("产出指标", "质量指标", "验收合格率"),
    ]
