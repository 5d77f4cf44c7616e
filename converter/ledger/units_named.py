"""The units and years that a working spreadsheet speaks of, before it is extracted."""

from __future__ import annotations

from collections.abc import Sequence

from converter.ledger.model import UnitKey
from converter.ledger.units import UnitBook
from converter.reading.model import SourceFile
from converter.recognition.mapping import BlockMapping, FileMapping, Meaning, Role, SheetMapping
from converter.recognition.vocabulary import Vocabulary

_SILENT = frozenset((Role.COVER, Role.INSTRUCTIONS, Role.EMPTY_FORM, Role.OTHER, Role.UNKNOWN))


def units_of(source: SourceFile, mapping: FileMapping, words: Vocabulary) -> list[UnitKey]:
    """Return the units that a working spreadsheet speaks of, each once, in their order."""
    book = UnitBook(words.normal)
    sheets = {sheet.name: sheet for sheet in source.sheets}
    for one in mapping.sheets:
        sheet = sheets.get(one.name)
        if sheet is None or one.role in _SILENT:
            continue
        told = False
        for block in one.blocks:
            told |= _units_of_block(sheet.rows, block, book, words)
        if not told and not one.covers_units and (one.unit_code or one.unit_name):
            book.number(one.unit_code, one.unit_name)
    book.settle()
    numbers = dict.fromkeys(book.of(number) for number in range(1, len(book.keys)))
    return [book.key(number) for number in numbers]


def _units_of_block(
    rows: Sequence[Sequence[object]], block: BlockMapping, book: UnitBook, words: Vocabulary
) -> bool:
    """Enter the units that a block itself names; return whether it names any."""
    told = False
    for column in block.columns:
        if column.dims.get("unit"):
            book.number("", column.dims["unit"])
            told = True
    places = [
        next((c.column for c in block.of(meaning)), None)
        for meaning in (Meaning.UNIT, Meaning.UNIT_CODE, Meaning.UNIT_NAME)
    ]
    if any(place is not None for place in places):
        seen = set()
        for row in rows[block.first_row : block.last_row + 1]:
            width = len(row)
            seen.add(tuple([row[p] if p is not None and p < width else None for p in places]))
        for cells in sorted(seen, key=repr):
            texts = [value for value in cells if isinstance(value, str)]
            if any(value is not None for value in cells) and not any(map(words.is_total_word, texts)):
                told |= book.number_of_cells(*cells) != 0  # type: ignore[arg-type]
    if not told and (block.unit_code or block.unit_name):
        book.number(block.unit_code, block.unit_name)
        told = True
    return told


def years_of(mapping: FileMapping) -> list[int]:
    """Return the budget years that a working spreadsheet speaks of, sheets of last year left out."""
    return sorted({s.year for s in mapping.sheets if s.year and not _is_last_year(s)})


def _is_last_year(sheet: SheetMapping) -> bool:
    return sheet.role is Role.LAST_YEAR or sheet.role in _SILENT
