"""Finds reasons of changes (主要原因) and purposes (主要用于) beside the items that they are written for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from converter.narrative.answers.model import Answer, Answers, label_key
from converter.narrative.answers.sheet_view import SheetView
from converter.narrative.answers.words import AnswerWords, without_number
from converter.reading.model import CellValue
from converter.recognition.mapping import BlockMapping, Meaning

# What joins an item and 主要原因: 较上年增加的.
_LINKS = re.compile(
    r"(?:的|是|为|经费|预算)?(?:(?:比|较|同|与)(?:上年|去年)(?:相比)?)?(?:增加|减少|增减|增长|下降|变化|变动|增减变化|增减变动)?的?$"
)
# A longer sheet is a list of amounts, not of explanations; it may hold a whole county.
_LONGEST = 400
_MARKS = "。；;，, "
_COLON = re.compile(r"^([^：:]{2,40})[：:]\s*(.+)$", re.DOTALL)
_ITEMS = {
    Meaning.ITEM,
    Meaning.KIND,
    Meaning.FUND,
    Meaning.ORIGIN,
    Meaning.PROJECT,
    Meaning.PROJECT_NAME,
    Meaning.UNKNOWN,
    Meaning.TEXT,
    Meaning.IGNORED,
    Meaning.NOTE,
}
_CODES = (Meaning.FUNCTION, Meaning.FUNCTION_CODE)
_CODE_PARTS = (Meaning.FUNCTION_CLASS, Meaning.FUNCTION_GROUP, Meaning.FUNCTION_ITEM)


def find_reasons(view: SheetView, words: AnswerWords, answers: Answers) -> None:
    """Add the reasons and purposes of a sheet to ``answers``; the first one for a label stays."""
    for block in view.mapping.blocks:
        _of_block(view, block, words, answers)
    if len(view.sheet.rows) > _LONGEST:
        return
    for row in range(len(view.sheet.rows)):
        inside = row in view.bodies or row in view.heads
        _of_labels(view, row, words, answers, plain=view.role == "reasons" and not inside)


def _of_block(view: SheetView, block: BlockMapping, words: AnswerWords, answers: Answers) -> None:
    columns = {
        "reasons": _headed(view, block, words.reasons),
        "purposes": _headed(view, block, words.purposes),
    }
    if columns["reasons"] is None and (columns["purposes"] is None or view.role != "reasons"):
        return
    taken = {column for column in columns.values() if column is not None}
    items = [c.column for c in block.columns if c.meaning in _ITEMS and c.column not in taken]
    for row in range(block.first_row, block.last_row + 1):
        code = _code(view, block, row)
        names = [text for column in items if (text := view.filled(row, column))]
        for kind, column in columns.items():
            if column is None or not view.text(row, column):
                continue
            if code:
                _note_item(answers, kind, code, view.answer(row, column))
            elif names:
                _note(answers, kind, names, view.answer(row, column))


def _code(view: SheetView, block: BlockMapping, row: int) -> list[str]:
    """Return what the functional item of a row is called: its code, its name, both; [] when it has none."""
    parts = "".join(view.filled(row, c.column) for meaning in _CODE_PARTS for c in block.of(meaning))
    codes = [text for c in block.of(*_CODES) if (text := view.filled(row, c.column))]
    names = [text for c in block.of(Meaning.FUNCTION_NAME) if (text := view.filled(row, c.column))]
    code = parts or (codes[0] if codes else "")
    if not code:
        return names[:1]
    return [code, *(f"{code}{name}" for name in names[:1])]


def _headed(view: SheetView, block: BlockMapping, heads: frozenset[str]) -> int | None:
    """Return the column that one of the headings stands above."""
    for column in block.columns:
        for text in view.header(block, column.column)[:1]:
            if label_key(text) in heads:
                return column.column
    return None


def _note_item(answers: Answers, kind: str, ways: list[str], answer: Answer) -> None:
    """Enter what a row says of a functional item; rows of the same item are told one after the other."""
    held: dict[str, Answer] = getattr(answers, kind)
    key = label_key(ways[0])
    before = held.get(key)
    if before is not None and answer.text not in before.text:
        text = f"{before.text.rstrip(_MARKS)}；{answer.text}"
        answer = Answer(text, before.origin, before.place)
    elif before is not None:
        return
    for way in ways:
        held[label_key(way)] = answer
        answers.labels.setdefault(label_key(way), ways[-1])


def _note(answers: Answers, kind: str, names: list[str], answer: Answer) -> None:
    """Enter an answer under what its row is called: 收入-一般公共预算, and the last part alone."""
    held: dict[str, Answer] = getattr(answers, kind)
    plain = [without_number(name) for name in names]
    label = "-".join(plain)
    for way in dict.fromkeys([label, plain[-1]]):
        held.setdefault(label_key(way), answer)
        answers.labels.setdefault(label_key(way), label)


def _of_labels(view: SheetView, row: int, words: AnswerWords, answers: Answers, *, plain: bool) -> None:
    """``基本支出增减原因：……`` in one cell, or the text right of such a label, or (``plain``) of an item."""
    if not plain and _is_data(view.sheet.rows[row]):
        return
    filled = list(view.cells(row))
    if not filled:
        return
    column, first = filled[0]
    joined = _COLON.match(view.prose(row, column))
    if joined:
        label, answer = joined[1], view.answer(row, column, joined[2])
    elif len(filled) == 2 or (plain and len(filled) > 2):
        label, answer = first, view.answer(row, filled[-1][0])
    else:
        return
    for kind, heads in (("reasons", words.reasons), ("purposes", words.purposes)):
        item = _without_ending(label, heads)
        if item and view.number(row, filled[-1][0]) is None:
            _note(answers, kind, [item], answer)
            return
    if plain and len(filled) == 2:
        _note(answers, "reasons", [label], answer)


def _is_data(cells: Sequence[CellValue]) -> bool:
    """Return whether a row has more cells than a label and its answer, and none begins with a label: most rows
    of a long sheet, which need no closer look."""
    filled = [
        value for value in cells if value is not None and not (isinstance(value, str) and not value.strip())
    ]
    return len(filled) > 2 and not (isinstance(filled[0], str) and ("：" in filled[0] or ":" in filled[0]))


def _without_ending(label: str, heads: frozenset[str]) -> str:
    """Return what stands before 增减原因 in a label, "" when the label does not end in such words."""
    key = label_key(label)
    for head in sorted(heads, key=len, reverse=True):
        if key.endswith(head) and len(key) > len(head):
            return _LINKS.sub("", key[: -len(head)])
    return ""
