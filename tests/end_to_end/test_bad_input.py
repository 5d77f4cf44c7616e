"""What bad input gets: a clear Chinese message with place and remedy, nothing half-written, no trace-back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from corpus.grid import Book, ErrorValue, Grid, a1
from corpus.ledger import Unit
from corpus.saving import save
from corpus.shapes import side
from corpus.shapes.long import long_grid
from corpus.style import Style
from corpus.truth import tables_of
from corpus.units import ARCHIVE, BUREAU, NURSERY, SCHOOL, STATISTICS
from python_calamine import CalamineWorkbook

from .bad_files import encrypted_xls, encrypted_xlsx, without_cached_values, word_document
from .judging import far_off, faults
from .program import Run, call, convert
from .reading_back import read_tables

IDS = ("function", "economic", "kind_staffing", "project", "source", "amount")
AMOUNT = 7  # the columns of the sheet below: function 2, economic 2, kind, project, source, amount
SOURCE = 6
FIRST = 3  # title, unit and money, header


def sheet(unit: Unit = NURSERY, style: Style | None = None) -> Grid:
    """Return a plain long table of ``unit``."""
    return long_grid([unit], style or Style(), IDS, name="支出明细")


def good_file(folder: Path, unit: Unit = NURSERY) -> Path:
    """Write a spreadsheet without faults."""
    folder.mkdir(parents=True, exist_ok=True)
    return save([sheet(unit)], folder, f"{unit.name}{unit.year}")


def chinese(text: str) -> bool:
    """Return whether a message is Chinese and holds no trace of the program's inside."""
    inside = re.search(r"Traceback|Error\b|Exception|None\b|\.py|<class|NoneType", text)
    return bool(re.search(r"[一-龥]{4}", text)) and not inside


def assert_refused(run: Run, *words: str) -> None:
    """The input was refused: status 2, a document without unit and outputs, a Chinese message, no files."""
    assert run.status == 2, run.told()
    refused = [document for document in run.documents if document["unit"] is None]
    assert refused, run.told()
    for document in refused:
        assert document["verdict"] == "unreadable"
        assert document["outputs"] == {}
        messages = [finding["message"] for finding in document["findings"] if finding["severity"] == "error"]
        assert messages, run.told()
        assert all(chinese(message) for message in messages), messages
        assert any(all(word in message for word in words) for message in messages), messages
    assert run.files == [], run.files


