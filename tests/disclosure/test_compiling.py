"""The tables of a unit: the figures of the sample, of units of other kinds, and what every table promises."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from made_up_ledgers import SAMPLES, UNITS, ledger, random_unit, sample

from converter.disclosure.compiling import compile_disclosure
from converter.disclosure.model import Disclosure, Table
from converter.disclosure.specification import Role, RowKind, Section
from converter.disclosure.table_loading import load_tables
from converter.findings import Severity
from converter.ledger.model import UnitLedger
from converter.money import steps_half_up, wan_from_steps
from converter.packs.loading import Pack, load_pack

PACK = load_pack("xinjiang", 2023)


def compiled(unit: UnitLedger, wording: str = "部门", pack: Pack = PACK) -> Disclosure:
    return compile_disclosure(unit, pack, wording)


def exact_figures(disclosure: Disclosure) -> dict[str, dict[str, dict[str, Decimal]]]:
    """Return table → row → column → exact 元, zeros left out, as the truth of the samples is written."""
    figures: dict[str, dict[str, dict[str, Decimal]]] = {}
    for table in disclosure.tables.values():
        rows = figures.setdefault(table.id, {})
        for row, column, cell in table.figures():
            if cell.exact:
                rows.setdefault(row.key, {})[column] = cell.exact * 10_000
    return figures


def test_sample_gives_every_figure_of_its_truth() -> None:
    text = (SAMPLES / "昌吉市人民政府办公室2023.truth.json").read_text(encoding="utf-8")
    truth = {
        table: {row: {c: Decimal(a) for c, a in cells.items()} for row, cells in rows.items()}
        for table, rows in json.loads(text)["tables"].items()
    }
    disclosure = compiled(sample())
    assert exact_figures(disclosure) == truth
    assert disclosure.adjustments == []
    assert disclosure.findings == []


def test_printed_form_of_the_sample() -> None:
    tables = compiled(sample()).tables
    assert [table.title for table in tables.values()][:3] == [
        "部门收支总体情况表",
        "部门收入总体情况表",
        "部门支出总体情况表",
    ]
    assert {table.unit_line for table in tables.values()} == {"编制部门：昌吉市人民政府办公室"}
    assert {table.money_line for table in tables.values()} == {"单位：万元"}
    overview = tables["表1"]
    left = [row for row in overview.rows if row.section == 0]
    right = [row for row in overview.rows if row.section == 1]
    assert (len(left), len(right)) == (26, 31)
    assert (left[-1].label, left[-1].key) == ("收 入 总 计", "收入总计")
    assert (right[0].label, right[-2].label) == ("201 一般公共服务支出", "234 抗疫特别国债安排的支出")
    spending = tables["表3"]
    assert [row.key for row in spending.rows[:4]] == ["201", "20103", "2010301", "2010308"]
    assert [row.codes for row in spending.rows[:3]] == [
        ("201", "", ""),
        ("201", "03", ""),
        ("201", "03", "01"),
    ]
    assert [row.level for row in spending.rows[:3]] == [1, 2, 3]
    assert spending.rows[-1].label == "合 计"
    first = tables["表7"].rows[0]
    assert (first.key, first.label, first.project) == (
        "2010308|中央2023年解决特殊疑难信访问题资金预算",
        "信访事务",
        "中央2023年解决特殊疑难信访问题资金预算",
    )


def test_zero_is_blank_and_only_empty_tables_carry_a_note() -> None:
    tables = compiled(sample()).tables
    assert tables["表1"].row("支出202").cells == {}
    assert tables["表8"].note == "备注：2023年昌吉市人民政府办公室预算未安排政府性基金预算支出。"
    assert tables["表9"].note == "备注：2023年昌吉市人民政府办公室预算未安排国有资本经营预算支出。"
    assert [row.key for row in tables["表8"].rows] == ["合计"]
    assert [table.id for table in tables.values() if table.note] == ["表8", "表9"]


def test_unit_wording_in_titles_lines_and_notes() -> None:
    tables = compiled(UNITS["医院"], "单位").tables
    assert tables["表1"].title == "单位收支总体情况表"
    assert tables["表5"].title == "一般公共预算支出情况表"
    assert tables["表3"].unit_line == "编制单位：甲县人民医院"
    assert tables["表7"].note == "备注：2023年单位预算未安排一般公共预算项目支出。"


def yuan(disclosure: Disclosure, table: str, row: str, column: str) -> Decimal:
    cell = disclosure.tables[table].row(row).cells.get(column)
    return cell.exact * 10_000 if cell else Decimal(0)


def test_school_with_special_account_and_carry_over() -> None:
    school = compiled(UNITS["学校"])
    assert yuan(school, "表1", "4.财政专户核拨", "预算数") == Decimal("457912.44")
    assert yuan(school, "表1", "其中：一般公共预算拨款", "预算数") == Decimal("71234.56")
    assert yuan(school, "表2", "2050204", "财政专户（教育收费）") == Decimal("457912.44")
    assert yuan(school, "表2", "合计", "财政拨款结转") == Decimal("71234.56")
    # Tables of fiscal money of the year know nothing of either.
    assert yuan(school, "表5", "2050204", "合计") == Decimal("12023457.32")
    assert yuan(school, "表4", "收入总计", "合计") == Decimal("13912346.20")
    assert [row.key for row in school.tables["表7"].rows] == ["2050204|教学设备购置", "合计"]
    # 公务接待费 from the special account is not fiscal money.
    assert school.tables["表10"].empty
    assert school.tables["表10"].note.startswith("备注：")


def test_hospital_with_every_kind_of_own_money() -> None:
    hospital = compiled(UNITS["医院"])
    rows = ("其中：事业收入", "上级补助收入", "附属单位上缴收入", "事业单位经营收入", "其他收入")
    amounts = ("30180593.82", "333.33", "4444.44", "55555.55", "666666.66")
    for row, amount in zip(rows, amounts, strict=True):
        assert yuan(hospital, "表1", row, "预算数") == Decimal(amount)
    assert yuan(hospital, "表2", "合计", "单位资金") == Decimal("30907593.80")
    assert yuan(hospital, "表2", "合计", "非财政拨款结转结余") == Decimal("1333333.32")
    assert yuan(hospital, "表1", "其中：财政专户核拨", "预算数") == Decimal("98765.43")
    assert yuan(hospital, "表6", "合计", "合计") == Decimal("1000049.99")
    assert hospital.tables["表7"].note


def test_fund_and_state_capital_money() -> None:
    city = compiled(UNITS["城管"])
    assert yuan(city, "表8", "2120899", "项目支出") == Decimal("5270050.99")
    assert yuan(city, "表9", "合计", "合计") == Decimal("344445.43")
    assert yuan(city, "表10", "其中：公务用车购置费", "政府性基金") == Decimal("270001.00")
    assert yuan(city, "表10", "公务用车运行费", "一般公共预算") == Decimal("80050.51")
    assert yuan(city, "表4", "支出212", "政府性基金预算") == Decimal("5270050.99")
    assert yuan(city, "表1", "基金预算拨款", "预算数") == Decimal("70007.07")
    assert not any(table.note for table in city.tables.values())


def sums_tie(table: Table, section: Section, number: int) -> None:
    """Assert that every sum of a section's specification holds exactly for the published figures."""
    rows = [row for row in table.rows if row.section == number]
    names = {column.id: column.name for column in section.amounts}
    for row in rows:
        for column in section.amounts:
            if column.sum:
                assert row.value(column.name) == sum(row.value(names[part]) for part in column.sum)
    by_id = {spec.id: spec.name for spec in section.rows if spec.kind is RowKind.FIXED}
    for column in section.amounts:
        for spec in section.rows:
            if spec.sum:
                parts = sum(table.value(by_id[part], column.name, number) for part in spec.sum)
                assert table.value(spec.name, column.name, number) == parts
        coded = [row for row in rows if any(row.codes)]
        if coded and not any(row.project for row in coded):
            for row in coded:
                below = [r for r in coded if r.level == row.level + 1 and r.key.startswith(row.key)]
                if below:
                    assert row.value(column.name) == sum(r.value(column.name) for r in below)
        if section.total and not section.total.sum:
            top = [row for row in rows[:-1] if row.level == 1 or row.project]
            assert rows[-1].value(column.name) == sum(row.value(column.name) for row in top)
        elif section.total:
            parts = sum(table.value(by_id[part], column.name, number) for part in section.total.sum)
            assert rows[-1].value(column.name) == parts


