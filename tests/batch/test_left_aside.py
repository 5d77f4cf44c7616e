"""A unit does not pass in silence while a file that may be its was not understood."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from corpus.saving import save
from corpus.shapes.long import long_grid
from corpus.style import Style

from converter.batch.model import BatchOptions
from converter.batch.running import run_batch
from converter.pipeline import Options, convert_files
from converter.results import Document

from .county import LONG
from .test_eliminations import OFFICE, POND, SEEDS, STATION


def nameless(path: Path, unit: str = "", strange: bool = False) -> Path:
    """Write a budget that names no unit, or one that has a column nobody knows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "明细"
    heads = ["功能科目", "经济科目", "资金来源", "项目名称", "预算数"]
    rows: list[list[object]] = [
        ["2023年支出预算明细表"],
        [f"单位名称：{unit}" if unit else None, None, None, None, "单位：元"],
        [*heads, "机动数" if strange else None],
        ["2130106", "30201", "一般公共预算", "良种补贴", 50000, 700 if strange else None],
    ]
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def good(folder: Path, *units: object) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    return [save([long_grid([unit], Style(), LONG)], folder, unit.name) for unit in units]  # type: ignore[attr-defined, list-item]


def told(documents: list[Document], unit: str) -> list[str]:
    mine = next(document for document in documents if document.unit == unit)
    return [f.severity.value for f in mine.findings if f.rule == "M95"]


def converted(paths: list[Path]) -> list[Document]:
    return convert_files(paths, Options(tables_only=True))


def test_a_file_without_a_name_beside_the_only_unit_keeps_it_from_passing(tmp_path: Path) -> None:
    first = good(tmp_path, OFFICE)
    assert [d.verdict.value for d in converted(first)] == ["pass"]
    documents = converted([*first, nameless(tmp_path / "明细.xlsx")])
    assert told(documents, OFFICE.name) == ["error"]
    assert {d.verdict.value for d in documents} == {"unreadable", "errors"}


def test_beside_several_units_it_is_a_warning_to_each(tmp_path: Path) -> None:
    documents = converted([*good(tmp_path, OFFICE, SEEDS), nameless(tmp_path / "明细.xlsx")])
    assert told(documents, OFFICE.name) == told(documents, SEEDS.name) == ["warning"]


@pytest.mark.parametrize(("unit", "wanted"), [(OFFICE.name, ["error"]), (POND.name, [])])
def test_a_file_that_names_its_unit_concerns_that_unit_alone(
    unit: str, wanted: list[str], tmp_path: Path
) -> None:
    documents = converted([*good(tmp_path, OFFICE), nameless(tmp_path / "明细.xlsx", unit, strange=True)])
    assert told(documents, OFFICE.name) == wanted


def test_in_a_folder_it_concerns_the_unit_whose_folder_it_is(tmp_path: Path) -> None:
    good(tmp_path / "种子站", SEEDS)
    good(tmp_path / "农业局", OFFICE)
    good(tmp_path / "混放", STATION, POND)
    nameless(tmp_path / "种子站" / "明细.xlsx")
    nameless(tmp_path / "混放" / "明细.xlsx")
    (tmp_path / "农业局" / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    result = run_batch([tmp_path], BatchOptions(Options(out=tmp_path / "out", tables_only=True), jobs=1))
    documents = [one.whole() for one in result.units]
    assert told(documents, SEEDS.name) == ["error"]
    assert told(documents, OFFICE.name) == ["warning"]
    assert told(documents, STATION.name) == told(documents, POND.name) == []
    assert sum(document.unit is None for document in documents) == 3
    (tmp_path / "种子站" / "明细.xlsx").unlink()
    again = run_batch(
        [tmp_path], BatchOptions(Options(out=tmp_path / "out", tables_only=True), jobs=1, resume=True)
    )
    assert told([one.whole() for one in again.units], SEEDS.name) == []
