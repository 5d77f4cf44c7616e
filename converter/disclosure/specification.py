"""What the disclosure tables are made of, as data: the subject ``tables.toml`` of a pack.

A table has one or more *sections* that stand side by side (收入 beside 支出). A section has columns, rows
and perhaps a total row. A figure is the sum of the ledger lines that the selections of its table,
section, column and row let through; columns and rows with ``sum`` are the sum of others (live formulas
in the workbook). A year's or another region's form is another ``tables.toml``, never code.

Texts may hold ``{year}`` ``{unit}`` ``{wording}`` ``{money}`` ``{id}`` ``{title}``; labels of code rows
``{code}`` ``{name}`` ``{number}`` (一、二、…); keys ``{code}`` ``{project}``.

A loaded specification is shared and never changed. (The classes are not frozen because making frozen ones
takes three times as long, at every start of the program.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from converter.money import FEN_PER_WAN, FEN_PER_YUAN

_SPACE = re.compile(r"\s+")


def plain(label: str) -> str:
    """Return a label as keys and comparisons use it: without white space (``合 计`` → ``合计``)."""
    return _SPACE.sub("", label)


class Role(StrEnum):
    """What a column prints."""

    CODE = "code"  # a slice of the row's code (类, 款, 项)
    NAME = "name"  # the row's label
    PROJECT = "project"  # the row's project name
    AMOUNT = "amount"  # a figure


class RowKind(StrEnum):
    """How rows come about."""

    FIXED = "fixed"  # one row that is always printed
    TREE = "tree"  # one row a code with an amount, at each of ``levels``
    PROJECT = "project"  # one row a code and project


class Rounding(StrEnum):
    """How figures are rounded."""

    CONTROLLED = "controlled"  # all tables tie with 0.00, no figure is a step or more off
    EACH = "each"  # every figure by itself (逐格四舍五入); sums may be off


@dataclass(slots=True, eq=False)
class Select:
    """Which lines count: each named dimension must be at or below one of the prefixes.

    Sources and kinds are dotted paths (``current.fiscal`` covers ``current.fiscal.general.local``), codes
    are prefixes of digits (``301`` covers ``30101``). A dimension without prefixes lets everything through.
    """

    source: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    function: tuple[str, ...] = ()
    economic: tuple[str, ...] = ()

    def matches(self, source: str, kind: str, function: str, economic: str) -> bool:
        """Tell whether a line with these dimensions counts."""
        return (
            (not self.source or any(_under(source, prefix) for prefix in self.source))
            and (not self.kind or any(_under(kind, prefix) for prefix in self.kind))
            and (not self.function or function.startswith(self.function))
            and (not self.economic or economic.startswith(self.economic))
        )


def _under(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix + ".")


@dataclass(slots=True, eq=False)
class Column:
    """One column. ``heads`` are the header cells above its label, from the top; adjacent columns with
    equal heads share a merged cell. ``code`` is the slice [from, to) of the row's code that a code column
    prints. ``sum`` names the columns of the section that a total column adds up. ``width`` is in characters
    of half width; 0 fits the text.
    """

    id: str
    label: str
    heads: tuple[str, ...] = ()
    role: Role = Role.AMOUNT
    code: tuple[int, ...] = ()
    key: str = ""
    select: Select | None = None
    sum: tuple[str, ...] = ()
    width: int = 0

    @property
    def name(self) -> str:
        """The key of the column's figures: its label without white space unless ``key`` is given."""
        return self.key or plain(self.label)


