"""The summary workbook of a batch (批量结果): one row a unit, what is still open, what was left aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from converter.batch.elimination_list import (
    AMOUNT,
    CHOICE,
    CHOSEN_AMOUNT,
    DEPARTMENT,
    FUNCTION,
    INCOME,
    OUTCOME,
    PAYER,
    PAYER_CODE,
    PAYER_FUNCTION,
    PAYER_PROJECT,
    RECEIVER,
    RECEIVER_CODE,
)
from converter.batch.last_years import Matches
from converter.batch.model import KIND_NAMES, FileNote, UnitResult
from converter.batch.offering import Offer
from converter.batch.renamed import BEFORE, CODE, CONFIRMED, MAYBE, NOW, SITUATION
from converter.disclosure.specification import Tables
from converter.disclosure.table_loading import load_tables
from converter.findings import Finding, Severity
from converter.ledger.model import UnitKey
from converter.money import wan_from_fen
from converter.packs.loading import Pack
from converter.recognition.vocabulary import Vocabulary
from converter.results import verdict_line
from converter.writing.report_sheets import ELIMINATION_COLUMNS, ELIMINATION_NOTE, row_label
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

    ``skipped`` counts the documents that an earlier run had done. ``plan`` is what ``--dry-run`` tells,
    ``checked`` whether finished documents were audited. ``offers`` is the
    money that units of a department passed to one another.
    """

    units: list[UnitResult] = field(default_factory=list)
    departments: list[UnitResult] = field(default_factory=list)
    unused: list[FileNote] = field(default_factory=list)
    matches: Matches | None = None
    findings: list[Finding] = field(default_factory=list)
    skipped: int = 0
    outputs: dict[str, str] = field(default_factory=dict)
    plan: list[str] | None = None
    checked: bool = False
    offers: list[Offer] = field(default_factory=list)


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
    more = (
        _open(result),
        _passed(result, pack),
        _eliminated(result),
        _years(result),
        _unused(result),
        _told(result),
    )
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
    """Return the list of money that units of one department may have passed to one another, to be filled in."""
    names = Vocabulary.of(pack).sources
    rows: list[list[Content]] = []
    for offer in result.offers:
        receiver, payer = offer.receiver or UnitKey("", ""), offer.payer or UnitKey("", "")
        rows.append(
            [
                offer.department.name,
                receiver.code,
                receiver.name,
                offer.income_name or names.name(offer.passing),
                offer.function,
                wan_from_fen(offer.amount) if offer.amount else None,
                payer.code,
                payer.name,
                offer.payer_function,
                offer.payer_project,
                "是" if offer.chosen or offer.told else "",
                None,
                _outcome(offer),
            ]
        )
    columns = [
        Col(DEPARTMENT, 26),
        Col(RECEIVER_CODE, 12),
        Col(RECEIVER, 30),
        Col(INCOME, 18),
        Col(FUNCTION, 11),
        Col(AMOUNT, 14, "wan"),
        Col(PAYER_CODE, 12),
        Col(PAYER, 30),
        Col(PAYER_FUNCTION, 11),
        Col(PAYER_PROJECT, 26),
        Col(CHOICE, 10, "mark"),
        Col(CHOSEN_AMOUNT, 14, "wan"),
        Col(OUTCOME, 56),
    ]
    note = (
        f"部门内的往来在汇总数里算了两次。要抵销的行在“{CHOICE}”栏填“是”（可以补写付款单位、付款科目、付款项目；只抵销一部分的，"
        f"在“{CHOSEN_AMOUNT}”栏写金额），用 --rollup --eliminate 这个文件 再运行一次；--eliminate 全部 抵销两边对得上的各行。"
        "没有填的照各单位之和。金额单位：万元。"
    )
    return _list("待抵销", "部门内往来的抵销", note, columns, rows)


def _outcome(offer: Offer) -> str:
    if offer.told:
        return f"没有抵销：{offer.told}"
    if offer.chosen:
        return f"已抵销（{offer.basis}）"
    return f"两边对得上，可以抵销：{offer.basis}" if offer.sure else offer.basis


def _eliminated(result: BatchResult) -> SheetPlan | None:
    """Return every figure of a department that elimination changed."""
    rows: list[list[Content]] = [
        [one.document.unit or "", e.table, row_label(e.row, e.label), e.column, e.before, e.amount, e.after]
        for one in result.departments
        for e in one.eliminated
    ]
    columns = [Col("部门", 30), *ELIMINATION_COLUMNS]
    return _list("已抵销", "部门汇总里抵销的金额", ELIMINATION_NOTE, columns, rows)


def _years(result: BatchResult) -> SheetPlan | None:
    matches = result.matches
    if matches is None:
        return None
    rows: list[list[Content]] = [["更名", new.code, new.name, old.name] for new, old in matches.renamed]
    rows += [["新增", unit.code, unit.name, ""] for unit in matches.new]
    rows += [["撤并", unit.code, "", unit.name] for unit in matches.closed]
    rows = [[*row, None, None] for row in rows]
    rows += [[MAYBE, new.code, new.name, old.name, None, why] for new, old, why in matches.maybe]
    columns = [
        Col(SITUATION, 12, "mark"),
        Col(CODE, 16),
        Col(NOW, 40),
        Col(BEFORE, 40),
        Col(CONFIRMED, 10, "mark"),
        Col("说明", 30),
    ]
    note = (
        f"先按单位编码、再按单位名称与上年对应。“撤并”是上年有、本年没有的单位。“{MAYBE}”的没有当作同一个单位："
        f"确是改名的，在“{CONFIRMED}”栏填“是”，用 --renamed 给出这个文件再运行一次。"
    )
    return _list("与上年对应", "单位与上年的对应", note, columns, rows)


def _unused(result: BatchResult) -> SheetPlan | None:
    rows: list[list[Content]] = [
        [Path(note.path).name, KIND_NAMES[note.kind], "、".join(k.name for k in note.units), note.path]
        for note in result.unused
    ]
    columns = [Col("文件", 44), Col("是什么", 14), Col("单位", 36), Col("位置", 70)]
    return _list(
        "没有用到的文件",
        "没有用到的文件",
        "不是做好的公开文档。" if result.checked else "不是本年的预算工作底稿，也不是上年资料。",
        columns,
        rows,
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
