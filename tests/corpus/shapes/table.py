"""Draws one table on a grid: title block, header, body with groups and subtotals, total, foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..grid import Grid, Path, Value
from ..ledger import Line, Unit
from ..style import TOTALS, Style


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``text`` gives a cell of a line, or ``fen`` its amount; ``group`` cells may be merged."""

    path: Path
    text: Callable[[Line], Value] | None = None
    fen: Callable[[Line], int] | None = None
    group: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A detail row made of several lines that differ only in what the amount columns tell apart."""

    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Sum:
    """A subtotal row: ``cells`` by column index for its labels, and the lines that it adds up."""

    cells: dict[int, Value]
    lines: Sequence[Line]


Item = Line | Row | Sum


def title_block(
    grid: Grid, style: Style, unit: Unit, title: str, width: int, right: int | None = None
) -> int:
    """Write the title block and return the row of the header.

    ``title`` may hold {year} and {unit}; the money note stands over column ``right`` (the last).
    """
    row, left = style.top, style.left
    last = left + width - 1
    side = left + right if right is not None else last
    text = title.format(year=unit.year, unit=unit.name)
    named = not unit.name or unit.name in text
    variant = style.head % 6
    if variant == 2:
        grid.put(row, left, "附件2")
        row += 1
    if variant == 3 and not named:
        text = unit.name + text
        named = True
    if variant in (0, 2, 3, 4):
        grid.merge(row, left, row, last, text)
    else:
        grid.put(row, left + (width // 3 if variant == 5 else 0), text)
    row += 1
    if variant == 4:
        grid.put(row, left, f"预算年度：{unit.year}年")
        row += 1
    if not named:
        grid.put(row, left, style.unit_line(unit))
    if style.money_line() and side != left:
        grid.put(row, side, style.money_line())
    elif style.money_line():
        grid.put(row + 1, left, style.money_line())
        row += 1
    row += 1
    return row + (1 if variant == 1 else 0)


def draw(
    grid: Grid,
    style: Style,
    columns: Sequence[Column],
    body: Sequence[Item],
    top: int,
    total_label: str | None = "合计",
) -> int:
    """Draw header, body, total and foot from row ``top``; return the first free row."""
    left = style.left
    paths = [_header_path(style, column) for column in columns]
    depth = grid.header(top, left, paths, merged=style.merged_header)
    row = top + depth
    lines = [line for item in body if not isinstance(item, Sum) for line in lines_of(item)]
    label_at = next((index for index, column in enumerate(columns) if column.text), 0)
    wants_total = style.total != "none" and total_label is not None
    total_row = -1
    if wants_total and style.total == "top":
        total_row = row
        row += 1
    detail_rows: list[int] = []
    for index, item in enumerate(body):
        if style.page and index and index % style.page == 0:
            grid.header(row, left, paths, merged=style.merged_header)
            row += depth
        if isinstance(item, Sum):
            for column, value in item.cells.items():
                grid.put(row, left + column, value)
            _amounts(grid, style, columns, item.lines, row, [])
        else:
            own = lines_of(item)
            detail_rows.append(row)
            for column, spec in enumerate(columns):
                if spec.text:
                    grid.put(row, left + column, spec.text(own[0]))
                elif spec.fen:
                    amount = sum(spec.fen(line) for line in own)
                    grid.put(row, left + column, style.amount(amount))
            if style.sequence:
                _number(grid, columns, style, row, len(detail_rows))
        row += 1
    _groups(grid, style, columns, detail_rows)
    if wants_total and style.total != "top":
        total_row = row
        row += 1
    if wants_total:
        word = TOTALS[style.total_word] if total_label == "合计" else total_label
        grid.put(total_row, left + label_at, word)
        _amounts(grid, style, columns, lines, total_row, detail_rows)
    return _foot(grid, style, row, len(columns))


def lines_of(item: Item) -> Sequence[Line]:
    """Return the lines that a body row stands for."""
    return [item] if isinstance(item, Line) else item.lines


def _header_path(style: Style, column: Column) -> Path:
    *above, last = (style.label(part) for part in column.path)
    return (*above, style.amount_header(last) if column.fen else last)


def _number(grid: Grid, columns: Sequence[Column], style: Style, row: int, number: int) -> None:
    for column, spec in enumerate(columns):
        if spec.id == "sequence":
            grid.put(row, style.left + column, number)


def _amounts(
    grid: Grid, style: Style, columns: Sequence[Column], lines: Sequence[Line], row: int, rows: list[int]
) -> None:
    for column, spec in enumerate(columns):
        if spec.fen:
            total = sum(spec.fen(line) for line in lines)
            place = style.left + column
            grid.put(row, place, style.sum_of(rows, place, total) if total else style.amount(0))


def _groups(grid: Grid, style: Style, columns: Sequence[Column], rows: Sequence[int]) -> None:
    """Merge or blank the repeated cells of the group columns over adjacent rows."""
    if style.group == "repeat" or not rows:
        return
    # A clerk who leaves repeats out does so for the function and the unit, hardly for the economic code.
    left_out = ("function", "unit", "unit_code", "unit_name", "project")
    grouped = [
        style.left + index
        for index, column in enumerate(columns)
        if column.group and (style.group == "merge" or column.id in left_out)
    ]
    keys: dict[int, tuple[Value, ...]] = {}
    for row in rows:
        keys[row] = tuple(grid.cells.get((row, column)) for column in grouped)
    for depth, column in enumerate(grouped):
        start = rows[0]
        for previous, row in zip([*rows], [*rows[1:], -1], strict=True):
            same = row == previous + 1 and keys[row][: depth + 1] == keys[start][: depth + 1]
            if same and keys[row][depth] is not None:
                del grid.cells[row, column]
                continue
            if style.group == "merge" and previous > start and (start, column) in grid.cells:
                grid.merges.append((start, column, previous, column))
            start = row


def _foot(grid: Grid, style: Style, row: int, width: int) -> int:
    left = style.left
    if style.footnote:
        grid.put(row, left, style.footnote)
        row += 1
    if style.signature:
        grid.put(row + 1, left, "制表人：")
        grid.put(row + 1, left + min(2, width - 1), "审核人：")
        grid.put(row + 1, left + min(4, width), "打印日期：2023-01-09")
        row += 2
    return row


def spread(paths: Sequence[tuple[Path, Callable[[Line], bool]]], id_: str = "amount") -> list[Column]:
    """Return amount columns that each take the lines for which their test holds."""
    return [Column(path, fen=_share(test), id=id_) for path, test in paths]


def _share(test: Callable[[Line], bool]) -> Callable[[Line], int]:
    return lambda line: line.fen if test(line) else 0
