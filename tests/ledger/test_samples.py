"""The bundled samples: three shapes of one budget give one ledger, the same in every run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from converter.findings import Severity
from converter.ledger.building import build_ledgers
from converter.ledger.model import LedgerResult
from converter.reading import read_file
from converter.recognition.recognising import recognise

from .hand_made import PACK, sums, yuan

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
BOOKS = sorted(SAMPLES.glob("*.xlsx"))
TRUTH = json.loads((SAMPLES / "昌吉市人民政府办公室2023.truth.json").read_text(encoding="utf-8"))["tables"]


def built(*paths: Path) -> LedgerResult:
    """Read, recognise and build."""
    sources = [read_file(path) for path in paths]
    return build_ledgers([(source, recognise(source, PACK)) for source in sources], PACK)


def exact(table: str, column: str, length: int) -> dict[tuple[str, ...], Decimal]:
    """Return the figures of the truth whose row key is a code of ``length`` digits."""
    rows = TRUTH[table].items()
    return {(key,): Decimal(row[column]) for key, row in rows if len(key) == length and column in row}


@pytest.mark.parametrize("books", [[book] for book in BOOKS] + [BOOKS], ids=lambda books: books[0].stem)
def test_every_shape_gives_the_exact_ledger(books: list[Path]) -> None:
    result = built(*books)
    assert len(result.ledgers) == 1
    found = result.ledgers[0]
    assert found.unit.name == "昌吉市人民政府办公室" and found.year == 2023
    assert [f for f in found.findings if f.severity is not Severity.INFO] == []
    assert sums(found.lines, "function") == exact("表3", "合计", 7)
    basic = [line for line in found.lines if line.kind.startswith("basic")]
    assert sums(basic, "economic") == exact("表6", "合计", 5)
    staff = [line for line in basic if line.kind == "basic.personnel"]
    assert sums(staff, "economic") == exact("表6", "人员经费", 5)
    assert all(account.balanced for account in result.accounts)
    assert len(found.inputs) == len(books)
    project = next(line for line in found.lines if line.function == "2010399")
    assert (project.project, project.kind, project.amount) == ("电子政务网络设备维护", "project", 25_000_000)


def test_last_year_of_the_workbook() -> None:
    book = next(book for book in BOOKS if "底稿" in book.name)
    found = built(book).ledgers[0]
    assert yuan(found.last_year) == Decimal("11016500.00")
    assert found.profile["nature"] == "行政单位"


def test_two_runs_give_the_same() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests');"
        "from ledger.test_samples import *; result = built(*BOOKS);"
        "print(result.ledgers, result.findings)"
    )
    root = Path(__file__).parents[2]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
