"""When something is due: days counted by people at work."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5


class Due(StrEnum):
    """Which follow-ups by their day."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


class Delay(StrEnum):
    """How long something may wait, by one button."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


_DAYS = {Delay.DAY: 1, Delay.WEEK: 7, Delay.MONTH: 30}


def later(today: date, delay: Delay) -> date:
    """The day on which something comes back, never on a weekend."""
    return working_day(today + timedelta(days=_DAYS[delay]))


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def in_working_days(today: date, number: int) -> date:
    """The day that many working days after this one."""
    day = today
    for _step in range(number):
        day = working_day(day + timedelta(days=1))
    return day


def span(due: Due, today: date) -> tuple[date | None, date | None]:
    """The first and the last day of a choice; None leaves a side open."""
    week = today + timedelta(days=6)
    return {
        Due.OVERDUE: (None, today - timedelta(days=1)),
        Due.TODAY: (None, today),
        Due.WEEK: (None, week),
        Due.LATER: (week + timedelta(days=1), None),
    }[due]
