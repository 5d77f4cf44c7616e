"""补充: what only the clerk knows, open questions first."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.controller import Controller
from gui.pages.parts import Empty, page_layout


class SupplementPage(QWidget):
    """The questions of the text."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        layout = page_layout(self)
        layout.addWidget(Empty("supplement", "没有要补充的内容。"))
