"""The unit's name in the text (单位名称): the same everywhere, and no other unit's left from a copied text."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

from converter.disclosure.finished.vocabulary import normal
from converter.findings import Finding, Place, Severity
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class UnitNames:
    """Where the text names the unit: patterns whose group 1 is the name. ``others`` are words that stand
    there instead of a name; a name that is at least ``similar`` (0–100) like the unit's, or ends with one of
    ``endings``, is taken for the name of a unit. Places of ``also`` may name other units by right (a
    subordinate one): only what is ``misspelt`` (0–100) like the unit's is told."""

    patterns: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    misspelt: int = 85
    others: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    similar: int = 70


def faults_of(parameters: UnitNames) -> Iterator[str]:
    """Yield what is wrong with parameters."""
    for pattern in (*parameters.patterns, *parameters.also):
        try:
            if re.compile(pattern).groups < 1:
                yield f"parameters.patterns“{pattern}”：应有一对括号，括出单位名称"
        except re.error as fault:
            yield f"parameters.patterns“{pattern}”：不是正确的正则表达式（{fault}）"


def check_unit_names(context: Context, rule: Rule, parameters: UnitNames) -> Iterator[Finding]:
    """Yield each other name that stands where the unit must be named, with all its places.

    Words that stand for the unit (本部门) and longer names that begin with its own are left alone; a name
    that most places have, or that is the end of the unit's (县教育局), is a manner of writing: information.
    """
    view = TextView.of(context)
    unit = context.disclosure.unit
    if view is None or not unit:
        return
    found: dict[str, list[Place]] = {}
    right = 0
    for index, paragraph in view.body():
        for match, sure in _named(paragraph.text, parameters):
            name = match[1].strip(" 　，,：:、")
            if normal(unit) in normal(name):
                right += 1
            elif _is_name(normal(name), normal(unit), parameters, sure=sure):
                shown = paragraph.text[max(0, match.start(1) - 10) : match.end(1) + 20]
                found.setdefault(name, []).append(view.paragraph_place(index, shown))
    for table in view.text.performance:
        if table.place is not None and _is_name(normal(table.unit), normal(unit), parameters, sure=False):
            found.setdefault(table.unit, []).append(dataclasses.replace(table.place, excerpt=table.unit))
    for name, places in found.items():
        usual = len(places) > 2 and len(places) >= right
        manner = usual or normal(unit).endswith(normal(name))
        yield context.finding(
            rule,
            f"文中有 {len(places)} 处单位名称写的是“{name}”，各表的编制部门是“{unit}”。"
            + ("写法不同的请统一。" if manner else f"请改为“{unit}”，并看这里是否套用了别的文稿。"),
            *places,
            severity=Severity.INFO if manner else None,
            expected=unit,
            actual=name,
        )


def _named(text: str, parameters: UnitNames) -> Iterator[tuple[re.Match[str], bool]]:
    """Yield where a paragraph names a unit, each place once, and whether it must be the document's."""
    seen: list[tuple[int, int]] = []
    for patterns, sure in ((parameters.patterns, True), (parameters.also, False)):
        for pattern in patterns:
            for match in re.finditer(pattern, text):
                start, end = match.span(1)
                if all(end <= first or start >= last for first, last in seen):
                    seen.append((start, end))
                    yield match, sure


def _is_name(name: str, unit: str, parameters: UnitNames, *, sure: bool) -> bool:
    """Whether words are another unit's name: almost this one's, or (``sure``) such as units have."""
    if len(name) < 3 or name == unit or name in map(normal, parameters.others):
        return False
    from rapidfuzz import fuzz

    alike = fuzz.ratio(name, unit)
    if not sure:
        return alike >= parameters.misspelt and not unit.endswith(name)
    return alike >= parameters.similar or name.endswith(parameters.endings)
