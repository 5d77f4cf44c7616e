"""Many finished documents in the window: read by all processes, put together by unit, checked by all processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gui.views import UnitView
from gui.working.documents import fetch, keep
from gui.working.tasks import acknowledge

if TYPE_CHECKING:
    from converter.auditing import AuditOptions
    from converter.batch.pool import Pool
    from converter.disclosure.finished.reading import FinishedFile
    from converter.disclosure.model import Disclosure
    from converter.findings import Finding
    from converter.results import Document

Progress = Callable[[str, int, int], None]
Kept = tuple[UnitView, Path]
T = TypeVar("T")


@dataclass(slots=True)
class AuditShared:
    """What all documents of a run are checked with. ``folder`` is where results are kept."""

    options: AuditOptions
    acknowledged: dict[str, str]
    folder: Path


@dataclass(slots=True)
class ReadTask:
    """A finished document to read."""

    path: Path
    common: AuditShared


@dataclass(slots=True)
class AuditTask:
    """A document that was read: its number among the documents of the run, and the findings of its files."""

    number: int
    disclosure: Disclosure
    findings: list[Finding]
    common: AuditShared


def audit_many(
    files: Sequence[Path], first: int, common: AuditShared, pool: Pool, progress: Progress
) -> Iterator[Kept]:
    """Yield the line and the file of every document that ``files`` make up; their numbers begin at ``first``."""
    from converter.auditing import unreadable
    from converter.disclosure.finished.reading import merge_disclosures

    reading: dict[int, Path] = {}
    tasks = [ReadTask(path, common) for path in files]
    for place, kept in _told(pool.run(_read, tasks, _lost_file), "读取公开文档", len(files), progress):
        reading[place] = kept
    read: dict[str, FinishedFile] = {}
    number = first
    for place, path in enumerate(files):
        finished: FinishedFile = fetch(reading[place])
        reading[place].unlink(missing_ok=True)
        if finished.disclosure is None:
            yield _kept(unreadable(path, finished.findings), number, common)
            number += 1
        else:
            read[str(path)] = finished
    merged = merge_disclosures([one.disclosure for one in read.values() if one.disclosure is not None])
    audits = [
        AuditTask(number + place, one, [f for path in one.files for f in read[path].findings], common)
        for place, one in enumerate(merged)
    ]
    for _, made in _told(pool.run(_audit, audits, _lost), "检查公开文档", len(audits), progress):
        yield made


def _told(
    results: Iterable[tuple[int, T]], stage: str, total: int, progress: Progress
) -> Iterator[tuple[int, T]]:
    """Pass results on and tell how far the work is."""
    progress(stage, 0, total)
    for done, result in enumerate(results, start=1):
        progress(stage, done, total)
        yield result


def _read(task: ReadTask) -> Path:
    from converter.auditing import read_document
    from converter.packs.loading import load_pack

    options = task.common.options
    try:
        found = read_document(task.path, load_pack(options.region, options.year))
    except Exception as fault:
        return _lost_file(task, fault)
    return keep(found, task.common.folder)


def _lost_file(task: ReadTask, fault: BaseException) -> Path:
    from converter.batch.working import crashed
    from converter.disclosure.finished.reading import FinishedFile

    findings = crashed([str(task.path)], task.path.name, fault).findings
    return keep(FinishedFile(str(task.path), "", None, findings), task.common.folder)


def _audit(task: AuditTask) -> Kept:
    from converter.auditing import audit

    try:
        document = audit(task.disclosure, task.findings, None, task.common.options)
    except Exception as fault:
        return _lost(task, fault)
    return _kept(document, task.number, task.common)


def _lost(task: AuditTask, fault: BaseException) -> Kept:
    from converter.batch.working import crashed

    files = task.disclosure.files
    return _kept(crashed(files, task.disclosure.unit or Path(files[0]).name, fault), task.number, task.common)


def _kept(document: Document, number: int, common: AuditShared) -> Kept:
    from gui.working.viewing_documents import unit_view

    acknowledge(document, common.acknowledged)
    return unit_view(document, number, audit=True), keep(document, common.folder)
