"""The unit's name in the text (单位名称): the same everywhere, and no other unit's left from a copied text."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from converter.disclosure.finished.vocabulary import normal
from converter.findings import Finding, Place, Severity
from converter.rules.checks.dates import arabic_years
from converter.rules.checks.front_pages import front_lines
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class UnitNames:
    """Where the text names the unit: patterns whose group 1 is the name. ``others`` are words that stand
    there instead of a name; a name that is at least ``similar`` (0–100) like the unit's, or ends with one of
    ``endings``, is taken for the name of a unit. Places of ``also`` may name other units by right (a
    subordinate one): only what is ``misspelt`` (0–100) like the unit's is told, and in a document that says
    that the unit has no subordinate ones (``alone``) the name of a unit that it names nowhere else. The name
    on the cover, above the ``contents``, and above the day of signature is the unit's as well."""

    patterns: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    misspelt: int = 85
    others: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    similar: int = 70
    contents: tuple[str, ...] = ()
    alone: str = "无下属"


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
    for name, place in (*_noted(context, parameters), *_signed(view, unit, parameters)):
        if normal(unit) not in normal(name) and _is_name(normal(name), normal(unit), parameters, sure=True):
            found.setdefault(name, []).append(place)
    for name, place in _strangers(view, unit, parameters):
        found.setdefault(name, []).append(place)
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


_DATE = re.compile(r"20\d\d\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?")
_NOTE = re.compile(r"20\d\d\s*年(?:度)?(.{2,40}?)(?:(?:部门|单位)?预算)?(?:未安排|没有使用|没有安排|无)")
_FEW = 2  # mentions of a name that show that it is a part of this document's affairs


def _noted(context: Context, parameters: UnitNames) -> Iterator[tuple[str, Place]]:
    """Yield the unit that the note of an empty table names."""
    for table in context.tables.values():
        match = _NOTE.search(table.note)
        name = match[1].removesuffix("预算").removesuffix("部门").strip() if match is not None else ""
        if name and name.endswith(parameters.endings):
            place = table.note_place or table.place or Place()
            yield name, dataclasses.replace(place, table=table.id, row="备注", excerpt=table.note)


def _signed(view: TextView, unit: str, parameters: UnitNames) -> Iterator[tuple[str, Place]]:
    """Yield the unit that a cover names where it does not name the right one, and the one that signs."""
    cover = [(i, p.text.strip()) for i, p in front_lines(view, parameters.contents)]
    if not any(normal(unit) in normal(text) for _, text in cover):
        for index, text in cover:
            name = re.split(r"20\d\d\s*年", arabic_years(text))[0].strip()
            if 3 < len(name) <= 40 and name.endswith(parameters.endings):
                yield name, view.paragraph_place(index, text)
    lines = [(index, p.text.strip()) for index, p in view.body() if p.style == "body" and p.part]
    for (index, above), (_, text) in pairwise(lines[-4:]):
        if _DATE.fullmatch(arabic_years(text)) and len(above) <= 40 and above.endswith(parameters.endings):
            yield above, view.paragraph_place(index, above)


def _strangers(view: TextView, unit: str, parameters: UnitNames) -> Iterator[tuple[str, Place]]:
    """Yield units that carry a project or a performance table though the unit has no subordinate ones, and
    that the document names nowhere else."""
    paragraphs = [(index, p, normal(p.text)) for index, p in view.body()]
    if not any(normal(parameters.alone) in plain for _, p, plain in paragraphs if p.part == 1):
        return
    named = [
        (match[1].strip(" 　，,：:、"), view.paragraph_place(index, paragraph.text))
        for index, paragraph, _ in paragraphs
        if paragraph.part != 1
        for pattern in parameters.also
        if (match := re.search(pattern, paragraph.text))
    ]
    named += [
        (t.unit, dataclasses.replace(t.place, excerpt=t.unit)) for t in view.text.performance if t.place
    ]
    for name, place in named:
        plain = normal(name)
        strange = (
            plain.endswith(parameters.endings) and normal(unit) not in plain and plain not in normal(unit)
        )
        if strange and not _is_name(plain, normal(unit), parameters, sure=False):
            mentions = sum(plain in text for _, _, text in paragraphs)
            mentions += sum(normal(t.unit) == plain for t in view.text.performance)
            if mentions < _FEW:
                yield name, place


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
