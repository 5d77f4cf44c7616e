"""The rules of a pack (规则): loaded from ``rules.toml``, checked, and compiled once a pack.

A rule is data: what should hold in words, its severity and basis, and either expressions of the small
language of docs/rules.md or the name of a check with parameters. A higher layer changes a rule by its
id; a faulty rule is refused with file, rule, position and reason, all faults at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from converter.findings import Finding, Severity
from converter.packs.loading import Pack, PackError, read_toml
from converter.packs.structuring import structure
from converter.rules.known_names import KnownNames
from converter.rules.named import NAMED
from converter.rules.parsing import parse_condition, parse_statement
from converter.rules.syntax import ExpressionError, Node, Statement


@dataclass(eq=False)
class ExpressionData:
    """One expression of a rule that differs from the rule in severity, title or advice."""

    text: str
    severity: Severity | None = None
    title: str = ""
    advice: str = ""
    each: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(eq=False)
class RuleData:
    """One rule as it stands in the pack. ``title`` and ``holds`` say in Chinese what is checked and what
    should hold; ``each`` fills ``{names}`` of the expressions; ``tolerance`` is "residue" (the pack's
    policy for foreign documents), "exact", or an amount in 万元 up to which nothing is said."""

    id: str
    title: str
    holds: str
    severity: Severity
    basis: str = ""
    expressions: tuple[str | ExpressionData, ...] = ()
    check: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    each: dict[str, tuple[str, ...]] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    tolerance: str | Decimal = "residue"
    advice: str = ""
    enabled: bool = True


@dataclass(eq=False)
class Tolerance:
    """The rounding residue (尾差) of foreign documents: a difference up to the greater of ``least`` and
    ``each`` × number of addends, in 万元."""

    least: Decimal = Decimal("0.01")
    each: Decimal = Decimal("0.005")


@dataclass(eq=False)
class RulesData:
    """``rules.toml``. ``facts`` are the names under which figures of the text may be used in expressions,
    ``repeats`` how many findings of one rule are told one by one."""

    rules: tuple[RuleData, ...] = ()
    conditions: dict[str, str] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    tolerance: Tolerance = field(default_factory=Tolerance)
    repeats: int = 12


class Expression(NamedTuple):
    """A compiled expression with what it says about itself."""

    statement: Statement
    severity: Severity
    title: str
    advice: str


class Rule(NamedTuple):
    """A compiled rule: ``expressions``, or ``check`` called with ``parameters``."""

    data: RuleData
    order: int
    expressions: tuple[Expression, ...]
    check: Callable[..., Iterable[Finding]] | None = None
    parameters: Any = None
    allowed: Decimal | None = None

    @property
    def id(self) -> str:
        """The rule's id, e.g. G11."""
        return self.data.id


class RuleSet(NamedTuple):
    """The compiled rules of a pack, switched-off ones included (``enabled`` gives those in force).
    ``facts`` are the names of tables of facts that expressions use."""

    rules: tuple[Rule, ...]
    conditions: dict[str, Node]
    aliases: dict[str, dict[str, str]]
    tolerance: Tolerance
    repeats: int
    facts: tuple[str, ...] = ()

    @property
    def enabled(self) -> Iterator[Rule]:
        """The rules in force."""
        return (rule for rule in self.rules if rule.data.enabled)

    def rule(self, rule_id: str) -> Rule | None:
        """Return the rule with that id, in any case of letters."""
        return next((rule for rule in self.rules if rule.id.lower() == rule_id.strip().lower()), None)


def load_rules(pack: Pack) -> RuleSet:
    """Return the compiled rules of ``pack``, kept with the pack; raise PackError with all faults."""
    return pack.derived("rules", lambda: _compile(pack))


def _compile(pack: Pack) -> RuleSet:
    data = pack.section("rules", RulesData)
    compiler = _Compiler(pack, data)
    rules = tuple(compiler.rule(rule, order) for order, rule in enumerate(data.rules))
    if compiler.faults:
        raise PackError(compiler.faults)
    facts = tuple(sorted(compiler.names.used & set(data.facts)))
    return RuleSet(rules, compiler.conditions, compiler.names.aliases, data.tolerance, data.repeats, facts)


