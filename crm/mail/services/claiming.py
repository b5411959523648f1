"""Claiming messages for one connection, and writing down what became of them.

Each function is part of a short transaction of delivery's own: delivery commits per message, the one exception to
one commit per act, because what a mail server has accepted can't be rolled back.
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
from crm.mail.services.hot_statement import HotStatement
from crm.prebuilt import prebuilt

SENDERS_PER_DOMAIN = 2
"""How many senders may have messages to one domain in hand at once."""

ANSWER_LENGTH = 500
NO_CODE = 0
"""The code of a message that waits because nothing was said to it; one that waits for its own time has none."""

_OURS = sa.and_(Message.id == sa.bindparam("number"), Message.leased_by == sa.bindparam("worker"))
_STOPPED = sa.exists().where(
    sa.or_(
        sa.and_(MailControl.subject == ALL_MAIL, Message.priority > URGENT),
        MailControl.subject == Message.kind + ":" + sa.cast(Message.subject_id, sa.String),
    )
)
_BEGIN_BODY = HotStatement(
    sa.update(Message)
    .where(_OURS, Message.state == MessageState.SENDING, Message.body_started_at.is_(None), ~_STOPPED)
    .values(
        body_started_at=sa.bindparam("now"), lease_until=sa.bindparam("until"), content_hash=sa.bindparam("fingerprint")
    )
)
_SENT = HotStatement(
    sa.update(Message)
    .where(_OURS)
    .values(
        state=MessageState.SENT,
        ended_at=sa.bindparam("now"),
        answer=sa.bindparam("text"),
        answer_code=250,
        attempts=Message.attempts + 1,
        lease_until=None,
        leased_by=None,
    )
)


def anything_due(session: Session, now: datetime) -> bool:
    """Whether there is anything to claim or to name, asked without keeping writers waiting."""
    return session.scalar(*_anything_due(now, stopped=_stopped(session))) is not None


@prebuilt
def _anything_due(now: datetime, *, stopped: Sequence[str]) -> sa.Select[int]:
    due = sa.or_(
        sa.and_(Message.state == MessageState.WAITING, Message.due_at <= now, *_goes_on(stopped)),
        sa.and_(Message.state == MessageState.SENDING, Message.lease_until < now),
    )
    return sa.select(Message.id).where(due).limit(1)


def take_up_what_was_left(session: Session, now: datetime) -> None:
    """See to messages whose sender died: one whose body had begun is in doubt, the others wait again.

    The one in doubt keeps its sender's name: should that sender be only slow, its answer is still written down.
    """
    if session.scalar(*_anything_left(now)) is None:
        return
    left = (Message.state == MessageState.SENDING, Message.lease_until < now)
    session.execute(
        sa.update(Message)
        .where(*left, Message.body_started_at.is_not(None))
        .values(**in_doubt(now, "the sender stopped before the answer"), lease_until=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        sa.update(Message)
        .where(*left, Message.body_started_at.is_(None))
        .values(state=MessageState.WAITING, leased_by=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )


@prebuilt
def _anything_left(now: datetime) -> sa.Select[int]:
    return sa.select(Message.id).where(Message.state == MessageState.SENDING, Message.lease_until < now).limit(1)


def claim(session: Session, now: datetime, worker: str, limit: int, lease: timedelta) -> None:
    """Take due messages under a lease, urgent ones first; two workers never get the same one."""
    busy = session.scalars(*_busy_domains(now, worker)).all()
    numbers = session.scalars(*_to_claim(now, busy, limit, stopped=_stopped(session))).all()
    session.execute(*_claim(numbers, now + lease, worker))


@prebuilt
def _to_claim(now: datetime, busy: Sequence[str], limit: int, *, stopped: Sequence[str]) -> sa.Select[int]:
    return (
        sa.select(Message.id)
        .where(Message.state == MessageState.WAITING, Message.due_at <= now, *_goes_on(stopped))
        .where(Message.domain.not_in(busy))
        .order_by(Message.priority, Message.due_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


@prebuilt
def _claim(numbers: Sequence[int], until: datetime, worker: str) -> sa.Update:
    return (
        sa.update(Message)
        .where(Message.id.in_(numbers))
        .values(state=MessageState.SENDING, leased_by=worker, lease_until=until)
        .execution_options(synchronize_session=False)
    )


@prebuilt
def _busy_domains(now: datetime, worker: str) -> sa.Select[str]:
    """Domains that as many other senders as are allowed have messages for in hand."""
    return (
        sa.select(Message.domain)
        .where(Message.state == MessageState.SENDING, Message.lease_until >= now, Message.leased_by != worker)
        .group_by(Message.domain)
        .having(sa.func.count(Message.leased_by.distinct()) >= SENDERS_PER_DOMAIN)
    )


def _stopped(session: Session) -> Sequence[str]:
    """What a person stopped: mostly nothing."""
    return tuple(session.scalars(*_subjects()))


@prebuilt
def _subjects() -> sa.Select[str]:
    return sa.select(MailControl.subject).order_by(MailControl.subject)


def _goes_on(stopped: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """The conditions under which a message is of nothing that was stopped."""
    conditions: list[sa.ColumnElement[bool]] = []
    for subject in stopped:
        kind, _, number = subject.partition(":")
        if subject == ALL_MAIL:
            conditions.append(Message.priority <= URGENT)
        else:
            conditions.append(sa.not_(sa.and_(Message.kind == kind, Message.subject_id == int(number))))
    return conditions


def begin_body(
    connection: Connection, now: datetime, number: int, worker: str, lease: timedelta, fingerprint: str
) -> bool:
    """Write that a body begins; False when the message was stopped, taken back or is no longer this worker's."""
    values = {"number": number, "worker": worker, "now": now, "until": now + lease, "fingerprint": fingerprint}
    return _BEGIN_BODY.run(connection, values) == 1