def assert_promises(disclosure: Disclosure, unit: UnitLedger) -> None:
    """Assert that all sums tie, no figure is 0.01 off, and the tables agree with each other."""
    for spec in load_tables(PACK).tables:
        for number, section in enumerate(spec.sections):
            sums_tie(disclosure.tables[spec.id], section, number)
    for table in disclosure.tables.values():
        for _, _, cell in table.figures():
            assert cell.exact is not None
            assert abs((cell.value or 0) - cell.exact) < Decimal("0.01")
            assert cell.exact == Decimal(sum(unit.lines[n].amount for n in cell.lines)).scaleb(-6)
    value = {table.id: table.value for table in disclosure.tables.values()}
    total = wan_from_steps(steps_half_up(sum(line.amount for line in unit.lines)))
    assert value["表1"]("收入总计", "预算数") == value["表1"]("支出总计", "预算数") == total
    assert value["表2"]("合计", "总计") == value["表3"]("合计", "合计") == total
    assert value["表4"]("收入总计", "合计") == value["表4"]("支出总计", "合计")
    assert value["表5"]("合计", "基本支出") == value["表6"]("合计", "合计")
    assert value["表5"]("合计", "项目支出") == value["表7"]("合计", "合计")
    for row in disclosure.tables["表3"].rows:
        assert value["表2"](row.key, "总计") == row.value("合计")
        if row.level == 1:
            assert value["表1"](f"支出{row.key}", "预算数") == row.value("合计")
    for column, source in (("一般公共预算", "表5"), ("政府性基金预算", "表8"), ("国有资本经营预算", "表9")):
        for row in disclosure.tables[source].rows:
            key = "支出总计" if row.level == 0 else f"支出{row.key}"
            if row.level < 2:
                assert value["表4"](key, column) == row.value("合计")


