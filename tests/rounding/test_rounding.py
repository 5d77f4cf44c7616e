"""Controlled rounding: every published figure is less than 0.01 万元 off, and the tables tie by construction."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rounding_units import published_figures, random_unit

from converter.disclosure.rounding import RoundingResult, round_controlled
from converter.money import FEN_PER_STEP, steps_half_up


def off_margins(
    values: list[int], margins: list[list[int]], exact: list[int], steps: list[int], step: int = FEN_PER_STEP
) -> list[int]:
    """Return the margins that break the promise, found without the program's help."""
    off = []
    for index, margin in enumerate(margins):
        value = sum(values[atom] for atom in set(margin))
        published = sum(steps[atom] for atom in set(margin))
        half_up = (2 * abs(value) + step) // (2 * step) * (1 if value >= 0 else -1)
        if abs(published * step - value) >= step or (index in exact and published != half_up):
            off.append(index)
    return off


def round_unit(
    seed: int, size: int, style: str
) -> tuple[list[int], list[list[int]], list[int], RoundingResult]:
    """Round a random unit and return its amounts, margins, exact margins and the result, checked for truth."""
    atoms = random_unit(seed, size, style)
    values = [atom.amount for atom in atoms]
    margins, exact = published_figures(atoms)
    result = round_controlled(values, margins, exact=exact)
    assert result.unresolved == off_margins(values, margins, exact, result.steps)
    return values, margins, exact, result


@pytest.mark.parametrize("style", ["mixed", "thirds", "signed", "tiny", "tens"])
@pytest.mark.parametrize(("size", "units"), [(20, 25), (60, 25), (120, 12), (300, 4), (500, 2)])
def test_every_figure_of_random_units_is_within_a_step(style: str, size: int, units: int) -> None:
    for seed in range(units):
        assert round_unit(seed, size, style)[-1].unresolved == []


@pytest.mark.parametrize("style", ["mixed", "thirds", "tiny"])
def test_a_huge_unit_is_rounded_within_a_step(style: str) -> None:
    assert round_unit(1, 2_000, style)[-1].unresolved == []


@pytest.mark.parametrize("style", ["half", "fifties"])
@pytest.mark.parametrize(("size", "units"), [(20, 20), (60, 10), (200, 3)])
def test_where_half_steps_allow_no_rounding_few_figures_are_off_and_never_the_total(
    style: str, size: int, units: int
) -> None:
    solved = 0
    for seed in range(units):
        _, _, exact, result = round_unit(seed, size, style)
        solved += not result.unresolved
        assert not set(exact) & set(result.unresolved)
        assert len(result.unresolved) <= 4
        assert not (result.impossible and not result.unresolved)
    assert solved >= units // 3


@pytest.mark.slow
@pytest.mark.parametrize("style", ["mixed", "thirds", "signed", "tiny", "tens"])
@pytest.mark.parametrize(("size", "units"), [(20, 400), (60, 400), (150, 200), (400, 80), (2_000, 5)])
def test_every_figure_of_thousands_of_random_units_is_within_a_step(
    style: str, size: int, units: int
) -> None:
    for seed in range(10_000, 10_000 + units):
        assert round_unit(seed, size, style)[-1].unresolved == []


