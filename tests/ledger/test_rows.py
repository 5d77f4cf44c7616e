"""What rows say: codes in every shape, blanks filled from above, names without codes, sections."""

from __future__ import annotations

from decimal import Decimal

from converter.findings import Severity

from .hand_made import GENERAL, amount_column, build, ledger, of_rule, one, rules, sums


def test_codes_apart_joined_and_as_numbers() -> None:
    for codes in (
        ("f", [["2010301"], [2010350]]),
        ("fj", [["2010301-行政运行"], ["[2010350]事业运行"]]),
        ("fj", [["行政运行（2010301）"], ["2010350##事业运行##0A1B"]]),
        ("fj", [["2010301 行政运行"], ["2010350事业运行"]]),
        ("f", [[Decimal("2010301.0")], ["２０１０３５０"]]),
    ):
        name, cells = codes
        rows = [[*cell, "30101", "人员经费", "一般公共预算", 100] for cell in cells]
        found = ledger(one([name, "e", "staffing", "fund", "amount"], rows))
        assert sums(found.lines, "function") == {("2010301",): 100, ("2010350",): 100}, codes


def test_levels_in_three_columns_with_lost_zeros_and_blank_outer_columns() -> None:
    rows = [
        [201, 3, 1, "行政运行", 301, 1, 10],
        [None, None, 50, "事业运行", 302, 1, 20],
        [None, 13, 99, "其他商贸事务支出", 302, 99, 30],
        ["208", "05", "05", "养老", "301", "08", 40],
    ]
    found = ledger(one(["f1", "f2", "f3", "fn", "e1", "e2", "amount"], rows, dims={"source": GENERAL}))
    assert sums(found.lines, "function", "economic") == {
        ("2010301", "30101"): 10,
        ("2010350", "30201"): 20,
        ("2011399", "30299"): 30,
        ("2080505", "30108"): 40,
    }
    assert found.names["F2010350"] == "事业运行"


def test_merged_and_blank_cells_are_filled_from_above() -> None:
    rows = [
        ["2010301", "行政运行", "30101", 10],
        [None, None, "30102", 20],
        ["2010350", "事业运行", "30101", 30],
        [None, None, "30201", 40],
    ]
    for merged in ((), ((1, 0, 2, 0), (1, 1, 2, 1), (3, 0, 4, 0))):
        found = ledger(one(["f", "fn", "e", "amount"], rows, dims={"source": GENERAL}, merged=merged))
        assert sums(found.lines, "function") == {("2010301",): 30, ("2010350",): 70}


def test_project_goes_on_in_project_sheets_and_ends_with_basic_lines() -> None:
    columns = ["f", "kind", "p", "e", "amount"]
    rows = [
        ["2010399", "项目支出", "网络维护", "30213", 10],
        [None, "项目支出", None, "30299", 20],
        [None, "基本支出", None, "30201", 30],
    ]
    found = ledger(one(columns, rows, dims={"source": GENERAL}))
    assert sums(found.lines, "project", "economic") == {
        ("网络维护", "30213"): 10,
        ("网络维护", "30299"): 20,
        ("", "30201"): 30,
    }
    rows = [["网络维护", "2010399", "30213", 10], [None, None, "30299", 20], [None, "2010308", "30299", 5]]
    found = ledger(one(["p", "f", "e", "amount"], rows, dims={"source": GENERAL, "kind": "project"}))
    assert sums(found.lines, "project", "function") == {
        ("网络维护", "2010399"): 30,
        ("网络维护", "2010308"): 5,
    }


def test_project_name_only_in_the_first_row_of_its_code() -> None:
    rows = [
        ["P1", "培训", "2050803", "30216", 1],
        ["P1", None, None, "30226", 2],
        ["P2", "维修", None, "30213", 3],
    ]
    found = ledger(one(["pc", "p", "f", "e", "amount"], rows, dims={"kind": "project", "source": GENERAL}))
    assert sums(found.lines, "project") == {("培训",): 3, ("维修",): 3}


def test_name_of_basic_line_is_no_project_but_is_kept() -> None:
    rows = [
        ["人员类项目", "工资津补贴", "2010301", "30101", 10],
        ["特定目标类", "网络维护", "2010399", "30213", 5],
    ]
    found = ledger(one(["class", "p", "f", "e", "amount"], rows, dims={"source": GENERAL}))
    basic, project = sorted(found.lines, key=lambda line: line.kind)
    assert (basic.kind, basic.project, basic.stated_project) == ("basic.personnel", "", "工资津补贴")
    assert (project.kind, project.project) == ("project", "网络维护")


def test_name_without_code_where_only_one_code_has_it() -> None:
    rows = [["2010301", "办公费", 10], ["2010301", "因公出国（境）费用", 20]]
    found = ledger(one(["f", "en", "amount"], rows, dims={"source": GENERAL}))
    assert sums(found.lines, "economic") == {("30201",): 10, ("30212",): 20}


