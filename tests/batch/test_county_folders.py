"""Folders as counties hand them in: sums among the units, archives, sums within sums, versions of one file."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from corpus.ledger import Unit
from corpus.saving import save
from corpus.shapes.long import long_grid
from corpus.style import Style
from corpus.units import random_unit

from converter.batch.model import BatchOptions
from converter.batch.running import run_batch
from converter.batch.summary import BatchResult
from converter.pipeline import Options

from .county import LONG
from .sums import summed
from .test_county import county_rows

ENDS = ("（本级）", "所属第一中学", "所属第二小学")
EDUCATION = [
    replace(random_unit(11 + n, 2023), code=f"10100{n + 1}", name=f"石岭县教育局{end}", year=2023)
    for n, end in enumerate(ENDS)
]
ALL = tuple(line for unit in EDUCATION for line in unit.lines)
WATER = replace(random_unit(20, 2023), code="102001", name="石岭县水利局", year=2023)


def write(folder: Path, *units: Unit) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for unit in units:
        save([long_grid([unit], Style(), LONG)], folder, f"{unit.code}{unit.name}")
    return folder


def run(here: Path, out: Path) -> BatchResult:
    return run_batch([here], BatchOptions(Options(out=out, tables_only=True), jobs=1, rollup=True))


def workbooks(result: BatchResult, codes: Sequence[str]) -> list[Path]:
    return [Path(u.document.outputs["workbook"]) for u in result.units if u.code in codes]


@pytest.mark.parametrize(("code", "folders"), [("101", ("",)), ("101000", ("教育",)), ("", ("教育", "水利"))])
def test_the_bureaus_own_sum_is_not_added_to_its_units(
    code: str, folders: tuple[str, ...], tmp_path: Path
) -> None:
    whole = replace(EDUCATION[0], code=code, name="石岭县教育局", lines=ALL)
    write(tmp_path / "in" / folders[0], *EDUCATION, whole)
    write(tmp_path / "in" / folders[-1], WATER) if len(folders) > 1 else None
    result = run(tmp_path / "in", tmp_path / "out")
    assert [finding.rule for finding in result.findings].count("O85") == 1
    parts = workbooks(result, [unit.code for unit in EDUCATION])
    department = next(d for d in result.departments if d.document.unit == "石岭县教育局")
    assert summed([Path(department.document.outputs["workbook"])]) == summed(parts)
    county = summed([*parts, *workbooks(result, [WATER.code])])["表1"]
    assert county_rows(tmp_path / "out") == {row: cells["预算数"] for row, cells in county.items()}


def test_what_only_looks_like_a_sum_is_counted_and_told(tmp_path: Path) -> None:
    lines = tuple(replace(line, fen=line.fen + 500_000) if n == 0 else line for n, line in enumerate(ALL))
    whole = replace(EDUCATION[0], code="101", name="石岭县教育局", lines=lines)
    result = run(write(tmp_path / "in", *EDUCATION, whole), tmp_path / "out")
    assert [finding.rule for finding in result.findings] == ["O84"]
    department = result.departments[0].document.outputs["workbook"]
    assert summed([Path(department)]) == summed(workbooks(result, [u.code for u in result.units]))


def test_units_of_their_own_are_no_sums(tmp_path: Path) -> None:
    """Two units with the same figures are two units."""
    twin = replace(EDUCATION[1], code="101009", name="石岭县教育局所属第九中学")
    result = run(write(tmp_path / "in", EDUCATION[1], twin), tmp_path / "out")
    assert not {finding.rule for finding in result.findings} & {"O84", "O85"}
    assert summed([Path(result.departments[0].document.outputs["workbook"])]) == summed(
        workbooks(result, ["101002", "101009"])
    )


def test_two_versions_of_a_file_are_told_and_the_department_does_not_pass(tmp_path: Path) -> None:
    here = write(tmp_path / "in", *EDUCATION)
    first = EDUCATION[1]
    lines = tuple(replace(x, fen=x.fen + 100_000) if n == 0 else x for n, x in enumerate(first.lines))
    save([long_grid([replace(first, lines=lines)], Style(), LONG)], here, f"{first.name}（修改版）")
    result = run(here, tmp_path / "out")
    assert [u.code for u in result.units] == [u.code for u in EDUCATION]
    verdicts = {u.code: u.document.verdict.value for u in result.units}
    assert verdicts == {"101001": "pass", "101002": "errors", "101003": "pass"}
    department = result.departments[0].whole()
    assert department.verdict.value == "errors"
    assert any(f.rule == "L75" and first.name in f.message for f in department.findings)


def test_archives_are_told(tmp_path: Path) -> None:
    here = write(tmp_path / "in", WATER)
    with zipfile.ZipFile(here / "其他单位.zip", "w") as package:
        package.writestr("x.txt", "x")
    findings = run(here, tmp_path / "out").findings
    assert [f.rule for f in findings] == ["O83"] and "其他单位.zip" in findings[0].message


@pytest.mark.parametrize("below", [True, False])
@pytest.mark.parametrize("columns", [True, False])
def test_one_workbook_with_sums_of_units_within_sums_of_departments(
    below: bool, columns: bool, tmp_path: Path
) -> None:
    """部门 and 单位 in columns of their own or in one; 小计 of units, 合计 of departments, 总计 of all."""
    rng = random.Random(3)
    lead = ["部门", "单位"] if columns else ["单位"]
    spending = {"2010101": "30201", "2080505": "30108", "2101101": "30110", "2210201": "30113"}
    wanted: dict[str, Decimal] = {}
    body: list[list[object]] = []

    def beside(rows: list[list[object]], label: str, amount: int) -> list[list[object]]:
        total = [*[None] * (len(lead) - 1), label, None, None, None, None, amount]
        return [*rows, total] if below else [total, *rows]

    for d in range(1, 5):
        department: list[list[object]] = []
        whole = 0
        for u in range(1, 4):
            name = f"石岭县第{d}局" if u == 1 else f"石岭县第{d}局下属{u}站"
            rows: list[list[object]] = []
            for function, economic in spending.items():
                units = [f"{100 + d}-第{d}局"] * columns + [f"{100 + d}{u:03d}-{name}"]
                amount = rng.randrange(10, 900) * 100
                rows.append([*units, function, economic, "一般公共预算", "基本支出", amount])
            mine = sum(row[-1] for row in rows)  # type: ignore[misc]
            wanted[name] = Decimal(mine).scaleb(-4)
            department += beside(rows, f"{name}小计", mine)
            whole += mine
        body += beside(department, f"第{d}局合计", whole)
    everything = int(sum(wanted.values()).scaleb(4))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "全县"
    heads = [*lead, "功能科目", "经济科目", "资金来源", "支出类别", "金额"]
    for row in (["石岭县2023年部门预算明细表"], ["单位：元"], heads, *beside(body, "总计", everything)):
        sheet.append(row)
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in" / "全县.xlsx")
    result = run(tmp_path / "in", tmp_path / "out")
    got = {u.document.unit: next(e.amount for e in u.overview if e.row == "收入总计") for u in result.units}
    assert got == wanted
    assert {u.document.verdict.value for u in (*result.units, *result.departments)} == {"pass"}
    assert len(result.departments) == 4


def test_folders_are_departments_when_the_officer_says_so(tmp_path: Path) -> None:
    """No codes anywhere, two units of one name in different folders."""
    twin = replace(random_unit(30, 2023), code="", name="石岭县服务中心", year=2023)
    water = [replace(WATER, code=""), twin]
    schools = [replace(unit, code="") for unit in EDUCATION]
    write(tmp_path / "in" / "01 教育局", *schools)
    write(tmp_path / "in" / "02 水利系统", *water)
    chosen = BatchOptions(
        Options(out=tmp_path / "out", tables_only=True), jobs=1, rollup=True, departments=tmp_path / "in"
    )
    result = run_batch([tmp_path / "in"], chosen)
    assert [d.document.unit for d in result.departments] == ["水利系统", "石岭县教育局"]
    for department in result.departments:
        parts = [
            Path(u.document.outputs["workbook"])
            for u in result.units
            if u.department == department.document.unit
        ]
        assert len(parts) == (3 if department.document.unit == "石岭县教育局" else 2)
        assert summed([Path(department.document.outputs["workbook"])]) == summed(parts)
    chosen.departments = tmp_path / "in" / "01 教育局"
    assert [f.rule for f in run_batch([tmp_path / "in"], chosen).findings if f.rule == "O93"] == ["O93"]


def test_units_of_one_name_without_codes_in_several_folders_are_told(tmp_path: Path) -> None:
    for seed, folder in ((30, "教育局"), (31, "水利局")):
        unit = replace(random_unit(seed, 2023), code="", name="石岭县服务中心", year=2023)
        write(tmp_path / "in" / folder, unit)
    findings = run(tmp_path / "in", tmp_path / "out").findings
    assert any(f.rule == "O80" and "石岭县服务中心" in f.message for f in findings)
