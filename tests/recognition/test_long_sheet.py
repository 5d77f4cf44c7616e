"""A sheet with every line of every unit of a county is recognised to its last row."""

from decimal import Decimal

from converter.reading.model import CellValue, Sheet, SourceFile
from converter.recognition.recognising import recognise

from .made_up import pack


def test_two_hundred_thousand_rows_are_one_block() -> None:
    rows: list[list[CellValue]] = [
        ["2023年部门预算支出明细表"],
        ["单位：元"],
        [
            "单位编码",
            "单位名称",
            "项目类别",
            "项目名称",
            "支出功能分类",
            "部门经济分类",
            "资金性质",
            "预算金额",
        ],
    ]
    rows += [
        [f"{i // 400:06d}", f"石岭县第{i // 400}小学", "人员类", f"项目{i}", 2050202, "30101-基本工资",
         "一般公共预算", Decimal(i)]
        for i in range(200_000)
    ]  # fmt: skip
    source = SourceFile("t.xlsx", "xlsx", [Sheet("t.xlsx", "明细", rows)])
    found = recognise(source, pack())
    assert len(found.sheets[0].blocks) == 1
    assert found.sheets[0].blocks[0].last_row == 200_002
