"""Mail that waits moves past quiet days, whenever staff enter them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.digests.queries.readers import KIND
from crm.digests.queries.timing import due_later
from crm.mail.models import Message, MessageState
from crm.members.models import Member


def wait_for_quiet_days(session: Session, now: datetime, digest_id: int | None = None) -> int:
    """Let digests that wait, or the mails of one, go after quiet days they would fall on; returns how many mails moved.

    One statement for each country and instant at which something is due.
    """
    waiting = [Message.kind == KIND, Message.state == MessageState.WAITING]
    if digest_id is not None:
        waiting.append(Message.subject_id == digest_id)
    due = sa.select(Member.country_iso2, Message.due_at).join(Message, Message.recipient_id == Member.id)
    later = due_later(session, now)
    moved = 0
    for iso2, at in session.execute(due.where(*waiting).distinct()).all():
        until = later(max(at, now), iso2)
        if until > max(at, now):
            there = sa.select(Member.id).where(Member.country_iso2.is_not_distinct_from(iso2))
            rows = session.execute(
                sa.update(Message)
                .where(*waiting, Message.due_at == at, Message.recipient_id.in_(there))
                .values(due_at=until, answer_code=None)
                .execution_options(synchronize_session=False)
                .returning(Message.id)
            )
            moved += len(rows.all())
    return moved
