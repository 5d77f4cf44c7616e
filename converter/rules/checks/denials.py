"""Things that the text says are not there (无政府性基金预算拨款) while a table has a figure for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from converter.findings import Finding
from converter.narrative.understanding.sections import figure_ref, sections_of
from converter.rules.checks.text_view import TextView, amount
from converter.rules.context import Context
from converter.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class DenialData:
    """Words that say there is nothing of ``cells`` (表[行, 列]), in the sections ``scopes`` (all when empty)."""

    regex: str
    cells: tuple[str, ...]
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Denials:
    """The ways to say that something is not there."""

    denials: tuple[DenialData, ...] = ()


def faults_of(parameters: Denials) -> Iterator[str]:
    """Yield what is wrong with parameters."""
    for entry in parameters.denials:
        try:
            re.compile(entry.regex)
        except re.error as fault:
            yield f"正则表达式“{entry.regex}”有误：{fault}"
        for cell in entry.cells:
            if figure_ref(cell) is None:
                yield f"cells“{cell}”应写作“表[行, 列]”"


def check_denials(context: Context, rule: Rule, parameters: Denials) -> Iterator[Finding]:
    """Yield each denial once, with the figures that speak against it."""
    view = TextView.of(context)
    if view is None:
        return
    sections = sections_of(view.text, view.words, context.disclosure.unit)
    for index, paragraph in view.body():
        section = sections[index]
        if section is None or (paragraph.style.startswith("heading") and not paragraph.text.endswith("。")):
            continue
        for entry in parameters.denials:
            found = re.search(entry.regex, paragraph.text)
            if found is None or (entry.scopes and section.id not in entry.scopes):
                continue
            refs = [ref for cell in entry.cells if (ref := figure_ref(cell)) is not None and view.figure(ref)]
            if not refs:
                continue
            told = "、".join(
                f"{ref.table}“{ref.row}”行“{ref.column}”列是 {amount(value)}"
                for ref in refs
                if (value := view.figure(ref))
            )
            yield context.finding(
                rule,
                f"文中说“{found[0].strip('，。；、')}”，而{told}。请按表改写。",
                view.paragraph_place(index, paragraph.text[max(0, found.start() - 10) : found.end() + 20]),
                *map(view.figure_place, refs),
                expected="按表改写",
                actual=found[0].strip("，。；、"),
            )
            break
