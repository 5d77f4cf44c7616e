"""The parts of a parsed rule expression (规则表达式的语法树), and how labels are compared.

Numbers are whole millionths ("micro"): a figure of 1 万元 is 1 000 000, so 分 are exact.
``at`` is the position of the part in the expression's text, from 0, for messages. (Named tuples, since
making a dataclass costs more than parsing a rule, at every start of the program.)
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

MICRO = 1_000_000

_WIDE = str.maketrans("()[]:,;", "（）［］：，；")
_NOT_SAID = str.maketrans("", "", " \t\r\n\u00a0\u3000\u200b\"“”'‘’")


@lru_cache(maxsize=8192)
def plain_label(text: str) -> str:
    """Return a row or column label for comparison: no white space or quotation marks, wide brackets."""
    return text.translate(_NOT_SAID).translate(_WIDE)


class Pick(Enum):
    """Which rows or columns a selector takes."""

    KEY = "key"  # one, by its key; may hold 本行
    ALL = "all"  # *
    LEVEL = "level"  # 类 款 项
    CHILDREN = "children"  # 下级: one level below 本行, or below a named row
    RANGE = "range"  # a..b
    PATTERN = "pattern"  # with * ? #; may hold 本行
    CURRENT = "current"  # 本行 本列


class Selector(NamedTuple):
    """A choice of rows or columns. ``text`` is the key, the pattern or the first end of a range,
    ``last`` the other end, ``level`` 1–3; ``without`` are keys that are left out (除)."""

    pick: Pick
    text: str = ""
    last: str = ""
    level: int = 0
    without: tuple[str, ...] = ()
    at: int = 0

    @property
    def iterates(self) -> bool:
        """Whether the selector outside of a function means "for each such row"."""
        if self.pick is Pick.PATTERN:
            return "本行" not in self.text
        return self.pick in (Pick.ALL, Pick.LEVEL, Pick.RANGE)

    def alike(self, other: Selector) -> bool:
        """Whether both say the same in the same words."""
        mine = (self.pick, self.text, self.last, self.level, self.without)
        return mine == (other.pick, other.text, other.last, other.level, other.without)


class Number(NamedTuple):
    """A constant in millionths."""

    value: int
    at: int = 0


class Cell(NamedTuple):
    """``表3[row, column]``; without a column only in 对, count, empty and exists."""

    table: str
    row: Selector | None
    column: Selector | None
    at: int = 0


class Call(NamedTuple):
    """A function with its arguments; ``name`` is the English name."""

    name: str
    arguments: tuple[Node, ...]
    at: int = 0


class Sum(NamedTuple):
    """Terms with signs (+1 or −1)."""

    terms: tuple[tuple[int, Node], ...]
    at: int = 0


class Product(NamedTuple):
    """``left × right`` (operator "×") or ``left ÷ right`` (operator "÷")."""

    operator: str
    left: Node
    right: Node
    at: int = 0


class Compare(NamedTuple):
    """``left operator right``; the operator is one of = ≠ ≥ ≤ > <."""

    operator: str
    left: Node
    right: Node
    at: int = 0


class Logic(NamedTuple):
    """Conditions joined by 且 ("and"), 或 ("or"), or denied by 非 ("not")."""

    operator: str
    parts: tuple[Node, ...]
    at: int = 0


class Named(NamedTuple):
    """The name of a condition of the pack."""

    name: str
    at: int = 0


Node = Number | Cell | Call | Sum | Product | Compare | Logic | Named


class Statement(NamedTuple):
    """One expression of a rule: for the rows of ``drivers``, every one of ``compares`` holds ``when``.

    ``drivers`` are the cells whose rows are gone through, ``columns`` the one whose columns are, ``loose``
    the cells that do not stand inside a summing function.
    """

    text: str
    drivers: tuple[Cell, ...]
    columns: Cell | None
    compares: tuple[Compare, ...]
    when: Node | None
    loose: tuple[Cell, ...]


class ExpressionError(Exception):
    """A faulty expression: what is wrong and where (position from 0)."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at
