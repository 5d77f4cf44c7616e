"""Which department (部门) a unit belongs to: from a list, else from the hierarchy of unit codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from converter.batch.department_list import DepartmentList
from converter.batch.model import UnitResult
from converter.batch.words import BatchWords, bare_name, batch_words
from converter.findings import Finding, warning
from converter.packs.loading import Pack
from converter.recognition.words import normal

_MOST_NAMED = 10
# The first two digits of a region's code (行政区划代码): 11 to 65.
_PROVINCES = range(11, 66)
# So long are a person's or an organisation's own numbers (统一社会信用代码), never codes of budget units.
_LONGEST = 14


@dataclass(slots=True)
class Department:
    """A department: its code ("" if unknown), its name and its units; ``office`` is its own office (本级)."""

    code: str
    name: str
    year: int | None = None
    units: list[UnitResult] = field(default_factory=list)
    office: UnitResult | None = None


def department_parts(codes: Iterable[str], words: BatchWords) -> dict[str, tuple[str, str]]:
    """Return unit code → (the department's code, the unit's own part of the code).

    Codes are judged together: where some are whole levels long, shorter ones lost zeros in front (a number in a
    spreadsheet cell); long codes may begin with the region's code. Codes of no hierarchy are left out.
    """
    digits = words.department_digits
    known = dict.fromkeys(code for code in codes if code and len(code) <= _LONGEST)
    whole = any(code.isdigit() and len(code) > digits and len(code) % digits == 0 for code in known)
    parts: dict[str, tuple[str, str]] = {}
    for code in known:
        if not code.isdigit():
            cut = len(code) - digits if len(code) > digits + 1 else len(code)
            parts[code] = (code[:cut], code[cut:])
            continue
        full = code
        short = len(code) % digits
        if short and len(code) > digits and (whole or len(code) == digits + 1):
            full = code.zfill(len(code) + digits - short)
        region = words.region_digits
        if len(full) >= region + 2 * digits and int(full[:2]) in _PROVINCES:
            full = full[region:]
        parts[code] = (full[:digits], full[digits:])
    return parts


def departments_of(
    results: Iterable[UnitResult], pack: Pack, given: DepartmentList | None
) -> tuple[list[Department], list[Finding]]:
    """Return the departments of units in the order of their codes, and what could not be placed for sure.

    The list decides; a unit that it does not name goes where the units of the same code prefix are, else by
    its code. A unit with neither a code nor an entry in the list is a department of its own.
    """
    words = batch_words(pack)
    units = [result for result in results if result.document.unit is not None]
    parts = department_parts((unit.code for unit in units), words)
    names = _names_in_list(units, parts, given)
    found: dict[str, Department] = {}
    alone: list[str] = []
    unlisted: list[str] = []
    for unit, (name, is_listed) in zip(units, names, strict=True):
        own = unit.document.unit or ""
        prefix = parts[unit.code][0] if unit.code in parts else ""
        if given is not None and given.entries and not is_listed:
            unlisted.append(own)
        elif given is None and not prefix:
            alone.append(own)
        if name:
            key, code = f"name {normal(name)}", given.codes.get(name, "") if given is not None else ""
        elif prefix:
            key = code = prefix
        else:
            key, code = f"unit {unit.code} {normal(own)}", ""
        year = unit.document.year
        department = found.setdefault(f"{key} {year}", Department(code, name, year))
        department.units.append(unit)
    headless: list[str] = []
    for department in found.values():
        _settle(department, parts, words)
        if department.office is None:
            headless.append(department.name)
    return (
        sorted(found.values(), key=lambda d: (d.year or 0, not d.code, d.code, d.name)),
        _told(alone, unlisted, headless),
    )


def _names_in_list(
    units: Sequence[UnitResult], parts: dict[str, tuple[str, str]], given: DepartmentList | None
) -> list[tuple[str, bool]]:
    """Return for each unit the department's name that the list gives ("" if none), and whether the list names
    the unit itself."""
    if given is None:
        return [("", False)] * len(units)
    listed = [given.department_of(unit.code, unit.document.unit or "") for unit in units]
    # Departments by the prefix that their units' codes share: they take in units that the list forgot.
    by_prefix: dict[str, set[str]] = {}
    for unit, name in zip(units, listed, strict=True):
        if name is not None and unit.code in parts:
            by_prefix.setdefault(parts[unit.code][0], set()).add(name)
    names: list[tuple[str, bool]] = []
    for unit, name in zip(units, listed, strict=True):
        prefix = parts[unit.code][0] if unit.code in parts else ""
        homes = by_prefix.get(prefix, set())
        if name is None and len(homes) == 1:
            names.append((next(iter(homes)), False))
        else:
            names.append((name or given.names.get(prefix, ""), name is not None))
    return names


def _settle(department: Department, parts: dict[str, tuple[str, str]], words: BatchWords) -> None:
    """Find a department's office, put it first, and name the department where the list did not."""
    ranks = {id(unit): _rank(unit, department, parts, words) for unit in department.units}
    best = min(ranks.values())
    leading = [unit for unit in department.units if ranks[id(unit)] == best]
    if best < _NO_OFFICE and len(leading) == 1:
        department.office = leading[0]
    department.units.sort(
        key=lambda unit: (unit is not department.office, unit.code, unit.document.unit or "")
    )
    first = department.units[0]
    if not department.name:
        department.name = bare_name(first.document.unit or "", words)
    if not department.code:
        leading = [department.office] if department.office is not None else department.units
        prefixes = {parts[unit.code][0] for unit in leading if unit.code in parts}
        department.code = next(iter(prefixes)) if len(prefixes) == 1 else ""


