"""Rows of a block: which are facts, which add up others, and whether they add up.

Rows are totals by what they say (合计、小计、本页合计) or by what they are: a row whose dimensions contain
those of other rows (类 over 款 over 项, 301 over 30101, a unit over its rows) adds them up. Only facts
are added, so totals over totals are checked against the same detail.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, product
from typing import Any, TypeVar

from converter.ledger.hierarchy import EITHER, SourceTree, contains_code, contains_path
from converter.ledger.project_heads import head_text
from converter.ledger.row_roles import RowKey, RowRoles, Sum
from converter.ledger.row_table import RowTable
from converter.ledger.total_ranges import Ranges
from converter.ledger.totals_shared import code_parents, path_parents, segments
from converter.recognition.mapping import RowKind

V = TypeVar("V")
_FEW = 3
_SPOKEN = ("function", "economic", "item")


def classify_rows(
    table: RowTable,
    columns: Sequence[Sequence[int | None]],
    slack: Sequence[set[int]],
    filled: Iterable[int],
    tree: SourceTree,
) -> RowRoles:
    """Return the roles of the rows of a block.

    ``columns`` are the counting columns (分 by row), ``slack`` the rows of each that were rounded to 分,
    ``filled`` further rows that hold something in an amount column (what could not be read).
    """
    return _Classifier(table, columns, slack, set(filled), tree).run()


class _Classifier:
    def __init__(
        self,
        table: RowTable,
        columns: Sequence[Sequence[int | None]],
        slack: Sequence[set[int]],
        filled: set[int],
        tree: SourceTree,
    ) -> None:
        self.table = table
        self.columns = columns
        self.slack = slack
        self.tree = tree
        self.roles = RowRoles()
        self.active = self._active(filled)

    def _active(self, filled: set[int]) -> list[int]:
        unused = self.table.unused
        if len(self.columns) == 1:
            rows = [i for i, value in enumerate(self.columns[0]) if value is not None]
        else:
            rows = [i for i, row in enumerate(zip(*self.columns, strict=True)) if row.count(None) < len(row)]
        if filled - set(rows):
            rows = sorted(filled.union(rows))
        return [i for i in rows if i not in unused] if unused else rows

    def run(self) -> RowRoles:
        marked, doubtful, plain = self._sort_out()
        covered = self._covered(plain)
        coarse = self._coarse(covered)
        above = set(coarse)
        facts = [index for index in plain if index not in above]
        self.roles.totals = above | set(marked)
        homeless: set[int] = set()
        if doubtful:
            ranges = Ranges(self.table, facts, marked)
            left = []
            for index in doubtful:
                found = self._matching(index, ranges, ranges.any_of(index), self._at_least(index))
                if found is None:
                    left.append(index)
                else:
                    self.roles.totals.add(index)
                    self._set_sums(index, facts[found[0] : found[1]])
            left = self._heads_that_disagree(left, facts, marked)
            homeless = {index for index in left if not self.table.own.get(index, True)}
            facts = sorted([*facts, *left])
        self._sum_coarse(coarse, set(facts))
        self._sum_marked(marked, facts)
        self.roles.facts = [index for index in facts if index not in homeless] if homeless else facts
        self.roles.homeless = sorted(homeless)
        return self.roles

    def _heads_that_disagree(self, left: list[int], facts: list[int], marked: list[int]) -> list[int]:
        """Take heads of projects whose sums do not agree for totals all the same, where other heads agree; return
        what is left over."""
        heads = [index for index in left if self._says_nothing_else(index)]
        agreeing = [index for index in self.roles.totals if head_text(self.table, index)]
        if not heads or not agreeing:
            return left
        ends = sorted({*heads, *agreeing, *marked, *left, len(self.table)})
        for index in heads:
            end = ends[bisect_left(ends, index + 1)]
            rows = facts[bisect_left(facts, index) : bisect_left(facts, end)]
            if rows:
                self.roles.totals.add(index)
                self._set_sums(index, rows)
                left = [other for other in left if other != index]
        return left

    def _says_nothing_else(self, index: int) -> bool:
        """Return whether a row is the head of a project and fills no other column than that of its name."""
        own = self.table.own.get(index, frozenset())
        return bool(head_text(self.table, index)) and len(own) == 1

    def _sort_out(self) -> tuple[list[int], list[int], list[int]]:
        """Return marked totals, rows that may be totals without saying so, and the others."""
        table = self.table
        if not table.own and not table.forced:
            return [], [], list(self.active)
        marked: list[int] = []
        doubtful: list[int] = []
        special = table.own.keys() | table.forced.keys() | table.totals.keys()
        plain = [index for index in self.active if index not in special]
        active = set(self.active)
        rows_of_unit = Counter(table.unit[index] for index in self.active)
        for index in sorted(special & active):
            forced = table.forced.get(index)
            own = table.own.get(index)
            if forced is RowKind.SUBTOTAL or (index in table.totals and forced is not RowKind.DETAIL):
                marked.append(index)
            elif forced is RowKind.DETAIL or own is None:
                plain.append(index)
            elif own == {"unit"} and rows_of_unit[table.unit[index]] == 1 and len(self.active) > _FEW:
                doubtful.append(index)  # a department above its units
            elif (not own and table.axes) or self._speaks_badly(index):
                doubtful.append(index)
            else:
                plain.append(index)
        if len(special) > len(marked) + len(doubtful):
            plain.sort()
        return marked, doubtful, plain

    def _unreadable(self, index: int) -> bool:
        troubles = self.table.troubles.get(index, ())
        return any(t.dimension in ("kind", "source") and t.fault != "outer" for t in troubles)

    def _at_least(self, index: int) -> int:
        """Return how many rows a row must add up to pass for a total: one if it says nothing else or is the
        head of a project."""
        if head_text(self.table, index):
            return 1
        return 2 if self.table.own.get(index, True) else 1

    def _speaks_badly(self, index: int) -> bool:
        troubles = self.table.troubles.get(index, ())
        return any(t.dimension in _SPOKEN and t.fault in ("unknown", "unclear") for t in troubles)

    def _key(self, index: int) -> RowKey:
        t = self.table
        codes = (t.function[index], t.economic[index])
        return RowKey(t.unit[index], *codes, t.kind[index], t.source[index], t.project[index])

    def _covered(self, plain: list[int]) -> dict[RowKey, list[int]]:
        """Return for every key that contains finer rows those rows (the key's own rows left out)."""
        above: list[dict[Any, list[Any]]] = [
            self._above_values(self.table.unit, plain, lambda value: [0] if value else []),
            self._above_values(self.table.function, plain, code_parents),
            self._above_economic(plain),
            self._above_values(self.table.kind, plain, path_parents),
            self._above_sources(plain),
            self._above_values(self.table.project, plain, lambda value: [""] if value else []),
        ]
        if not any(any(values.values()) for values in above):
            return {}
        keys = {index: self._key(index) for index in plain}
        # A row whose source or kind could not be read says something else than nothing.
        present = {key for index, key in keys.items() if not self._unreadable(index)}
        covered: dict[RowKey, list[int]] = {}
        for index, key in keys.items():
            options = [found[value] for found, value in zip(above, key, strict=True)]
            if not any(options):
                continue
            wider = [[value, *more] for value, more in zip(key, options, strict=True)]
            for candidate in product(*wider):
                if candidate in present and candidate != key:
                    covered.setdefault(RowKey(*candidate), []).append(index)
        return covered

    def _above_values(
        self, values: Sequence[V], plain: list[int], parents: Callable[[V], Sequence[V]]
    ) -> dict[V, list[V]]:
        """Return for each value of the rows the coarser ones that other rows have."""
        distinct = {values[index] for index in plain}
        return {value: [p for p in parents(value) if p in distinct and p != value] for value in distinct}

    def _above_economic(self, plain: list[int]) -> dict[str, list[str]]:
        distinct = {self.table.economic[index] for index in plain}
        if not any(EITHER in code for code in distinct):
            return self._above_values(self.table.economic, plain, code_parents)
        return {
            value: [other for other in distinct if other != value and contains_code(other, value)]
            for value in distinct
        }

    def _above_sources(self, plain: list[int]) -> dict[str, list[str]]:
        distinct = {self.table.source[index] for index in plain}
        return {
            value: [other for other in distinct if other != value and self.tree.contains(other, value)]
            for value in distinct
        }

    def _coarse(self, covered: dict[RowKey, list[int]]) -> dict[int, list[int]]:
        """Return the rows that add up others, with the rows that they contain."""
        if not covered:
            return {}
        rows_of: dict[RowKey, list[int]] = {}
        contained = set(covered)
        for index in self.active:
            if index in self.table.totals or self._unreadable(index) or self._speaks_badly(index):
                continue
            key = self._key(index)
            if key in contained:
                rows_of.setdefault(key, []).append(index)
        coarse: dict[int, list[int]] = {}
        for key, finer in covered.items():
            own = rows_of.get(key, [])
            forced = self.table.forced
            own = [index for index in own if forced.get(index) is not RowKind.DETAIL]
            if not own or not self._adds_up_really(key, own, finer):
                continue
            for index, part in segments(own, finer):
                coarse[index] = part
        return coarse

    def _adds_up_really(self, key: RowKey, own: list[int], finer: list[int]) -> bool:
        """Return whether a row that differs from finer ones only by having no project is their total.

        In a flat table basic spending has no project and may share its codes with a project: it is a
        total only if it equals them, and not if it is one full row beside another.
        """
        if any(self._key(index)._replace(project="") != key for index in finer):
            return True
        flat = all(index not in self.table.own for index in (*own, *finer))
        if flat and len(finer) == 1:
            return False
        equal = all(
            sum(column[index] or 0 for index in own) == sum(column[index] or 0 for index in finer)
            for column in self.columns
            if any(column[index] is not None for index in own)
        )
        return equal or (not flat and all(index in self.table.own for index in finer))

    def _sum_coarse(self, coarse: dict[int, list[int]], facts: set[int]) -> None:
        for index, finer in coarse.items():
            rows = [row for row in finer if row in facts]
            own = self.table.own.get(index, frozenset())
            if own == {"source"} and not self._fits(index, rows):
                rows = self._contained(index, own, sorted(facts))
            self._set_sums(index, rows)

    def _sum_marked(self, marked: list[int], facts: list[int]) -> None:
        if not marked:
            return
        ranges = Ranges(self.table, facts, marked)
        for index in marked:
            own = self.table.own.get(index, frozenset())
            if own & {"function", "economic", "kind", "project", "source"}:
                rows = self._contained(index, own, facts)
                if rows and not self._adds_up_beside(index, own, rows, ranges):
                    self._set_sums(index, rows)
                    continue
            mark = self.table.totals.get(index)
            options = chain(ranges.of(index, mark.scope if mark else "group"), ranges.nested(index))
            found = self._matching(index, ranges, options)
            if found is None:
                found = self._nearest(index, ranges, ranges.of(index, mark.scope if mark else "group"))
            if found is not None:
                self._set_sums(index, facts[found[0] : found[1]])

    def _adds_up_beside(self, index: int, own: frozenset[str], rows: list[int], ranges: Ranges) -> bool:
        """Return whether a 小计 adds up the rows beside it rather than all rows of its kind or code: one that
        only a merged cell gives a kind, one of a function within a kind (行政运行 汇总 in a pivot table)."""
        if self._fits(index, rows):
            return False
        mark = self.table.totals.get(index)
        if mark is None or mark.scope != "group":
            return False
        found = self._matching(index, ranges, ranges.of(index, "group"))
        if found is None or not own & {"function", "economic", "project"}:
            return found is not None
        return set(ranges.facts[found[0] : found[1]]) <= set(rows)

    def _fits(self, index: int, rows: list[int]) -> bool:
        """Return whether rows add up to a total row in every column that it fills."""
        for number, column in enumerate(self.columns):
            value = column[index]
            if value is not None:
                slack = sum(row in self.slack[number] for row in (*rows, index))
                if abs(value - sum(column[row] or 0 for row in rows)) * 2 > slack:
                    return False
        return True

    def _contained(self, index: int, own: frozenset[str], facts: list[int]) -> list[int]:
        """Return the facts that a total row with codes of its own contains.

        一般公共预算 is the own share beside rows of transfers from above, but a total so called may hold both.
        """
        rows = self._held(index, own, facts, self.table.source[index])
        if "source" in own and not self._fits(index, rows):
            wider = self._held(index, own, facts, self.table.source[index].rpartition(".")[0])
            if self._fits(index, wider):
                return wider
        return rows

    def _held(self, index: int, own: frozenset[str], facts: list[int], said: str) -> list[int]:
        t = self.table
        function = t.function[index] if "function" in own else ""
        economic = t.economic[index] if "economic" in own else ""
        kind = t.kind[index] if "kind" in own else ""
        source = said if "source" in own else ""
        project = t.project[index] if "project" in own else ""
        unit = t.unit[index]
        return [
            row
            for row in facts
            if t.function[row].startswith(function)
            and t.economic[row].startswith(economic)
            and contains_path(kind, t.kind[row])
            and (not source or self.tree.contains(source, t.source[row]))
            and (not project or t.project[row] == project)
            and (not unit or t.unit[row] == unit)
        ]

    def _matching(
        self, index: int, ranges: Ranges, options: Iterable[tuple[int, int]], at_least: int = 1
    ) -> tuple[int, int] | None:
        """Return the first range whose facts add up to the row in every column that it fills."""
        for start, end in options:
            if end - start >= at_least and all(
                abs(difference) * 2 <= slack
                for difference, slack in self._differences(index, ranges, start, end)
            ):
                return start, end
        return None

    def _nearest(
        self, index: int, ranges: Ranges, options: Iterable[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """Return the range that comes nearest, for a total that agrees with none."""
        best, least = None, -1
        for start, end in options:
            off = sum(abs(difference) for difference, _ in self._differences(index, ranges, start, end))
            if best is None or off < least:
                best, least = (start, end), off
        return best

    def _differences(self, index: int, ranges: Ranges, start: int, end: int) -> list[tuple[int, int]]:
        found = []
        for number, column in enumerate(self.columns):
            value = column[index]
            if value is not None:
                fen, slack = ranges.total(number, column, self.slack[number], start, end)
                found.append((value - fen, slack + (index in self.slack[number])))
        return found

    def _set_sums(self, index: int, rows: Sequence[int]) -> None:
        held = tuple(rows)
        sums: dict[int, Sum] = {}
        for number, column in enumerate(self.columns):
            if column[index] is None:
                continue
            rounded = self.slack[number]
            slack = sum(row in rounded for row in (*held, index)) if rounded else 0
            sums[number] = Sum(sum([column[row] or 0 for row in held]), slack, held)
        self.roles.sums[index] = sums
