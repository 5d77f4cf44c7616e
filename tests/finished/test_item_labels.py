"""Names and codes of items in the manners of offices."""

from __future__ import annotations

import pytest

from converter.narrative.understanding.item_labels import (
    assembled_code,
    code_labels,
    last_name,
    names_by_level,
)

NAMES = [("205", "教育支出"), ("20502", "普通教育"), ("2050204", "高中教育")]


@pytest.mark.parametrize(
    ("label", "code", "names"),
    [
        ("1.教育支出（205类）普通教育（02款）高中教育（04项）", "2050204", NAMES),
        ("教育支出（205）普通教育（20502）高中教育（2050204）", "2050204", NAMES),
        ("（1）教育支出(205)类普通教育(02)款高中教育(04)项", "2050204", NAMES),
        ("（205类）教育支出（02款）普通教育（04项）高中教育", "2050204", NAMES),
        ("高中教育（2050204）", "2050204", NAMES[2:]),
        ("3、2050204高中教育", "2050204", NAMES[2:]),
        ("教育支出（205类）（02款）（04项）高中教育", "2050204", [NAMES[0], NAMES[2]]),
        ("30101 基本工资", "30101", [("30101", "基本工资")]),
    ],
)
def test_codes_and_names(label: str, code: str, names: list[tuple[str, str]]) -> None:
    assert assembled_code(code_labels(label.partition("、")[2] or label), "", 7) == code
    assert names_by_level(label, code) == names
    assert last_name(label) == names[-1][1]


@pytest.mark.parametrize(
    "label",
    [
        "教育支出（类）普通教育（款）高中教育（项）",
        "教育支出-普通教育-高中教育",
        "教育支出——普通教育——高中教育",
    ],
)
def test_names_without_codes(label: str) -> None:
    assert assembled_code(code_labels(label), "", 7) == ""
    assert names_by_level(label, "2050204") == NAMES
    assert last_name(label) == "高中教育"


def test_what_is_missing_in_front_is_that_of_the_item_before() -> None:
    assert assembled_code(code_labels("事业运行（50项）"), "2010308", 7) == "2010350"
    assert assembled_code(code_labels("信访事务（08款）（02项）"), "2010301", 7) == "2010802"


@pytest.mark.parametrize("text", ["项目（2023）", "水库（1234）", "房屋（10）间"])
def test_other_brackets_are_no_codes_of_an_item(text: str) -> None:
    assert not [label for label in code_labels(text) if len(label.digits) > 2]
