"""What only the clerk knows of a unit, as one model, wherever it was found.

A *slot* (填空项) is a place of the text that figures alone cannot fill. Ids are Chinese, dotted, and what a
person reads in the supplement workbook: ``人员.编制``, ``原因.科目.2010301``, ``项目.某项目.政策依据``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from converter.findings import Place
from converter.narrative.model import PerformanceTable
from converter.reading.numbers import NOT_AN_AMOUNT, parse_amount

_SEPARATORS = re.compile(r"[\s\-—–－_/、，,：:；;。.．·“”\"'《》()（）\[\]【】]+")


def label_key(text: str) -> str:
    """Return a label as labels are compared: without white space, separators and brackets.

    ``收入-一般公共预算`` = ``收入：一般公共预算``; ``（201）一般公共服务支出`` = ``201一般公共服务支出``.
    """
    return _SEPARATORS.sub("", text)


@dataclass(slots=True, eq=False)
class Answer:
    """One thing that is known: its text, where it was found, and whether a person typed it for the text.

    ``origin`` is said in Chinese (``工作表“增减原因”B5``, ``补充资料``).
    """

    text: str
    origin: str = ""
    place: Place | None = None
    typed: bool = False

    @property
    def number(self) -> Decimal | None:
        """The text as a number, None when it is none."""
        value = parse_amount(self.text)
        if value is None or value is NOT_AN_AMOUNT:
            return None
        return Decimal(str(value))


@dataclass(slots=True, eq=False)
class ProjectInfo:
    """What is known of a project (项目情况): field id of the pack (``政策依据`` …) → answer."""

    name: str
    fields: dict[str, Answer] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Answers:
    """Everything known of one unit that is not in its ledger.

    ``values`` holds single slots by id. ``lists`` holds 主要职能, 内设机构, 下属单位 and the like by id; a list
    that is known to be empty is an empty list. ``reasons`` and ``purposes`` hold 主要原因 and 主要用于 by
    ``label_key`` of the label that they were written beside. ``used`` gathers the labels that a slot took.
    ``fallback`` answers a slot when nothing else does.
    """

    values: dict[str, Answer] = field(default_factory=dict)
    fallback: dict[str, Answer] = field(default_factory=dict)
    lists: dict[str, list[Answer]] = field(default_factory=dict)
    reasons: dict[str, Answer] = field(default_factory=dict)
    purposes: dict[str, Answer] = field(default_factory=dict)
    projects: dict[str, ProjectInfo] = field(default_factory=dict)
    performance: list[PerformanceTable] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def number(self, slot: str) -> Decimal | None:
        """Return the number that answers a slot, None when it is open or no number."""
        answer = self.values.get(slot)
        return answer.number if answer is not None else None

    def project(self, name: str) -> ProjectInfo | None:
        """Return what is known of a project; names are compared without white space and brackets."""
        return self.projects.get(label_key(name))

    def add_project(self, name: str) -> ProjectInfo:
        """Return the entry of a project, made when there is none."""
        return self.projects.setdefault(label_key(name), ProjectInfo(name))

    def performance_of(self, project: str) -> PerformanceTable | None:
        """Return the 绩效目标表 of a project."""
        wanted = label_key(project)
        return next((table for table in self.performance if label_key(table.project) == wanted), None)

    def unused(self) -> Iterable[tuple[str, Answer]]:
        """Yield the reasons and purposes that no slot took, with the label as written."""
        for kind in (self.reasons, self.purposes):
            for key, answer in kind.items():
                if key not in self.used:
                    yield self.labels.get(key, key), answer
