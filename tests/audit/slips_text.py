"""Slips in the running text of a finished document."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from converter.findings import Place
from converter.narrative.model import DisclosureText, Measure, Paragraph, Statement
from converter.rules.checks.text_view import part_name

from .mutants import Mutant, Original, Target, changed, doubled, spot, without
from .numbers import CHANGES

# Numbers of running text that say something of the budget; years, code labels and numbering do not.
_STATED = re.compile(
    r"(?<![\d.〔（(])(\d+(?:\.\d+)?)(?=\s*(?:万元(?!以[上下])|%|％|人|辆|个处室|个，涉及|家))"
)
# Facts that nothing else in a document repeats: a slip in them cannot be seen by anybody.
_ALONE = re.compile(
    r"房屋\d|平方米，价值|办公家具价值|其他资产价值|大型设备\d|编制数\s*\d|以上大型设备|单位价值|非财政拨款项目\d|预留政府采购项目预算金额|比上年(?:增加|减少)\d+人"
)


class TextSlips:
    """Makes mutants of one original by slips in its running text."""

    def __init__(self, original: Original, seed: int = 0) -> None:
        self.original = original
        self.stream = original.stream
        self.rng = random.Random(seed)

    def _paragraphs(self) -> Iterator[tuple[int, int, str, Place]]:
        told = {spot(p.place) for p in self._body()}
        for at, row in enumerate(self.stream.rows):
            for number, cell in enumerate(row.cells):
                if spot(cell.place) in told:
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
                    wanted=whole,
                )

    def _replaced(self, kind: str, pattern: str, new: Callable[[str], str | None]) -> Iterator[Mutant]:
        """Yield mutants with a match of the pattern replaced, outside of titles and of the unit's name."""
        shut = f"《[^》]*》|{re.escape(self.original.disclosure.unit or chr(0))}"
        for at, number, text, place in self._paragraphs():
            spans = [m.span() for m in re.finditer(shut, text)]
            for found in re.finditer(pattern, text):
                if any(
                    a <= found.start() and found.end() <= b and found.end() - found.start() < b - a
                    for a, b in spans
                ):
                    continue
                other = new(found[0])
                if other is None or other == found[0]:
                    continue
                around = text[max(0, found.start() - 8) : found.end() + 8]
                yield Mutant(
                    kind,
                    f"…{around}…: {found[0]} → {other}",
                    changed(self.stream, {(at, number): text[: found.start()] + other + text[found.end() :]}),
                    [Target(paragraph=place)],
                    wanted=found[0],
                )

    def verbs(self) -> Iterator[Mutant]:
        """Yield mutants with 增加 and 减少, 增长 and 下降 swapped before a number."""
        other = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长"}
        yield from self._replaced("文 增减颠倒", r"(?:增加|减少|增长|下降)(?=\d)(?!\d+人)", other.get)

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

    def _statements(self) -> Iterator[tuple[int, int, str, Place, list[Statement]]]:
        """Yield the paragraphs that speak of figures of the tables, with what they state."""
        text = self.original.disclosure.text
        if not isinstance(text, DisclosureText):
            return
        stated: dict[tuple[object, ...], list[Statement]] = {}
        for statement in text.statements:
            place = text.paragraphs[statement.paragraph].place
            if place is not None and statement.figure is not None:
                stated.setdefault(spot(place), []).append(statement)
        for at, number, line, place in self._paragraphs():
            if spot(place) in stated:
                yield at, number, line, place, stated[spot(place)]

    def dropped(self) -> Iterator[Mutant]:
        """Yield mutants without one sentence about a figure."""
        for at, _, line, _, stated in self._statements():
            if not any(s.measure is Measure.AMOUNT and s.value for s in stated):
                continue
            part = self._part(stated[0].paragraph)
            yield Mutant("文 漏一句", line[:40], without(self.stream, at), [Target(part=part)])

    def _part(self, index: int) -> str:
        text = self.original.disclosure.text
        assert isinstance(text, DisclosureText)
        return part_name(text.paragraphs[index]) or ""

    def repeated(self) -> Iterator[Mutant]:
        """Yield mutants with one sentence printed twice."""
        for at, _, line, place, _ in self._statements():
            target = Target(paragraph=place)
            yield Mutant("文 重复一句", line[:40], doubled(self.stream, at), [target])

    def last_year(self) -> Iterator[Mutant]:
        """Yield mutants with last year's amount left standing in a sentence."""
        for at, number, line, place, stated in self._statements():
            text = self.original.disclosure.text
            assert isinstance(text, DisclosureText)
            raw = text.paragraphs[stated[0].paragraph].text
            groups = {s.group: s for s in stated if s.measure is Measure.CHANGE and s.value}
            for now in stated:
                change = groups.get(now.group)
                if now.measure is not Measure.AMOUNT or change is None or not now.value or raw != line:
                    continue
                before = now.value - (change.value or Decimal(0))
                if now.subject != change.subject or before <= 0:
                    continue
                yield Mutant(
                    "文 抄上年的数",
                    f"{line[:30]}…: {now.raw} → {before:.2f}",
                    changed(self.stream, {(at, number): f"{line[: now.start]}{before:.2f}{line[now.end :]}"}),
                    [Target(paragraph=place)],
                    wanted=now.raw,
                )

    def projects(self) -> Iterator[Mutant]:
        """Yield mutants with one sign of a project's name missing."""
        names = {r.project for t in self.original.disclosure.tables.values() for r in t.rows if r.project}
        if names:
            pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
            yield from self._replaced(
                "文 项目名称", f"(?<=项目名称：)(?:{pattern})|(?<=安排规模：)(?:{pattern})", self._cut
            )

    def units(self) -> Iterator[Mutant]:
        """Yield mutants with one sign of the unit's name missing."""
        unit = self.original.disclosure.unit
        if unit:
            yield from self._replaced("文 单位名称", re.escape(unit), self._cut)

    def _cut(self, name: str) -> str:
        at = self.rng.randrange(1, len(name) - 1)
        return name[:at] + name[at + 1 :]

    def with_table(self) -> Iterator[Mutant]:
        """Yield mutants with an amount changed alike in a sentence and in its table."""
        at_place = {
            spot(c.place): (r, n) for r, row in enumerate(self.stream.rows) for n, c in enumerate(row.cells)
        }
        text = self.original.disclosure.text
        for at, number, line, place, stated in self._statements():
            assert isinstance(text, DisclosureText)
            for one in stated:
                ref = one.figure
                if one.measure is not Measure.AMOUNT or not one.value or ref is None:
                    continue
                row = self.original.disclosure.tables[ref.table].row(ref.row)
                cell = row.cells.get(ref.column) if row is not None else None
                if cell is None or cell.place is None or text.paragraphs[one.paragraph].text != line:
                    continue
                new = f"{one.value + Decimal(self.rng.choice(['0.01', '1.00', '20.00'])):.2f}"
                texts = {
                    (at, number): f"{line[: one.start]}{new}{line[one.end :]}",
                    at_place[spot(cell.place)]: new,
                }
                yield Mutant(
                    "表文一致地改",
                    f"{ref.table} {ref.row} {ref.column} 和“{line[:24]}…” {one.raw} → {new}",
                    changed(self.stream, texts),
                    [Target(ref.table, ref.row, ref.column), Target(paragraph=place)],
                )


def _in_reason(text: str, position: int) -> bool:
    """Whether a number stands in the reason of a change, which names the main causes only."""
    sentence = re.split("[。；]", text[:position])[-1]
    return "原因是" in sentence
