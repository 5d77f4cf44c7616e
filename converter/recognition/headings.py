"""Finds the header rows of a table (one to five, merged or blank-filled) and the path above each column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from converter.reading.model import MergedArea
from converter.recognition.grid import Cells, Grid, is_number
from converter.recognition.header_paths import header_paths
from converter.recognition.heading_rows import CODE_TEXT, codes_across, numbers_columns
from converter.recognition.headwords import HeadWord
from converter.recognition.knowledge import Knowledge
from converter.recognition.lines import Lines
from converter.recognition.mapping import Meaning
from converter.recognition.words import bare_forms, normal, numbering

_MOST_ROWS = 5
_LONGEST_HEAD = 60
_LOOKED_AT_BELOW = 60
_COLON = re.compile("[:：]")
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d(?:年度?)?")


_ENTRIES = (
    Meaning.ITEM,
    Meaning.PROJECT,
    Meaning.PROJECT_NAME,
    Meaning.TEXT,
    Meaning.UNIT,
    Meaning.UNIT_NAME,
)


@dataclass(slots=True, eq=False, repr=False)
class Heading:
    """The header of a table: rows, path of texts by column, its first row for finding repetitions.

    ``value_columns`` are those that may hold amounts; ``label_columns`` name something by their header,
    ``entry_columns`` hold free entries (项目, 收入项目, 单位名称) in which headings may stand, too.
    ``told`` are rows of the header that say something of each column of amounts (功能科目 | 2081104… | 2081107…):
    the pack's group of labels and the text by column. ``rival_rows`` are rows that could each be the whole header, with different words.
    """

    rows: list[int]
    paths: dict[int, tuple[str, ...]]
    first_line: list[tuple[int, str]]
    value_columns: tuple[int, ...]
    label_columns: frozenset[int]
    entry_columns: frozenset[int]
    rival_rows: tuple[int, ...] = ()
    told: tuple[tuple[str, dict[int, str]], ...] = ()


class Headings:
    """Recognises headers in a grid."""

    def __init__(self, grid: Grid, knowledge: Knowledge, lines: Lines) -> None:
        self._grid = grid
        self._heads = knowledge.heads
        self._vocabulary = knowledge.vocabulary
        self._knowledge = knowledge
        self._lines = lines
        self._known: dict[tuple[int, bool], bool] = {}

    def at(self, row: int, above: list[int], within: Heading | None = None) -> Heading | None:
        """Return the heading that begins at ``row`` (or in the lines directly above it), else None.

        ``within`` is the heading of the table being read: a new one must then be plainer to see.
        """
        key = (row, within is not None)
        if key not in self._known:
            self._known[key] = self._starts(row, strict=within is not None)
        if not self._known[key]:
            return None
        rows = self._extend_up(row, above)
        rows = self._extend_down(rows)
        return self._heading(rows)

    def same(self, one: Heading, other: Heading) -> bool:
        """Return whether two headings name every column alike (功能科目 and 支出功能分类 are alike)."""
        for column, path in one.paths.items():
            first, second = self._heads.of(path[-1]), self._heads.of(other.paths[column][-1])
            if first.structural and second.structural and _names(first) != _names(second):
                return False
        return True

    def speaks_of_money(self, text: str) -> bool:
        """Return whether a section heading names a source of funds or a kind of spending."""
        for form in bare_forms(normal(text)):
            word = self._heads.of(form)
            if word.source or word.kind or word.economic or word.function or word.item:
                return True
        return False

    def _words(self, cells: Cells) -> list[tuple[int, HeadWord]] | None:
        """Return the head words of a row of texts; None when the row cannot be a header."""
        words: list[tuple[int, HeadWord]] = []
        codes = codes_across(cells, self._heads)
        for column, value in cells:
            if column in codes:
                words.append((column, self._heads.of(str(value).strip())))
            elif isinstance(value, str):
                text = value.strip()
                if len(text) > _LONGEST_HEAD:
                    return None
                if is_number(text) and not _is_year(text):
                    return None
                words.append((column, self._heads.of(text)))
            elif isinstance(value, int | Decimal) and not isinstance(value, bool) and _is_year(str(value)):
                words.append((column, self._heads.of(f"{int(value)}年")))
            else:
                return None
        return words

    def _starts(self, row: int, *, strict: bool) -> bool:
        cells = self._grid.cells(row)
        if len(cells) < 2:
            return False
        words = self._words(cells)
        if words is None:
            return False
        texts = [normal(str(value)) for _, value in cells]
        if any(isinstance(v, str) and _COLON.search(v, 1) and self._lines.has_label(v) for _, v in cells):
            return False
        known = sum(
            w.known or self._lines.names_unit(str(v)) for (_, w), (_, v) in zip(words, cells, strict=True)
        )
        structural = sum(w.structural for _, w in words)
        vague = sum(w.vague for _, w in words)
        plain = [w for _, w in words if not w.vague]
        plain_amounts = sum(w.amount or w.total or w.phase != "" or w.year is not None for w in plain)
        amounts = sum(w.says_amount for w in plain)
        sparse = known * 2 < len(words) and structural < 3
        if known < 2 or (sparse and (strict or structural < 2 or not self._heads_numbers(row, words))):
            return False
        if (numbering(texts[0]) or texts[0].startswith("其中")) and structural < 2:
            return False
        whole = amounts >= 2 and known == len(words)
        if self._vocabulary.is_total_word(texts[0]) and structural == 0 and (strict or not whole):
            return False
        if self._is_form_line(row, cells, words):
            return False
        if strict:
            return structural >= 2 or (structural + vague >= 1 and plain_amounts >= 1)
        if structural >= 1 or (vague >= 1 and amounts >= 1) or vague >= 2:
            return True
        items = len(words) >= 3 and any(w.item for _, w in words)
        return whole and (items or self._numbers_below(row, [c for c, _ in words]))

    def _heads_numbers(self, row: int, words: list[tuple[int, HeadWord]]) -> bool:
        """Return whether all unknown texts of a row stand over numbers, as names of projects do."""
        below = range(row + 1, min(row + _LOOKED_AT_BELOW, self._grid.height))
        return all(
            any(self._grid.has_number(r, (column,)) for r in below)
            for column, word in words
            if not word.known
        )

    def _numbers_below(self, row: int, columns: list[int]) -> bool:
        below = range(row + 1, min(row + 5, self._grid.height))
        return any(self._grid.has_number(r, columns) for r in below)

    def _is_form_line(self, row: int, cells: Cells, words: list[tuple[int, HeadWord]]) -> bool:
        """Return whether a row is label, value, label, value of a form, not a header."""
        if any((w.amount or w.total) and not w.unit_only for _, w in words):
            return False
        alternating = len(words) % 2 == 0 and all(
            (w.structural or self._lines.is_label(str(cells[i][1]))) == (i % 2 == 0)
            and (
                i % 2 == 0
                or not w.says_amount
                or w.unit_only
                or _YEAR_ALONE.fullmatch(w.text)
                or self._lines.takes(str(cells[i - 1][1]), str(cells[i][1]))
            )
            for i, (_, w) in enumerate(words)
        )
        if alternating:
            return True
        if not all(self._lines.is_label(str(value)) for _, value in cells):
            return False
        below = next(
            (r for r in range(row + 1, min(row + 4, self._grid.height)) if self._grid.cells(r)), None
        )
        if below is None:
            return True
        column, value = self._grid.cells(below)[0]
        return column == cells[0][0] and isinstance(value, str) and self._lines.is_label(value)

    def _extend_up(self, row: int, above: list[int]) -> list[int]:
        rows = [row]
        left = self._grid.cells(row)[0][0]
        while rows[0] - 1 in above and len(rows) < _MOST_ROWS - 1:
            candidate = rows[0] - 1
            cells = self._grid.cells(candidate)
            words = self._words(cells)
            if words is None or not all(w.known for _, w in words) or self._lines.read(candidate).labels:
                break
            if any(numbering(normal(str(value))) for _, value in cells):
                break
            if not any(w.says_amount or w.structural or w.vague for _, w in words):
                break
            if len(cells) == 1 and not self._spans_part(candidate, cells[0][0], left):
                break
            if self._lines.read(candidate).money and len(cells) <= 2:
                break
            rows.insert(0, candidate)
        return rows

    def _spans_part(self, row: int, column: int, left: int) -> bool:
        """Return whether a single head cell stands over a part of the columns, so that it is no title."""
        area = next((a for a in self._grid.merged_in(row, row) if a.left == column), None)
        if area is not None:
            return area.left > left
        return column > left

    def _extend_down(self, rows: list[int]) -> list[int]:
        while len(rows) < _MOST_ROWS and rows[-1] + 1 < self._grid.height:
            following = rows[-1] + 1
            cells = self._grid.cells(following)
            if self._merged_into(rows, following):
                rows = [*rows, following]
            elif not cells:
                break
            elif numbers_columns(cells):
                return [*rows, following]
            elif self._tells_columns(rows, cells) or self._continues(rows, cells):
                rows = [*rows, following]
            else:
                break
        return rows

    def _merged_into(self, rows: list[int], following: int) -> bool:
        """Return whether a head cell is merged down into the row below."""
        return any(
            area.bottom >= following and self._grid.text(area.top, area.left)
            for area in self._grid.merged_in(rows[0], rows[-1])
        )

    def _continues(self, rows: list[int], cells: Cells) -> bool:
        """Return whether the row below the header rows carries on the header, without merged cells to tell."""
        codes = all(CODE_TEXT.match(normal(str(v))) for _, v in cells)
        if codes and len(cells) >= 2:
            return self._stands_under_amounts(rows, cells)
        if self._codes_below_names(rows, cells):
            return True
        words = self._words(cells)
        if words is None:
            return False
        unknown = sum(not w.known for _, w in words)
        if unknown and (len(words) < 4 or unknown * 4 > len(words)):
            return False
        if any(numbering(normal(str(value))) for _, value in cells):
            return False
        parents = self._parents(rows)
        first = min(parents) if parents else 0
        filled = 0
        under_amounts = 0
        for index, (column, word) in enumerate(words):
            text = parents.get(column, "")
            if index == 0 and column == first and self._vocabulary.is_total_word(word.text):
                return False
            if not text:
                if not any(c < column for c in parents):
                    return False
                filled += 1
                continue
            parent = self._heads.of(text)
            neighbour = column + 1
            spans = neighbour not in parents and any(c == neighbour for c, _ in cells)
            if spans:
                filled += 1
            elif parent.structural and not (word.aspect and not word.subject):
                return False
            elif parent.says_amount and (word.amount or word.total or word.phase or word.kind or word.source):
                under_amounts += 1
        if filled:
            return True
        return under_amounts == len(words) and under_amounts > 0

    def _tells_columns(self, rows: list[int], cells: Cells) -> str:
        """Return the group of labels (function, source …) whose value a row gives for each column of amounts:
        the label stands below the head of the rows, the values below heads of amounts; "" if it is none."""
        first = cells[0][1]
        if not isinstance(first, str) or len(cells) < 2:
            return ""
        key = self._lines.label_key(first)
        if key not in ("function", "economic", "source", "kind"):
            return ""
        parents = self._parents(rows)
        above = self._heads.of(parents.get(cells[0][0], ""))
        if not above.structural or any(c not in parents for c, _ in cells):
            return ""
        heads = [self._heads.of(parents[c]) for c, _ in cells[1:]]
        if any(head.structural and not head.says_amount for head in heads):
            return ""
        return key if all(self._lines.takes(first, str(value)) for _, value in cells[1:]) else ""

    def _codes_below_names(self, rows: list[int], cells: Cells) -> bool:
        """Return whether a row carries on a header with codes under its amounts and words under its labels
        (功能科目 | 合计 | 基本工资 | 津贴补贴 above 编码 | 名称 | | 30101 | 30102)."""
        codes = [(c, v) for c, v in cells if CODE_TEXT.match(normal(str(v)))]
        others = [(c, v) for c, v in cells if (c, v) not in codes]
        if len(codes) < 2 or not others or not all(isinstance(v, str) for _, v in others):
            return False
        words = self._words(others)
        aspects = words is not None and all(word.aspect and not word.subject for _, word in words)
        return aspects and self._stands_under_amounts(rows, codes)

    def _stands_under_amounts(self, rows: list[int], cells: Cells) -> bool:
        parents = self._parents(rows)
        return all(
            not parents.get(c)
            or self._heads.of(parents[c]).says_amount
            or not self._heads.of(parents[c]).known
            for c, _ in cells
        )

    def _parents(self, rows: list[int]) -> dict[int, str]:
        """Return the lowest header text of each column so far, where the column has one of its own."""
        parents: dict[int, str] = {}
        for row in rows:
            for column, value in self._grid.cells(row):
                parents[column] = str(value).strip()
        return parents

    def _heading(self, rows: list[int]) -> Heading:
        naming = [row for row in rows if not (row != rows[0] and numbers_columns(self._grid.cells(row)))]
        told = {
            row: key
            for at, row in enumerate(rows)
            if at and (key := self._tells_columns(rows[:at], self._grid.cells(row)))
        }
        naming = [row for row in naming if row not in told]
        areas = self._grid.merged_in(rows[0], rows[-1])
        paths = header_paths(self._grid, naming, areas)
        values, labels, entries = [], set(), set()
        for column, path in paths.items():
            word = self._heads.of(path[-1]) if path else HeadWord("")
            if word.structural and not word.says_amount:
                labels.add(column)
            if not self._surely_label(word):
                values.append(column)
            if word.vague or word.subject in ("project", "unit") or word.meaning in _ENTRIES:
                entries.add(column)
        first = [(c, normal(str(v))) for c, v in self._grid.cells(rows[0])]
        return Heading(
            rows,
            paths,
            first,
            tuple(values),
            frozenset(labels),
            frozenset(entries),
            self._rivals(naming, areas),
            tuple(
                (key, {c: str(v).strip() for c, v in self._grid.cells(row)[1:]}) for row, key in told.items()
            ),
        )

    @staticmethod
    def _surely_label(word: HeadWord) -> bool:
        """Return whether a column cannot hold amounts: codes, names, flags, sequence, years."""
        if word.subject or word.aspect:
            return True
        return word.meaning is not None and word.meaning.value not in (
            "amount", "amount_other", "amount_memo", "amount_last_year", "count", "fund", "origin", "item",
        )  # fmt: skip

    def _rivals(self, rows: list[int], areas: list[MergedArea]) -> tuple[int, ...]:
        """Return header rows that each name every column by itself, with meanings that differ."""
        if len(rows) < 2 or any(area.bottom > area.top or area.right > area.left for area in areas):
            return ()
        full: list[tuple[int, dict[int, HeadWord]]] = []
        for row in rows:
            words = self._words(self._grid.cells(row)) or []
            if sum(w.structural for _, w in words) >= 2:
                full.append((row, dict(words)))
        for (one, first), (other, second) in pairwise(full):
            if set(first) != set(second):
                continue
            differing = [
                c
                for c in first
                if first[c].structural and second[c].structural and _names(first[c]) != _names(second[c])
            ]
            if differing:
                return (one, other)
        return ()


def _names(word: HeadWord) -> tuple[str, str, str]:
    return (word.meaning.value if word.meaning else "", word.subject, word.aspect)


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d(?:\.0+)?", text))
