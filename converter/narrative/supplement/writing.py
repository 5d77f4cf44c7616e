"""Writes the supplement workbook: one sheet a subject, a row a slot, ready to be filled in."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from converter.findings import Finding
from converter.narrative.drafting.slot_book import SlotUse, parse_date
from converter.narrative.slots import SlotData, SlotKind, SubjectSpec
from converter.narrative.supplement.contents import UnitContents
from converter.narrative.supplement.free_rows import write_free_figures, write_lists, write_performance
from converter.narrative.supplement.layout import (
    ABOUT_SHEET,
    BEFORE,
    CHANGE,
    FILL,
    HEADER_ROW,
    ID,
    KIND,
    KNOWN,
    LABEL,
    LAST_TEXT,
    MEASURE,
    NOW,
    NUMBER,
    OBSOLETE_SHEET,
    PROJECT,
    PROPOSAL,
    RATE,
    UNIT,
    UNIT_LABEL,
    YEAR_LABEL,
)
from converter.writing.files import save
from converter.writing.measuring import clean_lines, width_of

_WIDTHS = {
    ID: 18, UNIT: 20, LABEL: 34, MEASURE: 10, NOW: 13, BEFORE: 13, CHANGE: 13, RATE: 11, LAST_TEXT: 34,
    PROPOSAL: 36, FILL: 44, KNOWN: 34, KIND: 16, NUMBER: 7, PROJECT: 26,
}  # fmt: skip
_NUMBERS = {NOW, BEFORE, CHANGE, RATE}


def write_supplement(contents: Sequence[UnitContents], data: SlotData, path: Path) -> Finding | None:
    """Write the supplement workbook of one or more units to ``path``; None, or why nothing was written."""
    return save(path, supplement_bytes(contents, data))


def supplement_bytes(contents: Sequence[UnitContents], data: SlotData) -> bytes:
    """Return the workbook; the same contents give the same bytes."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": "补充资料", "created": datetime(2000, 1, 1)})
    SupplementWriter(book, contents, data).write()
    book.close()
    return stream.getvalue()


