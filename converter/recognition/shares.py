"""Sheets by fund: 一般公共预算 beside a sheet 上级一般公共预算转移支付 is the own share, unless it holds both."""

from __future__ import annotations

from decimal import Decimal

from converter.recognition.column_draft import LABELS_OF_ROWS
from converter.recognition.drafting import Block
from converter.recognition.grid import amount_of
from converter.recognition.mapping import Meaning, Role
from converter.recognition.totals import LONG, Pair

_SOURCES = (Meaning.FUND, Meaning.ORIGIN)


def settle_shares(pairs: list[Pair], ids: list[str]) -> None:
    """Let a sheet's fund mean the own share (本级) where another sheet of the unit holds what came from above.

    Only for sheets whose fund stands in the title alone, and only if the rows of the other sheet are not
    all contained in this one (then it is a part of it, and the ledger compares the two).
    """
    blocks = [(pair, block) for pair in pairs if pair.mapping.role is Role.BUDGET for block in _plain(pair)]
    for pair, block in blocks:
        source = block.dims.get("source", "")
        if f"{source}.local" not in ids:
            continue
        for other_pair, other in blocks:
            same_unit = other_pair.mapping.unit_name == pair.mapping.unit_name
            if other.dims.get("source") == f"{source}.upper" and same_unit:
                if not _contains(_rows(pair, block), _rows(other_pair, other)):
                    _narrow(pair, block, f"{source}.local", other_pair.mapping.name)
                break


def _plain(pair: Pair) -> list[Block]:
    """Return the blocks whose source of funds is told by their title alone."""
    return [
        block
        for block in pair.draft.blocks
        if "source" in block.dims
        and block.table.last - block.table.first < LONG
        and not any(d.meaning in _SOURCES or "source" in d.dims for d in block.drafts)
    ]


def _rows(pair: Pair, block: Block) -> dict[tuple[str, ...], Decimal]:
    """Return the amounts of a block's rows by their labels, blank labels taken from above; no totals."""
    labels = [d.column for d in block.drafts if d.meaning in LABELS_OF_ROWS or d.meaning is Meaning.KIND]
    amounts = [d.column for d in block.drafts if d.meaning is Meaning.AMOUNT and not d.dims]
    found: dict[tuple[str, ...], Decimal] = {}
    if len(amounts) != 1 or not labels:
        return found
    words, grid = pair.draft.words, pair.draft.grid
    above = [""] * len(labels)
    for row in range(block.table.first, block.table.last + 1):
        amount = amount_of(grid.value(row, amounts[0]))
        texts = [grid.text(row, column) for column in labels]
        if amount is None or any(words.is_total_word(text) for text in texts):
            continue
        first = next((i for i, text in enumerate(texts) if text), len(texts))
        above = above[:first] + texts[first:]
        key = tuple(above)
        found[key] = found.get(key, Decimal(0)) + amount
    return found


def _contains(whole: dict[tuple[str, ...], Decimal], part: dict[tuple[str, ...], Decimal]) -> bool:
    """Return whether every row of ``part`` can be a share of the same row of ``whole``."""
    if not whole or not part:
        return True
    return all(key in whole and abs(amount) <= abs(whole[key]) for key, amount in part.items())


def _narrow(pair: Pair, block: Block, source: str, other: str) -> None:
    evidence = f"另有工作表“{other}”，这里指本级"
    block.dims["source"] = source
    for mapped in pair.mapping.blocks:
        if mapped.first_row == block.table.first and mapped.dims.get("source") == source.rpartition(".")[0]:
            mapped.dims["source"] = source
            mapped.dims_evidence["source"] = f"{mapped.dims_evidence.get('source', '')}；{evidence}"
