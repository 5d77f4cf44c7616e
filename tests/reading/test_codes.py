"""Codes and names fall apart in every spelling that offices use, and only there."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from converter.reading.codes import parse_code, split_code_name
from converter.reading.model import CellValue

CLASSIFICATION = Path(__file__).parents[2] / "templates" / "classification"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (2010301, "2010301"),
        (Decimal("2010301.0"), "2010301"),
        ("2010301", "2010301"),
        ("2010301.0", "2010301"),
        (" 2010301\xa0", "2010301"),
        ("２０１０３０１", "2010301"),
        ("[30101]", "30101"),
        ("（30101）", "30101"),
        ("201 03 01", "2010301"),
        ("201.03.01", "2010301"),
        ("201-03", "20103"),
        ("20103\n01", "2010301"),
        ("'03", "03"),
        ("03", "03"),
        (3, "3"),
        *[(nothing, None) for nothing in (None, "", " ", "行政运行", "2010301-行政运行", "201.03", True, -3)],
        (Decimal("201.03"), None),
        ("1,135.97", None),
        ("1" * 300, "1" * 300),
    ],
)
def test_code_cells(value: CellValue, code: str | None) -> None:
    assert parse_code(value) == code


@pytest.mark.parametrize(
    ("value", "code", "name"),
    [
        ("2010301-行政运行", "2010301", "行政运行"),
        ("2010301－行政运行", "2010301", "行政运行"),
        ("[30101]基本工资", "30101", "基本工资"),
        ("【30101】 基本工资", "30101", "基本工资"),
        ("50101##工资奖金津补贴##8A-3B-77", "50101", "工资奖金津补贴"),
        ("2010301\u3000行政运行", "2010301", "行政运行"),
        ("2010301\n行政运行", "2010301", "行政运行"),
        ("行政运行（2010301）", "2010301", "行政运行"),
        ("2010301行政运行", "2010301", "行政运行"),
        ("201.03.01行政运行", "2010301", "行政运行"),
        ("201-03-01 行政运行", "2010301", "行政运行"),
        ("20101人大事务", "20101", "人大事务"),
        ("1-人员类", "1", "人员类"),
        ("01-当期拨款（支出）", "01", "当期拨款（支出）"),
        ("219011-某市果茶办公室", "219011", "某市果茶办公室"),
        ("001001[某单位]", "001001", "某单位"),
        ("65230123T000000012-乡村振兴项目", "65230123T000000012", "乡村振兴项目"),
        ("XM001-２号楼（二期）维修，加固", "XM001", "２号楼（二期）维修，加固"),
        (2010301, "2010301", ""),
        ("2010301.0", "2010301", ""),
        ("行政运行", "", "行政运行"),
        (None, "", ""),
        *[
            (whole, "", whole)
            for whole in (
                *(
                    "2023年中央农业资金",
                    "2023-2025年规划",
                    "2023 年运转",
                    "1-5月工资",
                    "3-6岁儿童",
                    "24小时值班",
                ),
                *(
                    "1.基本支出",
                    "1、基本支出",
                    "（1）基本支出",
                    "120急救中心",
                    "5G基站",
                    "H1N1-防控",
                    "100万元设备",
                ),
                *("20000亩高标准农田", "购置（2023）", "200 人培训", "1,135.97"),
            )
        ],
    ],
)
def test_joined_cells(value: CellValue, code: str, name: str) -> None:
    assert split_code_name(value) == (code, name)


@pytest.mark.parametrize(
    "form", ["{0}-{1}", "{0}——{1}", "[{0}]{1}", "{0} {1}", "{0}_{1}", "{1}（{0}）", "{1}-{0}", "{0}##{1}##A1"]
)
@pytest.mark.parametrize("name", ["functional", "department_economic", "government_economic"])
def test_every_name_of_the_lists_in_every_form(name: str, form: str) -> None:
    with (CLASSIFICATION / f"{name}.csv").open(encoding="utf-8-sig") as stream:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(stream)]
    assert len(rows) > 50
    assert [split_code_name(form.format(*row)) for row in rows] == rows
