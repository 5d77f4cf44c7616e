"""Puts the parts of a document together as a file: the same parts give the same bytes on every system."""

from __future__ import annotations

import io

from converter.writing.document.look import DocumentLook
from converter.writing.document.markup import HEADER, NAMESPACES, escaped, field, paragraph, text_run, twips
from converter.writing.document.styles import StyleBook

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# The files' time inside of the archive: its earliest, never the clock's.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def document_bytes(body: str, title: str, styles: StyleBook) -> bytes:
    """Return the file whose body is ``body``; ``title`` is its only property."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    look = styles.look
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _root_relations(),
        "docProps/core.xml": _core(title),
        "word/document.xml": f"{HEADER}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": styles.part(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _fonts(look),
        "word/footer1.xml": _footer(look, "right"),
        "word/footer2.xml": _footer(look, "left"),
        "word/_rels/document.xml.rels": _relations(),
    }
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=4) as archive:
        for name, content in parts.items():
            entry = ZipInfo(name, _NO_TIME)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 0
            archive.writestr(entry, content)
    return stream.getvalue()


def _content_types() -> str:
    overrides = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
        "/word/footer1.xml": f"{_WORD}.footer+xml",
        "/word/footer2.xml": f"{_WORD}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    return (
        f'{HEADER}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{n}" ContentType="{t}"/>' for n, t in overrides.items())
        + "</Types>"
    )


def _root_relations() -> str:
    return (
        f'{HEADER}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>'
    )


def _relations() -> str:
    kinds = (
        ("styles", "styles"),
        ("settings", "settings"),
        ("fontTable", "fontTable"),
        ("footer", "footer1"),
        ("footer", "footer2"),
    )
    return (
        f'{HEADER}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}.xml"/>'
            for number, (kind, target) in enumerate(kinds, start=1)
        )
        + "</Relationships>"
    )


def _core(title: str) -> str:
    return (
        f'{HEADER}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escaped(title)}</dc:title></cp:coreProperties>"
    )


def _settings() -> str:
    return (
        f"{HEADER}<w:settings {NAMESPACES}>"
        '<w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _fonts(look: DocumentLook) -> str:
    return (
        f"{HEADER}<w:fonts {NAMESPACES}>"
        + "".join(
            f'<w:font w:name="{escaped(name)}"><w:altName w:val="{escaped(other)}"/>'
            '<w:charset w:val="86"/></w:font>'
            for name, other in look.fallbacks.items()
        )
        + "</w:fonts>"
    )


def _footer(look: DocumentLook, side: str) -> str:
    """Return the page number: on odd pages right, on even pages left, one character from the edge."""
    before, _, after = look.page_number.partition("{page}")
    indent = f'<w:ind w:{side}Chars="100" w:{side}="{twips(look.page_number_size)}"/><w:jc w:val="{side}"/>'
    runs = text_run(before) + field("PAGE", "1") + text_run(after)
    return f"{HEADER}<w:ftr {NAMESPACES}>{paragraph('Footer', runs, indent)}</w:ftr>"
