"""Audits many finished documents (``gongkai check`` with folders): looks at all files, groups them by unit, checks
group after group in all processes, writes the summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from converter import __version__
from converter.auditing import AuditOptions, documents_below, names_of_outputs
from converter.batch.check_working import (
    CheckSettings,
    CheckTask,
    check_group,
    look_at_document,
    lost_check,
)
from converter.batch.grouping import Grouping, joined
from converter.batch.last_years import Matches, OldUnit, match
from converter.batch.looking import as_warnings, look_at_all
from converter.batch.model import FileKind, FileNote, Group, UnitResult
from converter.batch.pool import Pool, cores
from converter.batch.spool import spool_folder
from converter.batch.state import CHECK_STATE_NAME, State, key_of, settings_key
from converter.batch.summary import BatchResult
from converter.batch.summing_up import write_summary
from converter.batch.telling import archives_told, plan_of
from converter.batch.words import batch_words
from converter.batch.working import Settings, compile_before, look
from converter.findings import Severity, error
from converter.packs.loading import Pack, PackError, load_pack
from converter.pipeline import Options
from converter.progress import no_progress
from converter.recognition.vocabulary import Vocabulary
from converter.recognition.words import normal
from converter.results import NOTHING, Document, Verdict
from converter.sorting import files_of

_NO_FILES = "文件夹里没有可以检查的文档（Word、Excel、PDF、文本）。请确认文件夹是否选对。"
_NO_DOCUMENTS = (
    "没有找到做好的公开文档。请确认文件夹是否选对；预算工作底稿请用 gongkai convert 转换成公开表。"
)
_NO_UNITS = (
    "没有名称里有这些字（或编码相同）的单位。请核对 --unit，或不加 --unit 并用 --dry-run 看有哪些单位。"
)


@dataclass(slots=True)
class CheckOptions:
    """What the user chose for a batch of audits; as in ``BatchOptions``."""

    options: AuditOptions = field(default_factory=AuditOptions)
    units: tuple[str, ...] = ()
    jobs: int | None = None
    resume: bool = False
    dry_run: bool = False


def run_checks(paths: Sequence[str | Path], batch: CheckOptions) -> BatchResult:
    """Audit every finished document below ``paths``; files of one unit and year are one document.

    Everything that goes wrong is a finding of a document or of the result; nothing raises but an interrupt.
    Results and files are the same whatever ``batch.jobs`` is.
    """
    try:
        with spool_folder() as spool:
            return _Checks(paths, batch, spool).run()
    except PackError as fault:
        findings = [error("M90", f"模板包有误：{text}") for text in fault.faults]
        return BatchResult(units=[UnitResult(Document([], verdict=Verdict.UNREADABLE, findings=findings))])


class _Checks:
    def __init__(self, paths: Sequence[str | Path], batch: CheckOptions, spool: str) -> None:
        self.batch = batch
        self.options = batch.options
        self.pack: Pack = load_pack(self.options.region, self.options.year)
        self.before_paths = [
            str(path) for path in files_of([self.options.last_year] if self.options.last_year else [])
        ]
        before = {Path(path).resolve() for path in self.before_paths}
        given = {Path(path) for path in paths}
        self.paths = [
            str(path)
            for path in documents_below(paths, self.options.out)
            if path in given or path.resolve() not in before
        ]
        alone = frozenset(str(path) for path in given)
        self.settings = CheckSettings(replace(self.options, progress=no_progress), spool, alone)
        self.result = BatchResult(checked=True)
        self.result.findings += archives_told(paths)
        self.pool = Pool(batch.jobs or cores())
        self.writing = self.options.out is not None and not batch.dry_run
        self.state = State(self.options.out or Path(), self._settings_key(), CHECK_STATE_NAME)

    def _settings_key(self) -> str:
        chosen = self.options
        parts: list[object] = ["check", __version__, chosen.region, chosen.year, chosen.report]
        return settings_key(self.pack, parts)

    def run(self) -> BatchResult:
        with self.pool:
            if self._nothing(self.paths, _NO_FILES):
                return self.result
            if self.batch.resume or self.batch.units:
                self.state.load()
            if (
                self.writing
                and (fault := self.state.begin()) is not None
                and fault.severity is Severity.ERROR
            ):
                self.result.findings.append(fault)
                return self.result
            found = self._grouped(self._look())
            told = _NO_UNITS if self.batch.units else _NO_DOCUMENTS
            if self._nothing([*found.current, *found.refused], told):
                self.result.unused = found.unused
                return self.result
            matches = self._last_years(found)
            if self.batch.dry_run:
                done = [self._done(self._key(one)) is not None for one in found.current]
                self.result.plan = plan_of(found, done, "检查")
                return self.result
            results = self._check(found, matches)
            results += [UnitResult(note.refused) for note in found.refused if note.refused is not None]
            self.result.unused = found.unused
            self.result.units = results
            if self.writing:
                assert self.options.out is not None
                write_summary(self.result, self.options.out, batch_words(self.pack).checked, self.pack)
                if not self.batch.units:
                    self.state.keep_only([self._key(one) for one in found.current], self.paths)
                self.state.rewrite()
        return self.result

    def _nothing(self, found: Sequence[object], told: str) -> bool:
        if not found:
            self.result.findings.append(error(NOTHING, told))
        return not found

    # ── looking and grouping

    def _look(self) -> list[FileNote]:
        work = partial(look_at_document, self.settings)
        notes = look_at_all(self.paths, work, self.state, self.pool, self.options.progress, "读取")
        if self.writing:
            for note in notes:
                self.state.add_note(note)
        return notes

    def _grouped(self, notes: Sequence[FileNote]) -> Grouping:
        """Return the documents by unit; what else lies in a folder is set aside."""
        found = Grouping()
        finished: list[FileNote] = []
        for note in notes:
            if note.kind is FileKind.FINISHED:
                finished.append(note)
            elif note.kind is FileKind.REFUSED:
                found.refused.append(note)
            else:
                found.unused.append(note)
        found.current = joined(finished, Vocabulary.of(self.pack))
        wanted = [normal(text) for text in self.batch.units]
        if wanted:
            found.current = [
                one
                for one in found.current
                if any(text in normal(key.name) or text == key.code for key in one.units for text in wanted)
            ]
            found.unused, found.refused = [], []
        self.settings.several = len(found.current) > 1
        return found

    def _last_years(self, found: Grouping) -> Matches | None:
        """Read what the user gave as last year's, and match its units with the documents'."""
        if not self.before_paths:
            return None
        settings = Settings(Options(region=self.options.region), self.settings.spool)
        notes = look_at_all(
            self.before_paths,
            partial(look, settings),
            self.state,
            self.pool,
            self.options.progress,
            "读取上年",
        )
        usable = [note for note in notes if note.kind in (FileKind.WORKING, FileKind.FINISHED)]
        self.result.findings += as_warnings(notes)
        groups = joined(usable, Vocabulary.of(self.pack))
        old: dict[int, list[OldUnit]] = {}
        for number, units in self.pool.run(
            partial(compile_before, settings), groups, lambda _group, _fault: []
        ):
            old[number] = units
        everything = [unit for number in sorted(old) for unit in old[number]]
        by_path = {note.path: note for note in notes}
        for one in found.current:
            mine = match(one.units, everything)
            paths = {path for units in mine.of.values() for unit in units for path in unit.files}
            one.last_year = [by_path[path] for path in sorted(paths) if path in by_path]
        self.result.matches = match([key for one in found.current for key in one.units], everything)
        return self.result.matches

    # ── checking

    def _key(self, one: Group) -> str:
        return key_of(one, f"check {sorted(one.units)}")

    def _done(self, key: str) -> list[UnitResult] | None:
        return self.state.done(key) if self.batch.resume else None

    def _check(self, found: Grouping, matches: Matches | None) -> list[UnitResult]:
        files = [note.path for one in found.current for note in one.files]
        names = dict(zip(files, names_of_outputs([Path(path) for path in files]), strict=True))
        results: dict[int, list[UnitResult]] = {}
        tasks: list[tuple[int, str, CheckTask]] = []
        for number, one in enumerate(found.current):
            key = self._key(one)
            earlier = self._done(key)
            if earlier is not None:
                results[number] = earlier
                self.result.skipped += len(earlier)
                continue
            mine = [old for unit in one.units for old in matches.of.get(unit, [])] if matches else []
            own = {note.path: names[note.path] for note in one.files}
            tasks.append((number, key, CheckTask(one, own, mine)))
        work = partial(check_group, self.settings)
        done = len(results)
        for place, units in self.pool.run(work, [task for _, _, task in tasks], _lost):
            number, key, _ = tasks[place]
            done += 1
            self.options.progress("检查", done, len(found.current))
            results[number] = units
            if self.writing:
                self.state.add_group(key, units)
        return [unit for number in sorted(results) for unit in results[number]]


def _lost(task: CheckTask, fault: BaseException) -> list[UnitResult]:
    return [lost_check(task, fault)]
