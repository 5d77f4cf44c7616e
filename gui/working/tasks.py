"""What the processes of a county's run do one by one: read a file, convert a unit, write a unit's outputs.

Every function takes and returns plain values that travel between processes; none raises, but for what makes
a process end. What all tasks of a run share lies in a file that each process reads once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gui.views import UnitView
from gui.work import finding_key
from gui.working.documents import fetch, keep

if TYPE_CHECKING:
    from converter.findings import Finding
    from converter.ledger.model import UnitLedger
    from converter.narrative.preparing import TextSources
    from converter.narrative.supplement.contents import UnitContents
    from converter.narrative.supplement.model import Supplement
    from converter.packs.loading import Pack
    from converter.pipeline import Options
    from converter.reading.model import SourceFile
    from converter.recognition.mapping import FileMapping
    from converter.results import Document


@lru_cache(maxsize=2)
def shared(path: Path) -> Any:
    """Return what the tasks of a run share; read once by every process."""
    return fetch(path)


# ── reading


@dataclass(slots=True)
class ReadTask:
    """A file to read and recognise. ``folder`` is where the result is kept."""

    path: Path
    region: str
    year: int | None
    money: str | None
    folder: Path


def read_one(task: ReadTask) -> Path | None:
    """Read and recognise a file and keep both; None: the process that asked must do it itself."""
    from converter.packs.loading import load_pack
    from converter.reading import read_file
    from converter.recognition.recognising import recognise

    try:
        source = read_file(task.path)
        mapping: FileMapping | None = None
        if source.readable and not set_apart(source, pack := load_pack(task.region, task.year)):
            mapping = recognise(source, pack, money=task.money)
        return keep((source, mapping), task.folder)
    except Exception:  # the same will happen again where it can be told
        return None


def set_apart(source: SourceFile, pack: Pack) -> str:
    """Return "finished" or "supplement" for files that are not recognised as working spreadsheets, else ""."""
    from converter.narrative.supplement.reading import looks_like_supplement
    from converter.sorting import looks_finished

    if looks_finished(source, pack):
        return "finished"
    return "supplement" if looks_like_supplement(source, pack) else ""


# ── converting


@dataclass(slots=True)
class ConvertShared:
    """What all units of a run are converted with."""

    options: Options
    texts: TextSources | None
    acknowledged: dict[str, str]


@dataclass(slots=True)
class ConvertTask:
    """A unit to convert: its number among the documents, its ledger, the findings of its files."""

    number: int
    ledger: UnitLedger
    findings: list[Finding]
    distinct: str
    common: Path
    folder: Path


def convert_one(task: ConvertTask) -> tuple[UnitView, Path]:
    """Convert a unit, keep its document, and return its line of the table of units with the file."""
    from converter.pipeline import document_of
    from gui.working.viewing_documents import unit_view

    common: ConvertShared = shared(task.common)
    try:
        document = document_of(
            task.ledger, task.findings, common.options, distinct=task.distinct, texts=common.texts
        )
    except Exception as fault:
        document = lost(task, fault)
    acknowledge(document, common.acknowledged)
    return unit_view(document, task.number, audit=False), keep(document, task.folder)


def lost(task: ConvertTask, fault: BaseException) -> Document:
    """Return the document of a unit on which the program failed; the others go on."""
    from converter.batch.working import crashed

    return crashed(task.ledger.inputs, task.ledger.unit.name, fault)


def acknowledge(document: Document, reasons: dict[str, str]) -> None:
    """Enter in a document's findings which of them a person has acknowledged, with the reasons."""
    from gui.wording import for_window

    for finding in document.findings:
        key = finding_key(finding.rule, for_window(finding).message) if reasons else ""
        finding.acknowledged = reasons.get(key, "")


# ── writing


@dataclass(slots=True)
class WriteShared:
    """What all outputs of a run are written with. ``previous`` is what supplements held so far."""

    options: Options
    acknowledged: dict[str, str]
    previous: Supplement | None
    alone: bool


@dataclass(slots=True)
class WriteTask:
    """A document (or the file that it is kept in) whose outputs are to be made in ``folder``."""

    number: int
    document: Document | Path
    audit: bool
    common: WriteShared | Path
    folder: Path


@dataclass(slots=True)
class Written:
    """Outputs of a document by kind, what its supplement shows, and what went wrong."""

    number: int
    outputs: dict[str, str] = field(default_factory=dict)
    contents: UnitContents | None = None
    faults: list[Finding] = field(default_factory=list)


def write_one(task: WriteTask) -> Written:
    """Make the outputs of one document; what the program fails on is told with the unit's name."""
    try:
        return make_outputs(task)
    except Exception as fault:
        from converter.batch.working import crashed

        document: Document = fetch(task.document) if isinstance(task.document, Path) else task.document
        found = crashed(document.inputs, document.unit or "", fault)
        return Written(task.number, faults=found.findings)


def make_outputs(task: WriteTask) -> Written:
    """Make the outputs of one document; a document without tables has none."""
    common: WriteShared = shared(task.common) if isinstance(task.common, Path) else task.common
    document: Document = fetch(task.document) if isinstance(task.document, Path) else task.document
    result = Written(task.number)
    if document.disclosure is None:
        return result
    known = len(document.findings)
    acknowledge(document, common.acknowledged)
    if task.audit:
        from converter.auditing import AuditNames, AuditOptions, write_audit

        stem = Path(document.inputs[0]).stem if document.inputs else "文档"
        write_audit(document, AuditOptions(out=task.folder, region=common.options.region), AuditNames(stem))
    else:
        _write_converted(document, task, common, result)
    # The document stays as it was checked: it is written again after an answer, to another place.
    result.outputs, document.outputs = document.outputs, {}
    result.faults = document.findings[known:]
    del document.findings[known:]
    return result


def _write_converted(document: Document, task: WriteTask, common: WriteShared, result: Written) -> None:
    from dataclasses import replace

    from converter.packs.loading import load_pack
    from converter.pipeline import write_outputs

    pack = load_pack(common.options.region, document.year)
    write_outputs(document, pack, replace(common.options, out=task.folder))
    drafted = document.disclosure.drafted if document.disclosure is not None else None
    if drafted is not None and common.previous is not None:
        from converter.supplementing import contents_of_document

        result.contents = contents_of_document(
            document, common.options.region, common.previous, alone=common.alone
        )
