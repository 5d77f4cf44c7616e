"""Rules are data in layers: changed by id, and refused with all faults at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from documents import from_truth, put

from converter.findings import Place, Severity
from converter.narrative.model import DisclosureText, Measure, Statement
from converter.packs.loading import Pack, PackError, load_pack
from converter.rules.checking import check_disclosure
from converter.rules.registry import load_rules, with_only

SAMPLE = sorted((Path(__file__).parents[1] / "data" / "samples").glob("*.truth.json"))[0]


def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rules: str) -> Pack:
    """Return the pack with an office layer that has these rules."""
    folder = tmp_path / "xinjiang" / "2023"
    folder.mkdir(parents=True)
    (folder / "rules.toml").write_text(rules, encoding="utf-8")
    monkeypatch.setenv("GONGKAI_TEMPLATES", str(tmp_path))
    return load_pack("xinjiang", 2023)


def faults(pack: Pack) -> list[str]:
    """Return the faults of a pack's rules."""
    with pytest.raises(PackError) as caught:
        load_rules(pack)
    return caught.value.faults


def test_an_office_switches_a_rule_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = office(tmp_path, monkeypatch, '[[rules]]\nid = "G30"\nenabled = false\n')
    disclosure = from_truth(pack, SAMPLE)
    put(disclosure.tables["表5"], "2210201", "基本支出", None)
    assert "G30" not in {f.rule for f in check_disclosure(disclosure, pack, own=False)}
    rule = load_rules(pack).rule("G30")
    assert rule is not None and not rule.data.enabled
    assert rule.data.title  # the rest of the rule is as it was


def test_an_office_changes_the_severity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = office(tmp_path, monkeypatch, '[[rules]]\nid = "G27"\nseverity = "info"\n')
    disclosure = from_truth(pack, SAMPLE)
    for row in ("30201", "302", "合计"):
        for column in ("合计", "公用经费"):
            now = disclosure.tables["表6"].value(row, column)
            put(disclosure.tables["表6"], row, column, now + 5)
    found = [f for f in check_disclosure(disclosure, pack, own=False) if f.rule == "G27"]
    assert [f.severity for f in found] == [Severity.INFO]


def test_an_office_adds_a_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = office(
        tmp_path,
        monkeypatch,
        """
[[rules]]
id = "X01"
title = "办公费上限"
holds = "办公费不超过公用经费的五分之一"
severity = "warning"
expressions = ["表6[30201, 公用经费] × 5 ≤ 表6[合计, 公用经费]"]
advice = "请压缩办公费。"
tolerance = "0.05"
""",
    )
    found = check_disclosure(from_truth(pack, SAMPLE), pack, own=False)
    assert [(f.rule, f.severity) for f in found] == [("X01", Severity.WARNING)]
    assert "131.00" in found[0].message and "119.29" in found[0].message
    assert found[0].message.endswith("请压缩办公费。")


@pytest.mark.parametrize(("allowed", "said"), [("0.02", False), ("0.005", True), ("exact", True)])
def test_a_rule_may_allow_a_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: str, said: bool
) -> None:
    pack = office(tmp_path, monkeypatch, f'[[rules]]\nid = "G31"\ntolerance = "{allowed}"\n')
    disclosure = from_truth(pack, SAMPLE)
    for column in ("合计", "人员经费"):
        put(disclosure.tables["表6"], "30108", column, Decimal("96.65"))
    found = check_disclosure(disclosure, pack, own=False)
    assert ("G31" in {c.rule for f in found for c in (f, *f.consequences)}) is said


