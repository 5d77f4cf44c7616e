"""A made-up county: departments of offices and institutions, this year and last, as files of many kinds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.ledger import Unit
from corpus.saving import save
from corpus.shapes.long import long_grid
from corpus.shapes.workbooks import by_purpose
from corpus.style import Style
from corpus.units import ALL_UNITS, random_unit

YEAR = 2023
THINGS = ("财政", "教育", "水利", "民政", "司法", "审计", "统计", "林草", "交通", "卫生", "文旅", "住建")
BRANCHES = ("服务中心", "管理站", "监测站", "培训中心", "保障所", "执法队", "信息中心", "图书馆")
LONG = ("unit_code", "unit_name", "project_class", "project_name", "function", "economic", "source", "amount")


@dataclass(slots=True)
class County:
    """The units by department, last year's units, and where their files are; ``listed`` names the units of
    every department, for some files tell no code."""

    departments: dict[str, list[Unit]]
    before: list[Unit]
    folder: Path
    before_folder: Path
    listed: Path
    files: dict[str, Path] = field(default_factory=dict)

    @property
    def units(self) -> list[Unit]:
        """All units of this year."""
        return [unit for units in self.departments.values() for unit in units]


def made_up_units(departments: int, units: int, seed: int = 1) -> dict[str, list[Unit]]:
    """Return department name → its units: every kind of unit and source, names and codes all unlike."""
    rng = random.Random(seed)
    sizes = [1 + (units - departments) // departments] * departments
    for index in range(units - sum(sizes)):
        sizes[index] += 1
    county: dict[str, list[Unit]] = {}
    number = 0
    for index, size in enumerate(sizes):
        name = f"石岭县{THINGS[index % len(THINGS)]}{'' if index < len(THINGS) else '事务第' + _han(index // len(THINGS))}局"
        own = []
        for place in range(size):
            # Every unit of the hand-made catalogue occurs; the others are drawn.
            base = ALL_UNITS[number] if number < len(ALL_UNITS) else random_unit(rng.randrange(10**9), YEAR)
            title = (
                name if place == 0 else f"{name.removesuffix('局')}{BRANCHES[(place - 1) % len(BRANCHES)]}"
            )
            if place > len(BRANCHES):
                title += _han((place - 1) // len(BRANCHES) + 1)
            own.append(replace(base, code=f"{101 + index:03d}{place + 1:03d}", name=title, year=YEAR))
            number += 1
        county[name] = own
    return county


def _han(number: int) -> str:
    return "零一二三四五六七八九十"[number] if number <= 10 else f"{number}号"


def last_year_of(units: Sequence[Unit], seed: int = 2) -> list[Unit]:
    """Return last year's units: the first is new this year, the second was renamed, one is closed since."""
    rng = random.Random(seed)
    before = []
    for number, unit in enumerate(units[1:]):
        lines = tuple(replace(x, fen=max(100, x.fen * rng.randrange(80, 120) // 100)) for x in unit.lines)
        name = f"{unit.name}（原）" if number == 0 else unit.name
        before.append(replace(unit, name=name, year=YEAR - 1, lines=lines))
    closed = random_unit(77, YEAR - 1)
    return [*before, replace(closed, code="999001", name="石岭县撤销的办公室")]


def write_county(folder: Path, departments: int, units: int) -> County:
    """Write the county: a file a unit, some in several sheets, some departments in one workbook."""
    here, there = folder / "底稿", folder / "上年底稿"
    made = made_up_units(departments, units)
    listed = folder / "部门名单.csv"
    county = County(made, last_year_of([u for own in made.values() for u in own]), here, there, listed)
    there.mkdir(parents=True)
    rows = [f"{name},{unit.code},{unit.name}" for name, own in made.items() for unit in own]
    listed.write_text("\n".join(["部门,单位编码,单位名称", *rows]), encoding="utf-8")
    for index, (name, own) in enumerate(made.items()):
        place = here / f"{index + 1:02d}{name}"
        place.mkdir(parents=True)
        if index % 4 == 1 and len(own) > 1:
            path = save([long_grid(own, Style(), LONG, headed=name)], place, f"{name}部门预算")
            county.files.update({unit.code: path for unit in own})
            continue
        for number, unit in enumerate(own):
            style = Style(money="万元" if number % 3 == 1 else "元")
            form = ("xlsx", "xlsx", "csv", "xls")[(index + number) % 4]
            book = [long_grid([unit], style, LONG)]
            if number % 5 == 3:
                form, book = "xlsx", by_purpose(unit, style, beside=("cover", "profile"))
            county.files[unit.code] = save(book, place, f"{unit.name}{YEAR}年预算", form)
    for unit in county.before:
        save([long_grid([unit], Style(), LONG)], there, f"{unit.code}{unit.name}")
    return county
