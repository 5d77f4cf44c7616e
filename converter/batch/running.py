"""Runs a batch: looks at all files, groups them, converts group after group, sums departments, reports.

Only names, verdicts, findings and the figures of the overview stay in memory; what was read is kept in a
temporary folder between looking and converting, so that nothing is read twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from converter import __version__
from converter.batch.grouping import Grouping, group, joined
from converter.batch.last_years import Matches, OldUnit, match, with_codes
from converter.batch.looking import as_warnings, look_at_all
from converter.batch.model import BatchOptions, FileKind, FileNote, Group, UnitResult
from converter.batch.pool import Pool, cores
from converter.batch.renamed import likely_renamings, read_renamings, told_of, with_renamings
from converter.batch.spool import kept, spool_folder
from converter.batch.state import State, key_of, settings_key
from converter.batch.summary import BatchResult
from converter.batch.summing_up import sum_departments, write_summaries
from converter.batch.telling import archives_told, plan_of
from converter.batch.words import batch_words
from converter.batch.working import (
    GroupTask,
    LedgerTask,
    Pair,
    Settings,
    TextTask,
    compile_before,
    convert_group,
    convert_ledger,
    is_wanted,
    ledgers_of,
    look,
    lost_group,
    lost_ledger,
    mark_of,
    pairs_of,
    quiet,
)
from converter.findings import Severity, error
from converter.ledger.model import UnitKey
from converter.ledger.sheets import LEDGER_ROLES
from converter.narrative.answers.model import label_key
from converter.narrative.supplement.model import Supplement
from converter.packs.loading import Pack, PackError, load_pack
from converter.recognition.mapping import Meaning
from converter.recognition.vocabulary import Vocabulary
from converter.recognition.words import normal
from converter.results import NOTHING, Document, Verdict
from converter.sorting import files_of

# A group of more units is built in the first process, and its units are handed out one by one.
_LARGE = 8
_NO_FILES = "文件夹里没有电子表格，也没有公开文档。请确认文件夹是否选对。"
_NO_BUDGETS = (
    "没有找到可以转换的预算工作底稿。请确认文件夹是否选对；用 gongkai inspect 可以看一个文件被怎样理解。"
)
_NO_UNITS = (
    "没有名称里有这些字（或编码相同）的单位。请核对 --unit，或不加 --unit 并用 --dry-run 看有哪些单位。"
)
_UNITS = (Meaning.UNIT, Meaning.UNIT_CODE, Meaning.UNIT_NAME)


def run_batch(paths: Sequence[str | Path], batch: BatchOptions) -> BatchResult:
    """Convert everything below ``paths``; one result a unit and year, in the order of unit codes.

    Everything that goes wrong is a finding of a unit's document or of the result; nothing raises but an
    interrupt. The results and all files are the same whatever ``batch.jobs`` is.
    """
    try:
        with spool_folder() as spool:
            return _Run(paths, batch, spool).run()
    except PackError as fault:
        findings = [error("M90", f"模板包有误：{text}") for text in fault.faults]
        return BatchResult(units=[UnitResult(Document([], verdict=Verdict.UNREADABLE, findings=findings))])


class _Run:
    def __init__(self, paths: Sequence[str | Path], batch: BatchOptions, spool: str) -> None:
        self.batch = batch
        self.options = batch.options
        self.progress = batch.options.progress
        self.pack: Pack = load_pack(self.options.region, self.options.year)
        listed = batch.rollup and batch.eliminate is not None
        self.settings = Settings(quiet(self.options), spool, keep_tables=batch.rollup, keep_lines=listed)
        if batch.rollup:
            self.settings.options.wording = "单位"
        self.paths = self._inputs(paths)
        self.before_paths = [str(path) for path in files_of(self.options.last_year)]
        self.result = BatchResult()
        self.result.findings += archives_told(paths)
        self.pool = Pool(batch.jobs or cores())
        self.state = State(self.options.out or Path(), self._settings_key())
        self.supplement: Supplement | None = None

    def _inputs(self, paths: Sequence[str | Path]) -> list[str]:
        """Return the input files: not our own outputs, not last year's."""
        out = self.options.out.resolve() if self.options.out is not None else None
        before = {path.resolve() for path in files_of(self.options.last_year)}
        given = {Path(path) for path in paths}
        found = []
        for path in files_of(paths):
            whole = path.resolve()
            if path not in given and ((out is not None and out in whole.parents) or whole in before):
                continue
            found.append(str(path))
        return found

    def _settings_key(self) -> str:
        chosen = self.settings.options
        parts: list[object] = [__version__, chosen.region, chosen.year, chosen.money, chosen.wording]
        parts += [chosen.values, chosen.tables_only, chosen.final, chosen.report, self.batch.rollup]
        parts += [mark_of(path) for path in (chosen.mapping, chosen.supplement) if path is not None]
        return settings_key(self.pack, parts)

    def run(self) -> BatchResult:
        with self.pool:
            if not self._load_mapping() or self._nothing(self.paths, _NO_FILES):
                return self.result
            if self.batch.resume or self.batch.units:
                self.state.load()  # a narrowed run leaves what is noted of the other units
            writing = self.options.out is not None and not self.batch.dry_run
            if writing and (fault := self.state.begin()) is not None and fault.severity is Severity.ERROR:
                self.result.findings.append(fault)  # nothing could be written there
                return self.result
            notes = self._look(self.paths, "读取")
            found = self._grouped(notes)
            told = _NO_UNITS if self.batch.units else _NO_BUDGETS
            refused = [] if self.batch.units else found.refused
            if self._nothing([*found.current, *refused], told) and not found.unused:
                return self.result
            if self.batch.dry_run:
                done = [self._done(self._key(one)) is not None for one in found.current]
                self.result.plan = plan_of(found, done)
                return self.result
            matches = self._last_years(found)
            results = self._convert(found, matches)
            for note in found.refused:
                if note.refused is not None and not self.batch.units:
                    results.append(UnitResult(note.refused))
            self.result.unused = found.unused
            self.result.units = sorted(results, key=_order)
            sum_departments(self.result, self.batch, self.settings, self.pack, self.pool)
            if writing:
                write_summaries(self.result, self.batch, self.pack)
                if not self.batch.units:
                    keys = [self._key(one) for one in found.current]
                    self.state.keep_only(keys, [*self.paths, *self.before_paths])
                self.state.rewrite()
        return self.result

    def _nothing(self, found: Sequence[object], told: str) -> bool:
        """Return whether there is nothing to convert, and say so."""
        if not found:
            self.result.findings.append(error(NOTHING, told))
        return not found

    def _load_mapping(self) -> bool:
        if self.options.mapping is None:
            return True
        from converter.recognition.saving import load_mappings

        mappings, faults = load_mappings(self.options.mapping)
        if faults:
            refused = Document([str(self.options.mapping)], verdict=Verdict.UNREADABLE, findings=faults)
            self.result.units.append(UnitResult(refused))
            return False
        self.settings.saved = {Path(mapping.file).name: mapping for mapping in mappings}
        return True

    # ── looking and grouping

    def _look(self, paths: Sequence[str], stage: str) -> list[FileNote]:
        """Return notes on files; files that an earlier run has seen and that are the same are not read."""
        work = partial(look, self.settings)
        ordered = look_at_all(paths, work, self.state, self.pool, self.progress, stage)
        if self.options.out is not None and not self.batch.dry_run:
            for note in ordered:
                self.state.add_note(note)
        return ordered

    def _grouped(self, notes: Sequence[FileNote]) -> Grouping:
        for note in notes:
            if note.kind is FileKind.SUPPLEMENT:
                self._add_supplement(note)
        words = Vocabulary.of(self.pack)
        found = group(notes, words, self.options.year)
        wanted = self.settings.wanted = tuple(normal(text) for text in self.batch.units)
        if wanted:
            found.current = [one for one in found.current if any(is_wanted(k, wanted) for k in one.units)]
            found.unused = []
        names = Counter(key.name for one in found.current for key in one.units)
        self.settings.shared_names = frozenset(name for name, count in names.items() if count > 1)
        return found

    def _add_supplement(self, note: FileNote) -> None:
        """Take the entries of a supplement workbook; of two for one unit the later file wins."""
        from converter.narrative.supplement.reading import read_supplement

        read = kept(note.kept) if note.kept else read_supplement(Path(note.path), self.pack)
        note.kept = None
        if self.supplement is None:
            self.supplement = read
        else:
            self.supplement.units.update(read.units)
            self.supplement.findings += read.findings
            self.supplement.durable |= read.durable

    def _supplement_of(self, units: Iterable[UnitKey]) -> Supplement | None:
        if self.options.supplement is not None and self.supplement is None:
            from converter.narrative.supplement.reading import read_supplement

            self.supplement = read_supplement(self.options.supplement, self.pack)
        if self.supplement is None:
            return None
        keys = {label_key(unit.name) for unit in units}
        mine = {key: entries for key, entries in self.supplement.units.items() if key in keys}
        return replace(self.supplement, units=mine)

    def _last_years(self, found: Grouping) -> Matches | None:
        """Compile last year's files to tables and match their units with this year's."""
        groups = list(found.before)
        summaries: list[str] = []
        if self.before_paths:
            notes = self._look(self.before_paths, "读取上年")
            usable = [note for note in notes if note.kind in (FileKind.WORKING, FileKind.FINISHED)]
            self.result.findings += as_warnings(notes)
            groups += joined(usable, Vocabulary.of(self.pack))
            summaries = [note.path for note in notes if note.kind is FileKind.REPORT]
        if not groups or self.options.tables_only:
            return None
        before: dict[int, list[OldUnit]] = {}
        work = partial(compile_before, self.settings)
        for done, (number, units) in enumerate(self.pool.run(work, groups, _no_old), start=1):
            before[number] = units
            self.progress("上年数", done, len(groups))
        old = [unit for number in sorted(before) for unit in before[number]]
        old = with_codes(old, summaries)
        if self.batch.renamed is not None:
            renamings, told = read_renamings(self.batch.renamed)
            old = with_renamings(old, renamings)
            self.result.findings += told
        by_path = {note.path: note for one in groups for note in one.files}
        for one in found.current:
            mine = match(one.units, old)
            paths = {path for units in mine.of.values() for unit in units for path in unit.files}
            one.last_year = [by_path[path] for path in sorted(paths) if path in by_path]
        matches = match([key for one in found.current for key in one.units], old)
        if not self.batch.units:
            matches.maybe = likely_renamings(matches, batch_words(self.pack))
            self.result.findings += told_of(matches.maybe)
        self.result.matches = matches
        return matches

    # ── converting

    def _key(self, one: Group) -> str:
        shared = sorted(key.name for key in one.units if key.name in self.settings.shared_names)
        aside = sorted((file.path, mark_of(file.path)) for file in one.aside)
        # A group of which only some units were wanted is not done.
        part = [key for key in one.units if is_wanted(key, self.settings.wanted)]
        narrowed = sorted(part) if self.settings.wanted and len(part) < len(one.units) else ""
        extra = f"{sorted(one.units)} {shared} {aside or ''}{narrowed}"
        return key_of(one, extra)

    def _done(self, key: str) -> list[UnitResult] | None:
        return self.state.done(key) if self.batch.resume else None

    def _convert(self, found: Grouping, matches: Matches | None) -> list[UnitResult]:
        results: list[UnitResult] = []
        small: list[tuple[str, GroupTask]] = []
        large: list[tuple[str, GroupTask]] = []
        total = sum(len(one.units) or 1 for one in found.current)
        done = 0
        for one in found.current:
            key = self._key(one)
            earlier = self._done(key)
            # Sums need the tables of every unit: those are compiled again, and written again alike.
            if earlier is not None and not self.batch.rollup:
                results += earlier
                self.result.skipped += len(earlier)
                done += len(one.units) or 1
                continue
            mine = [old for key in one.units for old in matches.of.get(key, [])] if matches else []
            task = GroupTask(one, mine, self._supplement_of(one.units))
            (large if len(one.units) > _LARGE else small).append((key, task))
        work = partial(convert_group, self.settings)
        for number, units in self.pool.run(work, [task for _, task in small], _lost_group):
            key, task = small[number]
            done += len(task.group.units) or 1
            self.progress("转换", done, total)
            self._record(key, units)
            results += units
        for key, task in large:
            results += sorted(self._large(key, task, done, total), key=_order)
            done += len(task.group.units)
        return results

    def _large(self, key: str, task: GroupTask, done: int, total: int) -> Iterator[UnitResult]:
        """Yield the results of a group of many units: built here, converted by all processes.

        Each unit is noted as it is done, so that a run that is broken off loses little of a large workbook.
        """
        earlier: list[UnitResult] = []
        keys: list[str] = []
        before: list[str] = []

        def new() -> Iterator[LedgerTask]:
            for number, one in enumerate(self._ledger_tasks(task)):
                ledger = one.ledger
                named = f"{tuple(ledger.unit)} {ledger.year}" if ledger is not None else f"none {number}"
                own = f"{key} {named}"
                known = None if self.batch.rollup else self._done(own)
                if known is None:
                    keys.append(own)
                    yield one
                else:
                    before.append(own)
                    earlier.extend(known)

        try:
            work = partial(convert_ledger, self.settings)
            for count, (number, unit) in enumerate(self.pool.run(work, new(), lost_ledger), start=1):
                self.progress("转换", min(done + len(earlier) + count, total), total)
                self._record(keys[number], [unit])
                yield unit
            self._record(key, (), sorted({*keys, *before}))
        except Exception as fault:
            yield lost_group(task, fault)
        self.result.skipped += len(earlier)
        yield from earlier

    def _ledger_tasks(self, task: GroupTask) -> Iterator[LedgerTask]:
        pairs = pairs_of(self.settings, task.group.files)
        plain = self.options.tables_only
        texts = None if plain else TextTask(text_files(pairs), task.before, task.supplement)
        for one in ledgers_of(self.settings, pairs, None, task.group.aside):
            if texts is not None and one.ledger is not None:
                unit = one.ledger.unit
                mine = match([unit], texts.before).of.get(unit, [])
                one.texts = TextTask(texts.files, mine, self._supplement_of([unit]))
            yield one

    def _record(self, key: str, units: Sequence[UnitResult], parts: Sequence[str] = ()) -> None:
        if self.options.out is not None:
            self.state.add_group(key, units, parts)


def text_files(pairs: Sequence[Pair]) -> list[Pair]:
    """Return files without the sheets that hold every unit's figures: they say nothing of one unit's text,
    and would be searched once for every unit."""
    kept_pairs: list[Pair] = []
    for source, mapping in pairs:
        names = {
            sheet.name
            for sheet in mapping.sheets
            if not (sheet.role in LEDGER_ROLES and any(block.of(*_UNITS) for block in sheet.blocks))
        }
        if names:
            kept_pairs.append(
                (
                    replace(source, sheets=[sheet for sheet in source.sheets if sheet.name in names]),
                    replace(mapping, sheets=[sheet for sheet in mapping.sheets if sheet.name in names]),
                )
            )
    return kept_pairs


def _order(result: UnitResult) -> tuple[bool, str, str, int, list[str]]:
    document = result.document
    return (document.unit is None, result.code, document.unit or "", document.year or 0, document.inputs)


def _lost_group(task: GroupTask, fault: BaseException) -> list[UnitResult]:
    return [lost_group(task, fault)]


def _no_old(_group: Group, _fault: BaseException) -> list[OldUnit]:
    return []
