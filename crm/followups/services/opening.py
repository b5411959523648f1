"""Opening follow-ups: what was promised, and what a member asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Act, Actor, Relation, allowed
from crm.audit.services import describe
from crm.followups.due import in_working_days
from crm.followups.models import FollowUp, FollowUpKind
from crm.followups.services.errors import NotAllowedError
from crm.members.models import Member

DAYS_TO_ANSWER = 2
"""Working days in which a member who asked for help should hear from us."""


@dataclass(frozen=True)
class Promise:
    """What somebody promised to do, by when, about whom; without a country it is the person's.

    `subject` names another thing it is about (`addresses:7`), where a follow-up has no column for it.
    """

    text: str
    due_on: date
    kind: FollowUpKind = FollowUpKind.PROMISE
    member_id: int | None = None
    country_iso2: str | None = None
    action_id: int | None = None
    owner_id: int | None = None
    subject: str = ""


class Need(StrEnum):
    """What a member can ask the network for."""

    DRAFT = "draft"
    BRIEFING = "briefing"
    SPEAKER = "speaker"
    CONTACT = "contact"
    OTHER = "other"


def open_follow_up(session: Session, actor: Actor, now: datetime, promise: Promise) -> FollowUp:
    """Keep a promise in sight; raises ValueError when it says nothing."""
    text = promise.text.strip()
    if not text:
        message = "a follow-up needs words that say what to do"
        raise ValueError(message)
    follow_up = FollowUp(
        kind=promise.kind,
        text=text,
        due_on=promise.due_on,
        member_id=promise.member_id,
        country_iso2=promise.country_iso2 or _country_of(session, promise.member_id),
        action_id=promise.action_id,
        owner_id=promise.owner_id,
        subject=promise.subject,
        opened_at=now,
        opened_by=actor.user_id,
    )
    session.add(follow_up)
    session.flush()
    describe(session, "Opened a follow-up", subject=subject_of(follow_up))
    return follow_up


def request_help(
    session: Session, actor: Actor, now: datetime, need: Need, text: str, *, member_id: int | None = None
) -> FollowUp:
    """Ask the network for a draft, a briefing, a speaker or a contact, as a member or for one.

    It waits for whoever looks after the member, or for all who keep the records. Raises NotAllowedError for others.
    """
    asking = member_id if member_id is not None else actor.member_id
    if asking is None or not allowed(
        actor, Act.ASK_FOR_HELP, Relation.OWN if asking in actor.members else Relation.ANY
    ):
        raise NotAllowedError
    owner_id = session.scalar(sa.select(Member.owner_id).where(Member.id == asking))
    promise = Promise(
        text=text.strip() or need.value,
        due_on=in_working_days(now.date(), DAYS_TO_ANSWER),
        kind=FollowUpKind.REQUEST,
        member_id=asking,
        owner_id=owner_id,
        subject=f"need:{need.value}",
    )
    follow_up = open_follow_up(session, actor, now, promise)
    describe(session, "Asked the network for help", subject=subject_of(follow_up))
    return follow_up


def subject_of(follow_up: FollowUp) -> str:
    """How the journal names a follow-up."""
    return f"follow-ups:{follow_up.id}"


def _country_of(session: Session, member_id: int | None) -> str | None:
    if member_id is None:
        return None
    return session.scalar(sa.select(Member.country_iso2).where(Member.id == member_id))
