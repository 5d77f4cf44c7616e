"""Tables that stand side by side under one header: 收入 | 预算数 | 支出 | 预算数, or one list in two halves."""

from __future__ import annotations

from converter.recognition.headwords import HeadWord
from converter.recognition.knowledge import Knowledge
from converter.recognition.mapping import Meaning

_INCOME, _SPENDING = "收入", "支出"
_BY = "按"


def split_sides(paths: dict[int, tuple[str, ...]], knowledge: Knowledge) -> list[list[int]]:
    """Return the groups of columns that are tables of their own, from left to right; usually one.

    A new side begins at a label column behind amounts whose header stands once more, or that turns from
    收入 to 支出, if amounts follow it.
    """
    columns = sorted(paths)
    words = {c: [knowledge.heads.of(text) for text in paths[c]] for c in columns}
    starts = [columns[0]] if columns else []
    for index, column in enumerate(columns):
        left = [c for c in columns[:index] if c >= starts[-1]]
        if not _is_label(words[column]) or not any(_is_amount(words[c]) for c in left):
            continue
        labels = [c for c in left if _is_label(words[c])]
        if not labels or not any(_is_amount(words[c]) for c in columns[index + 1 :]):
            continue
        other_head = _other_head(column, left, columns[index:], paths, words)
        if other_head or _again(column, labels, paths, words) or _turns(column, labels, paths):
            starts.append(column)
    bounds = [*starts[1:], (columns[-1] + 1) if columns else 0]
    return [[c for c in columns if start <= c < end] for start, end in zip(starts, bounds, strict=True)]


def _is_label(words: list[HeadWord]) -> bool:
    leaf = words[-1] if words else HeadWord("")
    if leaf.vague:
        return leaf.meaning is Meaning.ITEM
    return (
        leaf.meaning is Meaning.ITEM
        or leaf.subject in ("function", "economic", "account", "project")
        or (leaf.meaning in (Meaning.FUNCTION, Meaning.ECONOMIC, Meaning.PROJECT_NAME))
    )


def _is_amount(words: list[HeadWord]) -> bool:
    leaf = words[-1] if words else HeadWord("")
    return (leaf.says_amount and not leaf.vague) or leaf.meaning is Meaning.AMOUNT


def _again(
    column: int, labels: list[int], paths: dict[int, tuple[str, ...]], words: dict[int, list[HeadWord]]
) -> bool:
    leaf = words[column][-1]
    if leaf.vague and leaf.text.startswith(_BY):
        return True  # 按功能分类 | 预算数 | 按经济分类 | 预算数
    for other in labels:
        if words[other][-1].text != leaf.text:
            continue
        if leaf.vague or paths[other] == paths[column]:
            return True
    return False


def _other_head(
    column: int,
    left: list[int],
    rest: list[int],
    paths: dict[int, tuple[str, ...]],
    words: dict[int, list[HeadWord]],
) -> bool:
    """Return whether a head of its own (项目支出) stands over a whole table here, another (基本支出) over the
    one to the left: labels and amounts under each, none of the columns to the left under neither."""
    top = paths[column][0] if len(paths[column]) > 1 else ""
    heads = {paths[c][0] for c in left if paths[c]}
    if not top or len(heads) != 1 or top in heads or any(len(paths[c]) < 2 for c in left if paths[c]):
        return False
    own = [c for c in rest if paths[c][:1] == (top,)]
    named = [c for c in own if _is_label(words[c])]
    return bool(named) and any(_is_amount(words[c]) for c in own) and len(named) < len(own)


def _turns(column: int, labels: list[int], paths: dict[int, tuple[str, ...]]) -> bool:
    here = "/".join(paths[column])
    left = "/".join(text for other in labels for text in paths[other])
    return _SPENDING in here and _INCOME not in here and _INCOME in left and _SPENDING not in left
