"""Times written by a clock that ran ahead: once it is right again they hold no mail for as long as it was wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.mail.answers import LONGEST_PAUSE
from crm.mail.models import Message, MessageState

FARTHEST_LEASE = timedelta(hours=1)
"""No lease is as long as this."""


def mend_times(session: Session, now: datetime) -> int:
    """Bring back leases, and the times of what delivery put off, that no right clock can have written; says how many.

    A time that a person chose is left alone: what delivery put off has a code, and whoever gives a message another
    time takes that away.
    """
    kept = sa.and_(Message.state == MessageState.SENDING, Message.lease_until > now + FARTHEST_LEASE)
    put_off = sa.and_(
        Message.state == MessageState.WAITING,
        Message.answer_code.is_not(None),
        Message.due_at > now + LONGEST_PAUSE,
    )
    mended = [
        session.execute(
            sa.update(Message)
            .where(wrong)
            .values(values)
            .returning(Message.id)
            .execution_options(synchronize_session=False)
        ).all()
        for wrong, values in ((kept, {"lease_until": now - timedelta(seconds=1)}), (put_off, {"due_at": now}))
    ]
    return sum(len(rows) for rows in mended)
