"""Writes the report (校验报告): the verdict, what was found, what was adjusted, and proof that nothing is lost."""

from __future__ import annotations

from pathlib import Path, PurePath

from converter.findings import Finding, Severity
from converter.packs.loading import Pack
from converter.results import Document, Verdict, verdict_line
from converter.writing.files import save
from converter.writing.measuring import clean_lines, lines_of
from converter.writing.report_sheets import (
    accounts_sheet,
    adjustments_sheet,
    eliminations_sheet,
    findings_sheet,
    left_out_sheet,
)
from converter.writing.report_sources import sources_sheet
from converter.writing.report_styles import report_styles
from converter.writing.xlsx.package import book_bytes
from converter.writing.xlsx.plan import Area, BookPlan, PageSetup, SheetCell, SheetPlan

_WIDTHS = (18.0, 78.0)
_UNIT = 5.5

_STEPS = {
    Verdict.PASS: [
        "1. 打开公开表，逐页看一遍，确认无误后打印或转成 PDF 公开。",
        "2. “校验发现”里如有提醒，请逐条看过；确认情况属实的，可以公开。",
    ],
    Verdict.PARTIAL: ["1. 没有检查的部分见“校验发现”，补齐后再转换一遍。"],
    Verdict.OPEN: [
        "1. 把待填的内容补齐（见“校验发现”里标为“待填”的各条），再重新转换。",
        "2. 其余各项没有错误。",
    ],
    Verdict.ERRORS: [
        "1. 打开“校验发现”，从上往下改正标为“错误”的各条；缩进的行由上面一条引起，会一起消失。",
        "2. 请在底稿里改，不要直接改公开表；改好后重新转换，直到结论为“可以公开”。",
        "3. 改正之前，公开表的第一页会一直标着“未通过校验”，请勿公开。",
    ],
    Verdict.UNREADABLE: ["1. 请按“校验发现”里的说明处理后重新转换。"],
}

# A finished document is mended where it is; there is no working sheet and nothing to convert anew.
_STEPS_OF_AUDIT = {
    Verdict.PASS: ["1. “校验发现”里如有提醒和说明，请逐条看过；确认情况属实的，可以公开。"],
    Verdict.PARTIAL: [
        "1. 查过的部分没有错误；没有检查的部分见“校验发现”，每条写有怎样才能检查到。",
        "2. 补齐后再检查一遍，在此之前不能确定可以公开。",
    ],
    Verdict.OPEN: ["1. 把待填的内容补齐，再检查一遍。"],
    Verdict.ERRORS: [
        "1. 打开“校验发现”，从上往下改正标为“错误”的各条；缩进的行由上面一条引起，会一起消失。",
        "2. 带（批注）的副本在出错的地方写有批注；请改原来的文档，改好后再检查一遍。",
        "3. 标为“提醒”的各条请逐条核对；改正错误之前请勿公开。",
    ],
    Verdict.UNREADABLE: ["1. 请按“校验发现”里的说明处理后再检查一遍。"],
}


def write_report(
    document: Document, pack: Pack, path: Path, *, verdict: str | None = None, sources: bool = True
) -> Finding | None:
    """Write the report on ``document`` to ``path``, whole or not at all.

    ``verdict`` is the line printed as the conclusion (by default that of ``verdict_line``); ``sources``
    adds the sheet 数据来源. Return None, or the finding that says why nothing was written.
    """
    return save(path, report_bytes(document, pack, verdict=verdict, sources=sources))


def report_bytes(
    document: Document, pack: Pack, *, verdict: str | None = None, sources: bool = True
) -> bytes:
    """Return the workbook that ``write_report`` writes; the same document gives the same bytes."""
    return book_bytes(report_plan(document, pack, verdict=verdict, sources=sources))


def report_plan(
    document: Document, pack: Pack, *, verdict: str | None = None, sources: bool = True
) -> BookPlan:
    """Return the sheets of the report before they are written."""
    disclosure = document.disclosure
    accounts = document.ledger.accounts if document.ledger else []
    sheets = [findings_sheet(document.findings, audited=_audited(document))]
    if disclosure is not None and not _audited(document):
        sheets.append(adjustments_sheet(disclosure.adjustments, disclosure))
        if disclosure.eliminations:
            sheets.append(eliminations_sheet(disclosure.eliminations))
    if document.ledger is not None:
        sheets += [accounts_sheet(accounts), left_out_sheet(accounts)]
    if sources and disclosure is not None and document.ledger is not None:
        sheets.append(sources_sheet(disclosure, document.ledger.lines))
    first = _conclusion(document, pack, verdict or verdict_line(document), [sheet.name for sheet in sheets])
    return BookPlan(
        f"{document.unit or ''}{document.year or ''}年校验报告",
        document.year or pack.year,
        report_styles(),
        [first, *sheets],
    )


