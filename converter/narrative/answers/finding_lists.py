"""Finds lists in a sheet: 主要职能, 内设机构, 下属单位 — one entry a row, or all in one cell."""

from __future__ import annotations

import re
from itertools import pairwise

from converter.narrative.answers.model import Answer, label_key
from converter.narrative.answers.sheet_view import SheetView
from converter.narrative.answers.words import AnswerWords, without_number
from converter.narrative.slots import SlotKind, SlotSpec
from converter.recognition.mapping import BlockMapping, Meaning

_NUMBERED = re.compile(
    r"(?<=[。；;，,\s])\s*(?=(?:[一二三四五六七八九十]是|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,3}[.、．](?!\d)|[①-⑳]))"
)
_COLON = re.compile(r"^([^：:]{2,16})[：:]\s*(.+)$", re.DOTALL)
_SENTENCE = re.compile(r"[，。]|\d+\s*个|分别[是为]")
_PART = re.compile(r"^\s*(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}[、.．])")
_ORDINAL = re.compile(r"^[一二三四五六七八九十]是(?=.{4})")
_SHORT = 20
_LONGEST_LABEL = 24


# Stands for the only entry of a list that is said to be empty.
_NOTHING = Answer("")


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
    """Keep the first entries of a list; a list said to be empty (an entry that says nothing) is empty."""
    for slot, entries in lists.items():
        if entries and not found.get(slot):
            found[slot] = [entry for entry in entries if entry is not _NOTHING]


def _slot(text: str, view: SheetView, words: AnswerWords) -> SlotSpec | None:
    """Return the list that a label names; 一、单位主要职能 ends with the name of one."""
    if len(text) > _LONGEST_LABEL:
        return None
    slots = words.slots_named(text, view.role) or getattr(words.labelled(text, view.subjects), "slots", [])
    lists = [slot for slot in slots if slot.kind is SlotKind.LIST]
    if lists or slots:
        return lists[0] if lists else None
    return words.list_ending(text, view.subjects)


def _of_block(view: SheetView, block: BlockMapping, words: AnswerWords) -> dict[str, list[Answer]]:
    """A table with a column headed 内设机构, or rows whose first cell says which list they belong to."""
    lists: dict[str, list[Answer]] = {}
    columns = [c for c in block.columns if c.meaning not in (Meaning.SEQUENCE, Meaning.IGNORED)]
    for column in columns:
        for text in view.header(block, column.column)[:1]:
            slot = _slot(text, view, words)
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
        for (_, label), (at, _) in pairwise(filled):
            slot = None if _bare_number(label) else _slot(label, view, words)
            if slot is not None:
                lists.setdefault(slot.id, []).extend(_entries(view, row, at, words, slot))
                break
    return lists


def _of_label(
    view: SheetView, row: int, column: int, text: str, words: AnswerWords
) -> dict[str, list[Answer]]:
    """A label outside of tables: the list follows in the cell, to the right, or in the rows below."""
    joined = _COLON.match(view.prose(row, column))
    if joined:
        slot = _slot(joined[1], view, words)
        if slot is None:
            return {}
        return {slot.id: _split(view.answer(row, column, joined[2]), words, slot)}
    slot = _slot(text.rstrip("：:"), view, words)
    if slot is None:
        return {}
    width = len(view.sheet.rows[row])
    at = next((c for c in range(column + 1, width) if view.text(row, c)), None)
    if at is None:
        entries: list[Answer] = []
        below = row + 1
        while below < len(view.sheet.rows) and below not in view.heads:
            filled = [(c, t) for c, t in view.cells(below) if not _bare_number(t)]
            if len(filled) != 1 or _begins_another(view, below, filled[0][0], words):
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


def _begins_another(view: SheetView, row: int, column: int, words: AnswerWords) -> bool:
    """Whether a line below a list is the heading or the label of something else."""
    text = view.text(row, column)
    if len(text) <= _LONGEST_LABEL and _PART.match(text) and not _SENTENCE.search(text):
        return True
    joined = _COLON.match(view.prose(row, column))
    label = joined[1] if joined else text.rstrip("：:")
    if words.slots_named(label, view.role) or words.labelled(label, view.subjects) is not None:
        return True
    return joined is not None and (
        words.list_ending(label, view.subjects) is not None or label_key(label).endswith("情况")
    )


def _entries(view: SheetView, row: int, column: int, words: AnswerWords, slot: SlotSpec) -> list[Answer]:
    return _split(view.answer(row, column), words, slot)


def _split(answer: Answer, words: AnswerWords, slot: SlotSpec) -> list[Answer]:
    """Part what stands in one cell into entries: by lines, by numbers, short names by their separators."""
    if words.says_nothing(answer.text):
        return [_NOTHING]
    if slot.separated and _SENTENCE.search(answer.text):
        named = _named_in_sentence(slot, answer.text, words)
        return [Answer(name, answer.origin, answer.place) for name in named]
    pieces = [p for line in answer.text.split("\n") for p in _NUMBERED.split(line)]
    texts = [_ORDINAL.sub("", without_number(piece)) for piece in pieces if piece.strip()]
    if slot.separated and len(texts) == 1:
        names = [name.strip() for name in re.split(f"[{words.data.separators}]", texts[0].rstrip("。；;"))]
        if len(names) > 1 and all(0 < len(name) <= _SHORT for name in names):
            texts = names
    return [Answer(text, answer.origin, answer.place) for text in texts if text and not _bare_number(text)]


def _named_in_sentence(slot: SlotSpec, text: str, words: AnswerWords) -> list[str]:
    """Return the names that a sentence lists (下设3个科室，分别是：秘书科、综合科、行政科。), [] when it lists none."""
    for pattern in words.sentences.get(slot.id, ()):
        found = pattern.search(text)
        if found:
            names = re.split(f"[{words.data.separators}和及]", found["names"].strip("：: "))
            if all(0 < len(name.strip()) <= _SHORT for name in names):
                return [name.strip() for name in names]
    return []


def _bare_number(text: str) -> bool:
    return text.replace(".", "").isdigit()
