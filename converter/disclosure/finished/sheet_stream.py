"""A spreadsheet with finished tables → stream: every sheet is a grid of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from converter.disclosure.finished.stream import Stream, StreamCell, StreamRow
from converter.findings import Place
from converter.reading.model import CellValue, Sheet, SourceFile, a1


def stream_of_workbook(source: SourceFile) -> Stream:
    """Return the stream of the sheets that a reader sees (hidden ones are not published)."""
    stream = Stream(source.path, source.format, findings=list(source.findings), readable=source.readable)
    for number, sheet in enumerate(sheet for sheet in source.sheets if not sheet.hidden):
        stream.rows.append(_title_row(sheet))
        stream.rows.extend(_sheet_rows(sheet, number))
    return stream


def _title_row(sheet: Sheet) -> StreamRow:
    """Return the sheet's name as a paragraph: it may be the only title of the table."""
    return StreamRow([StreamCell(sheet.name, 0, Place(file=sheet.file, sheet=sheet.name))])


def _sheet_rows(sheet: Sheet, grid: int) -> list[StreamRow]:
    covered: set[tuple[int, int]] = set()
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged:
        spans[area.top, area.left] = (area.bottom - area.top + 1, area.right - area.left + 1)
        covered.update(
            (row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        )
        covered.discard((area.top, area.left))
    rows: list[StreamRow] = []
    for index, values in enumerate(sheet.rows):
        cells = []
        for column, value in enumerate(values):
            if (index, column) in covered:
                continue
            height, width = spans.get((index, column), (1, 1))
            place = Place(file=sheet.file, sheet=sheet.name, cell=a1(index, column))
            text = sheet.errors.get((index, column)) or printed(value)
            cells.append(StreamCell(text, column, place, width, height))
        rows.append(StreamRow(cells, grid))
    return rows


def printed(value: CellValue) -> str:
    """Return a raw value as text: numbers without exponent, dates as 2023-01-20."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value)
