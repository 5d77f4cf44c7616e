"""Finds the numbers of a paragraph with their units, the words before them and what they measure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from converter.narrative.model import Measure
from converter.narrative.understanding.item_labels import CODE_LABEL
from converter.narrative.understanding.sections import StatementWords

_BOUNDARY = re.compile(r"[，。；：、,;:！？\n]")
_JOIN = re.compile(r"[，。；：、,;:！？\n和及与的]")
_DATE = re.compile(
    r"\d{4}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?(?:度|底|末|初)?|\d{1,2}\s*月\s*\d{1,2}\s*日"
)
_OPEN_SLOT = re.compile(r"【待填[^】]*】")
_QUOTED = re.compile(r"《[^》]*》|〔\d{4}〕\s*\d+\s*号")
_THRESHOLD = re.compile(r"\d[\d,]*\s*万元(?:及|（含）|\(含\)|\s)*以[上下]")
_WRONG_POINT = re.compile(r"^(\d{1,6})[,，。：:](\d{2})$")
_DIGIT = re.compile(r"\d")
_BARE_NUMBER = re.compile(r"[\d.,%年月日万元]+")
_BRACKETS = {"（": "[（(]", "(": "[（(]", "）": "[）)]", ")": "[）)]"}


@dataclass(slots=True)
class NumberToken:
    """One number: its characters [start, end) in the paragraph without the unit, where the unit ends,
    value, unit, the words since the last boundary or number (``before``), what stands between the last
    number and that boundary (``skipped``), the words behind it (``after``), and what it measures."""

    start: int
    end: int
    unit_end: int
    value: Decimal
    raw: str
    unit: str
    before: str
    skipped: str
    after: str
    clause: str
    measure: Measure = Measure.AMOUNT
    direction: str = ""


class NumberFinder:
    """Finds number tokens; built once from the pack's words."""

    def __init__(
        self, words: StatementWords, names: Iterable[str] = (), unit: str = "", year: int | None = None
    ) -> None:
        """``names`` are names of projects: the digits in them are no numbers of the text. ``unit`` and
        ``year`` are those of the document."""
        self.words = words
        self._names = _any_name(names)
        units = sorted(
            (*words.amount_units, *words.count_units, *words.percent_units, "个百分点"), key=len, reverse=True
        )
        self._number = re.compile(
            # 17,02万元: a mark was typed for the point; else commas part thousands.
            r"(?P<number>(?<![\d.．,，])\d{1,6}[,，。：:]\d{2}(?=\s*(?:万元|亿元|[%％]))"
            r"|[-－−]?\d+(?:[,，]\d{3}(?!\d))*(?:\s*[.．]\s*\d+)?)\s*(?P<unit>"
            + "|".join(map(re.escape, units))
            + r"|(?=\s*[，,。；;]))"
        )
        self._up = _any_of(words.increase)
        self._down = _any_of(words.decrease)
        self._verb = _any_of((*words.increase, *words.decrease))
        self._verb_end = re.compile(
            "(?P<verb>"
            + "|".join(map(re.escape, sorted((*words.increase, *words.decrease), key=len, reverse=True)))
            + r")(?:了|约|到|为|是|达|[:：])*\s*$"
        )
        self._share_end = re.compile("(?:" + "|".join(words.share_words) + r")[^，。；、]{0,16}$")
        self._compare = _any_of(words.compare_words)
        nameless = "(?:" + _any_of(words.nameless_words).pattern + r"|\s)*"
        before = "|".join(map(re.escape, (*words.previous_words, *([f"{year - 1}年"] if year else []))))
        self._nameless = re.compile(
            rf"(?:{year}\s*年)?{nameless}[:：]?\s*" if year else rf"{nameless}[:：]?\s*"
        )
        # 上年预算数为, 2022年基本支出: last year's amount; 截至上年末 and 上年结转 are something else.
        self._previous = re.compile(
            rf"(?:(?P<begin>^\W*(?:其中\W?)?(?:{re.escape(unit)})?\W*)|(?P<name>.*?))"
            rf"(?P<words>(?:{before})度?(?:的)?{nameless})(?(begin)(?![底末初结])(?P<rest>.*)|)$"
        )

    def find(self, text: str) -> list[NumberToken]:
        """Return the number tokens of a paragraph in order."""
        masked = _masked(text if self._names is None else self._names.sub(_blank, text))
        tokens: list[NumberToken] = []
        cursor = 0
        for found in self._number.finditer(masked):
            value = _value(found["number"])
            if value is None:
                continue
            start = found.start("number")
            boundary = _label_start(masked, cursor, start)
            clause_start = max((m.end() for m in re.finditer("[。；;]", masked[:start])), default=0)
            token = NumberToken(
                start,
                found.end("number"),
                found.end(),
                value,
                text[start : found.end("number")],
                text[found.start("unit") : found.end("unit")],
                text[boundary:start],
                text[cursor:boundary],
                _JOIN.split(text[found.end() : found.end() + 24])[0],
                text[clause_start:start],
            )
            self._measure(token, tokens)
            tokens.append(token)
            cursor = found.end()
        return tokens

    def _measure(self, token: NumberToken, before: list[NumberToken]) -> None:
        words = self.words
        text = token.before.rstrip()
        verb = self._verb_end.search(text)
        if token.unit in words.percent_units or token.unit == "个百分点":
            if verb:
                token.measure, token.direction = Measure.RATE, verb["verb"]
            elif self._share_end.search(text):
                token.measure = Measure.SHARE
            else:
                token.measure = Measure.COUNT
        elif verb and (token.unit in words.amount_units or self._comparing(token, before)):
            token.measure, token.direction = Measure.CHANGE, verb["verb"]
        elif (
            self._compare.search(text) is None
            and (token.unit in words.amount_units or not token.unit)
            and self._previous.match(text)
        ):
            token.measure = Measure.PREVIOUS
        elif self._compare.search(text):
            # 比上年预算数10万元: the verb is missing, the comparison is not.
            token.measure = Measure.CHANGE
        elif token.unit not in words.amount_units:
            token.measure = Measure.COUNT
        if token.direction in words.decrease:
            token.value = -abs(token.value)

    def _comparing(self, token: NumberToken, before: list[NumberToken]) -> bool:
        """Whether 增加 before a count is a change (在职61人，增加0人), not a total."""
        return bool(before) or self._compare.search(token.clause) is not None

    def is_nameless(self, label: str) -> bool:
        """Whether the words before a number name nothing (本年预算数为): it is said of what came before."""
        return self._nameless.fullmatch(label) is not None

    def without_previous(self, label: str) -> str:
        """Return a label without the words that tell of last year: what is left is the name."""
        found = self._previous.match(label.rstrip())
        if found is None:
            return label
        return found["name"] if found["begin"] is None else found["rest"] or ""

    def strip_comparison(self, text: str) -> str:
        """Return the words before 比上年…增加, which name the subject of a change."""
        text = self._verb_end.sub("", text.rstrip())
        found = self._compare.search(text)
        return text[: found.start()] if found else text


