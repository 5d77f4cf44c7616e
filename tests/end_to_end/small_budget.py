"""A small budget, and the ledger that every spreadsheet of it must give."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from converter.findings import Severity
from converter.pipeline import Options, convert_files

from .test_doubts import book

Rows = list[list[Any]]
Sheets = list[tuple[str, Rows]]

UNIT = "沙湾县水利局"
LOCAL, UPPER = "一般公共预算", "上级一般公共预算转移支付"
# function, its name, economic, its name, kind, source, project, 元
SALARY = ("2130301", "行政运行", "30101", "基本工资", "人员经费", LOCAL, "", Decimal("2156732.5"))
OFFICE = ("2130301", "行政运行", "30201", "办公费", "公用经费", LOCAL, "", Decimal("88000"))
HOUSE = ("2210201", "住房公积金", "30113", "住房公积金", "人员经费", LOCAL, "", Decimal("448741.08"))
DIKE = (
    "2130305",
    "水利工程建设",
    "31005",
    "基础设施建设",
    "项目支出",
    UPPER,
    "防洪堤建设",
    Decimal("3600000"),
)
WATCH = ("2130305", "水利工程建设", "30227", "委托业务费", "项目支出", LOCAL, "防洪堤建设", Decimal("150000"))
STOCK = ("2130314", "防汛", "30218", "专用材料费", "项目支出", LOCAL, "防汛物资", Decimal("118000.5"))
LINES = (SALARY, OFFICE, HOUSE, DIKE, WATCH, STOCK)
PLACES = {"人员经费": "basic.personnel", "公用经费": "basic.public", "项目支出": "project"}
SOURCES = {LOCAL: "current.fiscal.general.local", UPPER: "current.fiscal.general.upper"}
TITLE = f"{UNIT}2026年支出预算明细表"
HEAD = [[TITLE], ["单位：元"]]


def wanted() -> list[tuple[str, str, str, str, str, int]]:
    return sorted((f, e, PLACES[k], SOURCES[s], p, int(a * 100)) for f, _, e, _, k, s, p, a in LINES)


def total(*lines: tuple[Any, ...]) -> Decimal:
    return sum((line[-1] for line in lines), Decimal(0))


def basic() -> list[tuple[Any, ...]]:
    return [line for line in LINES if not line[6]]


def projects() -> list[tuple[Any, ...]]:
    return [line for line in LINES if line[6]]


def ledger_of(path: Path, sheets: Sheets) -> list[tuple[str, str, str, str, str, int]]:
    """Return the ledger's lines of a workbook that must convert without errors into one document."""
    plain = [(name, [[float(v) if isinstance(v, Decimal) else v for v in row] for row in rows])
             for name, rows in sheets]  # fmt: skip
    documents = convert_files([book(path, *plain)], Options(tables_only=True))
    errors = [f.message for d in documents for f in d.findings if f.severity is Severity.ERROR]
    assert not errors, errors
    (document,) = documents
    assert (document.unit, document.year) == (UNIT, 2026) and document.ledger is not None
    return sorted(
        (x.function, x.economic, x.kind, x.source, x.project, x.amount) for x in document.ledger.lines
    )
