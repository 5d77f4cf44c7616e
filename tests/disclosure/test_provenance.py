"""Every published figure lists the input cells that it is the sum of."""

from __future__ import annotations

from made_up_ledgers import ledger

from converter.disclosure.compiling import compile_disclosure
from converter.disclosure.provenance import cells_of_lines, provenance
from converter.ledger.model import UnitLedger
from converter.packs.loading import load_pack
from converter.reading.model import CellRef


def cells(unit: UnitLedger, table: str, row: str, column: str) -> list[str]:
    disclosure = compile_disclosure(unit, load_pack("xinjiang", 2023))
    return [ref.cell for ref in provenance(disclosure, unit, table, row, column)]


def test_detail_cells_of_a_figure() -> None:
    unit = ledger(
        ("2010301", "30101", "一般财力", "10000"),
        ("2010301", "30201", "一般财力", "20000"),
        ("2080505", "30108", "专户", "30000"),
    )
    assert cells(unit, "表3", "2010301", "合计") == ["I5", "I6"]
    assert cells(unit, "表6", "302", "公用经费") == ["I6"]
    assert cells(unit, "表1", "4.财政专户核拨", "预算数") == ["I7"]
    assert cells(unit, "表1", "支出202", "预算数") == []
    assert cells(unit, "表77", "支出202", "预算数") == []


def joined() -> UnitLedger:
    """Two summaries of the same money, joined: by function, and by economic code."""
    unit = ledger(
        ("2010301", "30101", "一般财力", "10000"),
        ("2010301", "30201", "一般财力", "20000"),
        ("2010302", "30201", "一般财力", "30000"),
    )
    functions = [CellRef("底稿.xlsx", "功能", row, 2) for row in (1, 1, 2)]
    economics = [CellRef("底稿.xlsx", "经济", row, 3) for row in (1, 2, 2)]
    for line, by_function, by_economic in zip(unit.lines, functions, economics, strict=True):
        line.refs = {"功能": (by_function,), "经济": (by_economic,)}
    return unit


def test_summary_cells_count_only_where_the_figure_holds_all_of_them() -> None:
    unit = joined()
    assert cells(unit, "表3", "2010301", "合计") == ["C2"]
    assert cells(unit, "表6", "30201", "公用经费") == ["D3"]
    assert cells(unit, "表6", "合计", "合计") == ["C2", "C3"]


def test_a_figure_that_no_summary_shows_has_no_cells() -> None:
    assert cells_of_lines(joined(), [1]) == []


def test_one_view_explains_lines_that_several_views_show() -> None:
    unit = ledger(("2010301", "30101", "一般财力", "1"), ("2010301", "30102", "一般财力", "2"))
    summary = CellRef("底稿.xlsx", "汇总", 3, 1)
    for line in unit.lines:
        line.refs["汇总"] = (summary,)
    assert [ref.sheet for ref in cells_of_lines(unit, [0, 1])] == ["明细", "明细"]


def test_a_line_of_two_cells_and_lines_of_other_sheets_are_all_listed() -> None:
    unit = ledger(("2010301", "30101", "一般财力", "1"), ("2010301", "30102", "一般财力", "2"))
    unit.lines[0].refs = {"明细": (CellRef("a", "明细", 4, 8), CellRef("a", "明细", 5, 8))}
    unit.lines[1].refs = {"项目": (CellRef("b", "项目", 0, 0),)}
    assert [str(ref) for ref in cells_of_lines(unit, [0, 1])] == ["明细!I5", "明细!I6", "项目!A1"]
