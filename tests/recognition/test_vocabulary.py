"""What words of funds, kinds, totals and items mean, and that unknown words are never guessed."""

import pytest

from converter.packs.loading import load_pack
from converter.recognition.sources import ANY_UPPER
from converter.recognition.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return Vocabulary.of(load_pack("xinjiang", 2023))


@pytest.mark.parametrize(
    ("fund", "origin", "source"),
    [
        ("一般公共预算资金", "", "current.fiscal.general"),
        ("一般公共预算资金", "上级转移支付", "current.fiscal.general.upper"),
        ("上级一般公共预算转移支付", "", "current.fiscal.general.upper"),
        ("11111-经费拨款补助", "01-当期拨款（支出）", "current.fiscal.general"),
        ("一般公共预算", "上年结转", "carry.fiscal.general"),
        ("上年一般公共预算结转", "", "carry.fiscal.general"),
        ("", "上年结转", "carry"),
        ("财政拨款结转", "", "carry.fiscal"),
        ("其中：一般财力", "", "current.fiscal.general.local"),
        ("政府性基金预算", "上级补助", "current.fiscal.fund.upper"),
        ("单位资金", "上级补助", "current.unit.superior"),
        ("上级补助收入", "", "current.unit.superior"),
        ("单位资金（其他收入）", "", "current.unit.other"),
        ("财政专户管理资金", "上年结转", "carry.other.special"),
        ("财政专户（教育收费）", "", "current.special"),
        ("纳入专户管理的非税收入", "", "current.special"),
        ("预算外", "", "current.special"),
        ("预算内", "", "current.fiscal.general"),
        ("单位自筹", "", "current.unit"),
        ("实户资金余额", "", "current.unit.other"),
        ("其他自有资金", "", "current.unit.other"),
        ("非财政拨款", "上年结转", "carry.other"),
        ("非财政拨款结转结余", "", "carry.other"),
        ("财政拨款(补助)小计", "", "current.fiscal"),
        ("一般公共预算##111##1A2B-33", "", "current.fiscal.general"),
        ("一 般 公 共\n预 算", "", "current.fiscal.general"),
        ("中央直达资金", "", ANY_UPPER),
    ],
)
def test_fund_and_origin_combine_to_one_source(
    words: Vocabulary, fund: str, origin: str, source: str
) -> None:
    assert words.source_of(fund, origin) == source


@pytest.mark.parametrize(
    "text", ["专项资金项目", "上年一般公共预算", "神秘资金", "一般公共预算神秘", "州级资金"]
)
def test_an_unknown_or_unclear_word_is_not_guessed(words: Vocabulary, text: str) -> None:
    assert words.source_of(text) is None


def test_contradicting_words_give_no_source(words: Vocabulary) -> None:
    assert words.source_of("一般公共预算", "政府性基金") is None
    assert words.merge_sources("current.fiscal.general", "current.fiscal.fund") is None


def test_sources_merge_to_what_both_say(words: Vocabulary) -> None:
    assert words.merge_sources("current.fiscal.general", ANY_UPPER) == "current.fiscal.general.upper"
    assert words.merge_sources("carry", "current.fiscal.fund") == "carry.fiscal.fund"
    assert words.merge_sources("current.unit", "carry") == "carry.other.unit"
    assert words.merge_sources("", "current.special") == "current.special"


def test_money_not_told_apart_further_goes_to_the_default_child(words: Vocabulary) -> None:
    assert words.sources.leaf("current.fiscal.general") == "current.fiscal.general.local"
    assert words.sources.leaf("current.unit") == "current.unit.other"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("基本支出-人员经费", "basic.personnel"),
        ("1-人员类", "basic.personnel"),
        ("公用经费项目", "basic.public"),
        ("22-其他运转类", "project"),
        ("特定目标类", "project"),
        ("基本支出", "basic"),
        ("基本支出/人员经费", "basic.personnel"),
        ("运转类-公用经费", "basic.public"),
        ("项目支出（人员经费）", "project"),
    ],
)
def test_kinds_and_project_classes(words: Vocabulary, text: str, kind: str) -> None:
    assert words.kind_of(text) == kind
    assert words.kind_of("运转类") is None
    assert words.kind_of("基本支出/项目支出") is None


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("合  计", "grand"),
        ("人员经费小计：", "group"),
        ("本页合计", "page"),
        ("审计", None),
        ("会计核算", None),
    ],
)
def test_total_words(words: Vocabulary, text: str, scope: str | None) -> None:
    assert words.total_scope(text) == scope


def test_three_public_items_and_flags(words: Vocabulary) -> None:
    assert words.three_public_of("其中：公务用车购置费") == ("31013", "30913")
    assert words.three_public_of("因公出国（境）费") == ("30212",)
    assert words.procurement_yes("2-否") is False
    assert words.procurement_yes("是") is True
    assert words.procurement_yes("待定") is None
