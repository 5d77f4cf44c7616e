"""From an exact ledger to the printed workbook: every figure near the truth, every equality exact."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus.ledger import Unit
from corpus.ties import broken
from corpus.truth import tables_of
from corpus.units import ALL_UNITS, random_unit

from .compiled import published
from .judging import far_off


@pytest.mark.parametrize("unit", ALL_UNITS, ids=lambda unit: unit.name)
def test_made_up_unit(unit: Unit, tmp_path: Path) -> None:
    figures = published(unit, tmp_path)
    assert far_off(figures, tables_of(unit)) == []
    assert broken(figures) == []


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_random_units(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + 10):
        unit = random_unit(seed, negatives=seed % 5 == 0)
        figures = published(unit, tmp_path)
        assert far_off(figures, tables_of(unit)) == [], seed
        assert broken(figures) == [], seed
