"""Mapped sheets → the ledger of budget facts (see ``model``; the way in is ``building.build_ledgers``).

The way of a figure: ``sheets`` (one sheet, its blocks) → ``rows``, ``rows_filled``, ``rows_named``,
``rows_of_items`` (what each row says) and ``columns`` (what each amount column says) → ``subtotals``,
``total_ranges``, ``totals_checked`` (what adds up what) → ``extracting`` (facts) → ``assembling``,
``matching``, ``joining``, ``flow``, ``exchanging``, ``determinacy`` (parts, repetitions, summaries that
complete each other) → ``completing`` (what the pack says is meant) → ``building`` (units, years, findings).

Findings:

- L01 text in an amount cell · L02 error value · L03 formula without a stored value · L04 absurd amount ·
  L05 negative amount (warning) · L06 facts in hidden rows (warning)
- L10 source of funds unknown or unclear · L12 sources contradict · L13 functional code missing or unknown ·
  L14 a name that several codes have · L15 economic code unknown · L16 kind of spending (or item) unknown ·
  L17 kinds contradict · L18 project spending with a code of salaries (information) ·
  L19 code and name belong to different codes (warning)
- L20 total row disagrees with its rows · L21 total column disagrees with its columns · L22 amount in a row
  that says nothing and adds up nothing
- L30 two tables say different sums for the same money · L31 only one of them has it · L32 income and
  spending disagree · L33 tables repeat each other only in part · L34 sums can be paired in several ways ·
  L35 a roll-up of units was compared (information) · L36 difference that rounding explains (warning) ·
  L37 a sheet repeats another, figure by figure (warning)
- L40 sheet of an unknown unit · L41 one name, two unit codes (warning) · L42 other year than the user's
- L50 source taken for its default · L51 kind assumed · L53 staffing assumed or unknown · L54 kind unknown ·
  L55 function missing or coarse · L56 economic code missing or coarse · L57 project without a name ·
  L58 source missing or coarse · L59 三公经费 may be incomplete (information)
"""
