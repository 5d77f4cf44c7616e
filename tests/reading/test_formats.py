"""The same table gives the same exact values from every format, whatever its extension says."""

from __future__ import annotations

import csv
import struct
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import odf.table
import odf.text
import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet

from converter.reading import read_file, sniff
from converter.reading.kinds import Kind
from converter.reading.model import CellValue, MergedArea

from .containers import biff5, biff12, compound, package, record, sheet_xml, xlsb, xlsb_cell, xlsb_row, zipped

TITLE = "部门支出预算表"
HEAD = ["科目编码", "科目名称\n（项级）", "金额"]
ROWS: list[list[str | float]] = [[2010301.0, "行政运行", 1135.97], [2010302.0, "一般行政管理事务", 20.0]]
EXACT: list[list[CellValue]] = [
    [TITLE, None, None],
    list(HEAD),
    [2010301, "行政运行", Decimal("1135.97")],
    [2010302, "一般行政管理事务", 20],
]
AS_TEXT = [[None if value is None else str(value) for value in row] for row in EXACT]
AREA = (MergedArea(0, 0, 0, 2),)


def xlsx() -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("支出表")
    sheet.merge_range(0, 0, 0, 2, TITLE)
    for number, row in enumerate([HEAD, *ROWS], 1):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def xlsx_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "支出表"
    for row in ([TITLE], HEAD, *ROWS):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("支出表")
    sheet.write_merge(0, 0, 0, 2, TITLE)
    for number, row in enumerate([HEAD, *ROWS], 1):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def xlsb_bytes() -> bytes:
    rows = xlsb_row(0, xlsb_cell(0, TITLE), xlsb_cell(1, None), xlsb_cell(2, None))
    for number, row in enumerate([HEAD, *ROWS], 1):
        rows += xlsb_row(number, *(xlsb_cell(column, value) for column, value in enumerate(row)))
    merged = biff12(177, struct.pack("<I", 1)) + biff12(176, struct.pack("<IIII", 0, 0, 0, 2)) + biff12(178)
    return xlsb({"支出表": rows + biff12(146) + merged})


def ods() -> bytes:
    document = OpenDocumentSpreadsheet()
    table = odf.table.Table(name="支出表")
    for number, row in enumerate([[TITLE], HEAD, *ROWS]):
        line = odf.table.TableRow()
        for value in row:
            if isinstance(value, float):
                cell = odf.table.TableCell(valuetype="float", value=repr(value))
            elif number:
                cell = odf.table.TableCell(valuetype="string")
            else:
                cell = odf.table.TableCell(valuetype="string", numbercolumnsspanned=3)
            for part in str(value).split("\n"):
                cell.addElement(odf.text.P(text=part))
            line.addElement(cell)
        if not number:
            line.addElement(odf.table.CoveredTableCell(numbercolumnsrepeated=2))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    stream = BytesIO()
    document.write(stream)
    return stream.getvalue()


def xml_2003() -> bytes:
    rows = f'<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">{TITLE}</Data></Cell></Row>'
    for row in [HEAD, *ROWS]:
        cells = "".join(
            f'<Cell><Data ss:Type="{"Number" if isinstance(value, float) else "String"}">'
            f"{str(value).replace(chr(10), '&#10;')}</Data></Cell>"
            for value in row
        )
        rows += f"<Row>{cells}</Row>"
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="支出表"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def html(charset: str = "utf-8") -> bytes:
    rows = f"<tr><td colspan=3>{TITLE}</td></tr>"
    for row in EXACT[1:]:
        rows += "<tr>" + "".join(f"<td>{str(v).replace(chr(10), '<br>')}</td>" for v in row) + "</tr>"
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    return f"<html><head>{head}</head><body><table border=1>{rows}</table></body></html>".encode(charset)


