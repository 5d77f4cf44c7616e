"""Small pieces that the pages are put together from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from gui.style.icons import icon, pixmap
from gui.style.theme import em

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

# Qt.AlignmentFlag.AlignCenter, Qt.TextFormat.PlainText, Qt.TextInteractionFlag.TextSelectableBy…: as numbers, for
# the start page needs no more of the namespace Qt, which is slow to load.
_CENTRE = 0x84
_PLAIN = 0
_SELECTABLE = 1 | 2


def label(text: str, name: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Return a label; ``name`` is its class in the style sheet."""
    made = QLabel(text)
    made.setProperty("textFormat", _PLAIN)
    if name:
        made.setObjectName(name)
    made.setWordWrap(wrap)
    if selectable:
        made.setProperty("textInteractionFlags", _SELECTABLE)
    return made


def button(
    text: str, clicked: Callable[[], object], *, picture: str = "", name: str = "", tip: str = ""
) -> QPushButton:
    """Return a push button; ``name`` "primary" makes it the page's main action, "link" a link."""
    made = QPushButton(text)
    made.setAutoDefault(name == "primary")
    if name:
        made.setObjectName(name)
    if picture:
        made.setIcon(icon(picture, "on_accent" if name == "primary" else "accent"))
        made.setIconSize(QSize(em(), em()))
    if tip:
        made.setToolTip(tip)
    made.clicked.connect(lambda _checked=False: clicked())
    return made


def centred(made: QLabel) -> QLabel:
    """Have a label show its text or picture in its middle."""
    made.setProperty("alignment", _CENTRE)
    return made


def card(name: str = "card") -> tuple[QFrame, QVBoxLayout]:
    """Return a framed area and its layout."""
    frame = QFrame()
    frame.setObjectName(name)
    layout = QVBoxLayout(frame)
    gap = em() // 2
    layout.setContentsMargins(gap, gap, gap, gap)
    layout.setSpacing(gap)
    return frame, layout


def row(*things: QWidget | int, margins: int = 0) -> QHBoxLayout:
    """Return widgets side by side; a number is a stretch."""
    layout = QHBoxLayout()
    layout.setContentsMargins(margins, margins, margins, margins)
    layout.setSpacing(em() // 2)
    for thing in things:
        if isinstance(thing, int):
            layout.addStretch(thing)
        else:
            layout.addWidget(thing)
    return layout


def page_layout(page: QWidget) -> QVBoxLayout:
    """Give a page its layout with the usual margins."""
    layout = QVBoxLayout(page)
    gap = em() // 2
    layout.setContentsMargins(gap, gap // 2, gap, gap)
    layout.setSpacing(gap)
    return layout


def clear(layout: QLayout) -> None:
    """Remove everything from a layout."""
    while layout.count() and (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        inner = item.layout()
        if inner is not None:
            clear(inner)


def named(text: str, widget: QWidget) -> QLabel:
    """Return the label of an input; its accelerator (&) leads to the input."""
    made = QLabel(text)
    made.setBuddy(widget)
    return made


class Page(QWidget):
    """A page that shows what there is only while somebody looks: a hidden one waits until it is shown."""

    _late = False

    def refresh(self) -> None:
        """Show what there is."""

    def refresh_soon(self) -> None:
        """Refresh now if the page is seen, else when it is shown."""
        if self.isVisible():
            self._late = False
            self.refresh()
        else:
            self._late = True

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._late:
            self._late = False
            self.refresh()


class Empty(QWidget):
    """What a page shows when there is nothing to show: an icon and a sentence."""

    def __init__(self, picture: str, text: str) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        image = centred(QLabel())
        size = em() * 3
        image.setPixmap(pixmap(picture, "strong_line", size))
        layout.addWidget(image)
        self.words = centred(label(text, "muted", wrap=True))
        layout.addWidget(self.words)
        layout.addStretch(3)
