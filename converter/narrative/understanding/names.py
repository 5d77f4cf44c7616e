"""How a figure of the tables is called in texts, from the pack's ``statements.toml``."""

from __future__ import annotations

from converter.narrative.model import FigureRef
from converter.narrative.understanding.sections import figure_ref, load_statement_words
from converter.packs.loading import Pack


def names_of_figures(pack: Pack) -> dict[FigureRef, tuple[str, ...]]:
    """Return the names of every figure that is the subject of a section; built once a pack."""
    return pack.derived("names of figures", lambda: _build(pack))


def _build(pack: Pack) -> dict[FigureRef, tuple[str, ...]]:
    names: dict[FigureRef, tuple[str, ...]] = {}
    for section in load_statement_words(pack).sections:
        for subject in section.subjects:
            ref = figure_ref(subject.figure)
            if ref is not None:
                names[ref] = tuple(dict.fromkeys((*names.get(ref, ()), *subject.names)))
    return names
