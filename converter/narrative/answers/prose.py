"""Reads answers out of whole sentences (编制30名，实有人数39人，其中：在职28人，减少2人；…).

Sentences are understood by what reads finished texts, so whatever wording an audit understands answers
the text of the next draft too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from converter.disclosure.model import Disclosure
from converter.narrative.answers.model import Answer
from converter.narrative.answers.sheet_view import SheetView
from converter.narrative.answers.words import AnswerWords
from converter.narrative.model import DisclosureText, Measure, Paragraph, Run, Statement
from converter.narrative.slots import SlotKind, SlotSpec
from converter.narrative.understanding.sections import load_statement_words
from converter.narrative.understanding.understanding import understand_text
from converter.packs.loading import Pack

_NUMBER = re.compile(r"\d")
_MARK = re.compile(r"[，。；、：,;:]")
_SHORTEST = 10
# A sentence says what it is about in its first words (政府采购情况：…).
_BEGINNING = 12
# What is bought or built in a project is not what the unit has.
_OF_PROJECTS = ("project_info", "performance")
_NO_UNITS = re.compile(r"(?:无|没有|不设)下[属设](?:预算)?单位")
CHANGE = ".增减"

Note = Callable[[str, Answer], None]


def is_prose(text: str) -> bool:
    """Whether a cell holds a sentence with numbers, not a label or a value."""
    return len(text) >= _SHORTEST and bool(_NUMBER.search(text)) and bool(_MARK.search(text))


def find_in_prose(view: SheetView, words: AnswerWords, pack: Pack, note: Note) -> None:
    """Report the answers that sentences of a sheet hold to ``note`` (slot id, answer)."""
    if view.role in _OF_PROJECTS:
        return
    heading = ""
    for row in range(len(view.sheet.rows)):
        cells = list(view.cells(row))
        if len(cells) == 1 and not is_prose(cells[0][1]):
            heading = cells[0][1]
        for column, text in cells:
            if _NO_UNITS.search(text):
                _note_none(view, row, column, words, note)
            if is_prose(text):
                _sentence(view, row, column, heading, words, pack, note)


def _note_none(view: SheetView, row: int, column: int, words: AnswerWords, note: Note) -> None:
    slot = words.slots.slot("单位.下属个数")
    if slot is not None and slot.subject in view.subjects:
        note(slot.id, view.answer(row, column, "0"))


def _sentence(
    view: SheetView, row: int, column: int, heading: str, words: AnswerWords, pack: Pack, note: Note
) -> None:
    """Understand a cell as a paragraph of the sections that it may belong to, and take what is certain.

    It belongs to a section whose name it begins with or stands under, or of whose subjects it begins to speak.
    """
    slots = {slot.id: slot for slot in words.slots.slots}
    shown = view.prose(row, column)
    text = DisclosureText()
    for section in load_statement_words(pack).sections:
        asked = [slots[subject.id] for subject in section.subjects if subject.id in slots]
        names = [name for subject in section.subjects if subject.id in slots for name in subject.names]
        begins = any(word in shown[:_BEGINNING] for word in (*section.keywords, *names))
        if not asked or not (begins or any(word in heading for word in section.keywords)):
            continue
        path = (section.keywords[0],)
        text.paragraphs.append(Paragraph([Run(path[0])], "heading1", section.part, path))
        for line in shown.split("\n"):
            text.paragraphs.append(Paragraph([Run(line)], "body", section.part, path))
    if not text.paragraphs:
        return
    disclosure = Disclosure(view.mapping.unit_name or "", "", None, "", {}, text=text)
    for statement in understand_text(disclosure, pack):
        _take(view, row, column, statement, slots, note)


def _take(
    view: SheetView, row: int, column: int, statement: Statement, slots: dict[str, SlotSpec], note: Note
) -> None:
    change = statement.measure in (Measure.CHANGE, Measure.UNCHANGED)
    if not change and statement.measure not in (Measure.AMOUNT, Measure.COUNT):
        return
    slot = slots.get(statement.subject + (CHANGE if change else ""))
    if slot is None or statement.value is None:
        return
    amount = statement.unit in ("元", "万元")
    if amount != (slot.kind is SlotKind.AMOUNT) and statement.measure is not Measure.UNCHANGED:
        return
    shown = f"{statement.value:.2f}" if slot.kind is SlotKind.AMOUNT else f"{statement.value:f}"
    note(slot.id, view.answer(row, column, shown))
