"""Cases: long tables and system exports, one line a row."""

from __future__ import annotations

from dataclasses import replace

from .case import Case, single
from .ledger import BASIC, PERSONNEL, PROJECT, Unit
from .shapes import side
from .shapes.blocks import indicator_form
from .shapes.long import USUAL, long_grid
from .shapes.systems import indicator_export, project_expenditure, project_table
from .style import Style
from .units import (
    AGRICULTURE,
    ARCHIVE,
    BUREAU,
    EDUCATION,
    HOSPITAL,
    NURSERY,
    SCHOOL,
    STATISTICS,
    TOWNSHIP,
    TRAINING,
    URBAN,
)
from .wording import Words

LINE = ("function", "economic", "source", "amount")
PLAIN = ("function", "economic", "kind_staffing", "project", "source", "amount")
TWO_MONEY = ("unit", "project_class", "project_name", "function", "economic", "fund_origin", "amount")


def words(**choice: int) -> Words:
    """Return wordings by index."""
    return Words(choice)


def allowances_as_personnel() -> Unit:
    """Return the bureau with its 公务交通补贴 (30239) booked as personnel, as many offices do."""
    lines = tuple(
        replace(line, staffing=PERSONNEL) if line.economic == "30239" and line.kind == BASIC else line
        for line in BUREAU.lines
    )
    return replace(BUREAU, lines=lines)


