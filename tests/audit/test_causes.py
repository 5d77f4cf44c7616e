"""One slip, one finding: what a clerk reads first is the thing to mend, with the value that mends all."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.findings import Finding, Place

from .mutants import Original, changed, spot
from .produced import produced, units


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    made = produced(units(2)[1])
    return Original.of(made.write(Path(tmp_path_factory.mktemp("audit")) / "公开.docx"), made.pack)


def found(original: Original, *slips: tuple[str, str], table: bool | None = None) -> list[Finding]:
    """Return the findings of the document with the last place of each text changed (``table``: only in
    tables, or only outside of them)."""
    changes: dict[tuple[int, int], str] = {}
    for old, new in slips:
        at = next(
            (row, number)
            for row, line in reversed(list(enumerate(original.stream.rows)))
            if table is None or (line.grid >= 0) is table
            for number, cell in enumerate(line.cells)
            if old in cell.text
        )
        text = changes.get(at, original.stream.rows[at[0]].cells[at[1]].text)
        changes[at] = text.replace(old, new, 1)
    return original.findings(original.read(changed(original.stream, changes)))


def position(original: Original, place: Place | None) -> tuple[int, int]:
    """Return the row and cell of the stream that stand at a place."""
    return next(
        (at, number)
        for at, row in enumerate(original.stream.rows)
        for number, one in enumerate(row.cells)
        if spot(one.place) == spot(place)
    )


def sentence(original: Original, start: str) -> str:
    """Return the paragraph that begins with some words."""
    return next(r.text for r in original.stream.rows if r.grid < 0 and r.text.strip().startswith(start))


def test_a_wrong_cell_that_the_text_contradicts_is_one_finding(original: Original) -> None:
    cell = original.disclosure.tables["表6"].row("30231")
    assert cell is not None
    place = position(original, cell.cells["公用经费"].place)
    wrong = original.findings(original.read(changed(original.stream, {place: "26.01"})))
    assert len(wrong) == 1
    assert "应为 26.00 万元" in wrong[0].message and "N01" in wrong[0].message
    assert {part.rule for part in wrong[0].consequences} == {"G13", "G10", "N01"}


def test_a_wrong_sentence_leaves_the_table_alone(original: Original) -> None:
    wrong = found(original, ("公务接待费1.20万元、", "公务接待费12.00万元、"), table=False)
    assert [f.rule for f in wrong][:1] == ["N01"]
    assert wrong[0].expected is not None and str(wrong[0].expected) == "1.20"


def test_a_wrong_change_is_named_and_not_the_rate_beside_it(original: Original) -> None:
    text = sentence(original, "项目支出")
    amount = text.split("比上年预算")[1].split("万元")[0]
    verb, number = amount[:2], amount[2:]
    wrong = found(
        original, (f"比上年预算{amount}万元", f"比上年预算{verb}{float(number) + 7:.2f}万元"), table=False
    )
    first = next(f for f in wrong if f.rule == "P02")
    assert f"多半应为{verb}{number}万元" in first.message
    assert [part.rule for part in first.consequences] == ["P03"]
    assert not [f for f in wrong if f.rule == "P03"]


def test_verbs_that_contradict_each_other_are_told_apart_by_the_rate(original: Original) -> None:
    text = sentence(original, "项目支出")
    change = text.split("比上年预算")[1].split("，主要原因")[0]
    amount, rate = change.split("，")
    other = {"增长": "下降", "下降": "增长"}[rate[:2]]
    wrong = found(original, (f"比上年预算{change}", f"比上年预算{amount}，{other}{rate[2:]}"), table=False)
    first = next(f for f in wrong if f.rule == "P02" and "方向相反" in f.message)
    assert str(first.expected) == change


def test_an_amount_in_the_wrong_column_is_recognised(original: Original) -> None:
    table = original.disclosure.tables["表2"]
    row = next(r for r in table.rows if r.level == 3 and r.cells["一般公共预算"].value)
    right = row.cells["一般公共预算"]
    at = position(original, right.place)
    texts = {at: "", (at[0], at[1] + 1): original.stream.rows[at[0]].cells[at[1]].text}
    wrong = original.findings(original.read(changed(original.stream, texts)))
    assert len(wrong) == 1
    assert "像是填错了列" in wrong[0].message


def test_the_name_of_another_unit_is_one_finding_with_all_its_places(original: Original) -> None:
    unit = original.disclosure.unit
    wrong = found(
        original,
        (f"二、关于{unit}2023年收入", "二、关于乙县林业局2023年收入"),
        (f"三、关于{unit}2023年支出", "三、关于乙县林业局2023年支出"),
        table=False,
    )
    told = [f for f in wrong if f.rule == "N10"]
    assert len(told) == 1 and str(told[0].actual) == "乙县林业局" and str(told[0].expected) == unit
