"""Collects what the clerk knows of one unit from the sheets of its working spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from converter.findings import Finding, warning
from converter.ledger.model import UnitKey
from converter.narrative.answers.finding_lists import find_lists
from converter.narrative.answers.finding_projects import find_performance, find_projects
from converter.narrative.answers.finding_reasons import find_reasons
from converter.narrative.answers.finding_values import find_values
from converter.narrative.answers.forms import FormReader
from converter.narrative.answers.model import Answer, Answers, label_key
from converter.narrative.answers.prose import find_in_prose
from converter.narrative.answers.sheet_view import SheetView
from converter.narrative.answers.words import AnswerWords
from converter.narrative.model import FigureRef
from converter.narrative.understanding.names import names_of_figures
from converter.narrative.understanding.sections import figure_ref, load_statement_words
from converter.packs.loading import Pack
from converter.reading.model import SourceFile
from converter.recognition.mapping import BlockMapping, FileMapping, Meaning, Role, SheetMapping

Files = Sequence[tuple[SourceFile, FileMapping]]

# Sheets that say nothing for the text, whatever words stand on them.
_SILENT = {Role.INSTRUCTIONS}
# A longer sheet is a register of many units or things, not a form.
_LONGEST_FORM = 1000
# Sheets of money: their labels are budget items, whatever else they may be called.
_MONEY = {role.value for role in (Role.BUDGET, Role.INCOME, Role.OVERVIEW, Role.THREE_PUBLIC, Role.LAST_YEAR)}


def collect_answers(
    files: Files, unit: UnitKey, pack: Pack, projects: Iterable[str] = ()
) -> tuple[Answers, list[Finding]]:
    """Return everything that the files say of ``unit`` for its text, and where they contradict themselves.

    ``projects`` are the names of the unit's projects.

    A sheet that names another unit is left alone; one that names none counts for all units of its file.
    """
    words = AnswerWords.of(pack)
    answers = Answers()
    findings: list[Finding] = []

    def note(slot: str, answer: Answer) -> None:
        held = answers.values.get(slot)
        if held is None:
            answers.values[slot] = answer
        elif _differ(held, answer):
            spec = words.slots.slot(slot)
            places = [place for place in (held.place, answer.place) if place is not None]
            findings.append(
                warning(
                    "T13",
                    f"“{spec.label if spec else slot}”有两种说法：{held.origin}写“{held.text}”，"
                    f"{answer.origin}写“{answer.text}”。采用了前者，请核对。",
                    *places,
                )
            )

    known = {label_key(name): name for name in projects if name}
    for view in _views(files, unit, words):
        _find_single(view, unit, words, pack, note)
        if view.subjects:
            for slot, entries in find_lists(view, words).items():
                answers.lists.setdefault(slot, entries)
        find_reasons(view, words, answers)
        find_projects(view, words, answers, known)
    for source, mapping in files:
        views = [
            view for view in _views([(source, mapping)], unit, words) if view.role == Role.PERFORMANCE.value
        ]
        answers.performance += find_performance(source, views, words, pack)
    for table in answers.performance:
        _from_performance(table.project, table.leader, table.goal, answers)
    return answers, findings


def _find_single(
    view: SheetView, unit: UnitKey, words: AnswerWords, pack: Pack, note: Callable[[str, Answer], None]
) -> None:
    """Report the single answers of a sheet: of its tables, else as a form, else out of its sentences."""
    found: set[str] = set()

    def tell(slot: str, answer: Answer) -> None:
        found.add(slot)
        note(slot, answer)

    def add(slot: str, answer: Answer) -> None:
        if slot not in found:
            tell(slot, answer)

    if view.role in {role for roles in words.data.subjects.values() for role in roles}:
        find_values(view, words, tell, unit.name)
    if view.role in _MONEY or len(view.sheet.rows) > _LONGEST_FORM:
        return
    if view.subjects:
        FormReader(view, words, add, unit.name).read()
    find_in_prose(view, words, pack, add)


def _from_performance(project: str, leader: str, goal: str, answers: Answers) -> None:
    fields = answers.add_project(project).fields
    for name, text in (("负责人", leader), ("总体目标", goal)):
        if text:
            fields.setdefault(name, Answer(text, "绩效目标表"))


def stated_last_year(
    files: Files, unit: UnitKey, pack: Pack
) -> tuple[dict[FigureRef, Decimal], dict[str, Decimal]]:
    """Return last year's figures that sheets 上年预算数 name outright, in 万元: by cell (三公经费), by name.

    A zero stands there too: what the ledger cannot hold.
    """
    by_cell: dict[FigureRef, Decimal] = {}
    by_name: dict[str, Decimal] = {}
    names = _named_figures(pack)
    words = AnswerWords.of(pack)
    for view in _views(files, unit, words):
        compared = [block for block in view.mapping.blocks if block.of(Meaning.AMOUNT_LAST_YEAR)]
        if not compared and not _of_last_year(view, words):
            continue
        for row in range(len(view.sheet.rows)):
            cells = list(view.cells(row))
            found = next(((c, names[label_key(t)]) for c, t in cells if label_key(t) in names), None)
            answer = None if found is None else _last_amount(view, row, found[0], cells, compared)
            if found is None or answer is None or answer.number is None:
                continue
            ref, name = found[1]
            if ref is not None:
                by_cell.setdefault(ref, answer.number)
            else:
                by_name.setdefault(name, answer.number)
    return by_cell, by_name


def _last_amount(
    view: SheetView, row: int, label: int, cells: list[tuple[int, str]], compared: list[BlockMapping]
) -> Answer | None:
    """Return last year's amount in a row: in the column of last year, else the first behind the label."""
    block = next((b for b in compared if b.first_row <= row <= b.last_row), None)
    if block is not None:
        column = block.of(Meaning.AMOUNT_LAST_YEAR)[0]
        return view.amount(row, column.column, view.money(block, column))
    if compared:
        return None
    found = (view.amount(row, c, view.money(None, None)) for c, _ in cells if c > label)
    return next((answer for answer in found if answer is not None and answer.number is not None), None)


