"""What only several sheets together tell: the year, the unit, the unit of money, which sheet sums up others."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

from converter.packs.classification import plain_name
from converter.reading.numbers import split_code_name
from converter.recognition import asking
from converter.recognition.drafting import Block, SheetDraft
from converter.recognition.grid import amount_of, is_blank
from converter.recognition.knowledge import Knowledge
from converter.recognition.mapping import Meaning, Role
from converter.recognition.profiles import column_values
from converter.recognition.roles import MONEY_ROLES
from converter.recognition.titles import Facts, Titles
from converter.recognition.totals import Pair, totals_of
from converter.recognition.words import normal

_LAST_YEAR = "上年"
_LABELS = ("function", "economic", "project", "item", "kind")
_ROWS_COMPARED = 300
_SHARED = 0.3
_SUMMED = (Role.BUDGET, Role.INCOME, Role.OVERVIEW, Role.LAST_YEAR)


def file_year(drafts: list[SheetDraft], path: str, titles: Titles) -> tuple[int | None, str]:
    """Return the budget year of a file and its evidence: what most titles say, else the file's name."""
    votes: Counter[int] = Counter()
    evidence: dict[int, str] = {}
    for draft in drafts:
        both = (draft.facts, draft.name_facts)
        last_year = any("上年" in title for facts in both for title in facts.titles)
        for facts in both:
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
        if own is not None and year is not None and own < year and pair.draft.sheet.hidden:
            mapping.relation = "skip"
            mapping.evidence.append(f"隐藏的工作表，是{own}年的数，本文件其余是{year}年")
            mapping.questions.append(asking.hidden_before(draft.sheet, own, year))
        if own is not None and year is not None and own == year - 1 and mapping.role in MONEY_ROLES:
            if mapping.role is not Role.LAST_YEAR:
                mapping.evidence.append(f"是{own}年的数，本文件其余是{year}年")
                if not _has_counterpart(pair, pairs, own):
                    mapping.questions.append(asking.stale_title(draft.sheet, own, year))
                for block in mapping.blocks:
                    block.role = block.role or (None if mapping.role is Role.BUDGET else mapping.role)
            mapping.role = Role.LAST_YEAR


def _has_counterpart(pair: Pair, pairs: list[Pair], year: int) -> bool:
    """Return whether a sheet of this year speaks of the same kind of spending and source as one of the year
    before, so that it may well be last year's."""
    if pair.mapping.role is not Role.BUDGET or any(_LAST_YEAR in text for text in pair.draft.facts.titles):
        return True
    kinds = {block.dims.get("kind", "") for block in pair.mapping.blocks}
    for other in pairs:
        if other is pair or other.mapping.role is not Role.BUDGET:
            continue
        if (other.draft.facts.year or other.draft.name_facts.year) == year:
            continue
        for block in other.mapping.blocks:
            kind = block.dims.get("kind", "")
            if any(kind.startswith(own) or own.startswith(kind) for own in kinds):
                return True
    return False


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


def settle_unit(pairs: list[Pair], path: str, titles: Titles, knowledge: Knowledge) -> None:
    """Give every sheet its unit: what it says itself, else the file's only one, else the file's name."""
    for pair in pairs:
        mapping, facts = pair.mapping, pair.draft.facts
        source = facts if facts.unit_name else pair.draft.name_facts
        if source.unit_name:
            mapping.unit_name, mapping.unit_code = source.unit_name, source.unit_code
            mapping.unit_evidence = source.evidence.get("unit", "")
        elif facts.unit_code:
            mapping.unit_code = facts.unit_code
    _complete_names(pairs, knowledge)
    name, code, evidence = _file_unit(pairs, path, titles)
    for pair in pairs:
        mapping = pair.mapping
        if not mapping.unit_code and not _own_units(pair):
            mapping.unit_code = _only_code(pair)
        if name and not mapping.unit_name and not _own_units(pair):
            mapping.unit_name, mapping.unit_evidence = name, evidence
        if name and plain_name(mapping.unit_name) == plain_name(name) and not mapping.unit_code:
            mapping.unit_code = code


