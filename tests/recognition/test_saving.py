"""The mapping as an editable file: written, read back, bad edits reported at once, remembered by layout."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from converter.findings import Severity
from converter.reading.model import SourceFile
from converter.recognition.mapping import FileMapping, Meaning, Role, RowKind
from converter.recognition.recognising import recognise
from converter.recognition.saving import (
    bind_mapping,
    load_mappings,
    recall,
    remember,
    save_mappings,
)

from .made_up import pack, sheet

TEXT = """
石岭县审计局{year}年支出预算表
单位：元
功能科目|经济科目|项目名称|神秘金额
2010801|30101||{amount}
2010804|30201|{project}|20
"""


def source(year: int = 2023, amount: int = 100, project: str = "审计", more: str = "") -> SourceFile:
    text = TEXT.format(year=year, amount=amount, project=project) + more
    return SourceFile(f"底稿{year}.xlsx", "xlsx", [sheet(text, "支出表")])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def edited(
    tmp_path: Path, mapping: FileMapping, edit: dict[str, object]
) -> tuple[list[FileMapping], list[str]]:
    """Save, change keys of the first column of the first block, read back."""
    file = tmp_path / "方案.json"
    assert save_mappings([mapping], file) is None
    data = json.loads(file.read_text(encoding="utf-8"))
    data["files"][0]["sheets"][0]["blocks"][0]["columns"][3].update(edit)
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    mappings, faults = load_mappings(file)
    return mappings, [fault.message for fault in faults]


def test_a_saved_mapping_reads_back_the_same(tmp_path: Path) -> None:
    mapping = recognise(source(), pack())
    mapping.sheets[0].blocks[0].rows[4] = RowKind.SUBTOTAL
    file = tmp_path / "方案.json"
    assert save_mappings([mapping], file, pack()) is None
    text = file.read_text(encoding="utf-8")
    assert '"column": "A"' in text and '"header_rows": [\n' in text and "一般公共预算" in text
    [back], faults = load_mappings(file)
    assert faults == []
    for one in (mapping, back):
        for entry in one.sheets:
            entry.questions, entry.file = [], ""
    assert back == mapping


def test_an_answered_question_is_open_no_more(tmp_path: Path) -> None:
    mapping = recognise(source(), pack())
    assert [q.rule for q in mapping.sheets[0].questions] == ["M03"]
    [given], faults = edited(tmp_path, mapping, {"meaning": "amount"})
    assert faults == []
    bound = bind_mapping(given, source())
    assert bound.file == "底稿2023.xlsx" and bound.sheets[0].file == "t.xlsx"
    assert bound.sheets[0].blocks[0].columns[3].meaning is Meaning.AMOUNT
    assert bound.sheets[0].questions == []


def test_an_unanswered_question_is_asked_again(tmp_path: Path) -> None:
    [given], _ = edited(tmp_path, recognise(source(), pack()), {})
    questions = bind_mapping(given, source()).sheets[0].questions
    assert [q.rule for q in questions] == ["M03"] and questions[0].severity is Severity.ERROR


def test_all_bad_edits_are_reported_with_their_place(tmp_path: Path) -> None:
    mapping = recognise(source(), pack())
    _, faults = edited(
        tmp_path, mapping, {"meaning": "金子", "column": "A1", "dims": {"kind": "基本"}, "colour": "red"}
    )
    assert any("columns[4].column：应为列的字母" in fault for fault in faults)
    _, faults = edited(
        tmp_path, mapping, {"meaning": "金子", "dims": {"kind": "基本", "x": "1"}, "colour": "red"}
    )
    text = "\n".join(faults)
    assert "工作表“支出表”" in text
    for expected in (
        "columns[4].meaning：应为下列之一",
        ".dims.kind：应为下列之一",
        ".dims.x：没有这一项",
        "colour",
    ):
        assert expected in text


@pytest.mark.parametrize(
    ("content", "rule"), [(b"{", "M83"), (b"[]", "M83"), (b"\xff\xfe\x00", "M82"), (None, "M82")]
)
def test_a_file_that_is_no_mapping_gives_a_message(tmp_path: Path, content: bytes | None, rule: str) -> None:
    file = tmp_path / "x.json"
    if content is not None:
        file.write_bytes(content)
    mappings, faults = load_mappings(file)
    assert mappings == [] and [fault.rule for fault in faults] == [rule]


def test_a_place_that_cannot_be_written_gives_a_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    fault = save_mappings([recognise(source(), pack())], tmp_path / "file" / "方案.json")
    assert fault is not None and fault.rule == "M81"


def test_the_fingerprint_is_that_of_the_layout_not_of_the_content() -> None:
    first = recognise(source(2023, 100), pack())
    second = recognise(source(2024, 999, "另一项目", "2010899|30201|其他|5"), pack())
    assert first.fingerprint == second.fingerprint
    renamed = source()
    renamed.sheets[0].name = "支出"
    assert recognise(renamed, pack()).fingerprint != first.fingerprint


def test_a_remembered_mapping_serves_the_same_layout_only(home: Path) -> None:
    confirmed = recognise(source(), pack())
    confirmed.sheets[0].blocks[0].columns[3].meaning = Meaning.AMOUNT
    confirmed.sheets[0].relation = "part"
    assert remember(confirmed) is None
    assert len(list((home / "mappings").iterdir())) == 1

    longer = source(2024, 999, "另一项目", "2010899|30201|其他|5")
    found = recall(recognise(longer, pack()), longer)
    assert found is not None and found.remembered
    [entry] = found.sheets
    assert entry.blocks[0].columns[3].meaning is Meaning.AMOUNT and entry.relation == "part"
    assert (entry.year, entry.blocks[0].last_row, entry.questions) == (2024, 5, [])

    other = SourceFile("x.xlsx", "xlsx", [sheet("单位：元\n功能科目|金额\n2010801|1", "支出表")])
    assert recall(recognise(other, pack()), other) is None


def test_a_damaged_memory_is_passed_over(home: Path) -> None:
    confirmed = recognise(source(), pack())
    remember(confirmed)
    for file in (home / "mappings").iterdir():
        file.write_text("{", encoding="utf-8")
    assert recall(recognise(source(), pack()), source()) is None


def test_a_mapping_for_other_sheets_says_what_is_missing() -> None:
    given = recognise(source(), pack())
    given.sheets[0] = replace(given.sheets[0], name="别的表")
    bound = bind_mapping(given, source())
    assert bound.sheets[0].role is Role.UNKNOWN
    assert {q.rule for q in bound.sheets[0].questions} == {"M01", "M85"}


def test_chinese_names_may_be_written_for_ids(tmp_path: Path) -> None:
    file = tmp_path / "方案.json"
    assert save_mappings([recognise(source(), pack())], file) is None
    data = json.loads(file.read_text(encoding="utf-8"))
    assert data["可用的写法"]["meaning"]["amount"] == "金额"
    entry = data["files"][0]["sheets"][0]
    entry["role"], entry["relation"] = "预算支出数据", "计入"
    column = entry["blocks"][0]["columns"][3]
    column["meaning"] = "金额"
    column["dims"] = {"source": "上级一般公共预算转移支付", "kind": "人员经费"}
    entry["blocks"][0]["rows"] = {"5": "明细"}
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    [mapping], faults = load_mappings(file, pack())
    assert faults == []
    [found] = mapping.sheets
    assert (found.role, found.relation) == (Role.BUDGET, "part")
    block = found.blocks[0]
    assert block.columns[3].dims == {"source": "current.fiscal.general.upper", "kind": "basic.personnel"}
    assert block.columns[3].meaning is Meaning.AMOUNT and block.rows == {4: RowKind.DETAIL}
    _, faults = load_mappings(file)
    assert len(faults) == 1 and ".dims.source：应为资金来源的代号" in faults[0].message
