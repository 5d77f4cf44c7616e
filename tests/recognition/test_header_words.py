"""What header texts say: dimensions, amounts with what they fix, drafts that do not count."""

import pytest

from converter.recognition.headwords import HeadWord
from converter.recognition.knowledge import Knowledge

from .made_up import pack


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.of(pack())


def word(knowledge: Knowledge, text: str) -> HeadWord:
    return knowledge.heads.of(text)


@pytest.mark.parametrize(
    ("text", "subject", "aspect"),
    [
        ("支出功能分类科目编码", "function", "code"),
        ("功能分类科目名称", "function", "name"),
        ("部门预算支出经济分类科目名称", "economic", "name"),
        ("部门支出经济分类编码", "economic", "code"),
        ("政府支出经济分类科目代码（款级）", "government", "code"),
        ("经济科目\n编码", "economic", "code"),
        ("科目编码", "account", "code"),
        ("类", "", "class"),
        ("款", "", "group"),
    ],
)
def test_codes_and_names_are_composed(knowledge: Knowledge, text: str, subject: str, aspect: str) -> None:
    found = word(knowledge, text)
    assert (found.subject, found.aspect, found.structural) == (subject, aspect, True)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("一般公共预算拨款（元）", "current.fiscal.general"),
        ("2023年一般公共预算拨款安排数", "current.fiscal.general"),
        ("财政拨款（补助）小计", "current.fiscal"),
        ("上级一般公共预算安排的转移支付", "current.fiscal.general.upper"),
        ("上年财政拨款结转", "carry.fiscal"),
        ("财政专户（教育收费）", "current.special"),
        ("公共预算拨款", "current.fiscal.general"),
        ("实户资金余额", "current.unit.other"),
    ],
)
def test_sources_of_funds_in_headers(knowledge: Knowledge, text: str, source: str) -> None:
    assert word(knowledge, text).source == source


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("批复数", "approved"),
        ("财政核定数", "approved"),
        ("本年预算数", "this"),
        ("一上申报数", "requested"),
        ("二上审核数", "requested"),
        ("控制数", "requested"),
        ("上年预算数", "last"),
        ("比上年增减", ""),  # a column of its own in tables of staff: its table decides
        ("增减率", "change"),
        ("上年决算数", "executed"),
        ("预计执行数", "executed"),
        ("上年一般公共预算", "last"),
    ],
)
def test_which_draft_a_figure_is(knowledge: Knowledge, text: str, phase: str) -> None:
    assert word(knowledge, text).phase == phase


def test_kinds_economic_names_and_codes_in_headers(knowledge: Knowledge) -> None:
    assert word(knowledge, "基本支出-人员经费").kind == "basic.personnel"
    assert word(knowledge, "一般公共预算基本支出").kind == "basic"
    assert word(knowledge, "小计301").economic == ("301",)
    assert word(knowledge, "公务用车购置(30913)").economic == ("30913",)
    assert word(knowledge, "资本性支出（基本建设）").economic == ("309",)
    assert word(knowledge, "2022年预算数").year == 2022
    assert word(knowledge, "指标金额（万元）").money == "万元"
    assert word(knowledge, "其中：政府采购").memo


@pytest.mark.parametrize("text", ["专项资金项目", "神秘金额", "张三", "一般公共预算神秘资金", ""])
def test_a_header_with_an_unknown_part_is_unknown(knowledge: Knowledge, text: str) -> None:
    assert not word(knowledge, text).known
