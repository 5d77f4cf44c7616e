"""The produced document is read back, and every number in its text is recomputed from the tables in it."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from converter.disclosure.finished.reading import read_finished
from converter.disclosure.model import Disclosure
from converter.findings import Finding, Severity
from converter.ledger.model import UnitLedger
from converter.narrative.model import Measure
from converter.narrative.understanding.understanding import understand_text
from converter.packs.loading import load_pack
from converter.rules.checking import check_disclosure
from converter.writing.document.writing import write_document

from .units import (
    BUSINESS,
    CAPITAL,
    CARRY,
    FUND,
    FUND_UPPER,
    LOCAL,
    SPECIAL,
    UPPER,
    Row,
    complete_draft,
    disclosure_of,
    ledger,
    office,
    office_before,
)

CENT = Decimal("0.01")

PERSONNEL_ONLY: list[Row] = [
    ("2012901", "30101", LOCAL, "486520.00"),
    ("2012901", "30102", LOCAL, "312000.50"),
    ("2080505", "30108", LOCAL, "98321.77"),
]
SCHOOL: list[Row] = [
    ("2050204", "30101", LOCAL, "8123456.78"),
    ("2050204", "30201", LOCAL, "66666.66"),
    ("2050204", "30201", SPECIAL, "445566.77"),
    ("2050204", "31002", UPPER, "500000.55", "教学设备购置"),
    ("2050204", "30213", CARRY, "71234.56", "校舍维修"),
    ("2080505", "30108", LOCAL, "1111111.11"),
]
HOSPITAL: list[Row] = [
    ("2100201", "30101", LOCAL, "1000049.99"),
    ("2100201", "30101", BUSINESS, "20304050.61"),
    ("2100201", "31003", BUSINESS, "1234567.89", "医疗设备购置"),
    ("2100299", "30299", UPPER, "400000", "公立医院改革补助"),
]
CITY: list[Row] = [
    ("2120104", "30101", LOCAL, "2500012.34"),
    ("2120104", "30231", LOCAL, "80050.51"),
    ("2120104", "31013", LOCAL, "180000.49", "执法车辆购置"),
    ("2120803", "31005", FUND, "5000049.99", "道路改造（一期）"),
    ("2120899", "30213", FUND_UPPER, "90000.51", "设施维护"),
    ("2230105", "31204", CAPITAL, "300000.99", "国有企业退休人员社会化管理补助"),
]
NO_FISCAL: list[Row] = [
    ("2100201", "30101", BUSINESS, "304050.61"),
    ("2100201", "30201", BUSINESS, "98765.43"),
]


# Names that end in digits, hold amounts or look like signed numbers in front of their amounts.
NUMBERED: list[Row] = [
    ("2130104", "30101", LOCAL, "3000000"),
    ("2130106", "30299", LOCAL, "119100", "农技推广业务39"),
    ("2130108", "31003", LOCAL, "800000", "50万元以上设备购置（2023年第2批）"),
    ("2130119", "30299", UPPER, "70000", "防灾救灾-3.5"),
    ("2130199", "30299", UPPER, "70000", "补助3"),
    ("2130199", "30299", LOCAL, "3000", "其他业务2023"),
]


def many_projects(count: int) -> list[Row]:
    """Return a unit with so many projects, one of them in two functional items."""
    rows: list[Row] = [("2130104", "30101", LOCAL, "3000000")]
    for number in range(count):
        code = ("2130106", "2130108", "2130119")[number % 3]
        rows.append(
            (
                code,
                "30299",
                LOCAL if number % 4 else UPPER,
                str(10000 * (number + 1)),
                f"第{number + 1}号专项资金",
            )
        )
    rows.append(("2130199", "30299", LOCAL, "120000", "第7号专项资金"))
    return rows


def changed(rows: list[Row], seed: int) -> list[Row]:
    """Return last year of a unit: some rows missing, some more, some less."""
    chance = random.Random(seed)
    kept: list[Row] = []
    for row in rows:
        if chance.random() < 0.2:
            continue
        factor = chance.choice([Decimal("0.8"), Decimal(1), Decimal("1.25"), Decimal("2.5")])
        kept.append((row[0], row[1], row[2], str(Decimal(row[3]) * factor), *row[4:]))  # type: ignore[arg-type]
    return kept or rows[:1]


UNITS = {
    "office": (office(), office_before()),
    "office without last year": (office(), None),
    "unchanged": (
        office(),
        ledger(
            "甲县人民政府办公室",
            [
                (
                    x.function,
                    x.economic,
                    x.source,
                    str(Decimal(x.amount) / 100),
                    *([x.project] if x.project else []),
                )
                for x in office().lines
            ],
            2022,
        ),
    ),  # type: ignore[misc]
    **{
        name: (ledger(unit, rows), ledger(unit, changed(rows, seed), 2022))
        for seed, (name, unit, rows) in enumerate(
            [
                ("personnel only", "乙县档案馆", PERSONNEL_ONLY),
                ("school", "乙县第一中学", SCHOOL),
                ("hospital", "乙县人民医院", HOSPITAL),
                ("city management", "乙市城市管理局", CITY),
                ("nothing fiscal", "乙县中医医院", NO_FISCAL),
                ("forty projects", "乙县农业农村局", many_projects(40)),
                ("more than a hundred projects", "乙县农业农村局", many_projects(104)),
                ("names with numbers", "乙县农业农村局", NUMBERED),
            ]
        )
    },
}


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize("wording", ["部门", "单位"])
def test_every_number_of_the_document_follows_from_its_tables(
    name: str, wording: str, tmp_path: Path
) -> None:
    unit, before = UNITS[name]
    own, draft = complete_draft(unit, before, wording)
    assert not draft.open
    path = tmp_path / "公开.docx"
    pack = load_pack("xinjiang", unit.year)
    assert write_document(own, pack, path) is None
    read = read_finished(path, pack).disclosure
    assert read is not None and read.unit == unit.unit.name and read.year == unit.year
    assert _figures(read) == _figures(own)
    understand_text(read, pack)
    checked = _recomputed(read, before)
    assert checked > 20
    faults = [f for f in check_disclosure(read, pack, own=False) if _is_ours(f)]
    assert not faults, [f"{f.rule} {f.message}" for f in faults]


def _figures(disclosure: Disclosure) -> dict[tuple[str, str, str], Decimal]:
    return {
        (table.id, row.key, column): cell.value
        for table in disclosure.tables.values()
        for row, column, cell in table.figures()
        if cell.value
    }


def _recomputed(read: Disclosure, before: UnitLedger | None) -> int:
    """Recompute every statement of the text; return how many there were."""
    last = disclosure_of(before) if before is not None else None
    checked = 0
    amounts: dict[tuple[str, int], Decimal] = {}
    for statement in read.text.statements:
        ref = statement.figure
        if ref is None or statement.value is None:
            continue
        cell = read.tables[ref.table].value(ref.row, ref.column)
        where = f"{statement.sentence} [{statement.measure}]"
        key = (statement.scope, statement.group)
        if statement.measure is Measure.AMOUNT:
            assert statement.value == cell, where
            amounts[key] = statement.value
        elif statement.measure is Measure.SHARE:
            whole = _whole(read, statement.scope)
            assert statement.value == _percent(cell, whole), where
        elif last is not None and ref.table in last.tables:
            previous = last.tables[ref.table].value(ref.row, ref.column)
            if statement.measure is Measure.CHANGE:
                assert statement.value == cell - previous, where
            elif statement.measure is Measure.RATE:
                assert statement.value == _percent(cell - previous, previous), where
            elif statement.measure is Measure.UNCHANGED:
                assert cell == previous, where
            elif statement.measure is Measure.PREVIOUS:
                assert previous == 0 and cell != 0, where
            elif statement.measure is Measure.NONE:
                assert cell == 0, where
        checked += 1
    return checked


def _whole(read: Disclosure, scope: str) -> Decimal:
    cells = {
        "income": ("表2", "合计", "总计"),
        "expenditure": ("表3", "合计", "合计"),
        "general.structure": ("表5", "合计", "合计"),
        "general.usage": ("表5", "合计", "合计"),
        "fund": ("表8", "合计", "合计"),
        "capital": ("表9", "合计", "合计"),
    }
    table, row, column = cells[scope]
    return read.tables[table].value(row, column)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part * 100 / whole).quantize(CENT, rounding=ROUND_HALF_UP)


def _is_ours(finding: Finding) -> bool:
    """Whether a finding is about our wording and figures: not about what the made-up clerk wrote."""
    clerk = ("G31", "G35", "G38", "G39", "G40", "K", "S02", "W09", "G37")
    return finding.severity is not Severity.INFO and not finding.rule.startswith(clerk)
