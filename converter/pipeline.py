"""The few functions that the command line, the window and the batch call.

``understand`` reads files and recognises them; ``convert_files`` goes on to ledger, tables, findings and
outputs. Progress is told through a callback; no function prints, and none raises for bad input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from converter.disclosure.compiling import compile_disclosure
from converter.disclosure.model import Disclosure
from converter.disclosure.root_causes import under_causes
from converter.findings import Finding, Place, Severity, error, info
from converter.ledger.building import build_ledgers
from converter.ledger.model import UnitLedger
from converter.ledger.units_named import units_of
from converter.left_aside import LeftAside, left_aside, told_to
from converter.packs.loading import Pack, PackError, load_pack
from converter.progress import Progress, no_progress
from converter.reading import read_file
from converter.reading.model import SourceFile
from converter.recognition.mapping import FileMapping
from converter.recognition.recognising import recognise
from converter.recognition.vocabulary import Vocabulary
from converter.results import Document, Verdict, verdict_line

if TYPE_CHECKING:
    from converter.narrative.preparing import TextSources
    from converter.narrative.supplement.model import Supplement


@dataclass(slots=True)
class Options:
    """What the user chose; defaults are those of the command line."""

    out: Path | None = None
    region: str = "xinjiang"
    year: int | None = None
    money: str | None = None
    mapping: Path | None = None
    remember: bool = False
    wording: str = "部门"
    values: bool = False
    tables_only: bool = False
    report: bool = True
    last_year: tuple[Path, ...] = ()
    supplement: Path | None = None
    typed: Supplement | None = None
    final: bool = False
    progress: Progress = no_progress


@dataclass(slots=True)
class Understood:
    """Files as read and recognised; ``failed`` are documents of the files that were not."""

    files: list[tuple[SourceFile, FileMapping]] = field(default_factory=list)
    failed: list[Document] = field(default_factory=list)


def understand(paths: Sequence[str | Path], options: Options) -> Understood:
    """Read and recognise every file; what cannot be read becomes an unreadable document."""
    result = Understood()
    saved: dict[str, FileMapping] = {}
    try:
        pack = load_pack(options.region, options.year)
        if options.mapping is not None:
            from converter.recognition.saving import load_mappings

            mappings, faults = load_mappings(options.mapping, pack)
            if faults:
                result.failed.append(_unreadable(str(options.mapping), faults))
                return result
            saved = {Path(mapping.file).name: mapping for mapping in mappings}
            if len(saved) == 1 and len(paths) == 1:  # the file may have been renamed since
                saved = {Path(paths[0]).name: mappings[0]}
            strangers = sorted(set(saved) - {Path(path).name for path in paths})
            if strangers:
                told = f"识别方案里的 {'、'.join(strangers)} 不在这次的输入文件里。请给出同名的文件，或从方案里删去它。"
                place = Place(file=str(options.mapping))
                result.failed.append(_unreadable(str(options.mapping), [error("M86", told, place)]))
                return result
    except PackError as fault:
        findings = [error("M90", f"模板包有误：{text}") for text in fault.faults]
        result.failed.append(_unreadable(None, findings))
        return result
    for number, path in enumerate(paths):
        options.progress("读取", number, len(paths))
        source = read_file(path)
        if not source.readable:
            result.failed.append(_unreadable(str(path), source.findings))
            continue
        options.progress("识别", number, len(paths))
        mapping = _mapping_of(source, pack, options, saved)
        result.files.append((source, mapping))
    return result


def _mapping_of(
    source: SourceFile, pack: Pack, options: Options, saved: dict[str, FileMapping]
) -> FileMapping:
    """Return the mapping that a person gave, else a remembered one, else the recognised one."""
    given = saved.get(Path(source.path).name)
    if given is not None:
        from converter.recognition.saving import bind_mapping

        return bind_mapping(given, source)
    recognised = recognise(source, pack, money=options.money)
    from converter.recognition.saving import recall

    return recall(recognised, source) or recognised


def _unreadable(path: str | None, findings: list[Finding]) -> Document:
    return Document(inputs=[path] if path else [], verdict=Verdict.UNREADABLE, findings=list(findings))


def blocking_questions(mapping: FileMapping) -> list[Finding]:
    """Return the questions that must be answered before the file's units can be converted."""
    return [
        question
        for sheet in mapping.sheets
        for question in sheet.questions
        if question.severity is Severity.ERROR
    ]


