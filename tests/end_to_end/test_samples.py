"""The three sample workbooks, each a different shape of one unit, give the ten tables of their truth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpus.ties import broken

from .judging import far_off
from .program import convert
from .reading_back import read_tables
from .test_truth import given_truth

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
WORKBOOKS = sorted(SAMPLES.glob("*.xlsx"))


@pytest.mark.parametrize("workbook", WORKBOOKS, ids=lambda path: path.stem)
def test_sample_gives_the_ten_tables_of_its_truth(workbook: Path, tmp_path: Path) -> None:
    run = convert([workbook], tmp_path)
    truth = given_truth()
    assert run.status == 0, run.told()
    (document,) = run.documents
    assert (document["unit"], document["year"]) == ("昌吉市人民政府办公室", 2023)
    assert document["verdict"] in ("pass", "open"), run.told()
    figures = read_tables(Path(document["outputs"]["workbook"]))
    assert far_off(figures, truth) == []
    assert broken(figures) == []


def test_all_samples_together_are_one_budget_counted_once(tmp_path: Path) -> None:
    run = convert(WORKBOOKS, tmp_path)
    assert run.status == 0, run.told()
    (document,) = run.documents
    figures = read_tables(Path(document["outputs"]["workbook"]))
    assert far_off(figures, given_truth()) == []


def test_a_second_run_gives_identical_files(tmp_path: Path) -> None:
    first = convert(WORKBOOKS[:1], tmp_path / "a")
    second = convert(WORKBOOKS[:1], tmp_path / "b")
    assert first.files == second.files
    for name in first.files:
        if name.endswith(".xlsx") and "报告" not in name:
            once = (tmp_path / "a" / "out" / name).read_bytes()
            again = (tmp_path / "b" / "out" / name).read_bytes()
            assert once == again, name


def test_samples_are_left_as_they_were(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in WORKBOOKS}
    convert(WORKBOOKS, tmp_path)
    assert {path: path.read_bytes() for path in WORKBOOKS} == before
    assert json.loads(next(SAMPLES.glob("*.json")).read_text(encoding="utf-8"))["year"] == 2023