@pytest.mark.parametrize("name", UNITS)
def test_units_tie_within_a_step(name: str) -> None:
    disclosure = compiled(UNITS[name])
    assert_promises(disclosure, UNITS[name])
    assert [f for f in disclosure.findings if f.severity is not Severity.INFO] == []
    assert disclosure.adjustments
    for change in disclosure.adjustments:
        assert change.rounded != change.published


@pytest.mark.parametrize("seed", range(30))
def test_random_units_tie_within_a_step(seed: int) -> None:
    unit = random_unit(seed, 10 + seed * 5)
    disclosure = compiled(unit)
    if not any(finding.rule == "O25" for finding in disclosure.findings):
        assert_promises(disclosure, unit)


def test_figures_in_whole_steps_are_left_as_they_are() -> None:
    unit = ledger(("2010301", "30101", "一般财力", "123400"), ("2010302", "30201", "专户", "-5600", "某项目"))
    disclosure = compiled(unit)
    assert disclosure.adjustments == []
    assert all(
        cell.value == cell.exact for table in disclosure.tables.values() for *_, cell in table.figures()
    )
    assert disclosure.tables["表3"].value("2010302", "项目支出") == Decimal("-0.56")


def test_a_row_that_rounds_to_nothing_is_told_not_printed() -> None:
    unit = ledger(("2010301", "30101", "一般财力", "1000000"), ("2080505", "30108", "一般财力", "30.50"))
    disclosure = compiled(unit)
    assert disclosure.tables["表3"].row("208") is None
    told = [finding for finding in disclosure.findings if finding.rule == "O24"]
    assert {finding.places[0].row for finding in told} == {"208", "20805", "2080505", "30108"}
    assert "30.50 元" in told[0].message


def test_names_documented_then_own_then_recalled_then_code() -> None:
    unit = ledger(*((code, "30101", "一般财力", "10000") for code in ("2010301", "2010102", "2019876")))
    unit.names = {"F201": "别的名字", "F2019876": "本地新增事项", "F2010102": "一般行政管理"}
    rows = compiled(unit).tables["表3"].rows
    labels = {row.key: row.label for row in rows}
    assert labels["201"] == "一般公共服务支出"  # documented
    assert labels["2010102"] == "一般行政管理"  # the list only recalls it
    assert labels["20101"] == "人大事务"  # recalled, and the file says nothing
    assert labels["2019876"] == "本地新增事项"
    assert labels["20198"] == "20198"


def test_a_class_that_the_form_does_not_list_is_printed_all_the_same() -> None:
    table = compiled(ledger(("2350101", "30101", "一般财力", "10000"))).tables["表1"]
    assert table.value("支出235", "预算数") == Decimal("1.00")
    assert [row.key for row in table.rows][-3:] == ["支出234", "支出235", "支出总计"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("", "30101", "一般财力", "10000"), ("表1、表2、表3、表4、表5", "没有写明功能分类科目")),
        (("2010301", "", "一般财力", "10000"), ("表6", "没有写明部门预算支出经济分类科目")),
        (("2010301", "30101", "current.fiscal", "10000"), ("表1、表2", "资金来源不够明细")),
        (("2010301", "30701", "一般财力", "10000", "甲"), ()),
        (("2010301", "30802", "一般财力", "10000", "甲"), ("表7", "“30802”", "没有对应的行或列")),
    ],
)
def test_what_the_form_has_no_place_for_is_an_error(row: tuple[str, ...], words: tuple[str, ...]) -> None:
    found = [f for f in compiled(ledger(row)).findings if f.rule == "O20"]
    assert len(found) == bool(words)
    for word in words:
        assert word in found[0].message
        assert found[0].severity is Severity.ERROR
        assert found[0].places[0].cell == "I5"