def _complete_names(pairs: list[Pair], knowledge: Knowledge) -> None:
    """Let a title's short name be the full one that the file has for it (东河镇: 和兴县东河镇人民政府).

    The full name may have nothing more than the place before it and 人民政府, 机关 … behind it.
    """
    names = {pair.mapping.unit_name for pair in pairs if pair.mapping.unit_name}
    if len(names) < 2:
        return
    organisations = knowledge.roles.organisations
    places, behind = tuple(organisations.places.split()), {"", *organisations.behind.split()}
    for pair in pairs:
        short = pair.mapping.unit_name
        if not short or "：" in pair.mapping.unit_evidence:
            continue
        full = []
        for name in names:
            before, found, after = name.partition(short)
            if found and name != short and after in behind and (not before or before.endswith(places)):
                full.append(name)
        if len(full) == 1:
            pair.mapping.unit_name = full[0]
            for block in pair.mapping.blocks:
                block.unit_name = full[0] if block.unit_name == short else block.unit_name
            pair.mapping.unit_evidence += f"，本文件里全称是“{full[0]}”"


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
    signed = [titles.of_lines(pair.draft.loose) for pair in pairs]
    below = {plain_name(facts.unit_name): facts for facts in reversed(signed) if "：" in _said(facts)}
    if len(below) == 1:
        facts = next(iter(below.values()))
        return facts.unit_name, facts.unit_code, f"取自表下的{_said(facts)}"
    facts = titles.of_name(Path(path).stem, "文件名")
    return facts.unit_name, facts.unit_code, facts.evidence.get("unit", "")


def _said(facts: Facts) -> str:
    """Return what tells the unit of lines outside of the tables."""
    return facts.evidence.get("unit", "")


def _only_code(pair: Pair) -> str:
    """Return the one code that the unit code columns of a sheet hold in every row; "" when none or several."""
    codes: set[str] = set()
    for block in pair.draft.blocks:
        for draft in block.drafts:
            if draft.meaning is Meaning.UNIT_CODE:
                values = column_values(pair.draft.grid, block.table, draft.column)
                codes.update(split_code_name(value)[0] for value in values if not is_blank(value))
                if len(codes) > 1:
                    return ""
    return codes.pop() if len(codes) == 1 else ""


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


def settle_partial(pairs: list[Pair], knowledge: Knowledge) -> None:
    """Mark sheets that list a part of the spending only (重点项目) beside others."""
    words = [normal(word) for word in knowledge.roles.partial.all]
    budgets = [pair for pair in pairs if pair.mapping.role is Role.BUDGET]
    for pair in budgets if len(budgets) > 1 else ():
        said = next((word for word in words if word in _name_and_titles(pair)), "")
        if said:
            pair.mapping.partial = True
            pair.mapping.evidence.append(f"“{said}”，只列了一部分")


def settle_drafts(pairs: list[Pair], knowledge: Knowledge) -> None:
    """Set aside sheets that are drafts (一上, 送审稿) of another sheet with the same columns and unit."""
    words = [normal(word) for word in knowledge.roles.drafts.words.split()]
    groups: dict[object, list[Pair]] = {}
    for pair in pairs:
        if pair.mapping.role in _SUMMED and pair.draft.blocks:
            columns = tuple(
                (d.column, d.meaning) for d in pair.draft.blocks[0].drafts if d.meaning is not Meaning.NOTE
            )
            key = (pair.mapping.role, plain_name(pair.mapping.unit_name), columns)
            groups.setdefault(key, []).append(pair)
    for group in groups.values():
        said = {id(p): next((w for w in words if w in _name_and_titles(p)), "") for p in group}
        finals = [p for p in group if not said[id(p)]]
        if len(finals) == len(group) or not finals:
            continue
        labels = {id(p): _row_labels(p) for p in group}
        for pair in group:
            word = said[id(pair)]
            final = next((p for p in finals if _same_rows(labels[id(pair)], labels[id(p)])), None)
            if word and final is not None:
                pair.mapping.relation = "skip"
                pair.mapping.evidence.append(f"“{word}”，另有工作表“{final.mapping.name}”，不采用")
                pair.mapping.questions.append(
                    asking.draft_set_aside(pair.draft.sheet, word, final.mapping.name)
                )


def _row_labels(pair: Pair) -> set[tuple[str, ...]]:
    """Return what the first rows of a sheet are called by their codes, names and projects."""
    found: set[tuple[str, ...]] = set()
    for block in pair.draft.blocks:
        columns = [
            d.column for d in block.drafts if d.meaning is not None and d.meaning.value.startswith(_LABELS)
        ]
        for row in range(block.table.first, min(block.table.last + 1, block.table.first + _ROWS_COMPARED)):
            label = tuple(normal(pair.draft.grid.text(row, column)) for column in columns)
            if any(label):
                found.add(label)
    return found


def _same_rows(draft: set[tuple[str, ...]], final: set[tuple[str, ...]]) -> bool:
    """Return whether a draft speaks of what a final sheet speaks of: basic beside project spending does not."""
    return not draft or not final or len(draft & final) >= _SHARED * min(len(draft), len(final))


def _name_and_titles(pair: Pair) -> str:
    return "|".join(normal(text) for text in (pair.mapping.name, *pair.draft.facts.titles))


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
