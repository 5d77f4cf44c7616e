"""The 项目支出绩效目标表 of a project as a Word table of nine columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from converter.narrative.model import Indicator, PerformanceTable
from converter.writing.document.look import DocumentLook, ParagraphLook
from converter.writing.document.markup import escaped, paragraph, text_run, twips
from converter.writing.document.styles import CELL_LINE, StyleBook
from converter.writing.measuring import clean, clean_lines, lines_of

_FIELDS = ("first", "second", "third", "target", "basis", "last_year", "weight", "scoring", "evidence")
_PADDING = 6.0  # both sides of a cell, pt
_OPEN = "【"
_HEAD_HEIGHT = 48.0  # title and year above the table
_HEAD_ROWS = 5


@dataclass(slots=True, eq=False)
class PlacedPerformance:
    """A performance table ready for the document: markup and heights in pt; ``repeated`` is the height of
    the rows that every further page begins with."""

    heading: str
    body: str
    head_height: float
    rows: list[float]
    repeated: float


class _Row(NamedTuple):
    """One row: the markup of its cells, on how many lines its longest text is set, its height in pt."""

    cells: str
    lines: int
    height: float


def place_performance(
    table: PerformanceTable,
    look: DocumentLook,
    styles: StyleBook,
    title: ParagraphLook,
    width: float,
    *,
    room: float,
    new_page: bool,
) -> PlacedPerformance:
    """Return a performance table, ``width`` pt wide; ``title`` gives the font of its title.

    Rows are set closer where that lets all of them stand on one page of ``room`` pt.
    """
    setter = _Setter(look, styles, width)
    words = look.performance
    rows = [
        setter.row([(words.unit, 1, True), (table.unit, 8, False)]),
        setter.row(
            [
                (words.project, 1, True),
                (table.project, 4, False),
                (words.leader, 1, True),
                (table.leader or table.raw.get("leader", ""), 3, False),
            ]
        ),
        setter.row(
            [
                (words.money, 1, True),
                (words.total, 1, True),
                (_amount(table.total), 1, False),
                (words.fiscal, 1, True),
                (_amount(table.fiscal), 1, False),
                (words.other, 1, True),
                (_amount(table.other), 3, False),
            ]
        ),
        setter.row([(words.goal, 1, True), (table.goal or table.raw.get("goal", ""), 8, None)]),
        setter.row([(text, 1, True) for text in words.header]),
        *setter.indicators(table.indicators),
    ]
    size = 16.0
    heading = paragraph(
        styles.cell(title.font, size, align="center"),
        text_run(words.title),
        "<w:keepNext/>" + ("<w:pageBreakBefore/>" if new_page else "") + _line(28),
    )
    year = words.year_line.format(year=table.year if table.year is not None else "")
    heading += paragraph(
        styles.cell(look.style("body").font, words.size + 2, align="center"),
        text_run(year),
        "<w:keepNext/>" + _line(20),
    )
    heights = _fitted(rows, room - _HEAD_HEIGHT, words.size * CELL_LINE)
    # Where one page is not enough, the head goes along to the next.
    repeated = _HEAD_ROWS if sum(heights) > room - _HEAD_HEIGHT else 0
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in setter.widths)
    body = (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(setter.widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        + "".join(
            _row(row.cells, height, repeated=number < repeated)
            for number, (row, height) in enumerate(zip(rows, heights, strict=True))
        )
        + "</w:tbl>"
    )
    return PlacedPerformance(heading, body, _HEAD_HEIGHT, heights, sum(heights[:repeated]))


def _fitted(rows: list[_Row], free: float, line: float) -> list[float]:
    """Return the rows' heights, with less room around the text where that saves a page."""
    heights = [row.height for row in rows]
    least = [row.lines * line for row in rows]
    total = sum(heights)
    if total <= free or sum(least) > free:
        return heights
    share = (free - sum(least)) / (total - sum(least))
    return [low + (high - low) * share for low, high in zip(least, heights, strict=True)]


def _row(cells: str, height: float, *, repeated: bool) -> str:
    head = "<w:tblHeader/>" if repeated else ""
    # Rounded down: twips too many would push the last row to the next page.
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{int(height * 20)}" w:hRule="atLeast"/>{head}</w:trPr>'
        f"{cells}</w:tr>"
    )


def _line(height: float) -> str:
    return f'<w:spacing w:line="{twips(height)}" w:lineRule="exact"/>'


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"


class _Setter:
    """Sets rows of one performance table."""

    def __init__(self, look: DocumentLook, styles: StyleBook, width: float) -> None:
        self.look = look
        words = look.performance
        total = sum(words.widths)
        self.points = [width * share / total for share in words.widths]
        self.widths = [twips(points) for points in self.points]
        self.size = words.size
        font = look.style("note").font
        self.label = styles.cell(look.style("toc1").font, self.size, align="center")
        self.value = styles.cell(font, self.size, align="center")
        self.text = styles.cell(font, self.size, align="left")
        self.color = look.open_color

    def row(self, cells: Sequence[tuple[str, int, bool | None]]) -> _Row:
        """Return a row of (text, columns, kind): kind True a label, False a value, None prose."""
        parts: list[str] = []
        tallest = 1
        at = 0
        for text, span, kind in cells:
            style = self.label if kind else self.text if kind is None else self.value
            tallest = max(tallest, self._lines(text, at, span))
            parts.append(self._cell(text, at, span, style))
            at += span
        return self._wrapped(parts, tallest)

    def indicators(self, indicators: Sequence[Indicator]) -> list[_Row]:
        """Return the rows of the indicators; equal 一级 and 二级 below each other share a cell."""
        rows: list[_Row] = []
        before: Indicator | None = None
        for indicator in indicators:
            same_first = before is not None and before.first == indicator.first
            same_second = before is not None and same_first and before.second == indicator.second
            parts: list[str] = []
            tallest = 1
            for column, name in enumerate(_FIELDS):
                text = getattr(indicator, name)
                merged = (same_first, same_second)[column] if column < 2 else None
                merge = "" if merged is None else "<w:vMerge/>" if merged else '<w:vMerge w:val="restart"/>'
                style = self.text if column == 2 else self.value
                if not merged:
                    tallest = max(tallest, self._lines(text, column, 1))
                parts.append(self._cell("" if merged else text, column, 1, style, merge))
            rows.append(self._wrapped(parts, tallest))
            before = indicator
        return rows

    def _lines(self, text: str, at: int, span: int) -> int:
        room = (sum(self.points[at : at + span]) - _PADDING) / (self.size / 2)
        return lines_of(clean_lines(text), room)

    def _cell(self, text: str, at: int, span: int, style: str, merge: str = "") -> str:
        width = sum(self.widths[at : at + span])
        extra = (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") + merge
        mark = f'<w:highlight w:val="{self.color}"/>' if text.startswith(_OPEN) else ""
        content = text_run(clean_lines(text) if "\n" in text else clean(text), mark) if text else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}<w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{escaped(style)}"/></w:pPr>{content}</w:p></w:tc>'
        )

    def _wrapped(self, parts: list[str], lines: int) -> _Row:
        height = max(self.look.performance.row, lines * self.size * CELL_LINE + 3)
        return _Row("".join(parts), lines, height)
