"""Audits finished disclosures (``gongkai check``): read, understand, check; the originals stay untouched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from converter.disclosure.finished.reading import FinishedFile, merge_disclosures, read_finished
from converter.disclosure.model import Disclosure
from converter.findings import Finding, Place, error, info, warning
from converter.narrative.model import DisclosureText
from converter.narrative.understanding.understanding import understand_text
from converter.own_reports import COPY_MARK, is_own_report
from converter.packs.loading import Pack, PackError, load_pack
from converter.progress import Progress, no_progress
from converter.results import Document, Verdict, verdict_line
from converter.rules.checking import check_disclosure
from converter.sorting import FINISHED_SUFFIXES, looks_working

_PRESENT = "G48"


@dataclass(slots=True)
class AuditOptions:
    """What the user chose for ``check``."""

    out: Path | None = None
    report: Path | None = None
    region: str = "xinjiang"
    year: int | None = None
    last_year: Path | None = None
    progress: Progress = no_progress


@dataclass(slots=True, frozen=True)
class AuditNames:
    """What the outputs of one document are called: the stem of their names, and whether it is one of several."""

    stem: str
    several: bool = False


def files_below(paths: Sequence[str | Path]) -> list[Path]:
    """Return the files given and those below the folders given that may be finished documents."""
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            files += sorted(
                file
                for file in path.rglob("*")
                if file.is_file()
                and file.suffix.lower() in FINISHED_SUFFIXES
                and not file.name.startswith(("~$", "."))
                and not is_own_report(file)
            )
        else:
            files.append(path)
    return files


def documents_below(paths: Sequence[str | Path], out: Path | None) -> list[Path]:
    """Return the documents to be audited: of folders, not the copies that an earlier run wrote below ``out``."""
    if out is None:
        return files_below(paths)
    given, folder = {Path(path) for path in paths}, out.resolve()
    among = any(path.is_dir() and path.resolve() == folder for path in given)

    def written(path: Path) -> bool:
        # Where the documents themselves lie in the output folder, the copies are told by their names.
        return folder in path.resolve().parents and (not among or path.stem.endswith(COPY_MARK))

    return [path for path in files_below(paths) if path in given or not written(path)]


def check_files(paths: Sequence[str | Path], options: AuditOptions) -> list[Document]:
    """Audit finished documents; files of the same unit and year are one document.

    Nothing is written unless ``options.out`` or ``options.report`` says where.
    """
    try:
        pack = load_pack(options.region, options.year)
    except PackError as fault:
        return [
            Document(
                [],
                verdict=Verdict.UNREADABLE,
                findings=[error("M90", f"模板包有误：{t}") for t in fault.faults],
            )
        ]
    documents: list[Document] = []
    parts: list[Disclosure] = []
    reading: dict[str, FinishedFile] = {}
    files = documents_below(paths, options.out)
    for number, path in enumerate(files):
        options.progress("读取", number, len(files))
        finished = read_document(path, pack)
        if finished.disclosure is None:
            documents.append(unreadable(path, finished.findings))
            continue
        reading[str(path)] = finished
        parts.append(finished.disclosure)
    last_year, not_read = _last_year(options, pack)
    merged = merge_disclosures(parts)
    for number, disclosure in enumerate(merged):
        options.progress("检查", number, len(merged))
        before = [f for path in disclosure.files for f in reading[path].findings]
        documents.append(audit(disclosure, [*before, *not_read], last_year, options))
    if not files:
        told = "文件夹里没有可以检查的文档（Word、Excel、PDF、文本）。请确认文件夹是否选对。"
        documents += [unreadable(path, [error("R24", told, Place(file=str(path)))]) for path in paths]
    else:
        stems = names_of_outputs([Path(document.inputs[0]) for document in documents])
        for document, stem in zip(documents, stems, strict=True):
            write_audit(document, options, AuditNames(stem, len(documents) > 1))
    return documents


def read_document(path: str | Path, pack: Pack) -> FinishedFile:
    """Read one finished document; a report of this program is refused."""
    if is_own_report(path):
        told = f"{Path(path).name} 是本程序写的报告，不是公开文档。请改为检查公开文档或公开表。"
        return FinishedFile(str(path), "", None, [error("R24", told, Place(file=str(path)))])
    finished = read_finished(path, pack)
    disclosure = finished.disclosure
    if disclosure is not None and not disclosure.tables and looks_working(Path(path), pack):
        told = (
            f"{Path(path).name} 像是预算工作底稿，不是做好的公开文档。"
            "请用 gongkai convert 把它转成公开表，或改为检查公开文档。"
        )
        return FinishedFile(str(path), finished.format, None, [error("R24", told, Place(file=str(path)))])
    return finished


def unreadable(path: str | Path, findings: Sequence[Finding]) -> Document:
    """Return the document of a file that could not be read."""
    return Document([str(path)], verdict=Verdict.UNREADABLE, findings=list(findings))


def _last_year(options: AuditOptions, pack: Pack) -> tuple[Disclosure | None, list[Finding]]:
    """Return last year's document, and why it cannot be compared with."""
    if options.last_year is None:
        return None, []
    finished = read_finished(options.last_year, pack)
    disclosure = finished.disclosure
    if disclosure is None:
        return None, [
            error("M94", f"上年的文档没有读出，没有与上年核对：{finding.message}", *finding.places)
            for finding in finished.findings
        ]
    understand_text(disclosure, pack)
    if is_empty(disclosure):
        told = f"{Path(options.last_year).name} 里没有找到公开表，也没有情况说明，没有与上年核对。请换用上年公开的文档。"
        return None, [error("M94", told, Place(file=str(options.last_year)))]
    return disclosure, []


