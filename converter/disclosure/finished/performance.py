"""Reads 项目支出绩效目标表 out of a stream."""

from __future__ import annotations

import re
from decimal import Decimal

from converter.disclosure.finished.stream import StreamCell, StreamRow
from converter.disclosure.finished.vocabulary import PerformanceWords, normal
from converter.narrative.model import Indicator, PerformanceTable
from converter.reading.numbers import NOT_AN_AMOUNT, parse_amount

_FIELDS = ("first", "second", "third", "target", "basis", "last_year", "weight", "scoring", "evidence")
_LINE_BREAK = re.compile(r"\s*\n\s*")
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


class PerformanceReader:
    """Takes rows out of a stream as long as they belong to performance tables."""

    def __init__(self, words: PerformanceWords) -> None:
        self.words = words
        self.header = [normal(text) for text in words.header]
        self.synonyms = {
            normal(other): normal(label) for label, others in words.synonyms.items() for other in others
        }

    def split(self, rows: list[StreamRow]) -> tuple[list[PerformanceTable], list[StreamRow]]:
        """Return the performance tables and the rows that belong to none."""
        tables: list[PerformanceTable] = []
        rest: list[StreamRow] = []
        open_table: PerformanceTable | None = None
        columns: dict[int, int] = {}
        groups = ["", ""]
        waiting: list[tuple[StreamRow, dict[str, StreamCell | str]]] = []
        for row in rows:
            found = self._header_columns(row) if row.grid >= 0 else {}
            labelled = self._head_fields(row) if row.grid >= 0 and not found else {}
            inside = open_table is not None and open_table.project and not open_table.indicators
            if set(labelled) == {"unit"} and not inside:
                # 预算单位 alone may stand on a cover; what follows decides whether a table begins here.
                rest += [earlier for earlier, _ in waiting]
                waiting = [(row, labelled)]
                continue
            if not found and not labelled and row.plain:
                rest += [earlier for earlier, _ in waiting]
                waiting = []
            if row.grid < 0:
                if row.plain and not self._continues(row.plain):
                    open_table, columns = None, {}
                rest.append(row)
            elif found or labelled:
                begins = bool(waiting) or "project" in labelled
                if open_table is None or (begins and (open_table.indicators or open_table.project)):
                    open_table = PerformanceTable(place=(waiting[0][0] if waiting else row).place)
                    tables.append(open_table)
                    columns = {}
                for _, fields in waiting:
                    self._fill(open_table, fields)
                waiting = []
                if found:
                    columns, groups = found, ["", ""]
                else:
                    self._fill(open_table, labelled)
            elif open_table is not None and columns:
                self._indicator(open_table, row, columns, groups)
            elif open_table is not None and self._below_goal(open_table, row):
                open_table.goal = open_table.raw["goal"] = _LINE_BREAK.sub("", row.filled[0].text.strip())
            elif not self._title(row):
                rest.append(row)
        return tables, rest + [row for row, _ in waiting]

    def _below_goal(self, table: PerformanceTable, row: StreamRow) -> bool:
        """Whether a row is the goal that stands below its label (总体目标 | 年度目标, then the text)."""
        return table.raw.get("goal", "-") == "" and len(row.filled) == 1 and not self._title(row)

    def field_of(self, heading: str) -> int | None:
        """Return which column of the nine (from 0) a heading names, None for none."""
        text = normal(heading)
        text = self.synonyms.get(text, text)
        return self.header.index(text) if text in self.header else None

    def _continues(self, text: str) -> bool:
        return len(text) < 8 and not text.endswith("。")

    def _title(self, row: StreamRow) -> bool:
        return len(row.filled) == 1 and any(normal(title) in row.plain for title in self.words.title)

    def _header_columns(self, row: StreamRow) -> dict[int, int]:
        """Return grid column → index of the indicator field when the row is the header."""
        found: dict[int, int] = {}
        for cell in row.cells:
            text = normal(cell.text)
            text = self.synonyms.get(text, text)
            if text in self.header and self.header.index(text) not in found.values():
                found[cell.column] = self.header.index(text)
        return found if len(found) >= 4 else {}

    def _head_fields(self, row: StreamRow) -> dict[str, StreamCell | str]:
        """Return field → the value cell (or text) of a head row such as 项目名称 | … | 项目负责人 | …."""
        fields: dict[str, StreamCell | str] = {}
        cells = [cell for cell in row.cells if cell.text.strip() or fields]
        index = 0
        while index < len(cells):
            text = normal(cells[index].text)
            name, rest = self._field(text)
            if name:
                following = cells[index + 1] if index + 1 < len(cells) else None
                if rest:
                    fields[name] = rest
                elif following is not None and not self._field(normal(following.text))[0]:
                    fields[name] = following
                    index += 1
                else:
                    fields[name] = ""
            index += 1
        return fields

    def _field(self, text: str) -> tuple[str, str]:
        """Return the field that a label names and what follows it in the same cell."""
        for name in ("project", "leader", "total", "fiscal", "other", "goal", "unit"):
            for label in sorted(map(normal, getattr(self.words, name)), key=len, reverse=True):
                if text in (label, f"{label}:"):
                    return name, ""
                if text.startswith(f"{label}:"):
                    return name, text[len(label) + 1 :]
        return "", ""

    def _fill(self, table: PerformanceTable, fields: dict[str, StreamCell | str]) -> None:
        for name, value in fields.items():
            text = value if isinstance(value, str) else _LINE_BREAK.sub("", value.text.strip())
            table.raw[name] = text
            if name in ("total", "fiscal", "other"):
                number = _NUMBER.search(text)
                amount = parse_amount(number.group(0)) if number else None
                if amount is not None and amount is not NOT_AN_AMOUNT:
                    setattr(table, name, Decimal(str(amount)))
            else:
                setattr(table, name, text)

    def _indicator(
        self, table: PerformanceTable, row: StreamRow, columns: dict[int, int], groups: list[str]
    ) -> None:
        values = [""] * len(_FIELDS)
        starts = sorted(columns)
        for cell in row.cells:
            # Rows of one table may be ruled differently: a cell belongs to the header it stands under.
            above = [start for start in starts if start < cell.column + cell.columns]
            field = columns[above[-1] if cell.columns == 1 else _under(starts, cell)] if above else None
            if field is not None and not values[field]:
                values[field] = cell.plain
        for index in (0, 1):
            if values[index]:
                if values[index] != groups[index] and index == 0:
                    groups[1] = ""
                groups[index] = values[index]
            elif any(values[2:]) or index == 0:
                values[index] = groups[index]
        if any(values[1:]):
            fields = dict(zip(_FIELDS, values, strict=True))
            table.indicators.append(Indicator(**fields, place=row.place))


def _under(starts: list[int], cell: StreamCell) -> int:
    """Return the header column that a wide cell stands under: the first it covers, else the one before."""
    covered = [start for start in starts if cell.column <= start < cell.column + cell.columns]
    return covered[0] if covered else max(start for start in starts if start <= cell.column)
