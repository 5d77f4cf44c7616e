"""A department's tables from its units' (部门汇总): every figure is the sum of the units' published figures.

What is summed was rounded before, so the bound of single units does not hold: a sum may be off its exact
value by a step for every unit. Such figures are listed as adjustments.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from converter.disclosure.compiling import empty_table, filled, in_chinese
from converter.disclosure.model import Adjustment, Cell, Disclosure, Row
from converter.disclosure.placing import Plan, PlannedSection
from converter.disclosure.specification import RowKind, RowSpec
from converter.packs.loading import Pack


def sum_disclosures(
    parts: Sequence[Disclosure], pack: Pack, unit: str, unit_code: str = "", wording: str = "部门"
) -> Disclosure:
    """Return the cell-by-cell sum of ``parts`` (one year, tables of ``pack``) as the tables of ``unit``.

    ``exact`` of every cell is the sum of the exact amounts. Rows of codes are the union of all, in
    ascending order; projects of one name under one code are one row. Parts may be negative (eliminations): a row
    of codes of which nothing is left is not printed.
    """
    plan = Plan.of(pack)
    year = next((part.year for part in parts if part.year is not None), None)
    words = {"year": str(year if year is not None else pack.year), "unit": unit, "wording": wording}
    total = Disclosure(
        unit=unit,
        unit_code=unit_code,
        year=year,
        wording=wording,
        tables={spec.id: empty_table(spec, words) for spec in plan.tables.tables},
        files=list(dict.fromkeys(file for part in parts for file in part.files)),
    )
    for planned in plan.sections:
        _add_section(total, planned, parts)
    for spec in plan.tables.tables:
        table = total.tables[spec.id]
        if spec.note and table.empty:
            table.note = filled(spec.note, spec, words)
    return total


def _add_section(total: Disclosure, planned: PlannedSection, parts: Sequence[Disclosure]) -> None:
    table = total.tables[planned.table.id]
    section = len(table.columns)
    table.columns.append([column.name for column in planned.columns])
    anchors = {spec.name for spec in planned.section.rows if spec.kind is RowKind.FIXED}
    if planned.section.total is not None:
        anchors.add(planned.section.total.name)
    # Rows by the fixed row that they follow ("" at the top), and the fixed rows themselves.
    fixed: dict[str, list[Row]] = {}
    loose: dict[str, dict[str, list[Row]]] = {}
    for part in parts:
        held = part.tables.get(planned.table.id)
        after = ""
        for row in held.rows if held is not None else ():
            if row.section != section:
                continue
            if row.key in anchors:
                after = row.key
                fixed.setdefault(row.key, []).append(row)
            else:
                loose.setdefault(after, {}).setdefault(row.key, []).append(row)
    step = planned.table.fen_per_step
    after = ""
    specs = list(planned.section.rows)
    blocks: list[RowSpec] = []
    for spec in [*specs, None]:
        if spec is not None and spec.kind is not RowKind.FIXED:
            blocks.append(spec)
            continue
        _add_block(total, planned, section, loose.get(after, {}), blocks, step)
        blocks = []
        if spec is not None:
            _add_row(
                total, planned, Row(spec.name, spec.label, section=section), fixed.get(spec.name, []), step
            )
            after = spec.name
    last = planned.section.total
    if last is not None:
        _add_row(total, planned, Row(last.name, last.label, section=section), fixed.get(last.name, []), step)


def _add_block(
    total: Disclosure,
    planned: PlannedSection,
    section: int,
    rows: dict[str, list[Row]],
    blocks: Sequence[RowSpec],
    step: int,
) -> None:
    """Add the rows of codes between two fixed rows."""
    number = 0
    always = {code for block in blocks for code in block.always}
    kept = _printed(rows, always)
    for key in sorted(rows, key=lambda key: key.partition("|")[0]):
        if key not in kept:
            continue
        first = rows[key][0]
        label = first.label
        if len(blocks) == 1 and "{number}" in blocks[0].label:
            # Counted anew: a unit that lacks a row counts otherwise than its department.
            number += 1
            old = next((i for i in range(1, 1000) if label.startswith(in_chinese(i) + "、")), None)
            if old is not None:
                label = in_chinese(number) + label.removeprefix(in_chinese(old))
        row = Row(key, label, first.codes, first.level, section, project=first.project)
        _add_row(total, planned, row, rows[key], step)


def _printed(rows: dict[str, list[Row]], always: set[str]) -> set[str]:
    """Return the rows that are printed: one whose figures all cancel out is not, unless one below it is."""
    kept: list[str] = []
    for key in sorted(rows, key=lambda key: key.partition("|")[0], reverse=True):
        sums: dict[str, Decimal] = {}
        for row in rows[key]:
            for column, cell in row.cells.items():
                if cell.value:
                    sums[column] = sums.get(column, Decimal(0)) + cell.value
        leads = bool(kept) and kept[-1].startswith(key)
        if not sums or any(sums.values()) or leads or key in always:
            kept.append(key)
    return set(kept)


def _add_row(total: Disclosure, planned: PlannedSection, row: Row, addends: Sequence[Row], step: int) -> None:
    """Add one row with the sums of ``addends``, and note the sums that are not their own rounding."""
    table = total.tables[planned.table.id]
    unit = Decimal(step).scaleb(-6)
    for column in planned.columns:
        cells = [addend.cells[column.name] for addend in addends if column.name in addend.cells]
        if not cells:
            continue
        value, exact = Decimal(0), Decimal(0)
        for cell in cells:
            published = cell.value if cell.value is not None else Decimal(0)
            value += published
            exact += cell.exact if cell.exact is not None else published
        row.cells[column.name] = Cell(value=value or None, exact=exact)
        rounded = (exact / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP) * unit
        if rounded != value:
            total.adjustments.append(Adjustment(table.id, row.key, column.name, exact, rounded, value))
    table.rows.append(row)
