"""What the drafted text says: every section and variant of the form, figures from their cells, open slots."""

from __future__ import annotations

from decimal import Decimal

import pytest

from converter.disclosure.table_loading import load_tables
from converter.narrative.answers.model import Answer, Answers, label_key
from converter.narrative.drafting.drafting import Draft, draft_text
from converter.narrative.last_year import LastYear
from converter.narrative.model import FigureRef, PerformanceTable
from converter.packs.loading import load_pack

from .units import (
    BUSINESS,
    CAPITAL,
    FUND,
    LOCAL,
    UPPER,
    answers_for,
    complete_draft,
    disclosure_of,
    last_year_of,
    ledger,
    office,
    office_before,
    pack,
)

HEADINGS = [
    "一、关于甲县人民政府办公室2023年收支预算情况的总体说明",
    "二、关于甲县人民政府办公室2023年收入预算情况说明",
    "三、关于甲县人民政府办公室2023年支出预算情况说明",
    "四、关于甲县人民政府办公室2023年财政拨款收支预算情况的总体说明",
    "五、关于甲县人民政府办公室2023年一般公共预算当年拨款情况说明",
    "六、关于甲县人民政府办公室2023年一般公共预算基本支出情况说明",
    "七、关于甲县人民政府办公室2023年一般公共预算项目支出情况说明",
    "八、关于甲县人民政府办公室2023年政府性基金预算拨款情况说明",
    "九、关于甲县人民政府办公室2023年国有资本经营预算拨款情况说明",
    "十、关于甲县人民政府办公室2023年财政拨款“三公”经费预算情况说明",
    "十一、其他重要事项的情况说明",
]


def lines(draft: Draft, *, part: int = 3) -> list[str]:
    """Return the paragraphs of a part as printed."""
    return [paragraph.text for paragraph in draft.text.paragraphs if paragraph.part == part]


def test_all_parts_sections_and_tables_stand_in_their_order() -> None:
    _, draft = complete_draft(office(), office_before())
    parts = [p.text for p in draft.text.paragraphs if p.style == "part"]
    assert parts == [
        "第一部分 甲县人民政府办公室概况",
        "第二部分 2023年部门预算公开表",
        "第三部分 2023年部门预算情况说明",
        "第四部分 名词解释",
    ]
    assert [p.text for p in draft.text.paragraphs if p.style == "heading1" and p.part == 3] == HEADINGS
    tables = [p.runs[0].slot for p in draft.text.paragraphs if p.style == "table"]
    assert tables == [f"表{number}" for number in range(1, 11)]
    assert len(lines(draft, part=4)) == 1 + 8 + 2  # title, eight terms, signature and date
    assert draft.text.paragraphs[-1].text == "2023年1月20日"


def test_every_figure_is_its_table_cell_and_says_so() -> None:
    disclosure, draft = complete_draft(office(), office_before())
    figures = [run for p in draft.text.paragraphs for run in p.runs if run.figure is not None]
    assert len(figures) > 35
    for run in figures:
        ref = run.figure
        assert ref is not None
        assert Decimal(run.text) == disclosure.tables[ref.table].value(ref.row, ref.column)
        assert run.text == f"{Decimal(run.text):.2f}"


def test_changes_are_said_in_one_way() -> None:
    _, draft = complete_draft(office(), office_before())
    text = "\n".join(lines(draft))
    assert "一般公共预算542.92万元，占98.19%，比上年预算减少23.00万元，下降4.06%，主要原因是" in text
    assert (
        "机关事业单位基本养老保险缴费支出（05项）96.66万元，占17.48%，比上年预算增加9.00万元，增长10.27%，主要原因是"
        in text
    )
    assert "住房公积金（01项）73.15万元，占13.23%，与上年持平。" in text
    assert "信访事务（08项）10.00万元，占1.81%，上年未安排，主要原因是" in text
    # An item that ended is told of, in its place among the codes.
    ended = next(line for line in lines(draft) if "一般行政管理事务（02项）" in line)
    assert ended.startswith("2.") and "未安排，比上年预算减少8.00万元，下降100.00%，主要原因是" in ended
    for wrong in ("增加0", "增长0", "主要原因是主要原因", "0家", "万元万元", "。。", "，，"):
        assert wrong not in text


def test_nothing_scheduled_is_said_and_never_zero() -> None:
    _, draft = complete_draft(office(), None)
    text = lines(draft)
    assert "政府性基金预算未安排。" in text
    assert "非财政拨款结转结余未安排。" in text
    assert (
        "甲县人民政府办公室2023年没有使用政府性基金预算拨款安排的支出，政府性基金预算支出情况表为空表。"
        in text
    )


