"""xlsx, xlsm, xlsb and ods → sheets: values by python-calamine, all that it hides by scanning the parts.

The scan runs beside the reading: both leave the interpreter alone for most of the time. It also compares
the checksums, which tell a file that was damaged on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from converter.findings import Finding
from converter.reading import problems
from converter.reading.exact import Texts, exact, exact_rows
from converter.reading.formulas import surely_not_zero
from converter.reading.kinds import Kind
from converter.reading.marks import Marks, SheetScan, marked_sheet, note_uncached
from converter.reading.model import CellValue, Sheet, SourceFile
from converter.reading.package import MOST_CELLS, Package, PackageError, TooLargeError

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


# Below this many packed bytes a thread costs more than it saves.
_WORTH_A_THREAD = 200_000
# Rows of a sheet wider than that end where their content ends.
_WIDE = 500

_T = TypeVar("_T")
# Of every worksheet: name, hidden, rows.
Values = list[tuple[str, bool, list[list[CellValue]]]]
_XML = (Kind.XLSX, Kind.XLSM)


class ReaderError(Exception):
    """The fast reader cannot cope with the file."""


class _Scans:
    """What scanning found: by sheet name its marks, scan and part, or the fault that stopped it."""

    def __init__(self) -> None:
        self.marks: dict[str, Marks] = {}
        self.xml: dict[str, SheetScan] = {}
        self.parts: dict[str, str] = {}
        self.fault: BaseException | None = None


def read_modern(data: bytes, path: str, kind: Kind) -> SourceFile:
    """Return the sheets of a zipped workbook; damage and oversize make it unreadable."""
    source = SourceFile(path, kind.value)
    try:
        package = Package(data)
        if kind is not Kind.ODS and (better := package.put_right()) is not None:
            package = Package(better)
        scattered = kind in _XML and _scattered(package)
        if not scattered:
            try:
                source.sheets = _sheets(package, path, kind, read_values)
                return source
            except ReaderError:
                if kind not in _XML:
                    raise
        source.sheets = _sheets(package, path, kind, _slow_values)
        source.findings.append(problems.slow_reading(path))
    except (ReaderError, PackageError, KeyError):
        return unreadable(source, problems.damaged(path))
    except (TooLargeError, MemoryError):
        return unreadable(source, problems.too_large(path))
    return source


def unreadable(source: SourceFile, finding: Finding) -> SourceFile:
    """Return ``source`` without sheets, with the finding that says why."""
    source.sheets = []
    source.findings.append(finding)
    source.readable = False
    return source


def call_reader(reading: Callable[[], _T]) -> _T:
    """Call the fast reader; whatever it throws at odd files, panics of its native code too, is ReaderError."""
    try:
        return reading()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as fault:
        raise ReaderError(str(fault)) from fault


def sheet_rows(sheet: CalamineSheet, texts: Texts) -> list[list[CellValue]]:
    """Return the rows of a sheet from A1 on with exact values."""
    if sheet.start is None or sheet.end is None:
        return []
    (top, left), (bottom, right) = sheet.start, sheet.end
    first, *_ = call_reader(lambda: [next(sheet.iter_rows(), [])])
    blank_columns = left if len(first) == right - left + 1 else 0
    rows = call_reader(lambda: exact_rows(sheet.iter_rows(), texts, blank_columns))
    # Versions of the reader differ in whether blank rows and columns at the beginning are handed over.
    if len(rows) == bottom - top + 1 and top:
        rows[:0] = [[] for _ in range(top)]
    if right > _WIDE:
        for row in rows:
            while row and row[-1] is None:
                row.pop()
    return rows


def _sheets(package: Package, path: str, kind: Kind, reader: Callable[[bytes], Values]) -> list[Sheet]:
    scans = _Scans()
    # Only the scan of plain XML leaves the interpreter alone; the other parts are made sure of first.
    big = kind in _XML and len(package.data) > _WORTH_A_THREAD
    worker = Thread(target=_scan, args=(package, kind, scans), daemon=True)
    worker.start() if big else worker.run()
    found: Values = []
    fault: ReaderError | None = None
    try:
        if scans.fault is None:
            found = reader(package.data)
    except ReaderError as caught:
        fault = caught
    finally:
        if big:
            worker.join()
    if scans.fault is not None:
        raise scans.fault
    if fault is not None:
        raise fault
    _mark_never_computed(package, scans, {name: rows for name, _, rows in found})
    return [
        marked_sheet(path, name, rows, scans.marks.get(name) or Marks(), hidden)
        for name, hidden, rows in found
    ]


def read_values(data: bytes) -> Values:
    """Return name, hidden and rows of every worksheet; charts and macro sheets hold no cells of a budget."""
    from io import BytesIO

    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    texts = Texts()
    book = call_reader(lambda: CalamineWorkbook.from_filelike(BytesIO(data)))
    found = []
    for index, about in enumerate(book.sheets_metadata):
        if about.typ == SheetTypeEnum.WorkSheet:
            sheet = call_reader(partial(book.get_sheet_by_index, index))
            found.append((about.name, about.visible != SheetVisibleEnum.Visible, sheet_rows(sheet, texts)))
    return found


def _scan(package: Package, kind: Kind, scans: _Scans) -> None:
    """Scan all sheets and compare the checksums of what is read; runs in a thread of its own."""
    try:
        if kind is Kind.ODS:
            from converter.reading.opendocument import scan_content

            scans.marks = scan_content(package.chunks("content.xml"))
            return
        if kind is Kind.XLSB:
            from converter.reading.binary_xlsb import scan_sheets

            scans.marks = scan_sheets(package)
        else:
            from converter.reading.sheet_xml import scan_sheet

            for name, part in package.xml_sheets():
                if part:
                    scan = scans.xml[name] = scan_sheet(package, part)
                    scans.parts[name] = part
                    scans.marks[name] = scan.marks
        for part in ("xl/sharedstrings.xml", "xl/sharedstrings.bin", "xl/styles.xml", "xl/styles.bin"):
            if part in package.parts:
                for _ in package.chunks(part):
                    pass
    except Exception as fault:
        scans.fault = fault


def _mark_never_computed(package: Package, scans: _Scans, values: dict[str, list[list[CellValue]]]) -> None:
    """Mark the formulas of a workbook that no program ever computed: all are 0, and one cannot be."""
    with_formulas = {name: scan for name, scan in scans.xml.items() if scan.formulas and name in values}
    if not with_formulas or not all(scan.zero for scan in with_formulas.values()):
        return
    from converter.reading.sheet_xml import formula_cells

    cells = {name: formula_cells(package, scans.parts[name]) for name in with_formulas}
    if any(
        surely_not_zero(formula, values[name], set(formulas))
        for name, formulas in cells.items()
        for formula in formulas.values()
    ):
        for name, formulas in cells.items():
            for place, formula in formulas.items():
                note_uncached(scans.marks[name], place, formula)


def _scattered(package: Package) -> bool:
    """Return whether some sheet has content so far apart that the fast reader would fill the memory."""
    from converter.reading.sheet_xml import content_extent, extent

    for _, part in package.xml_sheets():
        if part:
            rows, columns = extent(package.head(part))
            if rows * columns > MOST_CELLS:
                rows, columns = content_extent(package, part)
                if rows * columns > MOST_CELLS:
                    return True
    return False


def _slow_values(data: bytes) -> Values:
    """Return the same as ``read_values``, slowly, by a reader that holds only cells that are there."""
    from io import BytesIO

    import openpyxl

    book = call_reader(lambda: openpyxl.load_workbook(BytesIO(data), data_only=True))
    found = []
    for sheet in book.worksheets:
        rows: list[list[CellValue]] = []
        for (row, column), cell in sorted(sheet._cells.items()):
            if cell.value is not None and cell.value != "" and cell.data_type != "e":
                while len(rows) < row:
                    rows.append([])
                rows[row - 1].extend([None] * (column - 1 - len(rows[row - 1])))
                rows[row - 1].append(exact(cell.value))
        found.append((sheet.title, sheet.sheet_state != "visible", rows))
    return found
