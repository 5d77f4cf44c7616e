"""Lines around tables: titles, ``label：value`` lines, section headings, notes and signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from converter.reading.numbers import split_code_name
from converter.recognition.grid import Cells, Grid, is_number
from converter.recognition.knowledge import Knowledge
from converter.recognition.values import Values, has_placeholder
from converter.recognition.words import bare_forms, normal, numbering

_LABELLED = re.compile(r"\s*([^:：;；。]{1,24}?)\s*[:：]\s*(.*)", re.DOTALL)
_GAP = re.compile(r"\s{2,}|[\t\u3000]+")
_NEXT_LABEL = re.compile(r"\s+(?=[^\s:：]{2,12}[:：])")
_MONEY_VALUE = re.compile(r"^[(\[]?(?:人民币)?[(\[]?(亿元|万元|千元|百元|元)[)\]]{0,2}$")
_MONEY_LINE = re.compile(
    r"^[(\[]?(?:(?:金额|计量|货币)?单位|币种|金额):?(?:人民币)?\(?(亿元|万元|千元|百元|元)[)\]]*$"
)
_REMARK = re.compile(r"(?<=元)[(\[].*")  # 万元（保留两位小数）
_MEASURES = re.compile(r"[、,/;；，]+")
_MEASURE = 3  # the longest measure that may stand beside the unit of money: 平方米
_BARE_MONEY = re.compile(r"^[(\[]?(?:人民币)?(亿元|万元|千元|百元|元)[)\]]?$")
_PART = re.compile(r"^(?:第.{1,3}部分|表\w)")
_TITLE_END = re.compile(
    r"(?:表|明细|情况|一览|清单|汇总|总表|预算|台账)(?:\([^)]*\))?(?:\d*|[一二三四五六七八九十])$"
)
_PAGE = re.compile(r"^(?:第\d+页|-?\d+-?$|共\d+页|续表|续)")


class Label(NamedTuple):
    """A label and its value. ``key`` is the pack's group of labels (unit, money, year, project …)."""

    key: str
    label: str
    value: str
    row: int
    column: int
    colon: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Line:
    """What a row outside of a table's body is: labels, or a title, heading, note."""

    row: int
    labels: list[Label] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    money: str = ""
    kind: str = ""  # label, money, note, section, title, unit, page, list, text


