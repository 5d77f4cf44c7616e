"""What a template file is made of: lines of text, choices, repetitions, named patterns (句式).

Lines:
    # 第一部分 …          a heading; ## ### #### are the levels below it
    @样式 文字            a paragraph of that style (styles are data of the pack)
    文字{填空}文字         an ordinary paragraph; {…} inserts a value; {{ and }} print braces
    % 如果 条件 / % 否则如果 条件 / % 否则 / % 结束
    % 每个 名称 于 列表 / % 结束      {序号} counts from 1, 末项 is true for the last
    % 设 名称 = 值
    % 句式 名称(参数) / % 结束        a text to be inserted as {名称(…)}; its lines are joined
    // 说明               a remark
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from converter.narrative.template.expressions import Expression, TemplateError, parse_expression

_BRACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_STYLED = re.compile(r"(#{1,4}|@[^\s{]+)(?:[ \u3000]+|$)")
_PATTERN = re.compile(r"([^\W\d]\w*)\s*[(（]([^()（）]*)[)）]$")
_EACH = re.compile(r"([^\W\d]\w*)\s+于\s+(.+)$")
_SET = re.compile(r"([^\W\d]\w*)\s*=\s*(.+)$")


@dataclass(slots=True, eq=False)
class TextLine:
    """One line of text: ``style`` as written ("" for an ordinary paragraph), literal texts and insertions."""

    line: int
    style: str
    parts: list[str | Expression]


@dataclass(slots=True, eq=False)
class Choice:
    """如果 … 否则 …: the first branch whose condition holds (None: always)."""

    line: int
    branches: list[tuple[Expression | None, list[Node]]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Each:
    """每个 … 于 …: the body once for each value of a list."""

    line: int
    name: str
    values: Expression
    body: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Setting:
    """设 … = …: a name for a value."""

    line: int
    name: str
    value: Expression


Node = TextLine | Choice | Each | Setting


@dataclass(slots=True, eq=False)
class Pattern:
    """A named text with parameters."""

    line: int
    name: str
    parameters: tuple[str, ...]
    file: str = ""
    body: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class TemplateFile:
    """One parsed file: its nodes, its patterns, and the faults found in it."""

    name: str
    nodes: list[Node] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)
    faults: list[TemplateError] = field(default_factory=list)


def parse_file(name: str, text: str) -> TemplateFile:
    """Return the parsed file; faults are collected, not raised."""
    result = TemplateFile(name)
    parser = _FileParser(result)
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            parser.add(line.strip(), number)
        except TemplateError as fault:
            result.faults.append(TemplateError(fault.message, name, fault.line or number))
    for opened in parser.stack[1:]:
        result.faults.append(TemplateError("没有“% 结束”", name, opened[0]))
    return result


class _FileParser:
    def __init__(self, result: TemplateFile) -> None:
        self.result = result
        # Where lines go: (line of the opening, its kind, the list that is being filled, the node).
        self.stack: list[tuple[int, str, list[Node], Choice | None]] = [(0, "", result.nodes, None)]

    def add(self, line: str, number: int) -> None:
        if not line or line.startswith("//"):
            return
        if line.startswith("%"):
            self._directive(line[1:].strip(), number)
        else:
            self.stack[-1][2].append(_text_line(line, number))

    def _directive(self, text: str, number: int) -> None:
        word, _, rest = text.partition(" ")
        rest = rest.strip()
        body = self.stack[-1][2]
        if word == "如果":
            choice = Choice(number)
            body.append(choice)
            self._branch(choice, parse_expression(rest, number), number)
        elif word in ("否则如果", "否则"):
            choice_now = self.stack[-1][3]
            if choice_now is None:
                raise TemplateError(f"“% {word}”前面没有“% 如果”")
            self.stack.pop()
            self._branch(choice_now, parse_expression(rest, number) if word == "否则如果" else None, number)
        elif word == "每个":
            found = _EACH.match(rest)
            if not found:
                raise TemplateError("应写作“% 每个 名称 于 列表”")
            each = Each(number, found[1], parse_expression(found[2], number))
            body.append(each)
            self.stack.append((number, word, each.body, None))
        elif word == "设":
            found = _SET.match(rest)
            if not found:
                raise TemplateError("应写作“% 设 名称 = 值”")
            body.append(Setting(number, found[1], parse_expression(found[2], number)))
        elif word == "句式":
            found = _PATTERN.match(rest)
            if not found or len(self.stack) > 1:
                raise TemplateError("应写作“% 句式 名称(参数)”，并且不在别的“%”里面")
            names = tuple(name.strip() for name in re.split("[,，]", found[2]) if name.strip())
            pattern = Pattern(number, found[1], names, self.result.name)
            self.result.patterns.append(pattern)
            self.stack.append((number, word, pattern.body, None))
        elif word == "结束":
            if len(self.stack) == 1:
                raise TemplateError("多出一个“% 结束”")
            self.stack.pop()
        else:
            raise TemplateError(f"不认识“% {word}”，可用：如果、否则如果、否则、每个、设、句式、结束")

    def _branch(self, choice: Choice, condition: Expression | None, number: int) -> None:
        body: list[Node] = []
        choice.branches.append((condition, body))
        self.stack.append((number, "如果", body, choice))


def _text_line(line: str, number: int) -> TextLine:
    style = ""
    found = _STYLED.match(line)
    if found:
        style, line = found[1], line[found.end() :]
    parts: list[str | Expression] = []
    literal = ""
    at = 0
    for brace in _BRACE.finditer(line):
        literal += line[at : brace.start()]
        at = brace.end()
        if brace[0] in ("{{", "}}"):
            literal += brace[0][0]
        elif brace[1] is None:
            raise TemplateError(f"“{brace[0]}”没有配对；要印出括号请写两个")
        else:
            if literal:
                parts.append(literal)
                literal = ""
            parts.append(parse_expression(brace[1], number))
    literal += line[at:]
    if literal:
        parts.append(literal)
    return TextLine(number, style, parts)


def expressions_of(nodes: list[Node]) -> Iterator[Expression]:
    """Yield every expression of the nodes, in order."""
    for node in nodes:
        if isinstance(node, TextLine):
            yield from (part for part in node.parts if isinstance(part, Expression))
        elif isinstance(node, Choice):
            for condition, body in node.branches:
                if condition is not None:
                    yield condition
                yield from expressions_of(body)
        elif isinstance(node, Each):
            yield node.values
            yield from expressions_of(node.body)
        else:
            yield node.value