def test_a_source_that_ended_is_told_of() -> None:
    before = ledger(
        "甲县人民政府办公室",
        [("2010301", "30101", BUSINESS, "500000"), ("2010301", "30101", LOCAL, "1")],
        2022,
    )
    _, draft = complete_draft(office(), before)
    assert any(
        line.startswith("单位资金未安排，比上年预算减少50.00万元，下降100.00%，主要原因是")
        for line in lines(draft)
    )


def test_several_budgets_and_their_sections() -> None:
    unit = ledger(
        "甲县人民政府办公室",
        [
            ("2120104", "30101", LOCAL, "1000000"),
            ("2120803", "31005", FUND, "2000000", "道路改造"),
            ("2230105", "31204", CAPITAL, "300000", "退休人员管理"),
        ],
    )
    _, draft = complete_draft(unit, None)
    text = "\n".join(lines(draft))
    assert "收入为一般公共预算拨款、政府性基金预算拨款、国有资本经营预算拨款。" in text
    assert "政府性基金预算支出包括：\n城乡社区支出200.00万元，主要用于" in text
    assert "2023年政府性基金预算拨款合计200.00万元，其中：基本支出未安排。项目支出200.00万元" in text
    assert "没有使用政府性基金预算拨款" not in text
    assert "没有使用一般公共预算拨款安排的项目支出，一般公共预算项目支出情况表为空表。" in text
    assert "财政拨款项目2个，涉及预算金额230.00万元；非财政拨款项目0个" in text
    assert [table.project for table in draft.text.performance] == ["道路改造", "退休人员管理"]


def test_two_budgets_and_none() -> None:
    two = ledger(
        "甲县某局", [("2120104", "30101", LOCAL, "10000"), ("2120803", "31005", FUND, "20000", "道路")]
    )
    assert "收入为一般公共预算拨款和政府性基金预算拨款，无国有资本经营预算拨款。" in lines(
        complete_draft(two, None)[1]
    )
    none = ledger("甲县某院", [("2100201", "30101", BUSINESS, "10000")])
    text = lines(complete_draft(none, None)[1])
    assert "2023年财政拨款收支预算未安排。" in text
    assert "甲县某院2023年一般公共预算拨款未安排。" in text


def test_project_in_two_items_and_money_that_is_not_fiscal() -> None:
    unit = ledger(
        "甲县某局",
        [
            ("2130106", "30299", LOCAL, "100000", "技术推广"),
            ("2130108", "30299", LOCAL, "50000", "技术推广"),
            ("2130106", "30299", BUSINESS, "30000", "自筹设备"),
        ],
    )
    _, draft = complete_draft(unit, None)
    text = "\n".join(lines(draft))
    assert "预算安排规模：技术推广15.00万元（其中：" in text and text.count("项目名称：技术推广") == 1
    assert "财政拨款项目1个，涉及预算金额15.00万元；非财政拨款项目1个，涉及预算金额3.00万元" in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "甲县人民政府办公室无下属预算单位，下设"),
        ({"单位.下属个数": "3"}, "甲县人民政府办公室下属预算单位3个，下设"),
        (
            {"单位.下属行政单位": "2", "单位.下属事业单位": "5"},
            "本级及下属2家行政单位和5家事业单位的机关运行经费",
        ),
        ({"单位.下属事业单位": "5"}, "本级及下属5家事业单位的机关运行经费"),
        ({"单位.性质": "事业单位"}, "2023年，甲县人民政府办公室的机关运行经费财政拨款预算未安排。"),
        (
            {"采购.合计": "0", "采购.货物": "0", "采购.工程": "0", "采购.服务": "0"},
            "2023年，甲县人民政府办公室政府采购预算未安排。",
        ),
        ({"人员.在职.增减": "-2"}, "在职3人，比上年减少2人"),
        ({"人员.在职.增减": "0"}, "在职3人，与上年持平"),
    ],
)
def test_variants_that_the_unit_decides(given: dict[str, str], said: str) -> None:
    disclosure = disclosure_of(office())
    first = draft_text(disclosure, pack(), ledger=office(), last_year=last_year_of(office_before()))
    answers = answers_for(first, **given)
    draft = draft_text(
        disclosure, pack(), ledger=office(), answers=answers, last_year=last_year_of(office_before())
    )
    assert said in "\n".join(lines(draft, part=1) + lines(draft))


