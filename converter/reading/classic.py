"""xls → sheets: values by python-calamine, or by xlrd for BIFF 5 and older, whose texts have a code page."""

from __future__ import annotations

from datetime import date
from typing import Any

from converter.reading import problems
from converter.reading.binary_xls import BinaryBook, scan_book
from converter.reading.binary_xlsb import ERROR_TEXTS
from converter.reading.compound import SIGNATURE, Compound, CompoundError
from converter.reading.exact import exact
from converter.reading.kinds import Kind
from converter.reading.marks import Marks, marked_sheet
from converter.reading.model import CellValue, Sheet, SourceFile
from converter.reading.modern import ReaderError, call_reader, read_values, unreadable

_BIFF8 = 0x0600
# Code pages that say nothing (missing, ASCII, Western): Chinese programs wrote GBK under them too.
_SAYS_NOTHING = {None, 367, 437, 1252, 10000, 32768, 32769, 936, 10008, 54936}


def read_classic(data: bytes, path: str) -> SourceFile:
    """Return the sheets of an xls workbook; a password or damage makes it unreadable."""
    source = SourceFile(path, Kind.XLS.value)
    if not data.startswith(SIGNATURE[:4]):
        return _read_old(data, source, BinaryBook())
    try:
        compound = Compound(data)
        stream = compound.read("Workbook" if "workbook" in compound.names else "Book")
    except (CompoundError, KeyError):
        return unreadable(source, problems.damaged(path))
    book = scan_book(stream)
    if book.encrypted:
        return unreadable(source, problems.encrypted(path))
    if not book.whole:
        return unreadable(source, problems.damaged(path))
    if book.version < _BIFF8:
        return _read_old(data, source, book)
    try:
        values = read_values(data)
        worksheets = [sheet for sheet in book.sheets if sheet.worksheet]
        if len(worksheets) != len(values):
            raise ReaderError("sheets")
    except ReaderError:
        read = _read_old(data, source, book)
        if read.readable:
            read.findings.append(problems.slow_reading(path))
        return read
    except MemoryError:
        return unreadable(source, problems.too_large(path))
    source.sheets = [
        marked_sheet(path, name, rows, about.marks, hidden)
        for about, (name, hidden, rows) in zip(worksheets, values, strict=True)
    ]
    return source


def _read_old(data: bytes, source: SourceFile, book: BinaryBook) -> SourceFile:
    """Read the workbook by xlrd, with the code page that its texts are really in."""
    national = book.version < _BIFF8 and book.codepage in _SAYS_NOTHING
    marks = [sheet.marks for sheet in book.sheets if sheet.worksheet]
    try:
        try:
            source.sheets = call_reader(
                lambda: _old_sheets(data, source.path, "gb18030" if national else None, marks)
            )
        except ReaderError:
            if not national:
                raise
            source.sheets = call_reader(lambda: _old_sheets(data, source.path, None, marks))
    except ReaderError as fault:
        secret = "encrypted" in str(fault).lower() or "password" in str(fault).lower()
        return unreadable(source, (problems.encrypted if secret else problems.damaged)(source.path))
    except MemoryError:
        return unreadable(source, problems.too_large(source.path))
    return source


def _old_sheets(data: bytes, path: str, encoding: str | None, marks: list[Marks]) -> list[Sheet]:
    from io import StringIO

    import xlrd

    workbook = xlrd.open_workbook(
        file_contents=data, encoding_override=encoding, logfile=StringIO(), ignore_workbook_corruption=True
    )
    sheets = []
    for number, sheet in enumerate(workbook.sheets()):
        about = marks[number] if number < len(marks) else Marks()
        rows: list[list[CellValue]] = []
        for row in range(sheet.nrows):
            values: list[CellValue] = []
            for column, (kind, value) in enumerate(
                zip(sheet.row_types(row), sheet.row_values(row), strict=True)
            ):
                if kind == xlrd.XL_CELL_ERROR:
                    about.errors.setdefault((row, column), ERROR_TEXTS.get(value, "#N/A"))
                values.append(_value(xlrd, kind, value, workbook.datemode))
            rows.append(values)
        sheets.append(marked_sheet(path, sheet.name, rows, about, bool(sheet.visibility)))
    return sheets


def _value(xlrd: Any, kind: int, value: Any, datemode: int) -> CellValue:
    """Return one cell of xlrd as an exact value; what cannot be a date stays the number that it is."""
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return None
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_DATE:
        try:
            year, month, day, *clock = xlrd.xldate_as_tuple(value, datemode)
        except (xlrd.xldate.XLDateError, ValueError, OverflowError):
            return exact(value)
        return date(year, month, day) if year else ":".join(f"{part:02d}" for part in clock)
    return exact(value)
