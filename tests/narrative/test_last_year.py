"""Last year's figures: from tables, from coarse facts, typed; what cannot be told stays unknown."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from converter.disclosure.compiling import compile_disclosure
from converter.disclosure.table_loading import load_tables
from converter.ledger.building import build_ledgers
from converter.ledger.model import BudgetLine
from converter.narrative.answers.model import label_key
from converter.narrative.last_year import LastYear
from converter.narrative.last_year_files import add_texts, read_last_year
from converter.narrative.model import FigureRef
from converter.narrative.preparing import TextSources, draft_unit
from converter.packs.loading import load_pack
from converter.recognition.recognising import recognise
from converter.writing.document.writing import write_document
from converter.writing.workbook import write_workbook

from .test_answers import file_of
from .units import complete_draft, disclosure_of, last_year_of, office_before, pack

BASIC = FigureRef("表3", "合计", "基本支出")
GENERAL_ITEM = FigureRef("表5", "2010301", "合计")


def lines_of(*rows: tuple[str, str, str, str]) -> list[BudgetLine]:
    """Return facts (function, kind, source, 万元)."""
    return [
        BudgetLine(function, "", kind, source, "", int(Decimal(wan) * 1_000_000), {"上年预算数": ()})
        for function, kind, source, wan in rows
    ]


def unknown() -> LastYear:
    """Return last year of which nothing is known."""
    return LastYear(load_tables(pack()), 2022)


def test_tables_of_last_year_tell_every_cell_and_absent_rows_are_zero() -> None:
    last = last_year_of(office_before())
    assert last.value(BASIC) == disclosure_of(office_before()).tables["表3"].value("合计", "基本支出")
    assert last.value(FigureRef("表5", "2010308", "合计")) == 0
    assert last.value(FigureRef("表1", "支出201", "预算数")) == Decimal("405.11")
    assert last.value(FigureRef("表99", "合计", "合计")) is None
    assert last.rows("表5", 7)["2010302"] == "一般行政管理事务"
    assert list(last.projects("表7").values()) == ["档案数字化", "电子政务网络设备维护"]


def test_coarse_facts_tell_what_they_can_and_nothing_more() -> None:
    last = unknown()
    last.add_lines(
        lines_of(
            ("2010301", "basic", "current.fiscal.general.local", "849.15"),
            ("2010399", "project", "current.fiscal.general.local", "30"),
        )
    )
    assert last.value(BASIC) == Decimal("849.15")
    assert last.value(FigureRef("表2", "合计", "一般公共预算")) == Decimal("879.15")
    assert last.value(FigureRef("表2", "合计", "单位资金")) == 0
    assert last.value(FigureRef("表5", "201", "合计")) == Decimal("879.15")
    assert last.value(FigureRef("表5", "2101101", "合计")) == 0
    # Personnel or public, and which economic item, was never said.
    assert last.value(FigureRef("表6", "合计", "公用经费")) is None
    assert last.value(FigureRef("表10", "公务接待费", "合计")) is None


def test_source_that_no_sheet_names_is_this_years_only_budget() -> None:
    rows = lines_of(("2010301", "basic", "", "849.15"))
    last = unknown()
    last.add_lines(rows, {"current.fiscal.general.local", "current.fiscal.general.upper"})
    assert last.value(GENERAL_ITEM) == Decimal("849.15")
    assert [finding.rule for finding in last.findings] == ["T21"]
    mixed = unknown()
    mixed.add_lines(rows, {"current.fiscal.general.local", "current.unit.business"})
    assert mixed.value(GENERAL_ITEM) is None
    assert mixed.value(BASIC) == Decimal("849.15")


def test_sheets_of_one_budget_say_nothing_of_the_others() -> None:
    rows = lines_of(("2010301", "basic", "current.fiscal.general.local", "849.15"))
    coverage = {"source": ("current.fiscal.general",)}
    last = unknown()
    last.add_lines(rows, {"current.fiscal.general.local", "current.unit.business"}, coverage)
    assert last.value(GENERAL_ITEM) == Decimal("849.15")
    assert last.value(FigureRef("表2", "合计", "单位资金")) is None
    assert last.value(BASIC) is None


def test_named_items_add_up() -> None:
    last = unknown()
    for row, value in (
        ("因公出国（境）费", "0"),
        ("公务接待费", "1.50"),
        ("其中：公务用车购置费", "0"),
        ("公务用车运行费", "62.00"),
    ):
        last.stated[FigureRef("表10", row, "合计")] = Decimal(value)
    assert last.value(FigureRef("表10", "公务用车购置及运行费（小计）", "合计")) == Decimal("62.00")
    assert last.value(FigureRef("表10", "合计", "合计")) == Decimal("63.50")


def test_typed_figures_win() -> None:
    last = last_year_of(office_before())
    last.type({BASIC: Decimal("1.23")})
    assert last.value(BASIC) == Decimal("1.23")


def test_tables_of_another_year_are_refused() -> None:
    last = unknown()
    last.add_document(replace(disclosure_of(office_before()), year=2020, files=["旧.xlsx"]))
    assert not last.known and [f.rule for f in last.findings] == ["T22"]


def test_last_years_own_workbook_and_document_are_read(tmp_path: Path) -> None:
    before, _ = complete_draft(office_before(), None)
    pack_before = load_pack("xinjiang", 2022)
    workbook, document = tmp_path / "上年表.xlsx", tmp_path / "上年文本.docx"
    assert write_workbook(before, pack_before, workbook) is None
    assert write_document(before, pack_before, document) is None
    for path in (workbook, document):
        files = read_last_year([path], pack())
        assert not files.findings
        last = unknown()
        documents, told = files.of("甲县人民政府办公室", alone=True)
        assert not told
        for read in documents:
            last.add_document(read)
            add_texts(last, read, pack_before)
        for table in before.tables.values():
            for row, column, cell in table.figures():
                if cell.value:
                    assert last.value(FigureRef(table.id, row.key, column)) == cell.value
    # The document tells last year's words too.
    assert last.purposes[label_key("一般公共服务支出")].startswith("一般公共服务支出的主要用途")
    assert last.texts["项目.档案数字化.政策依据"].startswith("档案数字化")
    assert last.texts["主要职能"].startswith("1.第一条")
    assert last.named["机关运行经费"] == before.tables["表6"].value("合计", "公用经费")


def test_unit_under_another_name(tmp_path: Path) -> None:
    before = disclosure_of(office_before())
    path = tmp_path / "上年.xlsx"
    write_workbook(before, load_pack("xinjiang", 2022), path)
    files = read_last_year([path], pack())
    taken, told = files.of("甲县政府办公室", alone=True)
    assert len(taken) == 1 and [finding.rule for finding in told] == ["T24"]
    taken, told = files.of("甲县政府办公室", alone=False)
    assert not taken and [finding.rule for finding in told] == ["T25"]


def test_file_that_is_no_last_year_is_told(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text("关于编制预算的通知\n请各单位按时报送。\n", encoding="utf-8")
    files = read_last_year([path, tmp_path / "没有.xlsx"], pack())
    assert not files.disclosures and len(files.findings) == 2
    assert all(finding.severity == "warning" for finding in files.findings)


def test_comparison_of_some_items_tells_those_and_nothing_else() -> None:
    source = file_of(
        支出预算明细=[
            ["2024年部门预算支出明细表"],
            ["预算单位：丙县教育局", None, None, None, None, "单位：元"],
            ["功能科目编码", "部门经济科目编码", "支出类型", "资金性质", "项目名称", "预算金额"],
            ["2050201", "30101", "基本支出", "一般公共预算", None, 2000000],
            ["2050201", "30231", "基本支出", "一般公共预算", None, 57000],
            ["2050299", "30201", "项目支出", "一般公共预算", "校舍维修", 300000],
        ],
        增减情况=[
            ["2024年预算与上年对比情况"],
            [None, None, None, "单位：万元"],
            ["项目", "本年预算数", "上年预算数", "增减", "增减原因"],
            ["基本支出", Decimal("205.7"), 190, Decimal("15.7"), "工资调标"],
            ["项目支出", 30, 28, 2, "新增维修"],
            ["公务用车运行费", Decimal("5.7"), 6, Decimal("-0.3"), "压减"],
            ["公务接待费", 0, 0, 0, None],
            ["机关运行经费", Decimal("5.7"), 6, Decimal("-0.3"), "压减"],
        ],
    )
    own = load_pack("xinjiang", 2024)
    files = [(source, recognise(source, own))]
    ledger = build_ledgers(files, own).ledgers[0]
    draft, _, last = draft_unit(ledger, compile_disclosure(ledger, own), own, TextSources(files))
    assert last.value(BASIC) == 190 and last.value(FigureRef("表5", "合计", "项目支出")) == 28
    assert last.value(FigureRef("表10", "公务用车运行费", "合计")) == 6
    # Which items there were is not told: unknown, and never zero.
    assert last.value(FigureRef("表5", "2050201", "合计")) is None
    text = "\n".join(paragraph.text for paragraph in draft.text.paragraphs)
    assert "基本支出205.70万元，占87.27%，比上年预算增加15.70万元，增长8.26%，主要原因是工资调标。" in text
    assert "比上年预算减少0.30万元，下降5.00%，主要原因是压减。" in text


def test_sheets_called_last_year_do_not_vote_for_the_year_of_the_file() -> None:
    source = file_of(
        支出预算明细=[
            ["2024年部门预算支出明细表"],
            ["预算单位：丙县教育局", None, None, None, None, "单位：元"],
            ["功能科目编码", "部门经济科目编码", "支出类型", "资金性质", "项目名称", "预算金额"],
            ["2050201", "30101", "基本支出", "一般公共预算", None, 2000000],
        ],
        上年预算=[
            ["2023年部门预算支出表"],
            ["单位：万元"],
            ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
            ["2050201", "学前教育", 190, 190, None],
        ],
        上年三公=[
            ["2023年“三公”经费预算表"],
            ["单位：万元"],
            ["项目", "2023年预算数"],
            ["公务接待费", 2],
            ["公务用车运行维护费", 6],
        ],
    )
    own = load_pack("xinjiang", 2024)
    ledgers = build_ledgers([(source, recognise(source, own))], own).ledgers
    assert [ledger.year for ledger in ledgers] == [2024]
