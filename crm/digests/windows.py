"""The window of changes that a digest tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

LONGEST: Final = timedelta(days=183)
"""A digest tells at most the last six months."""

LATE: Final = timedelta(days=183)
"""What happened longer before the window than this is no news, however late we heard of it."""

AHEAD: Final = timedelta(days=183)
"""Meetings are announced this long before."""


@dataclass(frozen=True)
class Window:
    """From an instant (held) to an instant (not held)."""

    starts_at: datetime
    ends_at: datetime

    @property
    def first_day(self) -> date:
        """The first day on which something can have happened to be told."""
        return (self.starts_at - LATE).date()

    @property
    def last_announced_day(self) -> date:
        """The last day of a meeting to be announced."""
        return (self.ends_at + AHEAD).date()


def default_window(last_ended_at: datetime | None, now: datetime) -> Window:
    """From the end of the last sent digest to now, at most six months."""
    earliest = now - LONGEST
    return Window(max(last_ended_at, earliest) if last_ended_at else earliest, now)
