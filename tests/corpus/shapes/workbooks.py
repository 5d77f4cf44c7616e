"""Workbooks of several sheets: by purpose, summaries only, a department with its units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..grid import Book, Grid
from ..ledger import BASIC, FUND_OF, PERSONNEL, PROJECT, PUBLIC, Line, Unit
from ..style import Style
from . import side
from .columns import columns_of
from .long import by_function, long_grid
from .pivot import (
    ANY,
    Spread,
    classes_across,
    funds_by_kind,
    kinds_across,
    pivot,
    sources_across,
)
from .table import Row, draw, spread, title_block

STAFFING_ACROSS: Spread = [
    (("合计",), ANY),
    (("人员经费",), lambda line: line.staffing == PERSONNEL),
    (("公用经费",), lambda line: line.staffing == PUBLIC),
]


def of_fund(unit: Unit, fund: str, kind: str = "") -> list[Line]:
    """Return the current-year fiscal lines of one fund (of one kind of spending if given)."""
    return [x for x in unit.lines if x.source in FUND_OF[fund] and (not kind or x.kind == kind)]


def by_purpose(
    unit: Unit,
    style: Style,
    *,
    split: str = "three",
    named_by: str = "sheet",
    beside: Sequence[str] = ("cover", "profile", "income", "last_year"),
    money_column: str = "source",
    subtotals: str = "none",
) -> Book:
    """Return the detail in sheets by kind of spending, with the sheets ``beside`` it.

    ``split``: three (personnel, public, project) or two (basic, project). ``named_by``: sheet (the kind is
    in the sheet's name), title (only in the title), both. ``money_column``: source or fund_origin.
    """
    parts: list[tuple[str, Sequence[Line], tuple[str, ...]]] = []
    line_ids = ("function", "economic", money_column, "amount")
    if split == "three":
        parts.append(("人员经费支出", unit.of_kind(BASIC, PERSONNEL), line_ids))
        parts.append(("公用经费支出", unit.of_kind(BASIC, PUBLIC), line_ids))
    else:
        parts.append(("基本支出", unit.of_kind(BASIC), line_ids))
    parts.append(("项目支出", unit.of_kind(PROJECT), ("project", "project_code", *line_ids)))
    detail: Book = []
    for number, (word, lines, ids) in enumerate(parts, start=1):
        if not lines:
            continue
        sheet = f"{word}明细" if named_by != "title" else f"附表{number}"
        title = f"{{unit}}{{year}}年{word}明细表" if named_by != "sheet" else "{year}年预算明细表"
        own = by_function(lines)
        if ids[0] == "project" and subtotals == "none":  # subtotals want the order of functions
            own.sort(key=lambda x: x.project)
        detail.append(
            long_grid(
                [unit],
                style,
                ids,
                name=sheet,
                title=title,
                lines={0: own},
                subtotals=subtotals,
                keep_order=True,
            )
        )
    return [*sheets_beside(unit, style, beside[:3]), *detail, *sheets_beside(unit, style, beside[3:])]


def sheets_beside(unit: Unit, style: Style, which: Sequence[str]) -> Book:
    """Return the side sheets named in ``which``."""
    projects = list(dict.fromkeys(line.project for line in unit.lines if line.project))
    wan = style.with_(money="万元", money_at="title")
    makers = {
        "cover": lambda: [side.cover(unit)],
        "profile": lambda: [side.profile(unit)],
        "contacts": lambda: [side.contacts(unit)],
        "instructions": lambda: [side.instructions()],
        "income": lambda: [side.income_list(unit, style)],
        "overview": lambda: [side.overview(unit, style)],
        "three_public": lambda: [side.three_public(unit, wan)],
        "three_public_across": lambda: [side.three_public(unit, wan, "across")],
        "last_year": lambda: [side.last_year(unit, wan)],
        "procurement": lambda: [side.procurement(unit, wan)],
        "assets": lambda: [side.assets(unit, wan)],
        "reasons": lambda: [side.reasons(unit)],
        "project_info": lambda: [side.project_info(unit)],
        "performance": lambda: [side.performance(unit, p, n) for n, p in enumerate(projects[:2], start=1)],
        "empty": lambda: [side.empty_form()],
    }
    return [grid for one in which for grid in makers[one]()]


FUND_SHEETS = (
    ("一般公共预算支出明细", ("general",)),
    ("上级一般公共预算转移支付支出明细", ("general_upper",)),
    ("政府性基金预算支出明细", ("fund",)),
    ("上级政府性基金转移支付支出明细", ("fund_upper",)),
    ("国有资本经营预算支出明细", ("capital",)),
    ("上级国有资本经营预算转移支付支出明细", ("capital_upper",)),
    ("财政专户管理资金支出明细", ("special",)),
)


def by_fund(unit: Unit, style: Style, *, named_by: str = "sheet") -> Book:
    """Return the detail in a sheet a fund, with no column for the source of funds."""
    book: Book = []
    for number, (word, sources) in enumerate(FUND_SHEETS, start=1):
        lines = [line for line in unit.lines if line.source in sources]
        if lines:
            book.append(
                long_grid(
                    [unit],
                    style,
                    ("function", "economic", "kind_staffing", "project", "amount"),
                    name=word if named_by == "sheet" else f"表{number}",
                    title="{year}年支出预算明细表" if named_by == "sheet" else f"{{year}}年{word}表",
                    lines={0: lines},
                )
            )
    return book


def summaries(
    unit: Unit,
    style: Style,
    *,
    sources: str = "published",
    kinds: str = "split",
    funds: str = "apart",
    titled: str = "部门",
    empty_forms: bool = True,
) -> Book:
    """Return a workbook of summaries without any detail, complete enough for the ten tables.

    ``sources``: header of the table function by source. ``funds``: apart (a sheet a fund) or across (one
    sheet, funds across with basic and project below). ``empty_forms``: keep the forms of unused funds.
    """
    book: Book = [
        side.overview(unit, style, title=f"{{year}}年{titled}收支总表"),
        pivot(
            unit,
            style,
            ("function",),
            sources_across(sources),
            name=f"{titled}收入总表",
            title=f"{{year}}年{titled}收入总表",
            tree="function",
        ),
        pivot(
            unit,
            style,
            ("function",),
            kinds_across(kinds),
            name=f"{titled}支出总表",
            title=f"{{year}}年{titled}支出总表",
            tree="function",
        ),
    ]
    if funds == "across":
        fiscal = [line for fund in FUND_OF for line in of_fund(unit, fund)]
        book.append(
            pivot(
                unit,
                style,
                ("function",),
                funds_by_kind(),
                name="财政拨款支出表",
                title="{year}年财政拨款支出预算表",
                lines=fiscal,
                tree="function",
            )
        )
    else:
        for fund, word in (
            ("general", "一般公共预算"),
            ("fund", "政府性基金预算"),
            ("capital", "国有资本经营预算"),
        ):
            lines = of_fund(unit, fund)
            if lines or empty_forms:
                book.append(
                    pivot(
                        unit,
                        style,
                        ("function",),
                        kinds_across("plain"),
                        name=f"{word}支出表",
                        title=f"{{year}}年{word}支出表",
                        lines=lines,
                        tree="function",
                    )
                )
    basic = of_fund(unit, "general", BASIC)
    projects = of_fund(unit, "general", PROJECT)
    book.append(
        pivot(
            unit,
            style,
            ("economic",),
            STAFFING_ACROSS,
            name="一般公共预算基本支出表",
            title="{year}年一般公共预算基本支出表",
            lines=basic,
            tree="economic",
        )
    )
    if projects or empty_forms:
        book.append(project_summary(unit, style, projects))
    book.append(side.three_public(unit, style))
    return book


def project_summary(unit: Unit, style: Style, projects: Sequence[Line]) -> Grid:
    """Return projects of general public money by economic class."""
    return pivot(
        unit,
        style,
        ("function", "project"),
        classes_across(),
        name="一般公共预算项目支出表",
        title="{year}年一般公共预算项目支出表",
        lines=projects,
    )


def by_unit(units: Sequence[Unit], style: Style, name: str) -> Grid:
    """Return a department's summary with a row a unit."""
    grid = Grid("汇总表")
    owner = {id(line): unit for unit in units for line in unit.lines}
    body = [Row(unit.lines) for unit in units]
    columns = [*columns_of(style, owner, ("unit_code", "unit_name")), *spread(kinds_across("split"))]
    head = replace(units[0], name=name, code="")
    top = title_block(grid, style, head, "{unit}{year}年部门预算汇总表", len(columns))
    draw(grid, style, columns, body, top)
    return grid


def department(
    units: Sequence[Unit], style: Style, name: str, *, ids: Sequence[str] = (), summed: str = "function"
) -> Book:
    """Return a department's workbook: hidden instructions, a summary, a sheet a unit, an empty form.

    ``summed``: the summary's rows are functions or units.
    """
    wanted = ids or ("function", "economic", "kind_staffing", "project", "source", "amount")
    merged = Unit("000000", name, units[0].year, tuple(line for unit in units for line in unit.lines))
    summary = pivot(
        merged,
        style,
        ("function",),
        kinds_across("plain"),
        name="汇总",
        title="{unit}{year}年部门预算汇总表",
        tree="function",
    )
    sheets = [
        long_grid([unit], style, wanted, name=unit.name, title="{year}年部门预算支出明细表") for unit in units
    ]
    first = by_unit(units, style, name) if summed == "unit" else summary
    return [side.instructions(), first, *sheets, side.empty_form()]