def blocked_document(source: SourceFile, mapping: FileMapping) -> Document | None:
    """Return the document that says what must be answered before a file can be converted; None: nothing."""
    questions = blocking_questions(mapping)
    if not questions:
        return None
    more = [q for sheet in mapping.sheets for q in sheet.questions if q not in questions]
    return _unreadable(source.path, [*source.findings, *questions, *more])


def convert_files(paths: Sequence[str | Path], options: Options) -> list[Document]:
    """Convert working spreadsheets into disclosure tables; one document a unit and year.

    Outputs are written to ``options.out`` (nothing is written when it is None). Input files that
    cannot be read or understood give a document of their own and never stop the others.
    """
    understood = understand(paths, options)
    documents = list(understood.failed)
    ready: list[tuple[SourceFile, FileMapping]] = []
    aside = [left_aside(path, document) for document in understood.failed for path in document.inputs]
    for source, mapping in understood.files:
        blocked = blocked_document(source, mapping)
        if blocked is not None:
            documents.append(blocked)
            aside.append(left_aside(source.path, blocked, units_of(source, mapping, _words(options))))
        else:
            ready.append((source, mapping))
    if ready:
        documents.extend(convert_understood(ready, options, aside))
    if options.remember:
        _remember(ready, documents)
    return documents


def _remember(ready: Sequence[tuple[SourceFile, FileMapping]], documents: Sequence[Document]) -> None:
    """Keep the mappings that were used; tell where that fails with the documents of their files."""
    from converter.recognition.saving import remember

    for source, mapping in ready:
        fault = remember(mapping)
        if fault is not None:
            for document in documents:
                if source.path in document.inputs:
                    document.findings.append(fault)


def _words(options: Options) -> Vocabulary:
    return Vocabulary.of(load_pack(options.region, options.year))


def convert_understood(
    files: list[tuple[SourceFile, FileMapping]], options: Options, aside: Sequence[LeftAside] = ()
) -> Iterator[Document]:
    """Yield one document a unit and year of files whose mappings leave nothing open, as each is done.

    ``aside`` are the files of the same run that could not be used.
    """
    pack = load_pack(options.region, options.year)
    options.progress("汇总台账", 0, 1)
    result = build_ledgers(files, pack, year=options.year)
    covered: set[str] = set()
    distinct = distinctions(result.ledgers)
    sources = {source.path: (source, mapping) for source, mapping in files}
    texts = text_sources(files, options, alone=len(result.ledgers) == 1)
    for number, ledger in enumerate(result.ledgers):
        options.progress("生成公开表", number, len(result.ledgers))
        covered.update(ledger.inputs)
        shared = [f for path in ledger.inputs for f in file_findings(*sources[path])]
        shared += told_to(ledger.unit, aside, len(result.ledgers))
        yield document_of(ledger, shared, options, distinct=distinct[number], texts=texts)
    for path, (source, mapping) in sources.items():
        if path not in covered:
            yield no_budget_document(path, file_findings(source, mapping) + result.findings)


def text_sources(
    files: Sequence[tuple[SourceFile, FileMapping]], options: Options, *, alone: bool
) -> TextSources | None:
    """Return what the texts of a run are drafted from; None when only tables are wanted.

    ``alone``: the run has one unit, which files of last year may know under another name.
    """
    if options.tables_only:
        return None
    from converter.narrative.preparing import TextSources

    return TextSources(
        files, options.last_year, options.supplement, options.money, alone, typed=options.typed
    )


def no_budget_document(path: str, findings: Sequence[Finding]) -> Document:
    """Return the document of a file in which nothing to convert was found; ``findings`` say more."""
    told = error(
        "M91",
        f"{Path(path).name} 里没有找到可以转换的预算数据。"
        "请确认这是预算工作底稿；用 gongkai inspect 查看各工作表被认作了什么。",
        Place(file=path),
    )
    return _unreadable(path, [*findings, told])


def file_findings(source: SourceFile, mapping: FileMapping) -> list[Finding]:
    """Return the findings of reading and recognising one file."""
    findings = list(source.findings)
    findings.extend(question for sheet in mapping.sheets for question in sheet.questions)
    if mapping.remembered:
        told = f"{Path(source.path).name} 使用了先前记住的识别方案。"
        findings.append(info("M80", told, Place(file=source.path)))
    return findings


