"""Sets of facts: what one way of splitting one table says about one unit and year."""

from __future__ import annotations

from dataclasses import dataclass, field

from converter.ledger.hierarchy import Key, SourceTree, contains_code, leaf_kinds
from converter.ledger.model import BudgetLine, SheetAccount
from converter.reading.model import CellRef
from converter.recognition.mapping import Role

Region = tuple[str, str]


@dataclass(slots=True)
class Scope:
    """Which money a set speaks of completely: pairs of kind and source ("" is all), and, for 三公, the
    economic codes. A set with an empty scope speaks of nothing beyond its own facts."""

    regions: set[Region] = field(default_factory=set)
    economic: tuple[str, ...] = ()

    def united(self, other: Scope) -> Scope:
        """Return the scope of both together."""
        economic = () if not self.economic or not other.economic else (*self.economic, *other.economic)
        return Scope(self.regions | other.regions, economic)


class Coverage:
    """How a scope lies to the dimensions of facts; answers are remembered.

    2: the scope contains them; 1: it contains a part of them; 0: nothing of them.
    """

    def __init__(self, scope: Scope, tree: SourceTree) -> None:
        self.scope = scope
        self._tree = tree
        self._leaves: set[Region] = set()
        self._answers: dict[tuple[str, str, str], int] = {}
        for kind, source in scope.regions:
            for leaf in leaf_kinds(kind):
                self._leaves.update((leaf, below) for below in tree.leaves(source))

    def of(self, kind: str, source: str, economic: str) -> int:
        """Return 2, 1 or 0 for facts of these dimensions."""
        key = (kind, source, economic if self.scope.economic else "")
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._find(*key)
        return answer

    def _find(self, kind: str, source: str, economic: str) -> int:
        wanted = [(k, s) for k in leaf_kinds(kind) for s in self._tree.leaves(source)]
        held = sum(pair in self._leaves for pair in wanted)
        answer = 2 if held == len(wanted) else 1 if held else 0
        if answer and self.scope.economic:
            if any(contains_code(code, economic) for code in self.scope.economic):
                return answer
            return 1 if any(contains_code(economic, code) for code in self.scope.economic) else 0
        return answer

    def kinds_within(self, kind: str, source: str) -> set[str]:
        """Return the leaf kinds below ``kind`` that the scope holds for all of ``source``."""
        sources = self._tree.leaves(source)
        return {leaf for leaf in leaf_kinds(kind) if all((leaf, s) in self._leaves for s in sources)}


@dataclass(slots=True)
class TotalCell:
    """A total cell of a table that agrees with its rows: dimensions, amount and place."""

    key: Key
    fen: int
    ref: CellRef


@dataclass(slots=True, eq=False)
class FactSet:
    """What one table (or one of its views) says about one unit and year.

    ``hard`` is the scope that title, sheet name or section fix, ``soft`` the one that columns and values
    show. ``precision`` is how fine the amounts were typed (分). ``relation`` and
    ``covers_units`` and ``partial`` as in the mapping. ``face`` is the sum as read (分), whatever joining does to lines.
    ``tells_projects``: it has a column of projects, so that what has none there is no project.
    """

    name: str
    file: str
    sheet: str
    role: Role
    unit: int
    year: int
    account: SheetAccount
    relation: str = "auto"
    lines: list[BudgetLine] = field(default_factory=list)
    hard: Scope = field(default_factory=Scope)
    soft: Scope = field(default_factory=Scope)
    precision: int = 1
    totals: list[TotalCell] = field(default_factory=list)
    covers_units: bool = False
    partial: bool = False
    face: int = 0
    tells_projects: bool = False

    @property
    def total(self) -> int:
        """All money in 分."""
        return sum([line.amount for line in self.lines])

    @property
    def detail(self) -> bool:
        """Whether (nearly) every fact has a functional 项 and an economic 款."""
        fine = len([1 for line in self.lines if len(line.function) >= 7 and len(line.economic) >= 5])
        return bool(self.lines) and fine * 10 >= len(self.lines) * 9

    def dimensions(self) -> set[str]:
        """Return the dimensions that any fact has."""
        return {name for name in Key._fields if any(getattr(line, name) for line in self.lines)}


def key_of(line: BudgetLine) -> Key:
    """Return the dimensions of a line."""
    return Key(line.function, line.economic, line.kind, line.source, line.project)
