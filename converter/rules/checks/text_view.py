"""What the checks of the text share: statements by item, the figures they speak of, places in the text."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from converter.disclosure.finished.vocabulary import normal
from converter.disclosure.model import Row
from converter.findings import Place
from converter.money import percent
from converter.narrative.model import DisclosureText, FigureRef, Measure, Paragraph, Statement
from converter.narrative.understanding.sections import (
    SectionSpec,
    StatementWords,
    figure_ref,
    load_statement_words,
    sections_of,
)

if TYPE_CHECKING:
    from converter.rules.context import Context

PART_NAMES = {1: "第一部分", 2: "第二部分", 3: "第三部分", 4: "第四部分"}


@dataclass(slots=True)
class Item:
    """The statements of one item: amount, share, change and rate of one subject in one sentence."""

    subject: str
    scope: str
    figure: FigureRef | None
    statements: dict[Measure, Statement] = field(default_factory=dict)

    @property
    def first(self) -> Statement:
        """The statement that stands first."""
        return min(self.statements.values(), key=lambda s: (s.paragraph, s.start))

    def value(self, measure: Measure) -> Decimal | None:
        """Return the number stated for a measure."""
        statement = self.statements.get(measure)
        return statement.value if statement else None


class TextView:
    """The text of the disclosure that is checked; ``None`` from ``of`` when there is none."""

    def __init__(self, context: Context, text: DisclosureText) -> None:
        self.context = context
        self.text = text
        self.words: StatementWords = load_statement_words(context.pack)
        self.statements = text.statements
        self.paragraphs = text.paragraphs
        self.items = self._items()
        self._percent_digits = _usual_decimals(self.statements)
        self._amounts: dict[tuple[str, str], Decimal] = {}
        for item in self.items:
            stated = item.value(Measure.AMOUNT)
            if stated is not None:
                self._amounts.setdefault((item.scope, item.subject), stated)
        self._by_scope: dict[str, list[int]] | None = None
        self._last_year = _amounts_of(context.last_year.text) if context.last_year is not None else {}

    @classmethod
    def of(cls, context: Context) -> TextView | None:
        """Return the view of a disclosure's text, made once a check; None without a text."""
        text = context.disclosure.text
        if not isinstance(text, DisclosureText) or not text.paragraphs:
            return None
        if context.text_view is None:
            context.text_view = cls(context, text)
        view: TextView = context.text_view
        return view

    def _items(self) -> list[Item]:
        groups: dict[tuple[int, str], Item] = {}
        for statement in self.statements:
            if not statement.subject or statement.group < 0:
                continue
            key = (statement.group, statement.subject)
            item = groups.setdefault(key, Item(statement.subject, statement.scope, statement.figure))
            item.statements.setdefault(statement.measure, self._exact(statement))
        return list(groups.values())

    def _exact(self, statement: Statement) -> Statement:
        """Return a statement with the published figure in place of the same amount in a coarser unit: tables in
        元 beside a text in 万元, a text in 亿元."""
        if statement.measure is not Measure.AMOUNT or statement.value is None:
            return statement
        published = self.figure(statement.figure)
        if published is None or published == statement.value:
            return statement
        digits = min(_digits_in_wan(statement), max(2, _decimals(published)))
        step = Decimal(1).scaleb(-digits)
        rounded = [v.quantize(step, rounding=ROUND_HALF_UP) for v in (published, statement.value)]
        return dataclasses.replace(statement, value=published) if rounded[0] == rounded[1] else statement

    def same_percent(self, statement: Statement, right: Decimal) -> bool:
        """Whether a percentage is ``right``, at the decimals that this document prints its percentages with."""
        if statement.value is None:
            return False
        printed = abs(statement.value)
        if printed == abs(right):
            return True
        digits = _decimals_of_raw(statement.raw)
        if digits >= 2 or digits < self._percent_digits or self._percent_digits >= 2:
            return False
        return printed == abs(right).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)

    def of_scope(self, scope: str) -> list[Item]:
        """Return the items of one section."""
        return [item for item in self.items if item.scope == scope]

    def section_text(self, scope: str) -> str:
        """Return the running text of one section, as texts are compared."""
        return "".join(normal(self.paragraphs[index].text) for index in self._paragraphs_of(scope))

    def section_place(self, scope: str) -> Place:
        """Return where the running text of a section begins."""
        first = next(iter(self._paragraphs_of(scope)), None)
        return self.paragraph_place(first, self.paragraphs[first].text) if first is not None else Place()

    def _paragraphs_of(self, scope: str) -> list[int]:
        if self._by_scope is None:
            self._by_scope = defaultdict(list)
            sections = sections_of(self.text, self.words, self.context.disclosure.unit)
            for index, paragraph in self.body():
                section = sections[index]
                if section is not None and not paragraph.style.startswith("heading"):
                    self._by_scope[section.id].append(index)
        return self._by_scope.get(scope, [])

    def section(self, scope: str) -> SectionSpec | None:
        """Return what the pack says of a section."""
        return self.words.section(scope)

    def figure(self, ref: FigureRef | None) -> Decimal | None:
        """Return the figure of a table cell in 万元 (as it should be, where a wrong one is certain); None when
        the document lacks the table."""
        if ref is None or ref.table not in self.context.tables:
            return None
        corrected = self.context.corrected.get((ref.table, ref.row, ref.column))
        if corrected is not None:
            return corrected
        table = self.context.tables[ref.table]
        if table.columns and not any(ref.column in section for section in table.columns):
            return None
        row = self.row(ref)
        cell = row.cells.get(ref.column) if row is not None else None
        if cell is not None and cell.unknown:
            return None
        value = row.value(ref.column) if row is not None else Decimal(0)
        return value / self.context.factors.get(ref.table, 1)

    def current(self, item: Item) -> Decimal | None:
        """Return this year's amount of an item: as stated in its sentence, as published, or as stated
        elsewhere in the section."""
        stated = item.value(Measure.AMOUNT)
        if stated is None:
            stated = self.figure(item.figure)
        return stated if stated is not None else self._amounts.get((item.scope, item.subject))

    def last_year(self, item: Item) -> Decimal | None:
        """Return what last year's document says of an item: the same cell of its tables, else the amount of
        the same subject in its text; None without such a document."""
        before = self.context.last_year
        if before is None:
            return None
        if item.figure is not None and item.figure.table in before.tables:
            table = before.tables[item.figure.table]
            if any(item.figure.column in section for section in table.columns):
                return table.value(item.figure.row, item.figure.column)
        return self._last_year.get((item.scope, item.subject))

    def row(self, ref: FigureRef) -> Row | None:
        """Return the row of a table cell, by its right code where the printed one is known to be mistyped."""
        table = self.context.tables.get(ref.table)
        if table is None:
            return None
        printed = next(
            (k for (t, k), right in self.context.recoded.items() if (t, right) == (ref.table, ref.row)),
            ref.row,
        )
        return table.row(printed)

    def total_ref(self, scope: str) -> FigureRef | None:
        """Return the cell of the total that shares of a section refer to."""
        section = self.section(scope)
        if section is None:
            return None
        if section.total_figure:
            return figure_ref(section.total_figure)
        total = next((s for s in section.subjects if s.id == section.total), None)
        return figure_ref(total.figure) if total else None

    def total(self, scope: str) -> Decimal | None:
        """Return that total as published, else as stated in the section itself."""
        published = self.figure(self.total_ref(scope))
        if published is not None:
            return published
        section = self.section(scope)
        stated = [
            i.value(Measure.AMOUNT) for i in self.of_scope(scope) if section and i.subject == section.total
        ]
        return stated[0] if stated else None

    def share(self, part: Decimal, scope: str) -> Decimal | None:
        """Return the share of an amount in its section's total in percent, two decimals half up."""
        whole = self.total(scope)
        return percent(part, whole) if whole else None

    def place(self, statement: Statement, excerpt: str | None = None) -> Place:
        """Return the place of a statement with its sentence."""
        return self.paragraph_place(statement.paragraph, excerpt or statement.sentence)

    def paragraph_place(self, index: int, excerpt: str) -> Place:
        """Return the place of a piece of a paragraph."""
        paragraph = self.paragraphs[index]
        place = paragraph.place or Place()
        beside = place.part if paragraph.style in ("footnote", "running head") else None
        return place.within(" ".join(filter(None, (part_name(paragraph), beside))) or None, excerpt[:160])

    def figure_place(self, ref: FigureRef) -> Place:
        """Return the place of a table cell."""
        table = self.context.tables[ref.table]
        return self.context.place(table, table.row(ref.row), ref.column)

    def body(self) -> Iterator[tuple[int, Paragraph]]:
        """Yield the paragraphs that are running text, with their index."""
        for index, paragraph in enumerate(self.paragraphs):
            if not paragraph.style.startswith(("contents", "table", "performance")):
                yield index, paragraph

    def by_section(self) -> dict[tuple[int, tuple[str, ...]], list[tuple[int, Paragraph]]]:
        """Return the body paragraphs by part and headings."""
        result: dict[tuple[int, tuple[str, ...]], list[tuple[int, Paragraph]]] = defaultdict(list)
        for index, paragraph in self.body():
            if paragraph.style == "body":
                result[paragraph.part, paragraph.section].append((index, paragraph))
        return result


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _decimals_of_raw(raw: str) -> int:
    return len(raw.replace("．", ".").strip().partition(".")[2].strip())


