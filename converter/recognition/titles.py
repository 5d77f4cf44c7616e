"""What titles, labels and names say of a whole table: unit, year, unit of money, kind, source, project."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from converter.reading.model import a1
from converter.reading.numbers import split_code_name
from converter.recognition.knowledge import Knowledge
from converter.recognition.lines import Label, Line, usable
from converter.recognition.values import Values
from converter.recognition.words import normal, numbering, numbering_level

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:年度|年|部门|单位|预算|(?=\W*$))")
_YEAR_ALONE = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_CHINESE_YEAR = re.compile(r"二[〇○零Oo0]\w\w年度?")
_CHINESE_DIGITS = str.maketrans("〇○零ＯOo一二三四五六七八九", "000000123456789")
_AND = "及和与、"
_BESIDES = re.compile(r"\([^()]*[含括][^()]*\)")  # （含上年结转）
_YEAR_CELL = re.compile(rf"\(?(?:(?:19|20)\d\d年度?|{_CHINESE_YEAR.pattern})(?:预算)?\)?")
_NOT_BUDGET_YEAR = re.compile(r"^(?:底|末|以前|决算|执行|\d|[—\-~至到]\d)")
_BRACKETED = re.compile(r"[（(]([^（）()]{3,40})[）)]")
_SHORTEST_SOURCE = 3
_INNER = re.compile(r"\(([^()]+)\)")
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_PARTS = re.compile(r"[-_—–\s+.·（）()【】\[\]、，,]+")


@dataclass(slots=True, eq=False, repr=False)
class Facts:
    """What lines and names say; every fact has its evidence under the same key in ``evidence``."""

    unit_name: str = ""
    unit_code: str = ""
    year: int | None = None
    money: str | None = None
    dims: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    labels: dict[str, tuple[int, int]] = field(default_factory=dict)
    weak_unit: bool = False

    def note(self, key: str, evidence: str) -> None:
        """Keep the first evidence for a fact."""
        self.evidence.setdefault(key, evidence)


class Titles:
    """Reads facts off lines and names with the words of a pack."""

    def __init__(self, knowledge: Knowledge, values: Values) -> None:
        self._knowledge = knowledge
        self._values = values
        self._after_unit = tuple(knowledge.roles.after_unit.all)
        stop = [normal(word) for word in knowledge.roles.title_stop.all]
        self._stop = [word for word in stop if word]
        self._kinds = _longest_first((normal(w), g.id) for g in knowledge.roles.title_kinds for w in g.all)
        self._sources = _longest_first(
            (normal(w), g.id) for g in knowledge.roles.title_sources for w in g.all
        )

    def of_lines(self, lines: Iterable[Line]) -> Facts:
        """Return what the lines above a table say, the lowest lines (nearest to it) first."""
        facts = Facts()
        for line in reversed(list(lines)):
            where = f"第{line.row + 1}行"
            if line.money and facts.money is None:
                facts.money = line.money
                facts.note("money", f"{where}写明单位：{line.money}")
            for label in line.labels:
                self._take_label(facts, label)
            if line.kind in ("title", "section", "text", "unit") and 0 < len(line.texts) <= 3:
                self._take_texts(facts, line, where)
            elif line.kind == "label" and facts.year is None:
                alone = [text for text in line.texts if _YEAR_CELL.fullmatch(normal(text))]
                facts.year = self.year_in(alone[0]) if len(alone) == 1 else None
                if facts.year is not None:
                    facts.note("year", f"{where}“{alone[0]}”")
        return facts

    def of_name(self, name: str, what: str) -> Facts:
        """Return what the name of a sheet or file says (``what``: 工作表名, 文件名)."""
        facts = Facts(titles=[name])
        self._take_title(facts, name, f"{what}“{name}”", self._year_in_name(name))
        if not facts.unit_name and what == "文件名":
            for part in _PARTS.split(name):
                unit = self.unit_in(part)
                if unit:
                    facts.unit_code, facts.unit_name = unit
                    facts.note("unit", f"{what}“{name}”")
                    break
        facts.weak_unit = True
        return facts

    def _take_texts(self, facts: Facts, line: Line, where: str) -> None:
        for text in line.texts:
            if line.kind == "unit":
                self._set_unit(facts, text, f"{where}“{text}”")
                continue
            if len(text) > 80:
                continue
            facts.titles.append(text)
            self._take_title(facts, text, f"{where}“{text}”", self.year_in(text))

    def _take_title(self, facts: Facts, text: str, evidence: str, year: int | None) -> None:
        if year is not None and facts.year is None:
            facts.year = year
            facts.note("year", evidence)
        if not facts.unit_name:
            unit = self.unit_in(text)
            if unit:
                facts.unit_code, facts.unit_name = unit
                facts.note("unit", evidence)
        dims = self.dims_in(text, facts.unit_name)
        for key, value in dims.items():
            if key not in facts.dims or value.startswith(facts.dims[key] + "."):
                facts.dims[key] = value
                facts.evidence[key] = evidence

    def _take_label(self, facts: Facts, label: Label) -> None:
        where = f"{a1(label.row, label.column)} “{label.label}：{label.value}”"
        facts.labels.setdefault(label.label, (label.row, label.column))
        value = label.value
        if not usable(value) or self._is_instruction(value):
            return
        if label.key == "unit":
            self._set_unit(facts, value, where)
        elif label.key == "unit_code" and not facts.unit_code:
            facts.unit_code = split_code_name(value)[0] or value
        elif label.key == "year" and facts.year is None:
            facts.year = self.year_in(value) or self._year_in_name(value)
            facts.note("year", where)
        elif label.key in ("project", "project_code", "kind", "source", "function", "economic"):
            code = split_code_name(value)[0]
            found = self.meaning_of(label.key, value)
            if found and label.key not in facts.dims:
                facts.dims[label.key] = found
                facts.note(label.key, where)
                if label.key == "project" and code and "project_code" not in facts.dims:
                    facts.dims["project_code"] = code
                    facts.note("project_code", where)

    def meaning_of(self, key: str, value: str) -> str | None:
        """Return the dimension that the value of a label means: an id, a code or a name; None if unknown."""
        words = self._knowledge.vocabulary
        code, name = split_code_name(value)
        if key in ("function", "economic"):
            return (
                (code if self._values.list_of_code(code) == key else None)
                if code
                else self._code_of_name(key, name)
            )
        if key == "source":
            return words.source_of(value)
        if key == "kind":
            return words.kind_of_project_class(value)
        return name or value if key == "project" else value

    def _is_instruction(self, value: str) -> bool:
        """Return whether a label's value only says what to fill in (预算单位：请填写单位全称)."""
        return not self._values.is_unit(value) and any(mark in value for mark in self._knowledge.instructions)

    def _code_of_name(self, which: str, name: str) -> str | None:
        lists = self._knowledge.classification
        found = (lists.functional if which == "function" else lists.economic).by_name(name)
        codes = {entry.code for entry in found}
        return codes.pop() if len(codes) == 1 else None

    def _set_unit(self, facts: Facts, value: str, evidence: str) -> None:
        code, name = split_code_name(value)
        name = re.sub(r"[（(](?:盖章|公章|签章)[）)]$", "", name).strip()
        name = re.sub(r"\s*(?:19|20)\d\d\s*年.*$", "", name)
        first = name.split()[0] if name.split() else ""
        if first != name and self._values.is_unit(first):
            name = first
        if not name or facts.evidence.get("unit", "").find("：") > 0:
            return
        facts.unit_name = name
        facts.unit_code = code or facts.unit_code
        facts.evidence["unit"] = evidence

    def year_in(self, text: str) -> int | None:
        """Return the budget year that a title speaks of; None for none or several."""
        # 表1-1 2026年… is no year 12026, but 2 0 2 6 年 is one.
        return self._year_of(" ".join(text.split())) or self._year_of(normal(text))

    @staticmethod
    def _year_of(plain: str) -> int | None:
        chinese = _CHINESE_YEAR.search(plain)
        digits = chinese.group()[:4].translate(_CHINESE_DIGITS) if chinese else ""
        if digits.isascii() and digits.isdigit():
            return int(digits)
        years: list[int] = []
        for match in _YEAR.finditer(plain):
            if _NOT_BUDGET_YEAR.match(plain[match.end() :]) or plain[match.end(1) :].startswith(
                ("年底", "年末")
            ):
                continue
            if plain[: match.start()].endswith(("截至", "截止")):
                continue
            years.append(int(match.group(1)))
        return years[0] if len(set(years)) == 1 else None

    def _year_in_name(self, text: str) -> int | None:
        found = self.year_in(text)
        if found is not None:
            return found
        years = set(_YEAR_ALONE.findall(normal(text)))
        return int(years.pop()) if len(years) == 1 else None

    def unit_in(self, text: str) -> tuple[str, str] | None:
        """Return (code, name) of the unit that a title begins with or is, else None."""
        bare = text.strip().translate(_FULL_WIDTH_DIGITS)
        if self._values.is_unit(bare):
            code, name = split_code_name(bare)
            return code, name
        bare = re.sub(r"^(?:附[件表]?\d*[：:.、]?|表[一二三四五六七八九十\d]+[：:.、]?)", "", bare)
        bare = re.sub(r"^(?:19|20)\d\d\s*年度?", "", bare).strip()
        bare = re.sub(rf"^{_CHINESE_YEAR.pattern}", "", bare).strip()
        best: tuple[str, str] | None = None
        ends = {m.start() for m in re.finditer(r"(?:19|20)\d\d|二[〇○零]", bare)}
        for word in self._after_unit:
            start = bare.find(word)
            while start > 0:
                ends.add(start)
                start = bare.find(word, start + 1)
        for end in sorted(ends, reverse=True):
            prefix = bare[:end].strip(" -—_（(")
            if self._values.is_unit(prefix):
                best = split_code_name(prefix)
                break
        if best is None:
            year = re.search(r"(?:19|20)\d\d\s*年", bare)
            before = bare[: year.start()].strip(" -—_（(") if year else ""
            if before and self._values.may_name_unit(before):
                return "", before
            for inner in _BRACKETED.findall(bare):
                if self._values.is_unit(inner):
                    return split_code_name(inner)
        return best

    def dims_in(self, text: str, unit: str = "") -> dict[str, str]:
        """Return kind and source that a title states for its whole table; a mere list of them says nothing."""
        plain = _BESIDES.sub("", normal(text.replace(unit, "") if unit else text))
        plain = plain[numbering(plain) :]
        for part in (plain, *_INNER.findall(plain)):
            whole = self._of_whole(part)
            if whole:
                kind = _common(_found(plain, self._kinds))
                return whole | ({"kind": kind} if kind else {})
        for word in self._stop:
            plain = plain.replace(word, "|")
        dims: dict[str, str] = {}
        kind = _common(_found(plain, self._kinds))
        if "." in kind and any(_listed(word, plain) for word, name in self._kinds if name == kind):
            kind = kind.partition(".")[0]  # 社保公积金及公用经费 is more than 公用经费
        if kind:
            dims["kind"] = kind
        found = _found(plain, self._sources)
        if any(_listed(word, plain) for word, name in self._sources if name in found):
            found = []  # 支出预算及上年结转 is more than 上年结转
        source = ""
        for one in found:
            merged = self._knowledge.vocabulary.merge_sources(source, one)
            if merged is None:
                source = ""
                break
            source = merged
        if source:
            dims["source"] = source
        return dims

    def _of_whole(self, plain: str) -> dict[str, str]:
        """Return what a name says that is nothing but a word of funds (其他收入, 一般公共预算结转)."""
        source = self._knowledge.vocabulary.source_of(plain) if len(plain) > _SHORTEST_SOURCE else None
        exact = source is not None and ("." in source) and source != "current.fiscal"
        return {"source": source} if source and exact else {}


