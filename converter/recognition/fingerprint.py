"""The fingerprint of a file's layout, under which a confirmed mapping is remembered."""

from __future__ import annotations

from collections.abc import Sequence

from converter.reading.model import SourceFile
from converter.recognition.mapping import SheetMapping
from converter.recognition.words import normal


def fingerprint_of(source: SourceFile, sheets: Sequence[SheetMapping]) -> str:
    """Return the fingerprint of a file's layout: names of its sheets and texts of their headers."""
    import hashlib

    digest = hashlib.sha256()
    grids = {sheet.name: sheet for sheet in source.sheets}
    for sheet in sheets:
        digest.update(f"\n[{sheet.name}]".encode())
        grid = grids.get(sheet.name)
        seen: set[tuple[int, ...]] = set()
        for block in sheet.blocks:
            rows = tuple(block.header_rows)
            if grid is None or rows in seen:
                continue
            seen.add(rows)
            for row in rows:
                values = grid.rows[row] if row < len(grid.rows) else []
                texts = "\t".join("" if value is None else normal(str(value)) for value in values)
                digest.update(f"\n{texts.rstrip()}".encode())
    return digest.hexdigest()
