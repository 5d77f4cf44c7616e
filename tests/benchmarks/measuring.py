"""Runs commands and measures them: wall time, processor time (with all child processes) and peak memory."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Measure:
    """Seconds on the clock, seconds of processor time, peak memory of the largest process in MB."""

    wall: float
    cpu: float
    peak: float


def environment() -> dict[str, str]:
    """Return an environment in which compiled modules are kept, as in any installation."""
    kept = Path(tempfile.gettempdir()) / "gongkai-benchmark-modules"
    chosen = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(kept), "PYTHONUTF8": "1"}
    chosen.pop("PYTHONDONTWRITEBYTECODE", None)
    return chosen


def run(*command: str | Path) -> Measure:
    """Run a command to its end; raise RuntimeError with its output when it fails."""
    with tempfile.TemporaryFile() as output:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command], stdout=output, stderr=output, env=environment(), cwd=ROOT
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            output.seek(0)
            raise RuntimeError(output.read().decode(errors="replace")[-3000:])
    return Measure(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def best(command: Sequence[str | Path], times: int) -> Measure:
    """Run a command several times; return the quickest run by processor time (others disturb, none helps)."""
    return min((run(*command) for _ in range(times)), key=lambda measure: measure.cpu)


def gongkai(*arguments: str | Path) -> list[str | Path]:
    """Return the command line of the program."""
    return [sys.executable, "-m", "converter", *arguments]


def table(title: str, rows: Iterable[tuple[str, Measure, float | None]]) -> None:
    """Print measures with the ratio of each to its baseline."""
    print(f"\n{title}")
    print(f"{'':44}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'ratio':>8}")
    for name, measure, ratio in rows:
        told = f"{ratio:8.2f}" if ratio is not None else f"{'':8}"
        print(f"{name:44}{measure.wall:9.2f}{measure.cpu:9.2f}{measure.peak:9.0f}{told}", flush=True)


def machine() -> str:
    """Return what the figures were measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    system = (
        platform.freedesktop_os_release()["PRETTY_NAME"] if sys.platform == "linux" else platform.system()
    )
    return f"{cores} cores, {system}, Python {platform.python_version()}, load before the run {load:.1f}"
