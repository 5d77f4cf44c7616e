"""A sheet's draft beside its mapping, and what the sheet's own total may be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from converter.recognition.drafting import Block, SheetDraft
from converter.recognition.grid import amount_of
from converter.recognition.mapping import Meaning, SheetMapping

LONG = 4000  # rows: longer tables are looked at in samples


@dataclass(slots=True, eq=False, repr=False)
class Pair:
    """A sheet's draft beside the mapping that is made of it."""

    draft: SheetDraft
    mapping: SheetMapping


def totals_of(draft: SheetDraft) -> set[Decimal]:
    """Return what the sheet's own total may be: its 合计 row, or the sum of its rows (numbers as written)."""
    found: set[Decimal] = set()
    for block in draft.blocks:
        plain = [d for d in block.drafts if d.meaning is Meaning.AMOUNT and not d.dims]
        amounts = [d for d in block.drafts if d.meaning is Meaning.AMOUNT]
        chosen = plain[0] if plain else amounts[0] if len(amounts) == 1 else None
        if chosen is None:
            continue
        labels = [
            d.column
            for d in block.drafts
            if d.meaning is not None and not d.meaning.value.startswith("amount")
        ]
        grand, added = _sum_rows(draft, block, chosen.column, labels)
        whole = block.table.last - block.table.first <= LONG
        found |= grand or ({added} if added and whole else set())
    return found


def _sum_rows(
    draft: SheetDraft, block: Block, column: int, labels: list[int]
) -> tuple[set[Decimal], Decimal]:
    words = draft.words
    grand: set[Decimal] = set()
    added = Decimal(0)
    for row in _rows_near_ends(block):
        values = draft.grid.rows[row]
        amount = amount_of(values[column]) if column < len(values) else None
        if amount is None:
            continue
        texts = (values[c] for c in labels if c < len(values))
        scopes = {words.total_scope(text) for text in texts if isinstance(text, str) and len(text) < 30} - {
            None
        }
        if "grand" in scopes:
            grand.add(amount)
        elif not scopes:
            added += amount
    return grand, added


def _rows_near_ends(block: Block) -> list[int]:
    """Return a block's rows; of a very long one only those near its ends, where totals stand."""
    first, last = block.table.first, block.table.last
    if last - first <= LONG:
        return list(range(first, last + 1))
    return [*range(first, first + 20), *range(last - 50, last + 1)]
