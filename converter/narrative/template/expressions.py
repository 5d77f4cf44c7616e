"""Expressions inside of a template: names, parts of things, calls, comparisons, 且 或 非.

    科目("表5", "项")        a call
    项.金额                  a part of a thing
    项.增减 > 0 且 非 项.为零  a condition

Values are texts, whole numbers, ``Decimal``, truth values, lists and ``Fact`` objects, which say
themselves what parts they have. Nothing else of Python can be reached.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

Scope = Mapping[str, Any]
Evaluator = Callable[[Scope], Any]


class TemplateError(Exception):
    """A fault of a template, said in Chinese; ``line`` counts from 1 in ``file`` (0: not known)."""

    def __init__(self, message: str, file: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line

    def __str__(self) -> str:
        """Return place and message."""
        where = f"{self.file} 第{self.line}行：" if self.line else ""
        return where + self.message


class Fact:
    """A thing whose named parts a template may read."""

    parts: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}

    def part(self, name: str) -> Any:
        """Return a named part; raise TemplateError when there is none of that name."""
        read = self.parts.get(name)
        if read is None:
            raise TemplateError(f"“{name}”这一项不存在，可用的有：{'、'.join(self.parts)}")
        return read(self)


class Mention(NamedTuple):
    """A name that an expression uses, for checking before anything is rendered."""

    name: str
    line: int
    call: int = -1  # number of arguments, -1: not called
    constants: tuple[Any, ...] = ()


@dataclass(slots=True, eq=False)
class Expression:
    """A compiled expression with what it mentions."""

    source: str
    line: int
    evaluate: Evaluator
    names: list[Mention] = field(default_factory=list)
    attributes: list[Mention] = field(default_factory=list)


_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>“[^”]*”|"[^"]*"|'[^']*')
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<name>[^\W\d]\w*)
      | (?P<op>>=|<=|!=|==|[≥≤≠=><])
      | (?P<mark>[().,（），])
    )""",
    re.VERBOSE,
)
_MARKS = str.maketrans("（），", "(),")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "==": lambda a, b: bool(a == b),
    "≠": lambda a, b: bool(a != b),
    "!=": lambda a, b: bool(a != b),
    ">": lambda a, b: bool(a > b),
    "<": lambda a, b: bool(a < b),
    "≥": lambda a, b: bool(a >= b),
    ">=": lambda a, b: bool(a >= b),
    "≤": lambda a, b: bool(a <= b),
    "<=": lambda a, b: bool(a <= b),
}
_WORDS = {"真": True, "假": False, "无": None}


def parse_expression(source: str, line: int) -> Expression:
    """Return the compiled expression; raise TemplateError when it is not one."""
    parser = _Parser(source, line)
    evaluate = parser.disjunction()
    if parser.token is not None:
        raise parser.fault(f"“{parser.token[1]}”在这里多余")
    return Expression(source.strip(), line, evaluate, parser.names, parser.attributes)


class _Parser:
    def __init__(self, source: str, line: int) -> None:
        self.source = source
        self.line = line
        self.names: list[Mention] = []
        self.attributes: list[Mention] = []
        self.tokens = self._tokens()
        self.position = 0

    def _tokens(self) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        at, source = 0, self.source.rstrip()
        while at < len(source):
            found = _TOKEN.match(source, at)
            if found is None:
                raise self.fault(f"“{source[at:].strip()[:12]}”读不懂")
            kind = found.lastgroup or ""
            text = found[kind]
            tokens.append((kind, text.translate(_MARKS) if kind == "mark" else text))
            at = found.end()
        return tokens

    def fault(self, message: str) -> TemplateError:
        return TemplateError(f"“{self.source.strip()}”写得不对：{message}", line=self.line)

    @property
    def token(self) -> tuple[str, str] | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def take(self, *texts: str) -> str | None:
        token = self.token
        if token is not None and token[0] != "string" and token[1] in texts:
            self.position += 1
            return token[1]
        return None

    def disjunction(self) -> Evaluator:
        terms = [self.conjunction()]
        while self.take("或"):
            terms.append(self.conjunction())
        return terms[0] if len(terms) == 1 else lambda scope: any(term(scope) for term in terms)

    def conjunction(self) -> Evaluator:
        terms = [self.negation()]
        while self.take("且"):
            terms.append(self.negation())
        return terms[0] if len(terms) == 1 else lambda scope: all(term(scope) for term in terms)

    def negation(self) -> Evaluator:
        if self.take("非"):
            inner = self.negation()
            return lambda scope: not inner(scope)
        return self.comparison()

    def comparison(self) -> Evaluator:
        left = self.chain()
        token = self.token
        if token is None or token[0] != "op":
            return left
        self.position += 1
        compare, right, sign = _COMPARE[token[1]], self.chain(), token[1]
        line = self.line

        def evaluate(scope: Scope) -> bool:
            try:
                return compare(left(scope), right(scope))
            except TypeError:
                raise TemplateError(f"“{self.source.strip()}”里“{sign}”两边不能比较", line=line) from None

        return evaluate

    def chain(self) -> Evaluator:
        value = self.atom()
        while self.take("."):
            token = self.token
            if token is None or token[0] != "name":
                raise self.fault("“.”后面应是名称")
            self.position += 1
            self.attributes.append(Mention(token[1], self.line))
            value = self._attribute(value, token[1])
        return value

    def _attribute(self, value: Evaluator, name: str) -> Evaluator:
        line, source = self.line, self.source.strip()

        def evaluate(scope: Scope) -> Any:
            thing = value(scope)
            if not isinstance(thing, Fact):
                raise TemplateError(f"“{source}”里取不到“{name}”", line=line)
            return thing.part(name)

        return evaluate

    def atom(self) -> Evaluator:
        token = self.token
        if token is None:
            raise self.fault("后面缺了内容")
        self.position += 1
        kind, text = token
        if kind == "string":
            constant = text[1:-1]
            return lambda _scope: constant
        if kind == "number":
            number: Decimal | int = Decimal(text) if "." in text else int(text)
            return lambda _scope: number
        if kind == "mark" and text == "(":
            inner = self.disjunction()
            if not self.take(")"):
                raise self.fault("缺右括号")
            return inner
        if kind != "name" or text in ("且", "或"):
            raise self.fault(f"“{text}”不该出现在这里")
        if text in _WORDS:
            word = _WORDS[text]
            return lambda _scope: word
        if self.take("("):
            return self._call(text)
        self.names.append(Mention(text, self.line))
        line = self.line

        def evaluate(scope: Scope) -> Any:
            try:
                return scope[text]
            except KeyError:
                raise TemplateError(f"“{text}”没有定义", line=line) from None

        return evaluate

    def _call(self, name: str) -> Evaluator:
        arguments: list[Evaluator] = []
        constants: list[Any] = []
        while not self.take(")"):
            token = self.token
            constants.append(token[1][1:-1] if token is not None and token[0] == "string" else None)
            arguments.append(self.disjunction())
            if not self.take(",") and (self.token is None or self.token[1] != ")"):
                raise self.fault("缺右括号")
        self.names.append(Mention(name, self.line, len(arguments), tuple(constants)))
        line = self.line

        def evaluate(scope: Scope) -> Any:
            function = scope.get(name)
            if function is None or not callable(function):
                raise TemplateError(f"没有“{name}(…)”这种填空", line=line)
            return function(*[argument(scope) for argument in arguments])

        return evaluate
