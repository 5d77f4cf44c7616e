"""Every label that the tables of a pack may print: headers, fixed rows, names of the classification."""

from __future__ import annotations

from converter.disclosure.finished.vocabulary import Words, normal
from converter.disclosure.table_loading import load_tables
from converter.packs.classification import load_classification
from converter.packs.loading import Pack


class PrintedLabels:
    """A set of labels; a code before a label (205教育支出) is passed over."""

    def __init__(self, labels: set[str]) -> None:
        self.labels = labels

    def __contains__(self, text: object) -> bool:
        plain = normal(str(text))
        return plain in self.labels or plain.lstrip("0123456789") in self.labels


def printed_labels(pack: Pack, words: Words) -> PrintedLabels:
    """Return the labels of a pack, made once."""
    return pack.derived("printed labels", lambda: PrintedLabels(_labels(pack, words)))


def _labels(pack: Pack, words: Words) -> set[str]:
    labels: set[str] = set()
    for spec in load_tables(pack).tables:
        for column in spec.columns:
            for label in (column.label, column.name, *column.heads):
                labels |= words.ways_to_write(label)
        for section in spec.sections:
            for row in section.rows:
                labels |= words.ways_to_write(row.label) | words.ways_to_write(row.name)
            if section.total is not None:
                labels |= words.ways_to_write(section.total.label)
    classification = load_classification()
    for codes in (classification.functional, classification.economic):
        for code in codes:
            entry = codes.any_year(code)
            if entry is not None:
                labels.add(normal(entry.name))
    labels.discard("")
    return labels
