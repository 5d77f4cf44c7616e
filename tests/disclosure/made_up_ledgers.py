"""Ledgers for the tests: the sample's detail, hand-made units and random ones."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

from converter.ledger.model import BASIC, PERSONNEL, PROJECT, PUBLIC, BudgetLine, UnitKey, UnitLedger
from converter.reading.model import CellRef

SAMPLES = Path(__file__).parents[1] / "data" / "samples"

SOURCES = {
    "一般财力": "current.fiscal.general.local",
    "上级一般": "current.fiscal.general.upper",
    "基金": "current.fiscal.fund.local",
    "上级基金": "current.fiscal.fund.upper",
    "国资": "current.fiscal.capital.local",
    "上级国资": "current.fiscal.capital.upper",
    "专户": "current.special",
    "事业": "current.unit.business",
    "上级补助": "current.unit.superior",
    "附属": "current.unit.affiliate",
    "经营": "current.unit.operating",
    "其他": "current.unit.other",
    "结转一般": "carry.fiscal.general",
    "结转基金": "carry.fiscal.fund",
    "结转国资": "carry.fiscal.capital",
    "结转专户": "carry.other.special",
    "结转单位": "carry.other.unit",
}


def line(row: int, function: str, economic: str, source: str, yuan: str, project: str = "") -> BudgetLine:
    """Return one line of the detail sheet; without a project it is basic spending."""
    kind = PROJECT if project else PERSONNEL if economic[:3] in ("301", "303") else PUBLIC
    return BudgetLine(
        function=function,
        economic=economic,
        kind=kind,
        source=SOURCES.get(source, source),
        project=project,
        amount=int(Decimal(yuan) * 100),
        refs={"明细": (CellRef("底稿.xlsx", "明细", row, 8),)},
    )


def ledger(*rows: tuple[str, ...], name: str = "甲县某单位", year: int = 2023) -> UnitLedger:
    """Return a ledger of rows (function, economic, source, 元[, project])."""
    result = UnitLedger(UnitKey("001", name), year, inputs=["底稿.xlsx"])
    result.lines = [line(number, *row) for number, row in enumerate(rows, start=4)]
    return result


SCHOOL = ledger(
    ("2050204", "30101", "一般财力", "8123456.78"),
    ("2050204", "30107", "一般财力", "3333333.33"),
    ("2050204", "30201", "一般财力", "66666.66"),
    ("2050204", "30217", "专户", "12345.67"),
    ("2050204", "30201", "专户", "445566.77"),
    ("2050204", "31002", "上级一般", "500000.55", "教学设备购置"),
    ("2050204", "30213", "结转一般", "71234.56", "校舍维修"),
    ("2080505", "30108", "一般财力", "1111111.11"),
    ("2210201", "30113", "一般财力", "777777.77"),
    name="甲县第一中学",
)
HOSPITAL = ledger(
    ("2100201", "30101", "一般财力", "1000049.99"),
    ("2100201", "30101", "事业", "20304050.61"),
    ("2100201", "30218", "事业", "9876543.21"),
    ("2100201", "30299", "上级补助", "333.33"),
    ("2100201", "30299", "附属", "4444.44"),
    ("2100201", "30299", "经营", "55555.55"),
    ("2100201", "30299", "其他", "666666.66"),
    ("2100201", "31003", "结转单位", "1234567.89", "医疗设备"),
    ("2100201", "30201", "结转专户", "98765.43"),
    name="甲县人民医院",
)
CITY_MANAGEMENT = ledger(
    ("2120104", "30101", "一般财力", "2500012.34"),
    ("2120104", "30231", "一般财力", "80050.51"),
    ("2120501", "30214", "一般财力", "123456.78", "环卫车辆租赁"),
    ("2120899", "31005", "基金", "5000049.99", "道路改造"),
    ("2120899", "31013", "基金", "180000.49", "道路改造"),
    ("2120899", "30913", "上级基金", "90000.51", "道路改造"),
    ("2230105", "31204", "国资", "300000.99", "企业退休人员"),
    ("2230105", "31204", "上级国资", "44444.44", "企业退休人员"),
    ("2120899", "31005", "结转基金", "70007.07", "道路改造"),
    ("2230105", "31204", "结转国资", "8000.08", "企业退休人员"),
    name="甲县城市管理局",
)
UNITS = {"学校": SCHOOL, "医院": HOSPITAL, "城管": CITY_MANAGEMENT}


def sample() -> UnitLedger:
    """Return the ledger of the sample's long table, read without the program's own reading."""
    book = CalamineWorkbook.from_path(SAMPLES / "支出预算明细-长表.xlsx")
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    result = UnitLedger(UnitKey("001001", "昌吉市人民政府办公室"), 2023)
    for number, row in enumerate(rows):
        if not str(row[6]).isdigit():
            continue
        project = "" if row[3] in ("人员类项目", "公用经费项目") else str(row[5])
        source = "上级一般" if "上级" in str(row[12]) else "一般财力"
        made = line(number, str(row[6]), str(row[8]), source, repr(row[13]), project)
        if not project:
            made.kind = PERSONNEL if row[3] == "人员类项目" else PUBLIC
        result.lines.append(made)
        result.names |= {f"F{row[6]}": str(row[7]), f"E{row[8]}": str(row[9])}
    return result


def random_unit(seed: int, size: int) -> UnitLedger:
    """Return a unit of ``size`` lines in which every source, kind and three-public code may occur."""
    chance = random.Random(seed)
    functions = ["2010301", "2010350", "2010399", "2050204", "2080505", "2101101", "2120899", "2210201"]
    economics = [
        "30101",
        "30108",
        "30113",
        "30201",
        "30212",
        "30217",
        "30231",
        "30913",
        "31002",
        "31013",
        "39999",
    ]
    projects = ["", "", "项目一", "项目二", "项目三"]
    rows = []
    for _ in range(size):
        source = chance.choice(["一般财力", "上级一般", chance.choice(list(SOURCES))])
        yuan = str(Decimal(chance.randrange(-2000, 9_000_000)) / 100 * chance.choice([1, 1, 30]))
        row = (chance.choice(functions), chance.choice(economics), source, yuan, chance.choice(projects))
        rows.append(row)
    return ledger(*rows)


__all__ = ["BASIC", "SAMPLES", "SOURCES", "UNITS", "ledger", "line", "random_unit", "sample"]
