"""Goes through the rows that do not fill every column: groups, continued rows, totals, names alone.

A dimension is taken over from the rows above when the row fills one further to the right: then the row
continues the group; a row that fills only outer columns begins a group and forgets the inner ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.ledger.project_heads import function_of_head, names_project
from converter.ledger.rows_named import CODED, UNKNOWN, Above, RowNames
from converter.ledger.rows_written_out import WrittenOut
from converter.ledger.totals_marked import TotalMark
from converter.ledger.words_in_rows import is_project_kind
from converter.reading.model import CellValue
from converter.recognition.mapping import Meaning

if TYPE_CHECKING:
    from converter.ledger.row_table import RowTable
    from converter.ledger.rows import BlockReading

# A total word may also stand where nothing else is expected, if it is the whole cell.
_LOOSE = (Meaning.SEQUENCE, Meaning.IGNORED, Meaning.UNKNOWN, Meaning.NOTE, Meaning.GOVERNMENT_ECONOMIC)
_LOOSE_LENGTH = 8
_SHORT_PROJECT = 8


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
        self.above = Above()
        self.labels = self._label_columns()
        self.named = RowNames(reading, table)
        self.among = tuple(reading.reader.setting.rules.among_words)
        self.finest = {
            axis: max((len(code) for code in set(getattr(table, axis))), default=0)
            for axis in ("function", "economic")
        }
        self.sections: list[tuple[int, str, str]] = []
        self._written_out = WrittenOut(table)
        for axis in ("unit", "function", "kind", "source"):
            # To be judged before any blank cell is filled.
            if axis in table.axes and not all(getattr(table, axis)):
                self._written_out(axis)

    def _label_columns(self) -> list[tuple[int, bool]]:
        """Return the columns where a total word may stand, and whether it must be the whole cell."""
        from converter.ledger.row_table import AXES

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
            if any(self.finder.candidates(axis, text) for axis in CODED):
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
            scope = self.scope(value) or self._scope_of_unit(value, column)
            if scope and not (loose and len(str(value).strip()) > _LOOSE_LENGTH):
                return TotalMark(scope, column)
        return None

    def _scope_of_unit(self, value: CellValue, column: int) -> str:
        """Return "group" for the unit's own name among functions or economic codes: the head of its rows."""
        name = self.reading.block.unit_name
        if not name or not isinstance(value, str) or column not in self._code_columns():
            return ""
        return "group" if self.words.normal(value.strip()) == self.words.normal(name) else ""

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
        if table.function[index] and table.economic[index]:
            # A line whose 合计 stands among sources or kinds: the rows below part it.
            self.above = Above(
                table.unit[index] or above.unit,
                table.year[index] or above.year,
                table.function[index],
                table.economic[index],
                table.project[index],
                table.project_code[index],
                table.kind[index],
                table.source[index],
            )
            return
        if mark.scope == "grand":
            if above.section_kind or above.section_source:
                self.sections.append((index, "", ""))
            unit, year = above.unit, above.year
            self.above = Above(unit=unit, year=year)

    def _code_columns(self) -> set[int]:
        from converter.ledger.row_table import AXES

        meanings = {*AXES["function"], *AXES["economic"], *AXES["item"]}
        return {c.column for c in self.reading.block.columns if c.meaning in meanings}

    def _unit_columns(self) -> set[int]:
        from converter.ledger.row_table import AXES

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
            own["unit"] = UNKNOWN
        for trouble in table.troubles.get(index, ()):
            own.setdefault(trouble.dimension, UNKNOWN)
        function, economic = table.function[index], table.economic[index]
        if function and names_project(self.reading, table, index, self.above.function):
            table.function[index] = function = ""
            own["function"] = UNKNOWN
        if function:
            own["function"] = function
        if economic:
            own["economic"] = economic
        if not function or not economic:
            self.named.speak(index, own, self.above)
        if "project" in own and not {"function", "economic", "kind"} & set(own):
            kind = self.words.kind_of_project_class(own["project"]) if own["project"] else None
            if kind:
                del own["project"]
                table.project[index] = ""
                own["section"] = "kind:" + kind
        return own

    def _section_row(self, index: int, section: str) -> None:
        """Begin a section: the rows below belong to it until the next one or a grand total."""
        table, above = self.table, self.above
        axis, _, value = section.partition(":")
        self.above = Above(unit=above.unit, year=above.year)
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
            self._take_unit(index)
        if not table.year[index]:
            table.year[index] = above.year
        unclear = {axis for axis, value in own.items() if value == UNKNOWN}
        group = self._is_group(own)
        taken = {"kind": "", "source": ""}
        for axis in ("function", "economic", "kind", "source"):
            if axis in own:
                if own[axis] != UNKNOWN:
                    getattr(table, axis)[index] = own[axis]
            elif self.at.get(axis, deepest) < deepest and self._goes_on(axis, own):
                if group and axis in taken:
                    taken[axis] = getattr(above, axis)
                else:
                    getattr(table, axis)[index] = getattr(above, axis)
        self._go_on_with_function(index, own, taken)
        if any(taken.values()):
            table.offered[index] = taken
        if "project" not in own and self._continues_project(index, deepest, own):
            table.project[index] = above.project
            table.project_code[index] = above.project_code
        table.own[index] = frozenset(own)
        if set(own) - {"unit"} <= unclear:
            if set(own) == {"unit"}:  # a unit above its rows
                self.above = Above(table.unit[index], table.year[index])
            return
        self.above = Above(
            table.unit[index],
            table.year[index],
            table.function[index]
            or taken.get("function", "")
            or function_of_head(self.reading, table, index, above.function),
            table.economic[index],
            table.project[index],
            table.project_code[index],
            table.kind[index] or taken["kind"],
            table.source[index] or taken["source"],
            above.section_kind,
            above.section_source,
        )

    def _goes_on(self, axis: str, own: dict[str, str]) -> bool:
        """Return whether a blank cell of an outer column means the value above it.

        Not where the column is written out in every row, nor behind a function that begins anew.
        """
        behind = axis != "function" and "function" in own and self.at[axis] > self.at.get("function", -1.0)
        if behind and (axis == "economic" or own["function"] != self.above.function):
            return False
        return not self._written_out(axis)

    def _take_unit(self, index: int) -> None:
        """Take over the unit above; where units are written out it must also be the unit below."""
        table = self.table
        if "unit" in self.at and self._written_out("unit"):
            below = next((unit for unit in table.unit[index + 1 :] if unit), self.above.unit)
            if below != self.above.unit:
                return
        table.unit[index] = self.above.unit

    def _go_on_with_function(self, index: int, own: dict[str, str], taken: dict[str, str]) -> None:
        """Take the function above for a row that has or takes over an economic code but has none itself.

        Where functions stand to the right of the economic codes, a row with nothing else may also be the
        head of a group: then the function is only offered.
        """
        table, above = self.table, self.above
        if "function" in own or table.function[index] or "function" not in self.at or not above.function:
            return
        if self._written_out("function"):
            return
        if "economic" not in own:
            if table.economic[index]:
                table.function[index] = above.function
        elif {"kind", "source", "project"} & set(own):
            table.function[index] = above.function
        else:
            taken["function"] = above.function

    def _is_group(self, own: dict[str, str]) -> bool:
        """Return whether a row has a coarser code than the rows below, as the head of a group has.

        It may add up lines of several kinds and sources, so it takes none over from the line above it.
        """
        function, economic = own.get("function", UNKNOWN), own.get("economic", "")
        if economic:
            return len(economic) < self.finest["economic"]
        if function == UNKNOWN:
            return False
        return len(function) < self.finest["function"] or bool(self.finest["economic"])

    def _continues_project(self, index: int, deepest: float, own: dict[str, str]) -> bool:
        """Return whether a blank project goes on: basic spending between projects has none."""
        table = self.table
        if not self.above.project or "project" not in self.at or self._is_group(own):
            return False
        kind = table.kind[index] or self.reading.block.dims.get("kind", "") or self.above.section_kind
        inner = self.at["project"] >= deepest
        if inner and (not {"function", "economic"} & set(own) or self._heads_projects(index)):
            return False
        if is_project_kind(kind or "-"):
            return not inner or "function" not in own
        return not kind and not inner and "function" not in own

    def _heads_projects(self, index: int) -> bool:
        """Return whether the next row holds nothing but a project: then this one is the head of its rows."""
        table, following = self.table, index + 1
        return (
            following < len(table)
            and bool(table.project[following])
            and not (table.function[following] or table.economic[following] or table.kind[following])
        )

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
