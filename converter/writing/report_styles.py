"""The look of the report: colours by severity, and lists with a title, a header and rows that wrap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from converter.findings import Severity
from converter.writing.measuring import clean_lines, lines_of
from converter.writing.xlsx.plan import Area, Content, PageSetup, SheetCell, SheetPlan, Style, new_cell

SIZE = 10.0
UNIT = SIZE / 2  # half a character
_LINE = 13.5
_GRID = "BFBFBF"
_HEAD = "DCE6F1"

FILLS = {Severity.ERROR: "F8CBAD", Severity.WARNING: "FFE699", Severity.INFO: "DDEBF7"}
BANDS = {"pass": "548235", "partial": "BF8F00", "open": "BF8F00", "errors": "C00000", "unreadable": "7F7F7F"}

# More rows than anybody reads; what is left out is counted below the list.
MOST_ROWS = 50_000


class Col(NamedTuple):
    """One column of a list: its header, its width in half characters, and the style of its cells."""

    head: str
    width: float
    style: str = "text"


def report_styles() -> dict[str, Style]:
    """Return the styles of all sheets of the report."""

    def cell(**more: object) -> Style:
        return Style("宋体", SIZE, border=True, border_color=_GRID, **more)  # type: ignore[arg-type]

    styles = {
        "title": Style("黑体", 16, wrap=True),
        "note": Style("宋体", SIZE, color="595959", wrap=True),
        "head": Style("黑体", SIZE, fill=_HEAD, border=True, border_color=_GRID, align="center", wrap=True),
        "text": cell(wrap=True, number_format="@"),
        "mark": cell(align="center", wrap=True, number_format="@"),
        "count": cell(align="center", number_format="0"),
        "wan": cell(align="right", number_format="#,##0.00"),
        "wan_exact": cell(align="right", number_format="#,##0.00####"),
        "yuan": cell(align="right", number_format="#,##0.00"),
        "value": cell(align="right", wrap=True, number_format="@"),
        "label": Style("黑体", 11, fill="F2F2F2", border=True, border_color=_GRID, align="center"),
        "fact": Style("宋体", 11, border=True, border_color=_GRID, wrap=True, number_format="@"),
        "step": Style("宋体", 11, wrap=True),
        "part": Style("黑体", 12),
    }
    for level in range(1, 5):
        styles[f"text{level}"] = cell(align="left", wrap=True, number_format="@", indent=level)
    for severity, fill in FILLS.items():
        styles[f"mark_{severity.value}"] = cell(align="center", wrap=True, fill=fill, number_format="@")
    for verdict, color in BANDS.items():
        styles[f"band_{verdict}"] = Style("黑体", 20, color="FFFFFF", fill=color, align="center", wrap=True)
    return styles


# The width of an A4 page between margins of 12 mm, in points: upright and landscape.
_ROOM = {False: 186 / 25.4 * 72, True: 273 / 25.4 * 72}


@dataclass(slots=True)
class ListSheet:
    """A sheet with a title, a line of explanation, a header and rows; made row by row.

    With ``repeated`` the sheet is printed on as many pages side by side as its columns need at full size, each
    with the first ``repeated`` columns; otherwise it is one page wide.
    """

    name: str
    title: str
    note: str
    columns: Sequence[Col]
    landscape: bool = True
    repeated: int = 0
    plan: SheetPlan = field(init=False)

    def __post_init__(self) -> None:
        """Add everything above the rows."""
        self.plan = SheetPlan(
            self.name,
            [column.width * UNIT for column in self.columns],
            page=PageSetup(
                landscape=self.landscape,
                left=12,
                right=12,
                top=15,
                bottom=15,
                footer='&C&"宋体,Regular"&9第 &P 页，共 &N 页',
                column_breaks=self._breaks(),
                repeated_columns=self.repeated,
            ),
        )
        self._banner("title", self.title, 28)
        self._banner("note", self.note, 18)
        top = self.plan.add(
            _height(max(lines_of(c.head, c.width - 2) for c in self.columns)),
            *(SheetCell(i, "head", column.head) for i, column in enumerate(self.columns)),
        )
        self.plan.frozen = (top + 1, 0)
        self.plan.title_rows = (top, top)
        self.plan.filter = Area(top, 0, top, len(self.columns) - 1)

    def _breaks(self) -> tuple[int, ...]:
        """Return the columns at which new pages begin."""
        if not self.repeated:
            return ()
        room = _ROOM[self.landscape] / UNIT - sum(column.width for column in self.columns[: self.repeated])
        rest = self.columns[self.repeated :]
        fit = max(1, int(room / max((column.width for column in rest), default=room)))
        pages = -(-len(rest) // fit)
        # As many columns on every page, rather than a last page of one.
        each = -(-len(rest) // max(pages, 1))
        return tuple(range(self.repeated + each, len(self.columns), each))

    def _banner(self, style: str, text: str, least: float) -> None:
        last = next(iter(self.plan.page.column_breaks), len(self.columns)) - 1
        # What is repeated on every page has no room for more than a title.
        first = self.repeated if style == "note" and self.plan.page.column_breaks else 0
        width = sum(column.width for column in self.columns[first : last + 1])
        row = self.plan.add(
            max(least, _height(lines_of(text, width - 2))),
            *(SheetCell(i, style, text if i == first else None) for i in range(first, last + 1)),
        )
        if last > first:
            self.plan.merges.append(Area(row, first, row, last))

    def add(self, contents: Iterable[Content], styles: dict[int, str] | None = None, level: int = 0) -> None:
        """Append one row; ``styles`` overrides the styles of single columns, ``level`` outlines it."""
        cells = []
        tallest = 1
        for i, (column, content) in enumerate(zip(self.columns, contents, strict=True)):
            style = (styles or {}).get(i, column.style)
            if isinstance(content, str):
                shown = content if content.isprintable() else clean_lines(content)
                room = column.width - 2 - 2 * level
                # A character is at most two wide: most texts are seen to fit without measuring.
                if len(shown) * 2 > room or "\n" in shown:
                    tallest = max(tallest, lines_of(shown, room))
                cells.append(new_cell((i, style, shown or None)))
            else:
                cells.append(new_cell((i, style, content)))
        row = self.plan.add(_height(tallest), *cells)
        if level:
            self.plan.levels[row] = level

    def finish(self, left: int = 0) -> SheetPlan:
        """Return the sheet; ``left`` rows that were too many to list are counted at its end."""
        plan = self.plan
        plan.filter = Area(plan.frozen[0] - 1, 0, len(plan.rows) - 1, len(self.columns) - 1)
        plan.text_numbers = Area(
            plan.frozen[0], 0, max(len(plan.rows) - 1, plan.frozen[0]), len(self.columns) - 1
        )
        if left:
            self._banner("note", f"其余 {left} 行从略。", 18)
        return plan


def amount_style(value: Decimal | str | None, style: str) -> str:
    """Return the style of a cell that holds an amount, or words instead of one."""
    return style if isinstance(value, Decimal) else "value"


def _height(lines: int) -> float:
    return max(18.0, lines * _LINE + 5)
