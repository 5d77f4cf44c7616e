"""One office's habits in laying out a sheet: money, numbers, codes, head, foot, groups, page breaks."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .grid import Formula, Value, a1
from .ledger import Unit
from .wording import Words, random_words

CODES = ("apart", "apart", "dash", "bracket", "hashes", "space", "tail", "glued", "three", "colon", "round")
TOTALS = ("合计", "合  计", "总计", "合计：", "总    计")
FULL_WIDTH = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")


@dataclass(frozen=True, slots=True)
class Style:
    """The choices.

    ``money`` 元 or 万元; ``money_at`` title, header, both (title and header) or nowhere.
    ``number``: number, text, thousands, yen (￥ and thousands), full_width, spaces, int_text.
    ``zero``: blank, zero, dash. ``negative``: minus, brackets, triangle.
    ``code``: how code and name stand together: apart, dash, bracket, hashes, space, tail, glued, code,
    name, colon, round, three (类 款 项 and name), three_numbers (the same as numbers, leading zeros lost).
    ``code_as_number``: codes typed as numbers; ``code_as_float``: codes as text ``2010301.0``. ``group``: repeat, merge, blank for repeated codes.
    ``total``: none, bottom, top, formula; ``total_word`` chooses its label. ``page``: body rows on a page (header repeated), 0 for none.
    """

    money: str = "元"
    money_at: str = "title"
    number: str = "number"
    zero: str = "blank"
    negative: str = "minus"
    code: str = "apart"
    code_as_number: bool = False
    code_as_float: bool = False
    group: str = "repeat"
    total: str = "bottom"
    total_word: int = 0
    page: int = 0
    head: int = 0
    top: int = 0
    left: int = 0
    signature: bool = False
    footnote: str = ""
    sequence: bool = False
    indent: bool = False
    merged_header: bool = True
    break_headers: bool = False
    words: Words = field(default_factory=Words)

    def with_(self, **changes: object) -> Style:
        """Return a copy with some choices changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def exact(self, fen: int) -> Decimal:
        """Return 分 in the sheet's money, without trailing zeros."""
        amount = Decimal(fen).scaleb(-2 if self.money == "元" else -6)
        return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()

    def amount(self, fen: int, keep_zero: bool = False) -> Value:
        """Return 分 as this office would type it."""
        if fen == 0 and not keep_zero:
            return {"blank": None, "zero": 0, "dash": "-"}[self.zero]
        exact = self.exact(fen)
        if self.number == "number":
            return exact
        return self._typed(exact)

    def _typed(self, exact: Decimal) -> str:
        places = max(2, -int(exact.as_tuple().exponent))
        plain = f"{abs(exact):.{places}f}"
        grouped = f"{abs(exact):,.{places}f}"
        if self.number == "int_text":
            plain = f"{abs(exact):f}"
        shown = {
            "text": plain,
            "int_text": plain,
            "thousands": grouped,
            "yen": "￥" + grouped,
            "full_width": grouped.translate(FULL_WIDTH),
            "spaces": f" {grouped}  ",
        }[self.number]
        if exact >= 0:
            return shown
        return {
            "minus": "-" + shown.strip(),
            "brackets": f"({shown.strip()})",
            "triangle": "△" + shown.strip(),
        }[self.negative]

    def sum_of(self, rows: list[int], column: int, fen: int) -> Value:
        """Return a total cell: a formula over ``rows`` with its cached value, or the typed amount."""
        if self.total != "formula" or self.number != "number" or not rows:
            return self.amount(fen)
        if rows == list(range(rows[0], rows[-1] + 1)):
            text = f"=SUM({a1(rows[0], column)}:{a1(rows[-1], column)})"
        else:
            text = "=" + "+".join(a1(row, column) for row in rows[:60])
        return Formula(text, self.exact(fen))

    def one_code(self, code: str, name: str) -> Value:
        """Return code and name in one cell."""
        forms = {
            "dash": f"{code}-{name}",
            "bracket": f"[{code}]{name}",
            "hashes": f"{code}##{name}##{abs(hash_of(code)):032X}"[:60],
            "space": f"{code} {name}",
            "tail": f"{name}（{code}）",
            "colon": f"{code}：{name}",
            "round": f"（{code}）{name}",
            "glued": f"{code}{name}",
            "code": code,
            "name": name,
        }
        if self.code == "code" and self.code_as_number:
            return int(code)
        return forms[self.code]

    def bare_code(self, code: str) -> Value:
        """Return a code in a column of its own."""
        if self.code_as_float:  # what a program that took the column for numbers writes into a text file
            return code + ".0"
        return int(code) if self.code_as_number else code

    def label(self, text: str) -> str:
        """Return a header's text, broken over two lines where the office does so."""
        if self.break_headers and len(text) >= 6:
            middle = len(text) // 2
            return text[:middle] + "\n" + text[middle:]
        return text

    def amount_header(self, text: str) -> str:
        """Return the header of an amount column, with the money if it stands there."""
        if self.money_at not in ("header", "both"):
            return text
        shape = ("{}（{}）", "{}({})", "{}[{}]")[self.head % 3]
        return shape.format(text, self.money)

    def money_line(self) -> str:
        """Return the note on the money in the title block, "" if it does not stand there."""
        if self.money_at not in ("title", "both"):
            return ""
        return ("单位：{}", "金额单位：{}", "单位:{}", "计量单位：人民币{}", "（单位：{}）")[
            self.head % 5
        ].format(self.money)

    def unit_line(self, unit: Unit) -> str:
        """Return the line of the title block that names the unit."""
        shapes = (
            "编制单位：{name}",
            "单位名称：{name}",
            "预算单位：{code} {name}",
            "编报单位（公章）：{name}",
            "部门：{name}",
        )
        return shapes[self.head % 5].format(name=unit.name, code=unit.code)


def hash_of(text: str) -> int:
    """Return a stable large number for a made-up GUID."""
    return int.from_bytes(random.Random(text).randbytes(16), "big")


def random_style(rng: random.Random) -> Style:
    """Draw one office's habits (only combinations that a person can still read)."""
    return Style(
        money=rng.choice(("元", "元", "万元")),
        money_at=rng.choice(("title", "title", "header", "both")),
        number=rng.choice(("number",) * 5 + ("text", "thousands", "yen", "full_width", "spaces")),
        zero=rng.choice(("blank", "blank", "zero", "dash")),
        negative=rng.choice(("minus", "brackets", "triangle")),
        code=rng.choice(CODES),
        code_as_number=rng.random() < 0.2,
        group=rng.choice(("repeat", "repeat", "merge", "blank")),
        total=rng.choice(("none", "bottom", "top", "formula")),
        total_word=rng.randrange(len(TOTALS)),
        page=rng.choice((0, 0, 0, 12)),
        head=rng.randrange(30),
        top=rng.choice((0, 0, 0, 2)),
        left=rng.choice((0, 0, 0, 1)),
        signature=rng.random() < 0.4,
        footnote=rng.choice(
            ("", "", "注：本表由财政业务系统自动生成。", "备注：1.数据以批复为准。2.不含追加。")
        ),
        sequence=rng.random() < 0.4,
        indent=rng.random() < 0.3,
        merged_header=rng.random() < 0.8,
        break_headers=rng.random() < 0.3,
        words=random_words(rng),
    )
