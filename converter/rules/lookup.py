"""Finds the rows and columns that a rule expression means in the tables of a disclosure.

A table, column or statement that the document does not have raises ``NotThereError``: the expression
cannot be judged and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from converter.rules.grids import MISSING, Grid, current_text, pattern, row_test
from converter.rules.syntax import Cell, Node, Pick, Selector, Statement


class NotThereError(Exception):
    """The expression cannot be judged in this document: a table, column or statement is not there."""


class CellId(NamedTuple):
    """A figure: ``position`` is its row in the table, −1 when the row of ``key`` is not there."""

    table: str
    position: int
    key: str
    column: str


class Chosen(NamedTuple):
    """The rows that a cell inside a function takes: one set for each row gone through, or (``each`` False)
    one set for all of them."""

    each: bool
    sets: list[list[int]]


@dataclass(slots=True, eq=False)
class Rows:
    """The rows that an expression goes through: what 本行 is in each, and where each cell finds it."""

    texts: list[str]
    driven: list[tuple[Cell, list[int]]] = field(default_factory=list)
    found: dict[tuple[str, Selector], list[int]] = field(default_factory=dict)
    sets: dict[tuple[str, Selector], Chosen] = field(default_factory=dict)
    facts: list[tuple[Cell, list[int]]] = field(default_factory=list)


class Lookup:
    """The tables of one check by name (``表1``, ``上年表1``, ``文`` …) with the pack's named conditions.

    ``watchful`` notes which rows are missing; it is only needed to find out what is wrong.
    """

    def __init__(
        self, grids: Mapping[str, Grid], conditions: Mapping[str, Node], *, watchful: bool = False
    ) -> None:
        self.grids = dict(grids)
        self.watchful = watchful
        self.conditions = dict(conditions)
        # Rows that a table lacks and another has (key → level), and rows that a table might lack: both
        # are cells that may be what is wrong.
        self.missing: dict[str, dict[str, int]] = {}
        self.open_rows: dict[str, set[str]] = {}
        self._facts = {name for name, grid in self.grids.items() if grid.facts}
        self._single = Rows([""])
        self._rows: dict[tuple[tuple[str, Selector | None], ...], Rows] = {}

    def grid(self, name: str) -> Grid:
        """Return a table's view; raise NotThereError when the document does not have it."""
        try:
            return self.grids[name]
        except KeyError:
            raise NotThereError(name) from None

    # -- rows and columns

    def rows(self, statement: Statement) -> Rows:
        """Return the rows that ``statement`` goes through (one when it names all its rows)."""
        facts = [c for c in statement.loose if c.table in self._facts]
        if not facts and not statement.drivers:
            return self._single
        key = tuple((cell.table, cell.row) for cell in statement.drivers)
        if not facts and key in self._rows:
            return self._rows[key]
        rows = self._driven(statement.drivers)
        if facts:
            return self._expanded(rows, facts)
        self._rows[key] = rows
        return rows

    def _driven(self, drivers: tuple[Cell, ...]) -> Rows:
        if not drivers:
            return Rows([""])
        first, *others = drivers
        assert first.row is not None
        grid = self.grid(first.table)
        positions = list(grid.pick(first.row))
        texts = [current_text(first.row, grid.keys[at]) for at in positions]
        known = set(texts)
        maps: list[tuple[Cell, dict[str, int]]] = []
        for cell in others:
            assert cell.row is not None
            other = self.grid(cell.table)
            where: dict[str, int] = {}
            for at in other.pick(cell.row):
                where.setdefault(current_text(cell.row, other.keys[at]), at)
            maps.append((cell, where))
            for text in where:
                if text not in known:
                    known.add(text)
                    texts.append(text)
                    positions.append(MISSING)
        rows = Rows(texts, [(first, positions)])
        rows.driven.extend((cell, [where.get(text, MISSING) for text in texts]) for cell, where in maps)
        for cell, found in rows.driven if self.watchful else ():
            for position, text in zip(found, texts, strict=True):
                if position < 0:
                    self._miss(cell, text)
        return rows

    def _miss(self, cell: Cell, text: str) -> None:
        """Remember that a row is not there which another table has."""
        selector = cell.row
        if not self.watchful or selector is None or self.grids[cell.table].facts:
            return
        key = missing_key(selector, text)
        if not key or "*" in key:
            return
        known = self.missing.setdefault(cell.table, {})
        if key not in known:
            levels = (g.rows[g.index[text]].level for g in self.grids.values() if text in g.index)
            known[key] = next(levels, 0)

    def _expanded(self, rows: Rows, facts: list[Cell]) -> Rows:
        """Go through every statement of the text that a row is about; rows without one are left out."""
        first = facts[0]
        assert first.row is not None
        chosen: list[tuple[int, int]] = []
        grid = self.grids[first.table]
        driven = next((p for c, p in rows.driven if c.row is first.row), None)
        by_key: dict[str, list[int]] = {}
        for place, held in enumerate(grid.keys):
            by_key.setdefault(held, []).append(place)
        for at, text in enumerate(rows.texts):
            if driven is not None:
                places = [driven[at]] if driven[at] >= 0 else []
            else:
                key = first.row.text.replace("本行", text) if first.row.pick is Pick.KEY else text
                places = by_key.get(key, [])
            chosen.extend((at, place) for place in places if self._stated(grid, first, place))
        for cell in facts[1:]:
            assert cell.row is not None
            other = self.grids[cell.table]
            kept: list[tuple[int, int]] = []
            for at, place in chosen:
                same = cell.table == first.table and cell.row.alike(first.row)
                key = cell.row.text.replace("本行", rows.texts[at])
                where = place if same else other.index.get(key, MISSING)
                if where >= 0 and self._stated(other, cell, where):
                    kept.append((at, place))
            chosen = kept
        result = Rows([rows.texts[at] for at, _ in chosen])
        result.driven = [(cell, [found[at] for at, _ in chosen]) for cell, found in rows.driven]
        result.facts = [(first, [place for _, place in chosen])]
        return result

    @staticmethod
    def _stated(grid: Grid, cell: Cell, position: int) -> bool:
        if cell.column is None or cell.column.pick is not Pick.KEY:
            return True
        label = grid.labels.get(cell.column.text, "")
        figure = grid.rows[position].cells.get(label)
        return figure is not None and figure.value is not None

    def positions(self, cell: Cell, rows: Rows) -> list[int] | int:
        """Return where a cell's row is for every row gone through, or one position for all of them."""
        selector = cell.row
        assert selector is not None
        grid = self.grid(cell.table)
        for driver, found in rows.facts:
            if driver.table == cell.table and driver.row is not None and driver.row.alike(selector):
                return found
        if selector.pick is Pick.KEY and "本行" not in selector.text:
            at = grid.index.get(selector.text, MISSING)
            if at < 0:
                self._miss(cell, selector.text)
            return at
        for driver, found in rows.driven:
            if driver.table == cell.table and driver.row is not None:
                if driver.row.alike(selector):
                    return found
                if selector.pick is Pick.CURRENT and driver.row.pick is not Pick.PATTERN:
                    return found
        key = (cell.table, selector)
        if key not in rows.found:
            if selector.iterates:
                where: dict[str, int] = {}
                for at in grid.pick(selector):
                    where.setdefault(current_text(selector, grid.keys[at]), at)
                rows.found[key] = [where.get(text, MISSING) for text in rows.texts]
            elif selector.pick is Pick.KEY:
                rows.found[key] = [
                    grid.index.get(selector.text.replace("本行", text), MISSING) for text in rows.texts
                ]
            else:
                rows.found[key] = [grid.index.get(text, MISSING) for text in rows.texts]
            if self.watchful:
                for text, at in zip(rows.texts, rows.found[key], strict=True):
                    if at < 0:
                        self._miss(cell, text)
        return rows.found[key]

    def sets(self, cell: Cell, rows: Rows) -> Chosen:
        """Return what rows a cell inside a function takes."""
        selector = cell.row
        grid = self.grid(cell.table)
        if selector is None:
            return Chosen(False, [list(range(len(grid.rows)))])
        if selector.iterates or (selector.pick is Pick.CHILDREN and selector.text):
            return Chosen(False, [grid.pick(selector)])
        key = (cell.table, selector)
        if key not in rows.sets:
            rows.sets[key] = self._sets(cell, selector, grid, rows)
        return rows.sets[key]

    def _sets(self, cell: Cell, selector: Selector, grid: Grid, rows: Rows) -> Chosen:
        if selector.pick is Pick.CHILDREN:
            without = selector.without
            return Chosen(
                True,
                [[at for at in grid.children(text) if grid.keys[at] not in without] for text in rows.texts],
            )
        if selector.pick is Pick.PATTERN:
            wanted = [selector.text.replace("本行", text) for text in rows.texts]
            self.open_rows.setdefault(cell.table, set()).update(wanted)
            return Chosen(True, [self._matching(grid, text) for text in wanted])
        found = self.positions(cell, rows)
        if isinstance(found, int):
            return Chosen(False, [[found] if found >= 0 else []])
        return Chosen(True, [[at] if at >= 0 else [] for at in found])

    @staticmethod
    def _matching(grid: Grid, text: str) -> list[int]:
        if text.endswith("*") and not any(sign in text[:-1] for sign in "*?#"):
            start = text[:-1]
            return [at for at, key in enumerate(grid.keys) if key.startswith(start)]
        matcher = pattern(text)
        return [at for at, key in enumerate(grid.keys) if matcher.fullmatch(key)]

    def columns(self, statement: Statement, rows: Rows) -> list[str]:
        """Return the columns that ``statement`` goes through ([""] when it names its columns)."""
        cell = statement.columns
        if cell is None or cell.column is None:
            return [""]
        grid = self.grid(cell.table)
        found = self.positions(cell, rows)
        at = found if isinstance(found, int) else next((p for p in found if p >= 0), MISSING)
        return select_columns(grid, cell.column, at)

    def column(self, cell: Cell, current: str) -> list[str]:
        """Return the column names that a cell takes; raise NotThereError when the table does not have it."""
        grid = self.grid(cell.table)
        selector = cell.column
        assert selector is not None
        if selector.pick is Pick.KEY:
            name = selector.text
        elif selector.pick is Pick.CURRENT or (selector.iterates and current):
            name = current
        else:
            return select_columns(grid, selector, 0)
        if name not in grid.labels:
            raise NotThereError(f"{cell.table} {name}")
        return [name]