class Lines:
    """Reads rows as lines."""

    def __init__(self, grid: Grid, knowledge: Knowledge, values: Values) -> None:
        self._grid = grid
        self._knowledge = knowledge
        self._values = values

    def read(self, row: int) -> Line:
        """Return what a row is, taken as a line outside of a table."""
        cells = self._grid.cells(row)
        line = Line(row)
        skip: set[int] = set()
        for index, (column, value) in enumerate(cells):
            if index in skip:
                continue
            text = str(value).strip()
            plain = normal(text) if "元" not in text else _plain_with_money(text)
            money = _MONEY_LINE.match(plain) or (_BARE_MONEY.match(plain) if len(cells) <= 6 else None)
            if money:
                line.money = money.group(1)
                continue
            found = self._labels_in(text, row, column)
            if found:
                found = self._with_values_beside(found, cells, index, skip)
                line.labels.extend(found)
                continue
            key = self._label_key(text)
            if key and isinstance(value, str):
                beside = self._value_beside(cells, index)
                if beside is not None:
                    skip.add(beside)
                    line.labels.append(
                        Label(key, _bare_label(text), str(cells[beside][1]).strip(), row, cells[beside][0])
                    )
                    continue
            line.texts.append(text)
        self._settle_money(line)
        line.kind = self._kind(line, cells)
        return line

    def _kind(self, line: Line, cells: Cells) -> str:
        texts = line.texts
        first = normal(texts[0]) if texts else ""
        if not texts:
            return "label" if line.labels else ("money" if line.money else "")
        if first.startswith(self._knowledge.note_starts) or (
            line.labels and line.labels[0].label.startswith(self._knowledge.note_starts)
        ):
            return "note"
        if line.labels:
            return "label"
        if len(texts) > 1 or is_number(cells[0][1]):
            return "text"
        if _PAGE.match(first):
            return "page"
        if first.rstrip(":") in self._knowledge.lists:
            return "list"
        if self._values.is_unit(texts[0]):
            return "unit"
        if numbering(first) or _PART.match(first):
            return "section"
        if len(first) <= 60 and _TITLE_END.search(first):
            return "title"
        return "text"

    def label_key(self, text: str) -> str:
        """Return the pack's group of labels that a text belongs to (unit, money, source …), "" if to none."""
        return self._label_key(text)

    def _label_key(self, text: str) -> str:
        if len(text) > 24:
            return ""
        for form in bare_forms(normal(text).rstrip(":")):
            key = self._knowledge.labels.get(form)
            if key:
                return key
        return ""

    def is_label(self, text: str) -> bool:
        """Return whether a text is a known label (单位名称, 项目名称 …)."""
        return bool(self._label_key(text))

    def signs(self, line: Line) -> bool:
        """Return whether a line begins with the label of a signature (单位负责人：, 填表人：)."""
        return bool(line.labels) and line.labels[0].label.startswith(self._knowledge.note_starts)

    def names_unit(self, text: str) -> bool:
        """Return whether a text looks like the name of a budget unit."""
        return self._values.is_unit(text.strip())

    def takes(self, text: str, value: str) -> bool:
        """Return whether a text is a label whose value may be a word of headers: one of funds or kinds behind
        资金来源 or 项目类别, a code with its name behind 功能科目."""
        key = self._label_key(text)
        if key in ("function", "economic"):
            code, name = split_code_name(value)
            return bool(code and name) and self._values.list_of_code(code) == key
        return key in ("source", "kind")

    def has_label(self, text: str) -> bool:
        """Return whether a text is “标签：值” with a known label."""
        match = _LABELLED.match(text.strip())
        return match is not None and bool(self._label_key(match.group(1)))

    def _labels_in(self, text: str, row: int, column: int) -> list[Label]:
        found: list[Label] = []
        rest = text
        while rest:
            match = _LABELLED.match(rest)
            if match is None or not (key := self._label_key(match.group(1))):
                break
            value, rest = _cut(match.group(2))
            found.append(Label(key, _bare_label(match.group(1)), value, row, column, True))
        return found

    def _with_values_beside(
        self, found: list[Label], cells: Cells, index: int, skip: set[int]
    ) -> list[Label]:
        if found[-1].value:
            return found
        beside = self._value_beside(cells, index)
        if beside is None:
            return found
        skip.add(beside)
        column, value = cells[beside]
        return [*found[:-1], found[-1]._replace(value=str(value).strip(), column=column)]

    def _value_beside(self, cells: Cells, index: int) -> int | None:
        """Return the index of the next filled cell if it can be a label's value."""
        if index + 1 >= len(cells):
            return None
        value = cells[index + 1][1]
        if isinstance(value, str):
            text = value.strip()
            if _LABELLED.match(text) and self._labels_in(text, 0, 0):
                return None
            if self._label_key(text) and (
                index + 2 < len(cells) or cells[index + 1][0] > cells[index][0] + 1
            ):
                return None
        return index + 1

    def _settle_money(self, line: Line) -> None:
        kept: list[Label] = []
        for label in line.labels:
            if label.key == "money":
                money = _money_in(label.value)
                if money:
                    line.money = money
                elif label.value and label.label in ("单位",):
                    kept.append(label._replace(key="unit"))
                continue
            kept.append(label)
        line.labels = kept


def _money_in(value: str) -> str:
    """Return the unit of money in the value of 单位：, "" if it is none: 万元（保留两位小数）, 人、元."""
    plain = _plain_with_money(value)
    whole = _MONEY_VALUE.match(plain)
    if whole:
        return whole.group(1)
    parts = [part for part in _MEASURES.split(_REMARK.sub("", plain)) if part]
    found = [match.group(1) for part in parts if (match := _MONEY_VALUE.match(part))]
    others = [part for part in parts if not _MONEY_VALUE.match(part)]
    return found[0] if len(found) == 1 and all(len(part) <= _MEASURE for part in others) else ""


def _bare_label(text: str) -> str:
    """Return a label for comparison, without the number of its line."""
    plain = normal(text).rstrip(":")
    return plain[numbering(plain) :]


def _plain_with_money(text: str) -> str:
    """Return the normalised text with its unit of money, which ``normal`` takes off."""
    marked = normal(text.replace("元", "元\u0001"))
    return marked.replace("\u0001", "")


def _cut(text: str) -> tuple[str, str]:
    """Split what stands behind a label's colon into the value and further labels on the same line."""
    gap = _GAP.search(text.strip())
    stripped = text.strip()
    if gap:
        return stripped[: gap.start()].strip(), stripped[gap.end() :].strip()
    following = _NEXT_LABEL.search(stripped)
    if following:
        return stripped[: following.start()].strip(), stripped[following.end() :].strip()
    return stripped, ""


def usable(value: str) -> bool:
    """Return whether a label's value is filled in, not a form's placeholder."""
    return bool(value.strip()) and not has_placeholder(value)
