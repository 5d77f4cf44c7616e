"""Reads forms as clerks draw them: labels with values beside, small tables under a heading, columns of labels.

Where a sheet is one table, recognition has found its header; a form mixes sections (人员情况, 国有资产 …) on
one sheet, each with its own columns and unit of money. It is read row by row as a person reads it: a
heading says what follows, a row of 数量 and 金额 says what the columns below hold, a label says what the
number beside it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from converter.narrative.answers.model import Answer, label_key
from converter.narrative.answers.sheet_view import SheetView
from converter.narrative.answers.words import AnswerWords, Labelled, chosen
from converter.narrative.slots import SlotKind, SlotSpec
from converter.recognition.mapping import MONEY_UNITS

_HEADING = re.compile(r"^\s*(?:第[一二三四五六七八九十]+部分|[（(]?[一二三四五六七八九十]{1,3}[)）、.．])")
_NUMBER_WITH_UNIT = re.compile(r"^(?P<number>[-+]?[\d,]+(?:\.\d+)?)\s*(?P<unit>[^\d\s,.]{1,5})?$")
_MONEY_STATED = re.compile(
    r"单位\s*[：:]\s*(?P<unit>万元|元)|[（(]\s*(?:单位[：:])?\s*(?P<inside>万元|元)\s*[）)]"
)
# A heading of a column stands this many rows above its numbers at most.
_HEADER_ROWS = 4
# So many numbers side by side are a table across, not a label with its value.
_ACROSS = 3

Note = Callable[[str, Answer], None]


@dataclass(slots=True)
class _Column:
    """What a column under a row of headings holds: count, money, change …, and its unit of money."""

    measure: str
    money: str = ""


@dataclass(slots=True, eq=False)
class FormReader:
    """Reads one sheet; ``note`` is told every answer (slot id, answer), ``unit`` is whose answers are wanted.

    ``heads`` are the rows of headings that hold for the next rows, ``across`` the rows of numbers under them.
    """

    view: SheetView
    words: AnswerWords
    note: Note
    unit: str = ""
    columns: dict[int, _Column] = field(default_factory=dict)
    money: str = ""
    named: set[str] = field(default_factory=set)
    heads: list[int] = field(default_factory=list)
    across: dict[tuple[int, ...], list[int]] = field(default_factory=dict)
    found: dict[str, list[Answer]] = field(default_factory=dict)

    def read(self) -> None:
        """Report every single answer that stands in the sheet."""
        for row in range(len(self.view.sheet.rows)):
            cells = list(self.view.cells(row))
            if not cells:
                self.heads = []
                continue
            for column, text in cells:
                self._joined(row, column, text)
            stated = next((m for _, t in cells if (m := _MONEY_STATED.search(t))), None)
            labels = {column: self._labelled(text) for column, text in cells}
            numbers = [c for c, _ in cells if self._number(row, c) is not None]
            if len(cells) == 1 and not numbers and (_HEADING.match(cells[0][1]) or stated):
                self.columns, self.named = {}, set()
                self.money = (stated["unit"] or stated["inside"]) if stated else self.money if stated else ""
                continue
            if stated and stated["unit"]:
                self.money = stated["unit"]
            if not numbers and len(cells) > 1:
                adjacent = self.heads and self.heads[-1] == row - 1
                self.heads = [*(self.heads[1 - _HEADER_ROWS :] if adjacent else []), row]
                if self._header(cells):
                    continue
            first = next((c for c, _ in cells if labels[c] is not None or self._total(cells, c)), None)
            if first is None or (len(numbers) >= _ACROSS and min(numbers) < first):
                self.across.setdefault(tuple(self.heads), []).append(row)
            else:
                self._row(row, cells, labels)
        for heads, rows in self.across.items():
            self._across(heads, rows)
        for slot, answers in self.found.items():
            # What a sheet says in several ways is a list (a roster, a register), not an answer.
            if len({answer.text for answer in answers}) == 1:
                self.note(slot, answers[0])

    def _found(self, slot: str, answer: Answer) -> None:
        self.found.setdefault(slot, []).append(answer)

    # ── rows of labels and values

    def _joined(self, row: int, column: int, text: str) -> None:
        """Read a label and its value in one cell (办公用房面积：1200平方米)."""
        label, colon, value = text.replace(":", "：").partition("：")
        found = self._labelled(label) if colon and value.strip() else None
        number = _NUMBER_WITH_UNIT.match(value.strip())
        if found is None or number is None or (number["unit"] and number["unit"] not in self.words.units):
            return
        unit = number["unit"] or found.unit
        slot = chosen(found.slots, "money" if unit in MONEY_UNITS else "", self.words.slots) or found.slots[0]
        if slot.kind in (SlotKind.AMOUNT, SlotKind.COUNT, SlotKind.NUMBER):
            self._note_number(row, column, slot, unit, None, number["number"])

    def _labelled(self, text: str) -> Labelled | None:
        found = self.words.labelled(text, self.view.subjects)
        return found if found is not None and found.slots else None

    def _total(self, cells: list[tuple[int, str]], column: int) -> bool:
        text = next(t for c, t in cells if c == column)
        return self.words.is_total(text) and self._sum() is not None

    def _sum(self) -> SlotSpec | None:
        """Return the slot that 合计 means: the sum of what the rows above named."""
        return next((s for s in self.words.slots.slots if len(self.named & set(s.sum)) >= 2), None)

    def _header(self, cells: list[tuple[int, str]]) -> bool:
        """Take in a row of headings such as 项目 | 数量 | 金额（元）; return whether it is one."""
        found: dict[int, _Column] = {}
        skipped: dict[int, _Column] = {}
        for column, text in cells:
            bare, unit = self.words.without_unit(text)
            measure = self.words.measure(bare) or self.words.measure(text)
            if bare in self.words.data.sequence_heads:
                skipped[column] = _Column("")
            elif measure:
                found[column] = _Column(measure, unit if unit in MONEY_UNITS else "")
        if not found or len(cells) < 2:
            return False
        if any(self._labelled(text) is not None for column, text in cells if column not in found):
            return False
        self.columns = found | skipped
        return True

    def _row(self, row: int, cells: list[tuple[int, str]], labels: dict[int, Labelled | None]) -> None:
        """Give the values of a row to the labels in front of them.

        In a row that begins with something else (the name of a person, of a purchase) a label says of what
        kind that is, and the numbers are not the slot's.
        """
        label: Labelled | None = None
        answered = False
        lead = next(((c, text) for c, text in cells if self._number(row, c) is None), None)
        other = lead is not None and labels[lead[0]] is None and not self._total(cells, lead[0])
        if other and lead is not None and not self.words.is_topic(lead[1]):
            return
        for index, (column, text) in enumerate(cells):
            found = labels[column]
            if found is None and self._total(cells, column):
                spec = self._sum()
                found = Labelled([spec]) if spec is not None else None
            if found is None and label is not None and self._number(row, column) is None:
                measure = self.words.measure(self.words.without_unit(text)[0])
                if measure in ("change", "money", "count"):
                    # 在职 | 28 | 比上年增减 | -2: another quantity of the same thing.
                    label, answered = Labelled(label.slots, label.unit, measure), False
                    continue
            if found is not None and self._number(row, column) is None:
                label, answered = found, False
                continue
            if label is None:
                continue
            beside = cells[index + 1][1] if index + 1 < len(cells) else ""
            if self._value(row, column, text, label, beside, answered):
                answered = True
                self.named.update(slot.id for slot in label.slots)

    def _value(self, row: int, column: int, text: str, label: Labelled, beside: str, answered: bool) -> bool:
        """Give one value to its label; return whether the label is answered by it."""
        head = self.columns.get(column)
        if head is not None and not head.measure:
            return False  # a number of the row
        found = _NUMBER_WITH_UNIT.match(text) if self._number(row, column) is not None else None
        if found is None:
            slot = next(
                (s for s in label.slots if s.kind in (SlotKind.TEXT, SlotKind.CHOICE, SlotKind.DATE)), None
            )
            if slot is not None and not answered:
                self._found(slot.id, self.view.answer(row, column))
                return True
            return False
        unit = (
            (found["unit"] if found else "") or (beside if beside in self.words.units else "") or label.unit
        )
        measure = label.measure or (head.measure if head else "")
        if head is None and answered:
            return False
        if measure == "last":
            return False
        if not measure and unit in MONEY_UNITS:
            measure = "money"
        slot = chosen(label.slots, measure, self.words.slots)
        if slot is None and not head:
            slot = label.slots[0]
        if slot is None or slot.kind in (SlotKind.TEXT, SlotKind.LIST):
            return False
        if unit and slot.unit in self.words.areas and unit not in self.words.areas:
            return False  # 亩 is not 平方米, and nothing is converted here
        self._note_number(row, column, slot, unit, head)
        return True

    def _note_number(
        self, row: int, column: int, slot: SlotSpec, unit: str, head: _Column | None, written: str = ""
    ) -> None:
        """Note a number in its slot's unit; ``written`` where it is not all that stands in the cell."""
        found = _NUMBER_WITH_UNIT.match(written or self.view.text(row, column))
        if slot.kind is SlotKind.AMOUNT:
            money = next(
                (m for m in (unit, head.money if head else "", self.money) if m in MONEY_UNITS),
                self.view.money(None, None),
            )
            answer = self.view.amount(row, column, money, found["number"] if found else None)
        elif slot.kind in (SlotKind.COUNT, SlotKind.NUMBER):
            answer = None if written else self.view.number(row, column)
            if answer is None and found:
                answer = self.view.answer(row, column, found["number"].replace(",", ""))
        else:
            answer = self.view.answer(row, column)
        whole = (
            slot.kind is not SlotKind.COUNT or answer is None or answer.number == round(answer.number or 0)
        )
        if answer is not None and whole:
            self._found(slot.id, answer)

    def _number(self, row: int, column: int) -> str | None:
        found = _NUMBER_WITH_UNIT.match(self.view.text(row, column))
        if found is None or (found["unit"] and found["unit"] not in self.words.units):
            return None
        return found["number"]

    # ── tables whose columns are labels

    def _across(self, heads: tuple[int, ...], rows: list[int]) -> None:
        """Read the row of the unit, or the only or total row, under headings that name its numbers."""
        row = self._own_row(rows)
        if row is None:
            return
        found: list[tuple[int, SlotSpec, str]] = []
        for column, _ in self.view.cells(row):
            if self._number(row, column) is None:
                continue
            path = [t for above in heads if (t := self.view.filled(above, column))]
            slot, money = self._of_path(list(dict.fromkeys(path)))
            if slot is not None and slot.id not in {s.id for _, s, _ in found}:
                found.append((column, slot, money))
        if len(found) < 2:
            return
        for column, slot, money in found:
            self._note_number(row, column, slot, money, None)

    def _own_row(self, rows: list[int]) -> int | None:
        """Return the row that speaks of the unit: it is named there, or there is one row, or a row of totals."""
        texts = {row: [text for _, text in self.view.cells(row)] for row in rows}
        key = label_key(self.unit)
        own = [row for row in rows if key and any(label_key(text) == key for text in texts[row])]
        if own or len(rows) == 1:
            return own[0] if own else rows[0]
        totals = [row for row in rows if any(self.words.is_total(text) for text in texts[row])]
        return totals[-1] if totals else None

    def _of_path(self, path: list[str]) -> tuple[SlotSpec | None, str]:
        """Return the slot that a column's headings name, and the unit of money that they state."""
        plain, units = [], []
        for text in path:
            bare, unit = self.words.without_unit(text)
            plain.append(bare)
            units.append(unit)
        money = next((u for u in reversed(units) if u in MONEY_UNITS), "")
        if not plain:
            return None, money
        last, above = plain[-1], plain[:-1]
        names = ["".join(plain[at:]) for at in range(len(plain))]
        measure = self.words.measure(last)
        for name in names:
            found = self._labelled(name)
            if found is not None and not (name == last and measure and above):
                return found.slots[0], money
        for name in reversed(above):
            found = self._labelled(name)
            if found is not None and (measure or self.words.is_total(last)):
                return chosen(found.slots, measure or "count", self.words.slots), money
        return None, money
