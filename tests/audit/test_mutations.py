"""Slips made on purpose are found where they were made: in the mended reference document, in workbooks that
the program wrote, and in documents that others laid out.

The long run (``pytest tests/audit/test_mutations.py -m slow -s``) prints the rates by kind.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.auditing import AuditOptions, check_files
from converter.disclosure.compiling import compile_disclosure
from converter.disclosure.model import Disclosure
from converter.findings import Severity
from converter.packs.loading import Pack, load_pack
from converter.writing.workbook import write_workbook

from .corrected import corrected_word, corrected_workbook
from .layouts import LAYOUTS, write_sheets, write_word
from .mutating import Mutator, Original, Verdict, sampled

sys.path.insert(0, str(Path(__file__).parents[1]))

# Of the changes of figures that take part in an equality so many must be found at their place.
FIGURES = ("±0.01", "另一个数", "两位颠倒", "两处一致地改")
LEAST = 0.99
LEAST_WORDS = 0.95


def _compiled(numbers: slice) -> Iterator[tuple[Disclosure, Pack]]:
    from corpus.units import ALL_UNITS
    from end_to_end.compiled import as_ledger

    for unit in tuple(ALL_UNITS)[numbers]:
        pack = load_pack("xinjiang", unit.year)
        yield compile_disclosure(as_ledger(unit), pack), pack


def _verdicts(original: Original, most: int, seed: int) -> Iterator[Verdict]:
    for mutants in sampled(Mutator(original, seed).all_kinds(), most, seed).values():
        yield from map(original.judge, mutants)


def _judged(verdicts: list[Verdict], name: str) -> None:
    """Print the rates by kind and hold them against what is promised."""
    tried: Counter[str] = Counter()
    placed: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    missed: list[str] = []
    for verdict in verdicts:
        kind = verdict.mutant.kind
        if verdict.mutant.alone and not verdict.placed:
            alone[kind] += 1
            continue
        tried[kind] += 1
        placed[kind] += verdict.placed
        if not verdict.placed:
            missed.append(f"{kind} {'（别处有发现）' if verdict.noticed else ''} {verdict.mutant.told}")
    print(f"\n{name}")
    for kind in tried:
        told = f"，另有 {alone[kind]} 处别无重复" if alone[kind] else ""
        print(f"  {kind}：{tried[kind]} 处，找到 {placed[kind]} 处（{placed[kind] / tried[kind]:.1%}）{told}")
    for text in missed:
        print("    没有找到：", text)
    for kinds, least in ((FIGURES, LEAST), (None, LEAST_WORDS)):
        chosen = [k for k in tried if (kinds is None) != any(k.endswith(f) for f in FIGURES)]
        total = sum(tried[k] for k in chosen)
        found = sum(placed[k] for k in chosen)
        assert found >= total * least, missed


def test_the_mended_reference_is_clean(tmp_path: Path) -> None:
    for path in (corrected_word(tmp_path / "甲.docx"), corrected_workbook(tmp_path / "乙.xlsx")):
        document = check_files([path], AuditOptions())[0]
        assert document.verdict == "pass"
        assert [f for f in document.findings if f.severity is not Severity.INFO] == []


def test_slips_in_the_mended_reference(tmp_path: Path) -> None:
    pack = load_pack("xinjiang", 2023)
    original = Original.of(corrected_word(tmp_path / "甲.docx"), pack)
    _judged(list(_verdicts(original, 4, 7)), "更正后的参考文档")


def test_slips_in_produced_workbooks(tmp_path: Path) -> None:
    verdicts: list[Verdict] = []
    for disclosure, pack in _compiled(slice(1, 9, 4)):
        path = tmp_path / "公开表.xlsx"
        write_workbook(disclosure, pack, path)
        original = Original.of(path, pack)
        assert not original.known
        verdicts += _verdicts(original, 2, 7)
    _judged(verdicts, "本程序生成的工作簿")


def test_slips_in_other_layouts(tmp_path: Path) -> None:
    verdicts: list[Verdict] = []
    disclosure, pack = next(_compiled(slice(0, 1)))
    for number, layout in enumerate(LAYOUTS):
        write, suffix = ((write_word, "docx"), (write_sheets, "xlsx"))[number % 2]
        original = Original.of(write(disclosure, pack, layout, tmp_path / f"{number}.{suffix}"), pack)
        assert not original.known, layout
        verdicts += _verdicts(original, 1, 7)
    _judged(verdicts, "别的版式")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_many_slips_in_the_mended_reference(tmp_path: Path, seed: int) -> None:
    pack = load_pack("xinjiang", 2023)
    verdicts: list[Verdict] = []
    for path in (corrected_word(tmp_path / "甲.docx"), corrected_workbook(tmp_path / "乙.xlsx")):
        verdicts += _verdicts(Original.of(path, pack), 40, seed)
    _judged(verdicts, "更正后的参考文档")


@pytest.mark.slow
def test_many_slips_in_produced_workbooks(tmp_path: Path) -> None:
    verdicts: list[Verdict] = []
    for disclosure, pack in _compiled(slice(None)):
        path = tmp_path / "公开表.xlsx"
        write_workbook(disclosure, pack, path)
        verdicts += _verdicts(Original.of(path, pack), 6, 1)
    _judged(verdicts, "本程序生成的工作簿")


@pytest.mark.slow
def test_many_slips_in_other_layouts(tmp_path: Path) -> None:
    verdicts: list[Verdict] = []
    for disclosure, pack in _compiled(slice(None)):
        for layout in LAYOUTS:
            for write, suffix in ((write_word, "docx"), (write_sheets, "xlsx")):
                path = write(disclosure, pack, layout, tmp_path / f"表.{suffix}")
                verdicts += _verdicts(Original.of(path, pack), 1, 2)
    _judged(verdicts, "别的版式")
