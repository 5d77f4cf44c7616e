"""How fast the frozen programs start, against an empty PySide6 program frozen and trimmed in the same way.

``python tests/benchmarks/frozen_start.py [dist/linux/gongkai]`` after ``build_spec/build``; it needs Xvfb and
xdotool. ``--version`` is timed against an empty console program, the window against an empty window: from the
start to the window's first showing, seen from outside. All in turns, medians; processor time beside the clock,
for a busy machine changes it less. Aim: at most 1.5 times.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "build" / "environment" / "bin" / "python"
REPEATS = 9
CONSOLE = "import click\n\n\n@click.command()\n@click.version_option('1')\ndef main(): ...\n\n\nmain()\n"
WINDOW = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication(sys.argv)
window = QMainWindow()
window.setWindowTitle("EMPTY")
window.resize(1200, 700)
window.show()
sys.exit(application.exec())
"""
SPEC = """
import sys
sys.path.insert(0, {build_spec!r})
from trimming import EXCLUDED, kept


def analysed(script):
    analysis = Analysis([script], excludes=EXCLUDED)
    analysis.binaries = [entry for entry in analysis.binaries if kept(entry)]
    analysis.datas = [entry for entry in analysis.datas if kept(entry)]
    return analysis


def program(analysis, name):
    return EXE(PYZ(analysis.pure), analysis.scripts, [], exclude_binaries=True, name=name, upx=False, strip=True)


console, window = analysed("console.py"), analysed("window.py")
COLLECT(
    program(console, "console"), program(window, "window"),
    console.binaries, console.datas, window.binaries, window.datas, name="empty", upx=False, strip=True,
)
"""


def build_empty(folder: Path) -> Path:
    """Freeze the empty programs; return their folder."""
    (folder / "console.py").write_text(CONSOLE)
    (folder / "window.py").write_text(WINDOW)
    (folder / "empty.spec").write_text(SPEC.format(build_spec=str(ROOT / "build_spec")))
    call = [PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "empty.spec"]
    subprocess.run(call, cwd=folder, check=True)
    return folder / "dist" / "empty"


def screen() -> tuple[str, subprocess.Popen[bytes]]:
    """Start a virtual screen; return its name, which the server itself chooses, and its process."""
    reading, writing = os.pipe()
    call = ["Xvfb", "-noreset", "-displayfd", str(writing), "-screen", "0", "1366x768x24"]
    server = subprocess.Popen(call, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as answer:
        return f":{answer.readline().strip()}", server


def console_start(program: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Return seconds on the clock and of the processor for one ``--version``."""
    begun, used = time.perf_counter(), children()
    subprocess.run([program, "--version"], env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun, children() - used


def window_start(program: Path, title: str, environment: dict[str, str]) -> float:
    """Return seconds on the clock from the start to the window's showing."""
    begun = time.perf_counter()
    process = subprocess.Popen([program], env=environment, stdout=subprocess.DEVNULL)
    search = ["xdotool", "search", "--onlyvisible", "--name", title]
    while not subprocess.run(search, env=environment, capture_output=True, check=False).stdout:
        if process.poll() is not None:
            raise SystemExit(f"{program} ended by itself")
        time.sleep(0.005)
    taken = time.perf_counter() - begun
    time.sleep(0.5)
    process.terminate()
    process.wait()
    return taken


def children() -> float:
    """Return the processor time of the processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def main(folder: Path) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as kept:
        empty = build_empty(Path(kept))
        display, server = screen()
        environment = os.environ | {"DISPLAY": display, "GONGKAI_HOME": str(Path(kept) / "home")}
        environment.pop("QT_QPA_PLATFORM", None)
        clock: dict[str, list[float]] = {name: [] for name in ("empty", "ours", "empty window", "our window")}
        work: dict[str, list[float]] = {"empty": [], "ours": []}
        for turn in range(REPEATS + 1):
            for name, program in (("empty", empty / "console"), ("ours", folder / "gongkai")):
                seconds, used = console_start(program, environment)
                if turn:  # the first turn fills the disk's cache
                    clock[name].append(seconds)
                    work[name].append(used)
            for name, program, title in (
                ("empty window", empty / "window", "EMPTY"),
                ("our window", folder / "预算公开助手", "预算公开助手"),
            ):
                seconds = window_start(program, title, environment)
                if turn:
                    clock[name].append(seconds)
        server.terminate()
    middle = {name: statistics.median(times) for name, times in clock.items()}
    used = {name: statistics.median(times) for name, times in work.items()}
    for ours, other, what in (("ours", "empty", "--version"), ("our window", "empty window", "window")):
        print(
            f"{what}: empty {middle[other]:.2f} s, ours {middle[ours]:.2f} s, ratio {middle[ours] / middle[other]:.2f}"
        )
    print(f"--version, processor time: empty {used['empty']:.2f} s, ours {used['ours']:.2f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist" / "linux" / "gongkai").resolve())