_NO_OFFICE = 90


def _rank(
    unit: UnitResult, department: Department, parts: dict[str, tuple[str, str]], words: BatchWords
) -> int:
    """Return how surely a unit is its department's own office: the lowest is, from ``_NO_OFFICE`` on none is."""
    name = unit.document.unit or ""
    bare = bare_name(name, words)
    told = bare != normal(name)
    if department.name:
        whole = normal(department.name)
        if bare == whole:
            return 0 if told else 1
        if bare.endswith(whole) or whole.endswith(bare):
            return 2
    if told:
        return 3
    tail = parts[unit.code][1] if unit.code in parts else None
    if tail is None:
        return 5 if len(department.units) == 1 else _NO_OFFICE
    if tail == "":
        return 4
    if tail in words.office_tails:
        return 5 + words.office_tails.index(tail)
    return _NO_OFFICE


def _told(alone: Sequence[str], unlisted: Sequence[str], headless: Sequence[str]) -> list[Finding]:
    findings = []
    if alone:
        findings.append(
            warning(
                "O94",
                f"有 {len(alone)} 个单位没有单位编码，也不在部门名单里，各自作为一个部门：{named(alone)}。"
                "如有上级部门，请在批量结果“各单位”页的“部门”栏改成部门名称，用 --departments 给出这个文件再运行一次；"
                "底稿按部门分文件夹放的，可以用 --departments 给出那个文件夹。",
            )
        )
    if unlisted:
        findings.append(
            warning(
                "O96",
                f"有 {len(unlisted)} 个单位不在部门名单里，按单位编码归入部门：{named(unlisted)}。请核对，必要时补进名单。",
            )
        )
    if headless:
        findings.append(
            warning(
                "O97",
                f"有 {len(headless)} 个部门没有认出本级：{named(headless)}。汇总数是已有单位之和，文字里把各单位都算作下属单位；"
                "名单里没有写部门名称的，以编码最小的单位称呼。请核对本级的底稿是否缺少，或用 --departments 给出部门名单。",
            )
        )
    return findings


def missing_units(given: DepartmentList, results: Iterable[UnitResult]) -> list[Finding]:
    """Tell which units of the list no input file speaks of: their department's sum lacks them."""
    units = [result for result in results if result.document.unit is not None]
    codes = {unit.code.lstrip("0") for unit in units if unit.code}
    names = {normal(unit.document.unit or "") for unit in units}
    names |= {bare_name(unit.document.unit or "", given.words) for unit in units}
    lacking = [
        entry.name or entry.code
        for entry in given.entries
        if not (entry.code and entry.code.lstrip("0") in codes)
        and not (entry.name and (normal(entry.name) in names or bare_name(entry.name, given.words) in names))
    ]
    if not lacking:
        return []
    return [
        warning(
            "O98",
            f"部门名单里有 {len(lacking)} 个单位没有底稿，汇总数里没有它们：{named(lacking)}。请补上底稿再汇总，或从名单里删去。",
        )
    ]


def named(names: Sequence[str]) -> str:
    """Return the first names of a list, with their number where there are more."""
    more = f"等 {len(names)} 个" if len(names) > _MOST_NAMED else ""
    return f"{'、'.join(names[:_MOST_NAMED])}{more}"
