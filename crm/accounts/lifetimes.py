"""How long a signed-in browser stays signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crm.accounts.rights import Role

if TYPE_CHECKING:
    from datetime import datetime

KNOWN_DEVICE = timedelta(days=60)
"""A member's device, from signing in, however it is used."""

IDLE = timedelta(hours=2)
"""Coordinator and staff, since their last page."""

WORKING_DAY = timedelta(hours=12)
"""Coordinator and staff, from signing in, however busy."""

SECOND_FACTOR = timedelta(minutes=10)
"""Between the password and the second factor."""

FRESH = timedelta(minutes=10)
"""After signing in, while somebody without a password may change their address."""

SEEN_EVERY = timedelta(minutes=5)
"""How often it is written down that a browser was seen."""


def is_alive(role: Role, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """Whether a complete sign-in of this role still holds."""
    if role is Role.MEMBER:
        return now - created_at < KNOWN_DEVICE
    return now - created_at < WORKING_DAY and now - last_seen_at < IDLE
