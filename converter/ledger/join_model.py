"""What joining works on and what it finds: the state of the ledger lines, mismatches, unclear pairings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from converter.ledger.facts import FactSet, Scope
from converter.ledger.hierarchy import Key
from converter.ledger.model import BudgetLine
from converter.reading.model import CellRef


@dataclass(slots=True)
class Mismatch:
    """Sums that should be equal and are not (分): the lines' side, the table's side, their cells.

    ``key`` is what all parts have in common; ``residue`` marks a difference that rounding explains.
    """

    table: FactSet
    key: Key
    lines_fen: int
    table_fen: int
    line_refs: list[CellRef]
    table_cells: list[tuple[CellRef, int]]
    residue: bool = False


@dataclass(slots=True)
class Unclear:
    """A table whose figures can be paired with the lines in several ways that are published differently.

    ``paired`` tells that equal amounts suggest one way.
    """

    table: FactSet
    line_refs: list[CellRef]
    table_refs: list[CellRef]
    paired: bool


@dataclass(slots=True)
class State:
    """The lines so far, what they speak of completely, the tables joined, and how fine each was typed."""

    lines: list[BudgetLine] = field(default_factory=list)
    scope: Scope = field(default_factory=Scope)
    tables: list[FactSet] = field(default_factory=list)
    precision: dict[str, int] = field(default_factory=dict)
    mismatches: list[Mismatch] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    added: dict[int, int] = field(default_factory=dict)

    def copied(self) -> State:
        """Return a copy that can be changed without changing this one."""
        lines = [copy_of(line) for line in self.lines]
        return State(
            lines,
            Scope(set(self.scope.regions), self.scope.economic),
            list(self.tables),
            dict(self.precision),
            list(self.mismatches),
            list(self.unclear),
            dict(self.added),
        )

    def note_table(self, facts: FactSet, scope: Scope) -> None:
        """Enter a table as joined; ``scope`` is what it speaks of completely."""
        if not self.tables:
            self.scope = Scope(set(scope.regions), scope.economic)
        else:
            self.scope = self.scope.united(scope)
        self.tables.append(facts)
        self.precision[facts.name] = facts.precision


def append(state: State, facts: FactSet, scope: Scope, *, own: bool) -> None:
    """Add the facts of a table as a further part of the ledger; ``own``: the lines themselves, no copies."""
    state.lines.extend(facts.lines if own else [copy_of(line) for line in facts.lines])
    state.added[id(facts)] = facts.total
    state.note_table(facts, scope)


def copy_of(line: BudgetLine) -> BudgetLine:
    """Return a line that can be changed without changing the one given."""
    return replace(line, refs=dict(line.refs))
