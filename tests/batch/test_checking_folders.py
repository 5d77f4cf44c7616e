"""Auditing a folder of finished documents: every document once, one failure alone, the same in any number of jobs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from corpus.saving import save
from corpus.shapes.long import long_grid
from corpus.style import Style
from end_to_end.program import call

from converter.auditing import AuditOptions
from converter.batch.checking import CheckOptions, run_checks
from converter.batch.command import batch_status
from converter.batch.model import UnitResult
from converter.batch.summary import BatchResult

from .county import LONG
from .test_county import files_in
from .test_officers_folder import UNITS, run, unit

NAMES = {key: UNITS[key].name for key in ("office", "school", "other")}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published documents of three units, those of the year before, and others of that year."""
    home = tmp_path_factory.mktemp("公开")
    for name, year, shift in (("2022", 2022, 10), ("别的", 2022, 20), ("2023", 2023, 0)):
        drafts = home / f"底稿{name}"
        drafts.mkdir()
        for seed, key in enumerate(NAMES):
            one = unit(UNITS[key].code, NAMES[key], seed + 1 + shift, year)
            save([long_grid([one], Style(), LONG)], drafts, one.name)
        run(drafts, home / name, values=True, last_year=(home / "2022",) if year == 2023 else ())
    return home


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    """Documents of three units in folders, with one that is damaged, a working spreadsheet and reports."""
    here = tmp_path / "全县"
    for key, name in NAMES.items():
        place = here / key
        place.mkdir(parents=True)
        for file in (published / "2023").glob(f"{name}*"):
            shutil.copy(file, place)
    (here / "坏的.docx").write_bytes(b"PK\x03\x04 not a document")
    (here / "更多.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    shutil.copy(next((published / "底稿2023").glob("*.xlsx")), here / "底稿.xlsx")
    return here


def check(folder: Path, out: Path | None = None, **chosen: object) -> BatchResult:
    mine = {key: chosen.pop(key) for key in list(chosen) if key in AuditOptions.__dataclass_fields__}
    return run_checks([folder], CheckOptions(AuditOptions(out=out, **mine), **{"jobs": 1, **chosen}))  # type: ignore[arg-type]


def of(result: BatchResult, name: str, kind: str = ".docx") -> UnitResult:
    """Return the result of a unit's document of one kind."""
    found = [
        one for one in result.units if one.document.unit == name and one.document.inputs[0].endswith(kind)
    ]
    assert len(found) == 1
    return found[0]


def spoil(folder: Path, name: str) -> None:
    """Put a wrong figure into the first table of a unit's workbook."""
    path = next(folder.rglob(f"{name}*公开表.xlsx"))
    book = openpyxl.load_workbook(path)
    cells = [c for row in book.worksheets[0].iter_rows() for c in row if isinstance(c.value, float)]
    cells[-1].value += 1000
    book.save(path)


def test_every_document_is_checked_and_one_failure_stays_alone(folder: Path, tmp_path: Path) -> None:
    spoil(folder, NAMES["school"])
    result = check(folder, tmp_path / "结果")
    for key, name in NAMES.items():
        verdict = of(result, name, "表.xlsx").document.verdict.value
        assert verdict == ("errors" if key == "school" else "pass")
        assert of(result, name).document.verdict.value in ("pass", "open")
    lost = [one.document for one in result.units if one.document.unit is None]
    assert [Path(d.inputs[0]).name for d in lost] == ["坏的.docx"]
    kinds = {Path(note.path).name: note.kind.value for note in result.unused}
    assert kinds == {"底稿.xlsx": "working"}
    assert [finding.rule for finding in result.findings] == ["O83"]
    assert "更多.zip" in result.findings[0].message
    assert batch_status(result) == 2
    summary = openpyxl.load_workbook(tmp_path / "结果" / "批量检查结果.xlsx")
    rows = [row for row in summary["各单位"].iter_rows(min_row=4, values_only=True) if row[1]]
    assert len(rows) == len(result.units) == 7
    outputs = {Path(path) for one in result.units for path in one.document.outputs.values()}
    assert len(outputs) == sum(len(one.document.outputs) for one in result.units)
    assert all(path.is_file() for path in outputs)


def test_the_same_files_from_any_number_of_jobs_and_after_a_stop(folder: Path, tmp_path: Path) -> None:
    check(folder, tmp_path / "一")
    check(folder, tmp_path / "二", jobs=2)

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "检查" and done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(folder, tmp_path / "三", progress=stop)
    again = check(folder, tmp_path / "三", resume=True)
    assert again.skipped == 2
    wanted = files_in(tmp_path / "一")
    for other in ("二", "三"):
        found = files_in(tmp_path / other)
        assert found.keys() == wanted.keys()
        assert {n for n in found if found[n] != wanted[n]} <= {"批量检查进度.jsonl", "批量检查结果.xlsx"}


def test_last_years_documents_are_compared_with(folder: Path, published: Path, tmp_path: Path) -> None:
    """Given as a folder, or lying beside: what the text says of last year is compared with them."""

    def wrong(result: BatchResult) -> set[str]:
        found = set()
        for one in result.units:
            told = any("上年" in f.message and f.severity == "error" for f in one.whole().findings)
            if told and one.document.year == 2023 and one.document.inputs[0].endswith(".docx"):
                found.add(str(one.document.unit))
        return found

    assert wrong(check(folder)) == set()
    right = check(folder, last_year=published / "2022")
    assert right.matches is not None and not right.matches.new and wrong(right) == set()
    assert wrong(check(folder, last_year=published / "别的")) == set(NAMES.values())
    beside = tmp_path / "两年"
    shutil.copytree(folder, beside / "今年")
    shutil.copytree(published / "别的", beside / "上年")
    assert wrong(check(beside)) == set(NAMES.values())


def test_narrowed_and_dry(folder: Path, tmp_path: Path) -> None:
    result = check(folder, tmp_path / "结果", units=("第一中学",))
    assert {one.document.unit for one in result.units} == {NAMES["school"]}
    plan = check(folder, tmp_path / "没有", dry_run=True)
    assert plan.plan and any("坏的.docx" in line for line in plan.plan)
    assert not (tmp_path / "没有").exists()
    nothing = check(folder, units=("没有这个单位",))
    assert batch_status(nothing) == 2 and "没有名称里有这些字" in nothing.findings[-1].message


def test_the_command_tells_documents_of_a_folder(folder: Path, tmp_path: Path) -> None:
    spoil(folder, NAMES["school"])
    told = call(["check", str(folder), "--jobs", "1"], tmp_path)
    assert told.status == 2
    assert f"{NAMES['school']} 2023 年：有" in told.stdout
    assert "共 6 份文档，另有 1 个文件没有读懂" in told.stdout
    short = call(["check", str(folder), "--jobs", "1", "--out", str(tmp_path / "果")], tmp_path)
    assert "批量检查结果：" in short.stdout and len(short.stdout.splitlines()) < len(told.stdout.splitlines())
    data = call(["check", str(folder), "--jobs", "1", "--json"], tmp_path)
    assert len(json.loads(data.stdout)["documents"]) == 7


def test_a_working_spreadsheet_is_not_taken_for_a_document(published: Path, tmp_path: Path) -> None:
    file = next((published / "底稿2023").glob("*.xlsx"))
    told = call(["check", str(file)], tmp_path)
    assert told.status == 2 and "像是预算工作底稿" in told.stdout
    only = call(["check", str(published / "底稿2023")], tmp_path)
    assert only.status == 2 and "没有找到做好的公开文档" in only.stdout
