"""Text that keeps the columns of a page apart by blanks: a table of it is read only where all its sums tie."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.auditing import AuditOptions, check_files
from converter.findings import Severity

_LINES = """表5
            一般公共预算支出情况表
编制部门：某县统计局                                       单位：万元
     科目编码         科目名称             合计      基本支出    项目支出
201           一般公共服务支出          {0}    90.00      10.00
20105         统计信息事务            100.00    90.00      10.00
2010501       行政运行              90.00     90.00
2010502       一般行政管理事务          10.00                10.00
              合计                100.00    90.00      10.00
第三部分 2023年部门预算情况说明
五、关于某县统计局2023年一般公共预算当年拨款情况说明
（一）一般公共预算当年拨款规模变化情况
某县统计局2023年一般公共预算拨款合计100.00万元。
"""


@pytest.mark.parametrize(("figure", "read"), [("100.00", True), ("1,00.0\n      0", False)])
def test_a_table_whose_figures_are_in_pieces_is_set_aside(figure: str, read: bool, tmp_path: Path) -> None:
    path = tmp_path / "公开.txt"
    path.write_text(_LINES.format(figure), encoding="utf-8")
    document = check_files([path], AuditOptions())[0]
    assert document.disclosure is not None
    assert ("表5" in document.disclosure.tables) is read
    assert not [f for f in document.findings if f.severity is Severity.ERROR]
