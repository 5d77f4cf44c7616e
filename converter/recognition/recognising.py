"""Turns a file's sheets into an explicit mapping: roles, headers, meanings, units, year, money, questions."""

from __future__ import annotations

from converter.findings import Finding
from converter.packs.loading import Pack
from converter.reading.model import SourceFile
from converter.recognition import asking, settling
from converter.recognition.drafting import SheetDraft
from converter.recognition.fingerprint import fingerprint_of
from converter.recognition.knowledge import Knowledge
from converter.recognition.mapping import FileMapping, Meaning, Role, SheetMapping
from converter.recognition.money_units import settle_money
from converter.recognition.naming import ROLE_NAMES
from converter.recognition.roles import MONEY_ROLES, SET_ASIDE, Roles
from converter.recognition.shares import settle_shares
from converter.recognition.sideways import lies_sideways
from converter.recognition.sources_told import settle_sources_told
from converter.recognition.titles import Titles
from converter.recognition.totals import Pair
from converter.recognition.values import Values

_WITHOUT_TABLES = frozenset((Role.COVER, Role.INSTRUCTIONS))
_MAY_BE_EMPTY = MONEY_ROLES | {Role.PROCUREMENT, Role.ASSETS}
_LABELLED = frozenset(
    (
        Role.COVER,
        Role.PROFILE,
        Role.STAFF,
        Role.PERFORMANCE,
        Role.DUTIES,
        Role.ASSETS,
        Role.PROCUREMENT,
        Role.PROJECT_INFO,
    )
)


def recognise(source: SourceFile, pack: Pack, *, money: str | None = None) -> FileMapping:
    """Return what every sheet of a file was taken for, with evidence, confidence and questions.

    ``money`` ("元" or "万元") is the user's word for sheets that do not state their unit of money. What
    is not sure becomes a question of the sheet (an error finding M01…), never a guess.
    """
    knowledge = Knowledge.of(pack)
    values = pack.derived("values of cells", lambda: Values(knowledge))
    titles = Titles(knowledge, values)
    roles = Roles(knowledge, values)
    drafts = [SheetDraft(sheet, knowledge, values, titles, roles) for sheet in source.sheets]
    year, evidence = settling.file_year(drafts, source.path, titles)
    for draft in drafts:
        draft.understand(year)
    pairs = [Pair(draft, _mapping_of(draft)) for draft in drafts]
    settling.settle_year(pairs, year, evidence)
    settling.settle_unit(pairs, source.path, titles, knowledge)
    for pair, finding in settle_money(pairs, knowledge, money):
        pair.mapping.questions.append(finding)
    settling.settle_summary(pairs, knowledge)
    settling.settle_drafts(pairs, knowledge)
    settling.settle_partial(pairs, knowledge)
    settle_sources_told(pairs, source.path, titles, knowledge)
    settle_shares(pairs, knowledge.vocabulary.sources.ids)
    _ask_for_units(pairs)
    sheets = [pair.mapping for pair in pairs]
    return FileMapping(source.path, fingerprint_of(source, sheets), sheets)


def _mapping_of(draft: SheetDraft) -> SheetMapping:
    sheet, found = draft.sheet, draft.found
    mapping = SheetMapping(
        sheet.file, sheet.name, sheet.hidden, found.role, found.confidence, [*found.evidence, *draft.notes]
    )
    if not draft.tables and draft.empty:
        mapping.role, mapping.confidence = Role.OTHER, 1.0
        mapping.evidence = ["空白工作表"]
        return mapping
    mapping.blocks = [block.mapping() for block in draft.blocks] + draft.list_blocks()
    if found.role in SET_ASIDE and any(b.shape.full for b in draft.blocks) and draft.holds_money():
        mapping.questions.append(asking.set_aside(draft.sheet, ROLE_NAMES[found.role], mapping.evidence))
    if found.role in _WITHOUT_TABLES:
        mapping.blocks = []
    if found.role in _LABELLED or found.role is Role.UNKNOWN:
        mapping.labels = draft.labels()
    if found.role in _MAY_BE_EMPTY:
        _without_amounts(draft, mapping)
    elif found.role is Role.UNKNOWN:
        _unknown(draft, mapping)
    _ask(draft, mapping)
    return mapping


