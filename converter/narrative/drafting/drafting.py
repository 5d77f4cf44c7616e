"""Drafts the whole text of a disclosure from its tables, last year's figures and the clerk's answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from converter.disclosure.model import Disclosure
from converter.disclosure.table_loading import load_tables
from converter.findings import Finding, Place, error, info, warning
from converter.ledger.model import UnitLedger
from converter.narrative.answers.model import Answers
from converter.narrative.drafting.facts import every_part
from converter.narrative.drafting.figures import Figures
from converter.narrative.drafting.functions import FUNCTIONS, NAMES, SLOT_FUNCTIONS, Functions
from converter.narrative.drafting.performance import Performance
from converter.narrative.drafting.reasons import Reasons
from converter.narrative.drafting.settings import TextSettings, load_text_settings
from converter.narrative.drafting.slot_book import SlotBook, SlotUse, parse_date
from converter.narrative.last_year import LastYear
from converter.narrative.model import DisclosureText, Paragraph, PerformanceTable, Run
from converter.narrative.slots import load_slots
from converter.narrative.template.loading import Vocabulary, load_templates
from converter.narrative.template.rendering import RenderedLine, Renderer, joined
from converter.narrative.understanding.names import names_of_figures
from converter.packs.loading import Pack


@dataclass(slots=True, eq=False)
class Draft:
    """A drafted text, the slots it used in order, and what was found. ``open`` counts the open slots."""

    text: DisclosureText
    slots: list[SlotUse] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def open(self) -> list[SlotUse]:
        """The slots that somebody still has to fill."""
        return [slot for slot in self.slots if slot.open]


def draft_text(
    disclosure: Disclosure,
    pack: Pack,
    *,
    ledger: UnitLedger | None = None,
    answers: Answers | None = None,
    last_year: LastYear | None = None,
) -> Draft:
    """Return the drafted text of a disclosure; every amount in it is taken from a cell of its tables.

    Raises PackError when the pack's templates are faulty, with every fault's file and line. What goes
    wrong while rendering is an error finding (T01); an open slot is a warning (T10, kind "open").
    """
    settings = load_text_settings(pack)
    slots = load_slots(pack)
    tables = load_tables(pack)
    year = disclosure.year if disclosure.year is not None else pack.year
    answers = answers or Answers()
    last = last_year or LastYear(tables, year - 1)
    templates = load_templates(
        pack,
        Vocabulary(
            names=NAMES,
            functions=FUNCTIONS,
            parts=every_part(),
            styles=settings.styles,
            slots={slot.id for slot in slots.slots},
            slot_functions=SLOT_FUNCTIONS,
        ),
    )
    blanks = {"unit": disclosure.unit, "year": str(year), "wording": disclosure.wording}
    book = SlotBook(slots, settings, answers, blanks, last.texts)
    figures = Figures(disclosure, tables, last)
    names = names_of_figures(pack)
    figures.reasons = Reasons(
        book,
        settings,
        lambda figure: figures.movers(figure, settings.breakdowns),
        lambda ref: names.get(ref, ()) if ref is not None else (),
        last.reasons,
        last.purposes,
        last.typed,
    )
    performance = Performance(disclosure, figures, book, ledger, year)
    functions = Functions(disclosure, figures, book, performance, settings, year)
    renderer = Renderer(templates.patterns, functions.values())
    lines = [line for file in templates.files for line in renderer.render(file)]
    text = DisclosureText(performance=performance.tables)
    text.paragraphs = _paragraphs(lines, settings, disclosure, performance.tables)
    uses = list(book.uses.values())
    findings = [
        error("T01", f"模板包 {pack.region}/{pack.pack_year} {fault}", Place(file=fault.file or None))
        for fault in renderer.faults
    ]
    findings += _findings(uses, answers, book, last, settings)
    return Draft(text, uses, findings)


def _paragraphs(
    lines: list[RenderedLine],
    settings: TextSettings,
    disclosure: Disclosure,
    performance: list[PerformanceTable],
) -> list[Paragraph]:
    """Turn rendered lines into paragraphs with their part and the headings they stand under."""
    paragraphs: list[Paragraph] = []
    part = 0
    section: list[str] = []
    for line in lines:
        style = settings.styles[line.style]
        if style == "tables":
            for table_id in disclosure.tables:
                paragraphs.append(Paragraph([Run("", slot=table_id)], "table", part, tuple(section)))
            continue
        if style in ("table", "performance"):
            mark = "".join(run.text for run in line.runs).strip()
            opened = style == "performance" and "open" in performance[int(mark)].raw
            paragraphs.append(Paragraph([Run("", slot=mark, open=opened)], style, part, tuple(section)))
            continue
        for runs in _split(line.runs):
            text = "".join(run.text for run in runs)
            if style == "part":
                part, section = part + 1, []
            elif style.startswith("heading"):
                depth = int(style.removeprefix("heading"))
                section = [*section[: depth - 1], text]
            paragraphs.append(Paragraph(runs, style, part, tuple(section)))
    return paragraphs


def _split(runs: list[Run]) -> list[list[Run]]:
    """Break runs into paragraphs where an answer has several lines."""
    paragraphs: list[list[Run]] = [[]]
    for run in runs:
        pieces = run.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for number, piece in enumerate(pieces):
            if number and paragraphs[-1]:
                paragraphs.append([])
            if piece.strip():
                paragraphs[-1].append(Run(piece, run.slot, run.open, run.figure))
    return [joined(paragraph) for paragraph in paragraphs if paragraph] or [[]]


def _findings(
    uses: list[SlotUse], answers: Answers, book: SlotBook, last: LastYear, settings: TextSettings
) -> list[Finding]:
    findings = list(last.findings)
    subjects = {subject.id: subject.title for subject in book.data.subjects}
    opened = [use for use in uses if use.open]
    for use in opened:
        place = Place(row=use.id, part=subjects.get(use.subject, use.subject))
        advice = "请在补充资料里填写（gongkai supplement），或补进底稿。"
        hint = f"可参考：{use.proposal}。" if use.proposal else ""
        findings.append(warning("T10", f"待填：{use.label}。{hint}{advice}", place, kind="open"))
    for slot_id, answer in answers.values.items():
        asked = book.uses.get(slot_id)
        if asked is not None and asked.answer is None and answer.text.strip():
            findings.append(
                warning(
                    "T11",
                    f"“{asked.label}”写着“{answer.text.strip()}”，不是{_kind_words(asked)}，没有采用。请改正。",
                    *([answer.place] if answer.place else []),
                )
            )
    for label, answer in answers.unused():
        findings.append(
            info(
                "T12",
                f"“{label}”的说明“{answer.text.strip()[:40]}”没有用上：文字里没有这一项，或者它比上年没有变化。"
                "如应采用，请核对名称或编码。",
                *([answer.place] if answer.place else []),
            )
        )
    if not last.known:
        findings.append(
            warning(
                "T20",
                "不知道上年预算数，增减变动都留作待填。请用 --last-year 给出上年的公开表或底稿，或在补充资料里填写上年数。",
            )
        )
    findings += _deadline(book, settings)
    return findings


def _kind_words(use: SlotUse) -> str:
    words = {"count": "一个整数", "number": "一个数", "amount": "一个金额", "date": "一个日期"}
    return words.get(use.kind.value, "可用的内容")


def _deadline(book: SlotBook, settings: TextSettings) -> list[Finding]:
    """Warn when the date of the text is later than the law allows after the approval (预算法 第14条)."""
    approved = book.answers.values.get("批复日期")
    signed = book.answers.values.get("落款日期")
    if approved is None or signed is None:
        return []
    first, second = parse_date(approved.text), parse_date(signed.text)
    if first is None or second is None:
        return []
    deadline = first + timedelta(days=settings.approval_days)
    if second > deadline:
        return [
            warning(
                "T30",
                f"落款日期 {second.isoformat()} 晚于批复后 {settings.approval_days} 日的公开期限 {deadline.isoformat()}。",
                *([signed.place] if signed.place else []),
            )
        ]
    if second < first:
        return [
            warning(
                "T30",
                f"落款日期 {second.isoformat()} 早于批复日期 {first.isoformat()}，请核对。",
                *_place(signed.place),
            )
        ]
    return []


def _place(place: Place | None) -> list[Place]:
    return [place] if place else []
