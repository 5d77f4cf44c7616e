"""Several units, files and years: what belongs together, and sheets that add up units."""

from __future__ import annotations

from converter.findings import Severity
from converter.recognition.mapping import Role

from .hand_made import GENERAL, Made, Table, amount_column, build, ledger, of_rule, one, rules, sums, yuan

DIMS = {"kind": "basic.personnel", "source": GENERAL}
COLUMNS = ["f", "e", "amount"]


def lines(amount: int, more: int = 0) -> list[list[object]]:
    """Return the rows of a small unit."""
    return [["2010301", "30101", amount], ["2080505", "30108", amount + more]]


def test_units_in_one_sheet_with_and_without_code() -> None:
    rows = [
        ["001001-甲局", "2010301", "30101", 1],
        ["甲局", "2010301", "30102", 2],
        ["1001", "2010301", "30103", 4],
        ["001002 乙局", "2010301", "30101", 8],
    ]
    result = build(one(["unit", "f", "e", "amount"], rows, dims=DIMS, unit=""))
    assert {(own.unit.code, own.unit.name): yuan(own.lines) for own in result.ledgers} == {
        ("001001", "甲局"): 7,
        ("001002", "乙局"): 8,
    }


def test_numbers_in_names_are_no_codes() -> None:
    rows = [["301医院", "2100201", "30101", 1], ["第101中学", "2050203", "30101", 2]]
    result = build(one(["unit", "f", "e", "amount"], rows, dims=DIMS, unit=""))
    assert [own.unit.name for own in result.ledgers] == ["301医院", "第101中学"]


def test_same_name_with_unlike_codes_is_two_units_and_a_warning() -> None:
    rows = [["101", "第一中学", "2050203", "30101", 1], ["202", "第一中学", "2050203", "30101", 2]]
    result = build(one(["unit_code", "unit_name", "f", "e", "amount"], rows, dims=DIMS, unit=""))
    assert [yuan(own.lines) for own in result.ledgers] == [1, 2]
    assert all(rules(own) == ["L41"] for own in result.ledgers)


def test_a_sheet_a_unit_and_a_file_with_another() -> None:
    first = [
        one(COLUMNS, lines(1), "甲", dims=DIMS, unit="甲局"),
        one(COLUMNS, lines(2), "乙", dims=DIMS, unit="乙局"),
    ]
    second = [one(COLUMNS, lines(4), "丙", dims=DIMS, unit="丙局")]
    result = build(files=[first, second])
    assert {own.unit.name: yuan(own.lines) for own in result.ledgers} == {"甲局": 2, "乙局": 4, "丙局": 8}
    assert {own.unit.name: own.inputs for own in result.ledgers}["丙局"] == ["底稿2.xlsx"]


def test_units_across_the_columns() -> None:
    columns = ["f", "e", amount_column(), amount_column(unit="甲局"), amount_column(unit="乙局")]
    result = build(one(columns, [["2010301", "30101", 3, 1, 2]], dims=DIMS, unit=""))
    assert {own.unit.name: yuan(own.lines) for own in result.ledgers} == {"甲局": 1, "乙局": 2}
    assert all(rules(own) == [] for own in result.ledgers)


def test_sheet_without_a_unit_takes_the_only_one_of_its_file() -> None:
    found = ledger(one(COLUMNS, lines(1), "人员", dims=DIMS), one(COLUMNS, [["2010301", "30201", 5]], "公用",
                   dims={"kind": "basic.public", "source": GENERAL}, unit=""))  # fmt: skip
    assert yuan(found.lines) == 7


def test_sheet_without_a_unit_among_several_is_asked() -> None:
    result = build(
        one(COLUMNS, lines(1), "甲", dims=DIMS, unit="甲局"),
        one(COLUMNS, lines(2, 5), "乙", dims=DIMS, unit="乙局"),
        one(COLUMNS, [["2210201", "30113", 99]], "谁的", dims=DIMS, unit=""),
    )
    assert len(result.ledgers) == 2
    assert [(f.rule, f.severity) for f in result.findings] == [("L40", Severity.ERROR)]


def test_years_give_ledgers_of_their_own() -> None:
    result = build(
        files=[[one(COLUMNS, lines(1), dims=DIMS)], [one(COLUMNS, lines(2), dims=DIMS, year=2024)]]
    )
    assert {own.year: yuan(own.lines) for own in result.ledgers} == {2023: 2, 2024: 4}
    rows = [[2023, "2010301", "30101", 1], [2024, "2010301", "30101", 2]]
    result = build(one(["year", "f", "e", "amount"], rows, dims=DIMS, year=None))
    assert {own.year: yuan(own.lines) for own in result.ledgers} == {2023: 1, 2024: 2}


