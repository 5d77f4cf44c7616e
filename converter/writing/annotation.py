"""Annotated copies (批注副本) of audited documents: Word comments, coloured cells with notes.

The original is never touched; the copy carries no author, no date and no trace of the computer.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from converter.disclosure.finished.word_elements import W, blocks, table_rows
from converter.disclosure.finished.word_parts import OWN_AUTHOR as AUTHOR
from converter.findings import Finding, Place, Severity
from converter.narrative.model import DisclosureText
from converter.own_reports import COPY_MARK
from converter.results import Document
from converter.writing.files import save

_TABLE_NUMBER = re.compile(r"文中第(\d+)个表格")
_CELL = re.compile(r"^([A-Z]+)(\d+)$")
_COLOURS = {Severity.ERROR: "FFFFC7CE", Severity.WARNING: "FFFFEB9C", Severity.INFO: "FFDDEBF7"}
_LABELS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")


def annotated_copies(document: Document, out: Path, name: str = "") -> Iterator[tuple[Path, Finding | None]]:
    """Write the annotated copies of a document's docx and xlsx files into ``out``; ``name`` stands for the
    stem of its first file where two documents' files have the same.

    Yields each path with what ``writing.files.save`` says of it. Files of other formats get none.
    """
    by_file: dict[str, list[tuple[Finding, Place]]] = defaultdict(list)
    for finding in document.findings:
        for place in _wrong_places(finding)[:8]:
            if place.file and (place.cell or place.paragraph):
                by_file[place.file].append((finding, _in_its_table(document, place)))
    for file, notes in by_file.items():
        path = Path(file)
        suffix = _format(path)
        if suffix is None:
            continue
        first = bool(document.inputs) and file == document.inputs[0]
        target = out / f"{name if name and first else path.stem}{COPY_MARK}{suffix}"
        content = _annotate_word(path, notes) if suffix == ".docx" else _annotate_workbook(path, notes)
        yield target, save(target, _without_clock(content))


def _wrong_places(finding: Finding) -> list[Place]:
    """Return the places where something is to be mended: the first, and those like it. The figures that it
    was compared with stand behind it, and are not marked as wrong."""
    if not finding.places:
        return []
    first = finding.places[0]
    if first.paragraph and not first.cell:
        return [place for place in finding.places if place.paragraph and not place.cell]
    return [
        place
        for place in finding.places
        if (place.table, place.row) == (first.table, first.row) or (place.table and not place.column)
    ]


def _in_its_table(document: Document, place: Place) -> Place:
    """Return a place in a performance table with the number of that table in the document, which the place
    itself does not name."""
    text = document.disclosure.text if document.disclosure is not None else None
    if not place.cell or not isinstance(text, DisclosureText):
        return place
    for table in text.performance:
        spots = [(table.place, table.project), *((i.place, i.third) for i in table.indicators)]
        for spot, name in spots:
            if spot is not None and spot.cell == place.cell and name and name in (place.row, place.excerpt):
                return replace(place, part=spot.part, sheet=spot.sheet)
    return place


def _format(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return None
    if "word/document.xml" in names:
        return ".docx"
    return ".xlsx" if "xl/workbook.xml" in names and "xl/vbaProject.bin" not in names else None


def _note(finding: Finding) -> str:
    label = "尾差" if finding.kind == "residue" else _LABELS[finding.severity]
    text = f"【{label} {finding.rule}】{finding.message}"
    if finding.consequences:
        rules = "、".join(dict.fromkeys(c.rule for c in finding.consequences))
        text += f"（由此引起：{rules} 共 {len(finding.consequences)} 处）"
    return text


def _annotate_word(path: Path, notes: list[tuple[Finding, Place]]) -> bytes:
    import docx
    from docx.text.paragraph import Paragraph

    document = docx.Document(str(path))
    paragraphs, tables = _word_elements(document)
    shaded: dict[int, tuple[Any, str]] = {}
    for finding, place in notes:
        element = _word_element(place, paragraphs, tables)
        if element is None:
            continue
        if place.cell and not place.paragraph:
            shade = _COLOURS[finding.severity][2:]
            shaded[id(element)] = (
                element,
                min(shaded.get(id(element), (element, "Z"))[1], shade, key=_gravity),
            )
        paragraph = Paragraph(element, document._body)
        runs = _runs_for(paragraph, finding, place) or [paragraph.add_run("")]
        document.add_comment(runs, text=_note(finding), author=AUTHOR, initials="")
    for element, colour in shaded.values():
        _shade(element.getparent(), colour)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _gravity(colour: str) -> int:
    order = [value[2:] for value in _COLOURS.values()]
    return order.index(colour) if colour in order else len(order)


def _shade(cell: Any, colour: str) -> None:
    """Colour a cell of a Word table; ``shd`` has its place among the properties."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = cell.get_or_add_tcPr()
    for old in properties.findall(qn("w:shd")):
        properties.remove(old)
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{key}"), value)
    later = ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark")
    following = next((e for e in properties if e.tag in {qn(f"w:{name}") for name in later}), None)
    if following is not None:
        following.addprevious(shade)
    else:
        properties.append(shade)


