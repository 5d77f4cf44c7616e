"""Finds out which columns of a grid are which columns of a disclosure table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from converter.disclosure.finished.stream import StreamCell, StreamRow
from converter.disclosure.finished.vocabulary import Words, normal
from converter.disclosure.specification import Column, Role, TableSpec

DEEPEST = 5


@dataclass(slots=True)
class MatchedColumn:
    """One grid column: the section and column of the specification; ``joined`` code columns hold 类款项
    in one cell."""

    grid_column: int
    section: int
    column: Column
    joined: bool = False


@dataclass(slots=True)
class HeaderMatch:
    """How well a header fits a table: ``score`` 0–1 (share of its amount columns found)."""

    spec: TableSpec
    depth: int
    columns: list[MatchedColumn] = field(default_factory=list)
    score: float = 0.0
    extra: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Labels of amount columns that the document does not have."""
        found = {(m.section, m.column.id) for m in self.columns}
        return [
            column.name
            for index, section in enumerate(self.spec.sections)
            for column in section.amounts
            if (index, column.id) not in found
        ]


def header_paths(rows: Sequence[StreamRow]) -> dict[int, list[str]]:
    """Return for each grid column its header texts from top to bottom, with merged and blank cells filled."""
    width = max((cell.column + cell.columns for row in rows for cell in row.cells), default=0)
    texts: list[list[str]] = [[""] * width for _ in rows]
    owners: list[list[StreamCell | None]] = [[None] * width for _ in rows]
    for index, row in enumerate(rows):
        for cell in row.cells:
            for below in range(index, min(index + cell.rows, len(rows))):
                for column in range(cell.column, cell.column + cell.columns):
                    owners[below][column] = cell
                    texts[below][column] = cell.plain
    for index in range(len(rows) - 1):
        for column in range(1, width):
            blank = not texts[index][column]
            if (
                blank
                and texts[index][column - 1]
                and texts[index + 1][column]
                and not _under_own(texts, index, column)
            ):
                texts[index][column] = texts[index][column - 1]
    paths: dict[int, list[str]] = {}
    for column in range(width):
        path: list[str] = []
        for index in range(len(rows)):
            text = texts[index][column]
            if text and (not path or path[-1] != text):
                path.append(text)
        paths[column] = path
    return paths


def _under_own(texts: list[list[str]], index: int, column: int) -> bool:
    """Whether a blank cell has a head of its own above it (then it does not belong to its left neighbour)."""
    return any(
        texts[above][column] and texts[above][column] != texts[above][column - 1] for above in range(index)
    )


def match_header(rows: Sequence[StreamRow], spec: TableSpec, words: Words) -> HeaderMatch | None:
    """Return the best match of the first rows of a grid with a table's header, None if there is none."""
    best: HeaderMatch | None = None
    for depth in range(1, min(DEEPEST, len(rows)) + 1):
        match = _match(header_paths(rows[:depth]), depth, spec, words)
        if match.columns and (best is None or _rank(match) > _rank(best)):
            best = match
    if best is None or best.score < 0.5 or not any(m.column.role is not Role.AMOUNT for m in best.columns):
        return None
    return best


def _rank(match: HeaderMatch) -> tuple[float, int, int]:
    return (match.score, sum(not m.joined for m in match.columns), -match.depth)


def _match(paths: dict[int, list[str]], depth: int, spec: TableSpec, words: Words) -> HeaderMatch:
    match = HeaderMatch(spec, depth)
    targets = [(index, column) for index, section in enumerate(spec.sections) for column in section.columns]
    taken: set[int] = set()
    last = -1
    chosen: dict[int, tuple[int, bool]] = {}
    for grid_column in sorted(paths):
        path = paths[grid_column]
        if not path:
            continue
        options: list[tuple[float, int, bool]] = []
        for number, (_, column) in enumerate(targets):
            if number in taken:
                continue
            fit, joined = _fit(path, column, words)
            if fit > 0:
                # Documents keep the order of the form: the next free column wins among equals.
                order = 0.2 if number == last + 1 else 0.1 if number > last else 0.0
                options.append((fit + order, number, joined))
        if not options:
            match.extra.append("/".join(path))
            continue
        _, number, joined = max(options, key=lambda option: (option[0], -option[1]))
        taken.add(number)
        last = number
        chosen[grid_column] = (number, joined)
    for grid_column, (number, joined) in chosen.items():
        section, column = targets[number]
        match.columns.append(MatchedColumn(grid_column, section, column, joined))
    amounts = sum(column.role is Role.AMOUNT for _, column in targets)
    found = sum(m.column.role is Role.AMOUNT for m in match.columns)
    match.score = found / amounts if amounts else 0.0
    return match


def _fit(path: list[str], column: Column, words: Words) -> tuple[float, bool]:
    """Return how well a header path fits a column (0: not at all) and whether it is a joined code column."""
    leaf = path[-1]
    if words.exact(leaf, column.label) or words.exact(leaf, column.name):
        base = 3.0
    elif words.same(leaf, column.name):
        base = 2.0
    elif len(path) > 1 and words.exact("".join(path[-2:]), column.name):
        base = 2.5
    elif column.role is Role.CODE and column.heads and words.same(leaf, column.heads[-1]):
        return 1.0, True
    else:
        return 0.0, False
    heads = [normal(head) for head in column.heads]
    above = [normal(text) for text in path[:-1]]
    shared = sum(head in above for head in heads)
    strange = sum(text not in heads for text in above)
    return base + 0.4 * shared - 0.3 * strange - 0.05 * len(heads), False
