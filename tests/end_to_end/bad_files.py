"""Makes files that no program can read, and spreadsheets with one fault each."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

SECTOR = 512
FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_file(streams: dict[str, bytes]) -> bytes:
    """Return an OLE compound file with ``streams`` (each padded to 4096 bytes or more)."""
    padded = {
        name: data.ljust(max(4096, -(-len(data) // SECTOR) * SECTOR), b"\0") for name, data in streams.items()
    }
    body = b""
    chains: list[int] = [FAT_SECTOR]  # sector 0 holds the table of sectors, sector 1 the directory
    chains.append(END)
    starts = {}
    for name, data in padded.items():
        count = len(data) // SECTOR
        first = len(chains)
        starts[name] = first
        chains += [first + n + 1 for n in range(count - 1)] + [END]
        body += data
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(SECTOR, b"\xff")
    assert len(table) == SECTOR
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    names = list(padded)
    for number, name in enumerate(names, start=1):
        right = number + 1 if number < len(names) else FREE
        entries.append(_entry(name, 2, starts[name], len(padded[name]), right=right))
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    header = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        b"\0" * 16,
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        0,
        0,
        1,
        1,
        0,
        4096,
        END,
        0,
        END,
        0,
    ) + struct.pack("<I", 0).ljust(436, b"\xff")
    return header[:SECTOR].ljust(SECTOR, b"\xff") + table + directory + body


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE, right: int = FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def encrypted_xlsx(path: Path) -> Path:
    """Write what Excel writes for a workbook with an opening password: an encrypted package."""
    info = struct.pack("<HHI", 4, 4, 0x40) + b'<?xml version="1.0" encoding="UTF-8"?><encryption/>'
    noise = bytes((n * 73 + 41) % 256 for n in range(9000))
    path.write_bytes(
        compound_file({"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", 8900) + noise})
    )
    return path


def encrypted_xls(path: Path, plain: Path) -> Path:
    """Write an old workbook whose stream says that it is protected by a password."""
    import xlrd.compdoc
    from xlwt.CompoundDoc import XlsDoc

    document = xlrd.compdoc.CompDoc(plain.read_bytes())
    stream = document.get_named_stream("Workbook")
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    password = struct.pack("<HHHHH", 0x2F, 6, 0, 0x1234, 0x5678)
    records = []
    position = first
    while position + 4 <= len(stream):  # the heads of records stay plain, their bodies do not
        length = struct.unpack_from("<H", stream, position + 2)[0]
        body = stream[position + 4 : position + 4 + length]
        records.append(stream[position : position + 4] + bytes(byte ^ 0x5A for byte in body))
        position += 4 + length
    XlsDoc().save(str(path), stream[:first] + password + b"".join(records))
    return path


def without_cached_values(path: Path, cells: dict[str, str], sheet: str) -> Path:
    """Replace cells of an .xlsx by formulas that were never calculated (as a program without Excel does)."""
    from openpyxl import load_workbook

    workbook = load_workbook(path)
    for address, formula in cells.items():
        workbook[sheet][address] = formula
    workbook.save(path)
    return path


def word_document(path: Path) -> Path:
    """Write a zip that is no workbook (the bones of a Word file)."""
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", "<w:document/>")
    return path
