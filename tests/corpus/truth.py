"""What the ten tables must say, computed straight from a unit's ledger (exact, in 元).

Structure: table → row → column → exact amount as ``Decimal`` 元; figures that are zero are left out.
Row keys: labels as printed in 表1 and 表4 (``支出`` and the class code on the right), joined codes in 表2,
3, 5, 6, 8, 9, ``code|project`` in 表7, labels in 表10.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from .ledger import BASIC, FISCAL, FUND_OF, PERSONNEL, PROJECT, UNIT_MONEY, Line, Unit

Tables = dict[str, dict[str, dict[str, Decimal]]]

INCOME_ROWS: dict[str, tuple[str, ...]] = {
    "其中：一般财力": ("general",),
    "上级一般公共预算安排转移支付": ("general_upper",),
    "1.一般公共预算拨款": ("general", "general_upper"),
    "其中：政府性基金收入": ("fund",),
    "上级政府性基金安排转移支付": ("fund_upper",),
    "2.基金预算拨款": ("fund", "fund_upper"),
    "其中：国有资本经营收入": ("capital",),
    "上级国有资本经营预算安排转移支付": ("capital_upper",),
    "3.国有资本经营预算拨款": ("capital", "capital_upper"),
    "4.财政专户核拨": ("special",),
    "其中：事业收入": ("business",),
    "上级补助收入": ("superior",),
    "附属单位上缴收入": ("affiliate",),
    "事业单位经营收入": ("operating",),
    "其他收入": ("other",),
    "5.单位资金": UNIT_MONEY,
    "一、本年收入": (*FISCAL, "special", *UNIT_MONEY),
    "其中：一般公共预算拨款": ("carry_general",),
    "基金预算拨款": ("carry_fund",),
    "国有资本经营预算拨款": ("carry_capital",),
    "1.财政拨款结转": ("carry_general", "carry_fund", "carry_capital"),
    "其中：财政专户核拨": ("carry_special",),
    "单位资金": ("carry_unit",),
    "2.非财政拨款结转结余": ("carry_special", "carry_unit"),
    "二、上年结转结余": ("carry_general", "carry_fund", "carry_capital", "carry_special", "carry_unit"),
}

SOURCE_COLUMNS: dict[str, str] = {
    "general": "一般公共预算",
    "general_upper": "上级一般公共预算安排的转移支付",
    "fund": "政府性基金预算",
    "fund_upper": "上级政府性基金安排的转移支付",
    "capital": "国有资本经营预算",
    "capital_upper": "上级国有资本经营预算安排的转移支付",
    "special": "财政专户（教育收费）",
    **dict.fromkeys(UNIT_MONEY, "单位资金"),
    "carry_general": "财政拨款结转",
    "carry_fund": "财政拨款结转",
    "carry_capital": "财政拨款结转",
    "carry_special": "非财政拨款结转结余",
    "carry_unit": "非财政拨款结转结余",
}

FUND_COLUMNS = {"general": "一般公共预算", "fund": "政府性基金预算", "capital": "国有资本经营预算"}
THREE_PUBLIC_FUNDS = {"general": "一般公共预算", "fund": "政府性基金", "capital": "国有资本经营预算"}

CLASS_COLUMNS = {
    "301": "工资福利支出",
    "302": "商品和服务支出",
    "303": "对个人和家庭的补助",
    "307": "债务利息及费用支出",
    "309": "资本性支出（基本建设）",
    "310": "资本性支出",
    "311": "对企业补助（基本建设）",
    "312": "对企业补助",
    "313": "对社会保障基金补助",
    "399": "其他支出",
}

THREE_PUBLIC_ROWS = {
    "30212": ("因公出国（境）费",),
    "30217": ("公务接待费",),
    "31013": ("公务用车购置及运行费（小计）", "公务用车购置费"),
    "30913": ("公务用车购置及运行费（小计）", "公务用车购置费"),
    "30231": ("公务用车购置及运行费（小计）", "公务用车运行费"),
}


class _Sums:
    """Adds 分 under (row, column)."""

    def __init__(self) -> None:
        self.fen: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def add(self, rows: Iterable[str], columns: Iterable[str], fen: int) -> None:
        wanted = list(columns)
        for row in rows:
            for column in wanted:
                self.fen[row][column] += fen

    def exact(self) -> dict[str, dict[str, Decimal]]:
        kept = {
            row: {column: Decimal(fen).scaleb(-2) for column, fen in cells.items() if fen}
            for row, cells in self.fen.items()
        }
        return {row: cells for row, cells in kept.items() if cells}


def _levels(code: str) -> list[str]:
    """Return 类, 款, 项 and the total row for a functional code; 类, 款, total for an economic one."""
    if len(code) == 7:
        return [code[:3], code[:5], code, "合计"]
    return [code[:3], code, "合计"]


def tables_of(unit: Unit) -> Tables:
    """Return the exact figures of the ten tables of ``unit``."""
    return {name: sums.exact() for name, sums in _sums_of(unit.lines).items()}


def _sums_of(lines: Iterable[Line]) -> dict[str, _Sums]:
    sums = {f"表{n}": _Sums() for n in range(1, 11)}
    for line in lines:
        _all_money(sums, line)
        fund = next((fund for fund, sources in FUND_OF.items() if line.source in sources), None)
        if fund:
            _fiscal_money(sums, line, fund)
    return sums


def _kind_columns(line: Line) -> list[str]:
    return ["合计", "基本支出" if line.kind == BASIC else "项目支出"]


def _all_money(sums: dict[str, _Sums], line: Line) -> None:
    spending = [f"支出{line.function[:3]}", "支出总计"]
    sums["表1"].add(spending, ["预算数"], line.fen)
    income = [label for label, sources in INCOME_ROWS.items() if line.source in sources]
    sums["表1"].add([*income, "收入总计"], ["预算数"], line.fen)
    columns = ["总计", SOURCE_COLUMNS[line.source]]
    if line.source in FISCAL:
        columns.append("财政拨款(补助)小计")
    sums["表2"].add(_levels(line.function), columns, line.fen)
    sums["表3"].add(_levels(line.function), _kind_columns(line), line.fen)


def _fiscal_money(sums: dict[str, _Sums], line: Line, fund: str) -> None:
    left = ["一、财政拨款（补助）", "收入总计", FUND_COLUMNS[fund]]
    sums["表4"].add(left, ["合计"], line.fen)
    right = [f"支出{line.function[:3]}", "支出总计"]
    sums["表4"].add(right, ["合计", FUND_COLUMNS[fund]], line.fen)
    table = {"general": "表5", "fund": "表8", "capital": "表9"}[fund]
    sums[table].add(_levels(line.function), _kind_columns(line), line.fen)
    if fund == "general" and line.kind == BASIC:
        column = "人员经费" if line.staffing == PERSONNEL else "公用经费"
        sums["表6"].add(_levels(line.economic), ["合计", column], line.fen)
    if fund == "general" and line.kind == PROJECT:
        rows = [f"{line.function}|{line.project}", "合计"]
        sums["表7"].add(rows, ["合计", CLASS_COLUMNS[line.economic[:3]]], line.fen)
    labels = THREE_PUBLIC_ROWS.get(line.economic)
    if labels:
        sums["表10"].add([*labels, "合计"], ["合计", THREE_PUBLIC_FUNDS[fund]], line.fen)
