"""How offices word things: headers of columns, sources of funds, kinds of spending (with synonyms).

Each tuple lists wordings that occur in real systems and forms; a shape picks one by its ``Words``.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from .ledger import BASIC, PERSONNEL, Line, listed

# Stems: an apart code column is stem + 编码 or 代码, the name column stem + 名称.
FUNCTION_STEMS = (
    "支出功能分类科目",
    "功能分类科目",
    "支出功能分类",
    "功能分类",
    "功能科目",
    "支出功能科目",
)
ECONOMIC_STEMS = (
    "部门支出经济分类科目",
    "部门预算支出经济分类",
    "部门预算经济分类",
    "部门经济分类",
    "部门支出经济分类",
    "经济分类科目",
    "支出经济分类科目",
    "部门预算经济科目分类",
    "经济科目",
)
GOVERNMENT_STEMS = (
    "政府支出经济分类",
    "政府预算经济分类",
    "政府预算支出经济分类",
    "政府经济分类",
    "政府预算经济科目分类",
)
UNIT_STEMS = ("预算单位", "单位")
PROJECT_NAMES = ("项目名称", "支出项目名称", "预算项目名称")
PROJECT_CODES = ("项目编码", "项目代码")
PROJECT_CLASSES = ("项目类别", "支出项目类别")
AMOUNTS = ("预算金额", "金额", "指标金额", "预算数", "本年预算数", "年初预算数")
SOURCES_IN_ONE = ("资金来源", "资金性质", "资金渠道")
KIND_HEADERS = ("支出类型", "支出类别", "支出性质", "经费性质")
STAFFING_HEADERS = ("经费类别", "基本支出类别", "经费类型")
SEQUENCES = ("序号", "行号")
NOTES = ("备注", "说明", "摘要")

# One column: every source in one wording.
ONE_COLUMN_SOURCES: tuple[dict[str, str], ...] = (
    {
        "general": "一般公共预算资金",
        "general_upper": "上级一般公共预算转移支付",
        "fund": "政府性基金预算资金",
        "fund_upper": "上级政府性基金转移支付",
        "capital": "国有资本经营预算资金",
        "capital_upper": "上级国有资本经营预算转移支付",
        "special": "财政专户管理资金",
        "business": "事业收入",
        "superior": "上级补助收入",
        "affiliate": "附属单位上缴收入",
        "operating": "事业单位经营收入",
        "other": "其他收入",
        "carry_general": "上年结转-一般公共预算",
        "carry_fund": "上年结转-政府性基金预算",
        "carry_capital": "上年结转-国有资本经营预算",
        "carry_special": "上年结转-财政专户管理资金",
        "carry_unit": "上年结转-单位资金",
    },
    {
        "general": "一般公共预算拨款（本级）",
        "general_upper": "一般公共预算拨款（上级转移支付）",
        "fund": "政府性基金预算拨款（本级）",
        "fund_upper": "政府性基金预算拨款（上级转移支付）",
        "capital": "国有资本经营预算拨款（本级）",
        "capital_upper": "国有资本经营预算拨款（上级转移支付）",
        "special": "财政专户核拨资金",
        "business": "单位资金-事业收入",
        "superior": "单位资金-上级补助收入",
        "affiliate": "单位资金-附属单位上缴收入",
        "operating": "单位资金-事业单位经营收入",
        "other": "单位资金-其他收入",
        "carry_general": "财政拨款结转（一般公共预算）",
        "carry_fund": "财政拨款结转（政府性基金预算）",
        "carry_capital": "财政拨款结转（国有资本经营预算）",
        "carry_special": "非财政拨款结转结余（财政专户）",
        "carry_unit": "非财政拨款结转结余（单位资金）",
    },
    {
        "general": "一般公共预算",
        "general_upper": "上级一般公共预算安排的转移支付",
        "fund": "政府性基金预算",
        "fund_upper": "上级政府性基金安排的转移支付",
        "capital": "国有资本经营预算",
        "capital_upper": "上级国有资本经营预算安排的转移支付",
        "special": "财政专户（教育收费）",
        "business": "事业收入",
        "superior": "上级补助收入",
        "affiliate": "附属单位上缴收入",
        "operating": "经营收入",
        "other": "其他收入",
        "carry_general": "一般公共预算结转",
        "carry_fund": "政府性基金预算结转",
        "carry_capital": "国有资本经营预算结转",
        "carry_special": "财政专户结转结余",
        "carry_unit": "单位资金结转结余",
    },
    {
        "general": "本级一般公共预算",
        "general_upper": "上级一般公共预算",
        "fund": "本级政府性基金预算",
        "fund_upper": "上级政府性基金预算",
        "capital": "本级国有资本经营预算",
        "capital_upper": "上级国有资本经营预算",
        "special": "教育收费",
        "business": "事业收入",
        "superior": "上级补助收入",
        "affiliate": "附属单位上缴收入",
        "operating": "事业单位经营收入",
        "other": "其他收入",
        "carry_general": "一般公共预算上年结转",
        "carry_fund": "政府性基金预算上年结转",
        "carry_capital": "国有资本经营预算上年结转",
        "carry_special": "财政专户资金上年结转",
        "carry_unit": "单位资金上年结转结余",
    },
    {
        "general": "一般公共预算财政拨款",
        "general_upper": "上级提前下达一般公共预算转移支付",
        "fund": "政府性基金预算财政拨款",
        "fund_upper": "上级提前下达政府性基金转移支付",
        "capital": "国有资本经营预算财政拨款",
        "capital_upper": "上级提前下达国有资本经营预算转移支付",
        "special": "财政专户管理的教育收费",
        "business": "事业收入资金",
        "superior": "上级补助收入资金",
        "affiliate": "附属单位上缴收入资金",
        "operating": "事业单位经营收入资金",
        "other": "其他收入资金",
        "carry_general": "上年结转（一般公共预算拨款）",
        "carry_fund": "上年结转（政府性基金预算拨款）",
        "carry_capital": "上年结转（国有资本经营预算拨款）",
        "carry_special": "上年结转（财政专户管理资金）",
        "carry_unit": "上年结转（单位资金）",
    },
)

# Two columns: which fund × where it comes from.
TWO_COLUMN_HEADERS = (("资金性质", "资金来源"), ("资金性质", "指标来源"), ("资金性质", "指标来源类型"))
_FUNDS_PLAIN = {
    "general": "一般公共预算",
    "fund": "政府性基金预算",
    "capital": "国有资本经营预算",
    "special": "财政专户管理资金",
    "unit": "单位资金",
}
_FUNDS_CODED = {
    "general": "11-一般公共预算资金",
    "fund": "12-政府性基金预算资金",
    "capital": "13-国有资本经营预算资金",
    "special": "2-财政专户管理资金",
    "unit": "3-单位资金",
}
_FUNDS_OLD = {
    "general": "公共预算拨款",
    "fund": "政府性基金拨款",
    "capital": "国有资本经营预算拨款",
    "special": "财政专户拨款",
    "unit": "单位资金",
}
TWO_COLUMN_FUNDS = (_FUNDS_PLAIN, _FUNDS_CODED, _FUNDS_OLD)
TWO_COLUMN_ORIGINS = (
    {"local": "本级财力", "upper": "上级转移支付", "carry": "上年结转"},
    {"local": "本级安排", "upper": "上级补助", "carry": "上年结转结余"},
    {"local": "当年预算", "upper": "上级专项转移支付", "carry": "上年结转"},
    {"local": "年初预算", "upper": "提前下达转移支付", "carry": "结转结余"},
    {"local": "本年拨款", "upper": "上级", "carry": "结转"},
)
UNIT_MONEY_WORDS = {
    "business": "事业收入",
    "superior": "上级补助收入",
    "affiliate": "附属单位上缴收入",
    "operating": "事业单位经营收入",
    "other": "其他收入",
}

KINDS = {"basic": "基本支出", "project": "项目支出"}
STAFFINGS = {"personnel": "人员经费", "public": "公用经费", "": ""}
KIND_STAFFINGS: tuple[dict[str, str], ...] = (
    {"personnel": "基本支出-人员经费", "public": "基本支出-公用经费", "": "项目支出"},
    {"personnel": "人员经费", "public": "公用经费", "": "项目支出"},
    {"personnel": "人员支出", "public": "日常公用支出", "": "项目支出"},
    {"personnel": "基本支出（人员）", "public": "基本支出（公用）", "": "项目支出"},
    {"personnel": "人员类支出", "public": "公用支出", "": "项目支出"},
    {"personnel": "基本支出/人员经费", "public": "基本支出/日常公用经费", "": "项目支出/特定目标类"},
)
PROJECT_CLASS_WORDS: tuple[dict[str, str], ...] = (
    {"personnel": "人员类项目", "public": "公用经费项目", "": "特定目标类项目"},
    {"personnel": "人员类", "public": "运转类-公用经费", "": "特定目标类"},
    {"personnel": "1-人员类", "public": "21-公用经费", "": "31-特定目标类"},
    {"personnel": "人员类", "public": "公用经费类", "": "其他运转类"},
)


@dataclass(frozen=True, slots=True)
class Words:
    """One office's choice of wordings (indexes into the tuples above, by name)."""

    choice: dict[str, int] = field(default_factory=dict)
    code_suffix: str = "编码"

    def text(self, name: str, options: tuple[str, ...]) -> str:
        """Return the wording chosen for ``name``."""
        return options[self.choice.get(name, 0) % len(options)]

    def source(self, source: str) -> str:
        """Return a source of funds in one column."""
        options = ONE_COLUMN_SOURCES
        return options[self.choice.get("source", 0) % len(options)][source]

    def fund_and_origin(self, source: str) -> tuple[str, str]:
        """Return a source of funds as fund and origin for two columns."""
        funds = TWO_COLUMN_FUNDS[self.choice.get("fund", 0) % len(TWO_COLUMN_FUNDS)]
        origins = TWO_COLUMN_ORIGINS[self.choice.get("origin", 0) % len(TWO_COLUMN_ORIGINS)]
        if source in UNIT_MONEY_WORDS:
            return funds["unit"], UNIT_MONEY_WORDS[source]
        if source.startswith("carry_"):
            return funds[source.removeprefix("carry_")], origins["carry"]
        if source.endswith("_upper"):
            return funds[source.removesuffix("_upper")], origins["upper"]
        return funds[source], origins["local"]

    def kind_staffing(self, line: Line) -> str:
        """Return basic/project and personnel/public in one word."""
        options = KIND_STAFFINGS
        return options[self.choice.get("kind", 0) % len(options)][line.staffing]

    def project_class(self, line: Line) -> str:
        """Return the class of project (项目类别) of a line."""
        options = PROJECT_CLASS_WORDS
        return options[self.choice.get("class", 0) % len(options)][line.staffing]


def kind(line: Line) -> str:
    """Return 基本支出 or 项目支出."""
    return KINDS[line.kind]


def basic_project_name(line: Line) -> str:
    """Return the name under which systems book a basic line."""
    if line.kind != BASIC:
        return line.project
    return "工资性支出" if line.staffing == PERSONNEL else "定额公用经费"


def random_words(rng: random.Random) -> Words:
    """Draw one office's wordings."""
    names = listed(
        "function economic government unit project_name project_code project_class amount source_header "
        "source two_headers fund origin kind kind_header staffing_header class sequence note"
    )
    return Words({name: rng.randrange(12) for name in names}, rng.choice(("编码", "代码")))
