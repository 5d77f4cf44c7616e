"""One run from input files to checked documents, as the window shows it. Many files or units go to the pool."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from converter.own_reports import is_own_report
from gui import views
from gui.work import OUT_FOLDER, Work
from gui.working.cache import Cache
from gui.working.documents import Documents, fetch, keep
from gui.working.tasks import (
    ConvertShared,
    ConvertTask,
    ReadTask,
    acknowledge,
    convert_one,
    lost,
    read_one,
    set_apart,
)

if TYPE_CHECKING:
    from converter.batch.pool import Pool
    from converter.ledger.model import UnitLedger
    from converter.left_aside import LeftAside
    from converter.narrative.supplement.model import Supplement
    from converter.packs.loading import Pack
    from converter.pipeline import Options
    from converter.reading.model import SourceFile
    from converter.recognition.mapping import FileMapping
    from converter.results import Document

Progress = Callable[[str, int, int], None]
SUPPLEMENT = "补充资料.xlsx"
# Fewer files or units are done at once here: other processes would take longer to start.
MANY_FILES = 8
MANY_UNITS = 4


@dataclass(slots=True)
class Done:
    """The units of a run of many, to be taken over by the next one where nothing of theirs has changed.

    ``key`` stands for everything that all units depend on; ``units`` has for each unit and year its number, its
    line, the file of its document and the answers that were typed for it.
    """

    key: str = ""
    units: dict[tuple[str, str, int | None], tuple[views.UnitView, Path, dict[str, str]]] = field(
        default_factory=dict
    )


class Run:
    """Reads, recognises, compiles and checks; ``units``, ``files`` and the rest are what came of it."""

    def __init__(
        self,
        work: Work,
        cache: Cache,
        pool: Callable[[], Pool],
        folder: Path,
        progress: Progress,
        done: Callable[[views.UnitView], None],
        before: Done,
        mark_of_supplement: Callable[[Path | None], str],
    ) -> None:
        self.work, self.cache, self.pool, self.folder = work, cache, pool, folder
        self.before, self.mark_of_supplement = before, mark_of_supplement
        self.finished = Done()
        self.fresh: set[int] = set()
        self.progress, self.done = progress, done
        self.documents = Documents()
        self.aside: list[LeftAside] = []
        self.units: dict[int, views.UnitView] = {}
        self.files: list[views.FileView] = []
        self.sources: dict[str, SourceFile] = {}
        self.mappings: dict[str, FileMapping] = {}
        self.rows_in_ledger: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.supplement: Path | None = None
        self._next = 0
        self._spare: list[Path] = []

    def run(self) -> None:
        """Do everything; what goes wrong with a file or a unit becomes its document."""
        from converter.findings import error
        from converter.packs.loading import PackError, load_pack
        from converter.results import Document, Verdict

        try:
            self._run(load_pack(self.work.options.region, self.work.options.year))
        except PackError as fault:
            findings = [error("M90", f"模板包有误：{text}") for text in fault.faults]
            self._add(Document([], verdict=Verdict.UNREADABLE, findings=findings))
        finally:
            for path in self._spare:
                path.unlink(missing_ok=True)

    def _add(self, document: Document, *, audit: bool = False) -> None:
        from gui.working.viewing_documents import unit_view

        number = self._next
        self._next += 1
        acknowledge(document, self.work.acknowledged)
        self.documents.put(number, document)
        self.fresh.add(number)
        self._told(unit_view(document, number, audit=audit))

    def _told(self, unit: views.UnitView) -> None:
        self.units[unit.index] = unit
        self.done(unit)

    def _run(self, pack: Pack) -> None:
        from converter.ledger.units_named import units_of
        from converter.left_aside import left_aside
        from converter.pipeline import blocked_document
        from converter.recognition.vocabulary import Vocabulary
        from converter.sorting import last_year_among

        understood, finished = self._sorted(pack)
        if understood and finished:
            self.progress("辨认上年文件", 0, 1)
        old = last_year_among(understood, finished, pack, self.work.options.year)
        finished = [path for path in finished if path not in old]
        for view in self.files:
            if Path(view.path) in old:
                view.kind = "last_year"
        ready: list[tuple[SourceFile, FileMapping]] = []
        for source, mapping in understood:
            if Path(source.path) in old:
                continue
            blocked = blocked_document(source, mapping)
            if blocked is not None:
                self._add(blocked)
                named = units_of(source, mapping, Vocabulary.of(pack))
                self.aside.append(left_aside(source.path, blocked, named))
            else:
                ready.append((source, mapping))
        if ready:
            self._convert(ready, pack, old)
        if finished:
            self._audit(finished)

    # ── files

    def _sorted(self, pack: Pack) -> tuple[list[tuple[SourceFile, FileMapping]], list[Path]]:
        """Read all files; return the working spreadsheets as recognised, and the finished documents."""
        from converter.left_aside import left_aside
        from converter.results import Document, Verdict
        from converter.sorting import files_of, sure_by_name
        from gui.working.viewing_sheets import file_view

        understood: list[tuple[SourceFile, FileMapping]] = []
        finished: list[Path] = []
        paths = [path for path in files_of(self.work.inputs) if not self._own(path)]
        self.cache.keep_only(paths)
        self._read_ahead([path for path in paths if sure_by_name(path) != "finished"], pack)
        for number, path in enumerate(paths):
            self.progress(f"读取 {path.name}", number, len(paths))
            if sure_by_name(path) == "finished":
                finished.append(path)
                self.files.append(views.FileView(str(path), "finished"))
                continue
            source = self.cache.source(path)
            if not source.readable:
                found = list(source.findings)
                self.files.append(views.FileView(str(path), "unreadable", findings=found))
                refused = Document([str(path)], verdict=Verdict.UNREADABLE, findings=list(found))
                self._add(refused)
                self.aside.append(left_aside(str(path), refused))
                continue
            kind = set_apart(source, pack)
            if kind:
                self.files.append(views.FileView(str(path), kind, source.format))
                if kind == "finished":
                    finished.append(path)
                else:
                    self.supplement = path
                continue
            self.progress(f"识别 {path.name}", number, len(paths))
            mapping = self._mapping(source, pack)
            self.sources[source.path], self.mappings[source.path] = source, mapping
            self.files.append(file_view(source, mapping, pack))
            understood.append((source, mapping))
        return understood, finished

    def _own(self, path: Path) -> bool:
        """Whether a file below a folder that was given is a result of this program: a report, or among the
        results that were put there."""
        if str(path) in self.work.inputs:
            return False
        if is_own_report(path):
            return True
        out = Path(self.work.out) if self.work.out else None
        if out is not None and out in path.parents and str(out) not in self.work.inputs:
            return True
        for given in map(Path, self.work.inputs):
            if given in path.parents:
                return any(part.startswith(OUT_FOLDER) for part in path.relative_to(given).parts[:-1])
        return False

    def _read_ahead(self, paths: list[Path], pack: Pack) -> None:
        """Have many files read by several processes at once."""
        options = self.work.options
        new = [path for path in paths if not self.cache.knows(path)]
        if len(new) < MANY_FILES:
            return
        tasks = [ReadTask(path, options.region, options.year, options.money, self.folder) for path in new]
        for done, (number, kept) in enumerate(self.pool().run(read_one, tasks, lambda _task, _fault: None)):
            self.progress("读取", done, len(new))
            if kept is not None:
                self.cache.put(new[number], pack, options.money, fetch(kept))
                kept.unlink(missing_ok=True)

    def _mapping(self, source: SourceFile, pack: Pack) -> FileMapping:
        from converter.recognition.editing import apply_edits
        from converter.recognition.saving import recall

        recognised = self.cache.mapping(source, pack, self.work.options.money)
        mapping = recall(recognised, source) or recognised
        return apply_edits(mapping, source, self.work.edits)

    # ── units

    def _convert(self, ready: list[tuple[SourceFile, FileMapping]], pack: Pack, old: Sequence[Path]) -> None:
        from converter.ledger.building import build_ledgers
        from converter.left_aside import told_to
        from converter.pipeline import distinctions, file_findings, no_budget_document, text_sources
        from gui.working.viewing_sheets import with_accounts

        options = self.options(self.work, self.progress)
        options.last_year = tuple(old)
        options.supplement = self._supplement_file()
        options.typed = typed_answers(self.work)
        self.progress("汇总台账", 0, 1)
        result = build_ledgers(ready, pack, year=options.year)
        ledgers = result.ledgers
        self._note_rows(ledgers)
        with_accounts(self.files, ledgers)
        covered = {path for ledger in ledgers for path in ledger.inputs}
        told = {source.path: file_findings(source, mapping) for source, mapping in ready}
        found = [
            [f for path in ledger.inputs for f in told[path]] + told_to(ledger.unit, self.aside, len(ledgers))
            for ledger in ledgers
        ]
        distinct = distinctions(ledgers)
        if len(ledgers) < MANY_UNITS:
            from converter.pipeline import document_of

            texts = text_sources(ready, options, alone=len(ledgers) == 1)
            for number, ledger in enumerate(ledgers):
                self.progress("生成公开表和说明", number, len(ledgers))
                self._add(document_of(ledger, found[number], options, distinct=distinct[number], texts=texts))
        else:
            self._convert_many(ready, ledgers, found, distinct, options)
        for path, findings in told.items():
            if path not in covered:
                self._add(no_budget_document(path, findings + result.findings))

    def _convert_many(
        self,
        ready: list[tuple[SourceFile, FileMapping]],
        ledgers: list[UnitLedger],
        found: list[list[Any]],
        distinct: list[str],
        options: Options,
    ) -> None:
        from converter.batch.running import text_files
        from converter.batch.working import quiet
        from converter.pipeline import text_sources
        from gui.working.viewing_documents import unit_view

        texts = text_sources(text_files(ready), options, alone=False)
        common = keep(ConvertShared(quiet(options), texts, dict(self.work.acknowledged)), self.folder)
        self._spare.append(common)
        first, count = self._next, len(ledgers)
        self._next += count

        self.finished.key = self._key(ready, options)
        waiting: list[int] = []
        for number, ledger in enumerate(ledgers):
            taken = self._taken_over(ledger, first + number)
            if not taken:
                waiting.append(number)

        def tasks() -> Iterator[ConvertTask]:
            for number in waiting:
                yield ConvertTask(
                    first + number, ledgers[number], found[number], distinct[number], common, self.folder
                )

        def broken(task: ConvertTask, fault: BaseException) -> tuple[views.UnitView, Path]:
            document = lost(task, fault)
            return unit_view(document, task.number, audit=False), keep(document, self.folder)

        ready_made = count - len(waiting)
        self.progress("生成公开表和说明", ready_made, count)
        results = self.pool().run(convert_one, tasks(), broken)
        for done, (_, (unit, path)) in enumerate(results, start=ready_made + 1):
            self.documents.put(unit.index, path)
            self.fresh.add(unit.index)
            self._note_done(ledgers[unit.index - first], unit, path)
            self._told(unit)
            self.progress("生成公开表和说明", done, count)

    def _key(self, ready: Sequence[tuple[SourceFile, FileMapping]], options: Options) -> str:
        """Return a text that is the same as long as nothing has changed that all units depend on."""
        chosen = (self.work.options, self.work.edits, sorted(self.work.acknowledged.items()))
        files = [(source.path, self.cache.mark(Path(source.path))) for source, _ in ready]
        old = [(str(path), self.cache.mark(path)) for path in options.last_year]
        return repr((chosen, files, old, self.mark_of_supplement(options.supplement)))

    def _answers_of(self, ledger: UnitLedger) -> dict[str, str]:
        return dict(self.work.answers.get(ledger.unit.name, {}))

    def _taken_over(self, ledger: UnitLedger, number: int) -> bool:
        """Take a unit over from the run before; False when it is to be converted."""
        known = self.before.units.get((ledger.unit.code, ledger.unit.name, ledger.year))
        if known is None or self.before.key != self.finished.key:
            return False
        unit, path, answers = known
        if unit.index != number or answers != self._answers_of(ledger) or not path.is_file():
            return False
        self.documents.put(number, path)
        self._note_done(ledger, unit, path)
        self._told(unit)
        return True

    def _note_done(self, ledger: UnitLedger, unit: views.UnitView, path: Path) -> None:
        key = (ledger.unit.code, ledger.unit.name, ledger.year)
        self.finished.units[key] = (unit, path, self._answers_of(ledger))

    def _note_rows(self, ledgers: Sequence[UnitLedger]) -> None:
        """Note which rows of the sheets went into the ledgers."""
        for ledger in ledgers:
            for line in ledger.lines:
                for refs in line.refs.values():
                    for ref in refs:
                        self.rows_in_ledger[ref.file, ref.sheet].add(ref.row)

    def _audit(self, finished: list[Path]) -> None:
        from converter.auditing import AuditOptions, check_files

        chosen = self.work.options
        options = AuditOptions(region=chosen.region, year=chosen.year)
        if len(finished) < MANY_FILES:
            options.progress = self.progress
            for document in check_files(finished, options):
                self._add(document, audit=True)
            return
        from gui.working.auditing import AuditShared, audit_many

        common = AuditShared(options, dict(self.work.acknowledged), self.folder)
        for unit, path in audit_many(finished, self._next, common, self.pool(), self.progress):
            self._next = max(self._next, unit.index + 1)
            self.documents.put(unit.index, path)
            self.fresh.add(unit.index)
            self._told(unit)

    def _supplement_file(self) -> Path | None:
        """Return the supplement among the inputs, else the one that an earlier run wrote."""
        if self.supplement is None and self.work.out:
            earlier = Path(self.work.out) / SUPPLEMENT
            self.supplement = earlier if earlier.is_file() else None
        return self.supplement

    @staticmethod
    def options(work: Work, progress: Progress) -> Options:
        """Return what the engine is told of a run."""
        from converter.pipeline import Options

        chosen = work.options
        return Options(
            out=None,
            region=chosen.region,
            year=chosen.year,
            money=chosen.money,
            wording=chosen.wording,
            values=chosen.values,
            progress=progress,
        )


def typed_answers(work: Work) -> Supplement:
    """Return the answers that were typed in the window."""
    from converter.narrative.slots import load_slots
    from converter.narrative.supplement.typed import typed_supplement
    from converter.packs.loading import load_pack

    return typed_supplement(work.answers, load_slots(load_pack(work.options.region, work.options.year)))
