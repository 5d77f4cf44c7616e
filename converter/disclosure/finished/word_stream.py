"""A Word document (docx) → stream. The XML is read directly: cell access through python-docx is slow."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from converter.disclosure.finished.stream import Stream, StreamCell, StreamRow
from converter.findings import Place, error
from converter.reading.model import a1

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVEL = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)


def read_word(path: Path) -> Stream:
    """Return the stream of a docx file; unreadable files come back with a finding."""
    stream = Stream(str(path), "docx")
    try:
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, huge_tree=True, no_network=True)
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            root = etree.fromstring(archive.read("word/document.xml"), parser)
            levels = (
                _style_levels(etree.fromstring(archive.read("word/styles.xml"), parser))
                if "word/styles.xml" in names
                else {}
            )
    except (OSError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
        stream.readable = False
        stream.findings.append(
            error(
                "R20",
                f"打不开 {path.name}：Word 文件不完整或已损坏。请用 Word 或 WPS 打开它，另存为 .docx 后再试。",
                Place(file=str(path)),
            )
        )
        return stream
    body = root.find(f"{_W}body")
    if body is not None:
        _Walker(stream, levels).walk(body)
    return stream


def _style_levels(styles: Any) -> dict[str, int]:
    """Return the outline level (1–9) of the paragraph styles that are headings."""
    levels: dict[str, int] = {}
    for style in styles.iter(f"{_W}style"):
        identifier = style.get(f"{_W}styleId") or ""
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        name = style.find(f"{_W}name")
        found = _LEVEL.search((name.get(f"{_W}val") if name is not None else "") or "")
        if outline is not None and (outline.get(f"{_W}val") or "").isdigit():
            levels[identifier] = int(outline.get(f"{_W}val")) + 1
        elif found:
            levels[identifier] = int(found.group(1))
    return levels


class _Walker:
    """Walks body elements in order and counts paragraphs and tables from 1, as a reader would."""

    def __init__(self, stream: Stream, levels: dict[str, int]) -> None:
        self.stream = stream
        self.levels = levels
        self.paragraphs = 0
        self.tables = 0

    def walk(self, parent: Any) -> None:
        for child in parent:
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag == f"{_W}sdt":
                content = child.find(f"{_W}sdtContent")
                if content is not None:
                    self.walk(content)
            elif child.tag in (f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
                self.walk(child)

    def _paragraph(self, element: Any) -> None:
        self.paragraphs += 1
        style = element.find(f"{_W}pPr/{_W}pStyle")
        level = self.levels.get(style.get(f"{_W}val") or "", 0) if style is not None else 0
        place = Place(file=self.stream.file, paragraph=self.paragraphs)
        cell = StreamCell(paragraph_text(element), 0, place)
        self.stream.rows.append(StreamRow([cell], -1, level))

    def _table(self, element: Any) -> None:
        self.tables += 1
        number = self.tables
        above: dict[int, StreamCell] = {}
        for index, row in enumerate(element.iterchildren(f"{_W}tr", f"{_W}sdt")):
            cells: list[StreamCell] = []
            column = _grid_before(row)
            for element_cell in row.iter(f"{_W}tc"):
                if _nested(element_cell, row):
                    continue
                properties = element_cell.find(f"{_W}tcPr")
                span = _number(properties, "gridSpan") or 1
                merge = properties.find(f"{_W}vMerge") if properties is not None else None
                if merge is not None and merge.get(f"{_W}val") != "restart" and column in above:
                    above[column].rows += 1
                    column += span
                    continue
                place = Place(file=self.stream.file, cell=a1(index, column), part=f"文中第{number}个表格")
                cell = StreamCell(_cell_text(element_cell), column, place, span)
                cells.append(cell)
                for covered in range(column, column + span):
                    above[covered] = cell
                column += span
            self.stream.rows.append(StreamRow(cells, number - 1))


def _nested(cell: Any, row: Any) -> bool:
    """Whether a cell belongs to a table inside of another cell of ``row``."""
    parent = cell.getparent()
    while parent is not None and parent is not row:
        if parent.tag == f"{_W}tbl":
            return True
        parent = parent.getparent()
    return False


def _grid_before(row: Any) -> int:
    return _number(row.find(f"{_W}trPr"), "gridBefore") or 0


def _number(properties: Any, name: str) -> int:
    element = properties.find(f"{_W}{name}") if properties is not None else None
    value = element.get(f"{_W}val") if element is not None else None
    return int(value) if value and value.isdigit() else 0


def _cell_text(cell: Any) -> str:
    return "\n".join(paragraph_text(paragraph) for paragraph in cell.iter(f"{_W}p"))


def paragraph_text(paragraph: Any) -> str:
    """Return the visible text of a w:p element: tabs and breaks kept, deleted and field codes left out."""
    parts: list[str] = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if any(True for _ in node.iterancestors(f"{_W}del")):
            continue
        owner = next(node.iterancestors(f"{_W}p"), None)
        if owner is not paragraph:
            continue
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}tab":
            parts.append("\t")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        else:
            parts.append("\n")
    return "".join(parts)
