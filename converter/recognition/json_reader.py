"""Reads the keys of one JSON object: every fault is noted with its path, none stops the reading."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from converter.recognition.mapping import RowKind
from converter.recognition.naming import KIND_NAMES, ROW_NAMES

_A1 = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_SOURCE_ID = re.compile(r"(?:current|carry|any)(?:\.[a-z]+)*")
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
ROW_IDS = {kind.value: ROW_NAMES[kind] for kind in RowKind}

SourceOf = Callable[[str], str | None]


def column_index(letters: str) -> int:
    """Return the zero-based index of column letters: A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class JsonReader:
    """Reads keys of one object and notes what is not as expected, with its path."""

    def __init__(self, data: Any, path: str, faults: list[str], source_of: SourceOf | None) -> None:
        self._data: dict[str, Any] = data if isinstance(data, dict) else {}
        self._path = path
        self._faults = faults
        self._source_of = source_of
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

    def choice(self, key: str, names: dict[str, str], *, optional: bool = False) -> str | None:
        """Return the id of a value written as id or as Chinese name; None when absent and optional."""
        value = self._data.get(key)
        if value is None and optional:
            return None
        found = _id_of(value, names)
        if found is None:
            self._fault(key, _one_of(names))
        return found

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
        """Return dimensions: known keys; kinds and sources as ids, also when written in words."""
        found = self.texts(key)
        for name, value in found.items():
            where = f"{self._path}.{key}.{name}"
            if name not in DIM_KEYS:
                self._faults.append(f"{where}：没有这一项，可用的有 {'、'.join(DIM_KEYS)}")
            elif name == "kind":
                kind = _id_of(value, KIND_NAMES)
                if kind is None:
                    self._faults.append(f"{where}：应为{_one_of(KIND_NAMES)}，现为 {_shown(value)}")
                found[name] = kind or value
            elif name == "source" and not _SOURCE_ID.fullmatch(value):
                source = self._source_of(value) if self._source_of else None
                if source is None:
                    expected = "资金来源的代号或全称，如 current.fiscal.general.local（一般公共预算本级）"
                    self._faults.append(f"{where}：应为{expected}，现为 {_shown(value)}")
                found[name] = source or value
        return found

    def row_kinds(self, key: str) -> dict[int, RowKind]:
        """Return row numbers with their kinds."""
        found: dict[int, RowKind] = {}
        for name, value in self._table(key).items():
            kind = _id_of(value, ROW_IDS)
            if name.isdigit() and int(name) >= 1 and kind is not None:
                found[int(name) - 1] = RowKind(kind)
            else:
                self._faults.append(
                    f"{self._path}.{key}.{name}：应为行号对应{_one_of(ROW_IDS)}，现为 {_shown(value)}"
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


def _id_of(value: Any, names: dict[str, str]) -> str | None:
    """Return the id of a value that is an id or the Chinese name of one."""
    if not isinstance(value, str):
        return None
    if value in names:
        return value
    return next((found for found, name in names.items() if name and name == value.strip()), None)


def _one_of(names: dict[str, str]) -> str:
    return "下列之一：" + "、".join(f"{found}（{name}）" if name else found for found, name in names.items())


def _shown(value: Any) -> str:
    text = "没有写" if value is None else repr(value)
    return text if len(text) < 60 else text[:57] + "…"
