"""What a sheet is for: by the words of its title and name, checked against the shape of its tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from converter.recognition.column_draft import Draft
from converter.recognition.knowledge import Knowledge, RoleWords
from converter.recognition.mapping import Meaning, Role
from converter.recognition.profiles import Profile
from converter.recognition.values import Values
from converter.recognition.words import normal

_TEXT_ROLES = frozenset(
    (Role.PERFORMANCE, Role.PROJECT_INFO, Role.REASONS, Role.PROFILE, Role.DUTIES, Role.STAFF)
)
MONEY_ROLES = frozenset((Role.BUDGET, Role.INCOME, Role.OVERVIEW, Role.THREE_PUBLIC, Role.LAST_YEAR))
# What these roles hold is kept out of the tables.
SET_ASIDE = frozenset((Role.OTHER, Role.PROCUREMENT, Role.ASSETS, Role.INSTRUCTIONS))
_BRACKETS = re.compile(r"\([^()]*\)")
_AND = re.compile("[及和与、]")
_YEAR = re.compile(r"\(?(?:19|20)\d\d年度?\)?")
_CODES = ("function", "economic")
_COUNTING = (Meaning.AMOUNT, Meaning.AMOUNT_LAST_YEAR)


@dataclass(slots=True, eq=False, repr=False)
class Shape:
    """What a table's columns make of it."""

    codes: bool = False  # functional or economic codes or names down the rows, or across the columns
    rows_named: bool = False  # codes, projects, kinds or units down the rows
    project: bool = False
    item: Profile | None = None
    item_header: str = ""
    amounts: int = 0
    last_year: int = 0
    texts: int = 0
    counts: int = 0
    text_headers: list[str] = field(default_factory=list)
    sides: int = 1
    axes: set[str] = field(default_factory=set)  # the lists whose codes or names stand in the rows

    @property
    def full(self) -> bool:
        """Whether each row tells function, economic code and amount, as lines of a budget do, and no numbers."""
        return self.axes == set(_CODES) and self.amounts > 0 and not self.counts

    @classmethod
    def of(cls, drafts: list[Draft], sides: int = 1) -> Shape:
        """Return the shape of a table's drafts."""
        shape = cls(sides=sides)
        for draft in drafts:
            meaning = draft.meaning or Meaning.UNKNOWN
            name = meaning.value
            if name.startswith(_CODES):
                shape.codes = shape.rows_named = True
                shape.axes.add(name.partition("_")[0])
            elif name.startswith(("project", "kind", "staffing", "unit")) and meaning is not Meaning.UNKNOWN:
                shape.rows_named = True
                shape.project = shape.project or name.startswith("project")
            elif meaning is Meaning.ITEM and shape.item is None:
                shape.item, shape.item_header = draft.profile, draft.header
            elif meaning is Meaning.OUTLINE:
                shape.codes = shape.rows_named = True
            elif meaning is Meaning.AMOUNT:
                shape.amounts += 1
                shape.codes = shape.codes or "economic" in draft.dims or "function" in draft.dims
            elif meaning is Meaning.AMOUNT_LAST_YEAR:
                shape.last_year += 1
            elif meaning is Meaning.TEXT:
                shape.texts += 1
                shape.text_headers.append(draft.header)
            elif meaning is Meaning.COUNT:
                shape.counts += 1
        return shape


@dataclass(slots=True, eq=False, repr=False)
class RoleFound:
    """A role with its evidence and confidence."""

    role: Role
    evidence: list[str]
    confidence: float


