"""Bad cells: each is told with its place and what to do, is left out, and stops nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from converter.findings import Severity

from .hand_made import GENERAL, Made, amount_column, build, cells, ledger, of_rule, one, rules, sums, yuan

COLUMNS = ["f", "e", "staffing", "fund", "amount"]


def rows_with(value: object, **more: object) -> list[list[object]]:
    """Return two good lines with a third between them whose amount is ``value``."""
    middle = ["2010301", "30102", "人员经费", "一般公共预算", value]
    for place, cell in more.items():
        middle[["f", "e", "staffing", "fund"].index(place)] = cell
    return [
        ["2010301", "30101", "人员经费", "一般公共预算", 10],
        middle,
        ["2010301", "30103", "人员经费", "一般公共预算", 5],
    ]


@pytest.mark.parametrize("value", ["约5万", "见附件", "#REF!", date(2023, 1, 1), True, "1135,97"])
def test_text_where_an_amount_belongs(value: object) -> None:
    result = build(one(COLUMNS, rows_with(value)))
    finding = of_rule(result.ledgers[0], "L01")[0]
    assert finding.severity is Severity.ERROR
    assert cells(finding) == {("明细", "E3")}
    assert "请" in finding.message
    assert yuan(result.ledgers[0].lines) == 15
    assert [c.ref.cell for c in result.accounts[0].left_out_cells] == ["E3"]


def test_amounts_typed_as_text() -> None:
    rows = [
        ["2010301", f"301{i:02d}", "人员经费", "一般公共预算", text]
        for i, text in enumerate(["1,135.97", "￥2,000.00", " ３．５ ", "-", "(12.5)", "△1"], start=1)
    ]
    found = ledger(one(COLUMNS, rows))
    assert sorted(line.amount for line in found.lines) == [-1250, -100, 350, 113597, 200000]
    assert rules(found) == ["L05"]


def test_error_cells_and_formulas_without_a_value() -> None:
    rows = rows_with(None)
    result = build(one(COLUMNS, rows, errors={(2, 4): "#REF!"}))
    assert cells(of_rule(result.ledgers[0], "L02")[0]) == {("明细", "E3")}
    result = build(one(COLUMNS, rows, uncached=[(2, 4)]))
    finding = of_rule(result.ledgers[0], "L03")[0]
    assert finding.severity is Severity.ERROR and cells(finding) == {("明细", "E3")}
    assert yuan(result.ledgers[0].lines) == 15


def test_a_total_over_a_bad_cell_hangs_under_its_finding() -> None:
    rows = [*rows_with("约20"), ["合计", None, None, None, 35]]
    found = ledger(one(COLUMNS, rows))
    finding = of_rule(found, "L01")[0]
    assert rules(found) == ["L01"]
    assert [consequence.rule for consequence in finding.consequences] == ["L20"]


def test_absurd_and_negative_amounts() -> None:
    result = build(one(COLUMNS, rows_with(10**12)))
    assert cells(of_rule(result.ledgers[0], "L04")[0]) == {("明细", "E3")}
    assert yuan(result.ledgers[0].lines) == 15
    found = ledger(one(COLUMNS, rows_with(-3)))
    assert of_rule(found, "L05")[0].severity is Severity.WARNING
    assert cells(of_rule(found, "L05")[0]) == {("明细", "E3")}
    assert yuan(found.lines) == 12


def test_unknown_and_unclear_source_of_funds() -> None:
    for text in ("天外来财", "专项资金"):
        result = build(one(COLUMNS, rows_with(7, fund=text)))
        finding = of_rule(result.ledgers[0], "L10")[0]
        assert finding.severity is Severity.ERROR and text in finding.message
        assert cells(finding) == {("明细", "D3")}
        assert result.accounts[0].left_out == 700


def test_like_faults_are_one_finding_with_a_count() -> None:
    rows = [["2010301", "30101", "人员经费", "天外来财", 1] for _ in range(40)]
    rows.append(["2010301", "30101", "人员经费", "一般公共预算", 1])
    finding = of_rule(ledger(one(COLUMNS, rows)), "L10")
    assert len(finding) == 1 and "40 行" in finding[0].message
    assert len(finding[0].places) == 8


def test_many_bad_cells_are_capped_with_a_count() -> None:
    rows = [["2010301", "30101", "人员经费", "一般公共预算", f"文字{i}"] for i in range(30)]
    rows.append(["2010301", "30101", "人员经费", "一般公共预算", 1])
    result = build(one(COLUMNS, rows))
    found = of_rule(result.ledgers[0], "L01")
    assert len(found) == 11 and "20 处" in found[-1].message
    assert len(result.accounts[0].left_out_cells) == 30


def test_missing_functional_code() -> None:
    columns = ["f", "e", "fund", "amount"]
    rows = [[None, "30102", "一般公共预算", 3], ["2010301", "30101", "一般公共预算", 10]]
    result = build(one(columns, rows, dims={"kind": "basic.personnel"}))
    finding = of_rule(result.ledgers[0], "L13")[0]
    assert cells(finding) == {("明细", "A2")} and finding.severity is Severity.ERROR
    assert yuan(result.ledgers[0].lines) == 10


def test_unreadable_codes_are_told() -> None:
    rows = rows_with(7, f="行政开支")
    assert cells(of_rule(ledger(one(["fj", *COLUMNS[1:]], rows)), "L13")[0]) == {("明细", "A3")}
    rows = rows_with(7, e="买菜钱")
    assert cells(of_rule(ledger(one(["f", "ej", *COLUMNS[2:]], rows)), "L15")[0]) == {("明细", "B3")}


def test_codes_that_no_list_knows_are_allowed() -> None:
    found = ledger(one(COLUMNS, rows_with(7, f="2019988", e="30188")))
    assert ("2019988", "30188") in sums(found.lines, "function", "economic")
    assert rules(found) == []


def test_unknown_kind_of_spending() -> None:
    result = build(one(["f", "e", "kind", "fund", "amount"], rows_with(7, staffing="杂七杂八")))
    finding = of_rule(result.ledgers[0], "L16")[0]
    assert cells(finding) == {("明细", "C3")} and finding.severity is Severity.ERROR


def test_kind_in_brackets_or_with_a_slash() -> None:
    for text, kind in (("基本支出（人员）", "basic.personnel"), ("项目支出/特定目标类", "project")):
        found = ledger(one(["f", "e", "kind", "fund", "amount"], rows_with(7, staffing=text)))
        assert (kind,) in sums([line for line in found.lines if line.amount == 700], "kind")


def test_contradictions_are_told_and_the_explicit_one_wins() -> None:
    rows = [["2010301", "30201", "项目支出", "甲", 5]]
    made = one(["f", "e", "kind", "p", "amount"], rows, dims={"kind": "basic", "source": GENERAL})
    found = ledger(made)
    assert sums(found.lines, "kind") == {("project",): 5}
    assert of_rule(found, "L17")[0].severity is Severity.ERROR
    found = ledger(one(["f", "e", "kind", "class", "amount"], [["2010301", "30201", "基本支出", "特定目标类", 5]],
                       dims={"source": GENERAL}))  # fmt: skip
    assert sums(found.lines, "kind:1") == {("basic",): 5}
    assert rules(found) == ["L17"]
    columns = ["f", "e", "kind", amount_column(kind="project"), amount_column(kind="basic")]
    found = ledger(one(columns, [["2010301", "30201", "基本支出", 5, 7]], dims={"source": GENERAL}))
    assert sums(found.lines, "kind:1") == {("project",): 5, ("basic",): 7}
    assert "L17" in rules(found)


def test_salary_codes_in_projects_are_an_information() -> None:
    found = ledger(one(["f", "e", "kind", "p", "amount"], [["2010301", "30101", "项目支出", "甲", 5]],
                       dims={"source": GENERAL}))  # fmt: skip
    assert sums(found.lines, "kind") == {("project",): 5}
    assert of_rule(found, "L18")[0].severity is Severity.INFO


def test_fund_and_origin_that_contradict() -> None:
    rows = [
        ["2010301", "30201", "单位资金", "上级转移支付", 5],
        ["2010301", "30205", "政府性基金", "上级转移支付", 7],
    ]
    columns = ["f", "e", "fund", "origin", "amount"]
    found = ledger(one(columns, rows, dims={"kind": "basic.public"}))
    assert sums(found.lines, "source") == {("current.unit.superior",): 5, ("current.fiscal.fund.upper",): 7}
    rows[0][2] = "财政专户"
    found = ledger(one(columns, rows, dims={"kind": "basic.public"}))
    assert cells(of_rule(found, "L12")[0]) == {("明细", "C2")}


def test_every_number_of_a_sheet_is_accounted_for() -> None:
    columns = ["f", "e", "other", "last", "amount", "memo", "?"]
    rows = [
        ["2010301", "30101", 12, 9, 10, 3, 77],
        ["2010301", "30102", None, 8, 5, None, None],
        ["合计", None, 12, 17, 15, 3, 77],
    ]
    dims = {"kind": "basic.personnel", "source": GENERAL}
    result = build(one(columns, rows, dims=dims, headers={5: "其中：某某"}))
    account = result.accounts[0]
    assert (account.input, account.ledger, account.subtotals) == (
        (12 + 12 + 9 + 8 + 17 + 10 + 5 + 15 + 3 + 3 + 77 + 77) * 100,
        1500,
        1500,
    )
    reasons = {cell.ref.cell: cell.reason for cell in account.left_out_cells}
    assert set(reasons) == {"C2", "C4", "D2", "D3", "D4", "F2", "F4", "G2", "G4"}
    assert all(reasons.values())
    assert sums(result.ledgers[0].last_year, "economic") == {("30101",): 9, ("30102",): 8}


def test_amounts_in_wan_and_columns_of_their_own_money() -> None:
    rows = rows_with(0.5)
    found = ledger(one(COLUMNS, rows, money="万元"))
    assert yuan(found.lines) == 155000
    made = one(["f", "e", amount_column(source=GENERAL), amount_column(source="current.special")],
               [["2050202", "30201", 1.5, 100]], dims={"kind": "basic.public"})  # fmt: skip
    sheet, mapping = made.sheet("a")
    mapping.blocks[0].columns[2].money = "万元"
    from converter.ledger.building import build_ledgers
    from converter.reading.model import SourceFile
    from converter.recognition.mapping import FileMapping

    from .hand_made import PACK

    result = build_ledgers([(SourceFile("a", "xlsx", [sheet]), FileMapping("a", "", [mapping]))], PACK)
    assert sums(result.ledgers[0].lines, "source") == {(GENERAL,): 15000, ("current.special",): 100}


def test_sheets_that_are_no_budget_are_accounted_for() -> None:
    from converter.recognition.mapping import Role

    good = one(COLUMNS, rows_with(7))
    other = Made("采购", one(["note", "amount"], [["货物", 65], ["工程", 5]]).tables, role=Role.PROCUREMENT)
    skipped = one(COLUMNS, rows_with(8), "重复", relation="skip")
    result = build(good, other, skipped)
    assert [(a.sheet, a.ledger, a.left_out) for a in result.accounts] == [
        ("明细", 2200, 0),
        ("采购", 0, 7000),
        ("重复", 0, 2300),
    ]
    assert {c.reason for c in result.accounts[2].left_out_cells} == {"按识别方案不计入"}


def test_error_values_where_codes_belong_are_not_filled_from_above() -> None:
    rows = rows_with(7, f=None)
    result = build(one(COLUMNS, rows, errors={(2, 0): "#REF!"}))
    finding = of_rule(result.ledgers[0], "L02")[0]
    assert cells(finding) == {("明细", "A3")} and finding.severity is Severity.ERROR
    assert yuan(result.ledgers[0].lines) == 15 and result.accounts[0].left_out == 700
    result = build(one(COLUMNS, rows_with(7, fund=None), uncached=[(2, 3)]))
    assert cells(of_rule(result.ledgers[0], "L02")[0]) == {("明细", "D3")}


def test_name_of_another_code_is_a_warning() -> None:
    good = ["2010301 行政运行", "30101", "人员经费", "一般公共预算", 10]
    rows = [good, ["2010301 事业运行", "30102", "人员经费", "一般公共预算", 7]]
    found = ledger(one(["fj", *COLUMNS[1:]], rows))
    assert rules(found) == ["L19"] and cells(of_rule(found, "L19")[0]) == {("明细", "A3")}
    rows = [
        ["2010301", "30101", "办公费", "一般公共预算", 7],
        ["2010301", "30102", "津贴补贴", "一般公共预算", 7],
    ]
    found = ledger(one(["f", "e", "en", "fund", "amount"], rows, dims={"kind": "basic.personnel"}))
    assert rules(found) == ["L19"] and cells(of_rule(found, "L19")[0]) == {("明细", "C2")}
    assert yuan(found.lines) == 14


def test_a_forgotten_cell_is_not_filled_from_above() -> None:
    columns = ["f", "e", "kind", "fund", "amount"]
    rows = [["2010301", f"301{n:02d}", "人员经费", "一般公共预算", 1] for n in range(1, 8)]
    rows += [
        ["2080505", "30108", "人员经费", "一般公共预算", 5],
        ["2101101", "30110", "人员经费", "一般公共预算", 6],
    ]
    for column, rule in ((0, "L13"), (1, "L15"), (2, "L16"), (3, "L58")):
        wrong = [list(row) for row in rows]
        wrong[7][column] = None
        found = ledger(one(columns, wrong))
        told = of_rule(found, rule)
        assert told and cells(told[0]) & {("明细", f"{'ABCD'[column]}9"), ("明细", "E9")}, column
        assert yuan(found.lines) == (13 if column == 0 else 18)
