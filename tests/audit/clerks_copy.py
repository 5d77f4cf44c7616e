"""A Word document as a clerk edits it by hand: words replaced, lines added, tables retitled or taken out."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

_CONTENTS = re.compile(r"\t\d+$")


class ClerksCopy:
    """A copy of a document; the methods edit it and return it. Entries of the contents are left alone."""

    def __init__(self, path: Path) -> None:
        self.document = docx.Document(str(path))

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs, those in tables as well, without those of the contents."""
        for element in self.document.element.body.iter(qn("w:p")):
            paragraph = Paragraph(element, self.document._body)
            if not _CONTENTS.search(paragraph.text):
                yield paragraph

    def find(self, pattern: str, number: int = 0) -> Paragraph:
        """Return the paragraph that matches a pattern, the ``number``-th of them from 0."""
        return [p for p in self.paragraphs() if re.search(pattern, p.text)][number]

    def replace(self, pattern: str, new: str, number: int = 0) -> ClerksCopy:
        """Replace the first match of a pattern."""
        found = self.find(pattern, number)
        _write(found, re.sub(pattern, new, found.text, count=1))
        return self

    def drop(self, pattern: str) -> ClerksCopy:
        """Take a paragraph out."""
        element = self.find(pattern)._p
        element.getparent().remove(element)
        return self

    def add(self, above: str, text: str) -> ClerksCopy:
        """Add a paragraph below another one."""
        element = self.find(above)._p
        new = copy.deepcopy(element)
        element.addnext(new)
        _write(Paragraph(new, self.document._body), text)
        return self

    def table(self, title: str) -> Table:
        """Return the table below a title."""
        element = self.find(title)._p
        while element.tag != qn("w:tbl"):
            element = element.getnext()
        return Table(element, self.document._body)

    def without_table(self, title: str) -> ClerksCopy:
        """Take a table out; its title stays."""
        element = self.table(title)._tbl
        element.getparent().remove(element)
        return self

    def save(self, path: Path) -> Path:
        """Write the copy."""
        self.document.save(str(path))
        return path


def _write(paragraph: Paragraph, text: str) -> None:
    texts = list(paragraph._p.iter(qn("w:t")))
    for tab in [e for e in paragraph._p.iter(qn("w:tab")) if e.getparent().tag == qn("w:r")]:
        tab.getparent().remove(tab)
    for number, element in enumerate(texts):
        element.text = text if number == 0 else ""
        element.set(qn("xml:space"), "preserve")
