"""Answers that a person types one by one (in the window), as what a supplement workbook would hold."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from converter.narrative.answers.model import Answer, label_key
from converter.narrative.model import FigureRef, Indicator, PerformanceTable
from converter.narrative.slots import SlotData, SlotKind
from converter.narrative.supplement.model import Entry, Supplement, UnitEntries
from converter.narrative.understanding.sections import figure_ref

LAST = "上年."
PERFORMANCE = "绩效."


def typed_supplement(answers: Mapping[str, Mapping[str, str]], data: SlotData) -> Supplement:
    """Return the answers (unit → slot id → text) as a supplement.

    Lists have one entry a line; slots ``上年.…`` are last year's figures in 万元; slots ``绩效.{project}`` are
    performance tables, an indicator a line with its nine cells separated by tabs. An empty text takes an
    answer back. What should be an amount and is none is left out.
    """
    lists = {slot.id for slot in data.slots if slot.kind is SlotKind.LIST}
    result = Supplement()
    for unit, slots in answers.items():
        mine = result.units[label_key(unit)] = UnitEntries(unit)
        for slot, text in slots.items():
            if slot.startswith(LAST):
                ref = figure_ref(slot.removeprefix(LAST))
                number = Answer(text).number
                if ref is not None and number is not None:
                    mine.last[FigureRef(*ref)] = number.quantize(Decimal("0.01"))
            elif slot.startswith(PERFORMANCE):
                table = PerformanceTable(slot.removeprefix(PERFORMANCE), indicators=indicators(text))
                mine.performance.append((table, True))
            elif slot in lists:
                mine.lists[slot] = ([line.strip() for line in text.splitlines() if line.strip()], True)
            else:
                mine.entries[slot] = Entry(text, typed=True)
    return result


def indicators(text: str) -> list[Indicator]:
    """Return the indicators of a text: one a line, its nine cells separated by tabs."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if any(cells):
            one, two, three, target, basis, before, weight, scoring, evidence = (cells + [""] * 9)[:9]
            found.append(Indicator(one, two, three, target, basis, before, weight, scoring, evidence))
    return found
