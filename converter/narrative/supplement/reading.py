"""Reads a supplement workbook back: filled or half filled, rows in any order, columns found by heading."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from converter.disclosure.finished.sheet_stream import printed
from converter.findings import Place, Severity, warning
from converter.narrative.answers.model import Answer, label_key
from converter.narrative.model import FigureRef, Indicator, PerformanceTable
from converter.narrative.slots import SlotKind, load_slots
from converter.narrative.supplement.layout import (
    ABOUT_SHEET,
    FILL,
    ID,
    INDICATORS,
    KIND,
    KNOWN,
    LABEL,
    LAST_TEXT,
    OBSOLETE_SHEET,
    PROJECT,
    UNIT,
    UNIT_LABEL,
    YEAR_LABEL,
    known_indicator,
)
from converter.narrative.supplement.model import Entry, Supplement, UnitEntries
from converter.narrative.understanding.names import names_of_figures
from converter.narrative.understanding.sections import figure_ref
from converter.packs.loading import Pack
from converter.reading.model import Sheet, SourceFile

_LAST = "上年."
_PURPOSE = "用途."


def read_supplement(path: Path, pack: Pack) -> Supplement:
    """Return what a supplement workbook holds; a file that is none gives a finding and nothing else."""
    from converter.reading import read_file

    result = Supplement(str(path))
    source = read_file(path)
    if not source.readable:
        for finding in source.findings:
            finding.severity = Severity.WARNING
        result.findings += source.findings
        return result
    reader = _Reader(result, pack)
    for sheet in source.sheets:
        reader.read(sheet)
    if not result.units and reader.names:
        result.units = {label_key(name): UnitEntries(name) for name in reader.names}
    if not reader.found:
        result.findings.append(
            warning(
                "T40",
                f"“{path.name}”不是本程序写出的补充资料，没有采用。请用 gongkai supplement 生成后填写。",
                Place(file=str(path)),
            )
        )
    return result


def looks_like_supplement(source: SourceFile, _pack: Pack) -> bool:
    """Tell a supplement workbook from others: columns that only its sheets have, beside its first sheet."""
    if all(sheet.name != ABOUT_SHEET for sheet in source.sheets):
        return False
    for sheet in source.sheets:
        for row in sheet.rows[:12]:
            heads = {printed(value).strip() for value in row if value is not None}
            if FILL in heads and (KNOWN in heads or KIND in heads):
                return True
    return False


class _Reader:
    def __init__(self, result: Supplement, pack: Pack) -> None:
        data = load_slots(pack)
        self.result = result
        self.data = data
        self.pack = pack
        self.names: list[str] = []
        self.found = False
        self.lists = {label_key(s.label): s.id for s in data.slots if s.kind is SlotKind.LIST}
        self.durable = {s.id for s in data.slots if s.durable}
        self.fields = {f".{f.id}" for f in data.fields if f.durable}
        self.last_sheet = next(s.title for s in data.subjects if s.id == data.last_subject)

    def read(self, sheet: Sheet) -> None:
        """Read one sheet, whatever it holds."""
        if sheet.name == ABOUT_SHEET:
            self._about(sheet)
            return
        for number, row in enumerate(sheet.rows[:12]):
            heads = {printed(value).strip(): at for at, value in enumerate(row) if value is not None}
            if FILL in heads and ID in heads:
                self._slots(sheet, number + 1, heads)
            elif FILL in heads and KIND in heads:
                self._lists(sheet, number + 1, heads)
            elif PROJECT in heads and INDICATORS[2] in heads:
                self._performance(sheet, number + 1, heads)
            else:
                continue
            self.found = True
            return

    def _about(self, sheet: Sheet) -> None:
        for row in sheet.rows:
            texts = [printed(value).strip() for value in row if value is not None]
            if len(texts) > 1 and texts[0] == YEAR_LABEL and texts[1][:4].isdigit():
                self.result.year = int(texts[1][:4])
            elif len(texts) > 1 and texts[0] == UNIT_LABEL:
                self.names = [name for name in texts[1].split("、") if name]
        if len(self.names) == 1:
            self._unit(self.names[0])

    def _unit(self, name: str) -> UnitEntries:
        return self.result.units.setdefault(label_key(name), UnitEntries(name))

    def _of_row(self, sheet: Sheet, row: int, heads: dict[str, int]) -> UnitEntries:
        name = self._text(sheet, row, heads.get(UNIT))
        return self._unit(name or (self.names[0] if self.names else ""))

    def _text(self, sheet: Sheet, row: int, column: int | None) -> str:
        return "" if column is None else printed(sheet.value(row, column)).strip()

    def _slots(self, sheet: Sheet, first: int, heads: dict[str, int]) -> None:
        for row in range(first, len(sheet.rows)):
            slot = self._text(sheet, row, heads[ID])
            text = self._text(sheet, row, heads[FILL])
            if not slot:
                continue
            known = self._text(sheet, row, heads.get(KNOWN))
            unit = self._of_row(sheet, row, heads)
            if slot.startswith(_LAST) or sheet.name == self.last_sheet:
                label = self._text(sheet, row, heads.get(LABEL))
                self._last_figure(unit, slot, text, label, known, sheet, row, heads[FILL])
                continue
            before = self._text(sheet, row, heads.get(LAST_TEXT))
            if before:
                unit.last_texts[slot] = before
            # A known answer that was emptied is an answer too: it is open again.
            if not text and not known:
                continue
            typed = not _same(text, known)
            durable = (
                slot in self.durable
                or slot.startswith(_PURPOSE)
                or any(slot.endswith(ending) for ending in self.fields)
            )
            entry = Entry(text, typed, self._text(sheet, row, heads.get(LABEL)), sheet.name, durable)
            if sheet.name == OBSOLETE_SHEET:
                entry.typed = True
                unit.obsolete[slot] = entry
            else:
                unit.entries[slot] = entry

    def _last_figure(
        self,
        unit: UnitEntries,
        slot: str,
        text: str,
        label: str,
        known: str,
        sheet: Sheet,
        row: int,
        column: int,
    ) -> None:
        if not text:
            return
        ref = figure_ref(slot.removeprefix(_LAST)) if slot.startswith(_LAST) else self._free_figure(slot)
        if ref is None:
            place = sheet.ref(row, column).place(text)
            told = (
                f"补充资料“{sheet.name}”里的“{slot}”不是 7 位的功能科目编码，也不是表里的名称，"
                f"它的上年数 {text} 没有采用。请改正编号。"
            )
            self.result.findings.append(warning("T11", told, place))
            return
        number = Answer(text).number
        if number is None:
            place = sheet.ref(row, column).place(text)
            told = f"补充资料里“{slot}”写着“{text}”，不是金额，没有采用。请改成数字（万元）。"
            self.result.findings.append(warning("T11", told, place))
            return
        figures = unit.last_known if _same(text, known) else unit.last
        figures[FigureRef(*ref)] = number.quantize(Decimal("0.01"))
        if label:
            unit.last_labels[FigureRef(*ref)] = label

    def _free_figure(self, written: str) -> FigureRef | None:
        """Return the figure that a person means who wrote a functional code or the name of a figure."""
        code = "".join(letter for letter in written if letter.isdigit())
        if len(code) == 7 and written.startswith(code[:3]):
            return figure_ref(self.data.last_item, code=code)
        key = label_key(written)
        for ref, names in names_of_figures(self.pack).items():
            if key in map(label_key, names):
                return ref
        return None

    def _lists(self, sheet: Sheet, first: int, heads: dict[str, int]) -> None:
        rows: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for row in range(first, len(sheet.rows)):
            slot = self.lists.get(label_key(self._text(sheet, row, heads[KIND])))
            if slot is None:
                continue
            unit = self._of_row(sheet, row, heads)
            pair = (self._text(sheet, row, heads[FILL]), self._text(sheet, row, heads.get(KNOWN)))
            rows.setdefault((unit.name, slot), []).append(pair)
        for (name, slot), pairs in rows.items():
            texts = [text for text, _ in pairs if text]
            typed = any(not _same(text, known) for text, known in pairs)
            if texts or typed:
                self._unit(name).lists[slot] = (texts, typed)

    def _performance(self, sheet: Sheet, first: int, heads: dict[str, int]) -> None:
        tables: dict[tuple[str, str], tuple[PerformanceTable, bool]] = {}
        for row in range(first, len(sheet.rows)):
            project = self._text(sheet, row, heads[PROJECT])
            if not project:
                continue
            cells = [self._text(sheet, row, heads.get(name)) for name in INDICATORS]
            known = self._text(sheet, row, heads.get(KNOWN))
            if not any(cells):
                continue
            unit = self._of_row(sheet, row, heads)
            table, typed = tables.get((unit.name, project), (PerformanceTable(project=project), False))
            one, two, three, target, basis, before, weight, scoring, evidence = cells
            table.indicators.append(
                Indicator(one, two, three, target, basis, before, weight, scoring, evidence)
            )
            changed = any(cells[2:]) and label_key(known_indicator(tuple(cells))) != label_key(known)
            tables[unit.name, project] = (table, typed or changed)
        for (name, _), (table, typed) in tables.items():
            table.indicators = _without_spare(table.indicators)
            if any(indicator.third for indicator in table.indicators):
                self._unit(name).performance.append((table, typed))


def _without_spare(indicators: list[Indicator]) -> list[Indicator]:
    """Return the rows without those that were only offered: nothing is in them, and their 二级指标 has others."""
    filled = {(i.first, i.second) for i in indicators if i.third or i.target}
    kept: list[Indicator] = []
    for indicator in indicators:
        pair = (indicator.first, indicator.second)
        if indicator.third or indicator.target:
            kept.append(indicator)
        elif pair not in filled:
            filled.add(pair)
            kept.append(indicator)
    return kept


def _same(text: str, known: str) -> bool:
    """Whether a filled cell says what was shown as known (numbers may be written in another way)."""
    if text == known:
        return True
    left, right = Answer(text).number, Answer(known).number
    if left is not None and right is not None:
        return left == right
    return label_key(text) == label_key(known) and bool(text) == bool(known)
