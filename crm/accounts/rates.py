"""How often something may be asked: the limits, and the arithmetic of a sliding window."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Rate:
    """At most `most` times within `window`; `name` is its key in the table of counters."""

    name: str
    most: int
    window: timedelta

    def start(self, now: datetime) -> datetime:
        """Give the start of the window that holds an instant."""
        seconds = int(self.window.total_seconds())
        return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)

    def estimate(self, before: int, current: int, now: datetime) -> float:
        """Estimate the count of the last full window's length from this window's count and the one before."""
        return current + before * (1 - (now - self.start(now)) / self.window)

    def wait(self, now: datetime) -> int:
        """Give the seconds after which somebody who was refused now is surely heard again."""
        this_window = self.start(now) + self.window - now
        # Counts stop at one above the limit, so that much of the next window must pass too.
        return math.ceil((this_window + self.window * 2 / (self.most + 1)).total_seconds())


PASSWORD = Rate("password", 5, timedelta(minutes=15))
"""Wrong passwords for one account; then it waits, whoever asks."""

SECOND_FACTOR = Rate("second_factor", 5, timedelta(minutes=15))
"""Wrong codes of the second factor for one account."""

START = Rate("start", 20, timedelta(minutes=15))
"""Wrong start codes, from anywhere."""

SIGN_IN = Rate("sign_in", 40, timedelta(minutes=1))
"""Requests of one visitor to sign in, by whatever way."""

MAIL_REQUEST = Rate("mail_request", 30, timedelta(minutes=1))
"""Requests of one visitor that make us mail somebody."""

SEARCH = Rate("search", 60, timedelta(minutes=1))
"""Searches of one visitor or user."""

FILES = Rate("files", 30, timedelta(minutes=1))
"""Files one user takes out or brings in."""

MAILS_AN_HOUR = 5
"""Links of one purpose mailed to one account within an hour."""
