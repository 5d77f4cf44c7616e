"""The path of header texts above every column, with merged and blank cells filled."""

from __future__ import annotations

import re

from converter.reading.model import MergedArea
from converter.recognition.grid import Grid


def header_paths(grid: Grid, rows: list[int], areas: list[MergedArea]) -> dict[int, tuple[str, ...]]:
    """Return for each column the header texts from top to bottom, merged and blank cells filled.

    A blank cell takes the text on its left where that text stands over several columns: not in the
    lowest row, under the same parent, and only if the column has a text of its own further down.
    """
    own: list[dict[int, str]] = []
    merged: list[set[int]] = []
    for row in rows:
        own.append({c: _one_line(str(v)) for c, v in grid.cells(row)})
        merged.append(set())
    for area in areas:
        text = _one_line(grid.text(area.top, area.left))
        if not text or area.top not in rows:
            continue
        for level, row in enumerate(rows):
            if area.top <= row <= area.bottom:
                for column in range(area.left, area.right + 1):
                    own[level][column] = text
                    merged[level].add(column)
    columns = sorted({c for level in own for c in level})
    filled: list[dict[int, str]] = []
    source: list[dict[int, int]] = []  # the column whose text a filled cell shows
    for level, texts in enumerate(own):
        here = dict(texts)
        origin = {c: c for c in texts}
        if level < len(own) - 1:
            for column in columns:
                if column in here:
                    continue
                left = max((c for c in here if c < column), default=None)
                if left is None or (origin[left] in merged[level] and column not in merged[level]):
                    continue
                below = any(column in lower for lower in own[level + 1 :])
                parent_spans = any(origin[left] in lower for lower in own[level + 1 :])
                same_parent = all(
                    filled[upper].get(column) == filled[upper].get(left)
                    and source[upper].get(column) == source[upper].get(left)
                    for upper in range(level)
                )
                if below and parent_spans and same_parent:
                    here[column] = here[left]
                    origin[column] = origin[left]
        filled.append(here)
        source.append(origin)
    paths: dict[int, tuple[str, ...]] = {}
    for column in columns:
        path: list[str] = []
        for level_texts in filled:
            text = level_texts.get(column, "")
            if text and (not path or path[-1] != text):
                path.append(text)
        paths[column] = tuple(path)
    return paths


def _one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text).strip()
