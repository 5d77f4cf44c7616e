"""A bureau's own sum among its units' files (部门汇总表): told by its figures, never added to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from converter.batch.departments import department_parts
from converter.batch.model import UnitResult
from converter.batch.words import BatchWords, bare_name
from converter.findings import Finding, Place, warning

_STEP = Decimal("0.01")
_MOST_NAMED = 10


def sums_among(
    units: Sequence[UnitResult], words: BatchWords
) -> tuple[dict[int, list[UnitResult]], list[Finding]]:
    """Return the units that are the sums of others (by ``id``, with those others), and what is said of them.

    A unit is a sum when each of its figures is that of all others of its department (by codes) or of its folder,
    within what rounding can make. One that only looks like a sum, by code and name, is told and stays.
    """
    found: dict[int, list[UnitResult]] = {}
    findings: list[Finding] = []
    doubtful: set[int] = set()
    for group in _groups(units, words):
        own = [unit for unit in group if id(unit) not in found]
        whole, room = _whole(own), _STEP * 2 * (len(own) + 1)
        for unit in own:
            if abs(2 * _whole([unit]) - whole) > room:
                continue  # most are told by one figure
            others = [other for other in own if other is not unit]
            if _is_sum(unit, others, words):
                found[id(unit)] = others
                doubtful.discard(id(unit))
                findings.append(_told(unit, others))
                break
    for group in _groups(units, words):
        for unit in group:
            office = _own_office(unit, group, words)
            if id(unit) not in found and id(unit) not in doubtful and office is not None:
                doubtful.add(id(unit))
                findings.append(_doubt(unit, office, [u for u in group if u is not unit]))
    return found, findings


def _groups(units: Sequence[UnitResult], words: BatchWords) -> Iterable[list[UnitResult]]:
    """Yield units that may stand beside their sum: those of one department, those of one folder; each year."""
    able = [unit for unit in units if unit.overview]
    parts = department_parts((unit.code for unit in able), words)
    groups: dict[tuple[str, str, int | None], list[UnitResult]] = {}
    for unit in able:
        year = unit.document.year
        if unit.code in parts:
            groups.setdefault(("code", parts[unit.code][0], year), []).append(unit)
        folders = {str(Path(path).parent) for path in unit.document.inputs}
        if len(folders) == 1:
            groups.setdefault(("folder", folders.pop(), year), []).append(unit)
    return [group for group in groups.values() if len(group) > 1]


def _is_sum(unit: UnitResult, others: Sequence[UnitResult], words: BatchWords) -> bool:
    names = {bare_name(other.document.unit or "", words) for other in others}
    if len(others) == 1 and bare_name(unit.document.unit or "", words) not in names:
        return False  # two units with the same figures
    mine = _figures([unit])
    if not any(mine.values()):
        return False
    whole = _figures(others)
    room = _STEP * (len(others) + 1)
    return all(abs(mine.get(key, Decimal(0)) - whole.get(key, Decimal(0))) < room for key in {*mine, *whole})


def _figures(units: Iterable[UnitResult]) -> dict[tuple[int, str], Decimal]:
    sums: dict[tuple[int, str], Decimal] = {}
    for unit in units:
        for entry in unit.overview:
            key = (entry.section, entry.row)
            sums[key] = sums.get(key, Decimal(0)) + entry.amount
    return sums


def _own_office(unit: UnitResult, group: Sequence[UnitResult], words: BatchWords) -> UnitResult | None:
    """Return the unit that is the office of what ``unit`` may be the sum of: of its name, with a longer code."""
    name = bare_name(unit.document.unit or "", words)
    for other in group:
        longer = other.code != unit.code and other.code.startswith(unit.code)
        if other is not unit and longer and unit.code and bare_name(other.document.unit or "", words) == name:
            return other
    return None


def _whole(units: Iterable[UnitResult]) -> Decimal:
    """Return all income: the last figure of the first section."""
    return sum(
        ([e.amount for e in unit.overview if e.section == 0] or [Decimal(0)])[-1] for unit in units
    ) or Decimal(0)


def _named(units: Sequence[UnitResult]) -> str:
    named = "、".join(unit.document.unit or "" for unit in units[:_MOST_NAMED])
    return f"{named}等 {len(units)} 个单位" if len(units) > _MOST_NAMED else named


def _told(unit: UnitResult, others: Sequence[UnitResult]) -> Finding:
    return warning(
        "O85",
        f"“{unit.document.unit}”（{_whole([unit]):.2f} 万元）的每一项都等于 {_named(others)} 之和，看作部门的汇总数，"
        "没有再计入部门和全部部门汇总，以免算两次。如果它确是单独的单位，请核对底稿。",
        *(Place(file=path) for path in unit.document.inputs[:1]),
    )


def _doubt(unit: UnitResult, office: UnitResult, others: Sequence[UnitResult]) -> Finding:
    return warning(
        "O84",
        f"“{unit.document.unit}”（编码 {unit.code}，{_whole([unit]):.2f} 万元）和“{office.document.unit}”（编码 {office.code}）名称相同，"
        f"像是部门的汇总数，但不等于其余单位之和（{_whole(others):.2f} 万元），所以仍按一个单位计入。请核对：如果它是汇总数，"
        "请从文件夹里移走再运行一次，否则部门汇总算了两次。",
        *(Place(file=path) for path in unit.document.inputs[:1]),
    )
