"""Keeping machines out of a form without asking a third party: what no person does."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

SOONEST = timedelta(seconds=3)
"""Nobody fills the form in less."""

LATEST = timedelta(hours=24)
"""A form that was opened longer ago is opened again."""


def stamp(key: str, now: datetime) -> str:
    """Say when a form was opened, so that nobody can say it for us."""
    seconds = str(int(now.timestamp()))
    return f"{seconds}.{_sign(key, seconds)}"


def was_opened_by_a_person(key: str, stamped: str, now: datetime) -> bool:
    """Whether a form was opened by us, long enough ago to be read and not too long."""
    seconds, _dot, signature = stamped.partition(".")
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) < 12):  # noqa: PLR2004 - digits of seconds
        return False
    if not hmac.compare_digest(_sign(key, seconds).encode(), signature.encode("utf-8", "replace")):
        return False
    return SOONEST <= now - datetime.fromtimestamp(int(seconds), UTC) <= LATEST


def _sign(key: str, seconds: str) -> str:
    return hmac.new(key.encode(), f"join-form\x1f{seconds}".encode(), hashlib.sha256).hexdigest()
