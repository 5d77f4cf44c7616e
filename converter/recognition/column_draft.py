"""A column while it is being understood, and what header words of codes and names mean as columns."""

from __future__ import annotations

from dataclasses import dataclass, field

from converter.recognition.headwords import HeadWord
from converter.recognition.mapping import ColumnMapping, Meaning
from converter.recognition.profiles import Profile

BY_SUBJECT: dict[tuple[str, str], Meaning] = {
    ("function", ""): Meaning.FUNCTION,
    ("function", "code"): Meaning.FUNCTION_CODE,
    ("function", "name"): Meaning.FUNCTION_NAME,
    ("function", "class"): Meaning.FUNCTION_CLASS,
    ("function", "group"): Meaning.FUNCTION_GROUP,
    ("function", "item"): Meaning.FUNCTION_ITEM,
    ("economic", ""): Meaning.ECONOMIC,
    ("economic", "code"): Meaning.ECONOMIC_CODE,
    ("economic", "name"): Meaning.ECONOMIC_NAME,
    ("economic", "class"): Meaning.ECONOMIC_CLASS,
    ("economic", "group"): Meaning.ECONOMIC_GROUP,
    ("project", ""): Meaning.PROJECT,
    ("project", "code"): Meaning.PROJECT_CODE,
    ("project", "name"): Meaning.PROJECT_NAME,
    ("unit", ""): Meaning.UNIT,
    ("unit", "code"): Meaning.UNIT_CODE,
    ("unit", "name"): Meaning.UNIT_NAME,
}
LIST_NAMES = {"function": "功能分类", "economic": "部门经济分类", "government": "政府经济分类"}
ACCOUNTS = {
    Meaning.FUNCTION: "function",
    Meaning.ECONOMIC: "economic",
    Meaning.GOVERNMENT_ECONOMIC: "government",
}
LABELS_OF_ROWS = frozenset(
    m for m in Meaning if m.value.startswith(("function", "economic", "project", "unit", "item", "outline"))
)


@dataclass(slots=True, eq=False, repr=False)
class Draft:
    """A column while it is being understood. ``subject`` is set for columns of codes and names."""

    column: int
    path: tuple[str, ...]
    words: list[HeadWord]
    profile: Profile
    meaning: Meaning | None = None
    subject: str = ""
    aspect: str = ""
    evidence: str = ""
    confidence: float = 1.0
    dims: dict[str, str] = field(default_factory=dict)
    doubt: str = ""  # why the column is not understood

    @property
    def leaf(self) -> HeadWord:
        """The lowest header word."""
        return self.words[-1] if self.words else HeadWord("")

    @property
    def header(self) -> str:
        """The header path in one text."""
        return "/".join(self.path)

    def settle(self, meaning: Meaning, evidence: str, confidence: float = 1.0) -> None:
        """Fix the meaning."""
        self.meaning, self.evidence, self.confidence = meaning, evidence, confidence

    def mapping(self) -> ColumnMapping:
        """Return the column as it goes into the mapping."""
        money = next((w.money for w in reversed(self.words) if w.money), None)
        amount = self.meaning is not None and self.meaning.value.startswith("amount")
        return ColumnMapping(
            self.column,
            self.header,
            self.meaning or Meaning.UNKNOWN,
            self.dims,
            self.evidence,
            self.confidence,
            money if amount else None,
        )
