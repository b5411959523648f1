"""How old a fact may be before we warn of it, or leave it out."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

WARN_AFTER = timedelta(days=60)
BLOCK_AFTER = timedelta(days=180)
POSITION_MONTHS = 24
QUIET = timedelta(days=3 * 365)
"""Longer than States usually go without an act about a treaty."""


class Freshness(StrEnum):
    """What the age of a treaty's facts means for a text about to be sent."""

    CURRENT = "current"
    WARNING = "warning"
    BLOCKING = "blocking"


def freshness(known_until: date, on: date) -> Freshness:
    """Judge facts of which somebody last looked on `known_until`, on a day."""
    age = on - known_until
    if age > BLOCK_AFTER:
        return Freshness.BLOCKING
    return Freshness.WARNING if age > WARN_AFTER else Freshness.CURRENT


def fresh_since(on: date) -> date:
    """The earliest day a position may date from to be told as a fact on a day: 24 months before."""
    years = POSITION_MONTHS // 12
    leap_day = (on.month, on.day) == (2, 29)
    return on.replace(year=on.year - years, day=28 if leap_day else on.day)


def is_fresh(edition_on: date | None, confirmed_on: date | None, on: date) -> bool:
    """Whether a position may enter a text: its edition, or a person's confirmation, is at most 24 months old."""
    since = fresh_since(on)
    return any(day is not None and since <= day <= on for day in (edition_on, confirmed_on))


def supposed_day(latest_on: date | None, today: date) -> date:
    """From when the depositary's file is where nobody says it: today, or of its latest act when that is long ago.

    An old copy says nothing of what came since: to take it for today's would tell of States what is not known.
    """
    return latest_on if latest_on is not None and today - latest_on > QUIET else today
