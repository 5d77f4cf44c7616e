"""Names in the text that are no codes (名称写法): what a section speaks of, and the titles of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from converter.disclosure.finished.vocabulary import normal
from converter.disclosure.table_loading import load_tables
from converter.findings import Finding
from converter.narrative.model import Measure
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule

_SHORT = 5  # signs of a name in which only one may be wrong
_CLAUSE = re.compile(r"[，。；：、！？,;:（）()]")


@dataclass(frozen=True, slots=True)
class Written:
    """A name that is at least ``similar`` (0–100) to a known one is that name misspelt. ``titles`` finds the
    titles of tables in the text; without it none are looked for."""

    similar: int = 75
    titles: str = ""


def faults_of(parameters: Written) -> Iterator[str]:
    """Yield what is wrong with parameters."""
    try:
        re.compile(parameters.titles)
    except re.error as fault:
        yield f"parameters.titles：不是正确的正则表达式（{fault}）"


def check_written_names(context: Context, rule: Rule, parameters: Written) -> Iterator[Finding]:
    """Yield amounts whose name is almost one that the section speaks of, and titles that no table has."""
    view = TextView.of(context)
    if view is None:
        return
    yield from _subjects(view, rule, parameters)
    yield from _titles(view, rule, parameters)


def _subjects(view: TextView, rule: Rule, parameters: Written) -> Iterator[Finding]:
    for statement in view.statements:
        section = view.section(statement.scope) if not statement.subject else None
        if section is None or statement.measure not in (Measure.AMOUNT, Measure.COUNT):
            continue
        before = view.paragraphs[statement.paragraph].text[: statement.start]
        printed = _CLAUSE.split(before)[-1].strip()
        names = [name for subject in section.subjects for name in subject.names]
        right = _meant(printed, names, parameters.similar)
        if right:
            yield view.context.finding(
                rule,
                f"“{printed}”像是“{right}”写错了。请核对。",
                view.place(statement),
                expected=right,
                actual=printed,
            )


def _titles(view: TextView, rule: Rule, parameters: Written) -> Iterator[Finding]:
    if not parameters.titles:
        return
    known = {table.title for table in view.context.tables.values() if table.title}
    specs = load_tables(view.context.pack).tables
    wording = view.context.disclosure.wording
    known |= {spec.title.replace("{wording}", wording) for spec in specs}
    plain = {normal(title) for title in known}
    for index, paragraph in view.body():
        for found in re.finditer(parameters.titles, paragraph.text):
            printed = normal(found[0])
            if any(printed.endswith(title) for title in plain):
                continue
            right = _meant(found[0], known, parameters.similar)
            if right:
                yield view.context.finding(
                    rule,
                    f"文中说的“{found[0]}”，表的名称是“{right}”。请写成一致。",
                    view.paragraph_place(
                        index, paragraph.text[max(0, found.start() - 20) : found.end() + 10]
                    ),
                    expected=right,
                    actual=found[0],
                )


def _meant(printed: str, names: Iterable[str], similar: int) -> str:
    """Return the name that was meant, "" when the words are a known name or like none."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    plain = normal(printed)
    if len(plain) < 3:
        return ""
    best, score = "", 0.0
    for name in names:
        if plain.endswith(normal(name)) or normal(name).endswith(plain):
            return ""
        if len(plain) <= _SHORT and Levenshtein.distance(plain, normal(name)) > 1:
            continue  # 其他用车 is no misspelt 其他车辆
        alike = fuzz.ratio(plain, normal(name))
        if alike > score and abs(len(plain) - len(normal(name))) <= 2:
            best, score = name, alike
    return best if score >= similar else ""
