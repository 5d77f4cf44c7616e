"""Corrections (更正) of a mapping that a person makes one by one: small values that can be replayed.

A correction says what a sheet, column or row really is. Applying a list of them to what was recognised
gives the corrected mapping with the questions that are still open; leaving the last one out undoes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from converter.findings import Finding
from converter.recognition.mapping import (
    MONEY_UNITS,
    BlockMapping,
    ColumnMapping,
    FileMapping,
    Meaning,
    Role,
    RowKind,
    SheetMapping,
)

if TYPE_CHECKING:
    from converter.reading.model import Sheet, SourceFile

BY_HAND = "人工指定"

# Which corrections of a sheet answer which questions of the recognition, by the question's rule.
_ANSWERS: dict[str, frozenset[str]] = {
    "M01": frozenset(("role",)),
    "M02": frozenset(("header",)),
    "M04": frozenset(("meaning", "header")),
    "M05": frozenset(("money",)),
    "M06": frozenset(("money",)),
    "M07": frozenset(("unit_name",)),
    "M08": frozenset(("meaning", "header")),
    "M09": frozenset(("money",)),
}
_LETTERS = re.compile(r"[A-Z]+")


@dataclass(frozen=True, slots=True)  # compared: the same correction is the same value
class Edit:
    """One correction. ``what`` is what it sets; ``value`` its new value.

    Of a sheet: "role" (a Role), "money" (元, 万元 …), "unit_name", "year", "relation" (auto, part, view,
    skip), "header" (row numbers from 0 joined by commas: these rows are the header, the rows below are
    the table). Of a column of ``block``: "meaning" (a Meaning, and "source=…" or "kind=…" after blanks
    for amounts). Of a ``row`` of ``block``: "row" (a RowKind).
    """

    file: str
    sheet: str
    what: str
    value: str
    block: int = -1
    column: int = -1
    row: int = -1

    def same_target(self, other: Edit) -> bool:
        """Whether both set the same thing, so that the later one alone counts."""
        return replace(self, value="") == replace(other, value="")


def apply_edits(mapping: FileMapping, source: SourceFile, edits: Iterable[Edit]) -> FileMapping:
    """Return a copy of ``mapping`` with the corrections of its file, in order, and its open questions.

    Corrections of sheets, columns or blocks that the file does not have are passed over.
    """
    mine = [edit for edit in edits if edit.file == source.path]
    if not mine:
        return mapping
    result = deepcopy(mapping)
    grids = {sheet.name: sheet for sheet in source.sheets}
    for sheet in result.sheets:
        own = [edit for edit in mine if edit.sheet == sheet.name]
        grid = grids.get(sheet.name)
        if not own or grid is None:
            continue
        for edit in own:
            _apply(sheet, grid, edit)
        sheet.questions = _still_open(sheet, grid, own)
    return result


def _apply(sheet: SheetMapping, grid: Sheet, edit: Edit) -> None:
    value = edit.value
    if edit.what == "role" and value in {role.value for role in Role}:
        sheet.role, sheet.confidence = Role(value), 1.0
        sheet.evidence = [*sheet.evidence, BY_HAND]
        for block in sheet.blocks:
            block.role = None
    elif edit.what == "money" and value in MONEY_UNITS:
        sheet.money, sheet.money_evidence = value, BY_HAND
        for block in sheet.blocks:
            block.money = None
            for column in block.columns:
                column.money = None
    elif edit.what == "unit_name":
        sheet.unit_name, sheet.unit_code, sheet.unit_evidence = value.strip(), "", BY_HAND
    elif edit.what == "year":
        sheet.year, sheet.year_evidence = (int(value) if value.isdigit() else None), BY_HAND
    elif edit.what == "relation":
        sheet.relation = value
    elif edit.what == "header":
        rows = [int(row) for row in value.split(",") if row.isdigit()]
        if rows:
            sheet.blocks = [_block_below(grid, rows, sheet.blocks)]
    elif 0 <= edit.block < len(sheet.blocks):
        block = sheet.blocks[edit.block]
        if edit.what == "row" and value in {kind.value for kind in RowKind}:
            block.rows[edit.row] = RowKind(value)
        elif edit.what == "meaning":
            # Parts of one table (项目名称：… lines) share their header; they are corrected together.
            for part in sheet.blocks:
                if part.header_rows == block.header_rows:
                    _set_meaning(part, grid, edit)


def _set_meaning(block: BlockMapping, grid: Sheet, edit: Edit) -> None:
    meaning, *dims = edit.value.split()
    if meaning not in {known.value for known in Meaning}:
        return
    column = next((c for c in block.columns if c.column == edit.column), None)
    if column is None:
        column = ColumnMapping(edit.column, _header(grid, block.header_rows, edit.column), Meaning.UNKNOWN)
        block.columns.append(column)
        block.columns.sort(key=lambda c: c.column)
    column.meaning, column.evidence, column.confidence = Meaning(meaning), BY_HAND, 1.0
    column.dims = dict(dim.split("=", 1) for dim in dims if "=" in dim)


def _block_below(grid: Sheet, rows: Sequence[int], before: Sequence[BlockMapping]) -> BlockMapping:
    """Return the table whose header a person pointed out; columns keep a meaning known by the same header."""
    known = {column.header: column for block in before for column in block.columns}
    columns = []
    for number in range(grid.width):
        header = _header(grid, rows, number)
        old = known.get(header)
        if old is not None:
            columns.append(replace(old, column=number, dims=dict(old.dims)))
        elif header:
            columns.append(ColumnMapping(number, header, Meaning.UNKNOWN, evidence="", confidence=0.0))
    last = max((r for r, row in enumerate(grid.rows) if any(v not in (None, "") for v in row)), default=0)
    return BlockMapping(list(rows), max(rows) + 1, max(last, max(rows) + 1), columns)


def _header(grid: Sheet, rows: Sequence[int], column: int) -> str:
    """Return the header path of a column: its own texts and those of merged cells above it."""
    parts: list[str] = []
    for row in rows:
        value = grid.value(row, column)
        for area in grid.merged:
            if area.top <= row <= area.bottom and area.left <= column <= area.right:
                value = grid.value(area.top, area.left)
        text = "".join(str(value).split()) if value not in (None, "") else ""
        if text and text not in parts:
            parts.append(text)
    return "/".join(parts)


def _still_open(sheet: SheetMapping, grid: Sheet, edits: Sequence[Edit]) -> list[Finding]:
    """Return what the corrections leave open: questions not answered by them, and new ones."""
    # The window knows corrections without recognising anything: it must not wait for all of recognition.
    from converter.recognition.binding import open_questions
    from converter.recognition.roles import MONEY_ROLES

    counts = sheet.role in MONEY_ROLES
    done = {edit.what for edit in edits}
    columns = {edit.column for edit in edits if edit.what == "meaning"}
    kept = []
    for question in sheet.questions:
        if question.rule == "M01" and sheet.role is not Role.UNKNOWN:
            continue
        if question.rule != "M01" and (not counts or sheet.relation == "skip"):
            continue
        if question.rule == "M03" and ("header" in done or _column_of(question) in columns):
            continue
        if _ANSWERS.get(question.rule, frozenset()) & done:
            continue
        kept.append(question)
    if sheet.relation == "skip":
        return kept
    asked = {question.rule for question in kept}
    return kept + [new for new in open_questions(sheet, grid) if new.rule not in asked]


def _column_of(question: Finding) -> int:
    cell = question.places[0].cell if question.places else None
    letters = _LETTERS.match(cell or "")
    number = 0
    for letter in letters.group() if letters else "":
        number = number * 26 + ord(letter) - 64
    return number - 1
