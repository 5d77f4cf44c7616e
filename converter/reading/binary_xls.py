"""Walks through the records of an xls workbook stream (BIFF 5 and 8, [MS-XLS]): what readers hide.

Errors, formulas without a result, hidden rows and columns, merged areas, the encoding, encryption, and
whether every sheet ends as it should (a file that was cut off does not).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct, unpack_from
from struct import error as struct_error

from converter.reading.binary_xlsb import ERROR_TEXTS
from converter.reading.marks import Marks
from converter.reading.model import MergedArea

_BOF, _EOF, _FILEPASS, _CODEPAGE, _BOUNDSHEET = 0x0809, 0x0A, 0x2F, 0x42, 0x85
_FORMULA, _BOOLERR, _ROW, _COLINFO, _MERGECELLS, _NUMBER, _RK = (
    0x06,
    0x0205,
    0x0208,
    0x7D,
    0xE5,
    0x0203,
    0x027E,
)
_MARKING = frozenset((_FORMULA, _BOOLERR, _ROW, _COLINFO, _MERGECELLS))
_CONSTANTS = frozenset((_NUMBER, _RK))
_WORKSHEET = 0
# Formula codes whose result is never a text: + - * / ^, unary minus, %.
_ARITHMETIC = frozenset((0x03, 0x04, 0x05, 0x06, 0x07, 0x13, 0x14))
# Functions by number that give a number or an error: COUNT, SUM, AVERAGE, MIN, MAX, ABS, INT, ROUND,
# SUMPRODUCT, SUBTOTAL, SUMIF, COUNTIF.
_NUMERIC_FUNCTIONS = frozenset((0, 4, 5, 6, 7, 24, 25, 27, 228, 344, 345, 346))


@dataclass(slots=True)
class BinarySheet:
    """One sheet of the stream: ``worksheet`` is False for charts and macros."""

    offset: int
    hidden: bool
    worksheet: bool
    marks: Marks = field(default_factory=Marks)


@dataclass(slots=True)
class BinaryBook:
    """What the stream says of itself; ``whole`` is False when it breaks off."""

    version: int = 0
    codepage: int | None = None
    encrypted: bool = False
    whole: bool = True
    sheets: list[BinarySheet] = field(default_factory=list)


@dataclass(slots=True)
class _Formulas:
    """Formulas of all sheets whose stored result is a 0 that only a recalculation would make true."""

    zero: list[tuple[BinarySheet, int, int, bytes]] = field(default_factory=list)
    computed: bool = False


def scan_book(stream: bytes) -> BinaryBook:
    """Walk through the stream; damage is told by ``whole``, nothing is raised."""
    book = BinaryBook()
    try:
        place = 0
        while True:
            kind, size = unpack_from("<HH", stream, place)
            place += 4
            if kind == _BOF and not book.version:
                book.version = unpack_from("<H", stream, place)[0]
            elif kind == _FILEPASS:
                book.encrypted = True
                return book
            elif kind == _CODEPAGE:
                book.codepage = unpack_from("<H", stream, place)[0]
            elif kind == _BOUNDSHEET:
                offset, state, sort = unpack_from("<IBB", stream, place)
                book.sheets.append(BinarySheet(offset, state & 3 != 0, sort == _WORKSHEET))
            elif kind == _EOF:
                break
            place += size
        formulas = _Formulas()
        for sheet in book.sheets:
            if sheet.worksheet:
                _scan_sheet(stream, sheet, formulas)
        _mark_never_computed(stream, formulas)
    except (struct_error, IndexError):
        book.whole = False
    return book


def _records(stream: bytes, place: int, wanted: frozenset[int]) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and size of the wanted records of the sheet that begins at ``place``.

    Raises struct.error or IndexError when the sheet breaks off.
    """
    if unpack_from("<H", stream, place)[0] != _BOF:
        raise IndexError("no sheet begins here")
    depth = 0
    head = Struct("<HH").unpack_from
    while True:
        kind, size = head(stream, place)
        place += 4
        if kind in wanted:
            yield kind, place, size
        elif kind == _BOF:
            depth += 1
        elif kind == _EOF:
            # Charts lie inside of the sheet with a beginning and an end of their own.
            depth -= 1
            if depth <= 0:
                return
        place += size