class Sections:
    """Headings above tables by level (一、 over （一） over 1.): a deeper table inherits the outer headings."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles
        self._open: list[tuple[int, dict[str, str], dict[str, str]]] = []

    def read(self, lines: Iterable[Line]) -> None:
        """Take in the lines above the next table."""
        for line in lines:
            if line.kind == "title":
                self._open.clear()
            if line.kind != "section":
                continue
            text = line.texts[0]
            level = numbering_level(normal(text))[0]  # 0: 第一部分, 表一
            self._open = [entry for entry in self._open if entry[0] < level]
            dims = self._titles.dims_in(text)
            evidence = dict.fromkeys(dims, f"第{line.row + 1}行“{text}”")
            self._open.append((level, dims, evidence))

    def said(self) -> list[tuple[dict[str, str], dict[str, str]]]:
        """Return dims and evidence of the headings that hold, the innermost first."""
        return [(dims, evidence) for _, dims, evidence in reversed(self._open)]


def _listed(word: str, text: str) -> bool:
    """Return whether a word is one of several that a title lists."""
    return any(f"{mark}{word}" in text or f"{word}{mark}" in text for mark in _AND)


def _found(text: str, words: list[tuple[str, str]]) -> list[str]:
    """Return the ids of the words that stand in a text; a longer word hides the shorter ones inside it."""
    ids: list[str] = []
    for word, name in words:
        if word in text:
            ids.append(name)
            text = text.replace(word, "|")
    return list(dict.fromkeys(ids))


def _common(kinds: list[str]) -> str:
    """Return the kind that several kinds have in common: personnel and public → basic."""
    if not kinds:
        return ""
    tops = {kind.split(".")[0] for kind in kinds}
    if len(tops) > 1:
        return ""
    exact = {kind for kind in kinds if "." in kind}
    return exact.pop() if len(exact) == 1 else tops.pop()


def _longest_first(words: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(words, key=lambda entry: -len(entry[0]))
