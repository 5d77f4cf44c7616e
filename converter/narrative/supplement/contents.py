"""What goes into a supplement workbook: the slots of every unit, with what is known and what was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from converter.narrative.answers.model import Answers, label_key
from converter.narrative.answers.words import without_number
from converter.narrative.drafting.drafting import Draft
from converter.narrative.drafting.slot_book import SlotUse
from converter.narrative.last_year import LastYear
from converter.narrative.model import PerformanceTable
from converter.narrative.slots import SlotData, SlotKind
from converter.narrative.supplement.model import Entry, Supplement, UnitEntries


@dataclass(slots=True, eq=False)
class UnitContents:
    """Everything that the supplement shows of one unit. ``open`` counts the slots that are still open;
    ``obsolete`` was typed once and is asked no more. ``last_lists`` and ``last_performance`` (by key of the
    project's name) are last year's."""

    name: str
    year: int
    slots: list[SlotUse]
    open: int = 0
    lists: dict[str, list[str]] = field(default_factory=dict)
    performance: list[PerformanceTable] = field(default_factory=list)
    obsolete: dict[str, Entry] = field(default_factory=dict)
    typed_lists: set[str] = field(default_factory=set)
    last_lists: dict[str, list[str]] = field(default_factory=dict)
    last_performance: dict[str, PerformanceTable] = field(default_factory=dict)
    typed_performance: set[str] = field(default_factory=set)


def contents_of(
    name: str,
    year: int,
    draft: Draft,
    answers: Answers,
    last: LastYear,
    data: SlotData,
    previous: Supplement,
    *,
    alone: bool,
) -> UnitContents:
    """Return what the supplement shows of a unit: the draft's slots in order, then all others of the pack."""
    slots = [use for use in draft.slots if use.kind is not SlotKind.LIST and not use.id.startswith("绩效.")]
    seen = {use.id for use in draft.slots}
    for spec in data.slots:
        if spec.id not in seen and spec.kind is not SlotKind.LIST:
            answer = answers.values.get(spec.id) or answers.fallback.get(spec.id)
            slots.append(
                SlotUse(
                    spec.id,
                    spec.label,
                    spec.subject,
                    spec.kind,
                    spec.unit,
                    spec.choices,
                    spec.durable,
                    answer=answer,
                    last_text=last.texts.get(spec.id, ""),
                    required=False,
                )
            )
    # Slots of the pack in the pack's order; what the text made up itself in the order of the text.
    order = {spec.id: number for number, spec in enumerate(data.slots)}
    slots.sort(key=lambda use: order.get(use.id, len(order)))
    contents = UnitContents(name, year, slots, open=len(draft.open))
    for spec in data.slots:
        if spec.kind is SlotKind.LIST:
            contents.last_lists[spec.id] = _entries(last.texts.get(spec.id, ""), separated=spec.separated)
            contents.lists[spec.id] = [entry.text for entry in answers.lists.get(spec.id, [])]
            if any(entry.typed for entry in answers.lists.get(spec.id, [])):
                contents.typed_lists.add(spec.id)
    contents.performance = list(draft.text.performance)
    contents.last_performance = dict(last.performance)
    held = previous.unit(name, alone=alone)
    if held is not None and previous.year in (None, year):
        contents.obsolete = _obsolete(held, {use.id for use in slots})
        contents.typed_performance = {label_key(t.project) for t, typed in held.performance if typed}
        _keep_last_figures(contents, held, data.last_subject)
    return contents


def _entries(text: str, *, separated: bool) -> list[str]:
    """Return the entries of a list that was one text last year."""
    pieces = re.split(r"[、，,；;\n]", text) if separated else text.split("\n")
    return [entry for piece in pieces if (entry := without_number(piece.strip().rstrip("。")))]


def _obsolete(held: UnitEntries, asked: set[str]) -> dict[str, Entry]:
    """Return what was typed for slots that nothing asks for any more; nothing typed is lost."""
    everything = {**held.obsolete, **{slot: e for slot, e in held.entries.items() if e.typed}}
    return {slot: entry for slot, entry in everything.items() if slot not in asked and entry.text.strip()}


def _keep_last_figures(contents: UnitContents, held: UnitEntries, subject: str) -> None:
    """Keep the rows of last year's figures that were typed: they are known now, and still need a place."""
    shown = {use.figure for use in contents.slots if use.id.startswith("上年.")}
    for ref, value in held.last.items():
        if ref in shown:
            continue
        beside = next((use for use in contents.slots if use.figure == ref), None)
        cell = f"{ref.table}[{ref.row}, {ref.column}]"
        label = held.last_labels.get(ref, "") or (beside.label if beside is not None else cell)
        contents.slots.append(
            SlotUse(
                f"上年.{cell}",
                label,
                subject,
                SlotKind.AMOUNT,
                "万元",
                figure=ref,
                value=beside.value if beside is not None else None,
                last=value,
            )
        )
