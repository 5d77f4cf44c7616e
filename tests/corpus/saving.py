"""Writes a book of grids in the file formats that offices have."""

from __future__ import annotations

import csv
import html
from decimal import Decimal
from pathlib import Path
from typing import Any

from .grid import Book, ErrorValue, Formula, Grid, Value

FORMATS = ("xlsx", "xls", "ods", "csv", "csv-gb", "csv-bom", "html")


def save(book: Book, folder: Path, stem: str, form: str = "xlsx") -> Path:
    """Write ``book`` as ``folder/stem`` with the extension of ``form`` and return the path.

    ``csv`` is UTF-8, ``csv-bom`` UTF-8 with a mark, ``csv-gb`` GB18030, ``html`` a web table saved as .xls.
    Text forms hold the first sheet only.
    """
    writers = {"xlsx": _xlsx, "xls": _xls, "ods": _ods}
    if form in writers:
        path = folder / f"{stem}.{form}"
        writers[form](book, path)
    elif form == "html":
        path = folder / f"{stem}.xls"
        path.write_text(_html(book), encoding="utf-8")
    else:
        path = folder / f"{stem}.csv"
        encoding = {"csv": "utf-8", "csv-bom": "utf-8-sig", "csv-gb": "gb18030"}[form]
        _csv(book[0], path, encoding)
    return path


def _plain(value: Value) -> str | int | Decimal | None:
    """Return what a form without formulas would hold."""
    if isinstance(value, Formula):
        return value.value
    if isinstance(value, ErrorValue):
        return value.text
    return value


def _xlsx(book: Book, path: Path) -> None:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path))
    for grid in book:
        sheet = workbook.add_worksheet(grid.name)
        covered = _covered(grid)
        for top, left, bottom, right in grid.merges:
            sheet.merge_range(top, left, bottom, right, "")
        for (row, column), value in grid.cells.items():
            if (row, column) in covered:
                raise ValueError(f"{grid.name}: cell {row},{column} under a merged area")
            _xlsx_cell(sheet, row, column, value)
        if grid.hidden:
            sheet.hide()
    if all(grid.hidden for grid in book):
        raise ValueError("a workbook needs a visible sheet")
    next(sheet for sheet, grid in zip(workbook.worksheets(), book, strict=True) if not grid.hidden).activate()
    workbook.close()


def _covered(grid: Grid) -> set[tuple[int, int]]:
    """Return the cells under a merged area, its first cell left out."""
    return {
        (row, column)
        for top, left, bottom, right in grid.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def _xlsx_cell(sheet: Any, row: int, column: int, value: Value) -> None:
    if isinstance(value, Formula):
        cached = value.value
        shown: Any = "" if cached is None else (cached if isinstance(cached, str) else float(cached))
        sheet.write_formula(row, column, value.text, None, shown)
    elif isinstance(value, ErrorValue):
        sheet.write_formula(row, column, "=1+" + value.text, None, value.text)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, float(value))


def _xls(book: Book, path: Path) -> None:
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    for grid in book:
        sheet = workbook.add_sheet(grid.name)
        merged = {(top, left): (bottom, right) for top, left, bottom, right in grid.merges}
        for (row, column), raw in grid.cells.items():
            value = _plain(raw)
            shown = float(value) if isinstance(value, Decimal) else value
            if (row, column) in merged:
                bottom, right = merged.pop((row, column))
                sheet.write_merge(row, bottom, column, right, shown)
            else:
                sheet.write(row, column, shown)
        for (top, left), (bottom, right) in merged.items():
            sheet.merge(top, bottom, left, right)
        sheet.visibility = 1 if grid.hidden else 0
    shown_first = next(index for index, grid in enumerate(book) if not grid.hidden)
    workbook.set_active_sheet(shown_first)
    workbook.save(str(path))


def _ods(book: Book, path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.style import Style, TableProperties
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    hidden = Style(name="hidden", family="table")
    hidden.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    for grid in book:
        table = Table(name=grid.name, stylename="hidden") if grid.hidden else Table(name=grid.name)
        spans = {
            (top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in grid.merges
        }
        covered = _covered(grid)
        for row in range(max(grid.rows, *(area[2] + 1 for area in grid.merges), 1)):
            line = TableRow()
            for column in range(max(grid.columns, *(area[3] + 1 for area in grid.merges), 1)):
                if (row, column) in covered:
                    line.addElement(CoveredTableCell())
                    continue
                settings: dict[str, Any] = {}
                if (row, column) in spans:
                    rows, columns = spans[row, column]
                    settings = {"numberrowsspanned": rows, "numbercolumnsspanned": columns}
                value = _plain(grid.cells.get((row, column)))
                if isinstance(value, (int, Decimal)):
                    cell = TableCell(valuetype="float", value=repr(float(value)), **settings)
                elif value is None:
                    cell = TableCell(**settings)
                else:
                    cell = TableCell(valuetype="string", **settings)
                if value is not None:
                    for part in str(value).split("\n"):
                        cell.addElement(P(text=part))
                line.addElement(cell)
            table.addElement(line)
        document.spreadsheet.addElement(table)
    document.save(str(path))


def _csv(grid: Grid, path: Path, encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        for row in range(grid.rows):
            values = [_plain(grid.cells.get((row, column))) for column in range(grid.columns)]
            writer.writerow(["" if value is None else _as_text(value) for value in values])


def _as_text(value: str | int | Decimal) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _html(book: Book) -> str:
    parts = [
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>',
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>',
    ]
    for grid in book:
        spans = {
            (top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in grid.merges
        }
        covered = _covered(grid)
        parts.append('<table border="1">')
        for row in range(grid.rows):
            cells = []
            for column in range(grid.columns):
                if (row, column) in covered:
                    continue
                value = _plain(grid.cells.get((row, column)))
                shown = "&nbsp;" if value is None else html.escape(_as_text(value)).replace("\n", "<br>")
                rows, columns = spans.get((row, column), (1, 1))
                span = f' rowspan="{rows}"' if rows > 1 else ""
                span += f' colspan="{columns}"' if columns > 1 else ""
                cells.append(f"<td{span}>{shown}</td>")
            parts.append("<tr>" + "".join(cells) + "</tr>")
        parts.append("</table>")
    parts.append("</body></html>")
    return "\n".join(parts)
