"""Files that are dropped on the window or pasted into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMainWindow, QWidget

if TYPE_CHECKING:  # the classes of events are slow to load, and nothing here makes one
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent


class DropWindow(QMainWindow):
    """A window that takes files anywhere. Whatever the file manager proposes, it is answered with copying:
    a Shift-drag must never move a user's file."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    def take(self, paths: list[str]) -> None:
        """Take files that were dropped."""
        raise NotImplementedError

    def hover(self, hover: bool) -> None:
        """Show whether files are held over the window."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if paths_of(event.mimeData()):
            _copy(event)
            event.accept()
            self.hover(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        _copy(event)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self.hover(False)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self.hover(False)
        paths = paths_of(event.mimeData())
        if paths:
            _copy(event)
            event.accept()
            # The file manager waits until the drop is answered: begin after that.
            QTimer.singleShot(0, self, lambda: self.take(paths))


def _copy(event: QDropEvent) -> None:
    from PySide6.QtCore import Qt  # slow to load, and not needed before somebody drops something

    event.setDropAction(Qt.DropAction.CopyAction)


def leave_drops(page: QWidget) -> None:
    """Have the fields of a page leave files to the window: they would take the path as a text."""
    from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit

    for field in page.findChildren(QLineEdit):
        field.setAcceptDrops(False)
    for area in page.findChildren(QAbstractScrollArea):
        area.setAcceptDrops(False)
        area.viewport().setAcceptDrops(False)


def paths_of(data: QMimeData | None) -> list[str]:
    """Return the local files and folders of a drop or of the clipboard."""
    if data is None or not data.hasUrls():
        return []
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile() and url.toLocalFile()]
