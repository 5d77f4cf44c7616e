"""What may be eliminated in a department (待抵销): each amount that a unit received from another unit, with the
spending of the unit that paid it, as far as the working spreadsheets say which it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from converter.batch.departments import Department
from converter.batch.model import UnitResult
from converter.batch.passing import PassedLine, lines_by_passing
from converter.batch.words import BatchWords, PassedWords, bare_name
from converter.ledger.model import UnitKey
from converter.money import wan_from_fen
from converter.recognition.words import normal

_SHORTEST_NAME = 3
_OUTSIDE = (
    "本部门其他单位的底稿里没有找到对应的支出；来自部门以外的不用抵销，来自本部门的请写明付款单位和付款科目"
)


class Portion(NamedTuple):
    """A part of a ledger line of one unit, in 分."""

    line: PassedLine
    amount: int


@dataclass(slots=True)
class Offer:
    """An amount in 分 that one unit received from another of its department, both sides as far as known.

    ``sure`` is whether the books of both sides leave no doubt. ``receiving`` and ``paying`` are the parts of
    ledger lines that the amount is made of; ``paying`` is empty when it is not known who paid. ``receiver``
    None is spending to which no income was found. ``eliminated`` is what was taken out of the department's
    sums; ``told`` is why a row of the officer's list, kept as it was written, was not.
    """

    department: Department
    passing: str
    receiver: UnitKey | None
    function: str
    amount: int
    payer: UnitKey | None = None
    payer_function: str = ""
    payer_project: str = ""
    basis: str = ""
    sure: bool = False
    receiving: list[Portion] = field(default_factory=list)
    paying: list[Portion] = field(default_factory=list)
    chosen: bool = False
    eliminated: int = 0
    income_name: str = ""
    told: str = ""


class _Unit(NamedTuple):
    key: UnitKey
    lines: list[PassedLine]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)


def offers_of(department: Department, words: BatchWords) -> list[Offer]:
    """Return what may be eliminated between the units of a department, in a fixed order."""
    if len(department.units) < 2:
        return []
    return [offer for way in words.passed for offer in _Matching(department, way, words).offers()]


class _Matching:
    """Finds for one kind of money who received it and who paid it."""

    def __init__(self, department: Department, way: PassedWords, words: BatchWords) -> None:
        self.department, self.way, self.words = department, way, words
        self.receivers = self._units(department.units, paid=False)
        self.payers = self._units(department.units, paid=True)
        self.found: list[Offer] = []

    def _units(self, units: Iterable[UnitResult], *, paid: bool) -> list[_Unit]:
        found = []
        for unit in units:
            lines = lines_by_passing(unit.passed, self.way.source, paid=paid)
            if any(line.amount for line in lines):
                found.append(_Unit(UnitKey(unit.code, unit.document.unit or ""), lines))
        return found

    def offers(self) -> list[Offer]:
        self._named()
        self._whole()
        self._alike()
        self._rest()
        return self.found

    def _named(self) -> None:
        """Match spending whose project names the unit that receives it, where the amounts are equal."""
        for receiver in list(self.receivers):
            mine = [
                (payer, line)
                for payer in self.payers
                for line in payer.lines
                if payer.key != receiver.key and self._names(line.stated) == receiver.key
            ]
            if mine and sum(line.amount for _, line in mine) == receiver.total:
                payers = self._parted(mine)
                self._match([receiver], payers, "付款方的项目名称写有收款单位，两边金额相等")
                self._take_out([receiver], payers)

    def _names(self, project: str) -> UnitKey | None:
        """Return the receiving unit that a project's name tells; of names within names the longest."""
        plain = normal(project)
        told = [
            (len(name), unit.key)
            for unit in self.receivers
            if len(name := bare_name(unit.key.name, self.words)) >= _SHORTEST_NAME and name in plain
        ]
        longest = max((length for length, _ in told), default=0)
        best = [key for length, key in told if length == longest]
        return best[0] if len(best) == 1 else None

    @staticmethod
    def _parted(lines: Sequence[tuple[_Unit, PassedLine]]) -> list[_Unit]:
        found: dict[UnitKey, list[PassedLine]] = {}
        for unit, line in lines:
            found.setdefault(unit.key, []).append(line)
        return [_Unit(key, own) for key, own in found.items()]

    def _whole(self) -> None:
        """Match all that is received with all that is paid, where both are equal and nobody is on both sides."""
        both = {unit.key for unit in self.receivers} & {unit.key for unit in self.payers}
        equal = sum(unit.total for unit in self.receivers) == sum(unit.total for unit in self.payers)
        if self.receivers and self.payers and equal and not both:
            self._match(self.receivers, self.payers, f"与付款方的“{self.way.name}”合计相等")
            self.receivers, self.payers = [], []

    def _alike(self) -> None:
        """Match one receiver with one payer of just its amount, where no other has it."""
        for receiver in list(self.receivers):
            paying = [p for p in self.payers if p.total == receiver.total and p.key != receiver.key]
            others = [r for r in self.receivers if r.total == receiver.total]
            if len(paying) == 1 and len(others) == 1:
                self._match([receiver], paying, f"与付款方的“{self.way.name}”金额相等")
                self._take_out([receiver], paying)

    def _take_out(self, receivers: Sequence[_Unit], payers: Sequence[_Unit]) -> None:
        self.receivers = [unit for unit in self.receivers if unit not in receivers]
        left = []
        for unit in self.payers:
            gone = [line for payer in payers if payer.key == unit.key for line in payer.lines]
            own = list(unit.lines)
            for line in gone:
                own.remove(line)
            if own:
                left.append(_Unit(unit.key, own))
        self.payers = left

    def _match(self, receivers: Sequence[_Unit], payers: Sequence[_Unit], basis: str) -> None:
        """Enter offers of receivers and payers of one total, parted where a side's unit or function changes."""
        incoming = [(unit.key, line) for unit in receivers for line in _ordered(unit.lines)]
        outgoing = [(unit.key, line) for unit in payers for line in _ordered(unit.lines)]
        sources = {line.source for _, line in outgoing}
        uses = {(line.function, line.economic, line.kind, line.project) for _, line in incoming}
        sure = (len(sources) == 1 or len(uses) == 1) and all(
            line.amount > 0 for _, line in incoming + outgoing
        )
        if not sure:
            basis += "；付款方有几种资金来源，按底稿顺序与收款科目对应，请核对"
        parted: dict[tuple[object, ...], Offer] = {}
        for (receiver, taken), (payer, given), amount in paired(incoming, outgoing):
            key = (receiver, taken.function, payer, given.function, given.stated)
            offer = parted.get(key)
            if offer is None:
                offer = self._offer(receiver, taken.function, basis, sure=sure)
                offer.payer, offer.payer_function, offer.payer_project = payer, given.function, given.stated
                parted[key] = offer
                self.found.append(offer)
            offer.amount += amount
            offer.receiving.append(Portion(taken, amount))
            offer.paying.append(Portion(given, amount))

    def _offer(self, receiver: UnitKey | None, function: str, basis: str, *, sure: bool = False) -> Offer:
        return Offer(self.department, self.way.source, receiver, function, 0, basis=basis, sure=sure)

    def _rest(self) -> None:
        """Enter what no other side was found to."""
        got = sum(unit.total for unit in self.receivers)
        paid = "、".join(f"{unit.key.name} {wan_from_fen(unit.total):.2f}" for unit in self.payers)
        basis = _OUTSIDE
        if self.payers:
            basis = (
                f"本部门列有“{self.way.name}”{paid} 万元，与尚未对应的收款 {wan_from_fen(got):.2f} 万元对不上；"
                "核对后请写明付款单位、付款科目和抵销金额"
            )
        for unit in self.receivers:
            by_function: dict[str, list[PassedLine]] = {}
            for line in unit.lines:
                by_function.setdefault(line.function, []).append(line)
            for function, lines in sorted(by_function.items()):
                offer = self._offer(unit.key, function, basis)
                offer.amount = sum(line.amount for line in lines)
                offer.receiving = [Portion(line, line.amount) for line in lines]
                if offer.amount:
                    self.found.append(offer)
        for unit in self.payers:
            for line in _ordered(unit.lines):
                told = f"列作“{self.way.name}”，没有找到收款单位对应的收入；收款方如列在别的收入里，请写明收款单位、收入项目和科目"
                offer = self._offer(None, "", told)
                offer.payer, offer.payer_function, offer.payer_project = unit.key, line.function, line.stated
                offer.paying = [Portion(line, line.amount)]
                self.found.append(offer)


def _ordered(lines: Sequence[PassedLine]) -> list[PassedLine]:
    return sorted(lines, key=lambda line: (line.function, line.stated))


def paired(
    first: Sequence[tuple[UnitKey, PassedLine]], second: Sequence[tuple[UnitKey, PassedLine]]
) -> Iterable[tuple[tuple[UnitKey, PassedLine], tuple[UnitKey, PassedLine], int]]:
    """Yield which part of the first lines is which part of the second, in their order, until one side ends."""
    left, right = iter(first), iter(second)
    one, other = next(left, None), next(right, None)
    here = one[1].amount if one else 0
    there = other[1].amount if other else 0
    while one is not None and other is not None:
        part = min(here, there)
        if part > 0:
            yield one, other, part
        here, there = here - part, there - part
        if here <= 0:
            one = next(left, None)
            here = one[1].amount if one else 0
        if there <= 0:
            other = next(right, None)
            there = other[1].amount if other else 0
