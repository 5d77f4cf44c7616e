"""Unit of money, unit and year: from title block, header, names, other sheets; asked when nothing tells."""

import pytest

from .made_up import book, read, rules, sheet

BODY = "功能科目|经济科目|金额\n2010801|30101|{}\n"


@pytest.mark.parametrize(
    ("line", "money"),
    [
        ("单位：万元", "万元"),
        ("金额单位：元", "元"),
        ("单位:人民币元", "元"),
        ("（单位：万元）", "万元"),
        ("金额单位|万元", "万元"),
        ("编制单位：石岭县审计局      单位：万元", "万元"),
        ("单位：千元", "千元"),
    ],
)
def test_the_title_block_states_the_unit_of_money(line: str, money: str) -> None:
    found = read(f"石岭县审计局2023年预算\n{line}\n" + BODY.format(100))
    assert found.money == money and found.questions == []


def test_the_header_states_it_and_columns_may_differ() -> None:
    found = read("石岭县审计局2023年预算\n功能科目|金额（元）|折合（万元）\n2010801|1000000|100\n")
    assert found.money == "元"
    assert [c.money for c in found.blocks[0].columns] == [None, "元", "万元"]


@pytest.mark.parametrize(("amount", "money"), [("16800000", "元"), ("0.35", "万元"), ("12.345678", "万元")])
def test_magnitude_beyond_doubt_decides_with_a_warning(amount: str, money: str) -> None:
    found = read("石岭县审计局2023年预算\n" + BODY.format(amount))
    assert found.money == money and rules(found) == ["M06"]


def test_magnitude_in_doubt_is_asked_and_the_user_answers() -> None:
    text = "石岭县审计局2023年预算\n" + BODY.format("5000")
    found = read(text)
    assert found.money is None and rules(found) == ["M05"]
    assert "--money" in found.questions[0].message
    answered = read(text, money="元")
    assert answered.money == "元" and answered.questions == []


def test_what_the_sheet_states_wins_over_the_users_word() -> None:
    found = read("石岭县审计局2023年预算\n单位：万元\n" + BODY.format(100), money="元")
    assert found.money == "万元" and rules(found) == ["M09"]


def test_the_same_total_in_another_sheet_tells_the_unit_of_money() -> None:
    found = book(
        sheet("石岭县审计局2023年支出预算明细\n单位：元\n" + BODY.format(123400) + "合计||123400\n", "明细"),
        sheet("石岭县审计局2023年支出汇总表\n功能科目|预算数\n2010801|12.34\n合计|12.34\n", "汇总"),
    )
    assert found.sheets[1].money == "万元"
    assert "明细" in found.sheets[1].money_evidence and found.sheets[1].questions == []


@pytest.mark.parametrize(
    ("title", "unit", "year"),
    [
        ("石岭县审计局2023年部门预算支出明细表", "石岭县审计局", 2023),
        ("2024年石岭县第一中学部门预算表", "石岭县第一中学", 2024),
        ("二〇二五年度石岭县人民医院预算表", "石岭县人民医院", 2025),
        ("石岭县预算管理中心2023年预算", "石岭县预算管理中心", 2023),
        ("2023年部门预算表（石岭县青泉镇人民政府）", "石岭县青泉镇人民政府", 2023),
    ],
)
def test_unit_and_year_from_the_title(title: str, unit: str, year: int) -> None:
    found = read(f"{title}\n单位：元\n" + BODY.format(100))
    assert (found.unit_name, found.year) == (unit, year)
    assert title in found.unit_evidence


def test_unit_code_and_name_in_a_label() -> None:
    found = read("2023年预算\n预算单位：[020001]石岭县第一中学   单位：元\n" + BODY.format(100))
    assert (found.unit_code, found.unit_name) == ("020001", "石岭县第一中学")


def test_cover_and_file_name_tell_what_the_sheets_leave_out() -> None:
    cover = sheet("2023年部门预算\n编制单位：|石岭县审计局\n单位编码：|052001\n", "封面")
    detail = sheet("支出预算明细表\n单位：元\n" + BODY.format(100), "明细")
    found = book(cover, detail).sheets[1]
    assert (found.unit_name, found.unit_code, found.year) == ("石岭县审计局", "052001", 2023)
    assert "封面" in found.unit_evidence
    named = book(detail, path="预算/石岭县统计局2024年预算底稿.xlsx").sheets[0]
    assert (named.unit_name, named.year) == ("石岭县统计局", 2024)


def test_a_unit_that_nothing_names_is_asked() -> None:
    found = read("支出预算明细表\n单位：元\n" + BODY.format(100))
    assert rules(found) == ["M07"] and "unit_name" in found.questions[0].message


def test_a_placeholder_is_no_unit_and_a_past_date_no_budget_year() -> None:
    found = read(
        "国有资产占用情况表（截至2022年底）\n编制单位：XX局\n单位：万元\n资产类别|数量|价值\n车辆|8|305\n"
    )
    assert (found.unit_name, found.year) == ("", None)


def test_a_unit_written_behind_every_amount_is_the_sheets() -> None:
    text = "石岭县审计局2023年预算\n功能科目|经济科目|金额\n2010801|30101|12.5万元\n2010801|30102|{}\n"
    assert read(text.format("3万元")).money == "万元"
    assert rules(read(text.format("3"))) == ["M05"]


def test_instructions_above_a_table_are_no_labels() -> None:
    found = read(
        """
石岭县审计局2023年部门预算编制表
填表说明：1.预算单位：填写单位全称；2.不得填写公式。
1、预算单位：请填写单位全称
2、资金来源：请从下拉列表选择
预算单位：石岭县审计局|||单位：元
功能科目|经济科目|资金来源|金额
2010801 行政运行|30101 基本工资|一般公共预算|100
"""
    )
    assert found.unit_name == "石岭县审计局" and found.blocks[0].dims == {}
