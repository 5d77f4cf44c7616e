"""What joining found, told to the user: sums that disagree, pairings that stay open, doubtful repetition."""

from __future__ import annotations

from collections.abc import Sequence

from converter.findings import Finding, Severity
from converter.ledger.accounting import disagreeing, no_longer_ledger
from converter.ledger.assembling import Assembly, Overlap
from converter.ledger.facts import FactSet
from converter.ledger.hierarchy import Key
from converter.ledger.join_model import Mismatch, Unclear
from converter.ledger.reporting import Notes, cells_text, sheet_text, wan
from converter.ledger.settings import Setting
from converter.reading.model import CellRef
from converter.recognition.mapping import Role

_INCOME = (Role.INCOME, Role.OVERVIEW)
_VIEW_MARK = "·"
_FEW = 4


def tell_assembly(
    assembly: Assembly, setting: Setting, notes: Notes, units: tuple[int, ...], weight: Severity
) -> None:
    """Tell everything that joining the tables of a unit found; ``weight`` is the gravest it may be."""
    teller = _Teller(assembly, setting, notes, units, weight)
    # What one line or cell causes in several tables is one finding, the narrowest, with the others under it.
    roots: list[tuple[int, set[CellRef], Finding]] = []
    for mismatch in sorted(assembly.state.mismatches, key=lambda m: len(m.line_refs) + len(m.table_cells)):
        off = mismatch.table_fen - mismatch.lines_fen
        cells = {*mismatch.line_refs, *(ref for ref, _ in mismatch.table_cells)}
        root = next((f for other, own, f in roots if other == off and own & cells), None)
        told = teller.mismatch(mismatch, root)
        if told is not None:
            roots.append((off, cells, told))
    for unclear in assembly.state.unclear:
        teller.unclear(unclear)
    for overlap in assembly.overlaps:
        teller.overlap(overlap)
    for facts in assembly.repeats:
        teller.repeat(facts)


def book_views(assembly: Assembly) -> None:
    """Enter in the accounts of the sheets which facts only repeat what others say."""
    wrong: dict[int, list[tuple[CellRef, int]]] = {}
    for mismatch in assembly.state.mismatches:
        if not mismatch.residue:
            wrong.setdefault(id(mismatch.table), []).extend(mismatch.table_cells)
    for facts in (*assembly.state.tables, *assembly.views):
        cells = wrong.get(id(facts), [])
        further_view = _VIEW_MARK in facts.name
        disagreeing(facts.account, cells, "与另一张表同一口径的数不符", from_subtotals=further_view)
        if not further_view:
            left = facts.face - assembly.state.added.get(id(facts), 0) - sum(fen for _, fen in cells)
            if id(facts) not in assembly.state.added or left:
                no_longer_ledger(facts.account, left)


