"""The real window with a settings folder of its own, and copies of the samples that it may write beside."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
REFERENCE = Path(__file__).parents[1] / "data" / "reference"
LONG = SAMPLES / "支出预算明细-长表.xlsx"
WIDE = SAMPLES / "支出预算总表-宽表.xlsx"
FULL = SAMPLES / "昌吉市人民政府办公室2023年预算工作底稿.xlsx"
FINISHED = REFERENCE / "published-2023.docx"
PATIENCE_MS = 120_000


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings folder of its own, for this process and the working one."""
    folder = tmp_path / "home"
    monkeypatch.setenv("GONGKAI_HOME", str(folder))
    return folder


@pytest.fixture
def put(tmp_path: Path) -> Callable[[Path], str]:
    """Copy a file into a folder of the user."""
    folder = tmp_path / "用户的文件夹"
    folder.mkdir()

    def copied(source: Path) -> str:
        return str(shutil.copy(source, folder))

    return copied


class Driver:
    """Drives a window and waits for it."""

    def __init__(self, window: Any, bot: Any) -> None:
        self.window = window
        self.bot = bot
        self.controller = window.controller
        self.session = window.controller.session
        self.notices: list[str] = []
        self.crashes: list[str] = []
        self.controller.notice.connect(self.notices.append)
        self.controller.crashed.connect(self.crashes.append)

    def settle(self, *, written: bool | None = None) -> None:
        """Wait until nothing runs and the document is shown."""

        def ready() -> None:
            controller = self.controller
            assert not controller.engine.busy
            assert not controller._answering.isActive()
            assert controller.session.units
            assert controller.detail is not None
            if written is not None:
                assert controller.session.written is written

        self.bot.waitUntil(ready, timeout=PATIENCE_MS)

    def take(self, *paths: str) -> None:
        self.window.take(list(paths))
        self.settle()

    def page(self, name: str) -> Any:
        self.window.show_page(name)
        return self.window.page(name)

    def until(self, holds: Callable[[], object], timeout: int = PATIENCE_MS) -> None:
        def check() -> None:
            assert holds()

        self.bot.waitUntil(check, timeout=timeout)

    @property
    def unit(self) -> Any:
        return self.controller.session.unit


@pytest.fixture
def drive(home: Path, qtbot: Any) -> Iterator[Driver]:
    """The real window, shown, with its working process."""
    from gui.application import make_application
    from gui.settings import Settings
    from gui.window import MainWindow

    settings = Settings(theme="light")
    hook = sys.excepthook
    make_application(settings)
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.resize(1366, 740)
    window.show()
    window.complete()
    window.controller.warm_up()
    driver = Driver(window, qtbot)
    driver.until(lambda: window.controller.catalogue is not None)
    yield driver
    window.close()
    sys.excepthook = hook
