"""Makes views of input files: sheets as recognised, their rows, where their amounts went."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gui import views
from gui.wording import for_window
from gui.working.amounts import cell_text, wan

if TYPE_CHECKING:
    from converter.ledger.model import UnitLedger
    from converter.packs.loading import Pack
    from converter.reading.model import Sheet, SourceFile
    from converter.recognition.mapping import FileMapping, SheetMapping

MOST_LEFT_OUT = 300
MOST_MERGED = 4000


def file_view(source: SourceFile, mapping: FileMapping, pack: Pack) -> views.FileView:
    """Return a file with its sheets as recognised."""
    grids = {sheet.name: sheet for sheet in source.sheets}
    return views.FileView(
        source.path,
        "working",
        source.format,
        mapping.remembered,
        [for_window(finding) for finding in source.findings],
        [sheet_view(sheet, grids[sheet.name], pack) for sheet in mapping.sheets if sheet.name in grids],
    )


def sheet_view(mapping: SheetMapping, grid: Sheet, pack: Pack) -> views.SheetView:
    """Return one sheet as recognised."""
    from converter.recognition.naming import dims_text

    blocks = [
        views.BlockView(
            list(block.header_rows),
            block.first_row,
            block.last_row,
            [
                views.ColumnView(
                    column.column,
                    column.header,
                    column.meaning.value,
                    dict(column.dims),
                    dims_text(column.dims, pack),
                    column.evidence,
                    column.confidence,
                )
                for column in block.columns
            ],
            dims_text(block.dims, pack),
        )
        for block in mapping.blocks
    ]
    return views.SheetView(
        file=mapping.file,
        name=mapping.name,
        hidden=mapping.hidden,
        role=mapping.role.value,
        confidence=mapping.confidence,
        evidence=list(mapping.evidence),
        money=mapping.money or "",
        money_evidence=mapping.money_evidence,
        unit=mapping.unit_name,
        year=mapping.year,
        relation=mapping.relation,
        rows=len(grid.rows),
        width=grid.width,
        merged=[(*area,) for area in grid.merged[:MOST_MERGED]],
        questions=[for_window(question) for question in mapping.questions],
        blocks=blocks,
    )


def with_accounts(files: Sequence[views.FileView], ledgers: Sequence[UnitLedger]) -> None:
    """Enter where the amounts of every sheet went, added up over the units of a run."""
    sheets = {(sheet.file, sheet.name): sheet for file in files for sheet in file.sheets}
    sums: dict[tuple[str, str], list[int]] = {}
    for ledger in ledgers:
        for account in ledger.accounts:
            view = sheets.get((account.file, account.sheet))
            if view is None:
                continue
            total = sums.setdefault((account.file, account.sheet), [0, 0, 0, 0])
            for i, fen in enumerate((account.input, account.ledger, account.subtotals, account.left_out)):
                total[i] += fen
            view.balanced = view.balanced and account.balanced
            view.left_out_count += len(account.left_out_cells)
            for cell in account.left_out_cells[: MOST_LEFT_OUT - len(view.left_out)]:
                view.left_out.append(
                    views.LeftOutView(cell.ref.row, cell.ref.column, cell.value, cell.reason)
                )
    for key, (given, taken, subtotals, left_out) in sums.items():
        sheets[key].totals = (wan(given), wan(taken), wan(subtotals), wan(left_out))


def grid_rows(
    grid: Sheet, mapping: SheetMapping, in_ledger: set[int] | None, top: int, bottom: int
) -> list[views.GridRow]:
    """Return rows of a sheet with what each of them is: header, detail, subtotal, ignored.

    ``in_ledger`` are the rows that went into the ledger, None for a file that waits for an answer: of its rows
    with amounts nobody knows yet which are detail.
    """
    from converter.recognition.mapping import Meaning

    headers = {row for b in mapping.blocks for row in (*b.header_rows, *b.repeated_header_rows)}
    rows = []
    for number in range(max(top, 0), min(bottom, len(grid.rows))):
        values = grid.rows[number]
        kind = ""
        money: set[int] = set()
        if number in headers:
            kind = "header"
        else:
            for block in mapping.blocks:
                if not block.first_row <= number <= block.last_row:
                    continue
                given = block.rows.get(number)
                amounts = block.of(Meaning.AMOUNT, Meaning.AMOUNT_LAST_YEAR)
                money = {column.column for column in amounts}
                if in_ledger is not None and number in in_ledger:
                    kind = "detail"
                elif given is not None:
                    kind = given.value
                elif any(_is_number(grid.value(number, column.column)) for column in amounts):
                    kind = "subtotal" if in_ledger is not None else "waiting"
                break
        marks: dict[int, str] = {}
        for column in range(len(values)):
            if (number, column) in grid.errors:
                marks[column] = f"出错的公式：{grid.errors[number, column]}"
            elif (number, column) in grid.uncached:
                marks[column] = "公式没有保存计算结果。请用 Excel 或 WPS 打开、保存后再试。"
        texts = [
            cell_text(value, money=column in money)
            if value is not None
            else grid.errors.get((number, column), "")
            for column, value in enumerate(values)
        ]
        numbers = frozenset(c for c, value in enumerate(values) if _is_number(value))
        rows.append(views.GridRow(texts, numbers, kind, marks))
    return rows


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
