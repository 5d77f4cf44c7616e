"""Makes the pages, each when it is first shown: what nobody looks at costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.pages.start import StartPage

if TYPE_CHECKING:
    from gui.window import MainWindow


def make_page(name: str, window: MainWindow) -> QWidget:
    """Return a new page of the window."""
    controller = window.controller
    if name == "start":
        start = StartPage(controller)
        start.files_wanted.connect(window.choose_files)
        start.folder_wanted.connect(window.choose_folder)
        start.paste_wanted.connect(window.paste)
        start.example_wanted.connect(window.open_example)
        return start
    if name == "units":
        from gui.pages.units import UnitsPage

        return UnitsPage(controller)
    if name == "recognition":
        from gui.pages.recognition import RecognitionPage

        return RecognitionPage(controller)
    if name == "tables":
        from gui.pages.tables import TablesPage

        return TablesPage(controller)
    if name == "supplement":
        from gui.pages.supplement import SupplementPage

        return SupplementPage(controller)
    if name == "text":
        from gui.pages.text import TextPage

        return TextPage(controller)
    if name == "check":
        from gui.pages.checking import CheckPage

        return CheckPage(controller)
    from gui.pages.output import OutputPage

    return OutputPage(controller)
