"""Finds lists in a sheet: 主要职能, 内设机构, 下属单位 — one entry a row, or all in one cell."""

from __future__ import annotations

import re

from converter.narrative.answers.model import Answer
from converter.narrative.answers.sheet_view import SheetView
from converter.narrative.answers.words import AnswerWords, without_number
from converter.narrative.slots import SlotKind, SlotSpec
from converter.recognition.mapping import BlockMapping, Meaning

_NUMBERED = re.compile(
    r"(?<=[。；;，,\s])\s*(?=(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．](?!\d)|[①-⑳]))"
)
_COLON = re.compile(r"^([^：:]{2,16})[：:]\s*(.+)$", re.DOTALL)
_PROSE = re.compile(r"[。；;]")
_SHORT = 20


def find_lists(view: SheetView, words: AnswerWords) -> dict[str, list[Answer]]:
    """Return the lists of a sheet by slot id; a list that is said to be empty is an empty list."""
    found: dict[str, list[Answer]] = {}
    for block in view.mapping.blocks:
        _add(found, _of_block(view, block, words))
    for row in range(len(view.sheet.rows)):
        if row in view.bodies or row in view.heads:
            continue
        for column, text in view.cells(row):
            _add(found, _of_label(view, row, column, text, words))
    return found


def _add(found: dict[str, list[Answer]], lists: dict[str, list[Answer]]) -> None:
    for slot, entries in lists.items():
        found.setdefault(slot, entries)


def _slot(text: str, role: str, words: AnswerWords) -> SlotSpec | None:
    slots = [slot for slot in words.slots_named(text, role) if slot.kind is SlotKind.LIST]
    return slots[0] if slots else None


def _of_block(view: SheetView, block: BlockMapping, words: AnswerWords) -> dict[str, list[Answer]]:
    """A table with a column headed 内设机构, or rows whose first cell says which list they belong to."""
    lists: dict[str, list[Answer]] = {}
    columns = [c for c in block.columns if c.meaning not in (Meaning.SEQUENCE, Meaning.IGNORED)]
    for column in columns:
        for text in view.header(block, column.column)[:1]:
            slot = _slot(text, view.role, words)
            if slot is None:
                continue
            entries: list[Answer] = []
            for row in range(block.first_row, block.last_row + 1):
                if view.text(row, column.column):
                    entries += _entries(view, row, column.column, words, slot)
            lists[slot.id] = entries
    if lists:
        return lists
    for row in range(block.first_row, block.last_row + 1):
        filled = [(at, view.filled(row, at)) for at in range(view.sheet.width) if view.filled(row, at)]
        if len(filled) < 2:
            continue
        slot = _slot(filled[0][1], view.role, words)
        if slot is not None:
            at = filled[-1][0]
            lists.setdefault(slot.id, []).extend(_entries(view, row, at, words, slot))
    return lists


def _of_label(
    view: SheetView, row: int, column: int, text: str, words: AnswerWords
) -> dict[str, list[Answer]]:
    """A label outside of tables: the list follows in the cell, to the right, or in the rows below."""
    joined = _COLON.match(view.prose(row, column))
    if joined:
        slot = _slot(joined[1], view.role, words)
        if slot is None:
            return {}
        return {slot.id: _split(view.answer(row, column, joined[2]), words, slot)}
    slot = _slot(text.rstrip("：:"), view.role, words)
    if slot is None:
        return {}
    width = len(view.sheet.rows[row])
    at = next((c for c in range(column + 1, width) if view.text(row, c)), None)
    if at is None:
        entries: list[Answer] = []
        below = row + 1
        while below < len(view.sheet.rows) and below not in view.heads:
            filled = [(c, t) for c, t in view.cells(below) if not _bare_number(t)]
            if len(filled) != 1 or words.slots_named(filled[0][1].rstrip("：:"), view.role):
                break
            entries += _entries(view, below, filled[0][0], words, slot)
            below += 1
        return {slot.id: entries} if entries else {}
    entries = _entries(view, row, at, words, slot)
    below = row + 1
    while (
        below < len(view.sheet.rows)
        and below not in view.heads
        and not any(c <= column for c, _ in view.cells(below))
        and view.text(below, at)
    ):
        entries += _entries(view, below, at, words, slot)
        below += 1
    return {slot.id: entries}


def _entries(view: SheetView, row: int, column: int, words: AnswerWords, slot: SlotSpec) -> list[Answer]:
    return _split(view.answer(row, column), words, slot)


def _split(answer: Answer, words: AnswerWords, slot: SlotSpec) -> list[Answer]:
    """Part what stands in one cell into entries: by lines, by numbers, short names by their separators."""
    if words.says_nothing(answer.text):
        return []
    pieces = [p for line in answer.text.split("\n") for p in _NUMBERED.split(line)]
    texts = [without_number(piece) for piece in pieces if piece.strip()]
    if slot.separated and len(texts) == 1 and not _PROSE.search(texts[0].rstrip("。；;")):
        names = [name.strip() for name in re.split(f"[{words.data.separators}]", texts[0].rstrip("。；;"))]
        if len(names) > 1 and all(0 < len(name) <= _SHORT for name in names):
            texts = names
    return [Answer(text, answer.origin, answer.place) for text in texts if text and not _bare_number(text)]


def _bare_number(text: str) -> bool:
    return text.replace(".", "").isdigit()
