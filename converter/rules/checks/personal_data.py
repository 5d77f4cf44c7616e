"""Personal data (个人信息) that must not be published: names of private persons, ID, phone, bank numbers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from converter.findings import Finding, Place
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule

_IDENTITY = re.compile(r"(?<![\dA-Za-z])(\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx])(?![\dA-Za-z])")
_PHONE = re.compile(r"(?<![\d.])(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d|\.\d|\s*(?:万?元|%|％))")
_BANK = re.compile(r"(?<![\dA-Za-z.])([3-6]\d{3}[ -]?(?:\d{4}[ -]?){3}\d{0,3})(?![\dA-Za-z]|\.\d)")
_TITLE = re.compile(r"《[^》]*》")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_HAN = "[\u4e00-\u9fff]"


@dataclass(frozen=True, slots=True)
class Personal:
    """What names look like and where private persons are spoken of.

    ``persons`` stand before a name and say that a person follows (信访人、患者); ``verbs`` may stand before a
    name when one of ``behind`` follows it (解决…个人信访). ``ends`` may follow a name behind a person word.
    What contains one of ``not_names`` or ends with one of ``not_ends`` is no name.
    """

    surnames: str = ""
    double_surnames: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()
    not_ends: str = ""


def check_personal(context: Context, rule: Rule, parameters: Personal) -> Iterator[Finding]:
    """Yield private persons' names and numbers in the text, the tables and the performance tables."""
    for text, place in _texts(context):
        for start, end, shown, what in personal_data(text, parameters):
            yield _finding(context, rule, place, text, (start, end), shown, what)


def personal_data(text: str, parameters: Personal) -> Iterator[tuple[int, int, str, str]]:
    """Yield what in a text is personal data: start, end, how to show it, what to say of it."""
    plain = _TITLE.sub(lambda found: "\u3000" * len(found[0]), text)
    seen: set[int] = set()
    for pattern in _name_patterns(parameters):
        for found in pattern.finditer(plain):
            person = found.group("name")
            if found.start("name") not in seen and _may_be_name(person, parameters):
                seen.add(found.start("name"))
                yield found.start("name"), found.end("name"), person, f"出现了人名“{person}”"
    for found in _IDENTITY.finditer(text):
        number = re.sub("[ -]", "", found[1])
        if is_identity_number(number):
            yield found.start(), found.end(), _masked(number), "出现了身份证号"
    for found in _PHONE.finditer(text):
        yield found.start(), found.end(), _masked(re.sub("[ -]", "", found[1])), "出现了手机号码"
    for found in _BANK.finditer(text):
        number = re.sub("[ -]", "", found[1])
        if not is_identity_number(number) and 16 <= len(number) <= 19 and passes_luhn(number):
            yield found.start(), found.end(), _masked(number), "出现了银行卡号"


def _finding(
    context: Context, rule: Rule, place: Place, text: str, at: tuple[int, int], shown: str, what: str
) -> Finding:
    return context.finding(
        rule,
        f"{what}，属于个人隐私，不得公开。请删去或改写，例如只写事项不写人。",
        dataclasses.replace(place, excerpt=text[max(0, at[0] - 15) : at[1] + 15]),
        expected="删去个人信息",
        actual=shown,
    )


def _texts(context: Context) -> Iterator[tuple[str, Place]]:
    view = TextView.of(context)
    if view is not None:
        for index, paragraph in enumerate(view.paragraphs):
            yield paragraph.text, view.paragraph_place(index, paragraph.text)
        for table in view.text.performance:
            place = table.place or Place()
            yield table.project, place
            yield table.goal, place
            for indicator in table.indicators:
                yield f"{indicator.third} {indicator.target}".strip(), indicator.place or place
    for table_ in context.tables.values():
        for row in table_.rows:
            if row.project:
                yield row.project, context.place(table_, row)
        if table_.note:
            yield table_.note, table_.note_place or Place(table=table_.id)


@lru_cache(maxsize=8)
def _name_patterns(parameters: Personal) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a name behind a person word, of a name before a telling word, and of a name
    with a dot (阿某·买某) near either."""
    if not parameters.surnames:
        return ()
    double = _any(parameters.double_surnames)
    last = f"(?![{parameters.not_ends or chr(0)}]){_HAN}"
    name = f"(?P<name>(?:(?:{double})|[{parameters.surnames}]){_HAN}?{last})"
    dotted = f"(?P<name>{_HAN}{{2,8}}[·•・]{_HAN}{{2,9}}?)"
    persons, verbs = _any(parameters.persons), _any(parameters.verbs)
    behind, ends = _any(parameters.behind), _any((*parameters.ends, *parameters.behind))
    edge = r"[，。；：、！？,.;:（）()“”\s]"
    return (
        re.compile(f"(?:{persons})[：:]?{name}(?=$|{edge}|{ends})"),
        re.compile(f"(?:^|{edge}|{verbs}){name}(?={behind})"),
        re.compile(f"(?:{persons}|{verbs})[：:]?{dotted}(?=$|{edge}|{ends})"),
        re.compile(f"(?:^|{edge}){dotted}(?={behind})"),
    )


def _any(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"


def _may_be_name(person: str, parameters: Personal) -> bool:
    return not any(word in person for word in parameters.not_names)


def _masked(number: str) -> str:
    return number[:3] + "*" * (len(number) - 5) + number[-2:]


def is_identity_number(number: str) -> bool:
    """Whether 18 characters are an identity number: a date of birth and the right check digit (GB 11643)."""
    if len(number) != 18 or not number[:17].isdigit():
        return False
    month, day = int(number[10:12]), int(number[12:14])
    if not (1900 <= int(number[6:10]) <= 2100 and 1 <= month <= 12 and 1 <= day <= 31):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11
    return "10X98765432"[rest] == number[17].upper()


def passes_luhn(number: str) -> bool:
    """Whether a number's last digit is its Luhn check digit, as bank cards have it."""
    total = 0
    for position, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


@dataclass(frozen=True, slots=True)
class Leaders:
    """Nothing to choose."""


def check_leaders(context: Context, rule: Rule, _parameters: Leaders) -> Iterator[Finding]:
    """Yield once that performance tables print the project leaders' names."""
    view = TextView.of(context)
    tables = (
        [t for t in view.text.performance if t.leader and "【" not in t.leader] if view is not None else []
    )
    if tables:
        yield context.finding(
            rule,
            f"{len(tables)} 张绩效目标表印有项目负责人姓名。是否公开由单位决定，不宜公开时请留空。",
            *[dataclasses.replace(t.place, excerpt=t.leader) for t in tables if t.place is not None],
        )
