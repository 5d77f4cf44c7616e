"""What values of cells are: codes and names of the lists, joined code-names, sources, kinds, units."""

from __future__ import annotations

import re
from decimal import Decimal

from converter.packs.classification import CodeList
from converter.reading.codes import split_pair
from converter.reading.model import CellValue
from converter.reading.numbers import parse_code, split_code_name
from converter.recognition.grid import is_blank, is_number
from converter.recognition.knowledge import Knowledge
from converter.recognition.words import bare_forms, normal

_FLAGS = frozenset(["是", "否", "Y", "N", "√", "×", "1-是", "2-否", "0-否", "有", "无", "是/否"])
# How a zero or "nothing" is written in any column; it tells nothing about the column.
_ZERO_MARKS = frozenset(["-", "--", "---", "—", "——", "－", "/", "//", "无", "零", "…", "..."])
_LEVELS = re.compile(r"[1-9]\d\d(?:\d[1-9]|[1-9]\d){0,2}")
_PLACEHOLDER = re.compile(r"[XxＸ×＊*]{2,}|某|…|\.\.\.")
_NAME_CHARS = re.compile(r"[\w（）()·、—“”－-]+")
_DATED = re.compile(r"(?:19|20)\d\d|年度?(?:部门|单位|预算|支出|收入)")
_CHINESE = re.compile(r"[^\W\d_a-zA-Z]+")
_LISTS = ("function", "economic", "government")

NOTHING = frozenset[str]()
_NUMBER = frozenset(("number",))
_PAIR = frozenset(("text", "function+economic"))
_SHORTEST_PAIR = 9  # 20103-302


