"""The look of every kind of cell of the tables, from the pack's fonts, and how their pages are set up."""

from __future__ import annotations

from converter.disclosure.specification import Font, Look, Page
from converter.writing.xlsx.plan import PageSetup, Style

MOST_INDENT = 7
PAGE_NUMBER_SIZE = 14  # 4号


def table_styles(look: Look, page: Page) -> dict[str, Style]:
    """Return every style of the disclosure tables by its name.

    ``…_zero`` is the same for sums that are zero: they stay live, and print nothing. Codes and names are
    formatted as text: codes keep their zeros, and what looks like a formula stays text when edited.
    """
    amounts = page.amount_format
    zeros = f"{amounts};-{amounts};"
    styles = {
        "title": _style(look.title, align="center", wrap=True),
        "number": _style(look.number),
        "line": _style(look.line, number_format="@"),
        "line_shrunk": _style(look.line, number_format="@", shrink=True),
        "line_wrapped": _style(look.line, number_format="@", wrap=True),
        "money": _style(look.line, align="right"),
        "head": _style(look.head, border=True, align="center", wrap=True),
        "code": _style(look.body, border=True, align="center", number_format="@"),
        "amount": _style(look.body, border=True, align="right", number_format=amounts),
        "amount_zero": _style(look.body, border=True, align="right", number_format=zeros),
        "total": _style(look.total, border=True, align="center", wrap=True, number_format="@"),
        "total_amount": _style(look.total, border=True, align="right", number_format=amounts),
        "total_amount_zero": _style(look.total, border=True, align="right", number_format=zeros),
        "note": _style(look.note, wrap=True, number_format="@"),
    }
    for step in range(MOST_INDENT + 1):
        name = _style(look.body, border=True, align="left", wrap=True, number_format="@", indent=step)
        styles[f"name{step}"] = name
    return styles


def _style(
    font: Font,
    *,
    border: bool = False,
    align: str = "",
    wrap: bool = False,
    shrink: bool = False,
    indent: int = 0,
    number_format: str = "General",
) -> Style:
    return Style(
        font.font,
        font.size,
        font.bold,
        border=border,
        align=align,
        wrap=wrap,
        shrink=shrink,
        indent=indent,
        number_format=number_format,
    )


def page_setup(page: Page, look: Look, landscape: bool, one_page: bool = False) -> PageSetup:
    """Return the set-up of a table's page, with the page number in the middle of its foot."""
    shown = page.page_number.replace("&", "&&").replace("{page}", "&P")
    gap = " " if shown[:1].isdigit() else ""
    return PageSetup(
        paper=page.paper,
        landscape=landscape,
        left=page.left,
        right=page.right,
        top=page.top,
        bottom=page.bottom,
        footer=f'&C&"{look.body.font},Regular"&{PAGE_NUMBER_SIZE}{gap}{shown}',
        one_page=one_page,
    )
