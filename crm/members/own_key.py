"""The id by which our own files name a person: number and instant of making, so that no other network's id is ours."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_KEY = re.compile(r"([1-9][0-9]{0,9})-([0-9a-f]{4,16})", re.ASCII)
_MICROSECOND = 1_000_000
_LARGEST = 2**31 - 1


def own_key(member_id: int, created_at: datetime) -> str:
    """The key of somebody of ours, without its scheme."""
    since = created_at - datetime(1970, 1, 1, tzinfo=UTC)
    stamp = (since.days * 86_400 + since.seconds) * _MICROSECOND + since.microseconds
    return f"{member_id}-{max(stamp, 0):x}"


def member_of(key: str, created_at: datetime | None = None) -> int | None:
    """Whose key it is, checked against the instant of making when that is known; None when it is none of ours."""
    match = _KEY.fullmatch(key)
    if match is None or int(match[1]) > _LARGEST:
        return None
    number = int(match[1])
    return number if created_at is None or own_key(number, created_at) == key else None
