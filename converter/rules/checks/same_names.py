"""The same code under different names within one document (同一科目名称前后不一)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from converter.disclosure.model import Row, Table
from converter.findings import Finding
from converter.packs.classification import CodeList, load_classification, plain_name
from converter.rules.context import Context
from converter.rules.grids import pattern
from converter.rules.registry import Rule

_LEADING_CODE = re.compile(r"^[\s\d]+")


@dataclass(frozen=True, slots=True)
class SameNames:
    """The tables whose rows are functional or economic codes; ``labels`` are tables with fixed rows whose
    keys match ``label_pattern`` (the wildcard is the code)."""

    functional: tuple[str, ...] = ()
    economic: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    label_pattern: str = "支出###"


def check_same_names(context: Context, rule: Rule, parameters: SameNames) -> Iterator[Finding]:
    """Yield rows whose name differs from that of the same code in the document's other tables; a name that
    differs from a documented one of the classification is told by the rule on names alone."""
    lists = load_classification()
    for tables, codes in ((parameters.functional, lists.functional), (parameters.economic, lists.economic)):
        printed: dict[str, list[tuple[str, Table, Row]]] = defaultdict(list)
        for code, table, row in _rows(context, parameters, tables, labelled=codes is lists.functional):
            label = _LEADING_CODE.sub("", row.label)
            if plain_name(label):
                printed[code].append((label, table, row))
        for code, found in printed.items():
            names = Counter(plain_name(label) for label, _, _ in found)
            if len(names) > 1:
                yield from _differing(context, rule, code, found, names, codes)


def _rows(
    context: Context, parameters: SameNames, tables: tuple[str, ...], *, labelled: bool
) -> Iterator[tuple[str, Table, Row]]:
    for name in tables:
        table = context.tables.get(name)
        for row in table.rows if table is not None else ():
            if row.level > 0 and table is not None and (table.id, row.key) not in context.recoded:
                yield row.key.partition("|")[0], table, row
    fixed = pattern(parameters.label_pattern)
    for name in parameters.labels if labelled else ():
        table = context.tables.get(name)
        for row in table.rows if table is not None else ():
            match = fixed.fullmatch(row.key)
            if match and table is not None:
                yield match[1], table, row


def _differing(
    context: Context,
    rule: Rule,
    code: str,
    found: list[tuple[str, Table, Row]],
    names: Counter[str],
    codes: CodeList,
) -> Iterator[Finding]:
    entry = codes.get(code, context.year)
    if entry is not None and entry.documented:
        return
    official = plain_name(entry.name) if entry is not None else ""
    right = official if official in names else names.most_common(1)[0][0]
    wanted = next(label for label, _, _ in found if plain_name(label) == right)
    for name in names:
        if name == right:
            continue
        wrong = [(label, table, row) for label, table, row in found if plain_name(label) == name]
        where = "、".join(dict.fromkeys(table.id for _, table, _ in wrong))
        others = "、".join(dict.fromkeys(table.id for label, table, _ in found if plain_name(label) == right))
        yield context.finding(
            rule,
            f"科目 {code} 在{where}印作“{wrong[0][0]}”，在{others}印作“{wanted}”。请核实后统一。",
            *(context.place(table, row) for _, table, row in wrong),
            expected=wanted,
            actual=wrong[0][0],
        )
