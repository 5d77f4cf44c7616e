"""Names and code labels of the text against the classification of the year (科目名称与编码)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from converter.disclosure.finished.vocabulary import normal
from converter.findings import Finding, Severity
from converter.narrative.model import Measure, Statement
from converter.narrative.understanding.item_labels import ITEM_NUMBER, CodeLabel, code_labels, names_by_level
from converter.packs.classification import Code, CodeList, load_classification
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class Names:
    """``fillers`` may stand around a name without being part of it."""

    fillers: tuple[str, ...] = ()


def check_names(context: Context, rule: Rule, parameters: Names) -> Iterator[Finding]:
    """Yield names in the text that differ from the classification (and from the table's own row)."""
    for view, statement, codes, code in _coded(context):
        for level_code, name in names_by_level(statement.label, code):
            entry = codes.get(level_code, context.year) or codes.any_year(level_code)
            text = _without(name, parameters.fillers)
            if entry is None or not text or normal(text) == normal(entry.name):
                continue
            if level_code == code and _printed_in_table(view, statement, text):
                continue  # the table says so too: the rule on codes reports it there, once
            if _with_those_above(normal(text), level_code, codes, context.year):
                continue
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


def _with_those_above(text: str, code: str, codes: CodeList, year: int | None) -> bool:
    """Whether a name is written with the names of 类 and 款 before it, without marks (教育支出普通教育高中教育)."""
    whole = ""
    for length in range(len(code), 2, -2):
        entry = codes.get(code[:length], year) or codes.any_year(code[:length])
        if entry is None:
            return False
        whole = normal(entry.name) + whole
        if whole == text:
            return True
    return False


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
        label = ITEM_NUMBER.sub("", statement.label)
        labels = code_labels(label)
        for one in labels:
            right = code[: one.length] if len(one.digits) >= 3 else code[one.length - 2 : one.length]
            sure = one.kind or len(one.digits) >= 3
            if sure and one.digits and right and one.length <= len(code) and one.digits != right:
                level = f"{one.kind}级" if one.kind else ""
                yield context.finding(
                    rule,
                    f"“{label[one.start : one.end].strip()}”写错了：文中说的科目是 {code}，{level}编码应为 {right}。"
                    f"请改为（{right}{one.kind}）。",
                    view.place(statement),
                    expected=f"（{right}{one.kind}）",
                    actual=label[one.start : one.end].strip(),
                )
                break
        else:
            yield from _manner(view, rule, statement, label, labels)


def _manner(
    view: TextView, rule: Rule, statement: Statement, label: str, labels: list[CodeLabel]
) -> Iterator[Finding]:
    """Labels such as （205）类 and codes before their name, where the document's form is 教育支出（205类）."""
    if not labels or len(labels[-1].digits) != 2 + (labels[-1].length == 3):
        return
    last = labels[-1]
    behind = label[last.end :].strip(" ，,：:")
    printed = label[last.start : last.end].strip()
    inside = any(mark in printed.split(")")[0].split("）")[0] for mark in "类款项")
    if behind:
        right = f"{behind}（{last.digits}{last.kind or '项'}）"
        problem = f"“{label[last.start :]}”编码写在了名称前面"
    elif last.kind and not inside:
        right = f"（{last.digits}{last.kind}）"
        problem = f"“{printed}”的“{last.kind}”应写在括号里"
    else:
        return
    yield view.context.finding(
        rule,
        f"{problem}，请写作“{right}”。",
        view.place(statement),
        severity=Severity.INFO,
        expected=right,
        actual=label[last.start :],
    )