@dataclass(slots=True, eq=False)
class RowSpec:
    """One fixed row, or one block of rows that come from the ledger.

    Fixed: ``label``, ``select`` or ``sum`` (ids of rows of the section), ``indent``. Tree and project: ``by``
    ("function" or "economic"), ``levels`` (lengths of the codes printed), ``always`` (codes printed even
    without an amount), ``label`` and ``key`` patterns, ``indents`` by level.
    """

    id: str
    kind: RowKind = RowKind.FIXED
    label: str = "{name}"
    key: str = ""
    select: Select | None = None
    sum: tuple[str, ...] = ()
    indent: int = 0
    by: str = "function"
    levels: tuple[int, ...] = ()
    always: tuple[str, ...] = ()
    indents: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The key of a fixed row: its label without white space unless ``key`` is given."""
        return self.key or plain(self.label)


@dataclass(slots=True, eq=False)
class TotalSpec:
    """The last row of a section: the sum of the rows named by ``sum``, or of everything in the section.

    ``merge`` prints the label across all label columns.
    """

    label: str
    key: str = ""
    sum: tuple[str, ...] = ()
    merge: bool = True

    @property
    def name(self) -> str:
        """The key of the total row: its label without white space unless ``key`` is given."""
        return self.key or plain(self.label)


@dataclass(slots=True, eq=False)
class Section:
    """One list of a table, with its own columns and rows; totals of all sections share the last line.

    A ``partial`` section shows some of the money that it selects; else money without a row or a column is
    reported as missing from the table.
    """

    id: str
    columns: tuple[Column, ...]
    rows: tuple[RowSpec, ...]
    total: TotalSpec | None = None
    select: Select | None = None
    partial: bool = False

    @property
    def amounts(self) -> list[Column]:
        """The columns of figures."""
        return [column for column in self.columns if column.role is Role.AMOUNT]

    def fixed(self, key: str) -> RowSpec | None:
        """Return the fixed row with that key."""
        return next((row for row in self.rows if row.kind is RowKind.FIXED and row.name == key), None)


class HeaderCell(NamedTuple):
    """One cell of the header, zero-based within the header; ``rows`` × ``columns`` is its merged area."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(slots=True, eq=False)
class TableSpec:
    """One table. Empty texts of the head take the pack's. ``note`` is printed only when no figure is;
    ``blank_rows`` is how many body rows an empty table keeps. ``decimals`` belongs to ``money``: 元 or 万元.
    """

    id: str
    title: str
    sections: tuple[Section, ...]
    sheet: str = ""
    number_line: str = ""
    unit_line: str = ""
    money_line: str = ""
    money: str = "万元"
    decimals: int = 2
    landscape: bool = False
    select: Select | None = None
    note: str = ""
    blank_rows: int = 1

    @property
    def columns(self) -> list[Column]:
        """All columns from left to right."""
        return [column for section in self.sections for column in section.columns]

    @property
    def fen_per_step(self) -> int:
        """The smallest published amount in 分: 0.01 万元 is 10 000, 1 元 is 100."""
        unit = FEN_PER_WAN if self.money == "万元" else FEN_PER_YUAN
        return int(unit // 10**self.decimals)

    @property
    def header_rows(self) -> int:
        """The number of header rows."""
        return max(len(column.heads) + 1 for column in self.columns)

    def header(self) -> Iterator[HeaderCell]:
        """Yield the cells of the header: merged heads over neighbours, labels down to the last row."""
        depth = self.header_rows
        position = 0
        for section in self.sections:
            columns = section.columns
            for level in range(depth):
                start = 0
                while start < len(columns):
                    heads = columns[start].heads
                    end = start + 1
                    if level < len(heads):
                        while end < len(columns) and columns[end].heads[: level + 1] == heads[: level + 1]:
                            end += 1
                        yield HeaderCell(level, position + start, 1, end - start, heads[level])
                    elif level == len(heads):
                        yield HeaderCell(level, position + start, depth - level, 1, columns[start].label)
                    start = end
            position += len(columns)


@dataclass(slots=True, eq=False)
class Font:
    """The look of one class of cells: font, size in pt, bold, row height in pt (0: fits the text)."""

    font: str
    size: float
    bold: bool = False
    height: float = 0


@dataclass(slots=True, eq=False)
class Look:
    """The fonts of the parts of a table (after GB/T 9704)."""

    title: Font
    number: Font
    line: Font
    head: Font
    body: Font
    total: Font
    note: Font


@dataclass(slots=True, eq=False)
class Page:
    """The page: paper, margins in mm, the pattern of the page number (``{page}``), amounts' format."""

    paper: str = "A4"
    top: int = 25
    bottom: int = 20
    left: int = 20
    right: int = 20
    page_number: str = "— {page} —"
    amount_format: str = "#,##0.00"
    widest: int = 36
    narrowest: int = 9


@dataclass(slots=True, eq=False)
class Tables:
    """The tables of a pack in document order, and what they share."""

    tables: tuple[TableSpec, ...]
    look: Look
    page: Page = field(default_factory=Page)
    sheet: str = "{id} {title}"
    number_line: str = "{id}"
    unit_line: str = "编制{wording}：{unit}"
    money_line: str = "单位：{money}"
    rounding: Rounding = Rounding.CONTROLLED

    def table(self, table_id: str) -> TableSpec | None:
        """Return the table with that id."""
        return next((table for table in self.tables if table.id == table_id), None)
