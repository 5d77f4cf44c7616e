"""What a careful officer would script: pandas reads the county's workbook, groups, openpyxl writes ten tables.

``python script_of_an_officer.py county.xlsx out``. Tables only, no styles, no checks, 万元 rounded cell by cell.
Written as its author would: one pass of reading, ``groupby`` for every table, one workbook a unit.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from openpyxl import Workbook

FISCAL = [
    "一般公共预算",
    "上级一般公共预算转移支付",
    "政府性基金",
    "上级政府性基金转移支付",
    "国有资本经营预算",
]
GENERAL = FISCAL[:2]
CLASSES = ["301", "302", "303", "307", "309", "310", "311", "312", "313", "399"]


def wan(yuan: float) -> float:
    """Return 元 as 万元 with two decimals."""
    return round(yuan / 10000, 2)


def with_levels(lines: pd.DataFrame, code: str, levels: tuple[int, ...], columns: pd.Series) -> pd.DataFrame:
    """Return sums by code at every level, the column's values across, with totals."""
    parts = [
        lines.pivot_table(index=lines[code].str[:n], columns=columns, values="预算数", aggfunc="sum")
        for n in levels
    ]
    table = pd.concat(parts).sort_index()
    table.insert(0, "合计", table.sum(axis=1))
    table.loc["合计"] = parts[-1].sum().reindex(table.columns)
    table.loc["合计", "合计"] = lines["预算数"].sum()
    return table.fillna(0)


def write_table(book: Workbook, name: str, unit: str, table: pd.DataFrame, names: dict[str, str]) -> None:
    """Write one table: title, unit, header, rows."""
    sheet = book.create_sheet(name)
    sheet.append([name])
    sheet.append([f"编制部门：{unit}", "单位：万元"])
    sheet.append(["编码", "名称", *map(str, table.columns)])
    for row in table.itertuples():
        key = row[0] if isinstance(row[0], tuple) else (row[0],)
        sheet.append([*key[:1], names.get(key[0], ""), *key[1:], *(wan(v) or None for v in row[1:])])


def main() -> None:
    """Convert every unit of the workbook."""
    lines = pd.read_excel(sys.argv[1], header=2, dtype=str, engine="openpyxl")
    out = Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    lines["预算数"] = lines["预算数"].astype(float)
    lines["支出"] = (lines["项目类别"] == "特定目标类").map({True: "项目支出", False: "基本支出"})
    names = dict(zip(lines["功能分类科目编码"], lines["功能分类科目名称"], strict=True))
    names |= dict(zip(lines["部门预算支出经济分类编码"], lines["部门预算支出经济分类名称"], strict=True))
    function, economic = "功能分类科目编码", "部门预算支出经济分类编码"
    for (_code, unit), own in lines.groupby(["单位编码", "单位名称"]):
        book = Workbook()
        book.remove(book.active)
        source, kind = own["资金来源"], own["支出"]
        by_source = own.groupby("资金来源")["预算数"].sum().to_frame("预算数")
        by_class = own.groupby(own[function].str[:3])["预算数"].sum().to_frame("预算数")
        both = pd.concat([by_source, by_class])
        write_table(book, "表1 部门收支总体情况表", unit, both, names)
        levels = (3, 5, 7)
        write_table(book, "表2 部门收入总体情况表", unit, with_levels(own, function, levels, source), names)
        write_table(book, "表3 部门支出总体情况表", unit, with_levels(own, function, levels, kind), names)
        fiscal = own[source.isin(FISCAL)]
        table = with_levels(fiscal, function, (3,), fiscal["资金来源"])
        write_table(book, "表4 财政拨款收支预算总体情况表", unit, table, names)
        general = own[source.isin(GENERAL)]
        table = with_levels(general, function, levels, general["支出"])
        write_table(book, "表5 一般公共预算支出情况表", unit, table, names)
        basic = general[general["支出"] == "基本支出"]
        staffing = basic["项目类别"].map({"人员类": "人员经费", "公用经费": "公用经费"})
        table = with_levels(basic, economic, (3, 5), staffing)
        write_table(book, "表6 一般公共预算基本支出情况表", unit, table, names)
        project = general[general["支出"] == "项目支出"]
        table = project.pivot_table(
            index=[function, "项目名称"], columns=project[economic].str[:3], values="预算数", aggfunc="sum"
        )
        table = table.reindex(columns=CLASSES).fillna(0)
        table.insert(0, "项目支出合计", table.sum(axis=1))
        write_table(book, "表7 一般公共预算项目支出情况表", unit, table, names)
        for name, fund in (
            ("表8 政府性基金预算支出情况表", "政府性基金"),
            ("表9 国有资本经营预算支出情况表", "国有资本经营预算"),
        ):
            held = own[source.str.contains(fund)]
            table = (
                with_levels(held, function, levels, held["支出"])
                if len(held)
                else pd.DataFrame(columns=["合计"])
            )
            write_table(book, name, unit, table, names)
        items = {
            "30212": "因公出国（境）费",
            "30217": "公务接待费",
            "31013": "公务用车购置费",
            "30231": "公务用车运行费",
        }
        public = fiscal[fiscal[economic].isin(items)]
        table = public.groupby(public[economic].map(items))["预算数"].sum().to_frame("合计")
        write_table(book, "表10 财政拨款“三公”经费支出情况表", unit, table, names)
        book.save(out / f"{unit}公开表.xlsx")


if __name__ == "__main__":
    main()
