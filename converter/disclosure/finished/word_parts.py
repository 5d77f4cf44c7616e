"""What a Word document holds beside its body: footnotes and endnotes, running heads, and what a reader of the
file also sees but nobody meant to publish (comments, tracked changes)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from converter.disclosure.finished.stream import StreamCell, StreamRow
from converter.disclosure.finished.word_elements import W, paragraph_text
from converter.findings import Finding, Place, warning

OWN_AUTHOR = "预算公开助手"  # of the comments in our own annotated copies
HEAD, FOOT = "页眉", "页脚"
_HEADS = re.compile(r"word/(header|footer)\d*\.xml$")
_NOTES = {"footnote": "脚注", "endnote": "尾注"}
_CHANGES = ("ins", "del", "moveFrom", "moveTo")


class WordParts:
    """The parts of a package beside the body; ``archive`` is an open docx file, ``parser`` an lxml parser."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, parser: Any) -> None:
        from lxml import etree

        self.path = path
        names = sorted(archive.namelist())

        def part(name: str) -> Any:
            if name not in names:
                return None
            try:
                return etree.fromstring(archive.read(name), parser)
            except etree.XMLSyntaxError:
                return None  # what the body says can be read all the same

        self.notes = {kind: _notes(part(f"word/{kind}s.xml"), kind) for kind in _NOTES}
        self.comments = part("word/comments.xml")
        self.heads = [(found[1], part(name)) for name in names if (found := _HEADS.match(name))]
        self._told: dict[str, int] = {}

    def notes_in(self, element: Any, place: Place) -> Iterator[StreamRow]:
        """Yield the foot- and endnotes that a paragraph or table refers to, with its place."""
        for kind, name in _NOTES.items():
            for reference in element.iter(f"{W}{kind}Reference"):
                number = self._told[kind] = self._told.get(kind, 0) + 1
                for text in self.notes[kind].get(reference.get(f"{W}id") or "", ()):
                    where = " ".join(filter(None, (place.part, f"{name}{number}")))
                    spot = Place(file=place.file, paragraph=place.paragraph, part=where)
                    yield StreamRow([StreamCell(text, 0, spot)])

    def running_heads(self) -> Iterator[StreamRow]:
        """Yield the lines of the page headers and footers, each once; page numbers are none."""
        seen: set[str] = set()
        for kind, root in self.heads:
            for paragraph in root.iter(f"{W}p") if root is not None else ():
                text = paragraph_text(paragraph).strip()
                if re.search("[\u4e00-\u9fff]", re.sub("第|页|共", "", text)) and text not in seen:
                    seen.add(text)
                    place = Place(file=str(self.path), part=HEAD if kind == "header" else FOOT)
                    yield StreamRow([StreamCell(text, 0, place)])

    def leftovers(self, body: Any) -> Iterator[Finding]:
        """Yield that comments or tracked changes stayed in the file: who opens it reads them."""
        comments = [
            text
            for comment in (self.comments.iter(f"{W}comment") if self.comments is not None else ())
            if comment.get(f"{W}author") != OWN_AUTHOR
            and (text := "".join(paragraph_text(p) for p in comment.iter(f"{W}p")).strip())
        ]
        place = Place(file=str(self.path))
        if comments:
            shown = "；".join(text[:30] for text in comments[:3])
            yield warning(
                "R28",
                f"{self.path.name} 里还有 {len(comments)} 处批注（如“{shown}”），公开后人人都能看到。请处理后删去。",
                place.within("批注", shown),
            )
        changes = sum(1 for name in _CHANGES for _ in body.iter(f"{W}{name}"))
        if changes:
            yield warning(
                "R28",
                f"{self.path.name} 里还有 {changes} 处修订标记，公开后能看到改动前的文字。这里按接受全部修订检查；"
                "请在 Word 或 WPS 里接受或拒绝修订后保存。",
                place,
            )


def _notes(root: Any, kind: str) -> dict[str, list[str]]:
    """Return the paragraphs of the notes by their id, without the lines that separate notes from the text."""
    found: dict[str, list[str]] = {}
    for note in root.iter(f"{W}{kind}") if root is not None else ():
        if note.get(f"{W}type") in (None, "normal"):
            texts = [paragraph_text(paragraph).strip() for paragraph in note.iter(f"{W}p")]
            found[note.get(f"{W}id") or ""] = [text for text in texts if text]
    return found
