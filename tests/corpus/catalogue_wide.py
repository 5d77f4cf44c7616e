"""Cases: wide tables, economic classes across, summaries, workbooks of several sheets."""

from __future__ import annotations

from .case import Case, single
from .ledger import BASIC, PROJECT
from .shapes.blocks import library_book, project_sheets, sections
from .shapes.city_forms import city_forms
from .shapes.long import long_grid
from .shapes.pivot import classes_across, economics_across, pivot, sources_across
from .shapes.systems import with_parts
from .shapes.workbooks import by_fund, by_purpose, department, summaries
from .style import Style
from .units import (
    AGRICULTURE,
    ARCHIVE,
    BUREAU,
    EDUCATION,
    HOSPITAL,
    LIBRARY,
    NURSERY,
    SCHOOL,
    STATISTICS,
    TOWNSHIP,
    TRAINING,
    URBAN,
)
from .wording import Words

ROWS = ("function", "economic", "kind_staffing", "project")
PLAIN = (*ROWS, "source", "amount")


def words(**choice: int) -> Words:
    """Return wordings by index."""
    return Words(choice)


WIDE_CASES: tuple[Case, ...] = (
    single(
        "宽表-三级表头-类款项小计夹在明细中",
        TRAINING,
        lambda: [
            pivot(
                TRAINING,
                Style(money="万元", code="three"),
                ROWS,
                sources_across("three"),
                name="支出预算总表",
                title="{year}年支出预算总表",
                tree="function_rows",
            )
        ],
    ),
    single(
        "宽表-二级表头-只列用到的来源",
        AGRICULTURE,
        lambda: [
            pivot(
                AGRICULTURE,
                Style(code="dash", head=2, words=words(kind=1)),
                ROWS,
                sources_across("two", AGRICULTURE),
                name="支出预算表",
                title="{year}年部门支出预算表",
            )
        ],
        "xls",
    ),
    single(
        "宽表-公开表样式来源-缩进名称",
        URBAN,
        lambda: [
            pivot(
                URBAN,
                Style(indent=True, head=4, total="formula", words=words(kind=2)),
                ("function", "economic", "kind_staffing", "project_code", "project"),
                sources_across("published"),
                name="预算表",
                title="{unit}{year}年支出预算表",
                tree="function",
            )
        ],
    ),
    single(
        "宽表-单级表头-合计在上-合并",
        SCHOOL,
        lambda: [
            pivot(
                SCHOOL,
                Style(group="merge", total="top", break_headers=True),
                ROWS,
                sources_across("one", SCHOOL),
                name="明细",
                title="{year}年预算支出明细表",
            )
        ],
        "ods",
    ),
    single(
        "宽表-表头不合并-分页重复",
        HOSPITAL,
        lambda: [
            pivot(
                HOSPITAL,
                Style(merged_header=False, page=10, money="万元", money_at="both", code="bracket"),
                ROWS,
                sources_across("two"),
                name="Sheet1",
                title="{unit}{year}年支出预算明细表",
            )
        ],
    ),
    single(
        "宽表-前导零丢失-零写作0",
        TOWNSHIP,
        lambda: [
            pivot(
                TOWNSHIP,
                Style(code="three_numbers", zero="zero", head=1),
                ROWS,
                sources_across("three"),
                name="支出总表",
                title="{year}年支出预算总表",
                tree="function_rows",
            )
        ],
    ),
    single(
        "宽表-只有科目名称-上级行定其义",
        BUREAU,
        lambda: [
            pivot(
                BUREAU,
                Style(code="name", indent=True, head=2),
                ("function", "economic_coded", "kind_staffing", "project"),
                sources_across("one", BUREAU),
                name="支出预算表",
                title="{year}年支出预算表",
                tree="function",
            )
        ],
    ),
    single(
        "经济分类横向-小计列",
        BUREAU,
        lambda: [
            pivot(
                BUREAU,
                Style(code="dash"),
                ("function", "kind", "project", "source"),
                economics_across(BUREAU.lines),
                name="支出明细",
                title="{year}年部门预算支出明细表",
            )
        ],
    ),
    single(
        "经济分类横向-编码在名称下-含项目列",
        TRAINING,
        lambda: [
            pivot(
                TRAINING,
                Style(code="space", head=2, money="万元"),
                ("function", "kind", "project", "fund_origin"),
                economics_across(TRAINING.lines, "under"),
                name="支出明细",
                title="{unit}{year}年支出预算表",
            )
        ],
    ),
    single(
        "经济分类横向-编码连名称-函数分级",
        NURSERY,
        lambda: [
            pivot(
                NURSERY,
                Style(),
                ("function", "kind", "project", "source"),
                economics_across(NURSERY.lines, "code_name"),
                name="经济分类支出表",
                title="{year}年支出预算表（按经济分类）",
                tree="function",
            )
        ],
        "xls",
    ),
    single(
        "只有汇总-分基金各一表",
        URBAN,
        lambda: summaries(URBAN, Style(money="万元", money_at="both")),
    ),
    single(
        "只有汇总-基金横向",
        AGRICULTURE,
        lambda: summaries(AGRICULTURE, Style(head=4), sources="two", kinds="plain", funds="across"),
    ),
    single(
        "只有汇总-五种单位资金-单位口径",
        TRAINING,
        lambda: summaries(TRAINING, Style(code="three"), sources="three", titled="单位", empty_forms=False),
        args=("--unit-kind", "单位"),
    ),
    single(
        "只有汇总-学校-编码与名称一列",
        SCHOOL,
        lambda: summaries(
            SCHOOL, Style(code="space", zero="dash", total="top"), sources="one", empty_forms=False
        ),
        "xls",
    ),
    single(
        "只有汇总-只有人员",
        ARCHIVE,
        lambda: summaries(ARCHIVE, Style(indent=True, head=2)),
    ),
    single(
        "多表工作簿-人员公用项目-表名定性质",
        BUREAU,
        lambda: by_purpose(
            BUREAU,
            Style(group="merge", words=words(function=4, economic=8)),
            beside=(
                "cover",
                "profile",
                "income",
                "last_year",
                "reasons",
                "project_info",
                "procurement",
                "assets",
                "performance",
            ),
        ),
    ),
    single(
        "多表工作簿-标题定性质-表名无意义",
        TRAINING,
        lambda: by_purpose(TRAINING, Style(code="dash", group="blank"), named_by="title", beside=()),
    ),
    single(
        "多表工作簿-基本项目两表-收支总表-三公",
        URBAN,
        lambda: by_purpose(
            URBAN,
            Style(code="space", words=words(source=1)),
            split="two",
            named_by="both",
            beside=("instructions", "cover", "overview", "three_public", "empty"),
            subtotals="above",
        ),
    ),
    single(
        "多表工作簿-性质乘来源-三公横表",
        AGRICULTURE,
        lambda: by_purpose(
            AGRICULTURE,
            Style(),
            beside=("profile", "contacts", "overview", "three_public_across", "last_year"),
            money_column="fund_origin",
        ),
        "ods",
    ),
    single(
        "多表工作簿-明细之外另有汇总视图",
        SCHOOL,
        lambda: [
            *summaries(SCHOOL, Style(), empty_forms=False)[:3],
            long_grid(
                [SCHOOL],
                Style(code="dash"),
                PLAIN,
            ),
        ],
    ),
    single(
        "部门工作簿-隐藏说明-汇总-每单位一表-空表",
        (SCHOOL, NURSERY),
        lambda: department([SCHOOL, NURSERY], Style(code="dash"), "云溪县教育局"),
        stem="云溪县教育局2023年部门预算",
    ),
    single(
        "部门工作簿-三个单位-万元",
        (BUREAU, TOWNSHIP, STATISTICS),
        lambda: department(
            [BUREAU, TOWNSHIP, STATISTICS], Style(money="万元", head=2, group="blank"), "石岭县"
        ),
        stem="石岭县2023年部门预算汇总",
    ),
    single("城市公开样张填好-单位口径", LIBRARY, lambda: city_forms(LIBRARY)),
    single("每个基金一张表-表名定资金", URBAN, lambda: by_fund(URBAN, Style(code="dash", group="merge"))),
    single("每个基金一张表-标题定资金", NURSERY, lambda: by_fund(NURSERY, Style(), named_by="title"), "ods"),
    single(
        "基本支出到款-项目支出到类",
        BUREAU,
        lambda: [
            library_book(BUREAU, Style(code="dash"))[0],
            pivot(
                BUREAU,
                Style(code="dash"),
                ("project_code", "project", "function", "source"),
                classes_across(BUREAU.of_kind(PROJECT)),
                name="项目支出",
                title="{year}年项目支出预算表",
                lines=BUREAU.of_kind(PROJECT),
            ),
        ],
    ),
    single("每个项目一张表", AGRICULTURE, lambda: project_sheets(AGRICULTURE, Style(code="space"))),
    single(
        "部门工作簿-汇总按单位列行",
        (URBAN, TRAINING),
        lambda: department([URBAN, TRAINING], Style(code="space"), "南湖市住建系统", summed="unit"),
        stem="南湖市2023年部门预算",
    ),
    single(
        "项目表-其中行",
        EDUCATION,
        lambda: [library_book(EDUCATION, Style(code="space"))[0], with_parts(EDUCATION, Style())],
    ),
    single("项目库分块-基本支出表", BUREAU, lambda: library_book(BUREAU, Style(code="dash"))),
    single("项目库分块-标签连值", TOWNSHIP, lambda: library_book(TOWNSHIP, Style(head=2), shape="joined")),
    single(
        "项目库分块-多资金",
        URBAN,
        lambda: library_book(URBAN, Style(code="space", total="none"), shape="joined"),
        "xls",
    ),
    single(
        "项目库分块-农业-万元",
        AGRICULTURE,
        lambda: library_book(AGRICULTURE, Style(code="dash", money="万元", words=words(source=1))),
    ),
    single("一张表分三段", STATISTICS, lambda: [sections(STATISTICS, Style(code="dash"))]),
    single(
        "一张表分两段", EDUCATION, lambda: [sections(EDUCATION, Style(head=4, group="merge"), split="two")]
    ),
    Case(
        "两个文件是一个单位的两部分",
        (TRAINING,),
        lambda: [
            (
                "南湖市职业技能培训中心2023年基本支出",
                [
                    long_grid(
                        [TRAINING],
                        Style(code="dash"),
                        ("function", "economic", "staffing", "source", "amount"),
                        name="基本支出",
                        title="{year}年基本支出预算明细表",
                        lines={0: TRAINING.of_kind(BASIC)},
                    )
                ],
                "xlsx",
            ),
            (
                "南湖市职业技能培训中心2023年项目支出",
                [
                    long_grid(
                        [TRAINING],
                        Style(),
                        ("project_code", "project", "function", "economic", "source", "amount"),
                        name="项目支出",
                        title="{year}年项目支出预算明细表",
                        lines={0: TRAINING.of_kind(PROJECT)},
                    )
                ],
                "xls",
            ),
        ],
    ),
    Case(
        "同一单位两种样式的两个文件只算一次",
        (NURSERY,),
        lambda: [
            ("机关幼儿园2023年长表", [long_grid([NURSERY], Style(), PLAIN)], "xlsx"),
            (
                "机关幼儿园2023年宽表",
                [
                    pivot(
                        NURSERY,
                        Style(money="万元", code="three"),
                        ROWS,
                        sources_across("three"),
                        name="支出预算总表",
                        title="{year}年支出预算总表",
                        tree="function_rows",
                    )
                ],
                "xlsx",
            ),
        ],
    ),
    Case(
        "几个单位几个文件",
        (ARCHIVE, STATISTICS),
        lambda: [
            ("档案馆2025", [long_grid([ARCHIVE], Style(), PLAIN)], "xlsx"),
            (
                "统计局2023",
                by_purpose(STATISTICS, Style(), beside=("cover",)),
                "xlsx",
            ),
        ],
    ),
)
