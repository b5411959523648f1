"""Turning a topic off and on: each is consent, kept with its wording and date."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from crm.members.models import Subscription
from crm.preferences.queries import subscription
from crm.preferences.topics import Topic


def turn_off(session: Session, now: datetime, member_id: int, topic: Topic, how: str) -> bool:
    """End a topic for one person; it was part of what they agreed to. Whether anything ended."""
    held = subscription(session, member_id, topic)
    if held is None:
        held = _as_agreed(session, now, member_id, topic, how)
        session.add(held)
    elif held.ended_at is not None:
        return False
    held.ended_at, held.ended_how = now, how
    session.flush()
    return True


def turn_on(session: Session, now: datetime, member_id: int, topic: Topic, how: str, wording: str) -> bool:
    """Give a topic back to who wants it again, in the words they read; whether it had ended."""
    held = subscription(session, member_id, topic)
    if held is None or held.ended_at is None:
        return False
    held.basis, held.wording, held.source = how, wording, ""
    held.since, held.ended_at, held.ended_how = now, None, ""
    session.flush()
    return True


def _as_agreed(session: Session, now: datetime, member_id: int, topic: Topic, how: str) -> Subscription:
    """The consent to a topic as it was given: with that to the digest."""
    digest = subscription(session, member_id)
    if digest is None:
        return Subscription(member_id=member_id, topic=topic, basis=how, since=now)
    return Subscription(
        member_id=member_id,
        topic=topic,
        basis=digest.basis,
        wording=digest.wording,
        source=digest.source,
        since=digest.since,
    )
