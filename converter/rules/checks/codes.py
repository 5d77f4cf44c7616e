"""Codes and names against the classification of the year (科目编码与名称), order and repeats.

What the lists only hold from memory ("recalled") may advise, never block: it gives information. The same
fault in several tables is one finding with all its places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from converter.disclosure.model import Row, Table
from converter.findings import Finding, Place, Severity
from converter.packs.classification import Code, CodeList, load_classification, plain_name
from converter.rules.context import Context
from converter.rules.grids import pattern
from converter.rules.registry import Rule

_LEADING_CODE = re.compile(r"^[\s\d]+")


@dataclass(frozen=True, slots=True)
class Codes:
    """The tables whose rows are functional or economic codes; ``labels`` are tables with fixed rows whose
    keys match ``label_pattern`` (the wildcard is the code). ``order_severity`` is for rows out of order."""

    functional: tuple[str, ...] = ()
    economic: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    label_pattern: str = "支出###"
    order_severity: Severity = Severity.INFO


@dataclass(slots=True)
class _Fault:
    """One fault with the places where it occurs."""

    message: str
    severity: Severity
    expected: str | None
    actual: str | None
    places: list[Place] = field(default_factory=list)


def check_codes(context: Context, rule: Rule, parameters: Codes) -> Iterator[Finding]:
    """Yield unknown and ended codes, wrong names, repeated and misplaced rows."""
    lists = load_classification()
    faults: dict[tuple[str, str, str], _Fault] = {}
    for names, codes in ((parameters.functional, lists.functional), (parameters.economic, lists.economic)):
        for name in names:
            table = context.tables.get(name)
            if table is None:
                continue
            rows = [row for row in table.rows if row.level > 0]
            for row in rows:
                if (table.id, row.key) in context.recoded:
                    continue  # its code was found to be wrong already
                _judge(context, rule, table, row, row.key.partition("|")[0], codes, faults)
            yield from _order(context, rule, table, rows, parameters.order_severity)
            yield from _nameless(context, rule, table, rows, codes)
    fixed = pattern(parameters.label_pattern)
    for name in parameters.labels:
        table = context.tables.get(name)
        for row in table.rows if table is not None else []:
            match = fixed.fullmatch(row.key)
            # A form prints classes of other years, too; they matter only where they hold money.
            idle = match and not any(cell.value for cell in row.cells.values())
            if idle and match and lists.functional.get(match[1], context.year) is None:
                continue
            if match and table is not None:
                _judge(context, rule, table, row, match[1], lists.functional, faults)
    for fault in faults.values():
        tables = list(dict.fromkeys(p.table for p in fault.places if p.table))
        yield context.finding(
            rule,
            f"{'、'.join(tables)}：{fault.message}",
            *fault.places,
            severity=fault.severity,
            expected=fault.expected,
            actual=fault.actual,
        )


def _nameless(
    context: Context, rule: Rule, table: Table, rows: list[Row], codes: CodeList
) -> Iterator[Finding]:
    """Yield rows with figures and without a name, where the others have one."""
    for row in rows:
        named = sum(bool(other.label) for other in rows)
        if row.label or 3 * named < 2 * len(rows) or not any(cell.value for cell in row.cells.values()):
            continue
        entry = codes.get(row.key.partition("|")[0], context.year)
        yield context.finding(
            rule,
            f"{table.id} 的“{row.key}”行没有写科目名称"
            + (f"，科目表上是“{entry.name}”。请补上。" if entry is not None else "。请补上。"),
            context.place(table, row),
            expected=entry.name if entry is not None else None,
            actual="空",
        )


def _judge(
    context: Context,
    rule: Rule,
    table: Table,
    row: Row,
    code: str,
    codes: CodeList,
    faults: dict[tuple[str, str, str], _Fault],
) -> None:
    label = _LEADING_CODE.sub("", row.label)
    fault = _code_fault(code, label, context.year, codes, rule)
    if fault is not None:
        known = faults.setdefault((code, plain_name(label), fault.message), fault)
        known.places.append(context.place(table, row))


def _code_fault(code: str, label: str, year: int, codes: CodeList, rule: Rule) -> _Fault | None:
    """Return what is wrong with a code and its printed name, None when nothing is."""
    warning = rule.data.severity
    entry = codes.get(code, year)
    if entry is None:
        return _unknown(code, label, year, codes, warning)
    if label and plain_name(label) != plain_name(entry.name):
        own_code = [c for c in codes.by_name(label, level=entry.level) if codes.get(c.code, year)]
        message = f"科目 {code} 的名称印作“{label}”，{year} 年科目表上是“{entry.name}”。"
        if own_code and all(c.code != code for c in own_code):
            message += f"“{label}”的编码是 {own_code[0].code}，请核实是编码错了还是名称错了。"
        else:
            message += "请改用科目表的名称。"
        if not entry.documented:
            message += "（这一条科目表资料未经正式文本核对，仅供参考。）"
        return _Fault(message, warning if entry.documented else Severity.INFO, entry.name, label)
    return None


def _unknown(code: str, label: str, year: int, codes: CodeList, warning: Severity) -> _Fault:
    shown = f"{code} {label}".strip()
    ended = codes.any_year(code)
    same_name = _named(label, year, codes, len(code))
    if ended is not None:
        when = f"{ended.last + 1} 年起不再使用" if ended.last < year else f"{ended.first} 年才启用"
        message = f"科目“{shown}”{when}。"
        if same_name:
            message += f"同名的科目现为 {same_name.code}，请核实后改用。"
        elif ended.note:
            message += f"（{ended.note}）请核实。"
        else:
            message += "请核实应使用的科目。"
        severity = warning if ended.documented else Severity.INFO
        return _Fault(message, severity, same_name.code if same_name else None, code)
    nearest = same_name or codes.nearest(code, year)
    message = f"科目“{shown}”不在 {year} 年科目表中。"
    if nearest is not None:
        message += f"最接近的是 {nearest.code} {nearest.name}；"
    message += "请核对编码，确有此科目的不必改动。"
    return _Fault(message, warning, f"{nearest.code} {nearest.name}" if nearest else None, shown)


def _named(label: str, year: int, codes: CodeList, length: int) -> Code | None:
    found = [c for c in codes.by_name(label) if len(c.code) == length and codes.get(c.code, year)]
    return found[0] if len(found) == 1 else None


def _order(
    context: Context, rule: Rule, table: Table, rows: list[Row], severity: Severity
) -> Iterator[Finding]:
    seen: dict[str, Row] = {}
    misplaced: list[tuple[Row, Row]] = []
    highest: Row | None = None
    for row in rows:
        code = row.key.partition("|")[0]
        if row.key in seen:
            yield context.finding(
                rule,
                f"{table.id} 的“{row.key}”行出现了不止一次。请合并为一行，或更正其中一行的编码。",
                context.place(table, seen[row.key]),
                context.place(table, row),
                actual=row.key,
            )
        seen.setdefault(row.key, row)
        if highest is not None and code < highest.key.partition("|")[0]:
            misplaced.append((row, highest))
        else:
            highest = row
    if misplaced:
        row, before = misplaced[0]
        first, second = row.key.partition("|")[0], before.key.partition("|")[0]
        more = f"（另有 {len(misplaced) - 1} 行）" if len(misplaced) > 1 else ""
        yield context.finding(
            rule,
            f"{table.id} 的行没有按编码升序排列：“{first}”应在“{second}”之前{more}。请按科目编码升序重排。",
            *(context.place(table, wrong) for wrong, _ in misplaced),
            severity=severity,
            expected=f"{first} 在 {second} 之前",
            actual=f"{second} 在 {first} 之前",
        )
