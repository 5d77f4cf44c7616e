"""The supplement workbook: written, filled in, read back, made again, carried into the next year."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from converter.disclosure.table_loading import load_tables
from converter.narrative.answers.model import Answer, Answers
from converter.narrative.drafting.drafting import Draft, draft_text
from converter.narrative.last_year import LastYear
from converter.narrative.model import FigureRef
from converter.narrative.slots import load_slots
from converter.narrative.supplement.contents import UnitContents, contents_of
from converter.narrative.supplement.layout import FILL, ID, LAST_TEXT, OBSOLETE_SHEET
from converter.narrative.supplement.model import Supplement
from converter.narrative.supplement.reading import looks_like_supplement, read_supplement
from converter.narrative.supplement.writing import supplement_bytes, write_supplement
from converter.reading import read_file

from .units import disclosure_of, last_year_of, ledger, office, office_before, pack, performance

NAME = "甲县人民政府办公室"


def drafted(answers: Answers | None = None, last: LastYear | None = None, unit=None) -> Draft:  # type: ignore[no-untyped-def]
    """Return a draft of the office (or another unit)."""
    unit = unit or office()
    return draft_text(disclosure_of(unit), pack(), ledger=unit, answers=answers, last_year=last)


def contents(
    answers: Answers | None = None,
    last: LastYear | None = None,
    previous: Supplement | None = None,
    unit=None,
) -> UnitContents:  # type: ignore[no-untyped-def]
    """Return what a supplement of the unit shows."""
    answers, last = answers or Answers(), last or LastYear(load_tables(pack()), 2022)
    draft = drafted(answers, last, unit)
    return contents_of(
        NAME, 2023, draft, answers, last, load_slots(pack()), previous or Supplement(), alone=True
    )


def applied(path: Path, answers: Answers, last: LastYear, year: int = 2023) -> Supplement:
    """Read a supplement and lay it over answers and last year."""
    supplement = read_supplement(path, pack())
    assert not supplement.findings, supplement.findings
    supplement.apply(NAME, year, answers, last, alone=True)
    return supplement


def fill(path: Path, texts: dict[str, object]) -> None:
    """Type into the 填写 column beside the given ids, as a person would in a spreadsheet program."""
    book = openpyxl.load_workbook(path)
    left = dict(texts)
    for sheet in book:
        heads = {cell.value: cell.column for cell in sheet[3]}
        if ID not in heads or FILL not in heads:
            continue
        for row in range(4, sheet.max_row + 1):
            slot = sheet.cell(row, heads[ID]).value
            if slot in left:
                sheet.cell(row, heads[FILL]).value = left.pop(slot)
    assert not left, f"not asked: {sorted(left)}"
    book.save(path)


def fill_everything(path: Path) -> None:
    """Fill in every empty cell that may be filled in, like a patient clerk."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        heads = {cell.value: cell.column for cell in sheet[3]}
        for row in range(4, sheet.max_row + 1):
            if FILL in heads and ID in heads and sheet.cell(row, heads[FILL]).value is None:
                slot = str(sheet.cell(row, heads[ID]).value)
                cell = sheet.cell(row, heads[FILL])
                if slot.startswith(("人员.", "资产.", "采购.", "上年.", "单位.下属")):
                    cell.value = 0
                elif "日期" in slot:
                    cell.value = "2023-01-20"
                elif slot == "单位.性质":
                    cell.value = "行政单位"
                else:
                    cell.value = f"填好的{row}"
            elif FILL in heads and "类别" in heads and sheet.cell(row, heads["序号"]).value == 1:
                sheet.cell(row, heads[FILL]).value = "一条内容"
            elif "三级指标" in heads and sheet.cell(row, heads["二级指标"]).value is not None:
                sheet.cell(row, heads["三级指标"]).value = "某指标"
    book.save(path)


