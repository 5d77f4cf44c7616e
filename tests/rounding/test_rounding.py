"""Controlled rounding: every published figure is less than 0.01 万元 off, and the tables tie by construction."""

from __future__ import annotations

import pytest
from rounding_units import published_figures, random_unit

from converter.disclosure.rounding import round_controlled
from converter.money import FEN_PER_STEP, steps_half_up


def assert_kept(values: list[int], margins: list[list[int]], exact: list[int]) -> None:
    """Assert that a rounding was found and keeps every margin."""
    result = round_controlled(values, margins, exact=exact)
    assert result.unresolved == []
    for index, margin in enumerate(margins):
        value = sum(values[atom] for atom in margin)
        published = sum(result.steps[atom] for atom in margin)
        assert abs(published * FEN_PER_STEP - value) < FEN_PER_STEP
        if index in exact:
            assert published == steps_half_up(value)


@pytest.mark.parametrize("style", ["mixed", "thirds", "signed", "tiny"])
@pytest.mark.parametrize("size", [20, 60, 200])
@pytest.mark.parametrize("seed", range(5))
def test_random_units_are_rounded_within_a_step(style: str, size: int, seed: int) -> None:
    atoms = random_unit(seed, size, style)
    margins, exact = published_figures(atoms)
    assert_kept([atom.amount for atom in atoms], margins, exact)
