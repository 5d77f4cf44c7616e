"""A department's document (部门汇总): its tables are the sums of its units' published tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from converter.batch.departments import Department, department_parts
from converter.batch.eliminating import Elimination, summed_without, told_of
from converter.batch.last_years import Matches
from converter.batch.model import UnitResult
from converter.batch.spool import kept, read_kept
from converter.batch.words import BatchWords, bare_name, batch_words
from converter.batch.working import Settings, crashed, overview
from converter.disclosure.model import Disclosure
from converter.disclosure.summing import sum_disclosures
from converter.findings import Finding, Severity, info, warning
from converter.ledger.model import UnitKey, UnitLedger
from converter.money import wan_from_fen
from converter.packs.loading import Pack, load_pack
from converter.pipeline import add_text, write_outputs
from converter.recognition.vocabulary import Vocabulary
from converter.results import Document
from converter.rules.checking import check_disclosure

_MOST_NAMED = 20


@dataclass(slots=True)
class RollUpTask:
    """One department to be summed: where its units' tables are kept, and what the text says of them."""

    code: str
    name: str
    year: int | None
    units: list[str]
    kept: list[str]
    inputs: list[str]
    lacking: list[str]
    faulty: list[str] = field(default_factory=list)
    open_amounts: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    eliminations: list[Elimination] = field(default_factory=list)
    subordinates: list[tuple[str, str]] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    published: bool = False
    distinct: str = ""


def task_of(
    department: Department, lacking: Sequence[str], matches: Matches | None, pack: Pack
) -> RollUpTask:
    """Return the task that sums a department; ``lacking`` are its units without tables."""
    before, published = _before(department, matches, batch_words(pack)) if matches else ([], False)
    below = [unit for unit in department.units if unit is not department.office]
    units = [unit for unit in department.units if unit.kept is not None]
    return RollUpTask(
        department.code,
        department.name,
        department.year,
        [unit.document.unit or "" for unit in units],
        [unit.kept for unit in units if unit.kept is not None],
        list(dict.fromkeys(path for unit in units for path in unit.document.inputs)),
        list(lacking),
        subordinates=[(unit.document.unit or "", unit.nature) for unit in below],
        before=before,
        published=published,
    )


def _before(department: Department, matches: Matches, words: BatchWords) -> tuple[list[str], bool]:
    """Return where last year's tables of a department are kept, and whether they are its own document.

    Without its document they are those of its units, of units that are no more too: what a department had
    last year does not shrink because a unit was closed.
    """
    name = bare_name(department.name, words)
    own = [old for old in matches.departments if bare_name(old.key.name, words) == name]
    if own:
        return [old.kept for old in own], True
    keys = [UnitKey(unit.code, unit.document.unit or "") for unit in department.units]
    before = [kept for key in keys if (kept := matches.tables_of(key)) is not None]
    if department.code:
        parts = department_parts([key.code for key in (*keys, *matches.closed)], words)
        before += [
            kept
            for key, kept in matches.closed_kept.items()
            if key.code in parts and parts[key.code][0] == department.code
        ]
    return before, False


def roll_up(settings: Settings, task: RollUpTask) -> UnitResult:
    """Sum the tables of a department's units, check and write them."""
    try:
        return _roll_up(settings, task)
    except Exception as fault:
        return UnitResult(crashed(task.inputs, f"{task.name}（汇总）", fault), task.code, is_department=True)


def _roll_up(settings: Settings, task: RollUpTask) -> UnitResult:
    options = settings.options
    pack = load_pack(options.region, task.year)
    parts: list[Disclosure] = [kept(path) for path in task.kept]
    total, addends = summed_without(parts, task.eliminations, pack, task.name, task.code)
    document = Document(task.inputs, task.name, task.year, disclosure=total)
    document.findings = [
        *_about_units(task),
        *told_of(task.eliminations),
        *_passed_on(task, pack),
        *_deviations(total),
        *_text(settings, task, total, pack),
        *check_disclosure(total, pack, own=True, parts=addends),
    ]
    document.settle()
    if options.out is not None:
        write_outputs(document, pack, options, distinct=task.distinct)
    result = UnitResult(document, task.code, task.name, is_department=True, overview=overview(total))
    result.eliminated = total.eliminations
    result.less = overview(addends[-1]) if task.eliminations else []
    document.disclosure = None
    return result


