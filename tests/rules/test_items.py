"""Numbered items of the text: each has its own lines, however many there are."""

from __future__ import annotations

import pytest
from documents import blank_disclosure

from converter.findings import Finding
from converter.narrative.model import DisclosureText, Paragraph, Run
from converter.packs.loading import Pack
from converter.rules.checking import check_disclosure

HEADING = "七、关于某局2023年一般公共预算项目支出情况说明"


def told(pack: Pack, lines: list[str], rule: str) -> list[Finding]:
    """Return what a rule finds in lines of section 七."""
    disclosure = blank_disclosure(pack)
    disclosure.text = DisclosureText(
        [Paragraph([Run(HEADING)], "heading1", 3, (HEADING,))]
        + [Paragraph([Run(line)], "body", 3, (HEADING,)) for line in lines]
    )
    return [finding for finding in check_disclosure(disclosure, pack, own=False) if finding.rule == rule]


def items(count: int) -> list[str]:
    """Return so many projects with the same lines below each."""
    same = ["项目承担单位：某局", "资金执行时间：2023年1月1日-2023年12月31日"]
    return [line for n in range(1, count + 1) for line in (f"{n}.项目名称：专项{n}号", *same)]


@pytest.mark.parametrize("count", [3, 120])
def test_equal_lines_of_different_items_are_no_repeats(pack: Pack, count: int) -> None:
    assert told(pack, items(count), "W05") == []
    assert told(pack, items(count), "W06") == []


@pytest.mark.parametrize("count", [3, 120])
def test_a_line_twice_in_the_last_item_is_told(pack: Pack, count: int) -> None:
    lines = items(count)
    (finding,) = told(pack, [*lines, lines[-2]], "W05")
    assert finding.actual == lines[-2]
