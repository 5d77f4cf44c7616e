"""The source of funds of sheets that say none themselves: from a note below a table, or the file's name."""

from __future__ import annotations

from pathlib import Path

from converter.recognition.drafting import Block
from converter.recognition.knowledge import Knowledge
from converter.recognition.mapping import Meaning, Role
from converter.recognition.titles import Titles
from converter.recognition.totals import Pair
from converter.recognition.words import normal

_SOURCES = (Meaning.FUND, Meaning.ORIGIN)
_TELL_SOURCES = (Role.INCOME, Role.OVERVIEW)


def settle_sources_told(pairs: list[Pair], path: str, titles: Titles, knowledge: Knowledge) -> None:
    """Give blocks of spending without any source the one that a note (以上资金全部为一般公共预算拨款) or, where
    no sheet of the file tells a source, the file's name says."""
    blocks = [
        (pair, block) for pair in pairs if pair.mapping.role is Role.BUDGET for block in pair.draft.blocks
    ]
    for pair, block in blocks:
        if not _tells_source(block):
            source, text = _of_notes(pair, titles, knowledge)
            if source:
                _set(pair, block, source, f"“{text}”")
    tells = any(_tells_source(block) for _, block in blocks)
    if tells or any(pair.mapping.role in _TELL_SOURCES for pair in pairs):
        return
    name = titles.of_name(Path(path).stem, "文件名")
    source = name.dims.get("source", "")
    if source and not source.startswith("any."):
        for pair, block in blocks:
            _set(pair, block, source, name.evidence.get("source", ""))


def _tells_source(block: Block) -> bool:
    return "source" in block.dims or any(
        draft.meaning in _SOURCES or "source" in draft.dims for draft in block.drafts
    )


def _of_notes(pair: Pair, titles: Titles, knowledge: Knowledge) -> tuple[str, str]:
    """Return source and text of a note that says that all money is of one source; "" without one."""
    words = [normal(word) for word in knowledge.roles.all_money.all]
    for line in pair.draft.loose:
        for _, value in pair.draft.grid.cells(line.row):
            if not isinstance(value, str) or len(value) > _LONGEST_NOTE:
                continue
            plain = normal(value)
            if any(word in plain for word in words):
                source = titles.dims_in(value).get("source", "")
                if source and not source.startswith("any."):
                    return source, value.strip()
    return "", ""


_LONGEST_NOTE = 60


def _set(pair: Pair, block: Block, source: str, evidence: str) -> None:
    block.dims["source"], block.dims_evidence["source"] = source, evidence
    for mapped in pair.mapping.blocks:
        same = mapped.header_rows == block.table.heading.rows and mapped.first_row == block.table.first
        if same and "source" not in mapped.dims:
            mapped.dims["source"], mapped.dims_evidence["source"] = source, evidence
