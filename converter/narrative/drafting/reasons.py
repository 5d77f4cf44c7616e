"""Reasons (主要原因) and purposes (主要用于): found by their labels, asked for, or proposed from figures."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from converter.narrative.answers.model import Answer, label_key
from converter.narrative.drafting.facts import FigureFact, percent
from converter.narrative.drafting.settings import TextSettings
from converter.narrative.drafting.slot_book import SlotBook, SlotUse, plain_number
from converter.narrative.model import FigureRef
from converter.narrative.slots import SlotKind
from converter.narrative.template.expressions import TemplateError
from converter.narrative.template.rendering import Piece, set_apart
from converter.narrative.understanding.sections import figure_ref


class Mover(NamedTuple):
    """A part of a figure that moved: its name, this year and last year in 万元."""

    name: str
    value: Decimal
    last: Decimal
    column: bool = False  # a column of the figure's own row, not an item or a project

    @property
    def change(self) -> Decimal:
        """The change in 万元."""
        return self.value - self.last


@dataclass(slots=True, eq=False)
class Reasons:
    """Gives figures their reasons. ``movers`` finds what a figure is made of, ``last_reasons`` what was
    written last year, ``names`` the ways in which a figure's item is called, ``typed_last`` the figures whose
    last year's amount a person typed."""

    book: SlotBook
    settings: TextSettings
    movers: Callable[[FigureFact], list[Mover]]
    names: Callable[[FigureRef | None], Iterable[str]]
    last_reasons: dict[FigureRef, str] = field(default_factory=dict)
    last_purposes: dict[str, str] = field(default_factory=dict)
    typed_last: Container[FigureRef | None] = ()
    _seen: dict[str, tuple[Decimal, Decimal | None]] = field(default_factory=dict)

    def reason(self, figure: FigureFact) -> SlotUse:
        """Return the slot of a figure's reason; the same figure in two sections shares one slot."""
        slot_id = self._slot_id(figure, figure.scope)
        known = self.book.uses.get(slot_id)
        if known is not None:
            return known
        data = self.book.data
        answer = self.book.answers.values.get(slot_id)
        if answer is None:
            answer = self.book.reason_of(self._keys(figure))
        required = self._required(figure)
        if answer is not None and not answer.text.strip():
            answer = None
        label = data.reason_label.format(name=self._label(figure), code=figure.code)
        use = SlotUse(
            id=slot_id,
            label=label,
            subject=data.reason_subject,
            figure=figure.ref,
            value=figure.value,
            last=figure.last,
            answer=answer,
            proposal="" if answer is not None else self._proposal(figure),
            last_text=self.last_reasons.get(figure.ref, "") if figure.ref else "",
            required=required,
        )
        self._seen[slot_id] = (figure.value, figure.last)
        return self.book.add(use)

    def _slot_id(self, figure: FigureFact, scope_id: str) -> str:
        scope = self.book.data.scope(scope_id)
        if scope is None:
            raise TemplateError(f"没有名为“{scope_id}”的一组原因")
        item = figure.code or figure.name
        if scope.same_as:
            shared = f"原因.{scope.same_as}.{item}"
            if self._seen.get(shared) == (figure.value, figure.last):
                return shared
        return f"原因.{scope_id}.{item}"

    def _label(self, figure: FigureFact) -> str:
        scope = self.book.data.scope(figure.scope)
        assert scope is not None
        return scope.label.format(name=figure.name, code=figure.code)

    def _keys(self, figure: FigureFact) -> list[str]:
        scope = self.book.data.scope(figure.scope)
        assert scope is not None
        names = dict.fromkeys([figure.name, *self.names(figure.ref)])
        return [
            pattern.format(name=name, code=figure.code)
            for pattern in scope.keys
            if figure.code or "{code}" not in pattern
            for name in names
        ]

    def _required(self, figure: FigureFact) -> bool:
        """Whether the change passes the pack's threshold."""
        if figure.last is None or figure.change == 0:
            return False
        limit = self.settings.required_reason
        if abs(figure.change) <= limit.amount:
            return False
        return not figure.last or abs(percent(figure.change, figure.last)) > limit.rate

    def piece(self, use: SlotUse) -> Piece:
        """Return what the text prints behind 主要原因是."""
        return self.book.piece(use, leads=self.settings.reason_leads)

    def last_figure(self, figure: FigureFact) -> Piece:
        """Return the open slot of a figure's last year's amount; its reason is asked for along with it."""
        if figure.scope:
            self.reason(figure)
        use = self.note_last(figure)
        use.required = True
        return self.book.piece(use)

    def note_last(self, figure: FigureFact) -> SlotUse:
        """Return the slot of a figure's last year's amount: known, or one that may stay empty."""
        data, ref = self.book.data, figure.ref
        cell = f"{ref.table}[{ref.row}, {ref.column}]" if ref is not None else figure.name
        known = self.book.uses.get(f"上年.{cell}")
        if known is not None:
            return known
        typed = ref in self.typed_last
        answer = None if figure.last is None else Answer(f"{figure.last:.2f}", "上年数", typed=typed)
        use = SlotUse(
            id=f"上年.{cell}",
            label=data.last_label.format(name=self._label(figure) if figure.scope else figure.name),
            subject=data.last_subject,
            kind=SlotKind.AMOUNT,
            unit="万元",
            figure=ref,
            value=figure.value,
            last=figure.last,
            answer=answer,
            required=False,
        )
        return self.book.add(use)

    def purpose(self, figure: FigureFact) -> Piece:
        """Return what the text prints behind 主要用于."""
        data = self.book.data
        item = figure.code or figure.name
        table = figure.ref.table if figure.ref is not None else ""
        slot_id = f"用途.{figure.scope or table}.{item}"
        answer = self.book.answers.values.get(slot_id)
        if answer is None:
            keys = [p.format(name=figure.name, code=figure.code) for p in data.purpose_keys]
            answer = self.book.purpose_of(keys)
        use = SlotUse(
            id=slot_id,
            label=data.purpose_label.format(name=figure.name, code=figure.code),
            subject=data.purpose_subject,
            figure=figure.ref,
            value=figure.value,
            last=figure.last,
            answer=answer if answer is None or answer.text.strip() else None,
            durable=True,
            last_text=self.last_purposes.get(label_key(figure.name), ""),
        )
        return self.book.piece(self.book.add(use), leads=self.settings.purpose_leads)

    def _proposal(self, figure: FigureFact) -> str:
        """Return a reason drafted from what the figure is made of, "" when its parts are not known."""
        if figure.last is None or figure.change == 0:
            return ""
        words = self.settings.proposals
        moved = sorted(
            (mover for mover in self.movers(figure) if mover.change), key=lambda m: (-abs(m.change), m.name)
        )
        texts = self._staff(figure)
        if not moved:
            return words.separator.join(texts)
        if len(moved) == 1 and figure.ref is not None and moved[0].column:
            # 行政运行 grew because 基本支出 grew: that says nothing.
            return ""
        # What moved with the whole explains it; what moved against it must be said too.
        least = abs(moved[0].change) * words.least
        chosen = [mover for mover in moved if abs(mover.change) >= least][: words.most]
        for mover in chosen:
            if mover.last == 0:
                pattern = words.added
            elif mover.value == 0:
                pattern = words.ended
            else:
                pattern = words.increased if mover.change > 0 else words.decreased
            texts.append(pattern.format(name=set_apart(mover.name), amount=f"{abs(mover.change):.2f}"))
        return words.separator.join(texts)

    def _staff(self, figure: FigureFact) -> list[str]:
        """Return what is said of the number of people, where it moved the same way as the figure."""
        words = self.settings.proposals
        if figure.ref is None or figure.ref not in map(figure_ref, words.staff_figures):
            return []
        use = self.book.uses.get(words.staff)
        people = use.answer.number if use is not None and use.answer is not None else None
        if not people or (people > 0) != (figure.change > 0):
            return []
        pattern = words.staff_added if people > 0 else words.staff_left
        return [pattern.format(count=plain_number(abs(people)))]
