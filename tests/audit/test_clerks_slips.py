"""Slips of clerks who copy last year's or another unit's document: each is found, by the rule that fits."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from docx.table import _Row

from converter.auditing import AuditOptions, check_files
from converter.findings import Severity
from converter.results import Document, Verdict, verdict_line

from .clerks_copy import ClerksCopy
from .produced import produced, units

Edit = Callable[[ClerksCopy], ClerksCopy]
_UNIT = "石岭县发展和改革委员会"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole document without a slip."""
    return produced(units(1)[0]).write(tmp_path_factory.mktemp("audit") / "公开.docx")


def _checked(edit: Edit, original: Path, tmp_path: Path) -> Document:
    return check_files([edit(ClerksCopy(original)).save(tmp_path / "改.docx")], AuditOptions())[0]


def _twice(edited: ClerksCopy) -> ClerksCopy:
    for title in ("^表5$", "^一般公共预算支出情况表$"):
        element = edited.find(title)._p
        edited.find("^表6$")._p.addprevious(copy.deepcopy(element))
    edited.find("^表6$")._p.addprevious(copy.deepcopy(edited.table("^一般公共预算支出情况表$")._tbl))
    return edited


def _row_twice(edited: ClerksCopy) -> ClerksCopy:
    row = _row(edited, "^部门支出总体情况表$", "物价管理")
    row._tr.addnext(copy.deepcopy(row._tr))
    return edited


def _exchanged(edited: ClerksCopy) -> ClerksCopy:
    cells = [
        _row(edited, "^一般公共预算基本支出情况表$", name).cells[3].paragraphs[0].runs[0]
        for name in ("印刷费", "水费")
    ]
    cells[0].text, cells[1].text = cells[1].text, cells[0].text
    return edited


def _heads_exchanged(edited: ClerksCopy) -> ClerksCopy:
    table = edited.table("^一般公共预算基本支出情况表$")
    other = {"人员经费": "公用经费", "公用经费": "人员经费"}
    cells = {cell._tc: cell for row in table.rows[:3] for cell in row.cells if cell.text in other}
    for cell in cells.values():
        cell.paragraphs[0].runs[0].text = other[cell.text]
    return edited


def _left_from_last_year(edited: ClerksCopy) -> ClerksCopy:
    text = edited.find("^人员经费822").text
    old = re.sub(r"(\d+\.\d\d)万元", lambda found: f"{Decimal(found[1]) - Decimal('0.17'):.2f}万元", text)
    return edited.replace("^人员经费822.*$", old)


def _without_project(edited: ClerksCopy) -> ClerksCopy:
    table = edited.table("^一般公共预算项目支出情况表$")
    row = next(row for row in table.rows if any("价格监测" in cell.text for cell in row.cells))
    row._tr.getparent().remove(row._tr)
    return edited


def _other_column(edited: ClerksCopy) -> ClerksCopy:
    cells = _row(edited, "^财政拨款“三公”经费支出情况表$", "公务接待费").cells
    cells[2].paragraphs[0].runs[0].text = ""
    cells[3].paragraphs[0].add_run("1.85")
    return edited


def _row(edited: ClerksCopy, title: str, name: str) -> _Row:
    return next(row for row in edited.table(title).rows if name in [cell.text for cell in row.cells])


