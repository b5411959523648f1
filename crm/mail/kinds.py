"""Kinds of mail: digests, letters and sign-in mail each say who may receive a message and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from crm.mail.building import Mail
from crm.mail.models import Message, SkipReason


class Batch(Protocol):
    """Messages of one kind that were claimed together, with what they need read once."""

    def may_receive(self, message: Message) -> SkipReason | None:
        """Ask again, just before sending, whether the recipient may get this; None is yes."""

    def render(self, message: Message) -> Mail:
        """Give what the recipient reads; the same message gives the same words again."""


class Kind(Protocol):
    """One kind of mail in the ledger."""

    def open(self, session: Session, messages: Sequence[Message], now: datetime) -> Batch:
        """Read what these messages need, in a fixed number of statements."""


Kinds = Mapping[str, Kind]
"""Every kind by its name in the ledger; the application hands them over."""

URGENT = 0
"""The priority of mail that somebody waits for (sign-in, reset): it goes first and no pause holds it."""
ORDINARY = 5
