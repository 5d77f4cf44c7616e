"""What the clerk knows is found in working spreadsheets, however they are laid out."""

from __future__ import annotations

from decimal import Decimal

from converter.ledger.model import UnitKey
from converter.narrative.answers.collecting import collect_answers, stated_last_year
from converter.narrative.answers.model import Answers, label_key
from converter.narrative.model import FigureRef
from converter.reading.model import CellValue, MergedArea, Sheet, SourceFile
from converter.recognition.recognising import recognise

from .units import pack

UNIT = UnitKey("", "丙县教育局")


def file_of(**sheets: list[list[CellValue]]) -> SourceFile:
    """Return a file with these sheets."""
    return SourceFile("底稿.xlsx", "xlsx", [Sheet("底稿.xlsx", name, rows) for name, rows in sheets.items()])


def found(source: SourceFile, unit: UnitKey = UNIT) -> Answers:
    """Return what is found of the unit; contradictions fail the test."""
    answers, findings = collect_answers([(source, recognise(source, pack()))], unit, pack())
    assert not findings, [finding.message for finding in findings]
    return answers


def values(answers: Answers) -> dict[str, str]:
    """Return the single answers by slot."""
    return {slot: answer.text for slot, answer in answers.values.items()}


def test_labels_with_values_beside_below_a_colon_and_with_units() -> None:
    answers = found(
        file_of(
            单位基本情况=[
                ["丙县教育局单位基本情况表"],
                ["单位名称：丙县教育局", None, "单位性质：行政单位"],
                ["核定编制数", "45人", None, "年末实有人数", Decimal("52")],
                ["下属预算单位个数：12个"],
                ["公开日期", "2024/2/5", None, "预算批复日期", "2024年1月20日"],
                ["其他需要说明的事项", "本单位2024年机构改革后并入两个股室。"],
            ]
        )
    )
    assert values(answers) == {
        "单位.性质": "行政单位",
        "人员.编制": "45",
        "人员.实有": "52",
        "单位.下属个数": "12",
        "落款日期": "2024/2/5",
        "批复日期": "2024年1月20日",
        "其他事项": "本单位2024年机构改革后并入两个股室。",
    }


def test_staff_in_a_table_across() -> None:
    answers = found(
        file_of(
            人员情况表=[
                ["人员情况表"],
                ["单位：人"],
                ["单位名称", "编制数", "实有人数", "在职人员", "退休人员", "离休人员"],
                ["丙县教育局", 45, 52, 40, 11, 1],
            ]
        )
    )
    assert values(answers) == {
        "人员.编制": "45",
        "人员.实有": "52",
        "人员.在职": "40",
        "人员.退休": "11",
        "人员.离休": "1",
    }


def test_duties_and_departments_in_single_cells() -> None:
    answers = found(
        file_of(
            单位概况=[
                ["单位概况"],
                ["单位名称", "丙县教育局"],
                ["主要职责", "（一）贯彻教育方针；（二）管理全县学校、幼儿园。（三）承办交办事项。"],
                ["内设机构", "办公室、人事股、计财股、基教股"],
                ["下属预算单位名单", "无"],
            ]
        )
    )
    assert [entry.text.rstrip("；。") for entry in answers.lists["主要职能"]] == [
        "贯彻教育方针",
        "管理全县学校、幼儿园",
        "承办交办事项",
    ]
    assert [entry.text for entry in answers.lists["内设机构"]] == ["办公室", "人事股", "计财股", "基教股"]
    assert answers.lists["下属单位"] == []


def test_lists_below_their_heading() -> None:
    answers = found(
        file_of(
            职能职责=[
                ["丙县教育局职能职责"],
                ["主要职能"],
                [1, "贯彻教育方针。"],
                [2, "管理全县学校。"],
                [None],
                ["内设机构"],
                ["办公室"],
                ["人事股"],
            ]
        )
    )
    assert [entry.text for entry in answers.lists["主要职能"]] == ["贯彻教育方针。", "管理全县学校。"]
    assert [entry.text for entry in answers.lists["内设机构"]] == ["办公室", "人事股"]


