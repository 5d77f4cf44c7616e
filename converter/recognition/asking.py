"""Questions (需要说明的地方): what recognition could not decide, and how to say it. Rules M01 to M13."""

from __future__ import annotations

from collections.abc import Sequence

from converter.findings import Finding, Place, Severity
from converter.reading.model import Sheet, a1, column_letters
from converter.recognition.column_draft import Draft
from converter.recognition.knowledge import Knowledge
from converter.recognition.segmenting import Table
from converter.recognition.words import bare_forms, normal

_HOW = (
    "请运行 gongkai inspect 文件 --save 方案.json，在方案里{what}，"
    "再用 gongkai convert 文件 --mapping 方案.json 转换。"
)


def _finding(rule: str, severity: Severity, message: str, sheet: Sheet, cell: str | None = None) -> Finding:
    return Finding(rule, severity, message, places=(Place(file=sheet.file, sheet=sheet.name, cell=cell),))


def not_understood(sheet: Sheet, why: str) -> Finding:
    """M01: a sheet with numbers that was not understood; only a warning for a hidden one."""
    severity = Severity.WARNING if sheet.hidden else Severity.ERROR
    hidden = "（隐藏）" if sheet.hidden else ""
    what = f"把工作表“{sheet.name}”的 role 改为它的用途（不需要的改为 other），并填写 blocks 里的表头行和各列含义"
    return _finding(
        "M01", severity, f"工作表“{sheet.name}”{hidden}没有认出来：{why}。{_HOW.format(what=what)}", sheet
    )


def sideways(sheet: Sheet) -> Finding:
    """M01: a table that lies on its side; only a warning for a hidden one."""
    severity = Severity.WARNING if sheet.hidden else Severity.ERROR
    message = (
        f"工作表“{sheet.name}”是横着排的：功能科目、金额等写在左边一列，每一列是一笔，程序不能这样读。"
        "请在 Excel 或 WPS 里选中整张表复制，到一张新工作表上点右键“选择性粘贴”，勾选“转置”，删去原来的表，保存后再转换。"
    )
    return _finding("M01", severity, message, sheet)


def rival_headers(sheet: Sheet, rows: Sequence[int]) -> Finding:
    """M02: two rows could each be the header."""
    names = "和".join(f"第{row + 1}行" for row in rows)
    what = f"把工作表“{sheet.name}”的 header_rows 改为真正的表头行"
    message = (
        f"工作表“{sheet.name}”的{names}都像表头，含义却不同，看不出以哪一行为准。{_HOW.format(what=what)}"
    )
    return _finding("M02", Severity.ERROR, message, sheet, a1(rows[0], 0))


def unknown_column(sheet: Sheet, table: Table, draft: Draft, knowledge: Knowledge) -> Finding:
    """M03: a column with amounts whose meaning is not known."""
    letters = column_letters(draft.column)
    what = f"把工作表“{sheet.name}”{letters} 列的 meaning 改为它的含义（不计的改为 amount_other 或 ignored）"
    if draft.path:
        what += "，金额列的资金来源等写在 dims 里"
    near = nearest_words(draft.path[-1], knowledge) if draft.path else []
    hint = f"（相近的写法有：{'、'.join(near)}）" if near else ""
    row = table.heading.rows[-1] if table.heading.rows else table.first
    message = f"工作表“{sheet.name}”{letters} 列不认得：{draft.doubt}{hint}。{_HOW.format(what=what)}"
    return _finding("M03", Severity.ERROR, message, sheet, a1(row, draft.column))


def which_amount(sheet: Sheet, table: Table, asked: str, drafts: Sequence[Draft]) -> Finding:
    """M04: it is not clear which amount column counts."""
    what = f"把工作表“{sheet.name}”里算数的一列的 meaning 写成 amount，其余写成 amount_other"
    message = f"工作表“{sheet.name}”：{asked}。{_HOW.format(what=what)}"
    row = table.heading.rows[-1] if table.heading.rows else table.first
    cells: list[str | None] = [a1(row, draft.column) for draft in drafts]
    places = tuple(Place(file=sheet.file, sheet=sheet.name, cell=cell) for cell in cells or [None])
    return Finding("M04", Severity.ERROR, message, places=places)


def unknown_money(sheet: Sheet, *, needed: bool) -> Finding:
    """M05: neither title, header, another sheet nor the size of the figures tells the unit of money."""
    severity = Severity.ERROR if needed else Severity.WARNING
    message = (
        f"工作表“{sheet.name}”没有写明金额单位是元还是万元，从数字大小也不能断定。"
        "请加上 --money 元 或 --money 万元，或在表的标题下写明“单位：元”。"
    )
    return _finding("M05", severity, message, sheet)


