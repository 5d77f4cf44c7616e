"""Personal data (个人信息) that must not be published: names of private persons, ID, phone, bank numbers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from converter.findings import Finding, Place, Severity
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule

_IDENTITY = re.compile(r"(?<![\dA-Za-z])(\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx])(?![\dA-Za-z])")
_PHONE = re.compile(r"(?<![\d.])(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d|\.\d|\s*(?:万?元|%|％))")
_BANK = re.compile(r"(?<![\dA-Za-z.])([3-6]\d{3}[ -]?(?:\d{4}[ -]?){3}\d{0,3})(?![\dA-Za-z]|\.\d)")
# Identity numbers of before 1999 have 15 digits and no check digit: only where the text says what they are.
_WORDS = re.compile(r"[\u4e00-\u9fff]+")
_OLD_IDENTITY = re.compile(r"(?:身份证|证件)[^\d，。；]{0,8}(\d{15})(?!\d)")
_LANDLINE = re.compile(r"(?<![\d-])0\d{2,3}[ -]?[2-8]\d{6,7}(?![\d.])")
_TITLE = re.compile(r"《[^》]*》")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# The first two digits of an identity number are the region's (GB/T 2260).
_REGION = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
_LATEST = 2100
_CLAUSE = re.compile("[，。；]")
_AROUND = 14  # signs around a number in which words say what it is
_HAN = "[\u4e00-\u9fff]"
_DOTS = "·•・"


@dataclass(frozen=True, slots=True, eq=False)  # one of a pack, known by itself: nothing is compared or hashed
class Personal:
    """What names look like and where private persons are spoken of.

    ``persons`` stand before a name and say that a person follows (信访人、患者); ``verbs`` may stand before a
    name when one of ``behind`` follows it (解决…个人信访). ``ends`` may follow a name behind a person word.
    What contains one of ``not_names`` or ends with one of ``not_ends`` is no name.

    Words nobody listed are met by what names are made of: ``given`` are characters of given names. Two of
    them behind a surname are a name where a word that ends with one of ``person_ends`` (…户、…人员) stands
    before it, or one of ``contexts`` (上访、抚恤) follows in the sentence; never before one of ``officials``
    or ``places``, nor behind one of ``posts`` (负责人). ``homes`` before a telephone number say that it is a private one,
    ``identities`` near a number that it is meant for an identity number.
    """

    surnames: str = ""
    double_surnames: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()
    not_ends: str = ""
    given: str = ""
    person_ends: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()


def check_personal(context: Context, rule: Rule, parameters: Personal) -> Iterator[Finding]:
    """Yield private persons' names and numbers in the text, the tables and the performance tables."""
    for text, where in _texts(context):
        doubtful = list(doubtful_identities(text, parameters))
        found = _personal_data(text, parameters)
        if not found and not doubtful:
            continue
        place = where if isinstance(where, Place) else where()
        for start, end, shown, what in found:
            if all(end <= first or start >= last for first, last, _ in doubtful):
                yield _finding(context, rule, place, text, (start, end), shown, what)
        for start, end, shown in doubtful:
            yield context.finding(
                rule,
                "这里的 18 位数字像是身份证号（校验位不对，可能抄错了一位）。身份证号不得公开，请核对并删去。",
                dataclasses.replace(place, excerpt=text[max(0, start - 15) : end + 15]),
                severity=Severity.WARNING,
                expected="删去个人信息",
                actual=shown,
            )


@lru_cache(maxsize=2000)
def _personal_data(text: str, parameters: Personal) -> tuple[tuple[int, int, str, str], ...]:
    """Return what ``personal_data`` yields: much wording is the same in all units of a county."""
    return tuple(personal_data(text, parameters))