def _digits_in_wan(statement: Statement) -> int:
    """Return to how many decimals of 万元 a printed amount tells: 万元 to two, others as far as printed."""
    printed = _decimals_of_raw(statement.raw)
    return {"元": 4 + printed, "亿元": printed - 4}.get(statement.unit, 2)


def _usual_decimals(statements: list[Statement]) -> int:
    """Return how many decimals most percentages of a text have; 2 when there are few."""
    counts = Counter(
        _decimals_of_raw(s.raw) for s in statements if s.measure in (Measure.SHARE, Measure.RATE) and s.value
    )
    return min(counts.most_common(1)[0][0], 2) if counts.total() >= 4 else 2


def stated_items(context: Context) -> Iterator[tuple[TextView, Item]]:
    """Yield every item that the text states, with the view that knows it; nothing without a text."""
    view = TextView.of(context)
    if view is not None:
        for item in view.items:
            yield view, item


def alike(one: str, other: str, least: int = 75) -> bool:
    """Whether two names are the same one written differently (0–100, how alike they must be)."""
    from rapidfuzz import fuzz

    return bool(fuzz.ratio(normal(one), normal(other)) >= least)


def short_name(item: Item) -> str:
    """Return what an item is called in its sentence, its end when that is long."""
    return short(item.first.label.strip(" 　，,：:"))


