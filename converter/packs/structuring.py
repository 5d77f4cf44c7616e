"""Turns the plain data of a pack file into dataclasses and reports every fault at once, with its path.

A general library would do, but importing one costs more than converting a unit, and the program must
start at once.
"""

from __future__ import annotations

import dataclasses
import types
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

_WORDS = {
    str: "文字",
    int: "整数",
    float: "数",
    bool: "true 或 false",
    Decimal: "数",
    list: "列表",
    dict: "表",
}
_hints_cache: dict[type, dict[str, Any]] = {}


def structure(data: Any, target: type[T], path: str, faults: list[str]) -> T | None:
    """Return ``data`` as an instance of ``target``; append "path: what was expected" to ``faults``."""
    value: Any = _structure(data, target, path, faults)
    return value  # type: ignore[no-any-return]


def _structure(data: Any, target: Any, path: str, faults: list[str]) -> Any:
    origin = get_origin(target)
    if target is Any:
        return data
    if origin in (Union, types.UnionType):
        options = get_args(target)
        if data is None and type(None) in options:
            return None
        attempts: list[list[str]] = []
        for option in options:
            if option is type(None):
                continue
            trial: list[str] = []
            value = _structure(data, option, path, trial)
            if not trial:
                return value
            attempts.append(trial)
        fewest: list[str] = min(attempts, key=len)
        faults.extend(fewest)
        return None
    if origin in (list, tuple):
        return _structure_list(data, target, origin, path, faults)
    if origin is dict:
        if not isinstance(data, dict):
            return _fault(faults, path, "表", data)
        value_type = get_args(target)[1]
        return {str(k): _structure(v, value_type, f"{path}.{k}", faults) for k, v in data.items()}
    if dataclasses.is_dataclass(target):
        return _structure_dataclass(data, target, path, faults)
    if isinstance(target, type) and issubclass(target, Enum):
        try:
            return target(data)
        except ValueError:
            return _fault(faults, path, "下列之一：" + "、".join(str(m.value) for m in target), data)
    if target is Decimal and isinstance(data, int | float | str) and not isinstance(data, bool):
        try:
            return Decimal(str(data))
        except InvalidOperation:
            return _fault(faults, path, "数", data)
    if target is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if (
        isinstance(target, type)
        and isinstance(data, target)
        and not (target is int and isinstance(data, bool))
    ):
        return data
    return _fault(faults, path, _WORDS.get(target, str(target)), data)


def _structure_list(data: Any, target: Any, origin: Any, path: str, faults: list[str]) -> Any:
    if not isinstance(data, list | tuple):
        return _fault(faults, path, "列表", data)
    arguments = get_args(target)
    item_type = arguments[0] if arguments else Any
    items = [_structure(item, item_type, f"{path}[{i + 1}]", faults) for i, item in enumerate(data)]
    return tuple(items) if origin is tuple else items


def _structure_dataclass(data: Any, target: Any, path: str, faults: list[str]) -> Any:
    if not isinstance(data, dict):
        return _fault(faults, path, "表", data)
    if target not in _hints_cache:
        _hints_cache[target] = get_type_hints(target)
    hints = _hints_cache[target]
    values: dict[str, Any] = {}
    before = len(faults)
    fields = {f.name: f for f in dataclasses.fields(target) if f.init}
    for name in data:
        if name not in fields:
            faults.append(f"{path}.{name}：没有这一项，可用的有 {'、'.join(fields)}")
    for name, field in fields.items():
        if name in data:
            values[name] = _structure(data[name], hints[name], f"{path}.{name}", faults)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            faults.append(f"{path}：缺少 {name}")
    if len(faults) > before:
        return None
    return target(**values)


def _fault(faults: list[str], path: str, expected: str, data: Any) -> None:
    shown = repr(data)
    faults.append(f"{path}：应为{expected}，现为 {shown if len(shown) < 60 else shown[:57] + '…'}")
