"""What the window shows, as plain values: they travel from the working process to the window.

Rows and columns are zero-based; amounts are texts in 万元, ready to be shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from converter.findings import Finding


@dataclass(slots=True)
class ColumnView:
    """One column of a block with its meaning."""

    column: int
    header: str
    meaning: str
    dims: dict[str, str]
    words: str
    evidence: str
    confidence: float


@dataclass(slots=True)
class BlockView:
    """One table of a sheet."""

    header_rows: list[int]
    first_row: int
    last_row: int
    columns: list[ColumnView]
    words: str = ""


class LeftOutView(NamedTuple):
    """A cell that was not taken into the ledger."""

    row: int
    column: int
    value: str
    reason: str


@dataclass(slots=True)
class SheetView:
    """One sheet as recognised. ``totals`` are input, ledger, subtotals and left out in 万元, or None."""

    file: str
    name: str
    hidden: bool
    role: str
    confidence: float
    evidence: list[str]
    money: str
    money_evidence: str
    unit: str
    year: int | None
    relation: str
    rows: int
    width: int
    merged: list[tuple[int, int, int, int]]
    questions: list[Finding]
    blocks: list[BlockView] = field(default_factory=list)
    totals: tuple[str, str, str, str] | None = None
    balanced: bool = True
    left_out: list[LeftOutView] = field(default_factory=list)
    left_out_count: int = 0


@dataclass(slots=True)
class FileView:
    """One input file. ``kind`` is "working", "finished", "supplement", "last_year" or "unreadable"."""

    path: str
    kind: str
    format: str = ""
    remembered: bool = False
    findings: list[Finding] = field(default_factory=list)
    sheets: list[SheetView] = field(default_factory=list)


@dataclass(slots=True)
class UnitView:
    """One document of a run, as a line of the table of units. ``writable``: there is something to write.
    ``mark`` is the same as long as the document says the same."""

    index: int
    unit: str
    year: int | None
    verdict: str
    line: str
    errors: int
    warnings: int
    open: int
    inputs: list[str]
    audit: bool
    writable: bool
    outputs: dict[str, str] = field(default_factory=dict)
    mark: str = ""


class FigureCell(NamedTuple):
    """A figure of a table by its keys."""

    row: str
    column: str
    section: int


@dataclass(slots=True)
class TableView:
    """One table as it is printed: texts by row, styles by name, merged areas, widths in pt."""

    id: str
    name: str
    title: str
    texts: list[list[str]]
    styles: list[list[str]]
    merged: list[tuple[int, int, int, int]]
    widths: list[float]
    heights: list[float]
    frozen: int
    figures: dict[tuple[int, int], FigureCell]
    adjusted: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class SlotView:
    """One thing that the text still asks, with what is known about it. ``kind`` is that of the slot, "list", or
    "indicators" for a performance table, whose ``value`` has an indicator a line, cells separated by tabs."""

    id: str
    subject: str
    label: str
    value: str
    open: bool
    kind: str = "text"
    unit: str = ""
    choices: tuple[str, ...] = ()
    proposal: str = ""
    figure: str = ""
    last_figure: str = ""
    change: str = ""
    last_words: str = ""
    hint: str = ""
    origin: str = ""
    cell: tuple[str, str, str] | None = None


class PerformanceCell(NamedTuple):
    """A cell of a printed performance table: its text, how many columns it spans, whether it is a heading."""

    text: str
    span: int
    head: bool


@dataclass(slots=True)
class PerformanceView:
    """A performance table as it is printed."""

    project: str
    heading: str
    rows: list[list[PerformanceCell]]


@dataclass(slots=True)
class UnitDetail:
    """Everything of one document that its pages show. ``figures`` are the numbers of a text that was read
    which are figures of a table: by paragraph (start, end, table, row, column)."""

    index: int
    findings: list[Finding]
    tables: list[TableView]
    styles: dict[str, Any]
    adjustments: int
    paragraphs: list[Any] = field(default_factory=list)
    slots: list[SlotView] = field(default_factory=list)
    performance: list[PerformanceView] = field(default_factory=list)
    figures: dict[int, list[tuple[int, int, str, str, str]]] = field(default_factory=dict)


class SourceCell(NamedTuple):
    """An input cell that a figure is made of."""

    file: str
    sheet: str
    row: int
    column: int
    name: str
    value: str


@dataclass(slots=True)
class Sources:
    """The input cells of a figure; ``total`` counts them all, ``cells`` holds the first ones."""

    cells: list[SourceCell]
    total: int
    exact: str
    published: str
    adjusted: str = ""
    place: Any = None


class GridRow(NamedTuple):
    """One row of a sheet: texts, which of them are numbers, what kind of row it is, marks of cells."""

    texts: list[str]
    numbers: frozenset[int]
    kind: str
    marks: dict[int, str]


@dataclass(slots=True)
class Catalogue:
    """What can be chosen: ids with their names."""

    roles: list[tuple[str, str]]
    meanings: list[tuple[str, list[tuple[str, str]]]]
    meaning_names: dict[str, str]
    sources: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    relations: list[tuple[str, str]]
    rows: list[tuple[str, str]]
    moneys: list[str]
    regions: list[tuple[str, str]]
    indicator_heads: list[str] = field(default_factory=list)
    indicator_choices: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class RunResult:
    """What a run gave, without the documents themselves, which stay in the working process."""

    files: list[FileView]
    units: list[UnitView]
    cancelled: bool = False


@dataclass(slots=True)
class WriteResult:
    """What writing gave. ``conflicts`` are existing files that would have been replaced: nothing is written."""

    units: list[UnitView]
    conflicts: list[str] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    folder: str = ""
