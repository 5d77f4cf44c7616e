"""How texts name a functional or economic item (科目): its names and codes in the many manners of offices.

教育支出（205类）普通教育（02款）高中教育（04项） · 教育支出（205）普通教育（20502）高中教育（2050204） ·
教育支出（类）普通教育（款）高中教育（项） · 教育支出-普通教育-高中教育 · 高中教育（2050204） · 2050204高中教育
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ITEM_NUMBER = re.compile(
    r"^\s*(?:\d{1,3}[.．、)]|[（(]?\d{1,3}[)）]|[（(][一二三四五六七八九十]+[)）]|[①-⑳])\s*"
)
CODE_LABEL = re.compile(
    r"[（(]\s*(?:(?P<digits>\d{7}|\d{5}|\d{2,3})\s*(?P<inner>类|款|项)?|(?P<word>类|款|项))\s*[）)]\s*"
    r"(?P<outer>类(?!别)|款(?!项)|项(?!目))?"
)
_LEADING = re.compile(r"^\s*(?P<digits>\d{7}|\d{5}|\d{3})(?=[\s\-—_:：、]*[\u4e00-\u9fff])[\s\-—_:：、]*")
_STEP = re.compile(r"\s*(?:[-—–－→>＞/／\\]+|——)\s*")
_LENGTHS = {"类": 3, "款": 5, "项": 7}
_EDGES = " \t\u3000，,：:；;、-—"


@dataclass(frozen=True, slots=True)
class CodeLabel:
    """A code label: its characters [start, end), the digits ("" for （类）), 类/款/项 as printed or "", and how
    many digits the code has that it stands for (3, 5 or 7)."""

    start: int
    end: int
    digits: str
    kind: str
    length: int


def code_labels(text: str) -> list[CodeLabel]:
    """Return the code labels of a label in order; a label without 类/款/项 is one level below the one before."""
    found: list[CodeLabel] = []
    leading = _LEADING.match(text)
    if leading:
        found.append(
            CodeLabel(leading.start("digits"), leading.end(), leading["digits"], "", len(leading["digits"]))
        )
    for match in CODE_LABEL.finditer(text):
        digits = match["digits"] or ""
        kind = match["inner"] or match["word"] or match["outer"] or ""
        if len(digits) >= 3:
            length = len(digits)
        else:
            length = _LENGTHS.get(kind) or (min(found[-1].length + 2, 7) if found else 5)
        found.append(CodeLabel(match.start(), match.end(), digits, kind, length))
    return found


def assembled_code(labels: list[CodeLabel], inherited: str, level: int) -> str:
    """Return the code that the labels add up to, at most ``level`` digits; what is missing in front is
    inherited from the item before."""
    if not any(label.digits for label in labels):
        return inherited[: max(3, level - 2)]
    whole = inherited
    for label in labels:
        if len(label.digits) >= 3:
            whole = label.digits
        elif label.digits and len(whole) >= label.length - 2:
            whole = whole[: label.length - 2] + label.digits
    return whole[:level]


def names_by_level(label: str, code: str) -> list[tuple[str, str]]:
    """Return (code, name) for every name in the label of an item whose code is known: 类, 款 and 项 that are
    named before it, and the item itself."""
    label = ITEM_NUMBER.sub("", label)
    labels = code_labels(label)
    if not labels:
        steps = [step for step in _STEP.split(label) if step]
        if 1 < len(steps) <= len(code) // 2:
            lengths = [len(code) - 2 * back for back in range(len(steps) - 1, -1, -1)]
            return [(code[:length], step) for length, step in zip(lengths, steps, strict=True)]
        return [(code, label)]
    named: list[tuple[str, str]] = []
    cursor = 0
    waiting: int | None = None  # the length of a label whose name has not come: the name stands behind it
    last = 0
    for one in labels:
        name = label[cursor : one.start].strip(_EDGES)
        if name:
            length = waiting if waiting is not None else one.length
            if length <= len(code):
                named.append((code[:length], name))
            waiting = one.length if waiting is not None else None
        else:
            waiting = one.length
        last, cursor = one.length, one.end
    rest = label[cursor:].strip(_EDGES)
    if rest and (waiting is not None or last < len(code)):
        named.append((code, rest))
    return named


def last_name(label: str) -> str:
    """Return the name of the item itself, which stands last in its label."""
    label = ITEM_NUMBER.sub("", label)
    names: list[str] = []
    cursor = 0
    labels = code_labels(label)
    for one in labels:
        names.append(label[cursor : one.start])
        cursor = one.end
    names.append(label[cursor:])
    names = [name for name in names if name.strip(f"{_EDGES}（）()")]
    if not names:
        return ""
    return names[-1] if labels else _STEP.split(names[-1])[-1]
