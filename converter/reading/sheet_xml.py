"""Scans the XML of a worksheet for what the fast reader hides: errors, formulas without value, hidden rows.

The scan must cost little beside the reading. It looks for tell-tale bytes in large pieces, and takes only
those pieces apart that hold some. That holds for XML as all common programs write it; anything else (a
prefix before each tag, cells without an address) is parsed properly and slowly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from converter.reading.formulas import always_numeric, column_index
from converter.reading.marks import Marks, SheetScan, note_uncached
from converter.reading.model import MergedArea
from converter.reading.package import Package, attributes, unescaped

_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s+ref=\"(?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)\"")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")
_WITHOUT_VALUE = re.compile(rb"</f>(?!<v>[^<])")
_SHARING_WITHOUT_VALUE = re.compile(rb"<f [^>]*/>(?!<v>[^<])")
# Texts, not compiled patterns: most sheets have nothing of the kind, and compiling takes its time.
_COLUMN = rb"<(?:\w+:)?col\s([^>]*)>"
_ERROR_CELL = rb"<c\s([^>]*\bt=\"e\"[^>]*)>"
_FORMULA_CELL = rb"<c\s([^>]*)>\s*<f\b([^>]*?)(?:/>|>([^<]*)</f>)\s*(?:<v\b[^>]*?(?:/>|>([^<]*)</v>))?"
_CALCULATED = rb"(?:</f>|<f\s[^>]*/>)<v[^>]*>(?!0(?:\.0)?<|<)"
_HIDDEN_ROW = rb"<row\s([^>]*\bhidden=\"(?:1|true)\"[^>]*)>"
_ADDRESS = re.compile(rb"\br=\"([A-Z]+)([0-9]+)\"")
_ROW_NUMBER = rb"\br=\"([0-9]+)\""
_TYPE = rb"\bt=\"(\w+)\""
_SHARED = rb"\bsi=\"([0-9]+)\""
_VALUE = rb"<v>([^<]*)</v>"
_CONTENT = rb"<c r=\"([A-Z]+)([0-9]+)\"[^>/]*>\s*<[vfi]"
_ROW_END = b"</row>"


class _RareWritingError(Exception):
    """The XML is not written the usual way."""


def scan_sheet(package: Package, part: str) -> SheetScan:
    """Scan one worksheet part to its end, so that its checksum is compared; raises PackageError."""
    try:
        return _scan_usual(package.chunks(part))
    except _RareWritingError:
        from converter.reading.sheet_xml_slow import scan_rare

        return scan_rare(package.chunks(part))


def extent(head: bytes) -> tuple[int, int]:
    """Return the rows and columns that the beginning of a sheet claims to have; 0, 0 when it does not."""
    found = _DIMENSION.search(head)
    return (int(found[2]), column_index(found[1].decode()) + 1) if found else (0, 0)


def content_extent(package: Package, part: str) -> tuple[int, int]:
    """Return up to which row and column a sheet really holds content; raises PackageError."""
    rows = columns = 0
    for block in _blocks(package.chunks(part)):
        found = re.findall(_CONTENT, block)
        if found:
            rows = max(rows, int(found[-1][1]))
            columns = max(columns, *(column_index(letters.decode()) + 1 for letters in {f[0] for f in found}))
    return rows, columns


def formula_cells(package: Package, part: str) -> dict[tuple[int, int], str]:
    """Return every formula of a sheet by its cell ("" for those that share another's)."""
    cells: dict[tuple[int, int], str] = {}
    for block in _blocks(package.chunks(part)):
        for found in re.finditer(_FORMULA_CELL, block):
            if address := _ADDRESS.search(found[1]):
                cells[_cell(address)] = _formula_text(found[3])
    return cells


def merged_areas(text: bytes) -> list[MergedArea]:
    """Return the merged areas that stand in a piece of sheet XML."""
    return [
        MergedArea(int(top) - 1, column_index(left.decode()), int(bottom) - 1, column_index(right.decode()))
        for left, top, right, bottom in _MERGED.findall(text)
    ]


def hidden_columns(head: bytes) -> set[int]:
    """Return the hidden columns that the head of a sheet names."""
    hidden: set[int] = set()
    if b"hidden" not in head:
        return hidden
    for found in re.finditer(_COLUMN, head):
        values = attributes(found[1])
        if values.get("hidden") in ("1", "true") and values.get("min", "").isdigit():
            first, last = int(values["min"]), int(values.get("max", values["min"]))
            hidden.update(range(first - 1, min(last, 16384)))
    return hidden


def _blocks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the content in blocks that end with a row; the last one holds what follows the rows."""
    rest = b""
    for chunk in chunks:
        block = rest + chunk
        cut = block.rfind(_ROW_END)
        if cut < 0:
            rest = block
            continue
        cut += len(_ROW_END)
        rest = block[cut:]
        yield block[:cut]
    yield rest


def _scan_usual(chunks: Iterator[bytes]) -> SheetScan:
    scan = SheetScan()
    shared: dict[bytes, str] = {}
    first = True
    tail = b""
    for block in _blocks(chunks):
        if first:
            _assert_usual(block)
            head = block[: block.find(b"<sheetData")]
            scan.marks.hidden_columns = hidden_columns(head)
            first = False
        _scan_block(block, scan, shared)
        tail = block
    scan.marks.merged = merged_areas(tail)
    return scan


def _assert_usual(block: bytes) -> None:
    """Raise unless the first block shows tags without prefix and cells that carry their address."""
    start = block.find(b"<sheetData")
    cell = block.find(b"<c", start)
    while cell >= 0 and block[cell + 2 : cell + 3] not in (b" ", b">", b"/"):
        cell = block.find(b"<c", cell + 2)
    end = block.find(b">", cell)
    if start < 0 or (cell >= 0 and not _ADDRESS.search(block[cell:end])) or b"<row r='" in block:
        raise _RareWritingError


def _scan_block(block: bytes, scan: SheetScan, shared: dict[bytes, str]) -> None:
    # A single byte is found ten times as fast as a word. "f" stands in formulas, "#" in error texts (but for
    # those of LibreOffice, which only formulas have), "d" in hidden; all three are rare in sheets.
    marks = scan.marks
    formulas = b"f" in block
    if (formulas or b"#" in block) and b't="e"' in block:
        for found in re.finditer(_ERROR_CELL, block):
            value = re.search(_VALUE, block[found.end() : block.find(b"</c>", found.end())])
            marks.errors[_address(found[1])] = unescaped(value[1]) if value else "#N/A"
    if b"d" in block and b'hidden="' in block:
        for found in re.finditer(_HIDDEN_ROW, block):
            number = re.search(_ROW_NUMBER, found[1])
            if number is None:
                raise _RareWritingError
            marks.hidden_rows.add(int(number[1]) - 1)
    if not formulas:
        return
    own = b"</f>" in block
    # Cells that share a formula come after the one that has it.
    shares = (own or scan.formulas) and b' si="' in block
    if own or shares:
        scan.formulas = True
        scan.zero = scan.zero and not re.search(_CALCULATED, block)
        if _WITHOUT_VALUE.search(block) or (shares and _SHARING_WITHOUT_VALUE.search(block)):
            _scan_formulas(block, marks, shared)
        elif shares:
            _remember_shared(block, shared)


def _scan_formulas(block: bytes, marks: Marks, shared: dict[bytes, str]) -> None:
    for found in re.finditer(_FORMULA_CELL, block):
        formula = _formula_text(found[3])
        if number := re.search(_SHARED, found[2]):
            formula = shared.setdefault(number[1], formula) or formula
        if found[4]:
            continue
        kind = re.search(_TYPE, found[1])
        if kind and kind[1] in (b"e", b"inlineStr"):
            continue
        if kind is None or kind[1] != b"str" or always_numeric(formula):
            note_uncached(marks, _address(found[1]), formula)


def _remember_shared(block: bytes, shared: dict[bytes, str]) -> None:
    """Keep the text of formulas that later cells share."""
    for found in re.finditer(rb"<f\s([^>]*\bsi=\"([0-9]+)\"[^>]*[^/])>([^<]+)</f>", block):
        shared.setdefault(found[2], _formula_text(found[3]))


def _formula_text(raw: bytes | None) -> str:
    return unescaped(raw) if raw else ""


def _address(tag: bytes) -> tuple[int, int]:
    found = _ADDRESS.search(tag)
    if found is None:
        raise _RareWritingError
    return _cell(found)


def _cell(found: re.Match[bytes]) -> tuple[int, int]:
    return int(found[2]) - 1, column_index(found[1].decode())
