"""A whole county: departments equal the sum of their units, the county that of its departments."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from .county import County, write_county
from .sums import summed, without_zeros

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str | Path, check: bool = True) -> dict[str, Any]:
    """Run the program in a process of its own and return what ``--json`` printed."""
    done = subprocess.run(
        [sys.executable, "-m", "converter", *map(str, arguments), "--json"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert not check or done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    result: dict[str, Any] = json.loads(done.stdout)
    result["status"] = done.returncode
    return result


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its relative name."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def judge(county: County, out: Path, result: dict[str, Any]) -> None:
    """Hold every unit, department and the county against an addition of the published figures."""
    units = {document["unit"]: document for document in result["documents"]}
    departments = {document["unit"]: document for document in result["departments"]}
    assert set(units) == {unit.name for unit in county.units}
    assert set(departments) == set(county.departments)
    rule_of_sums = [f for d in result["departments"] for f in d["findings"] if f["rule"] == "G44"]
    assert not rule_of_sums
    everything = []
    for name, own in county.departments.items():
        parts = [Path(units[unit.name]["outputs"]["workbook"]) for unit in own]
        everything += parts
        assert summed([Path(departments[name]["outputs"]["workbook"])]) == summed(parts), name
    by_row: dict[str, Decimal] = {}
    for row, cells in summed(everything)["表1"].items():
        by_row[row] = cells["预算数"]
    assert county_rows(out) == by_row
    whole = summed([Path(d["outputs"]["workbook"]) for d in result["departments"]])
    assert without_zeros(whole)["表1"] == {row: {"预算数": amount} for row, amount in by_row.items()}


def county_rows(out: Path) -> dict[str, Decimal]:
    """Return the figures of the county's 收支总表 by row."""
    rows = (
        CalamineWorkbook.from_path(str(out / "全部部门汇总.xlsx")).get_sheet_by_name("收支总表").to_python()
    )
    found: dict[str, Decimal] = {}
    for row in rows:
        if len(row) > 1 and isinstance(row[1], float):
            label = re.sub(r"\s", "", str(row[0]))
            code = re.match(r"\d{3}", label)
            found[f"支出{code.group()}" if code else label] = Decimal(repr(row[1])).quantize(Decimal("0.01"))
    return found


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return write_county(tmp_path_factory.mktemp("county"), 3, 8)