def _without_amounts(draft: SheetDraft, mapping: SheetMapping) -> None:
    """Tell an empty form, and a sheet that should hold amounts but whose table was not understood."""
    if draft.blocks and not draft.holds_money():
        if draft.holds_money(Meaning.AMOUNT_OTHER):
            asked = any(block.asked for block in draft.blocks)
            if any(b.shape.project for b in draft.blocks) and mapping.role is Role.BUDGET and not asked:
                mapping.role, mapping.confidence = Role.PROJECT_INFO, 0.7
                mapping.evidence.append("有项目，没有本年预算数")
            else:
                _only_others(draft, mapping)
            return
        role_name = mapping.role
        mapping.role = Role.EMPTY_FORM
        mapping.evidence.append(f"表头齐全（{ROLE_NAMES[role_name]}），没有金额")
        return
    if not draft.blocks:
        if mapping.role in (Role.ASSETS, Role.PROCUREMENT) and len(mapping.labels) >= 2:
            return  # a form of labels and values
        if draft.has_numbers:
            mapping.evidence.append("找不到表头")
            mapping.role, mapping.confidence = Role.UNKNOWN, 0.0
            mapping.questions.append(_no_header(draft))
        elif draft.is_cover and (draft.facts.year or draft.facts.unit_name):
            mapping.role, mapping.confidence = Role.COVER, 0.9
            mapping.evidence.append("只有几行文字")
            mapping.labels = draft.labels()
        elif mapping.role in MONEY_ROLES:
            mapping.role, mapping.confidence = Role.OTHER, 0.8
            mapping.evidence.append("只有文字，没有金额")


def _only_others(draft: SheetDraft, mapping: SheetMapping) -> None:
    """Ask which column counts in a table of spending whose amounts are all months, estimates and the like."""
    for block in draft.blocks if mapping.role is Role.BUDGET else ():
        others = [d for d in block.drafts if d.leaf.meaning is Meaning.AMOUNT_OTHER]
        if block.shape.codes and others and not block.asked:
            block.asked.append(
                ("没有一列是全年的预算数（分月、分季、测算的数不算），要说明哪一列算数", others)
            )


def _unknown(draft: SheetDraft, mapping: SheetMapping) -> None:
    if draft.known_labels >= 3 and not draft.blocks:
        mapping.role, mapping.confidence = Role.PROFILE, 0.7
        mapping.evidence = ["标签与内容成对的表"]
    elif draft.blocks and draft.holds_money():
        mapping.questions.append(
            asking.not_understood(draft.sheet, "有金额列，但看不出是收入、支出还是别的表")
        )
    elif draft.has_numbers and not draft.blocks:
        mapping.questions.append(_no_header(draft))
    else:
        mapping.role, mapping.confidence = Role.OTHER, 0.7
        mapping.evidence = ["没有金额，也不是认得的表"]


def _no_header(draft: SheetDraft) -> Finding:
    """Return the question about a sheet with numbers but without a header."""
    return asking.not_understood(draft.sheet, "有数字，但找不到表头行")


def _ask(draft: SheetDraft, mapping: SheetMapping) -> None:
    """Add the questions of a sheet's tables."""
    counting = mapping.role in MONEY_ROLES
    if (counting or mapping.role is Role.UNKNOWN) and lies_sideways(draft.grid, draft.heads):
        mapping.questions = [asking.sideways(draft.sheet)]
        return
    if mapping.role in (Role.EMPTY_FORM, Role.OTHER, *_WITHOUT_TABLES):
        return
    for block in draft.blocks:
        if block.table.heading.rival_rows and counting:
            mapping.questions.append(asking.rival_headers(draft.sheet, block.table.heading.rival_rows))
            continue
        for column in block.drafts:
            if column.meaning is Meaning.UNKNOWN and counting:
                mapping.questions.append(
                    asking.unknown_column(draft.sheet, block.table, column, draft.knowledge)
                )
        if counting:
            for asked, columns in block.asked:
                mapping.questions.append(asking.which_amount(draft.sheet, block.table, asked, columns))
        shape = block.shape
        named = shape.rows_named or shape.codes or shape.item is not None or block.dims
        if mapping.role is Role.BUDGET and shape.amounts and not named and block.role is None:
            across = any(d.dims for d in block.drafts if d.meaning is Meaning.AMOUNT)
            if not across:
                mapping.questions.append(asking.no_labels(draft.sheet, block.table))
    mapping.questions = _once(mapping.questions)


def _once(findings: list[Finding]) -> list[Finding]:
    """Return the findings without repetitions (parts of one table ask the same)."""
    seen: list[Finding] = []
    for finding in findings:
        if finding not in seen:
            seen.append(finding)
    return seen


def _ask_for_units(pairs: list[Pair]) -> None:
    """Ask for the unit of every sheet of amounts that has none anywhere."""
    several = len({p.mapping.unit_name for p in pairs if p.mapping.unit_name}) > 1
    for pair in pairs:
        mapping = pair.mapping
        if mapping.role is not Role.BUDGET or mapping.unit_name or mapping.covers_units:
            continue
        own_column = any(
            column.meaning in (Meaning.UNIT, Meaning.UNIT_NAME, Meaning.UNIT_CODE) or "unit" in column.dims
            for block in mapping.blocks
            for column in block.columns
        )
        if not own_column and not all(block.unit_name for block in mapping.blocks):
            mapping.questions.append(asking.unknown_unit(pair.draft.sheet, several=several))