class _Teller:
    def __init__(
        self, assembly: Assembly, setting: Setting, notes: Notes, units: tuple[int, ...], weight: Severity
    ) -> None:
        self.assembly = assembly
        self.setting = setting
        self.notes = notes
        self.units = units
        self.weight = weight

    def mismatch(self, found: Mismatch, root: Finding | None = None) -> Finding | None:
        """Tell sums of two tables that should be equal (under its root cause)."""
        table_refs = [ref for ref, _ in found.table_cells]
        table_refs = self._total_cells([found.table], found.key, found.table_fen, table_refs)
        line_refs = self._total_cells(self.assembly.state.tables, found.key, found.lines_fen, found.line_refs)
        places = [*table_refs[:_FEW], *line_refs[:_FEW], *table_refs[_FEW:], *line_refs[_FEW:]]
        said = self._described(found.key)
        files = len({found.table.file, *(ref.file for ref in (*table_refs, *line_refs))}) > 1
        theirs = self._side(table_refs, found.table, found.table_fen, files)
        ours = self._side(line_refs, None, found.lines_fen, files)
        difference = wan(found.table_fen - found.lines_fen)
        if found.residue:
            text = f"{said}：{theirs}，{ours}，相差 {difference} 万元，像是四舍五入的尾差。请确认。"
            rule, severity, kind = "L36", Severity.WARNING, "residue"
        elif found.table.role in _INCOME and "source" in found.table.dimensions():
            text = (
                f"{said}：收入与支出不符，{theirs}，{ours}，相差 {difference} 万元。"
                "台账按支出明细计算；请核对收入表和支出表，改正有误的一处。"
            )
            rule, severity, kind = "L32", self.weight, ""
        elif not found.table_fen or not found.lines_fen:
            text = (
                f"{said}：{theirs}，{ours}，相差 {difference} 万元。两处应是同一笔钱，请核对是漏了还是多了；"
                "如果这两张表本来就是各管一部分，请在识别方案里把 relation 写成 part。"
            )
            rule, severity, kind = "L31", self.weight, ""
        else:
            text = (
                f"{said}：{theirs}，{ours}，相差 {difference} 万元。两处说的是同一笔钱，"
                "台账按后者计算；请核对，改正有误的一处。"
            )
            rule, severity, kind = "L30", self.weight, ""
        return self.notes.add(
            rule,
            severity,
            text,
            places,
            file=found.table.file,
            sheet=found.table.sheet,
            units=self.units,
            expected=found.lines_fen,
            actual=found.table_fen,
            kind=kind,
            under=root,
        )

    def _side(self, refs: Sequence[CellRef], table: FactSet | None, fen: int, files: bool) -> str:
        if refs:
            return (
                f"{cells_text(refs, files=files)}为 {wan(fen)} 万元"
                if len(refs) == 1
                else (f"{cells_text(refs, files=files)}合计 {wan(fen)} 万元")
            )
        if table is not None:
            return f"{sheet_text(table.file, table.sheet, files)}没有这一项（{wan(fen)} 万元）"
        return f"其他表没有这一项（{wan(fen)} 万元）"

    def _total_cells(
        self, tables: Sequence[FactSet], key: Key, fen: int, refs: Sequence[CellRef]
    ) -> list[CellRef]:
        """Return a total cell that shows the whole sum where it has many parts, else the parts."""
        if len(refs) > _FEW:
            for table in tables:
                for total in table.totals:
                    if total.fen == fen and _same_codes(total.key, key):
                        return [total.ref, *refs]
        return list(refs)

    def _described(self, key: Key) -> str:
        parts = []
        if key.function:
            parts.append(f"功能科目 {key.function}")
        if key.economic:
            parts.append(f"经济科目 {key.economic.replace('|', '、')}")
        if key.project:
            parts.append(f"项目“{key.project}”")
        if key.source:
            parts.append(self.setting.source_name(key.source))
        if key.kind:
            parts.append(self.setting.kind_name(key.kind))
        return "、".join(parts) or "合计"

    def unclear(self, found: Unclear) -> None:
        """Tell a table whose figures could be paired with the others in several ways."""
        sheet = found.table.sheet
        if found.paired:
            text = (
                f"工作表“{sheet}”的数与其他表没有共同的科目可以对应，已按金额相等逐一对应"
                f"（{cells_text(found.table_refs)}）。请核对对应是否正确。"
            )
            severity = Severity.WARNING
        else:
            text = (
                f"工作表“{sheet}”与其他汇总表之间缺少对应关系（{cells_text(found.table_refs)}），"
                "同样的合计可以有几种分法，公开表的数无法确定。"
                "请提供同时列出这几项（如功能科目、资金来源、基本支出和项目支出）的表或明细表。"
            )
            severity = self.weight
        self.notes.add(
            "L34",
            severity,
            text,
            [*found.table_refs[:_FEW], *found.line_refs[:_FEW]],
            file=found.table.file,
            sheet=sheet,
            units=self.units,
        )

    def overlap(self, found: Overlap) -> None:
        """Tell a table that repeats others only in part."""
        files = len({found.table.file, *(table.file for table in found.others)}) > 1
        own = sheet_text(found.table.file, found.table.sheet, files)
        sheets = dict.fromkeys((table.file, table.sheet) for table in found.others)
        others = "、".join(sheet_text(file, sheet, files) for file, sheet in sheets)
        if found.agreeing:
            text = (
                f"{own}有少数几项与{others}完全相同，只计一次；其余各项并入。"
                "如果这几项不是重复，请在识别方案里把 relation 写成 part。"
            )
            severity = Severity.WARNING
        else:
            text = (
                f"{own}与{others}只有少数科目相同而金额不同，"
                "看不出是各管一部分还是互相重复，暂按各管一部分相加。"
                "请在识别方案里写明 relation：part（相加）、view（重复，只核对）或 skip（不用）。"
            )
            severity = self.weight
        self.notes.add(
            "L33", severity, text, file=found.table.file, sheet=found.table.sheet, units=self.units
        )

    def repeat(self, facts: FactSet) -> None:
        """Tell a table of detail that says nothing but what another sheet of the file says, to the cent."""
        others = [t for t in self.assembly.state.tables if t.file == facts.file and t.sheet != facts.sheet]
        if not others or _VIEW_MARK in facts.name:
            return
        self.notes.add(
            "L37",
            Severity.WARNING,
            f"{sheet_text(facts.file, facts.sheet, False)}的每一笔都与{sheet_text(others[0].file, others[0].sheet, False)}"
            "相同，当作重复，只计一次。如果不是重复，请在识别方案里把 relation 写成 part。",
            file=facts.file,
            sheet=facts.sheet,
            units=self.units,
        )


def _same_codes(one: Key, other: Key) -> bool:
    return one.function == other.function and one.economic == other.economic
