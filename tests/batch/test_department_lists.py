"""Which department a unit is of: codes in every shape, and lists as people keep them."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
import xlsxwriter
from docx.shared import Pt

from converter.batch.department_list import DepartmentList, read_departments
from converter.batch.departments import Department, department_parts, departments_of, missing_units
from converter.batch.model import UnitResult
from converter.batch.words import batch_words
from converter.findings import Finding
from converter.packs.loading import load_pack
from converter.results import Document

PACK = load_pack("xinjiang", None)
WANTED = {"一中": "教育局", "二小": "教育局", "管理站": "水利局"}


def book(folder: Path, sheets: dict[str, list[list[object]]], merged: str = "") -> Path:
    path = folder / "名单.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, column, value)
            if merged:
                sheet.merge_range(merged, "教育局")
    return path


LAYOUTS: dict[str, tuple[dict[str, list[list[object]]], str]] = {
    "two columns, the department where it begins": (
        {"名单": [["部门", "单位"], ["教育局", "一中"], [None, "二小"], ["水利局", "管理站"]]},
        "",
    ),
    "title, numbers, merged departments": (
        {
            "名单": [
                ["石岭县预算部门名单"],
                ["序号", "部门", "单位"],
                [1, None, "一中"],
                [2, None, "二小"],
                [3, "水利局", "管理站"],
            ]
        },
        "B3:B4",
    ),
    "codes and names in columns of their own": (
        {
            "名单": [
                ["部门编码", "部门名称", "单位编码", "单位名称"],
                [101, "教育局", "101002", "一中"],
                [None, None, "101-003", "二小"],
                [102, "水利局", "102002", "管理站"],
            ]
        },
        "",
    ),
    "the unit first": (
        {"名单": [["单位名称", "主管部门"], ["一中", "教育局"], ["二小", "教育局"], ["管理站", "水利局"]]},
        "",
    ),
    "heads in other words": (
        {
            "名单": [
                ["主管部门（一级预算单位）", "基层预算单位全称", "备注"],
                ["教育局", "一中", "在编"],
                ["教育局", "二小", None],
                ["水利局", "管理站", None],
            ]
        },
        "",
    ),
    "several units in a cell": (
        {"名单": [["部门", "下属单位"], ["教育局", "一中、二小"], ["水利局", "管理站"]]},
        "",
    ),
    "no header": ({"名单": [["教育局", "一中"], [None, "二小"], ["水利局", "管理站"]]}, ""),
    "departments above their units, by codes": (
        {
            "名单": [
                ["单位编码", "单位名称"],
                ["101", "教育局"],
                ["101002", "一中"],
                ["101003", "二小"],
                ["102", "水利局"],
                ["102002", "管理站"],
            ]
        },
        "",
    ),
    "one column, code and name joined": (
        {"名单": [["预算单位"], ["101-教育局"], ["101002-一中"], ["101003-二小"], ["102-水利局"], ["102002-管理站"]]},
        "",
    ),
    "one column, indented": (
        {"名单": [["教育局"], ["　　一中"], ["　　二小"], ["水利局"], ["　　管理站"]]},
        "",
    ),
    "a sheet a department": (
        {"教育局": [["序号", "单位"], [1, "一中"], [2, "二小"]], "水利局": [["序号", "单位"], [1, "管理站"]]},
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_in_any_layout(layout: str, tmp_path: Path) -> None:
    sheets, merged = LAYOUTS[layout]
    given = read_departments(book(tmp_path, sheets, merged), PACK)
    assert {entry.name: entry.department for entry in given.entries} == WANTED
    assert given.findings == []
    assert given.department_of("", "二小") == "教育局"
    assert given.department_of("", "没有的单位") is None


def test_what_is_no_list_is_told(tmp_path: Path) -> None:
    given = read_departments(book(tmp_path, {"表": [["只有一句话"]]}), PACK)
    assert [finding.rule for finding in given.findings] == ["O93"]
    assert "左栏“部门”" in given.findings[0].message


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [
        (["101", "101001", "101001001"], {"101"}),
        (["101001", "102001"], {"101", "102"}),
        (["001001", "1002", "10001"], {"001", "010"}),  # zeros lost in number cells
        (["652301101001", "652301102001"], {"101", "102"}),  # the region in front
        (["A01001", "A01002", "A02001"], {"A01", "A02"}),
        (["11652301010000001X", "116523010100000028"], set()),  # no codes of budget units
    ],
)
def test_the_hierarchy_of_codes(codes: list[str], wanted: set[str]) -> None:
    assert {department for department, _ in department_parts(codes, batch_words(PACK)).values()} == wanted


def units(*named: tuple[str, str]) -> list[UnitResult]:
    return [UnitResult(Document([], name, 2023), code) for code, name in named]


def placed(
    results: list[UnitResult], given: DepartmentList | None = None
) -> tuple[dict[str, Department], list[Finding]]:
    departments, findings = departments_of(results, PACK, given)
    return {department.name: department for department in departments}, findings


def office_of(department: Department) -> str | None:
    return department.office.document.unit if department.office is not None else None


def test_only_one_unit_is_the_departments_office() -> None:
    found, findings = placed(units(("106", "司法局"), ("106001", "法律援助中心")))
    assert office_of(found["司法局"]) == "司法局"
    found, findings = placed(units(("101002", "一中"), ("101001", "教育局（本级）"), ("101003", "二小")))
    assert [u.document.unit for u in found["教育局"].units] == ["教育局（本级）", "一中", "二小"]
    assert not findings


def test_a_department_without_its_office_is_told() -> None:
    found, findings = placed(units(("101002", "一中"), ("101003", "二小")))
    assert office_of(found["一中"]) is None
    assert [finding.rule for finding in findings] == ["O97"]


def test_a_list_takes_in_what_it_forgot_and_tells_what_is_missing(tmp_path: Path) -> None:
    rows: list[list[object]] = [["部门", "单位编码", "单位"], ["县教育局", "101001", "教育局本级"]]
    rows += [["县教育局", "101002", "一中"], ["县教育局", "101009", "九中"]]
    given = read_departments(book(tmp_path, {"名单": rows}), PACK)
    results = units(
        ("101001", "教育局（本级）"), ("101002", "第一中学"), ("101003", "二小"), ("102001", "水利局")
    )
    found, findings = placed(results, given)
    assert [u.document.unit for u in found["县教育局"].units] == ["教育局（本级）", "第一中学", "二小"]
    assert office_of(found["县教育局"]) == "教育局（本级）"
    told = {finding.rule: finding.message for finding in findings}
    assert "二小" in told["O96"] and "水利局" in told["O96"]
    assert "九中" in missing_units(given, results)[0].message


TEXTS = {
    "after colons": "石岭县部门名单\n教育局：一中、二小\n水利局：管理站。\n",
    "headed": "教育局：\n一中、二小\n水利局：\n管理站\n",
    "indented": "教育局\n    一中\n    二小\n水利局\n    管理站\n",
    "indented by wide blanks under a title": "部门名单\n教育局\n\u3000\u3000一中\n\u3000\u3000二小\n水利局\n\u3000\u3000管理站\n",
    "numbered": "一、教育局\n1.一中\n2.二小\n二、水利局\n1.管理站\n",
    "columns copied from a spreadsheet": "部门\t单位\n教育局\t一中\n\t二小\n水利局\t管理站\n",
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("case", TEXTS)
def test_a_plain_text_is_a_list(case: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "名单.txt"
    path.write_bytes(TEXTS[case].encode(encoding))
    given = read_departments(path, PACK)
    assert {entry.name: entry.department for entry in given.entries} == WANTED
    assert not given.findings
    assert given.department_of("", "教育局（本级）") == "教育局"


def test_a_word_table_is_a_list(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("石岭县部门和所属单位名单")
    table = document.add_table(0, 3)
    for row in (
        ("序号", "部门", "单位"),
        ("1", "教育局", "一中"),
        ("2", "", "二小"),
        ("3", "水利局", "管理站"),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    document.save(str(tmp_path / "名单.docx"))
    given = read_departments(tmp_path / "名单.docx", PACK)
    assert {entry.name: entry.department for entry in given.entries} == WANTED


def test_indented_paragraphs_are_a_list(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("教育局", " 一中", " 二小", "水利局", " 管理站"):
        paragraph = document.add_paragraph(text.strip())
        if text.startswith(" "):
            paragraph.paragraph_format.left_indent = Pt(24)
    document.save(str(tmp_path / "名单.docx"))
    given = read_departments(tmp_path / "名单.docx", PACK)
    assert {entry.name: entry.department for entry in given.entries} == WANTED


@pytest.mark.parametrize(
    "text",
    [
        "教育局\n一中\n二小\n水利局\n管理站\n",
        "教育局：一中、二小\n水利局\n管理站\n",
        "  教育局\n一中\n    二小\n",
        "",
    ],
)
def test_a_text_that_may_mean_several_things_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "名单.txt"
    path.write_text(text, encoding="utf-8")
    given = read_departments(path, PACK)
    assert not given.entries
    assert [finding.rule for finding in given.findings] == ["O93"]
    (tmp_path / "坏.docx").write_bytes(b"PK broken")
    assert [f.rule for f in read_departments(tmp_path / "坏.docx", PACK).findings] == ["O93"]