def mhtml() -> bytes:
    import base64

    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="XX"\r\n\r\n--XX\r\n'
        b"Content-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Type: text/html; charset="gb2312"\r\n\r\n'
        + base64.encodebytes(html("gb2312"))
        + b"\r\n--XX--\r\n"
    )


def delimited(encoding: str, delimiter: str = ",") -> bytes:
    stream = StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows([[TITLE, "", ""], *EXACT[1:]])
    return stream.getvalue().encode(encoding)


Make = Callable[[], bytes]
TYPED: dict[str, tuple[Make, Kind]] = {
    "xlsx": (xlsx, Kind.XLSX),
    "xlsx by openpyxl": (xlsx_openpyxl, Kind.XLSX),
    "xls": (xls, Kind.XLS),
    "xlsb": (xlsb_bytes, Kind.XLSB),
    "ods": (ods, Kind.ODS),
    "xml 2003": (xml_2003, Kind.XML2003),
}
TEXTS: dict[str, tuple[Make, Kind]] = {
    "html": (html, Kind.HTML),
    "html gb2312": (lambda: html("gb2312"), Kind.HTML),
    "mhtml": (mhtml, Kind.MHTML),
    "csv": (lambda: delimited("utf-8"), Kind.CSV),
    "csv bom": (lambda: delimited("utf-8-sig"), Kind.CSV),
    "csv gb18030": (lambda: delimited("gb18030"), Kind.CSV),
    "csv semicolon": (lambda: delimited("utf-8", ";"), Kind.CSV),
    "tsv utf-16": (lambda: delimited("utf-16", "\t"), Kind.TSV),
    "tsv gb18030": (lambda: delimited("gb18030", "\t"), Kind.TSV),
}
EXTENSIONS = [".xlsx", ".xls", ".xlsb", ".ods", ".csv", ".XLS", ""]


