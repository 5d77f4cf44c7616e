"""Eliminates money that units of a department passed to one another (抵销), as the officer chose.

The unit that paid loses the spending, the unit that received loses the income; what the receiver spends of it
is from then on paid for by what the payer had it from. So income and spending shrink by the same amount, and
every table still ties: what was a transfer is gone, what was bought with it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from converter.batch.departments import Department
from converter.batch.elimination_list import Chosen, EliminationList
from converter.batch.model import UnitResult
from converter.batch.offering import Offer, Portion, paired
from converter.batch.passing import PassedLine
from converter.batch.spool import read_kept
from converter.batch.words import BatchWords, bare_name
from converter.disclosure.compiling import compile_disclosure
from converter.disclosure.model import Disclosure, Eliminated
from converter.disclosure.summing import sum_disclosures
from converter.findings import Finding, error, info
from converter.ledger.model import BudgetLine, UnitKey, UnitLedger
from converter.money import FEN_PER_STEP, steps_half_up, wan_from_fen
from converter.packs.loading import Pack
from converter.recognition.words import normal

# What the eliminated amounts are called beside the units whose tables are added up.
NAME = "部门内抵销"
# So many amounts that are no whole hundreds of 元 are tried both ways, to leave no cents behind.
_MOST_TRIED = 40


def choose(
    departments: Sequence[Department], offers: list[Offer], given: EliminationList, words: BatchWords
) -> list[Finding]:
    """Mark the offers that are eliminated; rows of the list that are no offer become offers of their own.

    Returns what of the list could not be done, each row with its reason.
    """
    if given.everything:
        for offer in offers:
            offer.chosen = offer.sure and bool(offer.paying)
        return []
    findings = list(given.findings)
    books = _Books(departments, words)
    found: dict[int, list[Offer]] = {}
    for row in given.chosen:
        place, told = books.department_of(row) if not row.fault else (None, row.fault)
        done: Offer | str = books.offer(departments[place], row) if place is not None else told
        if isinstance(done, str):
            findings.append(_refused(row, done))
            offers.append(_as_written(row, done, departments[place] if place is not None else None))
        elif place is not None:
            found.setdefault(place, []).append(done)
    for place, chosen in found.items():
        _replace(offers, departments[place], chosen)
    return findings


def _refused(row: Chosen, told: str) -> Finding:
    name = row.receiver or row.receiver_code or "（没有写收款单位）"
    amount = f" {wan_from_fen(row.amount):.2f} 万元" if row.amount else ""
    return error("O89", f"抵销名单里“{name}”的{amount}没有抵销：{told}。请改好名单再运行一次。", row.where)


def _as_written(row: Chosen, told: str, department: Department | None) -> Offer:
    """Return a row that could not be done as it was written, to be mended in the next list."""
    receiver, payer = UnitKey(row.receiver_code, row.receiver), UnitKey(row.payer_code, row.payer)
    return Offer(
        department or Department("", "", None), row.income, receiver, row.function, row.amount, payer,
        row.payer_function, row.payer_project, income_name=row.income_name, told=told,
    )  # fmt: skip


def _replace(offers: list[Offer], department: Department, chosen: Sequence[Offer]) -> None:
    """Put what was chosen in the place of the offers of the same money, and keep what is left of those."""
    mine = [offer for offer in offers if offer.department is department and not offer.told]
    taken: dict[tuple[UnitKey | None, PassedLine], int] = {}
    given: dict[tuple[UnitKey | None, PassedLine], int] = {}
    for offer in chosen:
        for line, amount in offer.receiving:
            taken[offer.receiver, line] = taken.get((offer.receiver, line), 0) + amount
        for line, amount in offer.paying:
            given[offer.payer, line] = given.get((offer.payer, line), 0) + amount
    for offer in mine:
        offer.receiving = _less(offer.receiving, offer.receiver, taken)
        offer.paying = _less(offer.paying, offer.payer, given)
        offer.amount = sum(amount for _, amount in offer.receiving)
    for offer in [o for o in mine if not o.amount and (o.receiver is not None or not o.paying)]:
        offers.remove(offer)
    offers.extend(chosen)


def _less(
    portions: Sequence[Portion], unit: UnitKey | None, gone: dict[tuple[UnitKey | None, PassedLine], int]
) -> list[Portion]:
    """Return portions of a unit's lines without what is gone; ``gone`` shrinks by what was found here."""
    kept = []
    for line, amount in portions:
        # Lines of the list are lines of the whole book, which says nothing of passing.
        own = (unit, line._replace(passing="", paid=False))
        part = min(amount, gone.get(own, 0))
        if part:
            gone[own] -= part
        if amount - part:
            kept.append(Portion(line, amount - part))
    return kept


@dataclass(slots=True)
class _Book:
    """One unit's lines, each with what is left of it, in 分."""

    key: UnitKey
    lines: list[PassedLine]
    marked: list[PassedLine]
    left: list[int] = field(default_factory=list)


