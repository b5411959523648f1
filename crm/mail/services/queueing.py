"""Writing messages into the ledger, in the transaction of their cause."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crm.mail.kinds import ORDINARY
from crm.mail.models import Message, MessageState, SkipReason

CHUNK = 1000


@dataclass(frozen=True)
class Recipient:
    """One row to be: who, at which address, in which language and variant, or why not at all.

    `payload` keeps what a kind wants to say to this one person, so that a retry says the same.
    """

    recipient_id: int
    email: str
    address_id: int | None = None
    language: str = "en"
    variant: str = ""
    reason: SkipReason | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def queue(
    session: Session,
    now: datetime,
    *,
    kind: str,
    email: str,
    recipient_id: int,
    subject_id: int | None = None,
    language: str = "en",
    priority: int = ORDINARY,
) -> None:
    """Put one message into the ledger; the same kind, subject and recipient again changes nothing."""
    row = _row(now, kind, subject_id, now, Recipient(recipient_id, email, language=language))
    _insert(session, [row | {"priority": priority}])


def queue_all(
    session: Session,
    now: datetime,
    *,
    kind: str,
    subject_id: int,
    recipients: Iterable[Recipient],
    due_at: datetime | None = None,
) -> None:
    """Put a message for each recipient into the ledger; who is there already is left alone."""
    rows: list[dict[str, Any]] = []
    for recipient in recipients:
        rows.append(_row(now, kind, subject_id, due_at or now, recipient))
        if len(rows) == CHUNK:
            _insert(session, rows)
            rows = []
    _insert(session, rows)


def _row(now: datetime, kind: str, subject_id: int | None, due_at: datetime, recipient: Recipient) -> dict[str, Any]:
    skipped = recipient.reason is not None
    return {
        "kind": kind,
        "subject_id": subject_id,
        "recipient_id": recipient.recipient_id,
        "address_id": recipient.address_id,
        "email": recipient.email,
        "domain": recipient.email.rpartition("@")[2].lower(),
        "language": recipient.language,
        "variant": recipient.variant,
        "content_hash": "",
        "message_id": secrets.token_hex(16),
        "payload": dict(recipient.payload),
        "state": MessageState.SKIPPED if skipped else MessageState.WAITING,
        "reason": recipient.reason,
        "priority": ORDINARY,
        "queued_at": now,
        "due_at": due_at,
        "attempts": 0,
        "answer": "",
        "ended_at": now if skipped else None,
    }


def _insert(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(insert(Message).on_conflict_do_nothing(), rows)


def requeue(session: Session, now: datetime, *conditions: sa.ColumnElement[bool]) -> int:
    """Let ended messages wait again, as if never tried; returns how many."""
    rows = session.execute(
        sa.update(Message)
        .where(*conditions)
        .values(
            state=MessageState.WAITING,
            reason=None,
            due_at=now,
            attempts=0,
            answer_code=None,
            body_started_at=None,
            lease_until=None,
            leased_by=None,
            ended_at=None,
        )
        .returning(Message.id)
    )
    return len(rows.all())
