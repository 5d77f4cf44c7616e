"""What a run gives back: one document a unit and year, its outputs, verdict and findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from converter.disclosure.model import Disclosure
from converter.findings import Finding, Severity
from converter.ledger.model import UnitLedger


class Verdict(StrEnum):
    """The verdict on one document, from good to bad."""

    PASS = "pass"
    PARTIAL = "partial"  # nothing wrong, but a part that the form has was not there or could not be checked
    OPEN = "open"  # only open slots of the text remain
    ERRORS = "errors"
    UNREADABLE = "unreadable"


# The finding that says that there is nothing to work on.
NOTHING = "O95"

EXIT_STATUS = {
    Verdict.PASS: 0,
    Verdict.PARTIAL: 0,
    Verdict.OPEN: 0,
    Verdict.ERRORS: 1,
    Verdict.UNREADABLE: 2,
}

# Kinds of findings that say what was not checked, and what the verdict then says instead of 可以公开.
UNCHECKED = {
    "not covered": "表式与模板不同，各表没有检查",
    "no tables": "没有公开表，只检查了文字",
    "not read": "有的表没有读出，没有检查",
    "missing": "公开表不全，缺少的没有检查",
}


@dataclass(slots=True)
class Document:
    """One document: a unit and year with what was made of it; ``unit`` None when not understood."""

    inputs: list[str]
    unit: str | None = None
    year: int | None = None
    outputs: dict[str, str] = field(default_factory=dict)
    verdict: Verdict = Verdict.PASS
    findings: list[Finding] = field(default_factory=list)
    ledger: UnitLedger | None = None
    disclosure: Disclosure | None = None

    def settle(self) -> None:
        """Derive the verdict from the findings (an unreadable document stays unreadable)."""
        if self.verdict is Verdict.UNREADABLE:
            return
        if any(finding.severity is Severity.ERROR for finding in self.findings):
            self.verdict = Verdict.ERRORS
        elif any(finding.kind == "open" for finding in self.findings):
            self.verdict = Verdict.OPEN
        elif unchecked(self.findings):
            self.verdict = Verdict.PARTIAL
        else:
            self.verdict = Verdict.PASS

    def record_output(self, kind: str, path: Path, fault: Finding | None) -> None:
        """Note an output that was written, and what the writing had to say (an error: not written)."""
        if fault is None or fault.severity is not Severity.ERROR:
            self.outputs.setdefault(kind, str(path))
        if fault is not None:
            self.findings.append(fault)
            self.settle()

    def as_json(self) -> dict[str, Any]:
        """Return the document as the object that ``--json`` promises."""
        return {
            "inputs": self.inputs,
            "unit": self.unit,
            "year": self.year,
            "outputs": self.outputs,
            "verdict": self.verdict.value,
            "findings": [finding.as_json() for finding in self.findings],
        }


def exit_status(documents: Iterable[Document]) -> int:
    """Return the exit status of a run: the highest of its documents."""
    return max((EXIT_STATUS[document.verdict] for document in documents), default=0)


def verdict_line(document: Document) -> str:
    """Return the verdict in one plain Chinese line."""
    errors = sum(f.severity is Severity.ERROR for f in document.findings)
    warnings = sum(
        f.severity is Severity.WARNING and f.kind != "open" and not f.acknowledged for f in document.findings
    )
    opened = sum(f.kind == "open" for f in document.findings)
    if document.verdict is Verdict.UNREADABLE:
        return "未能读懂，没有生成文件"
    parts = []
    if errors:
        parts.append(f"有 {errors} 处错误")
    if opened:
        parts.append(f"有 {opened} 处待填")
    if warnings:
        parts.append(f"有 {warnings} 处提醒")
    reason = unchecked(document.findings)
    if reason or not (errors or opened):
        return (reason or "可以公开") + (f"（{'、'.join(parts)}）" if parts else "")
    return "、".join(parts)


def unchecked(findings: Iterable[Finding]) -> str:
    """Return what a document lacks that would have to be checked before it can be called fit, "" if nothing."""
    kinds = {finding.kind for finding in findings}
    return next((words for kind, words in UNCHECKED.items() if kind in kinds), "")
