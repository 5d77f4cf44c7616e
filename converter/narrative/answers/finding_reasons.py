"""Finds reasons of changes (主要原因) and purposes (主要用于) beside the items that they are written for."""

from __future__ import annotations

import re

from converter.narrative.answers.model import Answer, Answers, label_key
from converter.narrative.answers.sheet_view import SheetView
from converter.narrative.answers.words import AnswerWords, without_number
from converter.recognition.mapping import BlockMapping, Meaning

_COLON = re.compile(r"^([^：:]{2,40})[：:]\s*(.+)$", re.DOTALL)
_LABELS = {
    Meaning.ITEM,
    Meaning.FUNCTION,
    Meaning.FUNCTION_CODE,
    Meaning.FUNCTION_NAME,
    Meaning.FUNCTION_CLASS,
    Meaning.FUNCTION_GROUP,
    Meaning.FUNCTION_ITEM,
    Meaning.PROJECT,
    Meaning.PROJECT_NAME,
    Meaning.KIND,
    Meaning.FUND,
    Meaning.ORIGIN,
    Meaning.UNKNOWN,
    Meaning.TEXT,
    Meaning.IGNORED,
    Meaning.NOTE,
}
_CODE_PARTS = (Meaning.FUNCTION_CLASS, Meaning.FUNCTION_GROUP, Meaning.FUNCTION_ITEM)


def find_reasons(view: SheetView, words: AnswerWords, answers: Answers) -> None:
    """Add the reasons and purposes of a sheet to ``answers``; the first one for a label stays."""
    for block in view.mapping.blocks:
        _of_block(view, block, words, answers)
    if view.role == "reasons":
        for row in range(len(view.sheet.rows)):
            if row not in view.bodies and row not in view.heads:
                _of_labels(view, row, words, answers)


def _of_block(view: SheetView, block: BlockMapping, words: AnswerWords, answers: Answers) -> None:
    columns = {
        "reasons": _headed(view, block, words.reasons),
        "purposes": _headed(view, block, words.purposes),
    }
    if columns["reasons"] is None and (columns["purposes"] is None or view.role != "reasons"):
        return
    taken = {column for column in columns.values() if column is not None}
    labels = [
        column.column for column in block.columns if column.meaning in _LABELS and column.column not in taken
    ]
    codes = [c.column for meaning in _CODE_PARTS for c in block.of(meaning)]
    for row in range(block.first_row, block.last_row + 1):
        texts = [view.filled(row, column) for column in labels if column not in codes]
        joined_code = "".join(view.filled(row, column) for column in codes)
        names = [text for text in [joined_code, *texts] if text]
        if not names:
            continue
        for kind, column in columns.items():
            if column is not None and view.text(row, column):
                _note(answers, kind, names, view.answer(row, column))


def _headed(view: SheetView, block: BlockMapping, heads: frozenset[str]) -> int | None:
    """Return the column that one of the headings stands above."""
    for column in block.columns:
        for text in view.header(block, column.column)[:1]:
            if label_key(text) in heads:
                return column.column
    return None


def _note(answers: Answers, kind: str, names: list[str], answer: Answer) -> None:
    """Enter an answer under everything that its row is called: 收入-一般公共预算, its last part, its code."""
    held: dict[str, Answer] = getattr(answers, kind)
    plain = [without_number(name) for name in names]
    ways = ["-".join(plain), plain[-1], plain[0]] if len(plain) > 1 else plain
    label = "-".join(plain)
    for number, way in enumerate(ways):
        # What a row is called as a whole decides; a part of its name must not take another row's place.
        if number == 0 or label_key(way) not in held:
            held.setdefault(label_key(way), answer)
            answers.labels.setdefault(label_key(way), label)


def _of_labels(view: SheetView, row: int, words: AnswerWords, answers: Answers) -> None:
    """``基本支出增减原因：……`` in one cell, or the text right of such a label, or of a plain item."""
    filled = list(view.cells(row))
    if not filled:
        return
    column, first = filled[0]
    joined = _COLON.match(view.prose(row, column))
    if joined:
        label, answer = joined[1], view.answer(row, column, joined[2])
    elif len(filled) > 1:
        label, answer = first, view.answer(row, filled[-1][0])
    else:
        return
    for kind, heads in (("reasons", words.reasons), ("purposes", words.purposes)):
        item = _without_ending(label, heads)
        if item:
            _note(answers, kind, [item], answer)
            return
    if len(filled) == 2:
        _note(answers, "reasons", [label], answer)


def _without_ending(label: str, heads: frozenset[str]) -> str:
    """Return what stands before 增减原因 in a label, "" when the label does not end in such words."""
    key = label_key(label)
    for head in sorted(heads, key=len, reverse=True):
        if key.endswith(head) and len(key) > len(head):
            return key[: -len(head)].removesuffix("的").removesuffix("比上年")
    return ""