def trimmed(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Return rows without the blank cells at their ends, which some formats have and others do not."""
    return [row[: max((n for n, value in enumerate(row, 1) if value is not None), default=0)] for row in rows]


@pytest.mark.parametrize("form", TYPED)
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_typed_cells_whatever_the_extension(tmp_path: Path, form: str, extension: str) -> None:
    make, kind = TYPED[form]
    path = tmp_path / f"财政局 底稿（二上）{extension}"
    path.write_bytes(make())
    source = read_file(path)
    assert source.readable, source.findings
    assert (sniff(path), source.format, source.path) == (kind, kind.value, str(path))
    (sheet,) = source.sheets
    assert sheet.name == "支出表"
    assert trimmed(sheet.rows) == trimmed(EXACT)
    assert [type(value) for row in trimmed(sheet.rows) for value in row] == [
        type(value) for row in trimmed(EXACT) for value in row
    ]
    assert sheet.merged == AREA
    assert not (sheet.hidden or sheet.errors or sheet.uncached or sheet.hidden_rows)


@pytest.mark.parametrize("form", TEXTS)
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_texts_whatever_the_extension(tmp_path: Path, form: str, extension: str) -> None:
    make, kind = TEXTS[form]
    path = tmp_path / f"底稿{extension}"
    path.write_bytes(make())
    source = read_file(str(path))
    assert source.readable, source.findings
    assert source.format == kind.value
    (sheet,) = source.sheets
    assert sheet.rows == AS_TEXT
    assert sheet.name == "底稿"
    assert sheet.merged == (AREA if kind in (Kind.HTML, Kind.MHTML) else ())


def test_a_lying_extension_is_mentioned_and_a_true_one_is_not(tmp_path: Path) -> None:
    lying, true = tmp_path / "a.xls", tmp_path / "a.xlsx"
    for path in (lying, true):
        path.write_bytes(xlsx())
    assert [finding.rule for finding in read_file(lying).findings] == ["R11"]
    assert read_file(true).findings == []


@pytest.mark.parametrize("codepage", [936, 1252, None, 367])
@pytest.mark.parametrize("bare", [False, True])
def test_workbooks_of_excel_95_keep_their_chinese(tmp_path: Path, codepage: int | None, bare: bool) -> None:
    stream = biff5("支出表", [[TITLE], [*HEAD], *ROWS], "gbk", codepage)
    path = tmp_path / "old.xls"
    path.write_bytes(stream if bare else compound(Book=stream))
    (sheet,) = read_file(path).sheets
    assert sheet.name == "支出表"
    assert trimmed(sheet.rows) == trimmed(EXACT)


def test_a_workbook_with_macros_is_read(tmp_path: Path) -> None:
    path = tmp_path / "宏.xlsm"
    parts = package(sheet_xml('<row r="1"><c r="A1"><v>5</v></c></row>'))
    path.write_bytes(zipped(parts | {"xl/vbaProject.bin": b"macros"}))
    source = read_file(path)
    assert (source.format, source.sheets[0].rows) == ("xlsm", [[5]])


def test_dates_truth_values_and_blanks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_datetime("B3", date(2023, 1, 5), day)  # type: ignore[arg-type]
    sheet.write_boolean("C3", True)
    sheet.write_string("D3", " 两侧有空格 ")
    sheet.write_string("E3", "")
    sheet.write_number("F3", 1135.97)
    sheet.write_number("G3", -0.0)
    sheet.write_number("H4", 1e15)
    book.close()
    (sheet_read,) = read_file(path).sheets
    assert sheet_read.rows == [
        [None] * 8,
        [None] * 8,
        [None, date(2023, 1, 5), True, " 两侧有空格 ", None, Decimal("1135.97"), 0, None],
        [None] * 7 + [10**15],
    ]
    assert type(sheet_read.value(2, 1)) is date
    assert sheet_read.value(99, 99) is None


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ('#,##0.00"万元"', Decimal("44998.5")),
        ("[Red]0.00;[蓝色]-0.00", Decimal("44998.5")),
        ("G/通用格式", Decimal("44998.5")),
        ("[DBNum1][$-804]General", Decimal("44998.5")),
        ('yyyy"年"m"月"d"日"', date(2023, 3, 13)),
    ],
)
def test_a_money_format_makes_no_date(tmp_path: Path, form: str, shown: CellValue) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write_number(0, 0, 44998.5, book.add_format({"num_format": form}))
    book.close()
    assert read_file(path).sheets[0].rows == [[shown]]


def test_many_rows_keep_their_places(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row in range(5, 3000):
        sheet.write_number(row, 2, row if row % 7 else row / 8)
        if row % 3:
            sheet.write_string(row, 3, f"项目{row % 5}")
    book.close()
    (read,) = read_file(path).sheets
    assert len(read.rows) == 3000
    for row in range(5, 3000):
        assert read.value(row, 2) == (row if row % 7 else Decimal(row) / 8)
        assert read.value(row, 3) == (f"项目{row % 5}" if row % 3 else None)


def test_the_file_is_let_go_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx())
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    path.chmod(0o444)
    read_file(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    open_files = Path("/proc/self/fd")
    if open_files.is_dir():
        targets = [str(link.resolve()) for link in open_files.iterdir()]
        assert str(path) not in targets


def test_a_chart_sheet_holds_nothing_to_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("数据")
    sheet.write_row(0, 0, [1, 2])
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=数据!$A$1:$B$1"})
    book.add_chartsheet("图").set_chart(chart)
    book.add_worksheet("后面").write(0, 0, "x")
    book.close()
    assert [(sheet.name, sheet.rows) for sheet in read_file(path).sheets] == [
        ("数据", [[1, 2]]),
        ("后面", [["x"]]),
    ]


def test_records_of_a_container_need_not_be_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(compound(WordDocument=b"text"))
    assert sniff(path) is Kind.DOC
    path.write_bytes(compound(Else=record(1)))
    assert sniff(path) is Kind.UNKNOWN
