"""Builds the ledgers of all units and years from read and recognised files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from converter.cycles import no_search
from converter.findings import Severity
from converter.ledger.accounting import disagreeing
from converter.ledger.assembling import Assembly, assemble
from converter.ledger.columns_read import BlockCells
from converter.ledger.completing import Completer
from converter.ledger.determinacy import Published
from converter.ledger.facts import FactSet
from converter.ledger.model import LedgerResult, UnitLedger
from converter.ledger.profiles import profile_of
from converter.ledger.reporting import Notes
from converter.ledger.rolled_up import check_roll_ups, take_roll_ups
from converter.ledger.settings import Setting
from converter.ledger.sheets import LEDGER_ROLES, SheetFacts, SheetReader
from converter.ledger.units import UNKNOWN_UNIT, UnitBook
from converter.ledger.views_told import book_views, tell_assembly
from converter.packs.loading import Pack
from converter.reading.model import Sheet, SourceFile
from converter.recognition.mapping import FileMapping, Meaning, Role, SheetMapping

UnitYear = tuple[int, int]


def build_ledgers(
    files: Sequence[tuple[SourceFile, FileMapping]], pack: Pack, *, year: int | None = None
) -> LedgerResult:
    """Return one ledger for every unit and year that ``files`` hold, and the account of every sheet.

    ``year`` is the user's word for files that do not tell their year, or tell just one other. Everything
    wrong in the input becomes a finding of the unit that it concerns; findings of the result itself
    concern sheets whose unit is not known. Raises PackError if the pack is broken.
    """
    with no_search():
        return _Building(files, pack, year).run()


@dataclass(slots=True)
class _Read:
    """One sheet with what it gave."""

    path: str
    sheet: Sheet
    mapping: SheetMapping
    facts: SheetFacts
    unit: int = UNKNOWN_UNIT


@dataclass(slots=True)
class _Unit:
    """What belongs to one unit and year."""

    current: list[FactSet] = field(default_factory=list)
    last_year: list[FactSet] = field(default_factory=list)


class _Building:
    def __init__(self, files: Sequence[tuple[SourceFile, FileMapping]], pack: Pack, year: int | None) -> None:
        self.files = files
        self.pack = pack
        self.year = year
        self.setting = Setting.of(pack)
        self.setting.year = year or _likely_year(files) or pack.year
        self.notes = Notes(self.setting.rules)
        self.units = UnitBook(self.setting.words.normal)
        self.read: list[_Read] = []
        self.result = LedgerResult()
        self.numbers: list[int] = []
        self.shared: set[tuple[str, str]] = set()

    def run(self) -> LedgerResult:
        self._read_all()
        for read in self.read:
            # A cover or profile often tells the code of the unit that the other sheets only name.
            self.units.number(read.mapping.unit_code, read.mapping.unit_name)
        self._learn_units()
        for one, other in self.units.settle():
            self.notes.add(
                "L41",
                Severity.WARNING,
                f"单位“{one.name}”有两个不同的编码 {one.code} 和 {other.code}，已当作两个单位。"
                "如是同一单位，请改成一个编码。",
            )
        for read in self.read:
            key = (read.mapping.unit_code, read.mapping.unit_name)
            read.unit = self.units.of(self.units.number(*key)) if any(key) else UNKNOWN_UNIT
        current = [facts for read in self.read for facts in read.facts.current]
        last_year = [facts for read in self.read for facts in read.facts.last_year]
        self._settle_units(current, last_year)
        self._settle_years(current)
        rolled = take_roll_ups(current, self.setting)
        current = [facts for facts in current if facts not in rolled and facts.unit != UNKNOWN_UNIT]
        by_unit = self._by_unit(current, last_year)
        published = Published(self.pack)
        completer = Completer(self.setting, self.notes)
        for unit_year, own in by_unit.items():
            self._ledger(unit_year, own, published, completer)
        self.shared = {(facts.file, facts.sheet) for facts in rolled}
        check_roll_ups(rolled, self.result.ledgers, self.setting, self.notes)
        self.result.accounts = [read.facts.account for read in self.read]
        self._hand_out()
        return self.result

    def _learn_units(self) -> None:
        """Take in the codes and names of units that lists beside the budget give (单位编码 | 单位名称)."""
        for read in self.read:
            if read.mapping.role in LEDGER_ROLES:
                continue
            for block in read.mapping.blocks:
                cells = BlockCells(read.sheet, block)
                codes, names = cells.of(Meaning.UNIT_CODE), cells.of(Meaning.UNIT_NAME)
                if codes is None or names is None:
                    continue
                for code, name in dict.fromkeys(zip(codes, names, strict=True)):
                    if code is not None and name is not None:
                        self.units.number_of_cells(None, code, name)

    def _read_all(self) -> None:
        reader = SheetReader(self.setting, self.notes, self.units, several_files=len(self.files) > 1)
        pairs: list[tuple[str, Sheet, SheetMapping]] = []
        for source, mapping in self.files:
            sheets = {sheet.name: sheet for sheet in source.sheets}
            for one in mapping.sheets:
                if one.name in sheets:
                    pairs.append((source.path, sheets[one.name], one))
        by_name = any(one.role in LEDGER_ROLES and reader.needs_names(one) for _, _, one in pairs)
        for _, sheet, one in pairs:
            if by_name and one.role in LEDGER_ROLES:
                reader.learn_names(sheet, one)
        for path, sheet, one in pairs:
            self.read.append(_Read(path, sheet, one, reader.read(sheet, one)))

    # --- units and years -------------------------------------------------------------------------------

    def _settle_units(self, current: Sequence[FactSet], last_year: Sequence[FactSet]) -> None:
        """Let every set carry the number that stands for its unit; a lone unit takes what says none."""
        for facts in (*current, *last_year):
            facts.unit = self.units.of(facts.unit)
        known = {facts.unit for facts in current} - {UNKNOWN_UNIT}
        of_file: dict[str, set[int]] = {}
        for facts in current:
            if facts.unit != UNKNOWN_UNIT:
                of_file.setdefault(facts.file, set()).add(facts.unit)
        for facts in (*current, *last_year):
            if facts.unit != UNKNOWN_UNIT:
                continue
            candidates = of_file.get(facts.file, set()) or known
            if len(candidates) == 1:
                facts.unit = next(iter(candidates))
            elif not facts.covers_units and facts not in last_year:
                self._tell_unknown_unit(facts)

    def _tell_unknown_unit(self, facts: FactSet) -> None:
        self.notes.add(
            "L40",
            Severity.ERROR,
            f"工作表“{facts.sheet}”看不出是哪个单位的，没有计入。"
            "请在标题下写明“单位：……”，或在识别方案里填写 unit_name。",
            file=facts.file,
            sheet=facts.sheet,
        )
        if "·" not in facts.name:
            cells = [
                (ref, line.amount) for line in facts.lines for refs in line.refs.values() for ref in refs
            ]
            disagreeing(facts.account, cells, "看不出是哪个单位的")

    def _settle_years(self, current: Sequence[FactSet]) -> None:
        """Give sets without a year the one that their unit, file or the user tells."""
        years = {facts.year for facts in current} - {0}
        if self.year and years and self.year not in years and len(years) == 1:
            other = next(iter(years))
            self.notes.add(
                "L42",
                Severity.WARNING,
                f"表里写的是 {other} 年，按您指定的 {self.year} 年处理。如果指定错了，请去掉 --year。",
            )
            for facts in current:
                facts.year = self.year
        for facts in current:
            if facts.year:
                continue
            of_unit = {other.year for other in current if other.unit == facts.unit} - {0}
            of_file = {other.year for other in current if other.file == facts.file} - {0}
            for candidates in (of_unit, of_file, years):
                if len(candidates) == 1:
                    facts.year = next(iter(candidates))
                    break
            facts.year = facts.year or self.year or 0

    def _by_unit(self, current: Sequence[FactSet], last_year: Sequence[FactSet]) -> dict[UnitYear, _Unit]:
        found: dict[UnitYear, _Unit] = {}
        for facts in current:
            found.setdefault((facts.unit, facts.year), _Unit()).current.append(facts)
        for facts in last_year:
            own = [pair for pair in found if pair[0] == facts.unit]
            after = [pair for pair in own if facts.year in (0, pair[1] - 1)]
            same = [pair for pair in own if facts.year == pair[1]]
            for pair in after or same or own:
                found[pair].last_year.append(facts)
        return found

    # --- one ledger ----------------------------------------------------------------------------------

    def _helpers(self) -> tuple[Callable[[str], str], Callable[[str], str | None]]:
        """Return what assembling asks of the pack: default sources, and the staffing of economic codes."""
        return self.setting.sources.leaf, self.setting.words.staffing_of_economic

    def _ledger(self, unit_year: UnitYear, own: _Unit, published: Published, completer: Completer) -> None:
        unit, year = unit_year
        assembly = assemble(own.current, self.setting.tree, published, *self._helpers())
        book_views(assembly)
        tell_assembly(assembly, self.setting, self.notes, (unit,), Severity.ERROR)
        lines = assembly.state.lines
        completer.complete(
            lines,
            unit,
            has_projects=any(facts.tells_projects for facts in own.current),
            three_public=any(facts.role is Role.THREE_PUBLIC for facts in own.current),
            quiet=False,
        )
        ledger = UnitLedger(self.units.key(unit), year or None, lines, has_detail=assembly.has_detail)
        if own.last_year:
            before: Assembly = assemble(own.last_year, self.setting.tree, None, *self._helpers())
            book_views(before)
            tell_assembly(before, self.setting, self.notes, (unit,), Severity.WARNING)
            if any(facts.role is not Role.THREE_PUBLIC for facts in own.last_year):
                # 三公经费 alone are a part of last year's money; what is missing must not look like zero.
                ledger.last_year = before.state.lines
            completer.complete(
                ledger.last_year,
                unit,
                has_projects=any(facts.tells_projects for facts in own.last_year),
                three_public=True,
                quiet=True,
            )
        self._describe(ledger, unit, own)
        self.result.ledgers.append(ledger)
        self.numbers.append(unit)

    def _describe(self, ledger: UnitLedger, unit: int, own: _Unit) -> None:
        """Add names, inputs, accounts and the profile of a unit."""
        used = {(facts.file, facts.sheet) for facts in (*own.current, *own.last_year)}
        names: list[dict[str, str]] = []
        paths: dict[str, None] = {}
        for read in self.read:
            mine = (read.sheet.file, read.sheet.name) in used
            if mine:
                names.append(read.facts.names)
                paths[read.path] = None
            if mine or (read.unit == unit and read.facts.account.input):
                ledger.accounts.append(read.facts.account)
        ledger.names = names[0] if len(names) == 1 else _merged_names(names)
        ledger.inputs = list(paths)
        alone = len({facts.unit for facts in self._all_current()}) == 1
        for read in self.read:
            if read.path in paths and (alone or read.unit == unit):
                for key, value in profile_of(read.sheet, read.mapping, self.setting).items():
                    ledger.profile.setdefault(key, value)

    def _all_current(self) -> Iterator[FactSet]:
        for read in self.read:
            yield from read.facts.current

    # --- findings ------------------------------------------------------------------------------------

    def _hand_out(self) -> None:
        """Give every finding to the ledgers that it concerns; what concerns none stays with the result."""
        by_number: dict[int, list[UnitLedger]] = {}
        for unit, ledger in zip(self.numbers, self.result.ledgers, strict=True):
            by_number.setdefault(unit, []).append(ledger)
        by_sheet: dict[tuple[str, str], list[UnitLedger]] = {}
        for ledger in self.result.ledgers:
            for account in ledger.accounts:
                by_sheet.setdefault((account.file, account.sheet), []).append(ledger)
        for note in self.notes.notes:
            owners: list[UnitLedger] = []
            for unit in note.units:
                owners += by_number.get(self.units.of(unit), [])
            if not owners:
                owners = by_sheet.get((note.file, note.sheet), [])
            if not owners and (note.file, note.sheet) in self.shared:
                owners = [ledger for ledger in self.result.ledgers if note.file in ledger.inputs]
            if not owners and not note.file:
                owners = self.result.ledgers
            for ledger in {id(ledger): ledger for ledger in owners}.values():
                ledger.findings.append(note.finding)
            if not owners:
                self.result.findings.append(note.finding)


def _merged_names(names: Sequence[dict[str, str]]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for own in names:
        for code, name in own.items():
            merged.setdefault(code, name)
    return merged


def _likely_year(files: Sequence[tuple[SourceFile, FileMapping]]) -> int | None:
    """Return the year that most sheets speak of."""
    votes: dict[int, int] = {}
    for _, mapping in files:
        for sheet in mapping.sheets:
            if sheet.year and sheet.role is not Role.LAST_YEAR:
                votes[sheet.year] = votes.get(sheet.year, 0) + 1
    return max(votes, key=lambda year: (votes[year], year)) if votes else None
