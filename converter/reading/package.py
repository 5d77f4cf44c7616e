"""The zip package of a modern workbook: its parts, the list of its sheets, and what must be put right first.

A part is checked against its checksum when it is read to its end, which the reading libraries do not do.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

# A sheet that unpacks to more than this is no budget but an attack or an accident.
_LARGEST = 4 << 30
# The fast reader holds the whole rectangle of a sheet in memory: more cells than this it shall not see.
MOST_CELLS = 24_000_000
_CHUNK = 1 << 20
_HEAD = 2048

_ENCODING = re.compile(rb"<\?xml[^>]*\bencoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_OFFICE_DOCUMENT = "/relationships/officedocument"

DAMAGE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class PackageError(Exception):
    """The package is damaged; the text names the part."""


class TooLargeError(Exception):
    """The package holds more than can be read."""


class Package:
    """A zip file in memory with its parts by normalised name (lower case, forward slashes)."""

    def __init__(self, data: bytes) -> None:
        """Open ``data``; raises PackageError."""
        self.data = data
        try:
            self._archive = ZipFile(BytesIO(data))
        except DAMAGE as fault:
            raise PackageError(str(fault)) from fault
        self.parts: dict[str, ZipInfo] = {}
        for entry in self._archive.infolist():
            self.parts.setdefault(_normal(entry.filename), entry)

    def open(self, part: str) -> IO[bytes]:
        """Return a stream of a part; raises KeyError when absent, TooLargeError, PackageError."""
        entry = self.parts[part]
        if entry.file_size > _LARGEST:
            raise TooLargeError(part)
        try:
            return self._archive.open(entry)
        except DAMAGE as fault:
            raise PackageError(part) from fault

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield a part in pieces to its end, where its checksum is compared; raises PackageError."""
        try:
            with self.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except DAMAGE as fault:
            raise PackageError(part) from fault

    def read(self, part: str) -> bytes:
        """Return a whole part; raises KeyError, PackageError."""
        return b"".join(self.chunks(part))

    def head(self, part: str) -> bytes:
        """Return the beginning of a part; raises KeyError, PackageError."""
        try:
            with self.open(part) as stream:
                return stream.read(_HEAD)
        except DAMAGE as fault:
            raise PackageError(part) from fault

    def workbook_part(self) -> str:
        """Return the name of the main part (``xl/workbook.xml``, nearly always)."""
        for usual in ("xl/workbook.xml", "xl/workbook.bin"):
            if usual in self.parts:
                return usual
        if "_rels/.rels" in self.parts:
            for found in _RELATION.finditer(self.read("_rels/.rels")):
                values = attributes(found[1])
                if values.get("Type", "").lower().endswith(_OFFICE_DOCUMENT):
                    return _normal(values.get("Target", ""))
        raise PackageError("workbook")

    def relations(self, part: str) -> dict[str, str]:
        """Return the parts that ``part`` refers to, by relation id."""
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if rels not in self.parts:
            return {}
        return {
            values.get("Id", ""): _resolved(folder, values.get("Target", ""))
            for found in _RELATION.finditer(self.read(rels))
            if (values := attributes(found[1]))
        }

    def xml_sheets(self) -> list[tuple[str, str]]:
        """Return the sheets of an XML workbook in their order: name, part ("" when it is absent)."""
        part = self.workbook_part()
        relations = self.relations(part)
        sheets = []
        for found in _SHEET.finditer(self.read(part)):
            values = attributes(found[1])
            relation = next((value for key, value in values.items() if key.endswith(":id")), "")
            target = relations.get(relation, "")
            sheets.append((values.get("name", ""), target if target in self.parts else ""))
        return sheets

    def put_right(self) -> bytes | None:
        """Return a package that every reader understands where this one is written in a rare way.

        Backslashes in part names, a main part of another name and XML in another encoding than UTF-8
        are all allowed or common, and read by Excel. None means that nothing needs to be changed.
        """
        main = self.workbook_part()
        folder = main.rpartition("/")[0]
        renamed = {}
        if main not in ("xl/workbook.xml", "xl/workbook.bin", "workbook.xml") and main in self.parts:
            prefix = f"{folder}/" if folder else ""
            renamed = {
                main: f"{prefix}workbook.xml",
                f"{prefix}_rels/{main.rpartition('/')[2]}.rels": f"{prefix}_rels/workbook.xml.rels",
            }
        foreign = {part for part in self.parts if part.endswith((".xml", ".rels")) and self._foreign(part)}
        crooked = any("\\" in entry.filename for entry in self.parts.values())
        if not (renamed or foreign or crooked):
            return None
        result = BytesIO()
        with ZipFile(result, "w") as archive:
            for part, entry in self.parts.items():
                name = renamed.get(part) or entry.filename.replace("\\", "/").lstrip("/")
                if not name.endswith("/"):
                    content = self.read(part)
                    archive.writestr(name, _in_utf8(content) if part in foreign else content)
        return result.getvalue()

    def _foreign(self, part: str) -> bool:
        """Return whether an XML part is in another encoding than UTF-8."""
        if self.parts[part].file_size > _LARGEST or part.startswith(("docprops/", "xl/media/")):
            return False
        head = self.head(part)
        declared = _ENCODING.match(head.removeprefix(b"\xef\xbb\xbf"))
        return head.startswith((b"\xff\xfe", b"\xfe\xff")) or (
            declared is not None and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii")
        )


def attributes(text: bytes) -> dict[str, str]:
    """Return the attributes of a start tag."""
    return {
        key.decode("utf-8", "replace"): unescaped(double or single)
        for key, double, single in _ATTRIBUTE.findall(text)
    }


def unescaped(text: bytes) -> str:
    """Return a text of an XML part with its references resolved."""
    if b"&" not in text:
        return text.decode("utf-8", "replace")
    from html import unescape

    return unescape(text.decode("utf-8", "replace"))


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _resolved(folder: str, target: str) -> str:
    """Return the normalised part that a relation's target means, seen from ``folder``."""
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return _normal(target)
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return _normal("/".join(steps))


def _in_utf8(content: bytes) -> bytes:
    from converter.reading.decoding import decode_text

    declared = _ENCODING.match(content)
    text = decode_text(content, declared[1].decode("ascii") if declared else "").text.lstrip("\ufeff")
    return re.sub(r"(<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']", r"\1", text, count=1).encode("utf-8")