@pytest.mark.slow
@pytest.mark.parametrize("style", ["half", "fifties"])
@pytest.mark.parametrize(("size", "units"), [(20, 300), (60, 200), (200, 60), (400, 30)])
def test_half_steps_never_put_the_total_or_many_figures_off(style: str, size: int, units: int) -> None:
    for seed in range(10_000, 10_000 + units):
        _, margins, exact, result = round_unit(seed, size, style)
        assert not set(exact) & set(result.unresolved)
        assert len(result.unresolved) <= max(6, len(margins) // 25)


def test_amounts_of_whole_steps_are_left_as_they_are() -> None:
    values = [1_135_970_000, -20_000, 0, 50_000]
    result = round_controlled(values, [[0, 1, 2, 3], [0, 2]], exact=[0])
    assert result == RoundingResult([113_597, -2, 0, 5])


@pytest.mark.parametrize(
    ("value", "steps"),
    [(14_999, 1), (15_000, 2), (4_999, 0), (5_000, 1), (-4_999, 0), (-5_000, -1), (-15_000, -2), (1, 0)],
)
def test_a_single_total_is_rounded_half_up(value: int, steps: int) -> None:
    assert round_controlled([value], [[0], [0]], exact=[0]).steps == [steps]
    assert steps_half_up(value) == steps


def test_the_total_is_rounded_half_up_and_its_atoms_follow() -> None:
    values = [3_333, 3_333, 3_334, 6_000]
    result = round_controlled(values, [[0, 1, 2, 3], [0], [1], [2], [3]], exact=[0])
    assert result.unresolved == []
    assert sum(result.steps) == 2
    assert set(result.steps) <= {0, 1}


def test_no_atoms_and_no_margins_are_no_problem() -> None:
    assert round_controlled([], [], exact=[]) == RoundingResult([])
    assert round_controlled([], [[]], exact=[0]) == RoundingResult([])
    assert round_controlled([12_345], [], exact=[]).steps in ([1], [2])


def test_equal_margins_and_repeated_atoms_count_once() -> None:
    values = [5_000, 5_000, 2_500]
    result = round_controlled(values, [[0, 1, 2], [2, 1, 0, 0], [0, 1], [1, 0]], exact=[0, 1])
    assert result.unresolved == []
    assert sum(result.steps) == 1
    assert result.steps[0] + result.steps[1] == 1


def test_atoms_that_no_figure_tells_apart_share_by_largest_remainders() -> None:
    result = round_controlled([1_000, 8_000, 4_000, 7_000], [[0, 1, 2, 3]], exact=[0])
    assert result.steps == [0, 1, 0, 1]


def test_an_atom_without_a_fraction_moves_only_if_that_is_needed() -> None:
    pairs = [[0, 1], [1, 2], [0, 2]]
    assert round_controlled([5_000, 5_000, 5_000, 10_000], [*pairs, [3]]).steps[3] == 1
    # Three halves in pairs cannot all be whole; a fourth atom in every pair lets them.
    with_fourth = round_controlled([5_000, 5_000, 5_000, 10_000], [[*pair, 3] for pair in pairs])
    assert with_fourth.impossible == bool(with_fourth.unresolved)


def test_where_no_rounding_exists_the_least_important_figure_is_off_and_it_is_told() -> None:
    values = [5_000, 5_000, 5_000]
    pairs = [[0, 1], [1, 2], [0, 2]]
    for spared in range(3):
        importance = [9, 9, 9]
        importance[spared] = 1
        result = round_controlled(values, pairs, exact=[], importance=importance)
        assert result.unresolved == [spared]
        assert result.impossible


def test_the_same_input_gives_the_same_steps() -> None:
    atoms = random_unit(7, 200, "thirds")
    margins, exact = published_figures(atoms)
    values = [atom.amount for atom in atoms]
    first = round_controlled(values, margins, exact=exact)
    assert round_controlled(values, margins, exact=exact) == first


def test_most_figures_keep_their_own_half_up_rounding() -> None:
    changed = figures = 0
    for seed in range(20):
        values, margins, _, result = round_unit(seed, 60, "mixed")
        figures += len(margins)
        for margin in margins:
            value = sum(values[atom] for atom in margin)
            changed += sum(result.steps[atom] for atom in margin) != steps_half_up(value)
    assert changed < figures * 0.2


def laminar(cuts: list[int], size: int) -> list[list[int]]:
    """Return a tree of margins: everything, blocks between the cuts, single atoms."""
    edges = sorted({0, size, *(cut % (size + 1) for cut in cuts)})
    blocks = [list(range(low, high)) for low, high in pairwise(edges)]
    return [list(range(size)), *blocks, *([atom] for atom in range(size))]


@settings(max_examples=80, deadline=None)
@given(
    values=st.lists(
        st.integers(-50_000, 50_000) | st.integers(-8, 8).map(lambda n: n * 2_500), min_size=1, max_size=24
    ),
    cuts=st.lists(st.integers(0, 40), max_size=6),
    other=st.lists(st.integers(0, 40), max_size=6),
    shuffle=st.randoms(use_true_random=False),
)
def test_two_crossing_trees_always_have_a_rounding(values, cuts, other, shuffle) -> None:  # type: ignore[no-untyped-def]
    order = list(range(len(values)))
    shuffle.shuffle(order)
    margins = laminar(cuts, len(values))
    margins += [[order[atom] for atom in margin] for margin in laminar(other, len(values))]
    result = round_controlled(values, margins, exact=[])
    assert result.unresolved == []
    assert off_margins(values, margins, [], result.steps) == []


@settings(max_examples=150, deadline=None)
@given(
    values=st.lists(st.integers(-6, 6), min_size=1, max_size=6),
    masks=st.lists(st.integers(1, 63), max_size=10),
    total_is_exact=st.booleans(),
)
def test_a_rounding_is_found_whenever_one_exists(
    values: list[int], masks: list[int], total_is_exact: bool
) -> None:
    margins = [[atom for atom in range(len(values)) if mask >> atom & 1] for mask in masks]
    margins.append(list(range(len(values))))
    exact = [len(margins) - 1] if total_is_exact else []
    result = round_controlled(values, margins, exact=exact, step=4)
    assert result.unresolved == off_margins(values, margins, exact, result.steps, step=4)
    choices = [range(value // 4 - 1, -(-value // 4) + 2) for value in values]
    exists = any(not off_margins(values, margins, exact, list(steps), step=4) for steps in product(*choices))
    assert exists == (not result.unresolved)
    assert result.impossible == (not exists)
