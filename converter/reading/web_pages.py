"""Tables of web pages → one sheet as Excel would show it: many systems export these under an .xls name.

Everything stands below each other: lines of text beside the tables (title, unit of money) become rows of
their own in the first column, tables follow with their merged areas. A table that only lays out others is
walked through. ``x:num`` (Excel) and ``sdval`` (Calc) hold the exact value behind a rounded display.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from converter.findings import Finding
from converter.reading import problems
from converter.reading.decoding import decode_text
from converter.reading.exact import exact
from converter.reading.kinds import Kind
from converter.reading.marks import Marks, marked_sheet
from converter.reading.model import CellValue, MergedArea, Sheet, SourceFile
from converter.reading.modern import unreadable
from converter.reading.numbers import parse_amount

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"<meta\b[^>]*\bcharset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*\bencoding\s*=\s*[\"']([\w.-]+)",
                      re.IGNORECASE)  # fmt: skip
_NAME = re.compile(r"<x:Name>\s*([^<]+?)\s*</x:Name>", re.IGNORECASE)
_WORKSHEET = re.compile(r"<x:ExcelWorksheet>(.*?)</x:ExcelWorksheet>", re.IGNORECASE | re.DOTALL)
_SOURCE = re.compile(r"<x:WorksheetSource\s+HRef\s*=\s*[\"']?([^\"'>]+)", re.IGNORECASE)
_HIDDEN_SHEET = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_NOT_SHOWN = re.compile(r"(?:display\s*:\s*none|mso-hide\s*:\s*all)", re.IGNORECASE)
_ERROR = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|N/A)")
_SILENT = {"script", "style", "head", "title", "meta", "link", "noscript", "template", "select", "xml"}
_BLOCKS = {
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "center", "form", "ul", "ol", "li", "dl", "dt", "dd"),
    *(
        "section",
        "article",
        "header",
        "footer",
        "main",
        "nav",
        "fieldset",
        "legend",
        "pre",
        "blockquote",
        "hr",
    ),
    *("body", "html", "tr", "address", "caption"),
}
_MOST_COLUMNS = 16384
_MOST_ROWS = 1_048_576


@dataclass(slots=True)
class _Grid:
    """The rows of a sheet as they come to stand below each other."""

    rows: list[list[CellValue]] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    line: list[str] = field(default_factory=list)

    def end_line(self) -> None:
        """Turn the text gathered so far, if any, into a row."""
        text = _tidied("".join(self.line))
        self.line.clear()
        if text is not None:
            self.rows.append([text])


def read_page(data: bytes, path: str, name: str) -> SourceFile:
    """Return the sheet of a web page called ``name``."""
    source = SourceFile(path, Kind.HTML.value)
    text = _page_text(data, path, source)
    worksheets = _WORKSHEET.findall(text)
    title = _NAME.search(worksheets[0]) if len(worksheets) == 1 else None
    sheet = page_sheet(text, path, title[1] if title else name)
    if sheet is None:
        return unreadable(
            source, problems.scattered_parts(path) if "<x:WorksheetSource" in text else _no_table(path)
        )
    source.sheets.append(sheet)
    return source


def read_mail_page(data: bytes, path: str, name: str) -> SourceFile:
    """Return the sheets of a web page with its parts in one file, as Excel saves it."""
    from email import message_from_bytes

    source = SourceFile(path, Kind.MHTML.value)
    pages: list[tuple[str, str]] = []
    for part in message_from_bytes(data).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                location = (part.get("Content-Location") or "").replace("\\", "/").rpartition("/")[2]
                pages.append((location, _page_text(content, path, source, part.get_content_charset() or "")))
    about = {
        found[1].rpartition("/")[2]: (title[1], bool(_HIDDEN_SHEET.search(worksheet)))
        for _, page in pages
        for worksheet in _WORKSHEET.findall(page)
        if (title := _NAME.search(worksheet)) and (found := _SOURCE.search(worksheet))
    }
    for location, page in pages:
        if about and location not in about:
            continue
        sheet = page_sheet(page, path, *about.get(location, (name, False)))
        if sheet is not None:
            source.sheets.append(sheet)
    return source if source.sheets else unreadable(source, _no_table(path))


def page_sheet(text: str, path: str, name: str, hidden: bool = False) -> Sheet | None:
    """Return the sheet that a page shows, or None when it holds no table."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        page = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    if page.find(".//table") is None:
        return None
    grid = _Grid()
    _walk(page, grid)
    grid.end_line()
    return marked_sheet(path, name, grid.rows, grid.marks, hidden)


def _no_table(path: str) -> Finding:
    return problems.not_a_spreadsheet(path, Kind.HTML)


def _page_text(data: bytes, path: str, source: SourceFile, declared: str = "") -> str:
    found = _CHARSET.search(data[:8192])
    if found:
        declared = (found[1] or found[2]).decode("ascii", "replace")
    decoded = decode_text(data, declared)
    if decoded.lossy:
        source.findings.append(problems.characters_lost(path))
    return decoded.text.replace("\0", "")