def text_file(name: str, content: bytes) -> Callable[[Path], Path]:
    """Return a maker of a file with ``content``."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def truncated(folder: Path) -> Path:
    """Write the first half of a workbook."""
    path = good_file(folder)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def locked_xls(folder: Path) -> Path:
    """Write an old workbook with an opening password."""
    plain = save([sheet()], folder, "明文", "xls")
    path = encrypted_xls(folder / "加密.xls", plain)
    plain.unlink()
    return path


UNREADABLE: dict[str, tuple[Callable[[Path], Path], Sequence[str]]] = {
    "missing": (lambda folder: folder / "没有这个文件.xlsx", ("找不到",)),
    "empty": (text_file("空文件.xlsx", b""), ("空",)),
    "truncated": (truncated, ("损坏",)),
    "password xlsx": (lambda folder: encrypted_xlsx(folder / "加密.xlsx"), ("密码",)),
    "password xls": (locked_xls, ("密码",)),
    "word document": (lambda folder: word_document(folder / "说明.xlsx"), ()),
    "picture": (text_file("扫描件.xlsx", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 20), ()),
    "pdf": (text_file("预算.xls", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n" * 20), ()),
    "noise as csv": (text_file("数据.csv", bytes((n * 91 + 17) % 256 for n in range(3000))), ()),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_file_is_refused_and_the_others_still_done(name: str, tmp_path: Path) -> None:
    make, words = UNREADABLE[name]
    (tmp_path / "in").mkdir()
    bad = make(tmp_path / "in")
    assert_refused(convert([bad], tmp_path), *words)
    together = convert([bad, good_file(tmp_path / "good")], tmp_path / "together")
    assert together.status == 2, together.told()
    document = together.document(NURSERY.name)
    assert document["verdict"] in ("pass", "open"), together.told()
    figures = read_tables(Path(document["outputs"]["workbook"]))
    assert far_off(figures, tables_of(NURSERY)) == []
    assert len(together.files) == len(document["outputs"]), together.files


def test_no_recognisable_sheet(tmp_path: Path) -> None:
    path = save([side.contacts(NURSERY), side.profile(NURSERY)], tmp_path, "通讯录")
    assert_refused(convert([path], tmp_path))


def test_empty_form_only(tmp_path: Path) -> None:
    path = save([side.instructions(hidden=False), side.empty_form()], tmp_path, "空白报表")
    assert_refused(convert([path], tmp_path))


def test_two_columns_that_could_both_be_the_amount_are_asked_about(tmp_path: Path) -> None:
    grid = sheet()
    grid.put(FIRST - 1, AMOUNT + 1, "金额")
    for row in range(FIRST, grid.rows - 1):
        fen = NURSERY.lines[row - FIRST].fen
        grid.put(row, AMOUNT + 1, Style().amount(fen * 9 // 10))
    run = convert([save([grid], tmp_path, "两列金额2023")], tmp_path)
    assert_refused(run)
    assert any("--mapping" in finding["message"] for finding in run.findings("error")), run.told()


def faulty(change: Callable[[Grid], None], unit: Unit = NURSERY) -> Book:
    """Return the plain sheet after ``change``."""
    grid = sheet(unit)
    change(grid)
    return [grid]


def places(finding: dict[str, Any]) -> list[str]:
    """Return the cells that a finding names."""
    return [place["cell"] for place in finding["places"] if place["cell"]]


def naming(run: Run, cell: str, *severities: str) -> list[dict[str, Any]]:
    """Return the findings that name ``cell``."""
    return [finding for finding in run.findings(*severities) if cell in places(finding)]


BAD_CELL = a1(FIRST + 2, AMOUNT)
ONE_BAD_CELL: dict[str, tuple[str, Callable[[Grid], None]]] = {
    "unknown source": (
        a1(FIRST + 2, SOURCE),
        lambda grid: grid.put(FIRST + 2, SOURCE, "抗疫捐赠专款（待核）"),
    ),
    "text for an amount": (BAD_CELL, lambda grid: grid.put(FIRST + 2, AMOUNT, "待定")),
    "two numbers": (BAD_CELL, lambda grid: grid.put(FIRST + 2, AMOUNT, "84000+62000")),
    "error value": (BAD_CELL, lambda grid: grid.put(FIRST + 2, AMOUNT, ErrorValue("#REF!"))),
    "subtotal that disagrees": (
        a1(FIRST + len(NURSERY.lines), AMOUNT),
        lambda grid: grid.put(FIRST + len(NURSERY.lines), AMOUNT, Style().amount(NURSERY.total() + 10000)),
    ),
}


@pytest.mark.parametrize("name", ONE_BAD_CELL)
def test_one_bad_cell_is_an_error_with_its_place_and_the_outputs_are_marked(
    name: str, tmp_path: Path
) -> None:
    cell, change = ONE_BAD_CELL[name]
    run = convert([save(faulty(change), tmp_path, "机关幼儿园2023")], tmp_path)
    assert run.status == 1, run.told()
    (document,) = run.documents
    assert document["verdict"] == "errors"
    (finding, *more) = naming(run, cell, "error")
    assert chinese(finding["message"]), finding
    assert finding["places"][0]["sheet"] == "支出明细"
    workbook = CalamineWorkbook.from_path(document["outputs"]["workbook"])
    assert workbook.sheet_names[0] == "未通过校验"
    assert len(more) == 0, f"one cause, several errors: {[one['message'] for one in more]}"


def test_subtotal_that_disagrees_tells_both_amounts_and_the_difference(tmp_path: Path) -> None:
    cell, change = ONE_BAD_CELL["subtotal that disagrees"]
    run = convert([save(faulty(change), tmp_path, "机关幼儿园2023")], tmp_path)
    (finding,) = naming(run, cell, "error")
    assert finding["expected"] is not None and finding["actual"] is not None
    assert abs(float(finding["difference"])) == pytest.approx(0.01)
    figures = read_tables(Path(run.documents[0]["outputs"]["workbook"]))
    assert far_off(figures, tables_of(NURSERY)) == []


def test_formula_without_a_value_is_never_zero(tmp_path: Path) -> None:
    path = save([sheet()], tmp_path, "机关幼儿园2023")
    without_cached_values(path, {BAD_CELL: "=40000+44000"}, "支出明细")
    run = convert([path], tmp_path)
    assert run.status == 1, run.told()
    (finding,) = naming(run, BAD_CELL, "error")
    assert "公式" in finding["message"]
    assert chinese(finding["message"])


@pytest.mark.parametrize(("column", "what"), [(0, "function"), (1, "economic"), (2, "kind"), (4, "source")])
def test_forgotten_cell_is_never_filled_from_above_in_silence(column: int, what: str, tmp_path: Path) -> None:
    grid = sheet(NURSERY, Style(code="dash"))  # function, economic, kind, project, source, amount
    row = FIRST + 6  # the pension row: below a project of another function
    del grid.cells[row, column]
    run = convert([save([grid], tmp_path, "机关幼儿园2023")], tmp_path)
    named = [
        finding
        for finding in run.findings("error", "warning")
        if {a1(row, column), a1(row, AMOUNT - 2)} & set(places(finding))
    ]
    assert named, f"{what} forgotten in row {row + 1}:\n{run.told()}"
    assert chinese(named[0]["message"])


def test_words_that_are_no_code_are_an_error_not_the_code_above(tmp_path: Path) -> None:
    grid = sheet(NURSERY, Style(code="dash"))
    row = FIRST + 1
    grid.put(row, 1, "基本支出")
    run = convert([save([grid], tmp_path, "机关幼儿园2023")], tmp_path)
    assert naming(run, a1(row, 1), "error"), run.told()


def test_sheet_of_amounts_with_a_damaged_header_does_not_vanish(tmp_path: Path) -> None:
    ids = ("function", "economic", "staffing", "source", "amount")
    basic = long_grid([BUREAU], Style(code="dash"), ids, name="基本支出", lines={0: BUREAU.of_kind("basic")})
    basic.put(FIRST - 1, 4, "１２３")
    projects = long_grid([BUREAU], Style(), IDS, name="项目支出", lines={0: BUREAU.of_kind("project")})
    run = convert([save([basic, projects], tmp_path, "发展和改革委员会2023")], tmp_path)
    assert run.status == 2, run.told()
    assert any("基本支出" in finding["message"] for finding in run.findings("error")), run.told()
    assert run.files == []


@pytest.mark.parametrize(("column", "text"), [(1, "30101-办公费"), (0, "2080505-学前教育")])
def test_code_and_name_that_contradict_are_told(column: int, text: str, tmp_path: Path) -> None:
    grid = sheet(NURSERY, Style(code="dash"))
    row = FIRST + 1
    grid.put(row, column, text)
    run = convert([save([grid], tmp_path, "机关幼儿园2023")], tmp_path)
    assert naming(run, a1(row, column), "error", "warning"), run.told()


def test_negative_amounts_are_allowed_with_a_warning(tmp_path: Path) -> None:
    run = convert([save([sheet(STATISTICS)], tmp_path, "统计局2023")], tmp_path)
    assert faults(run, [STATISTICS]) == []
    rows = [FIRST + n for n, line in enumerate(_ordered(STATISTICS)) if line.fen < 0]
    for row in rows:
        assert naming(run, a1(row, AMOUNT), "warning"), run.told()


def _ordered(unit: Unit) -> list[Any]:
    from corpus.shapes.long import by_function

    return by_function(unit.lines)


def test_amount_of_absurd_size_is_named(tmp_path: Path) -> None:
    def change(grid: Grid) -> None:
        grid.put(FIRST + 2, AMOUNT, 8400000000000000)

    run = convert([save(faulty(change), tmp_path, "机关幼儿园2023")], tmp_path)
    found = naming(run, BAD_CELL, "error", "warning")
    assert found, run.told()
    assert chinese(found[0]["message"])


def test_year_that_cannot_be_known_is_asked_for(tmp_path: Path) -> None:
    grid = long_grid([NURSERY], Style(), IDS, name="支出明细", title="部门预算支出明细表")
    path = save([grid], tmp_path, "机关幼儿园预算")
    run = convert([path], tmp_path)
    assert_refused(run, "--year")
    with_year = convert([path], tmp_path / "again", "--year", "2023")
    assert faults(with_year, [NURSERY]) == []


def test_unit_of_money_that_cannot_be_known_is_asked_for_or_told(tmp_path: Path) -> None:
    small = replace(
        NURSERY, lines=tuple(replace(line, fen=line.fen // 100 // 10000 * 10000) for line in NURSERY.lines)
    )
    for money in ("元", "万元"):
        grid = long_grid([small], Style(money=money, money_at="nowhere"), IDS, name="支出明细")
        path = save([grid], tmp_path, f"机关幼儿园2023{money == '元'}")
        run = convert([path], tmp_path / money)
        if run.status == 2:
            assert_refused(run, "--money")
        else:
            assert faults(run, [small]) == [], run.told()
            assert any("万元" in finding["message"] for finding in run.findings("warning")), run.told()
        told = convert([path], tmp_path / f"told {money}", "--money", money)
        assert faults(told, [small]) == []


def test_two_views_that_differ_are_an_error_that_names_both(tmp_path: Path) -> None:
    def change(grid: Grid) -> None:
        grid.put(FIRST + 2, AMOUNT, Style().exact(NURSERY.lines[2].fen + 500000))
        grid.put(FIRST + len(NURSERY.lines), AMOUNT, Style().exact(NURSERY.total() + 500000))

    first = save([sheet()], tmp_path, "长表2023")
    second = save(faulty(change), tmp_path, "长表2023（改）")
    run = convert([first, second], tmp_path)
    assert run.status == 1, run.told()
    naming_both = [
        finding
        for finding in run.findings("error")
        if len({place["file"] for place in finding["places"] if place["file"]}) == 2
    ]
    assert naming_both, run.told()
    assert len(run.documents) == 1


def test_income_that_differs_from_spending_names_both(tmp_path: Path) -> None:
    income = side.income_list(NURSERY, Style())
    row = next(row for (row, column), value in income.cells.items() if value == "财政专户管理资金")
    wrong = 12345600
    income.put(row, 2, Style().exact(wrong))
    right = sum(line.fen for line in NURSERY.lines if line.source == "special")
    income.put(income.rows - 1, 2, Style().exact(NURSERY.total() - right + wrong))
    run = convert([save([income, sheet()], tmp_path, "机关幼儿园2023")], tmp_path)
    assert run.status == 1, run.told()
    found = naming(run, a1(row, 2), "error")
    assert found, run.told()
    sheets = {place["sheet"] for place in found[0]["places"]}
    assert sheets >= {"收入预算表", "支出明细"}, found[0]


def test_a_bad_unit_does_not_stop_the_other_units_of_a_workbook(tmp_path: Path) -> None:
    bad = long_grid([BUREAU], Style(), IDS, name=BUREAU.name)
    bad.put(FIRST + 2, AMOUNT, "待定")
    fine = long_grid([SCHOOL], Style(), IDS, name=SCHOOL.name)
    run = convert([save([bad, fine], tmp_path, "2023年预算")], tmp_path)
    assert run.status == 1, run.told()
    assert run.document(BUREAU.name)["verdict"] == "errors"
    assert run.document(SCHOOL.name)["verdict"] in ("pass", "open"), run.told()


@pytest.mark.parametrize(
    ("form", "extension"),
    [
        ("xlsx", ".xls"),
        ("xls", ".xlsx"),
        ("ods", ".xlsx"),
        ("csv-gb", ".xls"),
        ("html", ".xlsx"),
        ("xlsx", ".csv"),
        ("xlsx", ".xlsm"),
    ],
)
def test_extension_that_lies_about_the_content(form: str, extension: str, tmp_path: Path) -> None:
    path = save([sheet(ARCHIVE)], tmp_path, "档案馆2025", form)
    lying = shutil.move(path, path.with_suffix(extension))
    run = convert([Path(lying)], tmp_path)
    assert faults(run, [ARCHIVE]) == [], run.told()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["convert"],
        ["convert", "a.xlsx"],
        ["convert", "a.xlsx", "--out", "x", "--money", "角"],
        ["convert", "a.xlsx", "--out", "x", "--year", "二〇二三"],
        ["convert", "a.xlsx", "--out", "x", "--unit-kind", "科室"],
        ["convert", "a.xlsx", "--out", "x", "--nosuch"],
        ["nosuch"],
    ],
)
def test_wrong_usage_is_status_3_in_chinese(arguments: list[str], tmp_path: Path) -> None:
    run = call(arguments, tmp_path / "home")
    if arguments:
        assert run.status == 3, (run.status, run.stderr)
        assert re.search(r"[一-龥]{2}", run.stderr), run.stderr
    assert "Traceback" not in run.stderr


def test_unknown_pack_is_told_plainly(tmp_path: Path) -> None:
    source, out = good_file(tmp_path / "in"), tmp_path / "out"
    run = call(["convert", str(source), "--out", str(out), "--pack", "atlantis"], tmp_path / "home")
    assert run.status == 3, run.stderr
    assert "xinjiang" in run.stderr and not out.exists()


def test_output_folder_that_is_a_file_is_told_plainly(tmp_path: Path) -> None:
    source = good_file(tmp_path / "in")
    (tmp_path / "out").write_text("not a folder", encoding="utf-8")
    arguments = ["convert", str(source), "--out", str(tmp_path / "out"), "--json"]
    run = call(arguments, tmp_path / "home")
    assert run.status != 0
    assert "Traceback" not in run.stderr
    assert re.search(r"[一-龥]{4}", run.stdout + run.stderr)
