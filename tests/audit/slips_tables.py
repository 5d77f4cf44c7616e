"""Slips in the tables of a finished document."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal

from converter.disclosure.finished.stream import StreamCell
from converter.disclosure.model import Cell, Row, Table

from .mutants import Mutant, Original, Target, changed, doubled, spot, without
from .numbers import CHANGES


class TableSlips:
    """Makes mutants of one original by slips in its tables."""

    def __init__(self, original: Original, seed: int = 0) -> None:
        self.original = original
        self.stream = original.stream
        self.rng = random.Random(seed)
        self._at: dict[tuple[object, ...], tuple[int, int]] = {}
        for at, row in enumerate(self.stream.rows):
            for number, cell in enumerate(row.cells):
                self._at[spot(cell.place)] = (at, number)
        self.used = {
            self._at[spot(cell.place)][0]
            for table in original.disclosure.tables.values()
            for _, _, cell in table.figures()
            if cell.place is not None
        }

    def _cell(self, at: tuple[int, int]) -> StreamCell:
        return self.stream.rows[at[0]].cells[at[1]]

    def figures(self, kind: str) -> Iterator[Mutant]:
        """Yield mutants with one figure of a table changed."""
        for table in self.original.disclosure.tables.values():
            for row, column, cell in table.figures():
                if not cell.value or cell.place is None:
                    continue
                at = self._at[spot(cell.place)]
                text = self._cell(at).plain.replace(",", "")
                new = CHANGES[kind](self.rng, text)
                if new is None or Decimal(new) == Decimal(text):
                    continue
                yield Mutant(
                    f"表 {kind}",
                    f"{table.id} {row.key} {column}: {text} → {new}",
                    changed(self.stream, {at: new}),
                    [Target(table.id, row.key, column)],
                    wanted=f"{cell.value:.2f}",
                )

    def pairs(self) -> Iterator[Mutant]:
        """Yield mutants with a figure and the sum it stands in changed by the same amount."""
        for table in self.original.disclosure.tables.values():
            for row in table.rows:
                first = [(name, cell) for name, cell in row.cells.items() if cell.value]
                if len(first) < 2 or row.section:
                    continue
                (total_name, total), (name, part) = first[0], self.rng.choice(first[1:])
                if not total.value or not part.value or not total.place or not part.place:
                    continue
                if row.key == "合计" or total_name != table.columns[0][0]:
                    continue
                more = Decimal(self.rng.choice(["0.01", "1.00", "12.30"]))
                factor = self._factor(part.value, self._cell(self._at[spot(part.place)]).plain)
                changes = {
                    self._at[spot(c.place)]: f"{(c.value + more) * factor:.2f}"
                    for c in (total, part)
                    if c.place is not None and c.value is not None
                }
                yield Mutant(
                    "表 两处一致地改",
                    f"{table.id} {row.key} {total_name}、{name} 各加 {more}",
                    changed(self.stream, changes),
                    [Target(table.id, row.key, total_name), Target(table.id, row.key, name)],
                )

    @staticmethod
    def _factor(value: Decimal, text: str) -> Decimal:
        return Decimal(10_000) if abs(Decimal(text.replace(",", ""))) > abs(value) * 5000 else Decimal(1)

    def rows(self) -> Iterator[Mutant]:
        """Yield mutants without one row of a table."""
        for table in self.original.disclosure.tables.values():
            for row in table.rows:
                cells = [c for c in row.cells.values() if c.value and c.place is not None]
                if not cells or cells[0].place is None:
                    continue
                at = self._at[spot(cells[0].place)][0]
                upper = [row.key, "合计", row.key[:5], row.key[:3]] if row.level else []
                targets = [Target(table.id, key) for key in upper] or [Target(table.id)]
                yield Mutant("表 漏一行", f"{table.id} {row.key}", without(self.stream, at), targets)

    def codes(self) -> Iterator[Mutant]:
        """Yield mutants with one digit of a code changed."""
        for table in self.original.disclosure.tables.values():
            for row in table.rows:
                if not row.codes or row.place is None:
                    continue
                place = next((c.place for c in row.cells.values() if c.place), None)
                if place is None:
                    continue
                at = self._at[spot(place)][0]
                cells = self.stream.rows[at].cells
                number = max(
                    (i for i, c in enumerate(cells[: len(row.codes)]) if c.plain.isdigit()), default=None
                )
                if number is None:
                    continue
                text = cells[number].plain
                new = text[:-1] + str((int(text[-1]) + self.rng.randint(1, 8)) % 10)
                if new == text:
                    continue
                yield Mutant(
                    "表 编码",
                    f"{table.id} {row.key}: {text} → {new}",
                    changed(self.stream, {(at, number): new}),
                    [Target(table.id)],
                )

    def names(self) -> Iterator[Mutant]:
        """Yield mutants with one sign of a name missing in a table."""
        for table in self.original.disclosure.tables.values():
            for row in table.rows:
                place = next((c.place for c in row.cells.values() if c.place), None)
                if place is None or not row.level or len(row.label) < 4 or row.project:
                    continue
                at = self._at[spot(place)][0]
                label = re.sub(r"\s", "", row.label)
                number = next(
                    (i for i, c in enumerate(self.stream.rows[at].cells) if c.plain.endswith(label[-4:])),
                    None,
                )
                if number is None:
                    continue
                text = self.stream.rows[at].cells[number].plain
                cut = self.rng.randrange(len(text) - len(label) + 1, len(text))
                yield Mutant(
                    "表 名称",
                    f"{table.id} {row.key}: {text} 少“{text[cut]}”",
                    changed(self.stream, {(at, number): text[:cut] + text[cut + 1 :]}),
                    [Target(table.id)],
                )

    def notes(self) -> Iterator[Mutant]:
        """Yield mutants without the note of an empty table."""
        for table in self.original.disclosure.tables.values():
            if table.note and table.note_place is not None:
                at = self._at[spot(table.note_place)][0]
                yield Mutant("表 漏备注", table.id, without(self.stream, at), [Target(table.id)])

    def blanks(self) -> Iterator[Mutant]:
        """Yield mutants with one figure left out."""
        for table, row, column, cell, at in self._figures():
            yield Mutant(
                "表 漏一个数",
                f"{table.id} {row.key} {column}: {cell.value} → 空白",
                changed(self.stream, {at: ""}),
                [Target(table.id, row.key, column)],
                wanted=f"{cell.value:.2f}",
            )

    def _figures(self) -> Iterator[tuple[Table, Row, str, Cell, tuple[int, int]]]:
        for table in self.original.disclosure.tables.values():
            for row, column, cell in table.figures():
                if cell.value and cell.place is not None:
                    yield table, row, column, cell, self._at[spot(cell.place)]

    def swapped(self) -> Iterator[Mutant]:
        """Yield mutants with the figures of two neighbouring rows of a column exchanged."""
        above: dict[tuple[str, str, int], tuple[Row, Cell, tuple[int, int]]] = {}
        for table, row, column, cell, at in self._figures():
            before = above.get((table.id, column, row.section))
            above[table.id, column, row.section] = (row, cell, at)
            if before is None or before[1].value == cell.value:
                continue
            texts = {at: self._cell(before[2]).text, before[2]: self._cell(at).text}
            yield Mutant(
                "表 两格互换",
                f"{table.id} {column}: {before[0].key} {before[1].value} ↔ {row.key} {cell.value}",
                changed(self.stream, texts),
                [Target(table.id, row.key, column), Target(table.id, before[0].key, column)],
            )

    def shifted(self) -> Iterator[Mutant]:
        """Yield mutants with a row's figure one column too far to the right or left."""
        for table, row, column, cell, (at, number) in self._figures():
            cells = self.stream.rows[at].cells
            names = next((s for s in table.columns if column in s), [])
            where = names.index(column) if column in names else -1
            for step in (1, -1):
                to = number + step
                if not 0 <= where + step < len(names) or not 0 <= to < len(cells) or cells[to].plain:
                    continue
                yield Mutant(
                    "表 错列",
                    f"{table.id} {row.key}: {cell.value} 从“{column}”移到“{names[where + step]}”",
                    changed(self.stream, {(at, number): "", (at, to): cells[number].text}),
                    [Target(table.id, row.key, column), Target(table.id, row.key, names[where + step])],
                )

    def in_yuan(self) -> Iterator[Mutant]:
        """Yield mutants with a whole table typed in 元."""
        for table in self.original.disclosure.tables.values():
            texts = {}
            for _, _, cell in table.figures():
                if cell.value and cell.place is not None:
                    at = self._at[spot(cell.place)]
                    if self._factor(cell.value, self._cell(at).plain) != 1:
                        break
                    texts[at] = f"{cell.value * 10_000:.2f}"
            if len(texts) > 1:
                told = f"{table.id} {len(texts)} 个数"
                yield Mutant("表 以元填列", told, changed(self.stream, texts), [Target(table.id)])

    def doubles(self) -> Iterator[Mutant]:
        """Yield mutants with one row printed twice."""
        for table in self.original.disclosure.tables.values():
            for row in table.rows:
                place = next((c.place for c in row.cells.values() if c.value and c.place), None)
                if place is not None and row.level:
                    at = self._at[spot(place)][0]
                    target = Target(table.id, row.key)
                    yield Mutant("表 重复一行", f"{table.id} {row.key}", doubled(self.stream, at), [target])

    def units(self) -> Iterator[Mutant]:
        """Yield mutants with the unit or the unit of money of one table written otherwise."""
        for at, row in enumerate(self.stream.rows):
            for number, cell in enumerate(row.cells):
                name = self.original.disclosure.unit
                target = [Target(rule="G47")]
                if cell.plain.startswith("编制") and name and name in cell.text:
                    other = cell.text.replace(name, name[:-1] if self.rng.random() < 0.5 else "乙县林业局")
                    told = f"{cell.plain} → {other}"
                    yield Mutant("表 编制部门", told, changed(self.stream, {(at, number): other}), target)

    def alike(self) -> Iterator[Mutant]:
        """Yield mutants with the figure of one code changed alike in two tables."""
        seen: dict[tuple[str, Decimal], tuple[Table, str, Cell, tuple[int, int]]] = {}
        for table, row, column, cell, at in self._figures():
            assert cell.value is not None
            key = (row.key, cell.value)
            other = seen.setdefault(key, (table, column, cell, at))
            if other[0] is table or not row.level:
                continue
            more = Decimal(self.rng.choice(["0.01", "1.00", "12.30"]))
            texts = {
                one: f"{(cell.value + more) * self._factor(cell.value, self._cell(one).plain):.2f}"
                for one in (other[3], at)
            }
            yield Mutant(
                "表 两表一致地改",
                f"{other[0].id} {other[1]}、{table.id} {column} 的 {row.key} 各加 {more}",
                changed(self.stream, texts),
                [Target(other[0].id, row.key, other[1]), Target(table.id, row.key, column)],
            )
