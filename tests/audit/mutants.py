"""A finished document changed in one place, and what the audit makes of it.

The changes are made to the stream of rows that a file was read into: what a reader sees, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from converter.disclosure.finished.reading import disclosure_of, read_stream
from converter.disclosure.finished.stream import Stream, StreamRow
from converter.disclosure.model import Disclosure
from converter.findings import Finding, Place, Severity
from converter.narrative.understanding.understanding import understand_text
from converter.packs.loading import Pack
from converter.rules.checking import check_disclosure


@dataclass(slots=True)
class Target:
    """Where a change was made: a figure of a table, a whole row or table, a paragraph, or a section of the
    text (``part``). ``rule``: any finding of that rule, wherever it points."""

    table: str | None = None
    row: str | None = None
    column: str | None = None
    paragraph: Place | None = None
    part: str | None = None
    rule: str = ""

    def met(self, rule: str, place: Place) -> bool:
        """Whether a finding's place is this one."""
        if self.rule:
            return rule == self.rule
        if self.part is not None:
            return place.part is not None and place.part.startswith(self.part)
        if self.paragraph is not None:
            same = (place.file, place.paragraph, place.sheet) == (
                self.paragraph.file,
                self.paragraph.paragraph,
                self.paragraph.sheet,
            )
            return same and (
                self.paragraph.cell is None or place.part == "绩效目标表" or place.cell is not None
            )
        if place.table != self.table:
            return False
        if self.row is not None and place.row not in (self.row, None):
            return False
        return self.column is None or place.column in (self.column, None)


@dataclass(slots=True)
class Mutant:
    """One changed document: ``kind`` of the change, what was done, and where it must be found. ``wanted``
    is what stood there before; ``alone``: nothing else in the document says the same."""

    kind: str
    told: str
    stream: Stream
    targets: list[Target]
    alone: bool = False
    wanted: str = ""


@dataclass(slots=True)
class Verdict:
    """Whether a change was noticed at all (an error or warning more), whether at its place, whether a
    finding names that place first of all, and whether it says what belongs there. ``new`` are the findings."""

    mutant: Mutant
    noticed: bool
    placed: bool
    named: bool
    proposed: bool
    new: list[Finding]


@dataclass(slots=True)
class Original:
    """A document without faults: its stream, what was read from it, and the findings it has. ``before`` is
    last year's document, when it is checked against one."""

    name: str
    stream: Stream
    pack: Pack
    before: Disclosure | None = None
    disclosure: Disclosure = field(init=False)
    known: Counter[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.disclosure = self.read(self.stream)
        self.known = Counter(_key(f) for f in self.findings(self.disclosure))

    @classmethod
    def of(cls, path: Path, pack: Pack, before: Disclosure | None = None) -> Original:
        """Return the original that a file holds."""
        return cls(path.name, read_stream(path), pack, before)

    def read(self, stream: Stream) -> Disclosure:
        """Return a stream as the audit understands it."""
        disclosure = disclosure_of(stream, self.pack)
        understand_text(disclosure, self.pack)
        return disclosure

    def findings(self, disclosure: Disclosure) -> list[Finding]:
        """Return the errors and warnings of the audit."""
        checked = check_disclosure(disclosure, self.pack, own=False, last_year=self.before)
        found = [*disclosure.findings, *checked]
        return [f for f in found if f.severity is not Severity.INFO]

    def judge(self, mutant: Mutant) -> Verdict:
        """Audit a mutant."""
        rest = Counter(self.known)
        new: list[Finding] = []
        for finding in self.findings(self.read(mutant.stream)):
            if rest[_key(finding)]:
                rest[_key(finding)] -= 1
            else:
                new.append(finding)
        placed = any(t.met(rule, place) for f in new for rule, place in _places(f) for t in mutant.targets)
        leading = [f for f in new if f.places and any(t.met(f.rule, f.places[0]) for t in mutant.targets)]
        proposed = bool(mutant.wanted) and any(mutant.wanted in _said(f) for f in leading)
        return Verdict(mutant, bool(new), placed, bool(leading), proposed, new)


def _said(finding: Finding) -> str:
    return f"{finding.expected} {finding.message}"


def _key(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.message


def _places(finding: Finding) -> Iterator[tuple[str, Place]]:
    for place in finding.places:
        yield finding.rule, place
    for consequence in finding.consequences:
        yield from _places(consequence)


def changed(stream: Stream, changes: dict[tuple[int, int], str]) -> Stream:
    """Return a copy of a stream with other texts in some cells: (row, cell) → text."""
    rows = list(stream.rows)
    for (at, number), text in changes.items():
        row = rows[at]
        cells = list(row.cells)
        cells[number] = replace(cells[number], text=text)
        rows[at] = replace(row, cells=cells)
    return replace(stream, rows=rows)


def without(stream: Stream, at: int) -> Stream:
    """Return a copy of a stream without one row."""
    return replace(stream, rows=[row for number, row in enumerate(stream.rows) if number != at])


def doubled(stream: Stream, at: int) -> Stream:
    """Return a copy of a stream with one row twice."""
    rows: list[StreamRow] = list(stream.rows)
    return replace(stream, rows=[*rows[: at + 1], rows[at], *rows[at + 1 :]])


def spot(place: Place | None) -> tuple[object, ...]:
    """Return what tells one cell or paragraph from another."""
    assert place is not None
    return place.sheet, place.part, place.page, place.paragraph, place.cell
