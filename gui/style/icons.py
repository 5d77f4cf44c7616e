"""The program's own SVG icons, in the colours of the theme and sharp at every scale."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap

from gui.style.theme import current, em

FOLDER = Path(__file__).parent / "icons"


@cache
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _pixmap(name: str, colour: str, size: int) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(_source(name).replace("#000", colour).encode()))
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


@cache
def _icon(name: str, colour: str, selected: str, ratio: float) -> QIcon:
    icon = QIcon()
    for size in (em(), em() * 5 // 4):
        for mode, shade in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Selected, selected)):
            if shade:
                picture = QPixmap(_pixmap(name, shade, round(size * ratio)))
                picture.setDevicePixelRatio(ratio)
                icon.addPixmap(picture, mode)
    return icon


def icon(name: str, role: str = "muted", selected: str = "") -> QIcon:
    """Return an icon in a colour of the theme (``text``, ``accent``, ``error`` …).

    ``selected`` is the colour that it takes in a selected item.
    """
    theme = current()
    shade = getattr(theme, selected) if selected else ""
    return _icon(name, getattr(theme, role), shade, _ratio())


def _ratio() -> float:
    application = QGuiApplication.instance()
    return application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0


def pixmap(name: str, role: str, size: int) -> QPixmap:
    """Return an icon as a picture of ``size`` logical pixels."""
    ratio = _ratio()
    picture = QPixmap(_pixmap(name, getattr(current(), role), round(size * ratio)))
    picture.setDevicePixelRatio(ratio)
    return picture


def application_icon() -> QIcon:
    """Return the icon of the program."""
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        result.addPixmap(_pixmap("app", "#000", size))
    return result