LONG_CASES: tuple[Case, ...] = (
    single("长表-编码名称分列", BUREAU, lambda: [long_grid([BUREAU], Style())]),
    single(
        "长表-编码横杠名称-万元在表头",
        SCHOOL,
        lambda: [
            long_grid(
                [SCHOOL],
                Style(
                    code="dash", money="万元", money_at="header", head=2, words=words(source=1, function=2)
                ),
                ("function", "economic", "kind", "staffing", "project", "source", "amount", "note"),
            )
        ],
    ),
    single(
        "长表-方括号编码-小计在下-页小计",
        URBAN,
        lambda: [
            long_grid(
                [URBAN],
                Style(code="bracket", page=12, head=3, sequence=True, signature=True, words=words(amount=2)),
                PLAIN,
                subtotals="page",
            )
        ],
        "xls",
    ),
    single(
        "长表-双井号-性质乘来源-系统编码",
        AGRICULTURE,
        lambda: [
            long_grid([AGRICULTURE], Style(code="hashes", head=1, words=words(fund=1, origin=2)), TWO_MONEY)
        ],
    ),
    single(
        "长表-空格连写-合并单元格-函数小计",
        TOWNSHIP,
        lambda: [
            long_grid(
                [TOWNSHIP],
                Style(code="space", group="merge", total="formula", head=4),
                PLAIN,
                subtotals="below",
            )
        ],
    ),
    single(
        "长表-名称括号编码-文本数字带千分位",
        HOSPITAL,
        lambda: [
            long_grid(
                [HOSPITAL],
                Style(code="tail", number="thousands", head=5, footnote="注：本表由系统导出。"),
                ("function", "economic", "kind_staffing", "project", "fund_origin", "amount"),
            )
        ],
        "html",
    ),
    single(
        "长表-类款项三列-前导零丢失",
        TRAINING,
        lambda: [
            long_grid(
                [TRAINING],
                Style(code="three_numbers", head=1, words=words(economic=5)),
                PLAIN,
                subtotals="tree",
            )
        ],
    ),
    single(
        "长表-类款项三列-组内留空",
        EDUCATION,
        lambda: [long_grid([EDUCATION], Style(code="three", group="blank", total="top"), PLAIN)],
        "ods",
    ),
    single(
        "长表-编码存为数值-仅编码",
        STATISTICS,
        lambda: [
            long_grid([STATISTICS], Style(code="code", code_as_number=True, negative="brackets"), PLAIN)
        ],
    ),
    single(
        "长表-编码连写-全角数字-负数三角",
        STATISTICS,
        lambda: [
            long_grid(
                [STATISTICS],
                Style(code="glued", number="full_width", negative="triangle", zero="dash"),
                PLAIN,
            )
        ],
    ),
    single(
        "长表-人民币符号-负数括号-经济科目仅名称",
        STATISTICS,
        lambda: [
            long_grid(
                [STATISTICS],
                Style(code="name", number="yen", negative="brackets", words=words(source=2)),
                ("function_coded", *PLAIN[1:]),
            )
        ],
    ),
    single(
        "长表-三个金额列-批复数为准",
        BUREAU,
        lambda: [
            long_grid(
                [BUREAU],
                Style(head=2, words=words(kind=2)),
                ("function", "economic", "kind_staffing", "project", "source", "rounds"),
                title="{unit}{year}年部门预算批复明细表",
            )
        ],
    ),
    single(
        "长表-批复数在前",
        NURSERY,
        lambda: [
            long_grid([NURSERY], Style(code="dash"), (*PLAIN[:-1], "rounds_first"), subtotals="above"),
        ],
    ),
    single(
        "长表-上年本年增减",
        TRAINING,
        lambda: [long_grid([TRAINING], Style(money="万元", head=3), (*PLAIN[:-1], "years"))],
    ),
    single(
        "长表-上年本年增减二",
        ARCHIVE,
        lambda: [long_grid([ARCHIVE], Style(zero="zero"), (*PLAIN[:-1], "change"))],
    ),
    single("长表-只有人员", ARCHIVE, lambda: [long_grid([ARCHIVE], Style(head=3, code="dash"), USUAL)]),
    single(
        "长表-项目类别带编码-万元文本",
        EDUCATION,
        lambda: [
            long_grid(
                [EDUCATION],
                Style(number="text", money="万元", words=words(**{"class": 2}, source=1)),
                (
                    "unit",
                    "project_class",
                    "project_code",
                    "project_name",
                    "function",
                    "economic",
                    "source",
                    "amount",
                ),
            )
        ],
    ),
    single(
        "长表-不在A1-空行空列",
        BUREAU,
        lambda: [
            long_grid([BUREAU], Style(top=3, left=2, head=1, signature=True, break_headers=True), PLAIN)
        ],
    ),
    single("长表-CSV国标编码", SCHOOL, lambda: [long_grid([SCHOOL], Style(code="dash"), PLAIN)], "csv-gb"),
    single(
        "长表-CSV带BOM",
        HOSPITAL,
        lambda: [long_grid([HOSPITAL], Style(number="thousands", head=1), TWO_MONEY)],
        "csv-bom",
    ),
    single("长表-CSV无BOM", URBAN, lambda: [long_grid([URBAN], Style(), USUAL)], "csv"),
    single(
        "长表-多单位一张表",
        (SCHOOL, NURSERY, BUREAU),
        lambda: [long_grid([SCHOOL, NURSERY, BUREAU], Style(head=1), headed="石岭县财政局")],
        stem="2023年预算明细",
    ),
    single(
        "长表-多单位小计-单位列合并",
        (TRAINING, URBAN),
        lambda: [
            long_grid(
                [TRAINING, URBAN],
                Style(group="merge", code="dash", head=1),
                ("unit_name", *PLAIN),
                subtotals="unit",
                title="南湖市{year}年部门预算明细表",
            )
        ],
        stem="南湖市2023年预算",
    ),
    single(
        "系统导出-性质来源金额与横向来源并存",
        HOSPITAL,
        lambda: [project_expenditure([HOSPITAL], Style(words=words(fund=2)))],
        args=("--money", "元", "--year", "2024"),
    ),
    single(
        "系统导出-并存-多单位",
        (SCHOOL, URBAN),
        lambda: [project_expenditure([SCHOOL, URBAN], Style(words=words(fund=1, origin=1)))],
        "xls",
        stem="项目支出预算2023",
        args=("--money", "元", "--year", "2023"),
    ),
    single(
        "系统导出-指标-代码值",
        TRAINING,
        lambda: [indicator_export([TRAINING], Style(words=words(fund=1, **{"class": 2})))],
        args=("--money", "元"),
        stem="导出数据",
    ),
    single(
        "内控系统-基本指标模板",
        BUREAU,
        lambda: [indicator_form(BUREAU, Style())],
    ),
    single(
        "基本明细加项目表05-1",
        AGRICULTURE,
        lambda: [
            long_grid(
                [AGRICULTURE],
                Style(code="dash"),
                ("function", "economic", "staffing", "source", "amount"),
                name="部门基本支出预算",
                title="{year}年部门基本支出预算表",
                lines={0: AGRICULTURE.of_kind(BASIC)},
            ),
            project_table(AGRICULTURE, Style()),
        ],
    ),
    single(
        "长表-公务交通补贴列人员经费",
        allowances_as_personnel(),
        lambda: [long_grid([allowances_as_personnel()], Style(code="dash"), PLAIN)],
    ),
    single(
        "长表-表前有封面目录通讯录",
        NURSERY,
        lambda: [
            side.cover(NURSERY),
            side.contacts(NURSERY),
            long_grid([NURSERY], Style(total="formula"), USUAL),
        ],
    ),
    single(
        "长表-没有标题块-单位年度只在文件名",
        NURSERY,
        lambda: [long_grid([NURSERY], Style(code="dash", total="none"), PLAIN, name="Sheet1", bare=True)],
        args=("--money", "元"),
    ),
    single(
        "长表-功能经济都只有名称",
        NURSERY,
        lambda: [long_grid([NURSERY], Style(code="name", group="merge"), PLAIN)],
    ),
    single(
        "长表-CSV编码成小数",
        BUREAU,
        lambda: [long_grid([BUREAU], Style(code_as_float=True, number="text"), PLAIN)],
        "csv",
    ),
    single(
        "长表-编入部门预算数为准",
        SCHOOL,
        lambda: [long_grid([SCHOOL], Style(code="dash", head=3), (*PLAIN[:-1], "allotted"))],
    ),
    single(
        "长表-其中政府采购列",
        HOSPITAL,
        lambda: [long_grid([HOSPITAL], Style(money="万元", total="formula"), (*PLAIN, "memo", "note"))],
    ),
    single(
        "长表-只有项目",
        replace(EDUCATION, lines=tuple(EDUCATION.of_kind(PROJECT))),
        lambda: [
            long_grid(
                [EDUCATION],
                Style(head=3, code="dash"),
                ("project_code", "project", "function", "economic", "source", "amount"),
                title="{year}年项目支出预算明细表",
                lines={0: EDUCATION.of_kind(PROJECT)},
            )
        ],
    ),
)
