"""Small disclosures for the tests: from the exact figures of a sample, and from tables written as text."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path

from converter.disclosure.model import TOTAL_KEY, Cell, Disclosure, Row, Table
from converter.disclosure.specification import RowKind
from converter.disclosure.table_loading import load_tables
from converter.packs.classification import load_classification
from converter.packs.loading import Pack

_CENT = Decimal("0.01")


def blank_disclosure(pack: Pack, unit: str = "某局", year: int = 2023) -> Disclosure:
    """Return the tables of the pack without figures: fixed rows, total rows, notes."""
    tables: dict[str, Table] = {}
    names = load_classification().functional
    for spec in load_tables(pack).tables:
        table = Table(
            spec.id,
            spec.title.replace("{wording}", "部门"),
            [[column.name for column in section.amounts] for section in spec.sections],
            unit_line=f"编制部门：{unit}",
            money_line="单位：万元",
        )
        for number, section in enumerate(spec.sections):
            for row in section.rows:
                if row.kind is RowKind.FIXED:
                    table.rows.append(Row(row.name, row.name, section=number))
                for code in row.always:
                    name = names.get(code, year)
                    label = f"{code} {name.name if name else ''}"
                    table.rows.append(Row(row.key.replace("{code}", code), label, section=number))
            if section.total is not None:
                table.rows.append(Row(section.total.name, section.total.name, section=number))
        tables[spec.id] = table
    return Disclosure(unit, "", year, "部门", tables)


def put(table: Table, key: str, column: str, value: Decimal | None) -> None:
    """Set a figure; a code row is made in its place when there is none."""
    row = table.row(key)
    if row is None:
        code, _, project = key.partition("|")
        lists = load_classification()
        known = (lists.economic if table.id == "表6" else lists.functional).get(code)
        level = {3: 1, 5: 2, 7: 3}[len(code)]
        row = Row(key, known.name if known else "", level=level, project=project)
        at = next((i for i, other in enumerate(table.rows) if other.key > key or other.key == TOTAL_KEY), 0)
        table.rows.insert(at, row)
    cell = row.cells.get(column)
    if cell is None:
        row.cells[column] = Cell(value)
    else:
        cell.value = value


def close_notes(disclosure: Disclosure, pack: Pack) -> Disclosure:
    """Give the empty tables their notes."""
    for spec in load_tables(pack).tables:
        table = disclosure.tables[spec.id]
        if spec.note and table.empty:
            table.note = spec.note.replace("{year}", str(disclosure.year)).replace("{unit}", disclosure.unit)
            table.note = table.note.replace("{wording}", "部门")
    return disclosure


def from_truth(pack: Pack, path: Path) -> Disclosure:
    """Return the disclosure of a sample's exact figures (元 in the file, two decimals of 万元 here)."""
    data = json.loads(path.read_text(encoding="utf-8"))
    disclosure = blank_disclosure(pack, data["unit"], data["year"])
    for table_id, rows in data["tables"].items():
        for key in sorted(rows):
            for column, yuan in rows[key].items():
                put(disclosure.tables[table_id], key, column, Decimal(yuan).scaleb(-4).quantize(_CENT))
    return close_notes(disclosure, pack)