def test_procurement_down_and_across_in_yuan() -> None:
    down = file_of(
        政府采购预算表=[
            ["2024年政府采购预算表"],
            [None, None, None, "单位：元"],
            ["采购类型", "采购金额", "面向中小企业", "面向小微企业"],
            ["货物类", 657500, 600000, 300000],
            ["工程类", None, None, None],
            ["服务类", 455000, 400000, 200000],
            ["合计", 1112500, 1000000, 500000],
        ]
    )
    across = file_of(
        政府采购=[
            ["政府采购预算情况"],
            ["金额单位：万元"],
            ["单位名称", "合计", "货物", "工程", "服务", "面向中小企业预留", "面向小微企业预留"],
            ["丙县教育局", "111.25", "65.75", "0", "45.50", "100.00", "50.00"],
        ]
    )
    wanted = {
        "采购.合计": "111.25",
        "采购.货物": "65.75",
        "采购.服务": "45.50",
        "采购.中小": "100.00",
        "采购.小微": "50.00",
    }
    assert values(found(down)) == wanted
    assert values(found(across)) == {**wanted, "采购.工程": "0.00"}


def test_assets_with_number_and_value() -> None:
    answers = found(
        file_of(
            国有资产情况表=[
                ["国有资产占有使用情况表"],
                ["单位：元"],
                ["序号", "资产名称", "数量/面积", "账面价值"],
                [1, "房屋", Decimal("3250.6"), 12345678],
                [2, "车辆", 2, 305540],
                [3, "其中：一般公务用车", 2, 305540],
                [4, "办公家具", None, 252050],
                [5, "单价50万元以上设备", 1, None],
            ]
        )
    )
    assert values(answers) == {
        "资产.房屋": "3250.6",
        "资产.房屋.价值": "1234.57",
        "资产.车辆": "2",
        "资产.车辆.价值": "30.55",
        "资产.一般公务用车": "2",
        "资产.一般公务用车.价值": "30.55",
        "资产.办公家具.价值": "25.21",
        "资产.大型设备50": "1",
    }


def test_reasons_in_a_table_by_kind_and_item_and_as_lines() -> None:
    table = file_of(
        增减变动原因=[
            ["增减变动原因说明"],
            ["类别", "项目", "增减原因", "主要用途"],
            ["收入", "一般公共预算", "人员增加", None],
            [None, "单位资金", "收费减少", None],
            ["支出", "基本支出", "工资上调", None],
            ["科目", "2050201 学前教育", "新增幼儿园", "办园经费"],
        ]
    )
    table.sheets[0].merged = (MergedArea(2, 0, 3, 0),)
    answers = found(table)
    assert answers.reasons[label_key("收入-单位资金")].text == "收费减少"
    assert answers.reasons[label_key("基本支出")].text == "工资上调"
    assert answers.reasons[label_key("2050201学前教育")].text == "新增幼儿园"
    assert answers.purposes[label_key("2050201学前教育")].text == "办园经费"
    as_lines = found(
        file_of(
            增减原因=[
                ["增减原因"],
                ["基本支出增减原因：工资上调。"],
                ["项目支出比上年增减原因：新增校舍维修。"],
                ["公务用车运行费", "压减车辆"],
            ]
        )
    )
    assert as_lines.reasons[label_key("基本支出")].text == "工资上调。"
    assert as_lines.reasons[label_key("项目支出")].text == "新增校舍维修。"
    assert as_lines.reasons[label_key("公务用车运行费")].text == "压减车辆"


def test_reasons_beside_the_figures_of_two_years() -> None:
    answers = found(
        file_of(
            支出对比=[
                ["2024年支出预算增减变动情况表"],
                ["单位：万元"],
                ["功能科目编码", "功能科目名称", "上年预算数", "本年预算数", "增减", "增减原因"],
                ["2050201", "学前教育", 100, 120, 20, "新增班级"],
            ]
        )
    )
    assert answers.reasons[label_key("2050201")].text == "新增班级"


