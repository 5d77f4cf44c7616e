"""What the words of a header cell say: a dimension (功能科目编码), or an amount and what it is an amount of.

A cell's text must be known whole: an exact word of the pack, or words of the pack that cover all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from converter.packs.classification import Classification
from converter.recognition.mapping import Meaning
from converter.recognition.sources import WordList
from converter.recognition.vocabulary import Vocabulary
from converter.recognition.words import Lexicon, bare_forms, normal

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:年度|年)?")
_MONEY = re.compile(r"(?:^|[(\[,:/、位币])(亿元|万元|千元|百元|元)(?:[)\],;、]|$)")
_CODE = re.compile(r"[(\[]?(?<![0-9A-Za-z.])([2-5]\d\d(?:\d\d){0,2})(?![0-9A-Za-z.])[)\]]?[-_]?")
_MEASURE = re.compile(
    r"\((?:元/)?(?:人|天|个|台|套|辆|年|月|次|项|户|所|平方米|㎡|台/套|台\(套|张|件|批|间|亩|公里|课时|生)"
    r"(?:[·./、]?(?:年|月|天|次))?\)?\)$"
)
# Columns of words from short lists, which systems print as a code and a name.
_WORDED = frozenset(
    (Meaning.FUND, Meaning.ORIGIN, Meaning.KIND, Meaning.STAFFING, Meaning.PROJECT_CLASS, Meaning.IGNORED)
)
_NAME_OR_CODE = (
    ("名称", True),
    ("编码", False),
    ("代码", False),
    ("编号", False),
    ("代号", False),
    ("码", False),
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_ONLY_MONEY = re.compile(r"(?:单位:?)?(?:亿|万|千|百)?元")
_SUMMED = re.compile(r"^(?:求和项|Sumof|SUMof|sumof):?")  # how a pivot table heads its sums
_SUBJECTS = ("function", "economic", "government", "project", "unit", "account")
_ASPECTS = ("code", "name", "class", "group", "item")
_LEVELS = frozenset(("class", "group", "item"))


@dataclass(slots=True, eq=False, repr=False)
class MeaningWords:
    """Exact words of one meaning. ``vague``: the column's data decides; ``weak``: only if all data agrees."""

    id: str
    meaning: Meaning
    words: str = ""
    more: str = ""
    vague: bool = False
    weak: bool = False


@dataclass(slots=True, eq=False, repr=False)
class HeaderData:
    """The pack's ``headers.toml``. ``departments`` are words for a unit that, beside a column of units, name its
    department."""

    meanings: list[MeaningWords]
    grammar: dict[str, str]
    amounts: dict[str, str]
    economic_names: dict[str, str] = field(default_factory=dict)
    departments: str = ""
    project_words: dict[str, str] = field(default_factory=dict)
    instructions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False, repr=False)
class HeadWord:
    """What one header text says. ``known`` is False when a part of it is unknown.

    ``source`` may be coarse or half an id; ``half_source`` is how the word is read under the name of another
    fund (本级财力: 一般财力 by itself, the own share of 政府性基金 under that head); ``economic`` and ``function`` are candidate codes (a name can
    stand for several); ``phase`` is one of approved, this, requested, last, change, executed or "".
    """

    text: str
    known: bool = False
    meaning: Meaning | None = None
    vague: bool = False
    weak: bool = False
    subject: str = ""
    aspect: str = ""
    source: str = ""
    half_source: str = ""
    kind: str = ""
    economic: tuple[str, ...] = ()
    function: tuple[str, ...] = ()
    item: str = ""
    phase: str = ""
    year: int | None = None
    amount: bool = False
    total: bool = False
    memo: bool = False
    procurement: bool = False
    money: str | None = None
    unit_only: bool = False  # nothing but a unit of money: （元） below 金额, or the value of 金额单位

    @property
    def structural(self) -> bool:
        """Whether it names a column of a table beyond doubt, not something that a body cell may hold."""
        return (self.meaning is not None and not self.vague) or bool(self.subject) or bool(self.aspect)

    @property
    def says_amount(self) -> bool:
        """Whether it can stand over a column of amounts."""
        return self.known and (
            self.amount
            or self.total
            or self.procurement
            or bool(self.source or self.kind or self.economic or self.function or self.item or self.phase)
            or self.year is not None
        )


