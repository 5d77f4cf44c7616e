"""Wide tables: sources, economic classes, kinds and units across the columns, headers of several rows."""

from converter.recognition.mapping import Meaning, Role

from .made_up import amounts, meanings, read, rules

URBAN = """
2023年支出预算总表
单位名称：石岭县城市管理局||||||||金额单位：万元
科目编码|||科目名称|经济科目编码|支出类型|总计|本年财政拨款||||财政专户管理资金|单位资金||上年结转结余|
类|款|项|||||一般公共预算||政府性基金预算|||事业收入|其他收入|财政拨款结转|非财政拨款结转结余
|||||||本级安排|上级转移支付|本级安排|上级转移支付||||一般公共预算|单位资金
合计||||||30|10|5|15||||||
212|||城乡社区支出|||30|10|5|15||||||
212|01||城乡社区管理事务|||15|10|5|||||||
212|01|01|行政运行|||15|10|5|||||||
||||30101|基本支出-人员经费|15|10|5|||||||
212|08|14|农业生产发展支出|30905|项目支出|15|||15||||||
"""
SOURCES = {
    "本年财政拨款/一般公共预算/本级安排": "current.fiscal.general.local",
    "本年财政拨款/一般公共预算/上级转移支付": "current.fiscal.general.upper",
    "本年财政拨款/政府性基金预算/本级安排": "current.fiscal.fund.local",
    "本年财政拨款/政府性基金预算/上级转移支付": "current.fiscal.fund.upper",
    "财政专户管理资金": "current.special",
    "单位资金/事业收入": "current.unit.business",
    "单位资金/其他收入": "current.unit.other",
    "上年结转结余/财政拨款结转/一般公共预算": "carry.fiscal.general",
    "上年结转结余/非财政拨款结转结余/单位资金": "carry.other.unit",
}
MERGED = ("A3:C3", "D3:D5", "E3:E5", "F3:F5", "G3:G5", "H3:K3", "H4:I4", "J4:K4", "L3:L5", "M3:N3", "O3:P3")


def test_three_header_rows_merged_or_only_filled_with_blanks() -> None:
    for merged in (MERGED, ()):
        found = read(URBAN, merged=merged)
        [block] = found.blocks
        assert block.header_rows == [2, 3, 4]
        assert list(meanings(block).values())[:6] == [
            Meaning.FUNCTION_CLASS,
            Meaning.FUNCTION_GROUP,
            Meaning.FUNCTION_ITEM,
            Meaning.FUNCTION_NAME,
            Meaning.ECONOMIC_CODE,
            Meaning.KIND,
        ]
        assert amounts(block) == {"总计": {}} | {h: {"source": s} for h, s in SOURCES.items()}
        assert found.questions == []


def test_own_share_beside_a_column_of_transfers() -> None:
    found = read(
        """
石岭县审计局部门收入总体情况表
单位：万元
功能科目|总计|财政拨款(补助)|||财政专户（教育收费）
||小计|一般公共预算|上级一般公共预算安排的转移支付|
2010801 行政运行|15|15|10|5|
"""
    )
    assert amounts(found.blocks[0]) == {
        "总计": {},
        "财政拨款(补助)/小计": {"source": "current.fiscal"},
        "财政拨款(补助)/一般公共预算": {"source": "current.fiscal.general.local"},
        "财政拨款(补助)/上级一般公共预算安排的转移支付": {"source": "current.fiscal.general.upper"},
        "财政专户（教育收费）": {"source": "current.special"},
    }
    assert found.role is Role.INCOME


def test_economic_classes_across_with_subtotal_columns() -> None:
    found = read(
        """
2023年基本支出预算表
编制单位：石岭县审计局|||||单位：元
功能科目|资金来源|合计|小计301|基本工资|津贴补贴|小计302|办公费|小计310|专用设备购置|其他支出
2010801行政运行|一般公共预算|1160|1000|600|400|100|100|50|50|10
"""
    )
    [block] = found.blocks
    codes = [dims.get("economic") for dims in amounts(block).values()]
    assert codes == [None, "301", "30101", "30102", "302", "30201", "310", "31003", "399"]
    assert block.dims == {"kind": "basic"}
    assert "基本支出" in block.dims_evidence["kind"]


def test_classes_below_a_kind_and_project_spending_beside_it() -> None:
    found = read(
        """
石岭县2023年部门预算安排表
单位：石岭县审计局||||||||单位：万元
科目编码|单位(科目名称)|合计|基本支出||||项目支出|备注
|||小计|工资福利支出|对个人和家庭的补助|商品和服务支出||
2010801|行政运行|100|100|60|20|20||
2010804|审计业务|50|||||50|
"""
    )
    [block] = found.blocks
    assert found.unit_name == "石岭县审计局"
    assert amounts(block)["基本支出/商品和服务支出"] == {"kind": "basic", "economic": "302"}
    assert amounts(block)["基本支出/小计"] == {"kind": "basic"}
    assert meanings(block)["单位(科目名称)"] is Meaning.FUNCTION_NAME


def test_parts_of_one_source_count_and_their_subtotal_is_noted() -> None:
    found = read(
        """
石岭县审计局2023年预算
单位：万元
功能科目|经济科目|总计|一般公共预算|||单位资金
|||小计|经费拨款|纳入预算管理的非税收入|
2010801 行政运行|30101 基本工资|95|90|80|10|5
"""
    )
    [block] = found.blocks
    assert meanings(block)["一般公共预算/小计"] is Meaning.AMOUNT_MEMO
    assert amounts(block)["一般公共预算/经费拨款"] == {"source": "current.fiscal.general"}
    assert found.questions == []


def test_a_row_of_column_numbers_belongs_to_the_header() -> None:
    for numbers in ("栏次|1|2=3+4|3|4", "1|2|3|4|5"):
        found = read(
            f"""
石岭县审计局2023年预算明细表
单位：元
功能科目|经济科目|合计|一般公共预算|政府性基金
{numbers}
2010801 行政运行|30101 基本工资|100|100|0
"""
        )
        [block] = found.blocks
        assert block.header_rows == [2, 3] and block.first_row == 4


def test_dashes_for_zero_do_not_turn_amounts_into_text() -> None:
    found = read(
        """
石岭县审计局2023年预算明细表
单位：元
功能科目|合计|一般公共预算|政府性基金|国有资本经营预算
2010801 行政运行|100|100|-|—
"""
    )
    assert len(amounts(found.blocks[0])) == 4


def test_units_across_the_columns() -> None:
    found = read(
        """
石岭县2023年部门预算汇总表
单位：元
功能科目|合计|石岭县审计局|石岭县统计局
2010801 行政运行|100|100|0
2010501 行政运行|50|0|50
"""
    )
    assert amounts(found.blocks[0])["石岭县统计局"] == {"unit": "石岭县统计局"}
    assert rules(found) == []


def test_three_public_items_across_two_header_rows() -> None:
    found = read(
        """
石岭县审计局2023年财政拨款“三公”经费预算表
单位：万元
合计|因公出国(境)费|公务接待费|公务用车购置及运行费||
|||小计|购置费|运行费
15|0|1|14|0|14
"""
    )
    assert found.role is Role.THREE_PUBLIC
    [block] = found.blocks
    assert block.dims == {"source": "current.fiscal"}
    assert amounts(block)["公务用车购置及运行费/运行费"] == {"item": "运行费"}
    assert amounts(block)["公务用车购置及运行费/小计"] == {"item": "公务用车购置及运行费"}
