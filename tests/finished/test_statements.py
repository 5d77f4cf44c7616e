"""Sentences become statements: what is said of which subject."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from converter.disclosure.finished.paragraphs import paragraphs_of
from converter.disclosure.finished.reading import read_finished
from converter.disclosure.finished.stream import StreamCell, StreamRow
from converter.disclosure.finished.vocabulary import Words
from converter.disclosure.model import Disclosure
from converter.findings import Place
from converter.narrative.model import DisclosureText, Measure, Statement
from converter.narrative.understanding.understanding import understand_text
from converter.packs.loading import Pack


def understood(pack: Pack, *lines: str) -> list[Statement]:
    rows = [StreamRow([StreamCell(line, 0, Place(paragraph=i))]) for i, line in enumerate(lines, 1)]
    text = DisclosureText(paragraphs_of(rows, Words.of(pack), wrapped=False))
    return understand_text(Disclosure("甲局", "", 2024, "部门", {}, text=text), pack)


def values(statements: list[Statement]) -> list[tuple[str, str, Decimal | None]]:
    return [(s.subject, s.measure.value, s.value) for s in statements]


def test_amount_share_change_and_rate_of_one_subject(pack: Pack) -> None:
    found = understood(
        pack,
        "第三部分 情况说明",
        "二、关于甲局2024年收入预算情况说明",
        "甲局收入预算1,200.50万元，其中：",
        "财政专户（教育收费）200.50万元，占16.70%，比上年预算减少19.50万元，下降8.86%，主要原因是学生减少。",
        "单位资金未安排。",
    )
    assert values(found) == [
        ("total", "amount", Decimal("1200.50")),
        ("current.special", "amount", Decimal("200.50")),
        ("current.special", "share", Decimal("16.70")),
        ("current.special", "change", Decimal("-19.50")),
        ("current.special", "rate", Decimal("-8.86")),
        ("current.unit", "none", Decimal(0)),
    ]
    assert found[3].reason == "学生减少"
    assert {s.group for s in found[1:5]} == {found[1].group}


def test_codes_in_brackets_name_the_item_and_are_inherited(pack: Pack) -> None:
    found = understood(
        pack,
        "第三部分 情况说明",
        "五、关于甲局2024年一般公共预算当年拨款情况说明",
        "（三）一般公共预算当年拨款具体使用情况",
        "1.农林水支出(213类)农业农村（01款）行政运行（01）项 66.10万元，与上年持平。",
        "2.病虫害控制（08项）10万元。",
    )
    assert [s.subject for s in found if s.measure is Measure.AMOUNT] == ["F2130101", "F2130108"]
    assert found[1].measure is Measure.UNCHANGED and found[1].subject == "F2130101"
    assert found[0].codes == (("213", "类"), ("01", "款"), ("01", "项"))


def test_dates_document_numbers_and_thresholds_are_no_figures(pack: Pack) -> None:
    found = understood(
        pack,
        "第三部分 情况说明",
        "十一、其他重要事项的情况说明",
        "（三）国有资产占用使用情况",
        "截至2023年底，甲局占用使用国有资产总体情况为：",
        "车辆3辆，价值41.20万元；其他车辆 辆，价值0万元。",
        "单位价值50万元以上大型设备2台（套）。",
    )
    assert values(found) == [
        ("资产.车辆", "count", Decimal(3)),
        ("资产.车辆.价值", "amount", Decimal("41.20")),
        ("资产.其他车辆.价值", "amount", Decimal(0)),
        ("资产.大型设备50", "count", Decimal(2)),
    ]


def test_three_forms_of_the_reference_say_the_same(
    pack: Pack, reference_docx: Path, reference_txt: Path
) -> None:
    found = []
    for path in (reference_docx, reference_txt):
        disclosure = read_finished(path, pack).disclosure
        assert disclosure is not None
        statements = understand_text(disclosure, pack)
        found.append({(s.scope, s.subject, s.measure, s.value) for s in statements if s.scope != "projects"})
    assert len(found[0] & found[1]) >= 0.95 * len(found[0])


def test_what_is_not_understood_stays_silent(pack: Pack) -> None:
    found = understood(
        pack,
        "第一部分 甲局概况",
        "一、主要职能",
        "1.负责全县12个乡镇、30万亩耕地的病虫害防治，每年投入100万元以上。",
    )
    assert found == []
