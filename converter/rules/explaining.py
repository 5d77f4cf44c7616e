"""What ``gongkai rules`` prints: the list of the rules, one rule explained with its example, and the
catalogue of findings for the documentation."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from converter.findings import Finding, Severity
from converter.packs.loading import Pack
from converter.rules.examples import Example, Outcome, load_examples, run_example
from converter.rules.registry import ExpressionData, Rule, load_rules

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}


def list_rules(pack: Pack) -> str:
    """Return the list of the pack's rules: id, severity, whether it is switched off, title."""
    rows = [("编号", "轻重", "名称")]
    for rule in load_rules(pack).rules:
        off = "" if rule.data.enabled else "（已关闭）"
        rows.append((rule.id, SEVERITIES[rule.data.severity], rule.data.title + off))
    widths = [max(_width(row[at]) for row in rows) for at in (0, 1)]
    lines = [f"{_padded(a, widths[0])}  {_padded(b, widths[1])}  {c}" for a, b, c in rows]
    lines.append("")
    lines.append("说明一条规则：gongkai rules 编号，例如 gongkai rules G11")
    return "\n".join(lines)


def explain_rule(pack: Pack, rule_id: str) -> str | None:
    """Return the explanation of a rule with what the program says to its examples; None when unknown."""
    rule = load_rules(pack).rule(rule_id)
    if rule is None:
        return None
    return "\n".join(_explained(pack, rule))


def catalogue(pack: Pack) -> str:
    """Return the catalogue of the findings of all rules as Markdown, with the messages of the examples."""
    lines = [
        "# 检查规则与发现一览",
        "",
        "本文由程序从模板包的规则和例子生成（`python -m converter.rules.cataloguing`），请勿手改。",
        "每条规则的例子都在测试中执行：左边的表符合规则，按“改动”改后程序给出所列的发现。",
        "规则的写法见 [rules.md](rules.md)。",
        "",
    ]
    for rule in load_rules(pack).rules:
        data = rule.data
        lines += [f"## {rule.id} {data.title}", ""]
        lines += [f"- 应当：{data.holds}", f"- 轻重：{SEVERITIES[data.severity]}"]
        lines += [f"- 依据：{data.basis}"] if data.basis else []
        lines += [f"- 相关：{'、'.join(data.related)}"] if data.related else []
        lines.append("")
        for outcome in _outcomes(pack, rule):
            shown = "\n".join(_shown(outcome.example))
            lines += ["```text", shown, "```", ""]
            lines += [f"改动：{'；'.join(f'`{change}`' for change in outcome.example.change)}", ""]
            lines += [f"> **{_label(finding)}** {finding.message}" for finding in outcome.failing]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _explained(pack: Pack, rule: Rule) -> Iterator[str]:
    data = rule.data
    yield f"{rule.id} {data.title}{'' if data.enabled else '（已关闭）'}"
    yield f"  应当：{data.holds}"
    yield f"  轻重：{SEVERITIES[data.severity]}"
    if data.basis:
        yield f"  依据：{data.basis}"
    if data.related:
        yield f"  相关：{'、'.join(data.related)}"
    if data.advice:
        yield f"  怎样改：{data.advice}"
    if data.expressions:
        yield "  表达式："
        for entry in data.expressions:
            whole = entry if isinstance(entry, ExpressionData) else ExpressionData(entry)
            note = f"    （{SEVERITIES[whole.severity]}）" if whole.severity else ""
            yield f"    {whole.text}{note}"
            each = {**data.each, **whole.each}
            for name, values in each.items():
                if "{" + name + "}" in whole.text:
                    yield f"      其中 {{{name}}} 依次为 {'、'.join(values)}"
    if data.check:
        yield f"  检查：{data.check}"
        for name, value in data.parameters.items():
            yield f"    {name} = {_value(value)}"
    for number, outcome in enumerate(_outcomes(pack, rule), start=1):
        yield ""
        yield f"  例 {number}（符合）："
        for line in _shown(outcome.example):
            yield f"    {line}"
        yield f"  改动后（不符合）：{'；'.join(outcome.example.change)}"
        for finding in outcome.failing:
            yield f"    [{_label(finding)}] {finding.message}"


def _outcomes(pack: Pack, rule: Rule) -> Iterator[Outcome]:
    for example in load_examples(pack).get(rule.id, []):
        yield run_example(pack, example)


def _shown(example: Example) -> Iterator[str]:
    """Yield the lines of an example: its tables, its text, those of last year and of units."""
    yield from example.tables.strip().splitlines()
    yield from example.text.strip().splitlines()
    if example.last_year:
        yield "上年："
        yield from example.last_year.strip().splitlines()
    for number, tables in enumerate(example.parts, start=1):
        yield f"单位{number}："
        yield from tables.strip().splitlines()


def _label(finding: Finding) -> str:
    return "尾差" if finding.kind == "residue" else SEVERITIES[finding.severity]


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(str(item) for item in value)
    return str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
