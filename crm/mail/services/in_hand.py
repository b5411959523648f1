"""What a sender has claimed and not begun, with no more of each message than its mail is made from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.mail.kinds import Recorded
from crm.mail.models import Message, MessageState
from crm.prebuilt import prebuilt


class Claimed(Recorded, Protocol):
    """A message in hand: what its kind reads, and what its delivery needs."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def address_id(self) -> int | None:
        """The address's number."""

    @property
    def email(self) -> str:
        """The address."""

    @property
    def message_id(self) -> str:
        """The part of its Message-ID before the sign."""

    @property
    def queued_at(self) -> datetime:
        """When it was written into the ledger."""

    @property
    def due_at(self) -> datetime:
        """When it is to go."""

    @property
    def attempts(self) -> int:
        """How often it was tried."""

    @property
    def answer(self) -> str:
        """What was said of it last."""


_COLUMNS = (
    Message.id,
    Message.kind,
    Message.subject_id,
    Message.recipient_id,
    Message.address_id,
    Message.email,
    Message.language,
    Message.variant,
    Message.message_id,
    Message.payload,
    Message.queued_at,
    Message.due_at,
    Message.attempts,
    Message.answer,
)


def in_hand(session: Session, worker: str) -> Sequence[Claimed]:
    """Read what a worker has claimed and not begun, in the order it is to go."""
    return cast("Sequence[Claimed]", session.execute(*_in_hand(worker)).all())


@prebuilt
def _in_hand(worker: str) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*_COLUMNS)
        .where(Message.state == MessageState.SENDING, Message.leased_by == worker, Message.body_started_at.is_(None))
        .order_by(Message.priority, Message.due_at, Message.id)
    )
