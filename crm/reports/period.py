"""The period of a report: from a day to a day, both included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included."""

    start: date
    end: date

    @property
    def first(self) -> datetime:
        """The instant the period begins."""
        return datetime.combine(self.start, time(), UTC)

    @property
    def after(self) -> datetime:
        """The first instant that is no longer in the period."""
        return datetime.combine(self.end + timedelta(days=1), time(), UTC)

    @property
    def address_part(self) -> str:
        """The period as an address's query has it."""
        return f"from={self.start.isoformat()}&to={self.end.isoformat()}"


def period(start: date | None, end: date | None, today: date) -> Period:
    """Give a period; this year up to today where nothing is said. Raises ValueError when it is none."""
    last = end or today
    first = start or last.replace(month=1, day=1)
    if first > last or last == date.max:
        message = "a period ends after it begins"
        raise ValueError(message)
    return Period(first, last)
