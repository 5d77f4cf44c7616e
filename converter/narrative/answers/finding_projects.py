"""Finds what is written of projects: one project a row, or a form for each, and their 绩效目标表."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from converter.disclosure.finished.performance import PerformanceReader
from converter.disclosure.finished.sheet_stream import stream_of_workbook
from converter.disclosure.finished.vocabulary import Words
from converter.narrative.answers.model import Answers, ProjectInfo, label_key
from converter.narrative.answers.sheet_view import SheetView
from converter.narrative.answers.words import AnswerWords, without_number
from converter.narrative.drafting.slot_book import plain_number
from converter.narrative.model import Indicator, PerformanceTable
from converter.narrative.slots import FieldSpec
from converter.narrative.supplement.layout import INDICATOR_FIELDS
from converter.packs.loading import Pack
from converter.reading.model import Sheet, SourceFile
from converter.recognition.mapping import BlockMapping, Meaning, Role

_PROJECT = {Meaning.PROJECT, Meaning.PROJECT_NAME}
_FAR = 6
# A longer sheet is no form.
_LONGEST = 1000
_FEW = 4
_MONEY = frozenset(
    r.value for r in (Role.BUDGET, Role.INCOME, Role.OVERVIEW, Role.THREE_PUBLIC, Role.LAST_YEAR)
)
_PART = re.compile(r"0?\.\d{1,4}|1(?:\.0+)?")
_RATE = re.compile(r"率|度|比例|占比")


def find_projects(
    view: SheetView, words: AnswerWords, answers: Answers, known: Mapping[str, str] | None = None
) -> None:
    """Add what a sheet says of projects; the first answer to a field stays. ``known`` are the unit's projects
    (key of the name → name): a heading that is one of them begins what is said of it."""
    for block in view.mapping.blocks:
        _of_rows(view, block, words, answers)
    if view.role in ("project_info", "performance") or _about_projects(view, words, known or {}):
        _of_forms(view, words, answers, known or {})


def _about_projects(view: SheetView, words: AnswerWords, known: Mapping[str, str]) -> bool:
    """Whether the labels of a sheet name a project and ask for several things of it."""
    if view.role in _MONEY or len(view.sheet.rows) > _LONGEST:
        return False
    texts = [text for row in range(len(view.sheet.rows)) for _, text in view.cells(row)]
    keys = {label_key(without_number(text.replace(":", "：").partition("：")[0])) for text in texts}
    fields = {words.fields[key].id for key in keys & words.fields.keys()}
    return bool(keys & words.projects or keys & known.keys()) and len(fields) >= 2


def _of_rows(view: SheetView, block: BlockMapping, words: AnswerWords, answers: Answers) -> None:
    """A table with a column of project names and columns headed by what is asked of projects."""
    fields: dict[int, FieldSpec] = {}
    name_column = next((c.column for c in block.columns if c.meaning in _PROJECT), None)
    for column in block.columns:
        for text in view.header(block, column.column)[:1]:
            if label_key(text) in words.fields and column.column != name_column:
                fields[column.column] = words.fields[label_key(text)]
            elif name_column is None and label_key(text) in words.projects:
                name_column = column.column
    if name_column is None or not fields:
        return
    # In a sheet of the budget 用途 or 单位 may head anything; only sheets about projects tell all fields.
    about = view.role in ("project_info", "performance")
    if not about and not any(spec.id == words.slots.fields[0].id for spec in fields.values()):
        return
    for row in range(block.first_row, block.last_row + 1):
        name = view.filled(row, name_column)
        if not name or words.is_total(name):
            continue
        info = answers.add_project(name)
        for column_number, spec in fields.items():
            if view.filled(row, column_number):
                top = view.text(row, column_number)
                if top:
                    info.fields.setdefault(spec.id, view.answer(row, column_number))


def _of_forms(view: SheetView, words: AnswerWords, answers: Answers, known: Mapping[str, str]) -> None:
    """A form for each project: 项目名称 | … and other labels with their values, from top to bottom; or
    several projects side by side, each in a column of its own."""
    current: ProjectInfo | None = None
    beside: dict[int, ProjectInfo] = {}
    for row in range(len(view.sheet.rows)):
        if row in view.bodies or row in view.heads:
            continue
        cells = list(view.cells(row))
        heading = label_key(without_number(cells[0][1])) if len(cells) == 1 else ""
        if heading in known:
            current, beside = answers.add_project(known[heading]), {}
            continue
        named = _side_by_side(cells, words)
        if named:
            beside, current = {column: answers.add_project(name) for column, name in named}, None
            continue
        if beside and cells and label_key(cells[0][1]) in words.fields:
            for column, _ in cells[1:]:
                if column in beside:
                    field = words.fields[label_key(cells[0][1])].id
                    beside[column].fields.setdefault(field, view.answer(row, column))
            continue
        current = _form_row(view, row, cells, words, answers, current)


def _side_by_side(cells: list[tuple[int, str]], words: AnswerWords) -> list[tuple[int, str]]:
    """Return the columns and names of several projects behind one label 项目名称, [] when it is no such row."""
    if len(cells) < 3 or label_key(cells[0][1].rstrip("：:")) not in words.projects:
        return []
    rest = cells[1:]
    labels = any(label_key(text.rstrip("：:")) in words.fields for _, text in rest)
    return [] if labels or any("：" in text or ":" in text for _, text in rest) else rest


def _form_row(
    view: SheetView,
    row: int,
    cells: list[tuple[int, str]],
    words: AnswerWords,
    answers: Answers,
    current: ProjectInfo | None,
) -> ProjectInfo | None:
    """Read the labels and values of one row of a form; return the project that the next rows are about."""
    at = 0
    while at < len(cells):
        column, text = cells[at]
        label, _, inside = text.replace(":", "：", 1).partition("：")
        key = label_key(without_number(label))
        is_name = key in words.projects
        if not is_name and key not in words.fields:
            at += 1
            continue
        value_at, value = column, inside.strip()
        if not value and at + 1 < len(cells) and cells[at + 1][0] - column <= _FAR:
            value_at, value = cells[at + 1]
            if label_key(value) in words.fields or label_key(value) in words.projects:
                value = ""
            else:
                at += 1
        if value and is_name:
            current = answers.add_project(value)
        elif value and current is not None:
            answer = view.answer(row, value_at, value if value_at == column else None)
            current.fields.setdefault(words.fields[key].id, answer)
        at += 1
    return current


def find_performance(
    source: SourceFile, views: list[SheetView], words: AnswerWords, pack: Pack
) -> list[PerformanceTable]:
    """Return the 绩效目标表 that stand on sheets of a file: forms, or one list of the indicators of all projects."""
    reader = PerformanceReader(Words.of(pack).data.performance)
    tables: list[PerformanceTable] = []
    forms: list[Sheet] = []
    for view in views:
        listed = [table for block in view.mapping.blocks for table in _listed(view, block, words, reader)]
        tables += listed
        if not listed:
            forms.append(view.sheet)
    if forms:
        found, _ = reader.split(stream_of_workbook(SourceFile(source.path, source.format, forms)).rows)
        tables += [table for table in found if table.project]
    for table in tables:
        for indicator in table.indicators:
            _as_percent(indicator)
    return tables


def _listed(
    view: SheetView, block: BlockMapping, words: AnswerWords, reader: PerformanceReader
) -> list[PerformanceTable]:
    """Return the tables of a list with a column of project names, which may be written once a project."""
    columns: dict[int, int] = {}
    project_at = next((c.column for c in block.columns if c.meaning in _PROJECT), None)
    for column in block.columns:
        for text in view.header(block, column.column)[:1]:
            field = reader.field_of(text)
            if field is not None and field not in columns.values():
                columns[column.column] = field
            elif project_at is None and label_key(text) in words.projects:
                project_at = column.column
    if project_at is None or len(columns) < _FEW or 2 not in columns.values():
        return []
    tables: dict[str, PerformanceTable] = {}
    name = ""
    above = ["", ""]
    for row in range(block.first_row, block.last_row + 1):
        named = view.filled(row, project_at)
        if named and named != name:
            name, above = named, ["", ""]
        cells = [""] * len(INDICATOR_FIELDS)
        for column_number, field in columns.items():
            cells[field] = view.filled(row, column_number) if field < 2 else view.text(row, column_number)
        if not name or words.is_total(name) or not cells[2]:
            continue
        for level in (0, 1):
            above[level] = cells[level] = cells[level] or above[level]
        table = tables.setdefault(label_key(name), PerformanceTable(project=name))
        one, two, three, target, basis, before, weight, scoring, evidence = cells
        table.indicators.append(Indicator(one, two, three, target, basis, before, weight, scoring, evidence))
    return list(tables.values())


def _as_percent(indicator: Indicator) -> None:
    """Print a part of one as a percentage where it is a rate: a cell that shows 98% holds 0.98."""
    if not (_RATE.search(indicator.third) or "%" in indicator.target):
        return
    for name in ("target", "last_year"):
        text = getattr(indicator, name)
        if _PART.fullmatch(text):
            setattr(indicator, name, f"{plain_number(Decimal(text) * 100)}%")
