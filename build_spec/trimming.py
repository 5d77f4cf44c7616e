"""What PyInstaller finds and the programs never use: it is left out of the bundle."""

from __future__ import annotations

# Libraries and plugins of Qt and of Pillow (which serves pdfplumber alone) by the beginning of their name.
DROPPED = (
    "opengl32sw", "d3dcompiler", "Qt6Pdf", "Qt6Qml", "Qt6Quick", "Qt6OpenGL", "Qt6VirtualKeyboard",
    "libQt6Qml", "libQt6Quick", "libQt6Pdf", "libQt6OpenGL", "libQt6EglFS", "libQt6VirtualKeyboard",
    "qdirect2d", "qwebp", "qtiff", "qtga", "qicns", "qwbmp", "qpdf", "libgtk-3", "qgtk3",
    "_avif", "_webp", "_imagingft", "_imagingcms", "_imagingtk", "libavif", "libwebp", "libsharpyuv",
    "libharfbuzz-", "libfreetype-", "libbrotli", "liblcms2-",
)  # fmt: skip
DROPPED_PLUGINS = (
    "egldeviceintegrations", "tls", "networkinformation", "generic", "qmltooling", "virtualkeyboard",
    "wayland-graphics-integration-server",
)  # fmt: skip
EXCLUDED = [
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtOpenGL", "tkinter", "numpy", "pandas", "matplotlib",
    "IPython", "pytest", "hypothesis", "setuptools", "pkg_resources", "pip", "unittest", "pydoc", "sqlite3",
    "lxml.objectify", "lxml.isoschematron", "PIL.AvifImagePlugin", "PIL.WebPImagePlugin",
]  # fmt: skip
TRANSLATIONS = ("qtbase_zh_CN.qm", "qt_zh_CN.qm")


def kept(entry: tuple[str, str, str]) -> bool:
    """Return whether a file of PyInstaller's list (name in the bundle, source, kind) goes into the bundle."""
    name = entry[0].replace("\\", "/")
    base = name.rsplit("/", 1)[-1]
    if "/translations/" in name:
        return base in TRANSLATIONS
    if any(f"/plugins/{folder}/" in name for folder in DROPPED_PLUGINS):
        return False
    return not any(base.startswith((dropped, f"lib{dropped}")) for dropped in DROPPED)
