"""What docs/rules.md shows is true: every expression in it is accepted."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from converter.packs.loading import Pack
from converter.rules.examples import Example, run_example
from converter.rules.known_names import KnownNames
from converter.rules.parsing import FUNCTIONS, parse_condition, parse_statement
from converter.rules.registry import RuleData, load_rules

_TEXT = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
_BLOCKS = re.findall(r"```(\w*)\n(.*?)```", _TEXT, re.DOTALL)
_EXPRESSIONS = [
    line.partition("#  ")[0].partition("  #")[0].strip()
    for language, block in _BLOCKS
    if not language
    for line in block.splitlines()
]


@pytest.mark.parametrize("text", _EXPRESSIONS)
def test_a_documented_expression_is_accepted(text: str) -> None:
    assert parse_statement(text).compares


@pytest.mark.parametrize("text", _EXPRESSIONS)
def test_a_documented_expression_names_what_there_is(pack: Pack, text: str) -> None:
    statement = parse_statement(text)
    names = KnownNames(pack, ("文",), load_rules(pack).conditions)
    names.check([*statement.drivers, *statement.compares, statement.when])


def test_documented_toml_is_accepted(pack: Pack) -> None:
    for language, block in _BLOCKS:
        if language != "toml":
            continue
        data = tomllib.loads(block)
        for rule in data.get("rules", []):
            assert set(rule) <= set(RuleData.__dataclass_fields__)
            for text in rule.get("expressions", []):
                assert parse_statement(text)
        for text in data.get("conditions", {}).values():
            assert parse_condition(text)
        for example in data.get("examples", []):
            assert run_example(pack, Example(**example)).failing
    assert load_rules(pack).rule("G35")


def test_every_function_and_key_is_documented() -> None:
    for name in FUNCTIONS:
        assert name in _TEXT
    for key in RuleData.__dataclass_fields__:
        assert f"`{key}`" in _TEXT
