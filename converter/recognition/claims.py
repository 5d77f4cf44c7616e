"""Columns that claim the same meaning: which of them is it, and what the others are instead."""

from __future__ import annotations

from converter.recognition.column_draft import Draft
from converter.recognition.knowledge import Knowledge
from converter.recognition.mapping import Meaning
from converter.recognition.values import Values
from converter.recognition.words import normal

_ONCE = tuple(
    meaning
    for meaning in Meaning
    if meaning.value.startswith(("function", "economic", "unit")) or meaning is Meaning.PROJECT_CODE
)


_UNITS = (Meaning.UNIT, Meaning.UNIT_NAME, Meaning.UNIT_CODE)
_NAMES_OF = {
    Meaning.FUNCTION_NAME: (Meaning.FUNCTION_CODE, Meaning.FUNCTION, Meaning.FUNCTION_ITEM),
    Meaning.ECONOMIC_NAME: (Meaning.ECONOMIC_CODE, Meaning.ECONOMIC, Meaning.ECONOMIC_GROUP),
}


class Claims:
    """Settles rival claims among the columns of one table."""

    def __init__(self, values: Values, knowledge: Knowledge) -> None:
        self._values = values
        self._knowledge = knowledge

    def settle(self, drafts: list[Draft]) -> None:
        """Where two columns claim the same meaning, keep the one whose data bears it out."""
        for draft in drafts:
            self._right_family(draft)
        self._part_staffing([d for d in drafts if d.meaning is Meaning.KIND])
        for meaning, test in (
            (Meaning.PROJECT_CLASS, self._values.is_project_class),
            (Meaning.ORIGIN, self._values.is_source),
            (Meaning.FUND, self._values.is_source),
            (Meaning.KIND, self._values.is_kind),
        ):
            claims = [d for d in drafts if d.meaning is meaning]
            if len(claims) > 1:
                best = max(claims, key=lambda d: (d.profile.share_of(test), -d.column))
                for draft in claims:
                    if draft is not best:
                        draft.settle(Meaning.NOTE, f"表头“{draft.header}”，以“{best.header}”列为准", 0.8)
        self._economic_in_disguise(drafts)
        self._one_project([d for d in drafts if d.meaning in (Meaning.PROJECT, Meaning.PROJECT_NAME)])
        self._spare_items(drafts)
        self._names_of_levels(drafts)
        self._departments(drafts)
        self._repeated(drafts)
        for draft in drafts:
            unkind = draft.profile.texts and draft.profile.share_of(self._values.is_kind) == 0
            if draft.meaning is Meaning.KIND and unkind:
                draft.settle(Meaning.NOTE, f"表头“{draft.header}”，内容不是基本或项目支出的词", 0.8)

    def _right_family(self, draft: Draft) -> None:
        """Let the data tell funds from kinds of spending where the header says the one and means the other."""
        families = {
            Meaning.FUND: self._values.is_source,
            Meaning.ORIGIN: self._values.is_source,
            Meaning.KIND: self._values.is_kind,
            Meaning.STAFFING: self._values.is_kind,
            Meaning.PROJECT_CLASS: self._values.is_project_class,
        }
        own = families.get(draft.meaning or Meaning.UNKNOWN)
        if own is None or not draft.profile.texts or draft.profile.share_of(own) >= 0.5:
            return
        for meaning in (Meaning.KIND, Meaning.PROJECT_CLASS, Meaning.FUND):
            if draft.profile.share_of(families[meaning]) >= 0.95:
                name = "资金来源" if meaning is Meaning.FUND else "支出类别"
                draft.settle(meaning, f"表头“{draft.header}”，数据是{name}的词", 0.85)
                return

    def _economic_in_disguise(self, drafts: list[Draft]) -> None:
        """Settle a column 支出类别 whose entries are economic classes (工资福利支出, 商品和服务支出)."""
        if any(d.subject == "economic" and d.meaning is not None for d in drafts):
            return
        for draft in drafts:
            if draft.meaning not in (Meaning.KIND, Meaning.STAFFING, Meaning.PROJECT_CLASS):
                continue
            kinds = draft.profile.share_of(self._values.is_kind)
            if draft.profile.share("economic name") >= 0.8 and kinds < 0.95:
                draft.subject = "economic"
                draft.settle(Meaning.ECONOMIC_NAME, f"表头“{draft.header}”，数据是部门经济分类名称", 0.85)
                return

    @staticmethod
    def _one_project(claims: list[Draft]) -> None:
        """Of several columns of project names keep the finest: 项目名称 below 专项资金名称."""
        if len(claims) < 2:
            return
        best = max(claims, key=lambda d: (len(d.profile.texts), d.leaf.text == "项目名称", d.column))
        for draft in claims:
            if draft is not best:
                draft.settle(Meaning.NOTE, f"表头“{draft.header}”，以“{best.header}”列为项目名称", 0.85)

    def _spare_items(self, drafts: list[Draft]) -> None:
        """Settle item columns that do not name the rows: words of funds beside items, flags beside codes."""
        items = [d for d in drafts if d.meaning is Meaning.ITEM]
        coded = any(d.subject in ("function", "economic") and d.meaning is not None for d in drafts)
        taken = {d.meaning for d in drafts}
        for index, draft in enumerate(items):
            sources = draft.profile.share_of(self._values.is_source)
            if index and sources >= 0.9 and not taken & {Meaning.FUND, Meaning.ORIGIN}:
                draft.settle(Meaning.FUND, f"表头“{draft.header}”，数据是资金性质的词", 0.85)
            elif coded and not draft.leaf.vague and sources < 0.5:
                if draft.profile.empty:
                    draft.settle(Meaning.IGNORED, f"表头“{draft.header}”，没有数据", 0.9)
                else:
                    draft.settle(Meaning.NOTE, f"表头“{draft.header}”，另有科目列", 0.8)

    def _part_staffing(self, kinds: list[Draft]) -> None:
        """Tell 人员/公用 from 基本/项目 where both stand in columns of their own."""
        if len(kinds) < 2:
            return
        staffing = self._knowledge.vocabulary.staffing_of
        for draft in kinds:
            if draft.profile.share_of(lambda text: staffing(text) is not None) >= 0.95:
                draft.settle(Meaning.STAFFING, f"表头“{draft.header}”，数据是人员、公用经费的词", 0.9)
                return
        for draft in kinds:
            if draft.profile.share_of(lambda text: staffing(text) is not None) >= 0.3:
                others = [d for d in kinds if d is not draft]
                if all(d.profile.share_of(lambda t: staffing(t) is not None) == 0 for d in others):
                    draft.settle(Meaning.STAFFING, f"表头“{draft.header}”，数据有人员、公用经费的词", 0.85)
                    return

    @staticmethod
    def _names_of_levels(drafts: list[Draft]) -> None:
        """Of the names of 类, 款 and 项 in columns of their own keep those beside the finest codes."""
        for name, codes in _NAMES_OF.items():
            claims = [d for d in drafts if d.meaning is name]
            beside = {d.column + 1 for d in drafts if d.meaning in codes and d.meaning is not None}
            if len(claims) < 2 or not beside:
                continue
            best = max(claims, key=lambda d: (d.column in beside, len(d.profile.texts), d.column))
            for draft in claims:
                finer = len(draft.profile.texts) <= len(best.profile.texts)
                if draft is not best and finer and draft.profile.texts != best.profile.texts:
                    draft.settle(Meaning.NOTE, f"表头“{draft.header}”，以“{best.header}”列的名称为准", 0.85)

    def _departments(self, drafts: list[Draft]) -> None:
        """Set aside the column of departments beside that of their units: each unit stands in one of them."""
        units = [d for d in drafts if d.meaning in _UNITS and not d.profile.empty]
        above = [d for d in units if d.path and normal(d.path[-1]) in self._knowledge.heads.departments]
        finer = [d for d in units if d not in above]
        for draft in above:
            if any(len(d.profile.texts) >= len(draft.profile.texts) for d in finer):
                other = finer[0].header
                draft.settle(
                    Meaning.NOTE, f"表头“{draft.header}”是单位所在的部门，单位以“{other}”列为准", 0.85
                )

    @staticmethod
    def _repeated(drafts: list[Draft]) -> None:
        """Set aside a second column of the same codes or names; ask when it differs from the first."""
        for meaning in _ONCE:
            claims = [d for d in drafts if d.meaning is meaning]
            for draft in claims[1:]:
                first = claims[0]
                same = (
                    draft.profile.texts == first.profile.texts and draft.profile.marks == first.profile.marks
                )
                if draft.profile.empty or same or draft.path == first.path:
                    draft.settle(Meaning.NOTE, f"表头“{draft.header}”，与“{first.header}”列重复", 0.85)
                elif first.profile.empty:
                    first.settle(Meaning.NOTE, f"表头“{first.header}”，没有数据", 0.85)
                    claims[0] = draft
                else:
                    draft.settle(Meaning.UNKNOWN, "", 0.0)
                    draft.doubt = f"“{first.header}”和“{draft.header}”两列含义相同，内容却不同"
                    draft.evidence = draft.doubt
