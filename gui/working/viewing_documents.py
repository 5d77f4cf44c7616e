"""Makes views of documents: the line of a unit, its findings, tables, text and questions, sources of figures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from converter.findings import Severity
from gui import views
from gui.wording import for_window
from gui.working.amounts import cell_text, exact

if TYPE_CHECKING:
    from converter.packs.loading import Pack
    from converter.reading.model import SourceFile
    from converter.results import Document

MOST_CELLS = 400


def unit_view(document: Document, index: int, *, audit: bool) -> views.UnitView:
    """Return one document as a line of the table of units."""
    from converter.results import verdict_line

    count = [
        sum(f.severity is severity and f.kind != "open" and not f.acknowledged for f in document.findings)
        for severity in (Severity.ERROR, Severity.WARNING)
    ]
    names = "、".join(Path(path).name for path in document.inputs) or "输入"
    disclosure = document.disclosure
    return views.UnitView(
        index=index,
        unit=document.unit or names,
        year=document.year if document.unit else None,
        verdict=document.verdict.value,
        line=verdict_line(document),
        errors=count[0],
        warnings=count[1],
        open=sum(f.kind == "open" for f in document.findings),
        inputs=list(document.inputs),
        audit=audit,
        writable=disclosure is not None and (bool(disclosure.tables) or disclosure.text is not None),
        outputs=dict(document.outputs),
        mark=_mark(document),
    )


def _mark(document: Document) -> str:
    """Return what is the same for two documents that say the same: figures, text and findings."""
    import hashlib

    mark = hashlib.sha256()
    disclosure = document.disclosure
    for table in disclosure.tables.values() if disclosure is not None else ():
        for row in table.rows:
            figures = {column: str(cell.value) for column, cell in row.cells.items()}
            mark.update(repr((table.id, row.key, row.label, row.section, figures)).encode())
    if disclosure is not None and disclosure.text is not None:
        for paragraph in disclosure.text.paragraphs:
            mark.update(paragraph.text.encode())
        mark.update(repr(disclosure.text.performance).encode())
    for finding in document.findings:
        mark.update(repr((finding.rule, finding.message, finding.acknowledged)).encode())
    return mark.hexdigest()


def unit_detail(document: Document, index: int, region: str) -> views.UnitDetail:
    """Return everything that the pages show of one document."""
    from converter.packs.loading import PackError, load_pack
    from converter.writing.report_sheets import in_order_of_mending

    findings = [for_window(finding) for finding in in_order_of_mending(document.findings)]
    detail = views.UnitDetail(index, findings, [], {}, 0)
    disclosure = document.disclosure
    if disclosure is None:
        return detail
    detail.adjustments = len(disclosure.adjustments)
    try:
        pack = load_pack(region, document.year)
        detail.tables, detail.styles = table_views(disclosure, pack)
    except PackError:
        return detail
    if disclosure.drafted is not None:
        detail.slots = slot_views(disclosure, pack)
    text = disclosure.text
    if text is not None:
        detail.paragraphs = list(text.paragraphs)
        detail.performance = [_performance(table, pack) for table in text.performance]
        if disclosure.drafted is None:
            for one in text.statements:
                if one.figure is not None:
                    table, row, column, _ = one.figure
                    place = (one.start, one.end, table, row, column)
                    detail.figures.setdefault(one.paragraph, []).append(place)
    return detail


def _performance(table: Any, pack: Pack) -> views.PerformanceView:
    """Return a performance table as the document prints it."""
    from converter.narrative.supplement.layout import INDICATOR_FIELDS
    from converter.writing.document.look import load_look

    words, cell = load_look(pack).performance, views.PerformanceCell

    def amount(value: Decimal | None) -> str:
        return "" if value is None else f"{value:,.2f}"

    rows = [
        [cell(words.unit, 1, True), cell(table.unit, 8, False)],
        [
            cell(words.project, 1, True),
            cell(table.project, 4, False),
            cell(words.leader, 1, True),
            cell(table.leader or table.raw.get("leader", ""), 3, False),
        ],
        [
            cell(words.money, 1, True),
            cell(words.total, 1, True),
            cell(amount(table.total), 1, False),
            cell(words.fiscal, 1, True),
            cell(amount(table.fiscal), 1, False),
            cell(words.other, 1, True),
            cell(amount(table.other), 3, False),
        ],
        [cell(words.goal, 1, True), cell(table.goal or table.raw.get("goal", ""), 8, False)],
        [cell(head, 1, True) for head in words.header],
    ]
    rows += [
        [cell(str(getattr(one, name)), 1, False) for name in INDICATOR_FIELDS] for one in table.indicators
    ]
    year = words.year_line.format(year=table.year if table.year is not None else "")
    return views.PerformanceView(table.project, f"{words.title}{year}", rows)


def slot_views(disclosure: Any, pack: Pack) -> list[views.SlotView]:
    """Return what the text asks, open questions first, each with what helps to answer it."""
    from converter.narrative.slots import SlotKind, load_slots
    from converter.narrative.supplement.typed import PERFORMANCE

    data = load_slots(pack)
    titles = {subject.id: subject.title for subject in data.subjects}
    found = []
    opened: set[str] = set()
    for use in disclosure.drafted[0].slots:
        if use.id.startswith(PERFORMANCE):  # shown as tables below
            opened.add(use.id)
            continue
        change = ""
        if use.value is not None and use.last is not None:
            difference = use.value - use.last
            change = f"{difference:+,.2f}" if difference else "持平"
            if use.last and difference:
                change += f"（{difference * 100 / use.last:+,.2f}%）"
        figure = use.figure
        found.append(
            views.SlotView(
                id=use.id,
                subject=titles.get(use.subject, use.subject),
                label=use.label,
                value=use.answer.text if use.answer is not None else "",
                open=use.open,
                kind="list" if use.kind is SlotKind.LIST else use.kind.value,
                unit=use.unit,
                choices=tuple(use.choices),
                proposal=use.proposal,
                figure="" if use.value is None else f"{use.value:,.2f}",
                last_figure="" if use.last is None else f"{use.last:,.2f}",
                change=change,
                last_words=use.last_text,
                hint=use.hint,
                origin=use.answer.origin if use.answer is not None else "",
                cell=tuple(figure[:3]) if figure is not None else None,
            )
        )
    subject = titles.get(data.performance_subject, data.performance_subject)
    for table in disclosure.text.performance if disclosure.text is not None else ():
        name = f"{PERFORMANCE}{table.project}"
        found.append(
            views.SlotView(
                id=name,
                subject=subject,
                label=f"{table.project}：绩效指标",
                value=_indicator_lines(table),
                open=name in opened,
                kind="indicators",
                figure="" if table.total is None else f"{table.total:,.2f}",
            )
        )
    return sorted(found, key=lambda slot: not slot.open)


def _indicator_lines(table: Any) -> str:
    """Return the indicators of a performance table, one a line, cells separated by tabs; marks left out."""
    from converter.narrative.supplement.layout import INDICATOR_FIELDS

    lines = []
    for indicator in table.indicators:
        cells = [str(getattr(indicator, name)) for name in INDICATOR_FIELDS]
        cells = ["" if cell.startswith("【") else " ".join(cell.split()) for cell in cells]
        lines.append("\t".join(cells))
    return "\n".join(lines)


def table_views(disclosure: Any, pack: Pack) -> tuple[list[views.TableView], dict[str, Any]]:
    """Return the tables as they are printed."""
    from converter.disclosure.table_loading import load_tables
    from converter.writing.figure_places import figure_places
    from converter.writing.layout import layouts_of
    from converter.writing.styles import table_styles
    from converter.writing.table_sheet import table_sheet

    layouts = layouts_of(pack)
    adjusted = {(a.table, a.row, a.column): a for a in disclosure.adjustments}
    found = []
    for table_id, table in disclosure.tables.items():
        layout = layouts.get(table_id)
        if layout is None:
            continue
        words = {
            "unit": disclosure.unit,
            "year": str(disclosure.year or ""),
            "wording": disclosure.wording,
            "id": table_id,
            "title": table.title,
            "money": layout.spec.money,
        }
        name = layout.spec.sheet.format_map(words)
        plan = table_sheet(table, layout, name, words, values=True)
        texts = [[""] * layout.width for _ in plan.rows]
        styles = [[""] * layout.width for _ in plan.rows]
        for row, cells in enumerate(plan.rows):
            for cell in cells:
                styles[row][cell.column] = cell.style
                texts[row][cell.column] = _content_text(cell.content, layout.spec.decimals)
        merged = [(*area,) for area in plan.merges]
        merged += _lines_spread(
            texts, styles, plan.widths, layout.unit, {(area[0], area[1]) for area in merged}
        )
        figures = {place: views.FigureCell(*figure) for place, figure in figure_places(table, layout).items()}
        notes = {}
        for place, figure in figures.items():
            one = adjusted.get((table_id, figure.row, figure.column))
            if one is not None:
                notes[place] = (
                    f"尾差调整：精确金额 {exact(one.exact)}，四舍五入为 {one.rounded:,.2f}，"
                    f"公布为 {one.published:,.2f}，使各表完全相等。"
                )
        found.append(
            views.TableView(
                table_id,
                name,
                table.title,
                texts,
                styles,
                merged,
                list(plan.widths),
                list(plan.heights),
                layout.first_body_row,
                figures,
                notes,
            )
        )
    return found, dict(table_styles(load_tables(pack)))


def _lines_spread(
    texts: list[list[str]],
    styles: list[list[str]],
    widths: list[float],
    unit: float,
    taken: set[tuple[int, int]],
) -> list[tuple[int, int, int, int]]:
    """Let the number of the table, its unit and its money run over the empty cells beside them, as print does."""
    from converter.writing.measuring import width_of

    last = len(widths) - 1
    areas: list[tuple[int, int, int, int]] = []
    for row, names in enumerate(styles):
        if names[0] == "number" and last:
            areas.append((row, 0, row, last))
        elif names[0].startswith("line") and names[last] == "money" and last:
            need = (width_of(texts[row][last]) + 4) * unit
            middle = last
            while middle > 1 and sum(widths[middle:]) < need:
                middle -= 1
            if (row, 0) in taken:
                continue
            if middle < last:
                texts[row][middle], styles[row][middle] = texts[row][last], "money"
                texts[row][last], styles[row][last] = "", ""
                areas.append((row, middle, row, last))
            if middle > 1:
                areas.append((row, 0, row, middle - 1))
    return areas


def _content_text(content: Any, decimals: int) -> str:
    if content is None:
        return ""
    if isinstance(content, Decimal):
        return f"{content:,.{decimals}f}" if content else ""
    return str(content)


def sources_of(
    document: Document, table: str, figure: views.FigureCell, sources: dict[str, SourceFile]
) -> views.Sources:
    """Return the input cells that a figure is made of; of a document that was read, where it stands."""
    from converter.disclosure.provenance import cells_of_lines

    disclosure = document.disclosure
    found = disclosure.tables.get(table) if disclosure else None
    row = found.row(figure.row, figure.section) if found else None
    cell = row.cells.get(figure.column) if row else None
    if cell is None or disclosure is None:
        return views.Sources([], 0, "", "")
    published = f"{cell.value:,.2f}" if cell.value is not None else ""
    if document.ledger is None or disclosure.origin == "read":
        return views.Sources([], 0, cell.raw, published, place=cell.place)
    refs = cells_of_lines(document.ledger, cell.lines)
    grids = {(s.file, s.name): s for source in sources.values() for s in source.sheets}
    cells = []
    for ref in refs[:MOST_CELLS]:
        grid = grids.get((ref.file, ref.sheet))
        value = cell_text(grid.value(ref.row, ref.column), money=True) if grid else ""
        cells.append(views.SourceCell(ref.file, ref.sheet, ref.row, ref.column, ref.cell, value))
    amount = exact(cell.exact) if cell.exact is not None else ""
    return views.Sources(cells, len(refs), amount, published)