def _label_start(text: str, cursor: int, start: int) -> int:
    """Return where the words before a number begin: behind the last boundary, or the one before it where a
    colon alone parts the name from its number (基本支出：974.68万元)."""
    boundaries = list(_BOUNDARY.finditer(text, cursor, start))
    if boundaries and boundaries[-1][0] in "：:" and not text[boundaries[-1].end() : start].strip():
        boundaries.pop()
    return boundaries[-1].end() if boundaries else cursor


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _masked(text: str) -> str:
    """Return the text with dates, document numbers, quoted titles and code labels blanked out."""
    for pattern in (_OPEN_SLOT, _QUOTED, CODE_LABEL, _DATE, _THRESHOLD):
        text = pattern.sub(_blank, text)
    return text


def _blank(found: re.Match[str]) -> str:
    return "\u3000" * len(found.group(0))


def _any_name(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern of the names that have digits in them; None when there are none.

    White space and the width of brackets may differ. A name whose last digits go on as a decimal number
    (补助3 in 补助3.00万元) is not meant there.
    """
    wanted = {plain for name in names if len(plain := "".join(name.split())) > 2 and _DIGIT.search(plain)}
    wanted = {name for name in wanted if not _BARE_NUMBER.fullmatch(name)}
    if not wanted:
        return None
    alternatives = [
        r"\s*".join(_BRACKETS.get(letter, re.escape(letter)) for letter in name)
        for name in sorted(wanted, key=lambda name: (-len(name), name))
    ]
    return re.compile("(?:" + "|".join(alternatives) + r")(?![.．,，]\d)")


def without_open_slots(text: str) -> str:
    """Return the text with what stands in open slots (【待填：…】) blanked out; its length stays."""
    return _OPEN_SLOT.sub(_blank, text)


def _value(raw: str) -> Decimal | None:
    raw = _WRONG_POINT.sub(r"\1.\2", raw)
    digits = re.sub(r"[\s,，]", "", raw).replace("．", ".").replace("－", "-").replace("−", "-")
    try:
        return Decimal(digits)
    except ArithmeticError:
        return None
