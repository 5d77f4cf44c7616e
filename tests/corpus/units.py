"""All made-up units, and a seeded generator of random ones."""

from __future__ import annotations

import random
from collections.abc import Sequence

from .ledger import BASIC, PROJECT, SOURCES, Line, Unit, listed, names, staffing_by_code
from .units_institutions import HOSPITAL, INSTITUTIONS, LIBRARY, NURSERY, SCHOOL, TRAINING
from .units_offices import (
    AGRICULTURE,
    ARCHIVE,
    BUREAU,
    EDUCATION,
    OFFICES,
    STATISTICS,
    TOWNSHIP,
    URBAN,
)

Facts = dict[tuple[str, str, str, str, str], int]

__all__ = [
    "AGRICULTURE",
    "ALL_UNITS",
    "ARCHIVE",
    "BUREAU",
    "EDUCATION",
    "HOSPITAL",
    "LIBRARY",
    "NURSERY",
    "SCHOOL",
    "STATISTICS",
    "TOWNSHIP",
    "TRAINING",
    "URBAN",
    "random_unit",
]

ALL_UNITS = (*OFFICES, *INSTITUTIONS)

PLACES = listed("石岭县 云溪县 南湖市 北川区 金沙旗 东坪市 长乐县 白杨河农场")
OFFICE_WORDS = listed("财政局 民政局 水利局 司法局 应急管理局 交通运输局 审计局 总工会 残疾人联合会")
INSTITUTION_WORDS = listed("第二小学 中医医院 图书馆 体育中心 殡仪馆 乡镇卫生院 职业高中 文化馆")
PROJECT_THINGS = listed(
    "业务用房维修 信息系统运维 专项业务 设备购置 宣传培训 购买服务 困难群众救助 基础设施建设"
)
PROJECT_SHAPES = ("{}", "{}经费", "{}项目", "2023年{}补助资金", "{}（二期）", "提前下达{}专项资金")

PERSONNEL_CODES = listed("30101 30102 30103 30106 30107 30112 30114 30199 30301 30302 30305")
PUBLIC_CODES = listed(
    """
    30201 30202 30203 30204 30205 30206 30207 30208 30209 30211 30212 30213 30214 30215 30216 30217
    30224 30226 30227 30228 30229 30231 30239 30299 31002
    """
)
PROJECT_CODES = listed(
    """
    30199 30201 30212 30213 30217 30218 30226 30227 30231 30299 30305 30308 30399 30701 30901 30905
    30913 31001 31003 31005 31013 31099 31101 31204 31205 31302 39999
    """
)
RUNNING = {  # 行政运行 or the institution's own item, by kind of office
    "行政单位": listed("2010301 2010601 2013301 2040601 2080201 2130301 2140101 2240101"),
    "事业单位": listed("2050202 2050302 2070104 2070307 2081004 2100202 2100302 2130204"),
}
PROJECT_FUNCTIONS = listed(
    """
    2010399 2010602 2040605 2050299 2060799 2070108 2080299 2081002 2100499 2110302 2120303 2130314
    2130316 2140106 2150805 2200114 2210105 2240199 2299999
    """
)
FUND_FUNCTIONS = listed("2120803 2120899 2121301 2121401 2290401 2296002 2296003")
CAPITAL_FUNCTIONS = listed("2230101 2230105 2230199 2239999")
SHARED = (  # the employer's share: 208, 210 and 221 rows
    ("2080505", "30108"),
    ("2080506", "30109"),
    ("2101101", "30110"),
    ("2101103", "30111"),
    ("2210201", "30113"),
)


def _known(codes: Sequence[str], rng: random.Random, count: int) -> list[str]:
    listed = names("functional")
    return rng.sample([code for code in codes if code in listed], k=count)


