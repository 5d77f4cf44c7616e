"""The table specification is data: years and regions add or change it, and its faults are told at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from made_up_ledgers import ledger, sample

from converter.disclosure.compiling import compile_disclosure
from converter.disclosure.specification import HeaderCell
from converter.disclosure.table_loading import load_tables
from converter.packs.loading import PackError, load_pack


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A layer of the office's own packs, empty so far."""
    monkeypatch.setenv("GONGKAI_TEMPLATES", str(tmp_path / "templates"))
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "home"))
    (tmp_path / "templates").mkdir()
    return tmp_path / "templates"


def write_pack(office: Path, name: str, tables: str, extends: str = "") -> None:
    folder = office / name
    folder.mkdir(parents=True)
    head = f'extends = "{extends}"\n' if extends else ""
    (folder / "pack.toml").write_text(head + 'name = "测试"\n', encoding="utf-8")
    (folder / "tables.toml").write_text(tables, encoding="utf-8")


def header_of(table_id: str) -> list[HeaderCell]:
    table = load_tables(load_pack("xinjiang", 2023)).table(table_id)
    assert table is not None
    return list(table.header())


def test_header_trees_are_those_of_the_form() -> None:
    assert header_of("表1")[:3] == [
        HeaderCell(0, 0, 1, 2, "收 入"),
        HeaderCell(1, 0, 1, 1, "项 目"),
        HeaderCell(1, 1, 1, 1, "预算数"),
    ]
    income = {cell.text: cell for cell in header_of("表2")}
    assert income["功能分类科目编码"][:4] == (0, 0, 1, 3)
    assert income["总计"][:4] == (0, 4, 2, 1)
    assert income["财政拨款(补助)"][:4] == (0, 5, 1, 7)
    assert income["非财政拨款结转结余"][:4] == (0, 15, 2, 1)
    spending = {cell.text: cell for cell in header_of("表3")}
    assert spending["项 目"][:4] == (0, 0, 1, 4)
    assert spending["功能分类科目编码"][:4] == (1, 0, 1, 3)
    assert spending["款"][:4] == (2, 1, 1, 1)
    assert spending["项目支出"][:4] == (1, 6, 2, 1)


@pytest.mark.parametrize("table_id", [f"表{n}" for n in range(1, 11)])
def test_header_cells_cover_the_header_without_overlap(table_id: str) -> None:
    table = load_tables(load_pack("xinjiang", 2023)).table(table_id)
    assert table is not None
    covered = [
        (row, column)
        for cell in table.header()
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]
    whole = {(row, column) for row in range(table.header_rows) for column in range(len(table.columns))}
    assert len(covered) == len(set(covered))
    assert set(covered) == whole


def test_a_year_states_only_what_differs() -> None:
    this, before = (load_tables(load_pack("xinjiang", year)) for year in (2026, 2023))
    assert [table.id for table in this.tables] == [table.id for table in before.tables]
    own = load_pack("xinjiang", 2026).files("tables.toml")[0]
    assert own.parent.name == "2026"
    assert len(own.read_text(encoding="utf-8").splitlines()) < 30
    tables = compile_disclosure(sample(), load_pack("xinjiang", 2026)).tables
    assert len(tables) == 10


def test_an_office_layer_changes_one_row_and_adds_a_column(office: Path) -> None:
    write_pack(
        office,
        "xinjiang/2023",
        """
        [[tables]]
        id = "表3"
        title = "部门支出总表"
        [[tables.sections]]
        id = "main"
        columns = [
          { id = "share", after = "basic", label = "其中：公用经费", select = { kind = ["basic.public"] } },
        ]
        """,
    )
    table = compile_disclosure(sample(), load_pack("xinjiang", 2023)).tables["表3"]
    assert table.title == "部门支出总表"
    assert table.columns == [["合计", "基本支出", "其中：公用经费", "项目支出"]]
    assert table.value("合计", "其中：公用经费") == Decimal("119.29")