def test_all_faults_are_told_at_once_with_file_rule_and_position(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = office(
        tmp_path,
        monkeypatch,
        """
[conditions]
"坏条件" = "表2[合计, 总计]"

[[rules]]
id = "X01"
title = "一"
holds = "一"
severity = "error"
expressions = ["表3[合计, 合计] = 表6[合计"]

[[rules]]
id = "X02"
title = "二"
holds = "二"
severity = "error"
expressions = ["表3[合计, 合计] = 表11[合计, 合计]", "表3[合计, 没有的列] = 1"]

[[rules]]
id = "X03"
title = "三"
holds = "三"
severity = "error"
expressions = ["表3[合计, 合计] = 1 当 没有定义的条件"]

[[rules]]
id = "X04"
title = "四"
holds = "四"
severity = "error"

[[rules]]
id = "X05"
title = "五"
holds = "五"
severity = "error"
check = "没有的检查"

[[rules]]
id = "X06"
title = "六"
holds = "六"
severity = "error"
check = "notes"
parameters = { tabels = ["表7"] }

[[rules]]
id = "X07"
title = "七"
holds = "七"
severity = "error"
check = "heads"
parameters = { unit_pattern = "(", money_pattern = "x" }
tolerance = "很小"

[[rules]]
id = "G11"
expressions = ["{表}[*, 合计] == {表}[*, 基本支出] ++ 1"]
""",
    )
    told = faults(pack)
    file = str(tmp_path / "xinjiang" / "2023" / "rules.toml")
    assert all(fault.startswith(file) for fault in told)
    for part in (
        "条件“坏条件”",
        "规则 X01 第1个表达式“表3[合计, 合计] = 表6[合计”第16个字符处：“[”没有对应的“]”",
        "规则 X02 第1个表达式",
        "没有“表11”这张表",
        "规则 X02 第2个表达式",
        "表3 没有“没有的列”列，可用的有 合计、基本支出、项目支出",
        "规则 X03",
        "不认识“没有定义的条件”",
        "规则 X04：应有 expressions",
        "规则 X05：没有检查“没有的检查”",
        "规则 X06：parameters.tabels",
        "规则 X07：parameters.unit_pattern：不是正确的正则表达式",
        "规则 X07：tolerance 应为",
        "规则 G11 第1个表达式“表3[*, 合计] == 表3[*, 基本支出] ++ 1”",
    ):
        assert any(part in fault for fault in told), part


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            'expressions = ["表1[本年收入, 预算数] = 1"]',
            "第4个字符处：表1 没有“本年收入”行，可用的有 一、本年收入",
        ),
        ('expressions = ["表5[行政运行, 合计] = 1"]', "表5 没有“行政运行”行，科目行写编码"),
        ('expressions = ["表6[3010, 合计] = 1"]', "表6 没有“3010”行"),
        ('expressions = ["表3[* 除 总计, 合计] = 1"]', "表3 没有“总计”行"),
        ('expressions = ["上年表10[公务接待, 合计] = 1"]', "没有“公务接待”行，可用的有"),
        ('expressions = ["文[三公, 金额] = 1"]', "文字说明没有“三公”这一事项，相近的有"),
        ('expressions = ["文[三公.合计, 数额] = 1"]', "文字说明没有“数额”这一项，可用的有 金额"),
        ('expressions = ["表3[合计, 合计] = 1"]\nrelated = ["G888"]', "related 里的“G888”不是已有的规则编号"),
        ('severity = "错误"', "rules“X01”.severity：应为下列之一"),
    ],
)
def test_a_name_that_is_not_known_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, told: str
) -> None:
    severity = "" if "severity" in rule else 'severity = "error"'
    pack = office(
        tmp_path, monkeypatch, f'[[rules]]\nid = "X01"\ntitle = "甲"\nholds = "乙"\n{severity}\n{rule}'
    )
    found = faults(pack)
    assert len(found) == 1
    assert str(tmp_path) in found[0] and "X01" in found[0] and told in found[0]