class SupplementWriter:
    """Writes one supplement; ``start`` begins a sheet, the formats are those of all sheets."""

    def __init__(self, book: Any, contents: Sequence[UnitContents], data: SlotData) -> None:
        self.book = book
        self.contents = contents
        self.data = data
        self.several = len(contents) > 1
        font = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
        grid = {**font, "border": 1}
        self.title = book.add_format({**font, "font_name": "黑体", "font_size": 16, "text_wrap": False})
        self.about = book.add_format({**font, "font_color": "#595959"})
        self.head = book.add_format({**grid, "font_name": "黑体", "align": "center", "bg_color": "#DDEBF7"})
        self.fixed = book.add_format({**grid, "bg_color": "#F2F2F2", "num_format": "@"})
        self.number = book.add_format({**grid, "bg_color": "#F2F2F2", "num_format": "#,##0.00"})
        self.fill = book.add_format({**grid, "locked": False, "num_format": "@"})
        self.fill_number = book.add_format({**grid, "locked": False, "num_format": "#,##0.00"})
        self.fill_count = book.add_format({**grid, "locked": False, "num_format": "0.######"})
        self.fill_date = book.add_format({**grid, "locked": False, "num_format": "yyyy-mm-dd"})
        self.open = book.add_format({"bg_color": "#FFF2CC"})
        self.last_rows: dict[tuple[str, str], int] = {}

    def write(self) -> None:
        """Write all sheets."""
        self._about()
        # Last year's figures first in making, for the reasons' rows refer to them; order of sheets stays.
        sheets = {subject.id: self.book.add_worksheet(subject.title) for subject in self.data.subjects}
        lists = [slot for slot in self.data.slots if slot.kind is SlotKind.LIST]
        list_subjects = {slot.subject for slot in lists}
        ordered = sorted(self.data.subjects, key=lambda s: s.id != self.data.last_subject)
        for subject in ordered:
            sheet = sheets[subject.id]
            if subject.id in list_subjects:
                write_lists(self, sheet, subject)
            elif subject.id == self.data.performance_subject:
                write_performance(self, sheet, subject)
            else:
                self._slots(sheet, subject)
        self._obsolete()

    # ── sheets

    def _about(self) -> None:
        sheet = self.book.add_worksheet(ABOUT_SHEET)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 90)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, "补充资料", self.title)
        opened = sum(unit.open for unit in self.contents)
        year = self.contents[0].year if self.contents else ""
        names = "、".join(unit.name for unit in self.contents)
        rows = [
            (UNIT_LABEL, names),
            (YEAR_LABEL, str(year)),
            ("还没有填的", f"{opened} 项（各表“{FILL}”栏里的黄色格子）"),
            ("怎样填", f"只填各表的“{FILL}”栏；灰色的格子已锁定，不必改。能选的请从下拉列表中选。"),
            (
                "填好以后",
                "保存后重新转换，并加上 --supplement 和本文件名。以后重新生成本文件，填过的内容都会保留。",
            ),
            (KNOWN, f"“{KNOWN}”是底稿里找到的内容。“{FILL}”与它相同，说明没有改过，底稿更新后会跟着更新。"),
        ]
        for number, (label, text) in enumerate(rows, start=2):
            sheet.write_string(number, 0, label, self.fixed)
            sheet.write_string(number, 1, clean_lines(text), self.fixed)
            sheet.set_row(number, 20 if width_of(text) < 90 else 36)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def start(self, sheet: Any, subject: SubjectSpec, columns: list[str]) -> dict[str, int]:
        """Write title, explanation and header; return the place of every column."""
        places = {name: at for at, name in enumerate(columns)}
        sheet.write_string(0, 0, subject.title, self.title)
        sheet.write_string(1, 0, subject.about, self.about)
        sheet.merge_range(1, 0, 1, len(columns) - 1, subject.about, self.about)
        sheet.set_row(1, 32)
        for name, at in places.items():
            sheet.write_string(HEADER_ROW, at, name, self.head)
            sheet.set_column(at, at, _WIDTHS.get(name, 14))
        sheet.set_row(HEADER_ROW, 24)
        sheet.freeze_panes(HEADER_ROW + 1, 0)
        sheet.protect(
            "",
            {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True},
        )
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW)
        return places

    def _slots(self, sheet: Any, subject: SubjectSpec) -> None:
        uses = [(unit, use) for unit in self.contents for use in unit.slots if use.subject == subject.id]
        columns = self._columns(subject.id, [use for _, use in uses])
        places = self.start(sheet, subject, columns)
        row = HEADER_ROW + 1
        for unit, use in uses:
            self._slot_row(sheet, row, places, unit, use)
            row += 1
        if row == HEADER_ROW + 1:
            sheet.write_string(row, 0, "没有需要填写的内容", self.about)
        elif subject.id == self.data.last_subject:
            write_free_figures(self, sheet, places, row)

    def _columns(self, subject: str, uses: Iterable[SlotUse]) -> list[str]:
        uses = list(uses)
        columns = [ID, *([UNIT] if self.several else []), LABEL]
        if any(use.unit for use in uses) and subject != self.data.last_subject:
            columns.append(MEASURE)
        if any(use.value is not None for use in uses):
            columns.append(NOW)
        if subject == self.data.reason_subject:
            columns += [BEFORE, CHANGE, RATE]
        if any(use.last_text for use in uses):
            columns.append(LAST_TEXT)
        if any(use.proposal for use in uses):
            columns.append(PROPOSAL)
        return [*columns, FILL, KNOWN]

    def _slot_row(
        self, sheet: Any, row: int, places: dict[str, int], unit: UnitContents, use: SlotUse
    ) -> None:
        known = ""
        shown = use.answer.text.strip() if use.answer is not None else ""
        if use.answer is not None and not use.answer.typed:
            known = shown
        values: dict[str, Any] = {
            ID: use.id,
            UNIT: unit.name,
            LABEL: use.label,
            MEASURE: use.unit,
            NOW: use.value,
            BEFORE: use.last,
            CHANGE: use.value - use.last if use.value is not None and use.last is not None else None,
            LAST_TEXT: use.last_text,
            PROPOSAL: use.proposal,
            KNOWN: known,
        }
        if values[CHANGE] is not None and use.last:
            values[RATE] = round(values[CHANGE] * 100 / use.last, 2)
        lines = 1
        for name, at in places.items():
            if name == FILL:
                continue
            value = values.get(name)
            if name in _NUMBERS:
                self._number(sheet, row, at, value)
            else:
                text = clean_lines(str(value or ""))
                sheet.write_string(row, at, text, self.fixed)
                lines = max(lines, -(-width_of(text) // _WIDTHS.get(name, 14)))
        if use.id.startswith("上年."):
            self.last_rows[unit.name, str(use.figure)] = row
            shown = f"{use.last:.2f}" if use.last is not None else shown
        elif use.subject == self.data.reason_subject and use.last is None and use.figure is not None:
            self._linked(sheet, row, places, unit, use)
        self._fill(sheet, row, places[FILL], use, shown)
        if use.required or (use.subject == self.data.reason_subject and use.last is None):
            at = places[FILL]
            sheet.conditional_format(row, at, row, at, {"type": "blanks", "format": self.open})
        lines = max(lines, -(-width_of(shown) // _WIDTHS[FILL]))
        sheet.set_row(row, min(max(20, lines * 15 + 5), 240))

    def _number(self, sheet: Any, row: int, at: int, value: Any) -> None:
        if value is None:
            sheet.write_blank(row, at, None, self.number)
        else:
            sheet.write_number(row, at, float(value), self.number)

    def _linked(self, sheet: Any, row: int, places: dict[str, int], unit: UnitContents, use: SlotUse) -> None:
        """Show what is typed on the sheet of last year's figures, and the change that follows."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        source = self.last_rows.get((unit.name, str(use.figure)))
        if source is None or NOW not in places:
            return
        subject = next(s for s in self.data.subjects if s.id == self.data.last_subject)
        fill = len(self._columns(subject.id, self._of_subject(subject.id))) - 2
        there = f"'{subject.title}'!{xl_rowcol_to_cell(source, fill)}"
        before = xl_rowcol_to_cell(row, places[BEFORE])
        now = xl_rowcol_to_cell(row, places[NOW])
        sheet.write_formula(row, places[BEFORE], f'=IF({there}="","",{there})', self.number, "")
        sheet.write_formula(row, places[CHANGE], f'=IF({before}="","",{now}-{before})', self.number, "")

    def _of_subject(self, subject: str) -> list[SlotUse]:
        return [use for unit in self.contents for use in unit.slots if use.subject == subject]

    def _fill(self, sheet: Any, row: int, at: int, use: SlotUse, shown: str) -> None:
        """Write the cell to be filled in, with its checks."""
        number = use.answer.number if use.answer is not None else None
        if use.id.startswith("上年."):
            number = use.last
        if use.kind is SlotKind.CHOICE:
            sheet.data_validation(row, at, row, at, {"validate": "list", "source": list(use.choices)})
        elif use.kind is SlotKind.COUNT:
            self.check(sheet, row, at, "integer", "请填整数。")
        elif use.kind in (SlotKind.NUMBER, SlotKind.AMOUNT):
            self.check(sheet, row, at, "decimal", f"请填数字（{use.unit}）。")
        if use.kind in (SlotKind.COUNT, SlotKind.NUMBER, SlotKind.AMOUNT):
            form = self.fill_number if use.kind is SlotKind.AMOUNT else self.fill_count
            if number is None:
                sheet.write_blank(row, at, None, form)
            else:
                sheet.write_number(row, at, float(number), form)
        elif use.kind is SlotKind.DATE:
            day = parse_date(shown)
            sheet.data_validation(
                row,
                at,
                row,
                at,
                {
                    "validate": "date",
                    "criteria": ">",
                    "value": date(2000, 1, 1),
                    "error_title": "日期",
                    "error_message": "请填日期，例如 2023-01-20。",
                },
            )
            if day is None:
                sheet.write_blank(row, at, None, self.fill_date)
            else:
                sheet.write_datetime(row, at, datetime(day.year, day.month, day.day), self.fill_date)
        else:
            text = clean_lines(shown)
            sheet.write_string(row, at, text, self.fill) if text else sheet.write_blank(
                row, at, None, self.fill
            )

    def check(self, sheet: Any, row: int, at: int, kind: str, message: str) -> None:
        """Let a cell take numbers of a kind only (integer, decimal)."""
        sheet.data_validation(
            row,
            at,
            row,
            at,
            {
                "validate": kind,
                "criteria": "between",
                "minimum": -999999999,
                "maximum": 999999999,
                "error_title": "数字",
                "error_message": message,
            },
        )

    def _obsolete(self) -> None:
        rows = [(unit, slot, entry) for unit in self.contents for slot, entry in unit.obsolete.items()]
        if not rows:
            return
        sheet = self.book.add_worksheet(OBSOLETE_SHEET)
        about = "这些内容以前填过，现在的文字里用不到了。保留在这里，以后又用到时会自动取回。"
        subject = SubjectSpec(OBSOLETE_SHEET, OBSOLETE_SHEET, about)
        columns = [ID, *([UNIT] if self.several else []), LABEL, FILL]
        places = self.start(sheet, subject, columns)
        for row, (unit, slot, entry) in enumerate(rows, start=HEADER_ROW + 1):
            sheet.write_string(row, places[ID], slot, self.fixed)
            if UNIT in places:
                sheet.write_string(row, places[UNIT], unit.name, self.fixed)
            sheet.write_string(row, places[LABEL], clean_lines(entry.label), self.fixed)
            sheet.write_string(row, places[FILL], clean_lines(entry.text), self.fill)
