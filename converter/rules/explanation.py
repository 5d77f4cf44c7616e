"""Explains the comparisons that do not hold: root causes first, then what remains, equality by equality."""

from __future__ import annotations

from collections.abc import Iterator

from converter.findings import Finding, Severity
from converter.rules.constraints import Constraint, ConstraintMaker, addends, display_key
from converter.rules.context import Context
from converter.rules.culprits import diagnose
from converter.rules.evaluating import Instance, Session
from converter.rules.grids import micro
from converter.rules.grouping import grouped
from converter.rules.registry import Expression, Rule
from converter.rules.wording import Wording

_MOST_DIAGNOSED = 600


def explained(context: Context, broken: list[tuple[Rule, Expression, Instance]]) -> list[Finding]:
    """Return the findings of the comparisons that do not hold: root causes first, then the rest."""
    session = Session(context.session.grids, context.rules.conditions, watchful=True)
    wording = Wording(session)
    constraints = list(_constraints(context, session, broken))
    findings: list[Finding] = []
    rest = [c for c in constraints if c.violation(c.residual) > 0]
    scaled = [c for c in rest if _links_scaled(c, context)]
    for constraint in scaled:
        name = next(c.table for c in constraint.coefficients if c.table in context.scaled)
        context.scaled[name].consequences.append(wording.finding(constraint, advice=False))
    rest = [c for c in rest if c not in scaled]
    if len(rest) <= _MOST_DIAGNOSED:
        diagnosis = diagnose([c for c in constraints if c not in scaled], wording.value)
        tables = list(session.grids)
        for cause in sorted(
            diagnosis.causes,
            key=lambda c: (tables.index(c.changes[0].cell.table), c.changes[0].cell.position),
        ):
            if cause.constraints:
                finding = wording.cause(cause)
                findings.append(finding)
                cell = cause.changes[0].cell
                if cell.position < 0:
                    context.lacking[(cell.table, display_key(cell.key))] = finding
        rest = diagnosis.rest
    confirmed = _confirming(constraints)
    for group in grouped(rest):
        lead, *others = group
        finding = wording.finding(lead, narrowing=wording.narrowing(lead, confirmed))
        finding.consequences = [wording.finding(other, advice=False) for other in others]
        findings.append(finding)
    return findings


def _constraints(
    context: Context, session: Session, broken: list[tuple[Rule, Expression, Instance]]
) -> Iterator[Constraint]:
    """Yield every comparison of the rules, holding or not, less those within a rule's own tolerance.

    When only soft rules do not hold there is nothing to prove and those alone are yielded.
    """
    maker = ConstraintMaker(session)
    policy = context.rules.tolerance
    least, each = micro(policy.least), micro(policy.each)
    involved = {id(expression) for _, expression, _ in broken}
    provable = any(
        expression.severity is Severity.ERROR and instance.compare.operator == "="
        for _, expression, instance in broken
    )
    if provable:
        for rule in context.rules.enabled:  # once over all, so that every missing row is known
            for expression in rule.expressions:
                for _ in session.instances(expression.statement, broken_only=True):
                    pass
    number = 0
    for rule in context.rules.enabled:
        for expression in rule.expressions:
            if id(expression) not in involved and not (
                provable and any(c.operator == "=" for c in expression.statement.compares)
            ):
                continue
            for instance in session.instances(expression.statement, broken_only=False):
                constraint = maker.make(rule, expression, instance)
                if constraint is None:
                    continue
                if constraint.violation(constraint.residual) and rule.allowed is not None:
                    if constraint.violation(constraint.residual) <= micro(rule.allowed):
                        continue
                elif constraint.residual and not context.own:
                    constraint.allowed = max(least, each * addends(constraint, session))
                constraint.number = number
                number += 1
                yield constraint


def _links_scaled(constraint: Constraint, context: Context) -> bool:
    tables = {cell.table for cell in constraint.coefficients}
    return len(tables) > 1 and any(table in context.scaled for table in tables)


def _confirming(constraints: list[Constraint]) -> dict[object, list[str]]:
    """Return the rules whose equalities hold, by cell."""
    result: dict[object, list[str]] = {}
    for constraint in constraints:
        if constraint.hard and constraint.residual == 0 and len(constraint.coefficients) < 20:
            for cell in constraint.coefficients:
                rules = result.setdefault(cell, [])
                if constraint.rule.id not in rules:
                    rules.append(constraint.rule.id)
    return result
