"""Claiming messages for one connection, and writing down what became of them.

Each function is one statement of a short transaction of its own: delivery commits per message, the one
exception to one commit per act, because what a mail server has accepted can't be rolled back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from crm.mail.kinds import URGENT
from crm.mail.models import MailControl, Message, MessageState, SkipReason
from crm.mail.services.controls import ALL_MAIL


def name_what_is_in_doubt(session: Session, now: datetime) -> int:
    """Name messages whose body had begun when their sender died; they never go again by themselves."""
    rows = session.execute(
        sa.update(Message)
        .where(
            Message.state == MessageState.SENDING,
            Message.lease_until < now,
            Message.body_started_at.is_not(None),
        )
        .values(
            state=MessageState.IN_DOUBT, ended_at=now, lease_until=None, answer="the sender stopped before the answer"
        )
        .returning(Message.id)
    )
    return len(rows.all())


def claim(session: Session, now: datetime, worker: str, limit: int, lease: timedelta) -> Sequence[Message]:
    """Take due messages under a lease, urgent ones first; two workers never get the same one."""
    due = (
        sa.select(Message.id)
        .where(
            sa.or_(
                sa.and_(Message.state == MessageState.WAITING, Message.due_at <= now),
                sa.and_(
                    Message.state == MessageState.SENDING,
                    Message.lease_until < now,
                    Message.body_started_at.is_(None),
                ),
            ),
            *_not_stopped(session),
        )
        .order_by(Message.priority, Message.due_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    numbers = session.scalars(due).all()
    if not numbers:
        return []
    session.execute(
        sa.update(Message)
        .where(Message.id.in_(numbers))
        .values(state=MessageState.SENDING, leased_by=worker, lease_until=now + lease)
        .execution_options(synchronize_session=False)
    )
    claimed = session.scalars(
        sa.select(Message).where(Message.id.in_(numbers)).execution_options(populate_existing=True)
    ).all()
    return sorted(claimed, key=lambda message: (message.priority, message.due_at, message.id))


def _not_stopped(session: Session) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    for subject in session.scalars(sa.select(MailControl.subject)):
        kind, _, number = subject.partition(":")
        if subject == ALL_MAIL:
            conditions.append(Message.priority <= URGENT)
        else:
            conditions.append(sa.not_(sa.and_(Message.kind == kind, Message.subject_id == int(number))))
    return conditions


def begin_body(connection: Connection, now: datetime, number: int, worker: str, lease: timedelta) -> bool:
    """Write that a body begins; False when the message is no longer this worker's to send."""
    row = connection.execute(
        sa.update(Message)
        .where(
            Message.id == number,
            Message.leased_by == worker,
            Message.state == MessageState.SENDING,
            Message.body_started_at.is_(None),
        )
        .values(body_started_at=now, lease_until=now + lease, attempts=Message.attempts + 1)
        .returning(Message.id)
    ).first()
    return row is not None


def mark(connection: Connection, number: int, worker: str, **values: Any) -> None:
    """Write what became of a message that is still this worker's."""
    connection.execute(
        sa.update(Message)
        .where(Message.id == number, Message.leased_by == worker)
        .values(lease_until=None, leased_by=None, **values)
    )


def sent(now: datetime, answer: str) -> dict[str, Any]:
    """The values of a message that the server kept."""
    return {"state": MessageState.SENT, "ended_at": now, "answer": answer[:500], "answer_code": 250}


def skipped(now: datetime, reason: SkipReason) -> dict[str, Any]:
    """The values of a message that its recipient may not get."""
    return {"state": MessageState.SKIPPED, "reason": reason, "ended_at": now}


def failed(now: datetime, answer: str, code: int | None = None) -> dict[str, Any]:
    """The values of a message that can't go."""
    return {
        "state": MessageState.FAILED,
        "ended_at": now,
        "answer": answer[:500],
        "answer_code": code,
        "body_started_at": None,
    }


def waiting(due_at: datetime, answer: str = "", code: int | None = None, **more: Any) -> dict[str, Any]:
    """The values of a message that goes later."""
    return {
        "state": MessageState.WAITING,
        "due_at": due_at,
        "answer": answer[:500],
        "answer_code": code,
        "body_started_at": None,
        **more,
    }


def in_doubt(now: datetime, answer: str) -> dict[str, Any]:
    """The values of a message of which nobody knows whether the server kept it."""
    return {"state": MessageState.IN_DOUBT, "ended_at": now, "answer": answer[:500]}
