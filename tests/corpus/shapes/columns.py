"""The columns of long tables by id, in an office's wording and code style."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .. import wording
from ..grid import Value
from ..ledger import Line, Unit, economic_name, function_name, government_code, government_name
from ..style import Style
from .table import Column

Named = Callable[[Line], tuple[str, str]]


def columns_of(style: Style, units: dict[int, Unit], ids: Sequence[str]) -> list[Column]:
    """Return the columns for ``ids``; ``units`` gives the unit of a line by ``id(line)``."""
    made: list[Column] = []
    for one in ["sequence", *ids] if style.sequence and "sequence" not in ids else ids:
        made += _one(style, units, one)
    return made


def _one(style: Style, units: dict[int, Unit], one: str) -> list[Column]:
    words = style.words
    simple: dict[str, tuple[str, Callable[[Line], Value], bool]] = {
        "sequence": (words.text("sequence", wording.SEQUENCES), lambda line: None, False),
        "unit_code": ("单位编码", lambda line: units[id(line)].code, True),
        "unit_name": ("单位名称", lambda line: units[id(line)].name, True),
        "unit": ("预算单位", lambda line: f"{units[id(line)].code}-{units[id(line)].name}", True),
        "year": ("预算年度", lambda line: units[id(line)].year, False),
        "project_code": (
            words.text("project_code", wording.PROJECT_CODES),
            lambda line: line.project_code or f"{units[id(line)].code}R{line.economic}",
            False,
        ),
        "project_name": (
            words.text("project_name", wording.PROJECT_NAMES),
            wording.basic_project_name,
            False,
        ),
        "project": (
            words.text("project_name", wording.PROJECT_NAMES),
            lambda line: line.project,
            True,
        ),
        "project_class": (
            words.text("project_class", wording.PROJECT_CLASSES),
            words.project_class,
            False,
        ),
        "kind": (words.text("kind_header", wording.KIND_HEADERS), wording.kind, False),
        "kind_staffing": (words.text("kind_header", wording.KIND_HEADERS), words.kind_staffing, False),
        "staffing": (
            words.text("staffing_header", wording.STAFFING_HEADERS),
            lambda line: wording.STAFFINGS[line.staffing],
            False,
        ),
        "source": (
            words.text("source_header", wording.SOURCES_IN_ONE),
            lambda x: words.source(x.source),
            False,
        ),
        "procurement": ("是否政府采购", lambda line: "是" if line.procurement else "否", False),
        "note": (words.text("note", wording.NOTES), lambda line: None, False),
        "blank": ("经办人", lambda line: None, False),
        "office": ("业务处室", lambda line: "05-预算科", False),
        "payment": ("支付方式", lambda line: "国库集中支付", False),
        "document": ("指标文号", lambda line: f"预〔{units[id(line)].year}〕{line.fen % 89 + 1}号", False),
        "new_asset": ("是否新增资产配置", lambda line: "否", False),
    }
    if one in simple:
        header, text, group = simple[one]
        return [Column((header,), text=text, group=group, id=one)]
    if one == "fund_origin":
        fund, origin = wording.TWO_COLUMN_HEADERS[words.choice.get("two_headers", 0) % 3]
        return [
            Column((fund,), text=lambda line: words.fund_and_origin(line.source)[0], id="fund"),
            Column((origin,), text=lambda line: words.fund_and_origin(line.source)[1], id="origin"),
        ]
    if one == "function":
        stem = words.text("function", wording.FUNCTION_STEMS)
        return coded(style, stem, lambda x: (x.function, function_name(x.function)), one, (3, 5, 7))
    if one == "function_coded":  # code and name apart whatever the habit for the other columns
        return _one(style.with_(code="apart"), units, "function")
    if one == "economic_coded":
        return _one(style.with_(code="apart"), units, "economic")
    if one == "economic":
        stem = words.text("economic", wording.ECONOMIC_STEMS)
        return coded(style, stem, lambda x: (x.economic, economic_name(x.economic)), one, (3, 5))
    if one == "government":
        stem = words.text("government", wording.GOVERNMENT_STEMS)

        def government(line: Line) -> tuple[str, str]:
            code = government_code(line.economic, units[id(line)].nature)
            return code, government_name(code)

        return coded(
            style.with_(code="apart" if style.code.startswith("three") else style.code), stem, government
        )
    if one == "amount":
        header = words.text("amount", wording.AMOUNTS)
        return [Column((header,), fen=lambda line: line.fen, id="amount")]
    if one == "memo":
        return [Column(("其中：政府采购",), fen=lambda line: line.fen if line.procurement else 0, id="memo")]
    if one in AMOUNT_SETS:
        return amount_set(one, units)
    raise KeyError(one)


# Several amount columns of which one counts: the others are shares of it in permille.
AMOUNT_SETS: dict[str, tuple[tuple[str, int | None], ...]] = {
    "rounds": (("一上申报数", 1130), ("二上审核数", 1040), ("批复数", None)),
    "rounds_first": (("批复数", None), ("单位申报数", 1210), ("核减数", 210)),
    "years": (("{last}年预算数", 930), ("{year}年预算数", None), ("增减额", -70)),
    "allotted": (
        ("可分解合计", 1100),
        ("编入部门预算数", None),
        ("已办文下达", 400),
        ("待分解", 100),
    ),
    "change": (("上年预算数", 880), ("本年预算数", None), ("比上年增减", -120)),
}


def amount_set(one: str, units: dict[int, Unit]) -> list[Column]:
    """Return several amount columns of which the one without a share counts."""
    year = next(iter(units.values())).year
    made = []
    for header, share in AMOUNT_SETS[one]:
        text = header.format(year=year, last=year - 1)
        if share is None:
            made.append(Column((text,), fen=lambda line: line.fen, id="amount"))
            continue

        def other(line: Line, share: int = share) -> int:
            scaled = line.fen * abs(share) // 1000 // 10000 * 10000
            if share < 0:
                return line.fen - line.fen * (1000 + share) // 1000 // 10000 * 10000
            return scaled

        made.append(Column((text,), fen=other, id="amount_other"))
    return made


def indented(style: Style, name: str, level: int) -> str:
    """Return a name set in by its level where the office does so."""
    return "　" * level + name if style.indent else name


def coded(style: Style, stem: str, named: Named, id_: str = "", levels: tuple[int, ...] = ()) -> list[Column]:
    """Return the columns of a classification: one joined, two apart, or 类 款 项 and name."""
    depth = max(0, len(levels) - 1)

    def shown_name(line: Line) -> str:
        return indented(style, named(line)[1], depth)

    if style.code in ("three", "three_numbers") and levels:
        parent = stem + ("编码" if "编码" not in stem else "")
        marks = ("类", "款", "项")[: len(levels)]
        made = []
        start = 0
        for mark, end in zip(marks, levels, strict=True):

            def part(line: Line, start: int = start, end: int = end) -> Value:
                digits = named(line)[0][start:end]
                return int(digits) if style.code == "three_numbers" else digits

            made.append(Column((parent, mark), text=part, group=True, id=id_))
            start = end
        made.append(Column((stem + "名称",), text=shown_name, group=True, id=id_))
        return made
    if style.code in ("apart", "three", "three_numbers"):
        return [
            Column(
                (stem + style.words.code_suffix,),
                text=lambda x: style.bare_code(named(x)[0]),
                group=True,
                id=id_,
            ),
            Column((stem + "名称",), text=shown_name, group=True, id=id_),
        ]
    header = stem
    if style.code == "code":
        header = stem + style.words.code_suffix
    elif style.code == "name":
        header = stem + "名称"
    return [Column((header,), text=lambda line: style.one_code(*named(line)), group=True, id=id_)]
