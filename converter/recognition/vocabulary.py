"""The vocabulary (词表) of a pack: what words in cells mean. Exact after normalisation, never by likeness."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from converter.packs.loading import Pack
from converter.recognition.sources import Sources, WordList, Words, load_sources
from converter.recognition.words import Lexicon, bare_forms, normal


@dataclass(slots=True, eq=False, repr=False)
class TotalWords:
    """Words of rows and columns that add up others; ``suffixes`` end such words (人员经费小计), ``apart`` do
    so only behind a space, as pivot tables write them (行政运行 汇总)."""

    grand: str
    group: str
    page: str
    suffixes: str
    apart: str = ""


@dataclass(slots=True, eq=False, repr=False)
class ThreePublicWords:
    """Words of one item of 三公经费 and its department economic codes."""

    codes: list[str]
    words: str


@dataclass(slots=True, eq=False, repr=False)
class YesNo:
    """Words for yes and no in a flag column."""

    yes: str
    no: str


@dataclass(slots=True, eq=False, repr=False)
class VocabularyData:
    """The pack's ``vocabulary.toml``."""

    totals: TotalWords
    kinds: list[WordList]
    project_classes: list[WordList]
    staffing_by_economic: dict[str, str]
    three_public: list[ThreePublicWords]
    procurement: YesNo
    kind_fillers: Words = field(default_factory=Words)
    ditto: Words = field(default_factory=Words)
    kind_asked: Words = field(default_factory=Words)


_PATH = re.compile(r"[/\\\\>→|]+")  # between the steps of a path: 1-基本支出/11-人员经费


class Vocabulary:
    """What words mean; get one with ``Vocabulary.of(pack)``."""

    def __init__(self, data: VocabularyData, sources: Sources) -> None:
        self.data = data
        self.sources = sources
        self._kinds = _table(data.kinds)
        self._classes = _table(data.project_classes)
        self._kind_asked = {normal(word) for word in data.kind_asked.all}
        self.ditto = frozenset(data.ditto.all)  # “the same as above” in a column of words
        self._kind_words = Lexicon()
        for group in (*data.kinds, *data.project_classes):
            self._kind_words.add(group.all, group.id)
        self._kind_words.add(data.kind_fillers.all, "")
        self._grand = {normal(w) for w in data.totals.grand.split()}
        self._group = {normal(w) for w in data.totals.group.split()}
        self._page = {normal(w) for w in data.totals.page.split()}
        self._suffixes = tuple(normal(w) for w in data.totals.suffixes.split())
        self._apart = tuple(f" {w}" for w in data.totals.apart.split())
        self._three = {normal(w): tuple(t.codes) for t in data.three_public for w in t.words.split()}
        self._yes = {normal(w).upper() for w in data.procurement.yes.split()}
        self._no = {normal(w).upper() for w in data.procurement.no.split()}

    @classmethod
    def of(cls, pack: Pack) -> Vocabulary:
        """Return the vocabulary of a pack (built once per pack); raise PackError when its data is broken."""
        return pack.derived(
            "vocabulary", lambda: cls(pack.section("vocabulary", VocabularyData), load_sources(pack))
        )

    def kind_asked(self, text: str) -> bool:
        """Return whether a word is known to stand for basic as well as project spending."""
        return any(form in self._kind_asked for form in bare_forms(normal(text)))

    def normal(self, text: str) -> str:
        """Return ``text`` for comparison (see ``words.normal``)."""
        return normal(text)

    def source_of(self, fund: str, origin: str = "") -> str | None:
        """Return the source id of 资金性质 and 资金来源 as written, possibly coarse; None when unknown.

        An origin without a fund (上级转移支付) gives half an id ("any.upper", "any.local"): join it with
        what title, row or column say of the fund by ``merge_sources``; left alone it must be asked.
        """
        return self.sources.of(fund, origin)

    def merge_sources(self, first: str, second: str) -> str | None:
        """Return the source id of what two ids say ("" says nothing); None if they contradict."""
        return self.sources.merge(first, second)

    def kind_of(self, text: str) -> str | None:
        """Return the kind id of 基本支出/项目支出/人员经费/公用经费/项目类别 as written."""
        return _look(self._kinds, text) or _look(self._classes, text) or self._spelt_kind(text)

    def _spelt_kind(self, text: str) -> str | None:
        """Return the kind that several words say together (基本支出/人员经费); None when they contradict."""
        steps = [bare_forms(step)[-1] for step in _PATH.split(normal(text)) if step]
        for form in (*bare_forms(normal(text)), *(["/".join(steps)] if len(steps) > 1 else [])):
            pieces = self._kind_words.cover(form)
            if pieces is None:
                continue
            said = {max(kinds, key=len) for _, features in pieces if (kinds := features - {""})}
            if "project" in said and "basic" not in said:
                return "project"  # 项目支出-人员经费: project spending on staff
            deepest = max(said, key=len, default="")
            return deepest if deepest and all(deepest.startswith(kind) for kind in said) else None
        return None

    def staffing_of(self, text: str) -> str | None:
        """Return "basic.personnel" or "basic.public" for 人员经费/公用经费 as written."""
        kind = _look(self._kinds, text) or self._spelt_kind(text)
        return kind if kind and kind.startswith("basic.") else None

    def kind_of_project_class(self, text: str) -> str | None:
        """Return the kind id that a 项目类别 (人员类、公用经费、其他运转类、特定目标类 …) stands for."""
        return _look(self._classes, text) or _look(self._kinds, text) or self._spelt_kind(text)

    def staffing_of_economic(self, economic: str) -> str | None:
        """Return 人员 or 公用 for a department economic code in basic spending (longest prefix wins)."""
        for length in range(len(economic), 0, -1):
            kind = self.data.staffing_by_economic.get(economic[:length])
            if kind:
                return kind
        return None

    def total_scope(self, text: str) -> str | None:
        """Return "grand" (合计), "group" (小计、人员经费合计), "page" (本页合计) or None."""
        if not text or len(text) > 60:
            return None
        if text.rstrip().endswith(self._apart):
            return "group"
        for form in bare_forms(normal(text).rstrip(":")):
            if form in self._page:
                return "page"
            if form in self._grand:
                return "grand"
            if form in self._group or form.endswith(self._suffixes):
                return "group"
        return None

    def is_total_word(self, text: str) -> bool:
        """Return whether a text says that its row or column adds up others."""
        return self.total_scope(text) is not None

    def three_public_of(self, text: str) -> tuple[str, ...] | None:
        """Return the department economic codes of an item of 三公经费 as written."""
        for form in bare_forms(normal(text)):
            if form in self._three:
                return self._three[form]
        return None

    def procurement_yes(self, text: str) -> bool | None:
        """Return what a procurement flag says; None when it is neither yes nor no."""
        for form in bare_forms(normal(text).upper()):
            if form in self._yes:
                return True
            if form in self._no:
                return False
        return None


def _table(lists: list[WordList]) -> dict[str, str]:
    return {normal(word): entry.id for entry in lists for word in entry.all}


def _look(table: dict[str, str], text: str) -> str | None:
    for form in bare_forms(normal(text)):
        if form in table:
            return table[form]
    return None
