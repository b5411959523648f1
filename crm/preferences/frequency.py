"""How often a reader gets the digest: as staff send issues by hand, it is the least time between two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from crm.languages import speaking


class Frequency(StrEnum):
    """At most how often an issue comes."""

    AT_ONCE = "at_once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def days(self) -> int:
        """As many days lie between two issues, at least."""
        return DAYS[self]

    @property
    def less(self) -> Frequency:
        """The next one that is less often, from a month on."""
        return Frequency.QUARTERLY if self.days >= Frequency.MONTHLY.days else Frequency.MONTHLY


DAYS: Final[Mapping[Frequency, int]] = {
    Frequency.AT_ONCE: 0,
    Frequency.WEEKLY: 7,
    Frequency.MONTHLY: 28,
    Frequency.QUARTERLY: 90,
}


def frequency_of(days: int) -> Frequency:
    """Name the frequency that keeps so many days between two issues."""
    return next(kind for kind in reversed(Frequency) if kind.days <= days)


def comes_too_early(days: int, last_on: date | None, today: date) -> bool:
    """Whether an issue today would come sooner after the last one than a reader wants; the hour does not matter."""
    return last_on is not None and (today - last_on).days < days


def frequency_words(language: str) -> Mapping[Frequency, str]:
    """Say each frequency, in a language."""
    _ = speaking(language).gettext
    return {
        Frequency.AT_ONCE: _("Every issue, at once"),
        Frequency.WEEKLY: _("At most one a week"),
        Frequency.MONTHLY: _("At most one a month"),
        Frequency.QUARTERLY: _("At most one in three months"),
    }
