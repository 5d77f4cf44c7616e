"""What a cell means as an amount: numbers typed as text are understood, or refused, never guessed.

Decisions for what could be read in two ways:

- Commas and inner spaces count only as separators of thousands (``1,135.97``, ``1 135.97``); ``1135,97``
  and ``1,13`` are refused.
- A dash of any kind, alone or repeated, and ``/``, ``无``, ``零`` are zero; blank is None, not zero.
- ``(12.5)``, ``△12.5``, ``▲12.5``, ``-12.5`` and ``12.5-`` are negative; two of these together are refused.
- A unit (``12.5万元``) counts only when the caller says what the sheet's own unit is; without that the
  value could be wrong by ten thousand and is refused.
- ``1.3597E7`` (how Java prints doubles, exact) is a number; ``1.36E+07`` (how Excel prints into CSV what no
  longer fits, digits lost) is refused. So are percentages, dates and truth values.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Context, Decimal
from enum import Enum
from typing import Final

from converter.reading.codes import parse_code, split_code_name
from converter.reading.model import CellValue
from converter.reading.texts import clean_text, half_width

__all__ = ["NOT_AN_AMOUNT", "NotAnAmount", "money_suffix", "parse_amount", "parse_code", "split_code_name"]


class NotAnAmount(Enum):
    """The type of the one answer to "which amount is this" when the value is none."""

    NOT_AN_AMOUNT = "not an amount"

    def __repr__(self) -> str:
        """Return the name alone."""
        return self.name


NOT_AN_AMOUNT: Final = NotAnAmount.NOT_AN_AMOUNT

# Longer texts are prose or damage; the limit keeps every pattern below cheap.
_LONGEST = 80

_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_DIGITS = r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+"
_AMOUNT = re.compile(rf"(?P<digits>{_DIGITS})(?P<power>[Ee]-?[0-9]{{1,2}})?")
_ZERO_WORDS = re.compile(r"(?:- ?)+|/+|无|零")
_CURRENCY = re.compile(r"^(?:¥|人民币|RMB|CNY)\s*|\s*(?:RMB|CNY)$", re.IGNORECASE)

# How many 元 each unit is; what stands behind a number, longest first.
_UNITS: Final = {
    "亿元": 10**8, "亿": 10**8, "百万元": 10**6, "万元": 10**4, "万": 10**4, "千元": 10**3, "元": 1, "圆": 1,
}  # fmt: skip
_UNIT = re.compile(rf"\s*[(\[]?({'|'.join(_UNITS)})整?[)\]]?$")


def parse_amount(value: CellValue, money: str | None = None) -> Decimal | NotAnAmount | None:
    """Return the amount that a cell holds, in the unit that the cell itself is in.

    None means blank. ``money`` is the unit of the sheet, "元" or "万元"; when given, an amount with a unit
    of its own (``12.5万元`` in a sheet of 元) is converted to it. Anything that is not surely an amount
    is NOT_AN_AMOUNT.
    """
    kind = type(value)
    if kind is Decimal:
        return value  # type: ignore[return-value]
    if value is None:
        return None
    if kind is int:
        return Decimal(value)  # type: ignore[arg-type]
    if isinstance(value, (bool, date)):
        return NOT_AN_AMOUNT
    text = value if isinstance(value, str) else str(value)
    if len(text) <= _LONGEST and _PLAIN.fullmatch(text):
        return Decimal(text)
    return _amount_of_text(text, money)


def money_suffix(value: CellValue) -> str | None:
    """Return the unit of money written behind a number in the cell (``12.5万元`` → "万元"), else None."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    text = half_width(clean_text(value))
    found = _UNIT.search(text)
    if not found or isinstance(_amount_of_text(text[: found.start()], None), NotAnAmount):
        return None
    return {"万": "万元", "亿": "亿元", "圆": "元"}.get(found[1], found[1]) if found.start() else None


def _amount_of_text(raw: str, money: str | None) -> Decimal | NotAnAmount | None:
    if len(raw) > _LONGEST:
        return NOT_AN_AMOUNT if raw.strip() else None
    # An apostrophe in front forces text in Excel and survives into some exports.
    text = half_width(clean_text(raw)).removeprefix("'").strip()
    if not text:
        return None
    if _ZERO_WORDS.fullmatch(text):
        return Decimal(0)
    factor: Decimal | None = None
    unit = _UNIT.search(text)
    if unit and unit.start():
        if money not in _UNITS:
            return NOT_AN_AMOUNT
        factor = Decimal(_UNITS[unit[1]]) / _UNITS[money]
        text = text[: unit.start()]
    number = _signed(text)
    if number is None:
        return NOT_AN_AMOUNT
    # The product is exact whatever the length: the default context would cut it at 28 digits.
    return number if factor is None else Context(prec=2 * _LONGEST).multiply(number, factor)


def _signed(text: str) -> Decimal | None:
    """Return the number that ``text`` is with its sign, currency and brackets; None when it is none."""
    signs = 0
    text = _CURRENCY.sub("", text, count=1).strip()
    if text.startswith("(") and text.endswith(")"):
        signs += 1
        text = text[1:-1].strip()
    for mark in ("△", "-", "+"):
        if text.startswith(mark):
            signs += 1
            negative = mark != "+"
            text = text[1:].strip()
            break
    else:
        negative = signs == 1
        if text.endswith("-"):
            signs += 1
            negative = True
            text = text[:-1].strip()
    if signs > 1:
        return None
    found = _AMOUNT.fullmatch(_CURRENCY.sub("", text, count=1).strip())
    if not found:
        return None
    digits = found["digits"].replace(",", "").replace(" ", "")
    number = Decimal(f"{Decimal(digits + found['power']):f}") if found["power"] else Decimal(digits)
    return number.copy_negate() if negative and number else number.copy_abs()
