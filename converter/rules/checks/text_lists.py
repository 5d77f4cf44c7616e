"""Lists of the text: names without amounts (收入预算包括、支出预算包括), how many are listed, names of projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from converter.disclosure.finished.vocabulary import normal
from converter.findings import Finding, Place, Severity
from converter.narrative.model import Measure, Statement
from converter.narrative.understanding.sections import ListSpec, SectionSpec, figure_ref, sections_of
from converter.packs.classification import load_classification
from converter.rules.checks.text_view import TextView, amount
from converter.rules.context import Context
from converter.rules.registry import Rule

_SEPARATORS = re.compile(r"[、，,；;]|(?<=支出)和|(?<=支出)以及")
_ENUMERATED = re.compile(
    r"(?P<count>\d{1,3})\s*个(?P<what>[^，。；：、\d]{0,14})[，,：:]\s*"
    r"(?:分别是|分别为|具体是|具体为|包括|即)[：:]?(?P<names>[^。；：:\n][^。；\n]*)"
)
# Where the next list of a sentence is announced: ，下设4个科室，分别是 (or its place, still to be filled in)
_NEXT = re.compile(
    r"[，,、](?:[^，,、]{0,12}\d{1,3}\s*个[^，。；]{0,14}[，,：:]\s*(?:分别|具体|包括|即)|[^，,、]{0,6}【待填)"
)


@dataclass(frozen=True, slots=True)
class Lists:
    """``rows`` and ``column``: the classes and their amounts; ``income``: the section whose subjects are
    the sources; ``covering``: sources (by id) that a coarser word of the same fund stands for as well."""

    rows: str = "表3"
    column: str = "合计"
    income: str = "income"
    covering: dict[str, tuple[str, ...]] | None = None
    similar: int = 70


def check_lists(context: Context, rule: Rule, parameters: Lists) -> Iterator[Finding]:
    """Yield names in a list that are misspelt or have no amount, and amounts whose name is not listed."""
    view = TextView.of(context)
    if view is None:
        return
    sections = sections_of(view.text, view.words, context.disclosure.unit)
    for index, paragraph in view.body():
        section = sections[index]
        if section is None:
            continue
        for entry in section.lists:
            start = next((s for s in entry.starts if normal(paragraph.text).startswith(normal(s))), None)
            if start is None or entry.kind not in ("classes", "sources"):
                continue
            names = _names(paragraph.text)
            known = _classes(context, parameters) if entry.kind == "classes" else _sources(view, parameters)
            if names and known:
                yield from _compared(view, rule, parameters, index, names, known, entry)


def _names(text: str) -> list[str]:
    _, _, listed = text.replace(":", "：").partition("：")
    return [piece.strip() for piece in _SEPARATORS.split(listed.rstrip("。. ")) if piece.strip()]


def _classes(context: Context, parameters: Lists) -> dict[str, tuple[str, Decimal]]:
    """Return id → (name, amount) of every class of the classification and the table."""
    table = context.tables.get(parameters.rows)
    if table is None:
        return {}
    found: dict[str, tuple[str, Decimal]] = {}
    functional = load_classification().functional
    for code in functional:
        entry = functional.get(code, context.year) if len(code) == 3 else None
        if entry is not None:
            found[code] = (entry.name, Decimal(0))
    for row in table.rows:
        if row.level == 1:
            code = row.codes[0] if row.codes else row.key
            found[row.key] = (found.get(code, (row.label, Decimal(0)))[0], row.value(parameters.column))
    return found


def _sources(view: TextView, parameters: Lists) -> dict[str, tuple[str, Decimal]]:
    section = view.section(parameters.income)
    found: dict[str, tuple[str, Decimal]] = {}
    for subject in section.subjects if section else ():
        value = view.figure(figure_ref(subject.figure))
        if value is not None and section is not None and subject.id != section.total:
            found[subject.id] = (subject.names[0], value)
    return found


def _compared(
    view: TextView,
    rule: Rule,
    parameters: Lists,
    index: int,
    names: list[str],
    known: Mapping[str, tuple[str, Decimal]],
    entry: ListSpec,
) -> Iterator[Finding]:
    told: set[str] = set()
    spellings = _spellings(view, parameters, known, entry)
    place = view.paragraph_place(index, view.paragraphs[index].text)
    for name in names:
        ids = spellings.get(normal(name))
        if ids is None:
            near = _nearest(normal(name), spellings, parameters.similar)
            if near is None:
                continue
            told.update(spellings[near])
            right = known[spellings[near][0]][0]
            yield view.context.finding(
                rule,
                f"“{name}”写错了，名称是“{right}”。请改为“{right}”。",
                place,
                severity=Severity.ERROR,
                expected=right,
                actual=name,
            )
            continue
        told.update(ids)
        if not any(known[one][1] for one in ids if one in known):
            yield view.context.finding(
                rule,
                f"文中列出了“{name}”，而表里它没有数。请核对：有数的补到表里，没有的从文中删去。",
                place,
                expected="表里有数",
                actual=name,
            )
    for key, (name, value) in known.items():
        if value and not any(
            key == one or key.startswith(one + ".") or one.startswith(key + ".") for one in told
        ):
            yield view.context.finding(
                rule,
                f"这里应列出有数的各项，缺“{name}”（{amount(value)}）。请补上。",
                place,
                expected=name,
                actual="没有列出",
            )


def _spellings(
    view: TextView, parameters: Lists, known: Mapping[str, tuple[str, Decimal]], entry: ListSpec
) -> dict[str, list[str]]:
    """Return the ids that each spelling means: a coarse word of a fund covers what is listed under it."""
    found: dict[str, list[str]] = {}
    if entry.kind == "classes":
        for key, (name, _) in known.items():
            found.setdefault(normal(name), []).append(key)
            found.setdefault(normal(name).removesuffix("支出"), []).append(key)
        return found
    section = view.section(parameters.income)
    covering = parameters.covering or {}
    for subject in section.subjects if section else ():
        for name in subject.names if subject.id in known else ():
            for ending in ("", "收入", "资金", "拨款"):
                ids = [subject.id, *covering.get(subject.id, ())]
                found.setdefault(normal(name) + ending, [one for one in ids if one in known])
    return found


def _nearest(name: str, spellings: Mapping[str, list[str]], least: int) -> str | None:
    from rapidfuzz import fuzz

    scored = sorted(((fuzz.ratio(name, other), other) for other in spellings), reverse=True)
    return scored[0][1] if scored and scored[0][0] >= least else None


@dataclass(frozen=True, slots=True)
class Counts:
    """Words that join the last two names of a list."""

    joining: tuple[str, ...] = ("和", "及", "与")


def check_counts(context: Context, rule: Rule, parameters: Counts) -> Iterator[Finding]:
    """Yield lists that announce another number of names (下设7个科室，分别是：…) than follow."""
    view = TextView.of(context)
    if view is None:
        return
    for index, paragraph in view.body():
        for found in _announced(paragraph.text):
            listed = _NEXT.split(found["names"])[0]
            names = [n for n in re.split(r"[、，,]", listed) if n.strip()]
            said = int(found["count"])
            last = names[-1] if names else ""
            joined = sum(last.count(word) for word in parameters.joining)
            if not names or said == 1 or len(names) <= said <= len(names) + joined:
                continue
            yield context.finding(
                rule,
                f"写的是{said}个{found['what']}，后面列了 {len(names)} 个。请核对。",
                view.paragraph_place(index, found[0]),
                expected=f"{len(names)}个",
                actual=f"{said}个",
            )


def _announced(text: str) -> Iterator[re.Match[str]]:
    """Yield the announcements of lists, one that follows in the sentence of another as well."""
    at = 0
    while (found := _ENUMERATED.search(text, at)) is not None:
        yield found
        at = found.start("names")


@dataclass(frozen=True, slots=True)
class ProjectNames:
    """How alike (0–100) two names must be to be the same project written differently."""

    similar: int = 75


def check_project_names(context: Context, rule: Rule, parameters: ProjectNames) -> Iterator[Finding]:
    """Yield projects of the text that no table has, and a name that changes within an item."""
    view = TextView.of(context)
    if view is None:
        return
    for section in view.words.sections:
        spec = section.projects
        table = context.tables.get(spec.rows) if spec else None
        if spec is None:
            continue
        names = [row.project for row in table.rows if row.project] if table is not None else []
        told = [
            (stated, item.subject[3:])
            for item in view.of_scope(section.id)
            if (stated := item.statements.get(Measure.AMOUNT)) is not None
            and item.subject.startswith("项目:")
        ]
        known = set(map(normal, names))
        # Where most projects are named as in the table, one that it does not have is no other manner of naming.
        alike = 2 * sum(normal(project) in known for _, project in told) > len(told)
        for stated, project in told:
            found = list(_project(view, rule, parameters, section, stated, project, names))
            yield from found
            if project and alike and not found and normal(project) not in known:
                lacking = next((f for (name, _), f in context.lacking.items() if name == spec.rows), None)
                if lacking is not None and lacking.expected == stated.value:
                    lacking.message += (
                        f"文中有项目“{project}”{amount(stated.value or Decimal(0))}，表里没有。"
                    )
                    lacking.places += tuple(_lines_naming(view, stated.paragraph, project))
                    continue
                yield context.finding(
                    rule,
                    f"{spec.rows}里没有项目“{project}”。请核对：是表里漏了，还是套用了上年的文字没有删去。",
                    *_lines_naming(view, stated.paragraph, project),
                    expected=f"与{spec.rows}的项目一致",
                    actual=project,
                )


def _project(
    view: TextView,
    rule: Rule,
    parameters: ProjectNames,
    section: SectionSpec,
    stated: Statement,
    project: str,
    names: list[str],
) -> Iterator[Finding]:
    plain = normal(project)
    if names and plain not in map(normal, names):
        near = _nearest(plain, {normal(name): [name] for name in names}, parameters.similar)
        right = next((name for name in names if normal(name) == near), None)
        if right is not None:
            yield view.context.finding(
                rule,
                f"项目名称“{project}”与{section.empty_table or '表'}不一致，表里是“{right}”。请统一。",
                *_lines_naming(view, stated.paragraph, project),
                expected=right,
                actual=project,
            )
            return
    text = view.paragraphs[stated.paragraph].text
    start = max(text.rfind("：", 0, stated.start), text.rfind(":", 0, stated.start)) + 1
    printed = text[start : stated.start].strip(' ，,“”"')
    if printed and normal(printed) != plain and _close(normal(printed), plain):
        yield view.context.finding(
            rule,
            f"这里写作“{printed}”，上面的项目名称是“{project}”。同一个项目请写同一个名称。",
            view.place(stated, text),
            expected=project,
            actual=printed,
        )


def _close(left: str, right: str) -> bool:
    from rapidfuzz import fuzz

    return bool(fuzz.ratio(left, right) >= 60)


def _lines_naming(view: TextView, before: int, project: str) -> list[Place]:
    """Return the place of the line that names the project, above its amount."""
    wanted = normal(project)
    for index in range(before, -1, -1):
        text = view.paragraphs[index].text
        if index != before and wanted in normal(text):
            return [view.paragraph_place(index, text)]
    return [view.paragraph_place(before, view.paragraphs[before].text)]


@dataclass(frozen=True, slots=True)
class Allocations:
    """Words before an amount that is a price or a standard, not a part of the project's money."""

    prices: tuple[str, ...] = ("每", "人均", "户均", "标准", "单价", "不超过", "不低于")