def test_every_kind_of_row_and_fact_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = office(
        tmp_path,
        monkeypatch,
        """
[[rules]]
id = "X01"
title = "甲"
holds = "乙"
severity = "info"
tolerance = 0.5
expressions = [
  "表1[支出201, 预算数] ≥ 表1[上级补助收入, 预算数]",
  "表7[2010399|某项目, 合计] ≤ 上年表7[合计, 合计]",
  "表5[201, 合计] ≥ 表5[20103, 合计] + 表5[2010399, 合计]",
  "文[资产.车辆.价值, 金额] ≥ 文[income.total, 占比]",
  "文[general.usage.F2010301, 增减率] ≥ 文[basic.E30101, 金额]",
  "文[项目:某项目, 金额] ≥ 0",
]
""",
    )
    rule = load_rules(pack).rule("X01")
    assert rule is not None and rule.allowed == Decimal("0.5")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[rules]]\nid = “X01”", "第 2 行第 6 个字符处：等号后面的写法不对"),
        ("[[rules]]\nid = “X01”", "是全角的，请换成英文（半角）的。这一行是：id = “X01”"),
        ('[[rules]]\nid = "X01', "引号没有成对"),
        ('[[rules]]\nid = "X01\ntitle = "甲"', "第 2 行第 10 个字符处：这一行的文字缺少结尾的引号"),
        ('[[rules]]\nid "X01"', "后面应为英文的 ="),
        ('[[rules]]\nid = "X01"\nid = "X02"', "同一项写了两次"),
        ('[[rules]]\nexpressions = ["甲"', "没有成对"),
    ],
)
def test_a_slip_in_the_file_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    with pytest.raises(PackError) as caught:
        load_rules(office(tmp_path, monkeypatch, text))
    assert told in caught.value.faults[0]
    assert str(tmp_path) in caught.value.faults[0]


def test_a_file_in_another_encoding_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = office(tmp_path, monkeypatch, "")
    (tmp_path / "xinjiang" / "2023" / "rules.toml").write_bytes("[[rules]]\nid = '甲'".encode("gbk"))
    with pytest.raises(PackError) as caught:
        load_rules(load_pack("xinjiang", pack.year))
    assert "不是 UTF-8 编码" in caught.value.faults[0]


def test_a_rule_between_text_and_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = office(
        tmp_path,
        monkeypatch,
        """
[[rules]]
id = "X01"
title = "文中项级支出与表5"
holds = "文中各项支出 ＝ 表5"
severity = "error"
expressions = ["对 表5[项]: 文[general.usage.F本行, 金额] = 表5[本行, 合计]"]
""",
    )
    disclosure = from_truth(pack, SAMPLE)
    stated = [
        Statement(f"F{code}", "general.usage", Measure.AMOUNT, Decimal(value), 3, 0, 5, "", group=number)
        for number, (code, value) in enumerate(
            [("2010301", "640.17"), ("2101102", "21.42"), ("2101102", "21.41")]
        )
    ]
    stated[1].place = Place(part="第三部分五（三）", paragraph=9, excerpt="事业单位医疗21.42万元")
    disclosure.text = DisclosureText(statements=stated)
    found = check_disclosure(disclosure, pack, own=False, rules=with_only(load_rules(pack), "X01"))
    assert len(found) == 1
    assert "“事业单位医疗21.42万元” 21.42 万元，应等于表5“2101102 事业单位医疗”行“合计”列 21.41 万元" in (
        found[0].message
    )
    assert found[0].places[0] == stated[1].place
    assert (found[0].places[1].table, found[0].places[1].row) == ("表5", "2101102")


def test_a_wrong_shape_is_told_with_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = office(tmp_path, monkeypatch, '[[rules]]\nid = "G30"\nseverity = "schlimm"\nexpression = "x"\n')
    told = "".join(faults(pack))
    assert "severity：应为下列之一：error、warning、info" in told
    assert "expression" in told


def test_rules_of_a_later_year_rest_on_the_first() -> None:
    first = [rule.id for rule in load_rules(load_pack("xinjiang", 2023)).rules]
    assert [rule.id for rule in load_rules(load_pack("xinjiang", 2026)).rules] == first


def test_a_pack_without_rules_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "elsewhere" / "2023"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text('name = "别处"\nregion = "elsewhere"\nyear = 2023\n', encoding="utf-8")
    monkeypatch.setenv("GONGKAI_TEMPLATES", str(tmp_path))
    pack = load_pack("elsewhere", 2023)
    assert load_rules(pack).rules == ()
    assert check_disclosure(from_truth(load_pack("xinjiang", 2023), SAMPLE), pack, own=False) == []
