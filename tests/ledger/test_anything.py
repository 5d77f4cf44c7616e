"""Whatever stands in a sheet: no crash, every amount accounted for, no amount twice."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from converter.recognition.mapping import Role

from .hand_made import SHORT, Made, Table, amount_column, build

TEXTS = (
    None, None, None, "", " ", "合计", "小计", "本页合计", "总计", "其中：政府采购", "201", "20103", "2010301", "2010350",
    "2010301-行政运行", "行政运行", "208", "2080505", "301", "30101", "30201", "302", "[30201]办公费", "办公费", "5020101",
    "一般公共预算", "上级一般公共预算转移支付", "政府性基金", "事业收入", "上年结转", "专项资金", "天外", "基本支出", "项目支出",
    "人员经费", "公用经费", "特定目标类", "项目甲", "项目乙", "001001-甲局", "乙局", "001001", "是", "否", "一、基本支出",
    "1.一般公共预算拨款", "二、上年结转结余", "公务接待费", "公务用车购置费", "三公经费合计", "#REF!", "约5万", "-", "1,000.50",
    "2023", 3, 1, 201, 2010301, 30101, Decimal("12.5"), Decimal("3333.3333333"), -7, 100, 0, 10**15, True, date(2023, 1, 1),
)  # fmt: skip
DIMS: tuple[dict[str, str], ...] = (
    {},
    {"source": "current.fiscal.general"},
    {"source": "any.upper"},
    {"kind": "basic"},
    {"kind": "project", "project": "项目甲"},
    {"function": "2010301"},
)
ACROSS = (
    {},
    {"source": "current.fiscal"},
    {"source": "current.fiscal.general.local"},
    {"source": "any.upper"},
    {"kind": "basic"},
    {"kind": "project"},
    {"economic": "301"},
    {"economic": "30101"},
    {"item": "公务接待费"},
    {"unit": "甲局"},
    {"source": "current.unit", "kind": "project"},
)
ROLES = (Role.BUDGET, Role.BUDGET, Role.BUDGET, Role.INCOME, Role.OVERVIEW, Role.THREE_PUBLIC, Role.LAST_YEAR)


def random_table(rng: random.Random) -> Table:
    """Return a table of nonsense."""
    names = [name for name in SHORT if name != "amount"]
    columns: list[Any] = rng.sample(names, k=rng.randrange(0, 7))
    columns += [amount_column(**rng.choice(ACROSS)) for _ in range(rng.randrange(0, 5))]
    rng.shuffle(columns)
    rows = [[rng.choice(TEXTS) for _ in columns] for _ in range(rng.randrange(0, 12))]
    for row in rows:
        if row and rng.random() < 0.1:
            del row[rng.randrange(len(row)) :]
    return Table(columns, rows, dims=dict(rng.choice(DIMS)), role=rng.choice((None, None, *ROLES)))


def random_sheet(rng: random.Random, number: int) -> Made:
    """Return a sheet of nonsense."""
    places = [(rng.randrange(1, 9), rng.randrange(6)) for _ in range(rng.choice((0, 0, 2)))]
    merged = [(row, column, row + rng.randrange(3), column) for row, column in places]
    return Made(
        f"表{number}",
        [random_table(rng) for _ in range(rng.choice((1, 1, 2, 3)))],
        role=rng.choice(ROLES),
        money=rng.choice(("元", "万元")),
        unit=rng.choice(("甲局", "甲局", "乙局", "")),
        year=rng.choice((2023, 2023, None, 2022)),
        relation=rng.choice(("auto", "auto", "auto", "part", "view", "skip")),
        merged=merged,
        errors=dict.fromkeys(places[:1], "#REF!"),
        uncached=places[1:],
        covers_units=rng.random() < 0.1,
    )


@pytest.mark.parametrize("seed", range(80))
def test_nonsense_does_not_crash_and_is_accounted_for(seed: int) -> None:
    rng = random.Random(seed)
    files = [[random_sheet(rng, n) for n in range(rng.randrange(1, 5))] for _ in range(rng.choice((1, 1, 2)))]
    result = build(files=files)  # checks that every account balances
    for ledger in result.ledgers:
        for finding in [*ledger.findings, *result.findings]:
            assert finding.message and finding.rule[0] == "L"
        for line in [*ledger.lines, *ledger.last_year]:
            assert line.amount and line.refs
    assert str(result)
