"""The end of a batch: departments are told and summed, the summaries are written."""

from __future__ import annotations

from collections import Counter
from functools import partial

from converter.batch.department_list import read_departments
from converter.batch.departments import departments_of, missing_units
from converter.batch.model import BatchOptions, UnitResult
from converter.batch.pool import Pool
from converter.batch.rollup import RollUpTask, folder_of, roll_up, task_of
from converter.batch.summary import BatchResult, county_plan, summary_plan
from converter.batch.words import batch_words
from converter.batch.working import Settings, crashed
from converter.packs.loading import Pack
from converter.writing.files import save
from converter.writing.naming import safe_name
from converter.writing.xlsx.package import book_bytes


def sum_departments(
    result: BatchResult, batch: BatchOptions, settings: Settings, pack: Pack, pool: Pool
) -> None:
    """Find the department of every unit, and with ``--rollup`` sum the departments' tables."""
    given = None
    if batch.departments is not None:
        given = read_departments(batch.departments, pack)
        result.findings += given.findings
    departments, findings = departments_of(result.units, pack, given)
    result.findings += findings if given is not None or batch.rollup else []
    if given is not None and not batch.units:
        result.findings += missing_units(given, result.units)
    for department in departments:
        for unit in department.units:
            unit.department = department.name
    if not batch.rollup:
        return
    tasks: list[RollUpTask] = []
    names = Counter((department.name, department.year) for department in departments)
    for department in departments:
        lacking = [u.document.unit or "" for u in department.units if u.kept is None]
        if any(unit.kept is not None for unit in department.units):
            task = task_of(department, lacking, result.matches, pack)
            task.distinct = task.code if names[department.name, department.year] > 1 else ""
            tasks.append(task)
    found: dict[int, UnitResult] = {}
    work = partial(roll_up, folder_of(settings, pack))
    for done, (number, summed) in enumerate(pool.run(work, tasks, _lost_department), start=1):
        found[number] = summed
        batch.options.progress("部门汇总", done, len(tasks))
    result.departments = [found[number] for number in sorted(found)]


def write_summaries(result: BatchResult, batch: BatchOptions, pack: Pack) -> None:
    """Write the summary workbook (批量结果) and, after a roll-up, the county's (全部部门汇总)."""
    assert batch.options.out is not None
    words = batch_words(pack)
    years = Counter(unit.document.year for unit in result.units if unit.document.year)
    year = max(years, key=lambda one: (years[one], one)) if years else None
    books = {words.summary: summary_plan(result, pack, year)}
    counted = [unit for unit in result.units if unit.overview and unit.document.year == year]
    if batch.rollup and counted:
        books[words.county] = county_plan(counted, pack, year)
    for name, plan in books.items():
        path = batch.options.out / safe_name(name)
        fault = save(path, book_bytes(plan))
        if fault is not None:
            result.findings.append(fault)
        if fault is None or fault.severity != "error":
            result.outputs[name] = str(path)


def _lost_department(task: RollUpTask, fault: BaseException) -> UnitResult:
    return UnitResult(crashed(task.inputs, task.name, fault), task.code, is_department=True)
