"""Which facts of two tables may be the same money: groups of ledger lines against cells of a table.

A cell whose dimensions contain those of a line holds it whole (the line is *held*); where each knows
something that the other does not, they are *linked* and may share money.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from converter.ledger.facts import Coverage
from converter.ledger.hierarchy import EITHER, Key, SourceTree, contains_path, meet_keys
from converter.ledger.model import BudgetLine
from converter.reading.model import CellRef

_CLASS = 3


@dataclass(slots=True)
class Cell:
    """The facts of a table with the same dimensions, as one amount. ``must``: all of it lies in the scope
    of the lines; ``known``: at least a part of it does."""

    key: Key
    fen: int = 0
    facts: list[BudgetLine] = field(default_factory=list)
    must: bool = False
    known: bool = True

    @property
    def refs(self) -> tuple[CellRef, ...]:
        """The input cells."""
        return tuple(dict.fromkeys(ref for fact in self.facts for refs in fact.refs.values() for ref in refs))


@dataclass(slots=True)
class Group:
    """Ledger lines with the same dimensions. ``held`` is the cell that contains them, -1 if none does."""

    key: Key
    lines: list[BudgetLine] = field(default_factory=list)
    fen: int = 0
    must: bool = False
    held: int = -1
    links: list[int] = field(default_factory=list)

    @property
    def refs(self) -> list[CellRef]:
        """The input cells, those of the first view of each line."""
        return [ref for line in self.lines for ref in next(iter(line.refs.values()), ())]


def cells_of(facts: Iterable[BudgetLine]) -> list[Cell]:
    """Return the facts of a table gathered by their dimensions, in order of appearance."""
    cells: dict[Key, Cell] = {}
    for fact in facts:
        key = Key(fact.function, fact.economic, fact.kind, fact.source, fact.project)
        cell = cells.get(key)
        if cell is None:
            cell = cells[key] = Cell(key)
        cell.fen += fact.amount
        cell.facts.append(fact)
    return list(cells.values())


def groups_of(lines: Iterable[BudgetLine]) -> list[Group]:
    """Return ledger lines gathered by their dimensions, in order of appearance."""
    groups: dict[Key, Group] = {}
    for line in lines:
        key = Key(line.function, line.economic, line.kind, line.source, line.project)
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(key)
        group.fen += line.amount
        group.lines.append(line)
    return list(groups.values())


class Matching:
    """The links between groups of lines and cells. Groups outside of the table's scope stay unlinked."""

    def __init__(
        self,
        groups: Sequence[Group],
        cells: Sequence[Cell],
        of_lines: Coverage,
        of_cells: Coverage,
        tree: SourceTree,
    ) -> None:
        self.groups = groups
        self.cells = cells
        self.tree = tree
        for cell in cells:
            answer = of_lines.of(cell.key.kind, cell.key.source, cell.key.economic)
            cell.must, cell.known = answer == 2, answer > 0
        self._finder = _Holders(cells, tree)
        self._by_class: dict[str, list[int]] = {}
        for number, cell in enumerate(cells):
            self._by_class.setdefault(cell.key.function[:_CLASS], []).append(number)
        for group in groups:
            answer = of_cells.of(group.key.kind, group.key.source, group.key.economic)
            group.must = answer == 2
            group.held, group.links = -1, []
            if not answer:
                continue
            group.held = self._finder.holder(group.key)
            if group.held < 0:
                group.links = self._linked(group.key)

    def _linked(self, key: Key) -> list[int]:
        own = key.function[:_CLASS]
        if not own:
            candidates: Iterable[int] = range(len(self.cells))
        else:
            candidates = sorted([*self._by_class.get(own, ()), *self._by_class.get("", ())])
        return [
            number
            for number in candidates
            if self.cells[number].known and meet_keys(key, self.cells[number].key, self.tree) is not None
        ]


class _Holders:
    """Finds the finest cell that contains given dimensions."""

    def __init__(self, cells: Sequence[Cell], tree: SourceTree) -> None:
        self._tree = tree
        self._cells: dict[Key, int] = {}
        for number, cell in enumerate(cells):
            if not cell.known:
                continue
            for economic in cell.key.economic.split(EITHER):
                self._cells[cell.key._replace(economic=economic)] = number
        keys = list(self._cells)
        self._functions = sorted({len(key.function) for key in keys}, reverse=True)
        self._economics = sorted({len(key.economic) for key in keys}, reverse=True)
        self._kinds = {key.kind for key in keys}
        self._sources = {key.source for key in keys}
        self._blank_project = any(not key.project for key in keys)
        self._known_kinds: dict[str, list[str]] = {}
        self._known_sources: dict[str, list[str]] = {}

    def holder(self, key: Key) -> int:
        """Return the number of the finest cell that contains ``key``, -1 if there is none."""
        function, economic, kind, source, project = key
        kinds = self._known_kinds.get(kind)
        if kinds is None:
            own = [k for k in self._kinds if contains_path(k, kind)]
            kinds = self._known_kinds[kind] = sorted(own, key=len, reverse=True)
        sources = self._known_sources.get(source)
        if sources is None:
            found = [s for s in self._sources if self._tree.contains(s, source)]
            sources = self._known_sources[source] = sorted(found, key=len, reverse=True)
        projects = [project, ""] if project and self._blank_project else [project]
        functions = [function[:n] for n in self._functions if n <= len(function)]
        economics = (
            [economic]
            if EITHER in economic
            else [economic[:n] for n in self._economics if n <= len(economic)]
        )
        for candidate in product(functions, economics, kinds, sources, projects):
            number = self._cells.get(Key(*candidate))
            if number is not None:
                return number
        return -1
