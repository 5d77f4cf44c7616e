"""Lists of departments kept in Word or as plain text, as rows of department and unit.

Read is only what leaves no doubt: tables; lines of 部门：单位、单位; lines whose indents or numbers (一、 over 1.)
say which are departments and which their units. Anything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from converter.reading.decoding import decode_text
from converter.reading.model import Sheet

SUFFIXES = frozenset((".docx", ".txt"))

_INDENT = re.compile(r"^[\s\u3000]*")
_OUTER = re.compile(r"^(?:[一二三四五六七八九十百]+[、.．]|第[一二三四五六七八九十百]+[、.．]?)\s*")
_INNER = re.compile(r"^(?:[（(]?\d{1,3}[)）、.．]|[（(][一二三四五六七八九十百]+[)）])\s*(?!\d)")
_PARTS = re.compile(r"^([^：:]+)[：:](.+)$")
_TITLE = re.compile(r"名单|名录|一览|目录|清单|明细表")
_TAB_CHARACTERS = 4


class _Line(NamedTuple):
    """A line of text and how far it stands to the right."""

    indent: float
    text: str


def text_sheets(path: Path) -> list[Sheet] | None:
    """Return what a Word file or a text lists as sheets of rows, None when it is not sure what it says."""
    if path.suffix.lower() == ".txt":
        text = decode_text(path.read_bytes()).text
        lines = [_line(one) for one in text.splitlines()]
        if any("\t" in line.text for line in lines):  # columns, as copied from a spreadsheet
            rows: list[list[object]] = [
                [cell.strip() or None for cell in one.split("\t")] for one in text.splitlines()
            ]
            return [_sheet(path, rows)]
        return _of_lines(path, [line for line in lines if line.text])
    import docx

    document = docx.Document(str(path))
    tables = [[[_cell(cell.text) for cell in row.cells] for row in table.rows] for table in document.tables]
    if tables:
        return [_sheet(path, [list(row) for row in rows], number) for number, rows in enumerate(tables)]
    lines = []
    for paragraph in document.paragraphs:
        form = paragraph.paragraph_format
        line = _line(paragraph.text)
        moved = sum(length.pt / 12 for length in (form.left_indent, form.first_line_indent) if length)
        lines.append(_Line(line.indent + moved, line.text))
    return _of_lines(path, [line for line in lines if line.text])


def _cell(text: str) -> str | None:
    return text.strip() or None


def _sheet(path: Path, rows: list[list[object]], number: int = 0) -> Sheet:
    return Sheet(file=str(path), name=f"表{number + 1}", rows=rows)  # type: ignore[arg-type]


def _line(text: str) -> _Line:
    found = _INDENT.match(text)
    space = found[0] if found else ""
    return _Line(len(space.replace("\t", "　" * _TAB_CHARACTERS)), text[len(space) :].rstrip())


def _of_lines(path: Path, lines: Sequence[_Line]) -> list[Sheet] | None:
    lines = list(lines)
    if len(lines) > 1 and _TITLE.search(lines[0].text) and not _PARTS.match(lines[0].text):
        lines = lines[1:]
    for told in (_after_colons(lines), _headed(lines), _numbered(lines), _indented(lines)):
        rows = list(told) if told is not None else []
        if rows:
            listed: list[list[object]] = [[department, unit] for department, unit in rows]
            return [_sheet(path, [["部门", "单位"], *listed])]
    return None


def _after_colons(lines: Sequence[_Line]) -> Iterator[tuple[str, str]] | None:
    """部门：单位、单位 in every line."""
    parts = [_PARTS.match(line.text) for line in lines]
    if not lines or not all(parts):
        return None
    return ((_plain(part[1]), part[2].rstrip("。；;")) for part in parts if part is not None)


def _headed(lines: Sequence[_Line]) -> Iterator[tuple[str, str]] | None:
    """部门： in a line of its own, its units in the lines below."""
    heads = [line.text.endswith(("：", ":")) for line in lines]
    if any("：" in line.text[:-1] or ":" in line.text[:-1] for line in lines):
        return None
    return _below(lines, heads) if lines else None


def _numbered(lines: Sequence[_Line]) -> Iterator[tuple[str, str]] | None:
    """一、部门 over 1.单位: every line is numbered in one of the two ways."""
    if not lines or not _OUTER.match(lines[0].text):
        return None
    if not all(_OUTER.match(line.text) or _INNER.match(line.text) for line in lines):
        return None
    return _below(lines, [bool(_OUTER.match(line.text)) for line in lines])


def _indented(lines: Sequence[_Line]) -> Iterator[tuple[str, str]] | None:
    """Departments at the margin, their units further right: two depths, no more."""
    depths = sorted({line.indent for line in lines})
    if len(depths) != 2 or lines[0].indent != depths[0]:
        return None
    return _below(lines, [line.indent == depths[0] for line in lines])


def _below(lines: Sequence[_Line], outer: Sequence[bool]) -> Iterator[tuple[str, str]] | None:
    if all(outer) or not outer[0]:
        return None
    rows: list[tuple[str, str]] = []
    department = ""
    for line, is_outer in zip(lines, outer, strict=True):
        if is_outer:
            department = _plain(line.text)
        else:
            rows.append((department, _plain(line.text)))
    return iter(rows)


def _plain(text: str) -> str:
    """Return a line without its number and its end."""
    return _INNER.sub("", _OUTER.sub("", text)).rstrip("：:。；;，,、").strip()
