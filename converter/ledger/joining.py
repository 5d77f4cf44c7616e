"""Joins one more table to the ledger lines: compares what both say, and refines lines by what it adds.

Lines and cells of the table that may be the same money form *components*. In each the sums must agree as
far as both sides speak completely of it; then the lines take over the dimensions that the cells have and
they lack. What only one side speaks of stays (lines) or is added (cells). Amounts stay those of the
lines, unless the table agrees within rounding and is finer.
"""

from __future__ import annotations

from dataclasses import replace

from converter.ledger.determinacy import Published
from converter.ledger.facts import Coverage, FactSet, Scope
from converter.ledger.flow import Flow, transport
from converter.ledger.hierarchy import Key, SourceTree, meet_keys
from converter.ledger.join_model import Mismatch, State, Unclear
from converter.ledger.join_parts import common_key, parts_of, portion, take_over, without_kinds
from converter.ledger.matching import Group, Matching, cells_of, groups_of
from converter.ledger.model import BASIC, BudgetLine


def match(state: State, facts: FactSet, tree: SourceTree) -> Matching:
    """Return the links between the lines so far and a table."""
    return Matching(
        groups_of(state.lines),
        cells_of(facts.lines),
        Coverage(state.scope, tree),
        Coverage(facts.soft, tree),
        tree,
    )


def join(
    state: State,
    facts: FactSet,
    scope: Scope,
    tree: SourceTree,
    published: Published | None = None,
    *,
    compare_only: bool = False,
    matching: Matching | None = None,
) -> None:
    """Join a table to ``state`` in place; ``compare_only`` changes no line and adds none.

    ``scope`` is what the table may vouch for later; with ``published`` pairings that matter are noted.
    """
    matching = matching or match(state, facts, tree)
    _Join(state, facts, tree, published, matching, compare_only).run()
    if not compare_only:
        state.note_table(facts, scope)


