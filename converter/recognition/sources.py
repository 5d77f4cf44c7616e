"""Sources of funds (资金来源) from words: 资金性质 × 资金来源 combine to one id of the pack's tree.

A word says which budget (fund: 一般公共预算 …) or which origin (本级, 上级, 结转), or both. Some words can
be read in two ways (上级补助: a kind of 单位资金, or transfers from above); the first reading that agrees
with the other word is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from converter.packs.loading import Pack
from converter.recognition.words import Lexicon, bare_forms, normal

# An origin without a fund is only half a source: it waits for 资金性质 of the row, the title or the column.
ANY_LOCAL = "any.local"
ANY_UPPER = "any.upper"


@dataclass(slots=True, eq=False, repr=False)
class SourceEntry:
    """One node of the tree; ``default`` is the child that stands for money not told apart further."""

    id: str
    name: str
    default: str = ""
    synonyms: str = ""


@dataclass(slots=True, eq=False, repr=False)
class WordList:
    """Words with one id, parted by white space.

    ``more`` is where a higher layer of the pack adds words without repeating the built-in ones.
    """

    id: str
    words: str = ""
    more: str = ""

    @property
    def all(self) -> list[str]:
        """All words."""
        return self.words.split() + self.more.split()


@dataclass(slots=True, eq=False, repr=False)
class Words:
    """Words without an id."""

    words: str = ""
    more: str = ""

    @property
    def all(self) -> list[str]:
        """All words."""
        return self.words.split() + self.more.split()


@dataclass(slots=True, eq=False, repr=False)
class Combination:
    """A fund and an origin that together mean another source."""

    fund: str
    origin: str
    id: str


@dataclass(slots=True, eq=False, repr=False)
class SourceData:
    """The pack's ``sources.toml``."""

    sources: list[SourceEntry]
    funds: list[WordList]
    origins: list[WordList]
    combinations: list[Combination] = field(default_factory=list)
    fillers: Words = field(default_factory=Words)
    asked: Words = field(default_factory=Words)


class Reading(NamedTuple):
    """What one word says: fund (place in the tree without current/carry, "" unsaid) and origin."""

    fund: str
    origin: str


