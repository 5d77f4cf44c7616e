"""Several amount columns of which one counts: drafts, years, repetitions; what cannot be decided is asked."""

import pytest

from converter.recognition.mapping import Meaning, Role

from .made_up import amounts, meanings, read, rules

HEAD = "石岭县审计局2023年预算\n单位：万元\n"


def test_the_approved_figure_counts_among_drafts() -> None:
    found = read(HEAD + "功能科目|一上申报数|二上审核数|批复数\n2010801 行政运行|100|95|90\n")
    assert list(meanings(found.blocks[0]).values())[1:] == [
        Meaning.AMOUNT_OTHER,
        Meaning.AMOUNT_OTHER,
        Meaning.AMOUNT,
    ]


def test_drafts_as_groups_of_columns() -> None:
    found = read(
        HEAD
        + """功能科目|一上申报数|||批复数||
|合计|基本支出|项目支出|合计|基本支出|项目支出
2010801 行政运行|100|100|0|120|110|10
"""
    )
    assert amounts(found.blocks[0]) == {
        "批复数/合计": {},
        "批复数/基本支出": {"kind": "basic"},
        "批复数/项目支出": {"kind": "project"},
    }


@pytest.mark.parametrize(
    "header", ["功能科目|2022年预算|2023年预算|增减额", "功能科目|上年预算数|本年预算数|比上年增减"]
)
def test_last_year_this_year_and_change(header: str) -> None:
    found = read(HEAD + header + "\n2010801 行政运行|100.5|120.3|19.8\n")
    assert list(meanings(found.blocks[0]).values())[1:] == [
        Meaning.AMOUNT_LAST_YEAR,
        Meaning.AMOUNT,
        Meaning.AMOUNT_OTHER,
    ]


def test_the_year_of_the_columns_tells_the_budget_year() -> None:
    found = read("部门预算对比表\n单位：万元|石岭县审计局||\n功能科目|2024年预算|2025年预算\n2010801|1|2\n")
    assert found.year == 2025
    assert found.role is Role.BUDGET


def test_a_part_bought_by_procurement_is_noted_not_counted() -> None:
    found = read(HEAD + "功能科目|金额|其中：政府采购\n2010801 行政运行|100|30\n")
    column = found.blocks[0].columns[2]
    assert column.meaning is Meaning.AMOUNT_MEMO and column.dims == {"procurement": "yes"}


def test_parts_count_where_they_make_up_the_whole_or_tell_a_source_of_a_part() -> None:
    whole = read(HEAD + "功能科目|合计|其中：一般公共预算|政府性基金\n2010801 行政运行|100|70|30\n")
    assert len(amounts(whole.blocks[0])) == 3
    part = read(HEAD + "功能科目|合计|其中：一般公共预算\n2010801 行政运行|100|70\n")
    told = next(c for c in part.blocks[0].columns if c.header == "其中：一般公共预算")
    assert told.meaning is Meaning.AMOUNT and told.dims == {"source": "current.fiscal.general"}
    note = read(HEAD + "功能科目|合计|其中：工资福利支出\n2010801 行政运行|100|70\n")
    assert meanings(note.blocks[0])["其中：工资福利支出"] is Meaning.AMOUNT_MEMO


def test_two_equal_columns_are_one_figure_two_different_ones_are_asked() -> None:
    same = read(HEAD + "功能科目|预算金额|指标金额\n2010801 行政运行|100|100\n")
    assert rules(same) == [] and len(amounts(same.blocks[0])) == 1
    differing = read(HEAD + "功能科目|预算金额|指标金额\n2010801 行政运行|100|90\n")
    assert rules(differing) == ["M04"]
    assert "B 列“预算金额”、C 列“指标金额”" in differing.questions[0].message


def test_only_a_draft_is_asked() -> None:
    assert rules(read(HEAD + "功能科目|一上申报数\n2010801 行政运行|100\n")) == ["M04"]


def test_an_unknown_column_with_figures_is_asked_with_likely_words() -> None:
    found = read(HEAD + "功能科目|经济科目|金额|公共预算拨款数字\n2010801|30101|100|55\n")
    [question] = found.questions
    assert question.rule == "M03" and question.places[0].cell == "D3"
    assert "--mapping" in question.message and "公共预算拨款" in question.message


def test_an_unclear_source_is_asked_only_where_it_holds_money() -> None:
    text = HEAD + "功能科目|预算金额|公共预算拨款|专项资金项目\n2010801 行政运行|100|{}|{}\n"
    assert rules(read(text.format(100, 0))) == []
    assert rules(read(text.format(60, 40))) == ["M03"]


def test_two_lists_in_one_column_are_asked_economic_codes_below_their_function_are_not() -> None:
    two = "2010801|行政运行|150\n2210201|住房公积金|20\n301|工资福利支出|120\n302|商品和服务支出|50\n"
    assert rules(read(HEAD + "科目编码|科目名称|金额\n" + two)) == ["M03"]
    below = "2010801|行政运行|150\n30101|基本工资|100\n30201|办公费|50\n2210201|住房公积金|20\n30113|住房公积金|20\n"
    found = read(HEAD + "科目编码|科目名称|金额\n" + below)
    assert rules(found) == []
    assert meanings(found.blocks[0])["科目编码"] is Meaning.FUNCTION_CODE


def test_two_rows_that_could_be_the_header_are_asked() -> None:
    found = read(HEAD + "功能科目|科目名称|金额\n经济科目|科目名称|预算数\n2010801|行政运行|100\n")
    assert rules(found) == ["M02"]
    assert "第3行和第4行" in found.questions[0].message


def test_a_header_twice_in_other_words_is_one_header() -> None:
    found = read(HEAD + "功能科目|经济科目|金额\n支出功能分类|部门经济分类|预算数\n2010801|30101|100\n")
    assert rules(found) == []
    assert len(found.blocks) == 1


def test_figures_without_a_header_are_asked() -> None:
    found = read("2010801|行政运行|30101|基本工资|1000.5\n2010801|行政运行|30102|津贴补贴|2000\n", "数据")
    assert found.role is Role.UNKNOWN and rules(found) == ["M01"]


def test_several_parts_of_one_whole_each_tell_their_source() -> None:
    found = read(HEAD + "功能科目|预算数|其中：上级转移支付|其中：上年结转\n2010801 行政运行|100|20|30\n")
    told = {c.header: c.dims.get("source") for c in found.blocks[0].columns if c.meaning is Meaning.AMOUNT}
    assert told == {"预算数": None, "其中：上级转移支付": "any.upper", "其中：上年结转": "carry"}


def test_what_is_left_beside_the_own_part_is_asked() -> None:
    found = read(HEAD + "功能科目|预算数|其中：本级安排\n2010801 行政运行|100|80\n")
    assert rules(found) == ["M04"] and "除“其中:本级安排”" in found.questions[0].message
    whole = read(HEAD + "功能科目|预算数|其中：本级安排\n2010801 行政运行|100|100\n")
    assert rules(whole) == []
