"""The proper parse of worksheet XML that is not written as usual; see ``sheet_xml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from converter.reading.formulas import always_numeric, column_index
from converter.reading.marks import Marks, SheetScan, note_uncached
from converter.reading.model import MergedArea
from converter.reading.package import PackageError

_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
_AREA = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")
_TRUE = {"1", "true"}


class _Scanner:
    """Walks through the tags of one sheet and keeps count of rows and columns itself."""

    def __init__(self) -> None:
        self.scan = SheetScan()
        self.shared: dict[str, str] = {}
        self.row = self.column = -1
        self.kind = self.formula = self.value = self.share = ""
        self.has_formula = self.inline = False
        self.collect: list[str] | None = None

    @property
    def marks(self) -> Marks:
        return self.scan.marks

    def start(self, tag: str, values: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "row":
                number = values.get("r", "")
                self.row = int(number) - 1 if number.isdigit() else self.row + 1
                self.column = -1
                if values.get("hidden") in _TRUE:
                    self.marks.hidden_rows.add(self.row)
            case "c":
                found = _ADDRESS.fullmatch(values.get("r", ""))
                self.column = column_index(found[1]) if found else self.column + 1
                self.row = int(found[2]) - 1 if found else self.row
                self.kind = values.get("t", "")
                self.formula = self.value = self.share = ""
                self.has_formula = self.inline = False
            case "f":
                self.has_formula = True
                self.share = values.get("si", "")
                self.collect = []
            case "v":
                self.collect = []
            case "is":
                self.inline = True
            case "col" if values.get("hidden") in _TRUE and values.get("min", "").isdigit():
                last = int(values.get("max", values["min"]))
                self.marks.hidden_columns.update(range(int(values["min"]) - 1, min(last, 16384)))
            case "mergeCell":
                if area := _AREA.fullmatch(values.get("ref", "")):
                    left, top, right, bottom = area.groups()
                    self.marks.merged.append(
                        MergedArea(int(top) - 1, column_index(left), int(bottom) - 1, column_index(right))
                    )

    def end(self, tag: str) -> None:
        match tag.rpartition(":")[2]:
            case "f":
                self.formula = "".join(self.collect or ())
                self.collect = None
                if self.share:
                    self.formula = self.shared.setdefault(self.share, self.formula) or self.formula
            case "v":
                self.value = "".join(self.collect or ()).strip()
                self.collect = None
            case "c":
                self.cell()

    def cell(self) -> None:
        place = (self.row, self.column)
        if self.kind == "e":
            self.marks.errors[place] = self.value or "#N/A"
        if not self.has_formula:
            return
        self.scan.formulas = True
        self.scan.zero = self.scan.zero and self.value in ("", "0", "0.0")
        if not (self.value or self.inline or self.kind == "e") and (
            self.kind != "str" or always_numeric(self.formula)
        ):
            note_uncached(self.marks, place, self.formula)

    def text(self, text: str) -> None:
        if self.collect is not None:
            self.collect.append(text)


def scan_rare(chunks: Iterator[bytes]) -> SheetScan:
    """Scan the XML of a worksheet however it is written; raises PackageError when it is no XML."""
    scanner = _Scanner()
    parser = expat.ParserCreate()
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as fault:
        raise PackageError(str(fault)) from fault
    return scanner.scan
