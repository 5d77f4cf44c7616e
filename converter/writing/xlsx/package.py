"""Writes a planned workbook with XlsxWriter."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from converter.writing.xlsx.plan import BookPlan, SheetPlan, Style


def book_bytes(book: BookPlan) -> bytes:
    """Return the file of ``book``; the same plan gives the same bytes (no clock, no author, no machine)."""
    import xlsxwriter

    from converter.writing.xlsx.planned_sheet import PlannedSheet, clean

    stream = io.BytesIO()
    file = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "default_format_properties": {"font_name": "宋体", "font_size": 11, "font_scheme": "none"},
            "default_row_height": 18,
            "default_column_width": 72,
        },
    )
    file.set_properties({"title": clean(book.title), "created": datetime(book.year, 1, 1)})
    formats = {name: file.add_format(_properties(style)) for name, style in book.styles.items()}
    for plan in book.sheets:
        _write(file.add_worksheet(plan.name, PlannedSheet), plan, formats)
    file.close()
    return stream.getvalue()


def _properties(style: Style) -> dict[str, Any]:
    """Return a style in the words of XlsxWriter."""
    return {
        "font_name": style.font,
        "font_size": style.size,
        "font_scheme": "none",
        "bold": style.bold,
        "valign": "top" if style.top else "vcenter",
        "num_format": style.number_format,
        "indent": style.indent,
        "text_wrap": style.wrap,
        "shrink": style.shrink,
        **({"align": style.align} if style.align else {}),
        **({"font_color": f"#{style.color}"} if style.color else {}),
        **({"bg_color": f"#{style.fill}", "pattern": 1} if style.fill else {}),
        **({"border": 1} if style.border else {}),
        **({"border_color": f"#{style.border_color}"} if style.border and style.border_color else {}),
    }


def _write(sheet: Any, plan: SheetPlan, formats: dict[str, Any]) -> None:
    from xlsxwriter.utility import xl_range

    sheet.put(plan, formats)
    for column, width in enumerate(plan.widths):
        sheet.set_column_pixels(column, column, round(width * 96 / 72))
    page, inch = plan.page, 25.4
    if page.landscape:
        sheet.set_landscape()
    sheet.set_paper({"A3": 8, "A4": 9}[page.paper])
    sheet.set_margins(page.left / inch, page.right / inch, page.top / inch, page.bottom / inch)
    sheet.set_header("", {"margin": page.top / inch / 2})
    sheet.set_footer(page.footer, {"margin": page.bottom / inch / 2})
    if page.centred:
        sheet.center_horizontally()
    if page.column_breaks:
        sheet.set_v_pagebreaks(list(page.column_breaks))
        sheet.repeat_columns(0, page.repeated_columns - 1)
    else:
        sheet.fit_to_pages(1, 1 if page.one_page else 0)
    if plan.frozen != (0, 0):
        sheet.freeze_panes(*plan.frozen)
    if plan.title_rows:
        sheet.repeat_rows(*plan.title_rows)
    if plan.filter:
        sheet.autofilter(*plan.filter)
    if plan.hide_zeros:
        sheet.hide_zero()
    if plan.text_numbers:
        area = xl_range(*plan.text_numbers)
        sheet.ignore_errors({"number_stored_as_text": area, "formula_range": area, "formula_differs": area})
    if plan.tab_color:
        sheet.set_tab_color(f"#{plan.tab_color}")
    if plan.levels:
        sheet.outline_settings(symbols_below=False)
