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
        self.path: list[str] = []
        self.row = self.column = self.next_row = self.next_column = self.sheet_column = 0
        self.rows = self.columns = 0
        self.places: list[tuple[int, int]] = []
        self.error = False
        self.text: list[str] | None = None

    def start(self, tag: str, values: dict[str, str]) -> None:
        self.path.append(tag)
        if tag == "table:table":
            # Tables inside of change records or of other tables are no sheets.
            if self.path[-2:-1] == ["office:spreadsheet"]:
                self.marks = self.sheets.setdefault(values.get("table:name", ""), Marks())
                self.row = self.next_row = self.sheet_column = self.rows = self.columns = 0
        elif self.marks is None:
            return
        elif tag == "table:table-row":
            self.start_row(values)
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.start_cell(values)
        elif tag == "table:table-column":
            count = _count(values, "table:number-columns-repeated")
            if values.get("table:visibility", "") not in _SHOWN:
                end = self.sheet_column + min(count, _MOST_REPEATS)
                self.marks.hidden_columns.update(range(self.sheet_column, end))
            self.sheet_column += count
        elif tag == "text:p" and self.places and self.path[-2] == "table:table-cell":
            self.text = self.text if self.text is not None else []

    def start_row(self, values: dict[str, str]) -> None:
        assert self.marks is not None
        count = _count(values, "table:number-rows-repeated")
        self.row, self.next_row = self.next_row, self.next_row + count
        self.column = self.next_column = 0
        if values.get("table:visibility", "") not in _SHOWN:
            self.marks.hidden_rows.update(range(self.row, self.row + min(count, _MOST_REPEATS)))

    def start_cell(self, values: dict[str, str]) -> None:
        assert self.marks is not None
        count = _count(values, "table:number-columns-repeated")
        self.column, self.next_column = self.next_column, self.next_column + count
        wide = _count(values, "table:number-columns-spanned")
        high = _count(values, "table:number-rows-spanned")
        if wide > 1 or high > 1:
            self.marks.merged.append(
                MergedArea(self.row, self.column, self.row + high - 1, self.column + wide - 1)
            )
        self.places, self.text = [], None
        kind = values.get("office:value-type", "")
        formula = "table:formula" in values
        self.error = values.get("calcext:value-type") == "error"
        if self.error or (formula and kind in ("", "string")):
            self.places = [
                (row, column)
                for row in range(self.row, min(self.next_row, self.row + _MOST_REPEATS))
                for column in range(self.column, min(self.next_column, self.column + _MOST_REPEATS))
            ]
            if not self.error and kind == "" and "office:string-value" not in values:
                self.marks.uncached.update(self.places)
        if kind:
            self.furthest(self.next_row, self.next_column)
        if self.error or formula:
            self.text = [values["office:string-value"]] if values.get("office:string-value") else None

    def furthest(self, rows: int, columns: int) -> None:
        """Note how far the content reaches; the fast reader must not see a rectangle without end."""
        self.rows, self.columns = max(rows, self.rows), max(columns, self.columns)
        if self.rows * self.columns > MOST_CELLS:
            raise TooLargeError

    def characters(self, text: str) -> None:
        if self.text is not None and self.places:
            self.text.append(text)

    def end(self, tag: str) -> None:
        self.path.pop()
        if tag == "table:table" and self.path[-1:] == ["office:spreadsheet"]:
            self.marks = None
        elif tag == "table:table-cell" and self.places:
            text = "".join(self.text or ())
            if self.marks is not None and (self.error or text.startswith(_ERROR_TEXTS)):
                # The text may stand twice, as an attribute and as a paragraph.
                half = len(text) // 2
                text = text[:half] if half and text[:half] == text[half:] else text
                self.marks.errors.update(dict.fromkeys(self.places, text or "#N/A"))
                self.marks.uncached.difference_update(self.places)
            self.places, self.text = [], None


def scan_content(chunks: Iterator[bytes]) -> dict[str, Marks]:
    """Return the marks of each sheet by its name; raises PackageError when it is no XML, TooLargeError."""
    scanner = _Scanner()
    parser = expat.ParserCreate()
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.characters
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
