"""Comma- and tab-separated text → one sheet; the separator is found, never assumed."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator

from converter.reading import problems
from converter.reading.decoding import decode_text
from converter.reading.kinds import Kind
from converter.reading.model import CellValue, Sheet, SourceFile

_CANDIDATES = "\t,;|"
_LOOKED_AT = 400
# ="00123" is how exports keep the zeros in front of a code from Excel.
_FORCED_TEXT = re.compile(r'="([^"]*)"')
_HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# More lines than that are not in one field of a budget table.
_LONGEST_RECORD = 20
_BLANKS = " \t\r\n\xa0\u3000"


def delimiter_of(text: str, prose: bool = False) -> str | None:
    """Return the character that parts the fields of ``text``, or None when its lines are no table.

    The winner splits the most lines into the same number of fields. With ``prose`` the text may as well
    be sentences: then most lines must be split, and evenly.
    """
    if hint := _HINT.match(text):
        return hint[1]
    lines = [line for line in text.splitlines()[:_LOOKED_AT] if line.strip(_BLANKS)]
    # The last line may be cut off where only the beginning of a long file is looked at.
    lines = lines[:-1] if len(lines) > 20 else lines
    best, best_score = None, 0.0
    for candidate in _CANDIDATES:
        if candidate not in text:
            continue
        counts = Counter(_fields(line, candidate) for line in lines)
        counts.pop(1, None)
        if not counts:
            continue
        usual, often = counts.most_common(1)[0]
        split = sum(counts.values()) / len(lines)
        even = often / sum(counts.values())
        if prose and (split < 0.6 or even < 0.6 or (usual == 2 and candidate != "\t")):
            continue
        # Commas stand in amounts and texts too, tabs hardly anywhere but between fields.
        score = split * even * (1 + min(usual, 50) / 100) * (1.5 if candidate == "\t" else 1)
        if score > best_score * 1.0001:
            best, best_score = candidate, score
    return best


def _fields(line: str, delimiter: str) -> int:
    """Return into how many fields one line falls; separators inside quotation marks do not count."""
    if '"' in line:
        line = re.sub(r'"[^"]*"?', "", line)
    return line.count(delimiter) + 1


def read_delimited(data: bytes, path: str, name: str, kind: Kind) -> SourceFile:
    """Return the one sheet of a text file; every value is text as typed, blank fields are None."""
    decoded = decode_text(data)
    source = SourceFile(path, kind.value)
    if decoded.lossy:
        source.findings.append(problems.characters_lost(path))
    text = decoded.text.lstrip("\ufeff").replace("\0", "")
    delimiter = delimiter_of(text) or ("\t" if kind is Kind.TSV else ",")
    if hint := _HINT.match(text):
        text = text[hint.end() :]
    memo = _Fields()
    csv.field_size_limit(max(len(text), 131072))
    lines = _lines(text)
    try:
        rows = [[memo[field] for field in row] for row in csv.reader(lines, delimiter=delimiter, strict=True)]
    except csv.Error:
        rows = [[memo[field] for field in row] for row in _lenient(lines, delimiter)]
        source.findings.append(problems.unpaired_quotes(path))
    source.sheets.append(Sheet(path, name, rows))
    return source


def _lenient(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    """Parse lines whose quotation marks are not in pairs: a mark left open ends with its own line.

    Without this one stray mark would swallow all lines up to the next one.
    """
    number = 0
    while number < len(lines):
        end = number + 1
        quotes = lines[number].count('"')
        while quotes % 2 and end < len(lines) and end - number < _LONGEST_RECORD:
            quotes += lines[end].count('"')
            end += 1
        try:
            yield from csv.reader(lines[number:end], delimiter=delimiter, strict=True)
        except csv.Error:
            end = number + 1
            yield from csv.reader([lines[number]], delimiter=delimiter)
        number = end


def _lines(text: str) -> list[str]:
    """Return the lines of ``text``; only line feeds and returns part them, as in Excel."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)


class _Fields(dict[str, CellValue]):
    """Fields as they are met first → values; the same text is held only once."""

    def __missing__(self, field: str) -> CellValue:
        text = field.strip(_BLANKS)
        if forced := _FORCED_TEXT.fullmatch(text):
            text = forced[1]
        value = self[field] = text or None
        return value
