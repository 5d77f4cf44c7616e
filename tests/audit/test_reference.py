"""The audit of the published reference document reports what is wrong in it, and not what is right."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from converter.auditing import AuditOptions, check_files
from converter.findings import Finding, Place, Severity

DATA = Path(__file__).parents[1] / "data" / "reference"
ENTRIES = json.loads((DATA / "findings-2023.json").read_text(encoding="utf-8"))
_SECTION = re.compile(r"(第.部分)([一二三四五六七八九十]*)(（.）)?")


def _all(findings: list[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield finding
        yield from _all(finding.consequences)


@pytest.fixture(scope="module")
def audited() -> list[Finding]:
    document = check_files([DATA / "published-2023.docx"], AuditOptions())[0]
    assert document.verdict == "errors"
    return document.findings


@pytest.fixture(scope="module")
def audited_text() -> list[Finding]:
    return check_files([DATA / "published-2023.txt"], AuditOptions())[0].findings


def _there(entry: dict[str, Any], place: Place) -> bool:
    where = entry["place"]
    table, section = re.match(r"(表\d+)", where), _SECTION.match(where)
    if table:
        return place.table == table.group(1)
    if section:
        return bool(place.part) and str(place.part).startswith(
            section.group(1) + section.group(2) + (section.group(3) or "")
        )
    return place.part == "绩效目标表" if "绩效" in where else True


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["id"] for entry in ENTRIES])
def test_a_known_fault_is_reported_at_its_place(entry: dict[str, Any], audited: list[Finding]) -> None:
    rules = set(entry["found_by"])
    found = [
        finding
        for finding in _all(audited)
        if finding.rule.rstrip("abc") in rules and any(_there(entry, place) for place in finding.places)
    ]
    assert found, entry
    expected = re.findall(r"\d+\.\d\d", entry["expected"])
    if expected and entry["kind"] in ("text_vs_table", "table_sum", "table_vs_table", "pct"):
        told = " ".join(f"{f.expected} {f.message}" for f in found)
        assert any(number in told for number in expected), entry


RIGHT = [
    ("表1", None),
    ("表10", None),
    ("表6", "G10"),
    ("表6", "G13"),
]


@pytest.mark.parametrize(("table", "rule"), RIGHT)
def test_what_is_right_is_not_called_wrong(table: str, rule: str | None, audited: list[Finding]) -> None:
    wrong = [
        f
        for f in audited
        if f.severity is not Severity.INFO
        and f.places
        and f.places[0].table == table
        and (rule is None or f.rule == rule)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("part", "rules"),
    [
        ("第三部分六", {"N01", "N02", "N03"}),
        ("第三部分十", {"N01", "P01", "P02", "P03"}),
        ("第三部分十一", {"G37", "G38", "G39", "N01", "P02"}),
        ("第一部分二", {"G40", "G42"}),
        ("第三部分五（二）", {"N01", "P01"}),
    ],
)
def test_right_sentences_stay_unmarked(part: str, rules: set[str], audited: list[Finding]) -> None:
    wrong = [f for f in audited if f.rule in rules and f.places and f.places[0].part == part]
    assert wrong == []


def test_years_that_are_right_are_left_alone(audited: list[Finding]) -> None:
    assert [f.actual for f in audited if f.rule == "W06"] == ["2013年"]


def test_nothing_is_written_unless_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    check_files([DATA / "published-2023.xlsx"], AuditOptions())
    assert list(tmp_path.iterdir()) == []


def test_report_and_annotated_copies(tmp_path: Path) -> None:
    before = (DATA / "published-2023.docx").read_bytes()
    for _ in range(2):
        documents = check_files([DATA / "published-2023.docx"], AuditOptions(out=tmp_path))
        contents = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(contents) == {"published-2023（批注）.docx", "published-2023校验报告.xlsx"}
    assert (DATA / "published-2023.docx").read_bytes() == before
    assert set(documents[0].outputs) == {"annotated", "report"}
    import docx

    comments = list(docx.Document(str(tmp_path / "published-2023（批注）.docx")).comments)
    assert any("1135.79" in comment.text for comment in comments)
    assert any("表2" in comment.text for comment in comments)
    again = tmp_path / "again"
    check_files([DATA / "published-2023.docx"], AuditOptions(out=again))
    assert {path.name: path.read_bytes() for path in again.iterdir()} == contents


# What text without columns cannot show: the column of a figure, the cells of a performance table.
HIDDEN_IN_TEXT = {"E19", "E95", "E114", "E115", "E118", "E121", "E123"}


@pytest.mark.parametrize(
    "entry", [e for e in ENTRIES if e["id"] not in HIDDEN_IN_TEXT], ids=lambda entry: str(entry["id"])
)
def test_a_known_fault_is_reported_in_the_text_file(
    entry: dict[str, Any], audited_text: list[Finding]
) -> None:
    rules = set(entry["found_by"])
    assert any(
        finding.rule.rstrip("abc") in rules and any(_there(entry, place) for place in finding.places)
        for finding in _all(audited_text)
    )


def test_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    files = [DATA / "published-2023.docx", DATA / "published-2023.xlsx"]
    documents = check_files(files, AuditOptions(out=tmp_path))
    written = [path for document in documents for path in document.outputs.values()]
    assert len(set(written)) == len(list(tmp_path.iterdir())) == 4


def test_annotated_workbook_marks_the_cells(tmp_path: Path) -> None:
    check_files([DATA / "published-2023.xlsx"], AuditOptions(out=tmp_path))
    import openpyxl

    book = openpyxl.load_workbook(tmp_path / "published-2023（批注）.xlsx")
    marked = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    assert marked
    assert all(cell.fill.fgColor.rgb != "00000000" for cell in marked)
