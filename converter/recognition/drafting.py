"""One sheet on its way to a mapping: its tables, what titles say, its columns, its role."""

from __future__ import annotations

from dataclasses import dataclass, field

from converter.reading.model import Sheet
from converter.recognition.amounts import AmountReader
from converter.recognition.column_draft import LABELS_OF_ROWS, Draft
from converter.recognition.columns import ColumnReader
from converter.recognition.grid import Grid, amount_of, is_blank, is_number
from converter.recognition.knowledge import Knowledge
from converter.recognition.lines import Line
from converter.recognition.mapping import BlockMapping, ColumnMapping, Meaning, Role
from converter.recognition.profiles import column_values, profile_columns
from converter.recognition.projects_told import settle_project_words, settle_projects_across
from converter.recognition.roles import MONEY_ROLES, RoleFound, Roles, Shape
from converter.recognition.segmenting import Segmenter, Table
from converter.recognition.sides import split_sides
from converter.recognition.titles import Facts, Sections, Titles
from converter.recognition.values import Values
from converter.recognition.words import normal

# So many names of what a clerk fills in make a form, whatever its title says.
_LABELS_OF_A_FORM = 6
_SHORT_NAME = 3
_WITH_DIMS = frozenset((*MONEY_ROLES, Role.UNKNOWN))
_MONEY_MEANINGS = (Meaning.AMOUNT, Meaning.AMOUNT_LAST_YEAR, Meaning.AMOUNT_MEMO, Meaning.UNKNOWN)


@dataclass(slots=True, eq=False, repr=False)
class Block:
    """A table, or one side of it, with its columns."""

    table: Table
    facts: Facts
    drafts: list[Draft] = field(default_factory=list)
    shape: Shape = field(default_factory=Shape)
    asked: list[tuple[str, list[Draft]]] = field(default_factory=list)
    dims: dict[str, str] = field(default_factory=dict)
    dims_evidence: dict[str, str] = field(default_factory=dict)
    role: Role | None = None
    side: int = 0
    headed: str = ""  # a head over all columns that is rather a title
    listed: bool = False  # a list without a header of columns (内设机构)

    def mapping(self) -> BlockMapping:
        """Return the block as it goes into the mapping."""
        table = self.table
        return BlockMapping(
            header_rows=list(table.heading.rows),
            first_row=table.first,
            last_row=max(table.last, table.first - 1),
            columns=[draft.mapping() for draft in self.drafts],
            dims=dict(self.dims),
            dims_evidence=dict(self.dims_evidence),
            repeated_header_rows=list(table.repeated),
            unit_code=self.facts.unit_code,
            unit_name=self.facts.unit_name,
            role=self.role,
            rows=dict(table.rows),
            labels=dict(self.facts.labels),
            money=self.facts.money,
        )


