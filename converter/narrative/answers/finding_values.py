"""Finds single answers in a sheet: labels with their value beside, and tables of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from converter.narrative.answers.model import Answer, label_key
from converter.narrative.answers.sheet_view import SheetView
from converter.narrative.answers.words import AnswerWords, chosen
from converter.narrative.slots import SlotKind, SlotSpec
from converter.recognition.mapping import MONEY_UNITS, BlockMapping, ColumnMapping, Meaning

_COLON = re.compile(r"^([^：:]{2,24})[：:]\s*(.+)$", re.DOTALL)
_UNIT_BEHIND = re.compile(r"^(-?[\d,]+(?:\.\d+)?)\s*(?:人|名|个|家|辆|台|套|台（套）|平方米|㎡)$")
# A value stands this many blank cells to the right of its label at most.
_FAR = 4
_SKIPPED = {Meaning.SEQUENCE}

Note = Callable[[str, Answer], None]


def find_values(view: SheetView, words: AnswerWords, note: Note, unit: str = "") -> None:
    """Report every single answer of a sheet to ``note`` (slot id, answer); of a table of several units the
    row of ``unit``."""
    for block in view.mapping.blocks:
        _table(view, block, words, note, unit)
    for row in range(len(view.sheet.rows)):
        if row not in view.bodies and row not in view.heads:
            _labels(view, row, words, note)


def _labels(view: SheetView, row: int, words: AnswerWords, note: Note) -> None:
    """Labels outside of tables: ``标签：值`` in one cell, or the value right of the label."""
    taken: set[int] = set()
    for column, text in view.cells(row):
        if column in taken:
            continue
        joined = _COLON.match(text)
        if joined:
            for slot in _single(words.slots_named(joined[1], view.role)):
                _note_text(view, row, column, joined[2].strip(), slot, note)
                break
            continue
        slots = words.slots_named(text.rstrip("：:"), view.role)
        if not slots:
            continue
        at = _value_column(view, row, column, words)
        if at is None:
            continue
        taken.add(at)
        for slot in _single(slots):
            _note_cell(view, row, at, slot, view.money(None, None), note)
            break


def _single(slots: list[SlotSpec]) -> list[SlotSpec]:
    return [slot for slot in slots if slot.kind is not SlotKind.LIST]


def _value_column(view: SheetView, row: int, column: int, words: AnswerWords) -> int | None:
    """Return where the value of a label stands: the next filled cell, unless that is a label itself."""
    width = len(view.sheet.rows[row])
    for at in range(column + 1, min(width, column + 2 + _FAR)):
        text = view.text(row, at)
        if text:
            label = words.slots_named(text.rstrip("：:"), view.role) or words.labelled(text, view.subjects)
            return None if label else at
    return None


def _note_text(view: SheetView, row: int, column: int, text: str, slot: SlotSpec, note: Note) -> None:
    found = _UNIT_BEHIND.match(text)
    note(slot.id, view.answer(row, column, found[1] if found else text))


def _note_cell(view: SheetView, row: int, column: int, slot: SlotSpec, money: str, note: Note) -> None:
    if slot.kind is SlotKind.AMOUNT:
        answer = view.amount(row, column, money)
    elif slot.kind in (SlotKind.COUNT, SlotKind.NUMBER):
        answer = view.number(row, column)
    else:
        answer = None
    if answer is not None:
        note(slot.id, answer)
    elif view.text(row, column):
        _note_text(view, row, column, view.prose(row, column), slot, note)


def _table(view: SheetView, block: BlockMapping, words: AnswerWords, tell: Note, unit: str) -> None:
    """A table: rows named by slots and columns by quantities, or columns named by slots."""
    note = _Adding(view, tell)
    rows = [row for row in range(block.first_row, block.last_row + 1) if any(view.cells(row))]
    columns = [column for column in block.columns if column.meaning not in _SKIPPED]
    totals = [row for row in rows if any(words.is_total(text) for _, text in view.cells(row))]
    by_row = 0
    for row in rows:
        by_row += _table_row(view, block, row, columns, words, note)
    note.tell(words)
    _flagged(view, block, rows, words, note.note)
    named_columns = _named_columns(view, columns, block, words, quantities=by_row > 0)
    if not named_columns:
        return
    # Columns that are slots: the unit's own row tells, else the row of totals, the only row, the sum of the rows.
    key = label_key(unit)
    own = [row for row in rows if key and any(label_key(text) == key for _, text in view.cells(row))]
    for column, slot in named_columns:
        if len(own) == 1 or totals or len(rows) == 1:
            where = own[0] if len(own) == 1 else totals[-1] if totals else rows[0]
            _note_cell(view, where, column.column, slot, view.money(block, column), note.note)
        elif slot.kind is SlotKind.AMOUNT:
            _note_sum(view, block, rows, column, slot, note.note)


class _Adding:
    """Adds up the amounts of several rows of one table that answer the same slot (a list of 采购 by item)."""

    def __init__(self, view: SheetView, note: Note) -> None:
        self.view = view
        self.note = note
        self.label = ""
        self.found: dict[str, list[tuple[str, Answer]]] = {}

    def __call__(self, slot: str, answer: Answer) -> None:
        self.found.setdefault(slot, []).append((self.label, answer))

    def tell(self, words: AnswerWords) -> None:
        """Report what was found. Rows of one label are a list and add up; of rows that call the same by several
        names (土地、房屋及构筑物 over 其中：房屋) the one called as the text calls it tells."""
        for slot, rows in self.found.items():
            spec, found = words.slots.slot(slot), rows
            called = {words.likeness(label): label for label, _ in reversed(rows)}
            if len(called) > 1:
                # The value of a thing is asked under the thing's own names.
                asked = [s for s in words.slots.slots if slot == s.id or slot.startswith(f"{s.id}.")]
                names = [words.likeness(name) for s in asked for name in (s.label, *s.names)]
                rank = {name: number for number, name in reversed(list(enumerate(names)))}
                best = min(called, key=lambda name: rank.get(name, len(rank)))
                found = [pair for pair in rows if words.likeness(pair[0]) == best]
            answers = [answer for _, answer in found]
            numbers = [answer.number for answer in answers]
            amounts = spec is not None and spec.kind is SlotKind.AMOUNT
            if len(answers) > 1 and amounts and all(number is not None for number in numbers):
                total = sum((number for number in numbers if number is not None), Decimal(0))
                first = answers[0]
                self.note(slot, Answer(f"{total:.2f}", first.origin, first.place))
            else:
                for answer in answers:
                    self.note(slot, answer)
        self.found = {}


def _flagged(view: SheetView, block: BlockMapping, rows: list[int], words: AnswerWords, note: Note) -> None:
    """A list of 采购 whose columns say 是 or 否 (是否面向中小企业): the amounts of the rows that say 是."""
    amounts = block.of(Meaning.AMOUNT)
    if len(amounts) != 1:
        return
    for column in block.columns:
        for text in view.header(block, column.column)[:1]:
            slot = words.flag(text, view.subjects)
            marked = [row for row in rows if view.text(row, column.column)]
            if slot is None or not marked:
                continue
            yes = [row for row in marked if words.says_yes(view.text(row, column.column))]
            if any(
                not words.says_yes(t) and not words.says_no(t)
                for row in marked
                if (t := view.text(row, column.column))
            ):
                continue
            if yes:
                _note_sum(view, block, yes, amounts[0], slot, note)
            else:
                note(slot.id, view.answer(marked[0], column.column, "0.00"))


def _named_columns(
    view: SheetView,
    columns: list[ColumnMapping],
    block: BlockMapping,
    words: AnswerWords,
    *,
    quantities: bool,
) -> list[tuple[ColumnMapping, SlotSpec]]:
    """Return the columns that are slots. ``quantities``: rows of the table are slots, so that a heading such
    as 实有人数 says which quantity of the row the column holds."""
    found: list[tuple[ColumnMapping, SlotSpec]] = []
    totals: list[ColumnMapping] = []
    taken: set[str] = set()
    for column in columns:
        path = view.header(block, column.column)
        if path and words.is_total(path[0]):
            totals.append(column)
        for text in (*path[:1], "".join(reversed(path))):
            labelled = words.labelled(text, view.subjects)
            named = words.slots_named(text, view.role) or (labelled.slots if labelled is not None else [])
            slots = _single(named)
            if slots and slots[0].id not in taken and not (quantities and words.measure(text)):
                taken.add(slots[0].id)
                found.append((column, slots[0]))
                break
    for slot in words.slots.slots:
        if len(totals) == 1 and slot.id not in taken and len(taken & set(slot.sum)) >= 2:
            found.append((totals[0], slot))
    return found


def _table_row(
    view: SheetView,
    block: BlockMapping,
    row: int,
    columns: list[ColumnMapping],
    words: AnswerWords,
    note: _Adding,
) -> int:
    """Note the numbers of a row whose label is a slot; return how many there were."""
    label_at = -1
    slots: list[SlotSpec] = []
    for at, text in view.cells(row):
        slots = _single(words.slots_named(text, view.role))
        if slots:
            label_at = at
            note.label = text
            break
    if not slots and any(words.is_total(text) for _, text in view.cells(row)):
        # 合计 of a table of 采购: the slot that is the sum of the other rows.
        slots = _total_slots(view, block, row, words)
        label_at = next(at for at, text in view.cells(row) if words.is_total(text))
    if not slots or (slots[0].kind is SlotKind.COUNT and _of_another(view, row, label_at, words)):
        return 0
    count = 0
    plain = [c for c in columns if c.column > label_at and _is_number(view, row, c.column)]
    for column in plain:
        measure = ""
        for text in view.header(block, column.column):
            measure = words.measure(text)
            if measure:
                break
        named = any(words.slots_named(text, view.role) for text in view.header(block, column.column)[:1])
        if not measure and (named or len(plain) > 1):
            continue
        slot = chosen(slots, measure, words.slots)
        if slot is not None:
            money = _money_beside(view, row, column.column) or view.money(block, column)
            _note_cell(view, row, column.column, slot, money, note)
            count += 1
    return count


def _of_another(view: SheetView, row: int, label_at: int, words: AnswerWords) -> bool:
    """Whether a row is one of a list of persons or things, whose kind the label only says."""
    before = [text for at, text in view.cells(row) if at < label_at and not _is_number(view, row, at)]
    return any(not words.is_topic(text) and not words.slots_named(text, view.role) for text in before)


def _money_beside(view: SheetView, row: int, column: int) -> str:
    """Return the unit of money that a row states in a cell of its own, "" for none."""
    return next((text for at, text in view.cells(row) if at > column and text in MONEY_UNITS), "")


def _total_slots(view: SheetView, block: BlockMapping, total: int, words: AnswerWords) -> list[SlotSpec]:
    """Return the slots that are the sum of what the rows above a row of totals name, down to a heading."""
    named: set[str] = set()
    for row in range(total - 1, block.first_row - 1, -1):
        cells = list(view.cells(row))
        if len(cells) == 1 and not _is_number(view, row, cells[0][0]):
            break
        for _, text in cells:
            named.update(slot.id for slot in words.slots_named(text, view.role))
    return [slot for slot in words.slots.slots if slot.sum and len(named & set(slot.sum)) >= 2]


def _note_sum(
    view: SheetView,
    block: BlockMapping,
    rows: list[int],
    column: ColumnMapping,
    slot: SlotSpec,
    note: Note,
) -> None:
    amounts = [view.amount(row, column.column, view.money(block, column)) for row in rows]
    numbers = [answer.number for answer in amounts if answer is not None]
    if numbers:
        total = sum((number for number in numbers if number is not None), Decimal(0))
        first = next(row for row, answer in zip(rows, amounts, strict=True) if answer is not None)
        note(slot.id, view.answer(first, column.column, f"{total:.2f}"))


def _is_number(view: SheetView, row: int, column: int) -> bool:
    return view.number(row, column) is not None
