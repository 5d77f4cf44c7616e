"""Reads a list of departments and their units (部门名单), in whatever layout a person keeps it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from converter.batch.department_text import SUFFIXES, text_sheets
from converter.batch.words import BatchWords, bare_name, batch_words
from converter.findings import Finding, Place, error
from converter.ledger.units import split_unit
from converter.own_reports import is_own_report
from converter.packs.loading import Pack
from converter.reading.model import CellValue, Sheet
from converter.recognition.vocabulary import Vocabulary
from converter.recognition.words import normal

_HEAD_ROWS = 10
_SEVERAL = re.compile(r"[、，,；;\n\r]+")
_INDENTED = re.compile(r"^[\s\u3000]+")

Row = Sequence[CellValue]


class Entry(NamedTuple):
    """One unit of the list: its code, its name, the name of its department."""

    code: str
    name: str
    department: str


@dataclass(slots=True)
class DepartmentList:
    """A list of departments as read: unit (code or plain name) → name of the department.

    ``codes`` are the departments' codes by name, ``names`` their names by code.
    """

    words: BatchWords
    by_code: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, name: str, department: str) -> None:
        """Enter a unit."""
        if code:
            self.by_code[code.lstrip("0")] = department
        if name:
            self.by_name[normal(name)] = department
            self.by_name.setdefault(bare_name(name, self.words), department)
        self.entries.append(Entry(code, name, department))

    def add_department(self, code: str, name: str) -> None:
        """Enter a department's code and name."""
        if code and name:
            self.codes.setdefault(name, code)
            self.names.setdefault(code, name)
        if name:  # its own office bears its name
            self.by_name.setdefault(normal(name), name)

    def department_of(self, code: str, name: str) -> str | None:
        """Return the name of a unit's department, None when the list does not name the unit."""
        known = self.by_code.get(code.lstrip("0")) if code else None
        known = known or self.by_name.get(normal(name))
        return known or self.by_name.get(bare_name(name, self.words))


def read_departments(path: Path, pack: Pack) -> DepartmentList:
    """Read a list of departments. Understood are, told by the headers, else by what the cells hold:

    a column of departments beside columns of units (codes, names or both joined; a department's cell blank or
    merged downwards, several units in one cell); one column in which departments are followed by their units
    (told by the codes' hierarchy or by indents); a sheet a department; 批量结果 with its column 部门 mended; and
    the like in Word or as plain text (``department_text``).
    """
    from converter.reading import read_file

    result = DepartmentList(batch_words(pack))
    if path.suffix.lower() in SUFFIXES and path.is_file():
        return _of_text(path, result, pack)
    source = read_file(path)
    if not source.readable:
        result.findings = list(source.findings)
        return result
    is_total = Vocabulary.of(pack).is_total_word
    own = is_own_report(path)  # 批量结果: its first sheet lists the units, a blank 部门 is none
    for sheet in source.sheets[:1] if own else source.sheets:
        _Reader(result, sheet, is_total, several=len(source.sheets) > 1, carried=not own).read()
    return _finished(path, result)


def _of_text(path: Path, result: DepartmentList, pack: Pack) -> DepartmentList:
    try:
        sheets = text_sheets(path)
    except Exception:  # a damaged Word file fails in as many ways as there are parts
        sheets = None
    for sheet in sheets or ():
        _Reader(result, sheet, Vocabulary.of(pack).is_total_word, several=False, carried=True).read()
    return _finished(path, result)


def _finished(path: Path, result: DepartmentList) -> DepartmentList:
    if not result.entries:
        result.findings.append(
            error(
                "O93",
                f"“{path.name}”里没有找到部门和单位，或者看不准哪些是部门、哪些是单位。请列成两栏：左栏“部门”，右栏“单位”（名称或编码），"
                "每个单位一行（电子表格，或 Word 里的表格）；也可以每行写“部门：单位、单位”。",
                Place(file=str(path)),
            )
        )
    return result