def test_coarse_codes_are_printed_at_their_level_with_a_warning() -> None:
    unit = ledger(("20103", "301", "一般财力", "10000"), ("2010301", "302", "一般财力", "20000", "甲"))
    disclosure = compiled(unit)
    assert [row.key for row in disclosure.tables["表5"].rows] == ["201", "20103", "2010301", "合计"]
    assert [row.key for row in disclosure.tables["表6"].rows] == ["301", "合计"]
    told = {(finding.rule, finding.related): finding for finding in disclosure.findings}
    assert "20103 共 1 个功能分类科目没有细化到项" in told["O21", ("表2", "表3", "表5")].message
    assert "301 共 1 个部门预算支出经济分类科目没有细化到款" in told["O21", ("表6",)].message
    assert told["O22", ("表10",)].severity is Severity.INFO
    assert len(told) == 3


def test_project_without_a_name_is_a_warning() -> None:
    unit = ledger(("2010301", "30201", "一般财力", "10000", "甲"))
    unit.lines[0].project = ""
    disclosure = compiled(unit)
    assert [row.key for row in disclosure.tables["表7"].rows] == ["2010301|", "合计"]
    assert [f.rule for f in disclosure.findings] == ["O23"]


def test_projects_of_one_item_keep_the_order_of_the_sheet() -> None:
    unit = ledger(
        ("2010399", "30201", "一般财力", "10000", "乙"),
        ("2010302", "30201", "一般财力", "10000", "丙"),
        ("2010399", "30201", "一般财力", "10000", "甲"),
    )
    keys = [row.key for row in compiled(unit).tables["表7"].rows]
    assert keys == ["2010302|丙", "2010399|乙", "2010399|甲", "合计"]


def test_braces_in_names_are_only_text() -> None:
    unit = ledger(("2010301", "30201", "一般财力", "10000", "{year}项目{"), name="{单位}{0}")
    disclosure = compiled(unit)
    assert disclosure.tables["表1"].unit_line == "编制部门：{单位}{0}"
    assert disclosure.tables["表7"].rows[0].key == "2010301|{year}项目{"


def test_an_empty_ledger_gives_ten_empty_tables() -> None:
    disclosure = compiled(ledger())
    assert len(disclosure.tables) == 10
    assert all(table.empty for table in disclosure.tables.values())


def test_a_pack_may_round_every_figure_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "xinjiang" / "2023"
    folder.mkdir(parents=True)
    (folder / "tables.toml").write_text('rounding = "each"\n', encoding="utf-8")
    monkeypatch.setenv("GONGKAI_TEMPLATES", str(tmp_path))
    disclosure = compiled(UNITS["学校"], pack=load_pack("xinjiang", 2023))
    assert disclosure.adjustments == []
    for table in disclosure.tables.values():
        for _, _, cell in table.figures():
            assert cell.exact is not None
            assert (cell.value or 0) == wan_from_steps(steps_half_up(int(cell.exact.scaleb(6))))


def test_figures_that_no_rounding_keeps_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from converter.disclosure import figures
    from converter.disclosure.rounding import RoundingResult

    def one_off(values: list[int], margins: list[list[int]], **_: object) -> RoundingResult:
        return RoundingResult([value // 10_000 + 2 for value in values], [len(margins) - 1])

    monkeypatch.setattr(figures, "round_controlled", one_off)
    told = [finding for finding in compiled(UNITS["医院"]).findings if finding.rule == "O25"]
    assert len(told) == 1
    assert told[0].severity is Severity.WARNING
    assert all(place.table and place.row and place.column for place in told[0].places)


def test_code_columns_print_slices_of_the_code() -> None:
    for spec in load_tables(PACK).tables:
        slices = [column.code for column in spec.columns if column.role is Role.CODE]
        assert slices in ([], [(0, 3), (3, 5)], [(0, 3), (3, 5), (5, 7)])
