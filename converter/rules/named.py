"""The named checks (检查名) that rules may use instead of an expression, and where each one lives.

A check is a function ``(context, rule, parameters) -> iterable of findings``; its parameters are a
dataclass beside it, filled from the rule's data. Modules are imported only when a rule of the pack names
one of their checks.
"""

from __future__ import annotations

from typing import NamedTuple


class NamedCheck(NamedTuple):
    """Where a check is: its module, the function, and the class of its parameters. A check that is
    ``first`` runs before the comparisons (it may explain them), the others after."""

    module: str
    function: str
    parameters: str
    first: bool = False


NAMED: dict[str, NamedCheck] = {
    "codes": NamedCheck("converter.rules.checks.codes", "check_codes", "Codes"),
    "tree": NamedCheck("converter.rules.checks.tree", "check_tree", "Tree"),
    "notes": NamedCheck("converter.rules.checks.notes", "check_notes", "Notes"),
    "heads": NamedCheck("converter.rules.checks.heads", "check_heads", "Heads"),
    "present": NamedCheck("converter.rules.checks.heads", "check_present", "Present"),
    "magnitude": NamedCheck("converter.rules.checks.magnitude", "check_magnitude", "Magnitude", first=True),
}
