"""Whether a table that was read from running text was read as it was printed.

Text taken out of a PDF may give all labels first and all figures after them, or the figures of a page in another
order. Such a table must not be checked: what would be found are slips of the reading. A published table ties in
most of its rows, even one with errors in it.
"""

from __future__ import annotations

from decimal import Decimal

from converter.disclosure.model import Row, Table
from converter.disclosure.specification import RowKind, Section, TableSpec

_FILLED = Decimal("0.8")  # of the rows of codes, which are printed only where they have an amount
_TYING = Decimal("0.5")  # of the sums in the first column of figures
_RESIDUE = Decimal("0.02")
_ONE_SLIP = 2  # sums


def plausible(table: Table, spec: TableSpec, *, strict: bool = False) -> bool:
    """Return whether rows and figures of ``table`` belong together as far as its own sums can tell.

    ``strict``: every sum must tie and every total be there, where reading errs as easily as a clerk does.
    """
    outcomes: list[bool] = []
    across: list[bool] = []
    totals: list[Decimal] = []
    for number, section in enumerate(spec.sections):
        rows = [row for row in table.rows if row.section == number]
        column = section.amounts[0].name
        total = _total(rows, section)
        if total is not None and total.value(column):
            totals.append(total.value(column))
        coded = [row for row in rows if row.level and not row.project and row is not total]
        projects = [row for row in rows if row.project]
        whole = total.value(column) if total is not None else Decimal(0)
        listed = any(spec.kind is not RowKind.FIXED for spec in section.rows)
        if listed and not (coded or projects) and (whole or (table.flowing and not table.note)):
            return False  # a total without rows; in text without columns an empty table says so in its note
        if projects:
            outcomes.append(_equal(whole, projects, column))
        if any(len(row.codes) for row in coded) and len(coded) > 1:
            filled = sum(row.cells.get(column) is not None for row in coded)
            if filled < len(coded) * _FILLED:
                return False
        outcomes += _sums(coded, total, column)
        if strict and not whole and any(row.value(column) for row in rows):
            return False
        if strict or not table.flowing:
            outcomes += _fixed(rows, section, column)
        if not table.flowing:
            # Text without columns leaves some of a row's figures unknown.
            across += _rows(rows, section)
    if len(spec.sections) == 2 and totals:
        outcomes.append(len(totals) == 2 and totals[0] == totals[1])
    if strict:
        return all(outcomes)
    if not outcomes or sum(outcomes) > len(outcomes) * _TYING:
        return True
    # One wrong figure breaks the sum that it is and the one that it is part of: in a small table that is most.
    return len(outcomes) - sum(outcomes) <= _ONE_SLIP and sum(across) >= len(across) * _TYING


def _total(rows: list[Row], section: Section) -> Row | None:
    if section.total is None:
        return None
    name = section.total.name
    return next((row for row in rows if row.key == name), None)


def _sums(coded: list[Row], total: Row | None, column: str) -> list[bool]:
    """Return for the total and every row with rows below it whether it is their sum."""
    outcomes: list[bool] = []
    top = [row for row in coded if row.level == 1]
    if top:
        whole = total.value(column) if total is not None else Decimal(0)
        outcomes.append(_equal(whole, top, column))
    for row in coded:
        below = [r for r in coded if r.level == row.level + 1 and r.key.startswith(row.key)]
        if below:
            outcomes.append(_equal(row.value(column), below, column))
    return outcomes


def _rows(rows: list[Row], section: Section) -> list[bool]:
    """Return for every row whether its first figure is the sum of those that it adds up by the table's form:
    one wrong figure breaks one row, figures read into the wrong columns break most."""
    names = {column.id: column.name for column in section.amounts}
    first = section.amounts[0]
    parts = [names[part] for part in first.sum if part in names]
    filled = [row for row in rows if parts and row.value(first.name)]
    return [
        abs(row.value(first.name) - sum((row.value(part) for part in parts), Decimal(0))) <= _RESIDUE
        for row in filled
    ]


def _fixed(rows: list[Row], section: Section, column: str) -> list[bool]:
    """Return for every fixed row with an amount whether it is the sum of the rows that its form names."""
    keys = {spec.id: spec.name for spec in section.rows if spec.kind is RowKind.FIXED}
    found = {row.key: row for row in rows}
    outcomes: list[bool] = []
    for spec in section.rows:
        row = found.get(spec.name) if spec.kind is RowKind.FIXED and spec.sum else None
        if row is not None and row.value(column):
            below = [found[keys[part]] for part in spec.sum if keys.get(part) in found]
            outcomes.append(_equal(row.value(column), below, column))
    return outcomes


def _equal(whole: Decimal, parts: list[Row], column: str) -> bool:
    return abs(whole - sum((part.value(column) for part in parts), Decimal(0))) <= _RESIDUE
