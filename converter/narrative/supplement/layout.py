"""The form of the supplement workbook: names of its sheets and columns, for writing and for reading back."""

from __future__ import annotations

ABOUT_SHEET = "说明"
OBSOLETE_SHEET = "不再使用的内容"

# Columns of all sheets by what they hold. Reading finds them by these headings, wherever they stand.
ID = "编号"
UNIT = "单位"
LABEL = "项目"
MEASURE = "计量单位"
NOW = "本年（万元）"
BEFORE = "上年（万元）"
CHANGE = "增减（万元）"
RATE = "增减幅度（%）"
LAST_TEXT = "上年写的"
PROPOSAL = "建议"
FILL = "填写"
KNOWN = "底稿已有"
KIND = "类别"
NUMBER = "序号"
PROJECT = "项目名称"
INDICATORS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "指标值设置依据",
    "上年完成值",
    "指标分值权重",
    "指标赋分规则",
    "佐证资料",
)
INDICATOR_FIELDS = (
    "first",
    "second",
    "third",
    "target",
    "basis",
    "last_year",
    "weight",
    "scoring",
    "evidence",
)

YEAR_LABEL = "预算年度"
UNIT_LABEL = "单位名称"

HEADER_ROW = 2  # zero-based; title and explanation stand above


def known_indicator(values: tuple[str, ...]) -> str:
    """Return a row of indicators as one text, to tell later whether somebody changed it."""
    return "｜".join(values)
