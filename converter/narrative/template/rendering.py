"""Templates and values → paragraphs made of runs. What is inserted is data, never template."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from converter.narrative.model import Run
from converter.narrative.template.expressions import Expression, TemplateError
from converter.narrative.template.syntax import Choice, Each, Node, Pattern, Setting, TemplateFile, TextLine

# Patterns may use each other; a circle must not hang the program.
_DEEPEST = 30
# A name that ends like this runs together with a number behind it.
_NUMBER_LIKE_END = re.compile(r"[\d.．,，\-－−+＋]\s*$")
_NUMBER_START = re.compile(r"\s*[\d\-]")


@dataclass(slots=True, eq=False)
class Piece:
    """Something that a template inserts: runs that know their figure or slot."""

    runs: list[Run]

    def __bool__(self) -> bool:
        """Whether there is anything to print."""
        return any(run.text for run in self.runs)

    @property
    def text(self) -> str:
        """The runs as printed."""
        return "".join(run.text for run in self.runs)


@dataclass(slots=True, eq=False)
class RenderedLine:
    """One paragraph: the style as written in the template, the runs, and the template's file and line."""

    style: str
    runs: list[Run]
    file: str = ""
    line: int = 0


@dataclass(slots=True, eq=False)
class Renderer:
    """Renders files one after the other. ``faults`` collects what went wrong; rendering goes on."""

    patterns: Mapping[str, Pattern]
    values: dict[str, Any]
    faults: list[TemplateError] = field(default_factory=list)
    _depth: int = 0
    _names: dict[str, Any] = field(default_factory=dict)

    def _scope(self) -> dict[str, Any]:
        """Return a scope with everything that templates may name; the callers of patterns are made once."""
        if not self._names:
            self._names.update(self.values)
            self._names.update((name, self._caller(pattern)) for name, pattern in self.patterns.items())
        return dict(self._names)

    def render(self, file: TemplateFile) -> list[RenderedLine]:
        """Return the paragraphs of a file; empty lines are left out."""
        scope = self._scope()
        lines: list[RenderedLine] = []
        self._nodes(file.nodes, scope, file.name, lines)
        return [line for line in lines if line.runs or line.style.startswith("@")]

    def _caller(self, pattern: Pattern) -> Callable[..., Piece]:
        def call(*arguments: Any) -> Piece:
            if len(arguments) != len(pattern.parameters):
                raise TemplateError(f"句式“{pattern.name}”要 {len(pattern.parameters)} 个参数")
            if self._depth >= _DEEPEST:
                raise TemplateError(f"句式“{pattern.name}”循环使用了自己")
            scope = self._scope()
            scope.update(zip(pattern.parameters, arguments, strict=True))
            lines: list[RenderedLine] = []
            self._depth += 1
            try:
                self._nodes(pattern.body, scope, pattern.file, lines)
            finally:
                self._depth -= 1
            return Piece(joined([run for line in lines for run in line.runs]))

        return call

    def _nodes(self, nodes: list[Node], scope: dict[str, Any], file: str, lines: list[RenderedLine]) -> None:
        for node in nodes:
            try:
                self._node(node, scope, file, lines)
            except TemplateError as fault:
                self.faults.append(TemplateError(fault.message, fault.file or file, fault.line or node.line))

    def _node(self, node: Node, scope: dict[str, Any], file: str, lines: list[RenderedLine]) -> None:
        if isinstance(node, TextLine):
            runs: list[Run] = []
            inserted = 0  # how many of the last runs the expression just before inserted
            for part in node.parts:
                if isinstance(part, Expression):
                    new = runs_of(part.evaluate(scope), part)
                    if inserted and new and _runs_together(runs[-1].text, new[0].text):
                        runs[-inserted:] = [Run("“"), *runs[-inserted:], Run("”")]
                    runs += new
                    inserted = len(new)
                else:
                    runs.append(Run(part))
                    inserted = 0
            lines.append(RenderedLine(node.style, joined(runs), file, node.line))
        elif isinstance(node, Choice):
            for condition, body in node.branches:
                if condition is None or condition.evaluate(scope):
                    self._nodes(body, scope, file, lines)
                    break
        elif isinstance(node, Each):
            values = node.values.evaluate(scope)
            if not isinstance(values, list | tuple):
                raise TemplateError(f"“{node.values.source}”不是列表")
            for number, value in enumerate(values, start=1):
                inner = {**scope, node.name: value, "序号": number, "末项": number == len(values)}
                self._nodes(node.body, inner, file, lines)
        elif isinstance(node, Setting):
            scope[node.name] = node.value.evaluate(scope)


def _runs_together(name: str, number: str) -> bool:
    """Whether a number printed right behind a name would be read as one with it (补助39 and 11.91)."""
    return bool(_NUMBER_LIKE_END.search(name)) and bool(_NUMBER_START.match(number))


def set_apart(name: str) -> str:
    """Return a name as it is written in front of a number: in quotes when it ends like a number itself."""
    return f"“{name}”" if _NUMBER_LIKE_END.search(name) else name


def runs_of(value: Any, expression: Expression) -> list[Run]:
    """Return what an inserted value prints."""
    if isinstance(value, Piece):
        return value.runs
    if isinstance(value, str):
        return [Run(value)]
    if isinstance(value, bool) or value is None:
        raise TemplateError(f"“{expression.source}”没有可以印的内容", line=expression.line)
    if isinstance(value, int):
        return [Run(str(value))]
    if isinstance(value, Decimal):
        return [Run(f"{value:.2f}")]
    raise TemplateError(f"“{expression.source}”不能直接印出来，请写明它的哪一项", line=expression.line)


def joined(runs: list[Run]) -> list[Run]:
    """Return runs with neighbouring plain texts joined and empty ones dropped."""
    result: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        last = result[-1] if result else None
        plain = not (run.slot or run.open or run.figure)
        if last is not None and plain and not (last.slot or last.open or last.figure):
            result[-1] = Run(last.text + run.text)
        else:
            result.append(run)
    return result