class _Reader:
    """Reads one sheet. ``several``: it is one of several; ``carried``: a blank department is the one above."""

    def __init__(
        self,
        result: DepartmentList,
        sheet: Sheet,
        is_total: Callable[[str], object],
        *,
        several: bool,
        carried: bool,
    ) -> None:
        self.result, self.sheet, self.several, self.carried = result, sheet, several, carried
        self.words = result.words
        self.is_total = is_total

    def read(self) -> None:
        first, departments, units = self._columns()
        rows = [row for row in self.sheet.rows[first:] if any(value is not None for value in row)]
        if departments:
            self._beside(rows, departments, units)
        elif units:
            self._below(rows, units)

    def _columns(self) -> tuple[int, list[int], list[int]]:
        """Return the first row behind the header, the columns of departments and those of units."""
        words = self.words
        for departments_are, units_are in (
            (words.department_heads.__contains__, words.unit_heads.__contains__),
            (_has(words.department_parts), _has(words.unit_parts)),
        ):
            for number, row in enumerate(self.sheet.rows[:_HEAD_ROWS]):
                texts = [normal(value) if isinstance(value, str) else "" for value in row]
                if sum(map(bool, texts)) < 2:
                    continue
                departments = [i for i, text in enumerate(texts) if text and departments_are(text)]
                units = [i for i, t in enumerate(texts) if t and i not in departments and units_are(t)]
                if departments and units:
                    return number + 1, departments, units
        return self._columns_without_header()

    def _columns_without_header(self) -> tuple[int, list[int], list[int]]:
        """Return the columns by what is in them: two of names are department and unit."""
        rows = self.sheet.rows
        width = max((len(row) for row in rows), default=0)
        named = []
        for column in range(width):
            held = [row[column] for row in rows if column < len(row) and row[column] is not None]
            if held and sum(map(self._names, held)) * 5 > len(held) * 4:
                named.append(column)
        coded = [
            column
            for column in range(width)
            if column not in named
            and sum(len(split_unit(row[column])[0]) > 2 for row in rows if column < len(row)) * 2 > len(rows)
        ]
        if len(named) >= 2:
            split = [column for column in coded if column < named[0]]
            return 0, [*split, named[0]], [*[c for c in coded if c > named[0]], named[1]]
        return 0, [], [*coded, *named]

    def _names(self, value: CellValue) -> bool:
        return isinstance(value, str) and bool(split_unit(value)[1]) and not value.strip().isdigit()

    def _beside(self, rows: Sequence[Row], departments: Sequence[int], units: Sequence[int]) -> None:
        """Read rows that hold a department and a unit, the department's cell blank where it stays the same."""
        department = ""
        for row in rows:
            code, name = _joined(row, departments)
            if self._total(name):
                continue
            department = name or code or (department if self.carried else "")
            self.result.add_department(code, name)
            if not department:
                continue
            for unit_code, unit_name in _units(row, units):
                if not self._total(unit_name):
                    self.result.add(unit_code, unit_name, department)

    def _below(self, rows: Sequence[Row], units: Sequence[int]) -> None:
        """Read rows of which some are departments and the others their units, or all units of the sheet's."""
        heads = (*self.words.unit_heads, *self.words.department_heads)
        rows = [row for row in rows if not any(isinstance(v, str) and normal(v) in heads for v in row)]
        told = [(_joined(row, units), self._indent(row, units)) for row in rows]
        told = [one for one in told if any(one[0]) and not self._total(one[0][1])]
        codes = {code for (code, _), _ in told if code}
        parents = {code for code in codes if any(o != code and o.startswith(code) for o in codes)}
        digits = self.words.department_digits
        parents = {code for code in parents if len(code) <= digits}
        outermost = min((indent for _, indent in told), default=0)
        indented = any(indent > outermost for _, indent in told)
        department = self.sheet.name if self.several and not parents and not indented else ""
        for (code, name), indent in told:
            if (parents and code and len(code) <= digits) or (
                not parents and indented and indent == outermost
            ):
                department = name or code
                self.result.add_department(code, name)
            elif department:
                self.result.add(code, name, department)

    def _indent(self, row: Row, columns: Sequence[int]) -> int:
        """Return how far the text of a row stands to the right."""
        for column in columns:
            value = row[column] if column < len(row) else None
            if isinstance(value, str) and value.strip():
                found = _INDENTED.match(value)
                return column * 100 + (len(found[0]) if found else 0)
        return 0

    def _total(self, name: str) -> bool:
        return bool(name) and bool(self.is_total(name))


def _has(parts: Sequence[str]) -> Callable[[str], bool]:
    return lambda text: any(part in text for part in parts)


def _joined(row: Row, columns: Sequence[int]) -> tuple[str, str]:
    """Return code and name that some cells of a row say together."""
    code = name = ""
    for column in columns:
        own_code, own_name = split_unit(row[column]) if column < len(row) else ("", "")
        code, name = code or own_code, name or own_name
    return code, name.rstrip("：:")


def _units(row: Row, columns: Sequence[int]) -> Iterator[tuple[str, str]]:
    """Yield the units of a row: one of code and name, or the several that one cell lists."""
    for column in columns:
        value = row[column] if column < len(row) else None
        if isinstance(value, str) and len(pieces := [p for p in _SEVERAL.split(value) if p.strip()]) > 1:
            yield from map(split_unit, pieces)
            return
    code, name = _joined(row, columns)
    if code or name:
        yield code, name
