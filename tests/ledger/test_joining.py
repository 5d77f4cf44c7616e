"""Summaries complete each other exactly; repetition is compared, never added; both sides are named."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from converter.findings import Severity
from converter.recognition.mapping import Role

from .hand_made import (
    BUSINESS,
    FUND,
    GENERAL,
    UPPER,
    Made,
    amount_column,
    build,
    cells,
    ledger,
    of_rule,
    one,
    rules,
    sums,
    yuan,
)
from .random_budget import (
    KINDS,
    MARGINS,
    SOURCES,
    SPLIT,
    Fact,
    crossed,
    detail,
    margins,
    random_facts,
    summaries,
    three_public,
)


@pytest.mark.parametrize("seed", range(60))
def test_summaries_alone_give_lines_with_exactly_their_sums(seed: int) -> None:
    facts = random_facts(seed)
    sheets = summaries(facts)
    random.Random(seed).shuffle(sheets)
    found = ledger(*sheets)
    assert [f for f in found.findings if f.severity is Severity.ERROR] == []
    for name in MARGINS:
        exact = {key: amount * 100 for key, amount in margins(facts, name).items()}
        assert margins(found.lines, name) == exact, name
    assert not found.has_detail


@pytest.mark.parametrize("seed", range(30))
def test_sums_that_only_fit_together_in_one_way_are_found(seed: int) -> None:
    """表3 with staffing crosses 表6 with staffing; 表2, 表5 … do not tell which money is whose."""
    facts = random_facts(seed + 1000)
    sheets = [s for s in summaries(facts) if s.name != "功能资金性质"]
    for number, fund in enumerate(("general", "fund", "capital")):
        sheets.append(crossed(facts, f"表{5 + number}", [("f", "function")], KINDS,
                              dims={"source": f"current.fiscal.{fund}"}))  # fmt: skip
    sheets.append(crossed(facts, "表3", [("f", "function")], SPLIT))
    sheets = [sheet for sheet in sheets if sheet.tables[0].rows]
    random.Random(seed).shuffle(sheets)
    found = ledger(*sheets)
    assert [f for f in found.findings if f.severity is Severity.ERROR] == []
    for name in ("功能来源", "经济", "项目", "三公"):
        exact = {key: amount * 100 for key, amount in margins(facts, name).items()}
        assert margins(found.lines, name) == exact, name
    assert sums(found.lines, "function", "kind:1") == sums_of(facts, "function", "kind:1")


def sums_of(facts: list[Fact], *dims: str) -> dict[tuple[str, ...], Decimal]:
    """Return sums of facts in 元."""
    return sums([type("L", (), {**f.__dict__, "amount": f.amount * 100})() for f in facts], *dims)


@pytest.mark.parametrize("seed", range(25))
def test_detail_with_summaries_is_the_detail(seed: int) -> None:
    facts = random_facts(seed + 500, lines=30)
    sheets = [detail(facts), *summaries(facts)]
    random.Random(seed).shuffle(sheets)
    result = build(*sheets)
    found = result.ledgers[0]
    dims = ("function", "economic", "kind", "source", "project")
    assert sums(found.lines, *dims) == sums_of(facts, *dims)
    assert rules(found) == [] and found.has_detail
    for account in result.accounts:
        assert account.left_out == 0
        assert (account.ledger > 0) == (account.sheet == "明细")


@pytest.mark.parametrize("seed", range(25))
def test_a_single_changed_figure_is_told_with_both_cells(seed: int) -> None:
    facts = random_facts(seed + 700, lines=25)
    rng = random.Random(seed)
    sheets = summaries(facts)
    changed = rng.choice([sheet for sheet in sheets if sheet.tables[0].rows])
    rows = changed.tables[0].rows[:-1]  # without the total
    row = rng.randrange(len(rows))
    columns = [i for i, cell in enumerate(rows[row]) if isinstance(cell, int)]
    if not columns:
        return  # nothing of this item
    column = rng.choice(columns)
    changed.tables[0].rows[row][column] += rng.choice((1, -1, 100, 10**6))
    changed.tables[0].rows.pop()
    found = ledger(detail(facts), *sheets)
    dims = ("function", "economic", "kind", "source", "project")
    assert sums(found.lines, *dims) == sums_of(facts, *dims)
    cell = (changed.name, f"{chr(65 + column)}{row + 2}")
    told = [f for f in found.findings if f.severity is Severity.ERROR]
    assert len(told) == 1
    assert told[0].rule in ("L30", "L31")
    assert cell in cells(told[0])
    assert any(sheet == "明细" for sheet, _ in cells(told[0]))
    assert told[0].difference == told[0].actual - told[0].expected


def test_a_changed_figure_among_summaries_is_pinned_down() -> None:
    facts = [
        Fact("2010301", "30101", "basic.personnel", GENERAL, "", 100),
        Fact("2010301", "30201", "basic.public", GENERAL, "", 50),
        Fact("2010399", "30213", "project", UPPER, "甲", 30),
        Fact("2080505", "30108", "basic.personnel", GENERAL, "", 20),
    ]
    sheets = summaries(facts)
    target = sheets[1].tables[0]
    target.rows.pop()
    target.rows[0][1] += 7
    found = ledger(*sheets)
    told = [f for f in found.findings if f.severity is Severity.ERROR]
    assert [f.rule for f in told] == ["L30"]
    assert ("功能资金性质", "B2") in cells(told[0])
    assert sums(found.lines, "function") == sums_of(facts, "function")


def test_the_same_workbook_in_two_shapes_counts_once() -> None:
    facts = random_facts(3)
    wide = crossed(facts, "宽表", [("f", "function"), ("e", "economic"), ("kind", "kind"), ("p", "project")],
                   [{"source": s} for s in SOURCES])  # fmt: skip
    kinds = {"basic.personnel": "人员经费", "basic.public": "公用经费", "project": "项目支出"}
    for row in wide.tables[0].rows[:-1]:
        row[2] = kinds[row[2]]
    result = build(files=[[detail(facts)], [wide]])
    found = result.ledgers[0]
    assert yuan(found.lines) == sum(f.amount for f in facts) and rules(found) == []
    assert all(len(line.refs) == 2 for line in found.lines)
    assert found.inputs == ["底稿1.xlsx", "底稿2.xlsx"]
    again = build(files=[[detail(facts)], [detail(facts)]]).ledgers[0]
    assert yuan(again.lines) == sum(f.amount for f in facts) and rules(again) == []


def test_parts_by_kind_by_fund_and_by_function_are_added() -> None:
    for split in (
        lambda f: f.kind,
        lambda f: f.source,
        lambda f: f.function,
        lambda f: f.project,
    ):
        facts = random_facts(11, lines=60)
        keys = sorted({split(f) for f in facts})
        sheets = [detail([f for f in facts if split(f) == key], f"部分{n}") for n, key in enumerate(keys)]
        found = ledger(*sheets)
        assert yuan(found.lines) == sum(f.amount for f in facts)
        assert rules(found) == []


def test_parts_with_a_summary_over_all_of_them() -> None:
    facts = random_facts(12, lines=60)
    basic = detail([f for f in facts if f.kind != "project"], "基本", dims={"kind": "basic"})
    project = detail([f for f in facts if f.kind == "project"], "项目", dims={"kind": "project"})
    found = ledger(
        crossed(facts, "总表", [("f", "function")], [{"source": s} for s in SOURCES]), basic, project
    )
    assert yuan(found.lines) == sum(f.amount for f in facts) and rules(found) == []


def test_detail_of_projects_only_beside_summaries() -> None:
    facts = random_facts(21, lines=60)
    project = detail([f for f in facts if f.kind == "project"], "项目明细", dims={"kind": "project"})
    found = ledger(*summaries(facts), project)
    assert [f for f in found.findings if f.severity is Severity.ERROR] == []
    for name in MARGINS:
        assert margins(found.lines, name) == {k: v * 100 for k, v in margins(facts, name).items()}


def test_what_projects_do_not_take_is_basic() -> None:
    facts = [Fact("2010301", "30201", "basic.public", GENERAL, "", 70), Fact("2010399", "30213", "project", GENERAL, "甲", 30),
             Fact("2010301", "30213", "project", GENERAL, "乙", 5)]  # fmt: skip
    by_function = crossed(facts, "功能", [("f", "function")], [{"source": GENERAL}])
    projects = crossed(
        facts, "项目", [("p", "project"), ("f", "function")], [{"economic": "302"}], dims={"kind": "project"}
    )
    found = ledger(by_function, projects)
    assert sums(found.lines, "function", "kind") == {
        ("2010301", "basic"): 70,
        ("2010301", "project"): 5,
        ("2010399", "project"): 30,
    }


def test_a_person_may_say_how_a_sheet_relates() -> None:
    facts = random_facts(5)
    total = sum(f.amount for f in facts)
    again = detail(facts, "又一份", relation="part")
    assert yuan(ledger(detail(facts), again).lines) == 2 * total
    changed = [*facts[:-1], Fact(**{**facts[-1].__dict__, "amount": facts[-1].amount + 9})]
    found = ledger(detail(changed, "旧稿", relation="view"), detail(facts))
    assert yuan(found.lines) == total and list(rules(found)) == ["L30"]
    found = ledger(detail(changed, "旧稿", relation="skip"), detail(facts))
    assert yuan(found.lines) == total and rules(found) == []


def test_tables_that_overlap_only_a_little_are_asked() -> None:
    a = [["2010301", f"301{i:02d}", 10] for i in range(1, 10)]
    b = [["2010301", "30101", 99], *(["2010399", f"302{i:02d}", 5] for i in range(1, 9))]
    dims = {"source": GENERAL}
    found = ledger(
        one(["f", "e", "amount"], a, "甲表", dims=dims), one(["f", "e", "amount"], b, "乙表", dims=dims)
    )
    assert of_rule(found, "L33")[0].severity is Severity.ERROR
    assert yuan(found.lines) == 90 + 99 + 40
    b[0][2] = 10
    found = ledger(
        one(["f", "e", "amount"], a, "甲表", dims=dims), one(["f", "e", "amount"], b, "乙表", dims=dims)
    )
    assert of_rule(found, "L33")[0].severity is Severity.WARNING
    assert yuan(found.lines) == 90 + 40


def test_sheets_named_after_funds() -> None:
    rows = [["2010301", "30101", 100], ["2010399", "30213", 40]]
    general = one(
        ["f", "e", "amount"], rows, "一般", dims={"source": "current.fiscal.general", "kind": "basic"}
    )
    upper = one(
        ["f", "e", "amount"], [["2010399", "30213", 7]], "上级", dims={"source": UPPER, "kind": "basic"}
    )
    found = ledger(general, upper)
    assert sums(found.lines, "source") == {(GENERAL,): 140, (UPPER,): 7} and "L30" not in rules(found)
    part = one(["f", "e", "amount"], rows[1:], "上级", dims={"source": UPPER, "kind": "basic"})
    found = ledger(general, part)
    assert yuan(found.lines) == 140


def test_missing_pairing_is_asked_where_a_table_depends_on_it() -> None:
    by_source = one(
        ["f", amount_column(source=GENERAL), amount_column(source=BUSINESS)], [["2050202", 100, 50]], "来源"
    )
    by_kind = one(
        ["f", amount_column(kind="basic"), amount_column(kind="project")], [["2050202", 120, 30]], "性质"
    )
    assert of_rule(ledger(by_source, by_kind), "L34")[0].severity is Severity.ERROR
    general = one(["f", amount_column(kind="basic"), amount_column(kind="project")], [["2050202", 90, 10]], "一般公共预算",
                  dims={"source": "current.fiscal.general"})  # fmt: skip
    found = ledger(by_source, by_kind, general)
    assert "L34" not in rules(found)
    assert sums(found.lines, "source", "kind") == {
        (GENERAL, "basic"): 90,
        (GENERAL, "project"): 10,
        (BUSINESS, "basic"): 30,
        (BUSINESS, "project"): 20,
    }


def test_projects_without_function_are_paired_by_equal_amounts_with_a_warning() -> None:
    by_function = one(
        ["f", "amount"],
        [["2010399", 25], ["2010308", 10]],
        "功能",
        dims={"source": GENERAL, "kind": "project"},
    )
    projects = one(["p", amount_column(economic="302")], [["网络维护", 25], ["信访", 10]], "项目",
                   dims={"source": GENERAL, "kind": "project"})  # fmt: skip
    found = ledger(by_function, projects)
    assert sums(found.lines, "function", "project") == {("2010399", "网络维护"): 25, ("2010308", "信访"): 10}
    assert of_rule(found, "L34")[0].severity is Severity.WARNING


def test_rounded_table_beside_an_exact_one() -> None:
    exact = [
        ["2010301", "30101", "人员经费", 1234567.89],
        ["2010301", "30102", "人员经费", 7654.32],
        ["2080505", "30108", "人员经费", 9999.99],
    ]
    fine = one(["f", "e", "staffing", "amount"], exact, "元", dims={"source": GENERAL})
    rounded = one(
        ["f", "amount"],
        [["2010301", 124.22], ["2080505", 1.0]],
        "万元",
        dims={"source": GENERAL},
        money="万元",
    )
    found = ledger(fine, rounded)
    assert rules(found) == [] and yuan(found.lines) == Decimal("1252222.20")
    wrong = one(
        ["f", "amount"],
        [["2010301", 124.32], ["2080505", 1.0]],
        "万元",
        dims={"source": GENERAL},
        money="万元",
    )
    assert [f.rule for f in ledger(fine, wrong).findings if f.severity is Severity.ERROR] == ["L30"]
    parts = one(
        ["f", "amount"],
        [["2010301", 124.23], ["2080505", 1.0]],
        "万元",
        dims={"source": GENERAL},
        money="万元",
    )
    residue = of_rule(ledger(fine, parts), "L36")
    assert [(f.severity, f.kind) for f in residue] == [(Severity.WARNING, "residue")]


def test_exact_summary_beside_rounded_detail_gives_the_amounts() -> None:
    rows = [["2010301", "30101", 12.35], ["2010301", "30102", 0.77], ["2080505", "30108", 1.0]]
    rounded = one(
        ["f", "e", "amount"], rows, "万元", dims={"source": GENERAL, "kind": "basic.personnel"}, money="万元"
    )
    exact = one(
        ["f", "amount"], [["2010301", 131216.5], ["2080505", 9999.99]], "元", dims={"source": GENERAL}
    )
    found = ledger(rounded, exact)
    assert rules(found) == []
    assert sums(found.lines, "function") == {
        ("2010301",): Decimal("131216.50"),
        ("2080505",): Decimal("9999.99"),
    }
    assert len(found.lines) == 3


def test_equal_precision_has_no_tolerance() -> None:
    rows = [["2010301", "30101", "人员经费", 12.35], ["2010301", "30102", "人员经费", 0.77]]
    detailed = one(["f", "e", "staffing", "amount"], rows, "明细", dims={"source": GENERAL}, money="万元")
    summary = one(["f", "amount"], [["2010301", 13.13]], "汇总", dims={"source": GENERAL}, money="万元")
    assert [f.severity for f in of_rule(ledger(detailed, summary), "L30")] == [Severity.ERROR]


def test_negative_amounts_are_shared_out_too() -> None:
    facts = [
        Fact("2010301", "30101", "basic.personnel", GENERAL, "", 100),
        Fact("2010301", "30201", "basic.public", GENERAL, "", -20),
        Fact("2010350", "30201", "basic.public", GENERAL, "", 60),
        Fact("2010350", "30217", "basic.public", GENERAL, "", -5),
    ]
    found = ledger(*summaries(facts))
    for name in MARGINS:
        assert margins(found.lines, name) == {k: v * 100 for k, v in margins(facts, name).items()}, name


def income(rows: list[list[object]], name: str = "收入") -> Made:
    """Return an income sheet: item and amount."""
    return one(["item", "amount"], rows, name, role=Role.INCOME)


def test_income_by_source_is_compared_with_spending() -> None:
    rows = [["2010301", "30101", "一般公共预算", 100], ["2050202", "30201", "事业收入", 20]]
    spending = one(["f", "e", "fund", "amount"], rows, dims={"kind": "basic"})
    good = [["一、本年收入", 120], ["1.一般公共预算拨款", 100], ["2.事业收入", 20], ["收入总计", 120]]
    assert rules(ledger(spending, income(good))) == []
    wrong = [["一、本年收入", 121], ["1.一般公共预算拨款", 101], ["2.事业收入", 20], ["收入总计", 121]]
    found = ledger(spending, income(wrong))
    assert rules(found) == ["L32"]
    told = of_rule(found, "L32")[0]
    assert cells(told) == {("收入", "B3"), ("明细", "D2")}
    assert (told.expected, told.actual) == (Decimal("0.01"), Decimal("0.0101"))
    assert yuan(found.lines) == 120


def test_carried_over_money_in_an_income_list() -> None:
    rows = [["2010301", "30101", "一般公共预算", 100], ["2010301", "30201", "上年结转一般公共预算", 20],
            ["2010301", "30205", "上年结转单位资金", 5]]  # fmt: skip
    spending = one(["f", "e", "fund", "amount"], rows, dims={"kind": "basic"})
    listed = [
        ["一、本年收入", 100],
        ["1.一般公共预算拨款", 100],
        ["其中：一般财力", 100],
        ["上级一般公共预算安排转移支付", None],
        ["二、上年结转结余", 25],
        ["1.财政拨款结转", 20],
        ["其中：一般公共预算拨款", 20],
        ["基金预算拨款", None],
        ["2.非财政拨款结转结余", 5],
        ["其中：财政专户核拨", None],
        ["单位资金", 5],
        ["收 入 总 计", 125],
    ]
    assert rules(ledger(spending, income(listed))) == []
    listed[6][1] = listed[5][1] = 21
    listed[4][1], listed[11][1] = 26, 126
    assert rules(ledger(spending, income(listed))) == ["L32"]


def test_overview_by_functional_class_and_by_kind() -> None:
    facts = random_facts(31, lines=50)
    names = {"201": "一般公共服务支出", "205": "教育支出", "208": "社会保障和就业支出", "210": "卫生健康支出",
             "212": "城乡社区支出", "221": "住房保障支出", "223": "国有资本经营预算支出"}  # fmt: skip
    by_class = sums_of(facts, "function:3")
    rows = [[f"{code[0]} {names[code[0]]}", int(v)] for code, v in sorted(by_class.items())]
    rows.append(["本年支出合计", sum(int(v) for v in by_class.values())])
    rows += [
        [{"basic": "基本支出", "project": "项目支出"}[k[0]], int(v)]
        for k, v in sums_of(facts, "kind:1").items()
    ]
    sheet = one(["item", "amount"], rows, "收支总表", role=Role.OVERVIEW)
    assert rules(ledger(detail(facts), sheet)) == []
    sheet.tables[0].rows[0][1] += 1
    found = ledger(detail(facts), sheet)
    assert set(rules(found)) == {"L20", "L30"}
    assert ("收支总表", "B2") in cells(of_rule(found, "L30")[0])


def test_three_public_is_compared_and_locates_money_of_projects() -> None:
    facts = [Fact("2010301", "30231", "basic.public", GENERAL, "", 40), Fact("2010399", "30231", "project", GENERAL, "车辆", 17),
             Fact("2010399", "30299", "project", GENERAL, "车辆", 3), Fact("2120803", "31013", "project", FUND, "购车", 30)]  # fmt: skip
    sheets = summaries(facts)
    found = ledger(*sheets)
    assert margins(found.lines, "三公") == {k: v * 100 for k, v in margins(facts, "三公").items()}
    assert rules(ledger(detail(facts), three_public(facts))) == []
    wrong = three_public(facts)
    wrong.tables[0].rows[3][1] += 1
    wrong.tables[0].rows.pop()
    told = of_rule(ledger(detail(facts), wrong), "L30")
    assert len(told) == 1 and ("三公", "B5") in cells(told[0]) and ("明细", "F2") in cells(told[0])


def test_defaults_are_one_information_each() -> None:
    rows = [["2010301", "30101", None, "一般公共预算", 10], ["2010301", "30201", None, "一般公共预算", 10],
            ["2010399", "30213", "网络维护", "一般公共预算", 10], ["2010301", "31002", None, "一般公共预算", 10]]  # fmt: skip
    found = ledger(one(["f", "e", "p", "fund", "amount"], rows))
    assert sums(found.lines, "economic", "kind") == {
        ("30101", "basic.personnel"): 10,
        ("30201", "basic.public"): 10,
        ("30213", "project"): 10,
        ("31002", "basic.public"): 10,
    }
    assert sorted(f.rule for f in found.findings) == ["L50", "L51", "L51", "L53"]
    assert {f.severity for f in found.findings} == {Severity.INFO}


def test_what_cannot_be_known_is_an_error() -> None:
    found = ledger(one(["f", "amount"], [["2010301", 10]]))
    assert set(rules(found, Severity.ERROR)) == {"L54", "L58"}
    found = ledger(one(["e", "amount"], [["30101", 10]], dims={"source": GENERAL, "kind": "basic"}))
    assert rules(found, Severity.ERROR) == ["L55"]
    found = ledger(
        one(["f", "e", "origin", "amount"], [["2010301", "30101", "上年结转", 10]], dims={"kind": "basic"})
    )
    assert rules(found, Severity.ERROR) == ["L58"]
    found = ledger(
        one(["f", "e", "amount"], [["2010301", "30201", 5]], dims={"kind": "project", "source": GENERAL})
    )
    assert rules(found, Severity.ERROR) == ["L57"]


def test_blank_project_column_means_no_project() -> None:
    found = ledger(one(["f", "e", "p", "fund", "amount"], [["2010301", "31002", None, "一般公共预算", 10]]))
    assert sums(found.lines, "kind") == {("basic.public",): 10}
    assert {f.severity for f in found.findings} == {Severity.INFO}


def test_files_of_the_same_name_stay_apart() -> None:
    facts = random_facts(3)
    result = build(files=[[detail(facts)], [detail(facts)], [detail(facts)]])
    names = {name for line in result.ledgers[0].lines for name in line.refs}
    assert len(names) == 3


def test_empty_and_headless_tables_do_no_harm() -> None:
    empty = Made("空", one(["f", "e", "amount"], []).tables)
    blank = one(["f", "e", "amount"], [[None, None, None], [None, None, 0]], "零")
    only_total = one(["f", "e", "amount"], [["合计", None, 5]], "只有合计")
    good = detail(random_facts(3))
    result = build(good, empty, blank, only_total)
    assert len(result.ledgers) == 1
    assert result.accounts[3].left_out == 500
    assert build(empty).ledgers == []
