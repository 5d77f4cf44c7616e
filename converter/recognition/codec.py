"""The mapping as JSON that a person can read and edit: A1 letters, row numbers from 1, all faults at once.

Keys are those of the dataclasses in ``mapping``. Left out keys take their defaults; questions are not
saved, they are asked anew when the mapping is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from converter.reading.model import a1, column_letters
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

_A1 = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_LETTERS = re.compile(r"[A-Z]{1,3}")
DIM_KEYS = (
    "function",
    "economic",
    "kind",
    "source",
    "project",
    "project_code",
    "item",
    "procurement",
    "unit",
)
KINDS = ("basic", "basic.personnel", "basic.public", "project")
_RELATIONS = ("auto", "part", "view", "skip")


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


def file_from_json(data: Any, path: str, faults: list[str]) -> FileMapping | None:
    """Return a file's mapping from plain data; append "path：what was expected" to ``faults``."""
    reader = _Reader(data, path, faults)
    if not reader.ok:
        return None
    mapping = FileMapping(reader.text("file"), reader.text("fingerprint", ""))
    for number, entry in enumerate(reader.list_of("sheets"), start=1):
        name = entry.get("name") if isinstance(entry, dict) else None
        where = f"{path}.sheets[{number}]" + (f"（工作表“{name}”）" if isinstance(name, str) else "")
        sheet = _sheet_from_json(entry, where, faults)
        if sheet is not None:
            mapping.sheets.append(sheet)
    reader.no_others("file", "fingerprint", "sheets")
    return mapping


def _sheet_from_json(data: Any, path: str, faults: list[str]) -> SheetMapping | None:
    reader = _Reader(data, path, faults)
    if not reader.ok:
        return None
    role = reader.choice("role", [role.value for role in Role])
    sheet = SheetMapping(
        file="",
        name=reader.text("name"),
        hidden=reader.truth("hidden", False),
        role=Role(role) if role else Role.UNKNOWN,
        confidence=reader.number("confidence", 1.0),
        evidence=[str(text) for text in reader.list_of("evidence", optional=True)],
        money=reader.choice("money", list(MONEY_UNITS), optional=True),
        money_evidence=reader.text("money_evidence", ""),
        unit_code=reader.text("unit_code", ""),
        unit_name=reader.text("unit_name", ""),
        unit_evidence=reader.text("unit_evidence", ""),
        year=reader.whole("year", None, 1990, 2100),
        year_evidence=reader.text("year_evidence", ""),
        relation=reader.choice("relation", _RELATIONS, optional=True) or "auto",
        covers_units=reader.truth("covers_units", False),
        labels=reader.places("labels"),
    )
    for number, entry in enumerate(reader.list_of("blocks", optional=True), start=1):
        block = _block_from_json(entry, f"{path}.blocks[{number}]", faults)
        if block is not None:
            sheet.blocks.append(block)
    reader.no_others(*SheetMapping.__dataclass_fields__)
    return sheet


def _block_from_json(data: Any, path: str, faults: list[str]) -> BlockMapping | None:
    reader = _Reader(data, path, faults)
    if not reader.ok:
        return None
    first = reader.whole("first_row", None, 1, 1 << 21, needed=True) or 1
    last = reader.whole("last_row", None, 0, 1 << 21, needed=True) or first
    role = reader.choice("role", [role.value for role in Role], optional=True)
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
        money=reader.choice("money", list(MONEY_UNITS), optional=True),
    )
    if last < first - 1:
        faults.append(f"{path}.last_row：应不小于 first_row，现为 {last}")
    seen: set[int] = set()
    for number, entry in enumerate(reader.list_of("columns"), start=1):
        column = _column_from_json(entry, f"{path}.columns[{number}]", faults)
        if column is None:
            continue
        if column.column in seen:
            faults.append(f"{path}.columns[{number}].column：{column_letters(column.column)} 列写了两次")
        seen.add(column.column)
        block.columns.append(column)
    reader.no_others(*BlockMapping.__dataclass_fields__)
    return block


def _column_from_json(data: Any, path: str, faults: list[str]) -> ColumnMapping | None:
    reader = _Reader(data, path, faults)
    if not reader.ok:
        return None
    letters = reader.text("column").strip().upper()
    if not _LETTERS.fullmatch(letters):
        faults.append(f"{path}.column：应为列的字母，如 A、AB，现为 {letters!r}")
        return None
    meaning = reader.choice("meaning", [meaning.value for meaning in Meaning])
    reader.no_others(*ColumnMapping.__dataclass_fields__)
    return ColumnMapping(
        column=column_index(letters),
        header=reader.text("header", ""),
        meaning=Meaning(meaning) if meaning else Meaning.UNKNOWN,
        dims=reader.dims("dims"),
        evidence=reader.text("evidence", ""),
        confidence=reader.number("confidence", 1.0),
        money=reader.choice("money", list(MONEY_UNITS), optional=True),
    )