def short(label: str) -> str:
    """Return a label for a message, its end when it is long."""
    return label if len(label) <= 24 else "…" + label[-22:]


def printed(statement: Statement) -> str:
    """Return a number as its sentence has it, with verb and unit: 增加10.00万元, 12.50%."""
    return f"{statement.direction}{statement.raw.strip()}{statement.unit}"


def _amounts_of(text: object) -> dict[tuple[str, str], Decimal]:
    """Return the amounts that a text states by section and subject."""
    found: dict[tuple[str, str], Decimal] = {}
    for statement in text.statements if isinstance(text, DisclosureText) else ():
        if statement.measure is Measure.AMOUNT and statement.subject and statement.value is not None:
            found.setdefault((statement.scope, statement.subject), statement.value)
    return found


def part_name(paragraph: Paragraph) -> str | None:
    """Return 第三部分 五（一） and the like for a paragraph."""
    numbers = "".join(_numbering(heading) for heading in paragraph.section)
    name = PART_NAMES.get(paragraph.part, "") + numbers
    return name or None


@lru_cache(maxsize=4096)
def _numbering(heading: str) -> str:
    for mark in ("、", "）", ")"):
        position = heading.find(mark)
        if 0 < position < 5:
            return heading[: position + (0 if mark == "、" else 1)]
    return ""


def amount(value: Decimal) -> str:
    """Return an amount as people read it: two decimals, 万元."""
    return f"{value:.2f}万元"