def check_allocations(context: Context, rule: Rule, parameters: Allocations) -> Iterator[Finding]:
    """Yield projects whose 资金分配 does not add up to their amount."""
    view = TextView.of(context)
    if view is None:
        return
    parts: dict[str, list[Statement]] = {}
    amounts: dict[str, Statement] = {}
    for statement in view.statements:
        kind, _, project = statement.subject.partition(":")
        if statement.measure is Measure.AMOUNT and statement.value is not None:
            if kind == "分配":
                parts.setdefault(project, []).append(statement)
            elif kind == "项目":
                amounts.setdefault(project, statement)
    for project, found in parts.items():
        whole = amounts[project].value if project in amounts else None
        if whole is None or any(_is_price(view, one, parameters) for one in found):
            continue
        values = [one.value or Decimal(0) for one in found]
        total = sum(values, Decimal(0))
        if whole in (total, total - whole) or (len(values) > 1 and whole in values):
            continue
        if total == _published(view, project):
            continue  # the amount of the project itself is wrong: told by the rule on amounts
        yield context.finding(
            rule,
            f"项目“{project}”资金分配合计 {amount(total)}，预算安排规模是 {amount(whole)}，相差 {amount(abs(total - whole))}。请核对。",
            *(view.place(one, view.paragraphs[one.paragraph].text) for one in found[:1]),
            view.place(amounts[project]),
            expected=whole,
            actual=total,
            difference=total - whole,
        )


def _published(view: TextView, project: str) -> Decimal | None:
    """Return the amount of a project as its table has it, None when the text names no cell for it."""
    figures = (item.figure for item in view.items if item.subject == f"项目:{project}")
    return next((view.figure(figure) for figure in figures if figure is not None), None)


def _is_price(view: TextView, statement: Statement, parameters: Allocations) -> bool:
    text = view.paragraphs[statement.paragraph].text
    before = re.split(r"[、，。；：]", text[: statement.start])[-1]
    behind = text[statement.end : statement.end + 6]
    return any(word in before for word in parameters.prices) or "/" in behind or "每" in behind
