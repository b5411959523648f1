"""Counts of actions put together by kind, aim and country: told and seen beside each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.actions.models import ActionKind, Evidence
from crm.treaties.step import Step


@dataclass(frozen=True)
class Cell:
    """How many actions share a kind, an aim, a country and how we know of them."""

    kind: ActionKind
    aim: Step | None
    country_iso2: str | None
    evidence: Evidence
    number: int


@dataclass(frozen=True)
class Line:
    """A line of a table: what it counts (a value, or None for not known), told, seen and both."""

    value: str | None
    told: int
    seen: int

    @property
    def number(self) -> int:
        """Both together."""
        return self.told + self.seen


def lines(cells: Iterable[Cell], part: str) -> Sequence[Line]:
    """Add up cells by one part of them (`kind`, `aim`, `country_iso2`), the largest first, not known last."""
    found: dict[str | None, dict[Evidence, int]] = defaultdict(lambda: dict.fromkeys(Evidence, 0))
    for cell in cells:
        found[getattr(cell, part)][cell.evidence] += cell.number
    added = [Line(value, counts[Evidence.TOLD], counts[Evidence.SEEN]) for value, counts in found.items()]
    return sorted(added, key=lambda line: (line.value is None, -line.number, line.value or ""))