class Roles:
    """Finds roles with the words of a pack."""

    def __init__(self, knowledge: Knowledge, values: Values) -> None:
        self._knowledge = knowledge
        self._values = values
        self._entries = [_Entry.of(entry) for entry in knowledge.roles.roles]
        self._whole = tuple(normal(word) for word in knowledge.roles.budget_listed.all)
        self._spending = tuple(normal(word) for word in knowledge.roles.spending_listed.all)

    def of_sheet(self, name: str, titles: list[str], shapes: list[Shape]) -> RoleFound:
        """Return the role of a sheet from its name, its titles and its tables (the first weighs most)."""
        by_title = self._by_words(titles, whole=False)
        by_name = self._by_words([name], whole=True)
        said = self._prefer(by_title, by_name)
        main = next((shape for shape in shapes if shape.amounts), shapes[0] if shapes else Shape())
        if said is None:
            return self._by_shape(main)
        role, text = said
        evidence = [f"{'工作表名' if said is by_name else '标题'}“{text}”"]
        if role is Role.INSTRUCTIONS and main.full and by_title and by_title[0] is Role.BUDGET:
            role, text = by_title
            return self._check(role, [f"标题“{text}”"], main, False)
        if role in SET_ASIDE and said is by_title and main.full and self._lists_spending(text):
            return RoleFound(
                Role.BUDGET, [*evidence, "表中每行都有功能科目、经济科目和金额，按预算数据"], 0.85
            )
        return self._check(role, evidence, main, said is by_name)

    def _lists_spending(self, title: str) -> bool:
        """Return whether a title names spending beside something else, or something else only in brackets."""
        plain = _BRACKETS.sub("", normal(title))
        parts = [part for part in _AND.split(plain) if part]
        if len(parts) == 1 and self._by_words([plain], whole=False) != (Role.BUDGET, plain):
            return False
        if any(part.endswith(self._whole) for part in parts if len(parts) > 1):
            return True
        return any(word in part for part in parts for word in self._spending)

    def of_block(self, titles: list[str], shape: Shape) -> Role | None:
        """Return what a single table is, when its own title or its items say so."""
        said = self._by_words(titles, whole=False)
        if said and said[0] in SET_ASIDE and shape.full and self._lists_spending(said[1]):
            said = None
        if shape.item is not None and not shape.codes:
            return self._by_items(shape)
        if said and said[0] in (
            Role.THREE_PUBLIC,
            Role.INCOME,
            Role.PROCUREMENT,
            Role.ASSETS,
            Role.LAST_YEAR,
        ):
            return said[0]
        return None

    def _check(self, role: Role, evidence: list[str], shape: Shape, by_name: bool) -> RoleFound:
        """Bring what the words say into line with what the table is."""
        counting = shape.amounts + shape.last_year > 0
        if (
            role in _TEXT_ROLES
            and shape.codes
            and counting
            and not (role is Role.STAFF and not shape.amounts)
        ):
            return RoleFound(Role.BUDGET, [*evidence, "表中有科目和金额，按预算数据"], 0.85)
        if role is Role.INSTRUCTIONS and not by_name and shape.rows_named and counting:
            return RoleFound(Role.BUDGET, ["有科目（项目）列和金额列"], 0.85)
        if role is Role.OVERVIEW and shape.sides < 2 and shape.codes and shape.item is None:
            return RoleFound(Role.BUDGET, [*evidence, "按科目列示，不是左右对照的收支表"], 0.85)
        if role is Role.BUDGET and shape.sides > 1:
            return RoleFound(Role.OVERVIEW, [*evidence, "收入与支出左右对照"], 0.9)
        if role is Role.BUDGET and not counting:
            by_shape = self._by_shape(shape)
            if by_shape.role in _TEXT_ROLES:
                return RoleFound(by_shape.role, [*evidence, *by_shape.evidence], 0.8)
        if role is Role.BUDGET and shape.item is not None and not shape.rows_named:
            by_items = self._by_items(shape)
            if by_items is not None:
                return RoleFound(by_items, [*evidence, f"“{shape.item_header}”列的内容"], 0.85)
        return RoleFound(role, evidence, 1.0)

    def _by_shape(self, shape: Shape) -> RoleFound:
        counting = shape.amounts + shape.last_year > 0
        if shape.sides > 1 and counting:
            return RoleFound(Role.OVERVIEW, ["收入与支出左右对照"], 0.85)
        if counting and shape.rows_named:
            return RoleFound(Role.BUDGET, ["有科目（项目、单位）列和金额列"], 0.9)
        if shape.item is not None:
            role = self._by_items(shape)
            if role is not None:
                return RoleFound(role, [f"“{shape.item_header}”列的内容"], 0.8)
        for header in shape.text_headers:
            for entry in self._entries:
                if entry.role in _TEXT_ROLES and entry.hits(normal(header), whole=False):
                    return RoleFound(entry.role, [f"表头“{header}”"], 0.8)
        if "一级指标" in {normal(h) for h in shape.text_headers}:
            return RoleFound(Role.PERFORMANCE, ["表头“一级指标”"], 0.9)
        if shape.texts and shape.project:
            return RoleFound(Role.PROJECT_INFO, ["每个项目一行，另有文字列"], 0.8)
        if shape.texts and shape.item is not None:
            return RoleFound(Role.REASONS, [f"表头“{shape.text_headers[0]}”"], 0.7)
        if shape.counts and shape.item is not None:
            return RoleFound(Role.STAFF, ["分类的数量"], 0.6)
        return RoleFound(Role.UNKNOWN, [], 0.0)

    def _by_items(self, shape: Shape) -> Role | None:
        """Return the role that the entries of an item column tell."""
        profile = shape.item
        assert profile is not None
        words = self._knowledge.vocabulary
        header = normal(shape.item_header.rsplit("/", 1)[-1])
        if "三公" in header or profile.share_of(lambda t: words.three_public_of(t) is not None) >= 0.5:
            return Role.THREE_PUBLIC
        for entry in self._entries:
            if entry.values and profile.share_of(lambda t, e=entry: e.holds(t)) >= 0.4:  # type: ignore[misc]
                return entry.role
        if profile.share_of(self._values.is_source) >= 0.5 or header.startswith("收入"):
            return Role.INCOME if shape.amounts or shape.last_year else None
        return None

    def _prefer(
        self, title: tuple[Role, str] | None, name: tuple[Role, str] | None
    ) -> tuple[Role, str] | None:
        """Return the more telling of what title and sheet name say; 支出预算 is the least telling."""
        if title is None or name is None:
            return title or name
        if name[0] is Role.INSTRUCTIONS:
            return name
        if title[0] is Role.BUDGET and name[0] in (
            Role.LAST_YEAR,
            Role.INCOME,
            Role.THREE_PUBLIC,
            Role.PROCUREMENT,
        ):
            return name
        return title

    def _by_words(self, texts: list[str], *, whole: bool) -> tuple[Role, str] | None:
        for entry in self._entries:
            for text in texts:
                if entry.hits(_YEAR.sub("", normal(text)), whole=whole):
                    return entry.role, text
        return None


@dataclass(slots=True, eq=False, repr=False)
class _Entry:
    """Role words in the form in which they are looked up."""

    role: Role
    words: tuple[str, ...]
    names: frozenset[str]
    without: tuple[str, ...]
    values: frozenset[str]

    @classmethod
    def of(cls, entry: RoleWords) -> _Entry:
        return cls(
            entry.id,
            tuple(normal(w) for w in (entry.words + " " + entry.more).split()),
            frozenset(normal(w) for w in entry.names.split()),
            tuple(normal(w) for w in entry.without.split()),
            frozenset(normal(w) for w in entry.values.split()),
        )

    def hits(self, text: str, *, whole: bool) -> bool:
        """Return whether a title (or with ``whole`` a sheet's name) says this role."""
        if any(word in text for word in self.without):
            return False
        bare = text.strip("0123456789.-_()[]、 ")
        named = whole or self.role is Role.COVER  # a cover's title is the word alone, too
        return any(word in text for word in self.words) or (named and bare in self.names)

    def holds(self, text: str) -> bool:
        """Return whether an item is one of the role's values."""
        from converter.recognition.words import bare_forms

        return any(form in self.values for form in bare_forms(normal(text)))
