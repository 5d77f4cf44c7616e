"""The disclosure (公开文本): tables of published figures, compiled from a ledger or read from a document.

The same rules check both. Figures are ``Decimal`` 万元 as published; None is a blank cell (zero).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from converter.findings import Finding, Place

TOTAL_KEY = "合计"


@dataclass(slots=True)
class Cell:
    """One published figure in 万元.

    Own tables: ``exact`` is the unrounded 万元 amount and ``lines`` the indexes of the ledger lines that
    it is the sum of. Read tables: ``place`` is where it stands and ``raw`` what was printed there.
    """

    value: Decimal | None = None
    exact: Decimal | None = None
    lines: tuple[int, ...] = ()
    place: Place | None = None
    raw: str = ""
    unknown: bool = False


@dataclass(slots=True)
class Row:
    """One row: ``key`` (joined code, label without white space, ``code|project``, ``合计``), its label,
    its code columns as printed, its level (1 类, 2 款, 3 项 for rows of codes, those of 表1 and 表4 too; 0 for
    totals and fixed rows) and its cells by column label; a blank cell may be absent. ``section`` is the index of the side-by-side list that it belongs to (表1 left 0, right 1).
    """

    key: str
    label: str
    codes: tuple[str, ...] = ()
    level: int = 0
    section: int = 0
    cells: dict[str, Cell] = field(default_factory=dict)
    project: str = ""
    place: Place | None = None

    def value(self, column: str) -> Decimal:
        """Return the figure in 万元; a blank cell is zero."""
        cell = self.cells.get(column)
        return cell.value if cell is not None and cell.value is not None else Decimal(0)


@dataclass(slots=True)
class Table:
    """One disclosure table (公开表). ``rows`` in printed order; ``columns`` the labels of the figures by
    section. ``title``, ``unit_line`` and ``money_line`` as printed; ``note`` is the 备注, "" if none."""

    id: str
    title: str
    columns: list[list[str]]
    rows: list[Row] = field(default_factory=list)
    unit_line: str = ""
    money_line: str = ""
    note: str = ""
    place: Place | None = None
    note_place: Place | None = None
    leftovers: list[tuple[str, Place]] = field(default_factory=list)
    number: int | None = None  # as printed above a table that was read (表5), None where none is
    flowing: bool = False  # read from text without columns: some figures' columns are not known

    def row(self, key: str, section: int | None = None) -> Row | None:
        """Return the first row with ``key`` (in ``section`` if given)."""
        for row in self.rows:
            if row.key == key and (section is None or row.section == section):
                return row
        return None

    def value(self, key: str, column: str, section: int | None = None) -> Decimal:
        """Return a figure in 万元, zero when the row or the cell is blank or absent."""
        row = self.row(key, section)
        return row.value(column) if row else Decimal(0)

    def figures(self) -> Iterator[tuple[Row, str, Cell]]:
        """Yield every figure with its row and column label."""
        for row in self.rows:
            for column, cell in row.cells.items():
                yield row, column, cell

    @property
    def empty(self) -> bool:
        """Whether no figure is printed."""
        return not any(cell.value for _, _, cell in self.figures())


@dataclass(slots=True)
class Adjustment:
    """A published figure that differs from its own half-up rounding (尾差调整), all in 万元."""

    table: str
    row: str
    column: str
    exact: Decimal
    rounded: Decimal
    published: Decimal


@dataclass(slots=True)
class Eliminated:
    """A figure of a department from which money passed between its units was taken (抵销), all in 万元:
    ``before`` the sum of the units' figures, ``after`` what is published."""

    table: str
    row: str
    label: str
    column: str
    before: Decimal
    amount: Decimal
    after: Decimal


@dataclass(slots=True)
class Disclosure:
    """One unit's disclosure of one year. ``origin`` is "compiled" or "read".

    ``wording`` is 部门 or 单位. ``text`` is the parsed or drafted text (see ``narrative``), None if there
    is none; ``drafted`` what it was drafted from: the draft with its slots, the answers, last year.
    """

    unit: str
    unit_code: str
    year: int | None
    wording: str
    tables: dict[str, Table]
    origin: str = "compiled"
    adjustments: list[Adjustment] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    text: Any = None
    files: list[str] = field(default_factory=list)
    drafted: Any = None
    eliminations: list[Eliminated] = field(default_factory=list)