def test_subordinate_units_are_listed() -> None:
    answers = Answers(lists={"下属单位": [Answer("甲县机关事务中心"), Answer("甲县信息中心")]})
    draft = draft_text(disclosure_of(office()), pack(), answers=answers)
    assert any(
        "下属预算单位2个，分别是：甲县机关事务中心、甲县信息中心" in line for line in lines(draft, part=1)
    )
    assert any("甲县人民政府办公室及下属各预算单位占用使用国有资产" in line for line in lines(draft))


def test_department_or_unit() -> None:
    _, draft = complete_draft(office(), None, "单位")
    text = "\n".join(p.text for p in draft.text.paragraphs)
    assert "第二部分 2023年单位预算公开表" in text and "均纳入单位预算管理" in text
    assert "2023年部门预算" not in text


def test_open_slots_are_marked_and_counted_and_nothing_else_is_missing() -> None:
    draft = draft_text(disclosure_of(office()), pack(), ledger=office())
    marked = {run.slot for _, run in draft.text.open_slots() if not run.slot.isdigit()}
    told = [finding for finding in draft.findings if finding.kind == "open"]
    assert len(told) == len(draft.open) and {finding.places[0].row for finding in told} == {
        s.id for s in draft.open
    }
    assert marked <= {slot.id for slot in draft.open}
    for _, run in draft.text.open_slots():
        assert run.text.startswith("【待填：") or run.slot.isdigit()
    assert any(finding.rule == "T20" for finding in draft.findings)  # last year is not known


def test_reasons_are_proposed_from_what_moved_and_stay_open() -> None:
    draft = draft_text(
        disclosure_of(office()), pack(), ledger=office(), last_year=last_year_of(office_before())
    )
    projects = next(slot for slot in draft.slots if slot.id == "原因.支出.项目支出")
    assert projects.open
    assert (
        projects.proposal
        == "新增信访事项化解补助资金10.00万元，不再安排档案数字化，减少8.00万元，电子政务网络设备维护减少5.00万元"
    )
    basic = next(slot for slot in draft.slots if slot.id == "原因.支出.基本支出")
    assert basic.proposal.startswith("基本工资减少20.00万元，机关事业单位基本养老保险缴费增加9.00万元")
    shown = next(line for line in lines(draft) if line.startswith("项目支出"))
    assert f"主要原因是【待填：支出：项目支出增减的主要原因，建议写“{projects.proposal}”】" in shown
    # The same figures in another section need no second reason.
    assert "原因.一般公共预算.项目支出" not in {slot.id for slot in draft.slots}


def test_people_are_proposed_as_a_reason_where_they_moved_the_same_way() -> None:
    less = ledger(
        "甲县人民政府办公室",
        [
            (x.function, x.economic, x.source, "1000", *([x.project] if x.project else []))
            for x in office().lines
        ],
        2022,
    )  # type: ignore[misc]
    for people, before, said in (("2", less, "在职人员增加2人，"), ("-2", less, ""), ("0", less, "")):
        answers = Answers(values={"人员.在职.增减": Answer(people)})
        draft = draft_text(
            disclosure_of(office()), pack(), ledger=office(), answers=answers, last_year=last_year_of(before)
        )
        proposal = next(use.proposal for use in draft.slots if use.id == "原因.支出.基本支出")
        assert proposal.startswith(said) and ("人员增加" in proposal) == bool(said)


def test_an_item_with_one_kind_of_spending_is_not_explained_by_that_kind() -> None:
    draft = draft_text(
        disclosure_of(office()), pack(), ledger=office(), last_year=last_year_of(office_before())
    )
    proposals = {use.id: use.proposal for use in draft.slots if use.id.startswith("原因.科目.")}
    assert proposals["原因.科目.2080505"] == ""
    assert proposals["原因.科目.2010399"] == "电子政务网络设备维护减少5.00万元"


def test_what_seldom_changes_is_proposed_as_it_was_last_year_and_stays_open() -> None:
    last = last_year_of(office_before())
    last.purposes[label_key("一般公共服务支出")] = "机关运转"
    last.purposes[label_key("社会保障和就业支出")] = "很长的话" * 40
    disclosure = disclosure_of(office())
    draft = draft_text(disclosure, pack(), ledger=office(), last_year=last)
    slots = {use.label: use for use in draft.open if use.id.startswith("用途.")}
    assert slots["一般公共服务支出的主要用途"].proposal == "机关运转"
    assert slots["社会保障和就业支出的主要用途"].proposal == ""
    assert any("建议写“机关运转”】" in paragraph for paragraph in lines(draft))


