"""Reads written workbooks back as other programs see them."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")


def opened(content: bytes, values: bool = False) -> Workbook:
    """Return the workbook; ``values`` gives the stored values of formulas."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def parts(content: bytes) -> dict[str, str]:
    """Return the XML parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def column_widths(content: bytes, number: int) -> dict[int, float]:
    """Return the widths of the columns of one sheet, from 1 on, in pixels of the screen."""
    widths = {}
    for first, last, width in re.findall(
        r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', parts(content)[f"xl/worksheets/sheet{number}.xml"]
    ):
        widths.update(dict.fromkeys(range(int(first), int(last) + 1), float(width) * 8))
    return widths


def without_stored_values(content: bytes) -> bytes:
    """Return the workbook with the stored values of its formulas taken out, so that nobody can reuse them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts(content).items():
            formulas = name.startswith("xl/worksheets/")
            text = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", part) if formulas else part
            archive.writestr(name, text)
    return stream.getvalue()


def recalculated(content: bytes, folder: Path) -> Workbook:
    """Return the workbook after LibreOffice has calculated every formula anew."""
    (folder / "in").mkdir()
    (folder / "in" / "book.xlsx").write_bytes(without_stored_values(content))
    subprocess.run(
        [
            str(OFFICE),
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder / "out"),
            str(folder / "in" / "book.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "HOME": str(folder)},
    )
    return openpyxl.load_workbook(folder / "out" / "book.xlsx", data_only=True)


def look(cell: Any) -> tuple[Any, ...]:
    """Return all that one sees of a cell."""
    font, fill, border, alignment = cell.font, cell.fill, cell.border, cell.alignment
    return (
        (
            font.name,
            font.sz,
            bool(font.b),
            font.color.rgb if font.color and font.color.type == "rgb" else None,
        ),
        (fill.patternType, fill.fgColor.rgb if fill.patternType else None),
        tuple(
            (side.style, side.color.rgb if side.color and side.color.type == "rgb" else None)
            for side in (border.left, border.right, border.top, border.bottom)
        ),
        (alignment.horizontal, alignment.vertical, bool(alignment.wrap_text), alignment.indent),
        bool(alignment.shrink_to_fit),
        cell.number_format,
    )


def sheet_facts(sheet: Worksheet) -> dict[str, Any]:
    """Return all that matters of a sheet besides its cells."""
    page, margins = sheet.page_setup, sheet.page_margins
    return {
        "merged": {str(area) for area in sheet.merged_cells.ranges},
        "heights": {row: entry.height for row, entry in sheet.row_dimensions.items()},
        "levels": {row: entry.outlineLevel for row, entry in sheet.row_dimensions.items()},
        "widths": {
            (entry.min, entry.max): round(entry.width, 6) for entry in sheet.column_dimensions.values()
        },
        "page": (page.orientation, page.paperSize, page.fitToHeight, page.fitToWidth),
        "fit": sheet.sheet_properties.pageSetUpPr.fitToPage,
        "margins": [
            round(getattr(margins, side), 3)
            for side in ("left", "right", "top", "bottom", "header", "footer")
        ],
        "centred": sheet.print_options.horizontalCentered,
        "footer": [
            str(sheet.oddFooter.center.text),
            sheet.oddFooter.center.font,
            sheet.oddFooter.center.size,
        ],
        "titles": sheet.print_title_rows,
        "frozen": sheet.freeze_panes,
        "zeros": sheet.sheet_view.showZeros,
        "tab": sheet.sheet_properties.tabColor.rgb if sheet.sheet_properties.tabColor else None,
        "filter": sheet.auto_filter.ref,
        "selected": sheet.sheet_view.tabSelected,
    }


def assert_same(ours: Workbook, theirs: Workbook) -> None:
    """Compare two workbooks, sheet by sheet and cell by cell."""
    assert ours.sheetnames == theirs.sheetnames
    for mine, other in zip(ours, theirs, strict=True):
        assert sheet_facts(mine) == sheet_facts(other)
        for row in range(1, max(mine.max_row, other.max_row) + 1):
            for column in range(1, max(mine.max_column, other.max_column) + 1):
                a, b = mine.cell(row, column), other.cell(row, column)
                assert (_exactly(a.value), *look(a)) == (_exactly(b.value), *look(b)), (mine.title, a)


def _exactly(value: Any) -> Any:
    """Return a value with its kind; of a number the fifteen digits that spreadsheets keep."""
    return f"{value:.15g}" if isinstance(value, int | float) else (type(value), value)
