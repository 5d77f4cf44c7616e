"""The list of eliminations (待抵销) as the officer fills it in and gives it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from converter.findings import Finding, Place, error
from converter.money import FEN_PER_WAN, fen_from
from converter.packs.loading import Pack
from converter.reading.model import CellValue
from converter.recognition.vocabulary import Vocabulary
from converter.recognition.words import normal

# The headers of the list, as the summary prints them.
DEPARTMENT, RECEIVER_CODE, RECEIVER, INCOME = "部门", "收款编码", "收款单位", "收入项目"
FUNCTION, AMOUNT = "收款科目", "金额"
PAYER_CODE, PAYER, PAYER_FUNCTION, PAYER_PROJECT = "付款编码", "付款单位", "付款科目", "付款项目"
CHOICE, CHOSEN_AMOUNT, OUTCOME = "是否抵销", "抵销金额", "情况"
ALL_SURE = "全部"
_YES = frozenset(map(normal, ("是", "抵销", "要", "y", "yes", "√", "✓", "✔", "1", "对")))
_NO = frozenset(map(normal, ("", "否", "不", "不抵销", "n", "no", "×", "x", "0", "-", "—")))
_HEAD_ROWS = 12


class Chosen(NamedTuple):
    """One row of the list that is to be eliminated. ``amount`` in 分, ``income`` the source of funds, ``income_name``
    as written, ``where`` the row for messages, ``fault`` why it cannot be used ("" if it can)."""

    receiver_code: str
    receiver: str
    income: str
    income_name: str
    function: str
    payer_code: str
    payer: str
    payer_function: str
    payer_project: str
    amount: int
    where: Place
    fault: str = ""


@dataclass(slots=True)
class EliminationList:
    """The rows to eliminate; ``everything`` is whether all that is sure is chosen, without a list."""

    everything: bool = False
    chosen: list[Chosen] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_eliminations(given: str, pack: Pack) -> EliminationList:
    """Read what ``--eliminate`` names: 全部, or a workbook with the list (批量结果 with 是否抵销 filled in)."""
    if given.strip() == ALL_SURE:
        return EliminationList(everything=True)
    from converter.reading import read_file

    result = EliminationList()
    path = Path(given)
    source = read_file(path)
    if not source.readable:
        result.findings = list(source.findings)
        return result
    found = False
    for sheet in source.sheets:
        heads = _heads(sheet.rows)
        if heads is None:
            continue
        found = True
        first, columns = heads
        for number, row in enumerate(sheet.rows[first:], start=first + 1):
            place = Place(file=str(path), sheet=sheet.name, cell=f"A{number}")
            chosen = _Row(row, columns, place, pack).chosen()
            if chosen is not None:
                result.chosen.append(chosen)
    if not found:
        result.findings.append(
            error(
                "O88",
                f"“{path.name}”里没有待抵销的名单。请先用 --rollup 运行一次，在批量结果的“待抵销”页的“{CHOICE}”栏填“是”，"
                "再用 --eliminate 给出这个文件。",
                Place(file=str(path)),
            )
        )
    elif not result.chosen:
        result.findings.append(
            error(
                "O88",
                f"“{path.name}”的“{CHOICE}”栏没有一行填“是”，没有抵销任何金额。要抵销的行请填“是”。",
                Place(file=str(path)),
            )
        )
    return result


def _heads(rows: Sequence[Sequence[CellValue]]) -> tuple[int, dict[str, int]] | None:
    """Return the first row below the header and the columns by header, None when a sheet has no such list."""
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        columns = {normal(value): i for i, value in enumerate(row) if isinstance(value, str)}
        if {normal(CHOICE), normal(RECEIVER), normal(PAYER)} <= set(columns):
            return number + 1, columns
    return None


class _Row:
    def __init__(self, row: Sequence[CellValue], columns: dict[str, int], place: Place, pack: Pack) -> None:
        self.row, self.columns, self.place, self.pack = row, columns, place, pack
        self.fault = ""

    def chosen(self) -> Chosen | None:
        """Return what the row says if it is to be eliminated, with what is wrong with it."""
        choice = normal(self._text(CHOICE))
        if choice in _NO:
            return None
        income = self._text(INCOME)
        source = _source_of(income, self.pack)
        amount = self._amount(CHOSEN_AMOUNT) or self._amount(AMOUNT) or 0
        if choice not in _YES:
            self._wrong(f"“{CHOICE}”栏写着“{self._text(CHOICE)}”，看不出是否抵销，请填“是”或“否”")
        if not self._text(RECEIVER) and not self._text(RECEIVER_CODE):
            self._wrong("没有写收款单位")
        if source is None:
            self._wrong(f"“{INCOME}”栏写着“{income}”，不认得是哪一项收入")
        if not self._text(PAYER) and not self._text(PAYER_CODE):
            self._wrong("没有写付款单位，不知道减去谁的支出")
        if amount <= 0:
            self._wrong("没有写要抵销的金额（万元，大于 0）")
        return Chosen(
            self._text(RECEIVER_CODE),
            self._text(RECEIVER),
            source or "",
            income,
            self._code(FUNCTION),
            self._text(PAYER_CODE),
            self._text(PAYER),
            self._code(PAYER_FUNCTION),
            self._text(PAYER_PROJECT),
            amount,
            self.place,
            self.fault,
        )

    def _value(self, head: str) -> CellValue:
        column = self.columns.get(normal(head))
        return self.row[column] if column is not None and column < len(self.row) else None

    def _text(self, head: str) -> str:
        value = self._value(head)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value).strip()

    def _code(self, head: str) -> str:
        """Return the code that a cell begins with (2050202 小学教育)."""
        text = self._text(head)
        return text[: len(text) - len(text.lstrip("0123456789"))]

    def _amount(self, head: str) -> int | None:
        """Return an amount of 万元 in 分, None when there is none that can be read."""
        value = self._value(head)
        if value is None or value == "":
            return None
        try:
            wan = Decimal(value.replace(",", "").replace("，", "")) if isinstance(value, str) else value
            if isinstance(wan, bool) or not isinstance(wan, int | Decimal) or not Decimal(wan).is_finite():
                raise ValueError(value)
        except (ArithmeticError, ValueError):
            self._wrong(f"“{head}”栏的“{value}”不是金额")
            return None
        return fen_from(Decimal(wan), FEN_PER_WAN)

    def _wrong(self, told: str) -> None:
        self.fault = self.fault or told


def _source_of(income: str, pack: Pack) -> str | None:
    """Return the source of funds that a list names, None when it is not known."""
    words = Vocabulary.of(pack)
    names = {normal(words.sources.name(one)): one for one in words.sources.ids}
    known = names.get(normal(income)) or (words.source_of(income) if income else None)
    return words.sources.leaf(known) if known else None
