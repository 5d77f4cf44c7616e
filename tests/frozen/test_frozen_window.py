"""The windowed program of a frozen build, worked with mouse and keyboard on a screen of its own.

Runs when GONGKAI_PROGRAM names the console program that lies beside it, where Xvfb, xdotool and imagemagick
are. GONGKAI_PICTURES names a folder that keeps the pictures for people to look at.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from end_to_end.program import FROZEN

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "支出预算明细-长表.xlsx"
WINDOW = "预算公开助手"
RESULTS = "预算公开结果"
ACCENT = (0x1D, 0x5F, 0x94)  # of the light theme: the chosen page and the main button
PATIENCE = 120  # seconds

pytestmark = [
    pytest.mark.skipif(not FROZEN, reason="no frozen program given in GONGKAI_PROGRAM"),
    pytest.mark.skipif(
        not all(map(shutil.which, ("Xvfb", "xdotool", "import"))), reason="needs Xvfb, xdotool, imagemagick"
    ),
]


class Screen:
    """A virtual screen, the program on it, and a hand on its mouse and keyboard."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self.shots = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: Path) -> None:
        """Start the windowed program and wait until its window shows."""
        words = shlex.split(FROZEN)
        program = Path(words[-1])
        window = program.with_name(WINDOW + program.suffix)
        call = [*words[:-1], str(window), *map(str, arguments)]
        # No standard streams, as after a double click (under wine a regular file in their place fails).
        nothing = subprocess.DEVNULL
        self.process = subprocess.Popen(
            call, env=self.environment, stdin=nothing, stdout=nothing, stderr=nothing
        )
        self.until(lambda: bool(self.hand("search", "--onlyvisible", "--name", WINDOW)), "no window appeared")
        time.sleep(2)

    def hand(self, *arguments: str) -> str:
        """Let xdotool do something; return what it prints."""
        done = subprocess.run(["xdotool", *arguments], env=self.environment, capture_output=True, check=False)
        return done.stdout.decode().strip()

    def click(self, x: int, y: int) -> None:
        """Press the left button there."""
        self.hand("mousemove", str(x), str(y), "click", "1")
        time.sleep(0.6)

    def picture(self) -> Image.Image:
        """Return what the screen shows; it is kept for people where GONGKAI_PICTURES says."""
        self.shots += 1
        place = Path(os.environ.get("GONGKAI_PICTURES", self.folder)) / f"screen-{self.shots:02d}.png"
        subprocess.run(["import", "-window", "root", str(place)], env=self.environment, check=True)
        return Image.open(place).convert("RGB")

    def until(self, reached: Callable[[], bool], complaint: str) -> None:
        """Wait until something is so; the program must not end meanwhile."""
        end = time.monotonic() + PATIENCE
        while not reached():
            assert self.process is None or self.process.poll() is None, "the window ended by itself"
            if time.monotonic() > end:
                self.picture()
                raise AssertionError(complaint)
            time.sleep(0.5)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    reading, writing = os.pipe()
    call = ["Xvfb", "-noreset", "-displayfd", str(writing), "-screen", "0", "1366x768x24"]
    server = subprocess.Popen(call, pass_fds=[writing])
    os.close(writing)
    with os.fdopen(reading) as answer:  # the server itself chooses a free number
        display = f":{answer.readline().strip()}"
    environment = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    environment |= {"DISPLAY": display, "GONGKAI_HOME": str(tmp_path / "home")}
    shown = Screen(tmp_path, environment)
    yield shown
    if shown.process is not None:
        shown.process.terminate()
        shown.process.wait(20)
    server.terminate()
    server.wait()


def accented(picture: Image.Image, left: int = 0, right: int | None = None) -> list[tuple[int, int]]:
    """Return the middle of each block of the accent colour between two columns, from top to bottom."""
    width, height = picture.size
    right = width if right is None else right
    rows: list[tuple[int, int, int]] = []
    for y in range(height):
        marked = [x for x in range(left, right, 4) if picture.getpixel((x, y)) == ACCENT]
        if len(marked) >= 6:
            rows.append((y, min(marked), max(marked)))
    blocks: list[list[tuple[int, int, int]]] = []
    for row in rows:
        if blocks and row[0] - blocks[-1][-1][0] <= 3:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    tall = [block for block in blocks if len(block) >= 8]
    return [((b[0][1] + b[0][2]) // 2, (b[0][0] + b[-1][0]) // 2) for b in tall]


def results(folder: Path) -> list[str]:
    """Return the names of the results written so far."""
    return sorted(p.name for p in (folder / RESULTS).iterdir()) if (folder / RESULTS).exists() else []


def test_a_file_is_chosen_with_the_mouse_and_its_results_are_seen(screen: Screen, tmp_path: Path) -> None:
    """Main button, file dialog, results on disk, then each page is clicked and shows something else."""
    folder = tmp_path / "work"
    folder.mkdir()
    sample = folder / "budget.xlsx"  # a name that every keyboard can type
    shutil.copy(SAMPLE, sample)
    screen.start()
    # The main button lies right of the list of pages, whose chosen entry has the same colour.
    button = [(x, y) for x, y in accented(screen.picture()) if x > 200]
    if not button:
        button = [(x, y) for x, y in accented(screen.picture(), left=200)]
    assert button, "no main button on the start page"
    screen.click(*button[0])
    time.sleep(3)
    typed = "Z:" + str(sample).replace("/", "\\") if "wine" in FROZEN else str(sample)
    screen.hand("type", "--delay", "20", typed)
    screen.picture()
    screen.hand("key", "Return")
    screen.until(lambda: any(n.endswith(".docx") for n in results(folder)), "no results were written")
    time.sleep(3)

    seen: dict[int, bytes] = {}
    for y in range(20, 420, 14):
        screen.click(50, y)
        picture = screen.picture()
        chosen = accented(picture, right=110)
        if chosen:
            seen.setdefault(chosen[0][1], picture.crop((200, 80, 1100, 600)).tobytes())
    assert len(seen) >= 6, "the list of pages does not answer to clicks"
    assert len(set(seen.values())) == len(seen), "two pages look the same"
    assert screen.process is not None
    assert screen.process.poll() is None
    names = results(folder)
    assert any(n.endswith("公开表.xlsx") for n in names)
    assert any(n.endswith("校验报告.xlsx") for n in names)


def test_a_file_given_at_the_start_is_taken_through(screen: Screen, tmp_path: Path) -> None:
    """What 发送到 or a drop on the program's symbol does: the file stands on the command line."""
    folder = tmp_path / "预算 公开"
    folder.mkdir()
    sample = folder / SAMPLE.name
    shutil.copy(SAMPLE, sample)
    screen.start(sample)
    screen.until(lambda: any(n.endswith(".docx") for n in results(folder)), "no results were written")
    before = sample.read_bytes()
    assert before == SAMPLE.read_bytes()