def test_year_told_by_the_user() -> None:
    assert ledger(one(COLUMNS, lines(1), dims=DIMS, year=None), year=2025).year == 2025
    found = ledger(one(COLUMNS, lines(1), dims=DIMS, year=2024), year=2025)
    assert found.year == 2025 and rules(found) == ["L42"]
    assert ledger(one(COLUMNS, lines(1), dims=DIMS, year=None)).year is None


def department(total: int, **more: object) -> list[Made]:
    """Return two units' sheets and a summary whose first figure is ``total``."""
    rows = [
        ["2010301", "30101", total],
        ["2080505", "30108", 3],
        ["2080506", "30109", 3],
        ["2210201", "30113", 3],
    ]
    unit = [["2080505", "30108"], ["2080506", "30109"], ["2210201", "30113"]]
    return [
        one(COLUMNS, rows, "汇总", dims=DIMS, **more),
        one(COLUMNS, [["2010301", "30101", 1], *([*u, 1] for u in unit)], "甲", dims=DIMS, unit="甲局"),
        one(COLUMNS, [["2010301", "30101", 2], *([*u, 2] for u in unit)], "乙", dims=DIMS, unit="乙局"),
    ]


def test_department_summary_is_compared_and_no_unit_of_its_own() -> None:
    for more in ({"unit": "", "covers_units": True}, {"unit": "某主管局"}, {"unit": "甲局"}):
        result = build(*department(3, **more))
        assert {own.unit.name: yuan(own.lines) for own in result.ledgers} == {"甲局": 4, "乙局": 8}, more
        assert all(rules(own) == [] for own in result.ledgers)
        assert [f.rule for f in result.ledgers[0].findings] == ["L35"]
        account = result.accounts[0]
        assert (account.ledger, account.left_out) == (0, 0)


def test_department_summary_that_disagrees_names_the_cells() -> None:
    result = build(*department(5, unit="", covers_units=True))
    found = of_rule(result.ledgers[0], "L30")[0]
    places = {(p.sheet, p.cell) for p in found.places}
    assert places == {("汇总", "C2"), ("甲", "C2"), ("乙", "C2")}
    assert result.accounts[0].left_out == 500


def test_last_year_sheet_and_column() -> None:
    before = Made(
        "上年",
        [
            Table(
                ["f", amount_column(kind="basic"), amount_column(kind="project"), amount_column()],
                [["2010301", 8, 1, 9], ["合计", 8, 1, 9]],
            )
        ],
        role=Role.LAST_YEAR,
        year=2022,
    )
    income = Made(
        "上年收入", [Table(["item", "amount"], [["一般公共预算", 9]], role=Role.INCOME)], role=Role.LAST_YEAR
    )
    found = ledger(one(COLUMNS, lines(1), dims=DIMS), before, income)
    assert sums(found.last_year, "function", "kind:1", "source") == {
        ("2010301", "basic", GENERAL): 8,
        ("2010301", "project", GENERAL): 1,
    }
    assert yuan(found.lines) == 2 and rules(found) == []
    before.tables[0].rows[1][3] = 10
    assert [(f.rule, f.severity) for f in ledger(one(COLUMNS, lines(1), dims=DIMS), before).findings
            if f.rule == "L20"] == [("L20", Severity.WARNING)]  # fmt: skip


def test_profile_of_the_unit() -> None:
    profile = Made("基本情况", [], role=Role.PROFILE)
    sheet, mapping = profile.sheet("底稿1.xlsx")
    sheet.rows = [["单位性质", "事业单位"], ["批复日期：2023-01-12", None]]
    mapping.labels = {"单位性质": (0, 1), "批复日期": (1, 0)}
    from converter.ledger.building import build_ledgers
    from converter.reading.model import SourceFile
    from converter.recognition.mapping import FileMapping

    from .hand_made import PACK

    main, main_mapping = one(COLUMNS, lines(1), dims=DIMS).sheet("底稿1.xlsx")
    files = [
        (
            SourceFile("底稿1.xlsx", "xlsx", [sheet, main]),
            FileMapping("底稿1.xlsx", "", [mapping, main_mapping]),
        )
    ]
    found = build_ledgers(files, PACK).ledgers[0]
    assert found.profile == {"nature": "事业单位", "approval_date": "2023-01-12"}
