"""Whatever a document looks like, checking it never fails; it says what is wrong or says nothing."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from documents import RandomUnit, compiled

from converter.disclosure.model import Cell, Disclosure, Row, Table
from converter.findings import Finding, Place
from converter.packs.loading import Pack
from converter.rules.checking import check_disclosure


def spoil(disclosure: Disclosure, chance: random.Random) -> None:
    """Damage the tables as a document that was badly typed or badly read might be."""
    tables = disclosure.tables
    for _ in range(chance.randrange(1, 12)):
        if not tables:
            return
        table = chance.choice(list(tables.values()))
        row = chance.choice(table.rows) if table.rows else None
        kind = chance.randrange(12)
        if kind == 0:
            del tables[table.id]
        elif kind == 1:
            table.rows.clear()
        elif kind == 2:
            table.columns = [list(section)[:-1] for section in table.columns]
        elif kind == 3:
            table.columns = []
        elif row is None:
            continue
        elif kind == 4:
            table.rows.remove(row)
        elif kind == 5:
            table.rows.append(row)
        elif kind == 6:
            row.key = chance.choice(["", "合计", "99", "2080", "abc", "20805|", "*", "本行", row.key + "9"])
        elif kind == 7:
            row.level = chance.randrange(5)
        elif kind == 8:
            row.section = chance.randrange(4)
        elif kind == 9:
            row.cells = {}
        elif kind == 10:
            for cell in row.cells.values():
                cell.value = chance.choice(
                    [
                        None,
                        Decimal("1E+30"),
                        Decimal("-0.01"),
                        Decimal("0.000000001"),
                        Decimal(7),
                    ]
                )
        else:
            chance.shuffle(table.rows)


def said(findings: list[Finding]) -> list[Finding]:
    """Return findings and consequences."""
    return [g for f in findings for g in (f, *said(f.consequences))]


@pytest.mark.parametrize("seed", range(60))
def test_a_spoiled_document_is_checked_without_failing(pack: Pack, seed: int) -> None:
    chance = random.Random(seed)
    disclosure = compiled(pack, RandomUnit(seed % 5, 25, only_fiscal=seed % 2 == 0))
    spoil(disclosure, chance)
    for finding in said(check_disclosure(disclosure, pack, own=bool(seed % 3))):
        assert finding.message
        assert all(isinstance(place, Place) for place in finding.places)
        finding.as_json()


def test_an_empty_disclosure_and_an_empty_table(pack: Pack) -> None:
    nothing = Disclosure("", "", None, "部门", {})
    assert [f.rule for f in check_disclosure(nothing, pack, own=False)] == ["G48"]
    bare = Disclosure(
        "", "", None, "部门", {"表3": Table("表3", "", [], [Row("合计", "合计", cells={"合计": Cell()})])}
    )
    assert "G48" in {f.rule for f in check_disclosure(bare, pack, own=False)}
