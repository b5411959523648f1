"""What a calendar holds: one's own follow-ups, the meetings ahead, and the elections where we have friends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import ActsFor, User, UserState
from crm.accounts.rights import Actor
from crm.accounts.tokens import fingerprint
from crm.countries.models import Chamber, Country, Meeting
from crm.countries.queries import meetings_ahead
from crm.followups.models import CalendarFeed, FollowUpState
from crm.followups.queries.lists import ORDERS, FollowUpFilter, FollowUpRow, follow_ups, read_rows
from crm.members.audience import Filter
from crm.members.models import Member
from crm.members.queries import people

MOST = 500


@dataclass(frozen=True, slots=True)
class Election:
    """An election that is expected, and where."""

    chamber: Chamber
    country: str


@dataclass(frozen=True, slots=True)
class Held:
    """Everything in a user's calendar."""

    due: Sequence[FollowUpRow]
    meetings: Sequence[Meeting]
    elections: Sequence[Election]


def owner_of(session: Session, secret: str) -> Actor | None:
    """Whose calendar an address is; None for one that is unknown, taken back, or of somebody shut out."""
    found = session.execute(
        sa.select(User, Member.id)
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .outerjoin(Member, Member.user_id == User.id)
        .where(CalendarFeed.token_hash == fingerprint(secret), User.state == UserState.ACTIVE)
    ).first()
    if found is None:
        return None
    user, member_id = found
    acts_for = session.scalars(sa.select(ActsFor.member_id).where(ActsFor.user_id == user.id))
    return Actor(user.id, user.role, member_id, frozenset(acts_for))


def find_feed(session: Session, user_id: int) -> CalendarFeed | None:
    """A user's calendar, if one was made."""
    return session.scalar(sa.select(CalendarFeed).where(CalendarFeed.user_id == user_id))


def calendar_of(session: Session, actor: Actor, now: datetime, today: date) -> Held:
    """What stands in somebody's calendar, within what they may see."""
    wanted = FollowUpFilter(owner_id=actor.user_id, state=FollowUpState.OPEN)
    due = ORDERS["due"].apply(follow_ups(session, wanted, actor, today)).limit(MOST)
    return Held(read_rows(session, due), meetings_ahead(session, today), _elections(session, actor, now))


def _elections(session: Session, actor: Actor, now: datetime) -> Sequence[Election]:
    """Elections in the countries of the friends whom the actor may see: for a member, their own."""
    ours = people(session, Filter(), actor, now).select(Member.country_iso2)
    chosen = (
        sa.select(Chamber, Country.name_en)
        .join(Country, Country.iso2 == Chamber.country_iso2)
        .where(Chamber.next_election_expected.is_not(None), Chamber.country_iso2.in_(ours))
        .order_by(Chamber.next_election_expected, Chamber.id)
    )
    return [Election(chamber, country) for chamber, country in session.execute(chosen.limit(MOST))]