def test_several_rows_of_one_item_are_told_one_after_the_other() -> None:
    answers = found(
        file_of(
            增减原因=[
                ["2024年支出预算增减变动原因"],
                ["科目编码", "科目名称", "项目名称", "增减原因"],
                ["2050299", "其他普通教育支出", "校舍维修", "新增两所学校的维修。"],
                ["2050299", "其他普通教育支出", "营养餐", "学生人数减少"],
                ["2050299", "其他普通教育支出", "电采暖", "学生人数减少"],
                ["2050201", "学前教育", None, "新增班级"],
            ]
        )
    )
    assert answers.reasons[label_key("2050299")].text == "新增两所学校的维修；学生人数减少"
    assert answers.reasons[label_key("2050299其他普通教育支出")].text == "新增两所学校的维修；学生人数减少"
    assert answers.reasons[label_key("2050201")].text == "新增班级"


def test_projects_as_rows_and_as_forms() -> None:
    rows = found(
        file_of(
            项目情况=[
                ["项目情况表"],
                ["序号", "项目名称", "立项依据", "资金用途", "项目负责人"],
                [1, "校舍维修", "《校舍安全条例》", "维修教学楼10万元", "张某"],
            ]
        )
    )
    fields = rows.project("校舍维修")
    assert fields is not None
    assert {name: answer.text for name, answer in fields.fields.items()} == {
        "政策依据": "《校舍安全条例》",
        "资金分配": "维修教学楼10万元",
        "负责人": "张某",
    }
    forms = found(
        file_of(
            项目说明=[
                ["项目支出说明"],
                ["项目名称", "校舍维修"],
                ["设立依据", "《校舍安全条例》"],
                ["资金分配情况：维修教学楼10万元"],
                ["项目名称", "营养餐"],
                ["设立依据", "《营养改善计划》"],
            ]
        )
    )
    first, second = forms.project("校舍维修"), forms.project("营养餐")
    assert first is not None and second is not None
    assert first.fields["资金分配"].text == "维修教学楼10万元"
    assert second.fields["政策依据"].text == "《营养改善计划》"


def test_two_sheets_that_contradict_each_other_are_told() -> None:
    source = file_of(
        单位基本情况=[["单位基本情况"], ["编制数", 45], ["单位名称", "丙县教育局"]],
        人员情况=[["人员情况"], ["编制数", 46], ["实有人数", 50]],
    )
    answers, findings = collect_answers([(source, recognise(source, pack()))], UNIT, pack())
    assert answers.values["人员.编制"].text == "45"
    assert [f.rule for f in findings] == ["T13"] and "46" in findings[0].message


def test_sheets_of_another_unit_are_left_alone() -> None:
    source = file_of(
        基本情况一=[["单位基本情况"], ["单位名称", "丙县教育局"], ["编制数", 45]],
        基本情况二=[["单位基本情况"], ["单位名称", "丙县第一中学"], ["编制数", 200]],
    )
    assert values(found(source))["人员.编制"] == "45"
    assert values(found(source, UnitKey("", "丙县第一中学")))["人员.编制"] == "200"


def test_last_years_figures_that_are_named_outright() -> None:
    source = file_of(
        上年三公经费=[
            ["上年“三公”经费预算数"],
            ["单位：元"],
            ["项目", "预算数"],
            ["因公出国（境）费", 0],
            ["公务用车运行维护费", 620000],
            ["机关运行经费", 1258500],
        ]
    )
    cells, names = stated_last_year([(source, recognise(source, pack()))], UNIT, pack())
    assert cells[FigureRef("表10", "因公出国（境）费", "合计")] == 0
    assert cells[FigureRef("表10", "公务用车运行费", "合计")] == Decimal("62.00")
    assert names == {"机关运行经费": Decimal("125.85")}
