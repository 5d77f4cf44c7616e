"""What values alone hide is found in every format: errors, bare formulas, hidden and merged parts."""

from __future__ import annotations

import struct
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import odf.style
import odf.table
import odf.text
import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet

from converter.reading import read_file
from converter.reading.formulas import always_numeric, literal_value, surely_not_zero
from converter.reading.model import MergedArea, Sheet

from .containers import (
    MAIN,
    biff12,
    compound,
    package,
    record,
    sheet_xml,
    xlsb,
    xlsb_cell,
    xlsb_row,
    zipped,
)


def read_xml(tmp_path: Path, rows: str, tail: str = "", head: str = "") -> Sheet:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(package(sheet_xml(rows, tail, head))))
    source = read_file(path)
    assert source.readable, source.findings
    return source.sheets[0]


def test_errors_are_known_by_their_text(tmp_path: Path) -> None:
    sheet = read_xml(
        tmp_path,
        '<row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C2"><v>5</v></c></row>'
        '<row r="9"><c r="E9" s="3" t="e"><v>#REF!</v></c></row>',
    )
    assert sheet.errors == {(1, 1): "#DIV/0!", (8, 4): "#REF!"}
    assert sheet.value(1, 1) is None
    assert sheet.value(1, 2) == 5
    assert sheet.value(8, 4) is None
    assert len(sheet.rows) == 9, "a cell in error is part of the sheet"
    assert not sheet.uncached


def test_the_errors_of_libreoffice(tmp_path: Path) -> None:
    sheet = read_xml(tmp_path, '<row r="1"><c r="A1" t="e"><f>SQRT(-1)</f><v>Err:502</v></c></row>')
    assert sheet.errors == {(0, 0): "Err:502"}


def test_formulas_without_a_value_are_never_zero(tmp_path: Path) -> None:
    sheet = read_xml(
        tmp_path,
        '<row r="1"><c r="A1"><f>B1</f></c><c r="B1"><f>C1</f><v/></c><c r="C1" s="1"><f>D1</f><v></v></c>'
        '<c r="D1"><f>1+1</f><v>2</v></c><c r="E1" t="str"><f>IF(A1="","","x")</f><v></v></c>'
        '<c r="F1" t="str"><f>SUM(A1:C1)</f><v></v></c><c r="G1" t="b"><f>TRUE()</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" ref="A2:A4" si="0">B2*2</f><v>4</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"/><v>6</v></c></row>'
        '<row r="4"><c r="A4"><f t="shared" si="0"/></c><c r="B4"><f t="shared" si="0"/><v></v></c></row>',
    )
    assert sheet.uncached == {(0, 0), (0, 1), (0, 2), (0, 5), (3, 0), (3, 1)}
    assert [sheet.value(*place) for place in sorted(sheet.uncached)] == [None] * 6
    assert (sheet.value(0, 3), sheet.value(0, 4), sheet.value(0, 6)) == (2, None, True)
    assert (sheet.value(1, 0), sheet.value(2, 0)) == (4, 6)


