"""Accounts of sheets: every cell that holds an amount ends in ledger, subtotals or left out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from converter.ledger.model import LeftOut, SheetAccount
from converter.reading.model import CellRef, CellValue, Sheet


class Accountant:
    """Keeps the account of one sheet while it is read. Amounts are 分.

    Cells that became facts stand in ``ledger`` until it is known that their set only repeats another
    (``facts_are_views``).
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.account = SheetAccount(sheet.file, sheet.name)

    def fact(self, fen: int) -> None:
        """Count a cell, or a part of one, that became a fact."""
        self.account.input += fen
        self.account.ledger += fen

    def subtotal(self, fen: int) -> None:
        """Count a cell that was recomputed and agrees."""
        self.account.input += fen
        self.account.subtotals += fen

    def leave_out(self, row: int, column: int, fen: int, value: CellValue, reason: str) -> None:
        """Count a cell that is not used; ``row`` and ``column`` are the sheet's."""
        account = self.account
        account.input += fen
        account.left_out += fen
        ref = CellRef(self.sheet.file, self.sheet.name, row, column)
        account.left_out_cells.append(LeftOut(ref, printed(value), reason))

    def leave_out_column(
        self, first: int, column: int, values: list[CellValue], fen: list[int | None], reason: str
    ) -> None:
        """Count a whole column that is not used; blank and zero cells are passed over."""
        account, file, name = self.account, self.sheet.file, self.sheet.name
        used = [(index, amount) for index, amount in enumerate(fen) if amount]
        total = sum([amount for _, amount in used])
        account.input += total
        account.left_out += total
        account.left_out_cells += [
            LeftOut(CellRef(file, name, first + index, column), printed(values[index]), reason)
            for index, _ in used
        ]


def printed(value: CellValue) -> str:
    """Return a cell's value as text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def no_longer_ledger(account: SheetAccount, fen: int) -> None:
    """Book facts of a sheet over to subtotals: they only repeat what another sheet says, and agree."""
    account.ledger -= fen
    account.subtotals += fen


def disagreeing(
    account: SheetAccount, cells: Iterable[tuple[CellRef, int]], reason: str, *, from_subtotals: bool = False
) -> None:
    """Book facts of a sheet (or cells counted as subtotals) over to what is left out."""
    for ref, fen in cells:
        if from_subtotals:
            account.subtotals -= fen
        else:
            account.ledger -= fen
        account.left_out += fen
        account.left_out_cells.append(LeftOut(ref, _wan_text(fen), reason))


def _wan_text(fen: int) -> str:
    from converter.ledger.reporting import wan

    return f"{wan(fen)} 万元"
