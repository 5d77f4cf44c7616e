"""What a cell means as a code, and how a joined ``code-name`` falls apart.

Only the spelling is looked at here; whether a code exists is for the classification lists to say. Where
a spelling can be read in two ways the whole text stays the name: ``2023年中央资金``, ``1-5月工资``,
``1.基本支出`` and ``120急救`` hold no code.
"""

from __future__ import annotations

import re
from decimal import Decimal

from converter.reading.model import CellValue
from converter.reading.texts import clean_text, half_width

_WHOLE_FLOAT = re.compile(r"([0-9]+)\.0+")
# 201.03.01, 201-03-01, 201 03 01; with one separator only two dots or a blank are beyond doubt.
_PARTED = re.compile(r"([0-9]{3})([-. ])([0-9]{2})(?:\2([0-9]{2}))?")
_BRACKETS = str.maketrans({**dict.fromkeys("[【〔﹝{〈<", "("), **dict.fromkeys("]】〕﹞}〉>", ")")})
_LONGEST = 200

_CODE = r"[0-9]{3}(?:[-.][0-9]{2}){1,2}|[0-9]+(?:\.0+)?|(?=(?:[A-Z]*[0-9]){3})[0-9A-Z]{4,40}"
_SEPARATOR = r"\s*[-_:|/\\、]+\s*|\s+|\.(?![0-9])"
_BRACKETED = re.compile(rf"\(\s*({_CODE})\s*\)\s*[-:]?\s*(.+)", re.DOTALL | re.IGNORECASE)
_SEPARATED = re.compile(rf"({_CODE})({_SEPARATOR})(.+)", re.DOTALL | re.IGNORECASE)
_GLUED = re.compile(
    r"([0-9]{3}(?:([-.])[0-9]{2}){1,2}|[235][0-9]{2}(?:[0-9]{2}){0,2}|[0-9]{5,20})(?![0-9.])([^-].*)",
    re.DOTALL,
)
_TRAILING = re.compile(
    r"(.*[^\s0-9(])\s*(?:\(\s*([0-9]{3}|[0-9]{5,20}|[0-9]{3}(?:[-.][0-9]{2}){1,2})\s*\)"
    r"|[-:]\s*([235][0-9]{2})|[-:\s]\s*([0-9]{5}|[0-9]{7})"
    r"|\(\s*((?=(?:[A-Z]*[0-9]){5})[0-9A-Z]{8,40})\s*\)"
    r"|(?<=[\u4e00-\u9fff)])([35][0-9]{4}|2[0-9]{6}))",
    re.DOTALL,
)
# A functional and an economic code in one cell, in either order, with or without their names.
_FUNCTION_CODE = r"2[0-9]{2}(?:[-. ]?[0-9]{2}){1,2}"
_ECONOMIC_CODE = r"3[0-9]{2}(?:[-. ]?[0-9]{2})?"
_PAIRS = tuple(
    re.compile(
        rf"\(?(?P<{one}>{first})\)?(?![0-9])(?P<{one}_name>.*?)(?<![0-9])\(?(?P<{other}>{second})\)?"
        rf"(?![0-9])(?P<{other}_name>.*)",
        re.DOTALL,
    )
    for one, first, other, second in (
        ("function", _FUNCTION_CODE, "economic", _ECONOMIC_CODE),
        ("economic", _ECONOMIC_CODE, "function", _FUNCTION_CODE),
    )
)
_JOINERS = "-_/|\\\\、,;:+&>→~·. \t\n"
_JOINED = re.compile(rf"[{_JOINERS}]+")
_CODES_ONLY = re.compile(rf"[0-9{_JOINERS}]+")
_GLUED_PAIR = re.compile(r"(2[0-9]{6})(3[0-9]{4})")
_ALL_IN_BRACKETS = re.compile(r"[\[【（(]([^\[\]【】（）()]+)[\]】）)]")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# What turns a number in front of it into a quantity, a date or a rank, not a code.
_RANGE = re.compile(r"[0-9年月日%％]")
_COUNTED = re.compile(
    r"[0-9年月日号个名人次元万亿台套辆项期级届周天平米亩户岁大%％]|(?:小时|公里|多|余|以上)"
)
# The same without words that the official names of five-digit codes begin with (人大事务, 个人…, 大型…, 天然林…).
_MEASURED = re.compile(r"[0-9元万亿亩户台套%％]")


