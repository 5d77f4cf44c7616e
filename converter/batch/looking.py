"""The first look at every file of a batch: what it is for; files that an earlier run has seen are not read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from converter.batch.model import FileKind, FileNote
from converter.batch.pool import Pool
from converter.batch.state import State
from converter.batch.working import crashed, mark_of
from converter.findings import Finding, Severity
from converter.progress import Progress


def look_at_all(
    paths: Sequence[str],
    look: Callable[[str], FileNote],
    state: State,
    pool: Pool,
    progress: Progress,
    stage: str,
) -> list[FileNote]:
    """Return notes on files in their order; ``look`` makes them, in any process of the pool."""
    known = {path: note for path in paths if (note := state.note_of(path)) is not None}
    new = [path for path in paths if path not in known]
    done = len(known)
    for _, note in pool.run(look, new, _lost_file):
        done += 1
        progress(stage, done, len(paths))
        known[note.path] = note
    return [known[path] for path in paths]


def as_warnings(notes: Iterable[FileNote]) -> list[Finding]:
    """Return why last year's files could not be read: they only help, so that it is no error of this year's."""
    return [
        replace(finding, severity=Severity.WARNING) if finding.severity is Severity.ERROR else finding
        for note in notes
        if note.kind is FileKind.REFUSED and note.refused is not None
        for finding in note.refused.findings
    ]


def _lost_file(path: str, fault: BaseException) -> FileNote:
    return FileNote(path, mark_of(path), FileKind.REFUSED, refused=crashed([path], Path(path).name, fault))
