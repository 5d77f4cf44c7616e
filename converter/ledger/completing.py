"""Completes lines where the pack says what is meant: source, kind, staffing; and tells what is missing.

One finding for each kind of assumption, never one a line. What cannot be known is told as an error with
the cells; the lines stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from converter.findings import Severity
from converter.ledger.hierarchy import contains_path, meet_paths
from converter.ledger.model import BASIC, PERSONNEL, PROJECT, BudgetLine
from converter.ledger.reporting import Notes, cells_text, wan
from converter.ledger.settings import Setting
from converter.reading.model import CellRef

_FISCAL = "current.fiscal"
_GENERAL = "current.fiscal.general"
# Any functional code that is as fine as the tables want it.
_FULL = "*"
# Whether a line has a project, and whether that says that it is project spending.
_NONE, _PROJECT, _NAMED_ONLY = 0, 1, 2


class _Completed(NamedTuple):
    """Kind and source of lines of the same dimensions, and what was assumed or is missing: flag and the
    word that names it."""

    kind: str
    source: str
    flags: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Case:
    """Lines of one flag: how many, their money, some of their cells, and a detail to name."""

    count: int = 0
    fen: int = 0
    refs: list[CellRef] = field(default_factory=list)
    named: dict[str, None] = field(default_factory=dict)


class Completer:
    """Completes the lines of units; what was decided once is remembered."""

    def __init__(self, setting: Setting, notes: Notes) -> None:
        self.setting = setting
        self.notes = notes
        self._known: dict[tuple[str, str, str, str, str, int, bool], _Completed] = {}
        self._funds: dict[str, str] = {}

    def complete(
        self, lines: Sequence[BudgetLine], unit: int, *, has_projects: bool, three_public: bool, quiet: bool
    ) -> None:
        """Complete ``lines`` in place and tell what was assumed or is missing.

        ``has_projects``: some table says which lines are projects, so that the others are none;
        ``three_public``: a table of 三公经费 was joined. ``quiet``: tell nothing (last year's figures).
        """
        cases: dict[str, _Case] = {}
        known = self._known
        full = self.setting.rules.needed.get("function", 0)
        everywhere = self._projects_everywhere(lines)
        for line in lines:
            function = line.function if len(line.function) < full else _FULL
            told = self._told_by_function(line)
            project = _NAMED_ONLY if line.project and everywhere else _PROJECT if line.project else _NONE
            key = (function, line.economic, line.kind, line.source, told, project, has_projects)
            done = known.get(key)
            if done is None:
                done = known[key] = self._decide(*key)
            if done.kind != line.kind:
                if not contains_path(PROJECT, done.kind) and line.project:
                    line.stated_project, line.project = line.project, ""
                line.kind = done.kind
            line.source = done.source
            for flag, named in done.flags:
                if flag != "three_public" or not three_public:
                    self._add(cases, flag, named, line)
        if not quiet:
            self._tell(cases, unit)

    def _projects_everywhere(self, lines: Sequence[BudgetLine]) -> bool:
        """Return whether even salaries without a kind have a project's name, so that it tells no kind."""
        salaries = tuple(self.setting.rules.salary_economic)
        return any(
            not line.kind and line.project and line.economic.startswith(salaries) for line in lines
        ) and bool(salaries)

    def _told_by_function(self, line: BudgetLine) -> str:
        """Return the source that a line without a budget (本级, 上级转移支付, 财政拨款) has by its function."""
        if not line.source.startswith("any.") and line.source != _FISCAL:
            return ""
        fund = self._funds.get(line.function)
        if fund is None:
            fund = self._funds[line.function] = self.setting.fund_of_function(line.function)
        return (self.setting.words.merge_sources(line.source, fund) or "") if fund else ""

    def _add(self, cases: dict[str, _Case], flag: str, named: str, line: BudgetLine) -> None:
        case = cases.get(flag)
        if case is None:
            case = cases[flag] = _Case()
        case.count += 1
        case.fen += line.amount
        if len(case.refs) < self.setting.rules.places_at_most:
            case.refs += next(iter(line.refs.values()), ())[:1]
        if named not in case.named and len(case.named) < 4:
            case.named[named] = None

    def _decide(
        self,
        function: str,
        economic: str,
        kind: str,
        stated: str,
        told: str,
        project: int,
        has_projects: bool,
    ) -> _Completed:
        flags: list[str] = []
        source = told or stated
        if told:
            flags.append("source_by_function")
        general = contains_path(_GENERAL, source)
        kind = self._kind(economic, kind, project, has_projects, general, flags)
        leaf = self.setting.sources.leaf(source) if source else ""
        if leaf != source:
            flags.append("source_default")
        if not leaf:
            flags.append("source_unknown")
        elif leaf.startswith("any.") or not self.setting.sources.is_leaf(leaf):
            flags.append("source_coarse")
        self._missing(function, economic, kind, leaf, bool(project), flags)
        named = {
            "stated": self.setting.source_name(stated) if stated else "",
            "source": self.setting.source_name(source) if source else "",
            "function": function,
            "economic": economic[:3],
            "listed": self._nearest(economic) if "economic_unlisted" in flags else "",
        }
        return _Completed(kind, leaf, tuple((flag, named.get(_NAMED.get(flag, ""), "")) for flag in flags))

    def _unlisted(self, economic: str) -> bool:
        """Return whether a code is not in the list: codes of basic spending are printed and judged there,
        those of projects show in no table."""
        listed = self.setting.lists.economic
        return economic.isdigit() and listed.get(economic, self.setting.year) is None

    def _nearest(self, economic: str) -> str:
        """Return a code with the nearest one of the list, for people."""
        near = self.setting.lists.economic.nearest(economic, self.setting.year)
        return f"{economic}（最接近的是 {near.code} {near.name}）" if near is not None else economic

    def _kind(
        self, economic: str, kind: str, project: int, has_projects: bool, general: bool, flags: list[str]
    ) -> str:
        by_code = self._by_prefix(economic)
        staffing = self.setting.words.staffing_of_economic(economic) if economic else None
        if not kind:
            if project == _NAMED_ONLY:
                flags.append("kind_behind_names")
                return kind
            if project:
                kind = PROJECT
                flags.append("kind_by_project")
            elif has_projects:
                kind = BASIC
                flags.append("kind_without_project")
            elif by_code:
                kind = by_code
                flags.append("kind_by_economic")
            else:
                flags.append("kind_unknown")
                return kind
        elif kind == PROJECT and staffing == PERSONNEL:
            flags.append("project_with_salary")
        if kind == BASIC:
            if staffing and meet_paths(kind, staffing) == staffing:
                flags.append("staffing_by_economic")
                return staffing
            if general and economic:
                flags.append("staffing_unknown")
        return kind

    def _by_prefix(self, economic: str) -> str | None:
        table = self.setting.rules.kind_by_economic
        for length in range(len(economic), 0, -1):
            if economic[:length] in table:
                return table[economic[:length]]
        return None

    def _missing(
        self, function: str, economic: str, kind: str, source: str, project: bool, flags: list[str]
    ) -> None:
        needed = self.setting.rules.needed
        if not function:
            flags.append("function_missing")
        elif function != _FULL:
            flags.append("function_coarse")
        basic = contains_path(BASIC, kind)
        if economic and not basic and self._unlisted(economic):
            flags.append("economic_unlisted")
        if not contains_path(_FISCAL, source):
            return
        general = contains_path(_GENERAL, source)
        if general and kind and not economic:
            flags.append("economic_missing")
        elif general and basic and len(economic) < needed.get("economic", 0):
            flags.append("economic_coarse")
        elif 0 < len(economic) < needed.get("economic", 0):
            flags.append("three_public")
        if kind == PROJECT and general and not project:
            flags.append("project_missing")

    def _tell(self, cases: dict[str, _Case], unit: int) -> None:
        for flag, case in cases.items():
            rule, severity, text = _TEXTS[flag]
            named = "、".join(filter(None, case.named))
            self.notes.add(
                rule,
                severity,
                text.format(
                    count=case.count, money=wan(case.fen), cells=cells_text(case.refs, 3), named=named
                ),
                case.refs,
                units=(unit,),
            )


# What the text of a flag names.
_NAMED = {
    "source_by_function": "stated",
    "source_default": "source",
    "source_coarse": "source",
    "function_coarse": "function",
    "staffing_by_economic": "economic",
    "staffing_unknown": "economic",
    "economic_coarse": "economic",
    "project_with_salary": "economic",
    "economic_unlisted": "listed",
}


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_TEXTS: dict[str, tuple[str, Severity, str]] = {
    "source_by_function": (
        "L50", _I, "有 {count} 笔共 {money} 万元的资金来源只写到“{named}”，按功能科目所属的预算（一般公共预算、政府性基金、国有资本经营）计入。请核对。",
    ),
    "source_default": (
        "L50", _I, "有 {count} 笔共 {money} 万元的资金只写到“{named}”，按通常的含义计入。如有上级转移支付，请在资金来源里写明。",
    ),
    "source_unknown": (
        "L58", _E, "有 {count} 笔共 {money} 万元没有资金来源（{cells}）。请补上资金来源，或提供按资金来源列示的汇总表；整张表都是同一种资金的，"
        "在表的标题里写明（如“一般公共预算”）即可；在窗口的“识别”页点金额列上方的含义选资金来源、再点“记住这种版式”，或者在识别方案里把这张表的 dims 写成 "
        "{{\"source\": \"一般公共预算\"}}，也一样。",
    ),
    "source_coarse": (
        "L58", _E, "有 {count} 笔共 {money} 万元的资金来源只写到“{named}”，分不出是哪一种（{cells}）。请写明是哪一本预算、本级还是上级；整张表都属于"
        "同一本预算的，在表的标题里写明（如“一般公共预算”）即可，也可以在识别方案里把这张表的 dims 写成 {{\"source\": \"一般公共预算\"}}。",
    ),
    "kind_by_project": ("L51", _I, "有 {count} 笔共 {money} 万元没有写明支出类型，因为有项目名称，按项目支出计入。"),
    "kind_without_project": (
        "L51", _I, "有 {count} 笔共 {money} 万元没有写明支出类型，因为没有项目名称，按基本支出计入。",
    ),
    "kind_by_economic": (
        "L51", _W, "有 {count} 笔共 {money} 万元没有写明是基本支出还是项目支出，按经济科目计作基本支出。请核对。",
    ),
    "kind_behind_names": (
        "L54", _E,
        "有 {count} 笔共 {money} 万元不知道是基本支出还是项目支出：没有支出类型一栏，工资等基本支出也写了项目名称（{cells}）。"
        "请在表里加上支出类型（或项目类别）一栏；基本支出和项目支出分列两表的，在标题里写明。",
    ),
    "kind_unknown": (
        "L54", _E,
        "有 {count} 笔共 {money} 万元不知道是基本支出还是项目支出（{cells}）。请在表里加上支出类型一栏，或提供按基本支出、项目支出列示的汇总表。",
    ),
    "staffing_by_economic": (
        "L53", _I, "有 {count} 笔共 {money} 万元的基本支出没有写明人员经费还是公用经费，按经济科目（{named}）确定。",
    ),
    "staffing_unknown": (
        "L53", _W, "有 {count} 笔共 {money} 万元的基本支出分不出人员经费还是公用经费（{cells}）。请在表里写明。",
    ),
    "project_with_salary": (
        "L18", _I, "有 {count} 笔共 {money} 万元写明是项目支出，经济科目却是 {named}，已按项目支出计入。请确认。",
    ),
    "function_missing": (
        "L55", _E, "有 {count} 笔共 {money} 万元没有功能科目（{cells}）。请补上功能科目，或提供按功能科目列示的表。",
    ),
    "function_coarse": (
        "L55", _W, "有 {count} 笔共 {money} 万元的功能科目只到 {named}，公开表要到项级。请补全科目编码。",
    ),
    "economic_missing": (
        "L56", _E, "有 {count} 笔共 {money} 万元的一般公共预算支出没有部门经济科目（{cells}）。请补上，或提供按经济科目列示的表。",
    ),
    "economic_coarse": (
        "L56", _W, "有 {count} 笔共 {money} 万元的基本支出的经济科目只到类（{named}），公开表要到款级。请补全科目编码。",
    ),
    "economic_unlisted": (
        "L15", _W,
        "有 {count} 笔共 {money} 万元的部门经济科目不在本年度科目表中：{named}。请核对编码，确有此科目的不必改动（{cells}）。",
    ),
    "three_public": (
        "L59", _I,
        "有 {count} 笔共 {money} 万元的财政拨款支出的经济科目只到类，其中如有“三公”经费，表10 反映不出来。请补全科目编码或提供“三公”经费表。",
    ),
    "project_missing": (
        "L57", _E, "有 {count} 笔共 {money} 万元的项目支出没有项目名称（{cells}）。请补上项目名称。",
    ),
}  # fmt: skip