def test_filled_in_it_closes_every_slot(tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    assert write_supplement([contents()], load_slots(pack()), path) is None
    fill_everything(path)
    answers, last = Answers(), LastYear(load_tables(pack()), 2022)
    applied(path, answers, last)
    draft = drafted(answers, last)
    assert not draft.open, [slot.id for slot in draft.open]
    text = "\n".join(paragraph.text for paragraph in draft.text.paragraphs)
    assert "【待填" not in text and "上年未安排" in text


def test_half_filled_what_was_typed_is_used_and_the_rest_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    write_supplement([contents(last=last_year_of(office_before()))], load_slots(pack()), path)
    fill(
        path,
        {"人员.编制": 68, "原因.支出.基本支出": "工资调整", "落款日期": "2023-02-03", "采购.货物": 65.75},
    )
    answers, last = Answers(), last_year_of(office_before())
    applied(path, answers, last)
    draft = drafted(answers, last)
    text = "\n".join(paragraph.text for paragraph in draft.text.paragraphs)
    assert "编制数68人" in text and "主要原因是工资调整。" in text and "2023年2月3日" in text
    assert "政府采购货物预算65.75万元" in text
    assert "人员.在职" in {slot.id for slot in draft.open}


def test_it_shows_figures_last_years_words_and_proposals(tmp_path: Path) -> None:
    last = last_year_of(office_before())
    last.texts["主要职能"] = "上年职能"
    shown = contents(last=last)
    reason = next(use for use in shown.slots if use.id == "原因.支出.项目支出")
    assert (reason.value, reason.last) == (Decimal("35.00"), Decimal("38.00"))
    path = tmp_path / "补充资料.xlsx"
    write_supplement([shown], load_slots(pack()), path)
    sheet = openpyxl.load_workbook(path)["增减原因"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    row = next(r for r in range(4, sheet.max_row + 1) if sheet.cell(r, 1).value == "原因.支出.项目支出")
    assert sheet.cell(row, heads["增减（万元）"]).value == -3
    assert sheet.cell(row, heads["增减幅度（%）"]).value == -7.89
    assert "信访事项化解补助资金" in sheet.cell(row, heads["建议"]).value
    assert sheet.protection.sheet and not sheet.cell(row, heads[FILL]).protection.locked
    assert sheet.cell(row, heads["本年（万元）"]).protection.locked


def test_checks_of_what_may_be_typed(tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    write_supplement([contents()], load_slots(pack()), path)
    book = openpyxl.load_workbook(path)
    kinds = {sheet.title: {v.type for v in sheet.data_validations.dataValidation} for sheet in book}
    assert kinds["人员情况"] == {"whole"}
    assert kinds["政府采购"] == {"decimal"}
    assert kinds["单位与日期"] == {"list", "date", "whole"}
    assert kinds["绩效目标"] == {"list"}


def test_made_again_it_keeps_what_was_typed_and_follows_the_input_for_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    known = Answers(values={"人员.编制": Answer("60", "底稿"), "人员.退休": Answer("9", "底稿")})
    write_supplement([contents(known)], load_slots(pack()), path)
    fill(path, {"人员.编制": 61, "其他事项": "另有说明"})
    # The working spreadsheet changes: retired staff is 10 now, posts are 59.
    newer = Answers(values={"人员.编制": Answer("59", "底稿"), "人员.退休": Answer("10", "底稿")})
    last = LastYear(load_tables(pack()), 2022)
    previous = applied(path, newer, last)
    again = contents(newer, last, previous)
    write_supplement([again], load_slots(pack()), path)
    once_more = Answers()
    applied(path, once_more, LastYear(load_tables(pack()), 2022))
    assert once_more.values["人员.编制"].text == "61" and once_more.values["其他事项"].text == "另有说明"
    assert once_more.fallback["人员.退休"].text == "10"


def test_what_is_asked_no_more_is_kept_apart_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    last = last_year_of(office_before())
    write_supplement([contents(last=last)], load_slots(pack()), path)
    fill(path, {"原因.科目.2010308": "新增信访资金", "项目.电子政务网络设备维护.政策依据": "某办法"})
    smaller = ledger(NAME, [("2010301", "30101", "current.fiscal.general.local", "2649123.45")])
    answers = Answers()
    previous = applied(path, answers, last_year_of(office_before()))
    shown = contents(answers, last_year_of(office_before()), previous, smaller)
    assert set(shown.obsolete) == {"原因.科目.2010308", "项目.电子政务网络设备维护.政策依据"}
    write_supplement([shown], load_slots(pack()), path)
    assert OBSOLETE_SHEET in openpyxl.load_workbook(path).sheetnames
    answers = Answers()
    applied(path, answers, last_year_of(office_before()))
    draft = drafted(answers, last_year_of(office_before()))
    used = {slot.id: slot.answer for slot in draft.slots}
    assert used["原因.科目.2010308"] is not None and used["原因.科目.2010308"].text == "新增信访资金"


def test_carried_into_the_next_year(tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    write_supplement([contents(last=last_year_of(office_before()))], load_slots(pack()), path)
    fill(
        path,
        {
            "人员.编制": 68,
            "人员.在职": 60,
            "原因.支出.基本支出": "工资调整",
            "项目.电子政务网络设备维护.政策依据": "某办法",
        },
    )
    answers, last = Answers(values={"人员.在职": Answer("63")}), LastYear(load_tables(pack()), 2023)
    supplement = read_supplement(path, pack())
    supplement.apply(NAME, 2024, answers, last, alone=True)
    unit = office()
    unit.year = 2024
    draft = drafted(answers, last, unit)
    used = {slot.id: slot for slot in draft.slots}
    assert used["人员.编制"].answer is not None and used["人员.编制"].answer.text == "68"  # does not change
    assert used["项目.电子政务网络设备维护.政策依据"].answer is not None
    reason = used["原因.支出.基本支出"]
    assert reason.answer is None and reason.last_text == "工资调整"  # for this year it must be said anew
    assert "在职63人，比上年增加3人" in "\n".join(p.text for p in draft.text.paragraphs)
    assert any(finding.rule == "T42" for finding in last.findings)


def test_last_years_figures_typed_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    write_supplement([contents()], load_slots(pack()), path)
    fill(path, {"上年.表3[合计, 项目支出]": 30, "上年.表5[2010399, 合计]": 20.5})
    answers, last = Answers(), LastYear(load_tables(pack()), 2022)
    previous = applied(path, answers, last)
    draft = drafted(answers, last)
    text = "\n".join(p.text for p in draft.text.paragraphs)
    assert "项目支出35.00万元，占6.33%，比上年预算增加5.00万元，增长16.67%" in text
    # Made again, the figures still have their place.
    again = contents(answers, last, previous)
    assert {use.id for use in again.slots if use.last is not None and use.id.startswith("上年.")} == {
        "上年.表3[合计, 项目支出]",
        "上年.表5[2010399, 合计]",
    }


def test_several_units_in_one_workbook(tmp_path: Path) -> None:
    first, second = contents(), contents()
    second.name = "甲县教育局"
    path = tmp_path / "补充资料.xlsx"
    write_supplement([first, second], load_slots(pack()), path)
    book = openpyxl.load_workbook(path)
    sheet = book["人员情况"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        if sheet.cell(row, heads[ID]).value == "人员.编制":
            name = sheet.cell(row, heads["单位"]).value
            sheet.cell(row, heads[FILL]).value = 10 if name == NAME else 20
    book.save(path)
    supplement = read_supplement(path, pack())
    for name, wanted in ((NAME, "10"), ("甲县教育局", "20")):
        answers = Answers()
        supplement.apply(name, 2023, answers, LastYear(load_tables(pack()), 2022), alone=False)
        assert answers.values["人员.编制"].text == wanted


def test_same_contents_same_bytes_and_text_stays_text(tmp_path: Path) -> None:
    answers = Answers(values={"其他事项": Answer("=1+1"), "原因.支出.基本支出": Answer("<b>http://x</b>")})
    data = load_slots(pack())
    first = supplement_bytes([contents(answers)], data)
    assert first == supplement_bytes([contents(answers)], data)
    path = tmp_path / "补充资料.xlsx"
    path.write_bytes(first)
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=1+1" and cell.data_type == "s" for cell in cells)
    assert all(cell.hyperlink is None for cell in cells)


def test_other_files_are_refused_with_a_word(tmp_path: Path) -> None:
    other = tmp_path / "别的.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["项目", "金额"])
    book.save(other)
    assert [f.rule for f in read_supplement(other, pack()).findings] == ["T40"]
    assert read_supplement(tmp_path / "没有.xlsx", pack()).findings
    assert not looks_like_supplement(read_file(other), pack())
    own = tmp_path / "补充资料.xlsx"
    write_supplement([contents()], load_slots(pack()), own)
    assert looks_like_supplement(read_file(own), pack())


@pytest.mark.parametrize("year", [2020, 2026])
def test_supplement_of_a_far_year_is_not_used(year: int, tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    write_supplement([contents()], load_slots(pack()), path)
    fill(path, {"人员.编制": 68})
    answers, last = Answers(), LastYear(load_tables(pack()), year - 1)
    read_supplement(path, pack()).apply(NAME, year, answers, last, alone=True)
    assert not answers.values and [finding.rule for finding in last.findings] == ["T43"]


def test_last_years_figures_that_were_shown_are_known_without_last_years_file(tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    write_supplement([contents(last=last_year_of(office_before()))], load_slots(pack()), path)
    answers, last = Answers(), LastYear(load_tables(pack()), 2022)
    applied(path, answers, last)
    with_file, without = drafted(Answers(), last_year_of(office_before())), drafted(answers, last)
    # What a proposal is drafted from is not all in the supplement.
    said = [re.sub("，建议写“.*?”】", "】", p.text) for p in with_file.text.paragraphs]
    assert [p.text for p in without.text.paragraphs] == said
    # A file of last year that says otherwise wins over what was only shown; what was typed wins over both.
    fill(path, {"上年.表3[合计, 项目支出]": 30})
    last = last_year_of(office_before())
    applied(path, Answers(), last)
    assert last.value(FigureRef("表3", "合计", "项目支出")) == 30
    assert last.value(FigureRef("表5", "2010399", "合计")) == 30
    last = last_year_of(None)
    last.stated[FigureRef("表5", "2010399", "合计")] = Decimal("31.00")
    applied(path, Answers(), last)
    assert last.value(FigureRef("表5", "2010399", "合计")) == 31


def test_items_that_only_last_year_had_are_typed_in_the_free_rows(tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    write_supplement([contents()], load_slots(pack()), path)
    book = openpyxl.load_workbook(path)
    sheet = book["上年预算数"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    free = [r for r in range(4, sheet.max_row + 1) if not sheet.cell(r, heads[ID]).value]
    assert all(not sheet.cell(r, heads[name]).protection.locked for r in free for name in (ID, FILL))
    for row, (code, amount) in zip(
        free, [("2010302 一般行政管理事务", 8), ("单位资金", 5), ("没有这一项", 1)], strict=False
    ):
        sheet.cell(row, heads[ID]).value, sheet.cell(row, heads[FILL]).value = code, amount
    book.save(path)
    supplement = read_supplement(path, pack())
    assert [f.rule for f in supplement.findings] == ["T11"] and "没有这一项" in supplement.findings[0].message
    answers, last = Answers(), LastYear(load_tables(pack()), 2022)
    supplement.apply(NAME, 2023, answers, last, alone=True)
    text = "\n".join(p.text for p in drafted(answers, last).text.paragraphs)
    assert "一般行政管理事务（02项）未安排，比上年预算减少8.00万元，下降100.00%" in text
    assert "单位资金未安排，比上年预算减少5.00万元，下降100.00%" in text


def test_last_years_words_are_shown_beside_lists_purposes_and_indicators(tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    last = last_year_of(office_before())
    last.texts |= {"主要职能": "1.负责文电。\n2.负责会务。", "内设机构": "秘书科、综合科"}
    last.add_performance([performance("电子政务网络设备维护")])
    write_supplement([contents(last=last)], load_slots(pack()), path)
    book = openpyxl.load_workbook(path)

    def beside(sheet: str, *names: str) -> list[tuple[object, ...]]:
        heads = {cell.value: cell.column for cell in book[sheet][3]}
        rows = range(4, book[sheet].max_row + 1)
        return [tuple(book[sheet].cell(r, heads[name]).value for name in names) for r in rows]

    assert ("主要职能", "负责会务", None) in beside("职能与机构", "类别", LAST_TEXT, FILL)
    assert ("内设机构", "综合科", None) in beside("职能与机构", "类别", LAST_TEXT, FILL)
    rows = beside("绩效目标", "项目名称", "二级指标", "三级指标", LAST_TEXT)
    told = "群众满意度｜≥90%｜历史标准｜92%｜10｜满意度赋分｜工作资料"
    assert ("电子政务网络设备维护", "满意度指标", None, told) in rows
    # What was confirmed by the clerk last year is kept where it seldom changes.
    fill(path, {"用途.一般公共预算.201": "机关运转"})
    answers, next_year = Answers(), LastYear(load_tables(pack()), 2023)
    read_supplement(path, pack()).apply(NAME, 2024, answers, next_year, alone=True)
    assert answers.fallback["用途.一般公共预算.201"].text == "机关运转"


def test_rows_offered_for_indicators_and_left_blank_are_not_printed(tmp_path: Path) -> None:
    path = tmp_path / "补充资料.xlsx"
    last = last_year_of(office_before())
    before = performance("电子政务网络设备维护")
    before.indicators += before.indicators  # two of every kind
    last.add_performance([before])
    write_supplement([contents(last=last)], load_slots(pack()), path)
    book = openpyxl.load_workbook(path)
    sheet = book["绩效目标"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    row = next(
        r
        for r in range(4, sheet.max_row + 1)
        if (sheet.cell(r, heads["项目名称"]).value, sheet.cell(r, heads["二级指标"]).value)
        == ("电子政务网络设备维护", "数量指标")
    )
    sheet.cell(row, heads["三级指标"]).value = "维护点位"
    book.save(path)
    answers = Answers()
    applied(path, answers, LastYear(load_tables(pack()), 2022))
    table = answers.performance_of("电子政务网络设备维护")
    assert table is not None
    seconds = [indicator.second for indicator in table.indicators]
    assert len(seconds) == len(set(seconds)) == 10 and table.indicators[0].third == "维护点位"
