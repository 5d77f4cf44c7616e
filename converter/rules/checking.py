"""Checks a disclosure against the rules of its pack: our own output and anybody's document alike.

Own output must tie with 0.00. In a foreign document a difference within the pack's tolerance is a rounding
residue (尾差, kind "residue", a warning), above it an error. What follows from one wrong cell is one
finding with the other broken equalities beneath it.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from converter.disclosure.model import Disclosure, Table
from converter.findings import Finding, Place, Severity
from converter.packs.loading import Pack
from converter.rules.context import Context
from converter.rules.doubled_rows import Doubled, without_doubled_rows
from converter.rules.evaluating import Instance, Session
from converter.rules.grids import Grid
from converter.rules.known_names import LAST_YEAR
from converter.rules.named import NAMED
from converter.rules.registry import Expression, Rule, RuleSet, load_rules
from converter.rules.swapped_columns import LEAST, columns_put_right

_CODES, _HEADS = "codes", "heads"  # the checks whose rules tell rows printed twice and columns put wrong


def check_disclosure(
    disclosure: Disclosure,
    pack: Pack,
    *,
    own: bool,
    last_year: Disclosure | None = None,
    parts: Sequence[Disclosure] = (),
    facts: Mapping[str, Table] | None = None,
    rules: RuleSet | None = None,
) -> list[Finding]:
    """Return what the rules of ``pack`` find in ``disclosure``, in the order of the rules.

    ``own`` is whether this program produced the tables (no tolerance). ``last_year`` makes its tables
    usable in rules as 上年表1 and so on. ``parts`` are the units' disclosures that a department's must be
    the sum of. ``facts`` are tables of statements by the name that rules use for them (default: the
    statements of the disclosure's text); a figure that the text does not give is not compared. Raises PackError when the pack's rules are faulty.
    """
    rules = rules or load_rules(pack)
    if facts is None:
        facts = _stated(disclosure, rules)
    told: list[Finding] = []
    if not own:
        disclosure, told = _single_rows(disclosure, facts, rules)
    session = Session(_grids(disclosure, last_year, facts, rules), rules.conditions)
    broken = list(_broken(session, rules))
    if not own and len(broken) >= LEAST:
        disclosure, swapped = _columns_put_right(disclosure, facts, rules, broken)
        if swapped:
            told += swapped
            session = Session(_grids(disclosure, last_year, facts, rules), rules.conditions)
            broken = list(_broken(session, rules))
    context = Context(disclosure, pack, rules, session, own, last_year, parts)
    findings = [*told, *_named(context, first=True)]
    if broken:
        # Only what is wrong needs explaining; the means for it are not loaded for what is right.
        from converter.rules.explanation import explained

        findings.extend(explained(context, broken))
    findings.extend(_named(context, first=False))
    order = {rule.id: rule.order for rule in rules.rules}
    findings.sort(key=lambda finding: order.get(finding.rule, len(order)))
    return capped(findings, rules.repeats)


def _broken(
    session: Session, rules: RuleSet, mentioning: str = ""
) -> Iterator[tuple[Rule, Expression, Instance]]:
    """Yield the comparisons that do not hold, those of expressions alone that mention some text."""
    for rule in rules.enabled:
        for expression in rule.expressions:
            if mentioning in expression.statement.text:
                for instance in session.instances(expression.statement, broken_only=True):
                    yield rule, expression, instance


def _single_rows(
    disclosure: Disclosure, facts: Mapping[str, Table], rules: RuleSet
) -> tuple[Disclosure, list[Finding]]:
    """Return a disclosure without the rows that were printed twice by mistake, and what is said of them."""
    rule = next((rule for rule in rules.enabled if rule.data.check == _CODES), None)
    if rule is None:
        return disclosure, []

    def broken(tried: Disclosure) -> int:
        session = Session(_grids(tried, None, facts, rules), rules.conditions)
        return sum(1 for _ in _broken(session, rules))

    single, doubled, mended = without_doubled_rows(disclosure, broken)
    return single, _doubled(rule, doubled, mended)


def _columns_put_right(
    disclosure: Disclosure,
    facts: Mapping[str, Table],
    rules: RuleSet,
    broken: Sequence[tuple[Rule, Expression, Instance]],
) -> tuple[Disclosure, list[Finding]]:
    """Return a disclosure without columns that stand in each other's place, and what is said of them."""
    rule = next((rule for rule in rules.enabled if rule.data.check == _HEADS), None)
    found: list[Finding] = []
    for name in list(disclosure.tables) if rule is not None else ():
        before = sum(f"{name}[" in expression.statement.text for _, expression, _ in broken)
        if rule is None or before < LEAST or disclosure.tables[name].empty:
            continue

        def after(tried: Disclosure, name: str = name) -> int:
            session = Session(_grids(tried, None, facts, rules), rules.conditions)
            return sum(1 for _ in _broken(session, rules, f"{name}["))

        disclosure, columns, mended = columns_put_right(disclosure, name, before, after)
        if columns is not None:
            session = Session(_grids(disclosure, None, facts, rules), rules.conditions)
            broken = list(_broken(session, rules))
            place = disclosure.tables[name].place or Place()
            left, right = columns
            found.append(
                Finding(
                    rule.id,
                    Severity.ERROR,
                    f"{name} 的“{left}”与“{right}”两列填反了，或表头写反了：对调后，原来不符的等式中有 {mended} 处相符。"
                    "请对照原始数据核实后对调。",
                    expected=f"“{left}”与“{right}”对调",
                    actual="两列填反",
                    places=(dataclasses.replace(place, table=name, column=left),),
                    related=rule.data.related,
                    basis=rule.data.basis,
                )
            )
    return disclosure, found


def _doubled(rule: Rule, doubled: Sequence[Doubled], mended: int) -> list[Finding]:
    return [
        Finding(
            rule.id,
            Severity.ERROR,
            f"{name} 的“{row.key.replace('|', ' ', 1) if row.project else f'{row.key} {row.label}'}”行印了两次，"
            f"两行的数相同。删去一行后，{'原来' if len(doubled) == 1 else '几处都删去后，原来'}不符的等式中有 "
            f"{mended} 处相符。请删去重复的一行。",
            expected="删去一行",
            actual="两行相同",
            places=tuple(
                dataclasses.replace(one.place, table=name, row=one.key)
                for one in (row, first)
                if one.place is not None
            ),
            related=rule.data.related,
            basis=rule.data.basis,
        )
        for name, first, row in doubled
    ]


def _named(context: Context, *, first: bool) -> Iterator[Finding]:
    for rule in context.rules.enabled:
        if rule.check is not None and NAMED[rule.data.check].first is first:
            yield from rule.check(context, rule, rule.parameters)


def _stated(disclosure: Disclosure, rules: RuleSet) -> dict[str, Table]:
    """Return the statements of the text by the names that the rules use for them."""
    if not rules.facts or disclosure.text is None:
        return {}
    from converter.rules.facts import facts_table

    return {name: facts_table(disclosure.text, name) for name in rules.facts}


def _grids(
    disclosure: Disclosure,
    last_year: Disclosure | None,
    facts: Mapping[str, Table],
    rules: RuleSet,
) -> dict[str, Grid]:
    grids = {name: Grid(table, aliases=rules.aliases.get(name)) for name, table in disclosure.tables.items()}
    if last_year is not None:
        for name, table in last_year.tables.items():
            grids[LAST_YEAR + name] = Grid(table, aliases=rules.aliases.get(name))
    for name, table in facts.items():
        grids[name] = Grid(table, facts=True)
    return grids


def capped(findings: Iterable[Finding], most: int) -> list[Finding]:
    """Return the findings with at most ``most`` of one rule, kind and severity; the others are counted in
    one more finding, beneath which they hang. Open slots are no repeats: each has an answer of its own."""
    seen: dict[tuple[str, Severity, str], list[Finding]] = defaultdict(list)
    order: list[tuple[str, Severity, str]] = []
    for finding in findings:
        key = (finding.rule, finding.severity, finding.kind)
        if key not in seen:
            order.append(key)
        seen[key].append(finding)
    result: list[Finding] = []
    for key in order:
        members = seen[key]
        if len(members) <= most + 1 or key[2] == "open":
            result.extend(members)
            continue
        rest = members[most:]
        result.extend(members[:most])
        first = rest[0]
        result.append(
            Finding(
                first.rule,
                first.severity,
                f"规则 {first.rule} 另有 {len(rest)} 处同样的问题，列在本条之下；多处同样出错时，先看是否整列、"
                f"整表填错或单位弄错。",
                places=first.places,
                related=first.related,
                basis=first.basis,
                kind=first.kind,
                consequences=rest,
            )
        )
    return result
