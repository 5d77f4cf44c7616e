"""Names and code labels of the text against the classification of the year (科目名称与编码)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from converter.disclosure.finished.vocabulary import normal
from converter.findings import Finding, Severity
from converter.narrative.model import Measure, Statement
from converter.narrative.understanding.numbers import code_labels
from converter.packs.classification import Code, CodeList, load_classification
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule

_ITEM_NUMBER = re.compile(r"^\s*\d{1,2}[.．、)]\s*")
_LENGTHS = {"类": 3, "款": 5, "项": 7}


@dataclass(frozen=True, slots=True)
class Names:
    """``fillers`` may stand around a name without being part of it."""

    fillers: tuple[str, ...] = ()


def check_names(context: Context, rule: Rule, parameters: Names) -> Iterator[Finding]:
    """Yield names in the text that differ from the classification (and from the table's own row)."""
    for view, statement, codes, code in _coded(context):
        for level_code, name in _named_levels(statement, code):
            entry = codes.get(level_code, context.year) or codes.any_year(level_code)
            text = _without(name, parameters.fillers)
            if entry is None or not text or normal(text) == normal(entry.name):
                continue
            if level_code == code and _printed_in_table(view, statement, text):
                continue  # the table says so too: the rule on codes reports it there, once
            yield _wrong_name(view, rule, statement, text, entry)


def _coded(context: Context) -> Iterator[tuple[TextView, Statement, CodeList, str]]:
    view = TextView.of(context)
    if view is None:
        return
    lists = load_classification()
    for item in view.items:
        statement = item.statements.get(Measure.AMOUNT)
        if statement is None or item.subject[:1] not in "FE" or not item.subject[1:].isdigit():
            continue
        codes = lists.functional if item.subject.startswith("F") else lists.economic
        yield view, statement, codes, item.subject[1:]


def _named_levels(statement: Statement, code: str) -> Iterator[tuple[str, str]]:
    """Yield (code, name) for every name in a label such as 一般公共服务支出（201类）…行政运行（01项）."""
    label = _ITEM_NUMBER.sub("", statement.label)
    labels = code_labels(label)
    if not labels:
        yield code, label
        return
    cursor = 0
    pending: list[int] = []
    last_length = 0
    for start, end, digits, kind in labels:
        name = label[cursor:start].strip(" ，,：:")
        length = _LENGTHS.get(kind) or (3 if len(digits) == 3 else last_length + 2)
        last_length = length
        if name and len(code) >= length:
            yield code[:length], name
        elif not name:
            pending.append(length)
        cursor = end
    rest = label[cursor:].strip(" ，,：:项款类")
    if rest and (pending or last_length < len(code)):
        yield code, rest


def _without(name: str, fillers: tuple[str, ...]) -> str:
    text = name.strip(" 　，,；;：:（）()")
    for filler in fillers:
        text = text.removeprefix(filler).removesuffix(filler) if text != filler else text
    return text


def _printed_in_table(view: TextView, statement: Statement, name: str) -> bool:
    row = view.row(statement.figure) if statement.figure else None
    return row is not None and normal(row.label) == normal(name)


def _wrong_name(view: TextView, rule: Rule, statement: Statement, name: str, entry: Code) -> Finding:
    return view.context.finding(
        rule,
        f"“{name}”与科目表不一致：{entry.code} 的名称是“{entry.name}”。请改为“{entry.name}”。",
        view.place(statement),
        severity=rule.data.severity if entry.documented else Severity.WARNING,
        expected=entry.name,
        actual=name,
    )


@dataclass(frozen=True, slots=True)
class CodeLabels:
    """Nothing to choose."""


def check_code_labels(context: Context, rule: Rule, _parameters: CodeLabels) -> Iterator[Finding]:
    """Yield code labels that are not the code of the item named, and labels written in another manner."""
    for view, statement, _, code in _coded(context):
        label = statement.label
        labels = code_labels(label)
        wanted = {"类": code[:3], "款": code[3:5], "项": code[5:7]}
        for start, end, digits, kind in labels:
            if kind and wanted[kind] and digits != wanted[kind]:
                yield context.finding(
                    rule,
                    f"“{label[start:end]}”写错了：文中说的科目是 {code}，{kind}级编码应为 {wanted[kind]}。"
                    f"请改为（{wanted[kind]}{kind}）。",
                    view.place(statement),
                    expected=f"（{wanted[kind]}{kind}）",
                    actual=label[start:end],
                )
                break
        else:
            yield from _manner(view, rule, statement, labels)


def _manner(
    view: TextView, rule: Rule, statement: Statement, labels: list[tuple[int, int, str, str]]
) -> Iterator[Finding]:
    if not labels:
        return
    label = statement.label
    _, end, digits, kind = labels[-1]
    behind = label[end:].strip(" ，,：:")
    inside = any(mark in label[labels[-1][0] : end].split(")")[0].split("）")[0] for mark in "类款项")
    if behind:
        right = f"{behind}（{digits}{kind or '项'}）"
        problem = f"“{label[labels[-1][0] :]}”编码写在了名称前面"
    elif kind and not inside:
        right = f"（{digits}{kind}）"
        problem = f"“{label[labels[-1][0] : end]}”的“{kind}”应写在括号里"
    else:
        return
    yield view.context.finding(
        rule,
        f"{problem}，请写作“{right}”。",
        view.place(statement),
        severity=Severity.INFO,
        expected=right,
        actual=label[labels[-1][0] :],
    )
