"""Qt's dialogs for files and folders, as this window uses them: wide enough to read, never blocking."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QWidget

from gui.style.theme import em


def _dialog(parent: QWidget, title: str, place: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, place)
    # Windows and desktops show their own dialog; Qt's is too small for its columns.
    dialog.resize(em() * 46, em() * 28)
    return dialog


def choose_files(
    parent: QWidget, title: str, folder: str, filters: list[str], done: Callable[[list[str]], object]
) -> None:
    """Let the user choose files; ``done`` gets their paths."""
    dialog = _dialog(parent, title, folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(filters)
    dialog.filesSelected.connect(lambda paths: done([str(path) for path in paths]))
    dialog.open()


def choose_folder(parent: QWidget, title: str, folder: str, done: Callable[[str], object]) -> None:
    """Let the user choose a folder; ``done`` gets its path."""
    dialog = _dialog(parent, title, folder)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda path: done(str(path)))
    dialog.open()


def choose_target(
    parent: QWidget, title: str, name: str, kind: str, ending: str, done: Callable[[str], object]
) -> None:
    """Let the user say where a file is to be written; Qt asks before one that is there is replaced."""
    dialog = _dialog(parent, title, name)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([f"{kind} (*.{ending})"])
    dialog.setDefaultSuffix(ending)
    dialog.fileSelected.connect(lambda path: done(str(path)))
    dialog.open()
