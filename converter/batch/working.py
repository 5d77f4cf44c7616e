"""What one process of a batch does: look at a file, convert a group, convert one ledger of a large file.

Every function takes and returns plain data that can be sent between processes, and none raises: what goes
wrong with one file or unit, a bug included, becomes its document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from converter.batch.last_years import OldUnit, match
from converter.batch.model import Amounts, FileKind, FileNote, Group, UnitResult
from converter.batch.passing import PaidColumns, paid_columns, passed_line, passed_lines
from converter.batch.spool import keep, kept, read_kept
from converter.batch.words import batch_words
from converter.disclosure.compiling import compile_disclosure
from converter.disclosure.model import Cell, Disclosure
from converter.findings import Finding, Severity, error
from converter.ledger.building import build_ledgers
from converter.ledger.model import UnitKey, UnitLedger
from converter.ledger.units_named import units_of, years_of
from converter.left_aside import LeftAside, told_to
from converter.own_reports import is_own_report
from converter.packs.loading import Pack, load_pack
from converter.pipeline import Options, blocked_document, document_of, file_findings, no_budget_document
from converter.progress import no_progress
from converter.reading import read_file
from converter.reading.model import SourceFile
from converter.recognition.mapping import FileMapping
from converter.recognition.recognising import recognise
from converter.recognition.vocabulary import Vocabulary
from converter.recognition.words import normal
from converter.results import Document, Verdict
from converter.sorting import looks_finished, sure_by_name

if TYPE_CHECKING:
    from converter.narrative.preparing import TextSources
    from converter.narrative.supplement.model import Supplement

Pair = tuple[SourceFile, FileMapping]


@dataclass(slots=True)
class Settings:
    """What every task of a batch knows. ``spool`` is the folder for what is kept between the tasks;
    ``keep_tables`` when a roll-up follows, ``keep_lines`` when money between units may be eliminated by a list;
    ``wanted`` narrows to units of these names or codes; ``shared_names`` the names that several units bear."""

    options: Options
    spool: str
    keep_tables: bool = False
    keep_lines: bool = False
    wanted: tuple[str, ...] = ()
    shared_names: frozenset[str] = frozenset()
    saved: dict[str, FileMapping] = field(default_factory=dict)


def quiet(options: Options, **changes: Any) -> Options:
    """Return options that can be sent to another process."""
    return replace(options, progress=no_progress, **changes)


def mark_of(path: str | Path) -> str:
    """Return the mark of a file's content; "" when it cannot be read."""
    try:
        with Path(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def crashed(inputs: Sequence[str], what: str, fault: BaseException) -> Document:
    """Return the document of a file or unit on which the program itself failed; keeps the details."""
    from converter.crashes import keep_crash

    where = keep_crash(fault)
    finding = error(
        "O90",
        f"处理“{what}”时程序内部出错（{type(fault).__name__}），这不是您的操作造成的，其他单位不受影响。"
        f"{where}请把它发给开发者。",
    )
    return Document(list(inputs), verdict=Verdict.UNREADABLE, findings=[finding])


# ── looking at files


def look(settings: Settings, path: str) -> FileNote:
    """Read and recognise one file and note what it is for; what was read is kept for its group."""
    mark = mark_of(path)
    try:
        return _look(settings, path, mark)
    except Exception as fault:
        return FileNote(path, mark, FileKind.REFUSED, refused=crashed([path], Path(path).name, fault))


def _look(settings: Settings, path: str, mark: str) -> FileNote:
    from converter.narrative.supplement.reading import looks_like_supplement

    options = settings.options
    pack = load_pack(options.region, options.year)
    if is_own_report(path):
        return FileNote(path, mark, FileKind.REPORT)
    if sure_by_name(Path(path)) == "finished":
        return _look_finished(settings, path, mark, pack)
    source = read_file(path)
    if not source.readable:
        refused = Document([path], verdict=Verdict.UNREADABLE, findings=list(source.findings))
        return FileNote(path, mark, FileKind.REFUSED, refused=refused)
    if looks_finished(source, pack):
        return _look_finished(settings, path, mark, pack)
    if looks_like_supplement(source, pack):
        return _look_supplement(settings, path, mark, pack)
    mapping = _mapping(settings, source, pack)
    blocked = blocked_document(source, mapping)
    if blocked is not None:
        named = units_of(source, mapping, Vocabulary.of(pack))
        return FileNote(path, mark, FileKind.REFUSED, named, refused=blocked)
    units = units_of(source, mapping, Vocabulary.of(pack))
    note = FileNote(path, mark, FileKind.WORKING, units, years_of(mapping))
    note.kept = keep(settings.spool, (source, mapping))
    return note


def _mapping(settings: Settings, source: SourceFile, pack: Pack) -> FileMapping:
    from converter.recognition.saving import bind_mapping, recall

    given = settings.saved.get(Path(source.path).name)
    if given is not None:
        return bind_mapping(given, source)
    recognised = recognise(source, pack, money=settings.options.money)
    return recall(recognised, source) or recognised


def _look_supplement(settings: Settings, path: str, mark: str, pack: Pack) -> FileNote:
    from converter.narrative.supplement.reading import read_supplement

    supplement = read_supplement(Path(path), pack)
    note = FileNote(path, mark, FileKind.SUPPLEMENT, [UnitKey("", u.name) for u in supplement.units.values()])
    note.kept = keep(settings.spool, supplement)
    return note


def _look_finished(settings: Settings, path: str, mark: str, pack: Pack) -> FileNote:
    from converter.disclosure.finished.reading import read_finished
    from converter.narrative.understanding.understanding import understand_text

    finished = read_finished(path, pack)
    disclosure = finished.disclosure
    if disclosure is None:
        refused = Document([path], verdict=Verdict.UNREADABLE, findings=list(finished.findings))
        return FileNote(path, mark, FileKind.REFUSED, refused=refused)
    understand_text(disclosure, pack)
    units = [UnitKey(disclosure.unit_code, disclosure.unit)] if disclosure.unit else []
    years = [disclosure.year] if disclosure.year else []
    note = FileNote(path, mark, FileKind.FINISHED, units, years)
    note.kept = keep(settings.spool, disclosure)
    return note


def pairs_of(settings: Settings, notes: Sequence[FileNote]) -> list[Pair]:
    """Return the files of a group as read and recognised; after ``--resume`` they are read now."""
    pairs: list[Pair] = []
    for note in notes:
        if note.kept is None:
            again = look(settings, note.path)
            if again.kept is None:
                continue
            note.kept = again.kept
        pairs.append(kept(note.kept))
        note.kept = None
    return pairs


# ── converting


@dataclass(slots=True)
class GroupTask:
    """One group to be converted, with last year's units and the entries of the supplement that are its."""

    group: Group
    before: list[OldUnit] = field(default_factory=list)
    supplement: Supplement | None = None


def convert_group(settings: Settings, task: GroupTask) -> list[UnitResult]:
    """Convert the units of one group."""
    group = task.group
    try:
        pairs = pairs_of(settings, group.files)
        texts = None if settings.options.tables_only else TextTask(pairs, task.before, task.supplement)
        return [convert_ledger(settings, one) for one in ledgers_of(settings, pairs, texts, group.aside)]
    except Exception as fault:
        return [lost_group(task, fault)]


def lost_group(task: GroupTask, fault: BaseException) -> UnitResult:
    """Return the result of a group on which the program failed."""
    return UnitResult(crashed([note.path for note in task.group.files], task.group.title(), fault))


def lost_ledger(task: LedgerTask, fault: BaseException) -> UnitResult:
    """Return the result of a unit on which the program failed."""
    if task.ledger is None:
        return UnitResult(task.failed or Document([]))
    return UnitResult(crashed(task.ledger.inputs, task.ledger.unit.name, fault), task.ledger.unit.code)


@dataclass(slots=True)
class TextTask:
    """What texts are drafted from: files as read, kept tables of last year, a supplement workbook as read."""

    files: list[Pair] = field(default_factory=list)
    before: list[OldUnit] = field(default_factory=list)
    supplement: Supplement | None = None

    def of(self, key: UnitKey, year: int) -> TextSources:
        """Return the sources of the text of one unit and year."""
        from converter.narrative.last_year_files import LastYearFiles
        from converter.narrative.preparing import TextSources
        from converter.narrative.supplement.model import Supplement

        mine = match([key], self.before).of.get(key, []) if self.before else []
        disclosures = [read_kept(old.kept) for old in mine]
        before = {year: LastYearFiles(disclosures)}
        return TextSources(
            self.files, alone=bool(mine), _last_years=before, _supplement=self.supplement or Supplement()
        )


@dataclass(slots=True)
class LedgerTask:
    """One unit to be converted: its ledger, the findings of its files, what its text is drafted from, the columns
    of money that goes to other units; or the document of a failure."""

    ledger: UnitLedger | None
    shared: list[Finding]
    distinct: str = ""
    failed: Document | None = None
    texts: TextTask | None = None
    paid: PaidColumns = field(default_factory=dict)


def ledgers_of(
    settings: Settings, pairs: Sequence[Pair], texts: TextTask | None, aside: Sequence[LeftAside] = ()
) -> Iterator[LedgerTask]:
    """Yield the units that files hold together, then the files that hold none; ledgers are let go.

    ``aside`` are files that seem to be theirs and could not be used.
    """
    options = settings.options
    pack = load_pack(options.region, options.year)
    result = build_ledgers(list(pairs), pack, year=options.year)
    findings = {source.path: file_findings(source, mapping) for source, mapping in pairs}
    covered = {path for ledger in result.ledgers for path in ledger.inputs}
    paid = paid_columns(pairs, batch_words(pack))
    ledgers = [one for one in result.ledgers[::-1] if is_wanted(one.unit, settings.wanted)]
    together = len(ledgers)
    while ledgers:
        ledger = ledgers.pop()
        shared = [finding for path in ledger.inputs for finding in findings.get(path, [])]
        shared += told_to(ledger.unit, aside, together)
        distinct = ledger.unit.code if ledger.unit.name in settings.shared_names else ""
        yield LedgerTask(ledger, shared, distinct, texts=texts, paid=paid)
    for path, own in findings.items():
        if path not in covered and not settings.wanted:
            yield LedgerTask(None, [], failed=no_budget_document(path, [*own, *result.findings]))


def is_wanted(key: UnitKey, wanted: Sequence[str]) -> bool:
    """Return whether a unit is among those that the user chose (all, when nothing was chosen)."""
    plain = normal(key.name)
    return not wanted or any(text in plain or (key.code and text == key.code) for text in wanted)


def convert_ledger(settings: Settings, task: LedgerTask) -> UnitResult:
    """Convert one unit and return what the summary needs of it."""
    if task.ledger is None:
        return UnitResult(task.failed or Document([]))
    ledger = task.ledger
    try:
        year = load_pack(settings.options.region, ledger.year).year
        texts = task.texts.of(ledger.unit, year) if task.texts is not None else None
        document = document_of(ledger, task.shared, settings.options, distinct=task.distinct, texts=texts)
        return settled(settings, document, task.paid)
    except Exception as fault:
        return lost_ledger(task, fault)


# Rules about what was read, the ledger and the tables; errors of the text leave the figures alone.
_ABOUT_FIGURES = ("R", "M", "L", "G")


def settled(settings: Settings, document: Document, paid: PaidColumns) -> UnitResult:
    """Take the ledger and the tables from a document, and keep of them what is needed later."""
    ledger, disclosure = document.ledger, document.disclosure
    document.ledger = document.disclosure = None
    result = UnitResult(document)
    result.faulty = any(
        finding.severity is Severity.ERROR and finding.rule[:1] in _ABOUT_FIGURES
        for finding in document.findings
    )
    result.pack()
    if ledger is not None:
        result.code = ledger.unit.code
        result.nature = ledger.profile.get("nature", "")
    if disclosure is None:
        return result
    result.overview = overview(disclosure)
    if ledger is not None:
        words = batch_words(load_pack(settings.options.region, ledger.year))
        result.passed = passed_lines(ledger, paid, words)
        if settings.keep_lines:
            result.kept_lines = keep(settings.spool, [passed_line(line) for line in ledger.lines])
    if settings.keep_tables:
        result.kept = keep(settings.spool, slim(disclosure))
    return result


def overview(disclosure: Disclosure) -> list[Amounts]:
    """Return the figures of the first table: all income by source, all spending by class."""
    found: list[Amounts] = []
    for table in list(disclosure.tables.values())[:1]:
        for row in table.rows:
            amount = sum((cell.value for cell in row.cells.values() if cell.value is not None), Decimal(0))
            found.append(Amounts(table.id, row.section, row.key, row.label, amount))
    return found


def slim(disclosure: Disclosure) -> Disclosure:
    """Return tables without the lines behind their figures."""
    for table in disclosure.tables.values():
        for row in table.rows:
            row.cells = {
                column: Cell(value=cell.value, exact=cell.exact) for column, cell in row.cells.items()
            }
    disclosure.findings = []
    disclosure.adjustments = []
    disclosure.text = disclosure.drafted = None
    return disclosure


# ── last year


def compile_before(settings: Settings, group: Group) -> list[OldUnit]:
    """Keep last year's tables of the units of a group; what cannot be used is left out."""
    options = settings.options
    try:
        pack = load_pack(options.region, options.year)
        found: list[Disclosure] = []
        working = [note for note in group.files if note.kind is FileKind.WORKING]
        for note in group.files:
            if note.kind is FileKind.FINISHED:
                held = note.kept or look(settings, note.path).kept  # known from an earlier run: read now
                if held is not None:
                    found.append(kept(held))
        if working:
            for ledger in build_ledgers(pairs_of(settings, working), pack).ledgers:
                disclosure = compile_disclosure(ledger, load_pack(options.region, ledger.year))
                found.append(slim(disclosure))
        return [
            OldUnit(
                UnitKey(d.unit_code, d.unit),
                keep(settings.spool, d),
                tuple(d.files),
                d.wording if d.origin == "read" else "",
                bool(d.tables),
            )
            for d in found
            if d.unit
        ]
    except Exception as fault:
        crashed([note.path for note in group.files], group.title(), fault)
        return []
