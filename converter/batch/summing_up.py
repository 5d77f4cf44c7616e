"""The end of a batch: departments are told and summed, the summaries are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from converter.batch.county import county_plan
from converter.batch.department_folders import departments_by_folder, scattered_told
from converter.batch.department_list import read_departments
from converter.batch.departments import Department, departments_of, missing_units
from converter.batch.eliminating import Elimination, choose
from converter.batch.elimination_list import read_eliminations
from converter.batch.model import BatchOptions, UnitResult
from converter.batch.offering import Offer, offers_of
from converter.batch.pool import Pool
from converter.batch.rollup import RollUpTask, folder_of, roll_up, task_of
from converter.batch.summary import BatchResult, summary_plan
from converter.batch.sums_among import sums_among
from converter.batch.words import batch_words
from converter.batch.working import Settings, crashed
from converter.findings import warning
from converter.packs.loading import Pack
from converter.writing.files import save
from converter.writing.naming import safe_name
from converter.writing.xlsx.package import book_bytes
from converter.writing.xlsx.plan import BookPlan


def sum_departments(
    result: BatchResult, batch: BatchOptions, settings: Settings, pack: Pack, pool: Pool
) -> None:
    """Find the department of every unit, and with ``--rollup`` sum the departments' tables."""
    given = None
    if batch.departments is not None:
        folder = batch.departments.is_dir()
        given = (
            departments_by_folder(batch.departments, result.units, pack)
            if folder
            else read_departments(batch.departments, pack)
        )
        result.findings += given.findings
    sums, told = sums_among(result.units, batch_words(pack))
    result.findings += [*told, *scattered_told(result.units)]
    units = [unit for unit in result.units if id(unit) not in sums]
    departments, findings = departments_of(units, pack, given)
    result.findings += findings if given is not None or batch.rollup else []
    if given is not None and not batch.units:
        result.findings += missing_units(given, result.units)
    for department in departments:
        for unit in department.units:
            unit.department = department.name
    for unit in result.units:
        if id(unit) in sums:
            unit.is_sum = True
            unit.department = sums[id(unit)][0].department
    if not batch.rollup:
        return
    if batch.units:
        part = "只转换了 --unit 选的单位，部门汇总和全部部门汇总里也只有这些单位，不是部门的全部。要公开的汇总请不加 --unit 运行。"
        result.findings.append(warning("O79", part))
    offers = _offers(result, departments, batch, pack)
    tasks: list[RollUpTask] = []
    names = Counter((department.name, department.year) for department in departments)
    for department in departments:
        lacking = [u.document.unit or "" for u in department.units if u.kept is None]
        faulty = [u.document.unit or "" for u in department.units if u.kept and u.faulty]
        if any(unit.kept is not None for unit in department.units):
            task = task_of(department, lacking, result.matches, pack)
            task.faulty = faulty
            if names[department.name, department.year] > 1:
                task.distinct = task.code or f"{1 + sum(t.name == task.name for t in tasks)}"
            _eliminate(task, [offer for offer in offers if offer.department is department])
            tasks.append(task)
    found: dict[int, UnitResult] = {}
    work = partial(roll_up, folder_of(settings, pack))
    for done, (number, summed) in enumerate(pool.run(work, tasks, _lost_department), start=1):
        found[number] = summed
        batch.options.progress("部门汇总", done, len(tasks))
    result.departments = [found[number] for number in sorted(found)]


def _offers(
    result: BatchResult, departments: Sequence[Department], batch: BatchOptions, pack: Pack
) -> list[Offer]:
    """Return what may be eliminated, with what the officer chose; told are the choices that cannot be done."""
    words = batch_words(pack)
    result.offers = [offer for department in departments for offer in offers_of(department, words)]
    if batch.eliminate is not None:
        given = read_eliminations(batch.eliminate, pack)
        result.findings += choose(departments, result.offers, given, words)
        order = {id(department): place for place, department in enumerate(departments)}
        result.offers.sort(key=lambda offer: order.get(id(offer.department), len(order)))
    return result.offers


def _eliminate(task: RollUpTask, offers: Sequence[Offer]) -> None:
    """Give a task what its department eliminates and what it leaves."""
    for offer in offers:
        name = offer.receiver.name if offer.receiver is not None else ""
        if offer.chosen:
            payer = offer.payer.name if offer.payer is not None else ""
            task.eliminations.append(Elimination(name, payer, offer.receiving, offer.paying))
            offer.eliminated = offer.amount
        elif offer.amount and not offer.told:
            task.open_amounts.setdefault(offer.passing, []).append((name, offer.amount))
    for passing, held in task.open_amounts.items():
        by_unit: dict[str, int] = {}
        for name, amount in held:
            by_unit[name] = by_unit.get(name, 0) + amount
        task.open_amounts[passing] = list(by_unit.items())


def write_summaries(result: BatchResult, batch: BatchOptions, pack: Pack) -> None:
    """Write the summary workbook (批量结果) and, after a roll-up, the county's (全部部门汇总)."""
    out = batch.options.out
    assert out is not None
    words = batch_words(pack)
    year = _year_of(result)
    counted = [
        unit for unit in result.units if unit.overview and unit.document.year == year and not unit.is_sum
    ]
    if batch.rollup and batch.eliminate is None:
        _keep_filled(result, out / safe_name(words.summary), pack)
    write_summary(result, out, words.summary, pack)
    if batch.rollup and counted:
        less = [one for one in result.departments if one.less and one.document.year == year]
        _write(result, words.county, county_plan(counted, less, pack, year), out)


def write_summary(result: BatchResult, out: Path, name: str, pack: Pack) -> None:
    """Write the summary workbook into the folder ``out`` under ``name``."""
    _write(result, name, summary_plan(result, pack, _year_of(result)), out)


def _year_of(result: BatchResult) -> int | None:
    """Return the year that most documents are of."""
    years = Counter(unit.document.year for unit in result.units if unit.document.year)
    return max(years, key=lambda one: (years[one], one)) if years else None


def _write(result: BatchResult, name: str, plan: BookPlan, out: Path) -> None:
    path = out / safe_name(name)
    fault = save(path, book_bytes(plan))
    if fault is not None:
        result.findings.append(fault)
    if fault is None or fault.severity != "error":
        result.outputs[name] = str(path)


def _keep_filled(result: BatchResult, path: Path, pack: Pack) -> None:
    """Keep a summary in which somebody chose what to eliminate, when this run was not given it."""
    if not path.is_file():
        return
    chosen = read_eliminations(str(path), pack).chosen
    if not chosen:
        return
    kept = path.with_name(f"{path.stem}（已填抵销）{path.suffix}")
    try:
        path.replace(kept)
    except OSError:
        return  # it is open somewhere: writing will say so
    result.findings.append(
        warning(
            "O87",
            f"输出文件夹里的“{path.name}”有 {len(chosen)} 行“是否抵销”填了“是”，这次没有用 --eliminate 给出，所以没有抵销。"
            f"填好的文件另存为“{kept.name}”；要抵销请用 --eliminate 给出它再运行一次。",
        )
    )


def _lost_department(task: RollUpTask, fault: BaseException) -> UnitResult:
    return UnitResult(crashed(task.inputs, task.name, fault), task.code, is_department=True)
