"""Long working spreadsheets of many units, made up, for what must stay quick."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

HEADS = (
    "单位编码",
    "单位名称",
    "功能科目编码",
    "功能科目名称",
    "部门经济科目编码",
    "部门经济科目名称",
    "支出类型",
    "项目名称",
    "资金性质",
    "预算数",
)
# The columns of a long table in the manner of the corpus, as the window's tests write it.
COLUMNS = (
    "unit_code",
    "unit_name",
    "project_class",
    "project_name",
    "function",
    "economic",
    "source",
    "amount",
)
FUNCTIONS = (
    ("2010301", "行政运行"),
    ("2010302", "一般行政管理事务"),
    ("2080505", "机关事业单位基本养老保险缴费支出"),
)
BASIC = (
    ("30101", "基本工资"),
    ("30102", "津贴补贴"),
    ("30103", "奖金"),
    ("30201", "办公费"),
    ("30211", "差旅费"),
)


def write_long_workbook(path: Path, *, units: int, lines: int) -> None:
    """Write one sheet of ``units`` × ``lines`` rows in 元."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("支出预算明细表")
    sheet.write_row(0, 0, ["2026年部门预算支出明细表"])
    sheet.write_row(1, 0, ["单位：元"])
    sheet.write_row(2, 0, HEADS)
    row = 3
    for unit in range(units):
        name = f"甲县第{unit + 1:03d}小学校"
        for line in range(lines):
            project = line % 5 == 4
            function = FUNCTIONS[line % 3 if not project else 1]
            economic = ("30299", "其他商品和服务支出") if project else BASIC[line % len(BASIC)]
            kind = (
                "项目支出"
                if project
                else ("基本支出-公用经费" if economic[0].startswith("302") else "基本支出-人员经费")
            )
            sheet.write_row(
                row,
                0,
                [
                    f"{101001 + unit}",
                    name,
                    *function,
                    *economic,
                    kind,
                    f"专项业务费{line % 7 + 1}" if project else "",
                    "一般公共预算",
                    1000 + (unit * 37 + line * 101) % 50000 + 0.25,
                ],
            )
            row += 1
    book.close()