def test_a_workbook_of_openpyxl_has_no_values_behind_its_formulas(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet["A3"] = 1.5, 2, "=SUM(A1:A2)"
    sheet["B3"] = "=100%"
    book.save(path)
    (read,) = read_file(path).sheets
    assert read.uncached == {(2, 0)}
    assert [row[0] for row in read.rows] == [Decimal("1.5"), 2, None]
    assert read.value(2, 1) == "100%", "a mere literal needs no computing"


def test_zeros_that_nobody_computed_are_no_values(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"

    def write(value: float | str) -> Sheet:
        book = xlsxwriter.Workbook(path)
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, [10, 20.5])
        sheet.write_formula("A3", "=SUM(A1:A2)", None, value)
        sheet.write_formula("B3", "=A3+C9", None, 0)
        book.close()
        return read_file(path).sheets[0]

    assert write(0).uncached == {(2, 0), (2, 1)}
    assert write("").uncached == {(2, 0), (2, 1)}
    computed = write(30.5)
    assert computed.uncached == frozenset()
    assert computed.value(2, 1) == 0


def test_a_sum_that_is_truly_zero_stays_zero(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, [10, -10])
    sheet.write_formula("A3", "=SUM(A1:A2)", None, 0)
    sheet.write_formula("B3", "=SUM(B1:B2)", None, 0)
    book.close()
    (read,) = read_file(path).sheets
    assert read.uncached == frozenset()
    assert read.rows[2] == [0, 0]


@pytest.mark.parametrize(
    ("formula", "numeric"),
    [
        *[
            (f, True)
            for f in ("SUM(A1:B2)", "A1+B1", "=A1*2", "ROUND(A1/3,2)", "-A1", "SUM('基本 表'!A1:A3)")
        ],
        *[(f, True) for f in ("SUM(A1)-SUM(B1)", "SUBTOTAL(9,A1:A9)", "Sheet1!A1+1", "(A1)/B1")],
        *[
            (f, False)
            for f in ('IF(A1="","",A1)', "A1", "'a-b'!A1", 'A1&"元"', "VLOOKUP(A1,B:C,2)", "TEXT(A1,1)")
        ],
        *[(f, False) for f in ("", "IF(A1,B1,C1)", "Sheet1!A1", "IFERROR(SUM(A1),B1)")],
    ],
)
def test_which_formulas_can_give_no_text(formula: str, numeric: bool) -> None:
    assert always_numeric(formula) is numeric


def test_which_sums_cannot_be_zero() -> None:
    rows = [[1, Decimal("2.5"), None], ["文字", -1, 0]]
    assert surely_not_zero("SUM(A1:B1)", rows, set())  # type: ignore[arg-type]
    assert surely_not_zero("=$A$1 + C2", rows, set())  # type: ignore[arg-type]
    assert surely_not_zero("SUM(A1:A2,C1)+A2", rows, set())  # type: ignore[arg-type]
    for formula in ("SUM(B1:B2)", "SUM(C1:C2)", "A1-B1", "A1*2", "Sheet2!A1", "SUM(A:A)", "IF(A1,A1,0)"):
        assert not surely_not_zero(formula, rows, set()), formula  # type: ignore[arg-type]
    assert not surely_not_zero("SUM(A1:B1)", rows, {(0, 1)}), "what another formula gives is not known"  # type: ignore[arg-type]


def test_formulas_that_are_literals() -> None:
    assert literal_value("=100%") == "100%"
    assert literal_value("-12.50") == Decimal("-12.50")
    assert literal_value("12") == 12
    assert literal_value('="03"') == "03"
    assert literal_value('"说""明"') == '说"明'
    assert literal_value("1+1") is None
    assert literal_value('""') is None


def test_hidden_rows_and_columns_and_merged_areas(tmp_path: Path) -> None:
    sheet = read_xml(
        tmp_path,
        '<row r="1" hidden="0"><c r="A1"><v>1</v></c></row><row r="2" spans="1:1" hidden="1"><c r="A2"><v>2</v></c></row>'
        '<row r="3" hidden="true"/>',
        '<mergeCells count="3"><mergeCell ref="A5:C6"/><mergeCell ref="A1:A2"/><mergeCell ref="D1"/></mergeCells>',
        '<cols><col min="2" max="3" width="9" hidden="1"/><col min="4" max="4" hidden="0"/></cols>',
    )
    assert sheet.hidden_rows == {1, 2}
    assert sheet.hidden_columns == {1, 2}
    assert sheet.merged == (MergedArea(0, 0, 1, 0), MergedArea(4, 0, 5, 2))


def test_hidden_sheets_are_flagged_very_hidden_ones_too(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("看得见", "隐藏", "深度隐藏"):
        book.add_worksheet(name).write(0, 0, 1)
    book.get_worksheet_by_name("隐藏").hide()
    book.get_worksheet_by_name("深度隐藏").very_hidden()
    book.close()
    assert [(s.name, s.hidden) for s in read_file(path).sheets] == [
        ("看得见", False),
        ("隐藏", True),
        ("深度隐藏", True),
    ]


ODD_CELLS = (
    '<{p}row{r1}><{p}c{a1} t="e"><{p}v>#REF!</{p}v></{p}c><{p}c{b1}><{p}f>A1</{p}f></{p}c></{p}row>'
    '<{p}row{r2} hidden="1"><{p}c{a2}><{p}f>1+1</{p}f><{p}v>2</{p}v></{p}c>'
    '<{p}c{b2} t="inlineStr"><{p}is><{p}t>文</{p}t></{p}is></{p}c></{p}row>'
)
ODD_TAIL = '<{p}mergeCells><{p}mergeCell ref="A3:B3"/></{p}mergeCells>'


def assert_odd(sheet: Sheet) -> None:
    assert sheet.rows == [[None, None], [2, "文"]]
    assert (sheet.errors, sheet.uncached) == ({(0, 0): "#REF!"}, {(0, 1)})
    assert (sheet.hidden_rows, sheet.merged) == ({1}, (MergedArea(2, 0, 2, 1),))


def odd_sheet(prefix: str, addresses: bool) -> str:
    names = {"a1": "A1", "b1": "B1", "a2": "A2", "b2": "B2", "r1": "1", "r2": "2"}
    places = {key: f' r="{name}"' if addresses else "" for key, name in names.items()}
    rows = ODD_CELLS.format(p=prefix, **places)
    space = f'xmlns:{prefix[:-1]}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{prefix}worksheet {space}><{prefix}sheetData>{rows}'
        f"</{prefix}sheetData>{ODD_TAIL.format(p=prefix)}</{prefix}worksheet>"
    )


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("addresses", [True, False])
def test_xml_that_is_written_in_a_rare_way(tmp_path: Path, prefix: str, addresses: bool) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(package(odd_sheet(prefix, addresses))))
    assert_odd(read_file(path).sheets[0])


