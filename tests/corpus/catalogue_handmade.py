"""Cases: what accountants type by hand and systems print, beside the forms."""

from __future__ import annotations

from dataclasses import replace

from .case import Case, single
from .ledger import Unit
from .shapes import handmade
from .units import AGRICULTURE, ARCHIVE, BUREAU, HOSPITAL, LIBRARY, SCHOOL, STATISTICS, TOWNSHIP, URBAN


def only(unit: Unit, *sources: str) -> Unit:
    """Return a unit with the lines of these sources alone."""
    return replace(unit, lines=tuple(line for line in unit.lines if line.source in sources))


GENERAL = only(BUREAU, "general", "general_upper")
FUNDS = only(URBAN, "general", "general_upper", "fund", "fund_upper")

HANDMADE_CASES: tuple[Case, ...] = (
    single("手工-编码带点", AGRICULTURE, lambda: handmade.dotted(AGRICULTURE)),
    single("手工-科目写成路径", BUREAU, lambda: handmade.paths(BUREAU), "xls"),
    single("手工-只写本级和上级", FUNDS, lambda: handmade.levels_only(FUNDS)),
    single("手工-年度单独一格", URBAN, lambda: handmade.year_in_a_cell(URBAN), stem="两张表"),
    single("手工-人员横表与定额标准", ARCHIVE, lambda: handmade.across(ARCHIVE)),
    single("手工-基本项目左右并列", TOWNSHIP, lambda: handmade.side_by_side(TOWNSHIP)),
    single("手工-项目块带项目金额", SCHOOL, lambda: handmade.project_blocks(SCHOOL), "ods"),
    single("手工-字段名行与带电话的签字", HOSPITAL, lambda: handmade.signed(HOSPITAL)),
    single(
        "手工-单位名称行带合计",
        (BUREAU, STATISTICS),
        lambda: handmade.unit_rows(BUREAU, STATISTICS),
        stem="明细",
    ),
    single("手工-收入表其中本级上级", GENERAL, lambda: handmade.income_below(GENERAL)),
    single("手工-其中上级转移支付列", GENERAL, lambda: handmade.among(GENERAL)),
    single("手工-同上", AGRICULTURE, lambda: handmade.ditto(AGRICULTURE), "html"),
    single("手工-单位只在落款", LIBRARY, lambda: handmade.signed_unit(LIBRARY), stem="底稿"),
    single("导出-编码名称成对与六级分列", HOSPITAL, lambda: handmade.coded_words(HOSPITAL)),
    single("导出-分季度", SCHOOL, lambda: handmade.months(SCHOOL)),
    single("导出-四种项目类别横排", BUREAU, lambda: handmade.four_kinds(BUREAU)),
    single("手工-功能与经济同在一列", GENERAL, lambda: handmade.one_code_column(GENERAL)),
    single(
        "县级-汇总分人员公用明细不分",
        (STATISTICS, BUREAU),
        lambda: handmade.county(STATISTICS, BUREAU),
        stem="全县",
    ),
    single("手工-款级编码项级名称", GENERAL, lambda: handmade.coarse_codes(GENERAL)),
)
