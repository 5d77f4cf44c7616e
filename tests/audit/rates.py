"""How many slips of each kind are found, as a table that a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .mutants import Verdict


@dataclass(slots=True)
class Rates:
    """Counts by kind: tried, found at the place, named first, with the right value; ``alone`` are slips in
    figures that nothing repeats and that nobody could find."""

    tried: Counter[str] = field(default_factory=Counter)
    placed: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    valued: Counter[str] = field(default_factory=Counter)
    proposed: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    def add(self, verdicts: Iterable[Verdict], name: str = "") -> None:
        """Count verdicts on mutants of the document ``name``."""
        for verdict in verdicts:
            mutant = verdict.mutant
            if mutant.alone and not verdict.placed:
                self.alone[mutant.kind] += 1
                continue
            self.tried[mutant.kind] += 1
            self.placed[mutant.kind] += verdict.placed
            self.named[mutant.kind] += verdict.named
            self.valued[mutant.kind] += bool(mutant.wanted)
            self.proposed[mutant.kind] += verdict.proposed
            if not verdict.placed:
                noticed = "（别处有发现）" if verdict.noticed else ""
                self.missed.append(f"{mutant.kind} {noticed}{name} {mutant.told}")

    def rate(self, kinds: Iterable[str]) -> float:
        """Return the share found at their place, of several kinds together."""
        kinds = list(kinds)
        tried = sum(self.tried[kind] for kind in kinds)
        return sum(self.placed[kind] for kind in kinds) / tried if tried else 1.0

    def named_rate(self, kinds: Iterable[str]) -> float:
        """Return the share that a finding names first of all, of several kinds together."""
        kinds = list(kinds)
        tried = sum(self.tried[kind] for kind in kinds)
        return sum(self.named[kind] for kind in kinds) / tried if tried else 1.0

    def proposed_rate(self, kinds: Iterable[str]) -> float:
        """Return the share whose right figure is told, of several kinds together."""
        kinds = [kind for kind in kinds if self.valued[kind]]
        tried = sum(self.tried[kind] for kind in kinds)
        return sum(self.proposed[kind] for kind in kinds) / tried if tried else 1.0

    def table(self) -> str:
        """Return the counts as lines of text."""
        lines = ["  种类\t试\t找到\t率\t指出该处\t给出应有的数\t别无重复（不计）"]
        for kind in self.tried:
            tried = self.tried[kind]
            value = f"{self.proposed[kind] / tried:.0%}" if self.valued[kind] else "—"
            lines.append(
                f"  {kind}\t{tried}\t{self.placed[kind]}\t{self.placed[kind] / tried:.1%}"
                f"\t{self.named[kind] / tried:.0%}\t{value}\t{self.alone[kind] or ''}"
            )
        return "\n".join(lines + [f"    没有找到：{text}" for text in self.missed])