class Sources:
    """The tree of sources and how words lead to it."""

    def __init__(self, data: SourceData) -> None:
        self._entries = {entry.id: entry for entry in data.sources}
        self._exact: dict[str, str] = {}
        self._asked = {normal(word) for word in data.asked.all}
        self._combinations = {(c.fund, c.origin): c.id for c in data.combinations}
        self._lexicon = Lexicon()
        self._readings: dict[str, tuple[Reading, ...]] = {}
        for entry in data.sources:
            for word in [*entry.synonyms.split(), entry.name]:
                self._exact.setdefault(normal(word), entry.id)
        for group in data.funds:
            self._lexicon.add(group.all, f"fund:{group.id}")
        for group in data.origins:
            self._lexicon.add(group.all, f"origin:{group.id}")
        self._lexicon.add(data.fillers.all, "filler")

    @property
    def ids(self) -> list[str]:
        """All ids, in the order of the pack."""
        return list(self._entries)

    def name(self, source: str) -> str:
        """Return the Chinese name of an id."""
        entry = self._entries.get(source)
        return entry.name if entry else source

    def leaf(self, source: str) -> str:
        """Return the id that money of a coarse id is taken for at the end (its default child), or itself."""
        seen = source
        while (entry := self._entries.get(seen)) is not None and entry.default:
            seen = entry.default
        return seen

    def is_leaf(self, source: str) -> bool:
        """Return whether nothing finer stands below ``source``."""
        return source in self._entries and not any(other.startswith(source + ".") for other in self._entries)

    def asked(self, text: str) -> bool:
        """Return whether a word is known to be unclear, so that the user must say what it means."""
        return any(form in self._asked for form in bare_forms(normal(text)))

    def of(self, fund: str, origin: str = "") -> str | None:
        """Return the id for 资金性质 and 资金来源 as written; None when they are unknown or contradict."""
        first, second = self.readings(fund), self.readings(origin)
        if (normal(fund) and not first) or (normal(origin) and not second):
            return None
        return self._join(first or (Reading("", ""),), second or (Reading("", ""),))

    def merge(self, first: str, second: str) -> str | None:
        """Return the id of what both ids say (each may be "" or half a source); None if they differ."""
        if not first or not second or first == second:
            return first or second or None
        if first.startswith(second + "."):
            return first
        if second.startswith(first + "."):
            return second
        return self._join((self._reading_of_id(first),), (self._reading_of_id(second),))

    def readings(self, text: str) -> tuple[Reading, ...]:
        """Return the ways in which a word can be read, the likeliest first; () when it is not known."""
        key = normal(text)
        if key not in self._readings:
            forms = bare_forms(key)
            exact = [self._reading_of_id(self._exact[form]) for form in forms if form in self._exact][:1]
            spelt = next(filter(None, map(self._read, forms)), [])
            self._readings[key] = tuple(exact + [reading for reading in spelt if reading not in exact])
        return self._readings[key]

    def teach(self, lexicon: Lexicon) -> None:
        """Add the words of funds, origins and whole sources to a lexicon of headers (see ``combine``)."""
        for word in self._lexicon:
            for feature in self._lexicon.features(word) - {"filler"}:
                lexicon.add_normal(word, feature)
        for word, source in self._exact.items():
            lexicon.add_normal(word, f"source:{source}")

    def combine(self, pieces: Iterable[frozenset[str]]) -> str | None:
        """Return the id that the features of several words say together; "" for none, None if they differ."""
        listed = list(pieces)
        joined = ""
        spoken: list[frozenset[str]] = []
        for features in listed:
            whole = sorted(f.partition(":")[2] for f in features if f.startswith("source:"))
            if len(listed) > 1 and any(f.startswith(("fund:", "origin:")) for f in features):
                spoken.append(features)
            elif whole:
                merged = self.merge(joined, whole[0])
                if merged is None:
                    return None
                joined = merged
            else:
                spoken.append(features)
        if joined.startswith("carry"):
            spoken = [features - {"origin:past"} for features in spoken if features != {"origin:past"}]
        if not spoken:
            return joined
        reading = self._of_features(spoken)
        if reading is None:
            return None if any(f.startswith(("fund:", "origin:")) for p in spoken for f in p) else joined
        return self._join((self._reading_of_id(joined) if joined else Reading("", ""),), (reading,))

    def _read(self, form: str) -> list[Reading]:
        readings: list[Reading] = []
        pieces = self._lexicon.cover(form)
        if pieces is not None:
            spoken = self._of_features([features for _, features in pieces])
            if spoken is not None and spoken not in readings:
                readings.append(spoken)
        features = self._lexicon.features(form)
        for feature in sorted(features):
            kind, _, name = feature.partition(":")
            single = Reading(name, "") if kind == "fund" else Reading("", name)
            if kind != "filler" and name != "past" and single not in readings:
                readings.append(single)
        return readings

    def _of_features(self, pieces: list[frozenset[str]]) -> Reading | None:
        fund, origins = "", set[str]()
        for features in pieces:
            funds = sorted(f.partition(":")[2] for f in features if f.startswith("fund:"))
            spoken = {f.partition(":")[2] for f in features if f.startswith("origin:")}
            if funds:
                merged = _deeper(fund, funds[0])
                if merged is None:
                    return None
                fund = merged
            elif spoken:
                origins |= spoken
        if not fund and not origins:
            return None
        origin = _origin_of(origins)
        return None if origin is None else Reading(fund, origin)

    def _join(self, first: tuple[Reading, ...], second: tuple[Reading, ...]) -> str | None:
        for one in first:
            for other in second:
                fund = _deeper(one.fund, other.fund)
                origin = _origin_of({one.origin, other.origin} - {""})
                if fund is None or origin is None:
                    continue
                found = self._id(fund, origin)
                if found is not None:
                    return found
        return None

    def _id(self, fund: str, origin: str) -> str | None:
        if (fund, origin) in self._combinations:
            return self._combinations[fund, origin]
        if not fund:
            return {"local": ANY_LOCAL, "upper": ANY_UPPER, "current": "current", "carry": "carry"}.get(
                origin
            )
        top = fund.split(".", maxsplit=1)[0]
        if origin == "carry":
            found = (
                f"carry.{fund}"
                if top == "fiscal"
                else {"other": "carry.other"}.get(top, f"carry.other.{top}")
            )
        elif fund == "other":
            found = "current.unit"
        elif fund == "fiscal":
            return {"local": ANY_LOCAL, "upper": ANY_UPPER}.get(origin, "current.fiscal")
        elif origin in ("local", "upper") and top == "fiscal":
            found = f"current.{fund}.{origin}"
        elif origin == "upper":
            return None
        else:
            found = f"current.{fund}"
        return found if found in self._entries else None

    def _reading_of_id(self, source: str) -> Reading:
        if source in (ANY_LOCAL, ANY_UPPER):
            return Reading("", source.partition(".")[2])
        head, _, rest = source.partition(".")
        if head == "carry":
            if rest == "other":
                return Reading("other", "carry")
            return Reading(rest.removeprefix("other."), "carry")
        if rest.endswith((".local", ".upper")):
            fund, _, origin = rest.rpartition(".")
            return Reading(fund, origin)
        return Reading(rest, "" if rest else "current")


def _deeper(one: str, other: str) -> str | None:
    """Return the more exact of two funds of which one contains the other; None when they differ."""
    if not one or not other or one == other:
        return one or other
    if one.startswith(other + "."):
        return one
    if other.startswith(one + "."):
        return other
    pair = {one, other}
    if "other" in pair and any(f.split(".")[0] in ("unit", "special") for f in pair):
        return (pair - {"other"}).pop()
    return None


def _origin_of(origins: set[str]) -> str | None:
    """Return the one origin that several words say together; None when they contradict."""
    if "carry" in origins:
        return "carry"
    if "past" in origins or {"local", "upper"} <= origins:
        return None
    for origin in ("local", "upper", "current"):
        if origin in origins:
            return origin
    return ""


def load_sources(pack: Pack) -> Sources:
    """Return the sources of a pack; raise PackError when its data is broken."""
    return Sources(pack.section("sources", SourceData))
