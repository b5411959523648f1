"""Keeping what a reader chose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.rights import Role
from crm.audit.services import describe
from crm.members.models import Member
from crm.preferences.models import Preference
from crm.preferences.queries import Choices
from crm.preferences.services.topics import turn_off, turn_on
from crm.preferences.topics import Topic


def choose(
    session: Session, now: datetime, member_id: int, choices: Choices, *, how: str, wordings: Mapping[Topic, str]
) -> None:
    """Keep what somebody chose, at once and also for mails that wait; `wordings` are the topics as they read them."""
    for topic in Topic:
        if topic in choices.topics:
            turn_on(session, now, member_id, topic, how, wordings[topic])
        else:
            turn_off(session, now, member_id, topic, how)
    kept = session.get(Preference, member_id)
    if kept is None:
        kept = Preference(member_id=member_id, chosen_at=now)
        session.add(kept)
    kept.days, kept.paused_until, kept.chosen_at, kept.how = choices.frequency.days, choices.paused_until, now, how
    _read_in(session, member_id, choices.language)
    session.flush()
    describe(session, "Chose which mail they get", subject=f"members:{member_id}")


def _read_in(session: Session, member_id: int, language: str) -> None:
    """Keep the language of mails, and with it that of a member's own pages."""
    member = session.get_one(Member, member_id)
    if member.language == language:
        return
    member.language = language
    user = session.scalar(sa.select(User).where(User.id == member.user_id, User.role == Role.MEMBER))
    if user is not None:
        user.language = language