class RandomUnit:
    """A unit with random lines, compiled in whole cents: everything ties by construction."""

    def __init__(self, seed: int, lines: int = 60, *, only_fiscal: bool = False) -> None:
        self.random = random.Random(seed)
        self.lines: list[tuple[str, str, str, str, str, int]] = []
        functions = [c for c in load_classification().functional if len(c) == 7][::7]
        functions = self.random.sample(functions, min(len(functions), max(4, lines // 4)))
        sources = ["local", "upper"] if only_fiscal else list(SOURCES)
        for _ in range(lines):
            source = self.random.choice(sources)
            kind = self.random.choice(["基本支出", "项目支出"])
            economic = self.random.choice(["30101", "30102", "30113", "30201", "30231", "30217", "30301"])
            project = "" if kind == "基本支出" else f"项目{self.random.randrange(5)}"
            if kind == "项目支出":
                economic = self.random.choice(["30201", "30217", "31002", "30305"])
            function = self.random.choice(functions)
            self.lines.append((function, economic, kind, source, project, self.random.randrange(1, 900_000)))


SOURCES: dict[str, tuple[str, str, str]] = {
    # source: its leaf row of 表1, its column of 表2, the table of its spending
    "local": ("其中：一般财力", "一般公共预算", "表5"),
    "upper": ("上级一般公共预算安排转移支付", "上级一般公共预算安排的转移支付", "表5"),
    "fund": ("其中：政府性基金收入", "政府性基金预算", "表8"),
    "capital": ("其中：国有资本经营收入", "国有资本经营预算", "表9"),
    "special": ("4.财政专户核拨", "财政专户（教育收费）", ""),
    "business": ("其中：事业收入", "单位资金", ""),
    "carry": ("其中：一般公共预算拨款", "财政拨款结转", ""),
}
_UP_1 = {
    "其中：一般财力": ["1.一般公共预算拨款", "一、本年收入", "收入总计"],
    "上级一般公共预算安排转移支付": ["1.一般公共预算拨款", "一、本年收入", "收入总计"],
    "其中：政府性基金收入": ["2.基金预算拨款", "一、本年收入", "收入总计"],
    "其中：国有资本经营收入": ["3.国有资本经营预算拨款", "一、本年收入", "收入总计"],
    "4.财政专户核拨": ["一、本年收入", "收入总计"],
    "其中：事业收入": ["5.单位资金", "一、本年收入", "收入总计"],
    "其中：一般公共预算拨款": ["1.财政拨款结转", "二、上年结转结余", "收入总计"],
}
_FUND_OF = {"表5": "一般公共预算", "表8": "政府性基金预算", "表9": "国有资本经营预算"}
_CLASS = {
    "301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助", "310": "资本性支出",
}  # fmt: skip
_THREE = {"30231": "公务用车运行费", "30217": "公务接待费"}


def compiled(pack: Pack, unit: RandomUnit) -> Disclosure:
    """Return the ten tables of a random unit, all figures exact."""
    disclosure = blank_disclosure(pack)
    sums: dict[tuple[str, str, str], int] = {}

    def add(table: str, keys: list[str], columns: list[str], amount: int) -> None:
        for key in keys:
            for column in columns:
                sums[(table, key, column)] = sums.get((table, key, column), 0) + amount

    for function, economic, kind, source, project, amount in unit.lines:
        tree = [function[:3], function[:5], function, TOTAL_KEY]
        left, column, table = SOURCES[source]
        add("表1", [left, *_UP_1[left], f"支出{function[:3]}", "支出总计"], ["预算数"], amount)
        add("表2", tree, ["总计", column, *(["财政拨款(补助)小计"] if table else [])], amount)
        add("表3", tree, ["合计", kind], amount)
        if not table:
            continue
        fund = _FUND_OF[table]
        add("表4", [fund, "一、财政拨款（补助）", "收入总计"], ["合计"], amount)
        add("表4", [f"支出{function[:3]}", "支出总计"], ["合计", fund], amount)
        add(table, tree, ["合计", kind], amount)
        if table == "表5" and kind == "基本支出":
            sort = "公用经费" if economic.startswith("302") else "人员经费"
            add("表6", [economic[:3], economic, TOTAL_KEY], ["合计", sort], amount)
        if table == "表5" and kind == "项目支出":
            add("表7", [f"{function}|{project}", TOTAL_KEY], ["合计", _CLASS[economic[:3]]], amount)
        if economic in _THREE:
            rows = [_THREE[economic], TOTAL_KEY]
            if economic == "30231":
                rows.append("公务用车购置及运行费（小计）")
            add("表10", rows, ["合计", fund.removesuffix("预算") if table == "表8" else fund], amount)
    for (name, key, column), cents in sorted(sums.items()):
        put(disclosure.tables[name], key, column, Decimal(cents).scaleb(-2))
    return close_notes(disclosure, pack)