def test_xml_with_single_quotation_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(package(odd_sheet("", True).replace('"', "'"))))
    assert_odd(read_file(path).sheets[0])


def test_packages_that_are_built_in_a_rare_way(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(package(odd_sheet("", True), main="xl/workbook22.xml")))
    assert_odd(read_file(path).sheets[0])
    path.write_bytes(zipped(package(odd_sheet("", True), separator="\\")))
    assert_odd(read_file(path).sheets[0])
    for encoding in ("UTF-16", "GB2312"):
        content = odd_sheet("", True).replace("UTF-8", encoding).encode(encoding)
        path.write_bytes(zipped(package(content)))
        assert_odd(read_file(path).sheets[0])


def test_marks_far_down_a_long_sheet(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="inlineStr"><is><t>{"说明" * 40}</t></is></c></row>'
        for n in range(1, 9001)
    )
    last = '<row r="9001" hidden="1"><c r="A9001" t="e"><v>#N/A</v></c><c r="B9001"><f>A1</f></c></row>'
    sheet = read_xml(tmp_path, rows + last)
    assert sheet.errors == {(9000, 0): "#N/A"}
    assert (sheet.uncached, sheet.hidden_rows) == ({(9000, 1)}, {9000})
    assert len(sheet.rows) == 9001


def test_cells_scattered_over_a_huge_sheet_do_not_fill_the_memory(tmp_path: Path) -> None:
    sheet = read_xml(
        tmp_path,
        '<row r="1"><c r="A1"><v>1.5</v></c></row><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c>'
        "</row>",
        head='<dimension ref="A1:XFD1048576"/>',
    )
    assert sheet.value(0, 0) == Decimal("1.5")
    assert sheet.value(1048575, 16383) == "x"
    assert sheet.rows[5] == []


def test_a_sheet_that_only_claims_to_be_huge(tmp_path: Path) -> None:
    sheet = read_xml(
        tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row>', head='<dimension ref="A1:XFD1048576"/>'
    )
    assert sheet.rows == [[1]]


def test_one_stray_cell_does_not_make_all_rows_wide(tmp_path: Path) -> None:
    sheet = read_xml(
        tmp_path,
        '<row r="1"><c r="A1"><v>1</v></c><c r="ZZ1"><v>2</v></c></row><row r="2"><c r="B2"><v>3</v></c></row>',
    )
    assert sheet.value(0, 701) == 2
    assert sheet.rows[1] == [None, 3]


