"""Subtotal rows of the classifications: 类 and 款 rows above the rows that they add up."""

from __future__ import annotations

from collections.abc import Sequence

from ..grid import Value
from ..ledger import economic_name, function_name
from ..style import Style
from .columns import indented
from .table import Column, Item, Sum, lines_of


def function_tree(
    style: Style, columns: Sequence[Column], body: Sequence[Item], lengths: Sequence[int] = (3, 5, 7)
) -> list[Item]:
    """Return rows under rows of their functional 类, 款 (and 项 if 7 is among ``lengths``)."""
    made: list[Item] = []
    seen: set[str] = set()
    for item in body:
        for length in lengths:
            code = lines_of(item)[0].function[:length]
            if code not in seen:
                seen.add(code)
                below = [x for other in body for x in lines_of(other) if x.function.startswith(code)]
                made.append(Sum(function_cells(style, columns, code), below))
        made.append(item)
    return made


def economic_tree(style: Style, columns: Sequence[Column], body: Sequence[Item]) -> list[Item]:
    """Return rows under rows of their economic 类."""
    made: list[Item] = []
    seen: set[str] = set()
    for item in body:
        code = lines_of(item)[0].economic[:3]
        if code not in seen:
            seen.add(code)
            below = [x for other in body for x in lines_of(other) if x.economic.startswith(code)]
            made.append(Sum(code_cells(style, columns, "economic", code, economic_name(code)), below))
        made.append(item)
    return made


def function_cells(style: Style, columns: Sequence[Column], code: str) -> dict[int, Value]:
    """Return the cells of a row for a functional code of any level, in the office's code style."""
    return code_cells(style, columns, "function", code, function_name(code))


def code_cells(style: Style, columns: Sequence[Column], id_: str, code: str, name: str) -> dict[int, Value]:
    """Return the cells of a row for a code of a classification, in the office's code style."""
    places = [index for index, column in enumerate(columns) if column.id == id_]
    level = (len(code) - 3) // 2
    if style.code in ("three", "three_numbers") and len(places) > 2:
        split: list[Value] = [code[:3], code[3:5], code[5:7]]
        parts = split[: len(places) - 1]
        if style.code == "three_numbers":
            parts = [int(str(part)) if part else None for part in parts]
        return dict(zip(places, [*parts, indented(style, name, level)], strict=True))
    if len(places) == 2:
        return {places[0]: style.bare_code(code), places[1]: indented(style, name, level)}
    return {places[0]: style.one_code(code, name)}
