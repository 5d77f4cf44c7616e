"""Amount columns: which of them count, and what each fixes itself (source, kind, economic class …)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from converter.reading.model import column_letters
from converter.recognition.amount_draft import PHASE_NAMES, PHASES, Amount, tells_part, total_behind
from converter.recognition.amounts_repeated import finest_money
from converter.recognition.column_draft import Draft
from converter.recognition.grid import Grid, amount_of, is_number
from converter.recognition.headwords import HeadWord
from converter.recognition.knowledge import Knowledge
from converter.recognition.mapping import Meaning
from converter.recognition.profiles import column_values, sample_rows
from converter.recognition.segmenting import Table
from converter.recognition.values import Values


class AmountReader:
    """Understands the amount columns of one table. ``year`` is the budget year if title or cover tell it."""

    def __init__(
        self, knowledge: Knowledge, values: Values, grid: Grid, table: Table, year: int | None
    ) -> None:
        self._knowledge = knowledge
        self._values = values
        self._grid = grid
        self._table = table
        self._year = year
        self._rows = sample_rows(table)
        self.questions: list[tuple[str, list[Draft]]] = []  # (what is asked, columns)

    def read(self, drafts: Sequence[Draft]) -> None:
        """Settle every draft that is still open: amount columns, and what is not understood."""
        amounts: list[Amount] = []
        for draft in drafts:
            if draft.meaning is Meaning.AMOUNT and draft.leaf.meaning in (Meaning.FUND, Meaning.ORIGIN):
                amounts.append(Amount(draft))
            elif draft.meaning is Meaning.AMOUNT:
                amounts.append(self._amount(draft))
            elif draft.meaning is None:
                amount = self._open(draft)
                if amount is not None:
                    amounts.append(amount)
        for draft in drafts:
            if draft.meaning is Meaning.COUNT and "增减" in draft.leaf.text and amounts:
                draft.settle(Meaning.AMOUNT_OTHER, f"表头“{draft.header}”，增减变动，不计入")
        self._items(amounts)
        self._codes(amounts)
        self._phases(amounts)
        self._origins(amounts)
        self._parts(amounts)
        self._rivals(amounts)
        for amount in amounts:
            self._tell(amount)

    def _open(self, draft: Draft) -> Amount | None:
        leaf, profile = draft.leaf, draft.profile
        said = f"表头“{draft.header}”" if draft.header else "没有表头"
        if leaf.says_amount or (leaf.vague and leaf.meaning is Meaning.ITEM and not draft.doubt):
            if profile.texts and profile.share("number") == 0 and not leaf.amount:
                draft.settle(Meaning.NOTE, f"{said}，内容是文字，不是金额", 0.8)
                return None
            return self._amount(draft)
        if draft.path and self._values.is_unit(draft.path[-1]) and not profile.texts:
            return self._amount(draft)  # units across the columns
        if not self._holds_money(draft.column):
            if profile.empty:
                draft.settle(Meaning.IGNORED, f"{said}，没有数据", 0.9)
            elif profile.texts:
                draft.settle(Meaning.NOTE, f"{said}，内容是文字，不参与计算", 0.8)
            else:
                draft.settle(Meaning.IGNORED, f"{said}，没有金额", 0.8)
            return None
        draft.meaning = Meaning.UNKNOWN
        draft.confidence = 0.0
        if not draft.doubt:
            asked = draft.path and self._knowledge.vocabulary.sources.asked(draft.path[-1])
            draft.doubt = f"{said}下有数字，" + (
                "这个词可以指几种资金来源，要说明是哪一种" if asked else "但不认得这个表头"
            )
        draft.evidence = draft.doubt
        return None

    def _holds_money(self, column: int) -> bool:
        """Return whether any cell of the column (all rows, not a sample) holds a number other than zero."""
        for value in column_values(self._grid, self._table, column):
            if value is not None and value != "" and is_number(value) and amount_of(value):
                return True
        return any(
            self._table.first <= row <= self._table.last and c == column
            for row, c in (*self._grid.sheet.uncached, *self._grid.sheet.errors)
        )

    def _amount(self, draft: Draft) -> Amount:
        """Sum up the words of the header path, the lowest weighing most."""
        amount = Amount(draft)
        draft.settle(Meaning.AMOUNT, "", 1.0)
        source = ""
        for word in draft.words:
            if word.source:
                words = self._knowledge.vocabulary
                merged = words.merge_sources(source, word.source)
                if merged is None and word.half_source:
                    merged = words.merge_sources(source, word.half_source)
                if merged is None:
                    self._contradicts(draft)
                    return amount
                source = merged
            if word.kind:
                old = draft.dims.get("kind", "")
                if not word.kind.startswith(old) and not old.startswith(word.kind):
                    self._contradicts(draft)
                    return amount
                draft.dims["kind"] = max(old, word.kind, key=len)
            self._add(amount, word)
        if source:
            draft.dims["source"] = source
        for text, word in zip(draft.path, draft.words, strict=True):
            if not word.known and self._values.is_unit(text):
                draft.dims["unit"] = text
        if not all(word.known for word in draft.words):
            draft.confidence = 0.85
        return amount

    def _add(self, amount: Amount, word: HeadWord) -> None:
        if word.economic:
            over = amount.economic
            inside = tuple(c for c in word.economic if any(c.startswith(p) and c != p for p in over))
            amount.economic = inside or word.economic
        if word.function:
            amount.function = word.function
        if word.item:
            amount.draft.dims["item"] = word.item
        if word.phase and (not amount.phase or PHASES.index(word.phase) < PHASES.index(amount.phase)):
            amount.phase = word.phase
        if word.year is not None:
            amount.year = word.year
        amount.memo = amount.memo or word.memo
        amount.procurement = amount.procurement or word.procurement
        amount.total = word.total or (amount.total and not word.source and not word.kind)

    def _contradicts(self, draft: Draft) -> None:
        draft.meaning = Meaning.UNKNOWN
        draft.confidence = 0.0
        draft.doubt = f"表头“{draft.header}”上下几层的词互相矛盾"
        draft.evidence = draft.doubt

    def _items(self, amounts: list[Amount]) -> None:
        """Decide between an item of 三公经费 and an economic 款 of the same name."""
        three_public = any(
            word.item and not word.economic for amount in amounts for word in amount.draft.words
        )
        everything = self._knowledge.vocabulary.three_public_of("三公经费")
        for amount in amounts:
            item = amount.dims.get("item")
            if not item:
                continue
            if three_public and self._knowledge.vocabulary.three_public_of(item) != everything:
                amount.economic = ()
            else:
                del amount.dims["item"]

    def _codes(self, amounts: list[Amount]) -> None:
        """Settle economic and functional codes of headers; a name with several codes by its neighbours."""
        economic = [a for a in amounts if a.economic]
        functional = [a for a in amounts if a.function and not a.economic]
        across = [a for a in functional if "source" not in a.dims]
        for amount in functional:
            if "source" not in amount.dims:
                continue
            if len(across) >= 2:
                del amount.dims["source"]
            else:
                amount.function = ()
        for amount in amounts:
            if amount.economic and amount.function and len(functional) > len(economic) / 2:
                amount.economic = ()
        for index, amount in enumerate(amounts):
            if amount.economic:
                code = self._one_code(amounts, index)
                if code is None:
                    names = "、".join(amount.economic)
                    amount.draft.meaning = Meaning.UNKNOWN
                    amount.draft.confidence = 0.0
                    amount.draft.doubt = f"表头“{amount.draft.header}”可以是 {names}，看不出是哪一个"
                    amount.draft.evidence = amount.draft.doubt
                else:
                    amount.dims["economic"] = code
                    amount.economic = (code,)
            elif amount.function:
                amount.dims["function"] = amount.function[0]

    def _one_code(self, amounts: list[Amount], index: int) -> str | None:
        codes = amounts[index].economic
        if len(codes) == 1:
            return codes[0]
        taken = {a.economic[0] for i, a in enumerate(amounts) if i != index and len(a.economic) == 1}
        codes = tuple(code for code in codes if code not in taken) or codes
        if len(codes) == 1:
            return codes[0]
        widest = min(codes, key=len)
        if all(code.startswith(widest) for code in codes):
            return widest  # 399 and 39999 are both 其他支出: the class holds either
        lengths = {len(a.economic[0]) for i, a in enumerate(amounts) if i != index and len(a.economic) == 1}
        if lengths == {3}:
            classes = [code for code in codes if len(code) == 3]
            return classes[0] if len(classes) == 1 else None
        for step in (-1, 1):
            other = index + step
            while 0 <= other < len(amounts):
                near = amounts[other].economic
                if len(near) == 1:
                    fitting = [code for code in codes if code[:3] == near[0][:3]]
                    if len(fitting) == 1:
                        return fitting[0]
                    break
                other += step
        return None

    def _phases(self, amounts: list[Amount]) -> None:
        """Tell this year's figure from drafts, last year's, changes and execution."""
        years = {a.year for a in amounts if a.year is not None}
        this = self._year
        if years and (this is None or (this not in years and this + 1 in years)):
            this = max(years)
        last_words = any(a.phase == "last" for a in amounts)
        for amount in amounts:
            if not amount.counts:
                continue
            if amount.year is not None and this is not None and amount.phase in ("", "this", "approved"):
                if amount.year == this - 1 and (len(years) > 1 or not last_words):
                    amount.phase = "last"
                elif amount.year not in (this, this - 1):
                    amount.phase = "executed"
                    amount.why.append(f"{amount.year}年的数")
            if amount.phase == "last":
                amount.draft.meaning = Meaning.AMOUNT_LAST_YEAR
            elif amount.phase in ("change", "executed", "requested"):
                amount.draft.meaning = Meaning.AMOUNT_OTHER
                amount.why.append(f"{PHASE_NAMES[amount.phase]}，不计入")
            elif amount.procurement:
                amount.draft.meaning = Meaning.AMOUNT_MEMO
                amount.dims["procurement"] = "yes"
                amount.why.append("其中政府采购的部分，不重复计入")
        approved = [a for a in amounts if a.counts and a.phase == "approved"]
        if approved:
            known = [a.dims for a in approved]
            for amount in amounts:
                if amount.counts and amount.phase != "approved" and amount.dims in known and not amount.memo:
                    amount.draft.meaning = Meaning.AMOUNT_OTHER
                    amount.why.append("另有批复（核定）数，以批复数为准")
        counting = [a for a in amounts if a.counts]
        drafts = [a.draft for a in amounts if a.phase == "requested"]
        if not counting and drafts and not any(a.phase == "last" for a in amounts):
            self.questions.append(("只有申报、审核或控制数，没有批复数或预算数，要说明哪一列算数", drafts))

    def _origins(self, amounts: list[Amount]) -> None:
        """Let 一般公共预算 beside a column 上级… mean the own share; 本年 say nothing without 结转 beside it."""
        counting = [a for a in amounts if a.counts]
        sources = {a.dims.get("source", "") for a in counting}
        carried = any(source.startswith("carry") for source in sources)
        for amount in counting:
            source = amount.dims.get("source", "")
            if source == "current" and not carried:
                del amount.dims["source"]
            upper = f"{source}.upper"
            if f"{source}.local" not in self._knowledge.vocabulary.sources.ids or amount.total or amount.memo:
                continue
            siblings = [a for a in counting if a.dims.get("source") == upper and not a.memo]
            if any(a.draft.path[: len(amount.draft.path)] != amount.draft.path for a in siblings) and not any(
                a.dims.get("source") == f"{source}.local" for a in counting
            ):
                amount.dims["source"] = f"{source}.local"
                amount.why.append(f"旁边另有“{siblings[0].draft.leaf.text}”列，这里指本级")

    def _parts(self, amounts: list[Amount]) -> None:
        """Turn 其中 columns into memo columns unless together they make up the whole."""
        index = 0
        while index < len(amounts):
            amount = amounts[index]
            if not (amount.counts and amount.memo):
                index += 1
                continue
            group = [amount]
            for other in amounts[index + 1 :]:
                if not other.counts or set(other.dims) != set(amount.dims) or other.total:
                    break
                group.append(other)
            whole = next((a for a in reversed(amounts[:index]) if a.counts and not a.memo), None)
            whole = whole or total_behind(amounts[index + len(group) :])
            if whole is not None and self._adds_up(whole, group):
                amount.why.append(f"各列之和等于“{whole.draft.leaf.text}”列")
                index += len(group)
                continue
            local = [a for a in group if a.dims.get("source", "").endswith(".local")]
            if whole is not None and local and "source" not in whole.dims:
                self.questions.append(
                    (
                        f"“{whole.draft.leaf.text}”里除“{local[0].draft.leaf.text}”等以外的部分没有写明资金来源，"
                        "要说明各列是什么（上级转移支付、上年结转等各加一列）",
                        [whole.draft, *(a.draft for a in group)],
                    )
                )
            for other in group:
                if other.memo and whole is not None and tells_part(other, whole):
                    other.why.append(f"“{whole.draft.leaf.text}”列里的一部分")
                elif other.memo:
                    other.draft.meaning = Meaning.AMOUNT_MEMO
                    other.why.append("其中数，不重复计入")
            index += 1

    def _adds_up(self, whole: Amount, parts: list[Amount]) -> bool:
        """Return whether the parts add up to the whole in every sampled row, some of them not zero."""
        seen = False
        for row in self._rows:
            total = amount_of(self._grid.value(row, whole.draft.column)) or Decimal(0)
            added = sum(
                (amount_of(self._grid.value(row, part.draft.column)) or Decimal(0) for part in parts),
                Decimal(0),
            )
            if total != added:
                return False
            seen = seen or bool(total)
        return seen

    def _rivals(self, amounts: list[Amount]) -> None:
        """Among columns that say the same, find parts of one source, repetitions, and true rivals (asked)."""
        groups: dict[tuple[tuple[str, str], ...], list[Amount]] = {}
        for amount in amounts:
            if amount.counts:
                groups.setdefault(tuple(sorted(amount.dims.items())), []).append(amount)
        for group in groups.values():
            if len(group) < 2:
                continue
            totals = [a for a in group if a.total]
            parts = [a for a in group if not a.total]
            if len(totals) == 1 and len(parts) > 1 and self._adds_up(totals[0], parts):
                self._memo(totals[0], "下分各列属同一来源，以各列为准")
                totals = []
            elif totals and parts and self._all_equal(group):
                for repeated in totals:
                    self._memo(repeated, f"与“{parts[0].draft.header}”列相同")
                totals = []
            remaining = totals + parts
            empty = [a for a in remaining if not self._holds_money(a.draft.column)]
            if 0 < len(empty) < len(remaining):
                for amount in empty:
                    self._memo(amount, "没有金额")
                remaining = [a for a in remaining if a not in empty]
            if len(remaining) < 2:
                continue
            finest = finest_money(remaining, self._rows, self._grid)
            if finest is not None:
                for repeated in remaining:
                    if repeated is not finest:
                        self._memo(repeated, f"与“{finest.draft.header}”列相同，只是单位不同")
            elif self._all_equal(remaining):
                for repeated in remaining[1:]:
                    self._memo(repeated, f"与“{remaining[0].draft.header}”列相同")
            elif totals or not self._distinct_parts(parts):
                names = "、".join(f"{column_letters(a.draft.column)} 列“{a.draft.header}”" for a in remaining)
                self.questions.append(
                    (f"{names} 几列都像预算数，要说明哪一列算数", [a.draft for a in remaining])
                )

    @staticmethod
    def _memo(amount: Amount, why: str) -> None:
        amount.draft.meaning = Meaning.AMOUNT_MEMO
        amount.why.append(why)

    def _all_equal(self, group: list[Amount]) -> bool:
        return any(self._has_amount(a) for a in group) and all(
            self._adds_up(group[0], [other]) for other in group[1:]
        )

    def _has_amount(self, amount: Amount) -> bool:
        return any(amount_of(self._grid.value(row, amount.draft.column)) for row in self._rows)

    @staticmethod
    def _distinct_parts(parts: list[Amount]) -> bool:
        """Return whether columns of one source or kind are parts told apart by words of funds or kinds
        (经费拨款 | 非税收入, 其他运转类 | 特定目标类)."""
        said = {tuple(w.text for w in a.draft.words if w.source or w.kind) for a in parts}
        return len(said) == len(parts) and () not in said

    def _tell(self, amount: Amount) -> None:
        draft = amount.draft
        if draft.meaning is Meaning.UNKNOWN or draft.evidence:
            return
        said = f"表头“{draft.header}”" if draft.header else "没有表头"
        draft.evidence = "，".join([said, *amount.why])
