"""The names that expressions may use (表、行、列、事项): those of the pack's tables and of the text.

A name that is not known would be blank in every document, and the rule would accuse figures that are
right: it is refused, with the names that there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from converter.disclosure.specification import Section, TableSpec
from converter.disclosure.table_loading import load_tables
from converter.packs.loading import Pack
from converter.rules.syntax import (
    Call,
    Cell,
    Compare,
    ExpressionError,
    Logic,
    Named,
    Node,
    Pick,
    Product,
    Selector,
    Sum,
    plain_label,
)

LAST_YEAR = "上年"
_MOST_NAMED = 12


class KnownNames:
    """The tables of a pack by id: their columns, the printed labels that stand for a column (``aliases``),
    and what their rows may be called; the ``facts`` (names for statements of the text) with their subjects;
    the names of ``conditions``; ``used`` gathers the tables that expressions name."""

    def __init__(self, pack: Pack, facts: Iterable[str], conditions: Iterable[str]) -> None:
        self.facts = tuple(facts)
        self.conditions = tuple(conditions)
        self.used: set[str] = set()
        self.aliases: dict[str, dict[str, str]] = {}
        self.columns: dict[str, list[str]] = {}
        self.rows: dict[str, list[str]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        for table in load_tables(pack).tables if pack.raw("tables") else ():
            self._add(table)
        self._subjects = _subjects(pack) if pack.raw("statements") else None

    def _add(self, table: TableSpec) -> None:
        names: list[str] = []
        also: dict[str, str] = {}
        for section in table.sections:
            for column in section.amounts:
                name, label = plain_label(column.name), plain_label(column.label)
                if name not in names:
                    names.append(name)
                if label != name:
                    also[label] = name
        self.columns[table.id] = names
        self.aliases[table.id] = {label: name for label, name in also.items() if label not in names}
        keys = [key for section in table.sections for key in _row_keys(section)]
        self.rows[table.id] = [key for key, exact in keys if exact]
        parts = [re.escape(key) if exact else key for key, exact in keys]
        self._patterns[table.id] = re.compile("|".join(parts) or "(?!)")

    def check(self, nodes: Iterable[Node | None]) -> None:
        """Raise ExpressionError for the first name in ``nodes`` that is not known."""
        stack = [node for node in nodes if node is not None]
        while stack:
            node = stack.pop()
            if isinstance(node, Cell):
                self._cell(node)
            elif isinstance(node, Named):
                if node.name not in self.conditions:
                    known = "、".join(self.conditions) or "无"
                    raise ExpressionError(f"不认识“{node.name}”；已定义的条件有：{known}", node.at)
            elif isinstance(node, Call):
                stack.extend(node.arguments)
            elif isinstance(node, Sum):
                stack.extend(term for _, term in node.terms)
            elif isinstance(node, Product | Compare):
                stack.extend((node.left, node.right))
            elif isinstance(node, Logic):
                stack.extend(node.parts)

    def _cell(self, cell: Cell) -> None:
        self.used.add(cell.table)
        name = cell.table.removeprefix(LAST_YEAR)
        if cell.table in self.facts:
            self._fact(cell)
        elif self.columns:
            if name not in self.columns:
                known = "、".join([*self.columns, *self.facts])
                raise ExpressionError(
                    f"没有“{cell.table}”这张表，可用的有 {known}（上年的表写作 上年表1 等）", cell.at
                )
            for selector, column in _named(cell.column):
                if column not in self.columns[name]:
                    known = "、".join(self.columns[name])
                    raise ExpressionError(f"{name} 没有“{column}”列，可用的有 {known}", selector.at)
            for selector, row in _named(cell.row):
                if "本行" not in row and not self._patterns[name].fullmatch(row):
                    raise ExpressionError(f"{name} 没有“{row}”行，{self._rows_told(name, row)}", selector.at)

    def _rows_told(self, table: str, row: str) -> str:
        rows = self.rows[table]
        told = "、".join(_nearest(row, rows) if len(rows) > _MOST_NAMED else rows)
        coded = self._patterns[table].fullmatch("2010301") or self._patterns[table].fullmatch("30101")
        if coded:
            return f"科目行写编码（如 2010301、30101），另有 {told}"
        return f"可用的有 {told}{' 等' if len(rows) > _MOST_NAMED else ''}"

    def _fact(self, cell: Cell) -> None:
        from converter.rules.facts import COLUMNS

        for selector, column in _named(cell.column):
            if column not in COLUMNS.values():
                known = "、".join(COLUMNS.values())
                raise ExpressionError(f"文字说明没有“{column}”这一项，可用的有 {known}", selector.at)
        for selector, row in _named(cell.row):
            if self._subjects is None or "本行" in row or _fits(row, self._subjects):
                continue
            near = "、".join(_nearest(row, self._subjects))
            raise ExpressionError(f"文字说明没有“{row}”这一事项，相近的有 {near}", selector.at)


def _named(selector: Selector | None) -> Iterator[tuple[Selector, str]]:
    """Yield the names that a selector takes as they are."""
    if selector is not None:
        if selector.pick in (Pick.KEY, Pick.RANGE):
            yield selector, selector.text
        if selector.pick is Pick.RANGE:
            yield selector, selector.last
        for name in selector.without:
            yield selector, name


def _row_keys(section: Section) -> Iterator[tuple[str, bool]]:
    """Yield what rows of a section are called: a key as it is, or (False) a pattern for rows of codes."""
    for row in section.rows:
        if not row.levels:
            yield plain_label(row.name), True
            continue
        key = re.escape(plain_label(row.key or "{code}"))
        codes = "|".join(rf"\d{{{length}}}" for length in row.levels)
        yield key.replace(r"\{code\}", f"(?:{codes})").replace(r"\{project\}", ".+"), False
    if section.total is not None:
        yield plain_label(section.total.name), True


def _subjects(pack: Pack) -> list[str]:
    """Return the subjects of the text as rules name them; ids that mean something only within their section
    stand behind it (income.total)."""
    from converter.narrative.understanding.sections import load_statement_words

    found: list[str] = []
    for section in load_statement_words(pack).sections:
        for subject in section.subjects:
            name = f"{section.id}.{subject.id}" if subject.id[:1].isascii() else subject.id
            found.append(plain_label(name))
        if section.codes is not None or section.lists:
            found.append(f"{section.id}.F201")
    return list(dict.fromkeys(found))


def _fits(row: str, subjects: list[str]) -> bool:
    """Whether a subject is known: as it is, the value of a known one, a code of a section, a project's."""
    if row.replace("：", ":").partition(":")[0] in ("项目", "分配") and len(row) > 3:
        return True
    scopes = {subject.rpartition(".F")[0] for subject in subjects if subject.endswith(".F201")}
    coded = re.fullmatch(r"(.+)\.[FE]\d+", row)
    return row.removesuffix(".价值") in subjects or bool(coded and coded[1] in scopes)


def _nearest(name: str, known: list[str]) -> list[str]:
    import difflib

    return difflib.get_close_matches(name, known, n=5, cutoff=0.2) or known[:_MOST_NAMED]
