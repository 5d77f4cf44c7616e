"""The county's summary (全部部门汇总): all income and spending, and each department by source and by class."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from converter.batch.model import Amounts, UnitResult
from converter.disclosure.table_loading import load_tables
from converter.packs.loading import Pack
from converter.writing.report_styles import Col, ListSheet, report_styles
from converter.writing.xlsx.plan import BookPlan, Content, SheetPlan

Overview = Sequence[Amounts]
_NAMES = ("按资金来源", "按功能分类")


def county_plan(
    results: Sequence[UnitResult], departments: Sequence[UnitResult], pack: Pack, year: int | None
) -> BookPlan:
    """Return the summary of all units: all income and spending, by department, class and source.

    Every figure is the sum of published figures of the units, less what ``departments`` eliminated between
    theirs; ``department`` of the results parts them.
    """
    first = load_tables(pack).tables[0]
    sheets = [_whole(results, departments)]
    for number in range(len(first.sections[:2])):
        sheets.append(_across(results, departments, number, _NAMES[number]))
    return BookPlan(f"{year or ''}年全部部门汇总", year or pack.year, report_styles(), sheets)


def added_up(overviews: Iterable[Overview]) -> dict[tuple[int, str], Amounts]:
    """Return the sums of overview figures by section and row, in printed order."""
    sums: dict[tuple[int, str], Amounts] = {}
    for overview in overviews:
        for entry in overview:
            key = (entry.section, entry.row)
            old = sums.get(key)
            sums[key] = entry if old is None else old._replace(amount=old.amount + entry.amount)
    return sums


def _merged(overviews: Sequence[Overview], section: int) -> list[str]:
    """Return all rows so that every unit's own order is kept (units print the same form)."""
    merged: list[str] = []
    for overview in overviews:
        place = 0
        for entry in overview:
            if entry.section != section:
                continue
            if entry.row in merged:
                place = merged.index(entry.row) + 1
            else:
                merged.insert(place, entry.row)
                place += 1
    return merged


def _note(results: Sequence[UnitResult], departments: Sequence[UnitResult], of: str = "") -> str:
    less = sum((one.eliminated_whole for one in departments), start=Decimal(0))
    eliminated = f"，减去部门内抵销 {less:.2f} 万元" if less else ""
    return f"{of}{len(results)} 个单位公开数之和{eliminated}。金额单位：万元。"


def _whole(results: Sequence[UnitResult], departments: Sequence[UnitResult]) -> SheetPlan:
    sheet = ListSheet(
        "收支总表",
        "全部部门收支总表",
        _note(results, departments),
        [Col("项目", 60), Col("预算数", 22, "wan")],
        landscape=False,
    )
    overviews = [*(one.overview for one in results), *(one.less for one in departments)]
    sums = added_up(overviews)
    for section in sorted({key[0] for key in sums}):
        for row in _merged(overviews, section):
            sheet.add([sums[section, row].label.strip(), sums[section, row].amount or None])
    return sheet.finish()


def _across(
    results: Sequence[UnitResult], departments: Sequence[UnitResult], section: int, name: str
) -> SheetPlan:
    overviews = [*(one.overview for one in results), *(one.less for one in departments)]
    sums = added_up(overviews)
    rows = [
        (row, sums[section, row].label) for row in _merged(overviews, section) if sums[section, row].amount
    ]
    members: dict[str, list[UnitResult]] = {}
    for result in results:
        members.setdefault(result.department or result.document.unit or "", []).append(result)
    sheet = ListSheet(
        name,
        f"各部门预算{name}",
        _note(results, departments, f"{len(members)} 个部门、"),
        [Col("部门", 26), Col("单位数", 7, "count"), *(Col(label.strip(), 14, "wan") for _, label in rows)],
        repeated=2,
    )
    for department, own in members.items():
        less = [one for one in departments if one.document.unit == department]
        _add_sums(sheet, department, own, less, section, rows)
    _add_sums(sheet, "合计", results, departments, section, rows)
    return sheet.finish()


def _add_sums(
    sheet: ListSheet,
    name: str,
    members: Sequence[UnitResult],
    departments: Sequence[UnitResult],
    section: int,
    rows: Sequence[tuple[str, str]],
) -> None:
    sums = added_up([*(one.overview for one in members), *(one.less for one in departments)])
    contents: list[Content] = [name, len(members)]
    for row, _ in rows:
        entry = sums.get((section, row))
        contents.append((entry.amount or None) if entry is not None else None)
    sheet.add(contents)
