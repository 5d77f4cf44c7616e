"""What only several sheets together tell: the year, the unit, the unit of money, which sheet sums up others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from converter.findings import Finding
from converter.packs.classification import plain_name
from converter.reading.numbers import split_code_name
from converter.recognition import asking
from converter.recognition.drafting import Block, SheetDraft
from converter.recognition.grid import amount_of, is_number
from converter.recognition.knowledge import Knowledge
from converter.recognition.mapping import MONEY_UNITS, Meaning, Role, SheetMapping
from converter.recognition.roles import MONEY_ROLES
from converter.recognition.titles import Titles
from converter.recognition.words import normal

_SUMMED = (Role.BUDGET, Role.INCOME, Role.OVERVIEW, Role.LAST_YEAR)
_LONG = 4000  # rows
_WITH_MONEY = (*MONEY_ROLES, Role.PROCUREMENT, Role.ASSETS)


@dataclass(slots=True)
class Pair:
    """A sheet's draft beside the mapping that is made of it."""

    draft: SheetDraft
    mapping: SheetMapping


def file_year(drafts: list[SheetDraft], path: str, titles: Titles) -> tuple[int | None, str]:
    """Return the budget year of a file and its evidence: what most titles say, else the file's name."""
    votes: Counter[int] = Counter()
    evidence: dict[int, str] = {}
    for draft in drafts:
        for facts in (draft.facts, draft.name_facts):
            last_year = any("上年" in title for title in facts.titles)
            if facts.year is not None and not last_year:
                votes[facts.year] += 1
                evidence.setdefault(facts.year, f"工作表“{draft.sheet.name}”{facts.evidence.get('year', '')}")
    if votes:
        most = max(votes.values())
        year = max(year for year, count in votes.items() if count == most)
        return year, evidence[year]
    name = titles.of_name(Path(path).stem, "文件名")
    return name.year, name.evidence.get("year", "")


def settle_year(pairs: list[Pair], year: int | None, evidence: str) -> None:
    """Give every sheet its year; sheets of the year before become last year's."""
    if year is None or evidence.startswith("文件名"):
        found, said = _year_of_columns(pairs)
        year, evidence = (found, said) if found is not None else (year, evidence)
    for pair in pairs:
        mapping, draft = pair.mapping, pair.draft
        own = draft.facts.year or draft.name_facts.year
        source = draft.facts if draft.facts.year else draft.name_facts
        if own is not None:
            mapping.year, mapping.year_evidence = own, source.evidence.get("year", "")
        elif year is not None and mapping.role is not Role.LAST_YEAR:
            mapping.year, mapping.year_evidence = year, evidence
        if own is not None and year is not None and own == year - 1 and mapping.role in MONEY_ROLES:
            if mapping.role is not Role.LAST_YEAR:
                mapping.evidence.append(f"是{own}年的数，本文件其余是{year}年")
                for block in mapping.blocks:
                    block.role = block.role or (None if mapping.role is Role.BUDGET else mapping.role)
            mapping.role = Role.LAST_YEAR


def _year_of_columns(pairs: list[Pair]) -> tuple[int | None, str]:
    years: Counter[int] = Counter()
    headed: set[int] = set()
    for pair in pairs:
        if pair.mapping.role is Role.LAST_YEAR or pair.mapping.role not in MONEY_ROLES:
            continue
        for block in pair.draft.blocks:
            for draft in block.drafts:
                if draft.meaning is Meaning.AMOUNT:
                    headed.update(word.year for word in draft.words if word.year is not None)
                if draft.meaning is Meaning.YEAR:
                    for text, count in draft.profile.texts.items():
                        found = "".join(c for c in normal(text) if c.isdigit())[:4]
                        if len(found) == 4:
                            years[int(found)] += count
                    _count_years(pair.draft, block, draft.column, years)
    if len(years) == 1:
        return next(iter(years)), "年度列"
    if len(headed) == 1:
        year = headed.pop()
        return year, f"表头里的{year}年"
    return None, ""


