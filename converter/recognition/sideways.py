"""Tables that lie on their side: the heads stand one below the other, every column is a line of the budget."""

from __future__ import annotations

from converter.recognition.grid import Grid, is_blank
from converter.recognition.headwords import HeadWords

_COLUMNS = 3  # in which the heads are looked for
_ROWS = 40
_HEADS = 3


def lies_sideways(grid: Grid, heads: HeadWords) -> bool:
    """Return whether a column holds the heads of a budget's lines, each with values beside it."""
    for column in range(_COLUMNS):
        said: set[str] = set()
        amount = False
        for row in range(min(_ROWS, grid.height)):
            text = grid.text(row, column)
            beside = [value for at, value in grid.cells(row) if at > column]
            if not text or len(beside) < 2 or any(is_blank(value) for value in beside):
                continue
            word = heads.of(text)
            if any(isinstance(value, str) and heads.of(value.strip()).structural for value in beside):
                continue
            if word.structural:
                said.add(word.subject or str(word.meaning))
            amount = amount or (word.amount and not word.structural)
        if amount and len(said) >= _HEADS:
            return True
    return False
