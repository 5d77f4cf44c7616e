"""Explains the comparisons that do not hold: root causes first, then what remains, equality by equality."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from converter.findings import Finding, Severity
from converter.rules.constraints import Constraint, ConstraintMaker, addends, display_key
from converter.rules.context import Context
from converter.rules.culprits import Cause, diagnose
from converter.rules.evaluating import Instance, Session
from converter.rules.grids import micro, parent_key
from converter.rules.grouping import grouped
from converter.rules.lookup import CellId
from converter.rules.recoding import Recoding, find_recodings
from converter.rules.registry import Expression, Rule
from converter.rules.swaps import with_swaps
from converter.rules.witnesses import correct, upheld, witnesses
from converter.rules.wording import Wording

_MOST_DIAGNOSED = 600


def explained(context: Context, broken: list[tuple[Rule, Expression, Instance]]) -> list[Finding]:
    """Return the findings of the comparisons that do not hold: root causes first, then the rest."""
    session = Session(context.session.grids, context.rules.conditions, watchful=True)
    involved = {id(expression) for _, expression, _ in broken}
    findings: list[Finding] = []
    # When only soft rules do not hold there is nothing to prove.
    provable = any(
        expression.severity is Severity.ERROR and instance.compare.operator == "="
        for _, expression, instance in broken
    )
    if provable:
        _survey(session, context)
        session, recodings = find_recodings(session, context.rules)
        findings += [_recoded(context, recoding) for recoding in recodings]
        if recodings:
            _survey(session, context)
    wording = Wording(session)
    constraints = list(_constraints(context, session, involved, provable=provable))
    scaled = [c for c in constraints if c.violation(c.residual) > 0 and _links_scaled(c, context)]
    for constraint in scaled:
        name = next(c.table for c in constraint.coefficients if c.table in context.scaled)
        context.scaled[name].consequences.append(wording.finding(constraint, advice=False))
    if scaled:
        constraints = [c for c in constraints if c not in scaled]
    rest = [c for c in constraints if c.violation(c.residual) > 0]
    if provable and len(rest) <= _MOST_DIAGNOSED:
        orphans = {(name, key) for name, grid in session.grids.items() for key, _ in grid.orphans()}
        orphans |= set(_childless(session))
        called = witnesses(context, session)
        diagnosis = diagnose([*constraints, *called], wording.value, orphans)
        causes = upheld(diagnosis.causes, called)
        correct(context, wording, causes, called)
        findings += with_swaps(context, _causes(context, wording, causes), proven=True)
        rest = [c for c in diagnosis.rest if c not in called and not _hung(context, wording, c)]
    confirmed = _confirming(constraints, rest)
    unproven: list[Finding] = []
    for group in grouped(rest):
        lead, *others = group
        finding = wording.finding(lead, narrowing=wording.narrowing(lead, confirmed))
        finding.consequences = [wording.finding(other, advice=False) for other in others]
        unproven.append(finding)
    return [*findings, *with_swaps(context, unproven, proven=False)]


def _childless(session: Session) -> Iterator[tuple[str, str]]:
    """Yield the rows (table, key) that are missing below a row which has none at all: other tables have them."""
    for name, missing in session.missing.items():
        grid = session.grids[name]
        upper = {
            parent_key(key, grid.levels, row.level)
            for key, row in zip(grid.keys, grid.rows, strict=True)
            if row.level > 1
        }
        for key, level in missing.items():
            above = parent_key(key, grid.levels, level) if level > 1 else ""
            if above in grid.index and above not in upper:
                yield name, key


def _hung(context: Context, wording: Wording, constraint: Constraint) -> bool:
    """Hang a comparison with a row that is known to be missing under the finding that says so."""
    for cell in constraint.coefficients:
        known = context.lacking.get((cell.table, display_key(cell.key))) if cell.position < 0 else None
        if known is not None:
            known.consequences.append(wording.finding(constraint, advice=False))
            return True
    return False


def _survey(session: Session, context: Context) -> None:
    """Go over all rules once, so that every missing row is known before sums are looked into."""
    for rule in context.rules.enabled:
        for expression in rule.expressions:
            for _ in session.instances(expression.statement, broken_only=True):
                pass
    for name, grid in session.grids.items():
        for key, level in grid.orphans():
            session.missing.setdefault(name, {}).setdefault(key, level)


def _causes(context: Context, wording: Wording, causes: list[Cause]) -> list[Finding]:
    """Return the findings of root causes in the order of the document."""
    tables = list(wording.session.grids)
    findings: list[Finding] = []
    for cause in sorted(
        causes, key=lambda c: (tables.index(c.changes[0].cell.table), c.changes[0].cell.position)
    ):
        if cause.constraints:
            finding = wording.cause(cause)
            findings.append(finding)
            cell = cause.changes[0].cell
            if cell.position < 0:
                context.lacking[(cell.table, display_key(cell.key))] = finding
    return findings


def _recoded(context: Context, recoding: Recoding) -> Finding:
    """Return the finding of a row with a mistyped code, what follows from it beneath."""
    wording = Wording(context.session)
    parts = [wording.finding(constraint, advice=False) for constraint in recoding.mended]
    lead = min(recoding.mended, key=lambda c: c.rule.order)
    table = context.session.grids[recoding.table].table
    row = table.rows[recoding.position]
    rules = "、".join(dict.fromkeys(part.rule for part in parts))
    context.recoded[(recoding.table, row.key)] = recoding.wanted
    return Finding(
        lead.rule.id,
        lead.expression.severity,
        f"{recoding.table}“{f'{row.key} {row.label}'.strip()}”行的编码多半应为 {recoding.wanted}："
        f"{recoding.other}有“{recoding.wanted}”行而没有“{row.key}”行，两处金额相同；"
        f"改后下列等式（{rules}，共 {len(parts)} 处）成立。请核实编码后更正。",
        expected=recoding.wanted,
        actual=row.key,
        places=(context.place(table, row),),
        related=tuple(dict.fromkeys(part.rule for part in parts if part.rule != lead.rule.id)),
        basis=lead.rule.data.basis,
        consequences=parts,
    )


def _constraints(
    context: Context, session: Session, involved: set[int], *, provable: bool
) -> Iterator[Constraint]:
    """Yield every comparison of the rules, holding or not (``provable``), or those of the ``involved``
    expressions; less those within a rule's own tolerance."""
    maker = ConstraintMaker(session)
    policy = context.rules.tolerance
    least, each = micro(policy.least), micro(policy.each)
    number = 0
    for rule in context.rules.enabled:
        for expression in rule.expressions:
            equality = any(c.operator == "=" for c in expression.statement.compares)
            if id(expression) not in involved and not (provable and equality):
                continue
            for instance in session.instances(expression.statement, broken_only=False):
                constraint = maker.make(rule, expression, instance)
                if constraint is None:
                    continue
                violation = constraint.violation(constraint.residual)
                if violation and rule.allowed is not None:
                    if violation <= micro(rule.allowed):
                        continue
                elif violation:
                    allowed = max(least, each * addends(constraint, session))
                    if not context.own:
                        constraint.allowed = 0 if constraint.strict else allowed
                    elif violation <= allowed and not constraint.hard and _exactly_holds(constraint, session):
                        # Rounding alone parts two figures that no table adds up: nothing to mend.
                        continue
                constraint.number = number
                number += 1
                yield constraint


