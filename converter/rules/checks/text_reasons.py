"""Reasons of changes (增减原因): they go the way that the figures go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.findings import Finding
from converter.narrative.model import Measure
from converter.rules.checks.text_view import TextView, amount, short_name
from converter.rules.context import Context
from converter.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class Reasons:
    """Words in reasons that tell a direction, and words that set two things against each other."""

    up: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    contrast: tuple[str, ...] = ("但", "虽", "尽管", "同时", "抵")


def check_directions(context: Context, rule: Rule, parameters: Reasons) -> Iterator[Finding]:
    """Yield reasons whose words go the other way than the figures."""
    view = TextView.of(context)
    if view is None:
        return
    for item in view.items:
        change = item.statements.get(Measure.CHANGE) or item.statements.get(Measure.RATE)
        if change is None or not change.value or not change.reason:
            continue
        up = [word for word in parameters.up if word in change.reason]
        down = [word for word in parameters.down if word in change.reason]
        if (up and down) or any(word in change.reason for word in parameters.contrast):
            continue
        against = down if change.value > 0 else up
        if against:
            yield context.finding(
                rule,
                f"“{short_name(item)}”写的是{change.direction}，原因却说“{change.reason}”（{'、'.join(against)}）。"
                "请核对方向和原因。",
                view.place(change, f"{change.direction}{change.raw}，…{change.reason}"),
                actual=change.reason,
            )
    yield from _hidden_opposites(view, rule)


def _hidden_opposites(view: TextView, rule: Rule) -> Iterator[Finding]:
    """A part that is new and larger than the whole's increase: others must have fallen, the reason hides it."""
    for item in view.items:
        change = item.statements.get(Measure.CHANGE)
        if item.subject != "project" or change is None or not change.value or not change.reason:
            continue
        parts = [
            p
            for p in view.items
            if p.subject.startswith("F")
            and p.scope != item.scope
            and (moved := p.value(Measure.CHANGE)) is not None
            and moved > 0
            and moved == view.current(p)
            and change.value < moved
        ]
        if parts and not any(
            word in change.reason for word in ("减少", "压减", "压缩", "下降", "取消", "结束")
        ):
            moved = parts[0].value(Measure.CHANGE) or Decimal(0)
            yield view.context.finding(
                rule,
                f"“{short_name(item)}”只增加 {amount(change.value)}，其中“{short_name(parts[0])}”就新增 {amount(moved)}，"
                f"可见另有项目减少 {amount(moved - change.value)}。原因应把增、减两个方向都说明。",
                view.place(change),
                view.place(parts[0].first),
                expected="增减两个方向的原因",
                actual=change.reason,
            )
