"""Makes the corpus importable; the long suites run only when they are asked for (``-m slow``)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip slow tests unless a marker expression names them."""
    if "slow" in str(config.option.markexpr):
        return
    skipped = pytest.mark.skip(reason="a long suite, runs with -m slow")
    for item in items:
        if "slow" in item.keywords and "end_to_end" in str(item.path):
            item.add_marker(skipped)
