"""What roles, meanings and kinds are called before a person, and in which groups they are offered."""

from __future__ import annotations

from converter.packs.loading import Pack
from converter.recognition.mapping import Meaning, Role, RowKind

ROLE_NAMES = {
    Role.BUDGET: "预算支出数据",
    Role.INCOME: "收入预算",
    Role.OVERVIEW: "收支总表",
    Role.THREE_PUBLIC: "三公经费",
    Role.LAST_YEAR: "上年预算数",
    Role.PROCUREMENT: "政府采购",
    Role.ASSETS: "国有资产",
    Role.STAFF: "人员情况",
    Role.PROFILE: "单位基本情况",
    Role.DUTIES: "职能与机构",
    Role.REASONS: "增减原因",
    Role.PROJECT_INFO: "项目情况",
    Role.PERFORMANCE: "绩效目标",
    Role.COVER: "封面目录",
    Role.INSTRUCTIONS: "填写说明",
    Role.EMPTY_FORM: "空表",
    Role.OTHER: "与公开表无关",
    Role.UNKNOWN: "没有认出",
}

MEANING_NAMES = {
    Meaning.UNIT: "预算单位",
    Meaning.UNIT_CODE: "单位编码",
    Meaning.UNIT_NAME: "单位名称",
    Meaning.FUNCTION: "功能科目",
    Meaning.FUNCTION_CODE: "功能科目编码",
    Meaning.FUNCTION_NAME: "功能科目名称",
    Meaning.FUNCTION_CLASS: "功能科目·类",
    Meaning.FUNCTION_GROUP: "功能科目·款",
    Meaning.FUNCTION_ITEM: "功能科目·项",
    Meaning.FUNCTION_ECONOMIC: "功能科目+经济科目",
    Meaning.ECONOMIC: "部门经济科目",
    Meaning.ECONOMIC_CODE: "部门经济科目编码",
    Meaning.ECONOMIC_NAME: "部门经济科目名称",
    Meaning.ECONOMIC_CLASS: "部门经济科目·类",
    Meaning.ECONOMIC_GROUP: "部门经济科目·款",
    Meaning.GOVERNMENT_ECONOMIC: "政府经济科目",
    Meaning.PROJECT: "项目",
    Meaning.PROJECT_CODE: "项目编码",
    Meaning.PROJECT_NAME: "项目名称",
    Meaning.PROJECT_CLASS: "项目类别",
    Meaning.KIND: "基本/项目支出",
    Meaning.STAFFING: "人员/公用经费",
    Meaning.FUND: "资金性质",
    Meaning.ORIGIN: "资金来源",
    Meaning.AMOUNT: "金额",
    Meaning.AMOUNT_OTHER: "金额（不计）",
    Meaning.AMOUNT_LAST_YEAR: "上年金额",
    Meaning.AMOUNT_MEMO: "其中数（不计）",
    Meaning.COUNT: "数量",
    Meaning.TEXT: "文字说明",
    Meaning.PROCUREMENT_FLAG: "是否政府采购",
    Meaning.ITEM: "收支项目",
    Meaning.OUTLINE: "分级标签（透视表）",
    Meaning.SEQUENCE: "序号",
    Meaning.YEAR: "年度",
    Meaning.NOTE: "备注",
    Meaning.IGNORED: "不用",
    Meaning.UNKNOWN: "没有认出",
}

MEANING_GROUPS = (
    ("单位", (Meaning.UNIT, Meaning.UNIT_CODE, Meaning.UNIT_NAME)),
    (
        "功能科目",
        (
            Meaning.FUNCTION,
            Meaning.FUNCTION_CODE,
            Meaning.FUNCTION_NAME,
            Meaning.FUNCTION_CLASS,
            Meaning.FUNCTION_GROUP,
            Meaning.FUNCTION_ITEM,
            Meaning.FUNCTION_ECONOMIC,
        ),
    ),
    (
        "经济科目",
        (
            Meaning.ECONOMIC,
            Meaning.ECONOMIC_CODE,
            Meaning.ECONOMIC_NAME,
            Meaning.ECONOMIC_CLASS,
            Meaning.ECONOMIC_GROUP,
            Meaning.GOVERNMENT_ECONOMIC,
        ),
    ),
    ("项目", (Meaning.PROJECT, Meaning.PROJECT_CODE, Meaning.PROJECT_NAME, Meaning.PROJECT_CLASS)),
    ("支出类别与资金", (Meaning.KIND, Meaning.STAFFING, Meaning.FUND, Meaning.ORIGIN)),
    ("其他金额", (Meaning.AMOUNT_LAST_YEAR, Meaning.AMOUNT_OTHER, Meaning.AMOUNT_MEMO)),
    (
        "其他",
        (
            Meaning.ITEM,
            Meaning.OUTLINE,
            Meaning.PROCUREMENT_FLAG,
            Meaning.COUNT,
            Meaning.TEXT,
            Meaning.SEQUENCE,
            Meaning.YEAR,
            Meaning.NOTE,
        ),
    ),
)

ROW_NAMES = {
    RowKind.DETAIL: "明细",
    RowKind.SUBTOTAL: "小计、合计",
    RowKind.HEADER: "重复的表头",
    RowKind.CONTEXT: "表上的说明",
    RowKind.IGNORED: "不用",
}

KIND_NAMES = {
    "basic": "基本支出",
    "basic.personnel": "人员经费",
    "basic.public": "公用经费",
    "project": "项目支出",
}

RELATION_NAMES = {
    "auto": "自动判断",
    "part": "计入",
    "view": "只用来核对",
    "skip": "不用",
}


def dims_text(dims: dict[str, str], pack: Pack) -> str:
    """Return what a column or a table fixes itself, in words: ``本级一般公共预算 · 人员经费``."""
    from converter.recognition.vocabulary import Vocabulary

    sources = Vocabulary.of(pack).sources
    words = []
    for key, value in dims.items():
        if key == "source":
            words.append(sources.name(value) or value)
        elif key == "kind":
            words.append(KIND_NAMES.get(value, value))
        elif key == "procurement":
            words.append("政府采购")
        elif key != "project_code":
            words.append(value)
    return " · ".join(words)
