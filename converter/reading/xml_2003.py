"""XML 电子表格 2003 (SpreadsheetML) → sheets: one XML file, written by old report tools and by Excel."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from converter.reading import problems
from converter.reading.exact import exact
from converter.reading.kinds import Kind
from converter.reading.marks import Marks, marked_sheet
from converter.reading.model import CellValue, MergedArea, SourceFile
from converter.reading.modern import unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16384


def read_xml_2003(data: bytes, path: str) -> SourceFile:
    """Return the sheets of an XML spreadsheet; XML that is not well-formed makes it unreadable."""
    from lxml import etree

    source = SourceFile(path, Kind.XML2003.value)
    try:
        root = _parsed(data)
    except (etree.LxmlError, ValueError, LookupError):
        return unreadable(source, problems.damaged(path))
    for number, worksheet in enumerate(root.iterfind(f"{_SS}Worksheet")):
        name = worksheet.get(f"{_SS}Name", f"Sheet{number + 1}")
        visible = worksheet.findtext(f"{_EXCEL}WorksheetOptions/{_EXCEL}Visible", "SheetVisible")
        rows, marks = _read_sheet(worksheet)
        source.sheets.append(marked_sheet(path, name, rows, marks, visible.strip() != "SheetVisible"))
    return source


def _parsed(data: bytes) -> _Element:
    """Return the root; files whose declared encoding is not the real one are read in the real one."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
    try:
        return etree.parse(BytesIO(data.lstrip()), parser).getroot()
    except etree.XMLSyntaxError:
        from converter.reading.decoding import decode_text

        text = decode_text(data).text.lstrip("\ufeff \r\n\t")
        body = text.partition("?>")[2] if text.startswith("<?xml") else text
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True
        )
        return etree.fromstring(body.encode("utf-8"), parser)


def _read_sheet(worksheet: _Element) -> tuple[list[list[CellValue]], Marks]:
    rows: list[list[CellValue]] = []
    marks = Marks()
    column = 0
    for about in worksheet.iterfind(f"{_SS}Table/{_SS}Column"):
        column = _number(about, "Index", column + 1) - 1
        after = column + _number(about, "Span", 0) + 1
        if about.get(f"{_SS}Hidden") == "1":
            marks.hidden_columns.update(range(column, min(after, _MOST_COLUMNS)))
        column = after
    place = 0
    for row in worksheet.iterfind(f"{_SS}Table/{_SS}Row"):
        place = _number(row, "Index", place + 1) - 1
        if place >= _MOST_ROWS:
            break
        after = place + _number(row, "Span", 0) + 1
        if row.get(f"{_SS}Hidden") == "1":
            marks.hidden_rows.update(range(place, min(after, _MOST_ROWS)))
        line: list[CellValue] = []
        column = 0
        for cell in row.iterfind(f"{_SS}Cell"):
            column = _number(cell, "Index", column + 1) - 1
            if column >= _MOST_COLUMNS:
                break
            value = _value(cell, (place, column), marks)
            wide, high = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            if wide or high:
                marks.merged.append(MergedArea(place, column, place + high, column + wide))
            if value is not None:
                line.extend([None] * (column - len(line)))
                line.append(value)
            column += wide + 1
        if line:
            rows.extend([] for _ in range(place - len(rows)))
            rows.append(line)
        place = after
    return rows, marks


def _number(element: _Element, name: str, default: int) -> int:
    value = element.get(f"{_SS}{name}", "")
    return int(value) if value.isdigit() and len(value) < 9 else default


def _value(cell: _Element, place: tuple[int, int], marks: Marks) -> CellValue:
    data = cell.find(f"{_SS}Data")
    text = "".join(data.itertext()) if data is not None else ""  # type: ignore[arg-type]
    kind = data.get(f"{_SS}Type", "String") if data is not None else ""
    if kind == "Error":
        marks.errors[place] = text.strip() or "#N/A"
        return None
    if text == "":
        if cell.get(f"{_SS}Formula") is not None and kind != "String":
            marks.uncached.add(place)
        return None
    if kind == "Number":
        try:
            return exact(float(text))
        except ValueError:
            return text
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "DateTime":
        try:
            return date.fromisoformat(text.strip()[:10])
        except ValueError:
            return text
    return text
