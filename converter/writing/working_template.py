"""Writes an empty, complete working spreadsheet (空白底稿) in the pack's own layout."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from converter.findings import Finding
from converter.packs.loading import Pack
from converter.writing.files import save

_HEADS_HEIGHT = 24
_LISTED = "sources"


@dataclass(frozen=True, slots=True)
class ColumnForm:
    """One column to be filled in: its heading, kind (text, amount, count) and what may be chosen."""

    head: str
    kind: str = "text"
    choices: tuple[str, ...] | str = ()


@dataclass(frozen=True, slots=True)
class TableForm:
    """One table: the line of its header (from 1), columns, rows written beforehand, and blank rows.

    ``rows`` and ``choices`` may be ``"sources"``: the list of sources of funds.
    """

    top: int
    columns: tuple[ColumnForm, ...]
    rows: tuple[tuple[str, ...], ...] | str = ()
    blank: int = 0


@dataclass(frozen=True, slots=True)
class SheetForm:
    """One sheet. ``lines`` are single cells (line, column, text[, choices parted by |]); "" is a cell to be
    filled in. ``money`` is the unit of its amounts ("" without). ``copies``: how often it stands there.
    """

    id: str
    name: str
    title: str
    widths: tuple[float, ...] = ()
    money: str = ""
    lines: tuple[tuple[Any, ...], ...] = ()
    tables: tuple[TableForm, ...] = ()
    copies: int = 1


@dataclass(frozen=True, slots=True)
class WorkingForm:
    """The pack's ``working.toml``."""

    sources: tuple[str, ...]
    sheets: tuple[SheetForm, ...] = field(default=())


def write_working_template(pack: Pack, path: Path) -> Finding | None:
    """Write the empty working spreadsheet for the pack's year to ``path``; None, or why it was not written."""
    return save(path, working_template_bytes(pack))


def working_template_bytes(pack: Pack) -> bytes:
    """Return the workbook; the same pack and year give the same bytes."""
    import xlsxwriter

    form = pack.section("working", WorkingForm)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": f"{pack.year}年预算工作底稿", "created": datetime(2000, 1, 1)})
    writer = _Writer(book, form, pack.year)
    for sheet in form.sheets:
        for number in range(1, sheet.copies + 1):
            writer.add(sheet, number)
    book.close()
    return stream.getvalue()


class _Writer:
    def __init__(self, book: Any, form: WorkingForm, year: int) -> None:
        self.book = book
        self.form = form
        self.words = {"year": str(year), "last": str(year - 1)}
        font = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        grid = {**font, "border": 1, "text_wrap": True}
        self.title = book.add_format({**font, "font_name": "黑体", "font_size": 16})
        self.plain = book.add_format({**font, "text_wrap": True})
        self.right = book.add_format({**font, "align": "right"})
        self.head = book.add_format({**grid, "font_name": "黑体", "align": "center", "bg_color": "#E7E6E6"})
        self.label = book.add_format({**grid, "bg_color": "#F2F2F2"})
        self.kinds = {
            "text": book.add_format({**grid, "num_format": "@"}),
            "amount": book.add_format({**grid, "num_format": "#,##0.00"}),
            "count": book.add_format({**grid, "num_format": "0.##"}),
        }

    def add(self, form: SheetForm, number: int) -> None:
        """Add one sheet."""
        words = {**self.words, "number": str(number)}
        sheet = self.book.add_worksheet(form.name.format_map(words))
        for column, width in enumerate(form.widths):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, form.title.format_map(words), self.title)
        sheet.set_row(0, 30)
        if form.money:
            last = max((len(table.columns) for table in form.tables), default=1) - 1
            sheet.write_string(1, last, f"单位：{form.money}", self.right)
        for line, column, text, *choices in form.lines:
            self._line(sheet, line - 1, column - 1, text.format_map(words), choices, bool(form.tables))
        for table in form.tables:
            self._table(sheet, table)
        if len(form.tables) == 1:
            sheet.freeze_panes(form.tables[0].top, 0)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _line(self, sheet: Any, row: int, column: int, text: str, choices: list[str], boxed: bool) -> None:
        if not text:
            sheet.write_blank(row, column, None, self.kinds["text"])
            if choices:
                sheet.data_validation(
                    row, column, row, column, {"validate": "list", "source": choices[0].split("|")}
                )
            return
        if text.isdigit():
            sheet.write_number(row, column, int(text), self.kinds["count"])
        else:
            sheet.write_string(row, column, text, self.label if boxed else self.plain)

    def _table(self, sheet: Any, table: TableForm) -> None:
        top = table.top - 1
        rows = [(text,) for text in self.form.sources] if table.rows == _LISTED else list(table.rows)
        sheet.set_row(top, _HEADS_HEIGHT)
        bottom = top + len(rows) + table.blank
        for column, form in enumerate(table.columns):
            sheet.write_string(top, column, form.head, self.head)
            for row in range(top + 1, bottom + 1):
                given = rows[row - top - 1] if row - top - 1 < len(rows) else ()
                text = given[column] if column < len(given) else ""
                if text:
                    sheet.write_string(row, column, text, self.label)
                else:
                    sheet.write_blank(row, column, None, self.kinds[form.kind])
            choices = list(self.form.sources) if form.choices == _LISTED else list(form.choices)
            if choices and bottom > top:
                self._choices(sheet, top + 1, bottom, column, choices)

    def _choices(self, sheet: Any, top: int, bottom: int, column: int, choices: list[str]) -> None:
        """Add a drop-down list; long ones stand on the sheet of income, where they fit no cell."""
        if len(",".join(choices)) <= 255:
            sheet.data_validation(top, column, bottom, column, {"validate": "list", "source": choices})
            return
        place = self._where(choices)
        if place:
            sheet.data_validation(top, column, bottom, column, {"validate": "list", "source": place})

    def _where(self, choices: list[str]) -> str:
        """Return the range of another sheet that lists the choices, "" when there is none."""
        for form in self.form.sheets:
            for table in form.tables:
                if table.rows == _LISTED and choices == list(self.form.sources):
                    return f"='{form.name}'!$A${table.top + 1}:$A${table.top + len(choices)}"
        return ""
