"""What one process does when many finished documents are audited: read a file, check the documents of a group.

As in ``working``, nothing raises: what goes wrong with one file, a bug included, becomes its document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from converter.auditing import (
    AuditNames,
    AuditOptions,
    audit,
    read_document,
    unreadable,
    write_audit,
)
from converter.batch.last_years import OldUnit
from converter.batch.model import FileKind, FileNote, Group, UnitResult
from converter.batch.spool import keep, kept, read_kept
from converter.batch.working import crashed, mark_of, overview
from converter.disclosure.finished.reading import FinishedFile, merge_disclosures
from converter.disclosure.model import Disclosure
from converter.ledger.model import UnitKey
from converter.narrative.understanding.understanding import understand_text
from converter.own_reports import is_own_report
from converter.packs.loading import load_pack
from converter.sorting import looks_working


@dataclass(slots=True)
class CheckSettings:
    """What every task knows. ``spool`` is the folder for what is kept between the tasks; ``given`` the files
    that were given themselves, not in a folder; ``several`` whether there is more than one document (a report
    that was asked for by name then needs a name for each)."""

    options: AuditOptions
    spool: str
    given: frozenset[str] = frozenset()
    several: bool = True


@dataclass(slots=True)
class CheckTask:
    """The files of one unit, what the outputs of each are called by its path, and last year's documents."""

    group: Group
    names: dict[str, str]
    before: list[OldUnit] = field(default_factory=list)


def look_at_document(settings: CheckSettings, path: str) -> FileNote:
    """Read one file as a finished document, and note what it is; what was read is kept for its group."""
    mark = mark_of(path)
    try:
        return _look(settings, path, mark)
    except Exception as fault:
        return FileNote(path, mark, FileKind.REFUSED, refused=crashed([path], Path(path).name, fault))


def _look(settings: CheckSettings, path: str, mark: str) -> FileNote:
    options = settings.options
    pack = load_pack(options.region, options.year)
    if is_own_report(path):
        return FileNote(path, mark, FileKind.REPORT)
    finished = read_document(path, pack)
    disclosure = finished.disclosure
    if disclosure is None:
        # In a folder a working spreadsheet is nothing wrong: it is set aside and said to be one.
        aside = path not in settings.given and looks_working(Path(path), pack)
        kind = FileKind.WORKING if aside else FileKind.REFUSED
        return FileNote(path, mark, kind, refused=unreadable(path, finished.findings))
    units = [UnitKey(disclosure.unit_code, disclosure.unit)] if disclosure.unit else []
    note = FileNote(path, mark, FileKind.FINISHED, units, [disclosure.year] if disclosure.year else [])
    note.kept = keep(settings.spool, finished)
    return note


def check_group(settings: CheckSettings, task: CheckTask) -> list[UnitResult]:
    """Audit the documents that the files of a group make up, and write what is asked for."""
    try:
        return list(_check(settings, task))
    except Exception as fault:
        return [lost_check(task, fault)]


def lost_check(task: CheckTask, fault: BaseException) -> UnitResult:
    """Return the result of a group on which the program failed."""
    return UnitResult(crashed([note.path for note in task.group.files], task.group.title(), fault))


def _check(settings: CheckSettings, task: CheckTask) -> Iterator[UnitResult]:
    read = {note.path: _read(settings, note) for note in task.group.files}
    merged = merge_disclosures([one.disclosure for one in read.values() if one.disclosure is not None])
    given = _given(settings, task)
    # Documents of earlier years first: they have been understood when a later one is compared with them.
    for disclosure in sorted(merged, key=lambda one: one.year or 0):
        findings = [finding for path in disclosure.files for finding in read[path].findings]
        last_year = _last_year_of(disclosure, given or merged)
        document = audit(disclosure, findings, last_year, settings.options)
        names = AuditNames(task.names[disclosure.files[0]], settings.several)
        write_audit(document, settings.options, names)
        document.disclosure = None
        result = UnitResult(document, disclosure.unit_code, overview=overview(disclosure))
        result.pack()
        yield result


def _read(settings: CheckSettings, note: FileNote) -> FinishedFile:
    """Return a file as it was read; after ``--resume`` it is read now."""
    held, note.kept = note.kept, None
    if held is not None:
        finished: FinishedFile = kept(held)
        return finished
    return read_document(note.path, load_pack(settings.options.region, settings.options.year))


def _given(settings: CheckSettings, task: CheckTask) -> list[Disclosure]:
    """Return the documents of the unit that the user gave as last year's, understood."""
    found: list[Disclosure] = [read_kept(old.kept) for old in task.before]
    for disclosure in found:
        understand_text(disclosure, load_pack(settings.options.region, disclosure.year))
    return merge_disclosures(found)


def _last_year_of(disclosure: Disclosure, among: Sequence[Disclosure]) -> Disclosure | None:
    """Return the same unit's document of the year before, the most complete one: the same tables often lie
    there as a workbook and in the text."""
    before = [
        one
        for one in among
        if one is not disclosure
        and one.unit == disclosure.unit
        and one.year is not None
        and disclosure.year is not None
        and one.year == disclosure.year - 1
        and one.wording == disclosure.wording
    ]
    return max(before, key=lambda one: (one.text is not None, len(one.tables)), default=None)