class _Books:
    """The lines of all units of all departments, from which rows of the list take."""

    def __init__(self, departments: Sequence[Department], words: BatchWords) -> None:
        self.words = words
        self.units: list[list[UnitResult]] = [department.units for department in departments]
        self.opened: dict[int, _Book] = {}

    def department_of(self, row: Chosen) -> tuple[int | None, str]:
        """Return in which department the receiver of a row is, else None and why."""
        places = [
            place
            for place, units in enumerate(self.units)
            for unit in units
            if self._is(unit, row.receiver_code, row.receiver)
        ]
        if not places:
            return None, "没有这个收款单位"
        payers = [
            place
            for place in places
            if any(self._is(unit, row.payer_code, row.payer) for unit in self.units[place])
        ]
        if not payers:
            return None, "付款单位不在收款单位的部门里（不同部门之间的往来不在部门汇总里抵销）"
        if len(payers) > 1:
            return None, "有几个同名的单位，请把收款编码写上"
        return payers[0], ""

    def _is(self, unit: UnitResult, code: str, name: str) -> bool:
        if code and unit.code:
            return code.lstrip("0") == unit.code.lstrip("0")
        own = unit.document.unit or ""
        return bool(name) and (
            normal(own) == normal(name) or bare_name(own, self.words) == bare_name(name, self.words)
        )

    def _book(self, unit: UnitResult) -> _Book:
        if id(unit) not in self.opened:
            lines: list[PassedLine] = read_kept(unit.kept_lines) if unit.kept_lines else []
            key = UnitKey(unit.code, unit.document.unit or "")
            marked = [line for line in unit.passed if line.paid]
            self.opened[id(unit)] = _Book(key, lines, marked, [line.amount for line in lines])
        return self.opened[id(unit)]

    def offer(self, department: Department, row: Chosen) -> Offer | str:
        """Return what a row eliminates, or why nothing."""
        receivers = [u for u in department.units if self._is(u, row.receiver_code, row.receiver)]
        payers = [u for u in department.units if self._is(u, row.payer_code, row.payer)]
        if len(receivers) != 1 or len(payers) != 1:
            return "部门里有几个同名的单位，请把编码写上"
        if receivers[0] is payers[0]:
            return "收款单位和付款单位是同一个单位"
        taking, giving = self._book(receivers[0]), self._book(payers[0])
        held = [
            i
            for i, line in enumerate(taking.lines)
            if line.source == row.income and line.function.startswith(row.function) and taking.left[i] > 0
        ]
        got = sum(taking.left[i] for i in held)
        if got < row.amount:
            return f"收款单位的这项收入{'还剩' if got else '只有'} {wan_from_fen(got):.2f} 万元，不够抵销"
        spent = self._paying(giving, row)
        if isinstance(spent, str):
            return spent
        offer = Offer(
            department, row.income, taking.key, row.function, row.amount, giving.key,
            row.payer_function, row.payer_project, "按抵销名单", sure=True, chosen=True,
        )  # fmt: skip
        offer.receiving = _take(taking, held, row.amount)
        offer.paying = _take(giving, spent, row.amount)
        if not offer.function and len({line.function for line, _ in offer.receiving}) == 1:
            offer.function = offer.receiving[0].line.function
        return offer

    def _paying(self, book: _Book, row: Chosen) -> list[int] | str:
        """Return the lines that a row's payer pays with: they must leave no doubt."""
        project = normal(row.payer_project)
        spent = [
            i
            for i, line in enumerate(book.lines)
            if line.function.startswith(row.payer_function)
            and (not project or normal(line.stated) == project)
            and book.left[i] > 0
        ]
        if not row.payer_function and not project:
            spent = [i for i in spent if self._marked(book, book.lines[i])]
            if not spent:
                return "不知道是付款单位的哪一笔支出，请写明付款科目或付款项目"
        had = sum(book.left[i] for i in spent)
        if had < row.amount:
            return f"付款单位的这笔支出只有 {wan_from_fen(had):.2f} 万元，不够抵销"
        alike = {book.lines[i]._replace(amount=0) for i in spent}
        if had > row.amount and len(alike) > 1:
            marked = [i for i in spent if self._marked(book, book.lines[i])]
            enough = sum(book.left[i] for i in marked) >= row.amount
            if not enough:
                return (
                    f"付款单位符合的支出有 {len(spent)} 笔共 {wan_from_fen(had):.2f} 万元，看不出是哪一笔，"
                    "请把付款科目和付款项目都写明"
                )
            spent = marked
        return spent

    @staticmethod
    def _marked(book: _Book, line: PassedLine) -> bool:
        return any(one._replace(passing=line.passing, paid=line.paid) == line for one in book.marked)


def _take(book: _Book, places: Sequence[int], amount: int) -> list[Portion]:
    taken = []
    for place in places:
        part = min(amount, book.left[place])
        if part > 0:
            book.left[place] -= part
            amount -= part
            taken.append(Portion(book.lines[place], part))
    return taken


# ── the tables


