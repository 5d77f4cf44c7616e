"""Changes a finished document in one place, as a slip would, and judges whether the audit names that place.

The changes are made to the stream of rows that a file was read into: what a reader sees, and nothing else.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from converter.disclosure.finished.reading import disclosure_of, read_stream
from converter.disclosure.finished.stream import Stream, StreamCell, StreamRow
from converter.disclosure.model import Disclosure
from converter.findings import Finding, Place, Severity
from converter.narrative.model import DisclosureText, Paragraph
from converter.narrative.understanding.understanding import understand_text
from converter.packs.loading import Pack
from converter.rules.checking import check_disclosure

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# Numbers of running text that say something of the budget; years, code labels and numbering do not.
_STATED = re.compile(
    r"(?<![\d.〔（(])(\d+(?:\.\d+)?)(?=\s*(?:万元(?!以[上下])|%|％|人|辆|个处室|个，涉及|家))"
)
# Facts that nothing else in a document repeats: a slip in them cannot be seen by anybody.
_ALONE = re.compile(
    r"房屋\d|房屋0平方米，价值|办公家具价值|其他资产价值|大型设备\d|编制数\d|以上大型设备|单位价值|非财政拨款项目\d"
)


@dataclass(slots=True)
class Target:
    """Where a change was made: a figure of a table, a whole row or table, or a paragraph."""

    table: str | None = None
    row: str | None = None
    column: str | None = None
    paragraph: Place | None = None

    def met(self, place: Place) -> bool:
        """Whether a finding's place is this one."""
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
    """One changed document: ``kind`` of the change, what was done, and where it must be found."""

    kind: str
    told: str
    stream: Stream
    targets: list[Target]
    alone: bool = False
    sever: bool = True


@dataclass(slots=True)
class Verdict:
    """Whether a change was noticed at all (an error or warning more), and whether at its place."""

    mutant: Mutant
    noticed: bool
    placed: bool


