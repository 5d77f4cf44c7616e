"""How finished documents write things: the subject ``finished.toml`` of a pack."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from converter.packs.loading import Pack, PackError

_DROP = re.compile(r"[\s“”\"‘’'《》]+")
_WIDTHS = str.maketrans("（）［］：，；．％０１２３４５６７８９", "()[]:,;.%0123456789")


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """Return a label for comparison: no white space or quotation marks, half-width brackets and digits."""
    return _DROP.sub("", text).translate(_WIDTHS)


@dataclass(frozen=True, slots=True)
class PerformanceWords:
    """Words of the 项目支出绩效目标表: its header in order, the labels of its head."""

    title: tuple[str, ...]
    header: tuple[str, ...]
    unit: tuple[str, ...]
    project: tuple[str, ...]
    leader: tuple[str, ...]
    total: tuple[str, ...]
    fiscal: tuple[str, ...]
    other: tuple[str, ...]
    goal: tuple[str, ...]
    synonyms: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FinishedWords:
    """The subject ``finished.toml``."""

    wordings: tuple[str, ...]
    number_patterns: tuple[str, ...]
    unit_words: tuple[str, ...]
    money_words: tuple[str, ...]
    note_words: tuple[str, ...]
    continuation_words: tuple[str, ...]
    page_number_patterns: tuple[str, ...]
    part_pattern: str
    heading_patterns: tuple[str, ...]
    sheet_number_pattern: str
    performance: PerformanceWords
    labels: dict[str, list[str]] = field(default_factory=dict)
    unit_patterns: tuple[str, ...] = ()
    paragraph_labels: tuple[str, ...] = ()
    sentence_continuations: tuple[str, ...] = ()
    heading_ends: tuple[str, ...] = ()
    heading_rests: tuple[str, ...] = ()


_NOBODY = ("部门", "单位", "本部门", "本单位", "我部门", "我单位", "我局", "本局")
_NUMERALS = "零一二三四五六七八九十"


class Words:
    """``FinishedWords`` ready for use: compiled patterns and normalised synonyms."""

    def __init__(self, data: FinishedWords) -> None:
        self.data = data
        self.numbers = [re.compile(pattern) for pattern in data.number_patterns]
        self.page_numbers = [re.compile(pattern) for pattern in data.page_number_patterns]
        self.part = re.compile(data.part_pattern)
        self.unit_patterns = [re.compile(pattern) for pattern in data.unit_patterns]
        self.headings = [re.compile(pattern) for pattern in data.heading_patterns]
        labels = "|".join(map(re.escape, data.paragraph_labels)) or "(?!)"
        self.paragraph_label = re.compile(rf"^(?:\d{{1,2}}[.．、])?\s*(?:{labels})\s*[:：]")
        self._performance_titles = tuple(map(normal, data.performance.title))
        self.sheet_number = re.compile(data.sheet_number_pattern)
        self._synonyms = {
            normal(label): {normal(label), *map(normal, others)} for label, others in data.labels.items()
        }
        self._unit = re.compile(
            "^(?:" + "|".join(re.escape(normal(w)) for w in data.unit_words) + r"):(?P<unit>.*)$"
        )
        self._money = re.compile(
            "(?:" + "|".join(re.escape(normal(w)) for w in data.money_words) + r"):?(?P<money>万元|元)"
        )

    @classmethod
    def of(cls, pack: Pack) -> Words:
        """Return the words of a pack; raise PackError if a pattern is faulty."""
        return pack.derived("finished words", lambda: cls._load(pack))

    @classmethod
    def _load(cls, pack: Pack) -> Words:
        data = pack.section("finished", FinishedWords)
        try:
            return cls(data)
        except re.error as fault:
            raise PackError([pack.fault("finished", "", f"正则表达式有误（{fault}）")]) from fault

    def same(self, printed: str, label: str) -> bool:
        """Whether a printed label means ``label``: equal after normalisation, or a known synonym."""
        text, wanted = normal(printed), normal(label)
        return text == wanted or text in self._synonyms.get(wanted, ())

    def ways_to_write(self, label: str) -> set[str]:
        """Return the normalised spellings of a label."""
        wanted = normal(label)
        return {wanted} | self._synonyms.get(wanted, set())

    def exact(self, printed: str, label: str) -> bool:
        """Whether a printed label is ``label`` itself."""
        return normal(printed) == normal(label)

    def table_number(self, text: str) -> int | None:
        """Return n of a line that says nothing but 表 n."""
        plain = normal(text)
        for pattern in self.numbers:
            found = pattern.match(plain)
            if found:
                return _number(found.group(1))
        return None

    def unit_in(self, text: str) -> str | None:
        """Return the unit's name of a line such as 编制部门：某局; None if it is none."""
        plain = normal(text)
        money = self._money.search(plain)
        if money:
            plain = plain[: money.start()]
        found = self._unit.match(plain)
        if not found or found.group("unit") in ("", "元", "万元"):
            return None
        return found.group("unit").translate(str.maketrans("()", "（）"))

    def unit_of_heading(self, text: str) -> str | None:
        """Return the unit's name that a heading or title contains; None if it has none."""
        plain = normal(text)
        for pattern in self.unit_patterns:
            found = pattern.search(plain)
            name = found["unit"] if found else ""
            if name and not any(name == normal(word) for word in _NOBODY):
                return name.translate(str.maketrans("()", "（）"))
        return None

    def is_performance_title(self, text: str) -> bool:
        """Whether a line is the title of a 项目支出绩效目标表."""
        return normal(text).startswith(self._performance_titles)

    def heading_ends(self, line: str, following: str) -> bool:
        """Whether a heading is whole at the end of a line, as the words at its end and behind it tell."""
        data = self.data
        return line.endswith(data.heading_ends) and not following.startswith(data.heading_rests)

    def money_in(self, text: str) -> str | None:
        """Return 元 or 万元 of a line such as 单位：万元."""
        found = self._money.search(normal(text))
        return found.group("money") if found else None

    def is_page_number(self, text: str) -> bool:
        """Whether a line is a page number that stayed behind."""
        plain = normal(text)
        return any(pattern.match(plain) for pattern in self.page_numbers)

    def is_note(self, text: str) -> bool:
        """Whether a line is the note below a table."""
        plain = normal(text)
        return any(plain.startswith((f"{normal(w)}:", f"{normal(w)}1")) for w in self.data.note_words)

    def is_continuation(self, text: str) -> bool:
        """Whether a line only says that the table goes on."""
        plain = normal(text)
        return any(plain == normal(w) for w in self.data.continuation_words)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.startswith("十"):
        return 10 + (_NUMERALS.index(text[1]) if len(text) > 1 else 0)
    return _NUMERALS.index(text[0])
