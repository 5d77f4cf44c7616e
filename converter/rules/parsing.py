"""Parses rule expressions (规则表达式) by recursive descent; nothing is ever evaluated as code.

The language is described for officers in docs/rules.md. Names of tables and columns are checked where
the rules are compiled, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from converter.rules.syntax import (
    MICRO,
    Call,
    Cell,
    Compare,
    ExpressionError,
    Logic,
    Named,
    Node,
    Number,
    Pick,
    Product,
    Selector,
    Statement,
    Sum,
    plain_label,
)
from converter.rules.tokenising import KEYWORDS, Token, tokenise

# Function names with the least and greatest number of arguments (None: any number).
FUNCTIONS: dict[str, tuple[str, int, int | None]] = {
    "sum": ("sum", 1, None),
    "求和": ("sum", 1, None),
    "abs": ("abs", 1, 1),
    "绝对值": ("abs", 1, 1),
    "count": ("count", 1, None),
    "个数": ("count", 1, None),
    "empty": ("empty", 1, 1),
    "空表": ("empty", 1, 1),
    "exists": ("exists", 1, 1),
    "有表": ("exists", 1, 1),
    "min": ("min", 1, None),
    "最小": ("min", 1, None),
    "max": ("max", 1, None),
    "最大": ("max", 1, None),
    "round": ("round", 2, 2),
    "四舍五入": ("round", 2, 2),
    "percent": ("percent", 2, 2),
    "百分比": ("percent", 2, 2),
}
AGGREGATES = frozenset({"sum", "count", "min", "max", "empty", "exists"})
_WHOLE_TABLE = frozenset({"empty", "exists", "count"})
_LEVELS = {"类": 1, "款": 2, "项": 3}
_COMPARISONS = frozenset("=≠≥≤><")
_RANGE = re.compile(r"^(.+?)\s*\.\.\s*(.+)$")
_EXCEPT = re.compile(r"\s除\s*")


def parse_statement(text: str) -> Statement:
    """Return the parsed expression; raise ExpressionError with the position of the first fault."""
    parser = _Parser(tokenise(text))
    statement = parser.statement(text)
    _check_places(statement)
    return statement


def parse_condition(text: str) -> Node:
    """Return a parsed condition (what may stand after 当); raise ExpressionError."""
    parser = _Parser(tokenise(text))
    node = parser.condition()
    parser.expect_end()
    return node


def parse_cell(text: str) -> Cell:
    """Return the cell that a text such as ``表1[收入总计, 预算数]`` names; raise ExpressionError."""
    parser = _Parser(tokenise(text))
    node = parser.factor()
    parser.expect_end()
    if not isinstance(node, Cell) or node.row is None or node.column is None:
        raise ExpressionError("应为表的一格，例如 表1[收入总计, 预算数]", 0)
    return node


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.index]

    def next(self) -> Token:
        token = self.here
        self.index += 1
        return token

    def sign(self, *texts: str) -> Token | None:
        if self.here.kind == "sign" and self.here.text in texts:
            return self.next()
        return None

    def word(self, *texts: str) -> Token | None:
        if self.here.kind == "word" and self.here.text in texts:
            return self.next()
        return None

    def expect(self, text: str) -> Token:
        token = self.sign(text)
        if token is None:
            raise ExpressionError(f"这里应为“{text}”{self._found()}", self.here.at)
        return token

    def expect_end(self) -> None:
        if self.here.kind != "end":
            raise ExpressionError(f"这里多出了内容{self._found()}", self.here.at)

    def _found(self) -> str:
        return f"，现为“{self.here.text}”" if self.here.kind != "end" else "，但表达式到此为止"

    # -- statement := [ 对 cell, cell… : ] side (op side)+ [ 当 condition ]

    def statement(self, text: str) -> Statement:
        drivers: list[Cell] = []
        if start := self.word("对"):
            while True:
                cell = self.factor()
                if not isinstance(cell, Cell) or cell.row is None or not cell.row.iterates:
                    raise ExpressionError("“对”后面应列出若干行，例如 表5[项]、表7[*|*]", start.at)
                drivers.append(cell)
                if not self.sign(","):
                    break
            self.expect(":")
        compares = self.comparison()
        when = None
        if self.word("当"):
            when = self.condition()
        self.expect_end()
        columns: Cell | None = None
        loose = tuple(_loose_cells(compares))
        for cell in loose:
            if cell.row is not None and cell.row.iterates and not (start or _has(drivers, cell)):
                drivers.append(cell)
            if columns is None and cell.column is not None and cell.column.iterates:
                columns = cell
        return Statement(text, tuple(drivers), columns, tuple(compares), when, loose)

    def comparison(self) -> list[Compare]:
        left = self.sum()
        compares: list[Compare] = []
        while self.here.kind == "sign" and self.here.text in _COMPARISONS:
            operator = self.next()
            right = self.sum()
            compares.append(Compare(operator.text, left, right, operator.at))
            left = right
        if not compares:
            raise ExpressionError(f"这里应为 = ≥ ≤ ≠ 之一{self._found()}", self.here.at)
        return compares

    def condition(self) -> Node:
        return self._joined("或", "or", lambda: self._joined("且", "and", self.single_condition))

    def _joined(self, keyword: str, operator: str, part: object) -> Node:
        assert callable(part)
        at = self.here.at
        parts: list[Node] = [part()]
        while self.word(keyword):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Logic(operator, tuple(parts), at)

    def single_condition(self) -> Node:
        if token := self.word("非"):
            return Logic("not", (self.single_condition(),), token.at)
        if self.here.kind == "sign" and self.here.text == "(":
            # A bracket may open a condition or an amount; try the condition first.
            mark = self.index
            try:
                self.next()
                node = self.condition()
                self.expect(")")
                if not (self.here.kind == "sign" and self.here.text in _COMPARISONS | set("+-×÷")):
                    return node
            except ExpressionError:
                pass
            self.index = mark
        left = self.sum()
        if self.here.kind == "sign" and self.here.text in _COMPARISONS:
            operator = self.next()
            return Compare(operator.text, left, self.sum(), operator.at)
        if isinstance(left, Named) or (isinstance(left, Call) and left.name in ("empty", "exists")):
            return left
        raise ExpressionError(
            "条件应为比较式（如 表2[合计, 单位资金] = 0）、empty(表8) 或已定义的条件名", left.at
        )

    def sum(self) -> Node:
        at = self.here.at
        terms: list[tuple[int, Node]] = []
        sign = -1 if self.sign("-") else 1
        terms.append((sign, self.product()))
        while token := self.sign("+", "-"):
            terms.append((1 if token.text == "+" else -1, self.product()))
        return terms[0][1] if len(terms) == 1 and sign == 1 else Sum(tuple(terms), at)

    def product(self) -> Node:
        left = self.factor()
        while token := self.sign("×", "÷"):
            left = Product(token.text, left, self.factor(), token.at)
        return left

    def factor(self) -> Node:
        token = self.here
        if token.kind == "number":
            self.next()
            return Number(int(Decimal(token.text) * MICRO), token.at)
        if self.sign("("):
            node = self.sum()
            self.expect(")")
            return node
        if token.kind == "word" and token.text not in KEYWORDS:
            self.next()
            if self.here.kind == "bracket":
                return _cell(token, self.next())
            if self.here.kind == "sign" and self.here.text == "(":
                return self.call(token)
            return Named(token.text, token.at)
        raise ExpressionError(
            f"这里应为数、表的一格（如 表3[合计, 基本支出]）或函数{self._found()}", token.at
        )

    def call(self, token: Token) -> Node:
        if token.text not in FUNCTIONS:
            known = "、".join(sorted({name for name, _, _ in FUNCTIONS.values()}))
            raise ExpressionError(f"没有函数“{token.text}”，可用的有 {known}", token.at)
        name, least, most = FUNCTIONS[token.text]
        self.expect("(")
        arguments = [self.sum()]
        while self.sign(","):
            arguments.append(self.sum())
        self.expect(")")
        if len(arguments) < least or (most is not None and len(arguments) > most):
            count = str(least) if least == most else f"至少 {least}"
            raise ExpressionError(f"函数 {token.text} 应有{count}个参数，现有 {len(arguments)} 个", token.at)
        if name in _WHOLE_TABLE:
            arguments = [Cell(a.name, None, None, a.at) if isinstance(a, Named) else a for a in arguments]
        if name in ("empty", "exists", "count") and not all(isinstance(a, Cell) for a in arguments):
            raise ExpressionError(f"函数 {token.text} 的参数应为表或表的若干行", token.at)
        return Call(name, tuple(arguments), token.at)


def _has(drivers: list[Cell], cell: Cell) -> bool:
    return any(
        d.table == cell.table and d.row is not None and cell.row is not None and d.row.alike(cell.row)
        for d in drivers
    )


def _loose_cells(nodes: Iterable[Compare]) -> Iterator[Cell]:
    """Yield the cells that do not stand inside a summing function, from left to right."""
    stack: list[Node] = list(reversed(tuple(nodes)))
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, Cell):
            if id(node) not in seen:
                seen.add(id(node))
                yield node
        elif isinstance(node, Call):
            if node.name not in AGGREGATES or node.name in ("min", "max"):
                stack.extend(reversed(node.arguments))
        elif isinstance(node, Sum):
            stack.extend(term for _, term in reversed(node.terms))
        elif isinstance(node, Product | Compare):
            stack.extend((node.right, node.left))


def _check_places(statement: Statement) -> None:
    """Refuse cells without a column and 下级 outside of a function."""
    for cell in statement.loose:
        if cell.row is None or cell.column is None:
            raise ExpressionError(f"“{cell.table}”应写明行和列，例如 {cell.table}[合计, 合计]", cell.at)
        if cell.row.pick is Pick.CHILDREN:
            raise ExpressionError("“下级”只能写在 sum、count 等函数里", cell.row.at)
        current = cell.row.pick is Pick.CURRENT or "本行" in cell.row.text
        if current and not statement.drivers:
            raise ExpressionError("“本行”没有所指：表达式里应有 * 、类、款、项等逐行的写法", cell.row.at)
        if cell.column.pick is Pick.CURRENT and statement.columns is None:
            raise ExpressionError("“本列”没有所指：表达式里应有一处列写作 *", cell.column.at)
        if cell.column.pick in (Pick.LEVEL, Pick.CHILDREN):
            raise ExpressionError("列应写列名、* 或 本列", cell.column.at)


def _cell(name: Token, bracket: Token) -> Cell:
    parts = _split(bracket.text)
    if len(parts) > 2:
        raise ExpressionError("方括号里应为“行, 列”；名称里有逗号时加英文引号", bracket.at)
    row = _selector(parts[0][0], bracket.at + parts[0][1], rows=True)
    column = _selector(parts[1][0], bracket.at + parts[1][1], rows=False) if len(parts) == 2 else None
    return Cell(name.text, row, column, name.at)


def _split(text: str) -> list[tuple[str, int]]:
    """Split at commas outside of quotation marks; return the parts with their offsets."""
    parts: list[tuple[str, int]] = []
    start = 0
    quoted = False
    for at, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char in ",，" and not quoted:
            parts.append((text[start:at], start))
            start = at + 1
    parts.append((text[start:], start))
    return parts


def _selector(text: str, at: int, *, rows: bool) -> Selector:
    at += len(text) - len(text.lstrip())
    pieces = [piece.strip() for piece in _EXCEPT.split(f" {text.strip()}")]
    body = pieces[0]
    without = tuple(plain_label(piece) for piece in pieces[1:])
    if not body or not all(without):
        raise ExpressionError("这里缺少行或列的名称", at)
    if body.startswith('"') and body.endswith('"') and len(body) > 2:
        return Selector(Pick.KEY, plain_label(body), without=without, at=at)
    if body in ("*", "＊"):
        return Selector(Pick.ALL, without=without, at=at)
    if rows and body in _LEVELS:
        return Selector(Pick.LEVEL, level=_LEVELS[body], text=body, without=without, at=at)
    if body == ("本行" if rows else "本列"):
        return Selector(Pick.CURRENT, at=at)
    if rows and body.startswith("下级"):
        of = plain_label(body[2:]).strip("（）")
        return Selector(Pick.CHILDREN, text=of, without=without, at=at)
    if match := _RANGE.match(body):
        first, last = plain_label(match[1]), plain_label(match[2])
        return Selector(Pick.RANGE, first, last, without=without, at=at)
    if any(char in body for char in "*?#＊？＃"):
        wild = body.replace("＊", "*").replace("？", "?").replace("＃", "#")
        return Selector(Pick.PATTERN, plain_label(wild), without=without, at=at)
    return Selector(Pick.KEY, plain_label(body), without=without, at=at)
