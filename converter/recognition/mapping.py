"""The mapping (识别结果): what every sheet, block, column and row of the input files was taken for.

It is explicit, printable and editable: ``inspect --save`` writes it as JSON, ``convert --mapping`` reads
it back. Rows and columns are stored zero-based; JSON shows A1 names (column letters, row numbers from 1).
Every recognised thing carries its evidence in Chinese and a confidence between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from converter.findings import Finding

# 分 in one unit of money, by the word in the mapping.
MONEY_UNITS = {"元": 100, "百元": 10_000, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}


class Role(StrEnum):
    """What a sheet is for. Values are stable ids; the pack's vocabulary holds the Chinese words."""

    BUDGET = "budget"  # 支出预算明细或汇总: facts for the ledger
    # 收入预算: income by source, compared with spending. A block with function columns (功能科目 × 资金来源)
    # tells the same money as spending by function and source, and may refine it.
    INCOME = "income"
    # 收支总表: income items beside spending items, two blocks side by side over the same rows: the left has
    # role INCOME (an ITEM column), the right role OVERVIEW (an ITEM column of functional classes).
    OVERVIEW = "overview"
    THREE_PUBLIC = "three_public"  # 三公经费表
    # 上年预算数. A block's own role (INCOME, THREE_PUBLIC …) then says which table of last year it is.
    LAST_YEAR = "last_year"
    PROCUREMENT = "procurement"  # 政府采购预算
    ASSETS = "assets"  # 国有资产占用情况
    STAFF = "staff"  # 人员情况
    PROFILE = "profile"  # 单位基本情况
    DUTIES = "duties"  # 主要职能、机构设置
    REASONS = "reasons"  # 增减原因、主要用于
    PROJECT_INFO = "project_info"  # 项目情况（依据、分配）
    PERFORMANCE = "performance"  # 绩效目标
    COVER = "cover"  # 封面、目录
    INSTRUCTIONS = "instructions"  # 填写说明
    EMPTY_FORM = "empty_form"  # 空表
    OTHER = "other"  # understood to be of no use for the tables
    UNKNOWN = "unknown"  # not understood


class Meaning(StrEnum):
    """What a column holds."""

    UNIT = "unit"  # 预算单位, name or code-name joined
    UNIT_CODE = "unit_code"
    UNIT_NAME = "unit_name"
    FUNCTION = "function"  # code and name joined, or either
    FUNCTION_CODE = "function_code"
    FUNCTION_NAME = "function_name"
    FUNCTION_CLASS = "function_class"  # 类 of a code in three columns
    FUNCTION_GROUP = "function_group"  # 款
    FUNCTION_ITEM = "function_item"  # 项
    FUNCTION_ECONOMIC = "function_economic"  # a functional and an economic code joined in each cell
    ECONOMIC = "economic"
    ECONOMIC_CODE = "economic_code"
    ECONOMIC_NAME = "economic_name"
    ECONOMIC_CLASS = "economic_class"
    ECONOMIC_GROUP = "economic_group"
    GOVERNMENT_ECONOMIC = "government_economic"  # 政府预算经济分类, kept apart
    PROJECT = "project"  # name, or code-name joined
    PROJECT_CODE = "project_code"
    PROJECT_NAME = "project_name"
    PROJECT_CLASS = "project_class"  # 项目类别: 人员类、公用经费、特定目标类 …
    KIND = "kind"  # 基本支出/项目支出
    STAFFING = "staffing"  # 人员经费/公用经费
    FUND = "fund"  # 资金性质
    ORIGIN = "origin"  # 资金来源/指标来源
    AMOUNT = "amount"  # counts; its dims say what the column itself fixes
    AMOUNT_OTHER = "amount_other"  # 申报数、审核数、增减 …: an amount that does not count
    AMOUNT_LAST_YEAR = "amount_last_year"
    AMOUNT_MEMO = "amount_memo"  # 其中：… that repeats a part of another column (e.g. 政府采购)
    COUNT = "count"  # 数量、人数、面积、单价: a number that is not a sum of money
    TEXT = "text"  # words for the text: 主要原因、政策依据、指标 … (the header says which)
    PROCUREMENT_FLAG = "procurement_flag"
    ITEM = "item"  # a label column of mixed items (收入项目, 三公支出内容, 项目 …)
    OUTLINE = "outline"  # labels of several levels in one column (行标签 of a compact pivot table)
    SEQUENCE = "sequence"
    YEAR = "year"
    NOTE = "note"  # text that is kept nowhere in the ledger
    IGNORED = "ignored"
    UNKNOWN = "unknown"


