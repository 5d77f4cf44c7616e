"""What each section of the text speaks of, as data: the subject ``statements.toml`` of a pack."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from converter.disclosure.finished.vocabulary import normal
from converter.narrative.model import DisclosureText, FigureRef
from converter.packs.loading import Pack, PackError

_FIGURE = re.compile(r"^(?P<table>[^\[\]]+)\[(?P<row>[^,\]]+),\s*(?P<column>[^\]]+)\]$")


@dataclass(frozen=True, slots=True)
class SubjectSpec:
    """A subject by its names; ``figure`` is the cell that its amount must equal; ``after`` makes it
    eligible only behind another subject (names may repeat)."""

    id: str
    names: tuple[str, ...]
    figure: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class CodesSpec:
    """Subjects that are codes: classification, length of the codes, cell, table whose rows they are."""

    by: str
    level: int
    figure: str
    rows: str


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list inside of a section that begins with one of ``starts``.

    kind "sources", "classes": names without amounts; "figures": the section's codes in another column;
    "codes": names of codes with amounts.
    """

    starts: tuple[str, ...]
    kind: str
    figure: str = ""
    by: str = "function"
    level: int = 3
    rows: str = ""
    total: str = ""
    complete: bool = False


@dataclass(frozen=True, slots=True)
class ProjectsSpec:
    """The section of projects: table, cell, and the labels of an item's lines."""

    rows: str
    figure: str
    name_label: str
    amount_label: str
    allocation_label: str
    unit_label: str
    basis_label: str
    time_label: str


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """One section of the text. Its heading has one of ``keywords``, and neither it nor a heading above it
    any of ``without``."""

    id: str
    keywords: tuple[str, ...]
    part: int = 0
    without: tuple[str, ...] = ()
    total: str = ""
    total_figure: str = ""
    subjects: tuple[SubjectSpec, ...] = ()
    codes: CodesSpec | None = None
    lists: tuple[ListSpec, ...] = ()
    projects: ProjectsSpec | None = None
    empty_table: str = ""
    complete: bool = False


@dataclass(frozen=True, slots=True)
class StatementWords:
    """The subject ``statements.toml``."""

    amount_units: tuple[str, ...]
    count_units: tuple[str, ...]
    percent_units: tuple[str, ...]
    increase: tuple[str, ...]
    decrease: tuple[str, ...]
    amount_verbs: tuple[str, ...]
    rate_verbs: tuple[str, ...]
    share_words: tuple[str, ...]
    compare_words: tuple[str, ...]
    previous_words: tuple[str, ...]
    nameless_words: tuple[str, ...]
    unchanged_words: tuple[str, ...]
    nothing_words: tuple[str, ...]
    reason_words: tuple[str, ...]
    fillers: tuple[str, ...]
    value_words: tuple[str, ...]
    sections: tuple[SectionSpec, ...] = field(default=())

    def section(self, section_id: str) -> SectionSpec | None:
        """Return the section with that id."""
        return next((section for section in self.sections if section.id == section_id), None)


def load_statement_words(pack: Pack) -> StatementWords:
    """Return ``statements.toml`` of a pack, with its figures checked; raise PackError with all faults."""
    return pack.derived("statement words", lambda: _load(pack))


def _load(pack: Pack) -> StatementWords:
    words = pack.section("statements", StatementWords)
    faults = []
    for section in words.sections:
        figures = [subject.figure for subject in section.subjects]
        figures += [section.total_figure, section.codes.figure if section.codes else ""]
        figures += [text for entry in section.lists for text in (entry.figure, entry.total)]
        faults += [
            pack.fault("statements", f"sections.{section.id}", f"应写作“表[行, 列]”，现为“{figure}”")
            for figure in figures
            if figure and not _FIGURE.match(figure)
        ]
    if faults:
        raise PackError(faults)
    return words


def figure_ref(pattern: str, **values: str) -> FigureRef | None:
    """Return the cell that a pattern such as ``表5[{code}, 合计]`` names; None for an empty pattern."""
    ref = _figure(pattern)
    if ref is None or not values:
        return ref
    row = ref.row
    for name, value in values.items():
        row = row.replace("{" + name + "}", value)
    return FigureRef(ref.table, row, ref.column)


@lru_cache(maxsize=4096)
def _figure(pattern: str) -> FigureRef | None:
    found = _FIGURE.match(pattern)
    return FigureRef(found["table"].strip(), found["row"].strip(), found["column"].strip()) if found else None


def sections_of(text: DisclosureText, words: StatementWords, unit: str = "") -> list[SectionSpec | None]:
    """Return for every paragraph the section it belongs to, by the headings above it; the name of ``unit``
    in them (国有资本运营中心) says nothing of the subject."""
    result: list[SectionSpec | None] = []
    known: dict[tuple[int, tuple[str, ...]], SectionSpec | None] = {}
    for paragraph in text.paragraphs:
        key = (paragraph.part, paragraph.section)
        if key not in known:
            known[key] = _section_of(paragraph.part, paragraph.section, words, normal(unit))
        result.append(known[key])
    return result


def _section_of(
    part: int, headings: tuple[str, ...], words: StatementWords, unit: str = ""
) -> SectionSpec | None:
    plain = [normal(heading).replace(unit, "") if unit else normal(heading) for heading in headings]
    for last in range(len(plain), 0, -1):
        path = "".join(plain[:last])
        for section in words.sections:
            if section.part and part and section.part != part:
                continue
            if any(normal(word) in plain[last - 1] for word in section.keywords) and not any(
                normal(word) in path for word in section.without
            ):
                return section
    return None
