"""A block of a sheet with what is known of it as a whole, as facts are drawn from it."""

from __future__ import annotations

from dataclasses import dataclass

from converter.findings import Severity
from converter.ledger.accounting import Accountant
from converter.ledger.columns_read import BlockCells
from converter.reading.model import Sheet
from converter.recognition.mapping import BlockMapping, Role, SheetMapping


@dataclass(slots=True)
class BlockSource:
    """Where a block stands and what is known of it as a whole; ``unit`` and ``year`` of rows that say
    none; ``weight`` the severity of what is wrong in it; ``quiet``: what rows say was told before."""

    sheet: Sheet
    mapping: SheetMapping
    block: BlockMapping
    cells: BlockCells
    role: Role
    name: str
    unit: int
    year: int
    accountant: Accountant
    weight: Severity = Severity.ERROR
    several_blocks: bool = False
    quiet: bool = False
