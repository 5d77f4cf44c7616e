"""Which department (部门) a unit belongs to: from a list, else from the hierarchy of unit codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from converter.batch.model import UnitResult
from converter.findings import Finding, Place, error, warning
from converter.ledger.units import split_unit
from converter.packs.loading import Pack
from converter.recognition.words import normal


@dataclass(frozen=True, slots=True)
class BatchWords:
    """``batch.toml`` of a pack: how unit codes are built, and the names of what a batch writes.

    ``department_digits`` is how many digits of a unit's code are its department's; ``office_endings`` are
    the words by which a department's own office is told from the department in its name (（本级）);
    ``office_tails`` the ends of the office's code. ``list_heads`` are the header words of a list of
    departments: those of the department's column, and those of the unit's. ``subordinate_list`` and
    ``subordinate_count`` are the slots of the text that name and count a department's subordinate units,
    ``counts_by_nature`` the slots that count those whose nature begins with one of the words.
    """

    department_digits: int = 3
    office_endings: tuple[str, ...] = ()
    office_tails: tuple[str, ...] = ("001",)
    department_heads: tuple[str, ...] = ()
    unit_heads: tuple[str, ...] = ()
    subordinate_list: str = ""
    subordinate_count: str = ""
    counts_by_nature: dict[str, tuple[str, ...]] = field(default_factory=dict)
    summary: str = "批量结果.xlsx"
    county: str = "汇总.xlsx"
    department_folder: str = "部门汇总"


def batch_words(pack: Pack) -> BatchWords:
    """Return the batch's words of a pack."""
    return pack.section("batch", BatchWords)


@dataclass(slots=True)
class Department:
    """A department: its code ("" if unknown), its name and its units, its own office first."""

    code: str
    name: str
    year: int | None = None
    units: list[UnitResult] = field(default_factory=list)


@dataclass(slots=True)
class DepartmentList:
    """A list of departments and their units, as a person gave it: unit (code or plain name) → department."""

    by_code: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def department_of(self, code: str, name: str) -> str | None:
        """Return the name of a unit's department, None when the list does not name the unit."""
        return (
            self.by_code.get(code.lstrip("0"))
            if code.lstrip("0") in self.by_code
            else self.by_name.get(normal(name))
        )


def read_departments(path: Path, pack: Pack) -> DepartmentList:
    """Read a list of departments: a sheet or text with a column of departments and a column of units.

    The columns are found by their headers, else the first two count. Both may hold codes, names or both
    joined. A department's cell may be blank or merged downwards: it then holds for the units below.
    """
    from converter.reading import read_file

    result = DepartmentList()
    source = read_file(path)
    if not source.readable:
        result.findings = list(source.findings)
        return result
    words = batch_words(pack)
    for sheet in source.sheets:
        columns = _columns(sheet.rows, words)
        if columns is None:
            continue
        first, department_column, unit_columns = columns
        department = ""
        for row in sheet.rows[first:]:
            code, name = split_unit(row[department_column]) if department_column < len(row) else ("", "")
            department = name or code or department
            if not department:
                continue
            for column in unit_columns:
                unit_code, unit_name = split_unit(row[column]) if column < len(row) else ("", "")
                if unit_code:
                    result.by_code[unit_code.lstrip("0")] = department
                if unit_name:
                    result.by_name[normal(unit_name)] = department
    if not result.by_code and not result.by_name:
        result.findings.append(
            error(
                "O93",
                f"“{path.name}”里没有找到部门和单位。请列成两栏：左栏“部门”，右栏“单位”（名称或编码），每个单位一行。",
                Place(file=str(path)),
            )
        )
    return result


def _columns(rows: Sequence[Sequence[object]], words: BatchWords) -> tuple[int, int, list[int]] | None:
    """Return (first row, column of departments, columns of units)."""
    for number, row in enumerate(rows[:10]):
        texts = [normal(str(value)) if value is not None else "" for value in row]
        departments = [i for i, text in enumerate(texts) if text in words.department_heads]
        units = [i for i, text in enumerate(texts) if text in words.unit_heads]
        if departments and units:
            return number + 1, departments[-1], units
    for number, row in enumerate(rows[:10]):
        if len(row) >= 2 and row[0] is not None and row[1] is not None:
            return number, 0, [1]
    return None


def departments_of(
    results: Iterable[UnitResult], pack: Pack, given: DepartmentList | None
) -> tuple[list[Department], list[Finding]]:
    """Return the departments of units in the order of their codes, and what could not be placed for sure.

    A unit with neither a code nor an entry in the list is a department of its own.
    """
    words = batch_words(pack)
    found: dict[str, Department] = {}
    alone: list[str] = []
    for result in results:
        unit = result.document.unit
        if unit is None:
            continue
        listed = given.department_of(result.code, unit) if given is not None else None
        if listed is not None:
            key, code = f"name {normal(listed)}", ""
        elif result.code.isdigit() and len(result.code) > words.department_digits:
            key = code = result.code[: words.department_digits]
        elif result.code:
            key = code = result.code
        else:
            key, code = f"unit {normal(unit)}", ""
            alone.append(unit)
        year = result.document.year
        department = found.setdefault(f"{key} {year}", Department(code, listed or "", year))
        department.units.append(result)
    for department in found.values():
        department.units.sort(
            key=lambda unit: (not is_office(unit, words), unit.code, unit.document.unit or "")
        )
        first = department.units[0]
        if not department.name:
            department.name = _without(first.document.unit or "", words.office_endings)
        department.code = department.code or first.code[: words.department_digits]
    findings = []
    if alone:
        findings.append(
            warning(
                "O94",
                f"有 {len(alone)} 个单位没有单位编码，也不在部门名单里，各自作为一个部门：{'、'.join(alone[:10])}"
                f"{'等' if len(alone) > 10 else ''}。如有上级部门，请用 --departments 给出部门名单。",
            )
        )
    return sorted(found.values(), key=lambda d: (d.year or 0, not d.code, d.code, d.name)), findings


def is_office(unit: UnitResult, words: BatchWords) -> bool:
    tail = unit.code[words.department_digits :]
    ending = (unit.document.unit or "").endswith(words.office_endings) if words.office_endings else False
    return ending or tail in ("", *words.office_tails)


def _without(name: str, endings: Sequence[str]) -> str:
    for ending in endings:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name
