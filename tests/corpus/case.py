"""A case of the corpus: files to write, the units they hold, how the program is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .grid import Book
from .ledger import Unit
from .saving import save


@dataclass(frozen=True, slots=True)
class Case:
    """``books`` gives file stem, book and file format of each input; ``units`` what must come out."""

    name: str
    units: tuple[Unit, ...]
    books: Callable[[], Sequence[tuple[str, Book, str]]]
    args: tuple[str, ...] = ()

    def write(self, folder: Path) -> list[Path]:
        """Write the input files into ``folder`` and return their paths."""
        return [save(book, folder, stem, form) for stem, book, form in self.books()]


def single(
    name: str,
    units: Unit | Sequence[Unit],
    book: Callable[[], Book],
    form: str = "xlsx",
    *,
    stem: str | None = None,
    args: Sequence[str] = (),
) -> Case:
    """Return a case of one file."""
    own = (units,) if isinstance(units, Unit) else tuple(units)
    file_stem = stem or f"{own[0].name}{own[0].year}年预算底稿"
    return Case(name, own, lambda: [(file_stem, book(), form)], tuple(args))
