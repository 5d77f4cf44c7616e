"""Groups the files of a batch into units by what is in them; names and folders decide only where that is
silent. Last year's files among them are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from converter.batch.model import FileKind, FileNote, Group
from converter.ledger.units import UnitBook
from converter.left_aside import left_aside
from converter.recognition.vocabulary import Vocabulary
from converter.recognition.words import normal
from converter.sorting import sure_by_name


@dataclass(slots=True)
class Grouping:
    """``current`` groups are converted, ``before`` groups are last year's, ``refused`` cannot be used,
    ``unused`` are finished documents of no use here."""

    current: list[Group] = field(default_factory=list)
    before: list[Group] = field(default_factory=list)
    refused: list[FileNote] = field(default_factory=list)
    unused: list[FileNote] = field(default_factory=list)


def group(notes: Iterable[FileNote], words: Vocabulary, year: int | None) -> Grouping:
    """Group files by the units they share; ``year`` is the budget year if the user said it."""
    result = Grouping()
    usable: list[FileNote] = []
    for note in notes:
        if note.kind is FileKind.REPORT:
            result.unused.append(note)
        else:
            (result.refused if note.kind is FileKind.REFUSED else usable).append(note)
    working = [note for note in usable if note.kind is FileKind.WORKING]
    this_year = year or max((y for note in working for y in note.years), default=None)
    budget = [note for note in working if not _before(note, this_year)]
    known = {normal(key.name) for note in budget for key in note.units if key.name}
    known_codes = {key.code for note in budget for key in note.units if key.code}
    old: list[FileNote] = []
    for note in working:
        if _before(note, this_year):
            # Last year's spreadsheet helps this year's of the same unit; of another unit it is a budget.
            mine = any(normal(k.name) in known or k.code in known_codes for k in note.units)
            (old if mine or year is not None else budget).append(note)
    finished = [note for note in usable if note.kind is FileKind.FINISHED]
    for note in finished:
        if this_year is not None and note.years and max(note.years) == this_year - 1:
            old.append(note)
        else:
            result.unused.append(note)
    result.current = joined(budget, words)
    result.before = joined(old, words)
    for note in result.refused:
        if note.refused is not None and sure_by_name(Path(note.path)) != "finished":
            for one in _groups_of(note, result.current, words):
                one.aside.append(left_aside(note.path, note.refused, note.units))
    for note in usable:
        if note.kind is FileKind.SUPPLEMENT:
            groups = _groups_of(note, result.current, words)
            for one in groups:
                one.supplements.append(note)
            if not groups:
                result.unused.append(note)
    return result


def _before(note: FileNote, this_year: int | None) -> bool:
    return this_year is not None and bool(note.years) and max(note.years) < this_year


def joined(notes: Sequence[FileNote], words: Vocabulary) -> list[Group]:
    """Return groups of files that share units, in the order of their first files."""
    book = UnitBook(words.normal)
    numbers = [[book.number(key.code, key.name) for key in note.units] for note in notes]
    book.settle()
    owner: dict[int, int] = {}
    parent = list(range(len(notes)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    for index, own in enumerate(numbers):
        for number in own:
            first = owner.setdefault(book.of(number), index)
            one, other = sorted((root(first), root(index)))
            parent[other] = one
    groups: dict[int, Group] = {}
    silent: list[FileNote] = []
    for index, note in enumerate(notes):
        if not note.units:
            silent.append(note)
            continue
        found = groups.setdefault(root(index), Group([]))
        found.files.append(note)
        keys = [book.key(book.of(number)) for number in numbers[index]]
        found.units = list(dict.fromkeys([*found.units, *keys]))
    result = list(groups.values())
    for note in silent:
        homes = _groups_of(note, result, words)
        if len(homes) == 1:
            homes[0].files.append(note)
        else:
            result.append(Group([note]))
    return result


def _groups_of(note: FileNote, groups: Sequence[Group], words: Vocabulary) -> list[Group]:
    """Return the groups that a file belongs to: by its own units, by the unit in its name, by its folder."""
    if note.units:
        names = {words.normal(key.name) for key in note.units if key.name}
        codes = {key.code for key in note.units if key.code}
        return [
            one
            for one in groups
            if any(words.normal(key.name) in names or (key.code and key.code in codes) for key in one.units)
        ]
    stem = words.normal(Path(note.path).stem)
    named = [
        (max(len(words.normal(key.name)) for key in one.units if words.normal(key.name) in stem), one)
        for one in groups
        if any(key.name and words.normal(key.name) in stem for key in one.units)
    ]
    if named:
        longest = max(length for length, _ in named)
        best = [one for length, one in named if length == longest]
        return best if len(best) == 1 else []
    folder = Path(note.path).parent
    beside = [one for one in groups if any(Path(other.path).parent == folder for other in one.files)]
    return beside if len(beside) == 1 and len(beside[0].units) == 1 else []
