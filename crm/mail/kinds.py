"""Kinds of mail: digests, letters and sign-in mail each say who may receive a message and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from crm.mail.building import Mail
from crm.mail.models import SkipReason


class Recorded(Protocol):
    """A message as a kind reads it: a row of the ledger, or only these columns of one."""

    @property
    def kind(self) -> str:
        """The kind's name."""

    @property
    def subject_id(self) -> int | None:
        """What it is about."""

    @property
    def recipient_id(self) -> int | None:
        """Whom it goes to."""

    @property
    def language(self) -> str:
        """The language it was queued in."""

    @property
    def variant(self) -> str:
        """Which of several texts it has."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """What was kept with it, so that it says the same again."""


class Batch(Protocol):
    """Messages of one kind that were claimed together, with what they need read once."""

    def may_receive(self, message: Recorded) -> SkipReason | None:
        """Ask again, just before sending, whether the recipient may get this; None is yes."""

    def render(self, message: Recorded) -> Mail:
        """Give what the recipient reads; the same message gives the same words again."""


class Kind(Protocol):
    """One kind of mail in the ledger."""

    def open(self, session: Session, messages: Sequence[Recorded], now: datetime) -> Batch:
        """Read what these messages need, in a fixed number of statements."""


Kinds = Mapping[str, Kind]
"""Every kind by its name in the ledger; the application hands them over."""

URGENT = 0
"""The priority of mail that somebody waits for (sign-in, reset): it goes first and no pause holds it."""
ORDINARY = 5
