"""The explanation of terms (名词解释): what must be explained is, and nothing that the document does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from converter.disclosure.finished.vocabulary import normal
from converter.findings import Finding
from converter.narrative.understanding.sections import figure_ref
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule

_TERM = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、])?([^：:，。；]{2,24})[：:]"
)


@dataclass(frozen=True, slots=True)
class TermData:
    """A term by its ways to write it; ``cells`` (表[行, 列]) hold a figure where the document has such a thing."""

    names: tuple[str, ...]
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """``wanted`` are terms that are explained where the text uses them, ``special`` those that belong in a
    document only with a figure; a part with fewer than ``least`` explanations is left alone."""

    wanted: tuple[TermData, ...] = ()
    special: tuple[TermData, ...] = ()
    part: int = 4
    least: int = 3


def faults_of(parameters: Terms) -> Iterator[str]:
    """Yield what is wrong with parameters."""
    for entry in (*parameters.wanted, *parameters.special):
        for cell in entry.cells:
            if figure_ref(cell) is None:
                yield f"cells“{cell}”应写作“表[行, 列]”"


def check_terms(context: Context, rule: Rule, parameters: Terms) -> Iterator[Finding]:
    """Yield terms that are used and not explained, and terms explained that the document does not have."""
    view = TextView.of(context)
    if view is None:
        return
    explained = {
        normal(found[1]): index
        for index, paragraph in view.body()
        if paragraph.part == parameters.part and (found := _TERM.match(paragraph.text)) is not None
    }
    if len(explained) < parameters.least:
        return
    text = "".join(normal(p.text) for _, p in view.body() if 0 < p.part < parameters.part)
    last = max(explained.values())
    for entry in parameters.wanted:
        names = [normal(name) for name in entry.names]
        if any(name in text for name in names) and not any(n in term for n in names for term in explained):
            yield context.finding(
                rule,
                f"文中用到“{entry.names[0]}”，名词解释里没有。请补上。",
                view.paragraph_place(last, view.paragraphs[last].text[:40]),
                expected=entry.names[0],
                actual="没有解释",
            )
    for entry in parameters.special:
        names = [normal(name) for name in entry.names]
        at = next((explained[name] for name in names if name in explained), None)
        if at is None or any(name in text for name in names):
            continue
        figures = [view.figure(figure_ref(cell)) for cell in entry.cells]
        if figures and all(value is not None and not value for value in figures):
            yield context.finding(
                rule,
                f"名词解释里有“{entry.names[0]}”，本文件没有这一项（文中没有说到，表里也没有数）。用不着时请删去。",
                view.paragraph_place(at, view.paragraphs[at].text[:40]),
                expected="删去",
                actual=entry.names[0],
            )
