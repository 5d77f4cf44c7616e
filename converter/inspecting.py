"""What was understood of input files, for people and as JSON (``gongkai inspect``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from converter.findings import Finding
from converter.ledger.building import build_ledgers
from converter.ledger.model import SheetAccount
from converter.money import wan_from_fen
from converter.packs.loading import Pack, load_pack
from converter.pipeline import Options, understand
from converter.reading.model import SourceFile, column_letters
from converter.recognition.mapping import FileMapping, SheetMapping
from converter.recognition.naming import MEANING_NAMES, ROLE_NAMES, dims_text
from converter.results import Document


@dataclass(slots=True)
class Inspection:
    """What was understood: files with their mappings, the accounts of their sheets, and findings."""

    files: list[tuple[SourceFile, FileMapping]]
    accounts: dict[tuple[str, str], SheetAccount] = field(default_factory=dict)
    units: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    pack: Pack | None = None
    failed: list[Document] = field(default_factory=list)


def inspect_files(paths: Sequence[str | Path], options: Options) -> Inspection:
    """Read, recognise and account for every sheet; nothing is written."""
    understood = understand(paths, options)
    result = Inspection(understood.files, failed=understood.failed)
    if understood.files:
        result.pack = load_pack(options.region, options.year)
        ledgers = build_ledgers(understood.files, result.pack, year=options.year)
        for account in ledgers.accounts:
            result.accounts[account.file, account.sheet] = account
        for ledger in ledgers.ledgers:
            for account in ledger.accounts:
                result.units.setdefault((account.file, account.sheet), []).append(ledger.unit.name)
            result.findings += ledger.findings
        result.findings += ledgers.findings
    return result


def inspection_json(inspection: Inspection) -> dict[str, Any]:
    """Return the inspection as the object that ``inspect --json`` promises (amounts in 万元)."""
    files = []
    for source, mapping in inspection.files:
        sheets = [_sheet_json(source.path, sheet, inspection) for sheet in mapping.sheets]
        findings = source.findings + [q for sheet in mapping.sheets for q in sheet.questions]
        files.append(
            {
                "file": source.path,
                "format": source.format,
                "fingerprint": mapping.fingerprint,
                "remembered": mapping.remembered,
                "sheets": sheets,
                "findings": [finding.as_json() for finding in findings],
            }
        )
    for document in inspection.failed:
        files.append(
            {
                "file": document.inputs[0] if document.inputs else None,
                "sheets": [],
                "findings": [finding.as_json() for finding in document.findings],
            }
        )
    return {"files": files, "findings": [finding.as_json() for finding in inspection.findings]}


def _units_of(file: str, sheet: SheetMapping, inspection: Inspection) -> list[str]:
    known = inspection.units.get((file, sheet.name), [])
    return known or ([sheet.unit_name] if sheet.unit_name else [])


def _sheet_json(file: str, sheet: SheetMapping, inspection: Inspection) -> dict[str, Any]:
    account = inspection.accounts.get((file, sheet.name)) or SheetAccount(file, sheet.name)
    blocks = [
        {
            "header_rows": [row + 1 for row in block.header_rows],
            "first_row": block.first_row + 1,
            "last_row": block.last_row + 1,
            "dims": block.dims,
            "evidence": block.dims_evidence,
            "columns": [
                {
                    "column": column_letters(column.column),
                    "header": column.header,
                    "meaning": column.meaning.value,
                    "dims": column.dims,
                    "evidence": column.evidence,
                    "confidence": column.confidence,
                }
                for column in block.columns
            ],
        }
        for block in sheet.blocks
    ]
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "role": sheet.role.value,
        "confidence": sheet.confidence,
        "evidence": sheet.evidence,
        "header_rows": sorted({row + 1 for block in sheet.blocks for row in block.header_rows}),
        "columns": _all_columns(blocks),
        "blocks": blocks,
        "money": sheet.money,
        "money_evidence": sheet.money_evidence,
        "units": _units_of(file, sheet, inspection),
        "year": sheet.year,
        "totals": {
            name: str(wan_from_fen(getattr(account, name)))
            for name in ("input", "ledger", "subtotals", "left_out")
        },
        "left_out": [
            {"cell": cell.ref.cell, "value": cell.value, "reason": cell.reason}
            for cell in account.left_out_cells
        ],
    }


def _all_columns(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the columns of all tables of a sheet, those of stacked tables of one form once."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for block in blocks:
        for column in block["columns"]:
            found.setdefault((column["column"], column["meaning"], column["header"]), column)
    return list(found.values())


def inspection_text(inspection: Inspection) -> str:
    """Return the inspection as readable Chinese text, sheet by sheet."""
    lines: list[str] = []
    for source, mapping in inspection.files:
        lines.append(f"■ {source.path}（{source.format}）")
        if mapping.remembered:
            lines.append("  使用了先前记住的识别方案")
        lines.extend(f"  ！{finding.message}" for finding in source.findings)
        for sheet in mapping.sheets:
            lines.extend(_sheet_text(source.path, sheet, inspection))
        lines.append("")
    for document in inspection.failed:
        named = f"{document.inputs[0]}：" if document.inputs else ""
        lines.extend(f"✗ {named}{finding.message}" for finding in document.findings)
    return "\n".join(lines).rstrip() + "\n"


def _sheet_text(file: str, sheet: SheetMapping, inspection: Inspection) -> list[str]:
    hidden = "（隐藏）" if sheet.hidden else ""
    lines = [f"  ● {sheet.name}{hidden}：{ROLE_NAMES[sheet.role]}（把握 {round(sheet.confidence * 100)}%）"]
    lines.extend(f"      依据：{evidence}" for evidence in sheet.evidence)
    facts = [
        f"单位 {'、'.join(_units_of(file, sheet, inspection)[:5])}" if sheet.unit_name else "",
        f"{sheet.year} 年" if sheet.year else "",
        f"金额单位 {sheet.money}（{sheet.money_evidence}）" if sheet.money else "",
    ]
    if any(facts):
        lines.append("      " + "；".join(fact for fact in facts if fact))
    for block in sheet.blocks:
        rows = "、".join(str(row + 1) for row in block.header_rows)
        data = f"数据第 {block.first_row + 1}–{block.last_row + 1} 行"
        if block.last_row < block.first_row:
            data = "没有数据行"
        lines.append(f"      表头第 {rows or '—'} 行，{data}")
        if block.dims and inspection.pack is not None:
            evidence = "；".join(text for text in block.dims_evidence.values() if text)
            lines.append(f"        各行都是：{dims_text(block.dims, inspection.pack)}（{evidence}）")
        for column in block.columns:
            dims = dims_text(column.dims, inspection.pack) if inspection.pack is not None else ""
            shown = column.header.replace("\n", "")
            lines.append(
                f"        {column_letters(column.column):>3} {shown} → {MEANING_NAMES[column.meaning]}"
                + (f"〔{dims}〕" if dims else "")
                + f"  {column.evidence}"
            )
    lines.extend(f"      ？{question.message}" for question in sheet.questions)
    account = inspection.accounts.get((file, sheet.name))
    if account is not None and (account.input or account.left_out_cells):
        lines.append(
            f"      核对（万元）：读入 {_plain(account.input)} ＝ 台账 {_plain(account.ledger)}"
            f" ＋ 小计 {_plain(account.subtotals)} ＋ 未采用 {_plain(account.left_out)}"
        )
        lines.extend(
            f"        未采用 {cell.ref.cell} {cell.value}：{cell.reason}" for cell in account.left_out_cells
        )
    return lines


def _plain(fen: int) -> str:
    """Return 分 as 万元 for people: no needless zeros, at least two decimals."""
    whole, _, decimals = f"{wan_from_fen(fen):f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
