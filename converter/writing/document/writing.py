"""Writes a drafted disclosure as a Word document: cover, contents, the four parts, the tables inside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from converter.disclosure.model import Disclosure
from converter.disclosure.specification import Tables
from converter.disclosure.table_loading import load_tables
from converter.findings import Finding, Severity
from converter.narrative.model import DisclosureText, Paragraph
from converter.packs.loading import Pack
from converter.writing.document.look import POINTS_PER_MM, DocumentLook, load_look
from converter.writing.document.markup import escaped, paragraph, slot_runs, text_run, twips
from converter.writing.document.markup import field as word_field
from converter.writing.document.package import document_bytes
from converter.writing.document.pagination import Flow
from converter.writing.document.performance_table import place_performance
from converter.writing.document.styles import StyleBook
from converter.writing.document.tables import RESERVE, place_table
from converter.writing.files import save
from converter.writing.measuring import clean
from converter.writing.table_plans import TablePlans
from converter.writing.xlsx.plan import PAPER_MM

FAILED = "未通过校验，请勿公开：有 {errors} 处错误，见校验报告。"
_CONTENTS_MARK = "<!--contents-->"
_HEADINGS = {"part": 1, "heading1": 2, "heading2": 3, "heading3": 4}


def write_document(
    disclosure: Disclosure,
    pack: Pack,
    path: Path,
    *,
    findings: Sequence[Finding] = (),
    plans: TablePlans | None = None,
) -> Finding | None:
    """Write ``disclosure`` with its drafted text to ``path``, whole or not at all.

    ``plans`` are the tables where they have been planned already. Errors among ``findings`` put a red line
    before everything else. Return None, or the finding that says
    why nothing was written (see ``files.save``). The same input gives the same bytes.
    """
    return save(path, document_bytes_of(disclosure, pack, findings=findings, plans=plans))


def document_bytes_of(
    disclosure: Disclosure,
    pack: Pack,
    *,
    findings: Sequence[Finding] = (),
    plans: TablePlans | None = None,
) -> bytes:
    """Return the document that ``write_document`` writes."""
    text = disclosure.text if isinstance(disclosure.text, DisclosureText) else DisclosureText()
    look = load_look(pack)
    styles = StyleBook(look)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    writer = _Writer(disclosure, text, look, load_tables(pack), plans or TablePlans(disclosure, pack), styles)
    body = writer.body(FAILED.format(errors=errors) if errors else "")
    title = f"{disclosure.unit}{disclosure.year or ''}年{disclosure.wording}预算公开"
    return document_bytes(body, clean(title), styles)


@dataclass(slots=True, eq=False)
class _Section:
    """Consecutive paragraphs that share a page: "front", "text", "portrait" or "landscape"."""

    kind: str
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Entry:
    """One line of the contents."""

    level: int
    text: str
    anchor: str
    page: int


class _Writer:
    def __init__(
        self,
        disclosure: Disclosure,
        text: DisclosureText,
        look: DocumentLook,
        tables: Tables,
        plans: TablePlans,
        styles: StyleBook,
    ) -> None:
        self.disclosure = disclosure
        self.text = text
        self.look = look
        self.tables = tables
        self.plans = plans
        self.layouts = plans.layouts
        self.styles = styles
        self.entries: list[_Entry] = []
        self.parts: list[str] = []
        self.page = 1

    def body(self, failed: str) -> str:
        """Return the markup of the body; ``failed`` is the line that a text with errors begins with."""
        sections = self._sections()
        if failed:
            self.parts.append(paragraph(self.styles.of("failed"), text_run(failed)))
        for number, section in enumerate(sections):
            if section.kind in ("portrait", "landscape"):
                noted = self._table_section(section)
            else:
                noted = self._text_section(section)
            last = number == len(sections) - 1
            starts = number > 0 and sections[number - 1].kind == "front"
            self._end_section(section, starts=starts, last=last, noted=noted)
        return "".join(self.parts).replace(_CONTENTS_MARK, self._contents())

    # ── sections

    def _sections(self) -> list[_Section]:
        """Part the paragraphs by the page they need; headings right above a table go with the table."""
        kinds = [self._kind(p) for p in self.text.paragraphs]
        for index in range(len(kinds) - 2, -1, -1):
            following = kinds[index + 1]
            heading = self.text.paragraphs[index].style in _HEADINGS
            above_table = self.text.paragraphs[index + 1].style in ("table", *_HEADINGS)
            if heading and above_table and following in ("portrait", "landscape"):
                kinds[index] = following
        sections: list[_Section] = []
        for kind, item in zip(kinds, self.text.paragraphs, strict=True):
            if not sections or sections[-1].kind != kind:
                sections.append(_Section(kind))
            sections[-1].paragraphs.append(item)
        return sections

    def _kind(self, item: Paragraph) -> str:
        if item.style == "table":
            layout = self.layouts.get(item.runs[0].slot)
            return "landscape" if layout is not None and layout.spec.landscape else "portrait"
        if item.style == "performance":
            return "landscape" if self.look.performance.landscape else "portrait"
        return "front" if item.part == 0 else "text"

    def _end_section(self, section: _Section, *, starts: bool, last: bool, noted: bool) -> None:
        """Add the section's settings: within its last paragraph, or in a line too small to be seen."""
        settings = self._settings(section, starts=starts)
        if last:
            self.parts.append(settings)
            return
        if noted:
            # The last paragraph is still open for its settings.
            front, _, rest = self.parts.pop().rpartition("</w:pPr>")
            self.parts.append(f"{front}{settings}</w:pPr>{rest}")
            return
        self.parts.append(
            "<w:p><w:pPr>"
            '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
            f'<w:rPr><w:sz w:val="2"/></w:rPr>{settings}</w:pPr></w:p>'
        )

    def _settings(self, section: _Section, *, starts: bool) -> str:
        """Return the section's settings; ``starts`` begins the numbering of pages."""
        wide: float
        high: float
        margins: tuple[float, float, float, float]
        if section.kind in ("portrait", "landscape"):
            page = self.tables.page
            short, long = PAPER_MM.get(page.paper, PAPER_MM["A4"])
            wide, high = (long, short) if section.kind == "landscape" else (short, long)
            margins = (page.top, page.bottom, page.left, page.right)
            footer = max(page.bottom / 2, 8)
        else:
            text = self.look.page
            wide, high = text.width, text.height
            margins = (text.top, text.bottom, text.left, text.right)
            footer = text.footer
        top, bottom, left, right = (twips(length * POINTS_PER_MM) for length in margins)
        turned = ' w:orient="landscape"' if wide > high else ""
        numbers = ""
        if starts:
            numbers = '<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
        count = '<w:pgNumType w:start="1"/>' if starts else ""
        return (
            f'<w:sectPr>{numbers}<w:type w:val="nextPage"/>'
            f'<w:pgSz w:w="{twips(wide * POINTS_PER_MM)}" w:h="{twips(high * POINTS_PER_MM)}"{turned}/>'
            f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
            f'w:header="{twips(self.look.page.header * POINTS_PER_MM)}" '
            f'w:footer="{twips(footer * POINTS_PER_MM)}" w:gutter="0"/>{count}</w:sectPr>'
        )

    # ── text

    def _text_section(self, section: _Section) -> bool:
        """Add the paragraphs of running text; the last one stays open for the section's settings."""
        flow = Flow(self.look.page.text_height, self.page, gap=self.look.latin_gap)
        width = self.look.page.text_width
        following = self._kept_together(section.paragraphs, flow, width)
        for number, item in enumerate(section.paragraphs):
            style = self.look.style(item.style)
            first = '<w:pageBreakBefore w:val="0"/>' if number == 0 and style.new_page else ""
            page = flow.paragraph(style, item.text, width, following[number])
            self._add_paragraph(item, first, page)
            if item.style == "contents":
                self.parts.append(_CONTENTS_MARK)
        if section.kind != "front":
            self.page = flow.page + 1
        return bool(section.paragraphs) and section.paragraphs[-1].style != "contents"

    def _kept_together(self, paragraphs: list[Paragraph], flow: Flow, width: float) -> list[float]:
        """Return for every paragraph the height in pt of what must stand on its page below it: headings
        keep the headings under them and the first line of the text."""
        following = [0.0] * len(paragraphs)
        below = 0.0
        for number in range(len(paragraphs) - 1, -1, -1):
            style = self.look.style(paragraphs[number].style)
            following[number] = below if style.keep else 0.0
            own = flow.height_of(style, paragraphs[number].text, width) if style.keep else style.line_height
            below = own + following[number]
        return following

    def _add_paragraph(self, item: Paragraph, properties: str, page: int) -> None:
        style = self.look.style(item.style)
        level = _HEADINGS.get(item.style, 0)
        content = slot_runs(item.runs, self.look.open_color)
        if 0 < level <= self.look.contents_levels and item.part:
            start, end = self._bookmark(level, item.text, page)
            content = f"{start}{content}{end}"
        if style.new_page and not properties:
            properties = "<w:pageBreakBefore/>"
        self.parts.append(paragraph(style.style_id, content, properties))

    def _bookmark(self, level: int, text: str, page: int) -> tuple[str, str]:
        number = len(self.entries) + 1
        anchor = f"_Toc{number:06d}"
        self.entries.append(_Entry(level, text, anchor, page))
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{anchor}"/>',
            f'<w:bookmarkEnd w:id="{number}"/>',
        )

    # ── tables

    def _table_section(self, section: _Section) -> bool:
        """Add tables, each on a page of its own, with the headings above them."""
        short, long = PAPER_MM.get(self.tables.page.paper, PAPER_MM["A4"])
        wide, high = (long, short) if section.kind == "landscape" else (short, long)
        page = self.tables.page
        across = (wide - page.left - page.right) * POINTS_PER_MM
        flow = Flow((high - page.top - page.bottom) * POINTS_PER_MM - RESERVE, self.page)
        flow.gap = self.look.latin_gap
        noted = False
        above = 0.0
        for number, item in enumerate(section.paragraphs):
            if item.style == "table":
                new_page = bool(flow.used) and not above
                if new_page:
                    flow.new_page()
                noted = self._add_table(item, flow, above, new_page=new_page)
                above = 0.0
            elif item.style == "performance":
                new_page = bool(flow.used)
                if new_page:
                    flow.new_page()
                self._add_performance(item, flow, across, new_page=new_page)
                noted = False
            else:
                style = self.look.style(item.style)
                first = '<w:pageBreakBefore w:val="0"/>' if number == 0 and style.new_page else ""
                at = flow.paragraph(style, item.text, across)
                self._add_paragraph(item, first, at)
                above = flow.used
                noted = False
        self.page = flow.page + 1
        return noted

    def _add_table(self, item: Paragraph, flow: Flow, above: float, *, new_page: bool) -> bool:
        table_id = item.runs[0].slot
        table, layout = self.disclosure.tables.get(table_id), self.layouts.get(table_id)
        if table is None or layout is None:
            return False
        start, _ = self._bookmark(2, clean(table.title), flow.page)
        placed = place_table(
            table,
            self.plans.sheet(table_id),
            layout,
            self.tables,
            self.styles,
            above=above,
            bookmark=start,
            new_page=new_page,
        )
        flow.block(placed.head_height)
        flow.rows(placed.rows, placed.repeated)
        self.parts += [placed.heading, placed.body]
        if placed.note:
            flow.block(placed.note_height)
            self.parts.append(placed.note)
        return bool(placed.note)

    def _add_performance(self, item: Paragraph, flow: Flow, width: float, *, new_page: bool) -> None:
        table = self.text.performance[int(item.runs[0].slot)]
        title = self.look.style("part")
        placed = place_performance(
            table, self.look, self.styles, title, width, room=flow.height, new_page=new_page
        )
        flow.block(placed.head_height)
        flow.rows(placed.rows, placed.repeated)
        self.parts += [placed.heading, placed.body]

    # ── contents

    def _contents(self) -> str:
        """Return the contents: a field that Word can update, filled with entries and page numbers."""
        lines = list(self._contents_lines())
        if not lines:
            return ""
        return (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
            f"</w:docPartObj></w:sdtPr><w:sdtContent>{''.join(lines)}</w:sdtContent></w:sdt>"
        )

    def _contents_lines(self) -> Iterator[str]:
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
            f'TOC \\o "1-{self.look.contents_levels}" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        last = len(self.entries) - 1
        for number, entry in enumerate(self.entries):
            style = self.look.style(f"toc{entry.level}").style_id
            page = word_field(f"PAGEREF {entry.anchor} \\h", str(entry.page))
            link = (
                f'<w:hyperlink w:anchor="{escaped(entry.anchor)}" w:history="1">'
                f"{text_run(entry.text)}<w:r><w:tab/></w:r>{page}</w:hyperlink>"
            )
            yield paragraph(style, f"{begin if number == 0 else ''}{link}{end if number == last else ''}")
