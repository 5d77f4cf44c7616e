"""Everything that recognition knows from a pack, read once: words of headers, values, roles, labels."""

from __future__ import annotations

from dataclasses import dataclass, field

from converter.narrative.answers.words import AnswerWords
from converter.packs.classification import Classification, load_classification
from converter.packs.loading import Pack
from converter.recognition.headwords import HeaderData, HeadWords
from converter.recognition.mapping import Role
from converter.recognition.sources import WordList, Words
from converter.recognition.vocabulary import Vocabulary
from converter.recognition.words import normal


@dataclass(slots=True, eq=False, repr=False)
class RoleWords:
    """What tells the role of a sheet: ``words`` in title or name, none of ``without``; whole ``names``;
    ``values`` standing in its label column."""

    id: Role
    words: str = ""
    names: str = ""
    without: str = ""
    values: str = ""
    more: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Organisations:
    """How names of units end, and words that look like one but are none; ``behind`` may stand behind a short
    name in the full one (东河镇人民政府)."""

    suffixes: str
    not_names: str
    places: str = ""
    behind: str = ""
    never: str = ""
    more: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Drafts:
    """Words of sheets that are drafts of another, and of values that only say what to fill in."""

    words: str = ""
    instructions: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Magnitude:
    """Bounds (in the sheet's own numbers) beyond which the size alone tells 元 from 万元."""

    line_yuan_from: int
    total_yuan_from: int
    wan_below: int


@dataclass(slots=True, eq=False, repr=False)
class RoleData:
    """The pack's ``roles.toml``."""

    roles: list[RoleWords]
    title_kinds: list[WordList]
    title_sources: list[WordList]
    title_stop: Words
    spending_listed: Words
    budget_listed: Words
    all_money: Words
    partial: Words
    summary: Words
    organisations: Organisations
    after_unit: Words
    labels: dict[str, str]
    notes: dict[str, str]
    lists: Words
    drafts: Drafts
    magnitude: Magnitude


@dataclass(slots=True, eq=False, repr=False)
class Knowledge:
    """The pack's words in the form in which recognition looks them up."""

    vocabulary: Vocabulary
    heads: HeadWords
    classification: Classification
    roles: RoleData
    year: int
    labels: dict[str, str] = field(default_factory=dict)
    note_starts: tuple[str, ...] = ()
    lists: frozenset[str] = frozenset()
    instructions: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    not_names: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    answers: AnswerWords | None = None

    @classmethod
    def of(cls, pack: Pack) -> Knowledge:
        """Return the knowledge of a pack, built once; raise PackError when its data is broken."""
        return pack.derived("recognition", lambda: cls._build(pack))

    @classmethod
    def _build(cls, pack: Pack) -> Knowledge:
        vocabulary = Vocabulary.of(pack)
        classification = load_classification()
        roles = pack.section("roles", RoleData)
        labels: dict[str, str] = {}
        for key, words in roles.labels.items():
            for word in words.split():
                labels.setdefault(normal(word), key)
        organisations = roles.organisations
        return cls(
            vocabulary=vocabulary,
            heads=HeadWords(pack.section("headers", HeaderData), vocabulary, classification),
            classification=classification,
            roles=roles,
            year=pack.year,
            labels=labels,
            note_starts=tuple(normal(w) for w in roles.notes.get("starts", "").split()),
            lists=frozenset(normal(w) for w in roles.lists.all),
            instructions=tuple(roles.drafts.instructions.split()),
            suffixes=tuple((organisations.suffixes + " " + organisations.more).split()),
            not_names=frozenset(organisations.not_names.split()),
            places=tuple(organisations.places.split()),
            never=tuple(organisations.never.split()),
            answers=AnswerWords.of(pack),
        )
