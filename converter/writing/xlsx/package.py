"""Puts the parts of a workbook together as a file."""

from __future__ import annotations

import io
from functools import lru_cache

from converter.writing.xlsx.markup import HEADER, MAIN, RELATIONS, attribute, text
from converter.writing.xlsx.plan import BookPlan, SheetPlan
from converter.writing.xlsx.sheets import Texts, sheet_part
from converter.writing.xlsx.styles import styles_part

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument"
# The files' time inside of the archive: its earliest, never the clock's.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def book_bytes(book: BookPlan) -> bytes:
    """Return the file of ``book``; the same plan gives the same bytes on every system."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    names = list(book.styles)
    styles = {name: number for number, name in enumerate(names, start=1)}
    texts = Texts()
    sheets = [sheet_part(plan, styles, texts, selected=i == 0) for i, plan in enumerate(book.sheets)]
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _root_relations(),
        "docProps/app.xml": _application(),
        "docProps/core.xml": _core(book),
        "xl/workbook.xml": _workbook(book.sheets),
        "xl/_rels/workbook.xml.rels": _relations(len(sheets)),
        "xl/styles.xml": styles_part(tuple(book.styles.values())),
        **{f"xl/worksheets/sheet{i}.xml": part for i, part in enumerate(sheets, start=1)},
        "xl/sharedStrings.xml": texts.part(),
    }
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            entry = ZipInfo(name, _NO_TIME)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, part.encode())
    return stream.getvalue()


@lru_cache
def _content_types(sheets: int) -> str:
    overrides = {
        "docProps/app.xml": f"{_CONTENT}.extended-properties+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "xl/styles.xml": f"{_CONTENT}.spreadsheetml.styles+xml",
        "xl/workbook.xml": f"{_CONTENT}.spreadsheetml.sheet.main+xml",
        **{
            f"xl/worksheets/sheet{i}.xml": f"{_CONTENT}.spreadsheetml.worksheet+xml"
            for i in range(1, sheets + 1)
        },
        "xl/sharedStrings.xml": f"{_CONTENT}.spreadsheetml.sharedStrings+xml",
    }
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    return (
        f'{HEADER}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relation_list(targets: list[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{i}" Type="{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEADER}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


@lru_cache
def _root_relations() -> str:
    return _relation_list(
        [
            (f"{_OFFICE}/relationships/officeDocument", "xl/workbook.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        ]
    )


@lru_cache
def _relations(sheets: int) -> str:
    targets = [
        (f"{_OFFICE}/relationships/worksheet", f"worksheets/sheet{i}.xml") for i in range(1, sheets + 1)
    ]
    targets.append((f"{_OFFICE}/relationships/styles", "styles.xml"))
    targets.append((f"{_OFFICE}/relationships/sharedStrings", "sharedStrings.xml"))
    return _relation_list(targets)


def _application() -> str:
    return (
        f'{HEADER}<Properties xmlns="{_OFFICE}/extended-properties">'
        "<Application>Microsoft Excel</Application></Properties>"
    )


def _core(book: BookPlan) -> str:
    """Return the properties: title and first day of the year; no author, no clock."""
    day = f"{book.year:04d}-01-01T00:00:00Z"
    return (
        f'{HEADER}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{text(book.title)}</dc:title><dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified></cp:coreProperties>'
    )


def _workbook(sheets: list[SheetPlan]) -> str:
    listed = "".join(
        f'<sheet name="{attribute(plan.name)}" sheetId="{i}" r:id="rId{i}"/>'
        for i, plan in enumerate(sheets, start=1)
    )
    names = "".join(_defined_names(i, plan) for i, plan in enumerate(sheets))
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    return (
        f'{HEADER}<workbook {MAIN} {RELATIONS}><fileVersion appName="xl" lastEdited="4" lowestEdited="4" '
        'rupBuild="4505"/><workbookPr/><bookViews><workbookView xWindow="240" yWindow="15" '
        f'windowWidth="16095" windowHeight="9660"/></bookViews><sheets>{listed}</sheets>{defined}'
        # The stored values are right: no calculation on opening, so that looking asks for no saving.
        '<calcPr calcId="191029"/></workbook>'
    )


def _defined_names(index: int, plan: SheetPlan) -> str:
    """Return the names by which spreadsheets know a sheet's filter and the rows repeated on each page."""
    sheet = "'" + text(plan.name.replace("'", "''")) + "'"
    names = ""
    if plan.filter:
        from converter.reading.model import column_letters

        area = plan.filter
        first = f"${column_letters(area.left)}${area.top + 1}"
        last = f"${column_letters(area.right)}${area.bottom + 1}"
        names += (
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'
            f"{sheet}!{first}:{last}</definedName>"
        )
    if plan.title_rows:
        first_row, last_row = plan.title_rows
        names += (
            f'<definedName name="_xlnm.Print_Titles" localSheetId="{index}">'
            f"{sheet}!${first_row + 1}:${last_row + 1}</definedName>"
        )
    return names
