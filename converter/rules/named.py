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
    "same names": NamedCheck("converter.rules.checks.same_names", "check_same_names", "SameNames"),
    "tree": NamedCheck("converter.rules.checks.tree", "check_tree", "Tree"),
    "notes": NamedCheck("converter.rules.checks.notes", "check_notes", "Notes"),
    "heads": NamedCheck("converter.rules.checks.heads", "check_heads", "Heads"),
    "roll_up": NamedCheck("converter.rules.checks.roll_up", "check_roll_up", "RollUp"),
    "present": NamedCheck("converter.rules.checks.heads", "check_present", "Present"),
    "front pages": NamedCheck("converter.rules.checks.front_pages", "check_front", "Front"),
    "terms": NamedCheck("converter.rules.checks.terms", "check_terms", "Terms"),
    "denials": NamedCheck("converter.rules.checks.denials", "check_denials", "Denials"),
    "dates": NamedCheck("converter.rules.checks.dates", "check_dates", "Dates"),
    "magnitude": NamedCheck("converter.rules.checks.magnitude", "check_magnitude", "Magnitude", first=True),
    "text amounts": NamedCheck("converter.rules.checks.text_figures", "check_amounts", "Amounts"),
    "text complete": NamedCheck("converter.rules.checks.text_complete", "check_complete", "Complete"),
    "text sums": NamedCheck("converter.rules.checks.text_sums", "check_sums", "Sums"),
    "text names": NamedCheck("converter.rules.checks.text_names", "check_names", "Names"),
    "text lists": NamedCheck("converter.rules.checks.text_lists", "check_lists", "Lists"),
    "list counts": NamedCheck("converter.rules.checks.text_lists", "check_counts", "Counts"),
    "allocations": NamedCheck("converter.rules.checks.text_lists", "check_allocations", "Allocations"),
    "project names": NamedCheck("converter.rules.checks.text_lists", "check_project_names", "ProjectNames"),
    "written names": NamedCheck("converter.rules.checks.written_names", "check_written_names", "Written"),
    "text sections": NamedCheck("converter.rules.checks.text_sections", "check_sections", "Sections"),
    "unit names": NamedCheck("converter.rules.checks.unit_names", "check_unit_names", "UnitNames"),
    "last year": NamedCheck("converter.rules.checks.last_year", "check_last_year", "LastYear"),
    "project counts": NamedCheck("converter.rules.checks.project_counts", "check_projects", "Projects"),
    "text code labels": NamedCheck("converter.rules.checks.text_names", "check_code_labels", "CodeLabels"),
    "shares": NamedCheck("converter.rules.checks.text_shares", "check_shares", "Shares"),
    "share sums": NamedCheck("converter.rules.checks.text_shares", "check_share_sums", "Shares"),
    "rates": NamedCheck("converter.rules.checks.text_rates", "check_rates", "Rates"),
    "zero base": NamedCheck("converter.rules.checks.text_rates", "check_zero_base", "Rates"),
    "share as rate": NamedCheck("converter.rules.checks.text_shares", "check_share_as_rate", "Shares"),
    "copied rates": NamedCheck("converter.rules.checks.text_rates", "check_copied_rates", "Rates"),
    "directions": NamedCheck("converter.rules.checks.text_reasons", "check_directions", "Reasons"),
    "implied bases": NamedCheck("converter.rules.checks.text_bases", "check_bases", "Bases"),
    "verbs": NamedCheck("converter.rules.checks.text_wording", "check_verbs", "Verbs"),
    "missing words": NamedCheck("converter.rules.checks.text_wording", "check_missing_words", "Verbs"),
    "patterns": NamedCheck("converter.rules.checks.text_wording", "check_patterns", "Patterns"),
    "repeats": NamedCheck("converter.rules.checks.text_wording", "check_repeats", "Repeats"),
    "fragments": NamedCheck("converter.rules.checks.text_wording", "check_fragments", "Fragments"),
    "years": NamedCheck("converter.rules.checks.text_wording", "check_years", "Years"),
    "numbering": NamedCheck("converter.rules.checks.text_layout", "check_numbering", "Numbering"),
    "decimals": NamedCheck("converter.rules.checks.text_layout", "check_decimals", "Decimals"),
    "leftovers": NamedCheck("converter.rules.checks.text_layout", "check_leftovers", "Decimals"),
    "personal": NamedCheck("converter.rules.checks.personal_data", "check_personal", "Personal"),
    "leaders": NamedCheck("converter.rules.checks.personal_data", "check_leaders", "Leaders"),
    "weights": NamedCheck("converter.rules.checks.performance", "check_weights", "Weights"),
    "vocabulary": NamedCheck("converter.rules.checks.performance", "check_vocabulary", "Vocabulary"),
    "targets": NamedCheck("converter.rules.checks.performance", "check_targets", "Targets"),
    "history": NamedCheck("converter.rules.checks.performance", "check_history", "History"),
    "performance projects": NamedCheck(
        "converter.rules.checks.performance_money", "check_projects", "Projects"
    ),
    "performance amounts": NamedCheck("converter.rules.checks.performance_money", "check_amounts", "Amounts"),
    "costs": NamedCheck("converter.rules.checks.performance_money", "check_costs", "Costs"),
}
