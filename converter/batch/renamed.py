"""Units that may have been renamed since last year (可能是改名): proposed, and matched only when confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from converter.batch.last_years import Matches, OldUnit
from converter.batch.words import BatchWords, bare_name
from converter.findings import Finding, Place, error, warning
from converter.ledger.model import UnitKey
from converter.reading.model import CellValue
from converter.recognition.words import normal

# The headers of the list, as the summary prints them.
SITUATION, CODE, NOW, BEFORE, CONFIRMED = "情况", "编码", "本年单位", "上年单位", "确认改名"
MAYBE = "可能是改名"
_NOW = frozenset(map(normal, (NOW, "新名称", "现名称", "本年名称", "现单位名称", "更名后")))
_BEFORE = frozenset(map(normal, (BEFORE, "原名称", "旧名称", "曾用名", "上年名称", "原单位名称", "更名前")))
_YES = frozenset(map(normal, ("是", "√", "✓", "✔", "y", "yes", "对", "确认")))
_HEAD_ROWS = 12
# How alike two names must be, of 100; for units of one department less is enough.
_ALIKE, _ALIKE_IN_DEPARTMENT = 60, 45
_MOST_COMPARED = 250_000


class Renaming(NamedTuple):
    """A unit's name (and code, "" if not told) this year and its name last year."""

    code: str
    now: str
    before: str


def read_renamings(path: Path) -> tuple[list[Renaming], list[Finding]]:
    """Read a list of renamed units: 批量结果 with 确认改名 filled in, or any list of new and old names."""
    from converter.reading import read_file

    source = read_file(path)
    if not source.readable:
        return [], list(source.findings)
    found: list[Renaming] = []
    for sheet in source.sheets:
        for number, row in enumerate(sheet.rows[:_HEAD_ROWS]):
            heads = {normal(value): i for i, value in enumerate(row) if isinstance(value, str)}
            now = next((i for head, i in heads.items() if head in _NOW), None)
            before = next((i for head, i in heads.items() if head in _BEFORE), None)
            if now is not None and before is not None:
                marked, code = heads.get(normal(CONFIRMED)), heads.get(normal(CODE))
                for one in sheet.rows[number + 1 :]:
                    told = Renaming(_text(one, code), _text(one, now), _text(one, before))
                    if told.now and told.before and (marked is None or normal(_text(one, marked)) in _YES):
                        found.append(told)
                break
    if not found:
        told_how = (
            f"“{path.name}”里没有确认的改名。请在批量结果的“与上年对应”页的“{CONFIRMED}”栏填“是”，"
            f"或列成两栏“{NOW}”“{BEFORE}”，再用 --renamed 给出。"
        )
        return [], [error("O81", told_how, Place(file=str(path)))]
    return found, []


def _text(row: Sequence[CellValue], column: int | None) -> str:
    value = row[column] if column is not None and column < len(row) else None
    return "" if value is None else str(value).strip()


def with_renamings(before: Sequence[OldUnit], renamings: Sequence[Renaming]) -> list[OldUnit]:
    """Return last year's units under this year's names where a person confirmed that they were renamed."""
    known = {normal(one.before): one for one in renamings}
    found = []
    for old in before:
        one = known.get(normal(old.key.name))
        found.append(
            replace(old, key=UnitKey(one.code, one.now), was=old.key.name) if one is not None else old
        )
    return found


def likely_renamings(matches: Matches, words: BatchWords) -> list[tuple[UnitKey, UnitKey, str]]:
    """Return (this year's unit, last year's unit, why) of units that found nobody and may be each other.

    Each is in one pair at most: that of the names most alike, if neither is as much like another; else the only
    unit that is left on both sides.
    """
    new, old = matches.new, matches.closed
    if not new or not old or len(new) * len(old) > _MOST_COMPARED:
        return []
    from rapidfuzz.fuzz import ratio

    names = [normal(key.name) for key in (*new, *old, *matches.of)]
    # The county's name stands in front of all and says nothing.
    common = sum(1 for _ in takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False)))

    def plain(key: UnitKey) -> str:
        return bare_name(key.name, words)[common:]

    scores = [(ratio(plain(n), plain(o)), i, j) for i, n in enumerate(new) for j, o in enumerate(old)]
    table = {(i, j): score for score, i, j in scores}
    found: list[tuple[UnitKey, UnitKey, str]] = []
    left_new, left_old = set(range(len(new))), set(range(len(old)))
    for score, i, j in sorted(scores, key=lambda one: (-one[0], one[1], one[2])):
        together = _department(new[i], words) and _department(new[i], words) == _department(old[j], words)
        if i not in left_new or j not in left_old or score < (_ALIKE_IN_DEPARTMENT if together else _ALIKE):
            continue
        rivals = [table[i, b] for b in left_old if b != j] + [table[a, j] for a in left_new if a != i]
        if all(rival < score for rival in rivals):
            found.append((new[i], old[j], "同一部门，名称相近" if together else "名称相近"))
            left_new.discard(i)
            left_old.discard(j)
    if len(left_new) == len(left_old) == 1:
        found.append((new[left_new.pop()], old[left_old.pop()], "两年里只剩这一对没有对应"))
    return found


def _department(key: UnitKey, words: BatchWords) -> str:
    return key.code[: words.department_digits] if len(key.code) > words.department_digits else ""


def told_of(likely: Iterable[tuple[UnitKey, UnitKey, str]]) -> list[Finding]:
    """Return what is said of units that may have been renamed."""
    pairs = [f"{now.name}（上年 {old.name}，{why}）" for now, old, why in likely]
    if not pairs:
        return []
    return [
        warning(
            "O82",
            f"有 {len(pairs)} 个单位可能是改名，没有当作同一个单位：{'；'.join(pairs[:10])}。确是改名的，请在批量结果的"
            f"“与上年对应”页的“{CONFIRMED}”栏填“是”，用 --renamed 给出这个文件再运行一次，上年数就会对上。",
        )
    ]
