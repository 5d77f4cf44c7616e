"""The floor of a conversion: reading with python-calamine, writing the same files with xlsxwriter and zipfile.

``capture`` converts once and keeps, for every file that was written, its cells, formats and settings (or the
parts of a document) as plain data; ``write`` is the process that is measured: it reads the inputs, loads
the plain data and writes the same files.
"""

from __future__ import annotations

import contextlib
import marshal
import sys
from pathlib import Path
from typing import Any


def capture(inputs: list[str], folder: Path, *flags: str) -> int:
    """Convert ``inputs`` and keep what was written below ``folder``; return the number of files."""
    import zipfile

    import converter.writing.report as report_module
    import converter.writing.workbook as workbook_module
    from converter.cli import main
    from converter.writing.xlsx.package import _properties, book_bytes

    folder.mkdir(parents=True, exist_ok=True)
    count = 0

    def keep(book: Any) -> bytes:
        nonlocal count
        sheets = [
            (
                sheet.name, [[tuple(_plain(cell)) for cell in row] for row in sheet.rows], sheet.heights,
                [tuple(area) for area in sheet.merges], sheet.widths, sheet.page.landscape, sheet.page.paper,
                (sheet.page.left, sheet.page.right, sheet.page.top, sheet.page.bottom), sheet.page.footer,
                sheet.frozen, sheet.title_rows, tuple(sheet.filter) if sheet.filter else None, sheet.levels,
                tuple(sheet.text_numbers) if sheet.text_numbers else None, sheet.hide_zeros, sheet.page.one_page,
            )
            for sheet in book.sheets
        ]  # fmt: skip
        styles = {name: _properties(style) for name, style in book.styles.items()}
        data = ("book", book.title, book.year, styles, sheets)
        (folder / f"{count}.plan").write_bytes(marshal.dumps(data))
        count += 1
        return book_bytes(book)

    report_module.book_bytes = workbook_module.book_bytes = keep
    out = folder / "captured"
    with contextlib.suppress(SystemExit):
        main(["convert", *inputs, "--out", str(out), "--jobs", "1", *flags])
    for document in sorted(out.glob("*.docx")):
        with zipfile.ZipFile(document) as parts:
            data = ("zip", [(name, parts.read(name)) for name in parts.namelist()])
        (folder / f"{count}.plan").write_bytes(marshal.dumps(data))
        count += 1
    return count


def _plain(cell: Any) -> tuple[Any, ...]:
    content = cell.content
    if isinstance(content, tuple):
        return cell.column, cell.style, ("=" + content.text, float(content.value))
    if content is not None and not isinstance(content, str | int):
        content = float(content)
    return cell.column, cell.style, content


def write(inputs: list[str], folder: Path, out: Path) -> None:
    """Read ``inputs`` and write the captured files into ``out``: nothing is computed in between."""
    from python_calamine import CalamineWorkbook

    for path in inputs:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    out.mkdir(parents=True, exist_ok=True)
    for plan in sorted(folder.glob("*.plan")):
        data = marshal.loads(plan.read_bytes())
        if data[0] == "book":
            _write_book(out / f"{plan.stem}.xlsx", *data[1:])
        else:
            _write_zip(out / f"{plan.stem}.docx", data[1])


def _write_zip(path: Path, parts: list[tuple[str, bytes]]) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            package.writestr(name, content)


def _write_book(path: Path, title: str, year: int, styles: dict[str, Any], sheets: list[Any]) -> None:
    from datetime import datetime

    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    book.set_properties({"title": title, "created": datetime(year, 1, 1)})
    formats = {name: book.add_format(properties) for name, properties in styles.items()}
    for (
        name, rows, heights, merges, widths, landscape, paper, margins, footer, frozen, repeated, filtered,
        levels, numbers, hide_zeros, one_page,
    ) in sheets:  # fmt: skip
        sheet = book.add_worksheet(name)
        for row, (cells, height) in enumerate(zip(rows, heights, strict=True)):
            sheet.set_row(row, min(height, 409), None, {"level": levels.get(row, 0)})
            for column, style, content in cells:
                form = formats[style]
                if content is None:
                    sheet.write_blank(row, column, None, form)
                elif isinstance(content, str):
                    sheet.write_string(row, column, content, form)
                elif isinstance(content, tuple):
                    sheet.write_formula(row, column, content[0], form, content[1])
                else:
                    sheet.write_number(row, column, content, form)
        for top, left, bottom, right in merges:
            cell = next(cell for cell in rows[top] if cell[0] == left)
            sheet.merge_range(top, left, bottom, right, cell[2] or "", formats[cell[1]])
        for column, width in enumerate(widths):
            sheet.set_column_pixels(column, column, round(width * 96 / 72))
        if landscape:
            sheet.set_landscape()
        sheet.set_paper({"A3": 8, "A4": 9}[paper])
        sheet.set_margins(*(side / 25.4 for side in margins))
        sheet.set_footer(footer)
        sheet.fit_to_pages(1, 1 if one_page else 0)
        if frozen != (0, 0):
            sheet.freeze_panes(*frozen)
        if repeated:
            sheet.repeat_rows(*repeated)
        if filtered:
            sheet.autofilter(*filtered)
        if hide_zeros:
            sheet.hide_zero()
        if numbers:
            from xlsxwriter.utility import xl_range

            sheet.ignore_errors({"number_stored_as_text": xl_range(*numbers)})
    book.close()


if __name__ == "__main__":
    if sys.argv[1] == "capture":
        flags = [part for part in sys.argv[3:] if part.startswith("--")]
        capture([part for part in sys.argv[3:] if not part.startswith("--")], Path(sys.argv[2]), *flags)
    else:
        write(sys.argv[4:], Path(sys.argv[2]), Path(sys.argv[3]))
