"""The application around the window: theme, language, log, crash hook, one instance a user."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from gui import settings as keeping
from gui.logs import log, start_log
from gui.style.theme import apply_theme
from gui.window import MainWindow

NAME = "预算公开助手"
SMALLEST_FONT = 9
# Faces for Chinese by system. Without them Linux may fall back to a brush face or to Japanese forms.
FACES = {
    "win32": ("Microsoft YaHei UI",),
    "darwin": ("PingFang SC",),
    "linux": ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei"),
}


def make_application(settings: keeping.Settings, arguments: list[str] | None = None) -> QApplication:
    """Return the application with its look and language."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(arguments or sys.argv[:1])
    application.setApplicationName("gongkai")
    application.setApplicationDisplayName(NAME)
    application.setDesktopFileName("gongkai")
    application.setStyle("Fusion")
    QLocale.setDefault(QLocale("zh_CN"))
    _chinese(application)
    font = QFont(application.font())
    font.setFamilies([*FACES.get(sys.platform, ()), *font.families()])
    if 0 < font.pointSizeF() < SMALLEST_FONT:
        font.setPointSizeF(SMALLEST_FONT)
    application.setFont(font)
    apply_theme(application, settings.theme)
    return application


def _chinese(application: QApplication) -> None:
    """Have Qt's own dialogs and menus speak Chinese."""
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)


class Missing(QTranslator):
    """The words that Qt's own translation leaves in English."""

    _WORDS: ClassVar[dict[str, str]] = {
        "Folder": "文件夹",
        "Drive": "驱动器",
        "File": "文件",
        "%1 File": "%1 文件",
        "Alias": "替身",
        "Shortcut": "快捷方式",
        "Unknown": "未知",
    }

    def translate(self, _context: str, text: str, _meaning: str | None = None, _count: int = -1) -> str:
        return self._WORDS.get(text)  # type: ignore[return-value]  # None: not mine


def run(arguments: list[str]) -> int:
    """Run the program; return its exit status."""
    keeping.enter_portable_mode()
    paths = [str(Path(argument).absolute()) for argument in arguments if not argument.startswith("-")]
    settings = keeping.Settings.load()
    application = make_application(settings, [sys.argv[0]])
    from gui.single_instance import Instance, hand_over, server_name

    name = server_name(str(keeping.home()))
    if hand_over(name, paths):
        return 0
    start_log(keeping.home() / "log")
    log.info("start")
    window = MainWindow(settings)
    instance = Instance(name, window)

    def handed(more: list[str]) -> None:
        window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
        window.raise_()
        window.activateWindow()
        if more:
            window.take(more)

    instance.handed.connect(handed)
    window.show()
    QTimer.singleShot(0, window, lambda: _afterwards(window, paths))
    status = application.exec()
    instance.close()
    with contextlib.suppress(RuntimeError):
        window.controller.engine.stop()
    return status


def _afterwards(window: MainWindow, paths: list[str]) -> None:
    """What can wait until the window is on the screen."""
    from gui import crash
    from gui.style.icons import application_icon

    crash.install(window.show_crash, window)
    missing = Missing(window)
    QApplication.installTranslator(missing)
    QApplication.setWindowIcon(application_icon())
    window.controller.warm_up()
    if paths:
        window.take(paths)
