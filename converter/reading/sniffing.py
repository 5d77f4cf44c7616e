"""What a file is, told by its content; its extension is only heard where text could be table or prose."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

from converter.reading.kinds import Kind

_COMPOUND = b"\xd0\xcf\x11\xe0"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
# Excel before 1993 wrote its records without any container: BOF of BIFF 2, 3, 4 and 5.
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00",
              b"\x09\x08\x10\x00")  # fmt: skip
_HEAD = 65536

_HTML = r"(?i)<(?:html|table|!doctype html|head|body|meta|style|div|center|form|tr)\b"
_TABLE_OF_CELLS = r"(?is)<table\b[^>]*>.*?<t[dh]\b"
_TABLE_EXTENSIONS = {".csv", ".tsv", ".tab", ".xls", ".xlsx", ".xlsm", ".xlsb", ".et", ".ods"}


def sniff(path: str | Path) -> Kind:
    """Return what the file is, by its content: a kind of spreadsheet, docx, pdf, txt …, or why it is none.

    ``MISSING``, ``FOLDER``, ``CLOSED`` and ``EMPTY`` stand for files without content that could be looked
    at. Never raises for bad files.
    """
    where = Path(path)
    try:
        if where.is_dir():
            return Kind.FOLDER
        data = where.read_bytes()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return Kind.MISSING
    except OSError:
        return Kind.CLOSED
    return identify(data, where.name)


def identify(data: bytes, name: str = "") -> Kind:
    """Return what the bytes ``data`` of a file called ``name`` are."""
    if not data:
        return Kind.EMPTY
    if name.startswith("~$") and len(data) < 1024:
        return Kind.LOCK
    if data.startswith(b"PK"):
        return _of_zip(data)
    if data.startswith(_COMPOUND):
        return _of_compound(data)
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"{\\rtf"):
        return Kind.RTF
    if data.startswith(_BARE_BIFF):
        return Kind.XLS
    if data.startswith(_ARCHIVES):
        return Kind.ARCHIVE
    if data.startswith(_IMAGES) and _is_binary(data):
        return Kind.IMAGE
    return _of_text(data, name)


def _of_zip(data: bytes) -> Kind:
    import zlib
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename.replace("\\", "/").lstrip("/").lower() for entry in entries}
            if any(entry.flag_bits & 1 for entry in entries):
                return Kind.ENCRYPTED
            small = {entry.filename.replace("\\", "/").lower(): entry for entry in entries}

            def text(part: str) -> bytes:
                entry = small.get(part)
                return archive.read(entry) if entry and entry.file_size < 1 << 22 else b""

            return _of_parts(
                names, text("[content_types].xml"), text("mimetype"), text("meta-inf/manifest.xml")
            )
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return Kind.DAMAGED


def _of_parts(names: set[str], types: bytes, mimetype: bytes, manifest: bytes) -> Kind:
    """Return the kind of a zip file by the names of its parts and what it says of itself."""
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        if b"encryption-data" in manifest:
            return Kind.ENCRYPTED
        return Kind.ODS if b"spreadsheet" in mimetype else Kind.ODT
    if "xl/workbook.bin" in names:
        return Kind.XLSB
    if "xl/workbook.xml" in names or (b"spreadsheetml" in types and b"sheet.main+xml" in types):
        return Kind.XLSM if "xl/vbaproject.bin" in names else Kind.XLSX
    if b"sheet.macroEnabled.main+xml" in types:
        return Kind.XLSM
    if "word/document.xml" in names or b"wordprocessingml.document.main+xml" in types:
        return Kind.DOCX
    if any(name.startswith("ppt/") for name in names):
        return Kind.PPTX
    if any(name.endswith("ofd.xml") for name in names):
        return Kind.OFD
    if any(name.endswith(".iwa") or name == "index.zip" for name in names):
        return Kind.NUMBERS
    if "content.xml" in names and "styles.xml" in names:
        return Kind.ODS if b"opendocument.spreadsheet" in manifest else Kind.ODT
    return Kind.ARCHIVE


def _of_compound(data: bytes) -> Kind:
    from converter.reading.compound import Compound, CompoundError

    try:
        names = Compound(data).names
    except CompoundError:
        return Kind.DAMAGED
    if names & {"encryptedpackage", "encryptioninfo"}:
        return Kind.ENCRYPTED
    if names & {"workbook", "book"}:
        return Kind.XLS
    if "worddocument" in names:
        return Kind.DOC
    return Kind.PPTX if "powerpoint document" in names else Kind.UNKNOWN


def _is_binary(data: bytes) -> bool:
    """Return whether bytes hold characters that no text has."""
    head = data[:4096]
    return sum(head.count(bytes([byte])) for byte in (*range(9), 14, 15, 16, 17, 127)) > max(
        len(head) // 200, 8
    )


def _beginning(data: bytes) -> bytes:
    """Return the first part of ``data``, not cut inside of a character."""
    head = data[:_HEAD]
    if len(data) <= _HEAD or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head
    return head.rstrip(bytes(range(0x80, 0x100)))


def _of_text(data: bytes, name: str) -> Kind:
    from converter.reading.decoding import decode_text

    decoded = decode_text(_beginning(data))
    text = decoded.text.lstrip("\ufeff \t\r\n")
    if not decoded.encoding.startswith("utf-16") and _is_binary(data):
        return Kind.UNKNOWN
    if not text:
        return Kind.EMPTY if len(data) < _HEAD else Kind.UNKNOWN
    head = text[:4096]
    if re.match(r"mime-version:|content-type:\s*multipart", head, re.IGNORECASE) or (
        "\nMIME-Version:" in head and "multipart/related" in head
    ):
        return Kind.MHTML
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and "Workbook" in head and head.startswith("<"):
        return Kind.HTML if re.match(_HTML, head) else Kind.XML2003
    if head.startswith("<?xml") and "opendocument.spreadsheet" in head:
        return Kind.FLAT_ODS
    if re.search(_TABLE_OF_CELLS, text) or (head.startswith("<") and re.search(_HTML, head)):
        return Kind.HTML
    from converter.reading.delimited import delimiter_of

    extension = Path(name).suffix.lower()
    delimiter = delimiter_of(text, prose=extension not in _TABLE_EXTENSIONS)
    if delimiter is None and extension in _TABLE_EXTENSIONS and not head.startswith(("<", "{")):
        delimiter = ","
    if delimiter is None:
        return Kind.TXT
    return Kind.TSV if delimiter == "\t" else Kind.CSV
