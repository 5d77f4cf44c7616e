"""From what a run was given to one unit's drafted text: answers, last year's figures, then the draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from converter.disclosure.model import Disclosure
from converter.disclosure.table_loading import load_tables
from converter.findings import Finding
from converter.ledger.model import UnitLedger
from converter.narrative.answers.collecting import Files, collect_answers, stated_last_year
from converter.narrative.answers.model import Answer, Answers
from converter.narrative.drafting.drafting import Draft, draft_text
from converter.narrative.last_year import LastYear, common_path
from converter.narrative.model import FigureRef
from converter.packs.loading import Pack, load_pack
from converter.recognition.mapping import Meaning, Role

if TYPE_CHECKING:  # most runs have neither, and should not wait for what reads them
    from converter.narrative.last_year_files import LastYearFiles
    from converter.narrative.supplement.model import Supplement

_GENERAL = "current.fiscal.general"


@dataclass(slots=True, eq=False)
class TextSources:
    """What a run has for the texts of its units besides their ledgers: the input files, files of last year,
    a supplement workbook, and what was ``typed`` by a person just now, which wins over the workbook.
    ``alone``: the run has one unit. Files are read when first needed."""

    files: Files = ()
    last_year: tuple[Path, ...] = ()
    supplement: Path | None = None
    money: str | None = None
    alone: bool = True
    typed: Supplement | None = None
    _last_years: dict[int, LastYearFiles] = field(default_factory=dict)
    _supplement: Supplement | None = None

    def last_year_files(self, pack: Pack) -> LastYearFiles | None:
        """Return what the files of last year hold, for the year of ``pack``; None when none were given."""
        if pack.year not in self._last_years:
            if not self.last_year:
                return None
            from converter.narrative.last_year_files import read_last_year

            self._last_years[pack.year] = read_last_year(self.last_year, pack, money=self.money)
        return self._last_years[pack.year]

    def supplement_of(self, pack: Pack) -> Supplement | None:
        """Return what the supplement workbook holds, with what was typed over it; None without either."""
        if self._supplement is None and (self.supplement is not None or self.typed is not None):
            from converter.narrative.supplement.model import Supplement

            self._supplement = Supplement()
            if self.supplement is not None:
                from converter.narrative.supplement.reading import read_supplement

                self._supplement = read_supplement(self.supplement, pack)
            if self.typed is not None:
                self._supplement.lay_over(self.typed)
        return self._supplement


def draft_unit(
    ledger: UnitLedger, disclosure: Disclosure, pack: Pack, sources: TextSources
) -> tuple[Draft, Answers, LastYear]:
    """Return the drafted text of a unit with what it was drafted from; the findings are in the draft.

    Raises PackError when the pack's text templates are faulty.
    """
    year = disclosure.year if disclosure.year is not None else pack.year
    answers, findings = collect_answers(
        sources.files, ledger.unit, pack, dict.fromkeys(line.project for line in ledger.lines)
    )
    for key, slot in (("nature", "单位.性质"), ("approval_date", "批复日期")):
        text = ledger.profile.get(key, "")
        if text:
            answers.values.setdefault(slot, Answer(text, "底稿"))
    last = _last_year(ledger, year, pack, sources, findings)
    supplement = sources.supplement_of(pack)
    if supplement is not None:
        findings = [*supplement.findings, *findings]
        supplement.apply(ledger.unit.name, year, answers, last, alone=sources.alone)
    draft = draft_text(disclosure, pack, ledger=ledger, answers=answers, last_year=last)
    draft.findings[:0] = findings
    return draft, answers, last


def _last_year(
    ledger: UnitLedger, year: int, pack: Pack, sources: TextSources, findings: list[Finding]
) -> LastYear:
    last = LastYear(load_tables(pack), year - 1)
    files = sources.last_year_files(pack)
    if files is not None:
        from converter.narrative.last_year_files import add_texts

        documents, told = files.of(ledger.unit.name, sources.alone)
        findings += [*files.findings, *told]
        before = load_pack(pack.region, year - 1)
        for document in documents:
            last.add_document(document)
            if document in last.documents:
                add_texts(last, document, before)
    last.stated, named = stated_last_year(sources.files, ledger.unit, pack)
    _same_budget(ledger, last)
    for name, value in named.items():
        last.named.setdefault(name, value)
    last.add_lines(ledger.last_year, {line.source for line in ledger.lines}, _coverage(sources.files))
    return last


def _same_budget(ledger: UnitLedger, last: LastYear) -> None:
    """Let what is stated of all spending be stated of 一般公共预算 too, where the unit has no other money."""
    if not ledger.lines or not all(line.source.startswith(_GENERAL) for line in ledger.lines):
        return
    for ref, value in list(last.stated.items()):
        if ref.table == "表3" and ref.row == "合计":
            last.stated.setdefault(FigureRef("表5", ref.row, ref.column), value)


def _coverage(files: Files) -> dict[str, tuple[str, ...]]:
    """Return what sheets of last year are confined to by their titles (一般公共预算支出 says no more)."""
    confined: dict[str, set[str]] = {"source": set(), "kind": set()}
    for _, mapping in files:
        for sheet in mapping.sheets:
            for block in sheet.blocks:
                amounts = block.of(Meaning.AMOUNT_LAST_YEAR)
                if sheet.role is Role.LAST_YEAR and block.role in (None, Role.BUDGET, Role.LAST_YEAR):
                    amounts = amounts or block.of(Meaning.AMOUNT)
                elif sheet.role is Role.LAST_YEAR and block.role is Role.INCOME:
                    # A table by source tells which money there was at all.
                    return {}
                for column in amounts:
                    for dimension, found in confined.items():
                        found.add(column.dims.get(dimension) or block.dims.get(dimension, ""))
    shared = {dimension: common_path(found) for dimension, found in confined.items()}
    return {dimension: (path,) for dimension, path in shared.items() if path and path != "current"}