def column_index(letters: str) -> int:
    """Return the zero-based index of column letters: A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class _Reader:
    """Reads keys of one object and notes what is not as expected, with its path."""

    def __init__(self, data: Any, path: str, faults: list[str]) -> None:
        self._data: dict[str, Any] = data if isinstance(data, dict) else {}
        self._path = path
        self._faults = faults
        self.ok = isinstance(data, dict)
        if not self.ok:
            faults.append(f"{path}：应为 {{…}} 一组内容，现为 {_shown(data)}")

    def _fault(self, key: str, expected: str) -> None:
        self._faults.append(f"{self._path}.{key}：应为{expected}，现为 {_shown(self._data.get(key))}")

    def no_others(self, *known: str) -> None:
        """Report keys that mean nothing here (a misspelt key must not be passed over)."""
        for key in self._data:
            if key not in known:
                self._faults.append(f"{self._path}.{key}：没有这一项，可用的有 {'、'.join(known)}")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text."""
        value = self._data.get(key, default)
        if value is None and default is not None:
            return default
        if isinstance(value, str):
            return value
        self._fault(key, "文字")
        return ""

    def truth(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self._data.get(key, default)
        if isinstance(value, bool):
            return value
        self._fault(key, " true 或 false")
        return default

    def number(self, key: str, default: float) -> float:
        """Return a number."""
        value = self._data.get(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        self._fault(key, "数字")
        return default

    def whole(
        self, key: str, default: int | None, low: int, high: int, *, needed: bool = False
    ) -> int | None:
        """Return a whole number within bounds."""
        value = self._data.get(key, default)
        if value is None and not needed:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self._fault(key, f" {low} 到 {high} 的整数")
        return default

    def choice(self, key: str, allowed: Iterable[str], *, optional: bool = False) -> str | None:
        """Return one of the allowed words; None when absent and optional."""
        value = self._data.get(key)
        if value is None and optional:
            return None
        options = list(allowed)
        if isinstance(value, str) and value in options:
            return value
        self._fault(key, "下列之一：" + "、".join(options))
        return None

    def list_of(self, key: str, *, optional: bool = False) -> list[Any]:
        """Return a list."""
        value = self._data.get(key)
        if value is None and optional:
            return []
        if isinstance(value, list):
            return value
        self._fault(key, "列表 […]")
        return []

    def rows(self, key: str) -> list[int]:
        """Return row numbers (from 1 in the file) as zero-based rows."""
        found: list[int] = []
        for value in self.list_of(key, optional=True):
            if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
                found.append(value - 1)
            else:
                self._fault(key, "从 1 起的行号的列表")
                break
        return found

    def _table(self, key: str) -> dict[str, Any]:
        value = self._data.get(key)
        if value is None:
            return {}
        if isinstance(value, dict):
            return value
        self._fault(key, " {…} 一组内容")
        return {}

    def texts(self, key: str) -> dict[str, str]:
        """Return a table of texts."""
        return self._checked(key, lambda value: isinstance(value, str), "文字")

    def _checked(self, key: str, test: Callable[[Any], bool], expected: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in self._table(key).items():
            if test(value):
                found[str(name)] = value
            else:
                self._faults.append(f"{self._path}.{key}.{name}：应为{expected}，现为 {_shown(value)}")
        return found

    def dims(self, key: str) -> dict[str, str]:
        """Return dimensions: known keys, kinds spelt as ids."""
        found = self.texts(key)
        for name, value in found.items():
            if name not in DIM_KEYS:
                self._faults.append(f"{self._path}.{key}.{name}：没有这一项，可用的有 {'、'.join(DIM_KEYS)}")
            if name == "kind" and value not in KINDS:
                self._faults.append(
                    f"{self._path}.{key}.kind：应为下列之一：{'、'.join(KINDS)}，现为 {_shown(value)}"
                )
        return found

    def row_kinds(self, key: str) -> dict[int, RowKind]:
        """Return row numbers with their kinds."""
        kinds = [kind.value for kind in RowKind]
        found: dict[int, RowKind] = {}
        for name, value in self._table(key).items():
            if name.isdigit() and int(name) >= 1 and value in kinds:
                found[int(name) - 1] = RowKind(value)
            else:
                self._faults.append(
                    f"{self._path}.{key}.{name}：应为行号对应下列之一：{'、'.join(kinds)}，现为 {_shown(value)}"
                )
        return found

    def places(self, key: str) -> dict[str, tuple[int, int]]:
        """Return labels with the cells (A1) of their values."""
        found: dict[str, tuple[int, int]] = {}
        for name, value in self._table(key).items():
            match = _A1.fullmatch(value) if isinstance(value, str) else None
            if match:
                found[str(name)] = (int(match.group(2)) - 1, column_index(match.group(1)))
            else:
                self._faults.append(f"{self._path}.{key}.{name}：应为单元格地址，如 B3，现为 {_shown(value)}")
        return found


def _shown(value: Any) -> str:
    text = "没有写" if value is None else repr(value)
    return text if len(text) < 60 else text[:57] + "…"
