"""Whole documents of made-up units as the program writes them for a careful clerk: tables, text, performance
tables, last year's figures and an answer to everything that is asked."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from converter.disclosure.compiling import compile_disclosure
from converter.disclosure.model import Disclosure
from converter.disclosure.table_loading import load_tables
from converter.ledger.model import UnitLedger
from converter.narrative.answers.model import Answer, Answers
from converter.narrative.drafting.drafting import Draft, draft_text
from converter.narrative.drafting.slot_book import SlotUse
from converter.narrative.last_year import LastYear
from converter.narrative.model import Indicator, PerformanceTable
from converter.packs.loading import Pack, load_pack
from converter.writing.document.writing import write_document

sys.path.insert(0, str(Path(__file__).parents[1]))

from corpus.ledger import Unit
from corpus.units import ALL_UNITS, random_unit
from end_to_end.compiled import as_ledger

_UP = ("人员增加和工资标准调整", "新增信息化建设任务", "业务量增加，相应增加保障经费", "政策性调资")
_DOWN = ("落实过紧日子要求，压减一般性支出", "部分任务已于上年完成", "退休人员增多，在职人员减少")
_LISTS = {
    "主要职能": ("贯彻执行国家有关法律法规和政策", "拟订本地区相关规划并组织实施", "承办上级交办的其他事项"),
    "内设机构": ("办公室", "业务科", "综合科", "法规科"),
}


@dataclass(slots=True)
class Produced:
    """A made-up unit's disclosure of this year with its text, last year's, and the pack."""

    disclosure: Disclosure
    before: Disclosure
    pack: Pack

    def write(self, path: Path) -> Path:
        """Write the Word document."""
        assert write_document(self.disclosure, self.pack, path) is None
        return path


def as_pdf(path: Path) -> Path | None:
    """Return a document printed as PDF beside it; None without LibreOffice."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    profile = f"-env:UserInstallation={(path.parent / 'office').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return path.with_suffix(".pdf")


def units(count: int, start: int = 0) -> list[Unit]:
    """Return ``count`` made-up units: those written by hand first, then random ones."""
    return [*ALL_UNITS, *(random_unit(900 + n) for n in range(count))][start : start + count]


def produced(unit: Unit, seed: int = 0) -> Produced:
    """Return the whole disclosure of a unit."""
    rng = random.Random(f"{unit.name} {seed}")
    pack = load_pack("xinjiang", unit.year)
    ledger = as_ledger(unit)
    earlier = _earlier(ledger, rng)
    before = compile_disclosure(earlier, load_pack("xinjiang", unit.year - 1))
    disclosure = compile_disclosure(ledger, pack)
    last = LastYear(load_tables(pack), unit.year - 1)
    last.add_document(before)
    answers = Answers()
    facts = _facts(disclosure, unit.nature, rng)
    for name in ("单位.性质", "单位.下属个数"):
        answers.values[name] = Answer(facts[name])
    for _ in range(3):  # some questions turn up only when others are answered
        draft = draft_text(disclosure, pack, ledger=ledger, answers=answers, last_year=last)
        _answer(answers, draft, facts, disclosure, rng)
    assert not draft.open, [use.id for use in draft.open]
    disclosure.text = draft.text
    return Produced(disclosure, before, pack)


def _earlier(ledger: UnitLedger, rng: random.Random) -> UnitLedger:
    """Return last year's ledger: most amounts differ, some do not, some lines were not there."""
    lines = []
    for line in ledger.lines:
        fate = rng.random()
        if fate < 0.1 and len(ledger.lines) > 4:
            continue
        amount = line.amount if fate < 0.25 else int(line.amount * Decimal(str(rng.uniform(0.6, 1.5))))
        project = f"{line.project}（一期）" if fate > 0.97 and line.project else line.project
        lines.append(replace(line, project=project, amount=amount))
    return UnitLedger(ledger.unit, (ledger.year or 2023) - 1, lines)


def _answer(
    answers: Answers, draft: Draft, facts: dict[str, str], disclosure: Disclosure, rng: random.Random
) -> None:
    """Answer what a draft asks."""
    money = {table.project: table.total or Decimal(0) for table in draft.text.performance}
    for use in draft.open:
        if use.id.startswith("绩效."):
            answers.performance.append(_performance(use.group, money[use.group]))
        elif use.id in _LISTS:
            answers.lists[use.id] = [Answer(name) for name in _LISTS[use.id]]
        else:
            text = facts.get(use.id) or next(iter(use.choices), "") or _words(use, disclosure, rng)
            answers.values[use.id] = Answer(text)


def _words(use: SlotUse, disclosure: Disclosure, rng: random.Random) -> str:
    """Return what a clerk writes into a slot of words."""
    if use.id.startswith("原因."):
        if use.value is not None and use.last is not None and use.value < use.last:
            return rng.choice(_DOWN)
        return rng.choice(_UP)
    if use.id.endswith(".政策依据"):
        return f"《{disclosure.unit}专项资金管理办法》（财办〔{(disclosure.year or 2023) - 1}〕8号）"
    if use.id.endswith(".资金分配"):
        amount = _project_amount(disclosure, use.group or use.id.split(".")[1])
        part = (amount / 3).quantize(Decimal("0.01"))
        return f"设备购置{part:.2f}万元、委托服务{amount - part:.2f}万元"
    if use.id.endswith(".执行时间"):
        return f"{disclosure.year}年1月1日-{disclosure.year}年12月31日"
    if use.id == "其他事项":
        return "无其他需要说明的事项。"
    if use.id.startswith("用途."):
        return "保障单位正常运转和履行职能"
    return f"保障{use.label.partition('：')[0]}的需要"


def _project_amount(disclosure: Disclosure, project: str) -> Decimal:
    rows = [row for row in disclosure.tables["表7"].rows if row.project == project]
    return sum((row.value("合计") for row in rows), Decimal(0))


def _facts(disclosure: Disclosure, nature: str, rng: random.Random) -> dict[str, str]:
    """Return the numbers that the bureau's sheet lacks, such as agree with each other and the tables."""
    retired, veterans = rng.randint(0, 30), rng.randint(1, 3)
    if not disclosure.tables["表6"].value("30301", "合计"):
        veterans = 0
    serving = rng.randint(8, 90)
    goods, services = Decimal(rng.randint(1, 999)) / 100, Decimal(rng.randint(1, 999)) / 100
    running = disclosure.tables["表10"].value("公务用车运行费", "合计")
    cars = [rng.randint(1, 4), rng.randint(0, 2), 0]
    if not running:
        cars = [0, 0, 0]
    elif running > 16:
        cars = [int(running / 4), 1, 0]
    prices = [Decimal(n) * Decimal("15.50") for n in cars]
    kinds = ("一般公务用车", "执法执勤用车", "其他车辆")
    facts = {
        "单位.性质": nature,
        "单位.下属个数": 0,
        "人员.编制": serving + rng.randint(0, 9),
        "人员.实有": serving + retired + veterans,
        "人员.在职": serving,
        "人员.在职.增减": -1,
        "人员.退休": retired,
        "人员.退休.增减": 1 if retired else 0,
        "人员.离休": veterans,
        "人员.离休.增减": 0,
        "采购.合计": goods + services,
        "采购.货物": goods,
        "采购.工程": "0.00",
        "采购.服务": services,
        "采购.中小": goods + services,
        "采购.小微": goods + services,
        "资产.房屋": "1250.50",
        "资产.房屋.价值": "312.00",
        "资产.车辆": sum(cars),
        "资产.车辆.价值": sum(prices, Decimal(0)),
        **{f"资产.{kind}": n for kind, n in zip(kinds, cars, strict=True)},
        **{f"资产.{kind}.价值": f"{p:.2f}" for kind, p in zip(kinds, prices, strict=True)},
        "资产.办公家具.价值": "23.40",
        "资产.其他资产.价值": "156.78",
        "资产.大型设备50": 1,
        "资产.大型设备100": 0,
        "资产.购置车辆": 0,
        "资产.购置设备50": 0,
        "资产.购置设备100": 0,
        "落款日期": f"{disclosure.year}-02-20",
        "批复日期": f"{disclosure.year}-02-10",
    }
    return {name: str(value) for name, value in facts.items()}


def _performance(project: str, amount: Decimal) -> PerformanceTable:
    """Return a performance table that keeps to the rules."""
    part = (amount / 3).quantize(Decimal("0.01"))
    rows = [
        (
            "产出指标",
            "数量指标",
            "购置设备数量",
            "≥2台",
            "计划标准",
            "",
            "20",
            "按照完成比例赋分",
            "工作资料",
        ),
        (
            "产出指标",
            "质量指标",
            "验收合格率",
            "≥95%",
            "历史标准",
            "95%",
            "20",
            "按照完成比例赋分",
            "工作资料",
        ),
        (
            "效益指标",
            "社会效益指标",
            "服务水平",
            "有效提高",
            "其他标准",
            "",
            "20",
            "按照评判等级赋分",
            "说明材料",
        ),
        (
            "满意度指标",
            "满意度指标",
            "服务对象满意度",
            "≥90%",
            "其他标准",
            "",
            "10",
            "满意度赋分",
            "工作资料",
        ),
    ]
    for name, value in (("设备购置成本", part), ("委托服务成本", amount - part)):
        cost = ("成本指标", "经济成本指标", name, f"≤{value:.2f}万元", "预算支出标准", "", "10")
        rows.append((*cost, "按照完成比例赋分", "原始凭证"))
    table = PerformanceTable(project=project, leader="", goal=f"按时完成{project}，资金支付及时。")
    table.indicators = [Indicator(*row) for row in rows]
    return table