class HeadWords:
    """Reads header texts with the words of a pack; results are kept."""

    def __init__(self, data: HeaderData, vocabulary: Vocabulary, classification: Classification) -> None:
        self._vocabulary = vocabulary
        self._classification = classification
        self.departments = frozenset(normal(word) for word in data.departments.split())
        self._exact: dict[str, MeaningWords] = {}
        for group in data.meanings:
            for word in group.words.split() + group.more.split():
                self._exact.setdefault(normal(word), group)
        self._grammar = Lexicon()
        for feature, words in data.grammar.items():
            self._grammar.add(words.split(), feature)
        self._amounts = self._amount_lexicon(data)
        self._instructions = tuple(normal(word) for word in data.instructions.get("words", "").split())
        # Headers of columns that may name projects, the likeliest first.
        self.project_words = [normal(word) for word in data.project_words.get("words", "").split()]
        self._cache: dict[str, HeadWord] = {}

    def _amount_lexicon(self, data: HeaderData) -> Lexicon:
        lexicon = Lexicon()
        for feature, words in data.amounts.items():
            lexicon.add(words.split(), feature)
        self._vocabulary.sources.teach(lexicon)
        for group in self._vocabulary.data.kinds:
            lexicon.add(_without(group.all, ("项目", "人员")), f"kind:{group.id}")
        for group in self._vocabulary.data.project_classes:
            if group.id == "project":  # 经常性项目 | 一次性项目 below 项目支出
                kinds = [w for w in group.all if not self._vocabulary.sources.asked(w)]
                lexicon.add(kinds, f"kind:{group.id}")
        for entry in self._vocabulary.data.three_public:
            for word in entry.words.split():
                lexicon.add([word], f"item:{normal(word)}")
        for code in self._classification.economic:
            entry_of = self._classification.economic.any_year(code)
            if entry_of is not None:
                lexicon.add([entry_of.name], f"economic:{code}")
        for code, names in data.economic_names.items():
            lexicon.add(names.split(), f"economic:{code}")
        for code in self._classification.functional:
            entry_of = self._classification.functional.any_year(code)
            if entry_of is not None and len(code) == 3:
                lexicon.add([entry_of.name], f"function:{code}")
        return lexicon

    def known_words(self) -> list[str]:
        """Return all words that a header may be, for suggestions."""
        return [*self._exact, *self._amounts]

    def of(self, text: str) -> HeadWord:
        """Return what a header text says."""
        found = self._cache.get(text)
        if found is None:
            found = self._read(text) if len(text) <= 80 else HeadWord(text)
            self._cache[text] = found
        return found

    def _read(self, raw: str) -> HeadWord:
        plain = normal(raw)
        money = (
            _MONEY.search(normal(raw.replace("元", "元\u0001")).replace("\u0001", ""))
            if "元" in raw
            else None
        )
        base = HeadWord(plain, money=money.group(1) if money else None)
        plain = _SUMMED.sub("", plain)
        if not plain or (base.money and _ONLY_MONEY.fullmatch(plain)):
            return replace(base, known=True, amount=True, unit_only=True) if base.money else base
        years = {int(year) for year in _YEAR.findall(plain)}
        year = years.pop() if len(years) == 1 else None
        without_year = _YEAR.sub("", plain) if year is not None else plain
        memo = any(plain.startswith(mark) for mark in ("其中", "其:"))
        without_year = self._without_instructions(without_year)
        for form in _forms(without_year):
            group = self._exact.get(form)
            if group is not None:
                said = (self._amount(form) or {}) if group.vague else {}
                said.update(meaning=group.meaning, vague=group.vague, weak=group.weak, year=year, memo=memo)
                return replace(base, known=True, **said)
        of_word = self._of_coded_word(without_year)
        if of_word is not None:
            return replace(base, known=True, year=year, memo=memo, **of_word)
        if year is not None and without_year in ("", "()", "初", "度"):
            return replace(base, known=True, year=year)
        code = self._code_of(without_year)
        if code is not None:
            return replace(base, known=True, year=year, memo=memo, **code)
        for form in _forms(without_year):
            read = self._amount(form) or self._structure(form)
            if read is not None:
                read["memo"] = memo or bool(read.get("memo"))
                return replace(base, known=True, year=year, **read)
        return base

    def _without_instructions(self, text: str) -> str:
        """Return a header without brackets that only say how to fill in the column (金额（元，保留两位小数）)."""

        def kept(found: re.Match[str]) -> str:
            return "" if any(word in found.group() for word in self._instructions) else found.group()

        return _IN_BRACKETS.sub(kept, text) or text

    def _of_coded_word(self, text: str) -> dict[str, Any] | None:
        """Return what 资金性质名称 or 项目类别代码 says: the words' own meaning, or codes of a list of its own."""
        for ending, is_name in _NAME_OR_CODE:
            group = self._exact.get(text.removesuffix(ending)) if text.endswith(ending) else None
            if group is None or group.vague or group.meaning not in _WORDED:
                continue
            meaning = group.meaning if is_name else Meaning.IGNORED
            return {"meaning": meaning, "weak": group.weak}
        return None

    def _code_of(self, text: str) -> dict[str, Any] | None:
        """Return what a header with a code in it says (工资福利支出(301), 小计302, 30101)."""
        for match in _CODE.finditer(text):
            code = match.group(1)
            if code in self._classification.economic:
                return {"economic": (code,)}
            if code in self._classification.functional and len(text) > len(code):
                return {"function": (code,)}
        return None

    def _amount(self, form: str) -> dict[str, Any] | None:
        pieces = self._amounts.cover(form)
        if pieces is None:
            return None
        found = _PieceReader(pieces, self._vocabulary.sources.combine).read()
        if "function" in found and "source" not in found:
            # 国有资本经营预算支出 names a functional class and a fund: the neighbours decide.
            source = self._vocabulary.source_of(form)
            if source:
                found["source"] = source
        return found if found else None

    def _structure(self, form: str) -> dict[str, Any] | None:
        pieces = self._grammar.cover(form)
        if pieces is None:
            return None
        features = {feature for _, said in pieces for feature in said}
        subjects = [subject for subject in _SUBJECTS if subject in features]
        if "government" in subjects and "economic" in subjects:
            subject = "government"
        elif "government" in subjects:
            return None
        else:
            subject = subjects[0] if subjects else ""
        if set(subjects) - {"account"} in ({"economic", "project"}, {"function", "project"}):
            subject = subjects[0]  # 项目/经济科目: projects as heads above the codes that they consist of
        elif len(set(subjects) - {"account", "government"}) > 1:
            return None
        aspects = [aspect for aspect in _ASPECTS if aspect in features]
        levels = [aspect for aspect in aspects if aspect in _LEVELS]
        if not subject and (len(set(aspects) - {"code", "name"} or {""}) != 1 or len(form) > 6):
            return None
        if "code" in aspects and "name" in aspects:
            aspect = ""
        elif len(levels) == 1 and "name" not in aspects and subject in ("", "function", "economic"):
            aspect = levels[0]  # 款代码 is a column of the 款
        else:
            aspect = next((a for a in aspects if a in ("code", "name")), aspects[-1] if aspects else "")
        return {"subject": subject, "aspect": aspect}


