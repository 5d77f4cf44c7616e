"""Made-up outcomes of runs, as the report gets them."""

from __future__ import annotations

from decimal import Decimal

from converter.findings import Finding, Place, error, info, warning
from converter.ledger.model import LeftOut, SheetAccount
from converter.reading.model import CellRef
from converter.results import Document

from .made_up import MadeUp, office

FILE = "/home/张三/桌面/底稿.xlsx"


def findings() -> list[Finding]:
    """Return findings of every severity, one with consequences, in no order."""
    cause = error(
        "L10",
        "小计与明细之和不一致：小计 H20 为 1,135.97，H12:H19 合计为 1,135.47。请核对底稿，改正错误的一个。",
        Place(file=FILE, sheet="支出明细", cell="H20"),
        Place(file=FILE, sheet="支出明细", cell="H12"),
        expected=Decimal("1135.47"),
        actual=Decimal("1135.97"),
        difference=Decimal("0.50"),
    )
    for number in range(3):
        cause.consequences.append(
            error(
                f"G2{number}",
                f"第 {number + 1} 处由此引起的不等：表1 收入总计与表2 合计不相等。",
                Place(table="表1", row="收入总计", column="预算数"),
                expected=Decimal("1135.97"),
                actual=Decimal("1135.47"),
                difference=Decimal("-0.5"),
                related=("G20", "G21"),
            )
        )
    return [
        info("L80", "3 条明细的“一般公共预算”没有写明是本级还是上级，按本级（一般财力）处理。"),
        warning("G30", "30113 住房公积金与 2210201 住房公积金不相等，请核对。", basis="财预〔2016〕143号"),
        error(
            "G07",
            "=收入总计与支出总计不相等",
            Place(table="表1", row="收入总计"),
            expected="支出总计",
            actual="—",
        ),
        cause,
        warning(
            "R07", "隐藏的工作表也读了：" + "隐藏表、" * 30 + "请确认。", Place(file=FILE, sheet="隐藏表")
        ),
    ]


def document(unit: MadeUp | None = None, found: list[Finding] | None = None) -> Document:
    """Return a document with everything that a report can show."""
    ledger = (unit or office()).ledger()
    ledger.inputs = [FILE]
    spent = sum(line.amount for line in ledger.lines)
    refs = [CellRef(FILE, "支出明细", row, 9) for row in (3, 4)]
    ledger.accounts = [
        SheetAccount(
            FILE,
            "支出明细",
            input=2 * spent + 12345,
            ledger=spent,
            subtotals=spent,
            left_out=12345,
            left_out_cells=[
                LeftOut(refs[0], "123.45", "“一上申报数”列不作为预算数"),
                LeftOut(refs[1], "=1+1", "备注列里的数"),
            ],
        ),
        SheetAccount(FILE, "收入汇总", input=100, ledger=0, subtotals=99, left_out=0),
    ]
    disclosure = (unit or office()).disclosure()
    outcome = Document(
        inputs=[FILE],
        unit=ledger.unit.name,
        year=2023,
        outputs={"workbook": "/home/张三/结果/公开表.xlsx"},
        findings=findings() if found is None else found,
        ledger=ledger,
        disclosure=disclosure,
    )
    outcome.settle()
    return outcome
