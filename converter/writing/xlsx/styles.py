"""The part ``styles.xml``: every style of a book as one cell format."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

from converter.writing.xlsx.markup import HEADER, MAIN, attribute
from converter.writing.xlsx.plan import Style

# The default font decides in which unit column widths are counted: 宋体 is on every Chinese computer; a
# font that some other would have to stand in for (as for Calibri) would make all columns wider.
DEFAULT_FONT = ("宋体", 11.0, False, "")
DIGIT_PIXELS = 8  # the width of a digit of that font
DEFAULT_ROW_HEIGHT = 13.5

_BUILT_IN = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "@": 49}


# Spreadsheets expect this fill in second place, whether it is used or not.
_GRAY = '<fill><patternFill patternType="gray125"/></fill>'

T = TypeVar("T")


@lru_cache(maxsize=64)
def styles_part(styles: tuple[Style, ...]) -> str:
    """Return the part for ``styles``; the first of them becomes cell format 1 (0 is the default)."""
    fonts: list[tuple[str, float, bool, str]] = [DEFAULT_FONT]
    fills: list[str] = [""]
    borders: list[tuple[bool, str]] = [(False, "")]
    formats: list[str] = []
    cells = ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>']
    for style in styles:
        font = _number(fonts, (style.font, float(style.size), style.bold, style.color))
        fill = _number(fills, style.fill)
        border = _number(borders, (style.border, style.border_color if style.border else ""))
        form = _BUILT_IN.get(style.number_format)
        if form is None:
            form = 164 + _number(formats, style.number_format)
        cells.append(
            f'<xf numFmtId="{form}" fontId="{font}" fillId="{fill + 1 if fill else 0}" borderId="{border}" '
            f'xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f"<alignment{_alignment(style)}/></xf>"
        )
    return "".join(
        [
            HEADER,
            f"<styleSheet {MAIN}>",
            _list("numFmts", [_format(164 + i, code) for i, code in enumerate(formats)]),
            _list("fonts", [_font(*font) for font in fonts]),
            _list("fills", ['<fill><patternFill patternType="none"/></fill>', _GRAY, *map(_fill, fills[1:])]),
            _list("borders", [_border(*border) for border in borders]),
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
            _list("cellXfs", cells),
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>',
            '<dxfs count="0"/></styleSheet>',
        ]
    )


def _number(pool: list[T], item: T) -> int:
    """Return the number of ``item`` in ``pool``; enter it at the end if it is new."""
    if item not in pool:
        pool.append(item)
    return pool.index(item)


def _list(name: str, items: list[str]) -> str:
    return f'<{name} count="{len(items)}">{"".join(items)}</{name}>' if items else ""


def _format(number: int, code: str) -> str:
    return f'<numFmt numFmtId="{number}" formatCode="{attribute(code)}"/>'


def _font(name: str, size: float, bold: bool, color: str) -> str:
    shade = f'<color rgb="FF{color}"/>' if color else ""
    return f'<font>{"<b/>" if bold else ""}<sz val="{size:g}"/>{shade}<name val="{attribute(name)}"/></font>'


def _fill(color: str) -> str:
    shade = f'<fgColor rgb="FF{color}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{shade}</patternFill></fill>'


def _border(drawn: bool, color: str) -> str:
    if not drawn:
        return "<border><left/><right/><top/><bottom/><diagonal/></border>"
    shade = f'<color rgb="FF{color}"/>' if color else '<color auto="1"/>'
    sides = "".join(f'<{side} style="thin">{shade}</{side}>' for side in ("left", "right", "top", "bottom"))
    return f"<border>{sides}<diagonal/></border>"


def _alignment(style: Style) -> str:
    parts = []
    if style.align:
        parts.append(f'horizontal="{style.align}"')
    parts.append(f'vertical="{"top" if style.top else "center"}"')
    if style.indent:
        parts.append(f'indent="{style.indent}"')
    if style.wrap:
        parts.append('wrapText="1"')
    if style.shrink:
        parts.append('shrinkToFit="1"')
    return " " + " ".join(parts)
