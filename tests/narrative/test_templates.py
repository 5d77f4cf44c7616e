"""Text templates: what an officer can write in them, and what is said when it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest

from converter.narrative.drafting.drafting import draft_text
from converter.narrative.template.expressions import Fact, TemplateError, parse_expression
from converter.narrative.template.rendering import Renderer
from converter.narrative.template.syntax import parse_file
from converter.packs.loading import PackError, load_pack

from .units import disclosure_of, office


class Thing(Fact):
    """A thing with parts for the tests."""

    parts: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "名称": lambda _thing: "某项",
        "数值": lambda _thing: Decimal("1.5"),
    }


def rendered(text: str, **values: object) -> list[str]:
    """Return the paragraphs of a template; a fault fails the test."""
    file = parse_file("text/试.txt", text)
    assert not file.faults, file.faults
    renderer = Renderer({pattern.name: pattern for pattern in file.patterns}, dict(values))
    lines = renderer.render(file)
    assert not renderer.faults, [str(fault) for fault in renderer.faults]
    return ["".join(run.text for run in line.runs) for line in lines]


def test_choices_repetitions_and_patterns() -> None:
    text = """
    // 说明不印
    % 每个 数 于 各数
    % 如果 数 > 2 且 非 (数 = 4)
    {序号}.大{加括号(数)}
    % 否则如果 数 = 1
    一
    % 否则
    其他{{}}
    % 结束
    % 结束
    % 句式 加括号(内容)
    （{内容}
    ）
    % 结束
    """
    assert rendered(text, 各数=[1, 2, 3]) == ["一", "其他{}", "3.大（3）"]


def test_what_is_inserted_is_never_read_as_template() -> None:
    evil = "# {单位} % 如果 @封面 {{x}}"
    assert rendered("单位：{单位}", 单位=evil) == [f"单位：{evil}"]


def test_nothing_but_known_parts_can_be_reached() -> None:
    for source in ("单位.__class__", "单位.upper()", "项.__init__", "__import__('os')"):
        with pytest.raises(TemplateError):
            parse_expression(source, 1).evaluate({"单位": "某局", "项": Thing()})


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{单位", "没有配对"),
        ("{单位 +}", "读不懂"),
        ("{数(1,}", "后面缺了内容"),
        ("% 每个 项 列表", "每个 名称 于 列表"),
        ("% 否则", "前面没有"),
        ("% 结束", "多出一个"),
        ("% 若 真", "不认识"),
        ("% 如果 真", "没有“% 结束”"),
    ],
)
def test_broken_lines_are_named_with_their_place(line: str, message: str) -> None:
    file = parse_file("text/试.txt", f"第一行\n{line}\n")
    assert any(message in str(fault) and "text/试.txt 第2行" in str(fault) for fault in file.faults)


def test_all_faults_of_a_pack_are_reported_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "templates" / "xinjiang" / "2023" / "text"
    folder.mkdir(parents=True)
    (folder / "30_tables.txt").write_text(
        '@没有 x\n{没有这个名称}\n{数("表1", "收入总计")}\n{填("人员.编置")}\n{单位.不存在}\n{没有函数(1)}\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    with pytest.raises(PackError) as refused:
        draft_text(disclosure_of(office()), load_pack("xinjiang", 2023))
    told = "\n".join(refused.value.faults)
    for number, words in enumerate(
        ("没有“@没有”", "没有这个名称", "参数个数", "人员.编置", "不存在", "没有函数"), 1
    ):
        assert f"text/30_tables.txt 第{number}行" in told and words in told
    assert "人员.编制" in told  # what may have been meant


def test_a_fault_while_rendering_is_a_finding_and_the_rest_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "templates" / "xinjiang" / "2023" / "text"
    folder.mkdir(parents=True)
    (folder / "30_tables.txt").write_text('{数("表99", "合计", "合计").金额}\n仍然写出\n', encoding="utf-8")
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    draft = draft_text(disclosure_of(office()), load_pack("xinjiang", 2023))
    fault = next(finding for finding in draft.findings if finding.rule == "T01")
    assert "30_tables.txt 第1行" in fault.message and "表99" in fault.message
    assert any(paragraph.text == "仍然写出" for paragraph in draft.text.paragraphs)
