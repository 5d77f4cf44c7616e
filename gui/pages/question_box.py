"""What a sheet leaves open, each question with what answers it at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from converter.findings import Finding
from gui.controller import cell_of
from gui.pages.parts import button, clear, label, row
from gui.style.theme import em
from gui.views import Catalogue, SheetView

MOST_QUESTIONS = 5
# Questions of the recognition that one click answers, by their rules.
_ROLE, _COLUMN, _UNIT = "M01", "M03", "M07"
_MONEY = ("M05", "M06", "M09")
# The units of money that occur; the others stand in the drop-down above.
_USUAL = ("元", "万元")


class QuestionBox(QFrame):
    """The questions of a sheet. ``answered(what, value)``: a correction of the sheet; ``cell_wanted(row, column)``,
    ``meaning_wanted(column)`` and ``unit_wanted`` ask the page to go there."""

    answered = Signal(str, str)
    cell_wanted = Signal(int, int)
    meaning_wanted = Signal(int)
    unit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.inner = QVBoxLayout(self)
        self.inner.setSpacing(em() // 4)

    def show_sheet(self, sheet: SheetView | None, catalogue: Catalogue | None) -> None:
        """Show what a sheet leaves open; nothing when all is clear."""
        clear(self.inner)
        questions = sheet.questions if sheet is not None else []
        self.setVisible(bool(questions))
        for question in questions[:MOST_QUESTIONS]:
            self._add(question, catalogue)
        more = len(questions) - MOST_QUESTIONS
        if more > 0:
            self.inner.addWidget(label(f"另有 {more} 处，见“校验”页。", "muted"))

    def _add(self, question: Finding, catalogue: Catalogue | None) -> None:
        cell = question.places[0].cell if question.places else None
        line = row(label(question.message, wrap=True, selectable=True))
        line.setStretch(0, 1)
        if question.rule in _MONEY and catalogue is not None:
            for money in (one for one in catalogue.moneys if one in _USUAL):
                line.addWidget(button(money, partial(self.answered.emit, "money", money)))
        elif question.rule == _ROLE:
            words = "与公开表无关，不用它"
            line.addWidget(button(words, partial(self.answered.emit, "role", "other")))
        elif question.rule == _UNIT:
            line.addWidget(button("填单位名称", self.unit_wanted.emit))
        if cell:
            place = cell_of(cell)
            if question.rule == _COLUMN:
                line.addWidget(button("选它的含义", partial(self.meaning_wanted.emit, place[1])))
            line.addWidget(
                button(f"到 {cell}", partial(self.cell_wanted.emit, *place), picture="recognition")
            )
        self.inner.addLayout(line)
