"""A user's private calendar: its address is shown once, only its fingerprint is kept, and it can be taken back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.tokens import fingerprint, new_secret
from crm.audit.services import journal
from crm.followups.models import CalendarFeed


def make_feed(session: Session, now: datetime, user_id: int) -> str:
    """Make a calendar for a user and give the secret of its address; one made before is dead."""
    take_back_feed(session, now, user_id)
    secret = new_secret()
    session.add(CalendarFeed(user_id=user_id, token_hash=fingerprint(secret), made_at=now))
    session.flush()
    journal(session, now, "calendar_made", actor_id=user_id)
    return secret


def take_back_feed(session: Session, now: datetime, user_id: int) -> None:
    """Make the address of a user's calendar useless."""
    gone = session.execute(sa.delete(CalendarFeed).where(CalendarFeed.user_id == user_id).returning(CalendarFeed.id))
    if gone.first() is not None:
        journal(session, now, "calendar_taken_back", actor_id=user_id)
