"""Draws a random unit in a random shape: the same seed gives the same files."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from .case import Case
from .grid import Book
from .ledger import BASIC, FISCAL, PROJECT, Unit
from .shapes.blocks import library_book, project_sheets, sections
from .shapes.long import long_grid
from .shapes.pivot import economics_across, pivot, sources_across
from .shapes.systems import indicator_export
from .shapes.workbooks import by_fund, by_purpose, department, summaries
from .style import Style, random_style
from .units import random_unit

Drawn = tuple[str, list[Unit], Book, str]  # shape, units, book, more of the file's name

SINGLE_SHEET_FORMS = ("xlsx", "xlsx", "xlsx", "xls", "ods", "csv", "csv-bom", "csv-gb", "html")
WORKBOOK_FORMS = ("xlsx", "xlsx", "xls", "ods")


def random_case(seed: int) -> Case:
    """Return the case of ``seed``."""
    rng = random.Random(f"case {seed}")
    unit = random_unit(rng.randrange(10**9), negatives=rng.random() < 0.1)
    style = random_style(rng)
    shape = rng.choice(tuple(SHAPES))
    units, book = SHAPES[shape](rng, unit, style)
    named_sheets = shape in ("funds", "purposes", "department", "library", "projects")
    forms = WORKBOOK_FORMS if len(book) > 1 or named_sheets else SINGLE_SHEET_FORMS
    form = rng.choice(forms)
    args: list[str] = []
    if shape == "export":  # such exports say nothing of money; the person who calls knows it
        args = ["--money", style.money]
    stem = f"{units[0].name}{units[0].year}年预算"
    return Case(f"{seed}-{shape}-{form}", tuple(units), lambda: [(stem, book, form)], tuple(args))


Drawer = Callable[[random.Random, Unit, Style], tuple[list[Unit], Book]]


def _kind_columns(rng: random.Random) -> list[str]:
    return list(
        rng.choice(
            (
                ("kind_staffing", "project"),
                ("kind", "staffing", "project"),
                ("project_class", "project_code", "project_name"),
                ("kind_staffing", "project_code", "project"),
            )
        )
    )


def _long_ids(rng: random.Random) -> list[str]:
    ids = ["function", "economic"]
    if rng.random() < 0.3:
        ids.append("government")
    kinds = _kind_columns(rng)
    ids = [*kinds, *ids] if rng.random() < 0.5 else [*ids, *kinds]
    if rng.random() < 0.4:
        ids = [*rng.choice((("unit_code", "unit_name"), ("unit",))), *ids]
    ids.append(rng.choice(("source", "source", "fund_origin")))
    ids += rng.choice(((), (), ("office", "payment"), ("document", "payment"), ("new_asset", "blank")))
    if rng.random() < 0.3:
        rng.shuffle(ids)
    amounts = ("amount", "amount", "amount", "rounds", "rounds_first", "years", "change", "allotted")
    ids.append(rng.choice(amounts))
    return [*ids, *rng.choice(((), ("note",), ("procurement", "note"), ("memo",)))]


def _long(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    subtotals = rng.choice(("none", "none", "below", "above", "tree", "page"))
    grid = long_grid([unit], style, _long_ids(rng), subtotals=subtotals)
    return [unit], [grid]


def _several_units(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    other = random_unit(rng.randrange(10**9), year=unit.year)
    while other.name == unit.name or other.code == unit.code:
        other = random_unit(rng.randrange(10**9), year=unit.year)
    ids = [one for one in _long_ids(rng) if not one.startswith("unit")]
    columns = rng.choice((("unit_code", "unit_name"), ("unit",)))
    headed = rng.choice(("", "某市财政局"))
    subtotals = rng.choice(("none", "unit"))
    grid = long_grid([unit, other], style, [*columns, *ids], subtotals=subtotals, headed=headed)
    return [unit, other], [grid]


def _wide(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    ids = ["function", "economic", *_kind_columns(rng)]
    which = rng.choice(("three", "published", "two", "one"))
    amounts = sources_across(which, unit if rng.random() < 0.5 else None)
    tree = rng.choice(("none", "function", "function_rows"))
    return [unit], [
        pivot(unit, style, ids, amounts, name="支出预算总表", title="{year}年支出预算总表", tree=tree)
    ]


def _economics(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    ids = ["function", "kind", "project", rng.choice(("source", "fund_origin"))]
    amounts = economics_across(unit.lines, rng.choice(("name", "code_name", "under")))
    grid = pivot(unit, style, ids, amounts, name="支出明细", title="{year}年部门预算支出明细表")
    return [unit], [grid]


def _purposes(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    beside = rng.choice(
        (
            (),
            ("cover", "profile", "income", "last_year"),
            ("instructions", "cover", "overview", "three_public", "procurement", "assets"),
            ("profile", "contacts", "income", "last_year", "reasons", "project_info", "performance"),
        )
    )
    book = by_purpose(
        unit,
        style,
        split=rng.choice(("three", "two")),
        named_by=rng.choice(("sheet", "title", "both")),
        beside=beside,
        money_column=rng.choice(("source", "fund_origin")),
        subtotals=rng.choice(("none", "below", "above")),
    )
    return [unit], book


def _summaries(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    return [unit], summaries(
        unit,
        style.with_(page=0),
        sources=rng.choice(("three", "published", "two", "one")),
        kinds=rng.choice(("plain", "split")),
        funds=rng.choice(("apart", "across")),
        empty_forms=rng.random() < 0.5,
    )


def _department(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    other = random_unit(rng.randrange(10**9), year=unit.year)
    while other.name == unit.name or other.code == unit.code:
        other = random_unit(rng.randrange(10**9), year=unit.year)
    return [unit, other], department(
        [unit, other], style, "某市主管部门", summed=rng.choice(("function", "unit"))
    )


def _library(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    if not unit.of_kind(PROJECT) or not unit.of_kind(BASIC):
        return _long(rng, unit, style)
    return [unit], library_book(unit, style.with_(page=0), rng.choice(("labels", "joined")))


def _sections(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    return [unit], [sections(unit, style.with_(page=0), split=rng.choice(("two", "three")))]


def _twice(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    """The detail, and beside it a summary that repeats the same money."""
    detail = long_grid([unit], style, _long_ids(rng))
    other = random_style(rng).with_(page=0)
    views = summaries(
        unit, other, sources=rng.choice(("three", "published", "two", "one")), empty_forms=False
    )
    chosen = rng.sample(views, k=rng.randrange(1, 3))
    return [unit], rng.choice(([detail, *chosen], [*chosen, detail]))


def _funds(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    """A sheet a fund: only for units without other money, which has no sheet of its own."""
    own = replace(unit, lines=tuple(line for line in unit.lines if line.source in FISCAL))
    return [own], by_fund(own, style, named_by=rng.choice(("sheet", "title")))


def _each_project(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    if not unit.of_kind(PROJECT) or not unit.of_kind(BASIC):
        return _wide(rng, unit, style)
    return [unit], project_sheets(unit, style.with_(page=0))


def _export(rng: random.Random, unit: Unit, style: Style) -> tuple[list[Unit], Book]:
    return [unit], [indicator_export([unit], style)]


SHAPES: dict[str, Drawer] = {
    "long": _long,
    "several": _several_units,
    "wide": _wide,
    "economics": _economics,
    "purposes": _purposes,
    "summaries": _summaries,
    "department": _department,
    "library": _library,
    "sections": _sections,
    "export": _export,
    "twice": _twice,
    "funds": _funds,
    "projects": _each_project,
}
