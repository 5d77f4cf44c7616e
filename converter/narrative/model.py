"""The text of a disclosure: paragraphs, and the statements (陈述) understood in them.

The same model holds a drafted text and a text read from somebody's document. Figures are ``Decimal``:
amounts in 万元, shares and rates in percent, counts as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from converter.findings import Place


class FigureRef(NamedTuple):
    """A figure of a table: table id, row key, column label, section of a side-by-side table."""

    table: str
    row: str
    column: str
    section: int | None = None


@dataclass(slots=True)
class Run:
    """A piece of a paragraph. ``slot`` names what it answers ("" for fixed wording); an open slot still
    has to be filled by the clerk; ``figure`` is the table cell that a drafted figure was taken from."""

    text: str
    slot: str = ""
    open: bool = False
    figure: FigureRef | None = None


@dataclass(slots=True)
class Paragraph:
    """One paragraph. ``style`` is a style id of the pack ("title", "part", "heading1", "heading2",
    "body", "note", "signature", "date" …). ``part`` is 第一部分 … (1–4, 0 before), ``section`` the path of
    headings it stands under, e.g. ("二", "（一）"). ``place`` is set in read documents."""

    runs: list[Run]
    style: str = "body"
    part: int = 0
    section: tuple[str, ...] = ()
    place: Place | None = None

    @property
    def text(self) -> str:
        """The whole paragraph as printed."""
        if len(self.runs) == 1:
            return self.runs[0].text
        return "".join([run.text for run in self.runs])


class Measure(StrEnum):
    """What a number in a statement says of its subject."""

    AMOUNT = "amount"  # 万元 this year
    SHARE = "share"  # 占 x%
    CHANGE = "change"  # 比上年增加/减少 x 万元, signed
    RATE = "rate"  # 增长/下降 x%, signed
    PREVIOUS = "previous"  # last year's amount named outright
    COUNT = "count"  # 人、辆、个、家、台（套）、平方米
    NONE = "none"  # 未安排: nothing is scheduled
    UNCHANGED = "unchanged"  # 与上年持平


@dataclass(slots=True)
class Statement:
    """One number (or "nothing") said of one subject, with where it stands.

    ``subject`` is canonical: "total", a source id ("current.fiscal.general.local"), a kind id ("basic"),
    "F201…" a functional and "E301…" an economic code, "三公.…" an item of 三公, "机关运行经费", "采购.…",
    "资产.…", "人员.…", "项目:<name>", "绩效.…". ``scope`` says which money is meant by its section, e.g.
    "income", "expenditure", "fiscal", "general", "fund", "capital". ``start`` and ``end`` are the
    characters of the number in ``paragraph`` (its index in the text); ``sentence`` is the sentence around it.
    ``codes`` are code labels that the sentence prints, as (code digits, 类/款/项). ``unit`` is what follows
    the number (万元, %, 人 …); ``raw`` the number as printed; ``label`` the subject as printed.
    """

    subject: str
    scope: str
    measure: Measure
    value: Decimal | None
    paragraph: int
    start: int
    end: int
    sentence: str
    raw: str = ""
    unit: str = ""
    label: str = ""
    direction: str = ""  # the verb as printed: 增加 减少 增长 下降 …
    codes: tuple[tuple[str, str], ...] = ()
    reason: str = ""  # what follows 主要原因是
    group: int = -1  # statements of one item (amount, share, change, rate) share a group
    figure: FigureRef | None = None
    place: Place | None = None


@dataclass(slots=True)
class Indicator:
    """One row of a 绩效目标表: nine cells as printed, with the amounts that stand in it."""

    first: str
    second: str
    third: str
    target: str
    basis: str
    last_year: str
    weight: str
    scoring: str
    evidence: str
    place: Place | None = None


@dataclass(slots=True)
class PerformanceTable:
    """One 项目支出绩效目标表; amounts in 万元 as printed (None: blank), keys as raw text in ``raw``."""

    project: str = ""
    unit: str = ""
    leader: str = ""
    total: Decimal | None = None
    fiscal: Decimal | None = None
    other: Decimal | None = None
    goal: str = ""
    year: int | None = None
    indicators: list[Indicator] = field(default_factory=list)
    raw: dict[str, str] = field(default_factory=dict)
    place: Place | None = None


@dataclass(slots=True)
class DisclosureText:
    """The whole text in order. Tables inside it are marked by a paragraph of style "table" whose only
    run's slot is the table's id, performance tables by style "performance" with their index."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    performance: list[PerformanceTable] = field(default_factory=list)

    def open_slots(self) -> Iterator[tuple[int, Run]]:
        """Yield the open slots with the index of their paragraph."""
        for index, paragraph in enumerate(self.paragraphs):
            for run in paragraph.runs:
                if run.open:
                    yield index, run