def mark_sent(connection: Connection, now: datetime, number: int, worker: str, answer: str) -> None:
    """Write that the server kept a message."""
    _SENT.run(connection, {"number": number, "worker": worker, "now": now, "text": answer[:ANSWER_LENGTH]})


def mark(connection: Connection, number: int, worker: str, **values: Any) -> None:
    """Write what became of a message that is still this worker's."""
    connection.execute(
        sa.update(Message)
        .where(Message.id == number, Message.leased_by == worker)
        .values(lease_until=None, leased_by=None, **values)
    )


def hand_back(connection: Connection, worker: str) -> None:
    """Let what a worker claimed and did not begin wait again, no attempt charged."""
    connection.execute(
        sa.update(Message)
        .where(Message.state == MessageState.SENDING, Message.leased_by == worker, Message.body_started_at.is_(None))
        .values(state=MessageState.WAITING, leased_by=None, lease_until=None)
    )


def skipped(now: datetime, reason: SkipReason) -> dict[str, Any]:
    """The values of a message that its recipient may not get."""
    return {"state": MessageState.SKIPPED, "reason": reason, "ended_at": now}


def failed(now: datetime, answer: str, code: int | None = None) -> dict[str, Any]:
    """The values of a message that can't go."""
    return {
        "state": MessageState.FAILED,
        "ended_at": now,
        "answer": answer[:ANSWER_LENGTH],
        "answer_code": code,
        "body_started_at": None,
        "attempts": Message.attempts + 1,
    }


def put_off(due_at: datetime, answer: str, code: int | None = None, *, charged: bool) -> dict[str, Any]:
    """The values of a message that goes later; an attempt that says nothing of the message is not charged to it."""
    return {
        "state": MessageState.WAITING,
        "due_at": due_at,
        "answer": answer[:ANSWER_LENGTH],
        "answer_code": code or NO_CODE,
        "body_started_at": None,
        "attempts": Message.attempts + (1 if charged else 0),
    }


def in_doubt(now: datetime, answer: str) -> dict[str, Any]:
    """The values of a message of which nobody knows whether the server kept it."""
    return {
        "state": MessageState.IN_DOUBT,
        "ended_at": now,
        "answer": answer[:ANSWER_LENGTH],
        "attempts": Message.attempts + 1,
    }