def personal_data(text: str, parameters: Personal) -> Iterator[tuple[int, int, str, str]]:
    """Yield what in a text is personal data: start, end, how to show it, what to say of it."""
    plain = _TITLE.sub(lambda found: "\u3000" * len(found[0]), text)
    seen: set[int] = set()
    told: dict[int, bool] = {}  # which lists of words the text has one of: several shapes need the same
    for shape in _name_shapes(parameters):
        for start, end in _names(shape.pattern, plain, parameters) if shape.possible_in(plain, told) else ():
            if not any(start <= at < end for at in seen):
                seen.update(range(start, end))
                yield start, end, text[start:end], f"出现了人名“{text[start:end]}”"
    if seen and parameters.given:
        for start, end in _names(_listed_names(parameters), plain, parameters):
            if start not in seen:
                yield start, end, text[start:end], f"出现了人名“{text[start:end]}”"
    for found in _OLD_IDENTITY.finditer(text):
        if is_old_identity_number(found[1]):
            yield found.start(1), found.end(1), _masked(found[1]), "出现了身份证号"
    for found in _LANDLINE.finditer(text):
        around = text[max(0, found.start() - 12) : found.end() + 6]
        if any(word in around for word in parameters.homes):
            yield found.start(), found.end(), _masked(found[0]), "出现了私人的固定电话"
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


def doubtful_identities(text: str, parameters: Personal) -> Iterator[tuple[int, int, str]]:
    """Yield 18 digits that have a region and a date of birth but another check digit, where the words before
    them say what they are or a person's name stands: start, end, how to show it. Codes of projects look alike."""
    for found in _IDENTITY.finditer(text):
        number = re.sub("[ -]", "", found[1])
        if is_identity_number(number) or not _has_birth(number):
            continue
        before = _CLAUSE.split(text[max(0, found.start() - _AROUND) : found.start()])[-1]
        behind = _CLAUSE.split(text[found.end() : found.end() + _AROUND])[0]
        said = any(word in before or word in behind for word in parameters.identities)
        if said or (parameters.given and _name_before(parameters).search(before)):
            yield found.start(), found.end(), _masked(number)


def _has_birth(number: str) -> bool:
    """Whether 18 characters begin with the code of a region and the date of birth of somebody alive."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return _REGION.match(number) is not None and 1900 < born.year < _LATEST


@lru_cache(maxsize=8)
def _name_before(parameters: Personal) -> re.Pattern[str]:
    return re.compile(
        f"(?:^|[^\u4e00-\u9fff]|{_any(parameters.persons)}){_made_of(parameters, '{1,2}')}[（(：:，, ]*$"
    )


def _names(pattern: re.Pattern[str], text: str, parameters: Personal) -> Iterator[tuple[int, int]]:
    """Yield where a pattern finds a name; what cannot be one may overlap with one that is."""
    at = 0
    while (found := pattern.search(text, at)) is not None:
        if _may_be_name(found.group("name"), parameters):
            yield found.span("name")
            at = max(found.end("name"), found.start() + 1)
        else:
            at = found.start() + 1


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


def _texts(context: Context) -> Iterator[tuple[str, Place | Callable[[], Place]]]:
    """Yield every text with its place, or how to find that."""
    view = TextView.of(context)
    if view is not None:
        for index, paragraph in enumerate(view.paragraphs):
            text = paragraph.text
            if paragraph.style == "table lines":
                text = _WORDS.sub(" ", text)  # pieces of cells side by side make no names, numbers they hold
            yield text, partial(view.paragraph_place, index, paragraph.text)
        for table in view.text.performance:
            place = table.place or Place()
            yield table.project, place
            yield table.goal, place
            for indicator in table.indicators:
                yield f"{indicator.third} {indicator.target}".strip(), indicator.place or place
    for table_ in context.tables.values():
        for row in table_.rows:
            if row.project:
                yield row.project, partial(context.place, table_, row)
        if table_.note:
            yield table_.note, table_.note_place or Place(table=table_.id)


@dataclass(slots=True, eq=False)
class _NameShape:
    """What a name looks like in one kind of place: its pattern, and ``words`` of which one must stand there.

    Most texts have none of them: their patterns are never compiled, and long ones take a while to be.
    """

    words: tuple[str, ...]
    text: str
    dotted: bool = False
    _compiled: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, with the name as the group ``name``."""
        if self._compiled is None:
            self._compiled = re.compile(self.text)
        return self._compiled

    def possible_in(self, text: str, told: dict[int, bool]) -> bool:
        """Whether a text has what no match can do without; ``told`` remembers it by list of words."""
        if self.dotted and not any(dot in text for dot in _DOTS):
            return False
        if id(self.words) not in told:
            told[id(self.words)] = any(word in text for word in self.words)
        return told[id(self.words)]


