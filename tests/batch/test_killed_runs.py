"""A batch that is killed (SIGKILL) at any point leaves whole files only, and ``--resume`` completes it to the
bytes of an undisturbed run: tables, documents, reports, departments, summaries, last year."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .county import County, write_county
from .test_county import ROOT, files_in, run

STATE = "批量进度.jsonl"
SUMMARY = "批量结果.xlsx"
DEPARTMENTS = "部门汇总"


@dataclass
class Whole:
    """An undisturbed run: its arguments, its files and what it printed."""

    arguments: list[str]
    out: Path
    files: dict[str, bytes]
    printed: dict[str, Any]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return write_county(tmp_path_factory.mktemp("county"), 2, 5)


@pytest.fixture(scope="module")
def whole(county: County, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    out = tmp_path_factory.mktemp("whole") / "结果"
    arguments = [
        "convert", str(county.folder), "--out", str(out), "--jobs", "2", "--rollup",
        "--last-year", str(county.before_folder), "--departments", str(county.listed),
    ]  # fmt: skip
    printed = run(*arguments, check=False)
    return Whole(arguments, out, files_in(out), printed)


def killed_when(arguments: list[str], ready: Callable[[], bool]) -> bool:
    """Start the program, kill it and its processes as soon as ``ready``; return whether it was still running."""
    process = subprocess.Popen(
        [sys.executable, "-m", "converter", *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline and not ready():
        time.sleep(0.002)
    running = process.poll() is None
    os.killpg(process.pid, signal.SIGKILL) if running else None
    process.wait()
    return running


def lines(out: Path) -> int:
    return len((out / STATE).read_bytes().splitlines()) if (out / STATE).exists() else 0


POINTS: dict[str, Callable[[Path, Whole], bool]] = {
    "looking at files": lambda out, _: lines(out) >= 3,
    "converting the first units": lambda out, _: len(list(out.glob("*公开.docx"))) >= 2,
    "writing a file": lambda out, _: bool(lines(out)) and bool(list(out.glob(".*.gongkai-tmp"))),
    "summing departments": lambda out, _: bool(list((out / DEPARTMENTS).glob("*.xlsx"))),
    "writing a department": lambda out, _: bool(list((out / DEPARTMENTS).glob(".*.gongkai-tmp"))),
    "before the summaries": lambda out, w: (
        len(list(out.rglob("*校验报告.xlsx"))) == sum(name.endswith("校验报告.xlsx") for name in w.files)
    ),
}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("point", POINTS)
def test_a_killed_run_is_completed_to_the_same_bytes(point: str, whole: Whole) -> None:
    shutil.rmtree(whole.out)
    running = killed_when(whole.arguments, lambda: POINTS[point](whole.out, whole))
    assert running or "writing" in point or "before" in point  # those pass by in a blink
    for name, content in files_in(whole.out).items():
        if name != STATE and not name.endswith(".gongkai-tmp"):
            assert whole.files[name] == content, f"{name} is not whole"
    again = run(*whole.arguments, "--resume", check=False)
    assert files_in(whole.out) == whole.files
    again.pop("skipped"), again.pop("status")
    assert again == {key: value for key, value in whole.printed.items() if key not in ("skipped", "status")}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_run_that_is_killed_again_and_again_comes_to_its_end(whole: Whole) -> None:
    shutil.rmtree(whole.out)
    for documents in (1, 2, 4):
        killed_when(
            [*whole.arguments, "--resume"], lambda n=documents: len(list(whole.out.glob("*公开.docx"))) >= n
        )
    run(*whole.arguments, "--resume", check=False)
    assert files_in(whole.out) == whole.files


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_was_done_is_not_done_again(county: County, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    arguments = ["convert", str(county.folder), "--out", str(out), "--jobs", "2"]
    assert killed_when(arguments, lambda: lines(out) >= len(county.files) + 3)
    assert run(*arguments, "--resume", check=False)["skipped"]
    files = files_in(out)
    assert run(*arguments, "--resume", check=False)["skipped"] == len(county.units)
    assert files_in(out) == files
