"""Made-up ledgers that are hard on the printed page: long names, many rows, huge and negative amounts."""

from __future__ import annotations

from dataclasses import dataclass, field

from converter.disclosure.compiling import compile_disclosure
from converter.disclosure.model import Disclosure
from converter.ledger.model import BudgetLine, UnitKey, UnitLedger
from converter.packs.classification import load_classification
from converter.packs.loading import Pack, load_pack
from converter.reading.model import CellRef

LOCAL = "current.fiscal.general.local"
UPPER = "current.fiscal.general.upper"
FUND = "current.fiscal.fund.local"
SOURCES = [
    LOCAL,
    UPPER,
    FUND,
    "current.fiscal.fund.upper",
    "current.fiscal.capital.local",
    "current.fiscal.capital.upper",
    "current.special",
    "current.unit.business",
    "current.unit.superior",
    "current.unit.affiliate",
    "current.unit.operating",
    "current.unit.other",
    "carry.fiscal.general",
    "carry.fiscal.fund",
    "carry.fiscal.capital",
    "carry.other.special",
    "carry.other.unit",
]
LONG_UNIT = "某某回族自治州某某市国家农业科技园区管理委员会综合行政执法大队（事业）"
LONG_PROJECT = (
    "2023年中央财政城镇保障性安居工程补助资金（老旧小区改造配套基础设施建设及维修加固项目第二批次）"
)


@dataclass
class MadeUp:
    """A ledger in the making; every line gets a cell of an imaginary sheet."""

    name: str
    year: int = 2023
    lines: list[BudgetLine] = field(default_factory=list)

    def add(
        self, function: str, economic: str, kind: str, fen: int, source: str = LOCAL, project: str = ""
    ) -> None:
        """Add one fact of ``fen`` 分."""
        ref = CellRef("底稿.xlsx", "支出明细", len(self.lines) + 1, 7)
        self.lines.append(BudgetLine(function, economic, kind, source, project, fen, {"支出明细": (ref,)}))

    def ledger(self) -> UnitLedger:
        """Return the ledger."""
        return UnitLedger(UnitKey("101001", self.name), self.year, list(self.lines), inputs=["底稿.xlsx"])

    def disclosure(self, pack: Pack | None = None, wording: str = "部门") -> Disclosure:
        """Return the compiled tables."""
        return compile_disclosure(self.ledger(), pack or load_pack("xinjiang", self.year), wording)


def office() -> MadeUp:
    """An ordinary office: two projects, one of them from upper money; no funds."""
    unit = MadeUp("某某市人民政府办公室")
    for economic, fen in [("30101", 26491234), ("30102", 27739855), ("30103", 8646012), ("30199", 7235001)]:
        unit.add("2010301", economic, "basic.personnel", fen)
    for economic, fen in [("30201", 2620077), ("30211", 305011), ("30217", 150000), ("30231", 5700000)]:
        unit.add("2010301", economic, "basic.public", fen)
    unit.add("2080505", "30108", "basic.personnel", 9665533)
    unit.add("2101101", "30110", "basic.personnel", 3597111)
    unit.add("2210201", "30113", "basic.personnel", 7315444)
    unit.add("2010399", "30213", "project", 25000000, project="电子政务网络设备维护")
    unit.add("2010308", "30399", "project", 10000000, UPPER, project="中央2023年解决特殊疑难信访问题资金预算")
    return unit


def crowded() -> MadeUp:
    """Everything at once: a long name, every source, more than sixty items, long project names, amounts of
    up to thirteen digits and negative ones."""
    unit = MadeUp(LONG_UNIT)
    classification = load_classification()
    items = [code for code in classification.functional if len(code) == 7][::9][:70]
    economics = [
        code for code in classification.economic if len(code) == 5 and code[:3] in ("301", "302", "303")
    ]
    amount = 1234567
    for i, function in enumerate(items):
        amount = (amount * 7919 + 104729) % 999999937
        source = SOURCES[i % len(SOURCES)] if i % 3 else LOCAL
        kind = "basic.public" if economics[i % len(economics)].startswith("302") else "basic.personnel"
        unit.add(function, economics[i % len(economics)], kind, amount, source)
        if i % 4 == 0:
            unit.add(function, "31005", "project", amount * 3 + 55, LOCAL, f"{LONG_PROJECT}{i}")
            unit.add(function, "30299", "project", amount + 7, UPPER, f"{LONG_PROJECT}{i}")
    unit.add("2120801", "31005", "project", 12345678901234567, FUND, "土地收储")
    unit.add("2010301", "30299", "basic.public", -98765432, LOCAL)
    return unit


def empty() -> MadeUp:
    """A unit that has income of its own only, so that the tables of fiscal money are empty."""
    unit = MadeUp("某某市示范幼儿园", 2024)
    unit.add("2050201", "30201", "basic.public", 120000000, "current.unit.business")
    return unit
