"""Tables that run over the end of a page of a PDF: a row cut in two is put together again."""

from __future__ import annotations

import re
from collections.abc import Callable

from converter.disclosure.finished.stream import Stream, StreamCell, StreamRow

_FIGURE = re.compile(r"-?[\d,]*\.?\d*")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,6}")
_CODE = re.compile(r"0\d|\d{3}|\d{5}|\d{7}")
_DEEPEST = 4  # rows that a merged cell may reach over
_LONG = 12  # signs of a text, not a name
_PAGE_NUMBER = re.compile(r"[-—–－_\s\d/第页共]+")


def is_page_number(text: str) -> bool:
    """Whether a line can be nothing but the number of a page."""
    return _PAGE_NUMBER.fullmatch(text) is not None


def join_cut_rows(stream: Stream, known: Callable[[str], bool]) -> None:
    """Put rows together that the end of a page cut in two; ``known`` tells labels that tables print."""
    rows: list[StreamRow] = []
    recent: dict[int, list[StreamRow]] = {}
    for row in stream.rows:
        above = recent.get(row.grid, []) if row.grid >= 0 else []
        if above and row.page == above[-1].page + 1:
            foot = _foot(above)
            if goes_on(foot, row, known):
                join(foot, row)
                above[-1].page = row.page  # what comes next on this page is a row of its own
                continue
        if row.grid >= 0:
            recent[row.grid] = [*above[-_DEEPEST:], row]
        rows.append(row)
    stream.rows = rows


def _foot(rows: list[StreamRow]) -> StreamRow:
    """Return the cells that reach down to the last of some rows: those of merged rows begin further above."""
    cells = [cell for at, row in enumerate(rows) for cell in row.cells if at + max(cell.rows, 1) >= len(rows)]
    return StreamRow(sorted(cells, key=lambda cell: cell.column), rows[-1].grid, page=rows[-1].page)


def goes_on(above: StreamRow, below: StreamRow, known: Callable[[str], bool]) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before.

    It is where a figure that is cut in both is whole in the two together, where two words together are a label
    that tables print and the second by itself is none, and where the rest holds only a few words that stand
    under words (the end of a header or a name).
    """
    pairs = [(cell, _under(cell, below)) for cell in above.cells]
    parts = [(cell.plain, rest.plain) for cell, rest in pairs if rest is not None]
    if any(len(top) > 1 and top == rest for top, rest in parts):
        return False  # the same word again: rows of one kind below each other
    figures = [(top, rest) for top, rest in parts if rest and _is_figure(top) and _is_figure(rest)]
    if figures:
        return all(_whole(top + rest) for top, rest in figures) and not all(
            _whole(top) and _whole(rest) for top, rest in figures
        )
    words = [(top, rest) for top, rest in parts if rest]
    if len(words) == 1 and parts[0][0] and not parts[0][1] and len(words[0][0]) >= _LONG:
        return not known(words[0][1])  # a long text beside its label
    if not words or not all(top and not any(sign.isdigit() for sign in rest) for top, rest in words):
        return False
    if any(known(rest) and not known(top + rest) for top, rest in words):
        return False
    if any(known(top + rest) for top, rest in words):
        return True
    return any(top and not rest for top, rest in parts) and len(words) <= len(above.filled) / 2


def join(above: StreamRow, below: StreamRow) -> None:
    """Add the texts of ``below`` to the cells of ``above`` that they stand under."""
    for cell in above.cells:
        rest = _under(cell, below)
        if rest is not None and rest.text.strip():
            cell.text = f"{cell.text}\n{rest.text}" if cell.text.strip() else rest.text


def _under(cell: StreamCell, row: StreamRow) -> StreamCell | None:
    return next((c for c in row.cells if (c.column, c.columns) == (cell.column, cell.columns)), None)


def _is_figure(text: str) -> bool:
    return bool(text) and _FIGURE.fullmatch(text) is not None


def _whole(text: str) -> bool:
    return bool(_AMOUNT.fullmatch(text) or _CODE.fullmatch(text))
