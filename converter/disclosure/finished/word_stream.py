"""A Word document (docx) → stream. The XML is read directly: cell access through python-docx is slow."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from converter.disclosure.finished.stream import Stream, StreamCell, StreamRow
from converter.disclosure.finished.word_elements import W, blocks, own_paragraphs, paragraph_text, table_rows
from converter.disclosure.finished.word_numbering import Numbering
from converter.disclosure.finished.word_parts import WordParts
from converter.findings import Place, error
from converter.reading.model import a1

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
            styles, numbering = (
                etree.fromstring(archive.read(part), parser) if part in names else None
                for part in ("word/styles.xml", "word/numbering.xml")
            )
            parts = WordParts(path, archive, parser)
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
    levels = _style_levels(styles) if styles is not None else {}
    body = root.find(f"{W}body")
    if body is not None:
        _Walker(stream, levels, Numbering.of(numbering, styles), parts).walk(body)
        stream.findings += parts.leftovers(body)
    return stream


def _style_levels(styles: Any) -> dict[str, int]:
    """Return the outline level (1–9) of the paragraph styles that are headings."""
    levels: dict[str, int] = {}
    for style in styles.iter(f"{W}style"):
        identifier = style.get(f"{W}styleId") or ""
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        name = style.find(f"{W}name")
        found = _LEVEL.search((name.get(f"{W}val") if name is not None else "") or "")
        if outline is not None and (outline.get(f"{W}val") or "").isdigit():
            levels[identifier] = int(outline.get(f"{W}val")) + 1
        elif found:
            levels[identifier] = int(found.group(1))
    return levels


class _Walker:
    """Goes through the body in order and counts paragraphs and tables from 1, as a reader would."""

    def __init__(
        self, stream: Stream, levels: dict[str, int], numbering: Numbering, parts: WordParts
    ) -> None:
        self.stream = stream
        self.parts = parts
        self.notes: list[StreamRow] = []  # of tables: they would part a table from the note below it
        self.levels = levels
        self.numbering = numbering
        self.paragraphs = 0
        self.tables = 0

    def walk(self, body: Any) -> None:
        for element in blocks(body):
            if element.tag == f"{W}p":
                self._paragraph(element)
            else:
                self._table(element)
        self.stream.rows += self.notes
        self.stream.rows += self.parts.running_heads()

    def _paragraph(self, element: Any) -> None:
        self.paragraphs += 1
        style = element.find(f"{W}pPr/{W}pStyle")
        level = self.levels.get(style.get(f"{W}val") or "", 0) if style is not None else 0
        place = Place(file=self.stream.file, paragraph=self.paragraphs)
        text = self._numbered(element)
        self.stream.rows.append(StreamRow([StreamCell(text, 0, place)], -1, level))
        self.stream.rows += self.parts.notes_in(element, place)

    def _numbered(self, paragraph: Any) -> str:
        text = paragraph_text(paragraph)
        number = self.numbering.prefix(paragraph)
        return f"{number}{text}" if text.strip() else text

    def _table(self, element: Any) -> None:
        self.tables += 1
        number = self.tables
        above: dict[int, StreamCell] = {}
        self.notes += self.parts.notes_in(element, Place(file=self.stream.file, part=f"文中第{number}个表格"))
        for index, row in enumerate(table_rows(element)):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue  # a row that is deleted where changes are tracked
            cells: list[StreamCell] = []
            column = _grid_before(row)
            for element_cell in row.iter(f"{W}tc"):
                if _nested(element_cell, row):
                    continue
                properties = element_cell.find(f"{W}tcPr")
                span = _number(properties, "gridSpan") or 1
                merge = properties.find(f"{W}vMerge") if properties is not None else None
                if merge is not None and merge.get(f"{W}val") != "restart" and column in above:
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
        if parent.tag == f"{W}tbl":
            return True
        parent = parent.getparent()
    return False


def _grid_before(row: Any) -> int:
    return _number(row.find(f"{W}trPr"), "gridBefore") or 0


def _number(properties: Any, name: str) -> int:
    element = properties.find(f"{W}{name}") if properties is not None else None
    value = element.get(f"{W}val") if element is not None else None
    return int(value) if value and value.isdigit() else 0


def _cell_text(cell: Any) -> str:
    return "\n".join(paragraph_text(paragraph) for paragraph in own_paragraphs(cell))
