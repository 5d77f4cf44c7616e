"""What the pages of a PDF do to tables and text."""

from __future__ import annotations

import pytest

from converter.disclosure.finished.known_labels import printed_labels
from converter.disclosure.finished.page_breaks import join_cut_rows
from converter.disclosure.finished.pages import closed_up, without_page_furniture
from converter.disclosure.finished.stream import Stream, StreamCell, StreamRow
from converter.disclosure.finished.vocabulary import Words
from converter.findings import Place
from converter.packs.loading import Pack


def _row(page: int, *texts: str) -> StreamRow:
    cells = [StreamCell(text, column, Place(page=page)) for column, text in enumerate(texts)]
    return StreamRow(cells, 0, page=page)


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        (("20", "05", "05", "机", "11"), ("8", "", "", "关事业单位", "1.11"), True),
        (("上级国有资本经营", "", "210卫生健康支出", ""), ("预算安排转移支付", "", "", ""), True),
        (("一般公共", "1037.35", "202外交", ""), ("预算", "", "支出", ""), True),
        (
            ("其中：一般财力", "930.12", "外交支出", ""),
            ("上级一般公共预算安排转移支付", "", "国防支出", ""),
            False,
        ),
        (("208", "05", "05", "职业年金", "11.00"), ("210", "", "", "卫生健康支出", "9.00"), False),
        (("数量指标", "维护点", "4", "计划标准"), ("数量指标", "配件", "4", "计划标准"), False),
        (("合计", "", "", "", "12.00"), ("208", "", "", "社会保障和就业支出", "9.00"), False),
    ],
)
def test_rows_cut_by_the_end_of_a_page(
    above: tuple[str, ...], below: tuple[str, ...], joined: bool, pack: Pack
) -> None:
    stream = Stream("a.pdf", "pdf", [_row(1, *above), _row(2, *below)])
    join_cut_rows(stream, printed_labels(pack, Words.of(pack)).__contains__)
    assert len(stream.rows) == (1 if joined else 2)
    if joined:
        assert [cell.plain for cell in stream.rows[0].cells] == [
            top + rest for top, rest in zip(above, below, strict=True)
        ]


def test_a_line_spread_over_its_width_is_closed_up() -> None:
    assert closed_up("上 级 一 般 公 共 预 算 50.00 万 元 ， 占") == "上级一般公共预算50.00万元，占"
    assert (
        closed_up("执法执勤用车0辆；其他车辆 辆，价值0万元。") == "执法执勤用车0辆；其他车辆 辆，价值0万元。"
    )


def test_page_numbers_go_where_pages_are_numbered(pack: Pack) -> None:
    words = Words.of(pack)

    def pages(*numbers: str) -> list[str]:
        rows = []
        for page, number in enumerate(numbers, 1):
            rows += [
                StreamRow([StreamCell(text, 0, Place(page=page))], page=page)
                for text in (f"第{page}句话。", number)
                if text
            ]
        stream = Stream("a.pdf", "pdf", rows)
        without_page_furniture(stream, words)
        return [row.text for row in stream.rows]

    assert pages("- 1 -", "- 2 -", "- 3 -") == ["第1句话。", "第2句话。", "第3句话。"]
    assert pages("乙局", "乙局", "乙局", "乙局") == ["第1句话。", "第2句话。", "第3句话。", "第4句话。"]
    assert pages("表1", "表1", "表1", "表1").count("表1") == 4
    assert "- 64 -" in pages("", "- 64 -", "", "", "", "")
