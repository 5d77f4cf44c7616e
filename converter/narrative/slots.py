"""What can be asked of the clerk, as data: the subject ``slots.toml`` of a pack."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from converter.packs.loading import Pack, PackError


class SlotKind(StrEnum):
    """What may be filled in."""

    TEXT = "text"
    COUNT = "count"  # a whole number
    NUMBER = "number"  # any number (平方米)
    AMOUNT = "amount"  # 万元, two decimals
    DATE = "date"
    CHOICE = "choice"
    LIST = "list"  # several entries


@dataclass(slots=True, eq=False)
class SlotSpec:
    """One slot. ``subject`` is the sheet of the supplement that asks for it.

    ``default`` fills it when nobody answers ("" leaves it open, unless ``optional``); ``sum`` names slots
    that it is the sum of: it is computed when nobody answers and all of them are known. ``separated``
    lists are of short names that may stand in one cell. An answer that only says ``nothing`` (无) is the default. ``durable`` answers
    are carried into the next year. ``names`` are the labels under which working spreadsheets have it.
    """

    id: str
    label: str
    subject: str
    kind: SlotKind = SlotKind.TEXT
    unit: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    optional: bool = False
    durable: bool = False
    names: tuple[str, ...] = ()
    sum: tuple[str, ...] = ()
    separated: bool = False
    nothing: tuple[str, ...] = ()
    hint: str = ""


@dataclass(slots=True, eq=False)
class FieldSpec:
    """One field of every project; ``names`` are the column headings that it has in spreadsheets."""

    id: str
    label: str
    names: tuple[str, ...] = ()
    kind: SlotKind = SlotKind.TEXT
    default: str = ""
    optional: bool = False
    durable: bool = True


@dataclass(slots=True, eq=False)
class ScopeSpec:
    """A family of figures whose changes need reasons. ``keys`` are patterns of the labels under which a
    reason may be written ({name}, {code}); ``same_as`` is a family that asks the same where figures agree.
    """

    id: str
    label: str
    keys: tuple[str, ...] = ("{name}",)
    same_as: str = ""


@dataclass(slots=True, eq=False)
class SubjectSpec:
    """One sheet of the supplement workbook, with what is said above its rows."""

    id: str
    title: str
    about: str = ""


@dataclass(slots=True, eq=False)
class IndicatorChoices:
    """What may be chosen in the columns of a 绩效目标表."""

    first: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    scoring: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class SlotData:
    """The pack's ``slots.toml``. ``last_item`` is the cell that a functional code alone means where last
    year's figures are typed."""

    subjects: tuple[SubjectSpec, ...]
    slots: tuple[SlotSpec, ...]
    fields: tuple[FieldSpec, ...]
    scopes: tuple[ScopeSpec, ...]
    reason_subject: str
    purpose_subject: str
    project_subject: str
    performance_subject: str
    last_subject: str
    reason_label: str = "{name}增减的主要原因"
    purpose_label: str = "{name}的主要用途"
    last_label: str = "{name}的上年预算数"
    last_item: str = "表5[{code}, 合计]"
    purpose_keys: tuple[str, ...] = ("{name}", "{code}", "{code}{name}")
    indicator_choices: IndicatorChoices = field(default_factory=IndicatorChoices)

    def slot(self, slot_id: str) -> SlotSpec | None:
        """Return the slot with that id."""
        return next((slot for slot in self.slots if slot.id == slot_id), None)

    def scope(self, scope_id: str) -> ScopeSpec | None:
        """Return the family with that id."""
        return next((scope for scope in self.scopes if scope.id == scope_id), None)


def load_slots(pack: Pack) -> SlotData:
    """Return the slots of a pack, checked; raise PackError with all faults."""
    return pack.derived("slots", lambda: _load(pack))


def _load(pack: Pack) -> SlotData:
    data = pack.section("slots", SlotData)
    subjects = {subject.id for subject in data.subjects}
    faults = [
        pack.fault("slots", f"slots.{slot.id}.subject", f"没有名为“{slot.subject}”的工作表")
        for slot in data.slots
        if slot.subject not in subjects
    ]
    faults += [
        pack.fault("slots", f"slots.{slot.id}.choices", "choice 要列出可选的内容")
        for slot in data.slots
        if slot.kind is SlotKind.CHOICE and not slot.choices
    ]
    asked = (
        data.reason_subject,
        data.purpose_subject,
        data.project_subject,
        data.performance_subject,
        data.last_subject,
    )
    for subject in asked:
        if subject not in subjects:
            faults.append(pack.fault("slots", "subjects", f"没有名为“{subject}”的工作表"))
    if faults:
        raise PackError(faults)
    return data
