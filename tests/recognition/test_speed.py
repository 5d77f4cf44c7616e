"""A long sheet costs one cheap look a row; nothing is kept for every cell."""

import time
from decimal import Decimal

from converter.reading.model import CellValue, Sheet, SourceFile
from converter.recognition.recognising import recognise

from .made_up import pack


def test_two_hundred_thousand_rows_in_well_under_a_second() -> None:
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
    recognise(SourceFile("t.xlsx", "xlsx", []), pack())  # the pack's words are read once
    began = time.perf_counter()
    found = recognise(source, pack())
    took = time.perf_counter() - began
    assert found.sheets[0].blocks[0].last_row == 200_002
    assert took < 1.5  # about 0.1 s on a quiet machine
