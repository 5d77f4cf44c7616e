"""项目支出绩效目标表 by itself: weights, vocabularies, targets, last year's values."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from converter.disclosure.finished.vocabulary import normal
from converter.findings import Finding, Place
from converter.narrative.model import Indicator, PerformanceTable
from converter.rules.checks.text_view import TextView
from converter.rules.context import Context
from converter.rules.registry import Rule

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Weights:
    """Totals that the weights may have, and the usual split over first-level indicators."""

    totals: tuple[int, ...] = (90, 100)
    splits: tuple[dict[str, int], ...] = ()


def performance_tables(context: Context) -> Iterator[tuple[TextView, PerformanceTable, Place]]:
    """Yield the performance tables with the view of their text and their places."""
    view = TextView.of(context)
    if view is None:
        return
    for table in view.text.performance:
        yield (
            view,
            table,
            dataclasses.replace(table.place or Place(), part="绩效目标表", excerpt=table.project),
        )


def check_weights(context: Context, rule: Rule, parameters: Weights) -> Iterator[Finding]:
    """Yield tables whose weights do not add up, or are split in another way than usual."""
    for _, table, place in performance_tables(context):
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for indicator in table.indicators:
            weight = _decimal(indicator.weight)
            if weight is not None:
                sums[normal(indicator.first)] += weight
        total = sum(sums.values(), Decimal(0))
        if not sums:
            continue
        if total not in parameters.totals:
            wanted = "或".join(map(str, parameters.totals))
            yield context.finding(
                rule,
                f"项目“{table.project}”各指标分值权重合计为 {total:f}，应为 {wanted}。请核对。",
                place,
                expected=wanted,
                actual=f"{total:f}",
            )
        elif parameters.splits and not any(_like(sums, split, total) for split in parameters.splits):
            told = "、".join(f"{name}{value:f}" for name, value in sums.items())
            usual = "、".join(f"{name}{value}" for name, value in parameters.splits[0].items())
            yield context.finding(
                rule,
                f"项目“{table.project}”的权重为 {told}，通常为 {usual}（没有成本指标的另有规定）。请核对。",
                place,
                expected=usual,
                actual=told,
            )


def _like(sums: dict[str, Decimal], split: dict[str, int], total: Decimal) -> bool:
    wanted = {normal(name): Decimal(value) for name, value in split.items()}
    return {name: value for name, value in sums.items() if value} == wanted or sum(wanted.values()) != total


def _decimal(text: str) -> Decimal | None:
    found = _NUMBER.search(text)
    try:
        return Decimal(found.group(0)) if found else None
    except InvalidOperation:
        return None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that each column may hold; indicators of cost state an upper bound."""

    basis: tuple[str, ...] = ()
    scoring: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    cost: tuple[str, ...] = ("成本",)


_COLUMNS = {"basis": "指标值设置依据", "scoring": "指标赋分规则", "evidence": "佐证资料"}


def check_vocabulary(context: Context, rule: Rule, parameters: Vocabulary) -> Iterator[Finding]:
    """Yield indicators with a word that belongs in another column, or one that is no usual word."""
    for _, table, _place in performance_tables(context):
        for indicator in table.indicators:
            if not indicator.third:
                continue
            problems = []
            for name, label in _COLUMNS.items():
                text = normal(getattr(indicator, name))
                known = tuple(map(normal, getattr(parameters, name)))
                if not text or not known or text in known:
                    continue
                other = next(
                    (
                        column
                        for n, column in _COLUMNS.items()
                        if n != name and text in map(normal, getattr(parameters, n))
                    ),
                    "",
                )
                problems.append(
                    f"“{label}”列写着“{text}”" + (f"，这是“{other}”列的内容" if other else "，不是规定的用词")
                )
            if problems:
                yield context.finding(
                    rule,
                    f"项目“{table.project}”的指标“{indicator.third}”：{'；'.join(problems)}。请移到或改为规定的用词。",
                    place_of(indicator),
                    actual="；".join(problems),
                )
            elif any(
                w in indicator.first or w in indicator.second for w in parameters.cost
            ) and indicator.target.strip().startswith(("≥", ">=", "＞", ">")):
                yield context.finding(
                    rule,
                    f"项目“{table.project}”的成本指标“{indicator.third}”写的是“{indicator.target}”，成本应设上限，用“≤”。",
                    place_of(indicator),
                    expected=indicator.target.replace("≥", "≤"),
                    actual=indicator.target,
                )


@dataclass(frozen=True, slots=True)
class Targets:
    """Indicators whose name has one of ``growing`` may be more than the whole, the others of ``shares`` not."""

    shares: tuple[str, ...] = ("率", "满意度", "比例", "占比")
    growing: tuple[str, ...] = ("增长", "增幅", "增加", "提升", "提高", "超")


def check_targets(context: Context, rule: Rule, parameters: Targets) -> Iterator[Finding]:
    """Yield indicators that measure a part of a whole and aim at more than 100 %."""
    for _, table, _place in performance_tables(context):
        for indicator in table.indicators:
            found = _PERCENT.search(indicator.target)
            share = any(word in indicator.third for word in parameters.shares)
            if found is None or not share or any(word in indicator.third for word in parameters.growing):
                continue
            if Decimal(found[1]) > 100:
                yield context.finding(
                    rule,
                    f"项目“{table.project}”的指标“{indicator.third}”写的是“{indicator.target}”，超过了 100%。请核对。",
                    place_of(indicator),
                    expected="不超过 100%",
                    actual=indicator.target,
                )


def place_of(indicator: Indicator) -> Place:
    """Return the place of an indicator."""
    return dataclasses.replace(
        indicator.place or Place(),
        part="绩效目标表",
        row=indicator.third,
        excerpt=f"{indicator.third} {indicator.target}",
    )


@dataclass(frozen=True, slots=True)
class History:
    """Words of the basis that mean last year's value is known."""

    words: tuple[str, ...] = ("历史标准",)


def check_history(context: Context, rule: Rule, parameters: History) -> Iterator[Finding]:
    """Yield indicators set by history without last year's value; one finding a table."""
    for _, table, place in performance_tables(context):
        lacking = [
            i.third
            for i in table.indicators
            if any(w in normal(i.basis) for w in parameters.words) and not i.last_year.strip()
        ]
        if lacking:
            yield context.finding(
                rule,
                f"项目“{table.project}”的指标“{'”、“'.join(lacking)}”以历史标准设定，“上年完成值”却空着。请补填。",
                place,
                expected="填写上年完成值",
                actual="空",
            )
