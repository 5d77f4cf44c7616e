"""What docs/text.md shows is true: its examples are accepted, and everything a template can use is in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from converter.narrative.drafting.drafting import draft_text
from converter.narrative.drafting.facts import every_part
from converter.narrative.drafting.functions import FUNCTIONS, NAMES
from converter.narrative.drafting.settings import load_text_settings
from converter.narrative.slots import SlotSpec
from converter.packs.loading import load_pack

from .units import disclosure_of, office, pack

_TEXT = (Path(__file__).parents[2] / "docs" / "text.md").read_text(encoding="utf-8")
_BLOCKS = re.findall(r"```(\w*)\n(.*?)```", _TEXT, re.DOTALL)


@pytest.mark.parametrize("example", [block for language, block in _BLOCKS if not language])
def test_every_example_is_accepted(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "templates" / "xinjiang" / "2023" / "text"
    folder.mkdir(parents=True)
    (folder / "35_example.txt").write_text(example, encoding="utf-8")
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    draft = draft_text(disclosure_of(office()), load_pack("xinjiang", 2023))
    assert not [finding.message for finding in draft.findings if finding.rule == "T01"]


def test_everything_that_a_template_can_use_is_documented() -> None:
    for name in (*FUNCTIONS, *NAMES, *every_part()):
        assert name in _TEXT, name
    for style in load_text_settings(pack()).styles:
        assert style in _TEXT, style


def test_documented_slots_have_the_keys_of_slots() -> None:
    for language, block in _BLOCKS:
        if language == "toml":
            for slot in tomllib.loads(block)["slots"]:
                assert set(slot) <= set(SlotSpec.__dataclass_fields__)
