"""Scans the binary parts of an xlsb workbook: errors, hidden rows and columns, merged areas.

Records are a type and a size, both in seven-bit pieces ([MS-XLSB] 2.1.4). A formula in such a file always
carries its result; only Excel writes them.
"""

from __future__ import annotations

from struct import error as struct_error
from struct import unpack_from

from converter.reading.marks import Marks
from converter.reading.model import MergedArea
from converter.reading.package import MOST_CELLS, Package, PackageError, TooLargeError

_ROW, _CELL_BLANK, _CELL_ERROR, _CELL_LAST = 0, 1, 3, 11
_COLUMN, _DIMENSION, _SHEET, _MERGED = 60, 148, 156, 176
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
ERROR_TEXTS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip


def scan_sheets(package: Package) -> dict[str, Marks]:
    """Return the marks of each sheet by its name; raises PackageError, KeyError."""
    main = package.workbook_part()
    relations = package.relations(main)
    result: dict[str, Marks] = {}
    try:
        for kind, data in _records(package.read(main)):
            if kind == _SHEET:
                relation, end = _text(data, 8)
                name, _ = _text(data, end)
                part = relations.get(relation, "")
                if part not in package.parts:
                    raise PackageError(name)
                result[name] = _scan(package.read(part))
    except (struct_error, IndexError, UnicodeDecodeError) as fault:
        raise PackageError(str(fault)) from fault
    return result


def _scan(data: bytes) -> Marks:
    marks = Marks()
    row = last_row = last_column = 0
    place, end = 0, len(data)
    while place < end:
        kind = data[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[place] & 0x7F) << 7
            place += 1
        size = data[place] & 0x7F
        shift = 0
        while data[place] & 0x80:
            place += 1
            shift += 7
            size |= (data[place] & 0x7F) << shift
        place += 1
        if place + size > end:
            raise PackageError("record")
        if kind == _ROW:
            row = unpack_from("<I", data, place)[0]
            if data[place + 11] & 0x10:
                marks.hidden_rows.add(row)
        elif kind <= _CELL_LAST:
            column = unpack_from("<I", data, place)[0]
            if kind > _CELL_BLANK:
                last_row, last_column = max(row, last_row), max(column, last_column)
            if kind in (_CELL_ERROR, _CELL_LAST):
                marks.errors[row, column] = ERROR_TEXTS.get(data[place + 8], "#N/A")
        elif kind == _DIMENSION:
            _, last_row, _, last_column = unpack_from("<IIII", data, place)
        elif kind == _COLUMN:
            first, last = unpack_from("<II", data, place)
            if data[place + 16] & 1:
                marks.hidden_columns.update(range(first, min(last, 16383) + 1))
        elif kind == _MERGED:
            top, bottom, left, right = unpack_from("<IIII", data, place)
            marks.merged.append(MergedArea(top, left, bottom, right))
        place += size
    if last_row >= _MOST_ROWS or last_column >= _MOST_COLUMNS:
        raise PackageError("cell")
    if (last_row + 1) * (last_column + 1) > MOST_CELLS:
        raise TooLargeError
    return marks


def _records(data: bytes) -> list[tuple[int, bytes]]:
    """Return type and content of the records of a small part."""
    records = []
    place = 0
    while place < len(data):
        kind = data[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[place] & 0x7F) << 7
            place += 1
        size = shift = 0
        while True:
            piece = data[place]
            place += 1
            size |= (piece & 0x7F) << shift
            shift += 7
            if not piece & 0x80:
                break
        records.append((kind, data[place : place + size]))
        place += size
    return records


def _text(data: bytes, place: int) -> tuple[str, int]:
    """Return a counted UTF-16 text and the place behind it."""
    (count,) = unpack_from("<I", data, place)
    end = place + 4 + 2 * count
    if end > len(data):
        raise PackageError("text")
    return data[place + 4 : end].decode("utf-16-le"), end