def _scan_sheet(stream: bytes, sheet: BinarySheet, formulas: _Formulas) -> None:
    marks = sheet.marks
    for kind, place, size in _records(stream, sheet.offset, _MARKING):
        if kind == _FORMULA:
            _formula(stream, place, size, sheet, formulas)
        elif kind == _BOOLERR:
            row, column, code, is_error = unpack_from("<HH2xBB", stream, place)
            if is_error:
                marks.errors[row, column] = ERROR_TEXTS.get(code, "#N/A")
        elif kind == _ROW:
            if stream[place + 12] & 0x20:
                marks.hidden_rows.add(unpack_from("<H", stream, place)[0])
        elif kind == _COLINFO:
            first, last = unpack_from("<HH", stream, place)
            if stream[place + 8] & 1:
                marks.hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind == _MERGECELLS:
            for number in range(unpack_from("<H", stream, place)[0]):
                top, bottom, left, right = unpack_from("<HHHH", stream, place + 2 + 8 * number)
                marks.merged.append(MergedArea(top, left, bottom, right))


def _positive_constants(stream: bytes, sheet: BinarySheet) -> set[tuple[int, int]]:
    """Return the cells of a sheet that hold a positive number."""
    found: set[tuple[int, int]] = set()
    for kind, place, _ in _records(stream, sheet.offset, _CONSTANTS):
        if kind == _NUMBER:
            row, column, value = unpack_from("<HH2xd", stream, place)
            positive = value > 0
        else:
            row, column, packed = unpack_from("<HH2xI", stream, place)
            positive = bool(packed & ~3) and not packed & 0x80000000
        if positive:
            found.add((row, column))
    return found


def _formula(stream: bytes, place: int, size: int, sheet: BinarySheet, formulas: _Formulas) -> None:
    row, column = unpack_from("<HH", stream, place)
    result = stream[place + 6 : place + 14]
    if result[6:] == b"\xff\xff":
        if result[0] == 2:
            sheet.marks.errors[row, column] = ERROR_TEXTS.get(result[2], "#N/A")
        elif result[0] == 3:
            # An empty text: the result of IF(…,"",…), but also what some programs write uncomputed.
            if _always_numeric(stream[place + 20 : place + size]):
                sheet.marks.uncached.add((row, column))
            return
        formulas.computed = True
    elif result == bytes(8) and stream[place + 14] & 2:
        formulas.zero.append((sheet, row, column, stream[place + 20 : place + size]))
    else:
        formulas.computed = True


def _always_numeric(formula: bytes) -> bool:
    """Return whether the last step of a compiled formula gives a number (or an error)."""
    (length,) = unpack_from("<H", formula)
    steps = formula[2 : 2 + length]
    if steps[-4:-2] == b"\x19\x10" or (steps and len(steps) > 3 and steps[-1] in _ARITHMETIC):
        return True
    if len(steps) >= 4 and steps[-4] in (0x22, 0x42, 0x62):
        return unpack_from("<H", steps, len(steps) - 2)[0] in _NUMERIC_FUNCTIONS
    return (
        len(steps) >= 3
        and steps[-3] in (0x21, 0x41, 0x61)
        and (unpack_from("<H", steps, len(steps) - 2)[0] in _NUMERIC_FUNCTIONS)
    )


def _mark_never_computed(stream: bytes, formulas: _Formulas) -> None:
    """Mark formulas that wait for their first computation: all are 0, and one sums up positive numbers."""
    if formulas.computed:
        return
    constants: dict[int, set[tuple[int, int]]] = {}
    for sheet, _, _, formula in formulas.zero:
        if sheet.offset not in constants:
            constants[sheet.offset] = _positive_constants(stream, sheet)
        if not constants[sheet.offset].isdisjoint(_summed(formula)):
            break
    else:
        return
    for sheet, row, column, _ in formulas.zero:
        sheet.marks.uncached.add((row, column))


def _summed(formula: bytes) -> list[tuple[int, int]]:
    """Return the cells of ``SUM(area)``, the one shape that totals nearly always have; else nothing."""
    (length,) = unpack_from("<H", formula)
    steps = formula[2 : 2 + length]
    is_sum = steps[9:] in (b"\x19\x10\0\0", b"\x22\1\4\0", b"\x42\1\4\0", b"\x62\1\4\0")
    if len(steps) < 9 or steps[0] not in (0x25, 0x45, 0x65) or not is_sum:
        return []
    top, bottom, left, right = unpack_from("<HHHH", steps, 1)
    columns = range(left & 0xFF, min((right & 0xFF) + 1, (left & 0xFF) + 100))
    return [(row, column) for row in range(top, min(bottom + 1, top + 2000)) for column in columns]
