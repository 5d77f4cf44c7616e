"""Random units in random shapes: the same promises as for the named cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus.combining import random_case

from .judging import examine

QUICK = range(16)
LONG = range(16, 400)


@pytest.mark.parametrize("seed", QUICK)
def test_random_shape(seed: int, tmp_path: Path) -> None:
    faults, run = examine(random_case(seed), tmp_path)
    assert not faults, "\n".join([*faults[:20], run.told()])


@pytest.mark.slow
@pytest.mark.parametrize("seed", LONG)
def test_more_random_shapes(seed: int, tmp_path: Path) -> None:
    faults, run = examine(random_case(seed), tmp_path)
    assert not faults, "\n".join([*faults[:20], run.told()])
