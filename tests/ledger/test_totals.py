"""Totals: recognised by word and by structure, recomputed, compared; detail always wins."""

from __future__ import annotations

from decimal import Decimal

import pytest

from converter.findings import Severity
from converter.recognition.mapping import RowKind

from .hand_made import GENERAL, amount_column, build, cells, ledger, of_rule, one, rules, sums, yuan

DIMS = {"source": GENERAL, "kind": "basic.personnel"}
COLUMNS = ["f", "fn", "e", "en", "amount"]


def line(function: str, economic: str, amount: float | None) -> list[object]:
    return [function, None, economic, None, amount]


def word(text: str, amount: float | None) -> list[object]:
    return [None, text, None, None, amount]


TREE_ABOVE = [
    line("201", "", 60),
    line("20103", "", 60),
    line("2010301", "", 30),
    line("2010301", "30101", 10),
    line("2010301", "30102", 20),
    line("2010350", "", 30),
    line("2010350", "30101", 30),
    line("208", "", 5),
    line("20805", "", 5),
    line("2080505", "30108", 5),
    word("合  计", 65),
]
SHAPES = {
    "above": TREE_ABOVE,
    "below": [
        line("2010301", "30101", 10),
        line("2010301", "30102", 20),
        line("2010301", "", 30),
        line("2010350", "30101", 30),
        line("2010350", "", 30),
        line("20103", "", 60),
        line("201", "", 60),
        line("2080505", "30108", 5),
        line("208", "", 5),
        word("总计", 65),
    ],
    "words": [
        line("2010301", "30101", 10),
        line("2010301", "30102", 20),
        word("小计", 30),
        line("2010350", "30101", 30),
        word("小计", 30),
        line("2080505", "30108", 5),
        word("小计", 5),
        word("合计", 65),
    ],
    "total on top": [word("合计", 65), line("2010301", "30101", 60), line("2080505", "30108", 5)],
    "pages": [
        line("2010301", "30101", 10),
        line("2010301", "30102", 20),
        word("本页小计", 30),
        word("累计", 30),
        line("2010350", "30101", 30),
        line("2080505", "30108", 5),
        word("本页小计", 35),
        word("累计", 65),
    ],
    "economic classes": [
        line("2010301", "301", 60),
        line("2010301", "30101", 20),
        line("2010301", "30102", 40),
        line("2080505", "301", 5),
        line("2080505", "30108", 5),
        word("合计", 65),
    ],
    "without a label": [
        line("2010301", "30101", 60),
        line("2080505", "30108", 5),
        [None, None, None, None, 65],
    ],
    "repeated classes": [
        line("201", "", 10),
        line("2010301", "30101", 10),
        line("201", "", 50),
        line("2010350", "30101", 50),
        line("2080505", "30108", 5),
    ],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_totals_are_checked_and_never_added(shape: str) -> None:
    result = build(one(COLUMNS, SHAPES[shape], dims=DIMS))
    found = result.ledgers[0]
    assert yuan(found.lines) == 65
    assert rules(found) == []
    assert result.accounts[0].left_out == 0


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("change", [1, -0.01])
def test_a_changed_total_is_told_with_its_cells(shape: str, change: float) -> None:
    rows = [list(row) for row in SHAPES[shape]]
    for index, row in enumerate(rows):
        total = not (row[0] and row[2]) or len(str(row[2])) == 3
        if not total:
            continue
        wrong = [list(row) for row in rows]
        wrong[index][4] = round(rows[index][4] + change, 2)
        result = build(one(COLUMNS, wrong, dims=DIMS))
        found = result.ledgers[0]
        assert yuan(found.lines) == 65, "the detail is taken"
        told = [f for f in found.findings if f.rule in ("L20", "L22")]
        assert [f.severity for f in told] == [Severity.ERROR], (shape, index)
        assert ("明细", f"E{index + 2}") in cells(told[0])
        if told[0].rule == "L20":
            assert len(told[0].places) >= 2
            assert told[0].difference == Decimal(str(change)).scaleb(-4)
        assert [c.ref.cell for c in result.accounts[0].left_out_cells] == [f"E{index + 2}"]


def test_a_changed_detail_is_one_finding_with_the_totals_above_it_under_it() -> None:
    rows = [list(row) for row in TREE_ABOVE]
    rows[3][4] = 11
    found = ledger(one(COLUMNS, rows, dims=DIMS))
    assert yuan(found.lines) == 66
    told = of_rule(found, "L20")
    assert len(told) == 1 and cells(told[0]) == {("明细", "E4"), ("明细", "E5"), ("明细", "E6")}
    assert {f.places[0].cell for f in told[0].consequences} == {"E2", "E3", "E12"}


def test_two_wrong_totals_are_two_findings() -> None:
    rows = [list(row) for row in TREE_ABOVE]
    rows[2][4], rows[8][4] = 31, 7
    assert [p.cell for f in of_rule(ledger(one(COLUMNS, rows, dims=DIMS)), "L20") for p in f.places[:1]] == [
        "E10",
        "E4",
    ]


def test_a_sum_that_leaves_out_its_first_row_is_an_error() -> None:
    rows = [
        line("2010301", "30101", 10),
        line("2080505", "30108", 5),
        line("2080505", "30109", 6),
        word("合计", 11),
    ]
    assert rules(ledger(one(COLUMNS, rows, dims=DIMS))) == ["L20"]


def test_residues_of_formulas_make_no_difference() -> None:
    rows = [line("2010301", f"3010{i}", 3333.3333333) for i in (1, 2, 3)] + [word("合计", 10000)]
    found = ledger(one(COLUMNS, rows, dims=DIMS))
    assert rules(found) == []
    assert yuan(found.lines) == Decimal("9999.99")


def test_units_rows_and_total_over_several_units() -> None:
    rows = [
        ["甲局", None, None, 30],
        ["甲局", "2010301", "30101", 10],
        ["甲局", "2010301", "30102", 20],
        ["乙局", None, None, 5],
        ["乙局", "2010301", "30101", 5],
        ["合计", None, None, 35],
    ]
    result = build(one(["unit", "f", "e", "amount"], rows, dims=DIMS, unit=""))
    assert {own.unit.name: yuan(own.lines) for own in result.ledgers} == {"甲局": 30, "乙局": 5}
    rows[3][3] = 6
    result = build(one(["unit", "f", "e", "amount"], rows, dims=DIMS, unit=""))
    assert {own.unit.name: rules(own) for own in result.ledgers} == {"甲局": [], "乙局": ["L20"]}


def test_basic_line_beside_project_with_the_same_codes_is_no_total() -> None:
    rows = [
        ["2010301", "30201", None, 5],
        ["2010301", "30201", "网络维护", 5],
        ["2010301", "30201", "设备购置", 7],
    ]
    found = ledger(one(["f", "e", "p", "amount"], rows, dims={"source": GENERAL}))
    assert sums(found.lines, "kind:1") == {("basic",): 5, ("project",): 12}


def test_project_rows_over_their_lines() -> None:
    rows = [
        ["网络维护", None, None, 30],
        [None, "2010399", "30213", 10],
        [None, "2010399", "30299", 20],
        ["设备购置", None, None, 7],
        [None, "2010399", "31002", 7],
        ["合计", None, None, 37],
    ]
    found = ledger(one(["p", "f", "e", "amount"], rows, dims={"source": GENERAL, "kind": "project"}))
    assert sums(found.lines, "project") == {("网络维护",): 30, ("设备购置",): 7}
    assert rules(found) == []


def test_a_coarse_row_without_finer_ones_is_a_fact() -> None:
    rows = [line("20103", "301", 10), line("2080505", "30108", 5), word("合计", 15)]
    found = ledger(one(COLUMNS, rows, dims=DIMS))
    assert sums(found.lines, "function") == {("20103",): 10, ("2080505",): 5}
    assert set(rules(found)) == {"L55", "L56"}


def test_a_person_may_say_what_a_row_is() -> None:
    rows = [line("201", "", 10), line("2010301", "30101", 10), line("2010301", "30102", 10)]
    dims = dict(DIMS)
    found = ledger(one(COLUMNS, rows, dims=dims, kinds={2: RowKind.IGNORED}))
    assert yuan(found.lines) == 10 and rules(found) == []
    found = ledger(one(COLUMNS, rows, dims=dims, kinds={0: RowKind.DETAIL}))
    assert yuan(found.lines) == 30
    found = ledger(one(COLUMNS, rows, dims=dims, kinds={2: RowKind.SUBTOTAL}))
    assert yuan(found.lines) == 10


def test_header_repeated_at_a_page_break_is_no_row() -> None:
    rows = [
        line("2010301", "30101", 10),
        ["编码", "名称", "编码", "名称", "金额"],
        line("2010301", "30102", 5),
    ]
    for repeated in ((1,), ()):
        found = ledger(one(COLUMNS, rows, dims=DIMS, repeated=repeated))
        assert yuan(found.lines) == 15 and rules(found) == []


def test_grand_total_below_several_tables_of_a_sheet() -> None:
    from .hand_made import Made, Table

    def made(total: int) -> Made:
        basic = Table(
            ["f", "e", "amount"],
            [["2010301", "30101", 10], ["小计", None, 10]],
            {"kind": "basic.personnel", "source": GENERAL},
        )
        project = Table(
            ["p", "f", "e", "amount"],
            [["甲", "2010399", "30299", 5], ["小计", None, None, 5], ["总计", None, None, total]],
            {"kind": "project", "source": GENERAL},
        )
        return Made("预算", [basic, project])

    assert rules(ledger(made(15))) == []
    found = of_rule(ledger(made(16)), "L20")
    assert [p.cell for p in found[0].places][:1] == ["D7"]


def test_rows_that_say_nothing_and_add_up_nothing_are_told() -> None:
    rows = [line("2010301", "30101", 10), [None, None, None, None, 99], line("2010301", "30102", 5)]
    result = build(one(COLUMNS, rows, dims=DIMS))
    assert yuan(result.ledgers[0].lines) == 15
    assert cells(of_rule(result.ledgers[0], "L22")[0]) == {("明细", "E3")}
    assert result.accounts[0].left_out == 9900


def test_columns_of_totals() -> None:
    columns = [
        "f",
        "e",
        amount_column(),
        amount_column(source="current.fiscal"),
        amount_column(source=GENERAL),
        amount_column(source="current.fiscal.general.upper"),
        amount_column(source="current.unit.business"),
    ]
    rows = [["2010301", "30101", 35, 30, 10, 20, 5], ["2010301", "30102", 7, None, None, None, 7]]
    found = ledger(one(columns, rows, dims={"kind": "basic.personnel"}))
    assert yuan(found.lines) == 42 and rules(found) == []
    rows[0][3] = 31
    result = build(one(columns, rows, dims={"kind": "basic.personnel"}))
    told = of_rule(result.ledgers[0], "L21")
    assert len(told) == 1 and {"D2", "E2", "F2"} <= {p.cell for p in told[0].places}
    assert yuan(result.ledgers[0].lines) == 42


def test_total_column_alone_is_a_coarse_fact() -> None:
    columns = ["f", "e", amount_column(source="current.unit"), amount_column(source="current.unit.business"),
               amount_column(source="current.unit.other")]  # fmt: skip
    rows = [["2050202", "30201", 5, 5, None], ["2050202", "30205", 7, None, None]]
    found = ledger(one(columns, rows, dims={"kind": "basic.public"}))
    assert sums(found.lines, "source") == {("current.unit.business",): 5, ("current.unit.other",): 7}


def test_total_beside_one_part_of_it_keeps_the_rest() -> None:
    columns = ["f", "e", amount_column(), amount_column(source="current.unit.business")]
    found = ledger(one(columns, [["2050202", "30201", 10, 4]], dims={"kind": "basic.public"}))
    assert sums(found.lines, "source") == {("current.unit.business",): 4, ("",): 6}
    assert rules(found) == ["L58"]


def test_fund_in_the_row_and_amount_again_by_source() -> None:
    columns = ["f", "e", "fund", amount_column(), amount_column(source="current.fiscal.general"),
               amount_column(source="current.unit.business")]  # fmt: skip
    dims = {"kind": "basic.public"}
    rows = [
        ["2050202", "30201", "一般公共预算（上级转移支付）", 10, 10, None],
        ["2050202", "30205", "财政专户管理资金", 5, 0, 0],
        ["2050202", "30207", "事业收入", 3, None, 3],
    ]
    found = ledger(one(columns, rows, dims=dims))
    assert sums(found.lines, "source") == {
        ("current.fiscal.general.upper",): 10,
        ("current.special",): 5,
        ("current.unit.business",): 3,
    }
    assert rules(found) == []
    rows[2][2] = "政府性基金"
    told = of_rule(ledger(one(columns, rows, dims=dims)), "L12")
    assert told[0].severity is Severity.ERROR and cells(told[0]) == {("明细", "C4")}


def test_columns_by_kind_and_by_source_are_two_views() -> None:
    columns = ["f", "e", amount_column(), amount_column(source=GENERAL), amount_column(source="current.unit.business"),
               amount_column(kind="basic.public"), amount_column(kind="project")]  # fmt: skip
    rows = [["2050202", "30201", 10, 7, 3, 10, None], ["2050203", "30205", 5, 5, None, None, 5]]
    result = build(one(columns, rows))
    found = result.ledgers[0]
    assert sums(found.lines, "function", "source", "kind:1") == {
        ("2050202", GENERAL, "basic"): 7,
        ("2050202", "current.unit.business", "basic"): 3,
        ("2050203", GENERAL, "project"): 5,
    }
    rows[0][5] = 11
    assert set(rules(ledger(one(columns, rows)))) >= {"L21"}
