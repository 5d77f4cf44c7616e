"""A title that names several things, and the name of a unit, do not hide a sheet of budget lines."""

from __future__ import annotations

import pytest

from converter.recognition.mapping import Role

from .made_up import read, rules

BODY = "功能科目|经济科目|项目名称|资金来源|金额\n2010801 行政运行|30101 基本工资||一般公共预算|100\n"
UNIT = "单位名称：石岭县审计局||单位：元\n"


@pytest.mark.parametrize(
    "title",
    [
        "2026年项目支出及政府采购预算表",
        "2026年部门预算支出明细表（含政府采购）",
        "2026年会议费、培训费及各项经费支出预算表",
        "2026年资产购置及支出预算明细表",
        "2026年债务余额和支出预算表",
        "2026年预算编制说明及支出明细表",
    ],
)
def test_spending_beside_other_things_is_a_budget(title: str) -> None:
    found = read(f"{title}\n{UNIT}{BODY}")
    assert found.role is Role.BUDGET, found.evidence


@pytest.mark.parametrize(
    "unit", ["石岭县国有资产监督管理局", "石岭县政府采购中心", "石岭县绩效评价中心", "石岭县基金管理中心"]
)
def test_the_name_of_a_unit_decides_no_role_and_no_source(unit: str) -> None:
    found = read(f"{unit}2026年支出预算明细表\n单位：元\n{BODY}")
    assert found.role is Role.BUDGET, found.evidence
    assert found.unit_name == unit
    assert "source" not in found.blocks[0].dims


def test_carried_over_money_in_brackets_is_not_the_source_of_the_table() -> None:
    for title in ("2026年支出预算（含上年结转）明细表", "2026年支出预算及上年结转明细表"):
        assert "source" not in read(f"{title}\n{UNIT}{BODY}").blocks[0].dims
    alone = read(f"2026年上年结转支出明细表\n{UNIT}{BODY}")
    assert alone.blocks[0].dims["source"].startswith("carry")


def test_a_sheet_of_lines_that_its_title_sets_aside_is_told() -> None:
    found = read(f"2026年支出预算审核意见表\n{UNIT}{BODY}")
    assert found.role is Role.OTHER and rules(found) == ["M12"]
    counted = BODY.replace("金额\n", "采购数量|采购金额\n").replace("|100\n", "|2|100\n")
    bought = read(f"2026年政府采购预算表\n{UNIT}{counted}")
    assert bought.role is Role.PROCUREMENT and rules(bought) == []
