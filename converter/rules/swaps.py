"""Two figures in each other's place (互换): what looks like two slips in one column is told as one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from converter.findings import Finding, Place
from converter.narrative.model import Measure
from converter.rules.arithmetic import shown
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.grids import micro


def with_swaps(context: Context, findings: Sequence[Finding], *, proven: bool) -> list[Finding]:
    """Return the findings with pairs that name two rows of a column, each with the figure that the other should
    have, made one. ``proven``: other equalities say what the figures should be; else another column of the two
    rows does, or a sentence of the text decides."""
    result: list[Finding] = []
    taken: set[int] = set()
    for number, first in enumerate(findings):
        if number in taken:
            continue
        for at in range(number + 1, len(findings)) if not proven else ():
            moved = _moved(context, first, findings[at]) if at not in taken else None
            if moved is not None:
                taken.update((number, at))
                result.append(moved)
                break
        if number in taken:
            continue
        other = next(
            (
                n
                for n in range(number + 1, len(findings))
                if n not in taken and _exchanged(first, findings[n])
            ),
            None,
        )
        if other is None:
            result.append(first)
            continue
        taken.add(other)
        result.append(_merged(context, first, findings[other], proven=proven))
    return result


def _exchanged(one: Finding, other: Finding) -> bool:
    if not one.places or not other.places or one.actual == one.expected:
        return False
    left, right = one.places[0], other.places[0]
    same_column = (left.table, left.column) == (right.table, right.column) and left.row != right.row
    numbers = isinstance(one.actual, Decimal) and isinstance(one.expected, Decimal)
    return (
        same_column
        and bool(left.table and left.row and right.row)
        and one.rule == other.rule
        and numbers
        and (one.actual, one.expected) == (other.expected, other.actual)
    )


def _moved(context: Context, one: Finding, other: Finding) -> Finding | None:
    """Return the finding of a figure that stands in the wrong column of its row: two sums of a row above are off
    by it, one too large and one too small, and only this row has it in the one and nothing in the other."""
    if not one.places or not other.places or one.rule != other.rule:
        return None
    left, right = one.places[0], other.places[0]
    above = (left.table, left.row) == (right.table, right.row) and left.column != right.column
    if not above or not left.table or one.difference is None or one.difference != -(other.difference or 0):
        return None
    # The sum of the column that has the figure is too small for its parts.
    here, there = (left, right) if one.difference < 0 else (right, left)
    table, size = context.tables[left.table], abs(one.difference)
    rows = {place.row for place in (*one.places[1:], *other.places[1:]) if place.table == left.table}
    found = [
        row
        for row in table.rows
        if row.key in rows and row.value(here.column or "") == size and not row.value(there.column or "")
    ]
    if len(found) != 1:
        return None
    row = found[0]
    return Finding(
        one.rule,
        one.severity,
        f"{table.id}“{_name(context, Place(table=table.id, row=row.key))}”行的 {_number(size)} 填在了“{here.column}”列，"
        f"多半应在“{there.column}”列：改后“{_name(context, left)}”行的两列都等于各行之和。请对照原始数据核实后更正。",
        expected=f"“{there.column}”列 {_number(size)}",
        actual=f"“{here.column}”列 {_number(size)}",
        places=(
            context.place(table, row, here.column),
            context.place(table, row, there.column),
            left,
            right,
        ),
        related=one.related,
        basis=one.basis,
        consequences=[*one.consequences, *other.consequences],
    )


def _merged(context: Context, one: Finding, other: Finding, *, proven: bool) -> Finding:
    left, right = one.places[0], other.places[0]
    assert isinstance(one.actual, Decimal)
    assert isinstance(one.expected, Decimal)
    now = f"{_number(one.actual)}、{_number(one.expected)}"
    turned = f"{_number(one.expected)}、{_number(one.actual)}"
    rows = f"{left.table}“{_name(context, left)}”行与“{_name(context, right)}”行"
    if proven:
        columns = dict.fromkeys(p.column for p in one.places if (p.table, p.row) == (left.table, left.row))
        named = "、".join(f"“{column}”" for column in columns if column)
        message = f"{rows}{named}列的数互换了：“{left.column}”列现为 {now}，应为 {turned} 万元。请对照原始数据核实后更正。"
    else:
        beside = next((p for p in one.places[1:] if (p.table, p.row) == (left.table, left.row)), None)
        against = f"“{beside.column}”列" if beside is not None else "另一边"
        told = _told(context, (left, one.expected), (right, one.actual), beside or left)
        if beside is None and told:
            # The text says the same as the other side: what it says is right, and told no more.
            for place, value in ((left, one.expected), (right, one.actual)):
                context.corrected[place.table or "", place.row or "", place.column or ""] = value
        message = (
            f"{rows}“{left.column}”列是 {now}，{against}是 {turned} 万元，像是两行的数互换了。"
            + (f"文中写的与{against}一致，" if told else "")
            + (f"多半应改“{left.column}”列。" if told else "看哪一列与原始数据相符，改另一列。")
        )
    return Finding(
        one.rule,
        one.severity,
        message,
        expected=one.expected,
        actual=one.actual,
        difference=one.difference,
        places=(left, right, *one.places[1:], *other.places[1:]),
        related=one.related,
        basis=one.basis,
        kind=one.kind,
        consequences=[*one.consequences, *other.consequences],
    )


def _told(context: Context, one: tuple[Place, Decimal], other: tuple[Place, Decimal], beside: Place) -> bool:
    """Whether the text states the two figures as the column ``beside`` has them."""
    view = TextView.of(context)
    stated = {
        item.figure.row: item.value(Measure.AMOUNT)
        for item in (view.items if view is not None else ())
        if item.figure is not None
        and (item.figure.table, item.figure.column) == (beside.table, beside.column)
    }
    pairs = [(stated.get(place.row or ""), value) for place, value in (one, other)]
    return any(said for said, _ in pairs) and all((said or 0) == value for said, value in pairs)


def _name(context: Context, place: Place) -> str:
    table = context.tables.get(place.table or "")
    row = table.row(place.row or "") if table is not None else None
    if row is None or row.project or not row.label or row.label == row.key:
        return (place.row or "").replace("|", " ", 1)
    return f"{row.key} {row.label}"


def _number(value: Decimal) -> str:
    return shown(micro(value)) if value else "空白"
