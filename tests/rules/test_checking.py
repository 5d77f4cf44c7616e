"""Checking whole disclosures: nothing on what ties, one finding for one cause, careful accusations."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest
from documents import RandomUnit, compiled, from_truth, put

from converter.disclosure.model import Cell, Disclosure
from converter.findings import Finding, Severity
from converter.packs.loading import Pack
from converter.rules.checking import check_disclosure

SAMPLES = sorted((Path(__file__).parents[1] / "data" / "samples").glob("*.truth.json"))
_FORMAL = {"G46", "G49"}  # what random units are faulted for: codes of other years, absurd sizes


def errors(found: list[Finding]) -> list[Finding]:
    """Return the findings on figures: no information, nothing about codes or sizes, no soft rules."""
    return [f for f in found if f.rule not in _FORMAL and not f.rule.startswith("G3")]


def sample(pack: Pack) -> Disclosure:
    """Return the sample unit's disclosure."""
    return from_truth(pack, SAMPLES[0])


def change(disclosure: Disclosure, table: str, row: str, column: str, to: str | None) -> None:
    """Change one figure."""
    put(disclosure.tables[table], row, column, None if to is None else Decimal(to))


def drop(disclosure: Disclosure, table: str, row: str) -> None:
    """Take a row away."""
    rows = disclosure.tables[table].rows
    rows.remove(next(r for r in rows if r.key == row))


def places(finding: Finding) -> list[tuple[str | None, str | None, str | None]]:
    """Return the places of a finding as table, row, column."""
    return [(p.table, p.row, p.column) for p in finding.places]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("own", [True, False])
def test_a_right_disclosure_has_no_finding(pack: Pack, path: Path, own: bool) -> None:
    assert check_disclosure(from_truth(pack, path), pack, own=own) == []


@pytest.mark.parametrize("seed", range(6))
def test_random_units_that_tie_have_no_error(pack: Pack, seed: int) -> None:
    disclosure = compiled(pack, RandomUnit(seed, 30, only_fiscal=seed % 2 == 0))
    assert errors(check_disclosure(disclosure, pack, own=True)) == []


def test_a_wrong_cell_is_one_finding_with_the_value_that_mends_all(pack: Pack) -> None:
    disclosure = sample(pack)
    change(disclosure, "表3", "2010350", "合计", "272.20")
    (finding,) = check_disclosure(disclosure, pack, own=False)
    assert finding.severity is Severity.ERROR
    assert places(finding) == [("表3", "2010350", "合计")]
    assert (finding.expected, finding.actual, finding.difference) == (
        Decimal("227.20"),
        Decimal("272.20"),
        Decimal("45.00"),
    )
    assert {c.rule for c in finding.consequences} == {"G10", "G11", "G23", "G26"}
    assert "最可能错在" in finding.message
    assert "数字颠倒" in finding.message
    assert {finding.rule, *finding.related} >= {"G10", "G11", "G23", "G26"}


def test_two_independent_wrong_cells_are_two_findings(pack: Pack) -> None:
    disclosure = sample(pack)
    change(disclosure, "表3", "2010350", "合计", "230.00")
    change(disclosure, "表6", "30201", "公用经费", "36.20")
    found = check_disclosure(disclosure, pack, own=False)
    assert [places(f)[0] for f in found] == [("表3", "2010350", "合计"), ("表6", "30201", "公用经费")]
    assert [f.expected for f in found] == [Decimal("227.20"), Decimal("26.20")]


def test_a_figure_carried_on_through_its_row_is_one_finding(pack: Pack) -> None:
    disclosure = sample(pack)
    change(disclosure, "表5", "2010350", "合计", "237.20")
    change(disclosure, "表5", "2010350", "基本支出", "237.20")
    (finding,) = check_disclosure(disclosure, pack, own=False)
    assert places(finding) == [("表5", "2010350", "合计"), ("表5", "2010350", "基本支出")]
    assert finding.expected == Decimal("227.20")


def test_an_amount_in_the_wrong_column_of_a_row_and_its_upper_rows(pack: Pack) -> None:
    disclosure = sample(pack)
    for row in ("201", "20103"):
        change(disclosure, "表2", row, "一般公共预算", "902.37")
        change(disclosure, "表2", row, "上级一般公共预算安排的转移支付", None)
    found = check_disclosure(disclosure, pack, own=False)
    assert [places(f)[0][:2] for f in found] == [("表2", "201"), ("表2", "20103")]
    assert all(f.expected == "一般公共预算=892.37，上级一般公共预算安排的转移支付=10.00" for f in found)


def test_two_swapped_rows_are_two_findings_with_all_their_figures(pack: Pack) -> None:
    disclosure = sample(pack)
    one, other = disclosure.tables["表2"].row("2010308"), disclosure.tables["表2"].row("2210201")
    assert one is not None and other is not None
    one.cells, other.cells = other.cells, one.cells
    found = check_disclosure(disclosure, pack, own=False)
    assert [places(f)[0][:2] for f in found] == [("表2", "2010308"), ("表2", "2210201")]
    assert found[0].expected == (
        "总计=10.00，财政拨款(补助)小计=10.00，一般公共预算=0.00，上级一般公共预算安排的转移支付=10.00"
    )


