"""Goes through a text paragraph by paragraph and writes down its statements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from converter.disclosure.finished.vocabulary import normal
from converter.disclosure.model import Disclosure, Table
from converter.money import FEN_PER_WAN, FEN_PER_YUAN
from converter.narrative.model import DisclosureText, FigureRef, Measure, Statement
from converter.narrative.understanding.item_labels import ITEM_NUMBER
from converter.narrative.understanding.numbers import NumberFinder, NumberToken, without_open_slots
from converter.narrative.understanding.sections import (
    CodesSpec,
    ListSpec,
    SectionSpec,
    StatementWords,
    figure_ref,
    load_statement_words,
    sections_of,
)
from converter.narrative.understanding.subjects import Named, SubjectFinder
from converter.packs.classification import CodeList, load_classification
from converter.packs.loading import Pack

_BOUNDARY = re.compile(r"[，。；：、,;:]")
_CLAUSE_END = re.compile(r"[。；！？\n;：:]\s*")
_SENTENCE_END = re.compile(r"[。；！？\n]")
VALUE = ".价值"  # marks the subject of an amount that is the value of things counted
_IN_WAN = {"元": Decimal(FEN_PER_YUAN) / FEN_PER_WAN, "亿元": Decimal(10_000)}


def understand_text(disclosure: Disclosure, pack: Pack) -> list[Statement]:
    """Fill ``disclosure.text.statements`` and return them; amounts in 万元, rates in percent."""
    text = disclosure.text
    if not isinstance(text, DisclosureText):
        return []
    words = load_statement_words(pack)
    classification = load_classification()
    codes = {"function": classification.functional, "economic": classification.economic}
    reader = _Reader(text, words, disclosure.tables, codes, disclosure.unit, disclosure.year)
    text.statements = reader.read()
    return text.statements


@dataclass(slots=True)
class _State:
    """What the words before have settled inside of a section."""

    section: SectionSpec
    named: Named | None = None
    group: int = -1
    inherited: str = ""
    entry: ListSpec | None = None
    project: str = ""
    goes_on: bool = False  # the paragraph before ended in the middle of a list
    measure: Measure = Measure.NONE  # of the amount told last


class _Reader:
    def __init__(
        self,
        text: DisclosureText,
        words: StatementWords,
        tables: Mapping[str, Table],
        codes: Mapping[str, CodeList],
        unit: str,
        year: int | None,
    ) -> None:
        self.text = text
        self.words = words
        self.unit = unit
        projects = [row.project for table in tables.values() for row in table.rows if row.project]
        projects += [table.project for table in text.performance]
        self.numbers = NumberFinder(words, dict.fromkeys(projects), unit, year)
        self.subjects = SubjectFinder(words, tables, codes, unit, year)
        self.statements: list[Statement] = []
        self.groups = 0
        self._unit_end = re.compile(r"\s*(?:" + _finder(words.count_units).pattern + ")$")
        self._unchanged = _finder(words.unchanged_words)
        self._nothing = _finder(words.nothing_words)
        self._reason = _finder(words.reason_words)

    def read(self) -> list[Statement]:
        """Return the statements of the whole text in order."""
        state: _State | None = None
        for index, (paragraph, section) in enumerate(
            zip(self.text.paragraphs, sections_of(self.text, self.words, self.unit), strict=True)
        ):
            if section is None or paragraph.style.startswith(("heading", "part", "contents", "table")):
                state = None if section is None else state
                continue
            if state is None or state.section is not section:
                state = _State(section)
            if section.projects is not None:
                self._project_line(index, paragraph.text, state)
            else:
                self._paragraph(index, paragraph.text, state)
        self.statements.sort(key=lambda s: (s.paragraph, s.start))
        return self.statements

    def _paragraph(self, index: int, text: str, state: _State) -> None:
        state.named = None if not state.section.id.startswith(("assets", "performance")) else state.named
        if state.entry is not None and state.entry.kind != "figures" and not state.goes_on:
            state.entry = None
        state.goes_on = text.rstrip().endswith(("：", ":", "、", "；", ";"))
        lists = self._lists(text, state.section)
        phrases = self._phrases(text)
        for token in self.numbers.find(text):
            while lists and lists[0][0] <= token.start:
                state.entry = lists.pop(0)[1]
            while phrases and phrases[0][0] < token.start:
                self._phrase(index, text, *phrases.pop(0), state)
            self._token(index, text, token, state)
        for phrase in phrases:
            self._phrase(index, text, *phrase, state)
        if lists:
            state.entry = lists[-1][1]

    def _lists(self, text: str, section: SectionSpec) -> list[tuple[int, ListSpec]]:
        """Return where lists of the section begin in a paragraph: at its start, or behind a sentence or colon."""
        found: list[tuple[int, ListSpec]] = []
        if not section.lists:
            return found
        for position in (0, *(match.end() for match in _CLAUSE_END.finditer(text))):
            begin = normal(ITEM_NUMBER.sub("", text[position : position + 40]))
            entry = next(
                (e for e in section.lists if any(begin.startswith(normal(s)) for s in e.starts)), None
            )
            if entry is not None:
                found.append((position, entry))
        return found

    def _phrases(self, text: str) -> list[tuple[int, int, Measure]]:
        """Return where a paragraph says 与上年持平 or 未安排, in order; 上年未安排 says that last year was zero."""
        plain = without_open_slots(text)
        found = [(m.start(), m.end(), Measure.UNCHANGED) for m in self._unchanged.finditer(plain)]
        for match in self._nothing.finditer(plain):
            before = plain[: match.start()].rstrip("均也都 ")
            last_year = before.endswith(("上年", "上年度", "去年"))
            found.append((match.start(), match.end(), Measure.PREVIOUS if last_year else Measure.NONE))
        return sorted(found)

    def _phrase(self, index: int, text: str, start: int, end: int, measure: Measure, state: _State) -> None:
        """Note what is said without a number; what follows is said of the same subject."""
        label = self.numbers.strip_comparison(_BOUNDARY.split(text[:start])[-1])
        if measure is Measure.NONE:
            named = self._resolve(label, None, replace(state)) if label.strip() else None
            if named is None and state.section.empty_table:
                named = Named("total", None, label)
            if named is None or (named.certainty < 0.9 and not named.figure):
                return
            state.named, state.group = named, self._next_group()
        elif measure is Measure.UNCHANGED and label.strip():
            before = state.named.subject if state.named else ""
            named = self.subjects.by_name(label, state.section, before)
            if (
                named is not None
                and named.certainty >= 0.9
                and (state.named is None or named.subject != state.named.subject)
            ):
                state.named, state.group = named, self._next_group()
        named = state.named
        if named is None:
            return
        subject, figure = named.subject, named.figure
        self._add(index, text, start, end, measure, Decimal(0), state, subject, figure)
        if measure is Measure.PREVIOUS:
            self.statements[-1].reason = self._reason_after(text, end)

    def _token(self, index: int, text: str, token: NumberToken, state: _State) -> None:
        if token.measure in (Measure.AMOUNT, Measure.COUNT, Measure.PREVIOUS):
            label = token.before
            if token.measure is Measure.AMOUNT or token.unit not in self.words.percent_units:
                self._settle(label, token, state)
                state.measure = token.measure
        else:
            label = self.numbers.strip_comparison(token.before) if token.measure is not Measure.SHARE else ""
            if token.measure is Measure.CHANGE and not label.strip():
                # “三公”经费与上年相比，减少8.40万元: the subject stands before the comparison.
                clause = _BOUNDARY.split(token.skipped.rstrip(" ，,：:"))[-1]
                compared = self.numbers.strip_comparison(clause)
                label = compared if compared != clause else ""
            if token.measure is Measure.CHANGE and label.strip():
                named = self._resolve(label, None, state)
                if named is not None and (state.named is None or named.subject != state.named.subject):
                    state.named, state.group = named, self._next_group()
        named = state.named
        if token.measure is Measure.COUNT and self._says_nothing(token, named):
            return
        subject = named.subject if named else ""
        figure = named.figure if named else None
        value = self._in_wan(token)
        if subject and self._of_value(token.before)[0]:
            subject, figure = f"{subject}{VALUE}", None
        self._add(index, text, token.start, token.end, token.measure, value, state, subject, figure)
        statement = self.statements[-1]
        statement.raw, statement.unit, statement.direction = token.raw, token.unit, token.direction
        statement.reason = self._reason_after(text, token.unit_end)

    def _in_wan(self, token: NumberToken) -> Decimal:
        """Return the value of a token: amounts in 万元 whatever their unit, other numbers as they are."""
        return token.value * _IN_WAN.get(token.unit, Decimal(1))

    def _settle(self, label: str, token: NumberToken, state: _State) -> None:
        """Find the subject that an amount or count is said of; a nameless one keeps the last."""
        of_value, label = self._of_value(label)
        if of_value and not label:
            # 其他车辆 辆，价值0万元: a subject without a number may stand in between.
            label = self._unit_end.sub("", token.skipped.strip(" ，,；;"))
            between = self._resolve(label, None, state) if label else None
            if between is not None:
                state.named, state.group = between, self._next_group()
            return
        if token.measure is Measure.PREVIOUS:
            label = self.numbers.without_previous(label)
        counted = token.measure is Measure.COUNT and token.after
        if self.numbers.is_nameless(label) and not (
            counted and (state.named is None or self._resolve(token.after, None, state))
        ):
            # 本年预算数为…, 上年预算数为…: said of the subject before, and beside it where one is last year's.
            beside = Measure.PREVIOUS in (token.measure, state.measure)
            state.group = state.group if beside and state.named else self._next_group()
            return
        before = state.named
        named = self._resolve(label, token.value if token.measure is Measure.AMOUNT else None, state)
        if named is None and token.after and token.measure is Measure.COUNT:
            named = self._resolve(token.after, None, state)
        same = before is not None and named is not None and before.subject == named.subject
        if not same or Measure.PREVIOUS not in (token.measure, state.measure):
            state.group = self._next_group()
        state.named = named
        if named is not None and named.subject.startswith("F") and len(named.subject) > 5:
            state.inherited = named.subject[1:]

    def _says_nothing(self, token: NumberToken, named: Named | None) -> bool:
        """A percentage without a verb says nothing; a bare number only behind a name (编制数68)."""
        if token.unit:
            return token.unit in self.words.percent_units
        return named is None or named.certainty < 0.9 or named.figure is not None

    def _of_value(self, label: str) -> tuple[bool, str]:
        """Tell whether an amount is the value of something (价值), and return the label without that word."""
        text = label.strip()
        for word in self.words.value_words:
            if normal(text).endswith(normal(word)):
                return True, text[: len(text) - len(word)].strip()
        return False, text

    def _resolve(self, label: str, value: Decimal | None, state: _State) -> Named | None:
        section, before = state.section, state.named.subject if state.named else ""
        named = self.subjects.by_name(label, section, before)
        if named is not None and named.certainty >= 1.0:
            return named
        spec, column = section.codes, ""
        if state.entry is not None:
            if state.entry.kind == "figures":
                column = state.entry.figure
            elif state.entry.kind == "codes":
                entry = state.entry
                spec = CodesSpec(entry.by, entry.level, entry.figure, entry.rows)
        if spec is not None:
            coded = self.subjects.by_code(label, spec, value, state.inherited, column)
            if coded is not None:
                return coded
        return named

    def _project_line(self, index: int, text: str, state: _State) -> None:
        """Understand one line of the section of projects."""
        spec = state.section.projects
        assert spec is not None
        plain = normal(text)
        label, _, rest = text.partition("：") if "：" in text else text.partition(":")
        name = normal(label).lstrip("0123456789.、()")
        if name == normal(spec.name_label):
            state.project = rest.strip().strip("，,。；")
        elif name == normal(spec.amount_label):
            for token in self.numbers.find(text):
                keys = self.subjects.by_project(state.project, spec.rows)
                figure = figure_ref(spec.figure, key=keys[0]) if len(keys) == 1 else None
                self.groups += 1
                state.group = self.groups
                state.named = Named(f"项目:{state.project}", figure, rest)
                self._add(
                    index,
                    text,
                    token.start,
                    token.end,
                    Measure.AMOUNT,
                    self._in_wan(token),
                    state,
                    f"项目:{state.project}",
                    figure,
                )
                self.statements[-1].raw, self.statements[-1].unit = token.raw, token.unit
                break
        elif name == normal(spec.allocation_label):
            for token in self.numbers.find(text):
                if token.unit in self.words.amount_units:
                    self._add(
                        index,
                        text,
                        token.start,
                        token.end,
                        Measure.AMOUNT,
                        self._in_wan(token),
                        state,
                        f"分配:{state.project}",
                        None,
                    )
                    self.statements[-1].raw, self.statements[-1].unit = token.raw, token.unit
        elif self._nothing.search(plain):
            for phrase in self._phrases(text):
                self._phrase(index, text, *phrase, state)

    def _add(
        self,
        index: int,
        text: str,
        start: int,
        end: int,
        measure: Measure,
        value: Decimal | None,
        state: _State,
        subject: str,
        figure: FigureRef | None,
    ) -> None:
        named = state.named
        self.statements.append(
            Statement(
                subject=subject,
                scope=state.section.id,
                measure=measure,
                value=value,
                paragraph=index,
                start=start,
                end=end,
                sentence=_sentence(text, start),
                label=named.label if named else "",
                codes=named.codes if named else (),
                group=state.group,
                figure=figure,
                place=self.text.paragraphs[index].place,
            )
        )

    def _next_group(self) -> int:
        self.groups += 1
        return self.groups

    def _reason_after(self, text: str, position: int) -> str:
        """Return what follows 主要原因是 in the same sentence, up to the next number's clause."""
        found = self._reason.search(text, position)
        if not found:
            return ""
        between = text[position : found.start()]
        if "；" in between or (re.search(r"\d", between.replace("%", "")) and "万元" in between):
            return ""
        rest = text[found.end() :]
        end = _SENTENCE_END.search(rest)
        return rest[: end.start() if end else len(rest)].lstrip("：: ")


def _finder(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _sentence(text: str, position: int) -> str:
    start = max((m.end() for m in _SENTENCE_END.finditer(text, 0, position)), default=0)
    end = _SENTENCE_END.search(text, position)
    return text[start : end.end() if end else len(text)].strip()
