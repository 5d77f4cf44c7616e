"""A published disclosure with many faults: its tables' faults are found, what is right is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.disclosure.finished.reading import read_finished
from converter.disclosure.model import Disclosure
from converter.findings import Finding, Severity
from converter.packs.loading import Pack
from converter.rules.checking import check_disclosure

FOLDER = Path(__file__).parents[1] / "data" / "reference"


@pytest.fixture(scope="module", params=["published-2023.xlsx", "published-2023.docx"])
def findings(request: pytest.FixtureRequest, pack: Pack) -> list[Finding]:
    """What the rules find in the tables of the reference."""
    disclosure: Disclosure = read_finished(FOLDER / str(request.param), pack).disclosure
    disclosure.text = None
    return [f for f in check_disclosure(disclosure, pack, own=False) if f.rule.startswith("G")]


def everything(findings: list[Finding]) -> list[Finding]:
    """Return the findings with their consequences."""
    return [g for f in findings for g in (f, *f.consequences)]


# place, what should stand there, and the rules that tell (table, row, expected, rules)
FAULTS = [
    ("表2", "201", "一般公共预算=892.37，上级一般公共预算安排的转移支付=10.00", {"G10"}),
    ("表2", "20103", "一般公共预算=892.37，上级一般公共预算安排的转移支付=10.00", {"G10"}),
    ("表2", "2010308", "10.00", {"G08", "G09", "G10"}),
    ("表2", "208", "96.66", {"G10", "G22", "G23"}),
    ("表2", "20805", "96.66", {"G10", "G23"}),
    ("表2", "2080505", "96.66", {"G08", "G23"}),
    ("表2", "2101103", "6.04", {"G08", "G10"}),
    ("表2", "合计", "1135.97", {"G08", "G09", "G21"}),
    ("表3", "201", "867.37", {"G10", "G11"}),
    ("表3", "20103", "867.37", {"G10", "G11"}),
    ("表5", "201", "基本支出=867.37，项目支出=35.00", {"G10"}),
    ("表5", "20103", "基本支出=867.37，项目支出=35.00", {"G10"}),
    ("表6", "30108", "96.66", {"G31"}),
    ("表6", "30110", "57.38", {"G33"}),
    ("表4", "支出234", "抗疫特别国债安排的支出", {"G46"}),
    ("表7", "备注", "没有备注", {"G43"}),
    ("表7", "2010308|中央2023年解决特殊疑难信访问题资金预算", "2010308 在 2010399 之前", {"G46"}),
]


@pytest.mark.parametrize(
    ("table", "row", "expected", "rules"), FAULTS, ids=[f"{f[0]}-{f[1]}" for f in FAULTS]
)
def test_a_fault_is_found_at_its_place_with_what_it_should_be(
    findings: list[Finding], table: str, row: str, expected: str, rules: set[str]
) -> None:
    here = [f for f in findings if f.places and (f.places[0].table, f.places[0].row) == (table, row)]
    matching = [f for f in here if str(f.expected) == expected]
    assert matching, [(f.message, f.expected) for f in here]
    told = {g.rule for f in matching for g in (f, *f.consequences)}
    assert rules <= told


def test_the_sum_of_the_classes_that_follows_is_beneath_its_cause(findings: list[Finding]) -> None:
    (cause,) = [f for f in findings if f.places[0].table == "表2" and f.places[0].row == "208"]
    assert any("1135.97" in c.message and "1135.96" in c.message for c in cause.consequences)


def test_residues_are_warnings_and_what_is_right_is_left_alone(findings: list[Finding]) -> None:
    for finding in everything(findings):
        if finding.rule in ("G31", "G33"):
            assert (finding.severity, finding.kind) == (Severity.WARNING, "residue")
    accused = {(f.places[0].table, f.places[0].row) for f in findings if f.places and f.places[0].row}
    known = {(table, row) for table, row, _, _ in FAULTS}
    named = {("表6", "30110")}  # its name is not the one of the list either
    assert accused <= known | named
    assert not any(table in ("表1", "表8", "表9", "表10") for table, _ in accused)
