"""The program's own SVG icons, in the colours of the theme and sharp at every scale."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap

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
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


@cache
def _icon(name: str, colour: str, size: int, ratio: float) -> QIcon:
    icon = QIcon()
    picture = QPixmap(_pixmap(name, colour, round(size * ratio)))
    picture.setDevicePixelRatio(ratio)
    # A selected item keeps the colour: Qt would tint it with that of the selection.
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(picture, mode)
    return icon


def icon(name: str, role: str = "muted", *, large: bool = False) -> QIcon:
    """Return an icon in a colour of the theme (``text``, ``accent``, ``error`` …), as high as a line of text."""
    size = em() * 5 // 4 if large else em()
    return _icon(name, getattr(current(), role), size, _ratio())


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
