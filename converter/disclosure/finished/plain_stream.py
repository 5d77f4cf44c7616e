"""Pasted or extracted text (txt) → stream: one line a row; lines with tabs become table rows."""

from __future__ import annotations

from pathlib import Path

from converter.disclosure.finished.pages import closed_up
from converter.disclosure.finished.stream import Stream, StreamCell, StreamRow
from converter.findings import Place, error
from converter.reading.model import a1

_ENCODINGS = ("utf-8-sig", "gb18030")


def read_plain(path: Path) -> Stream:
    """Return the stream of a text file in UTF-8, UTF-16 (with mark) or GB18030."""
    stream = Stream(str(path), "txt")
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    text = _decoded(data)
    if not text or not text.strip():
        stream.readable = False
        stream.findings.append(
            error(
                "R23",
                f"{path.name} 不存在、是空的，或不是文本文件。请检查后再试。",
                Place(file=str(path)),
            )
        )
        return stream
    grid = -1
    rows_in_grid = 0
    # A form feed ends a page of a PDF that was turned into text; it stands before the next page's first line.
    paged = text.count("\f") > 1
    page = 1 if paged else 0
    lines = text.replace("\r\n", "\n").split("\n")
    indented = sum(line.startswith(("  ", "\u3000")) for line in lines) > 2
    for number, raw in enumerate(lines, start=1):
        page += raw.count("\f") if paged else 0
        line = raw.replace("\f", "")
        parts = line.split("\t")
        if len(parts) < 3:
            rows_in_grid = 0
            place = Place(file=str(path), paragraph=number)
            cell = StreamCell(closed_up(line), 0, place)
            stream.rows.append(StreamRow([cell], indent=_indent(line) if indented else None, page=page))
            continue
        if rows_in_grid == 0:
            grid += 1
        cells = [
            StreamCell(part, column, Place(file=str(path), paragraph=number, cell=a1(rows_in_grid, column)))
            for column, part in enumerate(parts)
        ]
        rows_in_grid += 1
        stream.rows.append(StreamRow(cells, grid, page=page))
    return stream


def _indent(line: str) -> int:
    """Return how far a line is indented, in points of text of the usual size (two signs are 32)."""
    blanks = line[: len(line) - len(line.lstrip())]
    return sum(16 if blank == "\u3000" else 8 for blank in blanks)


def _decoded(data: bytes) -> str | None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data:
        return None
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