class _Join:
    def __init__(
        self,
        state: State,
        facts: FactSet,
        tree: SourceTree,
        published: Published | None,
        matching: Matching,
        compare_only: bool,
    ) -> None:
        self.state = state
        self.facts = facts
        self.tree = tree
        self.published = published
        self.groups = matching.groups
        self.cells = matching.cells
        self.compare_only = compare_only
        self.of_cells = Coverage(facts.soft, tree)
        self.of_lines = Coverage(state.scope, tree)
        self.held: list[list[int]] = [[] for _ in self.cells]
        self.remaining = [cell.fen for cell in self.cells]
        self.given: Flow = {}
        self.surplus: dict[int, int] = {}
        self.cell_refs = [cell.refs for cell in self.cells]

    def run(self) -> None:
        for number, group in enumerate(self.groups):
            if group.held >= 0:
                self.held[group.held].append(number)
                self.remaining[group.held] -= group.fen
        pool = [n for n, g in enumerate(self.groups) if g.held < 0 and g.links]
        self._place_negative(pool)
        self._share(pool)
        for members, cells in self._components():
            self._judge(members, cells)
        if not self.compare_only:
            self._rebuild()

    # --- sharing -------------------------------------------------------------------------------------

    def _place_negative(self, pool: list[int]) -> None:
        """Put negative amounts where they may stand, so that the rest is a matter of positive amounts."""
        for number in pool:
            group = self.groups[number]
            if group.fen < 0:
                cell = max(group.links, key=lambda link: self.remaining[link])
                self.given[number, cell] = group.fen
                self.remaining[cell] -= group.fen
        givers: dict[int, list[int]] = {}
        for number in pool:
            if self.groups[number].fen > 0:
                for link in self.groups[number].links:
                    givers.setdefault(link, []).append(number)
        for cell in sorted(givers):
            if self.remaining[cell] < 0 and not self.held[cell]:
                giver = max(givers[cell], key=lambda number: self.groups[number].fen)
                self.given[giver, cell] = self.given.get((giver, cell), 0) + self.remaining[cell]
                self.remaining[cell] = 0

    def _share(self, pool: list[int]) -> None:
        taken = dict.fromkeys(pool, 0)
        for (number, _), fen in self.given.items():
            taken[number] += fen
        supplies = [max(0, self.groups[number].fen - taken[number]) for number in pool]
        open_cells = [n for n, left in enumerate(self.remaining) if left > 0]
        place = {cell: index for index, cell in enumerate(open_cells)}
        links = [[place[link] for link in self.groups[n].links if link in place] for n in pool]
        flow = transport(
            supplies,
            [self.remaining[cell] for cell in open_cells],
            links,
            [self.groups[n].must for n in pool],
            [self.cells[n].must for n in open_cells],
        )
        self._note_unclear(flow, pool, open_cells)
        for (giver, taker), fen in flow.items():
            number, cell = pool[giver], open_cells[taker]
            self.given[number, cell] = self.given.get((number, cell), 0) + fen
            self.remaining[cell] -= fen
            supplies[giver] -= fen
        self.surplus = {number: left for number, left in zip(pool, supplies, strict=True) if left}

    def _note_unclear(self, flow: Flow, pool: list[int], open_cells: list[int]) -> None:
        """Note components in which the way of sharing would change a published figure."""
        if self.published is None or self.compare_only:
            return
        shared: dict[int, list[int]] = {}
        for giver, taker in sorted(flow):
            shared.setdefault(pool[giver], []).append(open_cells[taker])
        linked = {number: set(self.groups[number].links) for number in shared}

        def met(number: int, cell: int) -> Key | None:
            if cell not in linked[number]:
                return None
            return meet_keys(self.groups[number].key, self.cells[cell].key, self.tree)

        for members, cells in parts_of(list(shared), sorted({c for own in shared.values() for c in own}),
                                       {n: self.groups[n].links for n in shared}):  # fmt: skip
            placed = [(n, c) for n in members for c in shared[n]]
            if len(members) < 2 or len(cells) < 2 or self.published.indifferent(placed, met):
                continue
            amounts = [self.groups[n].fen for n in members]
            paired = len(placed) == len(set(amounts)) == len(members)
            self.state.unclear.append(
                Unclear(
                    self.facts,
                    [ref for n in members for ref in self.groups[n].refs],
                    [ref for c in cells for ref in self.cell_refs[c]],
                    paired and all(self.groups[n].fen == self.cells[c].fen for n, c in placed),
                )
            )

    # --- judging -------------------------------------------------------------------------------------

    def _components(self) -> list[tuple[list[int], list[int]]]:
        """Return sets of groups and cells that share money, and every group or cell that is left alone."""
        pool = [n for n, g in enumerate(self.groups) if g.held < 0 and g.links]
        shared = {cell for n in pool for cell in self.groups[n].links}
        found = [(self.held[c], [c]) for c in range(len(self.cells)) if c not in shared]
        found += [([n], []) for n, g in enumerate(self.groups) if g.must and g.held < 0 and not g.links]
        if pool:
            held = [n for c in sorted(shared) for n in self.held[c]]
            links = {n: self.groups[n].links for n in pool} | {n: [self.groups[n].held] for n in held}
            found += parts_of([*pool, *held], sorted(shared), links)
        return found

    def _judge(self, members: list[int], cells: list[int]) -> None:
        """Compare the sums of a component; note what disagrees, settle what is only rounding."""
        silent, residue = self._tolerances(members, cells)
        for c in cells:
            if not self.cells[c].must and 0 < self.remaining[c] * 2 <= residue:
                self.cells[c].must = True  # what is left is rounding, not money of another kind
        over = self._over(members)
        under = sum(self.remaining[c] for c in cells if self.cells[c].must or self.remaining[c] < 0)
        if not over and not under:
            return
        difference = under - over
        if abs(difference) * 2 > silent:
            small = abs(difference) * 2 <= residue
            self._note(members, cells, over, difference, residue=small)
            if not small:
                return
        self._settle(members, cells)

    def _over(self, members: list[int]) -> int:
        """Return what is left of groups that the table should hold completely."""
        total = 0
        for n in members:
            group = self.groups[n]
            if group.must and group.held < 0:
                total += self.surplus.get(n, 0) if group.links else group.fen
        return total

    def _tolerances(self, members: list[int], cells: list[int]) -> tuple[int, int]:
        """Return twice the differences that rounding surely and possibly explains (分).

        Half a unit of the coarser typing for each figure that was rounded; only where the other side
        really is finer.
        """
        theirs = self.facts.precision
        lines = [line for n in members for line in self.groups[n].lines]
        ours = max((self._precision(line) for line in lines), default=1)
        silent = residue = 0
        if any(line.amount % theirs for line in lines):
            silent += theirs * len(cells)
            residue += theirs * max(len(cells), len(lines))
        if any(self.cells[c].fen % ours for c in cells):
            silent += ours * len(lines)
            residue += ours * max(len(cells), len(lines))
        return silent, max(silent, residue)

    def _precision(self, line: BudgetLine) -> int:
        return min((self.state.precision.get(name, 1) for name in line.refs), default=1)

    def _note(
        self, members: list[int], cells: list[int], over: int, difference: int, *, residue: bool
    ) -> None:
        given = sum(self.given.get((n, c), 0) for n in members for c in self.groups[n].links)
        held = sum(self.groups[n].fen for n in members if self.groups[n].held >= 0)
        ours = given + held + over
        facts = [fact for c in cells for fact in self.cells[c].facts]
        self.state.mismatches.append(
            Mismatch(
                table=self.facts,
                key=common_key([g.key for g in self.groups_at(members)] + [self.cells[c].key for c in cells]),
                lines_fen=ours,
                table_fen=ours + difference,
                line_refs=[ref for group in self.groups_at(members) for ref in group.refs],
                table_cells=[(next(iter(fact.refs.values()))[0], fact.amount) for fact in facts],
                residue=residue,
            )
        )

    def groups_at(self, members: list[int]) -> list[Group]:
        """Return the groups of these numbers."""
        return [self.groups[n] for n in members]

    def _settle(self, members: list[int], cells: list[int]) -> None:
        """Let the finer side decide amounts that differ by rounding only."""
        ours = min((self._precision(x) for g in self.groups_at(members) for x in g.lines), default=1)
        finer = self.facts.precision < ours
        for n in members:
            left = self.surplus.get(n, 0) if self.groups[n].must else 0
            targets = [c for c in cells if c in self.groups[n].links]
            if left and targets:
                if not finer:
                    best = max(targets, key=lambda c: self.given.get((n, c), 0))
                    self.given[n, best] = self.given.get((n, best), 0) + left
                self.surplus[n] = 0
        for c in cells:
            left = self.remaining[c]
            if not left or not (self.cells[c].must or left < 0):
                continue
            self.remaining[c] = 0
            if finer and not self.compare_only:
                self._adopt(c, left, members)

    def _adopt(self, cell: int, left: int, members: list[int]) -> None:
        """Give the rounding difference of a finer cell to the largest amount that stands in it."""
        givers = [n for n in members if (n, cell) in self.given]
        if givers:
            best = max(givers, key=lambda n: self.given[n, cell])
            self.given[best, cell] += left
        elif self.held[cell]:
            lines = [line for n in self.held[cell] for line in self.groups[n].lines]
            max(lines, key=lambda line: abs(line.amount)).amount += left

    # --- rebuilding ----------------------------------------------------------------------------------

    def _rebuild(self) -> None:
        """Split and refine the lines as shared out, and add what only the table speaks of."""
        name = self.facts.name
        by_group: dict[int, list[tuple[int, int]]] = {}
        for (number, cell), fen in sorted(self.given.items()):
            if fen:
                by_group.setdefault(number, []).append((cell, fen))
        lines: list[BudgetLine] = []
        for number, group in enumerate(self.groups):
            if group.held >= 0:
                for line in group.lines:
                    line.refs[name] = self.cell_refs[group.held]
                    take_over(line, self.cells[group.held])
                lines += group.lines
            elif number in by_group:
                lines += self._split(group, by_group[number], self.surplus.get(number, 0))
            else:
                lines += group.lines
        lines += self._additions()
        self.state.lines = lines

    def _split(self, group: Group, shares: list[tuple[int, int]], left: int) -> list[BudgetLine]:
        """Return the lines of a group shared out over cells; ``left`` keeps its dimensions.

        A group whose shares are less than it holds (a finer table rounds it down) gives up the rest.
        """
        spare = group.fen - left - sum(fen for _, fen in shares)
        amounts = [line.amount for line in group.lines]
        if spare:
            largest = max(range(len(amounts)), key=lambda i: abs(amounts[i]))
            amounts[largest] -= spare
        # Negative shares and lines come first: afterwards only positive amounts are shared out.
        shares = sorted(shares, key=lambda share: share[1] >= 0)
        cells = [cell for cell, _ in shares]
        wanted = [fen for _, fen in shares]
        made: list[BudgetLine] = []
        for index in sorted(range(len(amounts)), key=lambda i: amounts[i] >= 0):
            line, rest = group.lines[index], amounts[index]
            while rest and wanted:
                part = portion(rest, wanted[0])
                made.append(self._piece(line, cells[0], part))
                rest -= part
                wanted[0] -= part
                if not wanted[0]:
                    del wanted[0], cells[0]
            if rest:
                made.append(self._left_over(line, rest))
        return [line for line in made if line.amount]

    def _piece(self, line: BudgetLine, number: int, fen: int) -> BudgetLine:
        cell = self.cells[number]
        key = meet_keys(
            Key(line.function, line.economic, line.kind, line.source, line.project), cell.key, self.tree
        )
        assert key is not None
        piece = replace(
            line,
            function=key.function,
            economic=key.economic,
            kind=key.kind,
            source=key.source,
            project=key.project,
            amount=fen,
            refs={**line.refs, self.facts.name: self.cell_refs[number]},
        )
        take_over(piece, cell)
        return piece

    def _left_over(self, line: BudgetLine, fen: int) -> BudgetLine:
        """Return what no cell took: money of the kinds that the table does not speak of."""
        kind = line.kind
        if not self.facts.soft.economic and not _told_by_code(line):
            kind = without_kinds(kind, self.of_cells.kinds_within(kind, line.source))
        return replace(line, amount=fen, refs=dict(line.refs), kind=kind)

    def _additions(self) -> list[BudgetLine]:
        added: list[BudgetLine] = []
        total = 0
        for number, cell in enumerate(self.cells):
            left = self.remaining[number]
            if left <= 0 or cell.must:
                continue
            kind = cell.key.kind
            if cell.known and not self.state.scope.economic:
                kind = without_kinds(kind, self.of_lines.kinds_within(kind, cell.key.source))
            for fact in cell.facts:
                part = portion(fact.amount, left) if left != cell.fen else fact.amount
                if part:
                    own = fact.kind if _told_by_code(fact) else kind
                    added.append(replace(fact, amount=part, kind=own, refs=dict(fact.refs)))
                    left -= part
                    total += part
        self.state.added[id(self.facts)] = total
        return added


def _told_by_code(line: BudgetLine) -> bool:
    """Return whether the economic code of basic spending will tell 人员 from 公用, whatever is left over."""
    return line.kind == BASIC and bool(line.economic)
