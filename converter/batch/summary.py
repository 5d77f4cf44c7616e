"""The summary workbook of a batch (批量结果): one row a unit, what is still open, what was left aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from converter.batch.last_years import Matches
from converter.batch.model import KIND_NAMES, Amounts, FileNote, UnitResult
from converter.disclosure.specification import Tables, load_tables
from converter.findings import Finding, Severity
from converter.money import wan_from_fen
from converter.packs.loading import Pack
from converter.recognition.vocabulary import Vocabulary
from converter.results import verdict_line
from converter.writing.report_styles import Col, ListSheet, report_styles
from converter.writing.xlsx.plan import BookPlan, Content, SheetPlan

VERDICTS = {
    "pass": "可以公开",
    "partial": "没有全部检查",
    "open": "有待填",
    "errors": "有错误",
    "unreadable": "未能读懂",
}
_MARKS = {
    "pass": "mark",
    "partial": "mark_warning",
    "open": "mark_warning",
    "errors": "mark_error",
    "unreadable": "mark_error",
}
_OUTPUTS = {"workbook": "公开表", "document": "公开文档", "report": "校验报告", "annotated": "批注副本"}


@dataclass(slots=True)
class BatchResult:
    """What a batch gave: results of units and departments in a fixed order, and what was left aside.

    ``skipped`` counts the documents that an earlier run had done. ``plan`` is what ``--dry-run`` tells.
    """

    units: list[UnitResult] = field(default_factory=list)
    departments: list[UnitResult] = field(default_factory=list)
    unused: list[FileNote] = field(default_factory=list)
    matches: Matches | None = None
    findings: list[Finding] = field(default_factory=list)
    skipped: int = 0
    outputs: dict[str, str] = field(default_factory=dict)
    plan: list[str] | None = None


def totals(result: UnitResult, tables: Tables) -> tuple[Decimal | None, Decimal | None]:
    """Return all income and all spending in 万元, None where the tables say nothing."""
    first = tables.tables[0]
    found: list[Decimal | None] = []
    for number, section in enumerate(first.sections[:2]):
        name = section.total.name if section.total is not None else ""
        found.append(next((e.amount for e in result.overview if e.section == number and e.row == name), None))
    found += [None, None]
    return found[0], found[1]


def summary_plan(result: BatchResult, pack: Pack, year: int | None) -> BookPlan:
    """Return the sheets of the summary workbook."""
    sheets = [_units("各单位", "各单位结果", result.units, pack)]
    if result.departments:
        sheets.append(_units("部门汇总", "各部门汇总结果", result.departments, pack))
    more = (_open(result), _passed(result, pack), _years(result), _unused(result), _told(result))
    sheets += [sheet for sheet in more if sheet]
    return BookPlan("批量结果", year or pack.year, report_styles(), sheets)


def _units(name: str, title: str, results: Sequence[UnitResult], pack: Pack) -> SheetPlan:
    counts = {v: sum(r.document.verdict.value == v for r in results) for v in VERDICTS}
    note = (
        f"共 {len(results)} 个："
        + "，".join(f"{VERDICTS[v]} {n}" for v, n in counts.items() if n)
        + "。金额单位：万元。"
    )
    sheet = ListSheet(
        name,
        title,
        note,
        [
            Col("编码", 14),
            Col("单位", 36),
            Col("年度", 8, "count"),
            Col("部门", 28),
            Col("结论", 12, "mark"),
            Col("错误", 7, "count"),
            Col("提醒", 7, "count"),
            Col("待填", 7, "count"),
            Col("收入总计", 16, "wan"),
            Col("支出总计", 16, "wan"),
            Col("首先要处理的问题", 60),
            Col("结果文件", 50),
            Col("来自", 40),
        ],
    )
    tables = load_tables(pack)
    for one in results:
        document = one.whole()
        findings = document.findings
        errors = [f for f in findings if f.severity is Severity.ERROR]
        warnings = [f for f in findings if f.severity is Severity.WARNING and f.kind != "open"]
        opened = [f for f in findings if f.kind == "open"]
        first = next(iter([*errors, *warnings]), None)
        income, spending = totals(one, tables)
        inputs = "、".join(Path(path).name for path in document.inputs)
        sheet.add(
            [
                one.code,
                document.unit or "（未能读懂）",
                document.year,
                one.department,
                VERDICTS[document.verdict.value],
                len(errors),
                len(warnings),
                len(opened),
                income,
                spending,
                f"{first.rule} {first.message}" if first is not None else verdict_line(document),
                "\n".join(Path(path).name for path in document.outputs.values()),
                inputs,
            ],
            {4: _MARKS[document.verdict.value]},
        )
    return sheet.finish()


def _open(result: BatchResult) -> SheetPlan | None:
    """Return the list of everything that somebody still has to fill in."""
    rows: list[list[Content]] = [
        [one.code, one.document.unit or "", str(finding.places[0]) if finding.places else "", finding.message]
        for one in (*result.units, *result.departments)
        for finding in one.whole().findings
        if finding.kind == "open"
    ]
    columns = [Col("编码", 14), Col("单位", 36), Col("位置", 36), Col("待填的内容", 90)]
    return _list("待填", "各单位仍待填写的内容", "填在补充资料里，重新转换后即消失。", columns, rows)


def _passed(result: BatchResult, pack: Pack) -> SheetPlan | None:
    """Return the list of money that units of one department may have passed to one another."""
    sizes = Counter((one.department, one.document.year) for one in result.units)
    sources = Vocabulary.of(pack).sources
    rows: list[list[Content]] = [
        [
            one.department,
            one.code,
            one.document.unit or "",
            sources.name(source),
            function,
            wan_from_fen(amount),
        ]
        for one in result.units
        if sizes[one.department, one.document.year] > 1
        for (source, function), amount in sorted(one.passed.items())
        if amount
    ]
    columns = [
        Col("部门", 30),
        Col("编码", 14),
        Col("收款单位", 36),
        Col("收入项目", 24),
        Col("支出功能科目", 14),
        Col("金额", 16, "wan"),
    ]
    note = (
        "如果来自本部门的其他单位，汇总数里算了两次：合并时在部门汇总的表1、表2、表3里减去这项收入和它安排的支出"
        "（是否抵销由您决定，程序不会自动减去）。金额单位：万元。"
    )
    return _list("待抵销", "部门内可能需要抵销的收入", note, columns, rows) if result.departments else None


def _years(result: BatchResult) -> SheetPlan | None:
    matches = result.matches
    if matches is None:
        return None
    rows: list[list[Content]] = [["更名", new.code, new.name, old.name] for new, old in matches.renamed]
    rows += [["新增", unit.code, unit.name, ""] for unit in matches.new]
    rows += [["撤并", unit.code, "", unit.name] for unit in matches.closed]
    columns = [Col("情况", 10, "mark"), Col("编码", 16), Col("本年单位", 44), Col("上年单位", 44)]
    note = "先按单位编码、再按单位名称与上年对应。“撤并”是上年有、本年没有的单位。"
    return _list("与上年对应", "单位与上年的对应", note, columns, rows)


def _unused(result: BatchResult) -> SheetPlan | None:
    rows: list[list[Content]] = [
        [Path(note.path).name, KIND_NAMES[note.kind], "、".join(k.name for k in note.units), note.path]
        for note in result.unused
    ]
    columns = [Col("文件", 44), Col("是什么", 14), Col("单位", 36), Col("位置", 70)]
    return _list(
        "没有用到的文件", "没有用到的文件", "不是本年的预算工作底稿，也不是上年资料。", columns, rows
    )


def _told(result: BatchResult) -> SheetPlan | None:
    rows: list[list[Content]] = [[f.rule, f.message] for f in result.findings]
    return _list("说明", "整批的说明", "与单个单位无关的问题。", [Col("编号", 10), Col("内容", 120)], rows)


def _list(
    name: str, title: str, note: str, columns: Sequence[Col], rows: Sequence[Sequence[Content]]
) -> SheetPlan | None:
    if not rows:
        return None
    sheet = ListSheet(name, title, note, columns)
    for row in rows:
        sheet.add(row)
    return sheet.finish()


# ── the county


def county_plan(results: Sequence[UnitResult], pack: Pack, year: int | None) -> BookPlan:
    """Return the summary of all units (全部汇总): all income and spending, by department, class and source.

    Every figure is the sum of published figures of the units; ``department`` of the results parts them.
    """
    tables = load_tables(pack)
    first = tables.tables[0]
    sheets = [_whole(results)]
    names = ("按资金来源", "按功能分类")
    for number in range(len(first.sections[:2])):
        sheets.append(_across(results, number, names[number]))
    return BookPlan(f"{year or ''}年全部部门汇总", year or pack.year, report_styles(), sheets)


def added_up(results: Sequence[UnitResult]) -> dict[tuple[int, str], Amounts]:
    """Return the sums of the overview figures by section and row, in printed order."""
    sums: dict[tuple[int, str], Amounts] = {}
    for result in results:
        for entry in result.overview:
            key = (entry.section, entry.row)
            old = sums.get(key)
            sums[key] = entry if old is None else old._replace(amount=old.amount + entry.amount)
    return sums


def _merged(results: Sequence[UnitResult], section: int) -> list[str]:
    """Return all rows so that every unit's own order is kept (units print the same form)."""
    merged: list[str] = []
    for result in results:
        place = 0
        for entry in result.overview:
            if entry.section != section:
                continue
            if entry.row in merged:
                place = merged.index(entry.row) + 1
            else:
                merged.insert(place, entry.row)
                place += 1
    return merged