def test_name_that_many_codes_share_is_read_below_its_parents() -> None:
    rows = [
        ["一般公共服务支出", 30],
        ["政府办公厅（室）及相关机构事务", 30],
        ["行政运行", 20],
        ["事业运行", 10],
    ]
    found = ledger(one(["fn", "amount"], rows, dims={"source": GENERAL, "kind": "basic"}))
    assert sums(found.lines, "function") == {("2010301",): 20, ("2010350",): 10}


def test_name_that_many_codes_share_is_asked_when_nothing_tells() -> None:
    found = build(one(["fn", "e", "amount"], [["行政运行", "30101", 10], ["住房公积金", "30113", 5]]))
    finding = of_rule(found.ledgers[0], "L14")[0]
    assert finding.severity is Severity.ERROR and "2010101" in finding.message
    assert [(p.sheet, p.cell) for p in finding.places] == [("明细", "A2")]
    assert found.accounts[0].left_out == 1000


def test_the_file_itself_tells_what_a_name_means() -> None:
    coded = one(
        ["f", "fn", "e", "amount"], [["2010301", "行政运行", "30101", 10]], dims={"kind": "basic.personnel"}
    )
    named = one(["fn", "e", "amount"], [["行政运行", "30201", 5]], "公用", dims={"kind": "basic.public"})
    found = ledger(coded, named)
    assert sums(found.lines, "function", "economic") == {("2010301", "30101"): 10, ("2010301", "30201"): 5}


def test_functional_and_economic_codes_in_one_column() -> None:
    rows = [
        ["2010301", "行政运行", 30],
        ["301", "工资福利支出", 30],
        ["30101", "基本工资", 10],
        ["30102", "津贴补贴", 20],
        ["2010350", "事业运行", 5],
        ["30201", "办公费", 5],
    ]
    found = ledger(one(["f", "fn", "amount"], rows, dims={"source": GENERAL, "kind": "basic"}))
    assert sums(found.lines, "function", "economic") == {
        ("2010301", "30101"): 10,
        ("2010301", "30102"): 20,
        ("2010350", "30201"): 5,
    }


def test_sections_between_the_rows_tell_the_kind() -> None:
    rows = [
        ["一、基本支出", None, 30],
        ["2010301", "30101", 10],
        ["2010301", "30201", 20],
        ["二、项目支出", None, 5],
        ["2010399", "30213", 5],
        ["合计", None, 35],
    ]
    found = ledger(one(["fj", "e", "amount"], rows, dims={"source": GENERAL}))
    assert sums(found.lines, "function", "kind:1") == {("2010301", "basic"): 30, ("2010399", "project"): 5}


def test_rows_that_repeat_a_part_of_the_row_above_are_left_out() -> None:
    rows = [["网络维护", "2010399", "30213", 10], ["其中：政府采购", None, None, 4], ["合计", None, None, 10]]
    result = build(one(["p", "f", "e", "amount"], rows, dims={"kind": "project", "source": GENERAL}))
    found = result.ledgers[0]
    assert sums(found.lines, "project") == {("网络维护",): 10}
    assert found.lines[0].procurement is True
    assert [(c.ref.cell, c.reason) for c in result.accounts[0].left_out_cells] == [
        ("D3", "“其中”项，已含在上一行的金额里")
    ]


def test_procurement_from_flag_and_memo_column() -> None:
    rows = [
        ["2010301", "30201", 10, "是", 0],
        ["2010301", "30205", 10, "否", 5],
        ["2010301", "30207", 10, None, 5],
    ]
    columns = ["f", "e", "amount", "flag", "memo"]
    found = ledger(one(columns, rows, dims={"source": GENERAL}, headers={4: "其中：政府采购"}))
    assert [line.procurement for line in found.lines] == [True, False, True]


def test_long_local_codes_are_cut_to_the_published_level() -> None:
    found = ledger(one(["f", "e", "amount"], [["201030101", "3020101", 10]], dims={"source": GENERAL}))
    assert sums(found.lines, "function", "economic") == {("2010301", "30201"): 10}


def test_default_source_is_told_once() -> None:
    rows = [["2010301", "30101", "一般公共预算", i] for i in range(1, 6)]
    found = ledger(one(["f", "e", "fund", "amount"], rows))
    assert sums(found.lines, "source") == {(GENERAL,): 15}
    assert rules(found, Severity.INFO).count("L50") == 1


def test_general_means_local_beside_transfers_from_above() -> None:
    rows = [["2010301", "30101", "一般公共预算", 10], ["2010301", "30201", "上级一般公共预算转移支付", 5]]
    found = ledger(one(["f", "e", "fund", "amount"], rows))
    assert sums(found.lines, "source") == {(GENERAL,): 10, ("current.fiscal.general.upper",): 5}
    assert "L50" not in rules(found, Severity.INFO)


def test_columns_across_tell_function_and_economic_codes() -> None:
    columns = [
        "f",
        amount_column(economic="301"),
        amount_column(economic="30101"),
        amount_column(economic="30102"),
        amount_column(economic="302"),
    ]
    rows = [["2010301", 30, 10, 20, 7]]
    found = ledger(one(columns, rows, dims={"kind": "project", "source": GENERAL, "project": "甲"}))
    assert sums(found.lines, "economic") == {("30101",): 10, ("30102",): 20, ("302",): 7}
