"""Mends lines that were shared out one way where only another way also fits a further table.

Sums by function and staffing, and sums by source and staffing, can each be met in many ways; the first was
met in some way when the second comes. Two lines that exchange their kind (or source) leave every table
joined so far as it is, if they stand in the same cells of it otherwise; a chain of such exchanges brings
the new table into agreement where that is possible.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from converter.ledger.determinacy import Published
from converter.ledger.facts import FactSet, Scope
from converter.ledger.hierarchy import Key, SourceTree, meet_keys
from converter.ledger.join_model import State
from converter.ledger.joining import join
from converter.ledger.matching import Cell, cells_of
from converter.ledger.model import BudgetLine
from converter.reading.model import CellRef

_ROUNDS_AT_MOST = 400
_LINES_AT_MOST = 1500
# What lines exchange: first what the table's sums are about, then what goes with it.
_DIMENSIONS = (("kind",), ("source",), ("kind", "economic"))

Wanted = tuple[str, ...]


def exchanged(
    state: State, facts: FactSet, scope: Scope, tree: SourceTree, published: Published | None
) -> State | None:
    """Return ``state`` joined with ``facts`` after exchanges between its lines; None when they are no help."""
    if len(state.lines) > _LINES_AT_MOST:
        return None
    for dimensions in _DIMENSIONS:
        mending = _Mending(state.copied(), facts, tree, dimensions)
        if not mending.run():
            continue
        result = mending.state
        join(result, facts, scope, tree, published)
        return result
    return None


class _Mending:
    """Exchanges of one dimension (and what goes with it) until the sums of a table are met."""

    def __init__(self, state: State, facts: FactSet, tree: SourceTree, dimensions: tuple[str, ...]) -> None:
        self.state = state
        self.tree = tree
        self.dimension = dimensions[0]
        self.moved = dimensions
        self.tables = [_Table(table, tree) for table in state.tables]
        self.cells = cells_of(facts.lines)
        self.values = self._values()
        self.places = self._find_places()

    def _values(self) -> list[str]:
        """Return the values of the dimension that the table asks for."""
        own = dict.fromkeys(getattr(cell.key, self.dimension) for cell in self.cells)
        return [value for value in own if value]

    def run(self) -> bool:
        """Exchange; return whether anything was changed."""
        changed = False
        for _ in range(_ROUNDS_AT_MOST):
            if not self._step():
                break
            changed = True
        return changed

    # A place is what a table's cell and a line have in common but for the exchanged dimension; what
    # matters is how much of each value stands in it.
    def _place(self, key: Key) -> Key | None:
        """Return the place of a line in the new table; None outside of it."""
        blank = key._replace(**{self.dimension: ""})
        for place in self.places:
            if meet_keys(blank, place, self.tree) is not None:
                return place
        return None

    def _find_places(self) -> list[Key]:
        blank = {self.dimension: "", "economic": "", "project": ""}
        return list(dict.fromkeys(cell.key._replace(**blank) for cell in self.cells))

    def _balances(self) -> dict[tuple[Key, str], int]:
        """Return by place and value how much more the lines hold than the table says (分)."""
        balances: dict[tuple[Key, str], int] = {}
        for cell in self.cells:
            value = getattr(cell.key, self.dimension)
            place = cell.key._replace(economic="", project="", **{self.dimension: ""})
            balances[place, value] = balances.get((place, value), 0) - cell.fen
        for line in self.state.lines:
            key = _key(line)
            place_of = self._place(key)
            if place_of is None:
                continue
            value = self._value(key)
            if value is not None:
                balances[place_of, value] = balances.get((place_of, value), 0) + line.amount
        return balances

    def _value(self, key: Key) -> str | None:
        own = getattr(key, self.dimension)
        for value in self.values:
            if own == value or own.startswith(value + "."):
                return value
        return None

    def _step(self) -> bool:
        """Carry out one chain of exchanges from a place with too much of a value to one with too little."""
        balances = self._balances()
        starts = [(place, value) for (place, value), fen in balances.items() if fen > 0]
        for place, value in starts:
            for other in self.values:
                if other == value or balances.get((place, other), 0) >= 0:
                    continue
                if self._chain(place, value, other, balances):
                    return True
        return False

    def _chain(self, start: Key, value: str, other: str, balances: dict[tuple[Key, str], int]) -> bool:
        """Turn ``value`` into ``other`` at ``start``, and the other way round where that is welcome."""
        came: dict[Key | None, tuple[Key | None, int, int]] = {start: (None, -1, -1)}
        queue: deque[Key] = deque([start])
        while queue:
            place = queue.popleft()
            for one, two, beyond in self._exchanges(place, value, other):
                if beyond in came:
                    continue
                came[beyond] = (place, one, two)
                free = beyond is None or (
                    balances.get((beyond, other), 0) > 0 and balances.get((beyond, value), 0) < 0
                )
                if free:
                    return self._carry_out(start, beyond, value, other, came, balances)
                if beyond is not None:
                    queue.append(beyond)
        return False

    def _exchanges(self, place: Key, value: str, other: str) -> Iterator[tuple[int, int, Key | None]]:
        """Yield lines at ``place`` with ``value`` and lines elsewhere with ``other`` that may exchange."""
        lines = self.state.lines
        keys = [_key(line) for line in lines]
        ones = [i for i, key in enumerate(keys) if self._value(key) == value and self._place(key) == place]
        twos = [i for i, key in enumerate(keys) if self._value(key) == other and self._place(key) != place]
        for one in ones:
            for two in twos:
                if lines[one].amount > 0 and lines[two].amount > 0 and self._allowed(keys[one], keys[two]):
                    yield one, two, self._place(keys[two])

    def _allowed(self, one: Key, two: Key) -> bool:
        """Return whether all tables joined so far stay as they are when two lines exchange values."""
        first = one._replace(**{name: getattr(two, name) for name in self.moved})
        second = two._replace(**{name: getattr(one, name) for name in self.moved})
        for table in self.tables:
            before = sorted((table.cell(one), table.cell(two)))
            after = sorted((table.cell(first), table.cell(second)))
            if before != after:
                return False
        return True

    def _carry_out(
        self,
        start: Key,
        end: Key | None,
        value: str,
        other: str,
        came: dict[Key | None, tuple[Key | None, int, int]],
        balances: dict[tuple[Key, str], int],
    ) -> bool:
        pairs: list[tuple[int, int]] = []
        place: Key | None = end
        while place != start:
            before, one, two = came[place]
            pairs.append((one, two))
            place = before
        used = [index for pair in pairs for index in pair]
        if len(set(used)) < len(used):
            return False
        lines = self.state.lines
        fen = min(balances[start, value], -balances[start, other], *(lines[i].amount for i in used))
        if end is not None:
            fen = min(fen, balances[end, other], -balances[end, value])
        for one, two in pairs:
            self._exchange(lines[one], lines[two], fen)
        self.state.lines = [line for line in lines if line.amount]
        return fen > 0

    def _exchange(self, one: BudgetLine, two: BudgetLine, fen: int) -> None:
        first = {name: getattr(one, name) for name in self.moved}
        second = {name: getattr(two, name) for name in self.moved}
        for line, values in ((one, second), (two, first)):
            line.amount -= fen
            piece = replace(line, amount=fen, refs=dict(line.refs), **values)
            for table in self.tables:
                refs = table.refs(_key(piece))
                if refs:
                    piece.refs[table.name] = refs
            self.state.lines.append(piece)


class _Table:
    """A table joined before: in which of its cells a line stands."""

    def __init__(self, facts: FactSet, tree: SourceTree) -> None:
        self.name = facts.name
        self._tree = tree
        self._cells: list[Cell] = cells_of(facts.lines)
        self._known: dict[Key, int] = {}

    def cell(self, key: Key) -> int:
        """Return the number of the cell that holds a line, -1 outside of the table."""
        if key not in self._known:
            found = [
                (sum(map(len, cell.key)), number)
                for number, cell in enumerate(self._cells)
                if meet_keys(cell.key, key, self._tree) == key
            ]
            self._known[key] = max(found)[1] if found else -1
        return self._known[key]

    def refs(self, key: Key) -> tuple[CellRef, ...]:
        """Return the input cells of the cell that holds a line, () outside."""
        number = self.cell(key)
        return self._cells[number].refs if number >= 0 else ()


def _key(line: BudgetLine) -> Key:
    return Key(line.function, line.economic, line.kind, line.source, line.project)
