"""What a table specification must keep to beyond its shape; all faults are found at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from string import Formatter

from converter.disclosure.specification import Role, RowKind, RowSpec, Section, Tables, TableSpec

Fault = tuple[str, str]  # path within tables.toml, what was expected

_HEAD_WORDS = {"id", "title", "unit", "year", "wording", "money"}
_LABEL_WORDS = {"code", "name", "number"}
_KEY_WORDS = {"code", "project"}
_DIMENSIONS = ("function", "economic")


def faults_of(tables: Tables) -> list[Fault]:
    """Return every fault of ``tables`` as (path, what was expected)."""
    faults: list[Fault] = []
    if not tables.tables:
        faults.append(("tables", "至少要有一张表"))
    faults += _twice("tables", (table.id for table in tables.tables))
    for name in ("sheet", "number_line", "unit_line", "money_line"):
        faults += _words(name, getattr(tables, name), _HEAD_WORDS)
    faults += _words("page.page_number", tables.page.page_number, {"page"})
    for table in tables.tables:
        faults += _table_faults(table, f"tables.{table.id}")
    return faults


def _table_faults(table: TableSpec, path: str) -> Iterator[Fault]:
    if table.money not in ("元", "万元"):
        yield f"{path}.money", f"应为 元 或 万元，现为 {table.money}"
    elif not 0 <= table.decimals <= (6 if table.money == "万元" else 2):
        yield f"{path}.decimals", "小数位数不能少于 0，也不能细于 1 分"
    if not table.sections:
        yield f"{path}.sections", "至少要有一段"
    for name in ("title", "sheet", "number_line", "unit_line", "money_line", "note"):
        allowed = _HEAD_WORDS - ({"title"} if name == "title" else set())
        yield from _words(f"{path}.{name}", getattr(table, name), allowed)
    yield from _twice(f"{path}.sections", (section.id for section in table.sections))
    for section in table.sections:
        yield from _section_faults(section, f"{path}.sections.{section.id}")


def _section_faults(section: Section, path: str) -> Iterator[Fault]:
    yield from _twice(f"{path}.columns", (column.id for column in section.columns))
    yield from _twice(f"{path}.columns", (column.name for column in section.amounts))
    if not section.amounts:
        yield f"{path}.columns", "至少要有一个金额列"
    for column in section.columns:
        here = f"{path}.columns.{column.id}"
        slice_given = len(column.code) == 2 and 0 <= column.code[0] < column.code[1]
        if column.role is Role.CODE and not slice_given:
            yield f"{here}.code", "编码列要写明取编码的第几位到第几位，例如 [3, 5]"
        if column.sum and column.role is not Role.AMOUNT:
            yield f"{here}.sum", "只有金额列才能是其他列之和"
        if column.sum and column.select:
            yield here, "sum 和 select 只能写一个"
    yield from _sums(f"{path}.columns", {column.id: column.sum for column in section.amounts})

    yield from _twice(f"{path}.rows", (row.id for row in section.rows))
    total = [section.total.name] if section.total else []
    fixed = [row.name for row in section.rows if row.kind is RowKind.FIXED]
    yield from _twice(f"{path}.rows", [*fixed, *total])
    for row in section.rows:
        yield from _row_faults(row, f"{path}.rows.{row.id}")
    yield from _sums(f"{path}.rows", {row.id: row.sum for row in section.rows})
    if section.total:
        yield from _known(f"{path}.total.sum", section.total.sum, {row.id for row in section.rows})


def _row_faults(row: RowSpec, path: str) -> Iterator[Fault]:
    if row.kind is RowKind.FIXED:
        if row.sum and row.select:
            yield path, "sum 和 select 只能写一个"
        return
    if row.sum:
        yield f"{path}.sum", "只有固定行才能是其他行之和"
    if row.by not in _DIMENSIONS:
        yield f"{path}.by", "应为 function 或 economic"
    if not row.levels or list(row.levels) != sorted(set(row.levels)) or row.levels[0] < 1:
        yield f"{path}.levels", "应为由短到长的编码位数，例如 [3, 5, 7]"
    if row.kind is RowKind.PROJECT and len(row.levels) > 1:
        yield f"{path}.levels", "项目行只有一级编码，例如 [7]"
    for code in row.always:
        if len(code) not in row.levels:
            yield f"{path}.always", f"编码 {code} 的位数不在 levels 里"
    yield from _words(f"{path}.label", row.label, _LABEL_WORDS)
    yield from _words(f"{path}.key", row.key, _KEY_WORDS)


def _words(path: str, text: str, allowed: set[str]) -> Iterator[Fault]:
    """Yield a fault for a pattern that is not one, or that names a word that has no value."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        yield path, f"花括号不成对：{text}"
        return
    for name in names:
        if name not in allowed:
            known = "、".join(f"{{{word}}}" for word in sorted(allowed))
            yield path, f"没有 {{{name}}} 这个填空，可用的有 {known}"


def _twice(path: str, names: Iterable[str]) -> Iterator[Fault]:
    for name, times in Counter(names).items():
        if times > 1:
            yield path, f"“{name}”出现了 {times} 次，只能有一个"


def _known(path: str, names: Sequence[str], known: Iterable[str]) -> Iterator[Fault]:
    known = list(known)
    for name in names:
        if name not in known:
            yield path, f"没有“{name}”，可用的有 {'、'.join(known)}"


def _sums(path: str, sums: dict[str, tuple[str, ...]]) -> Iterator[Fault]:
    """Yield faults of sums that name what does not exist, or that contain themselves."""
    for name, parts in sums.items():
        yield from _known(f"{path}.{name}.sum", parts, (other for other in sums if other != name))
        reached, waiting = set[str](), list(parts)
        while waiting:
            part = waiting.pop()
            if part not in reached:
                reached.add(part)
                waiting += sums.get(part, ())
        if name in reached and name not in parts:
            yield f"{path}.{name}.sum", f"“{name}”绕回到自己"
