"""The States in a list: which of them are wanted, and in what order, as an address says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.countries.names import fold
from crm.countries.place import Place
from crm.treaties.status import Standing, TreatyStatus


@dataclass(frozen=True, slots=True)
class Row:
    """A State in a list: where it lies, where it stands, and how many friends we have there."""

    place: Place
    standing: Standing
    friends: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which States a list shows; an empty field limits nothing."""

    statuses: frozenset[TreatyStatus] = frozenset()
    region: str = ""
    search: str = ""
    without_friends: bool = False

    @classmethod
    def read(cls, args: Mapping[str, Any], statuses: Sequence[str]) -> Wanted:
        """Read the filters of an address; what means nothing here is passed over."""
        return cls(
            statuses=frozenset(status for status in TreatyStatus if status.value in statuses),
            region=str(args.get("region", "")).strip(),
            search=str(args.get("q", "")).strip(),
            without_friends=args.get("friends") == "none",
        )

    def includes(self, row: Row) -> bool:
        """Whether a State is among them; a search finds it by a part of its names, or its code."""
        place = row.place
        return (
            (not self.statuses or row.standing.status in self.statuses)
            and (not self.region or self.region in place.areas)
            and (not self.without_friends or not row.friends)
            and (not self.search or self._finds(place))
        )

    def _finds(self, place: Place) -> bool:
        sought = fold(self.search).replace(" ", "")
        return sought == place.iso2.casefold() or sought in place.folded.replace(" ", "")


def _by_day(read: Callable[[Standing], date | None]) -> Callable[[Row], Any]:
    """By a day, States without one last."""
    return lambda row: (read(row.standing) is None, read(row.standing) or date.min)


_STATUS_ORDER = {status: place for place, status in enumerate(TreatyStatus)}

SORTS: Mapping[str, Callable[[Row], Any]] = {
    "name": lambda row: fold(row.place.name),
    "region": lambda row: tuple(row.place.areas),
    "status": lambda row: _STATUS_ORDER[row.standing.status],
    "signed": _by_day(lambda standing: standing.signed_on),
    "deposited": _by_day(lambda standing: standing.deposited_on),
    "in_force": _by_day(lambda standing: standing.in_force_on),
    "step": lambda row: row.standing.step.value,
    "friends": lambda row: row.friends,
}
"""What a list of States can be sorted by; a minus before the name turns it round."""


def chosen(rows: Sequence[Row], wanted: Wanted, sort: str) -> Sequence[Row]:
    """The wanted States in the order asked for; those that are equal in it stay in the order of their names."""
    named = sorted((row for row in rows if wanted.includes(row)), key=SORTS["name"])
    key = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    return sorted(named, key=key, reverse=sort.startswith("-"))


def by_region(rows: Sequence[Row]) -> Mapping[str, Counter[TreatyStatus]]:
    """How many States of each continent stand where, in the order of the continents' names."""
    held: dict[str, Counter[TreatyStatus]] = {}
    for row in rows:
        held.setdefault(row.place.areas[0], Counter())[row.standing.status] += 1
    return {continent: held[continent] for continent in sorted(held)}


def regions_of(rows: Sequence[Row]) -> Mapping[str, Sequence[str]]:
    """The continents of the States and the parts of each, in the order of their names."""
    parts: dict[str, set[str]] = {}
    for row in rows:
        continent, *narrower = row.place.areas
        parts.setdefault(continent, set()).update(narrower)
    return {continent: sorted(parts[continent]) for continent in sorted(parts)}
