"""Finds what is written of projects: one project a row, or a form for each, and their 绩效目标表."""

from __future__ import annotations

from converter.disclosure.finished.performance import PerformanceReader
from converter.disclosure.finished.sheet_stream import stream_of_workbook
from converter.disclosure.finished.vocabulary import Words
from converter.narrative.answers.model import Answers, ProjectInfo, label_key
from converter.narrative.answers.sheet_view import SheetView
from converter.narrative.answers.words import AnswerWords
from converter.narrative.model import PerformanceTable
from converter.narrative.slots import FieldSpec
from converter.packs.loading import Pack
from converter.reading.model import SourceFile
from converter.recognition.mapping import BlockMapping, Meaning

_PROJECT = {Meaning.PROJECT, Meaning.PROJECT_NAME}
_FAR = 6


def find_projects(view: SheetView, words: AnswerWords, answers: Answers) -> None:
    """Add what a sheet says of projects; the first answer to a field stays."""
    for block in view.mapping.blocks:
        _of_rows(view, block, words, answers)
    if view.role in ("project_info", "performance"):
        _of_forms(view, words, answers)


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


def _of_forms(view: SheetView, words: AnswerWords, answers: Answers) -> None:
    """A form for each project: 项目名称 | … and other labels with their values, from top to bottom."""
    current: ProjectInfo | None = None
    for row in range(len(view.sheet.rows)):
        if row in view.bodies or row in view.heads:
            continue
        cells = list(view.cells(row))
        at = 0
        while at < len(cells):
            column, text = cells[at]
            label, _, inside = text.replace(":", "：", 1).partition("：")
            key = label_key(label)
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


def find_performance(source: SourceFile, names: set[str], pack: Pack) -> list[PerformanceTable]:
    """Return the 绩效目标表 that stand on the named sheets of a file."""
    sheets = [sheet for sheet in source.sheets if sheet.name in names]
    if not sheets:
        return []
    stream = stream_of_workbook(SourceFile(source.path, source.format, sheets))
    tables, _ = PerformanceReader(Words.of(pack).data.performance).split(stream.rows)
    return [table for table in tables if table.project]
