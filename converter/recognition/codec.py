"""The mapping as JSON that a person can read and edit: A1 letters, row numbers from 1, all faults at once.

Keys are those of the dataclasses in ``mapping``. Roles, meanings, kinds of rows and of spending, and
relations may be written by their id or by their Chinese name (金额 for amount). Left out keys take their
defaults; questions are not saved, they are asked anew when the mapping is used.
"""

from __future__ import annotations

import re
from typing import Any

from converter.reading.model import a1, column_letters
from converter.recognition.json_reader import ROW_IDS, JsonReader, SourceOf, column_index
from converter.recognition.mapping import (
    MONEY_UNITS,
    BlockMapping,
    ColumnMapping,
    FileMapping,
    Meaning,
    Role,
    SheetMapping,
)
from converter.recognition.naming import (
    KIND_NAMES,
    MEANING_NAMES,
    RELATION_NAMES,
    ROLE_NAMES,
)

_LETTERS = re.compile(r"[A-Z]{1,3}")
_ROLES = {role.value: ROLE_NAMES[role] for role in Role}
_MEANINGS = {meaning.value: MEANING_NAMES[meaning] for meaning in Meaning}
_MONEY = dict.fromkeys(MONEY_UNITS, "")


def spellings() -> dict[str, dict[str, str]]:
    """Return what may be written for each key, with the Chinese names, for the head of a saved file."""
    return {
        "role": _ROLES,
        "meaning": _MEANINGS,
        "relation": RELATION_NAMES,
        "rows": ROW_IDS,
        "kind": KIND_NAMES,
    }


def file_to_json(mapping: FileMapping) -> dict[str, Any]:
    """Return a file's mapping as plain data."""
    return {
        "file": mapping.file,
        "fingerprint": mapping.fingerprint,
        "sheets": [_sheet_to_json(sheet) for sheet in mapping.sheets],
    }


def _sheet_to_json(sheet: SheetMapping) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "role": sheet.role.value,
        "confidence": sheet.confidence,
        "evidence": sheet.evidence,
        "money": sheet.money,
        "money_evidence": sheet.money_evidence,
        "unit_code": sheet.unit_code,
        "unit_name": sheet.unit_name,
        "unit_evidence": sheet.unit_evidence,
        "year": sheet.year,
        "year_evidence": sheet.year_evidence,
        "relation": sheet.relation,
        "covers_units": sheet.covers_units,
        "partial": sheet.partial,
        "blocks": [_block_to_json(block) for block in sheet.blocks],
        "labels": _labels_to_json(sheet.labels),
    }


def _block_to_json(block: BlockMapping) -> dict[str, Any]:
    return {
        "header_rows": [row + 1 for row in block.header_rows],
        "repeated_header_rows": [row + 1 for row in block.repeated_header_rows],
        "first_row": block.first_row + 1,
        "last_row": block.last_row + 1,
        "role": block.role.value if block.role else None,
        "money": block.money,
        "unit_code": block.unit_code,
        "unit_name": block.unit_name,
        "dims": block.dims,
        "dims_evidence": block.dims_evidence,
        "columns": [
            {
                "column": column_letters(column.column),
                "header": column.header,
                "meaning": column.meaning.value,
                "dims": column.dims,
                "money": column.money,
                "evidence": column.evidence,
                "confidence": column.confidence,
            }
            for column in block.columns
        ],
        "rows": {str(row + 1): kind.value for row, kind in sorted(block.rows.items())},
        "labels": _labels_to_json(block.labels),
    }


def _labels_to_json(labels: dict[str, tuple[int, int]]) -> dict[str, str]:
    return {label: a1(row, column) for label, (row, column) in labels.items()}


def file_from_json(
    data: Any, path: str, faults: list[str], source_of: SourceOf | None = None
) -> FileMapping | None:
    """Return a file's mapping from plain data; append "path：what was expected" to ``faults``.

    ``source_of`` reads a source of funds written in words (``Vocabulary.source_of``).
    """
    reader = JsonReader(data, path, faults, source_of)
    if not reader.ok:
        return None
    mapping = FileMapping(reader.text("file"), reader.text("fingerprint", ""))
    for number, entry in enumerate(reader.list_of("sheets"), start=1):
        name = entry.get("name") if isinstance(entry, dict) else None
        where = f"{path}.sheets[{number}]" + (f"（工作表“{name}”）" if isinstance(name, str) else "")
        sheet = _sheet_from_json(entry, where, faults, source_of)
        if sheet is not None:
            mapping.sheets.append(sheet)
    reader.no_others("file", "fingerprint", "sheets")
    return mapping