def is_empty(disclosure: Disclosure) -> bool:
    """Whether nothing of a disclosure was found: no table, no sentence that says an amount, no part of it."""
    text = disclosure.text
    return not disclosure.tables and not (
        isinstance(text, DisclosureText)
        and (text.statements or text.performance or any(p.part for p in text.paragraphs))
    )


def _other_last_year(disclosure: Disclosure, last_year: Disclosure | None) -> list[Finding]:
    """Say so when last year's document is another unit's, or not of the year before."""
    if last_year is None:
        return []
    file = Path(last_year.files[0]).name if last_year.files else ""
    found = []
    if disclosure.unit and last_year.unit and disclosure.unit != last_year.unit:
        found.append(
            warning(
                "M95",
                f"上年的文档 {file} 是“{last_year.unit}”的，这里是“{disclosure.unit}”。请确认没有选错。",
            )
        )
    if disclosure.year and last_year.year and last_year.year != disclosure.year - 1:
        found.append(
            warning(
                "M95",
                f"上年的文档 {file} 是 {last_year.year} 年的，应为 {disclosure.year - 1} 年的。请确认没有选错。",
            )
        )
    return found


def audit(
    disclosure: Disclosure, before: list[Finding], last_year: Disclosure | None, options: AuditOptions
) -> Document:
    """Check one document that was read; ``before`` are the findings of reading its files."""
    document = Document(
        list(disclosure.files),
        disclosure.unit or None,
        options.year or disclosure.year,
        disclosure=disclosure,
    )
    document.findings = list(before)
    if not disclosure.tables and disclosure.text is None and not disclosure.findings:
        return _nothing_found(document)
    try:
        pack = load_pack(options.region, document.year)
        disclosure.year = document.year
        if document.year is None:
            document.findings.append(
                warning("M92", "文档里看不出预算年度，按最新的模板检查。可加上 --year，例如 --year 2026。")
            )
        elif pack.pack_year != pack.year:
            document.findings.append(
                info("M93", f"没有 {pack.year} 年的模板，使用了 {pack.pack_year} 年的模板。")
            )
        document.findings += disclosure.findings
        document.findings += _other_last_year(disclosure, last_year)
        understand_text(disclosure, pack)
        if is_empty(disclosure) and not disclosure.findings:
            return _nothing_found(document)
        found = check_disclosure(disclosure, pack, own=False, last_year=last_year)
        if any(finding.kind in ("not covered", "not read") for finding in disclosure.findings):
            # Tables of another form, or without columns, were set aside and said so: they are not missing.
            found = [f for f in found if f.rule != _PRESENT]
        document.findings += found
    except PackError as fault:
        document.findings += [error("M90", f"模板包有误：{text}") for text in fault.faults]
        document.verdict = Verdict.UNREADABLE
        return document
    document.settle()
    return document


def _nothing_found(document: Document) -> Document:
    """Return a document in which there is nothing of a disclosure, saying so."""
    document.verdict = Verdict.UNREADABLE
    document.unit = None
    document.findings = [f for f in document.findings if f.rule.startswith("R")]
    document.findings.append(
        error(
            "R24",
            f"{'、'.join(Path(f).name for f in document.inputs)} 里没有找到公开表，也没有情况说明。"
            "请确认这是做好的预算公开文档；工作底稿请用 gongkai convert。",
            *(Place(file=file) for file in document.inputs),
        )
    )
    return document


def write_audit(document: Document, options: AuditOptions, names: AuditNames) -> None:
    """Write the report and annotated copies where ``options`` says so; what cannot be written becomes an error
    finding."""
    if options.out is None and options.report is None:
        return
    from converter.writing.annotation import annotated_copies
    from converter.writing.report import write_report

    pack = load_pack(options.region, document.year)
    report = options.report
    if report is not None and names.several:
        report = report.with_name(f"{report.stem}-{names.stem}{report.suffix}")
    if options.out is not None:
        report = report or options.out / f"{names.stem}校验报告.xlsx"
        for path, fault in list(annotated_copies(document, options.out, names.stem)):
            document.record_output("annotated", path, fault)
    if report is not None:
        fault = write_report(document, pack, report, verdict=verdict_line(document))
        document.record_output("report", report, fault)


def names_of_outputs(files: Sequence[Path]) -> list[str]:
    """Return a name for the outputs of each document: its first file's, made distinct where several are equal."""
    taken: set[str] = set()
    names: list[str] = []
    for path in files:
        choices = [path.stem, f"{path.stem}（{path.suffix.lstrip('.') or '文档'}）"]
        choices += [
            f"{path.parent.name}-{path.stem}",
            *(f"{path.stem}（{n}）" for n in range(2, len(files) + 3)),
        ]
        name = next(choice for choice in choices if choice.casefold() not in taken)
        taken.add(name.casefold())
        names.append(name)
    return names
