"""Findings of compiling: amounts that the form has no place for, and figures that cannot be printed well.

Rules O20–O25. One root cause gives one finding, however many tables it touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from converter.disclosure.figures import Figures
from converter.disclosure.placing import Dimensions, Miss, Plan
from converter.disclosure.specification import RowKind, RowSpec, Select
from converter.findings import Finding, Place, error, info, warning
from converter.ledger.model import BudgetLine
from converter.money import wan_from_fen, yuan_from_fen
from converter.packs.loading import Pack

_WORDS = {
    "function": "功能分类科目",
    "economic": "部门预算支出经济分类科目",
    "kind": "支出性质",
    "source": "资金来源",
}
_MISSING = {
    "function": "没有写明功能分类科目",
    "economic": "没有写明部门预算支出经济分类科目（类或款）",
    "kind": "没有写明是基本支出（人员经费、公用经费）还是项目支出",
    "source": "资金来源不够明细",
}
_LEVELS = {7: "项", 5: "款", 3: "类"}
_KINDS = {
    "basic": "基本支出",
    "basic.personnel": "人员经费",
    "basic.public": "公用经费",
    "project": "项目支出",
}
_SHOWN = 5
_DETAIL_BASIS = "《预算法实施条例》第六条：支出按功能分类公开到项，基本支出按经济性质分类公开到款"


class Vanished(NamedTuple):
    """A row that is not printed because its figures round to nothing; ``exact`` in 分."""

    table: str
    code: str
    name: str
    project: str
    exact: int


class _Cause(NamedTuple):
    """Why lines have no place: a dimension that is missing, or whose value the form does not list."""

    dimension: str
    missing: bool
    value: str


def complaints_of(
    lines: Sequence[BudgetLine],
    figures: Figures,
    vanished: Iterable[Vanished],
    off: Sequence[Place],
    plan: Plan,
    pack: Pack,
) -> list[Finding]:
    """Return the findings of compiling tables from ``lines``; ``off`` are figures a step or more off."""
    return [
        *_without_place(lines, figures, plan, pack),
        *_not_detailed(lines, figures, plan),
        *_undecided(lines, figures, plan),
        *_without_project(lines, figures, plan),
        *_vanished(vanished),
        *_off(off),
    ]


def _without_place(lines: Sequence[BudgetLine], figures: Figures, plan: Plan, pack: Pack) -> list[Finding]:
    """O20: lines that a table should hold but has no row or column for."""
    causes: dict[_Cause, tuple[dict[str, None], dict[int, None]]] = {}
    for miss, numbers in figures.misses.items():
        table = plan.sections[miss.section].table.id
        for number in numbers:
            tables, held = causes.setdefault(_cause(lines[number], miss, plan), ({}, {}))
            tables[table] = None
            held[number] = None
    findings = []
    for cause, (tables, held) in causes.items():
        amount = wan_from_fen(sum(lines[number].amount for number in held))
        named = "、".join(tables)
        if cause.missing or cause.value in pack.raw("ledger").get("half_source_names", {}):
            why = _MISSING[cause.dimension]
            remedy = "请在底稿中补上后重新转换。"
        else:
            shown = _in_words(cause, pack)
            why = f"的{_WORDS[cause.dimension]}“{shown}”在表中没有对应的行或列"
            remedy = "请核对底稿中的这一项；确实要列示时，在模板包的 tables.toml 中增加行或列。"
        findings.append(
            error(
                "O20",
                f"{named} 少列 {_amount(amount)} 万元：有 {len(held)} 笔明细{why}，没有列入。{remedy}",
                *_places(lines, held),
                actual=amount,
                related=tuple(tables),
            )
        )
    return findings


def _cause(line: BudgetLine, miss: Miss, plan: Plan) -> _Cause:
    """Find the dimension that keeps a line out of the rows or columns of a section."""
    section = plan.sections[miss.section].section
    dimensions = Dimensions(line.source, line.kind, line.function, line.economic)._asdict()
    specs: Sequence[RowSpec] | Sequence[object] = section.rows if miss.axis == "rows" else section.amounts
    prefixes: dict[str, set[str]] = {}
    for spec in specs:
        if isinstance(spec, RowSpec) and spec.kind is not RowKind.FIXED:
            prefixes.setdefault(spec.by, set())
        select: Select | None = getattr(spec, "select", None)
        for name in _WORDS if select else ():
            # A dimension that the table does not ask for keeps no line out of it.
            if wanted := getattr(select, name):
                prefixes.setdefault(name, set()).update(wanted)
    for name, known in prefixes.items():
        value = dimensions[name]
        if not value:
            return _Cause(name, True, "")
        if known and not any(_covers(name, prefix, value) for prefix in known):
            coarse = any(_covers(name, value, prefix) for prefix in known)
            if coarse and name == "kind" and not dimensions["economic"]:
                return _Cause("economic", True, "")  # from which personnel or public would follow
            return _Cause(name, coarse, "" if coarse else value)
    name = next(iter(prefixes), "source")
    return _Cause(name, False, dimensions[name])


def _covers(dimension: str, prefix: str, value: str) -> bool:
    if dimension in ("source", "kind"):
        return value == prefix or value.startswith(prefix + ".")
    return value.startswith(prefix)


def _in_words(cause: _Cause, pack: Pack) -> str:
    if cause.dimension == "kind":
        return _KINDS.get(cause.value, cause.value)
    if cause.dimension == "source":
        known = {entry.get("id"): entry.get("name") for entry in pack.raw("sources").get("sources", [])}
        return str(known.get(cause.value) or cause.value)
    return cause.value


def _not_detailed(lines: Sequence[BudgetLine], figures: Figures, plan: Plan) -> list[Finding]:
    """O21: codes that are not as fine as the tables that list them."""
    short = {number for number, line in enumerate(lines) if len(line.function) < 7 or len(line.economic) < 5}
    tables: dict[str, dict[str, int]] = {}
    found: dict[str, dict[str, int]] = {}
    for cell, figure in figures.cells.items() if short else ():
        if not cell.row.code:
            continue
        planned = plan.sections[cell.section]
        spec = planned.section.rows[cell.row.spec]
        for number in short.intersection(figure.lines) if len(cell.row.code) < spec.levels[-1] else ():
            line = lines[number]
            if cell.row.code == (line.function if spec.by == "function" else line.economic):
                found.setdefault(spec.by, {}).setdefault(cell.row.code, number)
                tables.setdefault(spec.by, {})[planned.table.id] = spec.levels[-1]
    findings = []
    for dimension, codes in found.items():
        named = "、".join(list(codes)[:_SHOWN]) + ("等" if len(codes) > _SHOWN else "")
        wanted = _LEVELS.get(max(tables[dimension].values()), "末级")
        findings.append(
            warning(
                "O21",
                f"{'、'.join(tables[dimension])} 中 {named} 共 {len(codes)} 个{_WORDS[dimension]}没有细化到"
                f"{wanted}，只能按底稿所给的级次列示。请在底稿中补上{wanted}级科目后重新转换。",
                *_places(lines, codes.values()),
                related=tuple(tables[dimension]),
                basis=_DETAIL_BASIS,
            )
        )
    return findings


def _undecided(lines: Sequence[BudgetLine], figures: Figures, plan: Plan) -> list[Finding]:
    """O22: amounts whose economic code is too coarse to tell whether a table must hold them."""
    by_table: dict[str, dict[int, None]] = {}
    for section, numbers in figures.coarse.items():
        by_table.setdefault(plan.sections[section].table.id, {}).update(dict.fromkeys(numbers))
    findings = []
    for table, held in by_table.items():
        amount = _amount(wan_from_fen(sum(lines[number].amount for number in held)))
        findings.append(
            info(
                "O22",
                f"{table} 按经济分类科目的款取数，有 {len(held)} 笔明细共 {amount} 万元没有款级科目，"
                f"其中应列入 {table} 的部分无从得知。如有，请在底稿中把这些明细细化到款。",
                *_places(lines, held),
                related=(table,),
            )
        )
    return findings


def _without_project(lines: Sequence[BudgetLine], figures: Figures, plan: Plan) -> list[Finding]:
    """O23: rows of project expenditure that name no project."""
    tables: dict[str, dict[int, None]] = {}
    for cell, figure in figures.cells.items():
        if cell.row.spec < 0 or cell.row.project:
            continue
        planned = plan.sections[cell.section]
        if planned.section.rows[cell.row.spec].kind is RowKind.PROJECT:
            tables.setdefault(planned.table.id, {}).update(dict.fromkeys(figure.lines))
    return [
        warning(
            "O23",
            f"{table} 有 {len(held)} 笔项目支出没有项目名称，“项目名称”栏只能空着。请在底稿中补上项目名称。",
            *_places(lines, held),
            related=(table,),
        )
        for table, held in tables.items()
    ]


def _vanished(rows: Iterable[Vanished]) -> list[Finding]:
    """O24: rows that are not printed because their amounts are too small."""
    tables: dict[tuple[str, str, str], list[Vanished]] = {}
    for row in rows:
        tables.setdefault((row.code, row.name, row.project), []).append(row)
    findings = []
    for (code, name, project), same in tables.items():
        exact = max((row.exact for row in same), key=abs)
        findings.append(
            info(
                "O24",
                f"{'、'.join(dict.fromkeys(row.table for row in same))} 没有列示 {code} {name}"
                f"{f'（{project}）' if project else ''}：金额只有 {yuan_from_fen(exact)} 元，"
                "按公开表的单位取舍后为零。",
                *(Place(table=row.table, row=row.code) for row in same),
                actual=wan_from_fen(exact),
            )
        )
    return findings


def _off(places: Sequence[Place]) -> list[Finding]:
    """O25: no rounding was found that makes all tables tie and keeps these figures within one step."""
    if not places:
        return []
    return [
        warning(
            "O25",
            f"有 {len(places)} 个数与精确值相差达到一个末位单位（0.01 万元）：没有找到一种取舍办法，"
            "能让所有表都相等，又让每个数都不差这么多。各表仍全部相等；这些数列在尾差调整清单中，"
            "请核对是否可以接受。",
            *places[: 4 * _SHOWN],
        )
    ]


def _places(lines: Sequence[BudgetLine], numbers: Iterable[int]) -> list[Place]:
    """Return the first cells that the lines come from."""
    places: dict[Place, None] = {}
    for number in numbers:
        for refs in lines[number].refs.values():
            places.update((ref.place(), None) for ref in refs)
            break
        if len(places) >= _SHOWN:
            break
    return list(places)[:_SHOWN]


def _amount(wan: Decimal) -> str:
    """Return 万元 for a message, without idle zeros beyond two decimals."""
    text = f"{wan:.6f}".rstrip("0")
    return text + "0" * max(0, 2 - len(text.partition(".")[2]))