def _sheet_from_json(
    data: Any, path: str, faults: list[str], source_of: SourceOf | None
) -> SheetMapping | None:
    reader = JsonReader(data, path, faults, source_of)
    if not reader.ok:
        return None
    role = reader.choice("role", _ROLES)
    sheet = SheetMapping(
        file="",
        name=reader.text("name"),
        hidden=reader.truth("hidden", False),
        role=Role(role) if role else Role.UNKNOWN,
        confidence=reader.number("confidence", 1.0),
        evidence=[str(text) for text in reader.list_of("evidence", optional=True)],
        money=reader.choice("money", _MONEY, optional=True),
        money_evidence=reader.text("money_evidence", ""),
        unit_code=reader.text("unit_code", ""),
        unit_name=reader.text("unit_name", ""),
        unit_evidence=reader.text("unit_evidence", ""),
        year=reader.whole("year", None, 1990, 2100),
        year_evidence=reader.text("year_evidence", ""),
        relation=reader.choice("relation", RELATION_NAMES, optional=True) or "auto",
        covers_units=reader.truth("covers_units", False),
        partial=reader.truth("partial", False),
        labels=reader.places("labels"),
    )
    for number, entry in enumerate(reader.list_of("blocks", optional=True), start=1):
        block = _block_from_json(entry, f"{path}.blocks[{number}]", faults, source_of)
        if block is not None:
            sheet.blocks.append(block)
    reader.no_others(*SheetMapping.__dataclass_fields__)
    return sheet


def _block_from_json(
    data: Any, path: str, faults: list[str], source_of: SourceOf | None
) -> BlockMapping | None:
    reader = JsonReader(data, path, faults, source_of)
    if not reader.ok:
        return None
    first = reader.whole("first_row", None, 1, 1 << 21, needed=True) or 1
    last = reader.whole("last_row", None, 0, 1 << 21, needed=True) or first
    role = reader.choice("role", _ROLES, optional=True)
    block = BlockMapping(
        header_rows=reader.rows("header_rows"),
        first_row=first - 1,
        last_row=last - 1,
        columns=[],
        dims=reader.dims("dims"),
        dims_evidence=reader.texts("dims_evidence"),
        repeated_header_rows=reader.rows("repeated_header_rows"),
        unit_code=reader.text("unit_code", ""),
        unit_name=reader.text("unit_name", ""),
        role=Role(role) if role else None,
        rows=reader.row_kinds("rows"),
        labels=reader.places("labels"),
        money=reader.choice("money", _MONEY, optional=True),
    )
    if last < first - 1:
        faults.append(f"{path}.last_row：应不小于 first_row，现为 {last}")
    seen: set[int] = set()
    for number, entry in enumerate(reader.list_of("columns"), start=1):
        column = _column_from_json(entry, f"{path}.columns[{number}]", faults, source_of)
        if column is None:
            continue
        if column.column in seen:
            faults.append(f"{path}.columns[{number}].column：{column_letters(column.column)} 列写了两次")
        seen.add(column.column)
        block.columns.append(column)
    reader.no_others(*BlockMapping.__dataclass_fields__)
    return block


def _column_from_json(
    data: Any, path: str, faults: list[str], source_of: SourceOf | None
) -> ColumnMapping | None:
    reader = JsonReader(data, path, faults, source_of)
    if not reader.ok:
        return None
    letters = reader.text("column").strip().upper()
    if not _LETTERS.fullmatch(letters):
        faults.append(f"{path}.column：应为列的字母，如 A、AB，现为 {letters!r}")
        return None
    meaning = reader.choice("meaning", _MEANINGS)
    reader.no_others(*ColumnMapping.__dataclass_fields__)
    return ColumnMapping(
        column=column_index(letters),
        header=reader.text("header", ""),
        meaning=Meaning(meaning) if meaning else Meaning.UNKNOWN,
        dims=reader.dims("dims"),
        evidence=reader.text("evidence", ""),
        confidence=reader.number("confidence", 1.0),
        money=reader.choice("money", _MONEY, optional=True),
    )