def test_all_faults_of_a_pack_are_told_at_once(office: Path) -> None:
    write_pack(
        office,
        "坏地区/2023",
        """
        unit_line = "编制{部门}：{unit}"
        [look]
        [[tables]]
        id = "表1"
        title = 5
        sections = []
        """,
    )
    with pytest.raises(PackError) as caught:
        load_tables(load_pack("坏地区", 2023))
    faults = "\n".join(caught.value.faults)
    assert "坏地区/2023" in faults
    assert "tables.toml tables“表1”.title：应为文字，现为 5" in faults
    assert "tables.toml.look：缺少 title" in faults


def test_all_contradictions_of_a_pack_are_told_at_once(office: Path) -> None:
    write_pack(
        office,
        "xinjiang/2023",
        """
        unit_line = "编制{部门}：{unit}"
        [[tables]]
        id = "表1"
        money = "千元"
        [[tables.sections]]
        id = "income"
        rows = [
          { id = "current", sum = ["general", "gone"] },
          { id = "general", sum = ["fund"] },
          { id = "fund", sum = ["general"] },
          { id = "again", label = "其中：一般财力" },
        ]
        [[tables]]
        id = "表3"
        note = "备注：{year"
        [[tables.sections]]
        id = "main"
        columns = [{ id = "class", code = [] }, { id = "basic", sum = ["project"] }]
        rows = [{ id = "codes", by = "region", levels = [7, 3], always = ["20"] }]
        """,
    )
    with pytest.raises(PackError) as caught:
        load_tables(load_pack("xinjiang", 2023))
    faults = "\n".join(caught.value.faults)
    for expected in (
        "tables.toml.unit_line：没有 {部门} 这个填空",
        "tables.表1.money：应为 元 或 万元",
        "rows.current.sum：没有“gone”",
        "rows.general.sum：“general”绕回到自己",
        "“其中：一般财力”出现了 2 次",
        "tables.表3.note：花括号不成对",
        "columns.class.code：编码列要写明",
        "columns.basic：sum 和 select 只能写一个",
        "rows.codes.by：应为 function 或 economic",
        "rows.codes.levels：应为由短到长",
        "rows.codes.always：编码 20 的位数不在 levels 里",
    ):
        assert expected in faults


ANOTHER_FORM = Path(__file__).parents[1] / "data" / "another_form" / "tables.toml"


def test_another_form_is_data_alone(office: Path) -> None:
    write_pack(office, "别的地区/2026", ANOTHER_FORM.read_text(encoding="utf-8"))
    pack = load_pack("别的地区", 2026)
    unit = ledger(
        ("2050205", "30101", "一般财力", "1234567.51"),
        ("2050205", "30201", "事业", "2345.50"),
        ("2080505", "30108", "一般财力", "1000.25"),
        ("2050205", "30231", "一般财力", "30049.00"),
        ("2050205", "30217", "基金", "150.00", "甲"),
        year=2026,
    )
    disclosure = compile_disclosure(unit, pack, "单位")
    overview, public = disclosure.tables["1"], disclosure.tables["9"]
    assert overview.title == "2026年预算单位财务收支预算总表"
    assert overview.money_line == "单位：元"
    labels = [row.label for row in overview.rows if row.section == 1]
    assert labels == ["一、教育支出", "二、社会保障和就业支出", "支出总计"]
    # Whole 元 in this table, whole 0.01 万元 in the other; both kept as 万元.
    assert overview.value("收入总计", "预算数", 0) == Decimal("126.8112")
    assert overview.value("支出总计", "合计", 1) == Decimal("126.8112")
    assert public.rows[0].key == "预算数"
    assert public.value("预算数", "运行费") in (Decimal("3.00"), Decimal("3.01"))
    assert public.value("预算数", "公务接待费") in (Decimal("0.01"), Decimal("0.02"))
    assert public.value("预算数", "机关运行经费预算数") == public.value("预算数", "运行费")
    # What only one of the tables can show is no error for the other.
    assert [finding.rule for finding in disclosure.findings] == []
    header = {cell.text: cell[:4] for cell in load_tables(pack).tables[0].header()}
    assert header["基本支出"] == (2, 4, 1, 2)
    assert header["合计"] == (2, 3, 2, 1)
    assert header["人员经费"] == (3, 4, 1, 1)