def _walk(element: HtmlElement, grid: _Grid) -> None:
    """Put what ``element`` shows below what stands in the grid already."""
    if element.text:
        grid.line.append(_SPACE.sub(" ", element.text))
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else "script"
        if tag == "table":
            grid.end_line()
            if child.find(".//table") is None:
                _place_table(child, grid)
            else:
                _walk_layout(child, grid)
        elif tag == "br":
            grid.end_line()
        elif tag not in _SILENT and not _NOT_SHOWN.search(child.get("style", "")):
            if tag in _BLOCKS:
                grid.end_line()
            _walk(child, grid)
            if tag in _BLOCKS:
                grid.end_line()
        if child.tail:
            grid.line.append(_SPACE.sub(" ", child.tail))


def _walk_layout(table: HtmlElement, grid: _Grid) -> None:
    """Walk through a table that holds other tables: its rows of plain cells stay rows."""
    for row in _rows_of(table):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if row.find(".//table") is None:
            _place_rows([row], grid)
            continue
        for cell in cells:
            _walk(cell, grid)
            grid.end_line()


def _rows_of(table: HtmlElement) -> list[HtmlElement]:
    """Return the rows of a table itself, the foot last."""
    rows: list[HtmlElement] = []
    foot: list[HtmlElement] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot", "form"):
            (foot if child.tag == "tfoot" else rows).extend(row for row in child if row.tag == "tr")
    return rows + foot


def _place_table(table: HtmlElement, grid: _Grid) -> None:
    for caption in table.findall("caption"):
        _walk(caption, grid)
        grid.end_line()
    column = 0
    for about in table.iter("col"):
        width = _span(about, "span", _MOST_COLUMNS)
        if _NOT_SHOWN.search(about.get("style", "")):
            grid.marks.hidden_columns.update(range(column, column + width))
        column += width
    _place_rows(_rows_of(table), grid)


def _place_rows(rows: list[HtmlElement], grid: _Grid) -> None:
    """Put rows of cells into the grid; what a merged area covers is left free."""
    top = len(grid.rows)
    taken: dict[int, int] = {}  # column → first row below the merged area that covers it
    for number, row in enumerate(rows):
        place = top + number
        if len(grid.rows) <= place:
            grid.rows.append([])
        if row.get("hidden") is not None or _NOT_SHOWN.search(row.get("style", "")):
            grid.marks.hidden_rows.add(place)
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while taken.get(column, 0) > place:
                column += 1
            wide = _span(cell, "colspan", _MOST_COLUMNS)
            left_below = len(rows) - number
            high = min(_span(cell, "rowspan", _MOST_ROWS), left_below)
            high = left_below if cell.get("rowspan") == "0" else high
            if column + wide > _MOST_COLUMNS:
                break
            if high > 1:
                taken.update(dict.fromkeys(range(column, column + wide), place + high))
            if high > 1 or wide > 1:
                grid.marks.merged.append(MergedArea(place, column, place + high - 1, column + wide - 1))
            line = grid.rows[place]
            line.extend([None] * (column + wide - len(line)))
            line[column] = _value(cell, (place, column), grid.marks)
            column += wide


def _span(element: HtmlElement, name: str, most: int) -> int:
    found = re.match(r"\s*([0-9]{1,7})", element.get(name, ""))
    return max(1, min(int(found[1]), most)) if found else 1


def _value(cell: HtmlElement, place: tuple[int, int], marks: Marks) -> CellValue:
    parts: list[str] = []
    _gather(cell, parts)
    text = _tidied("".join(parts))
    if text is not None and (cell.get("x:err") is not None or _ERROR.fullmatch(text)):
        marks.errors[place] = text
        return None
    if (
        text is None
        and cell.get("x:fmla") is not None
        and not cell.get("x:num")
        and cell.get("x:str") is None
    ):
        marks.uncached.add(place)
        return None
    number = cell.get("x:num") or cell.get("sdval")
    if number and text is not None and isinstance(parse_amount(text, "元"), Decimal):
        try:
            return exact(float(number))
        except ValueError:
            return text
    return text


def _gather(element: HtmlElement, parts: list[str]) -> None:
    """Gather what an element shows; lines are kept apart."""
    if element.text:
        parts.append(_SPACE.sub(" ", element.text))
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else "script"
        if tag == "br":
            parts.append("\n")
        elif tag == "input" and child.get("type", "text").lower() in ("text", "number"):
            parts.append(child.get("value", ""))
        elif tag not in _SILENT and not _NOT_SHOWN.search(child.get("style", "")):
            if tag in _BLOCKS:
                parts.append("\n")
            _gather(child, parts)
            if tag in _BLOCKS:
                parts.append("\n")
        if child.tail:
            parts.append(_SPACE.sub(" ", child.tail))


def _tidied(text: str) -> str | None:
    """Return a text with single spaces and lines, or None when it shows nothing."""
    lines = [_SPACE.sub(" ", line).strip(" \xa0\u3000") for line in text.split("\n")]
    return "\n".join(line for line in lines if line) or None
