"""What is noted of rows beside their dimensions: refused cells, names of codes, names that are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.ledger.codes import Axis
from converter.ledger.hierarchy import contains_path
from converter.ledger.trouble import Trouble
from converter.reading.model import CellValue
from converter.recognition.mapping import Meaning

if TYPE_CHECKING:
    from converter.ledger.row_table import RowTable
    from converter.ledger.rows import BlockReading

M = Meaning
_FINEST: dict[Axis, int] = {"function": 7, "economic": 5}
_NAMED: dict[Axis, tuple[Meaning, Meaning]] = {
    "function": (M.FUNCTION, M.FUNCTION_NAME),
    "economic": (M.ECONOMIC, M.ECONOMIC_NAME),
}


def note_refused(reading: BlockReading, table: RowTable) -> None:
    """Note error values and formulas without a value where a row's dimensions should stand."""
    if not reading.cells.refused:
        return
    axis_of = {column: axis for axis, columns in reading.columns().items() for column in columns}
    for (index, column), text in sorted(reading.cells.refused.items()):
        axis = axis_of.get(column)
        if axis is None or axis == "unit" or getattr(table, axis, None) is None:
            continue
        values: list[str] = getattr(table, axis)
        if not values[index]:
            reading.troubles.append(([index], Trouble(axis, column, text, "refused")))


def take_finer_names(reading: BlockReading, table: RowTable) -> None:
    """Let a name below a code that is not fine enough finish it (20126 档案馆 is 2012604)."""
    finder = reading.reader.finder
    for axis, meanings in _NAMED.items():
        codes: list[str] = getattr(table, axis)
        column = reading.cells.of(*reversed(meanings))
        if column is None:
            continue
        finer: dict[tuple[str, CellValue], str] = {}
        for code, value in dict.fromkeys(zip(codes, column, strict=True)):
            if code and len(code) < _FINEST[axis] and isinstance(value, str):
                text = reading.coded[axis].all_of(value).text
                found = finder.candidates(axis, text) if text else ()
                below = [other for other in found if other.startswith(code)]
                if len(below) == 1 and len(below[0]) > len(code):
                    finer[code, value] = below[0]
        if finer:
            codes[:] = [finer.get(pair, pair[0]) for pair in zip(codes, column, strict=True)]


def learn_names(reading: BlockReading, table: RowTable) -> None:
    """Keep the file's own names of codes that stand in columns of their own."""
    for meaning, letter, codes in (
        (M.FUNCTION_NAME, "F", table.function),
        (M.ECONOMIC_NAME, "E", table.economic),
    ):
        names = reading.cells.of(meaning)
        if names is None:
            continue
        axis = "function" if letter == "F" else "economic"
        own = list(codes)
        for index, filled in table.own.items():
            if axis not in filled or index in table.totals:
                own[index] = ""
        # The first name of each code wins.
        for code, name in dict(zip(reversed(own), reversed(names), strict=True)).items():
            text = "" if name is None else " ".join(str(name).split())
            if code and text and not text.isascii():
                reading.names.setdefault(letter + code, text)


def note_wrong_names(reading: BlockReading, table: RowTable) -> None:
    """Note rows whose code and name belong to different codes of the list (30101-办公费)."""
    for axis, meanings in _NAMED.items():
        codes: list[str] = getattr(table, axis)
        for meaning in meanings:
            column, values = reading.cells.column(meaning), reading.cells.of(meaning)
            if column is None or values is None:
                continue
            wrong: dict[tuple[str, CellValue], Trouble] = {}
            for code, value in dict.fromkeys(zip(codes, values, strict=True)):
                trouble = _wrong_name(reading, axis, code, value, column)
                if trouble is not None:
                    wrong[code, value] = trouble
            for index, pair in enumerate(zip(codes, values, strict=True)) if wrong else ():
                if pair in wrong and (index not in table.own or axis in table.own[index]):
                    table.troubles.setdefault(index, []).append(wrong[pair])


def _wrong_name(
    reading: BlockReading, axis: Axis, code: str, value: CellValue, column: int
) -> Trouble | None:
    if not code or not isinstance(value, str):
        return None
    said = reading.coded[axis].all_of(value)
    text = said.text if said.axis in ("", axis) else ""
    others = reading.reader.finder.contradicts(axis, code, text) if text else ()
    if not others:
        return None
    listed = reading.reader.finder.listed(axis, code)
    return Trouble(axis, column, text, f"name:{code} {listed}", others)


def tell_siblings(reading: BlockReading, table: RowTable) -> None:
    """Take 一般公共预算 for 一般财力 in a table that also has 上级一般公共预算转移支付 as a value.

    Not where the default child itself is another value: there the coarse one is their total.
    """
    present = set(table.source)
    sources = reading.reader.setting.sources
    for coarse in sorted(present):
        leaf = sources.leaf(coarse) if coarse else ""
        if leaf == coarse or leaf in present:
            continue
        if any(contains_path(coarse, other) and other != coarse for other in present):
            table.source[:] = [leaf if own == coarse else own for own in table.source]
