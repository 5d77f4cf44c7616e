"""XlsxWriter's sheet, whose rows are put into the file's form at once: without places by name, formulas to
translate, and copies of every cell in between. The file is the same byte for byte (a test compares them)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from converter.writing.xlsx.plan import Formula, SheetCell, SheetPlan

# What XML cannot hold at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST_TEXT = 32767
_TALLEST = 409.0
# The columns that are used are told for so many rows at a time.
_BLOCK = 16


def clean(text: str) -> str:
    """Return a text as a cell can hold it."""
    return (
        text if text.isprintable() and len(text) <= LONGEST_TEXT else _FORBIDDEN.sub("", text)[:LONGEST_TEXT]
    )


class PlannedSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose cells all come from a plan, with a format each, and whose formulas are plain sums."""

    def put(self, plan: SheetPlan, formats: dict[str, Any]) -> None:
        """Take over the rows and merged areas of ``plan``; a text stays a text."""
        rows = with_merged_cells(plan)
        spans, left, right = _spans(rows)
        if rows:
            self._check_dimensions(0, left)
            self._check_dimensions(len(rows) - 1, right)
        self.merge = [list(area) for area in plan.merges]
        self.outline_row_level = max(plan.levels.values(), default=0)
        names = [f'<c r="{xl_col_to_name(column)}' for column in range(right + 1)]
        looks: dict[str, str] = {}
        index_of = self.str_table._get_shared_string_index
        pieces: list[str] = []
        add = pieces.append
        for row, cells in enumerate(rows):
            number = str(row + 1)
            tag = f'<row r="{number}"{spans.get(row // _BLOCK, "")}'
            tag += self._row_look(plan.heights[row], plan.levels.get(row, 0))
            if not cells:
                add(f"{tag}/>")
                continue
            add(f"{tag}>")
            for column, style, content in cells:
                look = looks.get(style)
                if look is None:
                    look = looks[style] = f'" s="{formats[style]._get_xf_index()}"'
                start = f"{names[column]}{number}{look}"
                if content is None:
                    add(f"{start}/>")
                elif isinstance(content, str):
                    add(f'{start} t="s"><v>{index_of(clean(content))}</v></c>')
                elif isinstance(content, Formula):
                    # Sums and differences only: nothing that XlsxWriter would have to look for or translate.
                    formula = self._escape_data(content.text)
                    add(f"{start}><f>{formula}</f><v>{content.value}</v></c>")
                else:
                    add(f"{start}><v>{_number(content)}</v></c>")
            add("</row>")
        self._content = "".join(pieces)

    def _row_look(self, height: float, level: int) -> str:
        """Return a row's attributes for its height in pt, which is kept in whole pixels, and its level."""
        pixels = int(min(height, _TALLEST) * 4 / 3 + 0.5)
        look = f' ht="{pixels * 0.75:.16g}" customHeight="1"' if pixels != self.default_row_height else ""
        return f'{look} outlineLevel="{level}"' if level else look

    def _write_rows(self) -> None:
        self.fh.write(self._content)


def with_merged_cells(plan: SheetPlan) -> list[list[SheetCell]]:
    """Return the rows of ``plan`` with a cell at every place of its merged areas, all in the look of the first."""
    rows = list(plan.rows)
    for area in plan.merges:
        first = next(cell for cell in rows[area.top] if cell.column == area.left)
        for row in range(area.top, area.bottom + 1):
            cells = {cell.column: cell for cell in rows[row]}
            for column in range(area.left, area.right + 1):
                cells[column] = SheetCell(column, first.style, None)
            if row == area.top:
                cells[area.left] = first
            rows[row] = [cells[column] for column in sorted(cells)]
    return rows


def _spans(rows: list[list[SheetCell]]) -> tuple[dict[int, str], int, int]:
    """Return by block of rows which columns it uses, as attributes, and the first and last column of all."""
    ends: dict[int, tuple[int, int]] = {}
    for row, cells in enumerate(rows):
        if cells:
            low, high = ends.get(row // _BLOCK, (cells[0].column, 0))
            ends[row // _BLOCK] = min(low, cells[0].column), max(high, cells[-1].column)
    spans = {block: f' spans="{low + 1}:{high + 1}"' for block, (low, high) in ends.items()}
    left = min((low for low, _ in ends.values()), default=0)
    return spans, left, max((high for _, high in ends.values()), default=0)


def _number(value: int | Decimal) -> str:
    """Return a number with the sixteen digits that a spreadsheet keeps."""
    text = str(value)
    return text if len(text) <= 16 and "E" not in text else f"{value:.16G}"
