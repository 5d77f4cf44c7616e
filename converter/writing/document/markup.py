"""Texts, runs and paragraphs as WordprocessingML. What is data stays data, whatever characters it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable

from converter.narrative.model import Run
from converter.writing.document.look import TWIPS_PER_POINT

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# What XML cannot hold, and what turns the direction of writing or cannot be seen.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def escaped(text: str) -> str:
    """Return ``text`` for use between tags and within double quotes."""
    if text.isalnum():
        return text
    plain = _FORBIDDEN.sub("", text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def twips(points: float) -> int:
    """Return a length in pt as twentieths of a point."""
    return round(points * TWIPS_PER_POINT)


def text_run(text: str, properties: str = "") -> str:
    """Return a run; tabs and line breaks in ``text`` stay such."""
    front = f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}"
    if "\t" not in text and "\n" not in text:
        return f'{front}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'
    body = []
    for piece in re.split("([\t\n])", text):
        if piece == "\t":
            body.append("<w:tab/>")
        elif piece == "\n":
            body.append("<w:br/>")
        elif piece:
            body.append(f'<w:t xml:space="preserve">{escaped(piece)}</w:t>')
    return f"{front}{''.join(body)}</w:r>"


def slot_runs(runs: Iterable[Run], color: str) -> str:
    """Return drafted runs; open slots are highlighted in ``color``."""
    mark = f'<w:highlight w:val="{color}"/>'
    return "".join(text_run(run.text, mark if run.open else "") for run in runs)


def paragraph(style: str, content: str, properties: str = "") -> str:
    """Return a paragraph of a style with runs as ``content`` and further paragraph properties."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def field(instruction: str, shown: str, properties: str = "") -> str:
    """Return a field with the result that it shows until it is updated."""
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return (
        f'<w:r>{rpr}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{rpr}<w:instrText xml:space="preserve"> {escaped(instruction)} </w:instrText></w:r>'
        f'<w:r>{rpr}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{rpr}<w:t>{escaped(shown)}</w:t></w:r>"
        f'<w:r>{rpr}<w:fldChar w:fldCharType="end"/></w:r>'
    )
