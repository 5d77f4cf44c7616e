"""The published reference document with everything mended: the audit must find nothing in it.

Tables are corrected cell by cell, sentences are written anew where the original is wrong; the figures of last
year are made up so that all sections imply the same ones.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parents[1] / "data" / "reference"
UNIT = "昌吉市人民政府办公室"

# (number of the table, row, column) → text, counted from 0 as the document prints them.
CELLS: dict[tuple[int, str, int], str] = {
    (1, "201", 6): "892.37",
    (1, "201", 7): "10.00",
    (1, "20103", 6): "892.37",
    (1, "20103", 7): "10.00",
    (1, "2010308", 5): "10.00",
    (1, "2101103", 5): "6.04",
    (1, "2101103", 6): "6.04",
    (1, "合计", 5): "1135.97",
    (1, "208", 4): "96.66",
    (1, "208", 5): "96.66",
    (1, "208", 6): "96.66",
    (1, "20805", 4): "96.66",
    (1, "20805", 5): "96.66",
    (1, "20805", 6): "96.66",
    (1, "2080505", 4): "96.66",
    (2, "201", 5): "867.37",
    (2, "20103", 5): "867.37",
    (4, "201", 5): "867.37",
    (4, "201", 6): "35.00",
    (4, "20103", 5): "867.37",
    (4, "20103", 6): "35.00",
    (5, "30108", 3): "96.66",
    (5, "30108", 4): "96.66",
    (5, "30110", 3): "57.38",
    (5, "30110", 4): "57.38",
    (5, "30110", 2): "职工基本医疗保险缴费",
}

# Last year's 项 amounts: they add up to 1101.65, of which 30.00 was for projects.
LAST_YEAR = {
    "2010301": "620.00",
    "2010308": "0",
    "2010350": "228.78",
    "2010399": "30.00",
    "2080505": "87.63",
    "2101101": "32.85",
    "2101102": "19.16",
    "2101103": "16.43",
    "2101199": "0.37",
    "2210201": "66.43",
}
ITEMS = [
    ("2010301", "一般公共服务支出（201类）政府办公厅（室）及相关机构事务（03款）行政运行（01项）", "640.17"),
    ("2010308", "一般公共服务支出（201类）政府办公厅（室）及相关机构事务（03款）信访事务（08项）", "10.00"),
    ("2010350", "一般公共服务支出（201类）政府办公厅（室）及相关机构事务（03款）事业运行（50项）", "227.20"),
    (
        "2010399",
        "一般公共服务支出（201类）政府办公厅（室）及相关机构事务（03款）其他政府办公厅（室）及相关机构事务支出（99项）",
        "25.00",
    ),
    (
        "2080505",
        "社会保障和就业支出（208类）行政事业单位养老支出（05款）机关事业单位基本养老保险缴费支出（05项）",
        "96.66",
    ),
    ("2101101", "卫生健康支出（210类）行政事业单位医疗（11款）行政单位医疗（01项）", "35.97"),
    ("2101102", "卫生健康支出（210类）行政事业单位医疗（11款）事业单位医疗（02项）", "21.41"),
    ("2101103", "卫生健康支出（210类）行政事业单位医疗（11款）公务员医疗补助（03项）", "6.04"),
    ("2101199", "卫生健康支出（210类）行政事业单位医疗（11款）其他行政事业单位医疗支出（99项）", "0.37"),
    ("2210201", "住房保障支出（221类）住房改革支出（02款）住房公积金（01项）", "73.15"),
]


def percent(part: Decimal, whole: Decimal) -> str:
    """Return a percentage as it is published."""
    return f"{(part / whole * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def compared(now: str, before: str, previous: str = "比上年预算") -> str:
    """Return the sentence on the change against last year."""
    new, old = Decimal(now), Decimal(before)
    if new == old:
        return "与上年持平"
    up = new > old
    change = f"{previous}{'增加' if up else '减少'}{abs(new - old):.2f}万元"
    reason = "主要原因是人员增加" if up else "主要原因是人员减少"
    if not old:
        return f"上年未安排，{change}，{reason}"
    return f"{change}，{'增长' if up else '下降'}{percent(abs(new - old), old)}，{reason}"


def _usage() -> list[str]:
    total = Decimal("1135.97")
    return [
        f"{number}.{label}{now}万元，占{percent(Decimal(now), total)}，{compared(now, LAST_YEAR[code], '比上年预算数')}。"
        for number, (code, label, now) in enumerate(ITEMS, start=1)
    ]


def sentences() -> dict[str, list[str]]:
    """Return the paragraphs to write instead of the one that begins with the key; [] drops it."""
    usage = _usage()
    return {
        f"{UNIT}单位无下属": [
            f"{UNIT}无下属预算单位，下设7个处室，分别是：文书科、秘书科、综合科、信息督查科、车辆管理科、信访科、信息科。"
        ],
        f"{UNIT}单位编制": [
            f"{UNIT}编制数68人，实有人数78人，其中：在职61人，与上年持平；退休15人，与上年持平；离休2人，与上年持平。"
        ],
        "收入预算包括：一般公共预算。": ["收入预算包括：一般公共预算、上级一般公共预算安排的转移支付。"],
        f"{UNIT}收入预算1135.97": [
            f"{UNIT}收入预算1135.97万元，其中：",
            f"一般公共预算1125.97万元，占99.12%，{compared('1125.97', '1101.65')}。",
        ],
        "上级一般公共预算安排的转移支付资金10": [
            f"上级一般公共预算安排的转移支付10.00万元，占0.88%，{compared('10', '0')}。"
        ],
        "基本支出1100.97万元，占": [f"基本支出1100.97万元，占96.92%，{compared('1100.97', '1071.65')}。"],
        "项目支出35万元，占": [
            "项目支出35.00万元，占3.08%，比上年预算增加5.00万元，增长16.67%，主要原因是信访项目新增10.00万元、电子政务项目减少5.00万元。"
        ],
        "2023年财政拨款收支总预算": ["2023年财政拨款收支总预算1135.97万元。"],
        "收入全部为": ["收入全部为一般公共预算拨款，无政府性基金预算拨款和国有资本经营预算拨款。"],
        "收入预算包括：一般公共预算拨款": ["收入预算包括：一般公共预算拨款1135.97万元。"],
        "就业支出96.66": ["社会保障和就业支出96.66万元，主要用于缴纳机关事业单位基本养老保险费。"],
        "医疗健康支出63.79": ["卫生健康支出63.79万元，主要用于缴纳医疗保险。"],
        "住房和保障支出73.15": ["住房保障支出73.15万元，主要用于缴纳住房公积金。"],
        f"{UNIT}2023年一般公共预算拨款合计": [
            f"{UNIT}2023年一般公共预算拨款合计1135.97万元，其中：基本支出1100.97万元，{compared('1100.97', '1071.65')}。"
            "项目支出35.00万元，比上年预算增加5.00万元，增长16.67%，主要原因是信访项目新增10.00万元、电子政务项目减少5.00万元。"
        ],
        "2.社会保障和就业支出(208类)96.66": ["2.社会保障和就业支出（208类）96.66万元，占8.51%。"],
        "3.医疗健康支出(210类)63.79": ["3.卫生健康支出（210类）63.79万元，占5.62%。"],
        "4.住房和保障支出(221类)73.15": ["4.住房保障支出（221类）73.15万元，占6.44%。"],
        "1.一般公共服务支出（201类）政府办公厅": usage,
        "2.一般公共服务支出（201类）政府办公厅": [],
        "3.社会保障和就业支出(208类)行政": [],
        "4.医疗健康支出(210类)行政": [],
        "5.医疗健康支出(210类)行政": [],
        "6.医疗健康支出(210类)行政": [],
        "7、住房和保障支出": [],
        "人员经费981.68": [
            "人员经费981.68万元，主要包括：基本工资264.91万元、津贴补贴277.39万元、奖金86.46万元、机关事业单位基本养老保险缴费96.66万元、"
            "职工基本医疗保险缴费57.38万元、公务员医疗补助缴费6.04万元、其他社会保障缴费2.55万元、住房公积金73.15万元、医疗费0.37万元、"
            "其他工资福利支出72.35万元、离休费28.66万元、退休费15.76万元。"
        ],
        "资金分配情况：用于解决": ["资金分配情况：用于化解特殊疑难信访事项"],
        "访问题专项资金管理办法》": [],
        "2.项目名称：": ["2.项目名称：电子政务网络设备维护"],
        "预算安排规模：中央": ["预算安排规模：中央2023年解决特殊疑难信访问题资金预算10.00万元"],
        "资金分配情况：政府网站": [
            "资金分配情况：政府网站信息发布系统维护2.00万元、网站关键错别字或敏感字词监测、网站安全检测等费用18.00万元、"
            "中心机房网络设备、服务器等专用配件、光纤及模块以及一楼电子大屏、楼宇视频设备、空调系统等更新、维修等费用5.00万元。"
        ],
        f"{UNIT}2023年财政拨款“三公”经费数": [
            f"{UNIT}2023年财政拨款“三公”经费预算数为57.00万元，其中：因公出国（境）费0万元，公务用车购置费0万元，公务用车运行费57.00万元，公务接待费0万元。"
        ],
        "2023年财政拨款“三公”经费比上年": [
            "2023年财政拨款“三公”经费比上年预算减少5.00万元，下降8.06%，其中：因公出国（境）费与上年持平，主要原因是预算未安排；"
            "公务用车购置费与上年持平，主要原因是预算未安排；公务用车运行费减少5.00万元，下降8.06%，主要原因是压缩公务用车数量，节约成本；"
            "公务接待费与上年持平，主要原因是预算未安排。"
        ],
        f"2023年，{UNIT}本级及下属": [
            f"2023年，{UNIT}本级的机关运行经费财政拨款预算119.29万元，比上年预算减少6.56万元，下降5.21%，主要原因是压缩公务用车数量，节约成本。"
        ],
        "截至2022年底": [f"截至2022年底，{UNIT}占用使用国有资产总体情况为："],
        "2.车辆8辆": [
            "2.车辆8辆，价值305.54万元；其中：一般公务用车8辆，价值305.54万元；执法执勤用车0辆，价值0万元；其他车辆0辆，价值0万元。"
        ],
        "2013年部门预算": [
            "2023年部门预算未安排购置车辆经费，安排购置50万元以上大型设备0台（套），单位价值100万元以上大型设备0台（套）。"
        ],
    }


def corrected_word(path: Path) -> Path:
    """Write the corrected document to ``path``."""
    import docx

    document = docx.Document(str(REFERENCE / "published-2023.docx"))
    for (table, key, column), text in CELLS.items():
        for row in document.tables[table].rows:
            if _key(row.cells, 2 if table == 5 else 3) == key:
                _write(row.cells[column].paragraphs[0], text)
    _write(document.tables[3].rows[31].cells[2].paragraphs[0], "234抗疫特别国债安排的支出")
    _swap_projects(document.tables[6])
    _performance(document.tables[10], document.tables[11])
    replaced = sentences()
    seen_time: set[str] = set()
    for paragraph in list(document.paragraphs):
        text = paragraph.text.strip()
        if text in ("-64-", "- 64 -") or text.startswith("备注：2023年部门预算未安排一般公共预算项目"):
            _drop(paragraph)
            continue
        if text.startswith("资金执行时间"):
            # The first project prints its time twice.
            if "first" in seen_time and "second" not in seen_time:
                seen_time.add("second")
                _drop(paragraph)
                continue
            seen_time.add("first")
        for start, new in replaced.items():
            if text.startswith(start):
                for line in new[1:][::-1]:
                    _write(_copy_after(paragraph), line)
                if new:
                    _write(paragraph, new[0])
                else:
                    _drop(paragraph)
                break
    document.save(str(path))
    return path


def corrected_workbook(path: Path) -> Path:
    """Write the corrected workbook (tables only) to ``path``."""
    import openpyxl

    book = openpyxl.load_workbook(REFERENCE / "published-2023.xlsx")
    for (table, key, column), text in CELLS.items():
        sheet = book.worksheets[table]
        for row in sheet.iter_rows():
            codes = "".join(str(c.value or "") for c in row[: 2 if table == 5 else 3])
            if codes == key or (key == "合计" and codes.replace(" ", "") == "合计"):
                row[column].value = text if not text[0].isdigit() else float(text)
    for row in book.worksheets[3].iter_rows():
        for cell in row:
            if str(cell.value or "").startswith("234"):
                cell.value = "234抗疫特别国债安排的支出"
    sheet = book.worksheets[6]
    first = int(next(r[0].row for r in sheet.iter_rows() if str(r[2].value) == "99") or 0)
    for column in range(1, sheet.max_column + 1):
        one, two = sheet.cell(first, column), sheet.cell(first + 1, column)
        one.value, two.value = two.value, one.value
    for row in sheet.iter_rows():
        for cell in row:
            if str(cell.value or "").startswith("备注"):
                cell.value = None
    book.save(path)
    return path


def _key(cells: Any, count: int) -> str:
    texts = [cell.text.replace(" ", "").strip() for cell in cells[:count]]
    return texts[0] if texts[0] == "合计" else "".join(dict.fromkeys(texts)) if count == 2 else "".join(texts)


def _write(paragraph: Any, text: str) -> None:
    for run in paragraph.runs[1:]:
        run._element.getparent().remove(run._element)
    if paragraph.runs:
        paragraph.runs[0].text = text
    else:
        paragraph.add_run(text)


def _drop(paragraph: Any) -> None:
    paragraph._element.getparent().remove(paragraph._element)


def _copy_after(paragraph: Any) -> Any:
    from copy import deepcopy

    from docx.text.paragraph import Paragraph

    new = deepcopy(paragraph._element)
    paragraph._element.addnext(new)
    return Paragraph(new, paragraph._parent)


def _swap_projects(table: Any) -> None:
    rows = [row for row in table.rows if row.cells[0].text.strip() == "201"]
    rows[0]._element.addprevious(rows[1]._element)


def _performance(first: Any, second: Any) -> None:
    for table, amount in ((first, "10.00"), (second, "25.00")):
        blanks = {"其他资金：": "0.00"}
        weights = iter(["6", "6", "6", "6", "6", "5", "5", "10", "5", "5"] if amount == "25.00" else [])
        for row in table.rows:
            cells = row.cells
            for position, cell in enumerate(cells):
                text = cell.text.replace(" ", "").replace("\n", "")
                if text in ("10万元", "25万元"):
                    _write(cell.paragraphs[0], amount)
                if text in blanks and position + 1 < len(cells):
                    target = next((c for c in cells[position:] if c.text != cell.text), None)
                    if target is not None:
                        _write(target.paragraphs[0], blanks[text])
                if "赵春燕" in text:
                    _write(cell.paragraphs[0], "化解中央交办的信访事项")
            if cells[4].text.strip() == "历史标准":
                _write(cells[5].paragraphs[0], "100%")
            if cells[4].text.strip() == "满意度赋分":
                _write(cells[4].paragraphs[0], "其他标准")
                _write(cells[7].paragraphs[0], "满意度赋分")
            weight = next(weights, "") if cells[6].text.strip().isdigit() else ""
            if weight:
                _write(cells[6].paragraphs[0], weight)
            if cells[2].text.strip() == "化解案件资金成本":
                _write(cells[3].paragraphs[0], "≤10万元")
            if cells[2].text.strip() == "电子政务外网运维费用":
                _write(cells[2].paragraphs[0], "政府网站信息发布系统维护费用")
