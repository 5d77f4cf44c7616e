"""Goes through the rows that do not fill every column: groups, continued rows, totals, names alone.

A dimension is taken over from the rows above when the row fills one further to the right: then the row
continues the group; a row that fills only outer columns begins a group and forgets the inner ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.ledger.codes import Axis
from converter.ledger.totals_marked import TotalMark
from converter.ledger.words_in_rows import is_project_kind
from converter.reading.model import CellValue
from converter.recognition.mapping import Meaning

if TYPE_CHECKING:
    from converter.ledger.rows import BlockReading, RowTable

# A total word may also stand where nothing else is expected, if it is the whole cell.
_LOOSE = (Meaning.SEQUENCE, Meaning.IGNORED, Meaning.UNKNOWN, Meaning.NOTE, Meaning.GOVERNMENT_ECONOMIC)
_LOOSE_LENGTH = 8
_SHORT_PROJECT = 8
_UNKNOWN = "?"
_CODED: tuple[Axis, Axis] = ("function", "economic")


@dataclass(slots=True)
class _Above:
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


def fill_rows(reading: BlockReading, table: RowTable) -> None:
    """Complete ``table`` in place: dimensions, total marks, own dimensions and troubles of its rows."""
    _Filling(reading, table).run()


class _Filling:
    def __init__(self, reading: BlockReading, table: RowTable) -> None:
        self.reading = reading
        self.table = table
        self.finder = reading.reader.finder
        self.words = reading.reader.setting.words
        self.scope = reading.reader.totals.scope
        self.at = _places(table.axes)
        self.above = _Above()
        self.labels = self._label_columns()
        meanings = {column.meaning for column in reading.block.columns}
        self.shared_names = Meaning.FUNCTION_NAME in meanings and not meanings & {
            Meaning.ECONOMIC_NAME,
            Meaning.ECONOMIC,
        }
        self.among = tuple(reading.reader.setting.rules.among_words)
        self.finest = {
            axis: max((len(code) for code in set(getattr(table, axis))), default=0)
            for axis in ("function", "economic")
        }
        self.sections: list[tuple[int, str, str]] = []

    def _label_columns(self) -> list[tuple[int, bool]]:
        """Return the columns where a total word may stand, and whether it must be the whole cell."""
        from converter.ledger.rows import AXES

        strict = {meaning for meanings in AXES.values() for meaning in meanings}
        found = []
        for column in sorted(self.reading.block.columns, key=lambda c: c.column):
            if column.meaning in strict or column.meaning in _LOOSE:
                found.append((column.column, column.meaning in _LOOSE))
        return found

    def run(self) -> None:
        table = self.table
        incomplete = self._incomplete()
        previous = -1
        for index in incomplete:
            if index in table.unused:
                continue
            self._look_back(index, previous)
            previous = index
            self._row(index)
        self._spread_sections()

    def _incomplete(self) -> list[int]:
        """Return the rows that do not fill every column that a full row fills."""
        table = self.table
        full: list[list[int] | list[str]] = []
        for axis in ("unit", "function", "economic", "kind", "source"):
            if axis in table.axes:
                full.append(getattr(table, axis))
        if not {"function", "economic"} & set(table.axes):
            return list(range(len(table)))
        found = {index for index, row in enumerate(zip(*full, strict=True)) if not all(row)}
        if "project" in table.axes:
            endings = tuple(self.reading.reader.setting.rules.total_endings)
            totals = {
                project
                for project in set(table.project)
                if len(project) <= _SHORT_PROJECT and project.endswith(endings) and self.scope(project)
            }
            only = self.reading.only_projects()
            found.update(
                index
                for index, project in enumerate(table.project)
                if (not project and (only or is_project_kind(table.kind[index] or "-"))) or project in totals
            )
        return sorted(found)

    def _look_back(self, index: int, previous: int) -> None:
        """Take over what the row above said when it was a full one."""
        table, above = self.table, self.above
        last = index - 1
        while last >= 0 and last in table.unused:
            last -= 1
        if last < 0 or last == previous:
            return
        above.unit, above.year = table.unit[last], table.year[last]
        above.function, above.economic = table.function[last], table.economic[last]
        above.project, above.project_code = table.project[last], table.project_code[last]
        above.kind, above.source = table.kind[last], table.source[last]

    def _row(self, index: int) -> None:
        mark = self._total_mark(index)
        if mark is not None:
            self._total_row(index, mark)
            return
        if self._among(index):
            return
        own = self._own(index)
        if not own:
            self.table.own[index] = frozenset()
            return
        if set(own) == {"section"}:
            self._section_row(index, own["section"])
            return
        self._inherit(index, own)

    def _among(self, index: int) -> bool:
        """Drop a row that repeats a part of the row above it (其中：政府采购); return whether it is one.

        Not one that has a code, or says a kind or source: such rows part the money of the row above.
        """
        table = self.table
        if table.function[index] or table.economic[index]:
            return False
        row = self.reading.cells.rows[index]
        for column, loose in self.labels:
            value = row[column] if column < len(row) else None
            if loose or not isinstance(value, str):
                continue
            text = self.words.normal(value)
            if not text.startswith(self.among) or self.words.kind_of(text) or self.words.source_of(text):
                continue
            if any(self.finder.candidates(axis, text) for axis in _CODED):
                continue
            table.unused.add(index)
            table.dropped[index] = "“其中”项，已含在上一行的金额里"
            rules = self.reading.reader.setting.rules
            if index and any(word in text for word in rules.procurement_words):
                table.procurement[index - 1] = True
            return True
        return False

    def _total_mark(self, index: int) -> TotalMark | None:
        row = self.reading.cells.rows[index]
        for column, loose in self.labels:
            value = row[column] if column < len(row) else None
            if value is None:
                continue
            scope = self.scope(value)
            if scope and not (loose and len(str(value).strip()) > _LOOSE_LENGTH):
                return TotalMark(scope, column)
        return None

    def _total_row(self, index: int, mark: TotalMark) -> None:
        """Keep of a total row only what its codes and other cells say; a grand total ends sections."""
        table, above = self.table, self.above
        table.totals[index] = mark
        own = {axis for axis in ("function", "economic", "kind", "source") if getattr(table, axis)[index]}
        if self.scope(table.project[index]):
            table.project[index] = table.project_code[index] = ""
        if table.project[index]:
            own.add("project")
        if table.unit[index]:
            own.add("unit")
            row = self.reading.cells.rows[index]
            if any(self.scope(row[at]) for at in self._unit_columns() if at < len(row)):
                own.discard("unit")
                table.unit[index] = 0
        table.own[index] = frozenset(own)
        table.troubles.pop(index, None)
        if mark.scope == "grand":
            if above.section_kind or above.section_source:
                self.sections.append((index, "", ""))
            unit, year = above.unit, above.year
            self.above = _Above(unit=unit, year=year)

    def _unit_columns(self) -> set[int]:
        from converter.ledger.rows import AXES

        return {c.column for c in self.reading.block.columns if c.meaning in AXES["unit"]}

    def _own(self, index: int) -> dict[str, str]:
        """Return what a row's own cells say, by dimension ("?" where they cannot be read)."""
        table = self.table
        own: dict[str, str] = {}
        for axis in ("kind", "source", "project"):
            value = getattr(table, axis)[index]
            if value:
                own[axis] = value
        if not own.get("project") and table.project_code[index]:
            own["project"] = table.project[index]
        if table.unit[index]:
            own["unit"] = _UNKNOWN
        for trouble in table.troubles.get(index, ()):
            own.setdefault(trouble.dimension, _UNKNOWN)
        function, economic = table.function[index], table.economic[index]
        if function:
            own["function"] = function
        if economic:
            own["economic"] = economic
        if not function or not economic:
            self._speak(index, own)
        if "project" in own and not {"function", "economic", "kind"} & set(own):
            kind = self.words.kind_of_project_class(own["project"]) if own["project"] else None
            if kind:
                del own["project"]
                table.project[index] = ""
                own["section"] = "kind:" + kind
        return own

    def _speak(self, index: int, own: dict[str, str]) -> None:
        """Add what the cells of codes and names say where they hold no plain code of their own axis."""
        axes: tuple[Axis, Axis] = ("function", "economic")
        for axis in axes:
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
        own["function"] = code or _UNKNOWN
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
        own[axis] = _UNKNOWN
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
        from converter.ledger.rows import Trouble

        fault = "unclear" if found else "unknown"
        self.table.troubles.setdefault(index, []).append(Trouble(axis, column, text, fault, found))

    def _section_row(self, index: int, section: str) -> None:
        """Begin a section: the rows below belong to it until the next one or a grand total."""
        table, above = self.table, self.above
        axis, _, value = section.partition(":")
        self.above = _Above(unit=above.unit, year=above.year)
        if axis == "kind":
            self.above.section_kind = table.kind[index] = value
            self.above.section_source = above.section_source
            table.source[index] = table.source[index] or above.section_source
        else:
            self.above.section_source = table.source[index] = value
        table.own[index] = frozenset({axis})
        if not table.unit[index]:
            table.unit[index] = above.unit
        self.sections.append((index + 1, self.above.section_kind, self.above.section_source))

    def _inherit(self, index: int, own: dict[str, str]) -> None:
        table, above = self.table, self.above
        own.pop("section", None)
        deepest = max((self.at[axis] for axis in own if axis in self.at), default=-1.0)
        if not table.unit[index]:
            table.unit[index] = above.unit
        if not table.year[index]:
            table.year[index] = above.year
        unclear = {axis for axis, value in own.items() if value == _UNKNOWN}
        group = self._is_group(own)
        taken = {"kind": "", "source": ""}
        for axis in ("function", "economic", "kind", "source"):
            if axis in own:
                if own[axis] != _UNKNOWN:
                    getattr(table, axis)[index] = own[axis]
            elif self.at.get(axis, deepest) < deepest:
                if group and axis in taken:
                    taken[axis] = getattr(above, axis)
                else:
                    getattr(table, axis)[index] = getattr(above, axis)
        goes_on = "economic" not in own and table.economic[index] and not table.function[index]
        if goes_on and "function" not in own:
            # A row that goes on with the economic code above goes on with its function too.
            table.function[index] = above.function
        if any(taken.values()):
            table.offered[index] = (taken["kind"], taken["source"])
        if "project" not in own and self._continues_project(index, deepest, own):
            table.project[index] = above.project
            table.project_code[index] = above.project_code
        table.own[index] = frozenset(own)
        if set(own) - {"unit"} <= unclear:
            return
        self.above = _Above(
            table.unit[index],
            table.year[index],
            table.function[index],
            table.economic[index],
            table.project[index],
            table.project_code[index],
            table.kind[index] or taken["kind"],
            table.source[index] or taken["source"],
            above.section_kind,
            above.section_source,
        )

    def _is_group(self, own: dict[str, str]) -> bool:
        """Return whether a row has a coarser code than the rows below, as the head of a group has.

        It may add up lines of several kinds and sources, so it takes none over from the line above it.
        """
        function, economic = own.get("function", _UNKNOWN), own.get("economic", "")
        if economic:
            return len(economic) < self.finest["economic"]
        if function == _UNKNOWN:
            return False
        return len(function) < self.finest["function"] or bool(self.finest["economic"])

    def _continues_project(self, index: int, deepest: float, own: dict[str, str]) -> bool:
        """Return whether a blank project goes on: basic spending between projects has none."""
        table = self.table
        if not self.above.project or "project" not in self.at or self._is_group(own):
            return False
        kind = table.kind[index] or self.reading.block.dims.get("kind", "") or self.above.section_kind
        inner = self.at["project"] >= deepest
        if is_project_kind(kind or "-"):
            return not inner or "function" not in own
        return not kind and not inner and "function" not in own

    def _spread_sections(self) -> None:
        """Give the rows of each section what its head says, where they say nothing themselves."""
        table = self.table
        if not self.sections:
            return
        ends = [start for start, _, _ in self.sections[1:]] + [len(table)]
        for (start, kind, source), end in zip(self.sections, ends, strict=True):
            for index in range(start, end):
                if index in table.totals:
                    continue
                table.kind[index] = table.kind[index] or kind
                table.source[index] = table.source[index] or source


def _places(axes: dict[str, int]) -> dict[str, float]:
    """Return how far to the right each dimension stands; economic codes may share a column with others."""
    places: dict[str, float] = {axis: float(column) for axis, column in axes.items()}
    if "item" in places:
        places.setdefault("function", places["item"])
    if "function" in places:
        places.setdefault("economic", places["function"] + 0.5)
    return places