def _count_years(draft: SheetDraft, block: Block, column: int, years: Counter[int]) -> None:
    for row in range(block.table.first, min(block.table.last + 1, block.table.first + 100)):
        amount = amount_of(draft.grid.value(row, column))
        if amount is not None and 1990 <= amount <= 2100 and amount == amount.to_integral_value():
            years[int(amount)] += 1


def settle_unit(pairs: list[Pair], path: str, titles: Titles) -> None:
    """Give every sheet its unit: what it says itself, else the file's only one, else the file's name."""
    for pair in pairs:
        mapping, facts = pair.mapping, pair.draft.facts
        source = facts if facts.unit_name else pair.draft.name_facts
        if source.unit_name:
            mapping.unit_name, mapping.unit_code = source.unit_name, source.unit_code
            mapping.unit_evidence = source.evidence.get("unit", "")
        elif facts.unit_code:
            mapping.unit_code = facts.unit_code
    name, code, evidence = _file_unit(pairs, path, titles)
    for pair in pairs:
        mapping = pair.mapping
        if name and not mapping.unit_name and not _own_units(pair):
            mapping.unit_name, mapping.unit_evidence = name, evidence
        if name and plain_name(mapping.unit_name) == plain_name(name) and not mapping.unit_code:
            mapping.unit_code = code


def _file_unit(pairs: list[Pair], path: str, titles: Titles) -> tuple[str, str, str]:
    """Return (name, code, evidence) of the file's unit when it has only one; "" when several or none."""
    strong = [p for p in pairs if p.mapping.unit_name and "：" in p.mapping.unit_evidence]
    for candidates in (strong, [p for p in pairs if p.mapping.unit_name]):
        names = {plain_name(p.mapping.unit_name): p for p in reversed(candidates)}
        if len(names) == 1:
            pair = next(iter(names.values()))
            code = next((p.mapping.unit_code for p in candidates if p.mapping.unit_code), "")
            return (
                pair.mapping.unit_name,
                code,
                f"取自工作表“{pair.mapping.name}”{pair.mapping.unit_evidence}",
            )
        if names:
            return "", "", ""
    units: dict[str, tuple[str, str]] = {}
    for pair in pairs:
        for text in _own_units(pair):
            code, name = split_code_name(text)
            units[plain_name(name)] = (name, code)
    if len(units) == 1:
        name, code = next(iter(units.values()))
        return name, code, "取自预算单位列"
    if units:
        return "", "", ""
    facts = titles.of_name(Path(path).stem, "文件名")
    return facts.unit_name, facts.unit_code, facts.evidence.get("unit", "")


def _own_units(pair: Pair) -> list[str]:
    """Return the units' names standing in the rows of a sheet (a sample of them)."""
    return [
        text
        for block in pair.draft.blocks
        for draft in block.drafts
        if draft.meaning in (Meaning.UNIT, Meaning.UNIT_NAME)
        for text in draft.profile.texts
    ]


def settle_summary(pairs: list[Pair], knowledge: Knowledge) -> None:
    """Mark sheets that add up all units of the file (汇总), so that they are no unit of their own."""
    words = [normal(word) for word in knowledge.roles.summary.all]
    budgets = [p for p in pairs if p.mapping.role in _SUMMED and p.mapping.role is not Role.LAST_YEAR]
    names = {plain_name(p.mapping.unit_name) for p in budgets if p.mapping.unit_name}
    if len(names) < 2:
        return
    for pair in budgets:
        if _own_units(pair):
            continue
        texts = [normal(t) for t in (pair.mapping.name, *pair.draft.facts.titles)]
        worded = next((w for w in words for t in texts if w in t), "")
        own = plain_name(pair.mapping.unit_name)
        others = [p for p in budgets if p is not pair and plain_name(p.mapping.unit_name) not in ("", own)]
        summed = _is_sum(pair, others)
        alone = all(plain_name(p.mapping.unit_name) != own for p in budgets if p is not pair)
        if summed or (worded and alone and len(others) > 1 and not _is_unit_sheet(pair)):
            pair.mapping.covers_units = True
            pair.mapping.evidence.append(
                "合计等于各单位工作表之和，是汇总表" if summed else f"“{worded}”，是本文件各单位的汇总表"
            )


