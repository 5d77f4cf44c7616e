"""Long tables, one line a row: joined and split codes, names alone, units, exports without a title."""

from converter.recognition.mapping import Meaning, Role, RowKind

from .made_up import amounts, meanings, read, rules

SCHOOL = """
2023年部门预算支出明细表
编制单位：石岭县第一中学||||||单位：元
单位编码|单位名称|项目类别|支出功能分类科目|部门支出经济分类|资金性质|预算金额
020001|石岭县第一中学|人员类|2050204-高中教育|[30101]基本工资|一般公共预算|1899100
020001|石岭县第一中学|公用经费|2050204-高中教育|[30201]办公费|财政专户管理资金|221000
020001|石岭县第一中学|特定目标类|2050204-高中教育|[31003]专用设备购置|政府性基金预算|50000
合计||||||2170100
"""


def test_a_school_with_joined_codes() -> None:
    found = read(SCHOOL)
    assert found.role is Role.BUDGET
    assert (found.unit_name, found.year, found.money) == ("石岭县第一中学", 2023, "元")
    [block] = found.blocks
    assert block.header_rows == [2] and (block.first_row, block.last_row) == (3, 6)
    assert list(meanings(block).values()) == [
        Meaning.UNIT_CODE,
        Meaning.UNIT_NAME,
        Meaning.PROJECT_CLASS,
        Meaning.FUNCTION,
        Meaning.ECONOMIC,
        Meaning.FUND,
        Meaning.AMOUNT,
    ]
    assert all(column.evidence for column in block.columns)
    assert found.questions == []


def test_an_export_without_title_or_unit_of_money() -> None:
    found = read(
        """
预算单位|项目类别|支出功能分类|部门预算经济分类|是否政府采购|资金性质|资金来源|预算金额|公共预算拨款|事业收入|上年结转
001-石岭县人民医院|人员类|2100201-综合医院|30101-基本工资|否|一般公共预算|本级财力|5000000|5000000||
001-石岭县人民医院|其他运转类|2100201-综合医院|30218-专用材料费|是|单位资金|事业收入|16000000||16000000|
001-石岭县人民医院|特定目标类|2100201-综合医院|31003-专用设备购置|是|一般公共预算|上年结转|300000|||300000
"""
    )
    [block] = found.blocks
    assert found.role is Role.BUDGET
    assert amounts(block) == {
        "预算金额": {},
        "公共预算拨款": {"source": "current.fiscal.general"},
        "事业收入": {"source": "current.unit.business"},
        "上年结转": {"source": "carry"},
    }
    assert (found.money, rules(found)) == ("元", ["M06"])  # told by the size alone: a warning


def test_names_without_codes_and_a_name_column_without_header() -> None:
    found = read(
        """
石岭县审计局2023年支出预算表
单位：元
功能科目||经济科目|金额
2010801|行政运行|基本工资|1000.5
2010801|行政运行|津贴补贴|2000
"""
    )
    assert list(meanings(found.blocks[0]).values()) == [
        Meaning.FUNCTION_CODE,
        Meaning.FUNCTION_NAME,
        Meaning.ECONOMIC_NAME,
        Meaning.AMOUNT,
    ]


def test_level_columns_that_each_hold_a_whole_code() -> None:
    found = read(
        """
2023年预算
编报单位：石岭县审计局|||||||单位：元
支出功能分类|||经济分类||金额
类|款|项|类|款|
201-一般公共服务支出|20108-审计事务|2010801-行政运行|301-工资福利支出|30101-基本工资|1000
201-一般公共服务支出|20108-审计事务|2010801-行政运行|301-工资福利支出|30102-津贴补贴|2000
""",
        merged=("A3:C3", "D3:E3", "F3:F4"),
    )
    found_meanings = list(meanings(found.blocks[0]).values())
    assert found_meanings[2] is Meaning.FUNCTION and found_meanings[4] is Meaning.ECONOMIC
    assert found_meanings[0] is Meaning.NOTE


def test_units_on_rows_of_their_own_part_the_table() -> None:
    found = read(
        """
2023年预算明细表
单位：元
功能科目|经济科目|金额
单位名称：石岭县审计局||
2010801 行政运行|30101 基本工资|100
小计||100
石岭县统计局||
2010501 行政运行|30101 基本工资|200
"""
    )
    assert [(block.unit_name, block.first_row, block.last_row) for block in found.blocks] == [
        ("石岭县审计局", 4, 5),
        ("石岭县统计局", 7, 7),
    ]
    assert found.questions == []


def test_headers_repeated_at_page_breaks_and_notes_are_no_data() -> None:
    page = "功能科目|经济科目|金额"
    found = read(
        f"""
石岭县审计局2023年预算明细表
单位：元
{page}
2010801 行政运行|30101 基本工资|100
本页合计||100
石岭县审计局2023年预算明细表
单位：元
{page}
2010801 行政运行|30102 津贴补贴|50
合计||150
注：本表不含上年结转。
单位负责人：张三|填表人：李四|
"""
    )
    [block] = found.blocks
    assert block.repeated_header_rows == [7]
    assert block.rows[5] is block.rows[6] is RowKind.IGNORED
    assert block.rows[7] is RowKind.HEADER
    assert block.last_row == 9


def test_a_table_that_does_not_begin_at_a1() -> None:
    found = read(
        """

||石岭县审计局2023年预算明细表

||金额单位：人民币万元
||功能科目|经济科目||金额
||2010801 行政运行|30101 基本工资||10.5

||2010801 行政运行|30102 津贴补贴||5
"""
    )
    [block] = found.blocks
    assert found.money == "万元"
    assert {c.column: c.meaning for c in block.columns} == {
        2: Meaning.FUNCTION,
        3: Meaning.ECONOMIC,
        5: Meaning.AMOUNT,
    }
    assert (block.first_row, block.last_row) == (4, 6)


def test_economic_classes_in_a_column_called_kind_of_spending() -> None:
    found = read(
        """
石岭县审计局2023年预算
单位：元
功能科目|支出类别|一般公共预算|政府性基金预算
2010801 行政运行|工资福利支出|1000|
2010801 行政运行|商品和服务支出|500|
2010801 行政运行|对个人和家庭的补助|200|
"""
    )
    assert meanings(found.blocks[0])["支出类别"] is Meaning.ECONOMIC_NAME


def test_code_names_of_old_systems_and_export_columns_of_no_use() -> None:
    found = read(
        """
预算单位|收支类型|支出项目名称|指标金额|指标文号|资金性质|功能分类|部门预算经济科目分类|指标来源|主管部门|是否政府采购|三公经费
219011-石岭县果茶站|1-支出|基本工资|100000.5|农〔2024〕1号|11111-经费拨款补助|2130104-事业运行|30101-基本工资|01-当期拨款（支出）|219-农业局|2-否|
219011-石岭县果茶站|1-支出|办公费|2000.25|农〔2024〕1号|11111-经费拨款补助|2130104-事业运行|30201-办公费|01-当期拨款（支出）|219-农业局|1-是|
""",
        money="元",
    )
    by_header = meanings(found.blocks[0])
    assert by_header["资金性质"] is Meaning.FUND
    assert by_header["指标来源"] is Meaning.ORIGIN
    assert by_header["收支类型"] is Meaning.NOTE
    assert by_header["指标文号"] is by_header["主管部门"] is Meaning.IGNORED
    assert by_header["三公经费"] is Meaning.IGNORED
    assert by_header["支出项目名称"] is Meaning.PROJECT_NAME