def parse_code(value: CellValue) -> str | None:
    """Return the digits of a code cell, or None when the value is no code.

    Understands numbers (2010301), floats as text (``2010301.0``), full-width digits, brackets
    (``[30101]``), inner line breaks and separators between the levels (``201 03 01``, ``201.03.01``).
    Zeros in front are kept where the file kept them. Negative and fractional numbers are no codes.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return str(value) if value >= 0 else None
    if isinstance(value, Decimal):
        whole = value >= 0 and value == value.to_integral_value()
        return str(int(value)) if whole else None
    if not isinstance(value, str):
        return None
    if value.isascii() and value.isdigit():
        return value
    return _code_of_text(value)


def _code_of_text(raw: str) -> str | None:
    if len(raw) > _LONGEST:
        return None
    text = half_width(clean_text(raw)).removeprefix("'").strip().translate(_BRACKETS)
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    if whole := _WHOLE_FLOAT.fullmatch(text):
        return whole[1]
    parted = _PARTED.fullmatch(text)
    if parted and (parted[4] or parted[2] != "."):
        return "".join(part for part in (parted[1], parted[3], parted[4]) if part)
    text = "".join(text.split())
    return text if text.isascii() and text.isdigit() else None


def split_code_name(value: CellValue) -> tuple[str, str]:
    """Split a cell that holds a code, a name or both into ``(code, name)``; "" for what is missing.

    ``2010301-行政运行``, ``[30101]基本工资``, ``50101##工资奖金##GUID``, ``2010301 行政运行``,
    ``行政运行（2010301）`` and ``2010301行政运行`` give both. Letters may stand in a code only when
    a separator or brackets set it off. Lists of one or two digits (``1-中央级``) need a dash.
    """
    if value is None or isinstance(value, bool):
        return "", ""
    code = parse_code(value)
    if code is not None:
        return code, ""
    if not isinstance(value, str):
        return "", str(value)
    text = clean_text(value).removeprefix("'").strip()
    if len(text) > _LONGEST:
        return "", text
    if "##" in text:
        first, second, *_ = [part.strip() for part in text.split("##")]
        if first and second:
            return parse_code(first) or first, second
    code, name = _split_text(text)
    if code and (bare := _ALL_IN_BRACKETS.fullmatch(name)):
        name = bare[1].strip()
    return code, name


def split_pair(value: CellValue) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Split a cell that joins a functional and an economic code into both (code, name); None if it does not.

    ``2010301-30101``, ``30101/2010301``, ``2010301/30101 行政运行/基本工资`` and
    ``2010301行政运行—30101基本工资`` are such cells; whether the codes exist is for the lists to say.
    """
    if isinstance(value, Decimal):
        value = str(value)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    text = half_width(clean_text(value)).removeprefix("'").strip().translate(_BRACKETS)
    text = text.replace("—", "-").replace("–", "-")
    if glued := _GLUED_PAIR.fullmatch(text):
        return (glued[1], ""), (glued[2], "")
    for pattern in _PAIRS:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        one, other = (found[name].strip(_JOINERS) for name in _names_in_order(found))
        if not one and (parts := _JOINED.split(other, maxsplit=1)) and len(parts) == 2:
            one, other = parts
        one, other = ("" if _CODES_ONLY.fullmatch(name) else name for name in (one, other))
        names = dict(zip(_names_in_order(found), (one, other), strict=True))
        return (
            (_plain(found["function"]).replace(" ", ""), names["function_name"]),
            (_plain(found["economic"]).replace(" ", ""), names["economic_name"]),
        )
    return None


def _names_in_order(found: re.Match[str]) -> tuple[str, str]:
    function_first = found.start("function") < found.start("economic")
    return ("function_name", "economic_name") if function_first else ("economic_name", "function_name")


def _split_text(text: str) -> tuple[str, str]:
    # One character is swapped for one, so places in ``unified`` are places in ``text``.
    unified = half_width(text).translate(_BRACKETS)
    if (found := _BRACKETED.fullmatch(unified)) and not _doubtful_number(found[1]):
        return _plain(found[1]), text[found.start(2) :].strip()
    found = _SEPARATED.fullmatch(unified)
    if found and _separates(found[1], found[2], found[3]):
        return _plain(found[1]), text[found.start(3) :].strip()
    if (found := _GLUED.fullmatch(unified)) and _stands_before(found[1], found[3]):
        return _plain(found[1]), text[found.start(3) :].strip()
    if found := _TRAILING.fullmatch(unified):
        code = next(filter(None, found.groups()[1:]))
        return _plain(code), text[: found.end(1)].strip()
    return "", text


def _separates(code: str, separator: str, name: str) -> bool:
    """Return whether what stands between a number and a text makes the number a code."""
    if _YEAR.fullmatch(code):
        return False
    if separator.strip():
        # 1-中央级 is a code of a short list; 1.基本支出 and 1、基本支出 are numbered lines, 1-5月 a range.
        return not (len(code) < 5 and _RANGE.match(name)) and (len(code) >= 3 or separator.strip() == "-")
    return len(code) >= 3 and not _counts(code, name)


def _stands_before(code: str, name: str) -> bool:
    """Return whether digits directly before a text are a code (``301工资福利支出``)."""
    return bool(re.match(r"[\w(“\"]", name)) and not re.match(r"[A-Za-z_]", name) and not _counts(code, name)


def _counts(code: str, name: str) -> bool:
    """Return whether a number before a name is a quantity: ``20000亩``, ``120个``, but not ``20101人大事务``."""
    if len(code) == 5 and code[0] in "235" and not code.endswith("00"):
        return bool(_MEASURED.match(name))
    return len(code) < 7 and bool(_COUNTED.match(name))


def _doubtful_number(code: str) -> bool:
    """Return whether digits in brackets rather number a line, ``(1)基本支出``, or tell a year."""
    return len(code) < 3 or bool(_YEAR.fullmatch(code))


def _plain(code: str) -> str:
    return parse_code(code) or re.sub(r"[-.]", "", code).upper()