def missing_key(selector: Selector, text: str) -> str:
    """Return the key that a row taken by ``selector`` for 本行 = ``text`` would have."""
    if selector.pick is Pick.PATTERN:
        body = selector.text.replace("本行", text)
        runs = [sign for sign in body if sign in "*?#"]
        if runs and text and body == selector.text:
            match = _first_run(body)
            return body[: match[0]] + text + body[match[1] :]
        return body
    if selector.pick is Pick.KEY:
        return selector.text.replace("本行", text)
    return text


def _first_run(text: str) -> tuple[int, int]:
    start = next(at for at, sign in enumerate(text) if sign in "*?#")
    end = start
    while end < len(text) and text[end] in "*?#":
        end += 1
    return start, end


def select_columns(grid: Grid, selector: Selector, at: int) -> list[str]:
    """Return the columns that ``selector`` takes among those of the section of row ``at``."""
    names = grid.columns_of(at)
    if selector.pick is Pick.RANGE:
        if selector.text not in names or selector.last not in names:
            raise NotThereError(selector.text)
        first, last = sorted((names.index(selector.text), names.index(selector.last)))
        names = names[first : last + 1]
    elif selector.pick is Pick.PATTERN:
        matches = row_test(selector)
        names = [name for name in names if matches(name, 0)]
    return [name for name in names if name not in selector.without]
