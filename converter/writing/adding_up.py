"""Which rows of a table are the sums of which others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from converter.disclosure.model import Row
from converter.disclosure.specification import RowKind
from converter.writing.layout import SectionLayout


class SectionRows(NamedTuple):
    """The rows of one section as printed: body rows from the top, the total row on the last line.

    ``parts`` maps the index of a body row to the indexes of the rows that it adds up; ``total_parts``
    those of the total row. ``specs`` holds each body row's specification (index in the section), or -1.
    """

    body: list[Row]
    total: Row | None
    parts: dict[int, list[int]]
    total_parts: list[int]
    specs: list[int]


def arrange(layout: SectionLayout, rows: list[Row]) -> SectionRows:
    """Sort out the rows of one section: which is the total, and which rows add up to which."""
    total_spec = layout.spec.total
    total = None
    body = rows
    if total_spec is not None and rows and rows[-1].key == total_spec.name:
        total, body = rows[-1], rows[:-1]
    specs = _specs(layout, body)
    parts = _tree(layout, body, specs)
    index_by_spec: dict[str, list[int]] = {}
    for i, spec in enumerate(specs):
        if spec >= 0:
            index_by_spec.setdefault(layout.spec.rows[spec].id, []).append(i)
    for i, spec in enumerate(specs):
        if spec >= 0 and layout.spec.rows[spec].sum:
            parts[i] = _roots(index_by_spec, layout.spec.rows[spec].sum, parts)
    if total_spec is not None and total_spec.sum:
        total_parts = _roots(index_by_spec, total_spec.sum, parts)
    else:
        covered = {child for children in parts.values() for child in children}
        total_parts = [i for i in range(len(body)) if i not in covered]
    return SectionRows(body, total, parts, total_parts, specs)


def _specs(layout: SectionLayout, body: list[Row]) -> list[int]:
    """Return the index of the specification of every body row: fixed rows by key, others in between."""
    rows = layout.spec.rows
    fixed = {row.name: i for i, row in enumerate(rows) if row.kind is RowKind.FIXED}
    floating = [i for i, row in enumerate(rows) if row.kind is not RowKind.FIXED]
    found = []
    last = -1
    for row in body:
        if row.key in fixed:
            last = fixed[row.key]
            found.append(last)
        else:
            found.append(next((i for i in floating if i > last), floating[-1] if floating else -1))
    return found


def _tree(layout: SectionLayout, body: list[Row], specs: list[int]) -> dict[int, list[int]]:
    """Return for every row of a tree of codes (类 款 项) the rows one level below it."""
    parts: dict[int, list[int]] = {}
    path: list[tuple[str, int, int]] = []
    for i, row in enumerate(body):
        if specs[i] < 0 or layout.spec.rows[specs[i]].kind is not RowKind.TREE:
            path = []
            continue
        code = "".join(row.codes) or row.key
        while path and not (path[-1][2] < row.level and code.startswith(path[-1][0])):
            path.pop()
        if path:
            parts.setdefault(path[-1][1], []).append(i)
        path.append((code, i, row.level))
    return parts


def _roots(
    index_by_spec: dict[str, list[int]], names: Sequence[str], parts: dict[int, list[int]]
) -> list[int]:
    """Return the rows of the named specifications without those that others of them add up."""
    rows = [i for name in names for i in index_by_spec.get(name, ())]
    below = {child for i in rows for child in parts.get(i, ())}
    return sorted(i for i in rows if i not in below)
