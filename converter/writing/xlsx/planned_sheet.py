"""XlsxWriter's sheet without what planned cells never need: places by name, formulas to translate, checks of
every cell's bounds. The file is the same byte for byte (a test compares them); it takes half the time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

from converter.writing.xlsx.plan import Formula, SheetCell

# What XML cannot hold at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST_TEXT = 32767


def clean(text: str) -> str:
    """Return a text as a cell can hold it."""
    return (
        text if text.isprintable() and len(text) <= LONGEST_TEXT else _FORBIDDEN.sub("", text)[:LONGEST_TEXT]
    )


class PlannedSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose cells come row by row, all with a format, and whose formulas are written as the file has
    them."""

    def put_row(self, row: int, cells: Sequence[SheetCell], formats: dict[str, Any]) -> None:
        """Write the cells of one row; a text stays a text."""
        if not cells:
            return
        self._check_dimensions(row, max(cell.column for cell in cells))
        held = self.table[row]
        index_of = self.str_table._get_shared_string_index
        for column, style, content in cells:
            form = formats[style]
            if content is None:
                held[column] = CellBlankTuple(form)
            elif isinstance(content, str):
                held[column] = CellStringTuple(index_of(clean(content)), form)
            elif isinstance(content, Formula):
                # Sums and differences only: nothing that XlsxWriter would have to look for or translate.
                held[column] = CellFormulaTuple(content.text, form, content.value)
            else:
                held[column] = CellNumberTuple(content, form)

    def _calculate_spans(self) -> None:
        """Note the columns that each block of sixteen rows uses."""
        spans: dict[int, tuple[int, int]] = {}
        for row, cells in self.table.items():
            if cells:
                low, high = spans.get(row // 16, (self.xls_colmax, -1))
                spans[row // 16] = min(low, *cells), max(high, *cells)
        self.row_spans = {block: f"{low + 1}:{high + 1}" for block, (low, high) in spans.items()}

    def _write_rows(self) -> None:
        self._calculate_spans()
        names = [xl_col_to_name(column) for column in range(self.dim_colmax + 1)]
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            cells = self.table.get(row)
            info = self.row_info.get(row)
            if not cells:
                if info is not None:
                    self._write_empty_row(row, self.row_spans.get(row // 16), info)
                continue
            self._write_row(row, self.row_spans.get(row // 16), info)
            pieces: list[str] = []
            for column in sorted(cells):
                cell = cells[column]
                form = cell.format
                index = form._get_xf_index() if form.xf_index is None else form.xf_index
                kind = cell.__class__
                if kind is CellStringTuple:
                    pieces.append(
                        f'<c r="{names[column]}{row + 1}" s="{index}" t="s"><v>{cell.string}</v></c>'
                    )
                elif kind is CellBlankTuple:
                    pieces.append(f'<c r="{names[column]}{row + 1}" s="{index}"/>')
                elif kind is CellNumberTuple:
                    pieces.append(
                        f'<c r="{names[column]}{row + 1}" s="{index}"><v>{cell.number:.16G}</v></c>'
                    )
                elif kind is CellFormulaTuple and not isinstance(cell.value, str | bool):
                    formula = self._escape_data(cell.formula)
                    pieces.append(
                        f'<c r="{names[column]}{row + 1}" s="{index}"><f>{formula}</f><v>{cell.value}</v></c>'
                    )
                else:
                    self.fh.write("".join(pieces))
                    pieces.clear()
                    self._write_cell(row, column, cell)
            self.fh.write("".join(pieces))
            self._xml_end_tag("row")
