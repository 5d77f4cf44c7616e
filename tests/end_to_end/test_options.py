"""The options of the command line, on corpus cases: mappings saved, used and remembered, values, wording."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from corpus.case import Case
from corpus.catalogue import CASES
from corpus.truth import tables_of
from python_calamine import CalamineWorkbook

from .judging import examine, far_off, faults
from .program import call, convert
from .reading_back import read_tables

BY_NAME = {case.name: case for case in CASES}
SAVED = ("长表-编码名称分列", "宽表-三级表头-类款项小计夹在明细中", "多表工作簿-人员公用项目-表名定性质")


def written(case: Case, folder: Path) -> list[Path]:
    """Write the files of ``case``."""
    folder.mkdir(parents=True)
    return case.write(folder)


@pytest.mark.parametrize("name", SAVED)
def test_a_saved_mapping_gives_the_same_tables(name: str, tmp_path: Path) -> None:
    case = BY_NAME[name]
    paths = written(case, tmp_path / "in")
    saved = tmp_path / "识别方案.json"
    run = call(["inspect", *map(str, paths), "--save", str(saved)], tmp_path / "home")
    assert run.status == 0, run.stderr
    assert json.loads(saved.read_text(encoding="utf-8"))
    assert faults(convert(paths, tmp_path, "--mapping", str(saved), *case.args), case.units) == []


def test_a_remembered_mapping_is_used_for_the_same_layout_and_told(tmp_path: Path) -> None:
    case = BY_NAME[SAVED[0]]
    paths = written(case, tmp_path / "in")
    saved = tmp_path / "识别方案.json"
    call(["inspect", *map(str, paths), "--save", str(saved)], tmp_path / "home")
    first = convert(paths, tmp_path, "--mapping", str(saved), "--remember")
    assert faults(first, case.units) == []
    elsewhere = shutil.copy(paths[0], tmp_path / "另存2023.xlsx")
    again = convert([Path(elsewhere)], tmp_path)
    assert faults(again, case.units) == []
    assert any("记住" in finding["message"] for finding in again.findings("info")), again.documents


def test_inspection_in_words_names_sheets_columns_and_what_is_left_out(tmp_path: Path) -> None:
    case = BY_NAME[SAVED[2]]
    paths = written(case, tmp_path / "in")
    run = call(["inspect", *map(str, paths)], tmp_path / "home")
    assert run.status == 0
    for name in CalamineWorkbook.from_path(str(paths[0])).sheet_names:
        assert name in run.stdout, name


def test_values_writes_plain_numbers(tmp_path: Path) -> None:
    case = BY_NAME[SAVED[0]]
    paths = written(case, tmp_path / "in")
    run = convert(paths, tmp_path, "--values")
    assert faults(run, case.units) == []
    with zipfile.ZipFile(run.documents[0]["outputs"]["workbook"]) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in sheet for sheet in sheets)


def test_wording_of_a_subordinate_unit(tmp_path: Path) -> None:
    case = BY_NAME[SAVED[0]]
    paths = written(case, tmp_path / "in")
    run = convert(paths, tmp_path, "--unit-kind", "单位")
    workbook = run.documents[0]["outputs"]["workbook"]
    assert Path(workbook).name == f"{case.units[0].name}2023年单位预算公开表.xlsx"
    names = CalamineWorkbook.from_path(workbook).sheet_names
    assert names[0] == "表1 单位收支总体情况表"
    assert far_off(read_tables(Path(workbook)), tables_of(case.units[0])) == []


def test_file_names_and_sheet_names_are_those_promised(tmp_path: Path) -> None:
    case = BY_NAME[SAVED[0]]
    _, run = examine(case, tmp_path)
    stem = f"{case.units[0].name}2023年"
    assert run.files == [f"{stem}校验报告.xlsx", f"{stem}部门预算公开表.xlsx"] or set(run.files) >= {
        f"{stem}校验报告.xlsx",
        f"{stem}部门预算公开表.xlsx",
    }
    names = CalamineWorkbook.from_path(run.documents[0]["outputs"]["workbook"]).sheet_names
    assert names[0] == "表1 部门收支总体情况表"
    assert len(names) == 10


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("name", SAVED)
def test_recalculation_by_libreoffice_changes_no_figure(name: str, tmp_path: Path) -> None:
    case = BY_NAME[name]
    _, run = examine(case, tmp_path)
    workbook = Path(run.documents[0]["outputs"]["workbook"])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    target = tmp_path / "recalculated"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "ods",
        "--outdir",
        str(target),
        str(workbook),
    ]
    subprocess.run(command, check=True, timeout=180, capture_output=True)
    before, after = (
        CalamineWorkbook.from_path(str(path)) for path in (workbook, target / f"{workbook.stem}.ods")
    )
    for sheet in before.sheet_names:
        left = before.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        right = after.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        for row, cells in enumerate(left):
            for column, value in enumerate(cells):
                if isinstance(value, float):
                    other = right[row][column] or 0.0
                    assert other == pytest.approx(value, abs=1e-9), (sheet, row, column)