@dataclass(slots=True)
class Elimination:
    """What one department's sums lose: the parts of lines that were received and those that were paid."""

    receiver: str
    payer: str
    receiving: list[Portion]
    paying: list[Portion]

    def moves(self) -> Iterable[tuple[PassedLine, PassedLine, int]]:
        """Yield (line of the receiver, line of the payer, amount in 分)."""
        nobody = UnitKey("", "")
        first = [(nobody, line._replace(amount=amount)) for line, amount in self.receiving]
        second = [(nobody, line._replace(amount=amount)) for line, amount in self.paying]
        for (_, taken), (_, given), amount in paired(first, second):
            yield taken, given, amount


def summed_without(
    parts: Sequence[Disclosure],
    eliminations: Sequence[Elimination],
    pack: Pack,
    unit: str,
    code: str,
) -> tuple[Disclosure, list[Disclosure]]:
    """Return the sum of ``parts`` less what is eliminated, and the parts that it is the sum of.

    The last part is what is eliminated, as tables of negative figures. Amounts that are no whole hundreds of 元
    are rounded so that, where possible, nothing is left where all was eliminated.
    """
    if not eliminations:
        return sum_disclosures(parts, pack, unit, code), list(parts)
    moves = [move for elimination in eliminations for move in elimination.moves()]
    year = next((part.year for part in parts if part.year is not None), None)
    steps = [steps_half_up(amount) for _, _, amount in moves]

    def total(chosen: Sequence[int]) -> tuple[Disclosure, Disclosure]:
        less = _tables(moves, chosen, pack, year)
        return sum_disclosures([*parts, less], pack, unit, code), less

    best, less = total(steps)
    bad = _left_behind(best)
    uneven = [i for i, (_, _, amount) in enumerate(moves) if amount % FEN_PER_STEP]
    for i in uneven[:_MOST_TRIED]:
        if not bad:
            break
        tried = list(steps)
        tried[i] += 1 if steps[i] * FEN_PER_STEP < moves[i][2] else -1
        other, other_less = total(tried)
        if (left := _left_behind(other)) < bad:
            best, less, bad, steps = other, other_less, left, tried
    best.eliminations = _listed(best, less)
    return best, [*parts, less]


def _left_behind(total: Disclosure) -> int:
    """Return how many figures say something where nothing is left, or are below zero where nothing is owed."""
    return sum(
        bool(cell.value) and cell.exact is not None and (not cell.exact or (cell.value or 0) < 0 < cell.exact)
        for table in total.tables.values()
        for _, _, cell in table.figures()
    )


def _tables(
    moves: Sequence[tuple[PassedLine, PassedLine, int]], steps: Sequence[int], pack: Pack, year: int | None
) -> Disclosure:
    """Return what is eliminated as tables: published figures from ``steps``, exact ones from the amounts."""
    published = _compiled(
        [(taken, given, step * FEN_PER_STEP) for (taken, given, _), step in zip(moves, steps, strict=True)],
        pack,
        year,
    )
    exact = _compiled(moves, pack, year)
    for table in published.tables.values():
        for row in table.rows:
            other = exact.tables[table.id].row(row.key, row.section)
            for column, cell in row.cells.items():
                known = other.cells.get(column) if other is not None else None
                cell.exact = known.exact if known is not None else Decimal(0)
                cell.lines = ()
    published.adjustments, published.findings = [], []
    return published


def _compiled(
    moves: Iterable[tuple[PassedLine, PassedLine, int]], pack: Pack, year: int | None
) -> Disclosure:
    lines: list[BudgetLine] = []
    for taken, given, amount in moves:
        if amount:
            lines += [given.line(-amount), taken.line(-amount), taken.line(amount, given.source)]
    return compile_disclosure(UnitLedger(UnitKey("", NAME), year, lines), pack)


def _listed(total: Disclosure, less: Disclosure) -> list[Eliminated]:
    """Return every figure that elimination changed: before, what was eliminated, after."""
    found = []
    for table in less.tables.values():
        for row, column, cell in table.figures():
            if cell.value:
                kept = total.tables[table.id]
                after = kept.value(row.key, column, row.section)
                whole = kept.row(row.key, row.section)
                label = whole.label if whole is not None else row.label
                found.append(
                    Eliminated(table.id, row.key, label, column, after - cell.value, -cell.value, after)
                )
    return found


def told_of(eliminations: Sequence[Elimination]) -> list[Finding]:
    """Return what a department's report says of what was eliminated."""
    if not eliminations:
        return []
    whole = sum(amount for one in eliminations for _, amount in one.paying)
    named = "；".join(
        f"{one.payer} 付给 {one.receiver} {wan_from_fen(sum(a for _, a in one.paying)):.2f} 万元"
        for one in eliminations[:10]
    )
    more = f"等 {len(eliminations)} 笔" if len(eliminations) > 10 else ""
    return [
        info(
            "L74",
            f"按您的决定抵销了部门内的往来共 {wan_from_fen(whole):.2f} 万元（{named}{more}）：汇总数减去了收款单位的这项收入和付款单位的"
            "这笔支出，收款单位用它安排的支出改列付款单位的资金来源；各单位自己的公开表不变。逐表逐行的变化见“抵销”页。"
            "上年的汇总数如果没有抵销，增减的原因里请考虑这一点。",
        )
    ]
