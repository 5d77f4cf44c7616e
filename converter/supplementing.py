"""Makes the supplement workbook (``gongkai supplement``): input files in, what is still to be filled in out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from converter.disclosure.compiling import compile_disclosure
from converter.findings import Finding, Severity, error, info
from converter.ledger.building import build_ledgers
from converter.narrative.preparing import TextSources, draft_unit
from converter.narrative.slots import load_slots
from converter.narrative.supplement.contents import UnitContents, contents_of
from converter.narrative.supplement.model import Supplement
from converter.narrative.supplement.writing import write_supplement
from converter.packs.loading import PackError, load_pack
from converter.pipeline import Options, blocked_document, understand
from converter.reading.model import SourceFile
from converter.recognition.mapping import FileMapping
from converter.results import EXIT_STATUS, Document, Verdict


@dataclass(slots=True)
class SupplementRun:
    """What became of a run: ``path`` is None when nothing was written. ``open`` counts the open slots."""

    path: Path | None = None
    units: list[str] = field(default_factory=list)
    open: int = 0
    findings: list[Finding] = field(default_factory=list)
    failed: list[Document] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The exit status: 2 when an input could not be understood, 1 when nothing could be written."""
        if self.failed or not self.units:
            return EXIT_STATUS[Verdict.UNREADABLE]
        return 0 if self.path is not None else 1

    def as_json(self) -> dict[str, Any]:
        """Return the run as the object that ``--json`` prints."""
        return {
            "supplement": None if self.path is None else str(self.path),
            "units": self.units,
            "open": self.open,
            "findings": [finding.as_json() for finding in self.findings],
            "documents": [document.as_json() for document in self.failed],
        }


def make_supplement(paths: Sequence[str | Path], options: Options, out: Path) -> SupplementRun:
    """Write the supplement workbook of all units of the files to ``out``.

    What was typed into an earlier one (``options.supplement``, else ``out`` itself when it is there) is
    kept. Inputs that cannot be understood are in ``failed``; nothing raises for bad input.
    """
    run = SupplementRun()
    understood = understand(paths, options)
    run.failed += understood.failed
    ready: list[tuple[SourceFile, FileMapping]] = []
    for source, mapping in understood.files:
        blocked = blocked_document(source, mapping)
        if blocked is not None:
            run.failed.append(blocked)
        else:
            ready.append((source, mapping))
    if not ready:
        return run
    try:
        _make(ready, options, out, run)
    except PackError as fault:
        run.findings += [error("M90", f"模板包有误：{text}") for text in fault.faults]
    return run


def contents_of_document(
    document: Document, region: str, previous: Supplement, *, alone: bool
) -> UnitContents:
    """Return what the supplement shows of a document that was drafted already; ``previous`` is what was
    typed so far, ``alone`` whether it is the only one."""
    parts: Any = document.disclosure.drafted if document.disclosure else None
    draft, answers, last = parts
    pack = load_pack(region, document.year)
    name, year = document.unit or "", document.year or pack.year
    return contents_of(name, year, draft, answers, last, load_slots(pack), previous, alone=alone)


def _make(
    files: list[tuple[SourceFile, FileMapping]], options: Options, out: Path, run: SupplementRun
) -> None:
    pack = load_pack(options.region, options.year)
    ledgers = build_ledgers(files, pack, year=options.year).ledgers
    known = [ledger for ledger in ledgers if ledger.year is not None]
    for ledger in ledgers:
        if ledger.year is None:
            told = f"{ledger.unit.name} 的预算年度无从得知。请加上 --year，例如 --year 2026。"
            run.findings.append(error("M92", told))
    if not known:
        if not ledgers:
            run.findings.append(
                error("M91", "没有找到可以转换的预算数据。用 gongkai inspect 查看各工作表被认作了什么。")
            )
        return
    earlier = options.supplement if options.supplement is not None else out if out.exists() else None
    contents: list[UnitContents] = []
    data = load_slots(load_pack(options.region, known[0].year))
    shared: list[Finding] = []
    sources = TextSources(files, options.last_year, earlier, options.money, len(known) == 1)
    for ledger in known:
        own = load_pack(options.region, ledger.year)
        disclosure = compile_disclosure(ledger, own, options.wording)
        draft, answers, last = draft_unit(ledger, disclosure, own, sources)
        contents.append(
            contents_of(
                ledger.unit.name,
                ledger.year or own.year,
                draft,
                answers,
                last,
                load_slots(own),
                sources.supplement_of(own) or Supplement(),
                alone=sources.alone,
            )
        )
        run.units.append(ledger.unit.name)
        run.open += len(draft.open)
        shared += [f for f in draft.findings if f.kind != "open" and f not in shared]
    run.findings += shared
    fault = write_supplement(contents, data, out)
    if fault is not None:
        run.findings.append(fault)
    if fault is None or fault.severity is not Severity.ERROR:
        run.path = out
        if earlier is not None and earlier == out:
            run.findings.append(info("T44", f"“{out.name}”里以前填过的内容都保留了。"))
