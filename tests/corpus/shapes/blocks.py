"""Sheets with several tables: a project library in blocks, sections stacked one under the other."""

from __future__ import annotations

from collections.abc import Sequence

from ..grid import Book, Grid, Value
from ..ledger import (
    BASIC,
    PERSONNEL,
    PROJECT,
    PUBLIC,
    Line,
    Unit,
    economic_name,
    function_name,
    listed,
)
from ..style import Style
from .columns import columns_of
from .long import by_function, long_grid
from .table import draw, title_block


def library(unit: Unit, style: Style, *, shape: str = "labels", name: str = "项目库") -> Grid:
    """Return projects in blocks: lines about the project above a small table of its money.

    ``shape``: labels (项目名称： and the value in the next cell), joined (项目名称：X in one cell).
    """
    grid = Grid(name)
    row = title_block(grid, style, unit, "{year}年项目支出明细（项目库）", 5)
    projects = dict.fromkeys(line.project for line in unit.of_kind(PROJECT))
    for number, project in enumerate(projects, start=1):
        lines = by_function(x for x in unit.of_kind(PROJECT) if x.project == project)
        row = _project(grid, style, row, lines, shape, number, unit)
    return grid


def _project(
    grid: Grid, style: Style, row: int, lines: Sequence[Line], shape: str, number: int, unit: Unit
) -> int:
    left = style.left
    project, code = lines[0].project, lines[0].project_code
    functions = sorted({line.function for line in lines})
    if shape == "labels":
        grid.line(row, left, ["项目名称：", project, None, "项目编码：", code])
        grid.line(row + 1, left, ["项目单位：", unit.name, None, "项目类别：", "特定目标类"])
    else:
        grid.put(row, left, f"项目名称：{project}")
        grid.put(row, left + 3, f"项目编码：{code}")
        grid.put(row + 1, left, f"（{number}）立项依据：《专项资金管理办法》")
    row += 2
    several = len(functions) > 1 or shape == "joined"
    ids = ["function", "economic", "source", "amount"] if several else ["economic", "source", "amount"]
    if not several:
        joined = f"{functions[0]} {function_name(functions[0])}"
        grid.line(row, left, ["支出功能分类：", joined])
        row += 1
    columns = columns_of(style.with_(sequence=False), {id(line): unit for line in lines}, ids)
    row = draw(grid, style.with_(signature=False, footnote=""), columns, list(lines), row)
    return row + 1


def library_book(unit: Unit, style: Style, shape: str = "labels") -> Book:
    """Return a sheet of basic spending beside the project library."""
    basic = long_grid(
        [unit],
        style,
        ("function", "economic", "staffing", "source", "amount"),
        name="基本支出",
        title="{unit}{year}年基本支出预算表",
        lines={0: unit.of_kind(BASIC)},
    )
    return [basic, library(unit, style, shape=shape)]


def project_sheets(unit: Unit, style: Style) -> Book:
    """Return a sheet of basic spending and a sheet a project, as project applications have them."""
    book = library_book(unit, style)[:1]
    projects = dict.fromkeys(line.project for line in unit.of_kind(PROJECT))
    for number, project in enumerate(projects, start=1):
        lines = by_function(x for x in unit.of_kind(PROJECT) if x.project == project)
        grid = Grid(f"项目{number}")
        row = title_block(grid, style, unit, "{year}年项目支出预算明细表", 5)
        _project(grid, style, row, lines, "joined", number, unit)
        book.append(grid)
    return book


def sections(unit: Unit, style: Style, *, name: str = "支出预算", split: str = "three") -> Grid:
    """Return one sheet with sections 一、人员经费 二、公用经费 三、项目支出, each with its own header."""
    grid = Grid(name)
    parts = [
        ("人员经费", unit.of_kind(BASIC, PERSONNEL)),
        ("公用经费", unit.of_kind(BASIC, PUBLIC)),
        ("项目支出", unit.of_kind(PROJECT)),
    ]
    if split == "two":
        parts = [("基本支出", unit.of_kind(BASIC)), ("项目支出", unit.of_kind(PROJECT))]
    row = title_block(grid, style, unit, "{year}年部门支出预算表", 6)
    plain = style.with_(sequence=False, signature=False, footnote="")
    for number, (word, lines) in zip("一二三", parts, strict=False):
        if not lines:
            continue
        grid.put(row, style.left, f"{number}、{word}")
        ids = ["function", "economic", "source", "amount"]
        if word == "项目支出":
            ids.insert(0, "project")
        columns = columns_of(plain, {id(line): unit for line in lines}, ids)
        own = by_function(lines)
        if word == "项目支出":
            own.sort(key=lambda x: (x.project, x.function, x.economic))
        row = draw(grid, plain, columns, own, row + 1, "小计" if split == "three" else "合计") + 1
    if split == "three":
        amount_at = len(columns) - 1
        grid.put(row, style.left, "总计")
        grid.put(row, style.left + amount_at, style.amount(unit.total()))
    return grid


def indicator_form(unit: Unit, style: Style) -> Grid:
    """Return an institution's own form: instructions in line 1, year in line 2, header in line 3."""
    grid = Grid("部门基本指标")
    header = listed(
        """
     指标类型 归属部门 部门编码 项目名称 项目代码 功能科目编码 科目编码
     指标名称（科目名称） 指标编码 指标金额（万元） 资金性质
     """
    )
    grid.merge(
        0,
        0,
        0,
        len(header) - 1,
        "填写说明：指标类型填基础指标或项目指标；金额以万元为单位，资金性质按下拉选项填写。",
    )
    grid.line(1, 0, ["预算年度：", unit.year])
    grid.line(2, 0, header)
    wan = style.with_(money="万元")
    for row, line in enumerate(by_function(unit.lines), start=3):
        kind = "基础指标" if line.kind == BASIC else "项目指标"
        cells: list[Value] = [
            kind,
            unit.name,
            unit.code,
            line.project,
            line.project_code,
            line.function,
            line.economic,
            economic_name(line.economic),
            f"{unit.year}{row:05d}",
            wan.amount(line.fen),
            style.words.source(line.source),
        ]
        grid.line(row, 0, cells)
    return grid
