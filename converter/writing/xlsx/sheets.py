"""The part of one sheet, and the table of texts that all sheets share."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from converter.reading.model import column_letters
from converter.writing.xlsx.markup import HEADER, MAIN, RELATIONS, shared_string, text
from converter.writing.xlsx.plan import Area, Formula, PageSetup, SheetPlan
from converter.writing.xlsx.styles import DEFAULT_ROW_HEIGHT, DIGIT_PIXELS

TALLEST_ROW = 409.0
_INCH = 25.4
_PAPER = {"A3": 8, "A4": 9}


class Texts:
    """The texts of a book, each stored once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.uses = 0

    def part(self) -> str:
        """Return the part ``sharedStrings.xml``."""
        entries = "".join(map(shared_string, self.numbers))
        return f'{HEADER}<sst {MAIN} count="{self.uses}" uniqueCount="{len(self.numbers)}">{entries}</sst>'


@cache
def _letters(column: int) -> str:
    return column_letters(column)


def area_name(area: Area) -> str:
    """Return an area as spreadsheets write it: A1:B2, or A1 for a single cell."""
    first = f"{_letters(area.left)}{area.top + 1}"
    last = f"{_letters(area.right)}{area.bottom + 1}"
    return first if first == last else f"{first}:{last}"


def sheet_part(plan: SheetPlan, styles: dict[str, int], texts: Texts, selected: bool) -> str:
    """Return the part of a sheet; ``styles`` maps the names of styles to cell formats."""
    width = max(len(plan.widths), 1)
    used = Area(0, 0, max(len(plan.rows) - 1, 0), width - 1)
    parts = [HEADER, f"<worksheet {MAIN} {RELATIONS}><sheetPr>"]
    if plan.tab_color:
        parts.append(f'<tabColor rgb="FF{plan.tab_color}"/>')
    if plan.levels:
        parts.append('<outlinePr summaryBelow="0"/>')
    parts.append(f'<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="{area_name(used)}"/>')
    parts.append(_view(plan, selected))
    outline = f' outlineLevelRow="{max(plan.levels.values())}"' if plan.levels else ""
    parts.append(f'<sheetFormatPr defaultRowHeight="{DEFAULT_ROW_HEIGHT}"{outline}/>')
    parts.append(_columns(tuple(plan.widths)))
    parts.append("<sheetData>")
    _rows(parts, plan, styles, texts)
    parts.append("</sheetData>")
    if plan.filter:
        parts.append(f'<autoFilter ref="{area_name(plan.filter)}"/>')
    if plan.merges:
        merged = "".join(f'<mergeCell ref="{area_name(area)}"/>' for area in plan.merges)
        parts.append(f'<mergeCells count="{len(plan.merges)}">{merged}</mergeCells>')
    parts.append(_page(plan.page))
    if plan.text_numbers:
        area = area_name(plan.text_numbers)
        parts.append(
            f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1" formula="1" '
            'formulaRange="1"/></ignoredErrors>'
        )
    parts.append("</worksheet>")
    return "".join(parts)


def _rows(parts: list[str], plan: SheetPlan, styles: dict[str, int], texts: Texts) -> None:
    """Append the rows. This is where nearly all the time of writing goes, hence the plain loop."""
    numbers = texts.numbers
    uses = 0
    letters = [_letters(i) for i in range(len(plan.widths))]
    heights = {height: _row_height(height) for height in set(plan.heights)}
    levels = plan.levels
    add = parts.append
    for index, (cells, height) in enumerate(zip(plan.rows, plan.heights, strict=True)):
        line = index + 1
        outline = f' outlineLevel="{levels[index]}"' if index in levels else ""
        add(f'<row r="{line}" ht="{heights[height]}" customHeight="1"{outline}>')
        for column, style, content in cells:
            place = f'<c r="{letters[column]}{line}" s="{styles[style]}"'
            if content is None:
                add(f"{place}/>")
            elif isinstance(content, str):
                uses += 1
                number = numbers.setdefault(content, len(numbers))
                add(f'{place} t="s"><v>{number}</v></c>')
            elif isinstance(content, Formula):
                shown = content.text.replace("&", "&amp;").replace("<", "&lt;")
                add(f"{place}><f>{shown}</f><v>{content.value:f}</v></c>")
            elif isinstance(content, Decimal):
                add(f"{place}><v>{content:f}</v></c>")  # never with an exponent
            else:
                add(f"{place}><v>{content}</v></c>")
        add("</row>")
    texts.uses += uses


def _row_height(points: float) -> str:
    """Return a row's height in whole pixels of the screen, as spreadsheets keep it, counted in pt."""
    return f"{int(min(points, TALLEST_ROW) * 96 / 72 + 0.5) * 0.75:g}"


def _view(plan: SheetPlan, selected: bool) -> str:
    marks = ' showZeros="0"' if plan.hide_zeros else ""
    marks += ' tabSelected="1"' if selected else ""
    rows, columns = plan.frozen
    if not rows and not columns:
        return f'<sheetViews><sheetView{marks} workbookViewId="0"/></sheetViews>'
    corner = f"{_letters(columns)}{rows + 1}"
    split = (f' xSplit="{columns}"' if columns else "") + (f' ySplit="{rows}"' if rows else "")
    pane = "bottomRight" if rows and columns else "bottomLeft" if rows else "topRight"
    panes = ["topRight", "bottomLeft", "bottomRight"] if rows and columns else [pane]
    selections = "".join(
        f'<selection pane="{name}" activeCell="{corner}" sqref="{corner}"/>'
        if name == pane
        else f'<selection pane="{name}"/>'
        for name in panes
    )
    return (
        f'<sheetViews><sheetView{marks} workbookViewId="0"><pane{split} topLeftCell="{corner}" '
        f'activePane="{pane}" state="frozen"/>{selections}</sheetView></sheetViews>'
    )


@cache
def _columns(widths: tuple[float, ...]) -> str:
    """Return the columns' widths, counted in digits of the default font; equal neighbours together."""
    if not widths:
        return ""
    shown = [_digits(width) for width in widths]
    parts = []
    first = 0
    for last in range(len(shown)):
        if last + 1 == len(shown) or shown[last + 1] != shown[first]:
            parts.append(f'<col min="{first + 1}" max="{last + 1}" width="{shown[first]}" customWidth="1"/>')
            first = last + 1
    return f"<cols>{''.join(parts)}</cols>"


def _digits(points: float) -> str:
    """Return a width in pt as the number of digits of the default font, margins of the cell included."""
    pixels = round(points * 96 / 72)
    return f"{pixels / DIGIT_PIXELS:g}"


def _page(page: PageSetup) -> str:
    margins = "".join(
        f' {side}="{value / _INCH:.4g}"'
        for side, value in (
            ("left", page.left),
            ("right", page.right),
            ("top", page.top),
            ("bottom", page.bottom),
            ("header", page.top / 2),
            ("footer", page.bottom / 2),
        )
    )
    centred = '<printOptions horizontalCentered="1"/>' if page.centred else ""
    height = "" if page.one_page else ' fitToHeight="0"'
    footer = f"<headerFooter><oddFooter>{text(page.footer)}</oddFooter></headerFooter>" if page.footer else ""
    return (
        f'{centred}<pageMargins{margins}/><pageSetup paperSize="{_PAPER.get(page.paper, 9)}"{height} '
        f'orientation="{"landscape" if page.landscape else "portrait"}"/>{footer}'
    )
