"""Puts a made-up unit straight into the program's ledger, past reading and recognition."""

from __future__ import annotations

from pathlib import Path

from corpus import ledger as corpus

from converter.disclosure.compiling import compile_disclosure
from converter.ledger.model import PERSONNEL, PROJECT, PUBLIC, BudgetLine, UnitKey, UnitLedger
from converter.packs.loading import load_pack
from converter.reading.model import CellRef
from converter.writing.workbook import write_workbook

from .reading_back import Figures, read_tables

SOURCE_IDS = {
    "general": "current.fiscal.general.local",
    "general_upper": "current.fiscal.general.upper",
    "fund": "current.fiscal.fund.local",
    "fund_upper": "current.fiscal.fund.upper",
    "capital": "current.fiscal.capital.local",
    "capital_upper": "current.fiscal.capital.upper",
    "special": "current.special",
    "business": "current.unit.business",
    "superior": "current.unit.superior",
    "affiliate": "current.unit.affiliate",
    "operating": "current.unit.operating",
    "other": "current.unit.other",
    "carry_general": "carry.fiscal.general",
    "carry_fund": "carry.fiscal.fund",
    "carry_capital": "carry.fiscal.capital",
    "carry_special": "carry.other.special",
    "carry_unit": "carry.other.unit",
}
KIND_IDS = {corpus.PERSONNEL: PERSONNEL, corpus.PUBLIC: PUBLIC, "": PROJECT}


def as_ledger(unit: corpus.Unit) -> UnitLedger:
    """Return the program's ledger of a made-up unit."""
    lines = [
        BudgetLine(
            function=line.function,
            economic=line.economic,
            kind=KIND_IDS[line.staffing],
            source=SOURCE_IDS[line.source],
            project=line.project,
            amount=line.fen,
            refs={"明细": (CellRef("made-up.xlsx", "明细", row, 5),)},
        )
        for row, line in enumerate(unit.lines)
    ]
    return UnitLedger(UnitKey(unit.code, unit.name), unit.year, lines)


def published(unit: corpus.Unit, folder: Path) -> Figures:
    """Compile and write the tables of ``unit`` and read the workbook back."""
    pack = load_pack("xinjiang", unit.year)
    path = folder / "公开表.xlsx"
    write_workbook(compile_disclosure(as_ledger(unit), pack), pack, path)
    return read_tables(path)
