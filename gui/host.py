"""The work behind the window, in a process of its own: calls the engine, keeps what is big, answers questions.

Files as read, mappings and documents stay here; the window gets small views of them on demand. No Qt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gui import views
from gui.work import Work, finding_key

if TYPE_CHECKING:
    from converter.narrative.supplement.model import Supplement
    from converter.packs.loading import Pack
    from converter.reading.model import SourceFile
    from converter.recognition.mapping import FileMapping
    from converter.results import Document
    from gui.placing import Placing

Progress = Callable[[str, int, int], None]
SUPPLEMENT = "补充资料.xlsx"


class CancelledError(Exception):
    """Raised inside the engine's progress callback when the user asked to stop."""


class Host:
    """State of the working process. Methods are called by name; each returns a picklable view."""

    def __init__(self) -> None:
        self.work = Work()
        self.sources: dict[str, SourceFile] = {}
        self.mappings: dict[str, FileMapping] = {}
        self.documents: list[Document] = []
        self.supplement: Path | None = None
        self._audits: set[int] = set()
        self._read: dict[tuple[str, int, int], SourceFile] = {}
        self._recognised: dict[tuple[Any, ...], FileMapping] = {}
        self._ledger_rows: dict[tuple[str, str], set[int]] | None = None

    # ── the run

    def run(self, work: Work, progress: Progress, done: Callable[[views.UnitView], None]) -> views.RunResult:
        """Read, recognise, compile and check; ``done`` hears of every document as it is ready."""
        from converter.findings import error
        from converter.packs.loading import PackError, load_pack
        from converter.results import Document, Verdict

        self.work = work
        documents: list[Document] = []
        audits: set[int] = set()
        files: list[views.FileView] = []
        try:
            pack = load_pack(work.options.region, work.options.year)
            files = self._run(work, pack, progress, documents, audits, done)
        except PackError as fault:
            findings = [error("M90", f"模板包有误：{text}") for text in fault.faults]
            documents.append(Document([], verdict=Verdict.UNREADABLE, findings=findings))
        self.documents, self._audits, self._ledger_rows = documents, audits, None
        for document in documents:
            self._acknowledge(document)
        from gui.viewing import with_accounts

        with_accounts(files, documents)
        units = [self._unit(index) for index in range(len(documents))]
        return views.RunResult(files, units)

    def _run(
        self,
        work: Work,
        pack: Pack,
        progress: Progress,
        documents: list[Document],
        audits: set[int],
        done: Callable[[views.UnitView], None],
    ) -> list[views.FileView]:
        from converter.narrative.supplement.reading import looks_like_supplement
        from converter.pipeline import blocked_document, convert_understood
        from converter.results import Document, Verdict
        from converter.sorting import files_of, last_year_among, looks_finished, sure_by_name
        from gui.viewing import file_view, unit_view

        options = self._options(work, progress)
        self.supplement = None
        self.sources, self.mappings = {}, {}
        files: list[views.FileView] = []
        understood: list[tuple[SourceFile, FileMapping]] = []
        ready: list[tuple[SourceFile, FileMapping]] = []
        finished: list[Path] = []

        def add(document: Document) -> None:
            documents.append(document)
            done(unit_view(document, len(documents) - 1, audit=len(documents) - 1 in audits))

        paths = files_of(work.inputs)
        for number, path in enumerate(paths):
            progress(f"读取 {path.name}", number, len(paths))
            if sure_by_name(path) == "finished":
                finished.append(path)
                files.append(views.FileView(str(path), "finished"))
                continue
            source = self._source(path)
            if not source.readable:
                files.append(views.FileView(str(path), "unreadable", findings=list(source.findings)))
                add(Document([str(path)], verdict=Verdict.UNREADABLE, findings=list(source.findings)))
                continue
            if looks_finished(source, pack):
                finished.append(path)
                files.append(views.FileView(str(path), "finished", source.format))
                continue
            if looks_like_supplement(source, pack):
                self.supplement = path
                files.append(views.FileView(str(path), "supplement", source.format))
                continue
            progress(f"识别 {path.name}", number, len(paths))
            mapping = self._mapping(source, pack, work)
            self.sources[source.path], self.mappings[source.path] = source, mapping
            files.append(file_view(source, mapping, pack))
            understood.append((source, mapping))
        if understood and finished:
            progress("辨认上年文件", 0, 1)
        old = last_year_among(understood, finished, pack, work.options.year)
        options.last_year = tuple(old)
        finished = [path for path in finished if path not in old]
        for view in files:
            if Path(view.path) in old:
                view.kind = "last_year"
        for source, mapping in understood:
            if Path(source.path) in old:
                continue
            blocked = blocked_document(source, mapping)
            if blocked is not None:
                add(blocked)
            else:
                ready.append((source, mapping))
        if ready:
            options.supplement = self._supplement_file(work, pack)
            options.typed = self._typed(work)
            for document in convert_understood(ready, options):
                add(document)
        if finished:
            self._audit(finished, work, progress, audits, add, len(documents))
        return files

    def _audit(
        self,
        finished: list[Path],
        work: Work,
        progress: Progress,
        audits: set[int],
        add: Callable[[Document], None],
        first: int,
    ) -> None:
        from converter.auditing import AuditOptions, check_files

        options = AuditOptions(region=work.options.region, year=work.options.year, progress=progress)
        for index, document in enumerate(check_files(finished, options), start=first):
            audits.add(index)
            add(document)

    def _supplement_file(self, work: Work, _pack: Pack) -> Path | None:
        """Return the supplement among the inputs, else the one that an earlier run wrote."""
        if self.supplement is None and work.out:
            earlier = Path(work.out) / SUPPLEMENT
            self.supplement = earlier if earlier.is_file() else None
        return self.supplement

    def _typed(self, work: Work) -> Supplement:
        """Return the answers that were typed in the window."""
        from converter.narrative.slots import load_slots
        from converter.narrative.supplement.typed import typed_supplement
        from converter.packs.loading import load_pack

        return typed_supplement(work.answers, load_slots(load_pack(work.options.region, work.options.year)))

    def _options(self, work: Work, progress: Progress) -> Any:
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

    def _source(self, path: Path) -> SourceFile:
        """Return a file as read; a file that did not change is read once."""
        from converter.reading import read_file

        try:
            facts = path.stat()
            key = (str(path), facts.st_mtime_ns, facts.st_size)
        except OSError:
            return read_file(path)
        if key not in self._read:
            for old in [known for known in self._read if known[0] == str(path)]:
                del self._read[old]
            self._read[key] = read_file(path)
        return self._read[key]

    def _mapping(self, source: SourceFile, pack: Pack, work: Work) -> FileMapping:
        from converter.recognition.editing import apply_edits
        from converter.recognition.recognising import recognise
        from converter.recognition.saving import recall

        key = (source.path, id(source), pack.region, pack.year, work.options.money)
        if key not in self._recognised:
            self._recognised = {k: m for k, m in self._recognised.items() if k[0] != source.path}
            self._recognised[key] = recognise(source, pack, money=work.options.money)
        recognised = self._recognised[key]
        mapping = recall(recognised, source) or recognised
        return apply_edits(mapping, source, work.edits)

    def _acknowledge(self, document: Document) -> None:
        from gui.wording import for_window

        for finding in document.findings:
            key = finding_key(finding.rule, for_window(finding).message)
            finding.acknowledged = self.work.acknowledged.get(key, "")

    def _unit(self, index: int) -> views.UnitView:
        from gui.viewing import unit_view

        return unit_view(self.documents[index], index, audit=index in self._audits)

    # ── writing

    def write(
        self, out: str, indexes: Sequence[int] | None, replace_existing: bool, progress: Progress
    ) -> views.WriteResult:
        """Write the outputs of documents into ``out``; without leave nothing that is there is replaced."""
        from gui.placing import Placing

        chosen = range(len(self.documents)) if indexes is None else indexes
        placing = Placing(Path(out), self.work.options.region, self._options(self.work, progress))
        with placing:
            for number, index in enumerate(chosen):
                document = self.documents[index]
                progress("写出", number, len(chosen))
                self._acknowledge(document)
                placing.stage(document, audit=index in self._audits)
            if indexes is None:
                self._stage_supplement(placing)
            conflicts = placing.conflicts()
            if conflicts and not replace_existing:
                return views.WriteResult([], conflicts, folder=out)
            faults = placing.place()
        return views.WriteResult([self._unit(index) for index in chosen], [], faults, out)

    def _stage_supplement(self, placing: Placing) -> None:
        """Keep everything that was typed in the supplement workbook; it holds what was in it before."""
        from converter.narrative.supplement.model import Supplement
        from converter.narrative.supplement.reading import read_supplement
        from converter.packs.loading import load_pack
        from converter.supplementing import supplement_of

        drafted = [d for d in self.documents if d.disclosure is not None and d.disclosure.drafted]
        if not drafted:
            return
        region = self.work.options.region
        before = Supplement()
        if self.supplement is not None:
            before = read_supplement(self.supplement, load_pack(region, drafted[0].year))
        before.lay_over(self._typed(self.work))
        path = placing.folder / SUPPLEMENT
        path.parent.mkdir(parents=True, exist_ok=True)
        if supplement_of(drafted, region, before, path) is None and path.exists():
            placing.add_supplement(drafted, path)

    def acknowledge(self, keys: dict[str, str]) -> None:
        """Take note of which findings were acknowledged with which reasons."""
        self.work.acknowledged = keys

    # ── questions of the pages

    def detail(self, index: int) -> views.UnitDetail:
        """Return what the pages show of one document."""
        from gui.viewing import unit_detail

        document = self.documents[index]
        return unit_detail(document, index, self.work.options.region)

    def grid(self, file: str, sheet: str, top: int, bottom: int) -> list[views.GridRow]:
        """Return the rows [top, bottom) of a sheet as it stands in the file."""
        from gui.viewing import grid_rows

        source, mapping = self.sources.get(file), self.mappings.get(file)
        if source is None or mapping is None:
            return []
        grid = next((s for s in source.sheets if s.name == sheet), None)
        known = next((s for s in mapping.sheets if s.name == sheet), None)
        if grid is None or known is None:
            return []
        return grid_rows(grid, known, self._rows_in_ledger().get((file, sheet), set()), top, bottom)

    def _rows_in_ledger(self) -> dict[tuple[str, str], set[int]]:
        if self._ledger_rows is None:
            rows: dict[tuple[str, str], set[int]] = defaultdict(set)
            for document in list(self.documents):
                for line in document.ledger.lines if document.ledger else ():
                    for refs in line.refs.values():
                        for ref in refs:
                            rows[ref.file, ref.sheet].add(ref.row)
            self._ledger_rows = rows
        return self._ledger_rows

    def sources_of(self, index: int, table: str, row: str, column: str, section: int) -> views.Sources:
        """Return the input cells that a figure is made of."""
        from gui.viewing import sources_of

        return sources_of(self.documents[index], table, views.FigureCell(row, column, section), self.sources)

    def explain(self, rule: str) -> str:
        """Return what a rule means, with its examples; "" for findings that are no rules of the pack."""
        from converter.packs.loading import load_pack
        from converter.rules.explaining import explain_rule

        return explain_rule(load_pack(self.work.options.region, self.work.options.year), rule) or ""

    def catalogue(self) -> views.Catalogue:
        """Return everything that can be chosen in drop-downs."""
        from gui.viewing import catalogue

        return catalogue(self.work.options.region)

    # ── remembered mappings

    def remember(self, file: str) -> str:
        """Keep the corrected mapping of a file for its layout; return what to tell the user if it failed."""
        from converter.recognition.saving import remember

        fault = remember(self.mappings[file])
        return fault.message if fault else ""

    def remembered(self) -> list[tuple[str, str, int]]:
        """Return the remembered mappings: fingerprint, name of the file, number of sheets."""
        from converter.recognition.saving import remembered

        return [(m.fingerprint, Path(m.file).name, len(m.sheets)) for m in remembered()]

    def forget(self, fingerprint: str) -> str:
        """Drop a remembered mapping."""
        from converter.recognition.saving import forget

        fault = forget(fingerprint)
        return fault.message if fault else ""

    def export_mappings(self, fingerprints: Sequence[str], path: str) -> str:
        """Write remembered mappings to a file that can be handed on."""
        from converter.recognition.saving import remembered, save_mappings

        fault = save_mappings([m for m in remembered() if m.fingerprint in fingerprints], path)
        return fault.message if fault else ""

    def import_mappings(self, path: str) -> str:
        """Remember the mappings of a file; return what is wrong with it, or ""."""
        from converter.recognition.saving import load_mappings, remember

        mappings, faults = load_mappings(path)
        if faults:
            return "\n".join(fault.message for fault in faults)
        for mapping in mappings:
            fault = remember(replace(mapping))
            if fault is not None:
                return fault.message
        return ""

    # ── for tests of what happens when work fails

    def fail(self) -> None:
        """Fail as a bug would."""
        raise RuntimeError("made to fail")
