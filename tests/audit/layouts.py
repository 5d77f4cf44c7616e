"""Writes finished tables as other offices lay them out: documents and workbooks this program did not make.

Headers merged or filled in again and again, codes in one column, words and figures broken by hand inside
cells, thousands separators, 元, tables in another order.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from converter.disclosure.model import Disclosure, Row, Table
from converter.disclosure.specification import Column, Role, TableSpec
from converter.disclosure.table_loading import load_tables
from converter.packs.loading import Pack

Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """One manner of printing tables."""

    name: str
    merged: bool = True
    joined: bool = False
    wrapped: bool = False
    separators: bool = False
    yuan: bool = False
    backwards: bool = False


LAYOUTS = [
    Layout("合并表头"),
    Layout("表头逐格填写、编码一栏", merged=False, joined=True),
    Layout("格内手工换行", wrapped=True),
    Layout("千分位、以元为单位", separators=True, yuan=True),
    Layout("次序颠倒、编码一栏、换行", joined=True, wrapped=True, backwards=True),
]


@dataclass(slots=True)
class Printed:
    """One table as printed: lines above, header rows, body rows, lines below."""

    above: list[str]
    head: Grid
    body: Grid
    below: list[str]


def printed_tables(disclosure: Disclosure, pack: Pack, layout: Layout) -> list[Printed]:
    """Return the tables of a disclosure as a layout prints them."""
    rng = random.Random(layout.name)
    tables = [
        _printed(disclosure, spec, disclosure.tables[spec.id], layout, rng)
        for spec in load_tables(pack).tables
        if spec.id in disclosure.tables
    ]
    return tables[::-1] if layout.backwards else tables


def _columns(spec: TableSpec, layout: Layout) -> list[tuple[int, Column]]:
    found: list[tuple[int, Column]] = []
    for number, section in enumerate(spec.sections):
        coded = False
        for column in section.columns:
            if column.role is Role.CODE and layout.joined:
                if coded:
                    continue
                coded = True
            found.append((number, column))
    return found


def _printed(
    disclosure: Disclosure, spec: TableSpec, table: Table, layout: Layout, rng: random.Random
) -> Printed:
    columns = _columns(spec, layout)
    depth = max(len(column.heads) for _, column in columns) + 1
    head: Grid = [["" for _ in columns] for _ in range(depth)]
    for at, (_, column) in enumerate(columns):
        label = column.label
        if column.role is Role.CODE and layout.joined:
            texts = [*column.heads]
        else:
            texts = [*column.heads, label]
        texts += [texts[-1]] * (depth - len(texts))
        for level, text in enumerate(texts[:depth]):
            head[level][at] = text
    body: Grid = []
    lists = [[row for row in table.rows if row.section == n] for n in range(len(spec.sections))]
    totals = [
        [row for row in rows if row.level == 0 and _is_total(spec, n, row)] for n, rows in enumerate(lists)
    ]
    plain = [[row for row in rows if row not in totals[n]] for n, rows in enumerate(lists)]
    for at in range(max(len(rows) for rows in plain)):
        body.append(_line(columns, [rows[at] if at < len(rows) else None for rows in plain], layout, rng))
    body.append(_line(columns, [rows[0] if rows else None for rows in totals], layout, rng))
    money = "元" if layout.yuan else "万元"
    return Printed(
        [spec.id, table.title, f"编制部门：{disclosure.unit}　单位：{money}"],
        head,
        [row for row in body if any(row)] or [["" for _ in columns]],
        [table.note] if table.note else [],
    )


def _is_total(spec: TableSpec, section: int, row: Row) -> bool:
    total = spec.sections[section].total
    return total is not None and row.key == total.name


def _line(
    columns: list[tuple[int, Column]], rows: list[Row | None], layout: Layout, rng: random.Random
) -> list[str]:
    texts: list[str] = []
    for section, column in columns:
        row = rows[section]
        texts.append(_text(column, row, layout, rng) if row is not None else "")
    return texts


def _text(column: Column, row: Row, layout: Layout, rng: random.Random) -> str:
    if column.role is Role.CODE:
        code = row.key.partition("|")[0] if row.level else ""
        if not layout.joined:
            first, last = column.code
            code = code[first:last] if len(code) >= last else ""
        return _broken(code, layout, rng)
    if column.role is Role.NAME:
        return _broken(row.label, layout, rng)
    if column.role is Role.PROJECT:
        return _broken(row.project, layout, rng)
    cell = row.cells.get(column.name)
    if cell is None or not cell.value:
        return ""
    value = cell.value * (Decimal(10_000) if layout.yuan else Decimal(1))
    return _broken(f"{value:,.2f}" if layout.separators else f"{value:.2f}", layout, rng)


def _broken(text: str, layout: Layout, rng: random.Random) -> str:
    if not layout.wrapped or len(text) < 3 or rng.random() < 0.5:
        return text
    at = rng.randrange(1, len(text))
    return f"{text[:at]}\n{text[at:]}"


def write_word(disclosure: Disclosure, pack: Pack, layout: Layout, path: Path) -> Path:
    """Write the tables as a Word document."""
    import docx

    document = docx.Document()
    document.add_paragraph(f"第二部分 {disclosure.year}年部门预算公开表")
    for table in printed_tables(disclosure, pack, layout):
        for line in table.above:
            document.add_paragraph(line)
        rows = [*table.head, *table.body]
        grid = document.add_table(len(rows), len(rows[0]))
        for at, texts in enumerate(rows):
            cells = grid.rows[at].cells
            for number, text in enumerate(texts):
                cells[number].text = text
        if layout.merged:
            for top, left, bottom, right in merged_rectangles(table.head):
                text = table.head[top][left]
                merged = grid.cell(top, left).merge(grid.cell(bottom, right))
                merged.text = text
        for line in table.below:
            document.add_paragraph(line)
    document.save(str(path))
    return path


def write_sheets(disclosure: Disclosure, pack: Pack, layout: Layout, path: Path) -> Path:
    """Write the tables as a workbook of texts and numbers, a sheet each."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table in printed_tables(disclosure, pack, layout):
        sheet = book.create_sheet(table.above[0])
        for line in table.above:
            sheet.append([line])
        start = sheet.max_row + 1
        for texts in [*table.head, *table.body]:
            sheet.append([text or None for text in texts])
        if layout.merged:
            for top, left, bottom, right in merged_rectangles(table.head):
                sheet.merge_cells(
                    start_row=start + top, start_column=left + 1, end_row=start + bottom, end_column=right + 1
                )
        for line in table.below:
            sheet.append([line])
    book.save(path)
    return path


def merged_rectangles(head: Grid) -> list[tuple[int, int, int, int]]:
    """Return the rectangles of equal neighbouring header cells, first to the right, then downwards."""
    found: list[tuple[int, int, int, int]] = []
    taken: set[tuple[int, int]] = set()
    for top, row in enumerate(head):
        for left, text in enumerate(row):
            if (top, left) in taken or not text:
                continue
            right = left
            while right + 1 < len(row) and row[right + 1] == text and (top, right + 1) not in taken:
                right += 1
            bottom = top
            while bottom + 1 < len(head) and all(head[bottom + 1][c] == text for c in range(left, right + 1)):
                bottom += 1
            taken |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            if (bottom, right) != (top, left):
                found.append((top, left, bottom, right))
    return found
