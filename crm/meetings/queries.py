"""Everything we ask about meetings and who goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.countries.models import Country, Meeting
from crm.countries.queries import GATHERINGS, SURE
from crm.meetings.models import Attendance, Delegate, GovernmentAttendance
from crm.members.audience import Filter
from crm.members.models import Member
from crm.members.queries import people


@dataclass(frozen=True, slots=True)
class Government:
    """A State at a meeting: what is known of its Government's attendance, or None where nobody looked."""

    iso2: str
    attends: Attendance | None
    seen_on: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Guest:
    """One of our people at a meeting."""

    delegate: Delegate
    name: str
    country: str | None


def list_meetings(session: Session, today: date, *, ahead: bool, unsure: bool) -> Sequence[Meeting]:
    """Meetings that are not over, the next one first; or those that are, the latest first."""
    chosen = sa.select(Meeting).where(Meeting.kind.in_(GATHERINGS))
    if not unsure:
        chosen = chosen.where(Meeting.verified.in_(SURE))
    if ahead:
        chosen = chosen.where(Meeting.ends_on >= today).order_by(Meeting.starts_on, Meeting.id)
    else:
        chosen = chosen.where(Meeting.ends_on < today).order_by(Meeting.starts_on.desc(), Meeting.id.desc())
    return session.scalars(chosen).all()


def governments(session: Session, meeting_id: int) -> Sequence[Government]:
    """Every State and what is known of its Government's attendance, by the State's name."""
    at_meeting = sa.and_(GovernmentAttendance.iso2 == Country.iso2, GovernmentAttendance.meeting_id == meeting_id)
    chosen = (
        sa.select(Country.iso2, GovernmentAttendance.attends, GovernmentAttendance.seen_on, GovernmentAttendance.source)
        .outerjoin(GovernmentAttendance, at_meeting)
        .order_by(Country.folded, Country.iso2)
    )
    return [Government(*row) for row in session.execute(chosen)]


def guests(session: Session, meeting_id: int, actor: Actor, now: datetime) -> Sequence[Guest]:
    """Who of our people goes, as far as the actor may see them, by name."""
    chosen = people(session, Filter().everyone, actor, now).also(Delegate.meeting_id == meeting_id)
    rows = session.execute(
        chosen.select(Delegate, Member.name, Country.name_en)
        .join(Member, Member.id == Delegate.member_id)
        .outerjoin(Country, Country.iso2 == Member.country_iso2)
        .order_by(Member.sort_name, Member.id)
    )
    return [Guest(*row) for row in rows]
