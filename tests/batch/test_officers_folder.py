"""A folder as an officer has it: lock files, copies, the output folder inside, last year's results."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from corpus.ledger import Unit
from corpus.saving import save
from corpus.shapes.long import long_grid
from corpus.style import Style
from corpus.units import random_unit
from python_calamine import CalamineWorkbook

from converter.auditing import AuditOptions, check_files
from converter.batch.command import batch_status, batch_text
from converter.batch.model import BatchOptions
from converter.batch.running import run_batch
from converter.batch.spool import remove_old_spools
from converter.batch.summary import BatchResult
from converter.pipeline import Options

from .county import LONG
from .test_county import ROOT, files_in

PASSED_ON = {"上级补助收入": "superior", "附属单位上缴收入": "affiliate"}


def unit(code: str, name: str, seed: int, year: int = 2023) -> Unit:
    return replace(random_unit(seed, year), code=code, name=name, year=year)


UNITS = {
    "office": unit("101001", "石岭县教育局（本级）", 1),
    "school": unit("101002", "石岭县第一中学", 2),
    "centre": unit("101003", "石岭县服务中心", 3),
    "other": unit("102001", "石岭县水利局", 4),
    "twin": unit("102002", "石岭县服务中心", 5),
}


def write(folder: Path, units: dict[str, Unit]) -> Path:
    """Write units in files of several kinds, with what lies about beside them."""
    first, second = folder / "教育", folder / "水利"
    first.mkdir(parents=True)
    second.mkdir()
    for number, key in enumerate(("office", "school", "centre")):
        if key in units:
            form = ("xlsx", "csv-gb", "xls")[number]
            save([long_grid([units[key]], Style(), LONG)], first, units[key].name, form)
    shared = [units[key] for key in ("other", "twin") if key in units]
    save([long_grid([one], Style(), LONG, name=one.name) for one in shared], second, "水利系统")
    shutil.copy(first / f"{units['office'].name}.xlsx", first / "教育局 - 副本.xlsx")
    (first / "~$教育局.xlsx").write_bytes(b"\x05lock" * 30)
    (first / "Thumbs.db").write_bytes(b"x")
    (first / "合影.jpg").write_bytes(b"\xff\xd8")
    return folder


def run(folder: Path, out: Path | None, **chosen: object) -> BatchResult:
    mine = {key: chosen.pop(key) for key in list(chosen) if key in Options.__dataclass_fields__}
    return run_batch([folder], BatchOptions(Options(out=out, **mine), jobs=1, **chosen))  # type: ignore[arg-type]


def totals(result: BatchResult) -> dict[str, str]:
    return {u.code: str(next(e.amount for e in u.overview if e.row == "收入总计")) for u in result.units}


def test_copies_and_lock_files_count_nothing_twice(tmp_path: Path) -> None:
    result = run(write(tmp_path / "底稿", UNITS), None, tables_only=True)
    assert [u.code for u in result.units] == ["101001", "101002", "101003", "102001", "102002"]
    assert not result.unused
    alone = tmp_path / "one"
    alone.mkdir()
    save([long_grid([UNITS["office"]], Style(), LONG)], alone, "one")
    assert totals(run(alone, None, tables_only=True))["101001"] == totals(result)["101001"]


def test_an_output_folder_inside_is_no_input(tmp_path: Path) -> None:
    here = write(tmp_path / "底稿", UNITS)
    first = run(here, here / "结果", rollup=True, tables_only=True)
    written = files_in(here / "结果")
    again = run(here, here / "结果", rollup=True, tables_only=True)
    assert files_in(here / "结果") == written
    elsewhere = run(here, tmp_path / "别处", rollup=True, tables_only=True)
    assert totals(first) == totals(again) == totals(elsewhere)
    assert batch_status(elsewhere) == batch_status(first)
    kinds = {Path(note.path).name[-9:]: note.kind.value for note in elsewhere.unused}
    assert kinds["校验报告.xlsx"[-9:]] == kinds["批量结果.xlsx"[-9:]] == "report"
    assert not [d for d in check_files([here / "结果"], AuditOptions()) if "报告" in d.inputs[0]]


def test_copies_with_marks_are_not_checked_again(tmp_path: Path) -> None:
    here = tmp_path / "结果"
    run(write(tmp_path / "底稿", {k: UNITS[k] for k in ("office", "other")}), here)
    for options in (AuditOptions(out=here), AuditOptions(out=here / "检查")):
        first = check_files([here], options)
        assert [d.inputs for d in check_files([here], options)] == [d.inputs for d in first]


def test_two_units_of_one_name_stay_apart(tmp_path: Path) -> None:
    result = run(write(tmp_path / "底稿", UNITS), tmp_path / "结果", tables_only=True)
    twins = [u.document.outputs["workbook"] for u in result.units if u.document.unit == "石岭县服务中心"]
    assert len(set(twins)) == 2
    assert all(code in path for code, path in zip(("101003", "102002"), twins, strict=True))


def test_last_years_results_are_last_year(tmp_path: Path) -> None:
    """The folder that this program wrote last year, roll-up included, serves as it is."""
    before = {
        key: replace(old, year=2022, name="石岭县县城中学" if key == "school" else old.name)
        for key, old in UNITS.items()
    }
    closed = unit("101008", "石岭县撤销的学校", 8, 2022)
    old_in, old_out = write(tmp_path / "上年底稿", before), tmp_path / "上年结果"
    save([long_grid([closed], Style(), LONG)], old_in, "撤销的学校")
    run(old_in, old_out, rollup=True)
    result = run(write(tmp_path / "底稿", UNITS), tmp_path / "结果", rollup=True, last_year=(old_out,))
    assert result.matches is not None
    assert [(new.name, old.name) for new, old in result.matches.renamed] == [
        ("石岭县第一中学", "石岭县县城中学")
    ]
    assert [key.name for key in result.matches.closed] == ["石岭县撤销的学校"]
    assert result.matches.new == []
    documents = [one.document for one in (*result.units, *result.departments)]
    assert not [d.unit for d in documents if any(f.rule in ("T20", "T25") for f in d.findings)]
    # What the department itself published last year is what its sum is compared with.
    assert {old.key.name for old in result.matches.departments} >= {"石岭县教育局", "石岭县水利局"}


def test_a_mended_summary_serves_as_list_of_departments(tmp_path: Path) -> None:
    here = write(tmp_path / "底稿", UNITS)
    run(here, tmp_path / "结果", tables_only=True)
    book = openpyxl.load_workbook(tmp_path / "结果" / "批量结果.xlsx")
    sheet = book["各单位"]
    for row in sheet.iter_rows(min_row=4):
        if row[0].value == "102002":
            row[3].value = "石岭县教育局"
    book.save(tmp_path / "部门.xlsx")
    result = run(here, None, tables_only=True, rollup=True, departments=tmp_path / "部门.xlsx")
    assert {u.code: u.department for u in result.units}["102002"] == "石岭县教育局"
    assert [d.document.unit for d in result.departments] == ["石岭县教育局", "石岭县水利局"]
    assert not [f.rule for f in result.findings]


def test_a_narrowed_run_leaves_what_was_done(tmp_path: Path) -> None:
    here, out = write(tmp_path / "底稿", UNITS), tmp_path / "结果"
    run(here, out, tables_only=True)
    run(here, out, tables_only=True, units=("101002",))
    assert run(here, out, tables_only=True, resume=True).skipped == len(UNITS)


NOTHING: dict[str, Callable[[Path], list[str]]] = {
    "an empty folder": lambda folder: [str(folder)],
    "no such unit": lambda folder: [str(write(folder / "底稿", UNITS)), "--unit", "没有的单位"],
    "only what is no budget": lambda folder: [_report(folder)],
}


def _report(folder: Path) -> str:
    run(write(folder.parent / "别处", UNITS), folder, tables_only=True)
    for path in folder.glob("*公开表.xlsx"):
        path.unlink()
    return str(folder)


@pytest.mark.parametrize("case", NOTHING)
def test_nothing_to_convert_is_said_and_is_no_success(case: str, tmp_path: Path) -> None:
    folder = tmp_path / "输入"
    folder.mkdir()
    arguments = NOTHING[case](folder)
    done = subprocess.run(
        [sys.executable, "-m", "converter", "convert", *arguments, "--out", str(tmp_path / "out"), "--dry-run"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stdout + done.stderr
    assert "O95" in done.stdout


def test_an_empty_folder_is_nothing_to_check(tmp_path: Path) -> None:
    documents = check_files([tmp_path], AuditOptions())
    assert [d.verdict.value for d in documents] == ["unreadable"]
    assert "没有可以检查的文档" in documents[0].findings[0].message


def test_a_large_workbook_resumes_unit_by_unit(tmp_path: Path) -> None:
    """A workbook of many units that was broken off is taken up behind the last unit that was done."""
    here, out = tmp_path / "底稿", tmp_path / "结果"
    here.mkdir()
    many = [unit(f"{101 + n // 3:03d}{n % 3 + 1:03d}", f"石岭县第{n}办公室", n) for n in range(10)]
    save([long_grid(many, Style(), LONG, headed="石岭县财政局")], here, "全县")

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "转换" and done == 4:
            raise KeyboardInterrupt

    whole = tmp_path / "整"
    run(here, whole, tables_only=True)
    with pytest.raises(KeyboardInterrupt):
        run(here, out, tables_only=True, progress=stop)
    result = run(here, out, tables_only=True, resume=True)
    assert result.skipped == 3
    assert sorted(u.code for u in result.units) == sorted(u.code for u in many)
    assert {n: c for n, c in files_in(out).items() if n.endswith("表.xlsx")} == {
        n: c for n, c in files_in(whole).items() if n.endswith("表.xlsx")
    }
    first = (out / "批量进度.jsonl").read_text(encoding="utf-8").replace(str(out), str(whole))
    groups = [line for line in map(json.loads, first.splitlines()) if line["kind"] == "group"]
    assert sorted(len(line["units"]) for line in groups) == [0] * 10 + [10]
    assert first == (whole / "批量进度.jsonl").read_text(encoding="utf-8")
    again = run(here, out, tables_only=True, resume=True)
    assert again.skipped == 10 and len(again.units) == 10


def test_a_folder_that_cannot_be_written_to_is_told_at_once(tmp_path: Path) -> None:
    here = write(tmp_path / "底稿", UNITS)
    blocked = tmp_path / "out"
    blocked.write_text("a file of this name", encoding="utf-8")
    seen: list[str] = []
    result = run(here, blocked / "结果", progress=lambda stage, _done, _total: seen.append(stage))
    assert [finding.rule[0] for finding in result.findings] == ["O"]
    assert batch_status(result) == 1
    assert seen == []
    assert "".join(batch_text(result)).strip()


def test_money_passed_between_units_is_offered_and_not_dropped(tmp_path: Path) -> None:
    """Each unit's 上级补助收入 and 附属单位上缴收入 is listed to the cent; the sums stay the units' sums."""
    result = run(write(tmp_path / "底稿", UNITS), tmp_path / "结果", rollup=True, tables_only=True)
    wanted = {
        (one.code, name): sum(line.fen for line in one.lines if line.source == source)
        for one in UNITS.values()
        for name, source in PASSED_ON.items()
    }
    wanted = {key: fen for key, fen in wanted.items() if fen}
    assert wanted, "the made-up units have such money"
    book = CalamineWorkbook.from_path(str(tmp_path / "结果" / "批量结果.xlsx"))
    listed: dict[tuple[str, str], int] = {}
    for row in book.get_sheet_by_name("待抵销").to_python()[3:]:
        key = (row[1], row[3])
        listed[key] = listed.get(key, 0) + round(row[5] * 1_000_000)
    assert listed == wanted
    assert [d.document.unit for d in result.departments if any(f.rule == "L72" for f in d.whole().findings)]
    for department in result.departments:
        own = [u for u in result.units if u.department == department.document.unit]
        for entry in department.overview:
            parts = [
                e.amount for u in own for e in u.overview if (e.section, e.row) == (entry.section, entry.row)
            ]
            assert entry.amount == sum(parts)


def test_folders_of_killed_runs_are_removed_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name, age in (("gongkai-batch-old", 100_000), ("gongkai-batch-new", 60), ("another", 100_000)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kept").write_bytes(b"x")
        os.utime(tmp_path / name, (time.time() - age, time.time() - age))
    remove_old_spools()
    assert {path.name for path in tmp_path.iterdir()} == {"gongkai-batch-new", "another"}


@pytest.mark.parametrize("units", [3, 10])
def test_one_unit_of_a_workbook_of_many(units: int, tmp_path: Path) -> None:
    """--unit narrows within a workbook too, and what was left out is done by the next run."""
    here, out = tmp_path / "底稿", tmp_path / "结果"
    here.mkdir()
    many = [unit(f"{101 + n // 3:03d}{n % 3 + 1:03d}", f"石岭县第{n}办公室", n) for n in range(units)]
    save([long_grid(many, Style(), LONG, headed="石岭县财政局")], here, "全县")
    one = run(here, out, tables_only=True, units=("第2办公室",), rollup=True)
    assert [u.code for u in one.units] == ["101003"]
    assert [f.rule for f in one.findings if f.rule == "O79"] == ["O79"]
    assert len(list(out.glob("*公开表.xlsx"))) == 1
    whole = run(here, out, tables_only=True, resume=True)
    assert sorted(u.code for u in whole.units) == sorted(u.code for u in many)
    assert run(here, out, tables_only=True, resume=True).skipped == units
