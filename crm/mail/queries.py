"""Everything asked of the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.mail.models import Address, LinkToken, MailControl, Message, MessageState
from crm.prebuilt import prebuilt


def counts(session: Session, kind: str, subject_id: int) -> Mapping[MessageState, int]:
    """The six states of an issue; their sum is its number of recipients."""
    return dict(zip(MessageState, session.execute(*_counts(kind, subject_id)).one(), strict=True))


@prebuilt
def _counts(kind: str, subject_id: int) -> sa.Select[*tuple[int, ...]]:
    """A number for each state: each is counted in the index, for to group by the state takes twice as long."""
    of_it = sa.select(sa.func.count()).where(Message.kind == kind, Message.subject_id == subject_id)
    return sa.select(*(of_it.where(Message.state == state).scalar_subquery() for state in MessageState))


def messages(
    session: Session, kind: str, subject_id: int, state: MessageState | None = None, after: int = 0, limit: int = 50
) -> Sequence[Message]:
    """Messages of an issue in the order they were queued, page by page after an id."""
    statement = (
        sa.select(Message)
        .where(Message.kind == kind, Message.subject_id == subject_id, Message.id > after)
        .order_by(Message.id)
        .limit(limit)
    )
    if state is not None:
        statement = statement.where(Message.state == state)
    return session.scalars(statement).all()


def is_stopped(session: Session, subject: str) -> bool:
    """Whether an issue (`digest:7`) or ALL_MAIL is paused."""
    return session.get(MailControl, subject) is not None


def stops(session: Session) -> Sequence[MailControl]:
    """Everything that is paused."""
    return session.scalars(sa.select(MailControl).order_by(MailControl.subject)).all()


@dataclass(frozen=True)
class Waiting:
    """What is due and has not gone: how many messages, since when, and what the server said last."""

    count: int
    since: datetime | None
    answer: str


def waiting(session: Session, now: datetime) -> Waiting:
    """What is due and waits."""
    due = (Message.state == MessageState.WAITING, Message.due_at <= now)
    count, since = session.execute(sa.select(sa.func.count(), sa.func.min(Message.due_at)).where(*due)).one()
    put_off = sa.select(Message.answer).where(Message.state == MessageState.WAITING, Message.answer != "")
    return Waiting(count, since, session.scalar(put_off.order_by(Message.due_at.desc()).limit(1)) or "")


def in_doubt(session: Session, limit: int) -> Sequence[Message]:
    """Messages of which nobody knows whether they arrived, the newest first."""
    statement = sa.select(Message).where(Message.state == MessageState.IN_DOUBT)
    # By a sum, not by the key itself: a database that may follow the key reads millions backwards to find these few.
    return session.scalars(statement.order_by((Message.id + 0).desc()).limit(limit)).all()


def find_address(session: Session, email: str) -> Address | None:
    """The row of an address, whatever its case."""
    return session.scalar(sa.select(Address).where(Address.email == email.strip().lower()))


def find_token(session: Session, purpose: str, token: str) -> LinkToken | None:
    """The person and subject behind a mailed link."""
    return session.scalar(sa.select(LinkToken).where(LinkToken.token == token, LinkToken.purpose == purpose))
