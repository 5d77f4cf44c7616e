"""What the ledger takes from the pack: its own conventions (``ledger.toml``), words, lists, sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from converter.ledger.hierarchy import SourceTree
from converter.packs.classification import Classification, load_classification
from converter.packs.loading import Pack


@dataclass(frozen=True, slots=True)
class LedgerRules:
    """The pack's ``ledger.toml``. Keys of ``kind_by_economic`` are prefixes of economic codes; ``needed``
    is how fine the tables want codes (digits); ``total_endings`` are the last characters of total words;
    ``salary_economic`` are codes of salaries that are basic spending whatever stands beside them;
    ``blank_words`` are how pivot tables print a blank value; ``building_economic`` are the classes of 基本建设, which is project spending;
    ``fund_by_function`` says by prefix which budget a functional code belongs to ("" several)."""

    absurd_yuan: int
    procurement_words: list[str]
    among_words: list[str]
    three_public_source: str
    total_endings: str
    listed_at_most: int
    places_at_most: int
    kind_names: dict[str, str]
    half_source_names: dict[str, str]
    kind_by_economic: dict[str, str]
    needed: dict[str, int]
    salary_economic: list[str] = field(default_factory=list)
    blank_words: list[str] = field(default_factory=list)
    building_economic: list[str] = field(default_factory=list)
    fund_by_function: dict[str, str] = field(default_factory=dict)
    profile: dict[str, list[str]] = field(default_factory=dict)


class SourceNames(Protocol):
    """What the ledger needs of the sources of a pack."""

    @property
    def ids(self) -> list[str]:
        """All ids."""

    def name(self, source: str) -> str:
        """Return the Chinese name of an id."""

    def leaf(self, source: str) -> str:
        """Return the default child of a coarse id, or itself."""

    def is_leaf(self, source: str) -> bool:
        """Return whether nothing finer stands below an id."""

    def asked(self, text: str) -> bool:
        """Return whether a word is known to be unclear."""


class Words(Protocol):
    """What the ledger needs of the vocabulary of a pack."""

    @property
    def ditto(self) -> frozenset[str]:
        """How a column of words says “the same as above”."""

    def normal(self, text: str) -> str:
        """Return a text for comparison."""

    def source_of(self, fund: str, origin: str = "") -> str | None:
        """Return the source id of 资金性质 and 资金来源."""

    def merge_sources(self, first: str, second: str) -> str | None:
        """Return the source that two ids say together."""

    def kind_of(self, text: str) -> str | None:
        """Return the kind of spending that a word says."""

    def kind_asked(self, text: str) -> bool:
        """Return whether a word is known to stand for basic as well as project spending."""

    def staffing_of(self, text: str) -> str | None:
        """Return 人员 or 公用 as a kind."""

    def kind_of_project_class(self, text: str) -> str | None:
        """Return the kind that a 项目类别 stands for."""

    def staffing_of_economic(self, economic: str) -> str | None:
        """Return the kind of basic spending that an economic code belongs to."""

    def total_scope(self, text: str) -> str | None:
        """Return grand, group or page for a word of totals."""

    def three_public_of(self, text: str) -> tuple[str, ...] | None:
        """Return the economic codes of an item of 三公经费."""

    def procurement_yes(self, text: str) -> bool | None:
        """Return what a procurement flag says."""


@dataclass(slots=True)
class Setting:
    """Everything of the pack that building a ledger looks up. ``year`` tells the version of the lists."""

    rules: LedgerRules
    words: Words
    sources: SourceNames
    tree: SourceTree
    lists: Classification
    year: int

    @classmethod
    def of(cls, pack: Pack) -> Setting:
        """Return the setting of a pack; raise PackError when its data is broken."""
        from converter.recognition.vocabulary import Vocabulary

        vocabulary = Vocabulary.of(pack)
        rules = pack.section("ledger", LedgerRules)
        tree = pack.derived(
            "tree of sources", lambda: SourceTree(vocabulary.sources.ids, vocabulary.merge_sources)
        )
        return cls(rules, vocabulary, vocabulary.sources, tree, load_classification(), pack.year)

    def source_name(self, source: str) -> str:
        """Return how a source is called, also half a one and none."""
        return self.rules.half_source_names.get(source) or self.sources.name(source) or "全部资金"

    def fund_of_function(self, function: str) -> str:
        """Return the source id of the budget (fund) that alone uses a functional code; "" when not certain."""
        if self.lists.functional.any_year(function) is None:
            return ""
        table = self.rules.fund_by_function
        prefix = next((function[:n] for n in range(len(function), 0, -1) if function[:n] in table), "")
        return f"current.{table[prefix]}" if prefix and table[prefix] else ""

    def kind_name(self, kind: str) -> str:
        """Return how a kind of spending is called."""
        return self.rules.kind_names.get(kind, kind)
