"""Reads finished disclosures: files of one unit and year become one ``Disclosure`` of origin "read"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from converter.disclosure.finished.known_labels import printed_labels
from converter.disclosure.finished.locating import Located, Locator
from converter.disclosure.finished.money_units import correct_money
from converter.disclosure.finished.page_breaks import join_cut_rows
from converter.disclosure.finished.pages import without_page_furniture
from converter.disclosure.finished.paragraphs import paragraphs_of
from converter.disclosure.finished.performance import PerformanceReader
from converter.disclosure.finished.plausible import plausible
from converter.disclosure.finished.stream import Stream, StreamRow
from converter.disclosure.finished.vocabulary import Words, normal
from converter.disclosure.model import Disclosure
from converter.disclosure.table_loading import load_tables
from converter.findings import Finding, Place, info, warning
from converter.narrative.model import DisclosureText
from converter.packs.classification import load_classification
from converter.packs.loading import Pack

_YEAR = re.compile(r"(20\d{2})\s*年")
_AMOUNT = re.compile(r"-?[\d,]+\.\d{1,6}")
_LINES_BELOW = 2  # in which the rest of a broken line stands
_MANY = 5  # rows of figures that make a table of a budget
_HAN = re.compile(r"[\u4e00-\u9fff]")
_STRANGE = 2  # cells with words among the figures of one table that may be typing errors
_ANOTHER_KIND = "R07"
_WRAPPED = {"pdf", "txt"}


@dataclass(slots=True)
class FinishedFile:
    """One finished file as read: its disclosure (None when unreadable) and the findings of reading."""

    path: str
    format: str
    disclosure: Disclosure | None
    findings: list[Finding] = field(default_factory=list)


def read_stream(path: str | Path) -> Stream:
    """Return the stream of a finished file, whatever its format; the content decides, not the extension."""
    file = Path(path)
    head = b""
    try:
        with file.open("rb") as handle:
            head = handle.read(8)
    except OSError:
        pass
    if head.startswith(b"%PDF"):
        from converter.disclosure.finished.pdf_stream import read_pdf

        return read_pdf(file)
    if head.startswith(b"PK") and _is_word(file):
        from converter.disclosure.finished.word_stream import read_word

        return read_word(file)
    if file.suffix.lower() in (".txt", ".md", ".text"):
        from converter.disclosure.finished.plain_stream import read_plain

        return read_plain(file)
    from converter.disclosure.finished.sheet_stream import stream_of_workbook
    from converter.reading import read_file

    stream = stream_of_workbook(read_file(file))
    stream.findings = [_for_documents(finding) for finding in stream.findings]
    return stream


def _for_documents(finding: Finding) -> Finding:
    """Return a finding of the reading of spreadsheets as it is told of a document that is to be checked: the
    kind of file stays, the remedy is another."""
    if finding.rule != _ANOTHER_KIND:
        return finding
    kind = finding.message.partition("。")[0].partition("，")[0]
    return replace(
        finding,
        message=f"{kind}，本程序读不了。请用 Word 或 WPS 打开它，另存为 .docx（表格存为 .xlsx），"
        "或导出为带文字的 PDF，再检查。",
    )


def _is_word(file: Path) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(file) as archive:
            return "word/document.xml" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return file.suffix.lower() == ".docx"


def read_finished(path: str | Path, pack: Pack) -> FinishedFile:
    """Read one finished file into a disclosure of origin "read"."""
    stream = read_stream(path)
    if not stream.readable:
        return FinishedFile(str(path), stream.format, None, stream.findings)
    return FinishedFile(str(path), stream.format, disclosure_of(stream, pack), stream.findings)


def disclosure_of(stream: Stream, pack: Pack) -> Disclosure:
    """Return the tables and the text of a stream as a disclosure."""
    words = Words.of(pack)
    classification = load_classification()
    codes = {"function": classification.functional, "economic": classification.economic}
    if stream.format in _WRAPPED:
        without_page_furniture(stream, words)
    if stream.format == "pdf":
        join_cut_rows(stream, printed_labels(pack, words).__contains__)
    locator = Locator(stream, load_tables(pack), words, codes)
    located = locator.locate()
    if stream.format in _WRAPPED:
        from converter.disclosure.finished.flowing_tables import take_flowing_tables

        _leave_misread(located, pack)
        take_flowing_tables(locator, words, codes, pack.year)
        _tell_unread(located, stream)
        _complete_units(located, stream)
    _set_aside_other_forms(located, stream, pack)
    correct_money(located.tables, words)
    performance, rest = PerformanceReader(words.data.performance).split(located.rest)
    _tell_strange_tables(located, rest, stream, pack)
    if stream.format not in ("docx", "pdf", "txt"):
        # What stands beside the tables of a workbook is not running text; only long lines are.
        rest = [row for row in rest if len(row.filled) == 1 and len(row.plain) > 20]
    text = DisclosureText(
        paragraphs=paragraphs_of(rest, words, stream.format in _WRAPPED), performance=performance
    )
    if stream.format == "txt":
        _set_aside_goals(text, words)
    return Disclosure(
        unit=_unit(located, text, words),
        unit_code="",
        year=_year(stream, located, text),
        wording=Counter(located.wordings).most_common(1)[0][0]
        if located.wordings
        else words.data.wordings[0],
        tables=located.tables,
        origin="read",
        findings=located.findings,
        text=text if text.paragraphs or performance else None,
        files=[stream.file],
    )


def _leave_misread(located: Located, pack: Pack) -> None:
    """Give up the tables of a PDF whose figures do not stand in their columns: words that run over the edges
    of their cells, sums of which hardly any ties."""
    specs = {spec.id: spec for spec in load_tables(pack).tables}
    for key, table in list(located.tables.items()):
        strange = sum(
            cell.value is None and _HAN.search(cell.raw) is not None
            for row in table.rows
            for cell in row.cells.values()
        )
        if strange > _STRANGE or not plausible(table, specs[key]):
            del located.tables[key]
            located.findings = [f for f in located.findings if not f.places or f.places[0].table != key]
            located.unread[key] = table.place or Place()


def _complete_units(located: Located, stream: Stream) -> None:
    """Complete the units of tables whose line was broken at the margin (编制部门：昌吉市人…): the rest of the
    name begins one of the next lines. A name without its end is none."""
    usual = Counter(unit for unit, _, _ in located.units).most_common(1)
    if not usual:
        return
    name = usual[0][0]
    broken: set[str] = set()
    for unit, _, place in located.units:
        if not name.startswith(unit) or unit == name:
            continue
        spot = replace(place, table=None)
        start = next((n for n, r in enumerate(stream.rows) if any(c.place == spot for c in r.cells)), -1)
        below = stream.rows[start + 1 : start + 1 + _LINES_BELOW]
        if any(cell.plain.startswith(name[len(unit) :]) for row in below for cell in row.cells):
            broken.add(unit)
    for table in located.tables.values():
        if table.unit_line in broken:
            table.unit_line = name
    located.units = [(name if unit in broken else unit, table, place) for unit, table, place in located.units]


def _tell_unread(located: Located, stream: Stream) -> None:
    """Say which tables could not be read: they are not checked, and not missing."""
    unread = {key: place for key, place in located.unread.items() if key not in located.tables}
    if unread:
        located.findings.append(
            info(
                "R26",
                f"{Path(stream.file).name} 里的{'、'.join(unread)}分不清各数在哪一列，没有检查。"
                "要检查这些表，请用做表的 Excel 文件或 Word 文档。",
                *unread.values(),
                kind="not read",
            )
        )


def _set_aside_goals(text: DisclosureText, words: Words) -> None:
    """Mark the lines of performance tables that a text file has without columns: they are no sentences."""
    inside = False
    for paragraph in text.paragraphs:
        if paragraph.style.startswith(("part", "heading1", "heading2")):
            inside = False
        inside = inside or words.is_performance_title(paragraph.text)
        if inside:
            paragraph.style = "performance"


def _set_aside_other_forms(located: Located, stream: Stream, pack: Pack) -> None:
    """Take a document of another region's form for what it is: tables known by their header alone, in a
    document without our titles, are not ours, and the rules of this pack do not fit them."""
    strangers = [table for table in located.tables if table not in located.named]
    if not strangers or len(located.named) >= len(strangers):
        return
    for table in strangers:
        del located.tables[table]
    located.findings = [_another_form(stream, pack)]


def _tell_strange_tables(located: Located, rest: list[StreamRow], stream: Stream, pack: Pack) -> None:
    """Say so when a document has tables of figures and none of them is one of ours."""
    figures = [
        row
        for row in rest
        if row.grid >= 0 and sum(_AMOUNT.fullmatch(cell.plain) is not None for cell in row.cells) > 1
    ]
    if not located.tables and not located.unread and not located.findings and len(figures) >= _MANY:
        located.findings.append(_another_form(stream, pack))


def _another_form(stream: Stream, pack: Pack) -> Finding:
    return warning(
        "R25",
        f"{Path(stream.file).name} 的表式与模板“{pack.region}”不同（没有找到它的表题），"
        "各表的勾稽关系没有检查，只检查了文字。请换用相应地区的模板（--pack）。",
        Place(file=stream.file),
        kind="not covered",
    )


def _unit(located: Located, text: DisclosureText, words: Words) -> str:
    """Return the unit that the tables name most often, else the one that the headings of the text name."""
    names = Counter(unit for unit, _, _ in located.units)
    if not names:
        names.update(
            unit
            for paragraph in text.paragraphs
            if paragraph.style not in ("contents", "table cells") and len(paragraph.text) < 80
            if (paragraph.style != "body" or paragraph.part == 0)
            and (unit := words.unit_of_heading(paragraph.text)) is not None
        )
    if not names:
        names.update(
            unit for p in text.paragraphs if (unit := words.unit_in(p.text)) and ":" in normal(p.text)
        )
    return names.most_common(1)[0][0] if names else ""


def _year(stream: Stream, located: Located, text: DisclosureText) -> int | None:
    """Return the year that headings and titles name most often, else the one in the name of the file
    or its folder."""
    years: Counter[int] = Counter()
    for paragraph in text.paragraphs:
        if paragraph.style != "body":
            years.update(int(y) for y in _YEAR.findall(paragraph.text))
    for table in located.tables.values():
        years.update(int(y) for y in _YEAR.findall(table.title + table.note))
    if not years:
        years.update(int(y) for y in re.findall(r"20\d{2}", Path(stream.file).stem))
    if not years:
        for paragraph in text.paragraphs[:60]:
            years.update(int(y) for y in _YEAR.findall(paragraph.text))
    if not years:
        years.update(int(y) for y in _YEAR.findall(Path(stream.file).absolute().parent.name))
    return years.most_common(1)[0][0] if years else None


def merge_disclosures(parts: Sequence[Disclosure]) -> list[Disclosure]:
    """Join the parts of the same unit and year (workbook and text may come apart).

    A part that names no unit joins the document whose unit is named in it or its file's name, else the only
    one of its folder that lacks what it has.
    """
    merged: list[Disclosure] = []
    places: dict[int, int] = {}
    order = sorted(range(len(parts)), key=lambda n: (not parts[n].unit, parts[n].year is None, n))
    for number in order:
        part = parts[number]
        match = _partner(part, merged)
        if match is None:
            places[id(part)] = number
            merged.append(part)
            continue
        places[id(match)] = min(places[id(match)], number)
        for key, table in part.tables.items():
            if key not in match.tables or match.tables[key].flowing:
                match.tables[key] = table
        match.text = match.text or part.text
        match.unit = match.unit or part.unit
        match.year = match.year or part.year
        match.files += part.files
        match.findings += part.findings
    for document in merged:
        document.files.sort(key=[file for part in parts for file in part.files].index)
    return sorted(merged, key=lambda document: places[id(document)])


def _partner(part: Disclosure, documents: Sequence[Disclosure]) -> Disclosure | None:
    """Return the document that a part completes; None when there is none, or several and nothing decides."""
    able = [document for document in documents if _same(document, part)]
    beside = [d for d in able if Path(d.files[0]).parent == Path(part.files[0]).parent]
    if part.unit:
        known = [d for d in able if d.unit == part.unit]
        if known:
            return next((d for d in known if d in beside), known[0])
    named = [d for d in able if d.unit and _names(part, d.unit)]
    if len(named) == 1:
        return named[0]
    rivals = [d for d in documents if Path(d.files[0]).parent == Path(part.files[0]).parent]
    return beside[0] if len(beside) == 1 and len(rivals) == 1 else None


def _names(part: Disclosure, unit: str) -> bool:
    """Whether a part's file name or text names a unit."""
    name = normal(unit)
    if name in normal(Path(part.files[0]).stem):
        return True
    text = part.text
    return isinstance(text, DisclosureText) and any(name in normal(p.text) for p in text.paragraphs[:200])


def _same(left: Disclosure, right: Disclosure) -> bool:
    """Whether two parts complete each other: same unit and year, and not the same tables or text twice."""
    if left.unit and right.unit and left.unit != right.unit:
        return False
    if left.year and right.year and left.year != right.year:
        return False
    # Tables that a text file shows without columns are replaced by the same ones of a workbook.
    whole = [{key for key, table in part.tables.items() if not table.flowing} for part in (left, right)]
    overlap = whole[0] & whole[1]
    return not overlap and not (
        left.text is not None and right.text is not None and left.text.paragraphs and right.text.paragraphs
    )