def _is_unit_sheet(pair: Pair) -> bool:
    """Return whether the sheet's own name is that of its unit."""
    return pair.draft.name_facts.unit_name != "" and plain_name(
        pair.draft.name_facts.unit_name
    ) == plain_name(pair.mapping.unit_name)


def _is_sum(pair: Pair, others: list[Pair]) -> bool:
    by_unit: dict[str, set[Decimal]] = {}
    for other in others:
        if other.mapping.role is not pair.mapping.role or other.mapping.money != pair.mapping.money:
            return False
        if plain_name(other.mapping.unit_name) in by_unit:
            return False
        by_unit[plain_name(other.mapping.unit_name)] = totals_of(other.draft)
    if len(by_unit) < 2 or any(len(totals) != 1 for totals in by_unit.values()):
        return False
    return sum((t for totals in by_unit.values() for t in totals), Decimal(0)) in totals_of(pair.draft)


def totals_of(draft: SheetDraft) -> set[Decimal]:
    """Return what the sheet's own total may be: its 合计 row, or the sum of its rows (numbers as written)."""
    found: set[Decimal] = set()
    for block in draft.blocks:
        plain = [d for d in block.drafts if d.meaning is Meaning.AMOUNT and not d.dims]
        amounts = [d for d in block.drafts if d.meaning is Meaning.AMOUNT]
        chosen = plain[0] if plain else amounts[0] if len(amounts) == 1 else None
        if chosen is None:
            continue
        labels = [
            d.column
            for d in block.drafts
            if d.meaning is not None and not d.meaning.value.startswith("amount")
        ]
        grand, added = _sum_rows(draft, block, chosen.column, labels)
        whole = block.table.last - block.table.first <= _LONG
        found |= grand or ({added} if added and whole else set())
    return found


def _sum_rows(
    draft: SheetDraft, block: Block, column: int, labels: list[int]
) -> tuple[set[Decimal], Decimal]:
    words = draft.words
    grand: set[Decimal] = set()
    added = Decimal(0)
    for row in _rows_near_ends(block):
        values = draft.grid.rows[row]
        amount = amount_of(values[column]) if column < len(values) else None
        if amount is None:
            continue
        texts = (values[c] for c in labels if c < len(values))
        scopes = {words.total_scope(text) for text in texts if isinstance(text, str) and len(text) < 30} - {
            None
        }
        if "grand" in scopes:
            grand.add(amount)
        elif not scopes:
            added += amount
    return grand, added


def _rows_near_ends(block: Block) -> list[int]:
    """Return a block's rows; of a very long one only those near its ends, where totals stand."""
    first, last = block.table.first, block.table.last
    if last - first <= _LONG:
        return list(range(first, last + 1))
    return [*range(first, first + 20), *range(last - 50, last + 1)]


def _spread(block: Block) -> range:
    """Return a block's rows, of a very long one an even spread."""
    first, last = block.table.first, block.table.last
    return range(first, last + 1, max(1, (last - first) // _LONG))


def settle_money(pairs: list[Pair], knowledge: Knowledge, given: str | None) -> list[tuple[Pair, Finding]]:
    """Give every sheet with amounts its unit of money; return the questions and warnings to add."""
    findings: list[tuple[Pair, Finding]] = []
    for pair in pairs:
        money, evidence = _stated_money(pair)
        if money:
            pair.mapping.money, pair.mapping.money_evidence = money, evidence
            if given and given != money and pair.mapping.role in _WITH_MONEY:
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


def _money_by_size(pair: Pair, knowledge: Knowledge) -> tuple[str | None, str]:
    """Let the size of the figures decide where it is beyond doubt."""
    bounds = knowledge.roles.magnitude
    largest = Decimal(0)
    smallest: Decimal | None = None
    decimals = 0
    for block in pair.draft.blocks:
        for draft in block.drafts:
            if draft.meaning is not Meaning.AMOUNT and draft.meaning is not Meaning.AMOUNT_LAST_YEAR:
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