def test_xls_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表1")
    sheet.write_merge(0, 1, 0, 2, "标题")
    sheet.write(2, 0, 1.5)
    sheet.write(2, 1, xlwt.Formula("SUM(A3:A3)"))
    sheet.write(2, 2, xlwt.Formula("A3*2"))
    sheet.write(2, 3, xlwt.Formula('IF(A3>9,"a","")'))
    sheet.row(3).set_cell_error(0, "#REF!")
    sheet.row(4).hidden = True
    sheet.write(4, 0, "藏")
    sheet.col(5).hidden = True
    hidden = book.add_sheet("隐藏")
    hidden.visibility = 1
    very = book.add_sheet("深度隐藏")
    very.visibility = 2
    book.save(path)
    sheets = read_file(path).sheets
    assert [(s.name, s.hidden) for s in sheets] == [("表1", False), ("隐藏", True), ("深度隐藏", True)]
    first = sheets[0]
    assert first.merged == (MergedArea(0, 0, 1, 2),)
    assert first.uncached == {(2, 1), (2, 2)}
    assert first.errors == {(3, 0): "#REF!"}
    assert (first.hidden_rows, first.hidden_columns) == ({4}, {5})
    assert first.value(2, 0) == Decimal("1.5")
    assert [first.value(2, column) for column in (1, 2, 3)] == [None, None, None]


def _xls_stream(*cells: bytes) -> bytes:
    start = struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)
    sheet = (
        record(0x0809, start)
        + record(0x0200, struct.pack("<IIHHH", 0, 9, 0, 9, 0))
        + b"".join(cells)
        + record(0x0A)
    )
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + record(
        0x42, struct.pack("<H", 1200)
    )
    title = "表1".encode("utf-16-le")
    bound = struct.pack("<IBBBB", len(head) + 4 + 8 + len(title) + 4, 0, 0, 2, 1) + title
    return head + record(0x85, bound) + record(0x0A) + sheet


def _xls_number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def _xls_formula(row: int, column: int, result: bytes, flags: int, steps: bytes) -> bytes:
    return record(
        0x06, struct.pack("<HHH", row, column, 0) + result + struct.pack("<HIH", flags, 0, len(steps)) + steps
    )


_SUM_A1_A2 = struct.pack("<BHHHH", 0x25, 0, 1, 0xC000, 0xC000) + b"\x19\x10\0\0"


@pytest.mark.parametrize(("result", "flags", "uncached"), [(0.0, 2, True), (0.0, 0, False), (30.0, 2, False)])
def test_xls_zeros_that_wait_for_being_computed(
    tmp_path: Path, result: float, flags: int, uncached: bool
) -> None:
    path = tmp_path / "a.xls"
    formula = _xls_formula(2, 0, struct.pack("<d", result), flags, _SUM_A1_A2)
    path.write_bytes(compound(Workbook=_xls_stream(_xls_number(0, 0, 10), _xls_number(1, 0, 20), formula)))
    source = read_file(path)
    assert source.readable, source.findings
    (sheet,) = source.sheets
    assert sheet.uncached == ({(2, 0)} if uncached else set())
    assert sheet.value(2, 0) == (None if uncached else result)


