"""Renders icon.svg to PNG files of all sizes and a Windows icon: ``make_icons.py FOLDER``."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 24, 32, 48, 64, 128, 256)


def main(folder: Path) -> None:
    """Write icon-SIZE.png and gongkai.ico into ``folder``."""
    application = QGuiApplication([])
    renderer = QSvgRenderer(str(Path(__file__).with_name("icon.svg")))
    pictures = []
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        picture = bytes(buffer.data().data())
        (folder / f"icon-{size}.png").write_bytes(picture)
        pictures.append((size, picture))
    (folder / "gongkai.ico").write_bytes(windows_icon(pictures))
    del application


def windows_icon(pictures: list[tuple[int, bytes]]) -> bytes:
    """Return an .ico file that holds the pictures as PNG (Windows Vista and newer)."""
    header = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(header) + 16 * len(pictures)
    entries = b""
    for size, picture in pictures:
        side = size % 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return header + entries + b"".join(picture for _, picture in pictures)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
