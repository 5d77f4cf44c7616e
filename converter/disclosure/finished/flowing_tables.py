"""Tables that were copied or extracted as running text: labels and figures one after another, no columns.

Rows are found by what their labels must be: the fixed rows of the form, and codes with the names of the
classification. The first figure behind a label is the row's total; where as many figures follow as there are
columns, each has its own; else the others stand in a column that the text does not show (``Cell.unknown``).
A table in which something remains that no row explains is left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from converter.disclosure.finished.locating import Locator
from converter.disclosure.finished.plausible import plausible
from converter.disclosure.finished.stream import UNREAD, StreamRow
from converter.disclosure.finished.vocabulary import Words, normal
from converter.disclosure.model import Cell, Row, Table
from converter.disclosure.specification import Role, RowKind, RowSpec, Section, TableSpec
from converter.findings import Place
from converter.packs.classification import CodeList

_FIGURE = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^\d+(?:\.\d+)?$")
_SPREAD = re.compile(r"\S {3,}\S")
_FEW_LINES = 3
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NEAR = 8  # lines between a title and the line of the unit at most
_LONGEST = 1500  # lines of one table at most
_SIMILAR = 60


@dataclass(slots=True)
class _Label:
    """A row's label as found in the flowing text: where it begins and ends in the text without blanks."""

    start: int
    end: int
    row: Row
    section: int


@dataclass(slots=True)
class _Region:
    """The lines of one table."""

    spec: TableSpec
    title: str
    wording: str
    rows: list[StreamRow] = field(default_factory=list)


def take_flowing_tables(
    locator: Locator, words: Words, codes: dict[str, CodeList], year: int | None
) -> list[str]:
    """Move the tables that stand in the text as flowing lines to ``locator.located``; return their ids."""
    located = locator.located
    taken: list[str] = []
    for region in list(_regions(located.rest, locator, words)):
        if region.spec.id in located.tables:
            continue
        reader = _Reader(region, words, codes, year)
        table = reader.read()
        if table is None:
            located.unread.setdefault(region.spec.id, reader.table.place or Place())
            for row in region.rows:
                row.grid = UNREAD
            continue
        located.tables[table.id] = table
        located.named.add(table.id)
        if region.wording:
            located.wordings.append(region.wording)
        if table.unit_line and table.place is not None:
            located.units.append((table.unit_line, table.id, table.place))
        used = {id(row) for row in region.rows}
        located.rest = [row for row in located.rest if id(row) not in used]
        taken.append(table.id)
    return taken


def _regions(rows: Sequence[StreamRow], locator: Locator, words: Words) -> Iterator[_Region]:
    """Yield the runs of lines that begin with a table's title and the line of its unit."""
    starts: list[tuple[int, TableSpec | None, str, str]] = []
    for at, row in enumerate(rows):
        text = row.text.strip()
        if not text or row.grid >= 0:
            continue
        titled = locator.title_of(text)
        if titled is not None and any(words.unit_in(r.text) for r in rows[at + 1 : at + 1 + _NEAR]):
            begin = at
            while begin > 0 and (
                not rows[begin - 1].text.strip() or words.table_number(rows[begin - 1].text) is not None
            ):
                begin -= 1
            starts.append((begin, titled[0], normal(text), titled[1]))
        elif words.part.match(normal(text)) and len(normal(text)) < 40:
            starts.append((at, None, "", ""))
    starts.append((len(rows), None, "", ""))
    for (begin, spec, title, wording), (end, *_) in pairwise(starts):
        if spec is not None and end - begin <= _LONGEST:
            yield _Region(spec, title, wording, list(rows[begin:end]))


