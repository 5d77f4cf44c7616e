"""Random budgets and the summaries that an office would make of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from converter.recognition.mapping import Role

from .hand_made import BUSINESS, FUND, GENERAL, UPPER, Made, amount_column, cut, one

FUNCTIONS = (
    "2010301",
    "2010350",
    "2010399",
    "2050202",
    "2080505",
    "2101101",
    "2120803",
    "2210201",
    "2230105",
)
BASIC_CODES = ("30101", "30102", "30113", "30201", "30212", "30217", "30231", "30302", "31002")
PROJECT_CODES = ("30201", "30213", "30231", "30217", "30299", "31002", "31013", "30913", "39999")
SOURCES = (GENERAL, UPPER, FUND, "current.fiscal.fund.upper", "current.fiscal.capital.local", "current.special",
           BUSINESS, "current.unit.other", "carry.fiscal.general", "carry.other.unit")  # fmt: skip
THREE = {"因公出国（境）费": ("30212",), "公务接待费": ("30217",), "公务用车购置费": ("31013", "30913"),
         "公务用车运行费": ("30231",)}  # fmt: skip
FUNDS = ("current.fiscal.general", "current.fiscal.fund", "current.fiscal.capital")
ALL_FUNDS = (*FUNDS, "current.special", "current.unit", "carry.fiscal", "carry.other")


@dataclass(frozen=True)
class Fact:
    """One fact; ``amount`` in whole 元."""

    function: str
    economic: str
    kind: str
    source: str
    project: str
    amount: int


def random_facts(seed: int, *, lines: int = 40, small: bool = False) -> list[Fact]:
    """Return distinct facts of a made-up unit."""
    rng = random.Random(seed)
    functions = rng.sample(FUNCTIONS, k=rng.randrange(1, 4 if small else len(FUNCTIONS)))
    sources = [GENERAL, *rng.sample(SOURCES[1:], k=rng.randrange(len(SOURCES)))]
    projects = [f"项目{n}" for n in range(rng.randrange(5))]
    found: dict[tuple[str, ...], int] = {}
    for _ in range(rng.randrange(1, lines)):
        kind = rng.choice(("basic.personnel", "basic.public", "project") if projects else ("basic.public",))
        economic = rng.choice(PROJECT_CODES if kind == "project" else BASIC_CODES)
        project = rng.choice(projects) if kind == "project" else ""
        found[rng.choice(functions), economic, kind, rng.choice(sources), project] = rng.randrange(1, 10**6)
    return [Fact(*key, amount) for key, amount in found.items()]


def detail(facts: Sequence[Fact], name: str = "明细", **more: object) -> Made:
    """Return the facts as a long table."""
    kinds = {"basic.personnel": "人员经费", "basic.public": "公用经费", "project": "项目支出"}
    rows = [
        [f.function, f.economic, kinds[f.kind], f.project or None, WORDS[f.source], f.amount] for f in facts
    ]
    return one(["f", "e", "kind", "p", "fund", "amount"], rows, name, **more)


WORDS = {
    GENERAL: "一般财力",
    UPPER: "上级一般公共预算转移支付",
    FUND: "政府性基金本级",
    "current.fiscal.fund.upper": "上级政府性基金转移支付",
    "current.fiscal.capital.local": "国有资本经营预算本级",
    "current.special": "财政专户",
    BUSINESS: "事业收入",
    "current.unit.other": "其他收入",
    "carry.fiscal.general": "上年结转一般公共预算",
    "carry.other.unit": "上年结转单位资金",
}


def crossed(
    facts: Iterable[Fact],
    name: str,
    by: Sequence[tuple[str, str]],
    across: Sequence[dict[str, str]],
    *,
    dims: dict[str, str] | None = None,
    role: Role = Role.BUDGET,
    total: bool = True,
) -> Made:
    """Return a summary: rows by the dimensions ``by`` (short column name, dimension), columns ``across``.

    Dimensions may be cut ("economic:3"); with ``total`` the last row adds up all.
    """
    facts = [f for f in facts if all(_under(f, k, v) for k, v in (dims or {}).items())]
    keys = sorted({tuple(cut(f, dim) for _, dim in by) for f in facts})
    columns: list[object] = [short for short, _ in by]
    columns += [amount_column(**own) for own in across]
    rows: list[list[object]] = []
    for key in keys:
        own_rows = [f for f in facts if tuple(cut(f, dim) for _, dim in by) == key]
        amounts = [
            sum(f.amount for f in own_rows if all(_under(f, k, v) for k, v in c.items())) for c in across
        ]
        if any(amounts):
            rows.append([*key, *(amount or None for amount in amounts)])
    if total and rows:
        label: list[object] = ["合计", *[None] * (len(by) - 1)]
        rows.append(label + [sum(row[len(by) + i] or 0 for row in rows) or None for i in range(len(across))])
    return one(columns, rows, name, dims=dims or {}, role=role)


def _under(fact: Fact, name: str, value: str) -> bool:
    own: str = getattr(fact, name)
    if name in ("function", "economic"):
        return own.startswith(value)
    return not value or own == value or own.startswith(value + ".")


def three_public(facts: Iterable[Fact]) -> Made:
    """Return 三公经费 by fund, of fiscal money of the year."""
    rows: list[list[object]] = []
    for item, codes in THREE.items():
        row = [
            sum(f.amount for f in facts if f.economic in codes and _under(f, "source", fund))
            for fund in FUNDS
        ]
        rows.append([item, *(amount or None for amount in row)])
    rows.append(["合计", *(sum(row[1 + i] or 0 for row in rows) or None for i in range(3))])
    columns = ["item", *(amount_column(source=fund) for fund in FUNDS)]
    return one(columns, rows, "三公", role=Role.THREE_PUBLIC)


KINDS = ({"kind": "basic"}, {"kind": "project"})
SPLIT = ({"kind": "basic.personnel"}, {"kind": "basic.public"}, {"kind": "project"})


def summaries(facts: Sequence[Fact]) -> list[Made]:
    """Return the summaries from which the ten tables can be made."""
    basic = {"source": "current.fiscal.general", "kind": "basic"}
    project = {"source": "current.fiscal.general", "kind": "project"}
    fund_and_kind = [{"source": fund, **kind} for fund in ALL_FUNDS for kind in KINDS]
    classes = sorted({f.economic[:3] for f in facts})
    return [
        crossed(facts, "功能来源", [("f", "function")], [{"source": s} for s in SOURCES]),
        crossed(facts, "功能资金性质", [("f", "function")], fund_and_kind),
        crossed(facts, "经济", [("e", "economic")], [*SPLIT[:2]], dims=basic),
        crossed(
            facts,
            "项目",
            [("p", "project"), ("f", "function")],
            [{"economic": c} for c in classes],
            dims=project,
        ),
        three_public(facts),
    ]


# What the published tables show of the summaries: dimensions, and which lines.
Margin = tuple[tuple[str, ...], Callable[[object], bool]]
MARGINS: dict[str, Margin] = {
    "功能来源": (("function", "source"), lambda x: True),
    "功能资金性质": (("function", "fund", "kind:1"), lambda x: True),
    "经济": (("economic", "kind"), lambda x: _is(x, "current.fiscal.general", "basic")),
    "项目": (("project", "function", "economic:3"), lambda x: _is(x, "current.fiscal.general", "project")),
    "三公": (("item", "fund"), lambda x: _three(x) != "" and _under(x, "source", "current.fiscal")),  # type: ignore[arg-type]
}


def _is(line: object, source: str, kind: str) -> bool:
    return _under(line, "source", source) and _under(line, "kind", kind)  # type: ignore[arg-type]


def _three(line: object) -> str:
    economic = getattr(line, "economic")  # noqa: B009
    return next((item for item, codes in THREE.items() if economic in codes), "")


def margins(lines: Iterable[object], name: str) -> dict[tuple[str, ...], int]:
    """Return one margin of lines or facts, in the unit of their amounts."""
    dims, counts = MARGINS[name]
    found: dict[tuple[str, ...], int] = {}
    for line in lines:
        if not counts(line):
            continue
        key = tuple(_value(line, dim) for dim in dims)
        found[key] = found.get(key, 0) + line.amount  # type: ignore[attr-defined]
    return {key: amount for key, amount in found.items() if amount}


def _value(line: object, dim: str) -> str:
    if dim == "fund":
        source: str = getattr(line, "source")  # noqa: B009
        return next((fund for fund in ALL_FUNDS if source == fund or source.startswith(fund + ".")), source)
    return _three(line) if dim == "item" else cut(line, dim)