def test_two_swapped_figures_are_found_at_their_rows(pack: Pack) -> None:
    disclosure = sample(pack)
    for column in ("合计", "基本支出"):
        change(disclosure, "表5", "2101101", column, "21.41")
        change(disclosure, "表5", "2101102", column, "35.97")
    found = [f for f in check_disclosure(disclosure, pack, own=False) if f.rule != "G33"]
    rows = {p.row for f in found for p in f.places}
    assert rows == {"2101101", "2101102"}
    assert len(found) == 1
    assert "互换了" in found[0].message


def test_a_missing_row_is_one_finding_that_names_it(pack: Pack) -> None:
    disclosure = sample(pack)
    drop(disclosure, "表3", "2101103")
    (finding,) = check_disclosure(disclosure, pack, own=False)
    assert "表3 缺少“2101103”行" in finding.message
    assert ("表3", "2101103", "合计") in places(finding)
    assert finding.expected == Decimal("6.04")


def test_a_missing_row_that_was_the_only_one_of_its_code(pack: Pack) -> None:
    disclosure = sample(pack)
    drop(disclosure, "表5", "2080505")
    found = [f for f in check_disclosure(disclosure, pack, own=False) if f.rule != "G31"]
    assert any("表5 缺少“2080505”行" in f.message for f in found)
    assert any("款" not in f.message or "20805" in str(places(f)) for f in found)


def test_a_missing_upper_row_is_one_finding_with_its_amounts(pack: Pack) -> None:
    disclosure = sample(pack)
    drop(disclosure, "表6", "303")
    (finding,) = check_disclosure(disclosure, pack, own=False)
    assert "表6 缺少“303”行" in finding.message
    assert places(finding) == [("表6", "303", "合计"), ("表6", "303", "人员经费")]
    assert finding.expected == Decimal("44.42")
    assert any("没有它的上级" in c.message for c in finding.consequences)


@pytest.mark.parametrize(
    ("table", "row", "wrong"),
    [("表2", "2010350", "2010550"), ("表5", "21011", "21611"), ("表3", "208", "218")],
)
def test_a_mistyped_code_is_one_finding_with_the_right_one(
    pack: Pack, table: str, row: str, wrong: str
) -> None:
    disclosure = sample(pack)
    found = disclosure.tables[table].row(row)
    assert found is not None
    found.key = wrong
    findings = check_disclosure(disclosure, pack, own=False)
    first = next(f for f in findings if f.severity is Severity.ERROR)
    assert [f.severity for f in findings].count(Severity.ERROR) == 1
    assert (first.expected, first.actual) == (row, wrong)
    assert places(first) == [(table, wrong, None)]
    assert len(first.consequences) >= 2
    assert {f.rule for f in findings} <= {first.rule, "G46"}  # what is left is the order of the rows


def test_a_missing_economic_row_is_told_without_guessing_which(pack: Pack) -> None:
    disclosure = sample(pack)
    drop(disclosure, "表6", "30211")
    (finding,) = check_disclosure(disclosure, pack, own=False)
    assert finding.rule == "G10"
    assert finding.difference == Decimal("3.05")
    assert "最可能" not in finding.message
    assert "漏了一行" in finding.message


def test_a_missing_project_may_be_a_missing_row_or_a_wrong_one(pack: Pack) -> None:
    disclosure = sample(pack)
    drop(disclosure, "表7", "2010308|中央2023年解决特殊疑难信访问题资金预算")
    (finding,) = check_disclosure(disclosure, pack, own=False)
    assert places(finding) == [("表7", "2010308", "合计"), ("表7", "2010308", "商品和服务支出")]
    assert "漏了一行" in finding.message


def test_a_residue_in_a_foreign_document_is_a_warning_and_an_error_in_ours(pack: Pack) -> None:
    disclosure = sample(pack)
    change(disclosure, "表10", "公务接待费", "合计", "0.01")
    foreign = check_disclosure(disclosure, pack, own=False)
    assert {(f.severity, f.kind) for f in foreign} == {(Severity.WARNING, "residue")}
    assert {f.severity for f in check_disclosure(disclosure, pack, own=True)} == {Severity.ERROR}


def test_rounding_between_the_classifications_is_no_finding_in_our_own_output(pack: Pack) -> None:
    disclosure = sample(pack)
    for table in disclosure.tables.values():
        for _, _, cell in table.figures():
            cell.exact = cell.value
    for row, value in (("30113", "73.16"), ("30101", "264.90")):
        for column in ("合计", "人员经费"):
            change(disclosure, "表6", row, column, value)
    assert check_disclosure(disclosure, pack, own=True) == []
    assert [f.kind for f in check_disclosure(disclosure, pack, own=False)] == ["residue"]
    exact = disclosure.tables["表6"].row("30113")
    assert exact is not None
    exact.cells["合计"].exact = Decimal("73.16")
    assert [f.rule for f in check_disclosure(disclosure, pack, own=True)] == ["G30"]


