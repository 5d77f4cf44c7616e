"""The examiner examines himself: his truth equals the given figures, and his ties hold on exact truth."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from corpus.ledger import Unit, names
from corpus.sample_unit import SAMPLE
from corpus.ties import broken
from corpus.truth import Tables, tables_of
from corpus.units import ALL_UNITS, random_unit

TRUTH = Path(__file__).parents[1] / "data" / "samples" / "昌吉市人民政府办公室2023.truth.json"


def given_truth() -> Tables:
    """Return the given figures of the sample in the structure of ``tables_of``."""
    tables = json.loads(TRUTH.read_text(encoding="utf-8"))["tables"]
    return {
        table: {
            row: {column: Decimal(amount) for column, amount in cells.items()} for row, cells in rows.items()
        }
        for table, rows in tables.items()
    }


def test_truth_of_the_sample_unit_is_the_given_truth() -> None:
    assert tables_of(SAMPLE) == given_truth()


@pytest.mark.parametrize("unit", ALL_UNITS, ids=lambda unit: unit.name)
def test_exact_truth_ties(unit: Unit) -> None:
    assert broken(tables_of(unit)) == []


def test_exact_truth_of_random_units_ties() -> None:
    for seed in range(100):
        unit = random_unit(seed, negatives=seed % 4 == 0)
        assert broken(tables_of(unit)) == []
        assert all(line.function in names("functional") for line in unit.lines)
