"""Random spreadsheets with a few cells spoiled: never a crash, never a message that is not plain Chinese."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from pathlib import Path

import pytest
from corpus.combining import random_case
from corpus.grid import Book, ErrorValue, Value
from corpus.saving import save

from .program import Run, convert

JUNK: tuple[Value, ...] = (
    None,
    " ",
    "\n",
    "0",
    "—",
    "xxx",
    "#N/A",
    ErrorValue("#DIV/0!"),
    -1,
    10**20,
    Decimal("0.005"),
    2023,
    "１２３",
    "合计",
    "小计",
    "其中：",
    "金额",
    "基本支出",
    "一般公共预算",
    "2010301",
    "30101",
    "=1+1",
    "＝Ａ１",
    "备注：测试",
)


def spoiled(seed: int) -> tuple[str, Book, tuple[str, ...], list[str]]:
    """Return file stem, book and options of a random case with one to five cells replaced, and which."""
    rng = random.Random(f"spoil {seed}")
    case = random_case(seed)
    (stem, book, _), *_ = case.books()
    told = []
    for _ in range(rng.choice((1, 1, 2, 5))):
        grid = rng.choice(book)
        place = rng.choice(sorted(grid.cells))
        junk = rng.choice(JUNK)
        told.append(f"{grid.name} {place}: {grid.cells[place]!r} → {junk!r}")
        if junk is None:
            del grid.cells[place]
        else:
            grid.cells[place] = junk
    return stem, book, case.args, told


def run_spoiled(seed: int, folder: Path) -> tuple[Run, list[str]]:
    """Convert the spoiled case of ``seed``."""
    stem, book, options, told = spoiled(seed)
    return convert([save(book, folder, stem)], folder, *options), told


def assert_decent(run: Run, told: list[str]) -> None:
    """Every message is plain Chinese and the files agree with the documents."""
    assert run.status in (0, 1, 2), told
    for finding in run.findings():
        message = finding["message"]
        assert re.search(r"[一-龥]{2}", message), (told, message)
        assert not re.search(r"Traceback|NoneType|\bNone\b|<class", message), (told, message)
    promised = {Path(path).name for one in run.documents for path in one["outputs"].values()}
    assert promised <= set(run.files), (told, run.files)
    if all(one["unit"] is None for one in run.documents):
        assert run.status == 2 and run.files == [], (told, run.files)


@pytest.mark.parametrize("first", range(0, 12, 4))
def test_spoiled_files(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + 4):
        run, told = run_spoiled(seed, _folder(tmp_path, seed))
        assert_decent(run, told)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(12, 312, 10))
def test_more_spoiled_files(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + 10):
        run, told = run_spoiled(seed, _folder(tmp_path, seed))
        assert_decent(run, told)


def _folder(parent: Path, seed: int) -> Path:
    folder = parent / str(seed)
    folder.mkdir()
    return folder
