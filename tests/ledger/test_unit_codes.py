"""Codes of units as systems print them, and the code that only a cover or profile tells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from corpus.saving import save
from corpus.shapes.workbooks import by_purpose
from corpus.style import Style
from corpus.units import ALL_UNITS

from converter.ledger.building import build_ledgers
from converter.ledger.units import split_unit
from converter.packs.loading import load_pack
from converter.reading import read_file
from converter.recognition.recognising import recognise


@pytest.mark.parametrize(
    ("written", "code", "name"),
    [
        ("105-001", "105001", ""),
        ("105-001-002", "105001002", ""),
        ("105.001", "105001", ""),
        ("105-001001", "105001001", ""),
        ("105-001-民政局", "105001", "民政局"),
        ("105_001 民政局", "105001", "民政局"),
        ("A01001", "A01001", ""),
        ("105001-民政局", "105001", "民政局"),
        ("第101中学", "", "第101中学"),
        ("301医院", "", "301医院"),
        ("2023-01", "", "2023-01"),
    ],
)
def test_a_units_code_in_every_spelling(written: str, code: str, name: str) -> None:
    assert split_unit(written) == (code, name)


def test_the_code_that_only_the_profile_tells_is_the_units(tmp_path: Path) -> None:
    unit = replace(ALL_UNITS[0], code="104001001", name="石岭县农业农村局")
    path = save(by_purpose(unit, Style(), beside=("cover", "profile")), tmp_path, "底稿")
    pack = load_pack("xinjiang", None)
    source = read_file(path)
    result = build_ledgers([(source, recognise(source, pack))], pack)
    assert [ledger.unit for ledger in result.ledgers] == [("104001001", "石岭县农业农村局")]
