"""The look of every kind of cell of the tables, from the pack's fonts, and how their pages are set up."""

from __future__ import annotations

from converter.disclosure.specification import Font, Look, Page, Tables
from converter.writing.xlsx.plan import PageSetup, Style

MOST_INDENT = 7
PAGE_NUMBER_SIZE = 14  # 4号


def table_styles(tables: Tables) -> dict[str, Style]:
    """Return every style of the disclosure tables by its name.

    Styles of figures end in the number of decimals (tables in 元 may have others than those in 万元), and
    in ``_zero`` for sums that are zero: they stay live, and print nothing. Codes and names are formatted
    as text: codes keep their zeros, and what looks like a formula stays text when edited.
    """
    look = tables.look
    styles = {
        "title": _style(look.title, align="center", wrap=True),
        "number": _style(look.number),
        "line": _style(look.line, number_format="@"),
        "line_shrunk": _style(look.line, number_format="@", shrink=True),
        "line_wrapped": _style(look.line, number_format="@", wrap=True),
        "money": _style(look.line, align="right"),
        "head": _style(look.head, border=True, align="center", wrap=True),
        "code": _style(look.body, border=True, align="center", number_format="@"),
        "total": _style(look.total, border=True, align="center", wrap=True, number_format="@"),
        "note": _style(look.note, wrap=True, number_format="@"),
    }
    for decimals in sorted({table.decimals for table in tables.tables}):
        amounts = _amount_format(tables.page.amount_format, decimals)
        for ending, number_format in (("", amounts), ("_zero", f"{amounts};-{amounts};")):
            for kind, font in (("amount", look.body), ("total_amount", look.total)):
                styles[f"{kind}{decimals}{ending}"] = _style(
                    font, border=True, align="right", number_format=number_format
                )
    for step in range(MOST_INDENT + 1):
        name = _style(look.body, border=True, align="left", wrap=True, number_format="@", indent=step)
        styles[f"name{step}"] = name
    return styles


def _amount_format(usual: str, decimals: int) -> str:
    """Return the pack's number format with so many decimals."""
    whole, _, fraction = usual.partition(".")
    return usual if len(fraction) == decimals else whole + ("." + "0" * decimals if decimals else "")


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