def _amount(rng: random.Random, style: str, top: float) -> int:
    """Return 分: whole hundreds of 元, whole 元, or with 分, as the unit's style is."""
    yuan = int(10 ** rng.uniform(2.2, top))
    if style == "hundreds":
        return max(1, yuan // 100) * 100 * 100
    if style == "yuan":
        return yuan * 100
    return yuan * 100 + rng.randrange(100)


def random_unit(seed: int, year: int | None = None, negatives: bool = False) -> Unit:
    """Return a random but plausible unit; the same seed gives the same unit."""
    rng = random.Random(f"unit {seed}")
    nature = rng.choice(("行政单位", "行政单位", "事业单位"))
    words = OFFICE_WORDS if nature == "行政单位" else INSTITUTION_WORDS
    name = rng.choice(PLACES) + rng.choice(words)
    style = rng.choice(("hundreds", "yuan", "fen"))
    facts: Facts = {}
    _basic(facts, rng, nature, style)
    projects = _projects(facts, rng, style)
    if negatives and facts:
        key = rng.choice(sorted(facts))
        facts[key] = -max(1, facts[key] // 7)
    lines = tuple(
        Line(
            function=function,
            economic=economic,
            source=source,
            kind=kind,
            staffing=staffing_by_code(economic) if kind == BASIC else "",
            fen=fen,
            project=project,
            project_code=projects.get(project, ""),
            procurement=economic in ("31002", "31003", "30209"),
        )
        for (function, economic, source, kind, project), fen in facts.items()
    )
    unit_year = year or rng.choice((2023, 2023, 2024, 2025, 2026))
    return Unit(f"{rng.randrange(1, 99):03d}{rng.randrange(1, 30):03d}", name, unit_year, lines, nature)


def _basic(
    facts: dict[tuple[str, str, str, str, str], int], rng: random.Random, nature: str, style: str
) -> None:
    main = rng.choice([code for code in RUNNING[nature] if code in names("functional")])
    money = ["general"] * 6
    if nature == "事业单位":
        money += rng.sample(("special", "business", "other", "operating", "superior", "affiliate"), k=3)
    for economic in rng.sample(PERSONNEL_CODES, k=rng.randrange(3, 9)):
        facts[main, economic, "general", BASIC, ""] = _amount(rng, style, 6.6)
    for economic in rng.sample(PUBLIC_CODES, k=rng.randrange(3, 14)):
        facts[main, economic, rng.choice(money), BASIC, ""] = _amount(rng, style, 5.6)
    for function, economic in rng.sample(SHARED, k=rng.randrange(2, len(SHARED) + 1)):
        facts[function, economic, "general", BASIC, ""] = _amount(rng, style, 6.0)


def _projects(
    facts: dict[tuple[str, str, str, str, str], int], rng: random.Random, style: str
) -> dict[str, str]:
    codes: dict[str, str] = {}
    wanted = rng.sample(PROJECT_THINGS, k=rng.randrange(len(PROJECT_THINGS)))
    extra = [source for source in SOURCES if rng.random() < 0.25]
    for number, thing in enumerate(wanted, start=1):
        project = rng.choice(PROJECT_SHAPES).format(thing)
        codes[project] = f"65230123{rng.choice('TY')}{rng.randrange(10**6):06d}{number:03d}"
        source = rng.choice(["general", "general", "general_upper", *extra])
        functions = PROJECT_FUNCTIONS
        if "fund" in source:
            functions = FUND_FUNCTIONS
        elif "capital" in source:
            functions = CAPITAL_FUNCTIONS
        for function in _known(functions, rng, rng.choice((1, 1, 1, 2))):
            for economic in rng.sample(PROJECT_CODES, k=rng.choice((1, 1, 2, 3))):
                facts[function, economic, source, PROJECT, project] = _amount(rng, style, 7.0)
                if source == "general" and rng.random() < 0.3:
                    upper = rng.choice(("general_upper", "carry_general"))
                    facts[function, economic, upper, PROJECT, project] = _amount(rng, style, 6.0)
    return codes