def _word_elements(document: Any) -> tuple[list[Any], list[Any]]:
    """Return the paragraphs and tables, counted as the reader of finished documents counts."""
    elements = list(blocks(document.element.body))
    return [e for e in elements if e.tag == f"{W}p"], [e for e in elements if e.tag == f"{W}tbl"]


def _word_element(place: Place, paragraphs: list[Any], tables: list[Any]) -> Any:
    from docx.oxml.ns import qn

    if place.paragraph:
        return paragraphs[place.paragraph - 1] if place.paragraph <= len(paragraphs) else None
    number = _TABLE_NUMBER.search(place.part or "")
    cell = _CELL.match(place.cell or "")
    if not number or not cell or int(number[1]) > len(tables):
        return None
    rows = list(table_rows(tables[int(number[1]) - 1]))
    row, column = int(cell[2]) - 1, _column(cell[1])
    if row >= len(rows):
        return None
    position = 0
    for element in rows[row].findall(qn("w:tc")):
        span = element.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        width = int(span.get(qn("w:val"))) if span is not None else 1
        if position <= column < position + width:
            return element.find(qn("w:p"))
        position += width
    return None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _runs_for(paragraph: Any, finding: Finding, place: Place) -> list[Any]:
    """Return the runs that hold the wrong piece (the actual value as printed), else all runs with text."""
    runs = [run for run in paragraph.runs if run.text]
    text = "".join(run.text for run in runs)
    for piece in (str(finding.actual) if finding.actual is not None else "", (place.excerpt or "").strip()):
        start = text.find(piece) if piece else -1
        if start < 0:
            continue
        chosen, position = [], 0
        for run in runs:
            if position < start + len(piece) and position + len(run.text) > start:
                chosen.append(run)
            position += len(run.text)
        return chosen
    return runs


def _annotate_workbook(path: Path, notes: list[tuple[Finding, Place]]) -> bytes:
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    workbook = openpyxl.load_workbook(path)
    cells: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding, place in notes:
        if place.sheet in workbook.sheetnames and place.cell:
            cells[place.sheet, place.cell].append(finding)
    for (sheet, name), findings in cells.items():
        cell = _anchor(workbook[sheet], name)
        worst = min((finding.severity for finding in findings), key=list(_COLOURS).index)
        cell.fill = PatternFill("solid", fgColor=_COLOURS[worst])
        text = "\n".join(_note(finding) for finding in findings)
        before = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(before + text, AUTHOR, width=360, height=min(60 + 18 * (len(text) // 24), 400))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _anchor(sheet: Any, name: str) -> Any:
    """Return the cell, or the first cell of the merged area that covers it."""
    for area in sheet.merged_cells.ranges:
        if name in area:
            return sheet.cell(area.min_row, area.min_col)
    return sheet[name]


def _without_clock(content: bytes) -> bytes:
    """Return the package with fixed dates in its parts and properties: same input, same bytes."""
    source = zipfile.ZipFile(io.BytesIO(content))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _DATES.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", data)
            elif entry.filename == "word/comments.xml":
                data = re.sub(rb" w:date=\"[^\"]*\"", b"", data)
            fixed = zipfile.ZipInfo(entry.filename, _FIXED_TIME)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = entry.external_attr
            target.writestr(fixed, data)
    return buffer.getvalue()
