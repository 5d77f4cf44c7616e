"""Finds the disclosure tables in a stream, whatever their order and layout, and reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from converter.disclosure.finished.bodies import BodyReader
from converter.disclosure.finished.headers import DEEPEST, HeaderMatch, match_header
from converter.disclosure.finished.stream import Stream, StreamRow
from converter.disclosure.finished.vocabulary import Words, normal
from converter.disclosure.model import Table
from converter.disclosure.specification import Tables, TableSpec
from converter.findings import Finding, Place, warning
from converter.money import FEN_PER_WAN, FEN_PER_YUAN
from converter.packs.classification import CodeList

_NEAR = 14  # rows between a table's title and its header at most
_DECORATION = re.compile(r"^(?:\d{4}年(?:度)?)?")


@dataclass(slots=True)
class Located:
    """The tables found, the rows that were not used by any, and what was noticed on the way."""

    tables: dict[str, Table] = field(default_factory=dict)
    rest: list[StreamRow] = field(default_factory=list)
    table_at: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    units: list[tuple[str, str, Place]] = field(default_factory=list)
    wordings: list[str] = field(default_factory=list)
    unread: dict[str, Place] = field(default_factory=dict)  # tables whose columns could not be told
    named: set[str] = field(default_factory=set)  # tables told by title or number, not by header alone


@dataclass(slots=True)
class _Heading:
    """What stood above a table: its title, number, unit and money lines, and the rows they are in."""

    spec: TableSpec | None = None
    title: str = ""
    number: int | None = None
    unit_line: str = ""
    money_line: str = ""
    money: str = ""
    rows: list[StreamRow] = field(default_factory=list)
    at: int = 0


class Locator:
    """Walks a stream once; ``located`` is the result."""

    def __init__(self, stream: Stream, tables: Tables, words: Words, codes: dict[str, CodeList]) -> None:
        self.stream = stream
        self.tables = tables
        self.words = words
        self.codes = codes
        self.located = Located()
        self._titles = self._title_index()
        self._header_words = self._known_header_words()
        self._heading = _Heading()
        self._order = {id(row): index for index, row in enumerate(stream.rows)}

    def _title_index(self) -> dict[str, tuple[TableSpec, str]]:
        index: dict[str, tuple[TableSpec, str]] = {}
        for spec in self.tables.tables:
            for wording in self.words.data.wordings:
                title = spec.title.replace("{wording}", wording)
                for blank in ("{year}", "{unit}"):
                    title = title.replace(blank, "")
                index.setdefault(normal(title), (spec, wording if "{wording}" in spec.title else ""))
        return index

    def _known_header_words(self) -> set[str]:
        """Return everything that a header cell may say, to pass over other rows quickly."""
        known: set[str] = set()
        for spec in self.tables.tables:
            for column in spec.columns:
                for label in (column.label, column.name, *column.heads):
                    known.update(self.words.ways_to_write(label))
        return known

    def locate(self) -> Located:
        """Find and read all tables."""
        rows = self.stream.rows
        position = 0
        while position < len(rows):
            row = rows[position]
            if self._heading.rows and position - self._heading.at > _NEAR:
                self._drop_heading()
            if self._is_heading(row, position):
                position += 1
                continue
            match = self._header_at(position)
            if match is None:
                if row.grid >= 0 and self._heading.rows and not row.plain:
                    self._heading.rows.append(row)
                else:
                    self.located.rest.append(row)
                position += 1
                continue
            position = self._read_table(position, match)
        self._drop_heading()
        return self.located

    def _drop_heading(self) -> None:
        """Give rows back to the text that looked like a table's heading but had no table below."""
        self.located.rest.extend(self._heading.rows)
        self.located.rest.sort(key=lambda row: self._order[id(row)])
        self._heading = _Heading()

    def title_of(self, text: str) -> tuple[TableSpec, str] | None:
        """Return the table whose title a line is, with the wording used; a year or unit may precede it."""
        plain = normal(text)
        plain = self.words.sheet_number.sub("", plain).lstrip("-—:_. ")
        found = self._titles.get(plain) or self._titles.get(_DECORATION.sub("", plain))
        if found is None and len(plain) < 60:
            for title, entry in self._titles.items():
                if plain.endswith(title) and not re.search(r"[,，。;；、]", plain) and len(title) > 8:
                    before = plain[: -len(title)]
                    longer = any(plain.endswith(other) and len(other) > len(title) for other in self._titles)
                    if not longer and (
                        before.endswith(("年", "年度", "局", "办", "校", "院", "委", "部门", "单位"))
                    ):
                        return entry
        return found

    def _is_heading(self, row: StreamRow, position: int) -> bool:
        """Take a row as part of the heading of the table to come, when it is."""
        filled = row.filled
        if not filled or len(filled) > 3:
            return False
        text = filled[0].plain if len(filled) == 1 else row.plain
        titled = self.title_of(text)
        number = self.words.table_number(text)
        if titled is not None:
            spec, wording = titled
            if self._heading.spec not in (None, spec) or (
                self._heading.title and position > self._heading.at + 6
            ):
                self._drop_heading()
            self._heading.spec, self._heading.title = spec, text
            if wording:
                self.located.wordings.append(wording)
        elif number is not None:
            self._drop_heading()
            self._heading.number = number
        elif self._heading.rows or self._heading.spec:
            unit = next((u for u in map(self.words.unit_in, (c.text for c in filled)) if u), None)
            unit = unit or self.words.unit_in(row.plain)
            money = self.words.money_in(row.plain)
            if not unit and not money and not self.words.is_continuation(text):
                return False
            if unit:
                self._heading.unit_line = unit
                cell = next((c for c in filled if self.words.unit_in(c.text)), filled[0])
                self.located.units.append((unit, "", cell.place))
            if money:
                self._heading.money, self._heading.money_line = money, row.plain
        elif len(filled) <= 2 and row.grid >= 0 and self.words.money_in(row.plain):
            self._heading.money = self.words.money_in(row.plain) or ""
            self._heading.money_line = row.plain
            unit = self.words.unit_in(filled[0].text)
            if unit:
                self._heading.unit_line = unit
                self.located.units.append((unit, "", filled[0].place))
        else:
            return False
        self._heading.rows.append(row)
        self._heading.at = position
        return True

    def _header_at(self, position: int) -> HeaderMatch | None:
        """Return the table whose header begins at a row; the heading above decides between equals."""
        rows = self.stream.rows
        first = rows[position]
        if first.grid < 0 or sum(normal(cell.text) in self._header_words for cell in first.filled) < 2:
            return None
        window = [row for row in rows[position : position + DEEPEST] if row.grid == first.grid]
        heading = self._heading
        specs = list(self.tables.tables)
        if heading.spec is not None:
            specs = [heading.spec]
        elif heading.number is not None and 1 <= heading.number <= len(specs):
            specs = [specs[heading.number - 1]]
        matches = [match for spec in specs if (match := match_header(window, spec, self.words))]
        if matches and len(specs) == 1:
            return matches[0]
        if not matches and len(specs) == 1 and heading.spec is not None:
            # The title may be another table's, left in by mistake: then the header decides.
            others = [spec for spec in self.tables.tables if spec is not heading.spec]
            matches = [match for spec in others if (match := match_header(window, spec, self.words))]
        if not matches:
            return None
        # Without a title only a header that no other table shares may decide.
        unread = [match for match in matches if match.spec.id not in self.located.tables]
        perfect = [match for match in unread if match.score >= 0.99 and self._heads_fit(match, window)]
        return perfect[0] if len(perfect) == 1 else None

    def _heads_fit(self, match: HeaderMatch, window: list[StreamRow]) -> bool:
        printed = {normal(cell.text) for row in window[: match.depth] for cell in row.cells}
        heads = {normal(h) for c in match.spec.columns for h in c.heads}
        return heads <= printed

    def _read_table(self, position: int, match: HeaderMatch) -> int:
        """Read the table whose header begins at ``position``; return the position after it."""
        spec, heading = match.spec, self._heading
        rows = self.stream.rows
        table = Table(
            id=spec.id,
            title=heading.title or spec.title,
            columns=[[column.name for column in section.amounts] for section in spec.sections],
            unit_line=heading.unit_line,
            money_line=heading.money_line,
            place=replace((heading.rows[0] if heading.rows else rows[position]).place, table=spec.id),
            number=heading.number or self._number_in(heading.title),
        )
        self.located.units = [
            (unit, table_id or spec.id, place) for unit, table_id, place in self.located.units
        ]
        if heading.spec is not None or heading.number is not None:
            self.located.named.add(spec.id)
        money = heading.money or spec.money
        factor = Decimal(FEN_PER_WAN if money == "万元" else FEN_PER_YUAN) / FEN_PER_WAN
        reader = BodyReader(match, table, self.words, self.codes, factor)
        header_texts = [rows[position + offset].plain for offset in range(match.depth)]
        width = max(_width(rows[position + offset]) for offset in range(match.depth))
        self._heading = _Heading()
        end = self._read_body(position + match.depth, reader, header_texts, width, rows[position].grid)
        self.located.findings += reader.findings
        known = self.located.tables.get(spec.id)
        if known is not None and all(self._is_whole(one) for one in (known, table)):
            self.located.findings.append(self._printed_twice(known, table))
        if known is None or len(known.rows) < len(table.rows):
            self.located.tables[spec.id] = table
        self.located.table_at.setdefault(len(self.located.rest), spec.id)
        return end

    def _number_in(self, title: str) -> int | None:
        found = self.words.sheet_number.match(normal(title))
        return int(found[1]) if found is not None and found[1].isdigit() else None

    def _is_whole(self, table: Table) -> bool:
        """Whether a table has its row of the total, and is no part of one that goes on."""
        totals = {section.total.name for section in self._spec(table).sections if section.total is not None}
        return any(row.key in totals for row in table.rows)

    def _spec(self, table: Table) -> TableSpec:
        return next(spec for spec in self.tables.tables if spec.id == table.id)

    def _printed_twice(self, first: Table, second: Table) -> Finding:
        """Say that a table stands in the document twice: only one of the two is checked."""
        same = [(r.key, n, c.value) for r, n, c in first.figures() if c.value] == [
            (r.key, n, c.value) for r, n, c in second.figures() if c.value
        ]
        told = "数相同，请删去一张。" if same else "数不相同，可能留下了上年的或别处的表。请核对后删去一张。"
        kept = first if len(first.rows) >= len(second.rows) else second
        return warning(
            "R27",
            f"{first.id} 有两张，{told}这里检查的是{'前' if kept is first else '后'}一张。",
            *(table.place for table in (second, first) if table.place is not None),
        )

    def _read_body(
        self, position: int, reader: BodyReader, header_texts: list[str], width: int, grid: int
    ) -> int:
        """Read body rows until something else begins; return the position of what begins."""
        rows = self.stream.rows
        table = reader.table
        skipped: list[StreamRow] = []
        start = position
        while position < len(rows):
            row = rows[position]
            note = len(row.filled) <= 2 and self.words.is_note(row.plain)
            if row.grid >= 0 and row.grid != grid and not note:
                if not self._continues(row, width, position, table):
                    break
                grid = row.grid
            if not row.plain or row.plain in header_texts:
                position += 1
                continue
            text = row.plain
            if note:
                table.note = table.note + ("\n" if table.note else "") + text
                table.note_place = table.note_place or replace(row.place, table=table.id)
                position, start = position + 1, position + 1
                skipped.clear()
                continue
            if len(row.filled) == 1 and self.words.is_page_number(text) and not self._is_code_row(row):
                table.leftovers.append((text, row.place))
                position += 1
                continue
            titled = self.title_of(text) if len(row.filled) <= 2 else None
            if titled is not None and titled[0].id != table.id:
                break
            number = self.words.table_number(text) if len(row.filled) == 1 else None
            if number is not None and number != self._number_of(table):
                break
            if self._same_heading(row, titled, table):
                skipped.append(row)
                position += 1
                continue
            if row.grid < 0:
                break
            if not reader.read(row):
                if len(row.filled) >= 2 and self._header_at(position) is not None:
                    break
                if len(row.filled) > 2 or table.rows:
                    table.leftovers.append((row.text, row.place))
            position, start = position + 1, position + 1
            skipped.clear()
        return start if skipped else position

    def _is_code_row(self, row: StreamRow) -> bool:
        return row.grid >= 0 and row.plain.isdigit()

    def _same_heading(self, row: StreamRow, titled: object, table: Table) -> bool:
        """Whether a row only repeats the heading of the table that goes on (续表, 表2, 单位：万元)."""
        if titled is not None or self.words.is_continuation(row.plain):
            return True
        number = self.words.table_number(row.plain)
        if number is not None:
            return number == self._number_of(table)
        return len(row.filled) <= 2 and bool(
            self.words.unit_in(row.plain) or (self.words.money_in(row.plain) and len(row.plain) < 12)
        )

    def _number_of(self, table: Table) -> int:
        """Return the place of a table in the form, counted from 1; 0 when it is none of it."""
        return next((i for i, s in enumerate(self.tables.tables, 1) if s.id == table.id), 0)

    def _continues(self, row: StreamRow, width: int, position: int, table: Table) -> bool:
        """Whether a new grid is the rest of the same table on the next page."""
        if _width(row) != width or (table.rows and table.rows[-1].key in ("合计", "支出总计")):
            return False
        match = self._header_at(position)
        return match is None or match.spec.id == table.id


def _width(row: StreamRow) -> int:
    """Return how many grid columns a row covers."""
    return max((cell.column + cell.columns for cell in row.cells), default=0)