class _Compiler:
    """Compiles the rules of one pack and gathers the faults."""

    def __init__(self, pack: Pack, data: RulesData) -> None:
        self.pack = pack
        self.data = data
        self.faults: list[str] = []
        self.conditions: dict[str, Node] = {}
        self.names = KnownNames(pack, data.facts, data.conditions)
        for name, text in data.conditions.items():
            try:
                self.conditions[name] = parse_condition(text)
                self.names.check([self.conditions[name]])
            except ExpressionError as fault:
                self._fault(f"条件“{name}”", text, fault, ("conditions", name))
        seen: set[str] = set()
        for rule in data.rules:
            if rule.id in seen:
                self.faults.append(f"{self._file(('rules', rule.id))} 规则 {rule.id}：编号重复")
            seen.add(rule.id)
        for rule in data.rules:
            for other in rule.related:
                if other not in seen:
                    self._say(rule, f"related 里的“{other}”不是已有的规则编号")

    def rule(self, data: RuleData, order: int) -> Rule:
        """Return the compiled rule; faults are gathered."""
        expressions: list[Expression] = []
        for number, entry in enumerate(data.expressions, start=1):
            whole = entry if isinstance(entry, ExpressionData) else ExpressionData(entry)
            for text, fill in self._expanded(data, whole):
                try:
                    statement = parse_statement(text)
                    self.names.check([*statement.drivers, *statement.compares, statement.when])
                except ExpressionError as fault:
                    self._fault(f"规则 {data.id} 第{number}个表达式", text, fault, ("rules", data.id))
                    break
                expressions.append(
                    Expression(
                        statement,
                        whole.severity or data.severity,
                        fill(whole.title or data.title),
                        fill(whole.advice or data.advice),
                    )
                )
        check, parameters = self._named(data)
        if not data.expressions and not data.check:
            self._say(data, "应有 expressions（表达式）或 check（检查名）")
        return Rule(data, order, tuple(expressions), check, parameters, self._allowed(data))

    def _expanded(self, data: RuleData, entry: ExpressionData) -> Iterator[tuple[str, Callable[[str], str]]]:
        """Yield the expression once for every choice of the values of ``each``, with the filling itself."""
        values = {**data.each, **entry.each}
        used = [name for name in values if "{" + name + "}" in entry.text]
        for choice in product(*(values[name] for name in used)):
            chosen = dict(zip(used, choice, strict=True))

            def fill(text: str, chosen: dict[str, str] = chosen) -> str:
                for name, value in chosen.items():
                    text = text.replace("{" + name + "}", value)
                return text

            yield fill(entry.text), fill

    def _named(self, data: RuleData) -> tuple[Callable[..., Iterable[Finding]] | None, Any]:
        if not data.check:
            return None, None
        if data.check not in NAMED:
            self._say(data, f"没有检查“{data.check}”，可用的有 {'、'.join(sorted(NAMED))}")
            return None, None
        entry = NAMED[data.check]
        module = import_module(entry.module)
        faults: list[str] = []
        kind = getattr(module, entry.parameters)
        parameters = structure(data.parameters, kind, "parameters", faults)
        if not faults and hasattr(module, "faults_of"):
            faults.extend(module.faults_of(parameters))
        for fault in faults:
            self._say(data, fault)
        return getattr(module, entry.function), parameters

    def _allowed(self, data: RuleData) -> Decimal | None:
        if data.tolerance == "residue":
            return None
        if data.tolerance == "exact":
            return Decimal(0)
        try:
            return abs(Decimal(data.tolerance))
        except (ArithmeticError, ValueError):
            self._say(data, f"tolerance 应为 residue、exact 或一个数，现为“{data.tolerance}”")
            return None

    # -- faults

    def _say(self, data: RuleData, reason: str) -> None:
        self.faults.append(f"{self._file(('rules', data.id))} 规则 {data.id}：{reason}")

    def _fault(self, subject: str, text: str, fault: ExpressionError, key: tuple[str, str]) -> None:
        self.faults.append(f"{self._file(key)} {subject}“{text}”第{fault.at + 1}个字符处：{fault.reason}")

    def _file(self, key: tuple[str, str]) -> Path:
        """Return the highest file that says what the faulty thing is."""
        section, name = key
        for file in self.pack.files("rules.toml"):
            data = read_toml(file).get(section, {})
            if isinstance(data, dict) and name in data:
                return file
            if isinstance(data, list) and any(
                entry.get("id") == name and ("expressions" in entry or "check" in entry) for entry in data
            ):
                return file
        files = self.pack.files("rules.toml")
        return files[0] if files else Path("rules.toml")


def with_only(rules: RuleSet, rule_id: str) -> RuleSet:
    """Return the set with one rule in force and no other (to show what that rule says by itself)."""
    chosen = tuple(
        rule._replace(data=replace(rule.data, enabled=True)) for rule in rules.rules if rule.id == rule_id
    )
    return rules._replace(rules=chosen)
