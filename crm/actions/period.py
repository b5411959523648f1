"""A period of days as bounds on dates that may be a month or a year only."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.partial_date import PartialDate

JANUARY, DECEMBER = 1, 12


@dataclass(frozen=True)
class Bounds:
    """Texts between which a partial date lies wholly in a period: from `lower`, below `upper`, and none of `but`."""

    lower: str | None
    upper: str | None
    but: Sequence[str] = ()

    def hold(self, on: PartialDate) -> bool:
        """Whether a date lies in the period: the same as the database says of its text."""
        above = self.lower is None or str(on) >= self.lower
        below = self.upper is None or str(on) < self.upper
        return above and below and str(on) not in self.but


def bounds(start: date | None, end: date | None) -> Bounds:
    """Bounds of the days from start to end, both included; None leaves that side open.

    Dates are kept as text, and "2026" sorts before "2026-01": a year counts in a period that holds all of it.
    """
    lower = None if start is None else _first(start)
    if end is None:
        return Bounds(lower, None)
    cut = []
    if not _ends_month(end):
        cut.append(end.isoformat()[:7])
    if not (end.month == DECEMBER and _ends_month(end)):
        cut.append(end.isoformat()[:4])
    return Bounds(lower, (end + timedelta(days=1)).isoformat() if end < date.max else None, tuple(cut) + _after(end))


def _first(start: date) -> str:
    """The shortest text that names a time beginning on this day."""
    if start.day > 1:
        return start.isoformat()
    return start.isoformat()[:7] if start.month > JANUARY else start.isoformat()[:4]


def _ends_month(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _after(end: date) -> tuple[str, ...]:
    """Texts below the upper bound that name a time beginning after the period: the next month and the next year."""
    following = end + timedelta(days=1) if end < date.max else end
    month = (following.isoformat()[:7],) if following.day == 1 else ()
    year = (following.isoformat()[:4],) if following.day == 1 and following.month == JANUARY else ()
    return month + year