def _conclusion(document: Document, pack: Pack, verdict: str, pages: list[str]) -> SheetPlan:
    """Return the sheet 结论: the verdict, what it is about, and what to do."""
    plan = SheetPlan("结论", [width * _UNIT for width in _WIDTHS], page=PageSetup(top=25, bottom=20))
    year = f"{document.year}年" if document.year else ""
    _line(plan, "title", f"{document.unit or '未能识别的单位'}{year}预算公开校验报告", 16, 36)
    _line(plan, f"band_{document.verdict.value}", verdict, 20, 56)
    plan.add(8)
    for label, fact in _facts(document, pack):
        shown = clean_lines(fact)
        height = max(24.0, lines_of(shown, _WIDTHS[1] - 2) * 15 + 8)
        plan.add(height, SheetCell(0, "label", label), SheetCell(1, "fact", shown))
    plan.add(8)
    _line(plan, "part", "怎么办", 12, 24)
    steps = _STEPS_OF_AUDIT if _audited(document) else _STEPS
    for step in steps[document.verdict]:
        _line(plan, "step", step, 11, 22)
    plan.add(8)
    _line(plan, "part", "本报告各页", 12, 24)
    for name in pages:
        plan.add(22, SheetCell(0, "label", name), SheetCell(1, "fact", _contents(name, document)))
    return plan


def _audited(document: Document) -> bool:
    """Whether the report is about a finished document somebody gave us, not one we produced."""
    return document.disclosure is not None and document.disclosure.origin == "read"


def _line(plan: SheetPlan, style: str, text: str, size: float, least: float) -> None:
    """Add a line across the sheet."""
    text = clean_lines(text)
    lines = lines_of(text, sum(_WIDTHS) * _UNIT * 2 / size - 2)
    row = plan.add(max(least, lines * size * 1.35 + 8), SheetCell(0, style, text), SheetCell(1, style, None))
    plan.merges.append(Area(row, 0, row, 1))


def _facts(document: Document, pack: Pack) -> list[tuple[str, str]]:
    """Return what the report is about. Folders are left out: their names may be personal."""
    form = str(pack.raw("pack").get("name", pack.region))
    if pack.pack_year != pack.year:
        form += f"（没有 {pack.year} 年的模板，使用 {pack.pack_year} 年的）"
    facts = [
        ("单位", document.unit or "没有认出来"),
        ("年度", str(document.year) if document.year else "没有认出来"),
        (
            "检查的文件" if _audited(document) else "底稿",
            "\n".join(PurePath(path).name for path in document.inputs) or "—",
        ),
        ("模板", f"{form}，{pack.pack_year} 年"),
    ]
    if document.outputs:
        facts.append(("生成的文件", "\n".join(PurePath(path).name for path in document.outputs.values())))
    if document.ledger is not None:
        facts.append(("明细", f"{len(document.ledger.lines)} 条"))
    return facts


def _contents(name: str, document: Document) -> str:
    """Return in a few words what a page of the report holds."""
    findings = document.findings
    accounts = document.ledger.accounts if document.ledger else []
    if name == "校验发现":
        counts = [sum(f.severity is severity for f in findings) for severity in Severity]
        return f"错误 {counts[0]} 条，提醒 {counts[1]} 条，说明 {counts[2]} 条"
    if name == "尾差调整":
        count = len(document.disclosure.adjustments) if document.disclosure else 0
        return f"{count} 个数与各自四舍五入的结果相差 0.01 万元" if count else "没有"
    if name == "抵销":
        return f"{len(document.disclosure.eliminations) if document.disclosure else 0} 个数减去了部门内往来"
    if name == "读取核对":
        wrong = sum(not account.balanced for account in accounts)
        return f"{len(accounts)} 张工作表，" + (f"{wrong} 张不符" if wrong else "全部相符")
    if name == "未采用的单元格":
        count = sum(len(account.left_out_cells) for account in accounts)
        return f"{count} 个" if count else "没有"
    return "每个公布的数由底稿的哪些单元格相加而成"
