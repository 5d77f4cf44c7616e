"""The unit of money (元 or 万元) of every sheet: stated, told by another sheet, by the user, or by size."""

from __future__ import annotations

import re
from decimal import Decimal

from converter.findings import Finding
from converter.reading.numbers import money_suffix
from converter.recognition import asking
from converter.recognition.drafting import Block
from converter.recognition.grid import amount_of, is_number
from converter.recognition.knowledge import Knowledge
from converter.recognition.mapping import MONEY_UNITS, Meaning, Role
from converter.recognition.roles import MONEY_ROLES
from converter.recognition.totals import LONG, Pair, totals_of

_UNIT = "(亿元|万元|千元|百元|元)"
# 金额单位为千元, 单位均为万元, 以“万元”为单位
_TOLD = re.compile(
    rf"(?:单位|币种|金额)(?:均|都|一律|统一)?(?:为|是|以|用|[:：])[“\"]?(?:人民币)?{_UNIT}|[以按]“?{_UNIT}”?(?:为|作)?单位"
)
_WITH_MONEY = (*MONEY_ROLES, Role.PROCUREMENT, Role.ASSETS)


def _spread(block: Block) -> range:
    """Return a block's rows, of a very long one an even spread."""
    first, last = block.table.first, block.table.last
    return range(first, last + 1, max(1, (last - first) // LONG))


def settle_money(pairs: list[Pair], knowledge: Knowledge, given: str | None) -> list[tuple[Pair, Finding]]:
    """Give every sheet with amounts its unit of money; return the questions and warnings to add."""
    findings: list[tuple[Pair, Finding]] = []
    for pair in pairs:
        money, evidence = _stated_money(pair)
        if money:
            pair.mapping.money, pair.mapping.money_evidence = money, evidence
            impossible = _cannot_be_wan(pair, knowledge) if money == "万元" else ""
            if impossible and given == "元":
                pair.mapping.money = given
                pair.mapping.money_evidence = f"用户用 --money 指明（{evidence}，但{impossible}）"
            elif impossible:
                findings.append((pair, asking.impossible_money(pair.draft.sheet, evidence, impossible)))
            elif given and given != money and pair.mapping.role in _WITH_MONEY:
                findings.append((pair, asking.money_disagrees(pair.draft.sheet, money, given)))
    for pair in pairs:
        mapping = pair.mapping
        if mapping.money or mapping.role not in _WITH_MONEY or not _has_open_amounts(pair):
            continue
        if given:
            mapping.money, mapping.money_evidence = given, "用户用 --money 指明"
            continue
        money, evidence = _money_by_relation(pair, pairs)
        if money:
            mapping.money, mapping.money_evidence = money, evidence
            continue
        money, evidence = _money_by_size(pair, knowledge)
        if money:
            mapping.money, mapping.money_evidence = money, evidence
            findings.append((pair, asking.money_by_size(pair.draft.sheet, money, evidence)))
        else:
            needed = mapping.role in MONEY_ROLES
            findings.append((pair, asking.unknown_money(pair.draft.sheet, needed=needed)))
    return findings


def _stated_money(pair: Pair) -> tuple[str | None, str]:
    draft = pair.draft
    facts = draft.facts
    if facts.money:
        return facts.money, facts.evidence.get("money", "")
    for block in draft.blocks:
        if block.facts.money:
            return block.facts.money, block.facts.evidence.get("money", "")
    for counting in (True, False):
        heads = [
            (word.money, d.header)
            for block in draft.blocks
            for d in block.drafts
            if d.meaning is not None and d.meaning.value.startswith("amount")
            for word in d.words
            if word.money and (not counting or d.meaning in (Meaning.AMOUNT, Meaning.AMOUNT_LAST_YEAR))
        ]
        if heads and len({money for money, _ in heads}) == 1:
            return heads[0][0], f"表头“{heads[0][1]}”"
    word = draft.heads.of(draft.sheet.name)
    if word.money:
        return word.money, f"工作表名“{draft.sheet.name}”"
    for title in facts.titles:
        if draft.heads.of(title).money:
            return draft.heads.of(title).money, f"标题“{title}”"
    money, evidence = _money_in_cells(pair)
    return (money, evidence) if money else _money_in_notes(pair)


def _money_in_notes(pair: Pair) -> tuple[str | None, str]:
    """Return the unit of money that text outside of the tables speaks of (注：本表金额单位为千元)."""
    draft = pair.draft
    lines = [*draft.loose, *(line for table in draft.tables for line in table.above)]
    found: dict[str, str] = {}
    for row in dict.fromkeys(line.row for line in lines):
        for _, value in draft.grid.cells(row):
            if isinstance(value, str) and (told := _TOLD.search("".join(value.split()))):
                found.setdefault(told[1] or told[2], value)
    if len(found) != 1:
        return None, ""
    money, text = found.popitem()
    return money, f"“{text.strip()[:40]}”"


def _money_in_cells(pair: Pair) -> tuple[str | None, str]:
    """Return the unit that is written behind every sampled amount (12.5万元)."""
    found: set[str | None] = set()
    for block in pair.draft.blocks:
        for draft in block.drafts:
            if draft.meaning in (Meaning.AMOUNT, Meaning.AMOUNT_LAST_YEAR):
                if draft.profile.filled > sum(draft.profile.texts.values()):
                    return None, ""
                found.update(money_suffix(text) for text in draft.profile.texts)
    if found and found <= MONEY_UNITS.keys():
        money = next(iter(found)) if len(found) == 1 else "元"
        return money, "每个金额后面写明了单位"
    return None, ""


def _has_open_amounts(pair: Pair) -> bool:
    """Return whether the sheet has amount columns without a unit of money of their own."""
    for block in pair.draft.blocks:
        for draft in block.drafts:
            amount = draft.meaning is not None and draft.meaning.value.startswith("amount")
            if amount and not any(word.money for word in draft.words):
                return True
    return False


def _money_by_relation(pair: Pair, pairs: list[Pair]) -> tuple[str | None, str]:
    """Find another sheet whose unit is known and whose total is the same money."""
    mine = {total for total in totals_of(pair.draft) if total}
    if not mine:
        return None, ""
    for other in pairs:
        if other is pair or other.mapping.money is None or other.mapping.money_evidence.startswith("数字"):
            continue
        factor = MONEY_UNITS[other.mapping.money]
        known = {total * factor for total in totals_of(other.draft) if total}
        for money in ("元", "万元"):
            if any(total * MONEY_UNITS[money] in known for total in mine):
                return money, f"合计与工作表“{other.mapping.name}”（{other.mapping.money}）相同"
    return None, ""


def _cannot_be_wan(pair: Pair, knowledge: Knowledge) -> str:
    """Return why figures that are said to be 万元 must be 元; "" when they may be 万元."""
    if pair.mapping.role not in MONEY_ROLES or any(block.facts.money == "元" for block in pair.draft.blocks):
        return ""
    money, evidence = _money_by_size(pair, knowledge, only_without_unit=True)
    return evidence if money == "元" else ""


def _money_by_size(
    pair: Pair, knowledge: Knowledge, *, only_without_unit: bool = False
) -> tuple[str | None, str]:
    """Let the size of the figures decide where it is beyond doubt.

    ``only_without_unit``: columns that state a unit of their own are passed over.
    """
    bounds = knowledge.roles.magnitude
    largest = Decimal(0)
    smallest: Decimal | None = None
    decimals = 0
    for block in pair.draft.blocks:
        for draft in block.drafts:
            if draft.meaning is not Meaning.AMOUNT and draft.meaning is not Meaning.AMOUNT_LAST_YEAR:
                continue
            if only_without_unit and any(word.money for word in draft.words):
                continue
            for row in _spread(block):
                value = pair.draft.grid.value(row, draft.column)
                amount = abs(amount_of(value) or Decimal(0)) if is_number(value) else Decimal(0)
                if amount:
                    largest = max(largest, amount)
                    smallest = amount if smallest is None else min(smallest, amount)
                    exponent = amount.normalize().as_tuple().exponent
                    decimals = max(decimals, -exponent if isinstance(exponent, int) else 0)
    if smallest is None:
        return None, ""
    if largest >= bounds.line_yuan_from and decimals <= 2 and smallest >= 1:
        return "元", f"数字最大 {largest:f}，若是万元就超过 {bounds.line_yuan_from // 10000} 亿元"
    if largest < bounds.wan_below and (smallest < 1 or 2 < decimals <= 6):
        return "万元", f"数字最大 {largest:f}、最小 {smallest:f}，不会是元"
    return None, ""
