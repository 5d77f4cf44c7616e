"""Keeps the book of slots while a text is drafted: what each asked, what answered it, what stays open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from converter.narrative.answers.model import Answer, Answers, label_key
from converter.narrative.drafting.settings import TextSettings
from converter.narrative.model import FigureRef, Run
from converter.narrative.slots import SlotData, SlotKind, SlotSpec
from converter.narrative.template.expressions import TemplateError
from converter.narrative.template.rendering import Piece

# Longer words of last year are shown in the supplement only.
_SHORT = 60

_DATE = re.compile(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?")


@dataclass(slots=True, eq=False)
class SlotUse:
    """One slot as the text used it: what it is about, its figures, its answer and what is proposed.

    ``value`` and ``last`` are this year's and last year's figure in 万元 where the slot explains a change.
    ``last_text`` is what was written last year. ``required`` is False for a slot that may stay empty.
    """

    id: str
    label: str
    subject: str
    kind: SlotKind = SlotKind.TEXT
    unit: str = ""
    choices: tuple[str, ...] = ()
    durable: bool = False
    figure: FigureRef | None = None
    value: Decimal | None = None
    last: Decimal | None = None
    answer: Answer | None = None
    proposal: str = ""
    last_text: str = ""
    required: bool = True
    hint: str = ""
    group: str = ""

    @property
    def open(self) -> bool:
        """Whether somebody still has to fill it."""
        return self.answer is None and self.required


@dataclass(slots=True, eq=False)
class SlotBook:
    """All slots of one unit's text in the order of their first use."""

    data: SlotData
    settings: TextSettings
    answers: Answers
    blanks: dict[str, str]
    last_texts: dict[str, str] = field(default_factory=dict)
    uses: dict[str, SlotUse] = field(default_factory=dict)

    def spec(self, slot_id: str) -> SlotSpec:
        """Return the slot of that id; raise TemplateError when the pack has none."""
        found = self.data.slot(slot_id)
        if found is None:
            raise TemplateError(f"没有名为“{slot_id}”的填空项")
        return found

    def use(self, slot_id: str) -> SlotUse:
        """Note that the text uses a slot of the pack, and return it with its answer."""
        known = self.uses.get(slot_id)
        if known is not None:
            return known
        spec = self.spec(slot_id)
        answer = self.answers.values.get(slot_id)
        if spec.kind is SlotKind.LIST:
            entries = self.answers.lists.get(slot_id)
            answer = None if entries is None else Answer("\n".join(entry.text for entry in entries))
        if answer is not None and not self._valid(answer, spec.kind):
            answer = None
        if answer is not None and spec.default and answer.text.strip(" 。；;") in spec.nothing:
            answer = None
        if answer is None and spec.sum:
            answer = self._summed(spec)
        if answer is None and self._left_out(spec):
            answer = Answer("0", "按合计计算")
        if answer is None:
            answer = self._fallback(slot_id, spec.kind)
        if answer is None and spec.default:
            answer = Answer(spec.default.format_map(self.blanks), "模板")
        use = SlotUse(
            id=slot_id,
            label=spec.label,
            subject=spec.subject,
            kind=spec.kind,
            unit=spec.unit,
            choices=spec.choices,
            durable=spec.durable,
            answer=answer,
            last_text=self.last_texts.get(slot_id, ""),
            required=not spec.optional,
            hint=spec.hint,
        )
        return self.add(use)

    def _fallback(self, slot_id: str, kind: SlotKind) -> Answer | None:
        answer = self.answers.fallback.get(slot_id)
        return answer if answer is not None and self._valid(answer, kind) else None

    def add(self, use: SlotUse) -> SlotUse:
        """Note a slot that the text made up itself (a reason, a project's field)."""
        use.last_text = use.last_text or self.last_texts.get(use.id, "")
        if use.answer is None:
            use.answer = self._fallback(use.id, use.kind)
        short = len(use.last_text) <= _SHORT and "\n" not in use.last_text
        if use.answer is None and use.durable and short and use.kind is SlotKind.TEXT:
            # What seldom changes is proposed as it was written last year.
            use.proposal = use.proposal or use.last_text
        return self.uses.setdefault(use.id, use)

    def _summed(self, spec: SlotSpec) -> Answer | None:
        """Return the sum of the slots that a slot is made of, None unless all of them are known."""
        total = Decimal(0)
        for part in spec.sum:
            answer = self.use(part).answer
            if answer is None or answer.number is None:
                return None
            total += answer.number
        return Answer(f"{total:f}", "按各项计算")

    def _left_out(self, spec: SlotSpec) -> bool:
        """Whether a slot is a part of a total that the other known parts make up: nothing is left for it."""
        for whole in self.data.slots:
            if spec.id not in whole.sum:
                continue
            total = self._given(whole.id)
            parts = [self._given(part) for part in whole.sum if part != spec.id]
            known = [part for part in parts if part is not None]
            if total is not None and known and sum(known, Decimal(0)) == total and total:
                return True
        return False

    def _given(self, slot_id: str) -> Decimal | None:
        answer = self.answers.values.get(slot_id) or self.answers.fallback.get(slot_id)
        return answer.number if answer is not None else None

    def _valid(self, answer: Answer, kind: SlotKind) -> bool:
        if not answer.text.strip() and kind is not SlotKind.LIST:
            return False
        if kind in (SlotKind.COUNT, SlotKind.NUMBER, SlotKind.AMOUNT):
            return answer.number is not None
        return kind is not SlotKind.DATE or shown_date(answer.text) is not None

    def piece(self, use: SlotUse, *, leads: Sequence[str] = (), sentence: bool = True) -> Piece:
        """Return what the text prints for a slot: its answer, or the mark of an open one.

        ``leads`` are words that an answer need not repeat; ``sentence`` takes the end mark off.
        """
        if use.answer is None:
            return Piece([Run(self.open_text(use), slot=use.id, open=use.required)])
        return Piece([Run(self._shown(use, leads, sentence), slot=use.id)])

    def open_text(self, use: SlotUse) -> str:
        """Return the mark of an open slot."""
        if use.proposal:
            return self.settings.proposed_text.format(label=use.label, proposal=use.proposal)
        return self.settings.open_text.format(label=use.label)

    def _shown(self, use: SlotUse, leads: Sequence[str], sentence: bool) -> str:
        assert use.answer is not None
        text = use.answer.text.strip()
        number = use.answer.number
        if use.kind is SlotKind.AMOUNT and number is not None:
            return f"{number:.2f}"
        if use.kind in (SlotKind.COUNT, SlotKind.NUMBER) and number is not None:
            return plain_number(number)
        if use.kind is SlotKind.DATE:
            return shown_date(text) or text
        changed = True
        while changed:
            changed = False
            for lead in leads:
                if text.startswith(lead) and len(text) > len(lead):
                    text, changed = text[len(lead) :].lstrip("：: "), True
        return text.rstrip(self.settings.trailing) if sentence else text

    def reason_of(self, keys: Sequence[str]) -> Answer | None:
        """Return the reason written beside one of the labels, the first that is there."""
        return self._labelled(self.answers.reasons, keys)

    def purpose_of(self, keys: Sequence[str]) -> Answer | None:
        """Return the purpose written beside one of the labels."""
        return self._labelled(self.answers.purposes, keys)

    def _labelled(self, answers: dict[str, Answer], keys: Sequence[str]) -> Answer | None:
        for label in keys:
            key = label_key(label)
            answer = answers.get(key)
            if answer is not None and answer.text.strip():
                self.answers.used.add(key)
                return answer
        return None


def plain_number(number: Decimal) -> str:
    """Return a count without needless zeros (8.0 → 8, 1250.50 → 1250.5)."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_date(text: str) -> date | None:
    """Return the date that a text says (2023-01-20, 2023年1月20日, 2023/1/20), None when it is none."""
    found = _DATE.search(text)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def shown_date(text: str) -> str | None:
    """Return a date as official texts print it: Arabic digits, the full year, no leading zeros."""
    day = parse_date(text)
    return None if day is None else f"{day.year}年{day.month}月{day.day}日"
