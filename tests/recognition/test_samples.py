"""The bundled samples: one unit's spreadsheet as a long table, a wide table and a workbook of sheets."""

from pathlib import Path

import pytest

from converter.reading import read_file
from converter.recognition.mapping import FileMapping, Meaning, Role
from converter.recognition.recognising import recognise

from .made_up import amounts, pack

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


def taken_for(name: str) -> FileMapping:
    return recognise(read_file(str(SAMPLES / name)), pack())


@pytest.mark.parametrize("name", sorted(p.name for p in SAMPLES.glob("*.xlsx")))
def test_no_question_is_left_open(name: str) -> None:
    found = taken_for(name)
    assert [q.message for s in found.sheets for q in s.questions] == []
    assert {s.unit_name for s in found.sheets} == {"昌吉市人民政府办公室"}
    assert {s.year for s in found.sheets if s.role is Role.BUDGET} == {2023}


def test_the_wide_table() -> None:
    [found] = taken_for("支出预算总表-宽表.xlsx").sheets
    [block] = found.blocks
    assert block.header_rows == [2, 3, 4] and found.money == "万元"
    assert len(amounts(block)) == 18
    assert amounts(block)["本年财政拨款/一般公共预算/上级转移支付"] == {
        "source": "current.fiscal.general.upper"
    }


def test_the_workbook() -> None:
    found = taken_for("昌吉市人民政府办公室2023年预算工作底稿.xlsx")
    roles = {s.name: s.role for s in found.sheets}
    assert roles["封面"] is Role.COVER and roles["上年预算数"] is Role.LAST_YEAR
    kinds = {s.name: s.blocks[0].dims.get("kind") for s in found.sheets if s.role is Role.BUDGET}
    assert kinds == {
        "人员经费支出明细": "basic.personnel",
        "公用经费支出明细": "basic.public",
        "项目支出明细": "project",
    }
    budget = next(s for s in found.sheets if s.name == "人员经费支出明细")
    assert [c.meaning for c in budget.blocks[0].columns][-2:] == [Meaning.AMOUNT, Meaning.AMOUNT_MEMO]
    assert all(s.unit_code == "001001" for s in found.sheets)
