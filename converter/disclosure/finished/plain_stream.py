"""Pasted or extracted text (txt) → stream: one line a row; lines with tabs become table rows."""

from __future__ import annotations

from pathlib import Path

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
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\f", "\n").split("\n"), start=1):
        parts = line.split("\t")
        if len(parts) < 3:
            rows_in_grid = 0
            place = Place(file=str(path), paragraph=number)
            stream.rows.append(StreamRow([StreamCell(line, 0, place)]))
            continue
        if rows_in_grid == 0:
            grid += 1
        cells = [
            StreamCell(part, column, Place(file=str(path), paragraph=number, cell=a1(rows_in_grid, column)))
            for column, part in enumerate(parts)
        ]
        rows_in_grid += 1
        stream.rows.append(StreamRow(cells, grid))
    return stream


def _decoded(data: bytes) -> str | None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
