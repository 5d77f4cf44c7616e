"""Every rule has an example that satisfies it and one that breaks it; both are executed."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.packs.loading import Pack, load_pack
from converter.rules.examples import Example, load_examples, run_example
from converter.rules.explaining import catalogue, explain_rule, list_rules
from converter.rules.registry import load_rules

_PACK = load_pack("xinjiang", 2023)
_EXAMPLES = [example for found in load_examples(_PACK).values() for example in found]


@pytest.mark.parametrize("example", _EXAMPLES, ids=[e.id for e in _EXAMPLES])
def test_an_example_satisfies_its_rule_and_then_breaks_it(pack: Pack, example: Example) -> None:
    outcome = run_example(pack, example)
    assert outcome.passing == []
    assert outcome.failing
    rule = example.id.partition("/")[0]
    for finding in outcome.failing:
        assert finding.rule == rule
        assert finding.places
        assert finding.message.endswith("。")
        assert finding.places[0].table or finding.places[0].excerpt


def test_every_rule_has_an_example(pack: Pack) -> None:
    assert {rule.id for rule in load_rules(pack).rules} == set(load_examples(pack))


def test_related_rules_exist(pack: Pack) -> None:
    rules = load_rules(pack)
    known = {rule.id for rule in rules.rules}
    for rule in rules.rules:
        assert set(rule.data.related) <= known, rule.id


def test_the_list_names_every_rule(pack: Pack) -> None:
    listed = list_rules(pack)
    for rule in load_rules(pack).rules:
        assert f"{rule.id} " in listed
        assert rule.data.title in listed


def test_an_explanation_shows_rule_and_executed_example(pack: Pack) -> None:
    text = explain_rule(pack, "g11")
    assert text is not None
    for part in (
        "G11",
        "应当：",
        "轻重：错误",
        "{表}[*, 合计]",
        "例 1（符合）",
        "不符合",
        "867.37",
        "902.37",
    ):
        assert part in text
    assert explain_rule(pack, "没有这条") is None


def test_the_catalogue_is_up_to_date(pack: Pack) -> None:
    written = Path(__file__).parents[2] / "docs" / "findings.md"
    assert written.read_text(encoding="utf-8") == catalogue(pack), (
        "run: python -m converter.rules.cataloguing > docs/findings.md"
    )
