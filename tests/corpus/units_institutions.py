"""Made-up institutions: a school, a hospital, a training centre with every kind of unit money."""

from __future__ import annotations

from .ledger import Unit, parse_lines

SCHOOL = Unit(
    code="020015",
    name="云溪县第一中学",
    year=2023,
    nature="事业单位",
    lines=parse_lines(
        """
        2050204 30101 general 12864320.00
        2050204 30102 general 3426180.00
        2050204 30103 general 1072000.00
        2050204 30107 general 9648240.00
        2050204 30112 general 214386.52
        2050204 30201 general 386000.00
        2050204 30205 general 124600.00
        2050204 30206 general 318400.00
        2050204 30208 general 965200.00
        2050204 30228 general 436812.00
        2050204 30213 general 264000.00
        2050204 30216 special 312000.00
        2050204 30218 special 486200.00
        2050204 30226 special 1254800.00
        2050204 30201 special 764000.00
        2050204 30226 business 368000.00
        2050204 30299 other 42618.35
        2080502 30302 general 268400.00
        2080505 30108 general 4126840.64
        2080506 30109 general 2063420.32
        2101102 30110 general 1719516.93
        2210201 30113 general 3095120.00
        2050204 31003 special 1860000.00 | 理化生实验室设备更新 | 020015230T0011
        2050204 31003 carry_special 426350.00 | 理化生实验室设备更新 | 020015230T0011
        2050204 30308 general 624000.00 | 普通高中国家助学金 | 020015230T0012
        2050204 30308 general_upper 1456000.00 | 普通高中国家助学金 | 020015230T0012
        2050204 30213 special 580000.00 | 校舍日常维修 | 020015230T0013
        2050299 30226 business 215000.00 | 课后服务 | 020015230T0014
        """,
        procurement_codes=("31003",),
    ),
)

HOSPITAL = Unit(
    code="048002",
    name="云溪县人民医院",
    year=2024,
    nature="事业单位",
    lines=parse_lines(
        """
        2100201 30101 general 6214800.00
        2100201 30101 business 18642300.00
        2100201 30102 business 4126400.00
        2100201 30107 business 42680000.00
        2100201 30112 business 864312.75
        2100201 30199 business 6248000.00
        2100201 30201 business 1264000.00
        2100201 30205 business 486000.00
        2100201 30206 business 3124500.00
        2100201 30208 business 2864000.00
        2100201 30209 business 4260000.00
        2100201 30213 business 2146000.00
        2100201 30218 business 168420000.00
        2100201 30226 business 3640000.00
        2100201 30227 other 1286000.00
        2100201 30231 business 318000.00
        2100201 30217 business 46000.00
        2100201 30302 general 486200.00
        2100201 31003 business 28640000.00 | 医疗设备购置 | H2024-01
        2100201 31007 other 3260000.00 | 医院信息化建设 | H2024-02
        2100201 31007 carry_unit 1875432.18 | 医院信息化建设 | H2024-02
        2100299 30218 general_upper 2460000.00 | 公立医院综合改革补助 | H2024-03
        2100409 30218 general_upper 864000.00 | 重大传染病防控 | H2024-04
        2100409 30218 carry_general 126400.00 | 重大传染病防控 | H2024-04
        2100408 30226 general 348500.00 | 基本公共卫生服务 | H2024-05
        2080505 30108 business 8462180.40
        2080506 30109 business 4231090.20
        2101102 30110 business 3526091.83
        2210201 30113 business 6346920.00
        """,
        procurement_codes=("31003", "31007"),
    ),
)

TRAINING = Unit(  # 财政专户, all five kinds of unit money, carry-over of both kinds
    code="031006",
    name="南湖市职业技能培训中心",
    year=2023,
    nature="事业单位",
    lines=parse_lines(
        """
        2050803 30101 general 864200.00
        2050803 30107 general 612800.00
        2050803 30101 business 124600.00
        2050803 30201 business 86000.00
        2050803 30206 operating 42300.00
        2050803 30226 operating 318640.28
        2050803 30207 other 15600.00
        2050803 30228 general 33860.00
        2050803 30231 general 25000.00
        2050803 30239 affiliate 12000.00
        2050803 30229 affiliate 36450.50
        2050302 30226 special 486000.00
        2050302 30218 special 129800.00
        2080505 30108 general 236320.00
        2101102 30110 general 98466.67
        2210201 30113 general 177240.00
        2080799 30226 superior 640000.00 | 劳动者职业技能提升行动 | PX-01
        2080799 30201 superior 85320.00 | 劳动者职业技能提升行动 | PX-01
        2080799 30226 general_upper 1200000.00 | 劳动者职业技能提升行动 | PX-01
        2050302 31003 special 364000.00 | 实训设备购置 | PX-02
        2050302 31003 carry_special 87654.32 | 实训设备购置 | PX-02
        2050803 31002 other 56000.00 | 办公设备更新 | PX-03
        2050803 30213 carry_unit 143267.89 | 教学楼维修 | PX-04
        2050803 30213 carry_general 68000.00 | 教学楼维修 | PX-04
        """
    ),
)

NURSERY = Unit(  # small: a handful of lines, whole hundreds of 元
    code="020021",
    name="云溪县机关幼儿园",
    year=2023,
    nature="事业单位",
    lines=parse_lines(
        """
        2050201 30101 general 1264300.00
        2050201 30107 general 986500.00
        2050201 30201 general 84000.00
        2050201 30206 special 62000.00
        2050201 30226 special 345600.00
        2080505 30108 general 360100.00
        2101102 30110 general 150000.00
        2210201 30113 general 270100.00
        2050201 30213 special 120000.00 | 园舍维修 | 020021230T01
        """
    ),
)

LIBRARY = Unit(  # no upper-level money, no carry-over: what a city's forms can tell
    code="071003",
    name="沿江区图书馆",
    year=2026,
    nature="事业单位",
    lines=parse_lines(
        """
        2070104 30101 general 1246300.00
        2070104 30107 general 1864200.50
        2070104 30112 general 18642.37
        2070104 30201 general 86000.00
        2070104 30206 general 214000.00
        2070104 30217 general 3000.00
        2070104 30231 general 28000.00
        2070104 30226 business 96400.00
        2070104 30201 other 12345.67
        2080505 30108 general 498316.80
        2101102 30110 general 207632.00
        2210201 30113 general 373737.60
        2070104 31099 general 650000.00 | 图书购置 | TSG01
        2070104 30213 general 184000.00 | 馆舍维修 | TSG02
        2070104 30226 operating 75000.00 | 文创服务
        2070199 30201 fund 120000.00 | 公共文化服务
        """
    ),
)

INSTITUTIONS = (LIBRARY, SCHOOL, HOSPITAL, TRAINING, NURSERY)