ALONE = {
    "表头写反",
    "整段没有更新",
    "漏一个项目",
    "填错了列",
    "漏百分号",
    "负号",
    "套用决算",
    "同一款写两次",
    "标题的序号",
    "标点当小数点",
    "单位写成了元",
    "一行印了两次",
    "两行的数互换",
    "文中两数互换",
    "上年的落款",
    "没有的日子",
    "别家的备注",
}
SLIPS: dict[str, tuple[Edit, str, str]] = {
    "别家的封面": (lambda d: d.replace(f"^{_UNIT}$", "石岭县统计局"), "N10", "石岭县统计局"),
    "上年的落款": (lambda d: d.replace("^2023年2月20日$", "2022年2月20日", 1), "W12", "2022年2月20日"),
    "中文的年份": (lambda d: d.replace("^2023年部门预算公开$", "二〇二二年部门预算公开"), "W06", "2022年"),
    "没有的日子": (lambda d: d.replace("-2023年12月31日", "-2023年11月31日"), "W12", "没有这一天"),
    "别家的备注": (
        lambda d: d.replace(f"^备注：2023年{_UNIT}", "备注：2023年石岭县统计局"),
        "N10",
        "石岭县统计局",
    ),
    "别家的项目": (
        lambda d: d.replace(f"项目承担单位：{_UNIT}", "项目承担单位：石岭县统计局"),
        "N10",
        "统计局",
    ),
    "表号重复": (lambda d: d.replace("^表6$", "表5"), "G47", "应|改为“表6”"),
    "表题抄错": (
        lambda d: d.replace("^一般公共预算项目支出情况表$", "一般公共预算基本支出情况表"),
        "G47",
        "从表头看是“一般公共预算项目支出情况表”",
    ),
    "一张表印了两次": (_twice, "R27", "表5 有两张"),
    "漏一张表": (lambda d: d.without_table("^国有资本经营预算支出情况表$"), "G48", "表9"),
    "标题与目录不同": (
        lambda d: d.replace("^三、关于(.*)2023年支出预算情况说明$", r"三、关于\g<1>2023年支出情况说明"),
        "G59",
        "目录写的是“三、关于",
    ),
    "标题的序号": (lambda d: d.replace("^八、关于", "九、关于"), "W08", "标题的序号“九、”不连续"),
    "标点当小数点": (lambda d: d.replace("办公费17.02万元", "办公费17，02万元"), "W07", "应为小数点"),
    "单位写成了元": (lambda d: d.replace("单位：万元", "单位：元", 2), "G47", "表3 的金额单位是“元”"),
    "一行印了两次": (_row_twice, "G46", "“2010408 物价管理”行印了两次"),
    "两行的数互换": (_exchanged, "G13", "文中写的与“公用经费”列一致，多半应改“合计”列"),
    "文中两数互换": (
        lambda d: d.replace("办公费17.02万元、印刷费2.80", "办公费2.80万元、印刷费17.02"),
        "N01",
        "两个数互换了",
    ),
    "表头写反": (_heads_exchanged, "G47", "“人员经费”与“公用经费”两列填反了"),
    "整段没有更新": (_left_from_last_year, "N01", "14 个数与表6不一致"),
    "漏一个项目": (_without_project, "G14", "文中有项目“价格监测与成本调查经费”"),
    "填错了列": (_other_column, "G15", "“公务接待费”行的 1.85 填在了“政府性基金”列"),
    "漏百分号": (lambda d: d.replace("增长1.88%，", "增长1.88，"), "W13", "后面没有“%”"),
    "负号": (
        lambda d: d.replace("减少19.02万元，下降5.87%", "增加-19.02万元，增长-5.87%"),
        "W13",
        "不写负号",
    ),
    "套用决算": (lambda d: d.replace("^2023年部门预算公开$", "2023年部门决算公开"), "W14", "2023年部门决算"),
    "同一款写两次": (
        lambda d: d.replace("印刷费2.80万元、", "印刷费2.80万元、印刷费2.80万元、"),
        "N03",
        "写了两次",
    ),
    "文号": (lambda d: d.replace("财办〔2022〕8号", "财办〔2032〕8号"), "W12", "文号"),
    "说是空表": (
        lambda d: d.replace("^预算安排规模：价格", "一般公共预算项目支出情况表为空表。预算安排规模：价格"),
        "N13",
        "一般公共预算项目支出情况表为空表",
    ),
    "没有填写": (lambda d: d.replace("主要用于保障[^；]*；", "主要用于XX；"), "W11", "XX"),
    "没有原因": (lambda d: d.replace("，主要原因是[^。]*。", "，主要原因是。"), "W03", "主要原因是"),
    "标签后面空着": (lambda d: d.replace("^资金分配情况：.*$", "资金分配情况："), "N11", "资金分配情况"),
    "多了一个项目": (
        lambda d: d.add("^4.项目名称", "预算安排规模：驻村经费12.00万元").add(
            "^4.项目名称", "5.项目名称：驻村经费"
        ),
        "N06",
        "没有项目“驻村经费”",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_found(name: str, original: Path, tmp_path: Path) -> None:
    edit, rule, words = SLIPS[name]
    found = [f for f in _checked(edit, original, tmp_path).findings if f.severity is not Severity.INFO]
    assert any(f.rule == rule and any(w in f.message for w in words.split("|")) for f in found), [
        f.message for f in found
    ]
    assert len(found) == 1 or name not in ALONE


def test_a_document_that_lacks_a_table_is_not_called_fit(original: Path, tmp_path: Path) -> None:
    document = _checked(SLIPS["漏一张表"][0], original, tmp_path)
    assert document.verdict is Verdict.PARTIAL
    assert document.as_json()["verdict"] == "partial"
    assert verdict_line(document).startswith("公开表不全，缺少的没有检查（")


def test_a_text_without_tables_is_not_called_fit(original: Path, tmp_path: Path) -> None:
    edited = ClerksCopy(original)
    for element in list(edited.document.element.body.iter("{*}tbl")):
        element.getparent().remove(element)
    document = check_files([edited.save(tmp_path / "文.docx")], AuditOptions(out=tmp_path / "结果"))[0]
    assert document.verdict is Verdict.PARTIAL
    assert verdict_line(document).startswith("没有公开表，只检查了文字")
    report = Path(document.outputs["report"])
    from converter.reading import read_file

    shown = [str(value) for row in read_file(report).sheets[0].rows for value in row if value]
    assert verdict_line(document) in shown
    assert not any("可以公开" in text and "不能确定" not in text for text in shown)
