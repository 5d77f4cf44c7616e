"""Reads files of last year: published tables and texts in any form, or last year's working spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from converter.disclosure.model import Disclosure
from converter.findings import Finding, Place, Severity, warning
from converter.narrative.answers.model import label_key
from converter.narrative.last_year import LastYear
from converter.narrative.model import DisclosureText, Measure, Statement
from converter.narrative.slots import load_slots
from converter.packs.loading import Pack, load_pack
from converter.reading.model import SourceFile

_PURPOSE = re.compile(r"([^，。；：、\d]+?)\s*[\d.,]+\s*万元[，,]\s*主要用于([^；。;]+)")
# Lists in the sentence on how a unit is made up, by the slot that they answer.
_LISTS = {
    "下属单位": re.compile(r"下属[^，。；]*[，,]分别[是为][：:]?([^，。；]+)"),
    "内设机构": re.compile(r"(?:下设|内设)[^，。；]*[，,]分别[是为][：:]?([^。；]+)"),
}


@dataclass(slots=True, eq=False)
class LastYearFiles:
    """What files of last year hold: one disclosure a unit, and what was found while reading them."""

    disclosures: list[Disclosure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def of(self, unit: str, alone: bool) -> tuple[list[Disclosure], list[Finding]]:
        """Return the disclosures of a unit. ``alone``: this run has one unit, so that a single unit of last
        year is taken for it even under another name, with a finding that says so."""
        key = label_key(unit)
        found = [d for d in self.disclosures if not d.unit or label_key(d.unit) == key]
        if found or not self.disclosures:
            return found, []
        names = {label_key(d.unit): d.unit for d in self.disclosures}
        if alone and len(names) == 1:
            name = next(iter(names.values()))
            told = f"上年文件写的单位是“{name}”，本年是“{unit}”，按同一单位计算增减。如果不是同一单位，请换上年文件。"
            return list(self.disclosures), [warning("T24", told)]
        return [], [warning("T25", f"上年文件里没有“{unit}”。请用 --last-year 给出它的上年文件。")]


def read_last_year(paths: Iterable[Path], pack: Pack, *, money: str | None = None) -> LastYearFiles:
    """Read files of last year (``pack`` is this year's); what cannot be understood is a finding."""
    from converter.reading import read_file
    from converter.sorting import looks_finished, sure_by_name

    result = LastYearFiles()
    before = load_pack(pack.region, pack.year - 1)
    working: list[SourceFile] = []
    for path in paths:
        source = None if sure_by_name(path) else read_file(path)
        if source is not None and source.readable and not looks_finished(source, before):
            working.append(source)
        else:
            _add_finished(path, before, result)
    if working:
        _add_working(working, before, result, money)
    for disclosure in result.disclosures:
        if disclosure.year is None:
            disclosure.year = pack.year - 1
    return result


def _add_finished(path: Path, pack: Pack, result: LastYearFiles) -> None:
    from converter.disclosure.finished.reading import read_finished
    from converter.narrative.understanding.understanding import understand_text

    finished = read_finished(path, pack)
    if finished.disclosure is None or not finished.disclosure.tables:
        result.findings += [_as_warning(finding) for finding in finished.findings]
        if finished.disclosure is not None or not finished.findings:
            result.findings.append(
                warning(
                    "T23",
                    f"上年文件“{path.name}”里没有找到公开表，没有采用。请给出上年的公开表、公开文档或预算工作底稿。",
                    Place(file=str(path)),
                )
            )
        return
    understand_text(finished.disclosure, pack)
    result.disclosures.append(finished.disclosure)


def _add_working(sources: Sequence[SourceFile], pack: Pack, result: LastYearFiles, money: str | None) -> None:
    """Compile last year's working spreadsheets into last year's tables."""
    from converter.disclosure.compiling import compile_disclosure
    from converter.ledger.building import build_ledgers
    from converter.recognition.recognising import recognise

    files = [(source, recognise(source, pack, money=money)) for source in sources]
    ledgers = build_ledgers(files, pack, year=None).ledgers
    if not ledgers:
        names = "、".join(Path(source.path).name for source in sources)
        result.findings.append(
            warning(
                "T23", f"上年文件“{names}”里没有找到预算数据，没有采用。用 gongkai inspect 可以查看原因。"
            )
        )
    for ledger in ledgers:
        ledger.year = ledger.year if ledger.year is not None else pack.year
        disclosure = compile_disclosure(ledger, pack)
        disclosure.files = list(ledger.inputs)
        result.disclosures.append(disclosure)


def _as_warning(finding: Finding) -> Finding:
    """Last year's file only helps; that it cannot be read is no error of this year's budget."""
    finding.severity = Severity.WARNING
    return finding


def add_texts(last: LastYear, document: Disclosure, pack: Pack) -> None:
    """Add last year's words to what is known: reasons, purposes, numbers, duties, projects' grounds."""
    text = document.text
    if not isinstance(text, DisclosureText):
        return
    slots = {slot.id for slot in load_slots(pack).slots}
    for statement in text.statements:
        _add_statement(last, statement, slots)
    last.add_performance(text.performance)
    fields = {label_key(spec.label): spec.id for spec in load_slots(pack).fields}
    duties: list[str] = []
    project = ""
    for paragraph in text.paragraphs:
        line = paragraph.text.strip()
        for found in _PURPOSE.finditer(line):
            last.purposes.setdefault(label_key(found[1]), found[2].strip())
        label, colon, rest = line.replace(":", "：").partition("：")
        name = label_key(label.lstrip("0123456789.、 "))
        if colon and name == "项目名称":
            project = rest.strip(" ，。")
        elif colon and project and name in fields:
            last.texts.setdefault(f"项目.{project}.{fields[name]}", rest.strip())
        if paragraph.part == 1 and paragraph.style == "body":
            if paragraph.section and "职能" in paragraph.section[-1]:
                duties.append(line)
            for slot, pattern in _LISTS.items():
                listed = pattern.search(line)
                if listed:
                    last.texts.setdefault(slot, listed[1])
    if duties:
        last.texts.setdefault("主要职能", "\n".join(duties))


def _add_statement(last: LastYear, statement: Statement, slots: set[str]) -> None:
    if statement.figure is not None and statement.reason:
        last.reasons.setdefault(statement.figure, statement.reason)
    if statement.value is None or statement.measure not in (Measure.AMOUNT, Measure.COUNT):
        return
    if statement.subject in slots:
        last.texts.setdefault(statement.subject, f"{statement.value:f}")
    elif statement.subject and statement.figure is None and statement.measure is Measure.AMOUNT:
        last.named.setdefault(statement.subject, statement.value)
