"""Projects that no column 项目名称 tells: in a column of words (用途, 摘要), or one to a column of amounts."""

from __future__ import annotations

from decimal import Decimal

from converter.recognition.column_draft import LABELS_OF_ROWS, Draft
from converter.recognition.grid import Grid, amount_of, is_blank
from converter.recognition.knowledge import Knowledge
from converter.recognition.mapping import Meaning
from converter.recognition.profiles import sample_rows
from converter.recognition.segmenting import Table

_PROJECT = (Meaning.PROJECT, Meaning.PROJECT_CODE, Meaning.PROJECT_NAME)
_WORDS = (Meaning.TEXT, Meaning.NOTE, Meaning.ITEM)
_NEARLY_ALL = 0.7
_KINDS = (Meaning.KIND, Meaning.PROJECT_CLASS)


def settle_project_words(drafts: list[Draft], table: Table, grid: Grid, knowledge: Knowledge) -> None:
    """Let a column of words name the projects where it is filled in the rows of project spending and there
    alone, and no column says so by its header."""
    kinds = [d for d in drafts if d.meaning in _KINDS]
    if not kinds or any(d.meaning in _PROJECT for d in drafts):
        return
    project, other = _rows_by_kind(kinds, table, grid, knowledge)
    if not project or not other:
        return
    headers = knowledge.heads.project_words
    candidates = [d for d in drafts if d.meaning in _WORDS and d.profile.texts and d.leaf.text in headers]
    for draft in sorted(candidates, key=lambda d: headers.index(d.leaf.text)):
        filled = [row for row in project if not is_blank(grid.value(row, draft.column))]
        beside = [row for row in other if not is_blank(grid.value(row, draft.column))]
        if len(filled) == len(project) and not beside:
            why = f"表头“{draft.header}”，只有项目支出的各行有内容，按项目名称"
            draft.settle(Meaning.PROJECT_NAME, why, 0.8)
            return


def _rows_by_kind(
    kinds: list[Draft], table: Table, grid: Grid, knowledge: Knowledge
) -> tuple[list[int], list[int]]:
    """Return the sampled rows of project spending and those of basic spending."""
    words = knowledge.vocabulary
    project: list[int] = []
    other: list[int] = []
    for row in sample_rows(table):
        said = {words.kind_of_project_class(grid.text(row, draft.column)) or "" for draft in kinds}
        if any(kind.startswith("project") for kind in said):
            project.append(row)
        elif any(said):
            other.append(row)
    return project, other


def settle_projects_across(drafts: list[Draft], table: Table, grid: Grid, kind: str) -> None:
    """Let amount columns with names that no list knows be projects, one each.

    Only in a table of project spending (``kind`` is what its title says) whose column 合计 they add up to, or
    below a head 项目名称; the rows then tell functions and economic codes.
    """
    if any(d.meaning in _PROJECT for d in drafts) or not any(d.meaning in LABELS_OF_ROWS for d in drafts):
        return
    open_ones = [d for d in drafts if d.meaning is Meaning.UNKNOWN and d.path and not d.leaf.known]
    if not open_ones:
        return
    # Some names of projects look like units (水文站); where all do, they are units.
    open_ones += [d for d in drafts if d.meaning is Meaning.AMOUNT and "unit" in d.dims]
    headed = all(_below_projects(d) for d in open_ones)
    spending = kind.startswith("project") or all(
        any(word.kind.startswith("project") for word in d.words[:-1]) for d in open_ones
    )
    rows = sample_rows(table)
    wholes = [
        d for d in drafts if d.meaning is Meaning.AMOUNT and "project" not in d.dims and d not in open_ones
    ]
    if not headed and not (spending and any(_adds_up(whole, open_ones, rows, grid) for whole in wholes)):
        return
    for draft in open_ones:
        draft.dims.pop("unit", None)
        draft.dims["project"] = draft.path[-1]
        draft.settle(Meaning.AMOUNT, f"表头“{draft.header}”，各列是项目，之和等于合计", 0.85)


def _below_projects(draft: Draft) -> bool:
    return any(
        word.subject == "project" or word.meaning in _PROJECT or word.text == "项目"
        for word in draft.words[:-1]
    )


def _adds_up(whole: Draft, parts: list[Draft], rows: list[int], grid: Grid) -> bool:
    """Return whether columns add up to another in nearly all rows (a wrong sum is told by the ledger)."""
    filled = agreeing = 0
    for row in rows:
        total = amount_of(grid.value(row, whole.column)) or Decimal(0)
        added = sum((amount_of(grid.value(row, part.column)) or Decimal(0) for part in parts), Decimal(0))
        if total or added:
            filled += 1
            agreeing += total == added
    return agreeing > 0 and agreeing >= _NEARLY_ALL * filled