def _text(settings: Settings, task: RollUpTask, total: Disclosure, pack: Pack) -> list[Finding]:
    """Draft the department's text from the sums, last year's sums and what is known of its units."""
    if settings.options.tables_only:
        return []
    from converter.narrative.answers.model import label_key
    from converter.narrative.last_year_files import LastYearFiles
    from converter.narrative.preparing import TextSources
    from converter.narrative.supplement.model import Entry, Supplement, UnitEntries

    words = batch_words(pack)
    known = UnitEntries(task.name)
    names = [name for name, _ in task.subordinates]
    if words.subordinate_list:
        known.lists[words.subordinate_list] = (names, True)
    if words.subordinate_count:
        known.entries[words.subordinate_count] = Entry(str(len(names)), typed=True)
    if all(nature for _, nature in task.subordinates):
        for slot, natures in words.counts_by_nature.items():
            count = sum(nature.startswith(natures) for _, nature in task.subordinates)
            known.entries[slot] = Entry(str(count), typed=True)
    old: list[Disclosure] = [read_kept(path) for path in task.before]
    before = load_pack(pack.region, pack.year - 1)
    if task.published:
        for document in old:
            document.unit = task.name
    else:
        old = [document for document in old if document.tables]
        old = [sum_disclosures(old, before, task.name, task.code)] if old else []
    texts = TextSources(
        alone=False,
        _last_years={pack.year: LastYearFiles(old)},
        _supplement=Supplement(units={label_key(task.name): known}),
    )
    ledger = UnitLedger(UnitKey(task.code, task.name), task.year)
    return add_text(total, ledger, pack, texts, settings.options)


def folder_of(settings: Settings, pack: Pack) -> Settings:
    """Return the settings with which departments are written: a folder of their own, wording 部门."""
    from dataclasses import replace

    out = settings.options.out
    below = out / batch_words(pack).department_folder if out is not None else None
    return replace(settings, options=replace(settings.options, out=below, wording="部门"))


def _about_units(task: RollUpTask) -> list[Finding]:
    named = "、".join(task.units[:_MOST_NAMED])
    more = f"等 {len(task.units)} 个" if len(task.units) > _MOST_NAMED else ""
    findings = [info("L70", f"由 {len(task.units)} 个单位汇总而成：{named}{more}。")]
    if task.lacking:
        findings.append(
            Finding(
                "L71",
                Severity.ERROR,
                f"部门里有 {len(task.lacking)} 个单位没有转换成功，汇总数里没有它们："
                f"{'、'.join(task.lacking[:_MOST_NAMED])}。请先改正这些单位的底稿，再重新汇总。",
            )
        )
    if task.faulty:
        findings.append(
            Finding(
                "L75",
                Severity.ERROR,
                f"部门里有 {len(task.faulty)} 个单位的公开表有错误：{'、'.join(task.faulty[:_MOST_NAMED])}。"
                "汇总数里含有它们现在的数，请先改正，再重新汇总。",
            )
        )
    return findings


def _passed_on(task: RollUpTask, pack: Pack) -> list[Finding]:
    """Tell which money units got from one another: it is counted twice until somebody eliminates it."""
    sources = Vocabulary.of(pack).sources
    findings = []
    for source, held in task.open_amounts.items():
        whole = wan_from_fen(sum(amount for _, amount in held))
        listed = "、".join(f"{unit} {wan_from_fen(amount):.2f}" for unit, amount in held[:_MOST_NAMED])
        findings.append(
            warning(
                "L72",
                f"各单位的“{sources.name(source)}”有 {whole:.2f} 万元没有抵销（{listed}"
                f"{'等' if len(held) > _MOST_NAMED else ''}）。如果来自本部门的其他单位，这笔钱在汇总数里算了两次。"
                "批量结果“待抵销”页列有收款、付款单位和金额：在“是否抵销”栏填“是”，用 --eliminate 给出这个文件再运行一次；"
                "来自部门以外的不用抵销。是否抵销由您决定，没有抵销的，汇总数照各单位之和。",
            )
        )
    return findings


def _deviations(total: Disclosure) -> list[Finding]:
    """Tell how far sums of rounded figures are from the exact amounts."""
    step = Decimal("0.01")
    off = [a for a in total.adjustments if abs(a.published - a.exact) >= step]
    if not off:
        return []
    most = max(off, key=lambda a: abs(a.published - a.exact))
    return [
        info(
            "L73",
            f"汇总数是各单位公开数之和，有 {len(off)} 个数与精确值相差 0.01 万元或以上，最多相差 "
            f"{abs(most.published - most.exact):f} 万元（{most.table}“{most.row}”行“{most.column}”列）。"
            "各数列在“尾差调整”里；这是各单位四舍五入的累积，各表仍然相符。",
        )
    ]
