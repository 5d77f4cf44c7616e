"""Which subject a printed label names: by exact words, by code labels, by the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from converter.disclosure.finished.vocabulary import normal
from converter.disclosure.model import Table
from converter.narrative.model import FigureRef
from converter.narrative.understanding.item_labels import (
    ITEM_NUMBER,
    assembled_code,
    code_labels,
    last_name,
)
from converter.narrative.understanding.sections import (
    CodesSpec,
    SectionSpec,
    StatementWords,
    SubjectSpec,
    figure_ref,
)
from converter.packs.classification import CodeList

_YEAR = re.compile(r"\d{4}年(?:度|底|末)?")
_DENIED = re.compile(r"(?:未|无|没有)安排$")
SIMILAR = 55
# What an exact name and an exact code weigh beside a likeness of at most 95.
_EXACT, _CODE, _AMOUNT = 120.0, 70.0, 35.0


@dataclass(slots=True)
class Named:
    """A subject that a label names: id, cell, the label as printed, how sure (1.0: by exact name)."""

    subject: str
    figure: FigureRef | None
    label: str
    codes: tuple[tuple[str, str], ...] = ()
    certainty: float = 1.0


class SubjectFinder:
    """Resolves labels for one document: its tables say which codes and projects can be meant."""

    def __init__(
        self,
        words: StatementWords,
        tables: Mapping[str, Table],
        codes: Mapping[str, CodeList],
        unit: str,
        year: int | None,
    ) -> None:
        self.words = words
        self.tables = tables
        self.codes = codes
        self.unit = normal(unit)
        self.year = year
        self._fillers = sorted(map(normal, words.fillers), key=len, reverse=True)
        self._cleaned: dict[str, str] = {}
        self._rows: dict[tuple[str, str, str, int], list[tuple[str, str, Decimal | None]]] = {}

    def cleaned(self, label: str) -> str:
        """Return a label without item number, unit, year and the words that say nothing of the subject."""
        known = self._cleaned.get(label)
        if known is None:
            known = self._cleaned[label] = self._clean(label)
        return known

    def _clean(self, label: str) -> str:
        text = _YEAR.sub("", normal(ITEM_NUMBER.sub("", label))).strip(":,;")
        text = text.replace(self.unit, "") if self.unit else text
        changed = True
        while changed and text:
            changed = False
            for filler in self._fillers:
                if text.startswith(filler) and len(text) > len(filler):
                    text, changed = text[len(filler) :], True
                if text.endswith(filler) and len(text) > len(filler) and not _DENIED.search(text):
                    text, changed = text[: -len(filler)], True
            text = text.strip(":,;")
        return text.strip("():,;")

    def by_name(self, label: str, section: SectionSpec, subject_before: str) -> Named | None:
        """Return the subject of the section whose name the label is or ends with."""
        raw = _YEAR.sub("", normal(ITEM_NUMBER.sub("", label))).strip(":,;")
        if self.unit:
            raw = raw.replace(self.unit, "")
        text = self.cleaned(label)
        best: tuple[int, SubjectSpec] | None = None
        for subject in section.subjects:
            if subject.after and not subject_before.startswith(subject.after):
                continue
            for name in subject.names:
                plain = normal(name)
                rank = 0
                if plain in (text, raw):
                    rank = 1000
                elif self.cleaned(name) == text:
                    rank = 900
                elif raw.endswith(plain) and len(plain) > 2:
                    rank = 100 + len(plain)
                if rank and (best is None or rank > best[0]):
                    best = (rank, subject)
        if best is None:
            return None
        return Named(
            best[1].id, figure_ref(best[1].figure), label.strip(), certainty=1.0 if best[0] >= 900 else 0.9
        )

    def by_code(
        self, label: str, spec: CodesSpec, value: Decimal | None, inherited: str, column: str = ""
    ) -> Named | None:
        """Return the code that a label names by its name, its code labels and, among equals, its amount."""
        labels = code_labels(ITEM_NUMBER.sub("", label))
        digits = assembled_code(labels, inherited, spec.level)
        name = self.cleaned(last_name(label))
        candidates = self._candidates(spec)
        best: tuple[float, str] | None = None
        sure = self._beyond_doubt(candidates, digits, name, value)
        if sure is not None:
            best, candidates = sure, []
        for code, official, figure_value in candidates:
            score = _likeness(name, normal(official))
            if digits and code == digits:
                score += _CODE
            elif digits and code.startswith(digits):
                score += 20
            elif digits and len(digits) == spec.level:
                score -= 15
            if value is not None and figure_value is not None and figure_value == value and value:
                score += _AMOUNT
            if best is None or score > best[0]:
                best = (score, code)
        ended = self._known_code(spec, digits, name) if best is None or best[1] != digits else ""
        if ended:
            best = (100.0, ended)
        if best is None or best[0] < SIMILAR:
            return None
        prefix = "F" if spec.by == "function" else "E"
        return Named(
            prefix + best[1],
            figure_ref(column or spec.figure, code=best[1]),
            label.strip(),
            tuple((one.digits, one.kind) for one in labels),
            min(1.0, best[0] / 100),
        )

    @staticmethod
    def _beyond_doubt(
        candidates: Sequence[tuple[str, str, Decimal | None]], digits: str, name: str, value: Decimal | None
    ) -> tuple[float, str] | None:
        """Return score and code of the row whose name is exact and whose code (without one: amount) is too: no
        likeness, code or amount of another row outweighs them."""
        for code, official, amount in candidates:
            if digits and code != digits:
                continue
            if (digits or (value and amount == value)) and name and normal(official) == name:
                return _EXACT + (_CODE if digits else _AMOUNT), code
        return None

    def _known_code(self, spec: CodesSpec, digits: str, name: str) -> str:
        """Return a whole code that is printed with its own name though no row of the table has it (an item
        that ended), "" when it is none."""
        if len(digits) != spec.level:
            return ""
        code_list = self.codes[spec.by]
        known = code_list.get(digits, self.year) or code_list.any_year(digits)
        return digits if known is not None and normal(known.name) == name else ""

    def _candidates(self, spec: CodesSpec) -> list[tuple[str, str, Decimal | None]]:
        """Return (code, official name, amount) of the rows of the table at the codes' level."""
        key = (spec.rows, spec.figure, spec.by, spec.level)
        if key not in self._rows:
            self._rows[key] = self._listed(spec)
        return self._rows[key]

    def _listed(self, spec: CodesSpec) -> list[tuple[str, str, Decimal | None]]:
        found: list[tuple[str, str, Decimal | None]] = []
        table = self.tables.get(spec.rows)
        column = (figure_ref(spec.figure) or FigureRef("", "", "")).column
        code_list = self.codes[spec.by]
        seen: set[str] = set()
        for row in table.rows if table else ():
            code = row.key.removeprefix("支出")
            if len(code) != spec.level or not code.isdigit() or code in seen:
                continue
            seen.add(code)
            known = code_list.get(code, self.year) or code_list.any_year(code)
            names = [known.name] if known else [row.label]
            found += [(code, name, row.value(column) if row.cells else None) for name in names]
        if not found:
            found = [
                (code, entry.name, None)
                for code in code_list
                if len(code) == spec.level and (entry := code_list.get(code, self.year))
            ]
        return found

    def by_project(self, label: str, rows: str) -> list[str]:
        """Return the keys of the project rows whose name a label is."""
        table = self.tables.get(rows)
        plain = normal(label).strip(",.;:()")
        if table is None or not plain:
            return []
        exact = [row.key for row in table.rows if row.project and normal(row.project) == plain]
        if exact:
            return exact
        return [
            row.key
            for row in table.rows
            if row.project
            and (normal(row.project) in plain or (len(plain) > 5 and plain in normal(row.project)))
        ]


@lru_cache(maxsize=20000)
def _likeness(left: str, right: str) -> float:
    """Return how alike two names are, 0–100; a name that contains the other counts as close."""
    if not left or not right:
        return 0.0
    if left == right:
        return _EXACT  # an exact name weighs more than a wrong code label beside it
    from rapidfuzz import fuzz

    score = float(fuzz.ratio(left, right))
    if len(right) > 2 and right in left:
        score = max(score, 80.0)
    return min(score, 95.0)


def names_listed(text: str, separators: str = "、，,；;") -> Iterable[str]:
    """Return the names of a list such as 一般公共服务支出、住房保障支出。"""
    for piece in re.split(f"[{separators}]", text.strip().rstrip("。.")):
        if piece.strip():
            yield piece.strip()
