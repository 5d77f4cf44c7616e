"""Random budget units as real ones are built, and every figure that their ten tables publish.

A unit is a list of atoms: function (7 digits) × economic code (5) × source of funds × kind × project,
each with an exact amount in 分. ``published_figures`` derives the figures of the ten tables as lists of
atom indexes, straight from the form and apart from the program's own table specification.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

SOURCES = {
    1: "一般财力",
    2: "上级一般公共预算",
    3: "政府性基金",
    4: "上级政府性基金",
    5: "国有资本经营",
    6: "上级国有资本经营",
    7: "财政专户",
    8: "事业收入",
    9: "上级补助收入",
    10: "附属单位上缴收入",
    11: "经营收入",
    12: "其他收入",
    13: "结转一般",
    14: "结转基金",
    15: "结转国资",
    16: "结转专户",
    17: "结转单位资金",
}
GENERAL, FUND, CAPITAL = {1, 2}, {3, 4}, {5, 6}
FISCAL = GENERAL | FUND | CAPITAL
OWN = {8, 9, 10, 11, 12}
FISCAL_CARRY, OTHER_CARRY = {13, 14, 15}, {16, 17}
CURRENT = FISCAL | {7} | OWN
FUND_OF = dict.fromkeys(GENERAL, "一般") | dict.fromkeys(FUND, "基金") | dict.fromkeys(CAPITAL, "国资")

PERSONNEL_CODES = [
    "30101",
    "30102",
    "30103",
    "30107",
    "30106",
    "30199",
    "30301",
    "30302",
    "30305",
    "30309",
    "30399",
]
INSURANCE = [
    ("2080505", "30108"),
    ("2080506", "30109"),
    ("2101101", "30110"),
    ("2101102", "30110"),
    ("2101103", "30111"),
    ("2101199", "30112"),
    ("2089999", "30112"),
    ("2210201", "30113"),
    ("2101199", "30114"),
]
PUBLIC_CODES = [
    "30201", "30202", "30204", "30205", "30206", "30207", "30208", "30209", "30211", "30213", "30214",
    "30215", "30216", "30217", "30212", "30226", "30227", "30228", "30229", "30231", "30239", "30299",
    "31002", "31013", "39999",
]  # fmt: skip
PROJECT_CODES = [
    "30199", "30201", "30202", "30205", "30206", "30211", "30212", "30213", "30214", "30216", "30217",
    "30218", "30226", "30227", "30231", "30239", "30299", "30305", "30306", "30309", "30399", "30701",
    "30901", "30905", "30913", "31001", "31002", "31005", "31006", "31013", "31099", "31101", "31204",
    "31205", "31299", "31302", "39907", "39999",
]  # fmt: skip
PROFILES: dict[str, tuple[list[str], list[str]]] = {
    "bureau": (["2010301", "2010350"], ["2010302", "2010308", "2010399", "2010306", "2013202", "2296002"]),
    "school": (["2050202", "2050203"], ["2050299", "2050201", "2050205", "2050999", "2059999", "2296004"]),
    "hospital": (["2100201", "2100202"], ["2100299", "2100408", "2100409", "2100717", "2109999", "2296013"]),
    "urban": (["2120101", "2120104"], ["2120199", "2120303", "2120501", "2120801", "2120803", "2121301"]),
    "county": (
        ["2010301", "2130104", "2120104", "2050202"],
        ["2010308", "2050299", "2080208", "2110301", "2120303", "2120803", "2130122", "2130152", "2130199",
         "2130705", "2140104", "2150805", "2200106", "2210108", "2230199", "2240106", "2299999"],
    ),
}  # fmt: skip
OWN_MONEY = {
    "school": [7, 12, 16],
    "hospital": [8, 12, 17, 9],
    "urban": [12],
    "bureau": [12],
    "county": [7, *OWN],
}


class Atom(NamedTuple):
    """One line of the budget; ``kind`` 人员, 公用 or 项目; ``amount`` in 分."""

    function: str
    economic: str
    source: int
    kind: str
    project: str
    amount: int


Test = Callable[[Atom], bool]


@dataclass
class Amounts:
    """How the amounts look.

    ``mixed`` is what offices have: to the 分, in 元, or in 百元 (whole steps). ``signed`` adds negatives,
    ``tens`` and ``fifties`` are multiples of 10 元 and 50 元. ``tiny`` is a few 元, ``thirds`` has quarters,
    thirds and halves of a step, ``half`` only halves: whole sums are frequent there and hardest to keep.
    """

    style: str
    rng: random.Random

    def draw(self, size: int) -> int:
        """Return an amount in 分 of about ``size`` 元."""
        rng, style = self.rng, self.style
        if style == "tiny":
            return rng.choice([1, 100, 100, 1000, 4999, 5000, 5001, 9900])
        if style == "half":
            return rng.randrange(0, size) * 100 // 10_000 * 10_000 + 5_000
        if style == "thirds":
            whole = rng.randrange(0, size) * 100 // 10_000 * 10_000
            return whole + rng.choice([2500, 3333, 5000, 6667, 7500])
        if style in ("tens", "fifties"):
            grain = 1_000 if style == "tens" else 5_000
            return rng.randrange(1, size * 100 // grain) * grain
        fen = rng.randrange(100, size * 100)
        if style == "signed" and rng.random() < 0.2:
            fen = -fen
        if style == "mixed":
            return rng.choice([fen, fen, fen // 100 * 100, fen // 10_000 * 10_000])
        return fen


def random_unit(seed: int, size: int, style: str = "mixed") -> list[Atom]:
    """Return a unit of about ``size`` atoms, in canonical order, the same for the same arguments."""
    rng = random.Random(f"{seed}/{size}/{style}")
    profile = rng.choice(list(PROFILES) if size > 50 else list(PROFILES)[:4])
    main, others = PROFILES[profile]
    amounts = Amounts(style, rng)
    cells: dict[tuple[str, str, int, str, str], int] = defaultdict(int)
    upper = rng.random() < 0.5
    personnel_sources = rng.choice(
        [[1], [1, 2], [1, OWN_MONEY[profile][0]], [1, 2, *OWN_MONEY[profile][:2], 13]]
    )
    mains = main[: rng.randint(1, len(main))]
    basic_share = rng.uniform(0.3, 0.85)
    while len(cells) < max(1, round(size * basic_share)):
        source = rng.choice(personnel_sources)
        if rng.random() < 0.3:
            function, economic = rng.choice(INSURANCE)
            kind = "人员"
        elif rng.random() < 0.5:
            function, economic, kind = rng.choice(mains), rng.choice(PERSONNEL_CODES), "人员"
        else:
            function, economic, kind = rng.choice(mains), rng.choice(PUBLIC_CODES), "公用"
        key = (function, economic, source, kind, "")
        if key in cells and rng.random() < 0.9 and len(cells) > 30:
            source = rng.choice(list(SOURCES)) if size > 300 else rng.choice(personnel_sources)
            function = rng.choice(mains + [code for code, _ in INSURANCE] + (others if size > 150 else []))
            key = (function, economic, source, kind, "")
        cells[key] += amounts.draw(rng.choice([900_000, 60_000, 8_000]))
    project = 0
    while len(cells) < size:
        project += 1
        functions = rng.sample(others + mains, 1 if rng.random() < 0.75 else 2)
        pool = [1, 1, 1, 2] if upper else [1]
        pool += rng.choice([[], [3], [3, 4], [5], [6], [13], [14, 15], OWN_MONEY[profile], [16, 17]])
        sources = {rng.choice(pool) for _ in range(1 if rng.random() < 0.7 else 3)}
        codes = rng.sample(PROJECT_CODES, rng.choice([1, 1, 2, 3, 4, 8]))
        for function in functions:
            for source in sorted(sources):
                for economic in codes:
                    if len(cells) < size and (len(codes) == 1 or rng.random() < 0.9):
                        key = (function, economic, source, "项目", f"项目{project:03}")
                        cells[key] += amounts.draw(rng.choice([2_000_000, 300_000, 20_000]))
    return [Atom(*key, amount) for key, amount in sorted(cells.items())]


def published_figures(atoms: list[Atom]) -> tuple[list[list[int]], list[int]]:
    """Return the index lists of every non-blank figure of the ten tables and the positions of 收入总计."""
    figures: dict[tuple[str, str, str], list[int]] = defaultdict(list)

    def add(table: str, wanted: Test, rows: Callable[[Atom], list[str]], columns: dict[str, Test]) -> None:
        for index, atom in enumerate(atoms):
            if wanted(atom):
                for row in rows(atom):
                    for label, holds in columns.items():
                        if holds(atom):
                            figures[table, row, label].append(index)

    def every(atom: Atom) -> bool:
        return True

    def tree(atom: Atom) -> list[str]:
        return [atom.function[:3], atom.function[:5], atom.function, "合计"]

    def economic_tree(atom: Atom) -> list[str]:
        return [atom.economic[:3], atom.economic, "合计"]

    def of(*groups: set[int]) -> Test:
        union = set().union(*groups)
        return lambda atom: atom.source in union

    kinds: dict[str, Test] = {
        "合计": every,
        "基本": lambda atom: atom.kind != "项目",
        "项目": lambda atom: atom.kind == "项目",
    }
    funds: dict[str, Test] = {"一般": of(GENERAL), "基金": of(FUND), "国资": of(CAPITAL)}
    income: dict[str, Test] = {
        "收入总计": every,
        "一": of(CURRENT),
        "一1": of(GENERAL),
        "一2": of(FUND),
        "一3": of(CAPITAL),
        "一5": of(OWN),
        "二": of(FISCAL_CARRY, OTHER_CARRY),
        "二1": of(FISCAL_CARRY),
        "二2": of(OTHER_CARRY),
    } | {name: of({number}) for number, name in SOURCES.items()}
    add("表1收入", every, lambda atom: ["收入"], income)
    add("表1支出", every, lambda atom: [atom.function[:3], "支出总计"], {"预算数": every})
    by_source = {"总计": every, "小计": of(FISCAL), "专户": of({7}), "单位资金": of(OWN)}
    by_source |= {"财政拨款结转": of(FISCAL_CARRY), "非财政拨款结转": of(OTHER_CARRY)}
    by_source |= {SOURCES[number]: of({number}) for number in FISCAL}
    add("表2", every, tree, by_source)
    add("表3", every, tree, kinds)
    add("表4", of(FISCAL), lambda atom: [atom.function[:3], "合计"], {"合计": every} | funds)
    for table, group in (("表5", GENERAL), ("表8", FUND), ("表9", CAPITAL)):
        add(table, of(group), tree, kinds)
    staffing: dict[str, Test] = {
        "合计": every,
        "人员": lambda atom: atom.kind == "人员",
        "公用": lambda atom: atom.kind == "公用",
    }
    add("表6", lambda atom: atom.source in GENERAL and atom.kind != "项目", economic_tree, staffing)
    classes: dict[str, Test] = {
        code: (lambda atom, code=code: atom.economic.startswith(code))  # type: ignore[misc]
        for code in ("301", "302", "303", "307", "309", "310", "311", "312", "313", "399")
    }
    add(
        "表7",
        lambda atom: atom.source in GENERAL and atom.kind == "项目",
        lambda atom: [f"{atom.function}|{atom.project}", "合计"],
        {"合计": every} | classes,
    )
    three_public = {"30212": "出国", "30217": "接待", "31013": "购置", "30913": "购置", "30231": "运行"}
    add(
        "表10",
        lambda atom: atom.source in FISCAL and atom.economic in three_public,
        lambda atom: [
            "合计",
            three_public[atom.economic],
            *(["用车"] if three_public[atom.economic] in ("购置", "运行") else []),
        ],
        {"合计": every} | funds,
    )
    keys = list(figures)
    return [figures[key] for key in keys], [index for index, key in enumerate(keys) if key[2] == "收入总计"]
