"""Forgetting whom mail went to: the ledger still counts it, and no longer says to whom or what."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.jobs.services import enqueue
from crm.mail.models import LinkToken, Message, MessageState, SkipReason

FORGET_FILES = "mail.forget_files"
"""The task that takes mails out of the outbox."""

_KEPT_AS = re.compile(r"[0-9a-f]{24}\.eml")


def forget_messages(session: Session, now: datetime, kinds: Collection[str], recipient_id: int) -> None:
    """Empty the messages of these kinds to a recipient; what waits is skipped, what lies in the outbox goes."""
    session.flush()
    theirs = Message.kind.in_(kinds), Message.recipient_id == recipient_id
    answers = session.scalars(sa.select(Message.answer).where(*theirs)).all()
    waiting = Message.state == MessageState.WAITING
    session.execute(
        sa.update(Message)
        .where(*theirs, waiting)
        .values(state=MessageState.SKIPPED, reason=SkipReason.ERASED, ended_at=now)
    )
    nobody: dict[str, Any] = {"email": "", "domain": "", "address_id": None, "payload": {}, "answer": ""}
    session.execute(sa.update(Message).where(*theirs).values(nobody))
    files = sorted({name for answer in answers for name in _KEPT_AS.findall(answer)})
    if files:
        enqueue(session, now, FORGET_FILES, arguments={"files": files})


def forget_links(session: Session, member_id: int) -> None:
    """Let the links in somebody's mails lead nowhere."""
    session.execute(sa.delete(LinkToken).where(LinkToken.member_id == member_id))
