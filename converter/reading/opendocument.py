"""Scans ``content.xml`` of an ods workbook: merged areas, hidden rows and columns, errors, bare formulas.

Cells there have no address; rows and cells may stand for many. So the whole content is walked through.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from converter.reading.marks import Marks
from converter.reading.model import MergedArea
from converter.reading.package import MOST_CELLS, PackageError, TooLargeError

_SHOWN = {"", "visible"}
_ERROR_TEXTS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "Err:")
# Repeated marks are noted one by one up to here; sheets end with a million repeated blank rows.
_MOST_REPEATS = 20_000


class _Scanner:
    """Keeps the place of the current cell and notes what it carries."""

    def __init__(self) -> None:
        self.sheets: dict[str, Marks] = {}
        self.marks: Marks | None = None
        self.depth = 0
        self.row = self.column = self.next_row = self.next_column = self.sheet_column = 0
        self.rows = self.columns = 0
        self.places: list[tuple[int, int]] = []
        self.error = False
        self.text: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, tag: str, values: dict[str, str]) -> None:
        # Cells of change records stand before the first table; tables inside of tables are no sheets.
        if tag == "text:p" or self.depth > 1:
            self.depth += tag == "table:table"
        elif tag == "table:table":
            self.depth += 1
            if self.depth == 1:
                self.marks = self.sheets.setdefault(values.get("table:name", ""), Marks())
                self.row = self.next_row = self.sheet_column = self.rows = self.columns = 0
        elif self.marks is None:
            return
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.start_cell(values)
        elif tag == "table:table-row":
            self.start_row(values)
        elif tag == "table:table-column":
            count = _count(values, "table:number-columns-repeated")
            if values.get("table:visibility", "") not in _SHOWN:
                end = self.sheet_column + min(count, _MOST_REPEATS)
                self.marks.hidden_columns.update(range(self.sheet_column, end))
            self.sheet_column += count

    def start_row(self, values: dict[str, str]) -> None:
        assert self.marks is not None
        count = _count(values, "table:number-rows-repeated")
        self.row, self.next_row = self.next_row, self.next_row + count
        self.column = self.next_column = 0
        if values.get("table:visibility", "") not in _SHOWN:
            self.marks.hidden_rows.update(range(self.row, self.row + min(count, _MOST_REPEATS)))

    def start_cell(self, values: dict[str, str]) -> None:
        assert self.marks is not None
        self.column = self.next_column
        self.next_column += (
            _count(values, "table:number-columns-repeated")
            if "table:number-columns-repeated" in values
            else 1
        )
        if "table:number-columns-spanned" in values or "table:number-rows-spanned" in values:
            wide = _count(values, "table:number-columns-spanned")
            high = _count(values, "table:number-rows-spanned")
            self.marks.merged.append(
                MergedArea(self.row, self.column, self.row + high - 1, self.column + wide - 1)
            )
        kind = values.get("office:value-type", "")
        if kind and (self.next_row > self.rows or self.next_column > self.columns):
            self.furthest(self.next_row, self.next_column)
        self.error = values.get("calcext:value-type") == "error"
        if self.error or (kind in ("", "string") and "table:formula" in values):
            self.places = [
                (row, column)
                for row in range(self.row, min(self.next_row, self.row + _MOST_REPEATS))
                for column in range(self.column, min(self.next_column, self.column + _MOST_REPEATS))
            ]
            if not self.error and kind == "" and "office:string-value" not in values:
                self.marks.uncached.update(self.places)
            self.text = []
            self.parser.CharacterDataHandler = self.text.append

    def furthest(self, rows: int, columns: int) -> None:
        """Note how far the content reaches; the fast reader must not see a rectangle without end."""
        self.rows, self.columns = max(rows, self.rows), max(columns, self.columns)
        if self.rows * self.columns > MOST_CELLS:
            raise TooLargeError

    def end(self, tag: str) -> None:
        if tag == "table:table":
            self.depth -= 1
            self.marks = self.marks if self.depth else None
        elif self.places and tag == "table:table-cell":
            self.parser.CharacterDataHandler = None
            text = "".join(self.text).strip()
            if self.marks is not None and (self.error or text.startswith(_ERROR_TEXTS)):
                self.marks.errors.update(dict.fromkeys(self.places, text or "#N/A"))
                self.marks.uncached.difference_update(self.places)
            self.places = []


def scan_content(chunks: Iterator[bytes]) -> dict[str, Marks]:
    """Return the marks of each sheet by its name; raises PackageError when it is no XML, TooLargeError."""
    scanner = _Scanner()
    parser = scanner.parser
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as fault:
        raise PackageError(str(fault)) from fault
    return scanner.sheets


def _count(values: dict[str, str], name: str) -> int:
    value = values.get(name, "1")
    return max(int(value), 1) if value.isdigit() else 1
