"""What a row says that cannot be used."""

from __future__ import annotations

from typing import NamedTuple


class Trouble(NamedTuple):
    """What a row says that cannot be used: the dimension, the column, the text, codes that it may mean.

    ``fault``: refused (an error value), unknown, unclear (several codes), asked (a word that the pack wants explained),
    contradiction (of cells), outer (a cell contradicts title or section), name:… (the name is another code's).
    """

    dimension: str
    column: int
    text: str
    fault: str
    candidates: tuple[str, ...] = ()
