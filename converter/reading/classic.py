"""xls → sheets: values by xlrd, which knows code pages and takes no harm from damage; marks by scanning.

python-calamine is faster but gets the texts of Excel 95 wrong, and its native code gives up the whole
process on some damaged files, which here have no checksum that could tell beforehand.
"""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any

from converter.reading import problems
from converter.reading.binary_xls import BinaryBook, scan_book
from converter.reading.binary_xlsb import ERROR_TEXTS
from converter.reading.compound import SIGNATURE, Compound, CompoundError
from converter.reading.default_password import without_default_password
from converter.reading.exact import Texts, exact_rows
from converter.reading.kinds import Kind
from converter.reading.marks import Marks, marked_sheet
from converter.reading.model import CellValue, Sheet, SourceFile
from converter.reading.modern import ReaderError, call_reader, unreadable

if TYPE_CHECKING:
    from xlrd.book import Book

_BIFF8 = 0x0600
# Code pages that say nothing (missing, ASCII, Western): Chinese programs wrote GBK under them too.
_SAYS_NOTHING = {None, 367, 437, 1252, 10000, 32768, 32769, 936, 10008, 54936}
# Types of cells in xlrd.
_EMPTY, _TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR, _BLANK = range(7)
_PLAIN = frozenset((_EMPTY, _TEXT, _NUMBER, _BLANK))


def read_classic(data: bytes, path: str) -> SourceFile:
    """Return the sheets of an xls workbook; a password or damage makes it unreadable."""
    source = SourceFile(path, Kind.XLS.value)
    stream, book = data, BinaryBook()
    if data.startswith(SIGNATURE[:4]):
        try:
            compound = Compound(data)
            stream = compound.read("Workbook" if "workbook" in compound.names else "Book")
        except (CompoundError, KeyError):
            return unreadable(source, problems.damaged(path))
    if stream[:2] == b"\x09\x08":
        book = scan_book(stream)
    if book.encrypted and (clear := without_default_password(stream)) is not None:
        stream, book = clear, scan_book(clear)
    if book.encrypted:
        return unreadable(source, problems.encrypted(path))
    if not book.whole:
        return unreadable(source, problems.damaged(path))
    national = book.version < _BIFF8 and book.codepage in _SAYS_NOTHING
    try:
        try:
            workbook = call_reader(lambda: _open(stream, "gb18030" if national else None))
        except ReaderError:
            if not national:
                raise
            workbook = call_reader(lambda: _open(stream, None))
        source.sheets = call_reader(lambda: _sheets(workbook, path, book))
    except ReaderError as fault:
        secret = "encrypted" in str(fault).lower() or "password" in str(fault).lower()
        return unreadable(source, (problems.encrypted if secret else problems.damaged)(path))
    except MemoryError:
        return unreadable(source, problems.too_large(path))
    return source


def _open(stream: bytes, encoding: str | None) -> Book:
    import xlrd

    return xlrd.open_workbook(file_contents=stream, encoding_override=encoding, logfile=StringIO())


def _sheets(workbook: Book, path: str, book: BinaryBook) -> list[Sheet]:
    marks = [sheet.marks for sheet in book.sheets if sheet.worksheet]
    texts = Texts()
    sheets = []
    for number, sheet in enumerate(workbook.sheets()):
        about = marks[number] if number < len(marks) else Marks()
        rows = (_row(sheet, row, workbook.datemode, about) for row in range(sheet.nrows))
        hidden = bool(sheet.visibility)
        sheets.append(marked_sheet(path, sheet.name, exact_rows(rows, texts), about, hidden))
    return sheets


def _row(sheet: Any, row: int, datemode: int, marks: Marks) -> list[Any]:
    """Return one row; dates, truth values and errors, which xlrd gives as numbers, are what they are."""
    values: list[Any] = sheet.row_values(row)
    types = sheet.row_types(row)
    if not _PLAIN.issuperset(types):
        for column, kind in enumerate(types):
            if kind == _ERROR:
                marks.errors.setdefault((row, column), ERROR_TEXTS.get(values[column], "#N/A"))
                values[column] = None
            elif kind == _BOOLEAN:
                values[column] = bool(values[column])
            elif kind == _DATE:
                values[column] = _day(values[column], datemode)
    return values


def _day(value: float, datemode: int) -> CellValue | float:
    """Return the day or the time of day that a number stands for; itself when it can be none."""
    import xlrd

    try:
        year, month, day, *clock = xlrd.xldate_as_tuple(value, datemode)
    except (xlrd.xldate.XLDateError, ValueError, OverflowError):
        return value
    return date(year, month, day) if year else ":".join(f"{part:02d}" for part in clock)
