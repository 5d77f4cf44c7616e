"""What must hold for any table: order of columns, blank rows and columns, and saving change nothing."""

import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from converter.reading.model import CellValue, Sheet, SourceFile
from converter.recognition.codec import file_from_json, file_to_json
from converter.recognition.mapping import FileMapping, Meaning
from converter.recognition.recognising import recognise

from .made_up import pack

COLUMNS: dict[str, list[CellValue]] = {
    "单位编码": ["020001", "020001", "020002"],
    "单位名称": ["石岭县第一中学", "石岭县第一中学", "石岭县机关幼儿园"],
    "项目类别": ["人员类", "公用经费", "特定目标类"],
    "项目名称": ["工资", "定额公用", "校舍维修"],
    "支出功能分类科目编码": [2050204, 2050204, 2050201],
    "支出功能分类科目名称": ["高中教育", "高中教育", "学前教育"],
    "部门经济分类": ["30101-基本工资", "30201-办公费", "31001-房屋建筑物购建"],
    "资金性质": ["一般公共预算", "财政专户管理资金", "政府性基金"],
    "预算金额": [Decimal("100.5"), Decimal("20"), Decimal("30")],
    "其中：政府采购": [None, Decimal("5"), None],
    "备注": [None, "无", None],
}
EXPECTED = {
    "单位编码": Meaning.UNIT_CODE,
    "单位名称": Meaning.UNIT_NAME,
    "项目类别": Meaning.PROJECT_CLASS,
    "项目名称": Meaning.PROJECT_NAME,
    "支出功能分类科目编码": Meaning.FUNCTION_CODE,
    "支出功能分类科目名称": Meaning.FUNCTION_NAME,
    "部门经济分类": Meaning.ECONOMIC,
    "资金性质": Meaning.FUND,
    "预算金额": Meaning.AMOUNT,
    "其中：政府采购": Meaning.AMOUNT_MEMO,
    "备注": Meaning.NOTE,
}


def table(headers: list[str], blank_rows: list[int], blank_columns: list[int], above: int) -> FileMapping:
    """Return what a table is taken for; blanks are put in at the given places."""
    rows: list[list[CellValue]] = [list(headers)]
    rows += [[COLUMNS[h][i] for h in headers] for i in range(3)]
    for row in rows:
        for place in sorted(blank_columns, reverse=True):
            row.insert(min(place, len(row)), None)
    for place in sorted(blank_rows, reverse=True):
        rows.insert(1 + min(place, 3), [])
    head: list[list[CellValue]] = [["石岭县教育局2023年部门预算支出明细表"], ["单位：元"]]
    rows = [[]] * above + head + rows
    return recognise(SourceFile("t.xlsx", "xlsx", [Sheet("t.xlsx", "明细", rows)]), pack())


@settings(max_examples=60, deadline=None)
@given(
    order=st.permutations(list(COLUMNS)),
    blank_rows=st.lists(st.integers(0, 3), max_size=3),
    blank_columns=st.lists(st.integers(0, 11), max_size=3),
    above=st.integers(0, 4),
)
def test_order_and_blanks_change_no_meaning(
    order: list[str], blank_rows: list[int], blank_columns: list[int], above: int
) -> None:
    [found] = table(order, blank_rows, blank_columns, above).sheets
    [block] = found.blocks
    assert {c.header: c.meaning for c in block.columns if c.header} == EXPECTED
    assert found.questions == [] and (found.money, found.year) == ("元", 2023)
    assert block.header_rows == [above + 2]
    assert block.last_row - block.first_row in range(2, 3 + len(blank_rows))


@settings(max_examples=40, deadline=None)
@given(kept=st.sets(st.sampled_from(list(COLUMNS)), min_size=2))
def test_any_mapping_survives_being_written_and_read(kept: set[str]) -> None:
    mapping = table([h for h in COLUMNS if h in kept], [], [], 0)
    for sheet in mapping.sheets:
        sheet.questions, sheet.file = [], ""
    faults: list[str] = []
    written = json.loads(json.dumps(file_to_json(mapping), ensure_ascii=False))
    assert file_from_json(written, "files[1]", faults) == mapping
    assert faults == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(-9, 10**7), st.text(max_size=8)), max_size=6), max_size=12
    )
)
def test_no_sheet_whatever_it_holds_stops_recognition(rows: list[list[CellValue]]) -> None:
    found = recognise(SourceFile("t.xlsx", "xlsx", [Sheet("t.xlsx", "乱", rows)]), pack())
    assert len(found.sheets) == 1
