"""The look of every kind of cell, from the pack's fonts, and the few things that all sheets share."""

from __future__ import annotations

from typing import Any

from converter.disclosure.specification import Font, Look, Page
from converter.writing.layout import PAPER_CODES

_MIDDLE = {"valign": "vcenter"}
_GRID = {"border": 1, **_MIDDLE}
_TEXT = {"num_format": "@"}  # codes keep their zeros, and what looks like a formula stays text


def table_styles(look: Look, page: Page) -> dict[str, dict[str, Any]]:
    """Return the format of every style of the disclosure tables, by the style's name.

    ``…_zero`` is the same for sums that are zero: they stay live, and print nothing.
    """
    amount = {**_GRID, "align": "right", "num_format": page.amount_format}
    zero = {**amount, "num_format": f"{page.amount_format};-{page.amount_format};"}
    body, total = _font(look.body), _font(look.total)
    styles = {
        "title": {**_font(look.title), **_MIDDLE, "align": "center", "text_wrap": True},
        "number": {**_font(look.number), **_MIDDLE},
        "line": {**_font(look.line), **_MIDDLE, **_TEXT},
        "line_shrunk": {**_font(look.line), **_MIDDLE, **_TEXT, "shrink": True},
        "line_wrapped": {**_font(look.line), **_MIDDLE, **_TEXT, "text_wrap": True},
        "money": {**_font(look.line), **_MIDDLE, "align": "right"},
        "head": {**_font(look.head), **_GRID, "align": "center", "text_wrap": True},
        "code": {**body, **_GRID, **_TEXT, "align": "center"},
        "amount": {**body, **amount},
        "amount_zero": {**body, **zero},
        "total": {**total, **_GRID, **_TEXT, "align": "center", "text_wrap": True},
        "total_amount": {**total, **amount},
        "total_amount_zero": {**total, **zero},
        "note": {**_font(look.note), **_MIDDLE, **_TEXT, "text_wrap": True},
    }
    for step in range(8):
        indent = {"indent": step} if step else {}
        styles[f"name{step}"] = {**body, **_GRID, **_TEXT, "align": "left", "text_wrap": True, **indent}
    return styles


def _font(font: Font) -> dict[str, Any]:
    # Without "none" the font of the body would become "the theme's font", which is another one abroad.
    shape = {"font_name": font.font, "font_size": font.size, "font_scheme": "none"}
    return {**shape, **({"bold": True} if font.bold else {})}


def page_footer(page: Page, font: Font) -> str:
    """Return the page number as a footer in the notation of spreadsheets, centred."""
    shown = page.page_number.replace("&", "&&").replace("{page}", "&P")
    gap = " " if shown[:1].isdigit() else ""
    return f'&C&"{font.font},Regular"&{round(font.size + 2)}{gap}{shown}'


def set_page(sheet: Any, page: Page, footer: str, *, landscape: bool, one_page: bool = False) -> None:
    """Set paper, margins, page numbers and the scale (one page wide) of a sheet of xlsxwriter."""
    inch = 25.4
    sheet.set_paper(PAPER_CODES.get(page.paper, PAPER_CODES["A4"]))
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(page.left / inch, page.right / inch, page.top / inch, page.bottom / inch)
    sheet.set_footer(footer, {"margin": page.bottom / inch / 2})
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1 if one_page else 0)


def pixels(points: float) -> int:
    """Return a length in pt as whole pixels of the screen (96 to the inch)."""
    return round(points * 96 / 72)
