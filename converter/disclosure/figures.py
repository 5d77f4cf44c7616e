"""From ledger lines to figures: which lines each cell holds, its exact amount and its published one.

Lines that stand in exactly the same cells cannot be told apart by the tables and are rounded as one
*atom*; every cell is a margin of the rounding, so every sum over every table ties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from converter.disclosure.placing import CellId, Dimensions, Miss, Placement, Plan, RowId
from converter.disclosure.rounding import round_controlled
from converter.disclosure.specification import Rounding
from converter.ledger.model import BudgetLine


@dataclass(slots=True)
class Figure:
    """One figure: ``exact`` in 分, ``steps`` as published, ``lines`` the ledger lines in order.

    ``off`` is True where no rounding was found that keeps the figure within one step.
    """

    exact: int
    lines: tuple[int, ...]
    steps: int = 0
    off: bool = False
    printed: int = 0  # in how many cells it stands


@dataclass(slots=True)
class Figures:
    """The figures of all cells that hold a line, and the lines that no cell of a section could hold.

    ``row_order`` gives rows of projects the place of their first line.
    """

    cells: dict[CellId, Figure] = field(default_factory=dict)
    misses: dict[Miss, list[int]] = field(default_factory=dict)
    coarse: dict[int, list[int]] = field(default_factory=dict)
    row_order: dict[tuple[int, RowId], int] = field(default_factory=dict)


def figures_of(lines: Sequence[BudgetLine], plan: Plan) -> Figures:
    """Place ``lines`` in the tables of ``plan`` and round every figure."""
    result = Figures()
    atoms: dict[tuple[tuple[int, ...], tuple[CellId, ...]], list[int]] = {}
    for number, line in enumerate(lines):
        placement = plan.place(Dimensions(line.source, line.kind, line.function, line.economic))
        projects = _project_cells(placement, line.project, number, result) if placement.projects else ()
        atoms.setdefault((placement.cells, projects), []).append(number)
        for miss in placement.misses:
            result.misses.setdefault(miss, []).append(number)
        for section in placement.coarse:
            result.coarse.setdefault(section, []).append(number)
    _add_up(lines, plan, atoms, result)
    return result


def _project_cells(placement: Placement, project: str, number: int, result: Figures) -> tuple[CellId, ...]:
    cells: list[CellId] = []
    for part in placement.projects:
        row = RowId(part.spec, part.code, project)
        result.row_order.setdefault((part.section, row), number)
        cells += [CellId(part.section, row, column) for column in part.columns]
    return tuple(cells)


def _add_up(
    lines: Sequence[BudgetLine],
    plan: Plan,
    atoms: dict[tuple[tuple[int, ...], tuple[CellId, ...]], list[int]],
    result: Figures,
) -> None:
    members = list(atoms.values())
    values = [sum([lines[number].amount for number in numbers]) for numbers in members]
    atoms_of: dict[int | CellId, list[int]] = defaultdict(list)
    for atom, (plain, projects) in enumerate(atoms):
        for number in plain:
            atoms_of[number].append(atom)
        for project_cell in projects:
            atoms_of[project_cell].append(atom)

    # Cells over the same atoms are one figure; tables of different money are rounded apart.
    figures: dict[int, dict[tuple[int, ...], Figure]] = {}
    for cell, held in atoms_of.items():
        identity = plan.cells[cell] if isinstance(cell, int) else cell
        step = plan.sections[identity.section].table.fen_per_step
        same_step = figures.setdefault(step, {})
        key = tuple(held)
        figure = same_step.get(key)
        if figure is None:
            numbers = sorted([number for atom in held for number in members[atom]])
            figure = same_step[key] = Figure(sum([values[atom] for atom in held]), tuple(numbers))
        figure.printed += 1
        result.cells[identity] = figure
    for step, same_step in figures.items():
        _round(values, same_step, step, plan.tables.rounding)


def _round(values: list[int], figures: dict[tuple[int, ...], Figure], step: int, rounding: Rounding) -> None:
    """Set the published steps of all figures of one money."""
    if rounding is Rounding.EACH:
        for figure in figures.values():
            figure.steps = half_up(figure.exact, step)
        return
    margins = list(figures)
    # The figure that holds everything (收入总计 = 支出总计) is the exact half-up rounding.
    held = {atom for margin in margins for atom in margin}
    whole = [index for index, margin in enumerate(margins) if len(margin) == len(held)]
    importance = [figures[margin].printed for margin in margins]
    rounded = round_controlled(values, margins, exact=whole, step=step, importance=importance)
    for margin, figure in figures.items():
        figure.steps = sum([rounded.steps[atom] for atom in margin])
    for index in rounded.unresolved:
        figures[margins[index]].off = True


def half_up(fen: int, step: int) -> int:
    """Round 分 to whole steps of ``step`` 分, half away from zero (四舍五入)."""
    steps = (2 * abs(fen) + step) // (2 * step)
    return steps if fen >= 0 else -steps
