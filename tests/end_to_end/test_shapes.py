"""Working spreadsheets of every shape that offices make give exact, tying tables."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from corpus.case import Case
from corpus.catalogue import CASES

from .judging import examine
from .program import inspect


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_shape(case: Case, tmp_path: Path) -> None:
    faults, run = examine(case, tmp_path)
    assert not faults, "\n".join([*faults[:20], run.told()])
    looked_at = inspect(sorted((tmp_path / "in").iterdir()), tmp_path, *without_outputs(case.args))
    for file in looked_at["files"]:
        for sheet in file["sheets"]:
            totals = sheet["totals"]
            if totals and totals.get("input") is not None:
                parts = (amount(totals[key]) for key in ("ledger", "subtotals", "left_out"))
                accounted = sum(parts, Decimal(0))
                assert amount(totals["input"]) == accounted, (sheet["name"], totals)


def without_outputs(arguments: tuple[str, ...]) -> list[str]:
    """Return the options that inspection knows too."""
    kept: list[str] = []
    for name, value in zip(arguments[::2], arguments[1::2], strict=True):
        if name in ("--money", "--year"):
            kept += [name, value]
    return kept


def amount(text: object) -> Decimal:
    """Return an amount of the identity."""
    return Decimal(str(text))
