"""The words by which answers are found in spreadsheets: ``answers.toml`` and the names of ``slots.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from converter.narrative.answers.model import label_key
from converter.narrative.slots import FieldSpec, SlotData, SlotKind, SlotSpec, load_slots
from converter.packs.loading import Pack

_FRONT = re.compile(r"^(?:其中|[一二三四五六七八九十]{1,3}(?=、)|\(?\d{1,3}(?=[.、)]))")
_UNIT_AT_END = re.compile(r"[（(\[【](?:单位[：:])?(?P<unit>[^（）()\[\]【】]{1,6})[）)\]】]$")
_YEAR = re.compile(r"^(?:19|20)\d\d年度?")
_BRACKET_AT_END = re.compile(r"[（(][^（）()]*[)）]$")
_LONGEST_LABEL = 40
# So many labels of a subject on one sheet are no accident.
_ENOUGH = 3
# So long a name of a list is telling at the end of a longer heading, too.
_TELLING = 4
# Labels repeat from unit to unit; so many are kept as they were compared.
_MOST_KEPT = 20000
_NUMBERING = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,3}\s*[.、．)）](?!\d)|[①-⑳⒈-⒛])\s*"
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
    units: tuple[str, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    endings: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    this_year_words: tuple[str, ...] = ()
    sequence_heads: tuple[str, ...] = ()
    flags: dict[str, str] = field(default_factory=dict)
    sentences: dict[str, list[str]] = field(default_factory=dict)
    yes: tuple[str, ...] = ("是",)
    no: tuple[str, ...] = ("否",)


@dataclass(slots=True, eq=False)
class Labelled:
    """What a label names: its slots, the unit that it states in brackets, the quantity it is confined to."""

    slots: list[SlotSpec]
    unit: str = ""
    measure: str = ""


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
    units: frozenset[str] = frozenset()
    sentences: dict[str, list[re.Pattern[str]]] = field(default_factory=dict)
    by_likeness: dict[str, list[SlotSpec]] = field(default_factory=dict)
    telling: dict[str, list[SlotSpec]] = field(default_factory=dict)
    _alike: dict[str, str] = field(default_factory=dict)

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
        words.telling = {
            name: lists
            for name, named in words.by_name.items()
            if len(name) >= _TELLING and (lists := [s for s in named if s.kind is SlotKind.LIST])
        }
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
        words.units = frozenset(data.units)
        words.sentences = {slot: [re.compile(p) for p in ps] for slot, ps in data.sentences.items()}
        for slot in slots.slots:
            for name in dict.fromkeys((slot.label, *slot.names)):
                held = words.by_likeness.setdefault(words.likeness(name), [])
                if slot not in held:
                    held.append(slot)
        return words

    def slots_named(self, text: str, role: str) -> list[SlotSpec]:
        """Return the slots that a label names in a sheet of a role, [] when it names none."""
        for candidate in (text, without_number(text)):
            found = self.by_name.get(label_key(candidate))
            if found:
                return [slot for slot in found if role in self.data.subjects.get(slot.subject, ())]
        return []

    def likeness(self, text: str) -> str:
        """Return a label with words that mean the same made the same (较上年 = 比上年, 数量 = 数)."""
        known = self._alike.get(text)
        if known is not None:
            return known
        key = label_key(self.without_unit(without_number(text))[0])
        key = _YEAR.sub("", key).removeprefix("其中")
        for word, same in self.data.same:
            key = key.replace(word, same)
        if len(self._alike) > _MOST_KEPT:
            self._alike.clear()
        self._alike[text] = key
        return key

    @property
    def areas(self) -> tuple[str, ...]:
        """The units that mean square metres."""
        return self.data.areas

    def without_unit(self, text: str) -> tuple[str, str]:
        """Return a label without the unit in brackets at its end, and that unit ("" for none)."""
        found = _UNIT_AT_END.search(text)
        if found and found["unit"].strip() in self.units:
            return text[: found.start()].strip(), found["unit"].strip()
        return text, ""

    def labelled(self, text: str, subjects: frozenset[str]) -> Labelled | None:
        """Return the slots of some subjects that a label of a form names, None when it names none."""
        if len(text) > _LONGEST_LABEL:
            return None
        text = text.strip().rstrip("：:")
        unit = self.without_unit(text)[1]
        key = self.likeness(text)
        bare = self.likeness(_BRACKET_AT_END.sub("", text))
        candidates = [key, bare, *(key.removesuffix(end) for end in self.data.endings if key.endswith(end))]
        for candidate in candidates:
            found = [s for s in self.by_likeness.get(candidate, ()) if s.subject in subjects]
            if found:
                return Labelled(found, unit)
        return None

    def count_labels(self, texts: Iterable[str]) -> int:
        """Return how many different slots the labels of a sheet name."""
        everything = frozenset(subject.id for subject in self.slots.subjects)
        found = (labelled for text in texts if (labelled := self.labelled(text, everything)) is not None)
        return len({labelled.slots[0].id for labelled in found})

    def subjects_of(self, role: str, texts: Iterable[str]) -> frozenset[str]:
        """Return the subjects that a sheet speaks of: by its role, and by the labels in it (``texts``)."""
        everything = frozenset(subject.id for subject in self.slots.subjects)
        found: dict[str, set[str]] = {}
        for text in texts:
            labelled = self.labelled(text, everything)
            for slot in labelled.slots if labelled is not None else ():
                found.setdefault(slot.subject, set()).add(slot.id)
        by_role = {subject for subject, roles in self.data.subjects.items() if role in roles}
        return frozenset(by_role | {s for s, slots in found.items() if len(slots) >= _ENOUGH})

    def measure(self, text: str) -> str:
        """Return which quantity a column heading speaks of: count, money, change, last, "" for none."""
        key = label_key(text)
        found = self.measures.get(key, "")
        if found:
            return found
        if key.startswith(self.data.last_year_words):
            return "last"
        for word in self.data.this_year_words:
            if key.startswith(word):
                return self.measures.get(key.removeprefix(word), "")
        return ""

    def is_topic(self, text: str) -> bool:
        """Whether a text in front of a label only says what the labels are about (人员, 资产)."""
        return any(text in subject.title for subject in self.slots.subjects)

    def is_total(self, text: str) -> bool:
        """Whether a row's label says that it is the total."""
        return label_key(text) in self.totals

    def flag(self, text: str, subjects: frozenset[str]) -> SlotSpec | None:
        """Return the amount that a heading such as 是否面向中小企业 parts off, None when it is no such heading."""
        slot = self.slots.slot(self.data.flags.get(label_key(text), ""))
        return slot if slot is not None and slot.subject in subjects else None

    def says_yes(self, text: str) -> bool:
        """Whether a cell of a column of flags says yes."""
        return text.strip() in self.data.yes

    def says_no(self, text: str) -> bool:
        """Whether a cell of a column of flags says no."""
        return text.strip() in self.data.no

    def list_ending(self, text: str, subjects: frozenset[str]) -> SlotSpec | None:
        """Return the list whose name a heading ends with (单位主要职能), None when there is none."""
        key = label_key(without_number(text.strip().rstrip("：:")))
        for name, slots in self.telling.items():
            if key.endswith(name):
                found = next((s for s in slots if s.subject in subjects), None)
                if found is not None:
                    return found
        return None

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