@lru_cache(maxsize=8)
def _name_shapes(parameters: Personal) -> tuple[_NameShape, ...]:
    """Return the shapes of a name behind a person word, of a name before a telling word, and of a name
    with a dot (阿某·买某) near either."""
    if not parameters.surnames:
        return ()
    double = _any(parameters.double_surnames)
    last = f"(?![{parameters.not_ends or chr(0)}]){_HAN}"
    name = f"(?P<name>(?:(?:{double})|[{parameters.surnames}]){_HAN}?{last})"
    dotted = f"(?P<name>{_HAN}{{2,8}}[{_DOTS}]{_HAN}{{2,9}}?)"
    persons, verbs = _any(parameters.persons), _any(parameters.verbs)
    behind, ends = _any(parameters.behind), _any((*parameters.ends, *parameters.behind))
    edge = r"[，。；：、！？,.;:（）()“”\s]"
    before = (*parameters.persons, *parameters.verbs)
    shapes = [
        _NameShape(parameters.persons, f"(?:{persons})[：:]?{name}(?=$|{edge}|{ends})"),
        _NameShape(parameters.behind, f"(?:^|{edge}|{verbs}){name}(?={behind})"),
        _NameShape(before, f"(?:{persons}|{verbs})[：:]?{dotted}(?=$|{edge}|{ends})", dotted=True),
        _NameShape(parameters.behind, f"(?:^|{edge}){dotted}(?={behind})", dotted=True),
    ]
    if parameters.given:
        whole, short = _made_of(parameters, "{2}"), _made_of(parameters, "")
        person, contexts = _any(parameters.person_ends), _any(parameters.contexts)
        person = f"(?:{person})" + "".join(f"(?<!{re.escape(post)})" for post in parameters.posts)
        private = f"(?!{_any((*parameters.officials, *parameters.places))})"
        given = f"(?P<name>{_HAN}{{2,8}}[{_DOTS}]{_HAN}{{2,4}})"
        shapes += [
            _NameShape(parameters.person_ends, f"{person}(?:[：:]|同志)?{whole}{private}"),
            _NameShape(parameters.person_ends, f"{person}[：:]?{short}(?=$|{edge}|{ends})"),
            _NameShape(parameters.contexts, f"{whole}{private}(?=[^，。；、]{{0,12}}(?:{contexts}))"),
            _NameShape(parameters.person_ends, f"{person}[：:]?{given}", dotted=True),
        ]
    return tuple(shapes)


def _made_of(parameters: Personal, given: str) -> str:
    """Return the pattern of a surname with ``given`` (how many) characters of given names."""
    double = _any(parameters.double_surnames)
    return f"(?P<name>(?:(?:{double})|[{parameters.surnames}])[{parameters.given}]{given})"


@lru_cache(maxsize=8)
def _listed_names(parameters: Personal) -> re.Pattern[str]:
    """Return the pattern of a name in a list, for texts in which another one was found."""
    many = r"(?=$|[、，。；和及与等]|[二两三四五]人)"
    return re.compile(f"(?:^|[、和及与，]){_made_of(parameters, '{1,2}')}{many}")


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


def is_old_identity_number(number: str) -> bool:
    """Whether 15 digits may be an identity number of the old kind: a date of birth stands in them."""
    month, day = int(number[8:10]), int(number[10:12])
    return 11 <= int(number[:2]) <= 82 and 1 <= month <= 12 and 1 <= day <= 31


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
