"""``batch.toml`` of a pack: how unit codes are built, and what the files of a batch are called."""

from __future__ import annotations

from dataclasses import dataclass, field

from converter.packs.loading import Pack
from converter.recognition.words import normal


@dataclass(frozen=True, slots=True)
class PassedWords:
    """Money that units pass to one another: ``source`` is the source of funds as which the receiver has it,
    ``name`` what the payer's spending is called, ``paid`` words that tell such spending in a project's name or in
    a header, ``never`` words with which they mean something else."""

    source: str
    name: str
    paid: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchWords:
    """How unit codes are built, and the names of what a batch writes.

    ``department_digits`` is how many digits of a unit's code are its department's, ``region_digits`` how many
    a region's code in front of it has; ``office_endings`` are the words by which a department's own office
    is told from the department in its name (（本级）); ``office_tails`` the ends of the office's code.
    ``list_heads`` are the header words of a list of departments: those of the department's column, and those
    of the unit's, whole or as parts. ``subordinate_list`` and ``subordinate_count`` are the slots of the text that
    name and count a department's subordinate units, ``counts_by_nature`` the slots that count those whose
    nature begins with one of the words. ``passed`` is the money that units of a department pass to one another.
    """

    department_digits: int = 3
    region_digits: int = 6
    office_endings: tuple[str, ...] = ()
    office_tails: tuple[str, ...] = ("001",)
    department_heads: tuple[str, ...] = ()
    department_parts: tuple[str, ...] = ()
    unit_heads: tuple[str, ...] = ()
    unit_parts: tuple[str, ...] = ()
    subordinate_list: str = ""
    subordinate_count: str = ""
    counts_by_nature: dict[str, tuple[str, ...]] = field(default_factory=dict)
    passed: tuple[PassedWords, ...] = ()
    summary: str = "批量结果.xlsx"
    checked: str = "批量检查结果.xlsx"
    county: str = "汇总.xlsx"
    department_folder: str = "部门汇总"


def batch_words(pack: Pack) -> BatchWords:
    """Return the batch's words of a pack."""
    return pack.section("batch", BatchWords)


def bare_name(name: str, words: BatchWords) -> str:
    """Return a unit's name for comparison, without the words that mark a department's own office."""
    plain = normal(name)
    for ending in words.office_endings:
        end = normal(ending)
        if plain.endswith(end) and len(plain) > len(end) + 1:
            return plain.removesuffix(end)
    return plain
