"""Made-up units for the tests of the text: ledgers, last year's figures, and everything the clerk knows."""

from __future__ import annotations

from decimal import Decimal

from converter.disclosure.compiling import compile_disclosure
from converter.disclosure.model import Disclosure
from converter.ledger.model import PERSONNEL, PROJECT, PUBLIC, BudgetLine, UnitKey, UnitLedger
from converter.narrative.answers.model import Answer, Answers
from converter.narrative.drafting.drafting import Draft, draft_text
from converter.narrative.last_year import LastYear
from converter.narrative.model import Indicator, PerformanceTable
from converter.narrative.slots import SlotKind, load_slots
from converter.packs.loading import Pack, load_pack
from converter.reading.model import CellRef

LOCAL = "current.fiscal.general.local"
UPPER = "current.fiscal.general.upper"
FUND = "current.fiscal.fund.local"
FUND_UPPER = "current.fiscal.fund.upper"
CAPITAL = "current.fiscal.capital.local"
SPECIAL = "current.special"
BUSINESS = "current.unit.business"
CARRY = "carry.fiscal.general"

Row = tuple[str, str, str, str] | tuple[str, str, str, str, str]


def pack() -> Pack:
    """Return the built-in pack of 2023."""
    return load_pack("xinjiang", 2023)


def ledger(name: str, rows: list[Row], year: int = 2023) -> UnitLedger:
    """Return a ledger of rows (function, economic, source, 元[, project])."""
    result = UnitLedger(UnitKey("001", name), year, inputs=["底稿.xlsx"])
    for number, (function, economic, source, yuan, *project) in enumerate(rows):
        kind = PROJECT if project else PERSONNEL if economic[:3] in ("301", "303") else PUBLIC
        ref = CellRef("底稿.xlsx", "明细", number + 3, 8)
        fen = int(Decimal(yuan) * 100)
        name_of_project = project[0] if project else ""
        result.lines.append(
            BudgetLine(function, economic, kind, source, name_of_project, fen, {"明细": (ref,)})
        )
    return result


def office() -> UnitLedger:
    """An office with two projects, one of upper money."""
    return ledger(
        "甲县人民政府办公室",
        [
            ("2010301", "30101", LOCAL, "2649123.45"),
            ("2010301", "30201", LOCAL, "261999.80"),
            ("2010301", "30231", LOCAL, "570000"),
            ("2080505", "30108", LOCAL, "966553.30"),
            ("2210201", "30113", LOCAL, "731544.44"),
            ("2010399", "30213", LOCAL, "250000", "电子政务网络设备维护"),
            ("2010308", "30299", UPPER, "100000", "信访事项化解补助资金"),
        ],
    )


def office_before() -> UnitLedger:
    """Last year of the office: one item ended, one began, one did not change."""
    return ledger(
        "甲县人民政府办公室",
        [
            ("2010301", "30101", LOCAL, "2849123.45"),
            ("2010301", "30201", LOCAL, "201999.80"),
            ("2010301", "30231", LOCAL, "620000"),
            ("2080505", "30108", LOCAL, "876553.30"),
            ("2210201", "30113", LOCAL, "731544.44"),
            ("2010399", "30213", LOCAL, "300000", "电子政务网络设备维护"),
            ("2010302", "30201", LOCAL, "80000", "档案数字化"),
        ],
        2022,
    )


def disclosure_of(unit: UnitLedger, wording: str = "部门") -> Disclosure:
    """Return the compiled tables of a ledger."""
    return compile_disclosure(unit, load_pack("xinjiang", unit.year), wording)


def last_year_of(before: UnitLedger | None, year: int = 2023) -> LastYear:
    """Return last year's figures as last year's tables tell them."""
    from converter.disclosure.table_loading import load_tables

    last = LastYear(load_tables(pack()), year - 1)
    if before is not None:
        last.add_document(disclosure_of(before))
    return last


def answers_for(draft: Draft, **given: str) -> Answers:
    """Return an answer to every slot that a draft used, as a diligent clerk would give it."""
    answers = Answers()
    data = load_slots(pack())
    for use in draft.slots:
        text = {
            SlotKind.COUNT: "3",
            SlotKind.NUMBER: "1250.5",
            SlotKind.AMOUNT: "12.34",
            SlotKind.DATE: "2023-01-20",
            SlotKind.CHOICE: use.choices[0] if use.choices else "",
        }.get(use.kind, f"{use.label.partition('：')[0]}的说明文字")
        if use.id.startswith("绩效."):
            answers.performance.append(performance(use.group))
        elif use.kind is SlotKind.LIST:
            if data.slot(use.id) and not data.slot(use.id).optional:  # type: ignore[union-attr]
                answers.lists[use.id] = [Answer("第一条"), Answer("第二条")]
        else:
            answers.values[use.id] = Answer(text, "测试")
    for slot, text in given.items():
        answers.values[slot] = Answer(text, "测试")
    answers.values.setdefault("单位.下属个数", Answer("0"))
    answers.values["单位.下属个数"] = Answer(given.get("单位.下属个数", "0"))
    for slot in ("单位.下属行政单位", "单位.下属事业单位"):
        answers.values[slot] = Answer(given.get(slot, "0"))
    return answers


def performance(project: str) -> PerformanceTable:
    """Return a small performance table of a project."""
    rows = [
        ("产出指标", "数量指标", "完成数量", "≥1件", "计划标准", "", "40", "按照完成比例赋分", "工作资料"),
        (
            "成本指标",
            "经济成本指标",
            "资金成本",
            "≤10万元",
            "预算支出标准",
            "",
            "20",
            "按照完成比例赋分",
            "原始凭证",
        ),
        (
            "效益指标",
            "社会效益指标",
            "促进稳定",
            "有效促进",
            "其他标准",
            "",
            "20",
            "按照评判等级赋分",
            "说明材料",
        ),
        ("满意度指标", "满意度指标", "群众满意度", "≥90%", "历史标准", "92%", "10", "满意度赋分", "工作资料"),
    ]
    table = PerformanceTable(project=project, leader="王某", goal=f"完成{project}。")
    table.indicators = [Indicator(*row) for row in rows]
    return table


def complete_draft(
    unit: UnitLedger, before: UnitLedger | None, wording: str = "部门"
) -> tuple[Disclosure, Draft]:
    """Return a disclosure with a text in which nothing is open."""
    disclosure = disclosure_of(unit, wording)
    own = load_pack("xinjiang", unit.year)
    first = draft_text(disclosure, own, ledger=unit, last_year=last_year_of(before, disclosure.year or 2023))
    answers = answers_for(first)
    last = last_year_of(before, disclosure.year or 2023)
    for use in first.slots:
        if use.id.startswith("上年.") and use.figure is not None and use.open:
            # As a clerk would type it who knows that nothing changed.
            last.typed[use.figure] = use.value or Decimal(0)
    draft = draft_text(disclosure, own, ledger=unit, answers=answers, last_year=last)
    disclosure.text = draft.text
    return disclosure, draft