class SheetDraft:
    """Reads one sheet in two steps: ``__init__`` finds tables and titles, ``understand`` the columns."""

    def __init__(
        self, sheet: Sheet, knowledge: Knowledge, values: Values, titles: Titles, roles: Roles
    ) -> None:
        self.sheet = sheet
        self.grid = Grid(sheet)
        self._knowledge = self.knowledge = knowledge
        self.heads, self.words = knowledge.heads, knowledge.vocabulary
        self._values = values
        self._titles = titles
        self._roles = roles
        segmenter = Segmenter(self.grid, knowledge, values)
        self.tables = segmenter.split()
        self.loose = segmenter.loose
        self.name_facts = titles.of_name(sheet.name.strip(), "工作表名")
        first = self.tables[0].above if self.tables else self.loose
        self.facts = titles.of_lines(first)
        self._title_facts = titles.of_lines([line for line in first if line.kind in ("title", "text")])
        self.blocks: list[Block] = []
        self.found = RoleFound(Role.UNKNOWN, [], 0.0)
        self.notes: list[str] = []

    @property
    def empty(self) -> bool:
        """Whether the sheet has no filled cell at all."""
        return all(is_blank(value) for row in self.sheet.rows for value in row)

    @property
    def has_numbers(self) -> bool:
        """Whether any cell holds a number that may be an amount (years, small counts and codes aside)."""
        for row in self.sheet.rows:
            for value in row:
                if isinstance(value, str) and not ("." in value or "," in value):
                    continue
                if is_number(value):
                    amount = amount_of(value)
                    if amount is not None and not 1990 <= abs(amount) <= 2100 and abs(amount) > 31:
                        return True
        return False

    @property
    def is_cover(self) -> bool:
        """Whether the sheet is a few lines of text without any table or figure."""
        filled = sum(not is_blank(value) for row in self.sheet.rows[:80] for value in row)
        return not self.tables and self.grid.height <= 80 and filled <= 16 and not self.has_numbers

    def understand(self, year: int | None) -> None:
        """Read the columns of every table and settle the sheet's role; ``year`` is the file's budget year."""
        reader = ColumnReader(self._knowledge, self._values)
        for number, table in enumerate(self.tables):
            following = self.tables[number + 1] if number + 1 < len(self.tables) else None
            if table.last < table.first and following is not None and following.shared:
                continue  # a header whose rows all belong to the parts below it
            facts = self._titles.of_lines(table.above)
            profiles = profile_columns(self.grid, table, self._values)
            sides = split_sides(table.heading.paths, self._knowledge)
            for side, columns in enumerate(sides):
                first = columns[0] if side else 0
                last = sides[side + 1][0] if side + 1 < len(sides) else 1 << 20
                own = {c: p for c, p in profiles.items() if first <= c < last}
                block = Block(table, facts, side=side)
                paths, block.headed = self._apart_from_title({c: table.heading.paths[c] for c in columns})
                block.drafts = reader.drafts(paths, own)
                amounts = AmountReader(
                    self._knowledge, self._values, self.grid, table, facts.year or self.facts.year or year
                )
                amounts.read(block.drafts)
                self._take_told(block)
                settle_project_words(block.drafts, table, self.grid, self._knowledge)
                block.asked = amounts.questions
                block.shape = Shape.of(block.drafts)
                self.blocks.append(block)
            if len(sides) > 1:
                self._face(self.blocks[-len(sides) :])
        self._settle_role()
        self._settle_dims()

    def _take_told(self, block: Block) -> None:
        """Give the columns of amounts what rows of the header say of each (功能科目, 资金来源)."""
        for key, texts in block.table.heading.told:
            for draft in block.drafts:
                text = texts.get(draft.column)
                if text is None or draft.meaning not in (Meaning.AMOUNT, Meaning.UNKNOWN):
                    continue
                found = self._titles.meaning_of(key, text)
                if found:
                    draft.dims.setdefault(key, found)

    def _apart_from_title(self, paths: dict[int, tuple[str, ...]]) -> tuple[dict[int, tuple[str, ...]], str]:
        """Return paths without a head that stands over all columns and names a fund, and that head: it is a
        title of the table where a column of funds says more (其他资金 over 功能科目 | 资金性质 | 金额)."""
        tops = {path[0] for path in paths.values() if path}
        if len(tops) != 1 or any(len(path) < 2 for path in paths.values() if path):
            return paths, ""
        funds = any(
            self.heads.of(path[-1]).meaning in (Meaning.FUND, Meaning.ORIGIN) for path in paths.values()
        )
        top = tops.pop()
        if not funds or not self.heads.of(top).source:
            return paths, ""
        return {column: path[1:] for column, path in paths.items()}, top

    @staticmethod
    def _face(blocks: list[Block]) -> None:
        """Tell 收入 facing 支出 from one list printed in several halves."""
        left = blocks[0]
        labels = [d for d in left.drafts if d.meaning is not None and d.meaning in LABELS_OF_ROWS]
        income = any("收入" in text for d in left.drafts for text in d.path)
        if income or any(d.meaning is Meaning.ITEM for d in labels):
            for block in blocks:
                block.shape.sides = len(blocks)

    def _settle_role(self) -> None:
        titles = [*self.facts.titles]
        if not self.tables:
            titles = [t for line in self.loose for t in line.texts if len(t) <= 40][:12]
        unit = self.facts.unit_name or self.name_facts.unit_name
        titles = _without_unit(titles, unit)
        name = self.sheet.name.strip()
        (bare,) = _without_unit([name], unit)
        self.found = self._roles.of_sheet(bare, titles, [b.shape for b in self.blocks])
        self._settle_form()
        role = self.found.role
        for block in self.blocks:
            if block.shape.sides > 1 and role is Role.OVERVIEW:
                headers = "/".join("/".join(d.path) for d in block.drafts if d.meaning is Meaning.ITEM)
                income = "收入" in headers or ("支出" not in headers and block.side == 0)
                block.role = Role.INCOME if income else None
            elif role is Role.OVERVIEW and block.shape.codes and block.shape.item is None:
                block.role = Role.BUDGET  # 收入 above 支出 in one sheet
            elif role in (Role.LAST_YEAR, Role.BUDGET, Role.OVERVIEW, Role.UNKNOWN):
                above = _without_unit(block.facts.titles, block.facts.unit_name or unit)
                own = self._roles.of_block(above, block.shape)
                block.role = own if own is not role else None

    def _settle_form(self) -> None:
        """Tell a form of what only the clerk knows (编制数, 房屋, 政府采购 …) from a table of money."""
        answers = self._knowledge.answers
        coded = any(block.shape.codes or block.shape.project for block in self.blocks)
        if answers is None or coded or self.found.role not in (Role.BUDGET, Role.OTHER, Role.UNKNOWN):
            return
        texts = (value for row in self.sheet.rows for value in row if isinstance(value, str))
        count = answers.count_labels(texts)
        if count >= _LABELS_OF_A_FORM:
            evidence = [*self.found.evidence, f"有 {count} 个填报项的名称"]
            self.found = RoleFound(Role.PROFILE, evidence, 0.8)

    def _settle_dims(self) -> None:
        """Give every block what title, section, labels and sheet name fix, unless its columns contradict."""
        inherited: Facts | None = None
        sections = Sections(self._titles)
        for block in self.blocks:
            own = block.facts
            if not block.side:
                sections.read(block.table.above)
            own_title = any(line.kind == "title" for line in block.table.above)
            sources = [(own.dims, own.evidence), *sections.said()]
            if block.headed:
                dims = self._titles.dims_in(block.headed)
                sources.insert(0, (dims, dict.fromkeys(dims, f"表头“{block.headed}”")))
            if not own_title and block.table is not self.tables[0]:
                sources.append((self._title_facts.dims, self._title_facts.evidence))
            sources.append((self.name_facts.dims, self.name_facts.evidence))
            if self.found.role not in _WITH_DIMS:
                sources = [({k: v for k, v in own.dims.items() if k.startswith("project")}, own.evidence)]
            for dims, evidence in sources:
                for key, value in dims.items():
                    self._add_dim(block, key, value, evidence.get(key, ""))
            if not own.unit_name and inherited is not None:
                own.unit_name, own.unit_code = inherited.unit_name, inherited.unit_code
            elif own.unit_name:
                inherited = own
            self._drop_contradicted(block)
            settle_projects_across(block.drafts, block.table, self.grid, block.dims.get("kind", ""))

    def _add_dim(self, block: Block, key: str, value: str, evidence: str) -> None:
        old = block.dims.get(key)
        if old is None:
            block.dims[key] = value
            block.dims_evidence[key] = evidence
            return
        if key == "source":
            merged = self._knowledge.vocabulary.merge_sources(old, value)
        else:
            merged = value if value.startswith(old + ".") else old
        if merged is not None and merged != old:
            block.dims[key] = merged
            block.dims_evidence[key] += f"；{evidence}"

    def _drop_contradicted(self, block: Block) -> None:
        for key in ("source", "kind"):
            title = block.dims.get(key)
            if title and self._contradicted(block, key, title):
                self.notes.append(f"{block.dims_evidence[key]}与表中的列或内容不一致，以表中为准")
                del block.dims[key], block.dims_evidence[key]

    def _contradicted(self, block: Block, key: str, title: str) -> bool:
        words = self._knowledge.vocabulary
        said: set[str] = {d.dims[key] for d in block.drafts if d.meaning is Meaning.AMOUNT and key in d.dims}
        for draft in block.drafts:
            for text in draft.profile.texts:
                found: str | None = None
                if key == "source" and draft.meaning in (Meaning.FUND, Meaning.ORIGIN):
                    found = words.source_of(text)
                elif key == "kind" and draft.meaning in (Meaning.KIND, Meaning.STAFFING):
                    found = words.kind_of(text)
                elif key == "kind" and draft.meaning is Meaning.PROJECT_CLASS:
                    found = words.kind_of_project_class(text)
                if found:
                    said.add(found)
        if key == "source":
            return any(words.merge_sources(title, one) is None for one in said)
        return any(not one.startswith(title) and not title.startswith(one) for one in said)

    def holds_money(self, *more: Meaning) -> bool:
        """Return whether any amount column (or one of ``more`` meanings) holds an amount other than zero."""
        meanings = (*_MONEY_MEANINGS, *more)
        hidden = {c for _, c in (*self.sheet.uncached, *self.sheet.errors)}
        for block in self.blocks:
            for draft in block.drafts:
                if draft.meaning not in meanings:
                    continue
                if draft.column in hidden:
                    return True
                for value in column_values(self.grid, block.table, draft.column):
                    if value is not None and value != "" and is_number(value) and amount_of(value) != 0:
                        return True
        return False

    def labels(self) -> dict[str, tuple[int, int]]:
        """Return label → place of its value over the whole sheet, the first of each label."""
        found: dict[str, tuple[int, int]] = {}
        lines: list[Line] = [line for table in self.tables for line in table.above]
        for line in sorted([*lines, *self.loose], key=lambda line: line.row):
            for label in line.labels:
                found.setdefault(label.label, (label.row, label.column))
            self._pairs(line, found)
        return found

    @property
    def known_labels(self) -> int:
        """How many labels of the pack stand outside of tables."""
        return sum(len(line.labels) for line in self.loose)

    def _pairs(self, line: Line, found: dict[str, tuple[int, int]]) -> None:
        """Add label, value, label, value of a form's row whose labels are not in the pack's list."""
        cells = self.grid.cells(line.row)
        if len(cells) < 2 or len(cells) % 2 or not line.texts:
            return
        for (_, label), (column, _) in zip(cells[::2], cells[1::2], strict=True):
            if not isinstance(label, str) or len(label) > 20 or is_number(label):
                return
            found.setdefault(normal(label).rstrip(":"), (line.row, column))

    def list_blocks(self) -> list[BlockMapping]:
        """Return lists under a single heading (内设机构, 主要职能) as blocks of text."""
        blocks: list[BlockMapping] = []
        lines = sorted(self.loose, key=lambda line: line.row)
        for index, line in enumerate(lines):
            if line.kind != "list":
                continue
            last = line.row
            columns: dict[int, int] = {}
            for following in lines[index + 1 :]:
                if following.row != last + 1 or following.kind in ("list", "label", "title"):
                    break
                last = following.row
                for column, value in self.grid.cells(following.row):
                    columns[column] = columns.get(column, 0) + (0 if is_number(value) else 1)
            if last == line.row:
                continue
            header = line.texts[0]
            blocks.append(
                BlockMapping(
                    header_rows=[line.row],
                    first_row=line.row + 1,
                    last_row=last,
                    columns=[
                        ColumnMapping(
                            column,
                            header,
                            Meaning.TEXT if texts else Meaning.SEQUENCE,
                            evidence=f"“{header}”下的清单",
                        )
                        for column, texts in sorted(columns.items())
                    ],
                )
            )
        return blocks


def _without_unit(titles: list[str], unit: str) -> list[str]:
    """Return titles without the unit's name: 国有资产监督管理局 does not make a table one of assets."""
    return [title.replace(unit, "") for title in titles] if len(unit) > _SHORT_NAME else titles