class _Reader:
    """Reads one region."""

    def __init__(self, region: _Region, words: Words, codes: dict[str, CodeList], year: int | None) -> None:
        self.region = region
        self.words = words
        self.codes = codes
        self.year = year
        self.spec = region.spec
        place = next((r.place for r in region.rows if r.text.strip()), region.rows[0].place)
        self.table = Table(
            self.spec.id,
            region.title,
            [[column.name for column in section.amounts] for section in self.spec.sections],
            place=replace(place, table=self.spec.id),
            flowing=True,
        )
        self.money = Decimal(1)
        body = self._head()
        self.text = "\n".join(row.text for row in body)
        self._lines = [row.place for row in body]
        self._line_starts: list[int] = []
        position = 0
        for row in body:
            self._line_starts.append(position)
            position += len(row.text) + 1
        # The text without blanks, and where each of its signs stands in the text.
        self.at = [i for i, sign in enumerate(self.text) if not sign.isspace()]
        self.plain = normal("".join(self.text[i] for i in self.at))
        if len(self.plain) != len(self.at):  # quotation marks were dropped as well
            self.at = [i for i in self.at if normal(self.text[i])]
        self.labels: list[_Label] = []

    def _head(self) -> list[StreamRow]:
        """Take the lines of unit, money and note; return the lines of header and rows."""
        body: list[StreamRow] = []
        for row in self.region.rows:
            text = row.text.strip()
            unit, money = self.words.unit_in(text), self.words.money_in(text)
            if money and not body:
                self.table.money_line = money
                self.money = Decimal(1) if money == "万元" else Decimal(10_000)
            if self.words.is_note(text):
                self.table.note += ("\n" if self.table.note else "") + normal(text)
                self.table.note_place = self.table.note_place or replace(row.place, table=self.spec.id)
            elif self.words.is_page_number(text) and not text.isdigit():
                self.table.leftovers.append((normal(text), row.place))
            elif unit and not body:
                self.table.unit_line = unit
            elif self.table.unit_line and not (money and not _FIGURE.match(text)):
                body.append(row)
        return body

    def read(self) -> Table | None:
        """Return the table, None when something in it is not understood."""
        covered = [False] * len(self.plain)
        known = sorted(self._known(), key=lambda k: -len(k[0]))
        header = self._header_end([label for label, _, _ in known])
        for wording, row, section in known:
            start = self._best(wording, row, section, header, covered)
            while start >= 0:
                self._found(start, start + len(wording), replace(row, cells={}), section, covered)
                repeated = row.key.endswith("|")  # several projects of one code
                start = self._best(wording, row, section, header, covered) if repeated else -1
        self._misprinted(covered)
        if not self.labels:
            return None
        self.labels.sort(key=lambda label: label.start)
        ends = [label.start for label in self.labels[1:]] + [len(self.plain)]
        for label, end in zip(self.labels, ends, strict=True):
            if label.row.key.endswith("|"):
                covered[label.end : end] = [True] * (end - label.end)
        if not self._explained(covered):
            return None
        for label, end in zip(self.labels, ends, strict=True):
            text = self._slice(label.end, end)
            if label.row.key.endswith("|"):
                label.row.project, text = _project_and_figures(text)
                label.row.key += label.row.project
            self._figures(label, text)
            self.table.rows.append(label.row)
        # Lines that keep the columns of a page apart by blanks hold pieces of several cells: 1,287.6 above a 7.
        spread = sum(_SPREAD.search(row.text.strip()) is not None for row in self.region.rows) > _FEW_LINES
        return self.table if plausible(self.table, self.spec, strict=spread) else None

    def _header_end(self, labels: list[str]) -> int:
        """Return where the header ends: at the first label that no header says, 0 when there is none."""
        heads = {normal(text) for column in self.spec.columns for text in (column.label, *column.heads)}
        starts = [at for label in labels if label not in heads and (at := self.plain.find(label)) >= 0]
        return min(starts, default=0)

    def _best(self, label: str, row: Row, section: int, header: int, covered: list[bool]) -> int:
        """Return where a label stands: behind the header and before a figure if it does so anywhere; the
        total's stands last."""
        places = []
        start = self.plain.find(label)
        while start >= 0:
            if not any(covered[start : start + len(label)]):
                places.append(start)
            start = self.plain.find(label, start + 1)
        if not places:
            return -1
        total = self.spec.sections[section].total
        last = 1 if total is not None and total.name == row.key else -1

        def rank(place: int) -> tuple[bool, bool, int]:
            behind = place + len(label)
            return (
                behind < len(self.plain) and self.plain[behind].isdigit(),
                place >= header,
                last * place,
            )

        return max(places, key=rank)

    def _found(self, start: int, end: int, row: Row, section: int, covered: list[bool]) -> None:
        covered[start:end] = [True] * (end - start)
        place = self._place(start)
        row.place = replace(place, table=self.spec.id, row=row.key)
        self.labels.append(_Label(start, end, row, section))

    def _place(self, position: int) -> Place:
        line = bisect_right(self._line_starts, self.at[position]) - 1
        return self._lines[line]

    def _slice(self, start: int, end: int) -> str:
        first = self.at[start] if start < len(self.at) else len(self.text)
        last = self.at[end] if end < len(self.at) else len(self.text)
        return self.text[first:last]

    # -- labels

    def _known(self) -> Iterator[tuple[str, Row, int]]:
        """Yield every label that a row of the table may have, without blanks."""
        for number, section in enumerate(self.spec.sections):
            coded = any(column.role is Role.CODE for column in section.columns)
            for spec in section.rows:
                if spec.kind is RowKind.FIXED:
                    yield normal(spec.label), Row(spec.name, spec.label, section=number), number
                elif spec.kind is RowKind.TREE:
                    yield from self._coded(spec, number, coded=coded)
                elif spec.kind is RowKind.PROJECT:
                    deepest = replace(spec, key="{code}", levels=(max(map(len, self.codes[spec.by])),))
                    for label, row, _ in self._coded(deepest, number, coded=True):
                        yield label, replace(row, key=f"{row.codes[0]}|", level=3), number
            if section.total is not None:
                total = section.total
                yield normal(total.label), Row(total.name, total.label, section=number), number

    def _coded(self, spec: RowSpec, section: int, *, coded: bool) -> Iterator[tuple[str, Row, int]]:
        codes = self.codes[spec.by]
        for code in codes:
            if len(code) not in spec.levels:
                continue
            # The year of the document is not known for certain yet: a code that has ended is a row as well.
            entries = (codes.get(code, self.year) if self.year else None, codes.any_year(code))
            for name in dict.fromkeys(entry.name for entry in entries if entry is not None):
                yield code + normal(name), self._row(spec, code, name, section, coded=coded), section

    def _row(self, spec: RowSpec, code: str, name: str, section: int, *, coded: bool) -> Row:
        key = spec.key.format(code=code) if spec.key else code
        level = spec.levels.index(len(code)) + 1
        return Row(key, name, codes=(code,) if coded else (), level=level, section=section)

    def _misprinted(self, covered: list[bool]) -> None:
        """Find rows whose name is not the one of the classification, by their code and a like name."""
        from rapidfuzz import fuzz

        free = "".join("\n" if hidden else sign for sign, hidden in zip(self.plain, covered, strict=True))
        for found in re.finditer(r"(\d+)([^\d\n]{2,60})", free):
            name = found[2]
            for number, section in enumerate(self.spec.sections):
                for spec in (s for s in section.rows if s.kind is RowKind.TREE):
                    for length in sorted(spec.levels, reverse=True):
                        code = found[1][-length:]
                        entry = self.codes[spec.by].any_year(code) if len(code) == length else None
                        if entry is None or fuzz.ratio(normal(entry.name), name) < _SIMILAR:
                            continue
                        coded = any(column.role is Role.CODE for column in section.columns)
                        row = self._row(spec, code, name, number, coded=coded)
                        self._found(found.end(1) - length, found.end(2), row, number, covered)
                        return self._misprinted(covered)
        return None

    def _explained(self, covered: list[bool]) -> bool:
        """Whether nothing but figures stands between the labels."""
        first = min(label.start for label in self.labels)
        rest = "".join(
            "\n" if hidden else sign for sign, hidden in zip(self.plain[first:], covered[first:], strict=True)
        )
        return not any(len(_HAN.findall(piece)) > 0 for piece in rest.split("\n"))

    # -- figures

    def _figures(self, label: _Label, text: str) -> None:
        section: Section = self.spec.sections[label.section]
        columns = [column.name for column in section.amounts]
        figures = _joined(text)
        if not figures:
            return
        for number, name in enumerate(columns):
            if number == 0 or len(figures) == len(columns):
                value = Decimal(figures[number].replace(",", "")) / self.money
                place = (
                    replace(label.row.place, column=name, excerpt=figures[number])
                    if label.row.place
                    else None
                )
                label.row.cells[name] = Cell(value, place=place, raw=figures[number])
            else:
                label.row.cells[name] = Cell(None, place=label.row.place, unknown=True)


def _project_and_figures(text: str) -> tuple[str, str]:
    """Split what follows a code's name into the project's name and the figures at the end."""
    pieces = text.split()
    count = 0
    while count < len(pieces) and re.fullmatch(r"[\d.,]+", pieces[-1 - count]):
        count += 1
    at = len(pieces) - count
    return "".join(pieces[:at]), " ".join(pieces[at:])


def _joined(text: str) -> list[str]:
    """Return the figures of a text; a figure that a line break cut in two is put together."""
    figures: list[str] = []
    broken = False
    for piece in re.split(r"(\s+)", text.strip()):
        if not piece or piece.isspace():
            broken = "\n" in piece
            continue
        if figures and broken and _cut(figures[-1], piece):
            figures[-1] += piece
        else:
            figures.append(piece)
    return [figure for figure in figures if _FIGURE.match(figure)]


def _cut(before: str, after: str) -> bool:
    """Whether a line break stands inside of a figure: at the point, or behind the first decimal."""
    if before.endswith(".") or after.startswith("."):
        return True
    return bool(re.fullmatch(r"\d+\.\d", before) and re.fullmatch(r"\d", after))