@dataclass(slots=True)
class Original:
    """A document without faults: its stream, what was read from it, and the findings it has."""

    name: str
    stream: Stream
    pack: Pack
    disclosure: Disclosure = field(init=False)
    known: Counter[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.disclosure = self.read(self.stream)
        self.known = Counter(_key(f) for f in self.findings(self.disclosure))

    @classmethod
    def of(cls, path: Path, pack: Pack) -> Original:
        """Return the original that a file holds."""
        return cls(path.name, read_stream(path), pack)

    def read(self, stream: Stream) -> Disclosure:
        """Return a stream as the audit understands it."""
        disclosure = disclosure_of(stream, self.pack)
        understand_text(disclosure, self.pack)
        return disclosure

    def findings(self, disclosure: Disclosure) -> list[Finding]:
        """Return the errors and warnings of the audit."""
        found = [*disclosure.findings, *check_disclosure(disclosure, self.pack, own=False)]
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
        placed = any(target.met(place) for f in new for place in _places(f) for target in mutant.targets)
        return Verdict(mutant, bool(new), placed)


def _key(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.message


def _places(finding: Finding) -> Iterator[Place]:
    yield from finding.places
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


# -- changes of a number


def cent(rng: random.Random, text: str) -> str | None:
    """Return a number that is 0.01 more or less."""
    value = Decimal(text) + rng.choice([Decimal("0.01"), Decimal("-0.01")])
    return f"{value:.2f}" if value >= 0 else f"{Decimal(text) + Decimal('0.01'):.2f}"


def amount(rng: random.Random, text: str) -> str | None:
    """Return another number of the same size."""
    value = Decimal(text) * Decimal(rng.choice(["1.1", "0.9", "1.37"])) + Decimal(rng.randint(1, 9))
    return f"{value:.2f}"


def digits(rng: random.Random, text: str) -> str | None:
    """Return the number with two neighbouring digits swapped; None when there are no two different."""
    places = [
        (i, j)
        for i, j in (
            (i, i + 1 if text[i + 1] != "." else i + 2) for i in range(len(text) - 1) if text[i] != "."
        )
        if j < len(text)
        and text[i].isdigit()
        and text[j].isdigit()
        and text[i] != text[j]
        and not (i == 0 and text[j] == "0")
    ]
    if not places:
        return None
    i, j = rng.choice(places)
    signs = list(text)
    signs[i], signs[j] = signs[j], signs[i]
    return "".join(signs)


CHANGES: dict[str, Callable[[random.Random, str], str | None]] = {
    "±0.01": cent,
    "另一个数": amount,
    "两位颠倒": digits,
}


class Mutator:
    """Makes mutants of one original."""

    def __init__(self, original: Original, seed: int = 0) -> None:
        self.original = original
        self.stream = original.stream
        self.rng = random.Random(seed)
        self._at: dict[tuple[object, ...], tuple[int, int]] = {}
        for at, row in enumerate(self.stream.rows):
            for number, cell in enumerate(row.cells):
                self._at[_spot(cell.place)] = (at, number)
        self.used = {
            self._at[_spot(cell.place)][0]
            for table in original.disclosure.tables.values()
            for _, _, cell in table.figures()
            if cell.place is not None
        }

    def _cell(self, spot: tuple[int, int]) -> StreamCell:
        return self.stream.rows[spot[0]].cells[spot[1]]

    def figures(self, kind: str) -> Iterator[Mutant]:
        """Yield mutants with one figure of a table changed."""
        for table in self.original.disclosure.tables.values():
            for row, column, cell in table.figures():
                if not cell.value or cell.place is None:
                    continue
                spot = self._at[_spot(cell.place)]
                text = self._cell(spot).plain.replace(",", "")
                new = CHANGES[kind](self.rng, text)
                if new is None or Decimal(new) == Decimal(text):
                    continue
                yield Mutant(
                    f"表 {kind}",
                    f"{table.id} {row.key} {column}: {text} → {new}",
                    changed(self.stream, {spot: new}),
                    [Target(table.id, row.key, column)],
                )

    def pairs(self) -> Iterator[Mutant]:
        """Yield mutants with a figure and the sum it stands in changed by the same amount."""
        for table in self.original.disclosure.tables.values():
            for row in table.rows:
                first = [(name, cell) for name, cell in row.cells.items() if cell.value]
                if len(first) < 2 or row.section:
                    continue
                (total_name, total), (name, part) = first[0], self.rng.choice(first[1:])
                if not total.value or not part.value or not total.place or not part.place:
                    continue
                if row.key == "合计" or total_name != table.columns[0][0]:
                    continue
                more = Decimal(self.rng.choice(["0.01", "1.00", "12.30"]))
                factor = self._factor(part.value, self._cell(self._at[_spot(part.place)]).plain)
                changes = {
                    self._at[_spot(c.place)]: f"{(c.value + more) * factor:.2f}"
                    for c in (total, part)
                    if c.place is not None and c.value is not None
                }
                yield Mutant(
                    "表 两处一致地改",
                    f"{table.id} {row.key} {total_name}、{name} 各加 {more}",
                    changed(self.stream, changes),
                    [Target(table.id, row.key, total_name), Target(table.id, row.key, name)],
                )

    @staticmethod
    def _factor(value: Decimal, text: str) -> Decimal:
        return Decimal(10_000) if abs(Decimal(text.replace(",", ""))) > abs(value) * 5000 else Decimal(1)

    def rows(self) -> Iterator[Mutant]:
        """Yield mutants without one row of a table."""
        for table in self.original.disclosure.tables.values():
            for row in table.rows:
                cells = [c for c in row.cells.values() if c.value and c.place is not None]
                if not cells or cells[0].place is None:
                    continue
                at = self._at[_spot(cells[0].place)][0]
                upper = [row.key, "合计", row.key[:5], row.key[:3]] if row.level else []
                targets = [Target(table.id, key) for key in upper] or [Target(table.id)]
                yield Mutant("表 漏一行", f"{table.id} {row.key}", without(self.stream, at), targets)

    def codes(self) -> Iterator[Mutant]:
        """Yield mutants with one digit of a code changed."""
        for table in self.original.disclosure.tables.values():
            for row in table.rows:
                if not row.codes or row.place is None:
                    continue
                place = next((c.place for c in row.cells.values() if c.place), None)
                if place is None:
                    continue
                at = self._at[_spot(place)][0]
                cells = self.stream.rows[at].cells
                number = max(
                    (i for i, c in enumerate(cells[: len(row.codes)]) if c.plain.isdigit()), default=None
                )
                if number is None:
                    continue
                text = cells[number].plain
                new = text[:-1] + str((int(text[-1]) + self.rng.randint(1, 8)) % 10)
                if new == text:
                    continue
                yield Mutant(
                    "表 编码",
                    f"{table.id} {row.key}: {text} → {new}",
                    changed(self.stream, {(at, number): new}),
                    [Target(table.id)],
                )

    def names(self) -> Iterator[Mutant]:
        """Yield mutants with one sign of a name missing in a table."""
        for table in self.original.disclosure.tables.values():
            for row in table.rows:
                place = next((c.place for c in row.cells.values() if c.place), None)
                if place is None or not row.level or len(row.label) < 4 or row.project:
                    continue
                at = self._at[_spot(place)][0]
                label = re.sub(r"\s", "", row.label)
                number = next(
                    (i for i, c in enumerate(self.stream.rows[at].cells) if c.plain.endswith(label[-4:])),
                    None,
                )
                if number is None:
                    continue
                text = self.stream.rows[at].cells[number].plain
                cut = self.rng.randrange(len(text) - len(label) + 1, len(text))
                yield Mutant(
                    "表 名称",
                    f"{table.id} {row.key}: {text} 少“{text[cut]}”",
                    changed(self.stream, {(at, number): text[:cut] + text[cut + 1 :]}),
                    [Target(table.id)],
                )

    def notes(self) -> Iterator[Mutant]:
        """Yield mutants without the note of an empty table."""
        for table in self.original.disclosure.tables.values():
            if table.note and table.note_place is not None:
                at = self._at[_spot(table.note_place)][0]
                yield Mutant("表 漏备注", table.id, without(self.stream, at), [Target(table.id)])

    # -- running text

    def _paragraphs(self) -> Iterator[tuple[int, int, str, Place]]:
        told = {_spot(p.place) for p in self._body()}
        for at, row in enumerate(self.stream.rows):
            for number, cell in enumerate(row.cells):
                if _spot(cell.place) in told:
                    yield at, number, cell.text, cell.place

    def _body(self) -> list[Paragraph]:
        text = self.original.disclosure.text
        if not isinstance(text, DisclosureText):
            return []
        return [p for p in text.paragraphs if p.part in (1, 3)]

    def stated(self, kind: str) -> Iterator[Mutant]:
        """Yield mutants with one number of the running text changed."""
        for at, number, text, place in self._paragraphs():
            for found in _STATED.finditer(text):
                whole = found[1]
                new = CHANGES[kind](self.rng, whole)
                if new is not None and "." not in whole and text[found.end()] not in "万%％":
                    new = str(int(whole) + self.rng.randint(1, 5))
                if new is None or Decimal(new) == Decimal(whole):
                    continue
                around = text[max(0, found.start() - 12) : found.end() + 4]
                yield Mutant(
                    f"文 {kind}",
                    f"{around} → {new}",
                    changed(self.stream, {(at, number): text[: found.start(1)] + new + text[found.end(1) :]}),
                    [Target(paragraph=place)],
                    alone=bool(_ALONE.search(around)) or _in_reason(text, found.start(1)),
                )

    def _replaced(self, kind: str, pattern: str, new: Callable[[str], str | None]) -> Iterator[Mutant]:
        for at, number, text, place in self._paragraphs():
            for found in re.finditer(pattern, text):
                other = new(found[0])
                if other is None or other == found[0]:
                    continue
                around = text[max(0, found.start() - 8) : found.end() + 8]
                yield Mutant(
                    kind,
                    f"…{around}…: {found[0]} → {other}",
                    changed(self.stream, {(at, number): text[: found.start()] + other + text[found.end() :]}),
                    [Target(paragraph=place)],
                )

    def verbs(self) -> Iterator[Mutant]:
        """Yield mutants with 增加 and 减少, 增长 and 下降 swapped before a number."""
        other = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长"}
        yield from self._replaced("文 增减颠倒", r"(?:增加|减少|增长|下降)(?=\d)", other.get)

    def years(self) -> Iterator[Mutant]:
        """Yield mutants with another year."""
        yield from self._replaced(
            "文 年份",
            r"(?<!〔)20\d\d(?=年)",
            lambda y: str(int(y) + self.rng.choice([-1, -10, 1])),
        )

    def phrases(self) -> Iterator[Mutant]:
        """Yield mutants with a phrase printed twice."""
        yield from self._replaced(
            "文 重复",
            r"(?:主要原因是|比上年预算|一般公共预算|政府采购|公务用车|万元，|占用使用)",
            lambda text: text * 2,
        )

    def text_names(self) -> Iterator[Mutant]:
        """Yield mutants with one sign of a code's name missing in the running text."""
        names = {
            row.label
            for table in self.original.disclosure.tables.values()
            for row in table.rows
            if row.level and len(row.label) > 3 and not row.project
        }
        if not names:
            return
        pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))

        def cut(name: str) -> str:
            at = self.rng.randrange(len(name) - 1)
            return name[:at] + name[at + 1 :]

        yield from self._replaced("文 名称", pattern, cut)

    def text_codes(self) -> Iterator[Mutant]:
        """Yield mutants with another digit in a code label."""
        yield from self._replaced(
            "文 编码",
            r"(?<=[（(])\d{2,3}(?=[类款项])",
            lambda code: code[:-1] + str((int(code[-1]) + self.rng.randint(1, 8)) % 10),
        )

    def all_kinds(self) -> dict[str, list[Mutant]]:
        """Return every mutant of the original by kind."""
        made: dict[str, list[Mutant]] = defaultdict(list)
        sources = [self.figures(kind) for kind in CHANGES] + [self.stated(kind) for kind in CHANGES]
        sources += [self.pairs(), self.rows(), self.codes(), self.names(), self.notes(), self.verbs()]
        sources += [self.years(), self.phrases(), self.text_names(), self.text_codes()]
        for source in sources:
            for mutant in source:
                made[mutant.kind].append(mutant)
        return made


def _in_reason(text: str, position: int) -> bool:
    """Whether a number stands in the reason of a change, which names the main causes only."""
    sentence = re.split("[。；]", text[:position])[-1]
    return "原因是" in sentence


def _spot(place: Place | None) -> tuple[object, ...]:
    assert place is not None
    return place.sheet, place.part, place.page, place.paragraph, place.cell


def sampled(made: dict[str, list[Mutant]], most: int, seed: int) -> dict[str, list[Mutant]]:
    """Return at most ``most`` mutants of each kind."""
    rng = random.Random(seed)
    return {kind: rng.sample(mutants, min(most, len(mutants))) for kind, mutants in made.items()}


__all__ = ["Mutant", "Mutator", "Original", "StreamRow", "Target", "Verdict", "changed", "sampled", "without"]
