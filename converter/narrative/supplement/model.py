"""What a supplement workbook holds, unit by unit, and how it answers the text's slots."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from converter.findings import Finding, info, warning
from converter.narrative.answers.model import Answer, Answers, label_key
from converter.narrative.last_year import LastYear
from converter.narrative.model import FigureRef, PerformanceTable

ORIGIN = "补充资料"


@dataclass(slots=True, eq=False)
class Entry:
    """What stands in one row: ``typed`` by a person, or only shown as what the input files say."""

    text: str
    typed: bool
    label: str = ""
    subject: str = ""
    durable: bool = False


@dataclass(slots=True, eq=False)
class UnitEntries:
    """The entries of one unit: by slot id, lists by slot id, performance tables with whether they were
    typed, last year's figures by cell: typed ones, those that were only shown, what they were called; last year's words as they were shown.
    ``obsolete`` are entries that nothing asked for when it was written."""

    name: str
    entries: dict[str, Entry] = field(default_factory=dict)
    lists: dict[str, tuple[list[str], bool]] = field(default_factory=dict)
    performance: list[tuple[PerformanceTable, bool]] = field(default_factory=list)
    last: dict[FigureRef, Decimal] = field(default_factory=dict)
    last_known: dict[FigureRef, Decimal] = field(default_factory=dict)
    last_labels: dict[FigureRef, str] = field(default_factory=dict)
    last_texts: dict[str, str] = field(default_factory=dict)
    obsolete: dict[str, Entry] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Supplement:
    """A supplement workbook as read. ``year`` is the budget year that it was written for."""

    file: str = ""
    year: int | None = None
    units: dict[str, UnitEntries] = field(default_factory=dict)
    durable: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def unit(self, name: str, *, alone: bool) -> UnitEntries | None:
        """Return the entries of a unit; ``alone``: with one unit on both sides the name does not matter."""
        found = self.units.get(label_key(name))
        if found is None and alone and len(self.units) == 1:
            return next(iter(self.units.values()))
        return found

    def lay_over(self, other: Supplement) -> None:
        """Take over what ``other`` has typed; a text that was emptied is open again."""
        lone = len(self.units) == len(other.units) == 1
        for key, unit in other.units.items():
            mine = (
                next(iter(self.units.values()))
                if lone
                else self.units.setdefault(key, UnitEntries(unit.name))
            )
            for slot, entry in unit.entries.items():
                mine.obsolete.pop(slot, None)
                if entry.text:
                    mine.entries[slot] = entry
                else:
                    mine.entries.pop(slot, None)
            for slot, (texts, typed) in unit.lists.items():
                mine.lists[slot] = (texts, typed)
            for table, typed in unit.performance:
                name = label_key(table.project)
                kept = [pair for pair in mine.performance if label_key(pair[0].project) != name]
                mine.performance = [*kept, (table, typed)] if table.indicators else kept
            mine.last.update(unit.last)

    def apply(self, name: str, year: int, answers: Answers, last: LastYear, *, alone: bool) -> None:
        """Lay what was typed over what the input files say; the rest only fills gaps.

        A supplement of the year before gives last year's words, and answers what does not change with
        the year (duties, departments, projects' grounds).
        """
        entries = self.unit(name, alone=alone)
        if entries is None:
            if self.file and self.units:
                told = f"补充资料里没有“{name}”的内容。请用 gongkai supplement 重新生成。"
                last.findings.append(warning("T41", told))
            return
        if self.year is None or self.year == year:
            self._answer(entries, answers, last)
        elif self.year == year - 1:
            self._carry(entries, answers, last)
            last.findings.append(
                info("T42", f"补充资料是 {self.year} 年的：不随年度变化的内容沿用，其余作为上年内容供参考。")
            )
        else:
            told = f"补充资料是 {self.year} 年的，不是 {year} 年的，没有采用。"
            last.findings.append(warning("T43", told))

    def _answer(self, unit: UnitEntries, answers: Answers, last: LastYear) -> None:
        for slot, entry in {**unit.obsolete, **unit.entries}.items():
            answer = Answer(entry.text, ORIGIN, typed=entry.typed)
            if entry.typed:
                answers.values[slot] = answer
            else:
                answers.fallback.setdefault(slot, answer)
        for slot, (texts, typed) in unit.lists.items():
            if typed or slot not in answers.lists:
                answers.lists[slot] = [Answer(text, ORIGIN, typed=typed) for text in texts]
        for table, typed in unit.performance:
            if typed or answers.performance_of(table.project) is None:
                kept = [t for t in answers.performance if label_key(t.project) != label_key(table.project)]
                answers.performance = [*kept, table]
        last.type(unit.last)
        last.remembered.update(unit.last_known)
        for slot, text in unit.last_texts.items():
            last.texts.setdefault(slot, text)

    def _carry(self, unit: UnitEntries, answers: Answers, last: LastYear) -> None:
        for slot, entry in unit.entries.items():
            last.texts[slot] = entry.text
            if entry.durable:
                answers.fallback.setdefault(slot, Answer(entry.text, f"{ORIGIN}（上年）"))
        for slot, (texts, _) in unit.lists.items():
            last.texts[slot] = "\n".join(texts)
            if slot not in answers.lists and texts:
                answers.lists[slot] = [Answer(text, f"{ORIGIN}（上年）") for text in texts]
        last.add_performance(table for table, _ in unit.performance)