class RowKind(StrEnum):
    """What a row of a block is."""

    DETAIL = "detail"
    SUBTOTAL = "subtotal"
    HEADER = "header"  # a header repeated at a page break
    CONTEXT = "context"  # 项目名称：… above a small table
    IGNORED = "ignored"  # title, note, signature, blank


@dataclass(slots=True)
class ColumnMapping:
    """One column of a block.

    ``header`` is the header path from top to bottom joined by "/". ``dims`` is what an amount column
    fixes itself: keys of the ledger's dimensions (function, economic, kind, source, project), with
    hierarchical values as in the ledger model; empty for a plain amount or a total. Further keys:
    "item" (an item of 三公经费 as written, for ``Vocabulary.three_public_of``), "procurement" ("yes": a
    part bought by 政府采购), "unit" (a unit's name where units stand across the columns). A "source" may be
    half an id (``any.upper``): join sources by ``Vocabulary.merge_sources``. ``money`` is set where the
    column states its own unit of money, else the block's or the sheet's holds.
    """

    column: int
    header: str
    meaning: Meaning
    dims: dict[str, str] = field(default_factory=dict)
    evidence: str = ""
    confidence: float = 1.0
    money: str | None = None


@dataclass(slots=True)
class BlockMapping:
    """One table inside a sheet: header rows, body rows [first_row, last_row] inclusive, columns.

    A table without any row has ``last_row == first_row - 1``.

    ``dims`` is what title, sheet name or the lines above fix for every row (kind, source, function,
    economic, project, project_code); the keys as in ``ColumnMapping``. Several blocks may share the same
    header rows (one header, then 项目名称：… or 单位：… lines that part the rows).
    ``rows`` overrides the kind of single rows (recognition fills in what it skipped on purpose, a person
    may fill in more; the ledger classifies the others). ``labels`` holds label → (row, column) of the
    values standing above this table (项目名称, 项目负责人 …). ``money`` as in ``ColumnMapping``.
    """

    header_rows: list[int]
    first_row: int
    last_row: int
    columns: list[ColumnMapping]
    dims: dict[str, str] = field(default_factory=dict)
    dims_evidence: dict[str, str] = field(default_factory=dict)
    repeated_header_rows: list[int] = field(default_factory=list)
    unit_code: str = ""
    unit_name: str = ""
    role: Role | None = None  # differs from the sheet's role where a sheet stacks several tables
    rows: dict[int, RowKind] = field(default_factory=dict)
    labels: dict[str, tuple[int, int]] = field(default_factory=dict)
    money: str | None = None

    def of(self, *meanings: Meaning) -> list[ColumnMapping]:
        """Return the columns with one of ``meanings``, from left to right."""
        return [column for column in self.columns if column.meaning in meanings]


@dataclass(slots=True)
class SheetMapping:
    """One sheet: role, money, unit, year, blocks, what is uncertain (``questions``, in Chinese).

    ``money`` is "元", "万元" or None when unknown. ``relation`` may be set by a person: "part" (adds to
    the ledger), "view" (only compared) or "skip"; "auto" lets the ledger find out.
    Recognition sets "skip" for drafts (一上 …) that stand beside a final sheet of the same columns.
    ``covers_units``: a 汇总 sheet that adds up all units of the file; it is no unit of its own.
    ``partial``: it lists a part of what its title speaks of (重点项目); what it leaves out is no disagreement.
    ``year`` is the year that the sheet itself speaks of (for LAST_YEAR last year's, if it says so).
    ``labels`` holds label → (row, column) of the value for key-value sheets (单位基本情况); where label
    and value share a cell (``单位：X``) it is that cell.
    """

    file: str
    name: str
    hidden: bool
    role: Role
    confidence: float
    evidence: list[str] = field(default_factory=list)
    money: str | None = None
    money_evidence: str = ""
    unit_code: str = ""
    unit_name: str = ""
    unit_evidence: str = ""
    year: int | None = None
    year_evidence: str = ""
    relation: str = "auto"
    covers_units: bool = False
    partial: bool = False
    blocks: list[BlockMapping] = field(default_factory=list)
    labels: dict[str, tuple[int, int]] = field(default_factory=dict)
    questions: list[Finding] = field(default_factory=list)

    def money_of(self, block: BlockMapping, column: ColumnMapping) -> str | None:
        """Return the unit of money of an amount column: its own, its block's or the sheet's."""
        return column.money or block.money or self.money


@dataclass(slots=True)
class FileMapping:
    """All sheets of one input file, and the fingerprint of its layout (sheet names and header texts)."""

    file: str
    fingerprint: str
    sheets: list[SheetMapping] = field(default_factory=list)
    remembered: bool = False
