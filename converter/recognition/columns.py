"""The meaning of every column of a table: from its header words and, where these are vague, its data."""

from __future__ import annotations

from converter.recognition.claims import Claims
from converter.recognition.column_draft import ACCOUNTS, BY_SUBJECT, LABELS_OF_ROWS, LIST_NAMES, Draft
from converter.recognition.grid import is_number
from converter.recognition.knowledge import Knowledge
from converter.recognition.mapping import Meaning
from converter.recognition.profiles import Profile
from converter.recognition.values import Values

_NAMES_PROJECTS = (Meaning.PROJECT, Meaning.PROJECT_NAME)
_CODED_MARKS = ("function", "function+name", "economic", "economic+name")
_MOSTLY_CODES = 0.6
_ENOUGH_PAIRS = 0.5  # the others may be subtotals with a functional code alone
_MUST_BE_TEXT = frozenset(
    (
        Meaning.FUND,
        Meaning.ORIGIN,
        Meaning.KIND,
        Meaning.STAFFING,
        Meaning.PROJECT_CLASS,
        Meaning.PROJECT_NAME,
    )
)


class ColumnReader:
    """Understands the columns that say what a row is; amount columns are left to ``amounts``."""

    def __init__(self, knowledge: Knowledge, values: Values) -> None:
        self._knowledge = knowledge
        self._values = values

    def drafts(self, paths: dict[int, tuple[str, ...]], profiles: dict[int, Profile]) -> list[Draft]:
        """Return a draft for every column, those of codes, names and words settled where they can be."""
        drafts = [
            Draft(
                column,
                paths.get(column, ()),
                [self._knowledge.heads.of(text) for text in paths.get(column, ())],
                profiles[column],
            )
            for column in sorted(profiles)
        ]
        for draft in drafts:
            self._by_words(draft)
        self._codes_under_projects(drafts)
        self._levels(drafts)
        for draft in drafts:
            if draft.meaning is None and draft.subject:
                self._account(draft, drafts)
        for draft in drafts:
            if draft.meaning is None and (
                draft.leaf.vague or not draft.leaf.says_amount or self._names_rows(draft)
            ):
                self._by_data(draft, drafts)
        self._settle_vague(drafts)
        Claims(self._values, self._knowledge).settle(drafts)
        return drafts

    def _by_words(self, draft: Draft) -> None:
        leaf = draft.leaf
        if leaf.meaning is not None and not leaf.vague and not leaf.weak:
            if leaf.meaning in ACCOUNTS:
                draft.subject, draft.aspect = ACCOUNTS[leaf.meaning], ""
                return
            if leaf.meaning in _MUST_BE_TEXT and draft.profile.numeric and not draft.profile.texts:
                draft.settle(Meaning.AMOUNT, f"表头“{leaf.text}”下全是数字，按金额列", 0.8)
                return
            draft.settle(leaf.meaning, f"表头“{leaf.text}”")
            return
        if leaf.subject or leaf.aspect:
            draft.subject, draft.aspect = leaf.subject, leaf.aspect
            if leaf.aspect and leaf.subject in ("", "account"):
                for word in reversed(draft.words[:-1]):
                    subject = word.subject or ACCOUNTS.get(word.meaning or Meaning.UNKNOWN, "")
                    if subject and subject != "account":
                        draft.subject = subject
                        break
                    if word.subject == "account" or word.vague:
                        draft.subject = "account"
                draft.subject = draft.subject or "account"

    @staticmethod
    def _codes_under_projects(drafts: list[Draft]) -> None:
        """Take a column headed 预算项目 for one of codes where it holds codes and no other column does."""
        if any(d.subject in LIST_NAMES for d in drafts):
            return
        for draft in drafts:
            if draft.meaning in _NAMES_PROJECTS and draft.profile.share(*_CODED_MARKS) >= _MOSTLY_CODES:
                draft.meaning, draft.subject = None, "account"
                return

    def _levels(self, drafts: list[Draft]) -> None:
        """Settle 类|款|项 columns: three (or two) columns under one head whose codes lie apart."""
        groups: dict[tuple[str, ...], list[Draft]] = {}
        for draft in drafts:
            if draft.meaning is None and draft.aspect in ("class", "group", "item"):
                alone = draft.path[-1] if draft.leaf.subject else ""
                groups.setdefault(draft.path[:-1] if not alone else (draft.leaf.subject,), []).append(draft)
        for group in groups.values():
            aspects = {draft.aspect for draft in group}
            if len(group) < 2 or "class" not in aspects or len(aspects) != len(group):
                for draft in group:  # a single column that only says to which level its codes go
                    draft.aspect = "code" if draft.leaf.subject else ""
                continue
            if self._whole_codes(group):
                continue
            first = next(draft for draft in group if draft.aspect == "class")
            subject = first.subject
            why = f"表头“{first.header}”"
            if subject in ("account", ""):
                listed = first.profile.listed
                subject = listed or ("function" if "item" in aspects else "economic")
                why = (
                    f"类|款|项分列，类列是{LIST_NAMES[listed]}编码" if listed else "类|款|项分列，按列数判断"
                )
            for draft in group:
                if subject == "government":
                    draft.settle(Meaning.GOVERNMENT_ECONOMIC, why)
                    continue
                meaning = BY_SUBJECT.get((subject, draft.aspect))
                if meaning is not None:
                    draft.subject = subject
                    draft.settle(meaning, why, 1.0 if first.subject == subject else 0.9)

    @staticmethod
    def _whole_codes(group: list[Draft]) -> bool:
        """Settle levels that each hold a whole code (201-… | 20103-… | 2010301-…): the lowest says all."""
        lowest = max(group, key=lambda d: ("class", "group", "item").index(d.aspect))
        listed = lowest.profile.listed
        if listed not in ("function", "economic"):
            return False
        filled = lowest.profile.filled
        if any(d.profile.filled > filled + d.profile.marks.get("total", 0) for d in group):
            return False
        for draft in group:
            if draft is lowest:
                draft.subject, draft.aspect = listed, ""
            else:
                draft.settle(Meaning.NOTE, f"表头“{draft.header}”，以“{lowest.header}”列的编码为准", 0.9)
        return True

    def _account(self, draft: Draft, drafts: list[Draft]) -> None:
        """Settle a column of codes, names or both of one of the lists, of projects or of units."""
        subject, profile = draft.subject, draft.profile
        why = f"表头“{draft.header}”"
        if profile.share("function+economic") >= _ENOUGH_PAIRS:
            draft.subject = "function"
            draft.settle(Meaning.FUNCTION_ECONOMIC, f"{why}，功能科目与经济科目的编码合写在一格")
            return
        mixed = [s for s in ("function", "economic") if profile.share(s, f"{s}+name") >= 0.1]
        others = [d for d in drafts if d is not draft and d.profile.listed in ("function", "economic")]
        if len(mixed) > 1 and not others and profile.nested:
            draft.subject = "function"
            joined = profile.share("function+name", "economic+name") > profile.share("function", "economic")
            settled = Meaning.FUNCTION if joined else Meaning.FUNCTION_CODE
            draft.settle(settled, f"{why}，功能科目下面列经济科目，按编码区分", 0.85)
            return
        if len(mixed) > 1:
            draft.subject = ""
            draft.doubt = f"表头“{draft.header}”下既有功能科目又有经济科目，请把两种科目分成两列"
            draft.settle(Meaning.UNKNOWN, draft.doubt, 0.0)
            return
        if subject == "account":
            found = profile.listed or ("" if draft.aspect == "code" else profile.named)
            if draft.aspect == "name" or not found:
                found = self._subject_beside(draft, drafts) or found
            if not found and not profile.empty:
                if draft.aspect == "code":
                    draft.subject = ""
                    draft.doubt = f"表头“{draft.header}”没有说明是功能还是经济科目，数据也看不出来"
                else:
                    draft.settle(Meaning.ITEM, f"{why}，内容不是科目表里的名称，按项目栏", 0.7)
                return
            subject = found or "function"
            draft.subject = subject
            why += f"，数据是{LIST_NAMES[subject]}" if found else "，没有数据，按功能分类"
            draft.confidence = 0.95 if found else 0.6
        elif subject in ("function", "economic", "government"):
            listed = profile.listed
            if listed and listed != subject:
                if draft.leaf.subject in ("function", "government") or subject == "function":
                    draft.subject = ""
                    draft.doubt = (
                        f"表头“{draft.header}”说是{LIST_NAMES[subject]}，数据却像{LIST_NAMES[listed]}编码"
                    )
                    return
                subject = draft.subject = listed
                why += f"，数据是{LIST_NAMES[listed]}编码"
        if subject == "government":
            draft.settle(Meaning.GOVERNMENT_ECONOMIC, why, draft.confidence)
            return
        if subject == "account":
            return
        aspect = self._aspect(draft, subject)
        draft.settle(BY_SUBJECT[subject, aspect], why, draft.confidence)

    @staticmethod
    def _aspect(draft: Draft, subject: str) -> str:
        """Return code, name or "" (both): the data tells what the header leaves open."""
        profile = draft.profile
        if subject in ("function", "economic"):
            if profile.share(f"{subject}+name") > 0.4:
                return ""
            if profile.share(subject) >= 0.6:
                return "code"
            if profile.share(f"{subject} name") >= 0.6 and profile.share(subject) == 0:
                return "name"
        if draft.aspect in ("code", "name"):
            if draft.aspect == "code" and profile.share("code+name") > 0.5:
                return ""
            return draft.aspect
        return ""

    def _subject_beside(self, draft: Draft, drafts: list[Draft]) -> str:
        """Return the list of the code column that a name column belongs to."""
        lists = ("function", "economic", "government")
        same = [d for d in drafts if d is not draft and d.path[:-1] == draft.path[:-1] and d.path[:-1]]
        left = [d for d in drafts if d.column < draft.column]
        same.sort(key=lambda d: (d.column > draft.column, abs(draft.column - d.column)))  # on the left first
        for candidates in (same, left[::-1]):
            for other in candidates:
                if other.subject in lists:
                    return other.subject
                if other.subject == "account" and other.profile.listed:
                    return other.profile.listed
        return ""

    def _by_data(self, draft: Draft, drafts: list[Draft]) -> None:
        """Settle a column whose header is unknown, missing or vague by what its cells are."""
        profile, leaf = draft.profile, draft.leaf
        said = f"表头“{draft.header}”" if draft.header else "没有表头"
        if profile.empty:
            if leaf.vague and leaf.meaning is not None:
                return
            if leaf.weak or not leaf.known:
                draft.settle(Meaning.IGNORED, f"{said}，没有数据", 0.9)
            return
        beside = next((d.subject for d in drafts if d.column == draft.column - 1), "")
        if not draft.path and beside and profile.share(f"{beside} name") >= 0.6:
            named = BY_SUBJECT.get((beside, "name"))
            if named is not None and not any(d.meaning is named for d in drafts):
                draft.subject = beside
                draft.settle(named, f"没有表头，左边是编码，数据是{LIST_NAMES[beside]}名称", 0.9)
                return
        if profile.share("function+economic") >= _ENOUGH_PAIRS:
            draft.subject = "function"
            draft.settle(Meaning.FUNCTION_ECONOMIC, f"{said}，功能科目与经济科目的编码合写在一格", 0.9)
            return
        listed = profile.listed
        words_only = leaf.vague and not any(d.leaf.says_amount and not d.leaf.vague for d in drafts)
        if listed and profile.share(listed, f"{listed}+name") >= 0.8 and not words_only:
            taken = {d.subject for d in drafts if d.meaning is not None}
            if listed not in taken:
                draft.subject = listed
                if listed == "government":
                    draft.settle(Meaning.GOVERNMENT_ECONOMIC, f"{said}，数据是政府经济分类编码", 0.85)
                else:
                    meaning = BY_SUBJECT[listed, self._aspect(draft, listed)]
                    draft.settle(meaning, f"{said}，数据是{LIST_NAMES[listed]}编码", 0.85)
                return
        if leaf.vague:
            return
        texts = profile.share("number") < 0.5 and bool(profile.texts)
        if texts and profile.share_of(self._values.is_source) >= 0.95:
            self._source_column(draft, drafts, said)
        elif texts and not leaf.weak and profile.share_of(self._values.is_project_class) >= 0.95:
            kind = profile.share_of(self._values.is_kind) >= 0.95
            draft.settle(Meaning.KIND if kind else Meaning.PROJECT_CLASS, f"{said}，数据是支出类别的词", 0.85)
        elif leaf.weak or texts or profile.share("date") > 0.5:
            self._plain_text(draft, drafts, said)

    def _names_rows(self, draft: Draft) -> bool:
        """Return whether a column under a word for amounts (资金, 支出科目) only names sources of funds, or
        codes with their names."""
        profile = draft.profile
        if not profile.texts or profile.share("number"):
            return False
        listed = profile.listed
        coded = bool(listed) and profile.share(f"{listed}+name") >= 0.8
        coded = coded or profile.share("function+economic") >= _ENOUGH_PAIRS
        return coded or profile.share_of(self._values.is_source) >= 0.95

    def _source_column(self, draft: Draft, drafts: list[Draft], said: str) -> None:
        taken = {d.meaning for d in drafts}
        if Meaning.ORIGIN not in taken and (draft.leaf.weak or Meaning.FUND in taken):
            draft.settle(Meaning.ORIGIN, f"{said}，数据是资金来源的词", 0.85)
        elif Meaning.FUND not in taken and not draft.leaf.weak:
            draft.settle(Meaning.FUND, f"{said}，数据是资金性质的词", 0.85)
        else:
            draft.settle(Meaning.NOTE, f"{said}，已有别的列说明资金来源", 0.8)

    def _plain_text(self, draft: Draft, drafts: list[Draft], said: str) -> None:
        profile = draft.profile
        names_rows = any(d.meaning in LABELS_OF_ROWS for d in drafts)
        if not draft.path and not names_rows:
            named = profile.named
            if named:
                draft.subject = named
                draft.settle(BY_SUBJECT[named, "name"], f"{said}，数据是{LIST_NAMES[named]}名称", 0.8)
            else:
                draft.settle(Meaning.ITEM, f"{said}，内容是文字，按项目栏", 0.7)
        else:
            draft.settle(Meaning.NOTE, f"{said}，内容是文字，不参与计算", 0.8)

    def _settle_vague(self, drafts: list[Draft]) -> None:
        accounts = {
            d.subject for d in drafts if d.meaning is not None and d.subject in ("function", "economic")
        }
        for draft in drafts:
            leaf = draft.leaf
            if draft.meaning is not None or not leaf.vague or leaf.meaning is None:
                continue
            if leaf.meaning is Meaning.UNIT:
                if draft.profile.share("function name") >= 0.4:
                    draft.subject = "function"
                    draft.settle(Meaning.FUNCTION_NAME, f"表头“{draft.header}”，数据是功能分类名称", 0.85)
                elif draft.profile.empty or draft.profile.share_of(self._values.is_unit) >= 0.6:
                    draft.settle(Meaning.UNIT, f"表头“{draft.header}”，内容是单位名称", 0.9)
                else:
                    draft.settle(Meaning.NOTE, f"表头“{draft.header}”，内容不是单位名称（如计量单位）", 0.8)
            elif not self._is_amount_after_all(draft, drafts):
                self._vague_item(draft, accounts)

    @staticmethod
    def _is_amount_after_all(draft: Draft, drafts: list[Draft]) -> bool:
        """Return whether 财政拨款收入 and the like stand over amounts: no texts, and rows named elsewhere."""
        named = any(d.meaning in LABELS_OF_ROWS for d in drafts if d.column < draft.column)
        return named and draft.leaf.says_amount and not draft.profile.texts

    def _vague_item(self, draft: Draft, accounts: set[str]) -> None:
        said = f"表头“{draft.header}”"
        profile = draft.profile
        if profile.numeric and not profile.texts:
            return  # 收入、支出 over numbers: an amount
        named = profile.named
        numbered = profile.share_of(_is_numbered) > 0.3
        if profile.texts and profile.share_of(self._values.is_kind) >= 0.95:
            draft.settle(Meaning.KIND, f"{said}，数据是支出类别的词", 0.85)
        elif named and named not in accounts and not numbered:
            draft.subject = named
            draft.settle(BY_SUBJECT[named, "name"], f"{said}，数据是{LIST_NAMES[named]}名称", 0.85)
        elif accounts and draft.leaf.text in ("项目", "支出项目"):
            draft.settle(Meaning.PROJECT, f"{said}，另有科目列，按项目名称", 0.85)
        else:
            draft.settle(Meaning.ITEM, said, 0.9)


def _is_numbered(text: str) -> bool:
    from converter.recognition.words import bare_forms, normal

    plain = normal(text)
    return bare_forms(plain)[-1] != plain and not is_number(plain)
