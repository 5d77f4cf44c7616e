"""Long tables: one line a row, with everything in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..grid import Grid
from ..ledger import Line, Unit, function_name
from ..style import Style
from .columns import columns_of
from .table import Column, Item, Sum, draw, title_block
from .trees import function_cells, function_tree

USUAL = (
    "unit_code",
    "unit_name",
    "project_class",
    "project_code",
    "project_name",
    "function",
    "economic",
    "government",
    "source",
    "amount",
    "procurement",
    "note",
)


def by_function(lines: Iterable[Line]) -> list[Line]:
    """Return lines in the order of a budget: by function, basic before project, then economic."""
    return sorted(lines, key=lambda x: (x.function, x.kind, x.project, x.economic, x.source))


def long_grid(
    units: Sequence[Unit],
    style: Style,
    ids: Sequence[str] = USUAL,
    *,
    name: str = "支出预算明细表",
    title: str = "{year}年部门预算支出明细表",
    lines: dict[int, Sequence[Line]] | None = None,
    subtotals: str = "none",
    keep_order: bool = False,
    headed: str = "",
    bare: bool = False,
) -> Grid:
    """Return a sheet with all lines of ``units`` (or those of ``lines`` by index), one a row.

    ``subtotals``: none, below (小计 after each function), above (a row of the function before its lines),
    tree (类, 款 and 项 rows before their lines), unit (小计 after each unit), page (本页小计 and 累计).
    The head of a sheet of several units names ``headed``, the office that gathered them, if anybody.
    A ``bare`` sheet begins with its header, as exports do.
    """
    grid = Grid(name)
    owner: dict[int, Unit] = {}
    body: list[Line] = []
    for index, unit in enumerate(units):
        own = list(lines[index]) if lines is not None else list(unit.lines)
        own = own if keep_order else by_function(own)
        body += own
        owner.update({id(line): unit for line in own})
    columns = columns_of(style, owner, ids)
    right = next(index for index, column in enumerate(columns) if column.id == "amount")
    head = units[0] if len(units) == 1 else replace(units[0], name=headed, code="")
    top = 0 if bare else title_block(grid, style, head, title, len(columns), right)
    draw(grid, style, columns, with_subtotals(style, columns, body, subtotals, owner), top)
    return grid


def with_subtotals(
    style: Style, columns: Sequence[Column], lines: Sequence[Line], kind: str, owner: dict[int, Unit]
) -> list[Item]:
    """Return ``lines`` with subtotal rows put between them."""
    label = next(i for i, column in enumerate(columns) if column.text and column.id != "sequence")
    if kind == "below":
        shapes = ("小计", "小  计", "小计：", "{name}小计", "{code}小计")

        def word(line: Line) -> str:
            return shapes[style.head % 5].format(name=function_name(line.function), code=line.function)

        return _runs(lines, lambda x: x.function, lambda run: [*run, Sum({label: word(run[0])}, run)])
    if kind == "unit":
        return _runs(
            lines,
            lambda x: owner[id(x)].code,
            lambda run: [*run, Sum({label: f"{owner[id(run[0])].name}小计"}, run)],
        )
    if kind == "above":
        return _runs(
            lines,
            lambda x: x.function,
            lambda run: [Sum(function_cells(style, columns, run[0].function), run), *run],
        )
    if kind == "tree":
        return function_tree(style, columns, lines)
    if kind == "page":
        return _pages(style, lines, label)
    return list(lines)


def _runs(lines: Sequence[Line], key, make) -> list[Item]:  # type: ignore[no-untyped-def]
    made: list[Item] = []
    run: list[Line] = []
    for line in [*lines, None]:
        if run and (line is None or key(line) != key(run[0])):
            made += make(run)
            run = []
        if line is not None:
            run.append(line)
    return made


def _pages(style: Style, lines: Sequence[Line], label: int) -> list[Item]:
    size = max(2, style.page - 2)
    made: list[Item] = []
    for start in range(0, len(lines), size):
        page = lines[start : start + size]
        made += [*page, Sum({label: "本页小计"}, page)]
        if start:
            made.append(Sum({label: "累计"}, lines[: start + size]))
        elif style.page:
            made.append(Sum({label: "累计"}, page))
    return made
