"""Another region's form is other data: the writer knows nothing of the ten tables."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from converter.disclosure.model import Cell, Disclosure, Row, Table
from converter.packs.loading import Pack, load_pack
from converter.writing.workbook import workbook_bytes

from .reading_back import opened

TABLES = """
sheet = "{year}{wording}{id}"
number_line = "公开{id}表（{unit}）"
money_line = "单位：{money}"

[page]
paper = "A3"
page_number = "{page}/页"

[look]
title = { font = "黑体", size = 16 }
number = { font = "黑体", size = 12 }
line = { font = "宋体", size = 10 }
head = { font = "黑体", size = 10 }
body = { font = "宋体", size = 10 }
total = { font = "宋体", size = 10, bold = true }
note = { font = "宋体", size = 10 }

[[tables]]
id = "01"
title = "支出总表"
money = "元"
decimals = 0

[[tables.sections]]
id = "left"
columns = [
  { id = "basic", label = "基本支出", select = { kind = ["basic"] } },
  { id = "name", label = "科目", role = "name" },
  { id = "project", label = "项目支出", select = { kind = ["project"] } },
  { id = "total", label = "合计", sum = ["basic", "project"] },
]
rows = [
  { id = "all", label = "本年支出", sum = ["codes", "rest"] },
  { id = "codes", kind = "tree", levels = [3, 5], label = "{name}", indents = [1, 3] },
  { id = "rest", label = "结转下年", indent = 1 },
]

[[tables.sections]]
id = "right"
columns = [
  { id = "name", label = "项目", role = "project" },
  { id = "amount", label = "金额" },
]
rows = [{ id = "projects", kind = "project", levels = [3], key = "{code}|{project}" }]
total = { label = "合计" }
"""


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pack:
    """Return a pack of an office's own layer."""
    folder = tmp_path / "templates" / "elsewhere" / "2025"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text(
        'name = "别处"\\nregion = "elsewhere"\\nyear = 2025\\n'.replace("\\n", "\n")
    )
    (folder / "tables.toml").write_text(TABLES, encoding="utf-8")
    monkeypatch.setenv("GONGKAI_TEMPLATES", str(tmp_path / "templates"))
    return load_pack("elsewhere", 2025)


def row(
    key: str, label: str, level: int, amounts: dict[str, int], section: int = 0, project: str = ""
) -> Row:
    """Return a row with figures in 元."""
    cells = {name: Cell(Decimal(value)) for name, value in amounts.items()}
    return Row(key, label, level=level, section=section, cells=cells, project=project)


def disclosure() -> Disclosure:
    """Return a disclosure of one table in that form."""
    rows = [
        row("本年支出", "本年支出", 0, {"基本支出": 1100, "项目支出": 50, "合计": 1150}),
        row("201", "一般公共服务支出", 1, {"基本支出": 1000, "项目支出": 50, "合计": 1050}),
        row("20103", "政府办公厅（室）及相关机构事务", 2, {"基本支出": 1000, "项目支出": 50, "合计": 1050}),
        row("结转下年", "结转下年", 0, {"基本支出": 100, "合计": 100}),
        *(row(f"20{n}|项目{n}", "", 1, {"金额": n}, section=1, project=f"项目{n}") for n in range(1, 7)),
        row("合计", "合计", 0, {"金额": 21}, section=1),
    ]
    columns = [["基本支出", "项目支出", "合计"], ["金额"]]
    table = Table("01", "支出总表", columns, rows, "编制单位：甲", "单位：元")
    return Disclosure("甲", "", 2025, "单位", {"01": table})


def test_sums_follow_the_specification(pack: Pack) -> None:
    sheet = opened(workbook_bytes(disclosure(), pack)).worksheets[0]
    values = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=5)]
    assert values[0] == ["=SUM(A6,A8)", "本年支出", "=SUM(C6,C8)", "=SUM(D6,D8)", "项目1", 1]
    assert values[1] == ["=SUM(A7)", "一般公共服务支出", "=SUM(C7)", "=SUM(D7)", "项目2", 2]
    assert values[2] == [1000, "政府办公厅（室）及相关机构事务", 50, "=SUM(A7,C7)", "项目3", 3]
    assert values[3] == [100, "结转下年", None, "=SUM(A8,C8)", "项目4", 4]
    assert values[6] == [None, None, None, None, "合计", "=SUM(F5:F10)"]


def test_money_page_and_words_follow_the_pack(pack: Pack) -> None:
    book = opened(workbook_bytes(disclosure(), pack))
    sheet = book.worksheets[0]
    assert book.sheetnames == ["2025单位01"]
    assert sheet["A1"].value == "公开01表（甲）"
    assert sheet["A7"].number_format == "#,##0"
    assert sheet["A5"].border.left.style == "thin"
    assert sheet["B7"].alignment.indent == 3
    assert sheet.page_setup.paperSize == 8
    assert sheet.oddFooter.center.text == "&P/页"
