"""When a message goes: at once or in the reader's morning, and never on days on which nobody should be written to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

MORNING: Final = time(8)
"""When a reader's morning begins, by their own clock."""


@dataclass(frozen=True)
class Quiet:
    """Days, the first and the last held, on which nobody in a country is written to; no country means all."""

    first_on: date
    last_on: date
    iso2: str | None = None
    reason: str = ""

    def holds(self, day: date, iso2: str | None) -> bool:
        """Whether it holds on a day in a country."""
        return self.first_on <= day <= self.last_on and self.iso2 in {None, iso2}


def due_at(
    earliest: datetime, zone: tzinfo, iso2: str | None, quiet: Sequence[Quiet] = (), morning_on: date | None = None
) -> datetime:
    """Give the instant at which a message to a country is due, not before the earliest.

    A morning that is over where the reader is means the next one. After quiet days it goes in the morning.
    """
    due = earliest
    if morning_on is not None:
        due = _morning(morning_on, zone)
        while due < earliest:
            due = _morning(due.astimezone(zone).date() + timedelta(days=1), zone)
    day = due.astimezone(zone).date()
    free = first_free(day, iso2, quiet)
    return due if free == day else _morning(free, zone)


def first_free(day: date, iso2: str | None, quiet: Iterable[Quiet]) -> date:
    """Give the first day from this one on that is not quiet in a country."""
    periods = sorted((period for period in quiet if period.iso2 in {None, iso2}), key=lambda period: period.first_on)
    for period in periods:
        if period.holds(day, iso2):
            day = period.last_on + timedelta(days=1)
    return day


def _morning(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, zone)
