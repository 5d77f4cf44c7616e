"""Units that were renamed: last year's documents tell no codes, so a person confirms."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from converter.batch.last_years import Matches
from converter.batch.model import BatchOptions
from converter.batch.renamed import likely_renamings
from converter.batch.running import run_batch
from converter.batch.summary import BatchResult
from converter.batch.words import batch_words
from converter.ledger.model import UnitKey
from converter.packs.loading import load_pack
from converter.pipeline import Options

from .test_county_folders import EDUCATION, WATER, write

PACK = load_pack("xinjiang", None)
OLD = "石岭县教育局所属县城第一中学"


def run(here: Path, out: Path, **more: object) -> BatchResult:
    last = more.pop("last_year", ())
    return run_batch([here], BatchOptions(Options(out=out, last_year=last), jobs=1, **more))  # type: ignore[arg-type]


@pytest.fixture
def last_year(tmp_path: Path) -> Path:
    """Documents as published last year: names, no codes."""
    before = [replace(unit, year=2022) for unit in (*EDUCATION, WATER)]
    before[1] = replace(before[1], name=OLD)
    run(write(tmp_path / "上年底稿", *before), tmp_path / "上年")
    for path in (tmp_path / "上年").glob("*"):
        if not path.name.endswith("公开.docx"):
            path.unlink()
    return tmp_path / "上年"


def first_year(result: BatchResult) -> set[str]:
    return {u.document.unit or "" for u in result.units if any(f.rule == "T20" for f in u.whole().findings)}


def test_a_renamed_unit_is_proposed_and_matched_when_confirmed(tmp_path: Path, last_year: Path) -> None:
    here = write(tmp_path / "in", *EDUCATION, WATER)
    result = run(here, tmp_path / "out", last_year=(last_year,))
    new = EDUCATION[1].name
    assert first_year(result) == {new}
    assert [f.rule for f in result.findings] == ["O82"]
    assert new in result.findings[0].message and OLD in result.findings[0].message
    book = openpyxl.load_workbook(tmp_path / "out" / "批量结果.xlsx")
    sheet = book["与上年对应"]
    for row in sheet.iter_rows(min_row=4):
        if row[0].value == "可能是改名":
            assert [cell.value for cell in row[2:5]] == [new, OLD, None]
            row[4].value = "是"
    book.save(tmp_path / "确认.xlsx")
    again = run(here, tmp_path / "out", last_year=(last_year,), renamed=tmp_path / "确认.xlsx", resume=True)
    assert again.skipped == len(EDUCATION)  # all but the renamed one
    assert not again.findings and not first_year(again)
    assert again.matches is not None
    assert [(now.name, old.name) for now, old in again.matches.renamed] == [(new, OLD)]
    assert not again.matches.new and not again.matches.closed


def test_a_list_of_two_columns_confirms(tmp_path: Path, last_year: Path) -> None:
    listed = tmp_path / "改名.csv"
    listed.write_text(f"新名称,原名称\n{EDUCATION[1].name},{OLD}\n", encoding="utf-8")
    here = write(tmp_path / "in", *EDUCATION, WATER)
    result = run(here, tmp_path / "out", last_year=(last_year,), renamed=listed)
    assert not result.findings and not first_year(result)
    listed.write_text("甲,乙\n丙,丁\n", encoding="utf-8")
    result = run(here, tmp_path / "out", last_year=(last_year,), renamed=listed)
    assert [f.rule for f in result.findings] == ["O81", "O82"]


def keys(*names: str) -> list[UnitKey]:
    return [UnitKey("", f"石岭县{name}") for name in names]


@pytest.mark.parametrize(
    ("new", "old", "wanted"),
    [
        (["乡村振兴局"], ["扶贫开发办公室"], [("乡村振兴局", "扶贫开发办公室")]),  # the only pair
        (["乡村振兴局", "融媒体中心"], ["扶贫开发办公室", "广播电视台"], []),
        (["城关镇中心小学"], ["城关镇中心小学校", "水管站"], [("城关镇中心小学", "城关镇中心小学校")]),
        (["第三中学"], ["第一中学", "第二中学"], []),  # as much like the one as like the other
        ([], ["水管站"], []),
    ],
)
def test_only_what_is_likely_is_proposed(
    new: list[str], old: list[str], wanted: list[tuple[str, str]]
) -> None:
    matches = Matches(new=keys(*new), closed=keys(*old), of={key: [] for key in keys("财政局", "水利局")})
    found = likely_renamings(matches, batch_words(PACK))
    assert [(a.name.removeprefix("石岭县"), b.name.removeprefix("石岭县")) for a, b, _ in found] == wanted
