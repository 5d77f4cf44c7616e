"""An independent check that published tables tie: every equality of the form, exact to 0.00.

``figures``: table → row → column → ``Decimal`` 万元 as published (blank cells left out).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from .truth import CLASS_COLUMNS, SOURCE_COLUMNS

Figures = dict[str, dict[str, dict[str, Decimal]]]

CODED = {
    "表2": ("总计", "财政拨款(补助)小计", *dict.fromkeys(SOURCE_COLUMNS.values())),
    "表3": ("合计", "基本支出", "项目支出"),
    "表5": ("合计", "基本支出", "项目支出"),
    "表6": ("合计", "人员经费", "公用经费"),
    "表8": ("合计", "基本支出", "项目支出"),
    "表9": ("合计", "基本支出", "项目支出"),
}
SIX = tuple(dict.fromkeys(SOURCE_COLUMNS.values()))[:6]
OUTER = ("财政专户（教育收费）", "单位资金", "财政拨款结转", "非财政拨款结转结余")
ADDENDS: dict[str, dict[str, tuple[str, ...]]] = {
    "表2": {"总计": ("财政拨款(补助)小计", *OUTER), "财政拨款(补助)小计": SIX},
    "表3": {"合计": ("基本支出", "项目支出")},
    "表5": {"合计": ("基本支出", "项目支出")},
    "表6": {"合计": ("人员经费", "公用经费")},
    "表7": {"合计": tuple(CLASS_COLUMNS.values())},
    "表8": {"合计": ("基本支出", "项目支出")},
    "表9": {"合计": ("基本支出", "项目支出")},
    "表10": {"合计": ("一般公共预算", "政府性基金", "国有资本经营预算")},
}
INCOME_SUMS = {
    "1.一般公共预算拨款": ("其中：一般财力", "上级一般公共预算安排转移支付"),
    "2.基金预算拨款": ("其中：政府性基金收入", "上级政府性基金安排转移支付"),
    "3.国有资本经营预算拨款": ("其中：国有资本经营收入", "上级国有资本经营预算安排转移支付"),
    "5.单位资金": ("其中：事业收入", "上级补助收入", "附属单位上缴收入", "事业单位经营收入", "其他收入"),
    "一、本年收入": (
        "1.一般公共预算拨款",
        "2.基金预算拨款",
        "3.国有资本经营预算拨款",
        "4.财政专户核拨",
        "5.单位资金",
    ),
    "1.财政拨款结转": ("其中：一般公共预算拨款", "基金预算拨款", "国有资本经营预算拨款"),
    "2.非财政拨款结转结余": ("其中：财政专户核拨", "单位资金"),
    "二、上年结转结余": ("1.财政拨款结转", "2.非财政拨款结转结余"),
    "收入总计": ("一、本年收入", "二、上年结转结余"),
}
INCOME_IN_TABLE_2 = {
    "其中：一般财力": "一般公共预算",
    "上级一般公共预算安排转移支付": "上级一般公共预算安排的转移支付",
    "其中：政府性基金收入": "政府性基金预算",
    "上级政府性基金安排转移支付": "上级政府性基金安排的转移支付",
    "其中：国有资本经营收入": "国有资本经营预算",
    "上级国有资本经营预算安排转移支付": "上级国有资本经营预算安排的转移支付",
    "4.财政专户核拨": "财政专户（教育收费）",
    "5.单位资金": "单位资金",
    "1.财政拨款结转": "财政拨款结转",
    "2.非财政拨款结转结余": "非财政拨款结转结余",
    "收入总计": "总计",
}


class _Book:
    def __init__(self, figures: Figures) -> None:
        self.figures = figures

    def __call__(self, table: str, row: str, column: str) -> Decimal:
        return self.figures.get(table, {}).get(row, {}).get(column, Decimal(0))

    def rows(self, table: str) -> list[str]:
        return list(self.figures.get(table, {}))


def broken(figures: Figures) -> list[str]:
    """Return every equality that does not hold, in words; empty when all tie."""
    book = _Book(figures)
    found = []
    for checks in (_rows_add_up, _trees_add_up, _income, _fiscal, _between_tables):
        found += [f"{what}: {left} ≠ {right}" for what, left, right in checks(book) if left != right]
    return found


Equality = Iterator[tuple[str, Decimal, Decimal]]


def _rows_add_up(book: _Book) -> Equality:
    for table, sums in ADDENDS.items():
        for row in book.rows(table):
            for column, parts in sums.items():
                total = sum((book(table, row, part) for part in parts), Decimal(0))
                yield f"{table} {row} {column} = Σ columns", book(table, row, column), total


def _trees_add_up(book: _Book) -> Equality:
    for table, columns in CODED.items():
        codes = [row for row in book.rows(table) if row.isdigit()]
        lengths = (3, 5) if table == "表6" else (3, 5, 7)
        for column in columns:
            top = sum((book(table, code, column) for code in codes if len(code) == 3), Decimal(0))
            yield f"{table} 合计 {column} = Σ 类", book(table, "合计", column), top
            for upper, lower in pairwise(lengths):
                parents = {code[:upper] for code in codes if len(code) >= upper}
                for parent in sorted(parents):
                    below = [code for code in codes if len(code) == lower and code.startswith(parent)]
                    part = sum((book(table, code, column) for code in below), Decimal(0))
                    yield f"{table} {parent} {column} = Σ below", book(table, parent, column), part
    for column in ("合计", *CLASS_COLUMNS.values()):
        part = sum((book("表7", row, column) for row in book.rows("表7") if row != "合计"), Decimal(0))
        yield f"表7 合计 {column} = Σ projects", book("表7", "合计", column), part


def _income(book: _Book) -> Equality:
    for row, parts in INCOME_SUMS.items():
        total = sum((book("表1", part, "预算数") for part in parts), Decimal(0))
        yield f"表1 {row} = Σ", book("表1", row, "预算数"), total
    classes = [row for row in book.rows("表1") if row.startswith("支出") and row[2:].isdigit()]
    spending = sum((book("表1", row, "预算数") for row in classes), Decimal(0))
    yield "表1 支出总计 = Σ 类", book("表1", "支出总计", "预算数"), spending
    yield "表1 收入总计 = 支出总计", book("表1", "收入总计", "预算数"), book("表1", "支出总计", "预算数")
    for row, column in INCOME_IN_TABLE_2.items():
        yield f"表1 {row} = 表2 合计 {column}", book("表1", row, "预算数"), book("表2", "合计", column)
    for code in {row[2:] for row in classes} | {row for row in book.rows("表2") if len(row) == 3}:
        yield f"表1 支出{code} = 表2 总计", book("表1", f"支出{code}", "预算数"), book("表2", code, "总计")


def _fiscal(book: _Book) -> Equality:
    funds = {"一般公共预算": "表5", "政府性基金预算": "表8", "国有资本经营预算": "表9"}
    income = {
        "一般公共预算": "1.一般公共预算拨款",
        "政府性基金预算": "2.基金预算拨款",
        "国有资本经营预算": "3.国有资本经营预算拨款",
    }
    spent = [row for row in book.rows("表4") if row.startswith("支出")]
    for row in spent:
        parts = sum((book("表4", row, fund) for fund in funds), Decimal(0))
        yield f"表4 {row} 合计 = Σ funds", book("表4", row, "合计"), parts
    for fund, table in funds.items():
        yield f"表4 {fund} = 表1", book("表4", fund, "合计"), book("表1", income[fund], "预算数")
        yield f"表4 支出总计 {fund} = {table}", book("表4", "支出总计", fund), book(table, "合计", "合计")
        classes = {row[2:] for row in spent if row[2:].isdigit()}
        classes |= {row for row in book.rows(table) if len(row) == 3}
        for code in sorted(classes):
            yield (
                f"表4 支出{code} {fund} = {table}",
                book("表4", f"支出{code}", fund),
                book(table, code, "合计"),
            )
    total = sum((book("表4", fund, "合计") for fund in funds), Decimal(0))
    yield "表4 一、 = Σ funds", book("表4", "一、财政拨款（补助）", "合计"), total
    yield "表4 收入总计 = 一、", book("表4", "收入总计", "合计"), total
    yield "表4 收入总计 = 支出总计", book("表4", "收入总计", "合计"), book("表4", "支出总计", "合计")


def _between_tables(book: _Book) -> Equality:
    for code in {*book.rows("表2"), *book.rows("表3")}:
        yield f"表2 {code} 总计 = 表3", book("表2", code, "总计"), book("表3", code, "合计")
    yield "表5 基本支出 = 表6", book("表5", "合计", "基本支出"), book("表6", "合计", "合计")
    yield "表5 项目支出 = 表7", book("表5", "合计", "项目支出"), book("表7", "合计", "合计")
    projects: dict[str, Decimal] = {}
    for row in book.rows("表7"):
        if "|" in row:
            code = row.split("|")[0]
            projects[code] = projects.get(code, Decimal(0)) + book("表7", row, "合计")
    items = {row for row in book.rows("表5") if len(row) == 7} | set(projects)
    for code in sorted(items):
        yield f"表5 {code} 项目支出 = 表7", book("表5", code, "项目支出"), projects.get(code, Decimal(0))
    if not any(book("表2", "合计", column) for column in OUTER):
        for code in book.rows("表3"):
            for column in ("合计", "基本支出", "项目支出"):
                parts = sum((book(table, code, column) for table in ("表5", "表8", "表9")), Decimal(0))
                yield f"表3 {code} {column} = 表5+表8+表9", book("表3", code, column), parts
    for column in ("合计", "一般公共预算", "政府性基金", "国有资本经营预算"):
        cars = book("表10", "公务用车购置费", column) + book("表10", "公务用车运行费", column)
        total = book("表10", "公务用车购置及运行费（小计）", column)
        yield f"表10 小计 {column}", total, cars
        parts = total + book("表10", "因公出国（境）费", column) + book("表10", "公务接待费", column)
        yield f"表10 合计 {column}", book("表10", "合计", column), parts
