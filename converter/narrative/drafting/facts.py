"""The things a template can speak of: figures of the tables, counts, projects, lists of entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from converter.narrative.model import FigureRef, Run
from converter.narrative.template.expressions import Fact, TemplateError
from converter.narrative.template.rendering import Piece

if TYPE_CHECKING:
    from converter.narrative.drafting.reasons import Reasons
    from converter.narrative.drafting.slot_book import SlotBook, SlotUse

_PERCENT = Decimal("0.01")
_HUNDRED = Decimal(100)


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Return part ÷ whole in percent, two decimals, half up (四舍五入), both as published."""
    return (part * _HUNDRED / whole).quantize(_PERCENT, rounding=ROUND_HALF_UP)


def text_piece(text: str) -> Piece:
    """Return plain text as something to insert."""
    return Piece([Run(text)])


@dataclass(slots=True, eq=False)
class FigureFact(Fact):
    """One published figure with last year's figure of the same cell, and what it is a share of.

    ``name`` and ``code`` are the item it is of; ``scope`` is the family of its reason ("" for none).
    """

    name: str
    value: Decimal
    ref: FigureRef | None
    last: Decimal | None = None
    whole: Decimal | None = None
    code: str = ""
    scope: str = ""
    decimals: int = 2
    path: tuple[str, ...] = ()
    reasons: Reasons | None = None
    names: tuple[str, ...] = ()

    @property
    def change(self) -> Decimal:
        """This year less last year in 万元; asking is a fault of the template when last year is not known."""
        if self.last is None:
            raise TemplateError(f"“{self.name}”的上年数不知道，不能说增减；请先用“.上年已知”判断")
        return self.value - self.last

    @property
    def rate(self) -> Decimal:
        """The change in percent of last year, signed."""
        if not self.last:
            raise TemplateError(f"“{self.name}”上年为零，没有增减幅度；请先用“.有幅度”判断")
        return percent(self.change, self.last)

    def amount(self, value: Decimal, ref: FigureRef | None = None) -> Piece:
        """Return an amount as printed in the text: two decimals, no separators."""
        return Piece([Run(f"{value:.{self.decimals}f}", figure=ref)])

    def share(self) -> Piece:
        """Return the share of the whole as printed."""
        if not self.whole:
            raise TemplateError(f"“{self.name}”的合计为零，没有占比；请先用“.有占比”判断")
        return text_piece(f"{percent(self.value, self.whole):f}%")

    def name_at(self, level: int) -> str:
        """Return the name of the 类 (0), 款 (1) or 项 (2) that the item belongs to."""
        if level >= len(self.path):
            raise TemplateError(f"“{self.name}”没有这一级科目")
        return self.path[level]

    def reason(self) -> SlotUse:
        """Return the slot of the reason of the change."""
        if self.reasons is None or not self.scope:
            raise TemplateError(f"“{self.name}”没有说明属于哪一组原因")
        return self.reasons.reason(self)

    def _reason_piece(self) -> Piece:
        assert self.reasons is not None
        return self.reasons.piece(self.reason())

    def _last_known(self) -> bool:
        """Whether last year's figure is known; that it was asked for is noted for the supplement."""
        if self.reasons is not None and self.ref is not None:
            self.reasons.note_last(self)
        return self.last is not None

    def _last_piece(self) -> Piece:
        if self.reasons is None:
            raise TemplateError(f"“{self.name}”不能填写上年数")
        return self.reasons.last_figure(self)

    def _purpose_piece(self) -> Piece:
        if self.reasons is None:
            raise TemplateError(f"“{self.name}”不能填写用途")
        return self.reasons.purpose(self)

    parts: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "名称": lambda f: f.name,
        "编码": lambda f: f.code,
        "金额": lambda f: f.amount(f.value, f.ref),
        "数值": lambda f: f.value,
        "为零": lambda f: f.value == 0,
        "上年": lambda f: f.amount(f.last if f.last is not None else Decimal(0)),
        "上年已知": lambda f: f._last_known(),
        "上年填空": lambda f: f._last_piece(),
        "上年为零": lambda f: f.last == 0,
        "增减": lambda f: f.change,
        "增减额": lambda f: f.amount(abs(f.change)),
        "有幅度": lambda f: f.last is not None and f.last > 0,
        "幅度": lambda f: text_piece(f"{abs(f.rate):f}%"),
        "有占比": lambda f: bool(f.whole),
        "占比": lambda f: f.share(),
        "要写原因": lambda f: f.reason().answer is not None or f.reason().required,
        "原因": lambda f: f._reason_piece(),
        "用途": lambda f: f._purpose_piece(),
        "类名": lambda f: f.name_at(0),
        "款名": lambda f: f.name_at(1),
        "项名": lambda f: f.name_at(2),
        "类码": lambda f: f.code[:3],
        "款码": lambda f: f.code[3:5],
        "项码": lambda f: f.code[5:7],
    }


