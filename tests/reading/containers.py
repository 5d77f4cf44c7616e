"""Builds by hand the files that no library writes: OLE containers, BIFF streams, xlsb, odd xlsx packages."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(**streams: bytes) -> bytes:
    """Return an OLE container with ``streams`` (each padded so that it needs no small sectors)."""
    contents = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    chains, start = [], 2
    fat: list[int] = [_FAT, _END]
    body = b""
    for data in contents.values():
        count = -(-len(data) // 512)
        chains.append(start)
        fat += [*range(start + 1, start + count), _END]
        body += data.ljust(count * 512, b"\0")
        start += count
    assert len(fat) <= 128, "one sector of the allocation table must do"
    fat += [_FREE] * (128 - len(fat))
    # The root's children form a chain of right siblings: a lopsided, valid tree.
    entries = [_entry("Root Entry", 5, child=1, start=_END)]
    for number, (name, data) in enumerate(contents.items(), 1):
        right = number + 1 if number < len(contents) else _FREE
        entries.append(_entry(name, 2, right=right, start=chains[number - 1], size=len(data)))
    directory = b"".join(entries).ljust(512, b"\0")
    assert len(directory) == 512, "three streams at most"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    return header + struct.pack("<128I", *fat) + directory + body


def _entry(
    name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int, size: int = 0
) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text) + 2, kind, 1)
        + struct.pack("<III", _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def record(kind: int, data: bytes = b"") -> bytes:
    """Return one BIFF record."""
    return struct.pack("<HH", kind, len(data)) + data


def biff5(name: str, rows: list[list[str | float | None]], encoding: str, codepage: int | None) -> bytes:
    """Return a workbook stream of Excel 5/95 with one sheet; texts are in ``encoding``."""
    cells = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0))
    for row, line in enumerate(rows):
        for column, value in enumerate(line):
            if isinstance(value, str):
                text = value.encode(encoding)
                cells += record(0x0204, struct.pack("<HHHH", row, column, 0, len(text)) + text)
            elif value is not None:
                cells += record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    cells += record(0x0A)
    head = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0))
    if codepage is not None:
        head += record(0x42, struct.pack("<H", codepage))
    title = name.encode(encoding)
    length = len(head) + 4 + 7 + len(title) + 4
    head += record(0x85, struct.pack("<IBBB", length, 0, 0, len(title)) + title) + record(0x0A)
    return head + cells


def biff12(kind: int, data: bytes = b"") -> bytes:
    """Return one record of an xlsb part."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    while size > 127:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + data


def wide(text: str) -> bytes:
    """Return a counted UTF-16 text."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
</Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def relations(**targets: str) -> str:
    """Return a relations part: id=target; the type follows from the target."""
    return _RELATIONS.format(
        "".join(
            f'<Relationship Id="{name}" Target="{target}" Type="{_OFFICE}/'
            f'{"officeDocument" if "book" in target else "worksheet"}"/>'
            for name, target in targets.items()
        )
    )


def zipped(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file of ``parts``."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def package(
    sheet: str | bytes, main: str = "xl/workbook.xml", book: str = "", separator: str = "/"
) -> dict[str, str | bytes]:
    """Return the parts of an xlsx with the one sheet 表1 whose XML is ``sheet``."""
    folder, _, name = main.rpartition("/")
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES.format(main=main),
        "_rels/.rels": relations(rId1=main),
        main: book
        or f'<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="表1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        f"{folder}/_rels/{name}.rels": relations(rId1="worksheets/sheet1.xml"),
        f"{folder}/worksheets/sheet1.xml": sheet,
    }
    return {name.replace("/", separator): content for name, content in parts.items()}


def sheet_xml(rows: str, tail: str = "", head: str = "") -> str:
    """Return the XML of a worksheet."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}">{head}<sheetData>{rows}</sheetData>'
        f"{tail}</worksheet>"
    )


def xlsb(sheets: dict[str, bytes], hidden: frozenset[str] = frozenset()) -> bytes:
    """Return an xlsb workbook; each sheet is given as the records inside of its sheet data and behind it."""
    book = biff12(131) + biff12(143)
    for number, name in enumerate(sheets, 1):
        state = 1 if name in hidden else 0
        book += biff12(156, struct.pack("<II", state, number) + wide(f"rId{number}") + wide(name))
    book += biff12(144) + biff12(132)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES.format(main="xl/workbook.xml"),
        "_rels/.rels": relations(rId1="xl/workbook.bin"),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": relations(
            **{f"rId{number}": f"worksheets/sheet{number}.bin" for number in range(1, len(sheets) + 1)}
        ),
    }
    for number, content in enumerate(sheets.values(), 1):
        dimension = struct.pack("<IIII", 0, 99, 0, 25)
        parts[f"xl/worksheets/sheet{number}.bin"] = (
            biff12(129) + biff12(148, dimension) + biff12(145) + content + biff12(130)
        )
    return zipped(parts)


def xlsb_row(row: int, *cells: bytes, hidden: bool = False) -> bytes:
    """Return the records of a row and its cells."""
    head = struct.pack("<IIHBBBI", row, 0, 300, 0, 0x10 if hidden else 0, 0, 0)
    return biff12(0, head) + b"".join(cells)


def xlsb_cell(column: int, value: str | float | bool | None, error: int | None = None) -> bytes:
    """Return the record of one cell."""
    head = struct.pack("<II", column, 0)
    if error is not None:
        return biff12(3, head + bytes([error]))
    if isinstance(value, bool):
        return biff12(4, head + bytes([value]))
    if isinstance(value, str):
        return biff12(6, head + wide(value))
    return biff12(1, head) if value is None else biff12(5, head + struct.pack("<d", value))