def _named_figures(pack: Pack) -> dict[str, tuple[FigureRef | None, str]]:
    """Return the figures that a sheet may name outright, by label key: 三公经费 by item, 机关运行经费."""
    found: dict[str, tuple[FigureRef | None, str]] = {}
    words = load_statement_words(pack)
    refs = names_of_figures(pack)
    for section in words.sections:
        if section.id == "expenditure":
            for subject in section.subjects:
                if subject.id != section.total and subject.figure:
                    found.update({label_key(n): (figure_ref(subject.figure), n) for n in subject.names})
        if section.id == "three_public":
            for ref, labels in refs.items():
                if any(ref == other for other in _refs_of(section.subjects)):
                    found.update({label_key(label): (ref, label) for label in labels})
        elif section.id == "agency" and section.subjects:
            subject = section.subjects[0]
            found.update({label_key(label): (None, subject.id) for label in subject.names})
    return found


def _refs_of(subjects: Iterable[object]) -> list[FigureRef | None]:
    return [figure_ref(getattr(subject, "figure", "")) for subject in subjects]


def _views(files: Files, unit: UnitKey, words: AnswerWords) -> Iterator[SheetView]:
    """Yield the sheets that speak of the unit, in the order of their roles."""
    order = {role: number for number, role in enumerate(words.data.roles)}
    found: list[tuple[int, SheetView]] = []
    for source, mapping in files:
        by_name = {sheet.name: sheet for sheet in source.sheets}
        for sheet in mapping.sheets:
            if sheet.role in _SILENT or sheet.name not in by_name or not _speaks_of(sheet, unit, words):
                continue
            view = SheetView(by_name[sheet.name], sheet)
            texts = (text for row in range(len(view.sheet.rows)) for _, text in view.cells(row))
            listed = view.role in _MONEY or len(view.sheet.rows) > _LONGEST_FORM
            view.subjects = words.subjects_of(view.role, () if listed else texts)
            found.append((order.get(view.role, len(order)), view))
    found.sort(key=lambda pair: pair[0])
    yield from (view for _, view in found)


def _of_last_year(view: SheetView, words: AnswerWords) -> bool:
    """Whether a sheet tells last year's figures: by its role, or a sheet of 三公经费 whose title says so."""
    if view.role == Role.LAST_YEAR.value:
        return True
    if view.role not in (Role.THREE_PUBLIC.value, Role.EMPTY_FORM.value):
        return False
    title = view.sheet.name + "".join(
        text for row in range(min(3, len(view.sheet.rows))) for _, text in view.cells(row)
    )
    return any(word in title for word in words.data.last_year_words)


def _speaks_of(sheet: SheetMapping, unit: UnitKey, words: AnswerWords) -> bool:
    if sheet.unit_name in words.data.measure_units:
        return True
    if words.labelled(sheet.unit_name or "", frozenset(s.id for s in words.slots.subjects)) is not None:
        return True  # a label was taken for the name of a unit
    if sheet.unit_code and unit.code:
        return sheet.unit_code == unit.code
    return not sheet.unit_name or not unit.name or label_key(sheet.unit_name) == label_key(unit.name)


def _differ(held: Answer, other: Answer) -> bool:
    if held.number is not None and other.number is not None:
        return held.number != other.number
    return label_key(held.text) != label_key(other.text)
