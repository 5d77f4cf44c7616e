"""The examiner's own ledger: what a unit's budget exactly is, before anybody puts it in a spreadsheet.

Amounts are integers of 分. Sources of funds have short keys of this corpus, not the converter's ids.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

CLASSIFICATION = Path(__file__).resolve().parents[2] / "templates" / "classification"

# Current-year money, in the order of the income tables, then what is carried over from last year.
FISCAL = ("general", "general_upper", "fund", "fund_upper", "capital", "capital_upper")
UNIT_MONEY = ("business", "superior", "affiliate", "operating", "other")
CARRIED = ("carry_general", "carry_fund", "carry_capital", "carry_special", "carry_unit")
SOURCES = (*FISCAL, "special", *UNIT_MONEY, *CARRIED)

FUND_OF = {
    "general": ("general", "general_upper"),
    "fund": ("fund", "fund_upper"),
    "capital": ("capital", "capital_upper"),
}

BASIC = "basic"
PROJECT = "project"
PERSONNEL = "personnel"
PUBLIC = "public"


def listed(text: str) -> tuple[str, ...]:
    """Return the words of ``text``."""
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: ``function`` 7 digits, ``economic`` 5 digits, ``staffing`` "" for project spending."""

    function: str
    economic: str
    source: str
    kind: str
    staffing: str
    fen: int
    project: str = ""
    project_code: str = ""
    procurement: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A budget unit of one year. ``nature`` is 行政单位 or 事业单位."""

    code: str
    name: str
    year: int
    lines: tuple[Line, ...]
    nature: str = "行政单位"

    def total(self) -> int:
        """Return all money in 分."""
        return sum(line.fen for line in self.lines)

    def sources(self) -> list[str]:
        """Return the sources in use, in table order."""
        used = {line.source for line in self.lines}
        return [source for source in SOURCES if source in used]

    def of_kind(self, kind: str, staffing: str = "") -> list[Line]:
        """Return the lines of basic or project spending (of one staffing if given)."""
        return [x for x in self.lines if x.kind == kind and (not staffing or x.staffing == staffing)]


def staffing_by_code(economic: str) -> str:
    """Return the usual half of basic spending that an economic code belongs to."""
    return PERSONNEL if economic[:3] in ("301", "303") else PUBLIC


def parse_lines(text: str, procurement_codes: Iterable[str] = ()) -> tuple[Line, ...]:
    """Read lines ``function economic source amount-in-元 [@staffing] [| project | project code]``.

    A line with a project is project spending; else it is basic spending, personnel or public by its
    economic code unless ``@personnel`` or ``@public`` says otherwise.
    """
    flagged = set(procurement_codes)
    lines = []
    for raw in text.strip().splitlines():
        head, *tail = (part.strip() for part in raw.split("|"))
        if not head:
            continue
        function, economic, source, amount, *rest = head.split()
        if source not in SOURCES:
            raise ValueError(f"unknown source {source} in {raw!r}")
        project = tail[0] if tail else ""
        staffing = "" if project else staffing_by_code(economic)
        if rest:
            staffing = rest[0].removeprefix("@")
        lines.append(
            Line(
                function=function,
                economic=economic,
                source=source,
                kind=PROJECT if project else BASIC,
                staffing=staffing,
                fen=int((Decimal(amount.replace(",", "")) * 100).to_integral_exact()),
                project=project,
                project_code=tail[1] if len(tail) > 1 else "",
                procurement=economic in flagged,
            )
        )
    return tuple(lines)


@cache
def names(list_name: str) -> dict[str, str]:
    """Return code → name of one classification list (functional, department_economic, …)."""
    with (CLASSIFICATION / f"{list_name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["code"]: row["name"] for row in csv.DictReader(stream)}


def function_name(code: str) -> str:
    """Return the name of a functional code at any level."""
    return names("functional")[code]


def economic_name(code: str) -> str:
    """Return the name of a department economic code at any level."""
    return names("department_economic")[code]


def government_code(economic: str, nature: str) -> str:
    """Return the government economic code that goes with a department economic code."""
    with (CLASSIFICATION / "department_to_government.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["department_code"] == economic:
                column = "administrative" if nature == "行政单位" else "institution"
                return row[f"government_code_{column}"]
    return ""


def government_name(code: str) -> str:
    """Return the name of a government economic code."""
    return names("government_economic").get(code, "")
