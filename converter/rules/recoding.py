"""Rows whose code was mistyped (编码写错): a row that no other table has, where one that others have with
the same amounts is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from converter.rules.constraints import Constraint, ConstraintMaker
from converter.rules.evaluating import Session
from converter.rules.known_names import LAST_YEAR
from converter.rules.registry import RuleSet

_MOST_TRIALS = 8
_MOST_WRONG_DIGITS = 2


@dataclass(slots=True)
class Recoding:
    """The row at ``position`` of ``table`` should have the key ``wanted``, as it has in ``other``;
    ``mended`` are the comparisons that hold with it."""

    table: str
    position: int
    wanted: str
    other: str
    mended: list[Constraint]


def find_recodings(session: Session, rules: RuleSet) -> tuple[Session, list[Recoding]]:
    """Return the mistyped rows with a session in which they have the right codes.

    ``session`` must be watchful and have computed all rules, so that it knows what is missing. A code
    counts as mistyped when with the other code at least two comparisons more hold and none less.
    """
    found: list[Recoding] = []
    trials = 0
    for table, position, wanted, other in list(_suspects(session)):
        if trials >= _MOST_TRIALS or any(r.table == table and r.position == position for r in found):
            continue
        trials += 1
        grid = session.grids[table]
        if wanted in grid.index:
            continue
        grids = {**session.grids, table: grid.renamed(position, wanted)}
        tried = Session(grids, session.conditions, watchful=True)
        before, after = _broken(session, rules), _broken(tried, rules)
        mended = [constraint for key, constraint in before.items() if key not in after]
        # The rows of a comparison change their name with the code: what else is new is a new fault.
        if len(mended) >= 2 and not set(after) - set(before):
            found.append(Recoding(table, position, wanted, other, mended))
            session = tried
    return session, found


def _suspects(session: Session) -> Iterator[tuple[str, int, str, str]]:
    """Yield rows that could have been meant for a missing one: table, position, the missing key, and a
    table that has it."""
    for table, missing in session.missing.items():
        grid = session.grids[table]
        if table.startswith(LAST_YEAR):
            continue
        for key, level in missing.items():
            others = [
                (name, other)
                for name, other in session.grids.items()
                if name != table and key in other.index and not other.facts and not name.startswith(LAST_YEAR)
            ]
            if not level or not others:
                continue
            amounts = {value for _, other in others for value in other.row_values(other.index[key])}
            for position, row in enumerate(grid.rows):
                own = grid.keys[position]
                if row.level != level or any(own in other.index for _, other in others):
                    continue
                alike = sum(a != b for a, b in zip(own, key, strict=False)) <= _MOST_WRONG_DIGITS
                if alike or amounts.intersection(grid.row_values(position)):
                    yield table, position, key, others[0][0]


def _broken(session: Session, rules: RuleSet) -> dict[tuple[int, str, str], Constraint]:
    """Return the comparisons that do not hold."""
    maker = ConstraintMaker(session)
    found: dict[tuple[int, str, str], Constraint] = {}
    for rule in rules.enabled:
        for expression in rule.expressions:
            for instance in session.instances(expression.statement, broken_only=True):
                constraint = maker.make(rule, expression, instance)
                if constraint is not None:
                    found[(id(expression), constraint.row, constraint.column)] = constraint
    return found
