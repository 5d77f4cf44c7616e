"""The state of the working process, and its answers to the questions of the pages.

Files as read, mappings and documents stay here; the window gets small views of them on demand. A run that
is stopped or fails leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gui import views
from gui.wording import for_window
from gui.work import Work
from gui.working.cache import Cache
from gui.working.documents import Documents, fetch, keep
from gui.working.running import SUPPLEMENT, Done, Progress, Run, typed_answers
from gui.working.tasks import WriteShared, WriteTask, Written, acknowledge, make_outputs, write_one

if TYPE_CHECKING:
    from converter.batch.pool import Pool
    from converter.narrative.supplement.model import Supplement
    from converter.reading.model import SourceFile
    from converter.recognition.mapping import FileMapping
    from gui.working.placing import Placing

# Outputs of so many documents are made by several processes.
MANY_DOCUMENTS = 4


class CancelledError(Exception):
    """Raised inside the engine's progress callback when the user asked to stop."""


class Host:
    """State of the working process. Methods are called by name; each returns a picklable view.

    ``folder`` is for what is kept in files while the program runs; whoever started the process removes it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = Work()
        self.cache = Cache()
        self.sources: dict[str, SourceFile] = {}
        self.mappings: dict[str, FileMapping] = {}
        self.documents = Documents()
        self.units: list[views.UnitView] = []
        self.supplement: Path | None = None
        self._rows_in_ledger: dict[tuple[str, str], set[int]] = {}
        self._pool: Pool | None = None
        self._done = Done()
        self._own_supplements: dict[str, str] = {}
        self._unwritten: set[int] = set()
        self._written_with: tuple[Any, ...] = ()
        self._contents: dict[int, Path] = {}

    def pool(self) -> Pool:
        """Return the processes for many files and units; they start when they are first needed."""
        if self._pool is None:
            from converter.batch.pool import Pool, cores

            self._pool = Pool(cores())
        return self._pool

    def close(self) -> None:
        """Have the other processes end when they have done what they are at."""
        if self._pool is not None:
            self._pool.close()

    # ── the run

    def run(self, work: Work, progress: Progress, done: Callable[[views.UnitView], None]) -> views.RunResult:
        """Read, recognise, compile and check; ``done`` hears of every document as it is ready."""
        marks = self._mark_of_supplement
        run = Run(work, self.cache, self.pool, self.folder, progress, done, self._done, marks)
        try:
            run.run()
        except BaseException:
            run.documents.drop(self.documents)
            raise
        before, self.documents = self.documents, run.documents
        self.work, self.sources, self.mappings = work, run.sources, run.mappings
        self.supplement, self._rows_in_ledger = run.supplement, run.rows_in_ledger
        self.units = [run.units[number] for number in sorted(run.units)]
        self._done = run.finished
        self._unwritten |= run.fresh
        before.drop(self.documents)
        return views.RunResult(run.files, self.units)

    def _mark_of_supplement(self, path: Path | None) -> str:
        """Return what stands for the state of the supplement: one that was written here says nothing new."""
        mark = repr(self.cache.mark(path)) if path is not None else ""
        return self._own_supplements.get(mark, mark)

    # ── writing

    def write(self, out: str, replace_existing: bool, progress: Progress) -> views.WriteResult:
        """Write the outputs of all documents into ``out``; without leave nothing that is there is replaced."""
        from gui.working.placing import Placing

        writable = [unit.index for unit in self.units if unit.writable]
        wanted = self._wanted(out, writable)
        progress("写出", 0, len(wanted))
        with Placing(Path(out), self.folder) as placing:
            faults = []
            contents: dict[int, Path] = {}
            for done, result in enumerate(self._written(wanted, writable, placing, progress), start=1):
                progress("写出", done, len(wanted))
                placing.stage(result.number, result.outputs)
                faults += result.faults
                if result.contents is not None:
                    contents[result.number] = keep(result.contents, self.folder)
            contents = {n: path for n, path in self._contents.items() if n in writable} | contents
            if contents:
                self._stage_supplement(placing, [fetch(contents[number]) for number in sorted(contents)])
            conflicts = placing.conflicts()
            if conflicts and not replace_existing:
                return views.WriteResult([], conflicts, folder=out)
            state = self._mark_of_supplement(self.supplement)
            outputs, more = placing.place()
        for unit in self.units:
            if unit.index in wanted:
                unit.outputs = outputs.get(unit.index, {})
            if unit.index in contents and placing.supplement_at is not None:
                unit.outputs["supplement"] = placing.supplement_at
        self._contents = contents
        if placing.supplement_at is not None:
            self._own_supplements[repr(self.cache.mark(Path(placing.supplement_at)))] = state
        faults += more
        # Whatever could not be written is written again next time.
        self._unwritten = set(writable) if faults else set()
        self._written_with = self._state(out)
        return views.WriteResult(self.units, [], [for_window(fault) for fault in faults], out)

    def _state(self, out: str) -> tuple[Any, ...]:
        """Return what all outputs depend on besides their documents."""
        return (out, self._done.key, repr(self.work.options), repr(sorted(self.work.acknowledged.items())))

    def _wanted(self, out: str, writable: Sequence[int]) -> list[int]:
        """Return the documents whose outputs are to be made: all, or those of many that have changed."""
        if not self._done.key or self._state(out) != self._written_with:
            self._contents = {}
            return list(writable)
        return [
            n
            for n in writable
            if n in self._unwritten
            or not all(Path(path).is_file() for path in self.units[n].outputs.values())
        ]

    def _written(
        self, numbers: Sequence[int], writable: Sequence[int], placing: Placing, progress: Progress
    ) -> Any:
        """Yield what was made of every document, in any order."""
        converted = [n for n in writable if not self.units[n].audit]
        previous = self._previous(converted)
        options = Run.options(self.work, progress)
        common = WriteShared(options, self.work.acknowledged, previous, alone=len(converted) == 1)
        if len(numbers) < MANY_DOCUMENTS:
            for n in numbers:
                yield make_outputs(
                    WriteTask(n, self.documents[n], self.units[n].audit, common, placing.room(n))
                )
            return
        from converter.batch.working import quiet

        path = keep(replace(common, options=quiet(options)), self.folder)
        tasks = (
            WriteTask(n, self.documents.held(n), self.units[n].audit, path, placing.room(n)) for n in numbers
        )
        try:
            for _, result in self.pool().run(write_one, tasks, _lost):
                yield result
        finally:
            path.unlink(missing_ok=True)

    def _previous(self, converted: Sequence[int]) -> Supplement | None:
        """Return what supplements hold so far and what was typed since; None when there is no text."""
        from converter.narrative.supplement.model import Supplement
        from converter.narrative.supplement.reading import read_supplement
        from converter.packs.loading import load_pack

        if not converted:
            return None
        before = Supplement()
        if self.supplement is not None and self.supplement.is_file():
            year = self.units[converted[0]].year
            before = read_supplement(self.supplement, load_pack(self.work.options.region, year))
        before.lay_over(typed_answers(self.work))
        return before

    def _stage_supplement(self, placing: Placing, contents: list[Any]) -> None:
        """Keep everything that was typed in the supplement workbook; it holds what was in it before."""
        from converter.narrative.slots import load_slots
        from converter.narrative.supplement.writing import write_supplement
        from converter.packs.loading import load_pack

        path = placing.folder / SUPPLEMENT
        slots = load_slots(load_pack(self.work.options.region, contents[0].year))
        if write_supplement(contents, slots, path) is None and path.exists():
            placing.add_supplement(path)

    def acknowledge(self, keys: dict[str, str], index: int) -> views.UnitView | None:
        """Take note of which findings were acknowledged with which reasons; return the line of a unit anew."""
        from gui.working.viewing_documents import unit_view

        self.work.acknowledged = keys
        if index >= len(self.units):
            return None
        document, before = self.documents[index], self.units[index]
        acknowledge(document, keys)
        unit = unit_view(document, index, audit=before.audit)
        unit.outputs = before.outputs
        self.units[index] = unit
        return unit

    # ── questions of the pages

    def detail(self, index: int) -> views.UnitDetail | None:
        """Return what the pages show of one document; None when there is none of this number."""
        from gui.working.viewing_documents import unit_detail

        if index >= len(self.units):
            return None
        document = self.documents[index]
        acknowledge(document, self.work.acknowledged)
        return unit_detail(document, index, self.work.options.region)

    def grid(self, file: str, sheet: str, top: int, bottom: int) -> list[views.GridRow]:
        """Return the rows [top, bottom) of a sheet as it stands in the file."""
        from gui.working.viewing_sheets import grid_rows

        source, mapping = self.sources.get(file), self.mappings.get(file)
        if source is None or mapping is None:
            return []
        grid = next((s for s in source.sheets if s.name == sheet), None)
        known = next((s for s in mapping.sheets if s.name == sheet), None)
        if grid is None or known is None:
            return []
        used = {path for path, _ in self._rows_in_ledger}
        rows = self._rows_in_ledger.get((file, sheet), set()) if file in used else None
        return grid_rows(grid, known, rows, top, bottom)

    def sources_of(self, index: int, table: str, row: str, column: str, section: int) -> views.Sources:
        """Return the input cells that a figure is made of."""
        from gui.working.viewing_documents import sources_of

        if index >= len(self.units):
            return views.Sources([], 0, "", "")
        return sources_of(self.documents[index], table, views.FigureCell(row, column, section), self.sources)

    def export_rows(self, path: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """Write rows of texts to a workbook of their own; return what to tell the user if it failed."""
        from io import BytesIO

        import xlsxwriter

        from converter.writing.files import save

        content = BytesIO()
        book = xlsxwriter.Workbook(content, {"in_memory": True})
        sheet = book.add_worksheet()
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for number, cells in enumerate([heads, *rows]):
            for column, text in enumerate(cells):
                sheet.write_string(number, column, text, wrapped)
        for column in range(len(heads)):
            longest = max((len(cells[column]) for cells in rows), default=0)
            sheet.set_column(column, column, min(max(longest * 2, 10), 60))
        sheet.freeze_panes(1, 0)
        book.close()
        fault = save(Path(path), content.getvalue())
        return fault.message if fault else ""

    def explain(self, rule: str) -> str:
        """Return what a rule means, with its examples; "" for findings that are no rules of the pack."""
        from converter.packs.loading import load_pack
        from converter.rules.explaining import explain_rule

        return explain_rule(load_pack(self.work.options.region, self.work.options.year), rule) or ""

    def catalogue(self) -> views.Catalogue:
        """Return everything that can be chosen in drop-downs."""
        from gui.working.choices import catalogue

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


def _lost(task: WriteTask, fault: BaseException) -> Written:
    """Return what is told of a document whose process ended while its outputs were made."""
    from converter.batch.working import crashed

    return Written(task.number, faults=crashed([], f"第 {task.number + 1} 个单位", fault).findings)