def money_by_size(sheet: Sheet, money: str, evidence: str) -> Finding:
    """M06: the unit of money was told by the size of the figures alone."""
    message = (
        f"工作表“{sheet.name}”没有写明金额单位，{evidence}，按“{money}”处理。请核对；不对时用 --money 指明。"
    )
    return _finding("M06", Severity.WARNING, message, sheet)


def unknown_unit(sheet: Sheet, *, several: bool) -> Finding:
    """M07: it is not known to which unit a sheet of amounts belongs."""
    why = "本文件里有几个单位" if several else "标题、封面、工作表名、文件名里都没有单位名称"
    what = f"把工作表“{sheet.name}”的 unit_name 写成单位名称"
    message = (
        f"工作表“{sheet.name}”看不出是哪个单位的（{why}）。"
        f"请在表的标题下写明“单位名称：……”，或者{_HOW.format(what=what).removeprefix('请')}"
    )
    return _finding("M07", Severity.ERROR, message, sheet)


def no_labels(sheet: Sheet, table: Table) -> Finding:
    """M08: amounts without anything that says what they are for."""
    what = (
        f"在工作表“{sheet.name}”的 columns 里写明哪一列是功能科目、经济科目或项目，或在 dims 里写明整张表的"
    )
    message = f"工作表“{sheet.name}”有金额，但没有科目、项目或类别的列。{_HOW.format(what=what)}"
    return _finding("M08", Severity.ERROR, message, sheet, a1(table.first, 0))


def money_disagrees(sheet: Sheet, stated: str, given: str) -> Finding:
    """M09: the user's unit of money differs from what the sheet itself states; the sheet wins."""
    message = f"工作表“{sheet.name}”写明金额单位是{stated}，与 --money {given} 不一致，以表中写明的为准。"
    return _finding("M09", Severity.WARNING, message, sheet)


def impossible_money(sheet: Sheet, evidence: str, why: str) -> Finding:
    """M10: a sheet says 万元, its figures are beyond doubt 元."""
    message = (
        f"工作表“{sheet.name}”{evidence}，但{why}，像是以元填列的。"
        "请把表上的“万元”改成“元”，或加上 --money 元；确实是万元的，请核对金额是不是多填了。"
    )
    return _finding("M10", Severity.ERROR, message, sheet)


def stale_title(sheet: Sheet, own: int, year: int) -> Finding:
    """M11: a sheet of the year before has no counterpart in this year's sheets: perhaps its title is stale."""
    what = f"把工作表“{sheet.name}”的 role 写成 budget、year 写成 {year}"
    message = (
        f"工作表“{sheet.name}”的标题写的是 {own} 年，本文件其余是 {year} 年，而 {year} 年的表里没有与它对应的内容："
        f"是上年数，还是标题忘了改？是 {year} 年的数，请改正标题，或者{_HOW.format(what=what).removeprefix('请')}"
        f"是上年数，请在工作表名或标题里写明“上年”。"
    )
    return _finding("M11", Severity.ERROR, message, sheet)


def set_aside(sheet: Sheet, role: str, evidence: Sequence[str]) -> Finding:
    """M12: a sheet that looks like lines of a budget is not used, because of the words of its title."""
    what = f"把工作表“{sheet.name}”的 role 写成 budget"
    message = (
        f"工作表“{sheet.name}”每行都有功能科目、经济科目和金额，但按{'、'.join(evidence)}当作“{role}”，没有计入。"
        f"如果是预算数据，{_HOW.format(what=what)}"
    )
    return _finding("M12", Severity.WARNING, message, sheet)


def draft_set_aside(sheet: Sheet, word: str, final: str) -> Finding:
    """M13: a draft (一上, 送审稿) was not used, another sheet says the same for good."""
    message = (
        f"工作表“{sheet.name}”有“{word}”字样，内容又与工作表“{final}”对应，当作草稿，没有采用。"
        "如果不是草稿，请在识别方案里把 relation 写成 part。"
    )
    return _finding("M13", Severity.INFO, message, sheet)


def hidden_before(sheet: Sheet, own: int, year: int) -> Finding:
    """M13: a hidden sheet of an earlier year was not used."""
    message = (
        f"工作表“{sheet.name}”是隐藏的，写的是 {own} 年，本文件其余是 {year} 年，没有采用。"
        "要用它，请在 Excel 里取消隐藏，再转换一次。"
    )
    return _finding("M13", Severity.INFO, message, sheet)


def nearest_words(text: str, knowledge: Knowledge, count: int = 3) -> list[str]:
    """Return known header words that look like a text, for a question only; they never decide."""
    from rapidfuzz import fuzz, process

    plain = bare_forms(normal(text))[-1]
    words = knowledge.heads.known_words()
    found = process.extract(plain, words, scorer=fuzz.ratio, limit=count, score_cutoff=60)
    return [word for word, _, _ in found]
