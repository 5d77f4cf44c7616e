"""Slips made on purpose are found where they were made: in the mended reference document, in documents and
workbooks that the program wrote, and in documents that others laid out.

The long run (``pytest tests/audit/test_mutations.py -m slow -s``) prints the rates by kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.auditing import AuditOptions, check_files
from converter.findings import Severity
from converter.packs.loading import load_pack
from converter.writing.workbook import write_workbook

from .corrected import corrected_word, corrected_workbook
from .layouts import LAYOUTS, write_sheets, write_word
from .mutants import Original, Verdict
from .mutating import all_kinds, sampled
from .produced import Produced, as_pdf, produced, units
from .rates import Rates

# Of the changes of figures that take part in an equality so many must be found at their place; of each kind
# and of the changes of words so many.
FIGURES = ("±0.01", "另一个数", "两位颠倒", "两处一致地改", "两表一致地改", "漏一个数", "两格互换", "错列")
LEAST = 0.99
LEAST_WORDS = 0.95
# A clerk looks at the first place that a finding names, and types what it proposes.
LEAST_NAMED = 0.85
LEAST_PROPOSED = 0.8


def _verdicts(original: Original, most: int, seed: int) -> Iterator[Verdict]:
    for mutants in sampled(all_kinds(original, seed), most, seed).values():
        yield from map(original.judge, mutants)


def _judged(rates: Rates, name: str) -> None:
    """Print the rates by kind and hold them against what is promised."""
    print(f"\n{name}\n{rates.table()}")
    figures = [kind for kind in rates.tried if kind.endswith(FIGURES)]
    assert rates.rate(figures) >= LEAST, rates.missed
    assert rates.rate([k for k in rates.tried if k not in figures]) >= LEAST_WORDS, rates.missed
    assert rates.named_rate(figures) >= LEAST_NAMED, rates.table()
    assert rates.proposed_rate(figures) >= LEAST_PROPOSED, rates.table()


def _documents(count: int, start: int = 0) -> Iterator[Produced]:
    return map(produced, units(count, start))


def test_the_mended_reference_is_clean(tmp_path: Path) -> None:
    for path in (corrected_word(tmp_path / "甲.docx"), corrected_workbook(tmp_path / "乙.xlsx")):
        document = check_files([path], AuditOptions())[0]
        assert document.verdict == "pass"
        assert [f for f in document.findings if f.severity is not Severity.INFO] == []


def test_produced_documents_are_clean(tmp_path: Path) -> None:
    # The unit before these has negative amounts, its clerk's own input.
    for made in _documents(6, 5):
        original = Original.of(made.write(tmp_path / "公开.docx"), made.pack, made.before)
        assert not original.known, original.known


def test_slips_in_the_mended_reference(tmp_path: Path) -> None:
    original = Original.of(corrected_word(tmp_path / "甲.docx"), load_pack("xinjiang", 2023))
    rates = Rates()
    rates.add(_verdicts(original, 4, 7))
    _judged(rates, "更正后的参考文档")


def test_slips_in_produced_documents(tmp_path: Path) -> None:
    rates = Rates()
    for made in _documents(2, 3):
        rates.add(_verdicts(Original.of(made.write(tmp_path / "公开.docx"), made.pack), 2, 7))
    _judged(rates, "本程序生成的文档")


def test_slips_in_produced_workbooks(tmp_path: Path) -> None:
    rates = Rates()
    for made in _documents(2, 1):
        path = tmp_path / "公开表.xlsx"
        write_workbook(made.disclosure, made.pack, path)
        original = Original.of(path, made.pack)
        assert not original.known
        rates.add(_verdicts(original, 2, 7))
    _judged(rates, "本程序生成的工作簿")


def test_slips_in_other_layouts(tmp_path: Path) -> None:
    rates = Rates()
    made = next(_documents(1))
    for number, layout in enumerate(LAYOUTS):
        write, suffix = ((write_word, "docx"), (write_sheets, "xlsx"))[number % 2]
        path = write(made.disclosure, made.pack, layout, tmp_path / f"{number}.{suffix}")
        original = Original.of(path, made.pack)
        assert not original.known, layout
        rates.add(_verdicts(original, 1, 7))
    _judged(rates, "别的版式")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_many_slips_in_the_mended_reference(tmp_path: Path, seed: int) -> None:
    pack = load_pack("xinjiang", 2023)
    rates = Rates()
    for path in (corrected_word(tmp_path / "甲.docx"), corrected_workbook(tmp_path / "乙.xlsx")):
        rates.add(_verdicts(Original.of(path, pack), 40, seed), path.name)
    _judged(rates, "更正后的参考文档")


@pytest.mark.slow
@pytest.mark.parametrize("with_last_year", [False, True])
def test_many_slips_in_produced_documents(tmp_path: Path, *, with_last_year: bool) -> None:
    rates = Rates()
    for made in _documents(24):
        before = made.before if with_last_year else None
        original = Original.of(made.write(tmp_path / "公开.docx"), made.pack, before)
        rates.add(_verdicts(original, 4, 1), made.disclosure.unit)
    _judged(rates, "本程序生成的文档" + ("，与上年对照" if with_last_year else ""))


@pytest.mark.slow
def test_many_slips_in_documents_printed_as_pdf(tmp_path: Path) -> None:
    rates = Rates()
    for made in _documents(3):
        path = as_pdf(made.write(tmp_path / "公开.docx"))
        if path is None:
            pytest.skip("LibreOffice is not installed")
        original = Original.of(path, made.pack)
        assert not original.known
        rates.add(_verdicts(original, 3, 1), made.disclosure.unit)
    # Slips in running text are made line by line there, not sentence by sentence: only figures are judged.
    print(f"\n转为 PDF 的文档\n{rates.table()}")
    assert rates.rate(kind for kind in rates.tried if kind.endswith(FIGURES)) >= LEAST, rates.missed


@pytest.mark.slow
def test_many_slips_in_produced_workbooks(tmp_path: Path) -> None:
    rates = Rates()
    for made in _documents(24):
        path = tmp_path / "公开表.xlsx"
        write_workbook(made.disclosure, made.pack, path)
        rates.add(_verdicts(Original.of(path, made.pack), 4, 1), made.disclosure.unit)
    _judged(rates, "本程序生成的工作簿")


@pytest.mark.slow
def test_many_slips_in_other_layouts(tmp_path: Path) -> None:
    rates = Rates()
    for made in _documents(14):
        for layout in LAYOUTS:
            for write, suffix in ((write_word, "docx"), (write_sheets, "xlsx")):
                path = write(made.disclosure, made.pack, layout, tmp_path / f"表.{suffix}")
                rates.add(_verdicts(Original.of(path, made.pack), 1, 2), layout.name)
    _judged(rates, "别的版式")
