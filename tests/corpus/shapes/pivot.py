"""Tables with amounts spread over columns: sources of funds, kinds of spending, economic classes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..grid import Grid, Path
from ..ledger import BASIC, PERSONNEL, PROJECT, PUBLIC, SOURCES, Line, Unit, economic_name
from ..style import Style
from .columns import columns_of
from .table import Column, Item, Row, draw, spread, title_block
from .trees import economic_tree, function_tree

Test = Callable[[Line], bool]
Spread = Sequence[tuple[Path, Test]]

KEYS: dict[str, Callable[[Line], object]] = {
    "function": lambda x: x.function,
    "economic": lambda x: x.economic,
    "economic_coded": lambda x: x.economic,
    "kind": lambda x: x.kind,
    "kind_staffing": lambda x: (x.kind, x.staffing),
    "staffing": lambda x: x.staffing,
    "project": lambda x: x.project,
    "project_name": lambda x: (x.kind, x.staffing, x.project),
    "project_code": lambda x: x.project_code,
    "project_class": lambda x: (x.kind, x.staffing),
    "source": lambda x: x.source,
    "fund_origin": lambda x: x.source,
}
ANY: Test = lambda line: True  # noqa: E731


def of(*sources: str) -> Test:
    """Return the test for sources of funds."""
    return lambda line: line.source in sources


def rows_by(lines: Iterable[Line], ids: Sequence[str]) -> list[Row]:
    """Return lines gathered into rows that agree in the columns ``ids``, in sorted order."""
    keys = [KEYS[one] for one in ids if one in KEYS]
    gathered: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        gathered.setdefault(tuple(key(line) for key in keys), []).append(line)
    return [Row(tuple(own)) for _, own in sorted(gathered.items(), key=lambda item: str(item[0]))]


def pivot(
    unit: Unit,
    style: Style,
    ids: Sequence[str],
    amounts: Spread,
    *,
    name: str,
    title: str,
    lines: Iterable[Line] | None = None,
    tree: str = "none",
    total: str | None = "合计",
) -> Grid:
    """Return a sheet whose rows are ``ids`` and whose amount columns are ``amounts``.

    ``tree``: none, function (类 and 款 rows; 项 rows too where a row is finer), economic (类 rows),
    function_rows (rows of 类 款 项, the lines below them without code, as in systems' print-outs).
    """
    grid = Grid(name)
    add_pivot(grid, unit, style, ids, amounts, title=title, lines=lines, tree=tree, total=total)
    return grid


def add_pivot(
    grid: Grid,
    unit: Unit,
    style: Style,
    ids: Sequence[str],
    amounts: Spread,
    *,
    title: str,
    lines: Iterable[Line] | None = None,
    tree: str = "none",
    total: str | None = "合计",
) -> int:
    """Draw the table of ``pivot`` on ``grid``; return the first free row."""
    own = list(unit.lines if lines is None else lines)
    columns = [*columns_of(style, {id(line): unit for line in own}, ids), *spread(amounts)]
    top = title_block(grid, style, unit, title, len(columns))
    body: list[Item] = list(rows_by(own, ids))
    if tree == "function":
        finer = any(
            one in ids
            for one in ("economic", "economic_coded", "kind", "kind_staffing", "project", "project_name")
        )
        body = function_tree(style, columns, body, (3, 5, 7) if finer else (3, 5))
    elif tree == "function_rows":
        body = function_tree(style, columns, body)
        columns = [
            Column(column.path, text=lambda line: None, id="function") if column.id == "function" else column
            for column in columns
        ]
    elif tree == "economic":
        body = economic_tree(style, columns, body)
    if not own:
        body = []
    return draw(grid, style, columns, body, top, total)


# --- sources of funds across ---------------------------------------------------------------------------


def _three_level() -> Spread:
    funds = (
        ("general", "一般公共预算"),
        ("fund", "政府性基金预算"),
        ("capital", "国有资本经营预算"),
    )
    made: list[tuple[Path, Test]] = [(("总计",), ANY)]
    for fund, name in funds:
        made.append((("本年财政拨款", name, "本级安排"), of(fund)))
        made.append((("本年财政拨款", name, "上级转移支付"), of(fund + "_upper")))
    made.append((("财政专户管理资金",), of("special")))
    for source, name in _UNIT_MONEY:
        made.append((("单位资金", name), of(source)))
    for fund, name in funds:
        made.append((("上年结转结余", "财政拨款结转", name), of("carry_" + fund)))
    made.append((("上年结转结余", "非财政拨款结转结余", "财政专户"), of("carry_special")))
    made.append((("上年结转结余", "非财政拨款结转结余", "单位资金"), of("carry_unit")))
    return made


_UNIT_MONEY = (
    ("business", "事业收入"),
    ("superior", "上级补助收入"),
    ("affiliate", "附属单位上缴收入"),
    ("operating", "事业单位经营收入"),
    ("other", "其他收入"),
)
_FISCAL = ("general", "general_upper", "fund", "fund_upper", "capital", "capital_upper")
_UNIT = tuple(source for source, _ in _UNIT_MONEY)
_CARRIED_FISCAL = ("carry_general", "carry_fund", "carry_capital")


def _published() -> Spread:
    """The columns of the published income table, with the kinds of unit money and carry-over told apart."""
    fiscal = "财政拨款(补助)"
    return [
        (("总计",), ANY),
        ((fiscal, "财政拨款(补助)小计"), of(*_FISCAL)),
        ((fiscal, "一般公共预算"), of("general")),
        ((fiscal, "上级一般公共预算安排的转移支付"), of("general_upper")),
        ((fiscal, "政府性基金预算"), of("fund")),
        ((fiscal, "上级政府性基金安排的转移支付"), of("fund_upper")),
        ((fiscal, "国有资本经营预算"), of("capital")),
        ((fiscal, "上级国有资本经营预算安排的转移支付"), of("capital_upper")),
        (("财政专户（教育收费）",), of("special")),
        (("单位资金", "小计"), of(*_UNIT)),
        *((("单位资金", name), of(source)) for source, name in _UNIT_MONEY),
        (("财政拨款结转", "小计"), of(*_CARRIED_FISCAL)),
        (("财政拨款结转", "一般公共预算"), of("carry_general")),
        (("财政拨款结转", "政府性基金预算"), of("carry_fund")),
        (("财政拨款结转", "国有资本经营预算"), of("carry_capital")),
        (("非财政拨款结转结余", "小计"), of("carry_special", "carry_unit")),
        (("非财政拨款结转结余", "财政专户"), of("carry_special")),
        (("非财政拨款结转结余", "单位资金"), of("carry_unit")),
    ]


def _two_level() -> Spread:
    made: list[tuple[Path, Test]] = [(("合计",), ANY)]
    for fund, name in (
        ("general", "一般公共预算拨款"),
        ("fund", "政府性基金预算拨款"),
        ("capital", "国有资本经营预算拨款"),
    ):
        made.append(((name, "小计"), of(fund, fund + "_upper")))
        made.append(((name, "本级财力"), of(fund)))
        made.append(((name, "上级转移支付"), of(fund + "_upper")))
    made.append((("财政专户管理资金",), of("special")))
    made.append((("单位资金", "小计"), of(*_UNIT)))
    made += [(("单位资金", name), of(source)) for source, name in _UNIT_MONEY]
    made.append((("上年结转", "小计"), of(*(source for source in SOURCES if source.startswith("carry")))))
    for source, name in (
        ("carry_general", "一般公共预算"),
        ("carry_fund", "政府性基金预算"),
        ("carry_capital", "国有资本经营预算"),
        ("carry_special", "财政专户管理资金"),
        ("carry_unit", "单位资金"),
    ):
        made.append((("上年结转", name), of(source)))
    return made


def _one_level() -> Spread:
    names = {
        "general": "一般公共预算拨款",
        "general_upper": "上级一般公共预算转移支付",
        "fund": "政府性基金预算拨款",
        "fund_upper": "上级政府性基金转移支付",
        "capital": "国有资本经营预算拨款",
        "capital_upper": "上级国有资本经营预算转移支付",
        "special": "财政专户管理资金",
        "business": "事业收入",
        "superior": "上级补助收入",
        "affiliate": "附属单位上缴收入",
        "operating": "事业单位经营收入",
        "other": "其他收入",
        "carry_general": "一般公共预算上年结转",
        "carry_fund": "政府性基金上年结转",
        "carry_capital": "国有资本经营预算上年结转",
        "carry_special": "财政专户资金上年结转",
        "carry_unit": "单位资金上年结转",
    }
    return [(("合计",), ANY), *(((name,), of(source)) for source, name in names.items())]


SOURCE_SPREADS: dict[str, Callable[[], Spread]] = {
    "three": _three_level,
    "published": _published,
    "two": _two_level,
    "one": _one_level,
}


def sources_across(which: str, unit: Unit | None = None) -> Spread:
    """Return amount columns by source of funds; with ``unit`` only the columns that it needs."""
    full = SOURCE_SPREADS[which]()
    if unit is None:
        return full
    return [(path, test) for path, test in full if any(test(line) for line in unit.lines)]


# --- kinds, staffing, economic classes across -----------------------------------------------------------


def kinds_across(which: str = "plain") -> Spread:
    """Return 合计, 基本支出 and 项目支出; ``split`` tells personnel and public apart."""
    basic: Test = lambda line: line.kind == BASIC  # noqa: E731
    project: Test = lambda line: line.kind == PROJECT  # noqa: E731
    if which == "plain":
        return [(("合计",), ANY), (("基本支出",), basic), (("项目支出",), project)]
    return [
        (("合计",), ANY),
        (("基本支出", "小计"), basic),
        (("基本支出", "人员经费"), lambda line: line.staffing == PERSONNEL),
        (("基本支出", "公用经费"), lambda line: line.staffing == PUBLIC),
        (("项目支出",), project),
    ]


def funds_by_kind() -> Spread:
    """Return 合计 and, for each fund, 小计, 基本支出 and 项目支出 (current-year fiscal money)."""
    made: list[tuple[Path, Test]] = [(("合计",), ANY)]
    for fund, name in (
        ("general", "一般公共预算"),
        ("fund", "政府性基金预算"),
        ("capital", "国有资本经营预算"),
    ):
        own = (fund, fund + "_upper")
        made.append(((name, "小计"), of(*own)))
        for kind, label in ((BASIC, "基本支出"), (PROJECT, "项目支出")):
            made.append(
                ((name, label), lambda x, own=own, kind=kind: x.source in own and x.kind == kind)  # type: ignore[misc]
            )
    return made


def classes_across(lines: Iterable[Line] = ()) -> Spread:
    """Return the total and the ten economic classes (only those of ``lines`` if given)."""
    wanted = sorted({line.economic[:3] for line in lines}) or list(_CLASSES)
    return [
        (("项目支出合计",), ANY),
        *(
            ((economic_name(code),), lambda line, code=code: line.economic.startswith(code))
            for code in wanted
        ),
    ]


_CLASSES = ("301", "302", "303", "307", "309", "310", "311", "312", "313", "399")


def economics_across(lines: Sequence[Line], label: str = "name") -> Spread:
    """Return the total and, for each economic class, 小计 and its 款 that occur in ``lines``.

    ``label``: name, code_name (30101基本工资), under (the code on a line of its own below the name).
    """
    codes = sorted({line.economic for line in lines})
    made: list[tuple[Path, Test]] = [(("合计",), ANY)]

    def shown(code: str) -> tuple[str, ...]:
        name = economic_name(code)
        if label == "code_name":
            return (f"{code}{name}",)
        return (name, code) if label == "under" else (name,)

    for group in sorted({code[:3] for code in codes}):
        parent = shown(group)[0]
        made.append(
            ((parent, "小计"), lambda line, group=group: line.economic.startswith(group))  # type: ignore[misc]
        )
        for code in codes:
            if code.startswith(group):
                made.append(((parent, *shown(code)), lambda line, code=code: line.economic == code))  # type: ignore[misc]
    return made