def test_xls_errors_behind_formulas(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    formula = _xls_formula(2, 1, b"\2\0\x17\0\0\0\xff\xff", 0, _SUM_A1_A2)
    path.write_bytes(compound(Workbook=_xls_stream(_xls_number(0, 0, 10), formula)))
    (sheet,) = read_file(path).sheets
    assert sheet.errors == {(2, 1): "#REF!"}
    assert sheet.value(2, 1) is None


def test_xlsb_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    column = biff12(60, struct.pack("<IIIIH", 1, 2, 2000, 0, 1))
    rows = xlsb_row(0, xlsb_cell(0, 1.5), xlsb_cell(3, None, 0x17)) + xlsb_row(
        1, xlsb_cell(0, "藏"), hidden=True
    )
    path.write_bytes(xlsb({"表1": column + rows + biff12(146), "隐藏": biff12(146)}, frozenset({"隐藏"})))
    first, second = read_file(path).sheets
    assert (first.hidden, second.hidden) == (False, True)
    assert first.errors == {(0, 3): "#REF!"}
    assert (first.hidden_rows, first.hidden_columns) == ({1}, {1, 2})


def test_ods_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    document = OpenDocumentSpreadsheet()
    style = odf.style.Style(name="hid", family="table")
    style.addElement(odf.style.TableProperties(display="false"))
    document.automaticstyles.addElement(style)
    table = odf.table.Table(name="表1")
    table.addElement(odf.table.TableColumn(numbercolumnsrepeated=2))
    table.addElement(odf.table.TableColumn(visibility="collapse"))
    blank = odf.table.TableRow(numberrowsrepeated=3)
    blank.addElement(odf.table.TableCell())
    table.addElement(blank)
    row = odf.table.TableRow()
    merged = odf.table.TableCell(valuetype="string", numbercolumnsspanned=2, numberrowsspanned=2)
    merged.addElement(odf.text.P(text="标题"))
    row.addElement(merged)
    row.addElement(odf.table.CoveredTableCell())
    row.addElement(odf.table.TableCell(formula="of:=SUM([.A1])", numbercolumnsrepeated=2))
    failed = odf.table.TableCell(formula="of:=1/0", valuetype="string")
    failed.addElement(odf.text.P(text="#DIV/0!"))
    row.addElement(failed)
    row.addElement(odf.table.TableCell(formula="of:=1+1", valuetype="float", value="2"))
    table.addElement(row)
    row = odf.table.TableRow(visibility="collapse")
    row.addElement(odf.table.TableCell(numbercolumnsrepeated=3))
    row.addElement(odf.table.TableCell(valuetype="float", value="1.25", numbercolumnsrepeated=2))
    table.addElement(row)
    document.spreadsheet.addElement(table)
    document.spreadsheet.addElement(odf.table.Table(name="隐藏", stylename=style))
    stream = BytesIO()
    document.write(stream)
    path.write_bytes(stream.getvalue())
    first, second = read_file(path).sheets
    assert (first.hidden, second.hidden) == (False, True)
    assert first.merged == (MergedArea(3, 0, 4, 1),)
    assert first.uncached == {(3, 2), (3, 3)}
    assert first.errors == {(3, 4): "#DIV/0!"}
    assert (first.hidden_rows, first.hidden_columns) == ({4}, {2})
    assert first.rows[3] == ["标题", None, None, None, None, 2]
    assert first.rows[4][3:5] == [Decimal("1.25")] * 2


def test_xml_2003_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(
        '<?xml version="1.0" encoding="gb2312"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<Worksheet ss:Name="表1"><Table><Column ss:Index="3" ss:Hidden="1" ss:Span="1"/>'
        '<Row ss:Index="2" ss:Hidden="1"><Cell ss:Index="2" ss:MergeAcross="1" ss:MergeDown="1">'
        '<Data ss:Type="String">标题</Data><Comment><Data>批注</Data></Comment></Cell>'
        '<Cell><Data ss:Type="Number">1135.97</Data></Cell></Row>'
        '<Row ss:Index="4"><Cell ss:Formula="=A1"/><Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2023-01-05T00:00:00.000</Data></Cell>'
        '<Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table></Worksheet>'
        '<Worksheet ss:Name="隐藏"><Table/><x:WorksheetOptions><x:Visible>SheetVeryHidden</x:Visible>'
        "</x:WorksheetOptions></Worksheet></Workbook>",
        encoding="gb2312",
    )
    first, second = read_file(path).sheets
    assert [first.hidden, second.hidden] == [False, True]
    assert first.value(1, 1) == "标题"
    assert first.value(1, 3) == Decimal("1135.97")
    assert str(first.value(3, 2)) == "2023-01-05"
    assert first.value(3, 3) is True
    assert (first.uncached, first.errors) == ({(3, 0)}, {(3, 1): "#DIV/0!"})
    assert (first.hidden_rows, first.hidden_columns) == ({1}, {2, 3})
    assert first.merged == (MergedArea(1, 1, 2, 2),)
