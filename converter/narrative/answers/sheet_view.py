"""One sheet as a reader sees it: texts of cells, merged areas filled, the tables that recognition found."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from converter.disclosure.finished.sheet_stream import printed
from converter.money import wan_from_steps
from converter.narrative.answers.model import Answer
from converter.reading.model import Sheet
from converter.reading.numbers import NOT_AN_AMOUNT, parse_amount
from converter.reading.texts import clean_text
from converter.recognition.mapping import MONEY_UNITS, BlockMapping, ColumnMapping, SheetMapping

_FEN_PER_WAN = Decimal(MONEY_UNITS["万元"])


@dataclass(slots=True, eq=False)
class SheetView:
    """A sheet with its mapping. ``heads`` and ``bodies`` are the rows of tables: header and data. ``subjects``
    are what its labels may speak of."""

    sheet: Sheet
    mapping: SheetMapping
    heads: set[int] = field(default_factory=set)
    bodies: set[int] = field(default_factory=set)
    subjects: frozenset[str] = frozenset()
    _cells: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    _merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note which rows belong to tables, and where merged areas begin."""
        for block in self.mapping.blocks:
            self.heads.update(block.header_rows)
            self.bodies.update(range(block.first_row, block.last_row + 1))
        for area in self.sheet.merged:
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    if (row, column) != (area.top, area.left):
                        self._merged[row, column] = (area.top, area.left)

    @property
    def role(self) -> str:
        """The role of the sheet as a word."""
        return self.mapping.role.value

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell; cells inside of a merged area are blank."""
        return clean_text(printed(self.sheet.value(row, column)))

    def prose(self, row: int, column: int) -> str:
        """Return the text of a cell with its line breaks."""
        text = printed(self.sheet.value(row, column)).replace("\r\n", "\n").replace("\r", "\n")
        return "\n".join(line for piece in text.split("\n") if (line := clean_text(piece)))

    def filled(self, row: int, column: int) -> str:
        """Return the text of a cell, that of its merged area when it lies in one."""
        return self.text(*self._merged.get((row, column), (row, column)))

    def cells(self, row: int) -> list[tuple[int, str]]:
        """Return the columns of a row that hold text, with the text."""
        found = self._cells.get(row)
        if found is None:
            values = enumerate(self.sheet.rows[row])
            found = [(c, text) for c, value in values if value is not None and (text := self.text(row, c))]
            self._cells[row] = found
        return found

    def answer(self, row: int, column: int, text: str | None = None) -> Answer:
        """Return the content of a cell as an answer that knows where it stands."""
        ref = self.sheet.ref(row, column)
        shown = self.prose(row, column) if text is None else text
        return Answer(shown, f"工作表“{self.sheet.name}”{ref.cell}", ref.place(shown[:60]))

    def header(self, block: BlockMapping, column: int) -> list[str]:
        """Return the header texts above a column from the lowest to the highest."""
        found: list[str] = []
        for row in reversed(block.header_rows):
            text = self.filled(row, column)
            if text and text not in found:
                found.append(text)
        if not found:
            # A heading may span columns without being merged; recognition has filled it in.
            path = next((c.header for c in block.columns if c.column == column), "")
            found = [text for piece in reversed(path.split("/")) if (text := clean_text(piece))]
        return found

    def money(self, block: BlockMapping | None, column: ColumnMapping | None) -> str:
        """Return the unit of money that amounts are in; 万元 where nothing tells (these forms are in 万元)."""
        if block is not None and column is not None:
            return self.mapping.money_of(block, column) or "万元"
        return (block.money if block is not None else None) or self.mapping.money or "万元"

    def amount(self, row: int, column: int, money: str, text: str | None = None) -> Answer | None:
        """Return an amount in 万元 with two decimals; None when the cell is blank or holds none.

        ``text`` is the number alone where more stands in the cell (88万元).
        """
        value = parse_amount(self.sheet.value(row, column) if text is None else text, money)
        if value is None or value is NOT_AN_AMOUNT:
            return None
        exact = Decimal(str(value)) * MONEY_UNITS[money] / _FEN_PER_WAN
        steps = int((exact * 100).to_integral_value(rounding="ROUND_HALF_UP"))
        return self.answer(row, column, f"{wan_from_steps(steps):.2f}")

    def number(self, row: int, column: int) -> Answer | None:
        """Return a plain number; None when the cell is blank or holds none."""
        value = parse_amount(self.sheet.value(row, column))
        if value is None or value is NOT_AN_AMOUNT:
            return None
        return self.answer(row, column, f"{Decimal(str(value)):f}")