def test_a_difference_between_two_tables_names_both_and_accuses_neither(pack: Pack) -> None:
    disclosure = sample(pack)
    for row in ("30201", "302", "合计"):
        for column in ("合计", "公用经费"):
            now = disclosure.tables["表6"].value(row, column)
            change(disclosure, "表6", row, column, str(now + 5))
    (finding,) = check_disclosure(disclosure, pack, own=False)
    assert finding.rule == "G27"
    assert places(finding) == [("表5", "合计", "基本支出"), ("表6", "合计", "合计")]
    assert "最可能" not in finding.message
    assert "另外" in finding.message  # what else each side agrees with


def test_the_rule_for_other_money_is_at_least(pack: Pack) -> None:
    disclosure = compiled(pack, RandomUnit(1, 30))
    code = next(r.key for r in disclosure.tables["表5"].rows if r.level == 3)
    change(disclosure, "表5", code, "合计", str(disclosure.tables["表3"].value(code, "合计") + 1))
    rules = {c.rule for f in check_disclosure(disclosure, pack, own=True) for c in [f, *f.consequences]}
    assert "G26" in rules


def test_a_table_in_yuan_is_one_finding(pack: Pack) -> None:
    disclosure = sample(pack)
    for _, _, cell in disclosure.tables["表6"].figures():
        cell.value = cell.value * 10_000 if cell.value is not None else None
    found = [f for f in check_disclosure(disclosure, pack, own=False) if f.rule == "G49"]
    assert len(found) == 1
    assert "表6 像是以元填列" in found[0].message
    assert any(c.rule == "G27" for c in found[0].consequences)


def test_repeats_are_capped_with_a_count(pack: Pack) -> None:
    disclosure = compiled(pack, RandomUnit(3, 60, only_fiscal=True))
    shift = random.Random(1)
    for row in disclosure.tables["表3"].rows:
        row.cells["合计"] = Cell(row.value("合计") + shift.randrange(1, 90))
        row.cells["基本支出"] = Cell(row.value("基本支出") + shift.randrange(100, 900))
        row.cells["项目支出"] = Cell(row.value("项目支出") + shift.randrange(1000, 9000))
    found = check_disclosure(disclosure, pack, own=False)
    by_rule = {rule: sum(f.rule == rule for f in found) for rule in {f.rule for f in found}}
    assert max(by_rule.values()) <= 13 * 2
    assert any("另有" in f.message and f.consequences for f in found)


def test_tables_that_are_missing_are_not_compared(pack: Pack) -> None:
    disclosure = sample(pack)
    for name in ("表2", "表9"):
        del disclosure.tables[name]
    (finding,) = check_disclosure(disclosure, pack, own=False)
    assert finding.rule == "G48"
    assert (finding.severity, finding.kind) == (Severity.WARNING, "missing")
    assert "表2、表9" in finding.message


def test_places_carry_the_cell_of_a_document_that_was_read(pack: Pack) -> None:
    from converter.findings import Place

    disclosure = sample(pack)
    row = disclosure.tables["表3"].row("2010350")
    assert row is not None
    row.cells["合计"] = Cell(Decimal(300), place=Place(file="甲.xlsx", sheet="表3", cell="E10"), raw="300")
    (finding,) = check_disclosure(disclosure, pack, own=False)
    place = finding.places[0]
    assert (place.file, place.sheet, place.cell, place.table) == ("甲.xlsx", "表3", "E10", "表3")
    assert (place.row, place.column) == ("2010350", "合计")
    assert "E10" in finding.message


@pytest.mark.parametrize("seed", range(8))
def test_one_changed_figure_is_found_where_it_stands(pack: Pack, seed: int) -> None:
    disclosure = compiled(pack, RandomUnit(seed, 30, only_fiscal=seed % 2 == 0))
    figures = [
        (t.id, r.key, c, cell) for t in disclosure.tables.values() for r, c, cell in t.figures() if cell.value
    ]
    before = {f.message for f in check_disclosure(disclosure, pack, own=False)}
    chance = random.Random(seed)
    for table, row, column, cell in chance.sample(figures, 5):
        kept = cell.value
        assert kept is not None
        cell.value = kept + Decimal(chance.choice(["0.01", "1", "12.34", "500"]))
        found = [f for f in check_disclosure(disclosure, pack, own=False) if f.message not in before]
        everywhere = [p for f in found for g in [f, *f.consequences] for p in places(g)]
        assert (table, row, column) in everywhere
        for finding in found:
            if "最可能错在" in finding.message or "很可能错在" in finding.message:
                assert places(finding) == [(table, row, column)]
                assert finding.expected == kept
        cell.value = kept