@dataclass(slots=True, eq=False)
class CountFact(Fact):
    """A number that the clerk gives, with its change against last year where it is known."""

    book: SlotBook
    use: SlotUse
    change_use: SlotUse | None = None

    @property
    def number(self) -> Decimal | None:
        """The number, None while the slot is open."""
        return self.use.answer.number if self.use.answer is not None else None

    @property
    def change(self) -> Decimal | None:
        """The change against last year, None while it is open."""
        use = self.change_use
        return use.answer.number if use is not None and use.answer is not None else None

    def _known_change(self) -> Decimal:
        if self.change is None:
            raise TemplateError(f"“{self.use.label}”的增减不知道；请先用“.增减已知”判断")
        return self.change

    def _change_piece(self) -> Piece:
        from converter.narrative.drafting.slot_book import plain_number

        assert self.change_use is not None
        return Piece([Run(plain_number(abs(self._known_change())), slot=self.change_use.id)])

    def _open_change(self) -> Piece:
        if self.change_use is None:
            raise TemplateError(f"“{self.use.label}”没有增减这一填空项")
        return self.book.piece(self.change_use)

    parts: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "数": lambda f: f.book.piece(f.use),
        "已知": lambda f: f.number is not None,
        "数值": lambda f: f.number if f.number is not None else Decimal(0),
        "增减已知": lambda f: f.change is not None,
        "增减": lambda f: f._known_change(),
        "增减数": lambda f: f._change_piece(),
        "增减填空": lambda f: f._open_change(),
    }


@dataclass(slots=True, eq=False)
class ProjectFact(Fact):
    """A project of 表7: its rows (one a functional item) with their sum."""

    name: str
    rows: list[FigureFact]
    total: Decimal
    decimals: int = 2

    def _amount(self) -> Piece:
        ref = self.rows[0].ref if len(self.rows) == 1 else None
        return Piece([Run(f"{self.total:.{self.decimals}f}", figure=ref)])

    parts: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "名称": lambda p: p.name,
        "金额": lambda p: p._amount(),
        "数值": lambda p: p.total,
        "各科目": lambda p: p.rows,
        "多个科目": lambda p: len(p.rows) > 1,
    }


@dataclass(slots=True, eq=False)
class EntryFact(Fact):
    """One entry of a list that the clerk gives (one duty, one department)."""

    text: str
    slot: str

    parts: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "内容": lambda e: Piece([Run(e.text, slot=e.slot)]),
    }


@dataclass(slots=True, eq=False)
class ListFact(Fact):
    """A list that the clerk gives. ``known`` is False while nobody said anything about it."""

    entries: list[EntryFact]
    known: bool
    open_piece: Callable[[], Piece]

    def _joined(self) -> Piece:
        runs: list[Run] = []
        for entry in self.entries:
            if runs:
                runs.append(Run("、"))
            runs.append(Run(entry.text, slot=entry.slot))
        return Piece(runs)

    parts: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "已知": lambda x: x.known,
        "个数": lambda x: len(x.entries),
        "各条": lambda x: x.entries,
        "列出": lambda x: x._joined(),
        "填空": lambda x: x.open_piece(),
    }


@dataclass(slots=True, eq=False)
class PerformanceFact(Fact):
    """Performance management: how many projects of fiscal and of other money, with their amounts."""

    fiscal_count: int
    fiscal_amount: Decimal
    other_count: int
    other_amount: Decimal
    tables: list[int] = field(default_factory=list)

    parts: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "财政项目数": lambda p: p.fiscal_count,
        "财政金额": lambda p: p.fiscal_amount,
        "其他项目数": lambda p: p.other_count,
        "其他金额": lambda p: p.other_amount,
        "各表": lambda p: p.tables,
    }


def every_part() -> set[str]:
    """Return the names of all parts that any thing has."""
    kinds = (FigureFact, CountFact, ProjectFact, EntryFact, ListFact, PerformanceFact)
    return {name for kind in kinds for name in kind.parts}