def _whole(results: Sequence[UnitResult]) -> SheetPlan:
    sheet = ListSheet(
        "收支总表",
        "全部部门收支总表",
        f"{len(results)} 个单位公开数之和。金额单位：万元。",
        [Col("项目", 60), Col("预算数", 22, "wan")],
        landscape=False,
    )
    sums = added_up(results)
    for section in sorted({key[0] for key in sums}):
        for row in _merged(results, section):
            sheet.add([sums[section, row].label.strip(), sums[section, row].amount or None])
    return sheet.finish()


def _across(results: Sequence[UnitResult], section: int, name: str) -> SheetPlan:
    sums = added_up(results)
    rows = [(row, sums[section, row].label) for row in _merged(results, section) if sums[section, row].amount]
    departments: dict[str, list[UnitResult]] = {}
    for result in results:
        departments.setdefault(result.department or result.document.unit or "", []).append(result)
    sheet = ListSheet(
        name,
        f"各部门预算{name}",
        f"{len(departments)} 个部门、{len(results)} 个单位公开数之和。金额单位：万元。",
        [Col("部门", 36), Col("单位数", 9, "count"), *(Col(label.strip(), 18, "wan") for _, label in rows)],
    )
    for department, members in departments.items():
        _add_sums(sheet, department, members, section, rows)
    _add_sums(sheet, "合计", results, section, rows)
    return sheet.finish()


def _add_sums(
    sheet: ListSheet,
    name: str,
    members: Sequence[UnitResult],
    section: int,
    rows: Sequence[tuple[str, str]],
) -> None:
    sums = added_up(members)
    contents: list[Content] = [name, len(members)]
    for row, _ in rows:
        entry = sums.get((section, row))
        contents.append((entry.amount or None) if entry is not None else None)
    sheet.add(contents)
