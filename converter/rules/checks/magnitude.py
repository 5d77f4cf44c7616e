"""Figures of the wrong size (数量级): 元 typed where 万元 belong, and negative amounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.disclosure.model import Row, Table
from converter.findings import Finding
from converter.narrative.model import Measure
from converter.rules.arithmetic import shown
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.parsing import parse_cell
from converter.rules.registry import Rule
from converter.rules.syntax import MICRO, ExpressionError

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Magnitude:
    """``totals`` are cells that hold about the same amount in every document, ``parts`` cells that hold no
    more than that; one that is ``factor`` ÷ 100 times as large as the others was typed in 元. A total above
    ``largest`` (万元) is doubtful by itself."""

    totals: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    factor: int = 10_000
    largest: Decimal = Decimal(1_000_000)


def faults_of(parameters: Magnitude) -> Iterator[str]:
    """Yield what is wrong with parameters."""
    for name in ("totals", "parts"):
        for text in getattr(parameters, name):
            try:
                parse_cell(text)
            except ExpressionError as fault:
                yield f"parameters.{name}“{text}”第{fault.at + 1}个字符处：{fault.reason}"


def check_magnitude(context: Context, rule: Rule, parameters: Magnitude) -> Iterator[Finding]:
    """Yield tables that look as if they were typed in 元, doubtful totals and negative figures."""
    totals = _amounts(context, parameters.totals)
    figures = totals | _amounts(context, parameters.parts)
    for name, (text, value) in figures.items():
        others = [other for table, (_, other) in totals.items() if table != name]
        if len(others) < 2:
            break
        usual = sorted(others)[len(others) // 2]
        if usual and value * 100 >= usual * parameters.factor:
            table = context.tables[name]
            finding = context.finding(
                rule,
                f"{name} 像是以元填列：{text} 是 {shown(value)}，其他表的总数约 {shown(usual)} 万元，相差约 "
                f"{round(value / usual)} 倍。公开表以万元为单位，请把全表的数除以 10000。",
                context.place(table),
                expected=Decimal(value).scaleb(-6) / parameters.factor,
                actual=Decimal(value).scaleb(-6),
            )
            context.scaled[name] = finding
            context.factors[name] = parameters.factor
            yield finding
    yield from _against_text(context, rule, parameters)
    if totals:
        name, (text, value) = max(totals.items(), key=lambda item: item[1][1])
        if value > parameters.largest * MICRO and name not in context.scaled:
            yield context.finding(
                rule,
                f"{text} 是 {shown(value)} 万元，一个单位不会有这样大的预算，像是以元填列。请核对各表的金额单位。",
                context.place(context.tables[name]),
                actual=Decimal(value).scaleb(-6),
            )
    for table in context.tables.values():
        yield from _negatives(context, rule, table)


def _against_text(context: Context, rule: Rule, parameters: Magnitude) -> Iterator[Finding]:
    """Yield tables whose figures are exactly ``factor`` times what the text says of them, all of them."""
    view = TextView.of(context)
    by_table: dict[str, list[tuple[Decimal, Decimal]]] = {}
    for item in view.items if view is not None else ():
        stated, published = item.value(Measure.AMOUNT), view.figure(item.figure) if view is not None else None
        if item.figure is not None and stated and published:
            by_table.setdefault(item.figure.table, []).append((stated, published))
    for name, pairs in by_table.items():
        if name in context.scaled or len(pairs) < 2:
            continue
        if all(published == stated * parameters.factor for stated, published in pairs):
            stated, published = pairs[0]
            finding = context.finding(
                rule,
                f"{name} 像是以元填列：表里是 {published:.2f} 的，文中写的是 {stated:.2f}万元，各处都差 {parameters.factor} 倍。"
                f"公开表以万元为单位，请把全表的数除以 {parameters.factor}。",
                context.place(context.tables[name]),
                expected=stated,
                actual=published,
            )
            context.scaled[name] = finding
            context.factors[name] = parameters.factor
            yield finding


def _amounts(context: Context, texts: tuple[str, ...]) -> dict[str, tuple[str, int]]:
    """Return by table the text of a cell and its figure in millionths, blank and missing ones left out."""
    found: dict[str, tuple[str, int]] = {}
    for text in texts:
        cell = parse_cell(text)
        grid = context.session.grids.get(cell.table)
        if grid is None or cell.row is None or cell.column is None:
            continue
        at = grid.index.get(cell.row.text, -1)
        value = grid.values.get(cell.column.text, [0])[at]
        if value > 0:
            found[cell.table] = (text, value)
    return found


def _negatives(context: Context, rule: Rule, table: Table) -> Iterator[Finding]:
    found: list[tuple[Row, str, Decimal]] = [
        (row, column, cell.value)
        for row, column, cell in table.figures()
        if cell.value is not None and cell.value < 0
    ]
    if found:
        named = "、".join(f"“{row.key}”行“{column}”列 {value}" for row, column, value in found[:_MOST_NAMED])
        more = f" 等 {len(found)} 处" if len(found) > _MOST_NAMED else ""
        yield context.finding(
            rule,
            f"{table.id} 有负数：{named}{more}。预算数一般不为负，确有冲减的请核实，否则改正。",
            *(context.place(table, row, column) for row, column, _ in found),
            actual=found[0][2],
        )
