"""Formulas whose stored result is missing, and results that cannot be results.

Programs that write workbooks without computing them leave no value, an empty text or a plain 0 behind
every formula. A missing value shows itself. An empty text is a proper result of ``IF(A1="","",A1)`` but
never of a sum; a 0 is a proper result unless the sum's own terms are positive constants.
"""

from __future__ import annotations

import re
from decimal import Decimal

from converter.reading.model import CellValue

_REFERENCE = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?"
# Functions that give a number or an error, never a text.
_NUMERIC_FUNCTIONS = (
    "SUM|SUMIF|SUMIFS|SUMPRODUCT|SUBTOTAL|PRODUCT|ROUND|ROUNDUP|ROUNDDOWN|ABS|INT|MAX|MIN|AVERAGE|COUNT|"
    "COUNTA|COUNTIF|COUNTIFS|MOD|TRUNC|SQRT|POWER|LEN"
)
# Texts, not compiled patterns: few files have such formulas, and compiling takes longer than reading one.
_NUMERIC_CALL = rf"(?i:(?:_xlfn\.)?(?:{_NUMERIC_FUNCTIONS})\()"
_ANY_CALL = r"[A-Za-z_][\w.]*\("
_TERM = rf"(?:SUM\({_REFERENCE}(?:,{_REFERENCE})*\)|{_REFERENCE})"
_PLAIN_SUM = rf"(?i:=?\+?{_TERM}(?:\+{_TERM})*)"
_ONE_REFERENCE = r"(?i:\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?)"
_NUMBER = r"[-+]?[0-9]{1,15}(?:\.[0-9]+)?"
_PERCENT = r"[0-9]+(?:\.[0-9]+)?%"
_TEXT = r'"((?:[^"]|"")*)"'
_MOST_CELLS = 20_000


def always_numeric(formula: str) -> bool:
    """Return whether the result of ``formula`` can be no text: sums, arithmetic, numeric functions only."""
    body = formula.strip().removeprefix("=")
    if not body or '"' in body or "&" in body:
        return False
    calls = re.findall(_ANY_CALL, body)
    if len(re.findall(_NUMERIC_CALL, body)) != len(calls):
        return False
    # Sheet names in quotation marks may hold a sign that is no operator.
    outside = re.sub(r"'[^']*'!", "", body)
    return bool(calls) or bool(re.search(r"[\w)]\s*[-+*/^]", outside)) or outside.startswith("-")


def literal_value(formula: str) -> CellValue:
    """Return the value of a formula that is a mere literal (``=100%``, ``=12.5``), else None.

    Such cells come from typing an equals sign in front; nothing needs to be computed to know them. A
    percentage is given as the text that is shown.
    """
    body = formula.strip().removeprefix("=").strip()
    if re.fullmatch(_NUMBER, body):
        number = Decimal(body)
        return int(number) if number == number.to_integral_value() else number
    if re.fullmatch(_PERCENT, body):
        return body
    if found := re.fullmatch(_TEXT, body):
        return found[1].replace('""', '"') or None
    return None


def column_index(letters: str) -> int:
    """Return the zero-based column of its letters: A → 0, AA → 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def surely_not_zero(formula: str, rows: list[list[CellValue]], formula_cells: set[tuple[int, int]]) -> bool:
    """Return whether ``formula`` only adds up constants of which none is negative and one is positive."""
    body = re.sub(r"\s", "", formula)
    if not re.fullmatch(_PLAIN_SUM, body):
        return False
    positive = False
    looked_at = 0
    for left, top, right, bottom in re.findall(
        _ONE_REFERENCE, re.sub(r"SUM\(", "(", body, flags=re.IGNORECASE)
    ):
        first_row, last_row = int(top) - 1, int(bottom or top) - 1
        first_column, last_column = column_index(left), column_index(right or left)
        for row in range(first_row, min(last_row + 1, len(rows))):
            for column in range(first_column, min(last_column + 1, len(rows[row]))):
                looked_at += 1
                if looked_at > _MOST_CELLS or (row, column) in formula_cells:
                    return False
                value = rows[row][column]
                if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
                    if value < 0:
                        return False
                    positive = positive or value > 0
    return positive
