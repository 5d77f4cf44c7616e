"""All slips made on purpose in one finished document, by kind."""

from __future__ import annotations

import random
from collections import defaultdict

from .mutants import Mutant, Original
from .numbers import CHANGES
from .slips_tables import TableSlips
from .slips_text import TextSlips


def all_kinds(original: Original, seed: int = 0) -> dict[str, list[Mutant]]:
    """Return every mutant of the original by kind."""
    tables, text = TableSlips(original, seed), TextSlips(original, seed)
    sources = [tables.figures(kind) for kind in CHANGES] + [text.stated(kind) for kind in CHANGES]
    sources += [tables.pairs(), tables.alike(), tables.blanks(), tables.swapped(), tables.shifted()]
    sources += [tables.in_yuan(), tables.rows(), tables.doubles(), tables.codes(), tables.names()]
    sources += [tables.notes(), tables.units(), text.with_table(), text.verbs(), text.years()]
    sources += [text.phrases(), text.text_names(), text.text_codes(), text.dropped(), text.repeated()]
    sources += [text.last_year(), text.projects(), text.units()]
    made: dict[str, list[Mutant]] = defaultdict(list)
    for source in sources:
        for mutant in source:
            made[mutant.kind].append(mutant)
    return made


def sampled(made: dict[str, list[Mutant]], most: int, seed: int) -> dict[str, list[Mutant]]:
    """Return at most ``most`` mutants of each kind."""
    rng = random.Random(seed)
    return {kind: rng.sample(mutants, min(most, len(mutants))) for kind, mutants in made.items()}
