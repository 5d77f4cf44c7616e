"""What the words of an incomplete row say: a code in another column, a name alone, the head of a section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.ledger.codes import Axis
from converter.ledger.trouble import Trouble
from converter.reading.model import CellValue
from converter.recognition.mapping import Meaning

if TYPE_CHECKING:
    from converter.ledger.row_table import RowTable
    from converter.ledger.rows import BlockReading

CODED: tuple[Axis, Axis] = ("function", "economic")
# A dimension that a row fills with something that cannot be read.
UNKNOWN = "?"


@dataclass(slots=True)
class Above:
    """What the rows above said; ``section`` values hold until a grand total."""

    unit: int = 0
    year: int = 0
    function: str = ""
    economic: str = ""
    project: str = ""
    project_code: str = ""
    kind: str = ""
    source: str = ""
    section_kind: str = ""
    section_source: str = ""


class RowNames:
    """Reads the words of rows of one block."""

    def __init__(self, reading: BlockReading, table: RowTable) -> None:
        self.reading = reading
        self.table = table
        self.finder = reading.reader.finder
        self.words = reading.reader.setting.words
        self.above = Above()
        meanings = {column.meaning for column in reading.block.columns}
        self.shared_names = Meaning.FUNCTION_NAME in meanings and not meanings & {
            Meaning.ECONOMIC_NAME,
            Meaning.ECONOMIC,
        }

    def speak(self, index: int, own: dict[str, str], above: Above) -> None:
        """Add what the cells of codes and names say where they hold no plain code of their own axis."""
        self.above = above
        for axis in CODED:
            if axis in own:
                continue
            for column, values in self.reading.spoken[axis]:
                if self._heard(index, axis, column, values[index], own):
                    break
        if "function" not in own and "economic" not in own:
            for column, values in self.reading.spoken["item"]:
                if self._heard(index, "function", column, values[index], own):
                    break

    def _heard(self, index: int, axis: Axis, column: int, value: CellValue, own: dict[str, str]) -> bool:
        """Read one cell; return whether it said something."""
        if value is None:
            return False
        said = self.reading.coded[axis].all_of(value)
        if said.code:
            own.setdefault(said.axis, said.code)
            if said.text:
                self.table.names.setdefault(said.axis[0].upper() + said.code, said.text)
            return True
        if not said.text:
            return False
        if axis == "function" and "economic" in own:
            return self._name_beside_economic(index, column, said.text, own)
        return self._name(index, axis, column, said.text, own)

    def _name_beside_economic(self, index: int, column: int, text: str, own: dict[str, str]) -> bool:
        """Read a name in a row that has its economic code: it may name that, or the function."""
        if self.finder.candidates("economic", text):
            return True
        found = self.finder.candidates("function", text)
        if self.above.function and self.above.function in found:
            return True
        code = self.finder.certain("function", text, self.above.function)
        # One column of names may serve both; its words for economic items need not be those of the list.
        if not code and not found and self.shared_names:
            return True
        own["function"] = code or UNKNOWN
        if not code:
            self._trouble(index, "function", column, text, found)
        return True

    def _name(self, index: int, axis: Axis, column: int, text: str, own: dict[str, str]) -> bool:
        """Read a name without a code: of this axis, of the other one, or the head of a section."""
        other: Axis = "economic" if axis == "function" else "function"
        for one in (axis, other):
            if one in own or (one == other and other in self.table.axes and axis == "economic"):
                continue
            code = self.finder.certain(one, text, getattr(self.above, one))
            mixed = other not in self.table.axes and one == axis
            if code and mixed and code == getattr(self.above, one) and self.finder.candidates(other, text):
                continue
            if code:
                own[one] = code
                return True
        found = self.finder.candidates(axis, text)
        if not found and self._section(text, own):
            return True
        own[axis] = UNKNOWN
        self._trouble(index, axis, column, text, found)
        return True

    def _section(self, text: str, own: dict[str, str]) -> bool:
        """Read a text as the head of a section (一、基本支出; 政府性基金预算)."""
        kind = self.words.kind_of(text)
        if kind and "kind" not in own:
            own["section"] = "kind:" + kind
            return True
        source = self.words.source_of(text)
        if source and "source" not in own:
            own["section"] = "source:" + source
            return True
        return False

    def _trouble(self, index: int, axis: str, column: int, text: str, found: tuple[str, ...]) -> None:
        fault = "unclear" if found else "unknown"
        self.table.troubles.setdefault(index, []).append(Trouble(axis, column, text, fault, found))