@pytest.fixture(scope="module")
def done(county: County, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("out") / "结果"
    before = county.before_folder
    result = run(
        "convert", county.folder, "--out", out, "--rollup", "--last-year", before, "--jobs", "1", check=False
    )
    return out, result


def test_departments_are_the_sums_of_their_units_and_the_county_of_its_departments(
    county: County, done: tuple[Path, dict[str, Any]]
) -> None:
    judge(county, *done)


def test_wide_sheets_of_the_county_are_printed_on_pages_that_repeat_the_names(
    done: tuple[Path, dict[str, Any]],
) -> None:
    book = openpyxl.load_workbook(done[0] / "全部部门汇总.xlsx")
    for name in ("按资金来源", "按功能分类"):
        sheet = book[name]
        assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_cols == "$A:$B"
        starts = [0, *(one.id for one in sheet.col_breaks.brk), sheet.max_column]
        widths = [sheet.column_dimensions[get_column_letter(i + 1)].width for i in range(sheet.max_column)]
        names = sum(widths[:2])
        for first, last in pairwise(starts):
            # 273 mm of paper at some 2 mm a character of the default size.
            assert sum(widths[max(first, 2) : last]) + names < 140, name


def test_the_summary_lists_every_unit_and_what_became_of_last_years(
    county: County, done: tuple[Path, dict[str, Any]]
) -> None:
    book = CalamineWorkbook.from_path(str(done[0] / "批量结果.xlsx"))
    rows = book.get_sheet_by_name("各单位").to_python()
    assert {unit.name for unit in county.units} <= {row[1] for row in rows}
    assert set(county.departments) <= {row[3] for row in rows}
    told = {row[0]: row for row in book.get_sheet_by_name("与上年对应").to_python()}
    first, second = county.units[:2]
    assert told["新增"][2] == first.name
    assert told["更名"][2:4] == [second.name, f"{second.name}（原）"]
    assert told["撤并"][3] == "石岭县撤销的办公室"


def test_last_years_figures_reach_the_texts_of_units_and_departments(
    county: County, done: tuple[Path, dict[str, Any]]
) -> None:
    unknown = {d["unit"] for d in done[1]["documents"] if any(f["rule"] == "T20" for f in d["findings"])}
    assert unknown == {county.units[0].name}, "only the unit that is new has no figures of last year"
    renamed = next(d for d in done[1]["documents"] if d["unit"] == county.units[1].name)
    assert any(f["rule"] == "T24" and f"{renamed['unit']}（原）" in f["message"] for f in renamed["findings"])
    told = {f["rule"] for d in done[1]["departments"] for f in d["findings"]}
    assert not told & {"T20", "N08"}


def test_two_jobs_give_the_same_bytes(
    county: County, done: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    again = done[0].rename(tmp_path / "first")
    run(
        "convert",
        county.folder,
        "--out",
        done[0],
        "--rollup",
        "--last-year",
        county.before_folder,
        "--jobs",
        "2",
        check=False,
    )
    assert files_in(done[0]) == files_in(again)


def test_a_broken_file_is_told_and_stops_nobody(county: County, tmp_path: Path) -> None:
    broken = county.files[county.units[0].code]
    good = broken.read_bytes()
    try:
        broken.write_bytes(b"PK\x03\x04 broken")
        result = run("convert", county.folder, "--out", tmp_path / "out", "--tables-only", check=False)
    finally:
        broken.write_bytes(good)
    refused = [d for d in result["documents"] if d["unit"] is None]
    assert result["status"] == 2
    assert [d["inputs"] for d in refused] == [[str(broken)]]
    assert all(f["message"] for d in refused for f in d["findings"])
    assert len([d for d in result["documents"] if d["outputs"]]) == len(county.units) - 1


def test_narrowing_and_a_list_of_departments(county: County, tmp_path: Path) -> None:
    own = next(iter(county.departments.values()))
    listed = tmp_path / "部门名单.csv"
    listed.write_text(
        "部门,单位\n" + "".join(f"石岭县大部门,{unit.code}\n" for unit in own[:2]), encoding="utf-8"
    )
    out = tmp_path / "out"
    result = run(
        "convert", county.folder, "--out", out, "--tables-only", "--rollup", "--departments", listed,
        *(part for unit in own[:2] for part in ("--unit", unit.code)), check=False,
    )  # fmt: skip
    names = {d["unit"] for d in result["documents"]}
    assert {unit.name for unit in own[:2]} <= names
    assert [d["unit"] for d in result["departments"] if d["unit"] == "石岭县大部门"] == ["石岭县大部门"]
    plan = run("convert", county.folder, "--out", tmp_path / "no", "--dry-run")["plan"]
    assert any(own[0].name in line for line in plan)
    assert not (tmp_path / "no").exists()


@pytest.mark.slow
def test_sixty_departments_of_three_hundred_units(tmp_path: Path) -> None:
    county = write_county(tmp_path, 60, 300)
    out = tmp_path / "结果"
    given = ["--last-year", county.before_folder, "--departments", county.listed]
    result = run("convert", county.folder, "--out", out, "--rollup", *given, check=False)
    judge(county, out, result)


@pytest.mark.slow
def test_thirty_broken_files_among_three_hundred(tmp_path: Path) -> None:
    county = write_county(tmp_path, 300, 300)
    broken = [path for _, path in sorted(county.files.items())][::10]
    for number, path in enumerate(broken):
        content = path.read_bytes()
        # Half of a text is a text again: only files with an inner structure can be known to be cut off.
        half = content[: len(content) // 2] if path.suffix != ".csv" else b""
        path.write_bytes([b"", half, b"\x00" * 600, "只有文字".encode()][number % 4])
    result = run("convert", county.folder, "--out", tmp_path / "结果", "--tables-only", check=False)
    verdicts = defaultdict(list)
    for document in result["documents"]:
        verdicts[document["unit"] is None].append(document)
    assert len(verdicts[False]) == 270
    assert sorted(d["inputs"][0] for d in verdicts[True]) == sorted(map(str, broken))
    assert all(d["findings"][0]["message"] for d in verdicts[True])
