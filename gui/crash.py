"""When a bug strikes: the details are kept and can be copied, and the work goes on."""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from converter import __version__
from gui.logs import cleaned, log
from gui.pages.parts import button, label, row
from gui.settings import home
from gui.style.theme import em


class CrashDialog(QDialog):
    """Says that it was not the user's fault, and hands the details over. It never blocks."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序内部出错")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        words = (
            "程序遇到了自己的错误，这不是您的操作造成的。做过的更正都已保存，可以接着用；"
            "如果同一个文件总是这样，请把下面的内容复制下来发给开发者（里面没有金额和单位名称）。"
        )
        layout.addWidget(label(words, wrap=True))
        self.details = QPlainTextEdit(report(details))
        self.details.setReadOnly(True)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        layout.addWidget(self.details, 1)
        layout.addLayout(
            row(
                button("打开日志文件夹", self._open_logs, picture="folder"),
                1,
                button("复制详情(&C)", self.copy, picture="copy"),
                button("继续(&O)", self.accept, name="primary"),
            )
        )
        self.resize(em() * 36, em() * 20)

    def copy(self) -> None:
        """Copy the details."""
        QGuiApplication.clipboard().setText(self.details.toPlainText())

    def _open_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(home())))


def report(details: str) -> str:
    """Return what a developer needs: versions and the way through the program, no private data."""
    import PySide6

    return (
        f"预算公开助手 {__version__}\nPython {platform.python_version()}　PySide6 {PySide6.__version__}\n"
        f"{platform.platform()}\n\n{cleaned(details)}"
    )


class _Relay(QObject):
    """Brings bugs of any thread to the window's thread."""

    happened = Signal(str)


def install(show: Callable[[str], None], parent: QObject) -> None:
    """Have every unexpected exception logged and shown."""
    relay = _Relay(parent)
    relay.happened.connect(show)

    def hook(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        details = "".join(traceback.format_exception(kind, fault, trace))
        log.critical("bug\n%s", details)
        try:
            relay.happened.emit(details)
        except RuntimeError:  # the window is gone already
            sys.__excepthook__(kind, fault, trace)

    sys.excepthook = hook
