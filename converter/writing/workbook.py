"""Writes a unit's disclosure tables as a workbook (公开表) that looks like an official one when printed."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from converter.disclosure.model import Disclosure
from converter.disclosure.specification import load_tables
from converter.findings import Finding, Severity
from converter.packs.loading import Pack
from converter.writing.adding_up import Formula
from converter.writing.files import save
from converter.writing.layout import HEAD_LINES, TableLayout, layouts_of
from converter.writing.measuring import clean
from converter.writing.styles import page_footer, pixels, set_page, table_styles
from converter.writing.table_sheet import TableSheet, table_sheet

LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")


def write_workbook(
    disclosure: Disclosure,
    pack: Pack,
    path: Path,
    *,
    values: bool = False,
    findings: Sequence[Finding] = (),
) -> Finding | None:
    """Write the tables of ``disclosure`` in the form of ``pack`` to ``path``, whole or not at all.

    Sums are live formulas with their values stored; ``values`` writes plain figures. Errors among
    ``findings`` put a red first sheet 未通过校验 before the tables. Return None, or the finding that says
    why nothing was written (see ``files.save``). The same input gives the same bytes.
    """
    return save(path, workbook_bytes(disclosure, pack, values=values, findings=findings))


def workbook_bytes(
    disclosure: Disclosure, pack: Pack, *, values: bool = False, findings: Sequence[Finding] = ()
) -> bytes:
    """Return the workbook that ``write_workbook`` writes."""
    layouts = layouts_of(pack)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    stream = io.BytesIO()
    book = new_book(
        stream, f"{disclosure.unit}{disclosure.year or ''}年{disclosure.wording}预算公开表", disclosure.year
    )
    tables = load_tables(pack)
    formats = {name: book.add_format(style) for name, style in table_styles(tables.look, tables.page).items()}
    footer = page_footer(tables.page, tables.look.number)
    if errors:
        from converter.writing.failed_sheet import add_failed_sheet

        add_failed_sheet(book, errors, tables.page)
    names: set[str] = set()
    for table_id, table in disclosure.tables.items():
        layout = layouts.get(table_id)
        if layout is None:
            continue
        name = sheet_name(layout.spec.sheet.format(id=table_id, title=table.title), names)
        _write_sheet(book, table_sheet(table, layout, name, values=values), formats, footer)
    book.close()
    return stream.getvalue()


def new_book(stream: io.BytesIO, title: str, year: int | None) -> Any:
    """Return an empty workbook of xlsxwriter without a clock, temporary files or personal data."""
    import xlsxwriter

    # Column widths are counted in digits of the default font; 宋体 is on every Chinese computer, Calibri
    # is not, and its stand-in would make all columns wider.
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "default_format_properties": {"font_name": "宋体", "font_size": 11, "font_scheme": "none"},
            "default_row_height": 18,
            "default_column_width": 72,
        },
    )
    book.set_properties({"title": clean(title), "created": datetime(year or 2000, 1, 1)})
    return book


def sheet_name(text: str, taken: set[str]) -> str:
    """Return ``text`` as a name of a sheet that Excel accepts and that is not yet ``taken``; enter it."""
    name = _NOT_IN_SHEET_NAMES.sub("", clean(text)).strip(" '")[:LONGEST_SHEET_NAME] or "表"
    number = 2
    while name.casefold() in taken:
        tail = f" {number}"
        name = name[: LONGEST_SHEET_NAME - len(tail)] + tail
        number += 1
    taken.add(name.casefold())
    return name


def _write_sheet(book: Any, plan: TableSheet, formats: dict[str, Any], footer: str) -> None:
    """Hand a planned sheet over to xlsxwriter."""
    layout = plan.layout
    sheet = book.add_worksheet(plan.name)
    for row, (cells, height) in enumerate(zip(plan.rows, plan.heights, strict=True)):
        sheet.set_row(row, height)
        for column, style, content in cells:
            form = formats[style]
            if content is None:
                sheet.write_blank(row, column, None, form)
            elif isinstance(content, str):
                sheet.write_string(row, column, content, form)
            elif isinstance(content, Formula):
                sheet.write_formula(row, column, content.text, form, float(content.value))
            else:
                sheet.write_number(row, column, float(content), form)
    for merge in plan.merges:
        first = next(cell for cell in plan.rows[merge.top] if cell.column == merge.left)
        form = formats[first.style]
        if isinstance(first.content, str):
            sheet.merge_range(*merge, first.content, form)
    for column, width in enumerate(plan.widths):
        sheet.set_column_pixels(column, column, pixels(width * layout.unit))
    set_page(sheet, layout.page, footer, landscape=layout.spec.landscape, one_page=plan.one_page)
    body = plan.first_body_row
    sheet.repeat_rows(HEAD_LINES, body - 1)
    sheet.freeze_panes(body, _frozen_columns(layout))
    sheet.hide_zero()
    last = layout.letters[-1]
    area = f"A{body + 1}:{last}{plan.last_body_row + 1}"
    sheet.ignore_errors({"number_stored_as_text": area, "formula_range": area, "formula_differs": area})


def _frozen_columns(layout: TableLayout) -> int:
    """Return how many columns stay in view when scrolling sideways: codes and name of a single list."""
    if len(layout.sections) > 1 or not layout.spec.landscape:
        return 0
    return layout.sections[0].places[0]
