"""Writes a unit's disclosure tables as a workbook (公开表) that looks like an official one when printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from converter.disclosure.model import Disclosure
from converter.disclosure.table_loading import load_tables
from converter.findings import Finding, Severity
from converter.packs.loading import Pack
from converter.writing.files import save
from converter.writing.measuring import clean
from converter.writing.styles import table_styles
from converter.writing.table_plans import TablePlans
from converter.writing.xlsx.package import book_bytes
from converter.writing.xlsx.plan import BookPlan

LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")


def write_workbook(
    disclosure: Disclosure,
    pack: Pack,
    path: Path,
    *,
    values: bool = False,
    findings: Sequence[Finding] = (),
    plans: TablePlans | None = None,
) -> Finding | None:
    """Write the tables of ``disclosure`` in the form of ``pack`` to ``path``, whole or not at all.

    Sums are live formulas with their values stored; ``values`` writes plain figures. ``plans`` are the tables
    where they have been planned already. Errors among
    ``findings`` put a red first sheet 未通过校验 before the tables. Return None, or the finding that says
    why nothing was written (see ``files.save``). The same input gives the same bytes.
    """
    return save(path, workbook_bytes(disclosure, pack, values=values, findings=findings, plans=plans))


def workbook_bytes(
    disclosure: Disclosure,
    pack: Pack,
    *,
    values: bool = False,
    findings: Sequence[Finding] = (),
    plans: TablePlans | None = None,
) -> bytes:
    """Return the workbook that ``write_workbook`` writes."""
    plans = plans or TablePlans(disclosure, pack, values=values)
    return book_bytes(workbook_plan(disclosure, pack, plans, findings))


def workbook_plan(
    disclosure: Disclosure, pack: Pack, plans: TablePlans, findings: Sequence[Finding] = ()
) -> BookPlan:
    """Return the sheets of the workbook before they are written."""
    styles = pack.derived("table styles", lambda: table_styles(load_tables(pack)))
    title = clean(f"{disclosure.unit}{disclosure.year or ''}年{disclosure.wording}预算公开表")
    book = BookPlan(title, disclosure.year or pack.year, styles)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        from converter.writing.failed_sheet import failed_sheet, failed_styles

        book.styles = {**styles, **failed_styles()}
        book.sheets.append(failed_sheet(errors))
    names = {sheet.name.casefold() for sheet in book.sheets}
    for table_id in plans:
        name = plans.layouts[table_id].spec.sheet.format_map(plans.words(table_id))
        book.sheets.append(plans.sheet(table_id, sheet_name(name, names)))
    return book


def sheet_name(text: str, taken: set[str]) -> str:
    """Return ``text`` as a name of a sheet that Excel accepts and that is not yet ``taken``; enter it."""
    name = _NOT_IN_SHEET_NAMES.sub("", clean(text)).strip(" '")[:LONGEST_SHEET_NAME] or "表"
    number = 2
    while name.casefold() in taken:
        tail = f" {number}"
        name = name[: LONGEST_SHEET_NAME - len(tail)] + tail
        number += 1
    taken.add(name.casefold())
    return name