class Values:
    """Sorts values; results are kept by value, so that columns cost one look-up a cell.

    Marks: ``function+economic`` (a code of both lists joined); ``number``; ``function``, ``economic``, ``government`` (a code of that list's pattern);
    ``function+name`` … (code and name joined); ``function name`` … (exact name of the list); ``pair`` (a
    code of one or two digits); ``code`` (letters and digits); ``total``, ``flag``, ``year``, ``text``.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        lists = knowledge.classification
        self._lists: dict[str, CodeList] = {
            "function": lists.functional,
            "economic": lists.economic,
            "government": lists.government,
        }
        self._classes = {
            code: name for name, codes in self._lists.items() for code in codes if len(code) == 3
        }
        self._ditto = knowledge.vocabulary.ditto
        self._marks: dict[CellValue, frozenset[str]] = {}
        self._spoken: dict[tuple[str, str], bool] = {}

    def marks(self, value: CellValue) -> frozenset[str]:
        """Return what a value is; nothing for a blank one."""
        if type(value) is Decimal and value % 1:
            return _NUMBER
        try:
            return self._marks[value]
        except KeyError:
            found = self._sort(value)
            if len(self._marks) < 200_000:
                self._marks[value] = found
            return found

    def list_of_code(self, code: str) -> str:
        """Return "function", "economic" or "government" for a code of that pattern, else ""."""
        if not _LEVELS.fullmatch(code):
            return ""
        found = self._classes.get(code[:3], "")
        return found if found == "function" or len(code) < 7 else ""

    def _sort(self, value: CellValue) -> frozenset[str]:
        if is_blank(value) or isinstance(value, bool):
            return NOTHING
        if isinstance(value, Decimal) and value != value.to_integral_value():
            return frozenset({"number"})
        if not isinstance(value, str | int | Decimal):
            return frozenset({"date"})
        if value in _ZERO_MARKS or value in self._ditto:
            return NOTHING
        found: set[str] = set()
        if self._joins_codes(value):
            return _PAIR
        number = is_number(value)
        if number:
            found.add("number")
        code = parse_code(value)
        if code is not None:
            found |= self._sort_code(code)
            return frozenset(found)
        if number:
            return frozenset(found)
        return frozenset(found | self._sort_text(str(value)))

    def _joins_codes(self, value: CellValue) -> bool:
        """Return whether a cell holds a functional and an economic code of the lists."""
        if not isinstance(value, str) or len(value) < _SHORTEST_PAIR or (pair := split_pair(value)) is None:
            return False
        (function, _), (economic, _) = pair
        return self.list_of_code(function) == "function" and economic in self._lists["economic"]

    def _sort_code(self, code: str) -> set[str]:
        found: set[str] = set()
        name = self.list_of_code(code)
        if name:
            found.add(name)
        if len(code) <= 2:
            found.add("pair")
        elif not name:
            found.add("code")
        if len(code) == 4 and code[:2] in ("19", "20"):
            found.add("year")
        return found

    def _sort_text(self, text: str) -> set[str]:
        found = {"text"}
        plain = normal(text)
        if plain in _FLAGS:
            found.add("flag")
        if self._knowledge.vocabulary.total_scope(text):
            found.add("total")
            return found
        if len(text) > 60:
            return found
        code, name = split_code_name(text)
        if code and name:
            of = self.list_of_code(code)
            found.add(f"{of}+name" if of else "code+name")
        elif code or (plain.isascii() and re.search(r"\d", plain)):
            found.add("code")
        for listed in _LISTS:
            if any(self._lists[listed].by_name(form) for form in dict.fromkeys([name, *bare_forms(plain)])):
                found.add(f"{listed} name")
        return found

    def is_source(self, text: str) -> bool:
        """Return whether a text is a known word of 资金性质 or 资金来源."""
        return self._say("source", text)

    def is_kind(self, text: str) -> bool:
        """Return whether a text is a known word of 基本/项目/人员/公用."""
        return self._say("kind", text)

    def is_project_class(self, text: str) -> bool:
        """Return whether a text is a known 项目类别."""
        return self._say("class", text)

    def is_unit(self, text: str) -> bool:
        """Return whether a text looks like the name of a budget unit, perhaps with its code."""
        return self._say("unit", text)

    def _say(self, what: str, text: str) -> bool:
        key = (what, text)
        if key not in self._spoken:
            self._spoken[key] = self._test(what, text)
        return self._spoken[key]

    def _test(self, what: str, text: str) -> bool:
        if len(text) > 40:
            return False
        vocabulary = self._knowledge.vocabulary
        if what == "source":
            return bool(vocabulary.sources.readings(text))
        if what == "kind":
            return vocabulary.kind_of(text) is not None
        if what == "class":
            return vocabulary.kind_of_project_class(text) is not None
        return self._names_unit(text)

    def _names_unit(self, text: str) -> bool:
        _, name = split_code_name(text)
        name = re.sub(r"[（(](?:本级|机关|局机关|汇总|合计|盖章|公章)[）)]$", "", name.strip())
        if not 3 <= len(name) <= 40 or not _NAME_CHARS.fullmatch(name) or _PLACEHOLDER.search(name):
            return False
        if _DATED.search(name):
            return False
        ending = max((s for s in self._knowledge.suffixes if name.endswith(s)), key=len, default="")
        if not ending or len(name) - len(ending) < 2 or name in self._knowledge.not_names:
            return False
        word = self._knowledge.heads.of(name)
        marks = self._lists["function"].by_name(name) or self._lists["economic"].by_name(name)
        return not word.known and not marks and not vocabulary_words(self._knowledge, name)

    def may_name_unit(self, text: str) -> bool:
        """Return whether a text before the year of a title can be a unit of an unusual name: no place, no word."""
        known = self._knowledge
        if not 4 <= len(text) <= 30 or not _CHINESE.fullmatch(text) or _PLACEHOLDER.search(text):
            return False
        if text.endswith(known.places) or any(word in text for word in known.never):
            return False
        return not known.heads.of(text).known and text not in known.not_names


def vocabulary_words(knowledge: Knowledge, name: str) -> bool:
    """Return whether a text is a word of funds or kinds and so no unit's name."""
    return bool(knowledge.vocabulary.sources.readings(name)) or knowledge.vocabulary.kind_of(name) is not None


def has_placeholder(text: str) -> bool:
    """Return whether a text is a form's placeholder (XX局) instead of a name."""
    return bool(_PLACEHOLDER.search(text))
