"""Personal data (个人信息) that must not be published: names of private persons, ID, phone, bank numbers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

from converter.findings import Finding, Place
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule

_IDENTITY = re.compile(r"(?<!\d)(\d{17}[\dXx])(?!\d)")
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d{9})(?!\d)")
_BANK = re.compile(r"(?<!\d)(\d{16,19})(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Personal:
    """``surnames``; words that stand before a name (``before``) and behind it (``behind``) where private
    persons are spoken of; ``not_names`` look like names but are not."""

    surnames: str = ""
    double_surnames: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()


def check_personal(context: Context, rule: Rule, parameters: Personal) -> Iterator[Finding]:
    """Yield private persons' names and numbers in the text, the tables and the performance tables."""
    name = _name_pattern(parameters)
    for text, place in _texts(context):
        for found in name.finditer(text) if name else ():
            person = found.group("name")
            if any(word in person or person in word for word in parameters.not_names):
                continue
            yield _finding(context, rule, place, text, found, person, f"出现了人名“{person}”")
        for found in _IDENTITY.finditer(text):
            if is_identity_number(found.group(1)):
                yield _finding(context, rule, place, text, found, _masked(found.group(1)), "出现了身份证号")
        for found in _PHONE.finditer(text):
            yield _finding(context, rule, place, text, found, _masked(found.group(1)), "出现了手机号码")
        for found in _BANK.finditer(text):
            number = found.group(1)
            if not is_identity_number(number) and passes_luhn(number):
                yield _finding(context, rule, place, text, found, _masked(number), "出现了银行卡号")


def _finding(
    context: Context, rule: Rule, place: Place, text: str, found: re.Match[str], shown: str, what: str
) -> Finding:
    return context.finding(
        rule,
        f"{what}，属于个人隐私，不得公开。请删去或改写，例如只写事项不写人。",
        dataclasses.replace(place, excerpt=text[max(0, found.start() - 15) : found.end() + 15]),
        expected="删去个人信息",
        actual=shown,
    )


def _texts(context: Context) -> Iterator[tuple[str, Place]]:
    view = TextView.of(context)
    if view is not None:
        for index, paragraph in view.body():
            yield paragraph.text, view.paragraph_place(index, paragraph.text)
        for table in view.text.performance:
            place = table.place or Place()
            yield table.project, place
            yield table.goal, place
            for indicator in table.indicators:
                yield indicator.third, indicator.place or place
    for table_ in context.tables.values():
        for row in table_.rows:
            if row.project:
                yield row.project, context.place(table_, row)


def _name_pattern(parameters: Personal) -> re.Pattern[str] | None:
    if not parameters.surnames or not (parameters.before or parameters.behind):
        return None
    double = "|".join(map(re.escape, parameters.double_surnames)) or "(?!)"
    name = (
        f"(?P<name>(?:(?:{double})[\\u4e00-\\u9fff]{{1,2}}|[{parameters.surnames}][\\u4e00-\\u9fff]{{1,2}}))"
    )
    before = "|".join(map(re.escape, sorted(parameters.before, key=len, reverse=True))) or "(?!)"
    behind = "|".join(map(re.escape, sorted(parameters.behind, key=len, reverse=True))) or "(?!)"
    return re.compile(f"(?:{before}){name}(?:{behind})")


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
    tables = [t for t in view.text.performance if t.leader] if view is not None else []
    if tables:
        yield context.finding(
            rule,
            f"{len(tables)} 张绩效目标表印有项目负责人姓名。是否公开由单位决定，不宜公开时请留空。",
            *[dataclasses.replace(t.place, excerpt=t.leader) for t in tables if t.place is not None],
        )
