"""The styles of the document: those of the pack, and those of table cells as tables ask for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from converter.writing.document.look import DocumentLook, ParagraphLook
from converter.writing.document.markup import HEADER, NAMESPACES, escaped, twips

CELL_LINE = 1.3  # distance of lines in table cells, of the font size


@dataclass(slots=True, eq=False)
class StyleBook:
    """Styles of one document. Cell styles are made on demand and named by what they look like."""

    look: DocumentLook
    _cells: dict[tuple[str, float, bool, str, float], str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """Return the id of a style of the pack."""
        return self.look.style(name).style_id

    def cell(
        self, font: str, size: float, *, bold: bool = False, align: str = "left", left: float = 0
    ) -> str:
        """Return the id of a style for the text of table cells; ``left`` is an indent in pt."""
        key = (font, round(size * 2) / 2, bold, align, round(left, 1))
        if key not in self._cells:
            self._cells[key] = f"Cell{len(self._cells) + 1}"
        return self._cells[key]

    def part(self) -> str:
        """Return styles.xml."""
        own = "".join(_cell_style(name, *key) for key, name in self._cells.items())
        return _fixed_part(self.look_key()).replace("<!--cells-->", own)

    def look_key(self) -> _Look:
        """Return the pack's look in a form whose styles are made only once."""
        return _Look(self.look)


class _Look:
    """A look that compares by identity, for remembering what was made of it."""

    def __init__(self, look: DocumentLook) -> None:
        self.look = look

    def __hash__(self) -> int:
        return id(self.look)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Look) and other.look is self.look


@lru_cache(maxsize=8)
def _fixed_part(key: _Look) -> str:
    look = key.look
    body = look.style("body")
    return (
        f"{HEADER}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(body.font)}"
        '<w:kern w:val="2"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="1"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="30" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="30" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
        + "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + "</w:tblBorders></w:tblPr></w:style>"
        + "".join(_paragraph_style(style) for style in look.styles.values()).replace(
            '"TAB"', f'"{twips(look.page.text_width)}"'
        )
        + _footer_style(look)
        + "<!--cells--></w:styles>"
    )


def _fonts(font: str) -> str:
    name = escaped(font)
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _run_properties(font: str, size: float, bold: bool, spacing: float = 0, color: str = "000000") -> str:
    weight = "<w:b/>" if bold else '<w:b w:val="0"/>'
    space = f'<w:spacing w:val="{twips(spacing)}"/>' if spacing else ""
    return (
        f'<w:rPr>{_fonts(font)}{weight}<w:i w:val="0"/><w:color w:val="{color}"/>{space}'
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/></w:rPr>'
    )


def _paragraph_style(style: ParagraphLook) -> str:
    properties = ""
    if style.keep:
        properties += "<w:keepNext/>"
    properties += '<w:widowControl w:val="0"/>'
    if style.word.startswith("toc "):
        properties += '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="TAB"/></w:tabs>'
    line = f' w:line="{twips(style.line)}" w:lineRule="exact"' if style.line else ""
    properties += f'<w:spacing w:before="{twips(style.before)}" w:after="{twips(style.after)}"{line}/>'
    properties += _indents(style)
    properties += f'<w:jc w:val="{style.align}"/>'
    if style.level:
        properties += f'<w:outlineLvl w:val="{style.level - 1}"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{escaped(style.style_id)}"><w:name w:val="{escaped(style.word)}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="BodyText"/><w:qFormat/><w:pPr>{properties}</w:pPr>'
        f"{_run_properties(style.font, style.size, style.bold, style.spacing, style.color)}</w:style>"
    )


def _indents(style: ParagraphLook) -> str:
    """Return the indents, in characters for Word and in lengths for everybody else."""
    parts = []
    for name, characters in (("firstLine", style.indent), ("left", style.left), ("right", style.right)):
        if characters:
            parts.append(f'w:{name}Chars="{round(characters * 100)}"')
            parts.append(f'w:{name}="{twips(characters * style.character)}"')
    return f"<w:ind {' '.join(parts)}/>" if parts else ""


def _footer_style(look: DocumentLook) -> str:
    return (
        '<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/>'
        f"{_run_properties(look.page_number_font, look.page_number_size, False)}</w:style>"
    )


def _cell_style(name: str, font: str, size: float, bold: bool, align: str, left: float) -> str:
    indent = f'<w:ind w:left="{twips(left)}"/>' if left else ""
    number = name.removeprefix("Cell")
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="表格 {number}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:line="{twips(size * CELL_LINE)}" w:lineRule="exact"/>'
        f'{indent}<w:jc w:val="{align}"/></w:pPr>{_run_properties(font, size, bold)}</w:style>'
    )