def test_small_changes_need_no_reason_where_the_pack_says_so(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "templates" / "xinjiang" / "2023"
    folder.mkdir(parents=True)
    (folder / "text.toml").write_text("[required_reason]\namount = 6\nrate = 5\n", encoding="utf-8")
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    draft = draft_text(
        disclosure_of(office()), load_pack("xinjiang", 2023), last_year=last_year_of(office_before())
    )
    text = lines(draft)
    assert any(
        line.endswith("比上年预算减少3.00万元，下降7.89%。") for line in text if line.startswith("项目支出")
    )
    assert any("比上年预算增加9.00万元，增长10.27%，主要原因是【待填" in line for line in text)


def test_what_the_clerk_wrote_is_put_in_without_doubling_words() -> None:
    answers = Answers(
        reasons={label_key("支出-项目支出"): Answer("主要原因是：项目减少。")},
        purposes={label_key("一般公共服务支出"): Answer("主要用于人员工资及办公经费；")},
    )
    draft = draft_text(
        disclosure_of(office()), pack(), answers=answers, last_year=last_year_of(office_before())
    )
    text = "\n".join(lines(draft))
    assert "下降7.89%，主要原因是项目减少。" in text
    assert "主要用于人员工资及办公经费；" in text


def test_reason_that_belongs_nowhere_is_told() -> None:
    answers = Answers(reasons={"2019999": Answer("某原因")}, labels={"2019999": "2019999"})
    draft = draft_text(disclosure_of(office()), pack(), answers=answers)
    assert any(f.rule == "T12" and "2019999" in f.message for f in draft.findings)


def test_text_for_a_number_is_refused_and_told() -> None:
    answers = Answers(values={"人员.编制": Answer("六十八人左右"), "落款日期": Answer("一月下旬")})
    draft = draft_text(disclosure_of(office()), pack(), answers=answers)
    refused = [f.message for f in draft.findings if f.rule == "T11"]
    assert any("六十八人左右" in message for message in refused) and any("一月下旬" in m for m in refused)
    assert {"人员.编制", "落款日期"} <= {slot.id for slot in draft.open}


def test_publication_later_than_the_law_allows() -> None:
    answers = Answers(values={"批复日期": Answer("2023-01-12"), "落款日期": Answer("2023年2月20日")})
    draft = draft_text(disclosure_of(office()), pack(), answers=answers)
    assert any(f.rule == "T30" and "2023-02-01" in f.message for f in draft.findings)


def test_last_year_typed_figure_by_figure_is_used() -> None:
    last = LastYear(load_tables(pack()), 2022)
    last.typed[FigureRef("表3", "合计", "项目支出")] = Decimal("20.00")
    draft = draft_text(disclosure_of(office()), pack(), last_year=last)
    assert any(
        line.startswith("项目支出35.00万元，占6.33%，比上年预算增加15.00万元，增长75.00%")
        for line in lines(draft)
    )


def test_answers_with_several_lines_and_markup_stay_text() -> None:
    answers = Answers(values={"其他事项": Answer("# 第一行\n@封面 第二行{单位}")})
    answers.performance.append(PerformanceTable(project="电子政务网络设备维护"))
    draft = draft_text(disclosure_of(office()), pack(), ledger=office(), answers=answers)
    tail = [
        p
        for p in draft.text.paragraphs
        if p.section[-1:] == ("（五）其他需说明的事项",) and p.style == "body"
    ]
    assert [p.text for p in tail] == ["# 第一行", "@封面 第二行{单位}"]


def test_unit_without_spending_of_a_kind_still_reads_well() -> None:
    unit = ledger("甲县某局", [("2010301", "30201", UPPER, "30000")])
    _, draft = complete_draft(unit, None)
    text = lines(draft)
    assert "人员经费未安排。" in text and "项目支出未安排。" in text
    assert "2023年，本年度没有安排项目支出，无预算绩效管理的项目。" in text


def test_everything_fiscal_ended() -> None:
    now = ledger("某县医院", [("2100201", "30101", BUSINESS, "3000000")])
    before = ledger(
        "某县医院",
        [
            ("2100201", "30101", LOCAL, "2000000"),
            ("2100201", "30201", LOCAL, "100000"),
            ("2100299", "30299", LOCAL, "50000", "补助"),
        ],
        2022,
    )
    _, draft = complete_draft(now, before)
    said = "\n".join(lines(draft))
    assert "一般公共预算拨款未安排，其中：基本支出未安排，比上年预算减少210.00万元，下降100.00%" in said
    assert "机关运行经费财政拨款预算未安排，比上年预算减少10.00万元，下降100.00%，主要原因是" in said
    assert "综合医院（01项）未安排，比上年预算减少210.00万元，下降100.00%" in said
