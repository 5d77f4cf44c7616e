"""The text as a witness of the tables (文字佐证): what a sentence says of a cell that does not say the same.

Where a table does not add up, a sentence that has kept the right amount tells which of its figures is wrong.
Only sentences that contradict their cell are called: one that repeats a wrong figure must not protect it.
"""

from __future__ import annotations

from collections.abc import Iterator

from converter.findings import Severity
from converter.narrative.model import Measure
from converter.rules.arithmetic import wan
from converter.rules.checks.text_view import Item, TextView
from converter.rules.constraints import Constraint, ConstraintMaker
from converter.rules.context import Context
from converter.rules.culprits import Cause
from converter.rules.evaluating import Session
from converter.rules.facts import COLUMNS, fact_key
from converter.rules.parsing import parse_statement
from converter.rules.registry import Expression, Rule
from converter.rules.wording import Wording

_CHECK = "text amounts"


def witnesses(context: Context, session: Session) -> list[Constraint]:
    """Return the comparisons of stated amounts with their cells that do not hold, as the rule on amounts of
    the text makes them; [] where that rule is switched off or rules do not use the text's figures."""
    rule = next((r for r in context.rules.enabled if r.data.check == _CHECK), None)
    view = TextView.of(context)
    if rule is None or view is None:
        return []
    maker = ConstraintMaker(session)
    found: list[Constraint] = []
    seen: set[str] = set()
    for item in view.items:
        text = _expression(session, view, item)
        if text and text not in seen:
            seen.add(text)
            found.extend(_broken(maker, rule, text))
    return found


def _expression(session: Session, view: TextView, item: Item) -> str:
    """Return the comparison of an item's amount with its cell, "" when both say the same."""
    stated, ref = item.statements.get(Measure.AMOUNT), item.figure
    published = view.figure(ref)
    if stated is None or ref is None or stated.value is None or published in (None, stated.value):
        return ""
    name = next((n for n, grid in session.grids.items() if grid.facts), None)
    words = (fact_key(stated), ref.row, ref.column)
    if name is None or any('"' in word for word in words):
        return ""
    return f'{name}["{words[0]}", {COLUMNS[Measure.AMOUNT]}] = {ref.table}["{ref.row}", "{ref.column}"]'


def _broken(maker: ConstraintMaker, rule: Rule, text: str) -> Iterator[Constraint]:
    expression = Expression(parse_statement(text), Severity.ERROR, rule.data.title, "")
    for instance in maker.session.instances(expression.statement, broken_only=True):
        constraint = maker.make(rule, expression, instance)
        if constraint is not None:
            yield constraint


def upheld(causes: list[Cause], called: list[Constraint]) -> list[Cause]:
    """Return the causes without what the text's own rules tell better: a sentence that is wrong by itself."""
    kept: list[Cause] = []
    for cause in causes:
        wrong_text = any(
            change.cell in constraint.left.cells for change in cause.changes for constraint in called
        )
        if wrong_text:
            cause.constraints = [c for c in cause.constraints if c not in called]
        if cause.constraints:
            kept.append(cause)
    return kept


def correct(context: Context, wording: Wording, causes: list[Cause], called: list[Constraint]) -> None:
    """Let the checks of the text know the figures that a sentence confirmed: what follows from a wrong cell
    is not told again, sentence by sentence."""
    for cause in causes:
        if cause.alternatives or not any(constraint in called for constraint in cause.constraints):
            continue
        for change in cause.changes:
            grid = wording.session.grids[change.cell.table]
            column = grid.labels.get(change.cell.column, change.cell.column)
            value = wan(wording.value(change.cell) + change.delta)
            context.corrected[change.cell.table, change.cell.key, column] = value
