"""What a template can call: the whole vocabulary of text templates, in Chinese.

数(表, 行, 列[, 原因组])        one figure of a table
各列(表, 行[, 原因组])          the figures of a row in all columns that are no sums
科目(表, 级, 列[, 原因组])      the items of a level (类 款 项) with an amount in a column
停列科目(表, 级, 列[, 原因组])  the items that had an amount last year and have none now
项目(表)                      the projects of a table
表空(表)                      whether a table has no figure
非零(列表)  为零(列表)          the figures that are not zero, or are
列出(列表[, 间隔])             their names
个数(列表)  有(列表)
填(填空项)  已填(填空项)  数量(填空项)  清单(填空项)
项目填空(项目, 内容)
绩效()                        performance management
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from converter.disclosure.model import Disclosure
from converter.narrative.answers.model import Answer
from converter.narrative.drafting.facts import (
    CountFact,
    EntryFact,
    FigureFact,
    ListFact,
    PerformanceFact,
    ProjectFact,
)
from converter.narrative.drafting.figures import Figures
from converter.narrative.drafting.performance import Performance
from converter.narrative.drafting.settings import TextSettings
from converter.narrative.drafting.slot_book import SlotBook
from converter.narrative.model import Run
from converter.narrative.template.expressions import Fact, TemplateError
from converter.narrative.template.rendering import Piece

NAMES = ("单位", "年", "上年", "部门", "有机关运行经费", "序号", "末项")
FUNCTIONS: dict[str, tuple[int, int]] = {
    "数": (3, 4),
    "各列": (2, 3),
    "科目": (3, 4),
    "停列科目": (3, 4),
    "项目": (1, 1),
    "表空": (1, 1),
    "非零": (1, 1),
    "为零": (1, 1),
    "列表": (1, 20),
    "合并": (2, 2),
    "改名": (2, 2),
    "列出": (1, 2),
    "个数": (1, 1),
    "有": (1, 1),
    "填": (1, 1),
    "已填": (1, 1),
    "数量": (1, 1),
    "清单": (1, 1),
    "项目填空": (2, 2),
    "绩效": (0, 0),
}
SLOT_FUNCTIONS = ("填", "已填", "数量", "清单")


@dataclass(slots=True, eq=False)
class Functions:
    """The functions for one unit."""

    disclosure: Disclosure
    figures: Figures
    book: SlotBook
    performance: Performance
    settings: TextSettings
    year: int

    def values(self) -> dict[str, Any]:
        """Return everything that a template can name."""
        return {
            "单位": self.disclosure.unit,
            "年": self.year,
            "上年": self.year - 1,
            "部门": self.disclosure.wording,
            "有机关运行经费": self._has_agency_money(),
            "数": self.figures.one,
            "各列": self.figures.columns,
            "科目": self.figures.items,
            "停列科目": self.figures.ended,
            "项目": self.figures.projects,
            "表空": lambda table: self.figures.table(table)[0].empty,
            "非零": lambda figures: [figure for figure in _figures(figures) if figure.value],
            "为零": lambda figures: [figure for figure in _figures(figures) if not figure.value],
            "列表": lambda *values: list(values),
            "合并": lambda left, right: sorted(_figures(left) + _figures(right), key=lambda f: f.code),
            "改名": self._renamed,
            "列出": _names,
            "个数": lambda values: len(_listed(values)),
            "有": lambda values: bool(_listed(values)),
            "填": lambda slot: self.book.piece(self.book.use(slot), sentence=False),
            "已填": lambda slot: self.book.use(slot).answer is not None,
            "数量": self._count,
            "清单": self._list,
            "项目填空": self._project_field,
            "绩效": self._performance,
        }

    def _has_agency_money(self) -> bool:
        """Whether the unit is of a kind that has 机关运行经费; unknown counts as an administrative unit."""
        answer = self.book.use("单位.性质").answer
        if answer is None:
            return True
        nature = answer.text.strip()
        return nature in self.settings.agency_natures

    def _renamed(self, figure: Any, name: Any) -> FigureFact:
        """Return a figure under another name; last year may be known by that name alone (机关运行经费)."""
        if not isinstance(figure, FigureFact):
            raise TemplateError("改名(数, 名称) 的第一个参数应是一个数")
        last = self.figures.last.named.get(str(name))
        return replace(figure, name=str(name), last=figure.last if last is None else last)

    def _count(self, slot: str) -> CountFact:
        use = self.book.use(slot)
        change_id = f"{slot}.增减"
        change = self.book.use(change_id) if self.book.data.slot(change_id) else None
        if change is not None and change.answer is None and use.answer is not None:
            before, now = Answer(self.book.last_texts.get(slot, "")).number, use.answer.number
            if before is not None and now is not None:
                change.answer = Answer(f"{now - before:f}", "按上年数计算")
        return CountFact(self.book, use, change)

    def _list(self, slot: str) -> ListFact:
        use = self.book.use(slot)
        entries = self.book.answers.lists.get(slot)
        return ListFact(
            [EntryFact(entry.text.strip().rstrip(";；"), slot) for entry in entries or ()],
            entries is not None,
            lambda: self.book.piece(use),
        )

    def _project_field(self, project: ProjectFact, name: str) -> Piece:
        return self.performance.project_field(project.name, name)

    def _performance(self) -> PerformanceFact:
        return self.performance.fact()


def _figures(values: Any) -> list[FigureFact]:
    return [value for value in _listed(values) if isinstance(value, FigureFact)]


def _listed(values: Any) -> list[Any]:
    if not isinstance(values, list | tuple):
        raise TemplateError("这里应是一个列表")
    return list(values)


def _names(values: Any, separator: str = "、") -> Piece:
    """Return the names of things, joined."""
    runs: list[Run] = []
    for value in _listed(values):
        if runs:
            runs.append(Run(separator))
        if isinstance(value, Fact):
            named = value.part("名称")
            runs += named.runs if isinstance(named, Piece) else [Run(str(named))]
        else:
            runs.append(Run(str(value)))
    return Piece(runs)
