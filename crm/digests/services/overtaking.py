"""Two people editing the same words: the second is told, and nothing is written over unseen."""

from __future__ import annotations

from datetime import datetime

from crm.accounts.rights import Actor
from crm.digests.models import Edited


class OvertakenError(ValueError):
    """Somebody saved other words since these were opened."""

    def __init__(self) -> None:
        """Say what happened."""
        super().__init__("Somebody changed this while you had it open. Nothing is lost: both are shown.")


def stamp(row: Edited, actor: Actor, now: datetime) -> None:
    """Note that words were saved, by whom and when."""
    row.version = (row.version or 0) + 1
    row.edited_at, row.edited_by = now, actor.user_id


def check_seen(row: Edited | None, seen: int | None) -> None:
    """Refuse to save over words nobody saw; `seen` is the version that was opened, None where it does not matter.

    Words that are not there yet have the version 0. Raises OvertakenError.
    """
    if seen is not None and seen != (row.version if row is not None else 0):
        raise OvertakenError
