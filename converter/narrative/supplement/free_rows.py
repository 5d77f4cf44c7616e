"""Sheets of the supplement workbook with free rows: lists, indicators, items that only last year had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from converter.narrative.answers.model import label_key
from converter.narrative.model import Indicator
from converter.narrative.slots import SlotKind, SubjectSpec
from converter.narrative.supplement.contents import UnitContents
from converter.narrative.supplement.layout import (
    FILL,
    HEADER_ROW,
    ID,
    INDICATOR_FIELDS,
    INDICATORS,
    KIND,
    KNOWN,
    LABEL,
    LAST_TEXT,
    NUMBER,
    PROJECT,
    UNIT,
    known_indicator,
)
from converter.writing.measuring import clean_lines, width_of

if TYPE_CHECKING:
    from converter.narrative.supplement.writing import SupplementWriter

# Free rows for further entries of a list, further indicators of a project, items of last year.
_SPARE_ENTRIES = 12
_SPARE_INDICATORS = 4
_SPARE_ITEMS = 6
_WIDE = 70
_LAST_WIDTH = 34


def write_lists(writer: SupplementWriter, sheet: Any, subject: SubjectSpec) -> None:
    """Write a sheet of lists: a row an entry, last year's entries beside them, free rows behind."""
    specs = [s for s in writer.data.slots if s.kind is SlotKind.LIST and s.subject == subject.id]
    last = any(unit.last_lists.get(spec.id) for unit in writer.contents for spec in specs)
    columns = [
        *([UNIT] if writer.several else []),
        *(KIND, NUMBER),
        *([LAST_TEXT] if last else []),
        *(FILL, KNOWN),
    ]
    places = writer.start(sheet, subject, columns)
    sheet.set_column(places[FILL], places[FILL], _WIDE)
    row = HEADER_ROW + 1
    for unit in writer.contents:
        for spec in specs:
            texts, before = unit.lists.get(spec.id, []), unit.last_lists.get(spec.id, [])
            for number in range(max(len(texts), len(before)) + _SPARE_ENTRIES):
                text = clean_lines(texts[number]) if number < len(texts) else ""
                cells = {
                    UNIT: unit.name,
                    KIND: spec.label,
                    LAST_TEXT: clean_lines(before[number]) if number < len(before) else "",
                    KNOWN: "" if spec.id in unit.typed_lists else text,
                }
                for name, shown in cells.items():
                    if name in places:
                        sheet.write_string(row, places[name], shown, writer.fixed)
                sheet.write_number(row, places[NUMBER], number + 1, writer.fixed)
                _write_fill(writer, sheet, row, places[FILL], text)
                lines = max(-(-width_of(text) // _WIDE), -(-width_of(cells[LAST_TEXT]) // _LAST_WIDTH))
                sheet.set_row(row, min(max(20, lines * 15 + 5), 240))
                row += 1


def write_performance(writer: SupplementWriter, sheet: Any, subject: SubjectSpec) -> None:
    """Write the sheet of 绩效目标: a row an indicator, last year's indicators beside them."""
    last = any(unit.last_performance for unit in writer.contents)
    columns = [
        *([UNIT] if writer.several else []),
        PROJECT,
        *INDICATORS,
        *([LAST_TEXT] if last else []),
        KNOWN,
    ]
    places = writer.start(sheet, subject, columns)
    sheet.set_column(places[INDICATORS[2]], places[INDICATORS[2]], 30)
    row = HEADER_ROW + 1
    for unit in writer.contents:
        for table in unit.performance:
            typed = label_key(table.project) in unit.typed_performance
            blank = ("",) * len(INDICATORS)
            rows = [*_indicator_rows(unit, table.project), *([(blank, "")] * _SPARE_INDICATORS)]
            for cells, before in rows:
                known = known_indicator(cells) if any(cells[2:]) and not typed else ""
                fixed = {UNIT: unit.name, PROJECT: table.project, LAST_TEXT: before, KNOWN: known}
                for name, shown in fixed.items():
                    if name in places:
                        sheet.write_string(row, places[name], clean_lines(shown), writer.fixed)
                for name, cell in zip(INDICATORS, cells, strict=True):
                    _write_fill(writer, sheet, row, places[name], clean_lines(cell))
                lines = -(-width_of(before) // _LAST_WIDTH)
                sheet.set_row(row, max(20, lines * 15 + 5))
                row += 1
    choices = writer.data.indicator_choices
    for name, options in (
        (INDICATORS[0], choices.first),
        (INDICATORS[1], choices.second),
        (INDICATORS[4], choices.basis),
        (INDICATORS[7], choices.scoring),
        (INDICATORS[8], choices.evidence),
    ):
        if options and row > HEADER_ROW + 1:
            sheet.data_validation(
                HEADER_ROW + 1,
                places[name],
                row - 1,
                places[name],
                {"validate": "list", "source": list(options), "error_type": "warning"},
            )


def _indicator_rows(unit: UnitContents, project: str) -> list[tuple[tuple[str, ...], str]]:
    """Return the rows of a project, each with last year's indicator as one text.

    While nothing is filled in, every indicator of last year has a row of its own kind beside it.
    """
    table = next(table for table in unit.performance if table.project == project)
    rows = [_cells(indicator) for indicator in table.indicators]
    last = unit.last_performance.get(label_key(project))
    before = [i for i in last.indicators if i.third.strip()] if last is not None else []
    if any(cells[2] for cells in rows):
        named = {label_key(i.third): i for i in before}
        return [(c, _told(named[label_key(c[2])]) if label_key(c[2]) in named else "") for c in rows]
    result: list[tuple[tuple[str, ...], str]] = []
    kinds = list(dict.fromkeys([cells[:2] for cells in rows] + [(i.first, i.second) for i in before]))
    order = {kind[0]: number for number, kind in reversed(list(enumerate(kinds)))}
    for kind in sorted(kinds, key=lambda kind: order[kind[0]]):
        of_kind = [_told(i) for i in before if (i.first, i.second) == kind]
        result += [((*kind, *("",) * (len(INDICATORS) - 2)), told) for told in of_kind or [""]]
    return result


def _cells(indicator: Indicator) -> tuple[str, ...]:
    """Return the cells of an indicator; the mark of an open slot is nothing to fill in."""
    cells = (getattr(indicator, name) for name in INDICATOR_FIELDS)
    return tuple("" if cell.startswith("【") else cell for cell in cells)


def _told(indicator: Indicator) -> str:
    return known_indicator(tuple(cell for cell in _cells(indicator)[2:] if cell))


def write_free_figures(writer: SupplementWriter, sheet: Any, places: dict[str, int], row: int) -> None:
    """Write free rows below last year's figures, for items that this year has no more."""
    for unit in writer.contents:
        for _ in range(_SPARE_ITEMS):
            for name, at in places.items():
                if name in (ID, LABEL):
                    sheet.write_blank(row, at, None, writer.fill)
                elif name == FILL:
                    sheet.write_blank(row, at, None, writer.fill_number)
                    writer.check(sheet, row, at, "decimal", "请填数字（万元）。")
                else:
                    sheet.write_string(row, at, unit.name if name == UNIT else "", writer.fixed)
            row += 1


def _write_fill(writer: SupplementWriter, sheet: Any, row: int, at: int, text: str) -> None:
    if text:
        sheet.write_string(row, at, text, writer.fill)
    else:
        sheet.write_blank(row, at, None, writer.fill)
