"""Stopping and starting mail: pause, resume, recall, cancel, and deciding what was in doubt."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.mail.kinds import URGENT
from crm.mail.models import MailControl, Message, MessageState, SkipReason
from crm.mail.services.queueing import requeue

ALL_MAIL = "all"
"""The control that stops everything but mail somebody waits for, as a restored backup does."""


def issue(kind: str, subject_id: int) -> str:
    """Name the control of one issue."""
    return f"{kind}:{subject_id}"


def pause(session: Session, now: datetime, subject: str, reason: str) -> None:
    """Stop an issue (`digest:7`), or ALL_MAIL, at once: what is claimed but not begun goes back to waiting."""
    session.merge(MailControl(subject=subject, stopped_at=now, reason=reason))
    session.flush()
    claimed = sa.update(Message).where(_unsent(), Message.state == MessageState.SENDING)
    if subject == ALL_MAIL:
        claimed = claimed.where(Message.priority > URGENT)
    else:
        kind, _, number = subject.partition(":")
        claimed = claimed.where(Message.kind == kind, Message.subject_id == int(number))
    session.execute(claimed.values(state=MessageState.WAITING, leased_by=None, lease_until=None))


def resume(session: Session, subject: str) -> None:
    """Let it go on."""
    session.execute(sa.delete(MailControl).where(MailControl.subject == subject))


def recall(session: Session, now: datetime, kind: str, subject_id: int) -> int:
    """Take back every message of an issue whose body has not begun; returns how many."""
    return withdraw(session, now, SkipReason.RECALLED, Message.kind == kind, Message.subject_id == subject_id)


def take_back(session: Session, now: datetime, kind: str, recipient_id: int, reason: SkipReason) -> int:
    """Take back what one recipient has not been sent yet, as when they unsubscribe; returns how many messages."""
    return withdraw(session, now, reason, Message.kind == kind, Message.recipient_id == recipient_id)


def withdraw(session: Session, now: datetime, reason: SkipReason, *conditions: sa.ColumnElement[bool]) -> int:
    """Skip messages whose body has not begun, at once, also those claimed already; returns how many."""
    rows = session.execute(
        sa.update(Message)
        .where(*conditions, _unsent())
        .where(Message.state.in_([MessageState.WAITING, MessageState.SENDING]))
        .values(state=MessageState.SKIPPED, reason=reason, ended_at=now, leased_by=None, lease_until=None)
        .execution_options(synchronize_session=False)
        .returning(Message.id)
    )
    return len(rows.all())


cancel = recall


def send_to_the_missing(session: Session, now: datetime, kind: str, subject_id: int) -> int:
    """Try again those whose message failed or was recalled; never those in doubt; returns how many."""
    return requeue(
        session,
        now,
        Message.kind == kind,
        Message.subject_id == subject_id,
        sa.or_(
            Message.state == MessageState.FAILED,
            sa.and_(Message.state == MessageState.SKIPPED, Message.reason == SkipReason.RECALLED),
        ),
    )


def resolve_doubt(session: Session, now: datetime, message_ids: list[int], *, arrived: bool) -> int:
    """Decide messages in doubt: they arrived, or they go again; returns how many were in doubt."""
    in_doubt = (Message.id.in_(message_ids), Message.state == MessageState.IN_DOUBT)
    if not arrived:
        return requeue(session, now, *in_doubt)
    rows = session.execute(
        sa.update(Message).where(*in_doubt).values(state=MessageState.SENT, ended_at=now).returning(Message.id)
    )
    return len(rows.all())


def _unsent() -> sa.ColumnElement[bool]:
    return Message.body_started_at.is_(None)