def distinctions(ledgers: Sequence[UnitLedger]) -> list[str]:
    """Return for each ledger what its file names need to differ from others: "" or the unit's code."""
    names = Counter((ledger.unit.name, ledger.year) for ledger in ledgers)
    return [ledger.unit.code if names[ledger.unit.name, ledger.year] > 1 else "" for ledger in ledgers]


def document_of(
    ledger: UnitLedger,
    shared: list[Finding],
    options: Options,
    *,
    distinct: str = "",
    texts: TextSources | None = None,
) -> Document:
    """Compile, check and write one unit's document; ``shared`` are the findings of its files, ``distinct``
    what its file names carry to differ from those of a unit of the same name. The text is drafted from
    ``texts``, left out without."""
    document = Document(inputs=list(ledger.inputs), unit=ledger.unit.name, year=ledger.year)
    document.findings = [*shared, *ledger.findings]
    document.ledger = ledger
    if ledger.year is None:
        document.findings.append(
            error(
                "M92",
                f"{ledger.unit.name} 的预算年度无从得知。请加上 --year，例如 --year 2026。",
                *(Place(file=path) for path in ledger.inputs),
            )
        )
        document.unit, document.verdict = None, Verdict.UNREADABLE
        return document
    try:
        pack = load_pack(options.region, ledger.year)
        if pack.pack_year != pack.year:
            document.findings.append(
                info("M93", f"没有 {pack.year} 年的模板，使用了 {pack.pack_year} 年的模板。")
            )
        from converter.rules.checking import check_disclosure

        disclosure = compile_disclosure(ledger, pack, options.wording)
        document.disclosure = disclosure
        document.findings += disclosure.findings
        if texts is not None:
            document.findings += add_text(disclosure, ledger, pack, texts, options)
        document.findings += check_disclosure(disclosure, pack, own=True)
        document.findings = under_causes(document.findings)
    except PackError as fault:
        document.findings += [error("M90", f"模板包有误：{text}") for text in fault.faults]
        document.unit, document.verdict = None, Verdict.UNREADABLE
        return document
    document.settle()
    if options.out is not None:
        write_outputs(document, pack, options, distinct=distinct)
    return document


def add_text(
    disclosure: Disclosure, ledger: UnitLedger, pack: Pack, texts: TextSources, options: Options
) -> list[Finding]:
    """Draft the text of a disclosure; faulty text templates cost the text only, never the tables."""
    from converter.narrative.preparing import draft_unit
    from converter.narrative.understanding.understanding import understand_text

    try:
        draft, answers, last = draft_unit(ledger, disclosure, pack, texts)
    except PackError as fault:
        return [error("T01", f"文字模板有误，没有写公开文档：{text}") for text in fault.faults]
    disclosure.text, disclosure.drafted = draft.text, (draft, answers, last)
    understand_text(disclosure, pack)
    if options.final and draft.open:
        told = f"还有 {len(draft.open)} 处待填，按 --final 的要求没有写公开表和公开文档。请填好补充资料后重新转换。"
        return [*draft.findings, error("T50", told)]
    return draft.findings


def write_outputs(document: Document, pack: Pack, options: Options, *, distinct: str = "") -> None:
    """Write workbook and report into ``options.out``; what cannot be written becomes an error finding."""
    from converter.writing.naming import output_name
    from converter.writing.report import write_report
    from converter.writing.table_plans import TablePlans
    from converter.writing.workbook import write_workbook

    assert options.out is not None and document.disclosure is not None and document.unit is not None
    unit, year = document.unit, document.year
    workbook = options.out / output_name(pack, "workbook", unit, year, options.wording, distinct)
    report = options.out / output_name(pack, "report", unit, year, options.wording, distinct)
    if not any(finding.rule == "T50" for finding in document.findings):
        plans = TablePlans(document.disclosure, pack, values=options.values)
        fault = write_workbook(document.disclosure, pack, workbook, findings=document.findings, plans=plans)
        document.record_output("workbook", workbook, fault)
        if document.disclosure.text is not None:
            from converter.writing.document.writing import write_document

            text = options.out / output_name(pack, "document", unit, year, options.wording, distinct)
            fault = write_document(document.disclosure, pack, text, findings=document.findings, plans=plans)
            document.record_output("document", text, fault)
    if options.report:
        fault = write_report(document, pack, report, verdict=verdict_line(document))
        document.record_output("report", report, fault)
