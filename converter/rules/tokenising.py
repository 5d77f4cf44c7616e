"""Cuts a rule expression into tokens. Full-width and half-width signs mean the same."""

from __future__ import annotations

import re
from typing import NamedTuple

from converter.rules.syntax import ExpressionError

KEYWORDS = frozenset({"对", "当", "且", "或", "非"})

_SIGNS = {
    "=": "=", "＝": "=", "==": "=",
    "≠": "≠", "!=": "≠", "<>": "≠",
    "≥": "≥", ">=": "≥", "≧": "≥",
    "≤": "≤", "<=": "≤", "≦": "≤",
    ">": ">", "＞": ">", "<": "<", "＜": "<",
    "+": "+", "＋": "+",
    "-": "-", "−": "-", "－": "-", "–": "-",
    "*": "×", "×": "×", "＊": "×",
    "/": "÷", "÷": "÷", "／": "÷",
    "(": "(", "（": "(", ")": ")", "）": ")",
    ",": ",", "，": ",", "、": ",",
    ":": ":", "：": ":",
}  # fmt: skip

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORD = re.compile(r"[^\W\d][\w.·“”]*")
_OPEN = "[［【"
_CLOSE = "]］】"


class Token(NamedTuple):
    """``kind`` is "number", "word", "bracket" (the text between [ and ]), "sign" or "end"."""

    kind: str
    text: str
    at: int


def tokenise(text: str) -> list[Token]:
    """Return the tokens of ``text`` with an "end" token; raise ExpressionError at what cannot be read."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
        elif char in _OPEN:
            end = _closing(text, at)
            tokens.append(Token("bracket", text[at + 1 : end], at + 1))
            at = end + 1
        elif text[at : at + 2] in _SIGNS:
            tokens.append(Token("sign", _SIGNS[text[at : at + 2]], at))
            at += 2
        elif char in _SIGNS:
            tokens.append(Token("sign", _SIGNS[char], at))
            at += 1
        elif match := _NUMBER.match(text, at):
            tokens.append(Token("number", match.group(), at))
            at = match.end()
        elif match := _WORD.match(text, at):
            tokens.append(Token("word", match.group(), at))
            at = match.end()
        else:
            raise ExpressionError(f"不认识的符号“{char}”", at)
    tokens.append(Token("end", "", len(text)))
    return tokens


def _closing(text: str, start: int) -> int:
    """Return the position of the bracket that closes the one at ``start``; quoted text may hold any."""
    quoted = False
    for at in range(start + 1, len(text)):
        if text[at] == '"':
            quoted = not quoted
        elif text[at] in _CLOSE and not quoted:
            return at
        elif text[at] in _OPEN and not quoted:
            break
    raise ExpressionError("“[”没有对应的“]”", start)
