"""The words by which answers are found in spreadsheets: ``answers.toml`` and the names of ``slots.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from converter.narrative.answers.model import label_key
from converter.narrative.slots import FieldSpec, SlotData, SlotKind, SlotSpec, load_slots
from converter.packs.loading import Pack

_FRONT = re.compile(r"^(?:其中|[一二三四五六七八九十]{1,3}(?=、)|\(?\d{1,2}(?=[.、)]))")
_NUMBERING = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}\s*[.、．)）](?!\d)|[①-⑳⒈-⒛])\s*"
)


def without_number(text: str) -> str:
    """Return a text without the number or 其中 in front of it."""
    before = ""
    while before != text:
        before, text = text, _NUMBERING.sub("", text.strip())
    return text.removeprefix("其中：").removeprefix("其中:").strip()


@dataclass(slots=True, eq=False)
class AnswerData:
    """The pack's ``answers.toml``."""

    count_heads: tuple[str, ...]
    money_heads: tuple[str, ...]
    change_heads: tuple[str, ...]
    last_heads: tuple[str, ...]
    total_rows: tuple[str, ...]
    reason_heads: tuple[str, ...]
    purpose_heads: tuple[str, ...]
    nothing: tuple[str, ...]
    separators: str
    project_names: tuple[str, ...]
    unit_heads: tuple[str, ...]
    measure_units: tuple[str, ...]
    last_year_words: tuple[str, ...]
    roles: tuple[str, ...]
    subjects: dict[str, list[str]]


@dataclass(slots=True, eq=False)
class AnswerWords:
    """The words ready for use: keys of labels → what they mean."""

    data: AnswerData
    slots: SlotData
    by_name: dict[str, list[SlotSpec]] = field(default_factory=dict)
    fields: dict[str, FieldSpec] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    totals: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()
    nothing: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pack: Pack) -> AnswerWords:
        """Return the words of a pack, built once; raise PackError when its data is broken."""
        return pack.derived("answer words", lambda: cls._build(pack))

    @classmethod
    def _build(cls, pack: Pack) -> AnswerWords:
        data, slots = pack.section("answers", AnswerData), load_slots(pack)
        words = cls(data, slots)
        for slot in slots.slots:
            for name in dict.fromkeys((slot.label, *slot.names)):
                words.by_name.setdefault(label_key(name), []).append(slot)
        for spec in slots.fields:
            for name in (spec.label, *spec.names):
                words.fields.setdefault(label_key(name), spec)
        heads = {
            "count": data.count_heads,
            "money": data.money_heads,
            "change": data.change_heads,
            "last": data.last_heads,
        }
        for measure, names in heads.items():
            for name in names:
                words.measures.setdefault(label_key(name), measure)
        words.totals = _keys(data.total_rows)
        words.reasons = _keys(data.reason_heads)
        words.purposes = _keys(data.purpose_heads)
        words.projects = _keys(data.project_names)
        words.nothing = _keys(data.nothing)
        return words

    def slots_named(self, text: str, role: str) -> list[SlotSpec]:
        """Return the slots that a label names in a sheet of a role, [] when it names none."""
        for candidate in (text, without_number(text)):
            found = self.by_name.get(label_key(candidate))
            if found:
                return [slot for slot in found if role in self.data.subjects.get(slot.subject, ())]
        return []

    def measure(self, text: str) -> str:
        """Return which quantity a column heading speaks of: count, money, change, last, "" for none."""
        return self.measures.get(label_key(text), "")

    def is_total(self, text: str) -> bool:
        """Whether a row's label says that it is the total."""
        return label_key(text) in self.totals

    def says_nothing(self, text: str) -> bool:
        """Whether an answer says that there is none."""
        return label_key(text) in self.nothing


def _keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(label_key(name) for name in names)


def chosen(slots: list[SlotSpec], measure: str, every: SlotData) -> SlotSpec | None:
    """Return which of the slots that a row names a column of ``measure`` fills, None for none.

    ``every`` finds the slot of the value or of the change beside the one of the number.
    """
    endings = {"money": ".价值", "change": ".增减"}
    if measure in endings:
        for slot in slots:
            beside = every.slot(slot.id + endings[measure])
            if beside is not None:
                return beside
        kind = SlotKind.AMOUNT
        return next((s for s in slots if s.kind is kind), None) if measure == "money" else None
    if measure == "count":
        return next((s for s in slots if s.kind in (SlotKind.COUNT, SlotKind.NUMBER)), None)
    return slots[0] if slots and not measure else None