class _PieceReader:
    """Sums up the features of the pieces that cover an amount column's header."""

    def __init__(
        self,
        pieces: list[tuple[str, frozenset[str]]],
        combine: Callable[[Iterable[frozenset[str]]], str | None],
    ) -> None:
        self._pieces = pieces
        self._combine = combine

    def read(self) -> dict[str, Any]:
        """Return the fields of the head word; {} when nothing was said or it contradicts itself."""
        said = [features for _, features in self._pieces]
        every = frozenset[str]().union(*said)
        result: dict[str, Any] = {}
        carry = "origin:carry" in every or any(f.startswith("source:carry") for f in every)
        money_words = [f for f in said if any(x.startswith(("fund:", "origin:", "source:")) for x in f)]
        source = self._combine(f - {"origin:past"} if not carry else f for f in money_words)
        if source is None:
            return {}
        if source:
            result["source"] = source
            origins = [frozenset(x for x in f if x.startswith("origin:")) for f in money_words]
            half = self._combine(f for f in origins if f) or ""
            if half.startswith("any.") and half != source:
                result["half_source"] = half
        kind = _deepest(f.partition(":")[2] for f in every if f.startswith("kind:"))
        if kind is None:
            return {}
        if kind:
            result["kind"] = kind
        for name in ("economic", "function"):
            codes = tuple(sorted(f.partition(":")[2] for f in every if f.startswith(f"{name}:")))
            if codes:
                result[name] = codes
        items = sorted(f.partition(":")[2] for f in every if f.startswith("item:"))
        if items:
            result["item"] = items[0]
        phase = self._phase(every, carry)
        if phase:
            result["phase"] = phase
        for name in ("amount", "total", "memo", "procurement"):
            if name in every:
                result[name] = True
        return {} if set(result) <= {"memo"} else result

    @staticmethod
    def _phase(every: frozenset[str], carry: bool) -> str:
        if "change" in every:
            return "change"
        if "executed" in every and not carry:
            return "executed"
        if "requested" in every:
            return "requested"
        if ("last" in every or ("origin:past" in every and "this" not in every)) and not carry:
            return "last"
        if "approved" in every:
            return "approved"
        return "this" if ("this" in every or "origin:current" in every) and not carry else ""


def _deepest(kinds: Iterable[str]) -> str | None:
    """Return the most exact of several kinds that contain each other; "" for none, None when they differ."""
    best = ""
    for kind in kinds:
        if kind.startswith(best):
            best = kind
        elif not best.startswith(kind):
            return None
    return best


def _forms(text: str) -> tuple[str, ...]:
    """Return the forms in which a header text is looked up: as it is, without brackets, without numbering."""
    forms = bare_forms(text)
    counted = _MEASURE.sub("", forms[-1])
    if counted and counted != forms[-1]:
        forms = (*forms, counted)
    opened = text.strip("()[]")
    return forms if opened == text or not opened else (*forms, opened)


def _without(words: list[str], dropped: tuple[str, ...]) -> list[str]:
    return [word for word in words if normal(word) not in dropped]


def load_head_words(data: HeaderData, vocabulary: Vocabulary, classification: Classification) -> HeadWords:
    """Return the reader of header texts."""
    return HeadWords(data, vocabulary, classification)


__all__ = ["HeadWord", "HeadWords", "HeaderData", "MeaningWords", "WordList", "load_head_words"]
