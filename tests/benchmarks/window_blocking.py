"""How long the window's event loop is blocked at most while a large workbook is worked on, and how fast it starts.

``python tests/benchmarks/window_blocking.py [lines [units]]`` makes a workbook (200 000 lines of 500 units unless
told otherwise), lets the real window read, check and write it, scrolls the grid meanwhile and afterwards, and
prints the longest time between two turns of the event loop. ``start`` as the only argument measures the start
alone, against an empty PySide6 window. Aims: under 100 ms; at most 1.5 times.
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
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

EMPTY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
a = QApplication(sys.argv)
w = QMainWindow(); w.resize(1200, 700); w.show()
a.processEvents()
QTimer.singleShot(0, a.quit)
a.exec()
"""
OURS = """
import sys
from PySide6.QtCore import QTimer
from gui.application import make_application
from gui.settings import Settings
from gui.window import MainWindow
s = Settings.load()
a = make_application(s, sys.argv[:1])
w = MainWindow(s); w.show()
a.processEvents()
QTimer.singleShot(0, a.quit)
a.exec()
"""
# An empty window that notes the same gaps at the same time: what the machine alone does to an event loop.
IDLE = """
import sys, threading, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
a = QApplication(sys.argv)
w = QMainWindow(); w.show()
state = [time.perf_counter(), 0.0, 0]
def tick():
    now = time.perf_counter()
    gap, state[0] = now - state[0], now
    state[1], state[2] = max(state[1], gap), state[2] + (gap > 0.1)
timer = QTimer(); timer.timeout.connect(tick); timer.start(2)
threading.Thread(target=lambda: (sys.stdin.read(), QTimer.singleShot(0, a, a.quit)), daemon=True).start()
a.exec()
print(f"{state[1] * 1000:.0f} ms ({state[2]} over 100 ms)")
"""
TICK_MS = 2


def start_times(repeats: int = 11) -> None:
    """Print the time from start to a window that is painted and answers, ours and an empty one, in turns.

    Both run from compiled files, as installed programs do.
    """
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "GONGKAI_HOME": home, "PYTHONPYCACHEPREFIX": f"{home}/compiled"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        times: dict[str, list[float]] = {"empty": [], "ours": []}
        work: dict[str, list[float]] = {"empty": [], "ours": []}
        for turn in range(repeats + 1):
            for name, code in (("empty", EMPTY), ("ours", OURS)):
                begun, used = time.perf_counter(), _children()
                subprocess.run(
                    [sys.executable, "-c", code],
                    cwd=ROOT,
                    env=environment,
                    check=True,
                    stderr=subprocess.DEVNULL,
                )
                if turn:  # the first one compiles
                    times[name].append(time.perf_counter() - begun)
                    work[name].append(_children() - used)
    for words, found in (("start", times), ("start, processor time", work)):
        empty, ours = (statistics.median(found[name]) * 1000 for name in ("empty", "ours"))
        print(
            f"{words}, medians of {repeats}: empty window {empty:.0f} ms, ours {ours:.0f} ms, ratio {ours / empty:.2f}"
        )


def _children() -> float:
    """Return the CPU time of the processes that have ended: a busy machine does not change it much."""
    times = os.times()
    return times.children_user + times.children_system


class Watch:
    """Notes the longest gap between two turns of the event loop, the processor time that the loop's thread used
    in a gap, and that of all threads of the window's process (which may hold the loop up) in a gap."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.longest = self.longest_cpu = self.longest_all = 0.0
        self.over = 0
        self._last, self._cpu, self._all = time.perf_counter(), time.thread_time(), time.process_time()
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def _tick(self) -> None:
        now, cpu, whole = time.perf_counter(), time.thread_time(), time.process_time()
        gap, used, together = now - self._last, cpu - self._cpu, whole - self._all
        self._last, self._cpu, self._all = now, cpu, whole
        self.longest, self.longest_cpu = max(self.longest, gap), max(self.longest_cpu, used)
        self.longest_all = max(self.longest_all, together)
        self.over += gap > 0.1

    def take(self) -> str:
        """Return the figures since the last time."""
        found = (
            f"longest block {self.longest * 1000:.0f} ms on the clock ({self.over} over 100 ms), "
            f"{self.longest_cpu * 1000:.0f} ms of processor time of its own, "
            f"{self.longest_all * 1000:.0f} ms with the window's other threads"
        )
        self.longest = self.longest_cpu = self.longest_all = 0.0
        self.over = 0
        return found


def blocking(lines: int, units: int) -> None:
    """Print the longest block while the window works on a workbook of so many lines and units."""
    from PySide6.QtCore import QEventLoop, QTimer
    from window.long_workbook import write_long_workbook

    folder = tempfile.TemporaryDirectory()
    os.environ["GONGKAI_HOME"] = str(Path(folder.name) / "home")
    path = Path(folder.name) / "很多单位.xlsx"
    write_long_workbook(path, units=units, lines=lines // units)
    from gui.application import make_application
    from gui.settings import Settings
    from gui.window import MainWindow

    settings = Settings()
    application = make_application(settings)
    window = MainWindow(settings)
    window.resize(1366, 740)
    window.show()
    window.controller.warm_up()
    crashes: list[str] = []
    window.controller.crashed.connect(crashes.append)

    def wait(seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()

    wait(1.5)
    for name in ("recognition", "tables", "check", "output", "units"):
        window.show_page(name)
        application.processEvents()
    window.show_page("start")
    watch = Watch()
    wait(0.2)
    watch.take()
    idle = subprocess.Popen(
        [sys.executable, "-c", IDLE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    wait(1.5)
    watch.take()
    begun = time.perf_counter()
    window.controller.open([str(path)])
    stages: dict[str, float] = {}
    window.controller.progress.connect(
        lambda stage, _d, _t: stages.setdefault(stage, time.perf_counter() - begun)
    )
    controller = window.controller
    wait(0.5)
    while controller.engine.busy and not crashes:
        wait(0.2)
    taken = time.perf_counter() - begun
    found = watch.take()
    beside = idle.communicate()[0].decode().strip()
    print(f"{lines} lines, {units} units: {taken:.1f} s, {len(controller.session.units)} documents")
    print("  stages begin at " + ", ".join(f"{stage} {at:.1f} s" for stage, at in stages.items()))
    print(f"  event loop while working: {found}")
    print(f"  an empty window beside it, on the clock: {beside}")
    wait(1)
    print(f"  showing what came of it: {watch.take()}")
    for name in ("units", "tables", "supplement", "text", "check", "output"):
        window.show_page(name)
        wait(0.3)
        print(f"  page {name}: {watch.take()}")
    window.show_page("recognition")
    page = window.page("recognition")
    bar = page.view.verticalScrollBar()  # type: ignore[attr-defined]
    wait(1)
    watch.take()
    for step in range(60):
        bar.setValue(bar.maximum() * step // 60)
        wait(0.03)
    print(f"  scrolling the grid: {watch.take()}")
    if crashes:
        print(crashes[0])
    window.close()
    folder.cleanup()


if __name__ == "__main__":
    if sys.argv[1:] == ["start"]:
        start_times()
    else:
        counts = [int(argument) for argument in sys.argv[1:]]
        blocking(counts[0] if counts else 200_000, counts[1] if len(counts) > 1 else 500)
        start_times()