def _exactly_holds(constraint: Constraint, session: Session) -> bool:
    """Whether the comparison holds for the unrounded amounts of our own figures."""
    total = Decimal(constraint.left.constant - constraint.right.constant).scaleb(-6)
    for cell, coefficient in constraint.coefficients.items():
        if cell.position < 0:
            continue
        grid = session.grids[cell.table]
        figure = grid.rows[cell.position].cells.get(grid.labels.get(cell.column, cell.column))
        if figure is None:
            continue
        if figure.exact is None:
            return False
        total += coefficient * figure.exact
    return constraint.violation(int(total.scaleb(6))) == 0


def _links_scaled(constraint: Constraint, context: Context) -> bool:
    tables = {cell.table for cell in constraint.coefficients}
    return len(tables) > 1 and any(table in context.scaled for table in tables)


def _confirming(constraints: list[Constraint], rest: list[Constraint]) -> dict[CellId, list[str]]:
    """Return the rules whose equalities hold, by the cells of ``rest``."""
    result: dict[CellId, list[str]] = {cell: [] for c in rest for cell in c.coefficients}
    if not result:
        return result
    for constraint in constraints:
        if constraint.hard and constraint.residual == 0:
            for cell in constraint.coefficients:
                rules = result.get(cell)
                if rules is not None and constraint.rule.id not in rules:
                    rules.append(constraint.rule.id)
    return result
