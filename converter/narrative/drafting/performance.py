"""Performance management (预算绩效): the projects with their amounts, and a 绩效目标表 for each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from converter.disclosure.model import Disclosure
from converter.ledger.model import PROJECT, UnitLedger
from converter.money import steps_half_up, wan_from_steps
from converter.narrative.answers.model import Answer, label_key
from converter.narrative.drafting.facts import PerformanceFact
from converter.narrative.drafting.figures import Figures
from converter.narrative.drafting.slot_book import SlotBook, SlotUse
from converter.narrative.model import Indicator, PerformanceTable
from converter.narrative.slots import FieldSpec
from converter.narrative.template.expressions import TemplateError
from converter.narrative.template.rendering import Piece

_ZERO = Decimal(0)
_FISCAL = "current.fiscal."
_CARRIED = "carry.fiscal"


@dataclass(slots=True, eq=False)
class _Money:
    """A project's money in 万元: current-year fiscal money, and other money."""

    name: str
    fiscal: Decimal = _ZERO
    other: Decimal = _ZERO


@dataclass(slots=True, eq=False)
class Performance:
    """The projects of one unit and their performance tables; ``tables`` is filled when a template asks."""

    disclosure: Disclosure
    figures: Figures
    book: SlotBook
    ledger: UnitLedger | None
    year: int
    tables: list[PerformanceTable] = field(default_factory=list)
    _fact: PerformanceFact | None = None

    def fact(self) -> PerformanceFact:
        """Return the counts and amounts, and the index of each project's table."""
        if self._fact is None:
            projects = self._projects()
            fiscal = [p for p in projects if p.fiscal]
            other = [p for p in projects if p.other and not p.fiscal]
            self._fact = PerformanceFact(
                fiscal_count=len(fiscal),
                fiscal_amount=self._fiscal_total(),
                other_count=len(other),
                other_amount=sum((p.other for p in other), _ZERO),
                tables=[self._add_table(project) for project in projects],
            )
        return self._fact

    def project_field(self, project: str, name: str) -> Piece:
        """Return what the clerk says of a project (政策依据, 资金分配 …), or its open slot."""
        spec = next((f for f in self.book.data.fields if f.id == name), None)
        if spec is None:
            known = "、".join(f.id for f in self.book.data.fields)
            raise TemplateError(f"项目没有“{name}”这一项，现有：{known}")
        return self.book.piece(self._field_use(project, spec), sentence=False)

    def _field_use(self, project: str, spec: FieldSpec) -> SlotUse:
        slot_id = f"项目.{project}.{spec.id}"
        known = self.book.uses.get(slot_id)
        if known is not None:
            return known
        info = self.book.answers.project(project)
        answer = self.book.answers.values.get(slot_id) or (info.fields.get(spec.id) if info else None)
        if answer is not None and not answer.text.strip():
            answer = None
        if answer is None:
            answer = self.book.answers.fallback.get(slot_id)
        if answer is None and spec.default:
            answer = Answer(spec.default.format_map(self.book.blanks), "模板")
        use = SlotUse(
            id=slot_id,
            label=f"{project}：{spec.label}",
            subject=self.book.data.project_subject,
            kind=spec.kind,
            durable=spec.durable,
            answer=answer,
            required=not spec.optional,
            group=project,
        )
        return self.book.add(use)

    def _fiscal_total(self) -> Decimal:
        """Return the project spending of current-year fiscal money as published, from the tables."""
        total = _ZERO
        for spec in self.figures.tables.tables:
            section = spec.sections[0]
            sources = spec.select.source if spec.select is not None else ()
            kinds = spec.select.kind if spec.select is not None else ()
            if len(sources) != 1 or not sources[0].startswith(_FISCAL) or kinds or section.total is None:
                continue
            column = next(
                (c.name for c in section.amounts if c.select is not None and c.select.kind == (PROJECT,)),
                None,
            )
            if column is not None:
                total += self.disclosure.tables[spec.id].value(section.total.name, column)
        return total

    def _projects(self) -> list[_Money]:
        """Return all projects in the order of the tables, those of other money behind them."""
        found: dict[str, _Money] = {}
        for table in self.disclosure.tables.values():
            for row in table.rows:
                if row.project:
                    money = found.setdefault(label_key(row.project), _Money(row.project))
                    money.fiscal += self._row_total(table.id, row.key)
        if self.ledger is not None:
            self._add_ledger(found, self.ledger)
        return [money for money in found.values() if money.fiscal or money.other]

    def _row_total(self, table_id: str, key: str) -> Decimal:
        spec = self.figures.tables.table(table_id)
        column = next((c.name for c in spec.sections[0].amounts if c.sum), "") if spec else ""
        return self.disclosure.tables[table_id].value(key, column)

    def _add_ledger(self, found: dict[str, _Money], ledger: UnitLedger) -> None:
        """Add the projects that no table lists: of other budgets and of money that is not fiscal."""
        listed = {key for key, money in found.items() if money.fiscal}
        covered = [
            spec.select.source[0]
            for spec in self.figures.tables.tables
            if spec.select is not None and PROJECT in spec.select.kind and len(spec.select.source) == 1
        ]
        fiscal: dict[str, int] = {}
        other: dict[str, int] = {}
        names: dict[str, str] = {}
        for line in ledger.lines:
            if not line.kind.startswith(PROJECT) or line.source.startswith(_CARRIED):
                continue
            key = label_key(line.project)
            names.setdefault(key, line.project)
            if not line.source.startswith(_FISCAL):
                other[key] = other.get(key, 0) + line.amount
            elif key not in listed or not any(line.source.startswith(c) for c in covered):
                fiscal[key] = fiscal.get(key, 0) + line.amount
        for amounts, attribute in ((fiscal, "fiscal"), (other, "other")):
            for key, amount in amounts.items():
                money = found.setdefault(key, _Money(names[key]))
                steps = wan_from_steps(steps_half_up(amount))
                setattr(money, attribute, getattr(money, attribute) + steps)

    def _add_table(self, money: _Money) -> int:
        """Add the performance table of a project and return its index; what is missing stays open."""
        given = self.book.answers.performance_of(money.name)
        fields = {spec.id: spec for spec in self.book.data.fields}
        table = PerformanceTable(
            project=money.name,
            unit=self.disclosure.unit,
            total=money.fiscal + money.other,
            fiscal=money.fiscal,
            other=money.other,
            year=self.year,
        )
        for attribute, name in (("leader", "负责人"), ("goal", "总体目标")):
            spec = fields.get(name)
            if spec is None:
                continue
            written = getattr(given, attribute) if given is not None else ""
            info = self.book.answers.project(money.name)
            if written and (info is None or spec.id not in info.fields):
                self.book.answers.add_project(money.name).fields[spec.id] = Answer(written, "绩效目标表")
            piece = self.project_field(money.name, spec.id)
            if any(run.open for run in piece.runs):
                # The mark of an open slot is shown in its place, but is no name and no goal.
                table.raw["open"] = table.raw[attribute] = piece.text
            else:
                setattr(table, attribute, piece.text)
        table.indicators = [replace(indicator, place=None) for indicator in given.indicators] if given else []
        if not any(indicator.third for indicator in table.indicators):
            self._open_table(table, money.name)
        self.tables.append(table)
        return len(self.tables) - 1

    def _open_table(self, table: PerformanceTable, project: str) -> None:
        """Give a table without indicators the pack's skeleton, and note that it is open."""
        use = self.book.add(
            SlotUse(
                id=f"绩效.{project}",
                label=f"{project}：绩效指标",
                subject=self.book.data.performance_subject,
                group=project,
            )
        )
        mark = self.book.open_text(use)
        kept = table.indicators or [
            Indicator(row.first, row.second, "", "", "", "", "", "", "")
            for row in self.book.settings.skeleton
        ]
        table.indicators = [
            replace(indicator, third=mark) if number == 0 else indicator
            for number, indicator in enumerate(kept)
        ]
        table.raw["open"] = mark
