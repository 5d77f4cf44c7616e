"""Made-up working spreadsheets for the benchmarks: one line a row, as budget systems export them."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus.ledger import economic_name, function_name
from corpus.units import (
    CAPITAL_FUNCTIONS,
    FUND_FUNCTIONS,
    PERSONNEL_CODES,
    PROJECT_CODES,
    PROJECT_FUNCTIONS,
    PUBLIC_CODES,
    RUNNING,
    SHARED,
)

LINES_OF_A_UNIT = 400
YEAR = 2023
HEADERS = (
    "单位编码",
    "单位名称",
    "项目类别",
    "项目编码",
    "项目名称",
    "功能分类科目编码",
    "功能分类科目名称",
    "部门预算支出经济分类编码",
    "部门预算支出经济分类名称",
    "资金来源",
    "是否政府采购",
    "预算数",
)
WIDTHS = (12, 24, 12, 22, 30, 14, 26, 14, 24, 26, 10, 16)
Row = tuple[str | float, ...]


def unit_name(number: int) -> str:
    """Return the name of the unit with that number."""
    return f"石岭县第{number + 1}号预算单位"


def unit_code(number: int) -> str:
    """Return the code of the unit: six digits, its department's three first."""
    return f"{100 + number // 5:03d}{number % 5 + 1:03d}"


def unit_rows(number: int, lines: int = LINES_OF_A_UNIT) -> list[Row]:
    """Return the lines of one unit; the same number gives the same lines."""
    rng = random.Random(f"unit {number}")
    code, name = unit_code(number), unit_name(number)
    nature = rng.choice(("行政单位", "事业单位"))
    main = rng.choice(RUNNING[nature])
    rows: list[Row] = []

    def add(kind: str, item: tuple[str, str], function: str, economic: str, source: str, top: float) -> None:
        amount = Decimal(int(10 ** rng.uniform(2.2, top)) * 100 + rng.randrange(100)).scaleb(-2)
        bought = "是" if economic in ("31002", "31003", "30209") else "否"
        rows.append(
            (
                *(code, name, kind, *item, function, function_name(function)),
                *(economic, economic_name(economic), source, bought, float(amount)),
            )
        )

    basic = lines * 6 // 10
    for index in range(basic):
        # Systems export basic spending by item of pay and by post: one code occurs on several lines.
        item = (f"65230123R{index:09d}", f"基本经费事项（{index % 40 + 1}）")
        if index % 4 == 3:
            function, economic = SHARED[index % len(SHARED)]
            add("人员类", item, function, economic, "一般公共预算", 5.0)
        elif index % 2:
            add("公用经费", item, main, PUBLIC_CODES[index % len(PUBLIC_CODES)], "一般公共预算", 4.5)
        else:
            add("人员类", item, main, PERSONNEL_CODES[index % len(PERSONNEL_CODES)], "一般公共预算", 5.5)
    others = ("上级一般公共预算转移支付", "政府性基金", "国有资本经营预算", "事业收入", "财政拨款结转")
    while len(rows) < lines:
        project = len(rows) // 8
        source = "一般公共预算" if project % 3 else others[project % len(others)]
        functions: Sequence[str] = PROJECT_FUNCTIONS
        if source == "政府性基金":
            functions = FUND_FUNCTIONS
        elif source == "国有资本经营预算":
            functions = CAPITAL_FUNCTIONS
        elif source == "财政拨款结转":
            source = "上年结转一般公共预算"
        item = (f"65230123T{project:09d}", f"{name}专项业务（{project + 1}）")
        economic = PROJECT_CODES[(project * 5 + len(rows)) % len(PROJECT_CODES)]
        add("特定目标类", item, functions[project % len(functions)], economic, source, 6.0)
    return rows


def write_county(path: Path, units: int, lines: int = LINES_OF_A_UNIT) -> None:
    """Write one workbook with every line of every unit of a county."""
    write_rows(path, "石岭县财政局", (row for n in range(units) for row in unit_rows(n, lines)))


def write_folder(folder: Path, units: int, lines: int = LINES_OF_A_UNIT) -> list[Path]:
    """Write one workbook a unit and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(units):
        path = folder / f"{unit_code(number)}{unit_name(number)}{YEAR}年预算.xlsx"
        write_rows(path, unit_name(number), iter(unit_rows(number, lines)))
        paths.append(path)
    return paths


def write_rows(path: Path, headed: str, rows: Iterator[Row]) -> None:
    """Write one sheet: title, line of unit and money, header, rows."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("支出预算明细表")
    bold = book.add_format({"bold": True, "align": "center", "border": 1})
    text = book.add_format({"border": 1, "num_format": "@"})
    amount = book.add_format({"border": 1, "num_format": "#,##0.00"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"{YEAR}年部门预算支出明细表")
    sheet.write_string(1, 0, f"编制单位：{headed}")
    sheet.write_string(1, len(HEADERS) - 1, "单位：元")
    for column, header in enumerate(HEADERS):
        sheet.write_string(2, column, header, bold)
    for index, row in enumerate(rows, start=3):
        for column, value in enumerate(row[:-1]):
            sheet.write_string(index, column, str(value), text)
        sheet.write_number(index, len(row) - 1, float(row[-1]), amount)
    book.close()
